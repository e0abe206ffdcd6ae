//! `make bench`: the figures of the design's table, each beside the bar and, where it has one, the peer it was compared
//! with in the same run. Prints; never fails on a figure.
//!
//! `make bench BENCH_ARGS="process start"` runs the parts whose names hold all of the words.
#![allow(clippy::print_stdout, missing_docs, reason = "a program that prints, and that nobody calls into")]

#[path = "../../tests/e2e/lab.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod lab;
mod machine;
mod many;
mod pasted;
mod place;
mod postmortem;
mod rows;
mod score;
mod screen;
mod start;
mod trips;
#[path = "../../tests/e2e/window.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod window;
mod wire;

use std::time::Duration;

/// A part: its name, and what prints its rows.
type Part = (&'static str, fn());

const PARTS: &[Part] = &[
    ("process start", || start::start("process")),
    ("docker start", || start::start("docker")),
    ("process round trip", || trips::round_trips("process")),
    ("docker round trip", || trips::round_trips("docker")),
    ("process rows", || rows::million("process")),
    ("docker rows", || rows::million("docker")),
    ("page", score::page),
    ("browser rows", screen::rows),
    ("browser timeline", pasted::pasted),
    ("grade", score::grading),
    ("postmortem", postmortem::from_sessions),
    ("process proofs", || score::proofs("process")),
    ("docker proofs", || score::proofs("docker")),
    ("twenty sessions", many::twenty),
];

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    let wanted: Vec<&Part> = PARTS.iter().filter(|(name, _)| words.iter().all(|w| name.contains(w.as_str()))).collect();
    if wanted.is_empty() {
        let names: Vec<_> = PARTS.iter().map(|(name, _)| *name).collect();
        println!("no part is called {:?}; there are: {}", words.join(" "), names.join(", "));
        std::process::exit(2);
    }
    println!("{}\n", machine::told());
    println!("{:<62} {:>12} {:>10}   compared with", "what", "measured", "bar");
    for (name, run) in wanted {
        println!("-- {name} (load {})", machine::load());
        run();
    }
}

/// Prints a row.
fn row(what: &str, measured: impl std::fmt::Display, bar: &str, peer: impl std::fmt::Display) {
    println!("{what:<62} {:>12} {bar:>10}   {peer}", measured.to_string());
}

fn ms(d: Duration) -> String {
    format!("{:.0} ms", d.as_secs_f64() * 1000.0)
}

fn us(d: Duration) -> String {
    format!("{:.0} us", d.as_secs_f64() * 1e6)
}

/// The value below which a share of them lies.
fn quantile<T: Copy + PartialOrd>(values: &[T], share: f64) -> T {
    let mut values = values.to_vec();
    values.sort_by(|a, b| a.partial_cmp(b).expect("comparable"));
    values[((values.len() - 1) as f64 * share).round() as usize]
}

fn median<T: Copy + PartialOrd>(values: &[T]) -> T {
    quantile(values, 0.5)
}
