//! From Rust to a small wasm module and its JavaScript: cargo, wasm-bindgen, wasm-opt.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::SplitWasm;

use crate::{names, panics, say};

const TARGET: &str = "wasm32-unknown-unknown";

/// What rustc uses by default on this target.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-multivalue",
];

/// The first wasm-opt that is used. Version 108, which Debian 12 has, can't read `table.fill`, and where it is spared
/// that it exports one of wasm-bindgen's two tables in place of the other.
const WASM_OPT_SINCE: u32 = 116;

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

    /// Whether there is a wasm-opt that reads what rustc writes.
    pub fn optimise(&self) -> bool {
        self.wasm_opt_version.as_deref().is_some_and(|version| major(version) >= WASM_OPT_SINCE)
    }

    /// All that the output depends on.
    pub fn versions(&self) -> String {
        format!("{}\n{}", self.rustc_version, self.wasm_opt_version.as_deref().unwrap_or("no wasm-opt"))
    }
}

/// The page's module, its JavaScript and the parts that are loaded later.
pub struct Page {
    /// The module that is there from the beginning.
    pub wasm: Vec<u8>,
    /// An ES module whose default export loads it.
    pub js: String,
    /// What was split off.
    pub parts: Vec<Part>,
}

/// A module that is loaded later.
pub struct Part {
    /// The file name that the page's JavaScript fetches it by.
    pub file: String,
    /// The module.
    pub wasm: Vec<u8>,
    /// The split points that need it, by name.
    pub of: Vec<String>,
}

/// How the module calls what loads its parts; the name never gets out of the bundler.
const LINK: &str = "./parts.js";

/// Builds the page.
pub fn build(root: &Path, tools: &Tools) -> Result<Page> {
    cargo_build(root, tools)?;
    let input = root.join("target").join(TARGET).join("wasm/ride-frontend.wasm");
    let out = root.join("target/ride-bundler");
    let _ = std::fs::remove_dir_all(&out);
    let splits = split(&input, &out)?;

    let mut bindgen = Bindgen::new();
    bindgen.input_path(out.join("main.wasm")).out_name("ride");
    bindgen.typescript(false).remove_name_section(true).remove_producers_section(true);
    // The parts find what they need of the main module by the names that the splitter gave.
    bindgen.keep_lld_exports(true).demangle(false);
    bindgen.web(true)?;
    bindgen.generate(&out).context("wasm-bindgen")?;
    if out.join("snippets").exists() {
        bail!("a dependency brings JavaScript snippets along, which the bundler does not pack: {}", out.display());
    }
    let read = |name: &str| std::fs::read_to_string(out.join(name)).with_context(|| format!("reading {name}"));
    let bound = std::fs::read(out.join("ride_bg.wasm")).context("reading wasm-bindgen's module")?;
    let (bound, js) = names::shorten(&bound, &read("ride.js")?, LINK)?;
    let module = out.join("ride.wasm");
    std::fs::write(&module, bound)?;
    let js = with_parts(&js, &read(LINK)?)?;
    let wasm = optimise(&module, tools)?;
    let part = |path: &PathBuf| {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let needs = |files: &Vec<String>| files.iter().any(|file| *file == *stem);
        let mut of: Vec<String> =
            splits.prefetch_map.iter().filter(|(_, files)| needs(files)).map(|(name, _)| name.clone()).collect();
        of.sort();
        Ok(Part { file: format!("{stem}.wasm"), wasm: optimise(path, tools)?, of })
    };
    let parts = splits.split_modules.iter().map(part).collect::<Result<_>>()?;
    Ok(Page { wasm, js, parts })
}

/// Splits what is loaded later off the module.
fn split(input: &Path, out: &Path) -> Result<SplitWasm> {
    let wasm = std::fs::read(input).with_context(|| format!("reading {}", input.display()))?;
    let wasm = panics::trap(&wasm)?;
    let main = out.join("main.wasm");
    let mut options = wasm_split_cli_support::Options::new(&wasm);
    options.output_dir = out;
    options.main_out_path = &main;
    options.link_name = LINK;
    std::fs::create_dir_all(out)?;
    wasm_split_cli_support::transform(options).map_err(|error| anyhow::anyhow!("splitting the module: {error:#}"))
}

/// The page's JavaScript with what loads the parts in it: the two import each other, so that neither could bear the
/// other's hash in its name.
fn with_parts(js: &str, link: &str) -> Result<String> {
    let mut names = Vec::new();
    let mut inlined = String::new();
    for line in link.lines().filter(|line| !line.starts_with("import ")) {
        let line = match line.strip_prefix("export const ") {
            Some(rest) => {
                names.extend(rest.split(' ').next());
                ["const ", rest].concat()
            }
            None => line.to_owned(),
        };
        inlined.push_str(&line);
        inlined.push('\n');
    }
    let mut inlined = shorter(&inlined);
    // wasm-bindgen imports the file once for each function that it takes from there.
    let object = format!("{{ {} }}", names.join(", "));
    let mut out = String::new();
    let mut found = false;
    for line in js.lines() {
        match line.strip_prefix("import * as ").and_then(|rest| rest.split_once(" from ")) {
            Some((name, from)) if from.contains(LINK) => {
                found = true;
                inlined.extend(["const ", name, " = ", &object, ";\n"]);
            }
            Some(_) => bail!("the page's JavaScript imports what the bundler doesn't pack: {line}"),
            None => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    if !found {
        bail!("wasm-bindgen's JavaScript doesn't import {LINK} as it used to");
    }
    Ok(out + &inlined)
}

/// What is said again for every part, said once: the page's script is in the first load.
fn shorter(link: &str) -> String {
    const BEFORE: &str = "makeLoad(() => {\n    const src = fetch(new URL(";
    const AFTER: &str = ", import.meta.url));\n    src.catch(() => {});\n    return async (imports) => \
                         (WebAssembly.instantiateStreaming(src, imports));\n}\n, ";
    let parts = link.matches(BEFORE).count();
    if parts == 0 || link.matches(AFTER).count() != parts {
        // The splitter says it in another way by now: longer, and no less right.
        return link.to_owned();
    }
    let once = ["const part = (file, needs) => ", BEFORE, "file", AFTER, "needs);\n"].concat();
    once + &link.replace(BEFORE, "part(").replace(AFTER, ", ").replace("__chunk_", "c")
}

fn cargo_build(root: &Path, tools: &Tools) -> Result<()> {
    let mut command = Command::new(&tools.cargo);
    command
        .current_dir(root)
        .args(["build", "-p", "ride-frontend", "--bins", "--target", TARGET, "--profile", "wasm"])
        .args(["--config", &rustflags(root)])
        .arg("--target-dir")
        .arg(root.join("target"));
    // Flags from the environment would replace those above, and mean the native build anyway.
    for variable in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS"] {
        command.env_remove(variable);
    }
    let status = command.status().with_context(|| format!("starting {}", tools.cargo.display()))?;
    if !status.success() {
        bail!("cargo could not build the page; if it misses the target, install it with: rustup target add {TARGET}");
    }
    Ok(())
}

/// Erased components for Leptos, and no path of this machine in what is shipped.
fn rustflags(root: &Path) -> String {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    let mut flags = vec!["--cfg".to_owned(), "erase_components".to_owned()];
    let sources = home.iter().flat_map(|home| std::fs::read_dir(home.join("registry/src"))).flatten().flatten();
    let paths = sources.map(|entry| entry.path()).chain([root.to_path_buf()]);
    // What the splitter goes by.
    flags.push("-Clink-args=--emit-relocs".to_owned());
    flags.extend(paths.map(|path| format!("--remap-path-prefix={}=.", path.display())));
    format!("target.{TARGET}.rustflags={flags:?}")
}

fn optimise(module: &Path, tools: &Tools) -> Result<Vec<u8>> {
    let read = |path: &Path| std::fs::read(path).with_context(|| format!("reading {}", path.display()));
    match tools.wasm_opt_version.as_deref().map(major) {
        Some(version) if version >= WASM_OPT_SINCE => {}
        found => {
            let found = found.map_or("not installed".to_owned(), |version| format!("too old ({version})"));
            say(&format!(
                "warning: wasm-opt is {found}, so the page stays a few percent larger than it could be; version \
                 {WASM_OPT_SINCE} or later comes with binaryen (Debian 13 and later: apt install binaryen; macOS: brew \
                 install binaryen; anywhere: npm install -g binaryen)"
            ));
            return read(module);
        }
    }
    let optimised = module.with_extension("opt.wasm");
    let output = Command::new("wasm-opt")
        .arg("-Oz")
        // Who made it and what it takes: 200 bytes in each part, however small, that nothing reads any more.
        .args(["--strip-producers", "--strip-target-features"])
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

/// The version in `wasm-opt version 120 (version_120)`; 0 where there is none.
fn major(text: &str) -> u32 {
    text.split(|c: char| !c.is_ascii_digit()).find_map(|word| word.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_wasm_opt() {
        assert_eq!(major("wasm-opt version 108"), 108);
        assert_eq!(major("wasm-opt version 120 (version_120-13-g4f5c2)"), 120);
        assert_eq!(major("?"), 0);
    }

    #[test]
    fn what_loads_the_parts_is_in_the_pages_script() {
        let js = "import * as import1 from \"./parts.js\"\nimport * as import2 from \"./parts.js\"\nlet wasm;\n";
        let link =
            "import { initSync } from \"./main.js\";\nexport const load_a = f(1);\nexport const load_b = f(2);\n";
        assert_eq!(
            with_parts(js, link).unwrap(),
            "let wasm;\nconst load_a = f(1);\nconst load_b = f(2);\nconst import1 = { load_a, load_b };\n\
             const import2 = { load_a, load_b };\n"
        );
        assert!(with_parts("let wasm;", link).is_err());
        assert!(with_parts("import * as other from './other.js';", link).is_err());
    }

    #[test]
    fn what_loads_a_part_is_said_once() {
        let load = |name: &str, needs: &str| {
            let file = name.trim_start_matches('_');
            format!(
                "const {name} = makeLoad(() => {{\n    const src = fetch(new URL(\"./{file}.wasm\", import.meta.url));\n    \
                 src.catch(() => {{}});\n    return async (imports) => (WebAssembly.instantiateStreaming(src, imports));\n}}\n\
                 , {needs});\n"
            )
        };
        let link = [load("__chunk_1", "[]"), load("split_a", "[__chunk_1]")].concat();
        let short = shorter(&link);
        assert!(
            short.starts_with("const part = (file, needs) => makeLoad(() => {\n    const src = fetch(new URL(file,")
        );
        assert!(short.ends_with(
            ", needs);\nconst c1 = part(\"./chunk_1.wasm\", []);\nconst split_a = part(\"./split_a.wasm\", [c1]);\n"
        ));
        assert_eq!(shorter("const split_a = load();\n"), "const split_a = load();\n");
    }

    #[test]
    fn no_path_of_this_machine_is_shipped() {
        let flags = rustflags(Path::new("/somewhere/ride"));
        assert!(flags.starts_with("target.wasm32-unknown-unknown.rustflags=[\"--cfg\", \"erase_components\""));
        assert!(flags.contains("--remap-path-prefix=/somewhere/ride=."));
    }
}
