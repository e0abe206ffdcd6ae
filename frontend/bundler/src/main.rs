//! Makes `frontend/dist`, all that the browser is served: `cargo run -p ride-bundler`.
//!
//! Needs only the Rust toolchain with the wasm32 target. wasm-bindgen and the splitter are linked in, so their versions
//! are the lockfile's; `wasm-opt` is used where it is installed. Does nothing when no input changed since the last run.

mod compress;
mod inputs;
mod linked;
mod names;
mod pack;
mod panics;
mod wasm;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

/// What a visit may load at most until the catalog can be read or a lab's prompt stands: index.html, js, wasm and css,
/// brotli. The parts that come after that are listed apart.
const FIRST_LOAD_BUDGET: usize = 150 * 1024;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("ride-bundler: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Tells the person at the terminal something.
#[expect(clippy::print_stderr, reason = "the only place that prints")]
fn say(text: &str) {
    eprintln!("{text}");
}

fn run() -> Result<()> {
    let root = workspace_root()?;
    let dist = root.join("frontend/dist");
    let stamp_file = root.join("target/ride-bundler.stamp");

    let tools = wasm::Tools::find();
    let stamp = inputs::stamp(&root, &tools.versions())?;
    if inputs::is_current(&stamp_file, &stamp, &dist) {
        say("frontend/dist is up to date");
        return Ok(());
    }

    let page = wasm::build(&root, &tools)?;
    let files = pack::pack(&root.join("frontend"), page)?;
    let sizes = compress::write(&dist, &files)?;

    let compress::Counted { table, first_load, past } = compress::count(&sizes);
    say(&table);
    let first = (first_load > FIRST_LOAD_BUDGET).then_some(("first load", first_load, FIRST_LOAD_BUDGET));
    for (what, bytes, budget) in first.into_iter().chain(past) {
        let told = format!("the {what} is {bytes} bytes (brotli), {} over the budget of {budget}", bytes - budget);
        // The budget is for the page as it is shipped; whoever only wants to run it on a machine without wasm-opt may.
        if tools.optimise() {
            bail!("{told}; see what grew in the table above");
        }
        say(&format!("warning: {told}, since it was built without a usable wasm-opt"));
    }
    inputs::write_stamp(&stamp_file, &stamp, &sizes)
}

/// The workspace's root: the nearest folder upwards that holds `frontend/index.html`.
fn workspace_root() -> Result<PathBuf> {
    let here = std::env::current_dir().context("reading the current folder")?;
    here.ancestors().find(|folder| folder.join("frontend/index.html").is_file()).map(Path::to_path_buf).with_context(
        || format!("no frontend/index.html in {} or above: run this inside ride's repository", here.display()),
    )
}
