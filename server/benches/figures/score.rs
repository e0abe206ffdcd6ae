//! What is computed rather than carried: grading, proofs; and the page's weight.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use ride_shared::journal::Event;
use serde_json::Value;

use crate::lab::{STORM, Server};
use crate::{median, ms, row};

/// grade() over a real session's journal, filled up with vitals to 1,000 events.
pub fn grading() {
    let server = Server::start("process");
    let session = server.session(STORM);
    session.psql("select application_name, count(*) from pg_stat_activity group by 1");
    session.score();
    let mut journal = session.journal();
    let vitals = journal.iter().find(|e| matches!(e.event, Event::Vitals(_))).expect("one").clone();
    let (real, at) = (journal.len(), journal.len() - 1);
    while journal.len() < 1000 {
        journal.insert(at, vitals.clone());
    }
    let catalog = ride::catalog::Catalog::built_in();
    let resolved = catalog.resolve(STORM, 0).expect("there");
    let mut times = Vec::new();
    for _ in 0..500 {
        let begun = Instant::now();
        std::hint::black_box(ride_shared::grading::grade(&journal, &resolved.scenario)).expect("graded");
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    row(
        "grade() over 1,000 events",
        format!("{:.3} ms", median(&times)),
        "1 ms",
        format!("a session's {real} events and vitals between them"),
    );
}

/// What the page's first load weighs: index.html and every file that it names, as brotli.
pub fn page() {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../frontend/dist");
    let Ok(index) = std::fs::read_to_string(dist.join("index.html")) else {
        row("first page load, brotli", "-", "150 KB", "frontend/dist is not there: run make frontend");
        return;
    };
    let weight = |name: &str| std::fs::metadata(dist.join(format!("{name}.br"))).map_or(0, |m| m.len());
    let mut files: Vec<&str> = index.split('"').filter_map(|word| word.strip_prefix('/')).collect();
    files.retain(|name| weight(name) > 0);
    files.sort_unstable();
    files.dedup();
    let first = weight("index.html") + files.iter().map(|name| weight(name)).sum::<u64>();
    let assets = std::fs::read_dir(dist.join("assets")).into_iter().flatten().flatten();
    let packed = assets.filter(|e| e.path().extension().is_some_and(|e| e == "br"));
    let all = weight("index.html") + packed.filter_map(|e| e.metadata().ok()).map(|m| m.len()).sum::<u64>();
    let kb = |bytes: u64| format!("{:.1} KB", bytes as f64 / 1024.0);
    row(
        "first page load, brotli",
        kb(first),
        "150 KB",
        format!("a lab, up to its prompt; {} with every part", kb(all)),
    );
}

/// The reference proof twenty times, each time the same card.
pub fn proofs(driver: &str) {
    const TIMES: usize = 20;
    let data = tempfile::tempdir().expect("a temporary directory");
    open_to_all(data.path());
    let begun = Instant::now();
    let out = Command::new(env!("CARGO_BIN_EXE_ride"))
        .args(["scenario", "test", STORM, "--proof", "reference", "--repeat", "20", "--json", "--driver", driver])
        .arg("--data")
        .arg(data.path())
        .output()
        .expect("runs");
    let took = begun.elapsed();
    let report: Value = serde_json::from_slice(&out.stdout).unwrap_or_default();
    let outcomes = report["outcomes"].as_array().cloned().unwrap_or_default();
    let cards: Vec<String> = outcomes.iter().map(|o| o["card"].to_string()).collect();
    let mut different = cards.clone();
    different.sort_unstable();
    different.dedup();
    let totals: Vec<_> = outcomes.iter().filter_map(|o| o["card"]["total"].as_u64()).collect();
    row(
        &format!("{driver}: the reference proof {TIMES} times: different scorecards"),
        different.len(),
        "1",
        format!(
            "{} cards, totals {} to {}, {} each, two at once, {}",
            cards.len(),
            totals.iter().min().copied().unwrap_or_default(),
            totals.iter().max().copied().unwrap_or_default(),
            ms(took / TIMES as u32),
            if out.status.success() {
                "all passed".to_owned()
            } else {
                format!("NOT ALL PASSED: {}", String::from_utf8_lossy(&out.stderr).trim())
            },
        ),
    );
}

/// PostgreSQL runs as another user where this is root; it must find its way to the data.
fn open_to_all(folder: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let open = |folder: PathBuf| {
        std::fs::create_dir_all(&folder)
            .and_then(|()| std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o711)))
            .expect("it is ours");
    };
    open(folder.to_owned());
    // Where `ride scenario test` keeps its labs.
    open(folder.join("proofs"));
}
