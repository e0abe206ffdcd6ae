//! Runs scripts through `ride psql` and the real psql on one server, and holds what differs against the table of what is
//! known to differ, `psql_corpus/DIFFERENCES.toml`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

use serde::Deserialize;
use similar::{Algorithm, DiffTag, capture_diff_slices};

use crate::postgres::{self, Postgres};
use crate::psqls::{Psql, servers};

/// What is known to differ.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    /// The corpus' file.
    file: String,
    /// The major versions on which it differs.
    versions: Vec<u32>,
    /// psql's lines, with `stdout: ` or the like before each.
    psql: Vec<String>,
    /// ride's lines in their place.
    ride: Vec<String>,
    /// Why.
    why: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    difference: Vec<Known>,
}

/// A place where two runs part: lines of psql's, and what ride has there.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Difference {
    psql: Vec<String>,
    ride: Vec<String>,
}

/// What a run left behind, line by line, each with where it stands.
type Lines = Vec<String>;

/// A server with its psql, and the table.
pub struct Bench {
    pub major: u32,
    pub version: String,
    postgres: Postgres,
    bin: PathBuf,
    known: Vec<Known>,
    /// Which entries of the table have come up.
    met: Mutex<BTreeSet<usize>>,
    /// What differed, and isn't in the table.
    unknown: Mutex<String>,
}

/// The corpus' directory.
pub fn corpus_directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/psql_corpus")
}

/// Whether nothing in the database is anybody's own, so that it need not be made anew, which takes long.
const UNTOUCHED: &str = "select max(oid) < 16384 and not exists (select from pg_db_role_setting where setdatabase <> 0) from (select oid from pg_class union all select oid from pg_proc \
     union all select oid from pg_type union all select oid from pg_namespace union all select oid from pg_extension \
     union all select oid from pg_operator union all select oid from pg_cast union all select oid from pg_collation \
     union all select oid from pg_conversion union all select oid from pg_event_trigger union all select oid from \
     pg_foreign_data_wrapper union all select oid from pg_foreign_server union all select oid from pg_publication union \
     all select oid from pg_largeobject_metadata union all select oid from pg_default_acl union all select oid from \
     pg_ts_config union all select oid from pg_language) o";

impl Bench {
    /// One of each major version that there is; says which, and what is missing.
    pub fn all() -> Vec<Self> {
        let servers = servers(postgres::programs());
        let mut report = std::io::stderr();
        for major in [15, 17, 18].into_iter().filter(|major| !servers.contains_key(major)) {
            let _ = writeln!(report, "no psql {major} on this machine: not compared with it (see CONTRIBUTING.md)");
        }
        servers.into_iter().map(|(major, psql)| Self::new(major, psql)).collect()
    }

    fn new(major: u32, psql: Psql) -> Self {
        let postgres =
            Postgres::start(&psql.bin, "-c listen_addresses=", |_| Ok(())).expect("a PostgreSQL of the test's own");
        let text = std::fs::read_to_string(corpus_directory().join("DIFFERENCES.toml")).expect("the table");
        let table: Table = toml::from_str(&text).expect("the table of differences");
        for known in &table.difference {
            assert!(!known.why.trim().is_empty(), "a difference in {} without a reason", known.file);
        }
        let met = Mutex::default();
        Self {
            major,
            version: psql.version,
            postgres,
            bin: psql.bin,
            known: table.difference,
            met,
            unknown: Mutex::default(),
        }
    }

    /// The server's directory, which is everybody's home.
    pub fn home(&self) -> &Path {
        self.postgres.host()
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.arg0("psql");
        command.env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("LC_ALL", "C.UTF-8").env("HOME", self.postgres.host()).env("PGHOST", self.postgres.host());
        command.env("PGUSER", "postgres").env("PGDATABASE", "compare");
        command
    }

    fn psql(&self) -> PathBuf {
        self.bin.join("psql")
    }

    fn make_fresh(&self) {
        let untouched = self.command(&self.psql()).args(["-XqAt", "-c", UNTOUCHED]).output().expect("psql runs");
        if untouched.stdout == b"t\n" {
            return;
        }
        let fresh = ["DROP DATABASE IF EXISTS compare", "CREATE DATABASE compare"];
        let made = self
            .command(&self.psql())
            .args(["-Xq", "-d", "postgres", "-c", fresh[0], "-c", fresh[1]])
            .stderr(Stdio::null())
            .status();
        assert!(made.expect("psql runs").success());
    }

    /// A fresh database, a fresh directory, and one run in them.
    fn run(&self, mut command: Command, arguments: &[&str], input: &str) -> Lines {
        self.make_fresh();
        let directory = tempfile::tempdir().expect("a directory");
        std::fs::write(directory.path().join("inc.sql"), "select 'included'; \\q\nselect 'never';\n").expect("a file");
        std::fs::write(directory.path().join("script.sql"), input).expect("a file");
        let mut child = command
            .args(arguments)
            .current_dir(directory.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut stdin = child.stdin.take().expect("a pipe");
        let text = input.to_owned();
        let writer = std::thread::spawn(move || {
            // A run that stops early doesn't read everything.
            let _ = stdin.write_all(text.as_bytes());
        });
        let output = child.wait_with_output().expect("it ends");
        writer.join().expect("the writer ends");
        let mut lines = vec![format!("exit code: {:?}", output.status.code())];
        take_lines("stdout", &output.stdout, &mut lines);
        take_lines("stderr", &output.stderr, &mut lines);
        let mut files = BTreeMap::new();
        for entry in std::fs::read_dir(directory.path()).expect("the directory") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            files.insert(name, std::fs::read(&path).expect("a file"));
        }
        for (name, bytes) in files {
            lines.push(format!("a file: {name}"));
            take_lines(&name, &bytes, &mut lines);
        }
        lines
    }

    /// Runs it through both: where they part, but for what the table knows; and how many lines there are at all that are
    /// not the same.
    fn compare(&self, what: &str, arguments: &[&str], input: &str) -> (Vec<Difference>, usize) {
        let psql = self.run(self.command(&self.psql()), arguments, input);
        let mut ride = self.command(Path::new(env!("CARGO_BIN_EXE_ride")));
        ride.arg("psql");
        let ride = self.run(ride, arguments, input);
        let mut found = differences(&psql, &ride);
        let lines = found.iter().map(|difference| difference.psql.len().max(difference.ride.len())).sum();
        found.retain(|difference| {
            let entry = self.known.iter().position(|known| {
                known.file == what
                    && known.versions.contains(&self.major)
                    && known.psql == placeless(&difference.psql)
                    && known.ride == placeless(&difference.ride)
            });
            if let Some(entry) = entry {
                self.met.lock().unwrap_or_else(PoisonError::into_inner).insert(entry);
            }
            entry.is_none()
        });
        (found, lines)
    }

    /// Runs it through both; gives the number of lines that are not the same. What the table doesn't know is told by
    /// [`Self::verdict`].
    pub fn same(&self, what: &str, arguments: &[&str], input: &str) -> usize {
        let (found, lines) = self.compare(what, arguments, input);
        let mut unknown = self.unknown.lock().unwrap_or_else(PoisonError::into_inner);
        for difference in found {
            let told = self.told(what, &difference);
            let _ = write!(unknown, "{arguments:?}\n{told}");
        }
        lines
    }

    /// Whether the table has anything about this file on this version.
    pub fn knows(&self, file: &str) -> bool {
        self.known.iter().any(|known| known.file == file && known.versions.contains(&self.major))
    }

    /// Fails if anything has differed that the table doesn't know.
    pub fn verdict(&self) {
        let unknown = self.unknown.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(unknown.is_empty(), "psql {}: not in the table of differences:\n{unknown}", self.version);
    }

    /// Entries of the table that say of this version what is so no longer.
    pub fn outdated(&self) -> String {
        let met = self.met.lock().unwrap_or_else(PoisonError::into_inner);
        let mut told = String::new();
        for (at, known) in self.known.iter().enumerate() {
            if known.versions.contains(&self.major) && !met.contains(&at) {
                let _ = writeln!(told, "{} no longer differs on {}: {:?}", known.file, self.major, known.psql);
            }
        }
        told
    }

    /// A difference as it would stand in the table.
    fn told(&self, file: &str, difference: &Difference) -> String {
        let mut told = format!("[[difference]]\nfile = {file:?}\nversions = [{}]\n", self.major);
        for (name, lines) in [("psql", placeless(&difference.psql)), ("ride", placeless(&difference.ride))] {
            let _ = writeln!(told, "{name} = {lines:?}");
        }
        told
    }
}

/// Bytes as lines, each with where it stands; the last one says where a newline is missing.
fn take_lines(place: &str, bytes: &[u8], lines: &mut Lines) {
    let text = normalise(&String::from_utf8_lossy(bytes));
    for line in text.split_inclusive('\n') {
        match line.strip_suffix('\n') {
            Some(line) => lines.push(format!("{place}: {line}")),
            None => lines.push(format!("{place}, without a newline: {line}")),
        }
    }
}

/// Takes out what differs from run to run: process ids, times, psql's own version.
fn normalise(text: &str) -> String {
    let mut out = String::new();
    let mut of_a_pid = false;
    for line in text.split_inclusive('\n') {
        // Expanded, a value stands in the line below what it is of.
        if std::mem::take(&mut of_a_pid) && line.starts_with("Value") {
            out.push_str("Value...\n");
            continue;
        }
        if line.starts_with("VERSION") {
            continue;
        }
        if line.starts_with("Time: ") {
            out.push_str("Time: ...\n");
            continue;
        }
        if let Some((_, every)) = line.split_once(" (every ") {
            // The time of \watch; a title of one's own may stand before it.
            out.extend(["... (every ", every]);
            continue;
        }
        if let Some(word) = ["lo_import ", "lo_unlink "].iter().find(|word| line.starts_with(**word)) {
            // Object numbers go on counting from run to run.
            out.push_str(word);
            out.push_str("...\n");
            continue;
        }
        let before_pid = ["process with PID ", "Backend PID"].iter().find_map(|words| Some((line.find(words)?, words)));
        match before_pid {
            Some((at, words)) => {
                out.extend([&line[..at], words, "...\n"]);
                of_a_pid = true;
            }
            None => out.push_str(line),
        }
    }
    out
}

/// Lines as the table has them, the same however a script was run and whatever the version: without the place in the
/// script that psql names before its errors, and without the version in the documentation's address.
fn placeless(lines: &[String]) -> Vec<String> {
    let digits = |text: &str| text.trim_start_matches(|c: char| c.is_ascii_digit()).to_owned();
    let without = |line: &String| {
        if let Some((before, rest)) = line.split_once("psql:script.sql:") {
            let rest = digits(rest);
            return [before, rest.strip_prefix(": ").unwrap_or(&rest)].concat();
        }
        match line.split_once("postgresql.org/docs/") {
            Some((before, rest)) => [before, "postgresql.org/docs/VERSION", &digits(rest)].concat(),
            None => line.clone(),
        }
    };
    lines.iter().map(without).collect()
}

/// The places where two runs part.
fn differences(psql: &[String], ride: &[String]) -> Vec<Difference> {
    let mut found: Vec<Difference> = Vec::new();
    let mut apart = false;
    for op in capture_diff_slices(Algorithm::Myers, psql, ride) {
        if op.tag() == DiffTag::Equal {
            apart = false;
            continue;
        }
        if !apart {
            found.push(Difference { psql: Vec::new(), ride: Vec::new() });
        }
        apart = true;
        if let Some(last) = found.last_mut() {
            last.psql.extend_from_slice(&psql[op.old_range()]);
            last.ride.extend_from_slice(&ride[op.new_range()]);
        }
    }
    found
}

#[test]
fn differences_are_told_place_by_place() {
    let lines = |text: &str| -> Lines { text.split(' ').map(str::to_owned).collect() };
    let found = differences(&lines("a b c d e"), &lines("a x y c d"));
    let difference = |psql: &[&str], ride: &[&str]| Difference {
        psql: psql.iter().map(|line| (*line).to_owned()).collect(),
        ride: ride.iter().map(|line| (*line).to_owned()).collect(),
    };
    assert_eq!(found, [difference(&["b"], &["x", "y"]), difference(&["e"], &[])]);
}
