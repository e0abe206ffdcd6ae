//! Scripts from a grammar through `ride psql` and the real psql, on the same PostgreSQL: many in one process of each,
//! compared one by one. `RIDE_GENERATED` says how many (`make test` has a few), `RIDE_SEED` which is the first.

use std::io::Write as _;
use std::process::{Command, Stdio};

#[path = "common/postgres.rs"]
mod postgres;
#[path = "psql_generator/mod.rs"]
mod psql_generator;
#[path = "common/psqls.rs"]
mod psqls;

use postgres::Postgres;
use psql_generator::{RESET, script};
use psqls::{Psql, servers};

/// Scripts in one process. One that leaves a quote open takes the rest of its process with it.
const TOGETHER: u64 = 25;
/// Differences that are shown.
const SHOWN: usize = 20;

fn number(variable: &str, default: u64) -> u64 {
    match std::env::var(variable) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{variable} is not a number: {text}")),
        Err(_) => default,
    }
}

/// Standard output and standard error of a program that reads `input`.
fn outputs(mut command: Command, postgres: &Postgres, input: &str) -> [String; 2] {
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("LC_ALL", "C.UTF-8").env("PGHOST", postgres.host()).env("PGUSER", "postgres");
    command.env("PGDATABASE", "postgres").env("HOME", postgres.host()).arg("-X");
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let text = input.to_owned();
    let writer = std::thread::spawn(move || {
        // A run that stops early doesn't read everything.
        let _ = stdin.write_all(text.as_bytes());
    });
    let output = child.wait_with_output().expect("the program ends");
    writer.join().expect("the writer ends");
    // Both name themselves in VERSION and its like, where \set lists the variables.
    let own = |text: &str| text.split_inclusive('\n').filter(|line| !line.starts_with("VERSION")).collect();
    [output.stdout, output.stderr].map(|bytes| own(&String::from_utf8_lossy(&bytes)))
}

fn mark(seed: u64) -> String {
    format!("-----script {seed}-----\n")
}

/// What came out for each script; the marks are on both outputs.
fn parts(text: &str, seeds: std::ops::Range<u64>) -> Vec<&str> {
    let mut rest = text;
    let mut parts = Vec::new();
    for seed in seeds {
        let (before, after) = rest.split_once(&mark(seed)).unwrap_or((rest, ""));
        parts.push(before);
        rest = after;
    }
    parts.push(rest);
    // What stands before the first mark belongs to no script.
    parts.remove(0);
    parts
}

#[test]
fn generated_scripts_come_out_as_with_psql() {
    let servers = servers(postgres::programs());
    if servers.is_empty() {
        let _ = writeln!(std::io::stderr(), "no psql on this machine: set RIDE_PG_BINS to compare with the real one");
    }
    std::thread::scope(|scope| {
        for psql in servers.values() {
            scope.spawn(|| compare(psql));
        }
    });
}

/// Compares with one psql, on a server of its version.
fn compare(psql: &Psql) {
    let postgres =
        Postgres::start(&psql.bin, "-c listen_addresses=", |_| Ok(())).expect("a PostgreSQL of the test's own");
    let first = number("RIDE_SEED", 1);
    let end = first + number("RIDE_GENERATED", 150);
    let mut differing = Vec::new();
    let mut begin = first;
    while begin < end {
        let seeds = begin..end.min(begin + TOGETHER);
        let mut input = String::new();
        for seed in seeds.clone() {
            let mark = mark(seed);
            let mark = mark.trim_end();
            input.extend([RESET, "\\echo ", mark, "\n\\warn ", mark, "\n", &script(seed), "\n"]);
        }
        let mut ours = Command::new(env!("CARGO_BIN_EXE_ride"));
        ours.arg("psql");
        let real = outputs(Command::new(psql.bin.join("psql")), &postgres, &input);
        let ours = outputs(ours, &postgres, &input);
        if real != ours {
            let each = |texts: &[String; 2]| -> Vec<(String, String)> {
                let [out, err] = [0, 1].map(|at| parts(&texts[at], seeds.clone()));
                out.into_iter().zip(err).map(|(out, err)| (out.to_owned(), err.to_owned())).collect()
            };
            for ((seed, real), ours) in seeds.clone().zip(each(&real)).zip(each(&ours)) {
                if real != ours {
                    differing.push((seed, real, ours));
                }
            }
        }
        begin = seeds.end;
    }
    let mut report = String::new();
    for (seed, real, ours) in differing.iter().take(SHOWN) {
        report.extend([format!("seed {seed}:\n"), script(*seed), "\n".to_owned()]);
        for (what, real, ours) in [("stdout", &real.0, &ours.0), ("stderr", &real.1, &ours.1)] {
            let line = real.split('\n').zip(ours.split('\n')).position(|(real, ours)| real != ours);
            if real != ours {
                let line = line.unwrap_or_else(|| real.split('\n').count().min(ours.split('\n').count()));
                let shown = |text: &str| format!("{:?}", text.split('\n').nth(line));
                report.extend([format!("{what} line {}:\npsql: {}\nride: {}\n", line + 1, shown(real), shown(ours))]);
            }
        }
    }
    let (differing, count) = (differing.len(), end - first);
    let _ = writeln!(std::io::stderr(), "psql {}: {count} generated scripts, {differing} differ", psql.version);
    assert!(differing == 0, "psql {}: {differing} of {count} scripts differ\n{report}", psql.version);
}
