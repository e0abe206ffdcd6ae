//! Has the crate built again when a file is added to what it carries: rust-embed's own generated code only names the
//! files that were there. A debug build reads both folders as it runs and carries neither.

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    // A folder that isn't there can't be watched, nor be found later by a debug build that was compiled without it.
    let page = above.join("frontend/dist");
    if let Err(why) = std::fs::create_dir_all(&page) {
        println!("cargo::warning={} can't be made ({why}): the page may be missing", page.display());
    }
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        for folder in [page, above.join("scenarios")] {
            println!("cargo::rerun-if-changed={}", folder.display());
        }
    }
}
