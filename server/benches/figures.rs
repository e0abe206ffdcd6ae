//! `make bench`: the figures of the design's table, each beside the bar and, where it has one, the peer it was compared
//! with in the same run. Prints; never fails on a figure.
//!
//! `make bench BENCH_ARGS="process start"` runs the parts whose names contain one of the words.
#![allow(clippy::print_stdout, missing_docs)]

#[path = "../tests/e2e/lab.rs"]
#[allow(dead_code)]
mod lab;

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use lab::{STORM, Server, Session};
use ride_shared::protocol::{SessionState, SessionView};
use serde_json::json;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    let wanted = |name: &str| words.is_empty() || words.iter().any(|w| name.contains(w.as_str()));
    println!("{:<58} {:>12} {:>12}   compared with", "what", "measured", "bar");
    for driver in ["process", "docker"] {
        if wanted(&format!("{driver} start")) {
            start(driver);
        }
        if wanted(&format!("{driver} roundtrip")) {
            round_trip(driver);
        }
        if wanted(&format!("{driver} rows")) {
            million_rows(driver);
        }
    }
    if wanted("twenty sessions") {
        twenty_sessions();
    }
    if wanted("grade") {
        grading();
    }
    if wanted("page") {
        page();
    }
    for driver in ["process", "docker"] {
        if wanted(&format!("{driver} proofs")) {
            proofs(driver);
        }
    }
}

fn row(what: &str, measured: impl std::fmt::Display, bar: &str, peer: &str) {
    println!("{what:<58} {:>12} {bar:>12}   {peer}", measured.to_string());
}

fn ms(d: Duration) -> String {
    format!("{:.1} ms", d.as_secs_f64() * 1000.0)
}

fn median<T: Copy + PartialOrd>(mut values: Vec<T>) -> T {
    values.sort_by(|a, b| a.partial_cmp(b).expect("comparable"));
    values[values.len() / 2]
}

/// Asked for -> a prompt that answered; and from there to the incident.
fn start(driver: &str) {
    let server = Server::start(driver);
    let (mut usable, mut live) = (Vec::new(), Vec::new());
    for _ in 0..7 {
        let asked = Instant::now();
        let session = server.session_starting(STORM, json!({ "scenario": STORM }));
        let mut client = Wire::connect(&session);
        client.query("select 1");
        usable.push(asked.elapsed());
        let prompt = Instant::now();
        session.wait_for(SessionState::Live);
        live.push(prompt.elapsed());
        drop(client);
        stop(&session);
    }
    let bar = if driver == "docker" { "700 ms" } else { "250 ms" };
    row(&format!("{driver}: session asked for -> first answer (median of 7)"), ms(median(usable)), bar, "");
    row(&format!("{driver}: then to incident live, 85 connections"), ms(median(live)), "1000 ms", "polled at 25 ms");
}

/// The same statements by psql through the gateway and by psql on the sandbox's own socket, in turn.
fn round_trip(driver: &str) {
    const STATEMENTS: usize = 3000;
    let server = Server::start(driver);
    let session = server.session(STORM);
    shed(&session);
    let script = server.data.join("script.sql");
    std::fs::write(&script, "select 1;\n".repeat(STATEMENTS)).expect("written");
    let time = |mut command: Command| {
        let begun = Instant::now();
        let done = command.arg("-f").arg(&script).stdout(Stdio::null()).stdin(Stdio::null()).status().expect("runs");
        assert!(done.success());
        begun.elapsed().as_secs_f64() / STATEMENTS as f64 * 1e6
    };
    let through = || {
        let mut psql = Command::new("psql");
        psql.args(["-X", "-q", &session.created.psql_url]);
        psql
    };
    let engine = || {
        let mut psql = Command::new(env!("CARGO_BIN_EXE_ride"));
        psql.args(["psql", "-X", "-q", &session.created.psql_url]);
        psql
    };
    let direct = || direct_psql(&server, &session);
    let mut ratios = (Vec::new(), Vec::new());
    let mut figures = (0.0, 0.0, 0.0);
    for _ in 0..7 {
        figures = (time(through()), time(engine()), time(direct()));
        ratios.0.push(figures.0 / figures.2);
        ratios.1.push(figures.1 / figures.2);
    }
    row(
        &format!("{driver}: round trip, psql through the gateway"),
        format!("{:.2} x", median(ratios.0)),
        "1.3 x",
        &format!("psql on the same server: {:.0} us against {:.0} us", figures.0, figures.2),
    );
    row(
        &format!("{driver}: round trip, ride psql through the gateway"),
        format!("{:.2} x", median(ratios.1)),
        "1.3 x",
        &format!("psql on the same server: {:.0} us against {:.0} us", figures.1, figures.2),
    );
}

/// Ends the storm, so that a peer finds a slot beside the gateway's own.
fn shed(session: &Session<'_>) {
    let sql = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'deploy_worker'";
    assert!(session.psql(sql).0, "the storm is ended");
}

/// psql on the sandbox's own socket, past the gateway.
fn direct_psql(server: &Server, session: &Session<'_>) -> Command {
    let mut psql = Command::new("psql");
    psql.args(["-X", "-q", "-U", "oncall", "-h"]).arg(socket(server, session)).arg("-p").arg("5432");
    psql.args(["-d", &session.created.session.briefing.database]);
    psql
}

fn socket(server: &Server, session: &Session<'_>) -> PathBuf {
    let mut open = vec![PathBuf::from("/var/tmp"), std::env::temp_dir(), server.data.clone()];
    let mut seen = 0;
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.file_name().is_some_and(|n| n.to_string_lossy().starts_with(".s.PGSQL."))
                && path.to_string_lossy().contains(&session.created.id)
                && path.extension().is_none_or(|e| e != "lock")
            {
                return folder;
            }
            seen += 1;
            if path.is_dir() && seen < 100_000 {
                open.push(path);
            }
        }
    }
    panic!("no socket of session {} found", session.created.id)
}

/// A million rows through the gateway and directly, in turn; and what the server's memory did meanwhile.
fn million_rows(driver: &str) {
    let server = Server::start(driver);
    let session = server.session(STORM);
    shed(&session);
    let sql = "select n, 'row number ' || n from generate_series(1, 1000000) n";
    let time = |mut command: Command| {
        let begun = Instant::now();
        let copy = format!("\\copy ({sql}) to /dev/null");
        assert!(
            command.args(["-c", &copy]).stdout(Stdio::null()).stdin(Stdio::null()).status().expect("runs").success()
        );
        let copied = begun.elapsed();
        copied.as_secs_f64()
    };
    let rows = |url: &mut Wire| {
        let begun = Instant::now();
        url.query(sql);
        begun.elapsed().as_secs_f64()
    };
    let through = || {
        let mut psql = Command::new("psql");
        psql.args(["-X", "-q", &session.created.psql_url]);
        psql
    };
    let before = memory(server.pid(), "VmHWM");
    let mut wire = Wire::connect(&session);
    let mut straight = Wire::connect_socket(&socket(&server, &session), &session);
    let (mut copies, mut selects) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        let gateway = rows(&mut wire);
        selects.push(rows(&mut straight) / gateway);
        let gateway = time(through());
        copies.push(time(direct_psql(&server, &session)) / gateway);
    }
    let after = memory(server.pid(), "VmHWM");
    row(
        &format!("{driver}: a million rows by SELECT, rate"),
        format!("{:.2} x", median(selects)),
        ">= 0.8 x",
        "the same client on the sandbox's socket",
    );
    row(
        &format!("{driver}: a million rows by \\copy, rate"),
        format!("{:.2} x", median(copies)),
        ">= 0.8 x",
        "psql on the sandbox's socket",
    );
    row(
        &format!("{driver}: server's peak memory, before and after"),
        format!("{} MB", after / 1024),
        "flat",
        &format!("{} MB before the first row", before / 1024),
    );
}

/// Twenty sessions at once on the process driver, each with its storm live.
fn twenty_sessions() {
    let server = Server::start("process");
    let begun = Instant::now();
    let sessions: Vec<_> = (0..20).map(|_| server.session_starting(STORM, json!({ "scenario": STORM }))).collect();
    for session in &sessions {
        session.wait_for(SessionState::Live);
    }
    row("20 sessions at once: all live after", ms(begun.elapsed()), "", "asked for one after the other");
    let mut trips = Vec::new();
    std::thread::scope(|scope| {
        let threads: Vec<_> = sessions
            .iter()
            .map(|session| {
                scope.spawn(move || {
                    let mut wire = Wire::connect(session);
                    (0..100)
                        .map(|_| {
                            let begun = Instant::now();
                            wire.query("select application_name, count(*) from pg_stat_activity group by 1");
                            begun.elapsed()
                        })
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        for thread in threads {
            trips.extend(thread.join().expect("no console fails"));
        }
    });
    trips.sort();
    row(
        "20 sessions at once: console round trip, median",
        ms(trips[trips.len() / 2]),
        "",
        "20 consoles asking without pause",
    );
    row("20 sessions at once: console round trip, p95", ms(trips[trips.len() * 95 / 100]), "", "the same");
    let own = memory(server.pid(), "VmRSS");
    let sandboxes = sandbox_memory(&server);
    row(
        "20 sessions at once: server's memory for each",
        format!("{:.1} MB", f64::from(own as u32) / 1024.0 / 20.0),
        "",
        "RSS of ride / 20",
    );
    row(
        "20 sessions at once: sandbox's memory for each",
        format!("{:.0} MB", sandboxes as f64 / 1024.0 / 20.0),
        "",
        "PSS of every postgres / 20",
    );
    let live = sessions.iter().filter(|s| s.get::<SessionView>("").state == SessionState::Live).count();
    row("20 sessions at once: still live", live, "20", "");
}

/// PSS of every postgres whose data directory lies below the server's, in KB.
fn sandbox_memory(server: &Server) -> u64 {
    let mut total = 0;
    for entry in std::fs::read_dir("/proc").expect("procfs").flatten() {
        let path = entry.path();
        let Ok(cwd) = std::fs::read_link(path.join("cwd")) else { continue };
        if !cwd.starts_with(&server.data) {
            continue;
        }
        let rollup = std::fs::read_to_string(path.join("smaps_rollup")).unwrap_or_default();
        total += field(&rollup, "Pss:");
    }
    total
}

fn memory(pid: u32, what: &str) -> u64 {
    field(&std::fs::read_to_string(format!("/proc/{pid}/status")).expect("procfs"), &format!("{what}:"))
}

fn field(text: &str, name: &str) -> u64 {
    let line = text.lines().find(|l| l.starts_with(name)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).unwrap_or(0)
}

/// grade() over a real session's journal, padded with vitals to 1,000 events.
fn grading() {
    let server = Server::start("process");
    let session = server.session(STORM);
    session.psql("select application_name, count(*) from pg_stat_activity group by 1");
    session.score();
    let mut journal = session.journal();
    let vitals =
        journal.iter().find(|e| matches!(e.event, ride_shared::journal::Event::Vitals(_))).expect("one").clone();
    let at = journal.len() - 1;
    while journal.len() < 1000 {
        journal.insert(at, vitals.clone());
    }
    let catalog =
        ride::catalog::Catalog::load(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../scenarios")).expect("loads");
    let resolved = catalog.resolve(STORM, 0).expect("there");
    let mut times = Vec::new();
    for _ in 0..200 {
        let begun = Instant::now();
        std::hint::black_box(ride_shared::grading::grade(&journal, &resolved.scenario)).expect("graded");
        times.push(begun.elapsed());
    }
    row("grade() over 1,000 events", format!("{:.3} ms", median(times).as_secs_f64() * 1000.0), "1 ms", "");
}

/// What the page's first load weighs: every file that index.html names, and itself, as brotli.
fn page() {
    let dist = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../frontend/dist");
    let index = std::fs::read_to_string(dist.join("index.html")).expect("make frontend has run");
    let weight = |file: &str| dist.join([file, ".br"].concat()).metadata().map_or(0, |file| file.len());
    let named: std::collections::BTreeSet<&str> =
        index.split('"').filter_map(|text| text.strip_prefix('/')).filter(|text| !text.contains("/icon-")).collect();
    let total: u64 = weight("index.html") + named.into_iter().map(weight).sum::<u64>();
    row("first page load, brotli", format!("{:.1} KB", total as f64 / 1024.0), "150 KB", "a lab, up to its prompt");
}

/// The reference proof twenty times.
fn proofs(driver: &str) {
    let begun = Instant::now();
    let out = Command::new(env!("CARGO_BIN_EXE_ride"))
        .args(["scenario", "test", STORM, "--proof", "reference", "--repeat", "20", "--driver", driver])
        .output()
        .expect("runs");
    let text = String::from_utf8_lossy(&out.stdout);
    let last = text.lines().rev().find(|l| !l.trim().is_empty()).unwrap_or_default().to_owned();
    row(
        &format!("{driver}: reference proof 20 times"),
        ms(begun.elapsed()),
        "identical",
        &format!("exit {}, {last}", out.status),
    );
}

fn stop(session: &Session<'_>) {
    let url = format!("{}/api/sessions/{}", session.server.address, session.created.id);
    let _ = ureq::delete(url).header("Authorization", format!("Bearer {}", session.created.token)).call();
}

/// A client that throws rows away: what is timed is the way, not the client.
struct Wire {
    stream: Box<dyn Stream>,
    buffer: Vec<u8>,
}

trait Stream: std::io::Read + std::io::Write + Send {}
impl<T: std::io::Read + std::io::Write + Send> Stream for T {}

impl Wire {
    fn connect(session: &Session<'_>) -> Self {
        let url = session.created.psql_url.strip_prefix("postgres://").expect("an address");
        let (user, rest) = url.split_once(':').expect("a user");
        let (token, rest) = rest.split_once('@').expect("a token");
        let (host, database) = rest.split_once('/').expect("a database");
        let stream = std::net::TcpStream::connect(host).expect("the gateway listens");
        stream.set_nodelay(true).expect("set");
        Self::login(Box::new(stream), user, token, database)
    }

    fn connect_socket(folder: &std::path::Path, session: &Session<'_>) -> Self {
        let stream =
            std::os::unix::net::UnixStream::connect(folder.join(".s.PGSQL.5432")).expect("the sandbox listens");
        Self::login(Box::new(stream), "oncall", "", &session.created.session.briefing.database)
    }

    fn login(stream: Box<dyn Stream>, user: &str, token: &str, database: &str) -> Self {
        let mut wire = Self { stream, buffer: vec![0; 1 << 16] };
        let mut out = bytes::BytesMut::new();
        let parameters = [("user", user), ("database", database)];
        postgres_protocol::message::frontend::startup_message(parameters, &mut out).expect("fits");
        wire.stream.write_all(&out).expect("sent");
        wire.until_ready(token);
        wire
    }

    fn query(&mut self, sql: &str) {
        let mut out = bytes::BytesMut::new();
        postgres_protocol::message::frontend::query(sql, &mut out).expect("fits");
        self.stream.write_all(&out).expect("sent");
        self.until_ready("");
    }

    /// Reads until ReadyForQuery; gives the token when asked for a password.
    fn until_ready(&mut self, token: &str) {
        let (mut head, mut have, mut skip) = ([0u8; 6], 0usize, 0usize);
        loop {
            let n = self.stream.read(&mut self.buffer).expect("read");
            assert!(n > 0, "the server hung up");
            let mut at = 0;
            while at < n {
                if skip > 0 {
                    let step = skip.min(n - at);
                    skip -= step;
                    at += step;
                    continue;
                }
                head[have] = self.buffer[at];
                have += 1;
                at += 1;
                if have < 5 {
                    continue;
                }
                let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]) as usize;
                let kind = head[0];
                have = 0;
                skip = length - 4;
                match kind {
                    b'E' => panic!("{}", String::from_utf8_lossy(&self.buffer[at..n])),
                    b'R' if length == 8 && self.buffer[at + 3] == 3 => {
                        let mut out = bytes::BytesMut::new();
                        postgres_protocol::message::frontend::password_message(token.as_bytes(), &mut out)
                            .expect("fits");
                        self.stream.write_all(&out).expect("sent");
                    }
                    b'Z' => return,
                    _ => {}
                }
            }
        }
    }
}
