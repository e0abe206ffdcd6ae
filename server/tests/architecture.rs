//! Holds the invariants of ARCHITECTURE.md: what must never be, is looked for in the manifest and in the sources.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, MetadataCommand};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("server/ lies in the workspace").to_owned()
}

/// Every Rust file below a folder or the file itself but for tests, with its path from the root and its text.
fn sources(below: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![root().join(below)];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).expect("readable").map(|e| e.expect("readable").path()));
        } else if path.extension().is_some_and(|e| e == "rs") && path.file_name().is_some_and(|n| n != "tests.rs") {
            let name = path.strip_prefix(root()).expect("below the root").display().to_string();
            found.push((name, fs::read_to_string(&path).expect("readable")));
        }
    }
    assert!(!found.is_empty(), "no Rust files below {below}: has a room moved?");
    found.sort();
    found
}

/// The code of a file: comments gone, and what stands behind `#[cfg(test)] mod tests` gone.
fn code(text: &str) -> String {
    let end = text.find("#[cfg(test)]\nmod ").unwrap_or(text.len());
    text[..end].lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn refuse(below: &str, words: &[&str], why: &str) {
    let mut broken = Vec::new();
    for (name, text) in sources(below) {
        for (at, line) in code(&text).lines().enumerate() {
            for word in words {
                if line.contains(word) {
                    broken.push(format!("{name}: `{word}` in code line {}: {}", at + 1, line.trim()));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{why}:\n{}", broken.join("\n"));
}

#[test]
fn crates_depend_one_way() {
    let metadata = MetadataCommand::new().manifest_path(root().join("Cargo.toml")).no_deps().exec().expect("metadata");
    let dependencies = |name: &str| -> Vec<String> {
        let package = metadata.packages.iter().find(|p| p.name.as_str() == name).expect("a package of the workspace");
        let normal = package.dependencies.iter().filter(|d| d.kind == DependencyKind::Normal);
        normal.map(|d| d.name.clone()).collect()
    };
    let io = ["tokio", "web-sys", "js-sys", "wasm-bindgen", "gloo", "leptos", "axum", "rand", "getrandom", "chrono"];
    for banned in io {
        assert!(!dependencies("ride-shared").contains(&banned.to_owned()), "shared must not know {banned}");
    }
    assert!(!dependencies("ride-frontend").contains(&"ride".to_owned()), "frontend must not depend on server");
    assert!(!dependencies("ride-bundler").iter().any(|d| d.starts_with("ride")), "the bundler knows no code of ride's");
    let regex = dependencies("ride-shared").into_iter().chain(dependencies("ride-frontend")).find(|d| d == "regex");
    assert_eq!(regex, None, "regex weighs 190 KB in the page");
}

#[test]
fn shared_has_no_io_no_clock_no_randomness_no_async() {
    refuse(
        "shared/src",
        &[
            "std::time",
            "std::fs",
            "std::net",
            "std::process",
            "std::env",
            "std::thread",
            "SystemTime",
            "Instant::",
            "async fn",
            ".await",
            "println!",
            "eprintln!",
        ],
        "shared is pure",
    );
}

/// Which rooms of the server a room may use.
const ROOMS: &[(&str, &[&str])] = &[
    ("basics", &[]),
    ("recorder", &[]),
    ("sandbox", &["basics"]),
    ("probe", &["sandbox"]),
    ("catalog", &["basics", "sandbox"]),
    ("store", &["basics", "sandbox"]),
    ("gateway", &["basics", "recorder", "sandbox"]),
    ("incident", &["basics", "probe", "recorder", "sandbox"]),
    ("session", &["basics", "catalog", "gateway", "incident", "recorder", "sandbox", "store"]),
    ("proof", &["app", "catalog", "sandbox", "session", "store"]),
    ("http", &["basics", "catalog", "gateway", "sandbox", "session", "store"]),
];

#[test]
fn rooms_use_only_the_rooms_below_them() {
    let mut broken = Vec::new();
    for (room, allowed) in ROOMS {
        let folder = format!("server/src/{room}");
        let place = if root().join(&folder).is_dir() { folder } else { format!("{folder}.rs") };
        for (name, text) in sources(&place) {
            for (at, _) in code(&text).match_indices("crate::") {
                let text = code(&text);
                let used: String = text[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if used != *room && !used.is_empty() && !allowed.contains(&used.as_str()) {
                    broken.push(format!("{name} uses crate::{used}"));
                }
            }
        }
    }
    broken.sort();
    broken.dedup();
    assert!(broken.is_empty(), "rooms that know what they need not:\n{}", broken.join("\n"));
}

#[test]
fn the_table_of_rooms_is_whole() {
    let known: BTreeMap<_, _> = ROOMS.iter().copied().collect();
    for (name, _) in sources("server/src") {
        let room = name.trim_start_matches("server/src/").split('/').next().expect("a name").trim_end_matches(".rs");
        let outer = ["lib", "main", "cli", "app"].contains(&room);
        assert!(outer || known.contains_key(room), "{name}: {room} is a room that the table does not know");
    }
}

#[test]
fn sandbox_does_not_know_what_a_scenario_is() {
    refuse("server/src/sandbox", &["ride_shared::scenario", "Scenario"], "sandbox knows PostgreSQL alone");
}

#[test]
fn gateway_does_not_know_what_a_rule_is() {
    refuse(
        "server/src/gateway",
        &["DetectRule", "FixRule", "TrapRule", "ride_shared::grading", "grade("],
        "gateway evaluates the matchers it is handed",
    );
}

#[test]
fn incident_writes_the_journal_and_never_reads_it() {
    refuse("server/src/incident", &["Entry", "Facts", "ride_shared::grading"], "incident holds a pen, not the journal");
}

#[test]
fn a_verdict_of_the_browser_is_never_believed() {
    refuse("frontend/src", &["grading::grade", " grade("], "the browser shows cards, the server makes them");
    refuse("server/src/http", &["): Json<Scorecard", "): Json<Scored"], "no route takes a card in");
}

#[test]
fn secrets_have_no_way_into_a_browser() {
    let text = fs::read_to_string(root().join("shared/src/scenario/types.rs")).expect("readable");
    let scenario =
        text.split("pub struct Scenario {").next().expect("the type").rsplit("///").next().expect("its head");
    assert!(!scenario.contains("Serialize,"), "Scenario holds secrets: it must not be Serialize");
    refuse("frontend/src", &["scenario::Scenario", "Scenario {"], "the page sees a Briefing");
}

#[test]
fn long_files_say_why() {
    let mut long = Vec::new();
    for below in ["shared/src", "server/src", "server/tests", "frontend/src", "frontend/bundler/src"] {
        for (name, text) in sources(below) {
            if text.lines().count() > 600 && !text.lines().take(20).any(|l| l.contains("Long because")) {
                long.push(format!("{name}: {} lines", text.lines().count()));
            }
        }
    }
    assert!(long.is_empty(), "split these, or say `Long because ...` in the head comment:\n{}", long.join("\n"));
}

#[test]
fn the_top_level_is_the_one_agreed_on() {
    let agreed = [
        "Cargo.toml",
        "frontend",
        "server",
        "shared",
        "scenarios",
        "docker",
        "README.md",
        "Makefile",
        "Cargo.lock",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "rust-toolchain.toml",
        "clippy.toml",
        "deny.toml",
        "rustfmt.toml",
    ];
    let listed = std::process::Command::new("git").arg("-C").arg(root()).args(["ls-files"]).output().expect("git");
    for path in String::from_utf8(listed.stdout).expect("UTF-8 names").lines() {
        let top = path.split('/').next().expect("a name");
        assert!(top.starts_with('.') || agreed.contains(&top), "{path} does not belong at the top level");
    }
}
