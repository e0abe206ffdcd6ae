//! A folder with one scenario: a server that makes the templates of all of them has much to do before a test begins.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The folder; every test program finds the same, and writes only what isn't there as it must be.
pub fn storm_alone() -> PathBuf {
    // Once for all tests of a program: they run side by side.
    static FOLDER: LazyLock<PathBuf> = LazyLock::new(put_in_place);
    FOLDER.clone()
}

fn put_in_place() -> PathBuf {
    const ID: &str = "stage-03/03-connection-storm-after-deploy";
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios").join(ID);
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("storm-alone");
    let to = root.join(ID);
    std::fs::create_dir_all(&to).expect("a folder for the tests' scenario");
    for name in ["scenario.toml", "schema.sql"] {
        let content = std::fs::read(from.join(name)).expect("the storm's files");
        if std::fs::read(to.join(name)).ok().as_ref() != Some(&content) {
            // Whole or not at all: others may be reading.
            let half = root.join(format!("{name}.{}", std::process::id()));
            std::fs::write(&half, content).expect("the tests' scenario can be written");
            std::fs::rename(half, to.join(name)).expect("the tests' scenario can be put in place");
        }
    }
    root
}
