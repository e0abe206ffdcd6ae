//! From Rust to a small wasm module and its JavaScript: cargo, wasm-bindgen, wasm-opt.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::{features, say};

const TARGET: &str = "wasm32-unknown-unknown";

/// Leptos then builds every view from one erased type instead of one type a view: less than half the code.
const RUSTFLAGS: &str = r#"target.wasm32-unknown-unknown.rustflags=["--cfg","erase_components"]"#;

/// What rustc uses by default on this target; older versions of wasm-opt refuse a module whose features they are not
/// told of.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-multivalue",
];

/// The programs that are used.
pub struct Tools {
    cargo: PathBuf,
    wasm_opt_version: Option<String>,
    rustc_version: String,
}

impl Tools {
    /// Looks for them. A missing wasm-opt is no error.
    pub fn find() -> Self {
        let cargo = std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
        let version = |program: &str, argument: &str| {
            let output = Command::new(program).arg(argument).output().ok()?;
            output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        };
        Self {
            cargo,
            wasm_opt_version: version("wasm-opt", "--version"),
            rustc_version: version("rustc", "-vV").unwrap_or_default(),
        }
    }

    /// All that the output depends on.
    pub fn versions(&self) -> String {
        format!("{}\n{}", self.rustc_version, self.wasm_opt_version.as_deref().unwrap_or("no wasm-opt"))
    }
}

/// A finished module and the JavaScript that loads it.
pub struct Module {
    /// The module.
    pub wasm: Vec<u8>,
    /// An ES module whose default export loads it.
    pub js: String,
}

/// Builds the page's module.
pub fn build(root: &Path, tools: &Tools) -> Result<Module> {
    let input = cargo_build(root, tools)?;
    let out = root.join("target/ride-bundler");
    let _ = std::fs::remove_dir_all(&out);
    let mut bindgen = Bindgen::new();
    let bytes = std::fs::read(&input).with_context(|| format!("reading {}", input.display()))?;
    let bytes = features::without(&bytes, "reference-types").context("reading cargo's wasm module")?;
    bindgen.input_bytes("ride", bytes).out_name("ride")
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true);
    bindgen.web(true)?;
    bindgen.generate(&out).context("wasm-bindgen")?;
    if out.join("snippets").exists() {
        bail!("a dependency brings JavaScript snippets along, which the bundler does not pack: {}", out.display());
    }
    let js = std::fs::read_to_string(out.join("ride.js")).context("reading wasm-bindgen's ride.js")?;
    let wasm = optimise(&out.join("ride_bg.wasm"), tools)?;
    Ok(Module { wasm, js })
}

fn cargo_build(root: &Path, tools: &Tools) -> Result<PathBuf> {
    let target_dir = root.join("target");
    let mut command = Command::new(&tools.cargo);
    command
        .current_dir(root)
        .args(["build", "-p", "ride-frontend", "--target", TARGET, "--profile", "wasm", "--config", RUSTFLAGS])
        .arg("--target-dir")
        .arg(&target_dir);
    // Flags from the environment would replace those above, and mean the native build anyway.
    for variable in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS"] {
        command.env_remove(variable);
    }
    let status = command.status().with_context(|| format!("starting {}", tools.cargo.display()))?;
    if !status.success() {
        bail!("cargo could not build the page; if it misses the target, install it with: rustup target add {TARGET}");
    }
    Ok(target_dir.join(TARGET).join("wasm").join("ride-frontend.wasm"))
}

fn optimise(module: &Path, tools: &Tools) -> Result<Vec<u8>> {
    let read = |path: &Path| std::fs::read(path).with_context(|| format!("reading {}", path.display()));
    if tools.wasm_opt_version.is_none() {
        say("warning: wasm-opt is not installed, so the page gets some 10 % larger; \
             it comes with binaryen (Debian: apt install binaryen; macOS: brew install binaryen)");
        return read(module);
    }
    let optimised = module.with_extension("opt.wasm");
    let output = Command::new("wasm-opt")
        .arg("-Oz")
        .args(FEATURES)
        .arg(module)
        .arg("-o")
        .arg(&optimised)
        .output()
        .context("starting wasm-opt")?;
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr);
        say(&format!("warning: wasm-opt could not read the module, so it stays as it is: {}", why.trim()));
        return read(module);
    }
    read(&optimised)
}
