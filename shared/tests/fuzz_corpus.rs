//! Runs the fuzz targets' functions over every input that was kept, so that neither the targets nor what they once found
//! comes back unnoticed. `make fuzz` looks for new ones.

use std::path::Path;

#[path = "../fuzz/src/targets/mod.rs"]
mod targets;

/// The inputs in a folder of the fuzz crate.
fn inputs(folder: &str, target: &str) -> Vec<(String, Vec<u8>)> {
    // Relative, as wasm32 knows no other way into the workspace; tests run in their package's folder.
    let directory = Path::new("fuzz").join(folder).join(target);
    let Ok(entries) = std::fs::read_dir(&directory) else { return Vec::new() };
    let mut found: Vec<(String, Vec<u8>)> = entries
        .map(|entry| entry.expect("an entry").path())
        .map(|path| (path.display().to_string(), std::fs::read(&path).expect("an input")))
        .collect();
    found.sort();
    found
}

#[test]
fn what_was_kept_still_holds() {
    for (target, check) in targets::TARGETS {
        let kept = [inputs("corpus", target), inputs("regressions", target)].concat();
        assert!(!kept.is_empty(), "no inputs for {target}: has the corpus moved?");
        for (name, input) in kept {
            let done = std::panic::catch_unwind(|| check(&input));
            assert!(done.is_ok(), "{name} fails: see the panic above");
        }
    }
}
