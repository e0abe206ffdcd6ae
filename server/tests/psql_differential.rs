//! `ride psql` beside the real psql, on the same PostgreSQL, byte for byte: standard output, standard error, exit code
//! and the files that were written.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

#[path = "common/postgres.rs"]
mod postgres;

use postgres::Postgres;

/// What a run left behind.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    stdout: String,
    stderr: String,
    code: Option<i32>,
    files: BTreeMap<String, String>,
}

struct Bench {
    postgres: Postgres,
    bin: PathBuf,
}

/// Takes out what differs from run to run: process ids, times, psql's own version.
fn normalise(text: &str) -> String {
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        if line.starts_with("VERSION") {
            continue;
        }
        if line.starts_with("Time: ") {
            out.push_str("Time: ...\n");
            continue;
        }
        if let Some(word) = ["lo_import ", "lo_unlink "].iter().find(|word| line.starts_with(**word)) {
            // Object numbers go on counting from run to run.
            out.push_str(word);
            out.push_str("...\n");
            continue;
        }
        match line.split_once("process with PID ") {
            Some((before, _)) => {
                out.push_str(before);
                out.push_str("process with PID ...\n");
            }
            None => out.push_str(line),
        }
    }
    out
}

impl Bench {
    fn new() -> Option<Self> {
        let Some(bin) = postgres::programs() else {
            let _ =
                writeln!(std::io::stderr(), "no initdb on this machine: set RIDE_PG_BIN to compare with the real psql");
            return None;
        };
        let postgres =
            Postgres::start(&bin, "-c listen_addresses=", |_| Ok(())).expect("a PostgreSQL of the test's own");
        Some(Self { postgres, bin })
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

    /// A fresh database, a fresh directory, and one run in them.
    fn run(&self, mut command: Command, arguments: &[&str], input: &str) -> Outcome {
        let fresh = ["DROP DATABASE IF EXISTS compare", "CREATE DATABASE compare"];
        let status = self
            .command(&self.psql())
            .args(["-Xq", "-d", "postgres", "-c", fresh[0], "-c", fresh[1]])
            .stderr(Stdio::null())
            .status();
        assert!(status.expect("psql runs").success());
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
        let mut files = BTreeMap::new();
        for entry in std::fs::read_dir(directory.path()).expect("the directory") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            let bytes = std::fs::read(&path).expect("a file");
            files.insert(name, normalise(&String::from_utf8_lossy(&bytes)));
        }
        Outcome {
            stdout: normalise(&String::from_utf8_lossy(&output.stdout)),
            stderr: normalise(&String::from_utf8_lossy(&output.stderr)),
            code: output.status.code(),
            files,
        }
    }

    fn compare(&self, what: &str, arguments: &[&str], input: &str) {
        let real = self.run(self.command(&self.psql()), arguments, input);
        let mut ours = self.command(Path::new(env!("CARGO_BIN_EXE_ride")));
        ours.arg("psql");
        let ours = self.run(ours, arguments, input);
        for (name, real, ours) in [("stdout", &real.stdout, &ours.stdout), ("stderr", &real.stderr, &ours.stderr)] {
            let differs = real.lines().zip(ours.lines()).enumerate().find(|(_, (real, ours))| real != ours);
            if let Some((number, (real, ours))) = differs {
                panic!("{what} {arguments:?}: {name} line {}:\npsql: {real}\nride: {ours}", number + 1);
            }
        }
        assert_eq!(real, ours, "{what} {arguments:?}");
    }
}

/// The corpus, in the order of the names; the setup goes before each of the others.
fn corpus() -> Vec<(String, String)> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/psql_corpus");
    let mut files: Vec<PathBuf> = std::fs::read_dir(directory)
        .expect("the corpus")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .collect();
    files.sort();
    files
        .into_iter()
        .map(|path| {
            (
                path.file_name().expect("a name").to_string_lossy().into_owned(),
                std::fs::read_to_string(&path).expect("text"),
            )
        })
        .collect()
}

#[test]
fn the_corpus_comes_out_as_with_psql() {
    let Some(bench) = Bench::new() else { return };
    let corpus = corpus();
    let setup = corpus.first().map(|(_, text)| text.clone()).expect("the setup");
    for (name, text) in &corpus[1..] {
        // What newer versions of psql put differently is compared by whoever has them.
        let input = if name.starts_with("engine") { text.clone() } else { format!("{setup}{text}") };
        bench.compare(name, &["-X"], &input);
    }
}

#[test]
fn files_and_switches_come_out_as_with_psql() {
    let Some(bench) = Bench::new() else { return };
    for (name, text) in corpus().into_iter().filter(|(name, _)| name.starts_with("engine")) {
        for arguments in [
            &["-X", "-f", "script.sql"][..],
            &["-X", "-a"],
            &["-X", "-e", "-At", "-F", ","],
            &["-X", "-b", "-q", "-f", "script.sql"],
            &["-X", "-v", "ON_ERROR_STOP=1", "-f", "script.sql"],
            &["-X", "-x", "--csv"],
        ] {
            // \prompt reads another input in a file than on a terminal; \copyright and \set are the same everywhere.
            bench.compare(&name, arguments, &text);
        }
    }
}

#[test]
fn commands_and_exit_codes_come_out_as_with_psql() {
    let Some(bench) = Bench::new() else { return };
    let input = "1\n2\n";
    for arguments in [
        &["-X", "-c", "select 1; select nope; select 2", "-c", "\\d", "-c", "select 1/0"][..],
        &["-X", "-c", "\\d nope", "-c", "select 2"],
        &["-X", "-c", "\\echo a \\\\ select 1", "-c", "\\foo"],
        &["-X", "-v", "ON_ERROR_STOP=1", "-c", "select 1/0", "-c", "select 1"],
        &["-X", "-c", "create table c(i int)", "-c", "copy c from stdin", "-c", "table c", "-c", "copy c to stdout"],
        &["-X", "-1", "-c", "create table one(i int)", "-c", "select 1/0", "-c", "\\dt"],
        &["-X", "-f", "nofile.sql", "-c", "select 1"],
        &["-X", "-c", "select pg_terminate_backend(pg_backend_pid())", "-c", "select 2"],
        &["-X", "-d", "nosuch"],
        &["-X", "-h", "localhost", "-p", "1"],
        &["-X", "-h", "/nowhere"],
        &["-X", "-P", "nope=1"],
        &["-X", "-v", "x=it's", "-f", "script.sql", "-c", "\\echo :x :'x' :\"x\""],
        &["-X", "-l"],
        &["-X", "-H", "-T", "class=x", "-c", "select 1 as \"<\"", "-c", "\\pset tableattr"],
        &["-X", "-P", "format=troff", "-P", "border=2", "-P", "title=T", "-c", "select 1"],
        &["-X", "-P", "format=x", "-c", "select 1"],
        &["-X", "-P", "csv_fieldsep=ab", "-c", "select 1"],
        &["-X", "-tA", "-R", ";", "-z", "-c", "values (1,2),(3,4)"],
    ] {
        bench.compare("options", arguments, input);
    }
    bench.compare(
        "a lost connection",
        &["-X"],
        "select 1;\nselect pg_terminate_backend(pg_backend_pid());\nselect 2;\n",
    );
}

#[test]
fn every_way_to_end_comes_out_as_with_psql() {
    let Some(bench) = Bench::new() else { return };
    let script = "select 1;\nselect nope;\nselect 2;\n";
    let inputs = [
        script,
        "select 1;\nselect pg_terminate_backend(pg_backend_pid());\nselect 2;\n",
        "\\q\n",
        "select 1",
        "select nope",
        "select 'a",
        "\\if true\nselect 1;\n",
        "\\foo\nselect 1;",
        "begin; select nope;",
        "\\c nosuch\nselect 1;\n\\c compare\n",
        "\\i nofile\nselect 1;\n",
    ];
    let scripted: [&[&str]; 9] = [
        &["-f", "script.sql"],
        &["-c", "select 1", "-f", "script.sql", "-c", "select 3"],
        &["-f", "script.sql", "-c", "\\foo"],
        &["-c", "select nope", "-f", "inc.sql"],
        &["-f", "nofile", "-c", "select 1"],
        &["-f", "/tmp", "-c", "select 1"],
        &["-c", "\\i nofile", "-c", "select 1"],
        &["-f", "-", "-c", "select 7"],
        &["-c", "select pg_terminate_backend(pg_backend_pid())", "-c", "select 2"],
    ];
    for how in [&[][..], &["-v", "ON_ERROR_STOP=1"], &["-1"], &["-1", "-v", "ON_ERROR_STOP=1"]] {
        let with = |further: &[&'static str]| -> Vec<&str> { [&["-X"], how, further].concat() };
        for input in inputs {
            bench.compare("a script", &with(&[]), input);
        }
        for further in scripted {
            bench.compare("actions", &with(further), script);
        }
    }
}

#[test]
fn every_option_comes_out_as_with_psql() {
    let Some(bench) = Bench::new() else { return };
    for arguments in [
        &["--foo"][..],
        &["-Q"],
        &["-c"],
        &["--command"],
        &["--field"],
        &["--s"],
        &["--quiet=1"],
        &["--help=foo"],
        &["-X", "a", "b", "c", "-c", "select 1"],
        &["-P", "nope=1", "-h", "/nowhere"],
        &["-P", "border=x"],
        &["-P", "format=nope"],
        &["-v", "a-b=1"],
        &["-v", "ECHO=x"],
        &["-v", "HISTSIZE=y"],
        &["-o", "/nowhere/x", "-c", "select 1"],
        &["-L", "/nowhere/x", "-c", "select 1"],
        &["-X", "-v", "x", "-v", "y=", "-c", "\\echo :x :y :{?x} :{?y}"],
        &["-X", "-v", "ON_ERROR_STOP", "-c", "select nope", "-c", "select 1"],
        &["-X", "-e", "-a", "-c", "select 1"],
        &["-X", "-a", "-e", "-c", "select 1"],
        &["-X", "-At", "-F", "", "-c", "select 1,2"],
        &["-X", "-P", "expanded", "-c", "select 1 a"],
        &["-X", "-P", "border=2", "--csv", "-A", "-c", "select 1 a"],
        &["-X", "-Pfoo"],
        &["-X", "--set=a=b=c", "--var=d=1", "-c", "\\echo :a :d"],
        &["-X", "-n", "-w", "-c", "select 1"],
        &["-X", "-o", "out", "-c", "select 1", "-c", "\\echo x", "-c", "\\o", "-c", "select 2"],
        &["-X", "-o", "", "-c", "select 1"],
        &["-X", "-L", "log", "-c", "select 1 a", "-c", "create table q(i int)", "-c", "\\dt q", "-xAc", "select 3"],
        &[
            "-X",
            "-L",
            "log",
            "-qc",
            "insert into nosuch values (1)",
            "-c",
            "select 1 \\; select 2",
            "-c",
            "copy (select 1) to stdout",
        ],
        &["-X", "-s", "-c", "select 1", "-c", "select 2"],
        &["-X", "-s", "-e", "-f", "script.sql"],
        &["-X", "-S"],
    ] {
        bench.compare("an option", arguments, "select 1;\nselect 2\n;\n");
    }
    bench.compare("single steps", &["-X", "-s"], "select 1;\nxselect 2;\n\nselect 3;\nselect 4;\n\n");
}

#[test]
fn startup_files_come_out_as_with_psql() {
    let Some(bench) = Bench::new() else { return };
    let home = bench.postgres.host().to_owned();
    for text in [
        "\\echo from rc\nselect nope;\n\\foo\n\\set x 5\n",
        "\\set ON_ERROR_STOP 1\nselect nope;\n\\echo no\n",
        "select pg_terminate_backend(pg_backend_pid());\n",
        "\\q\n",
        "\\if true\n\\set QUIET 1\n",
    ] {
        std::fs::write(home.join(".psqlrc"), text).expect("a file");
        bench.compare("an action", &["-c", "\\echo :x"], "");
        bench.compare("a script", &[], "\\echo :x\nselect nope;\n\\foo\n");
        bench.compare("a transaction", &["-1", "-f", "script.sql"], "select 1;\n\\foo\n");
        bench.compare("none", &["-X", "-l", "-q"], "");
    }
    std::fs::write(home.join(".psqlrc-15"), "\\echo of this version\n").expect("a file");
    if bench.bin.to_string_lossy().contains("/15/") {
        bench.compare("a version's", &["-c", "select 1"], "");
    }
}
