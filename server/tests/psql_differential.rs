//! `ride psql` beside the real psql, on the same PostgreSQL, byte for byte: standard output, standard error, exit code
//! and the files that were written. On every version that there is, each with psql of the same.

use std::io::Write as _;

use ride_shared::psql::splitter::{Piece, split};

#[path = "common/postgres.rs"]
mod postgres;
#[path = "psql_comparison/mod.rs"]
mod psql_comparison;
#[path = "common/psqls.rs"]
mod psqls;

use psql_comparison::{Bench, corpus_directory};

/// What the corpus must hold at least, and how much of it must come out as with psql.
const LEAST: usize = 1_500;
const PERCENT: usize = 99;

/// A file of the corpus.
struct Script {
    name: String,
    /// The version from which on there is what it is about, by its name: `since17_...`.
    since: u32,
    text: String,
}

impl Script {
    /// How many statements and backslash commands it holds.
    fn outputs(&self) -> usize {
        // The end of COPY's data is no command; its lines go with the statement after them.
        split(self.text.lines())
            .iter()
            .filter(|piece| !matches!(piece, Piece::Command(text) if text.starts_with('.')))
            .count()
    }
}

/// The corpus, in the order of the names; the setup goes before each of the others.
fn corpus() -> Vec<Script> {
    let mut scripts: Vec<Script> = std::fs::read_dir(corpus_directory())
        .expect("the corpus")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            let since = name.strip_prefix("since").and_then(|rest| rest.get(..2)?.parse().ok()).unwrap_or(0);
            Script { since, text: std::fs::read_to_string(&path).expect("text"), name }
        })
        .collect();
    scripts.sort_by(|one, other| one.name.cmp(&other.name));
    scripts
}

/// Does the same with every version at once.
fn on_each(test: impl Fn(&Bench) + Sync) {
    let benches = Bench::all();
    std::thread::scope(|scope| {
        for bench in &benches {
            scope.spawn(|| {
                test(bench);
                bench.verdict();
            });
        }
    });
}

#[test]
fn the_corpus_comes_out_as_with_psql() {
    let corpus = corpus();
    let (setup, scripts) = corpus.split_first().expect("the setup");
    // Some files alone, for whoever works on them.
    let only = std::env::var("RIDE_CORPUS").unwrap_or_default();
    let wanted = |script: &&Script| script.name.contains(&only);
    on_each(|bench| {
        let (mut outputs, mut differing) = (0, 0);
        for script in scripts.iter().filter(wanted).filter(|script| script.since <= bench.major) {
            let plain = script.name.starts_with("engine") || script.since > 0;
            let input = if plain { script.text.clone() } else { format!("{}{}", setup.text, script.text) };
            outputs += script.outputs();
            differing += bench.same(&script.name, &["-X"], &input);
        }
        // Each line that differs as an output of its own, so that it is never more than is told.
        let identical = outputs.saturating_sub(differing);
        let _ = writeln!(
            std::io::stderr(),
            "psql {}: {outputs} statements and commands, {identical} identical ({:.2} %)",
            bench.version,
            identical as f64 * 100.0 / outputs.max(1) as f64
        );
        bench.verdict();
        if !only.is_empty() {
            return;
        }
        let outdated = bench.outdated();
        assert!(outdated.is_empty(), "take these off the table of differences:\n{outdated}");
        assert!(outputs >= LEAST, "{outputs} statements and commands are too few");
        assert!(identical * 100 >= outputs * PERCENT, "{identical} of {outputs} are too few");
    });
}

#[test]
fn files_and_switches_come_out_as_with_psql() {
    let corpus = corpus();
    on_each(|bench| {
        // What is known to differ is compared as it is, and would be another difference with each switch.
        let scripts = corpus.iter().filter(|script| script.name.starts_with("engine") && !bench.knows(&script.name));
        for script in scripts {
            for arguments in [
                &["-X", "-f", "script.sql"][..],
                &["-X", "-a"],
                &["-X", "-e", "-At", "-F", ","],
                &["-X", "-b", "-q", "-f", "script.sql"],
                &["-X", "-v", "ON_ERROR_STOP=1", "-f", "script.sql"],
                &["-X", "-x", "--csv"],
            ] {
                // \prompt reads another input in a file than on a terminal; \copyright and \set are the same everywhere.
                bench.same(&script.name, arguments, &script.text);
            }
        }
    });
}

#[test]
fn commands_and_exit_codes_come_out_as_with_psql() {
    on_each(|bench| {
        let input = "1\n2\n";
        for arguments in [
            &["-X", "-c", "select 1; select nope; select 2", "-c", "\\d", "-c", "select 1/0"][..],
            &["-X", "-c", "\\d nope", "-c", "select 2"],
            &["-X", "-c", "\\echo a \\\\ select 1", "-c", "\\foo"],
            &["-X", "-v", "ON_ERROR_STOP=1", "-c", "select 1/0", "-c", "select 1"],
            &[
                "-X",
                "-c",
                "create table c(i int)",
                "-c",
                "copy c from stdin",
                "-c",
                "table c",
                "-c",
                "copy c to stdout",
            ],
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
            &["-X", "-c", "\\e", "-c", "\\w x", "-c", "\\ef", "-c", "\\ev v", "-c", "\\p"],
            &["-X", "-c", "create table own(i int)", "-c", "\\copy own from pstdin csv", "-c", "table own"],
            &["-X", "-tA", "-R", ";", "-z", "-c", "values (1,2),(3,4)"],
        ] {
            bench.same("options", arguments, input);
        }
        bench.same(
            "a lost connection",
            &["-X"],
            "select 1;\nselect pg_terminate_backend(pg_backend_pid());\nselect 2;\n",
        );
    });
}

#[test]
fn every_way_to_end_comes_out_as_with_psql() {
    on_each(|bench| {
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
            "select 1\n\\q\n",
            "select nope \\q\n",
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
                bench.same("a script", &with(&[]), input);
            }
            for further in scripted {
                bench.same("actions", &with(further), script);
            }
        }
    });
}

#[test]
fn every_option_comes_out_as_with_psql() {
    on_each(|bench| {
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
            bench.same("an option", arguments, "select 1;\nselect 2\n;\n");
        }
        bench.same("single steps", &["-X", "-s"], "select 1;\nxselect 2;\n\nselect 3;\nselect 4;\n\n");
    });
}

#[test]
fn startup_files_come_out_as_with_psql() {
    on_each(|bench| {
        let home = bench.home().to_owned();
        for text in [
            "\\echo from rc\nselect nope;\n\\foo\n\\set x 5\n",
            "\\set ON_ERROR_STOP 1\nselect nope;\n\\echo no\n",
            "select pg_terminate_backend(pg_backend_pid());\n",
            "\\q\n",
            "\\if true\n\\set QUIET 1\n",
        ] {
            std::fs::write(home.join(".psqlrc"), text).expect("a file");
            bench.same("an action", &["-c", "\\echo :x"], "");
            bench.same("a script", &[], "\\echo :x\nselect nope;\n\\foo\n");
            bench.same("a transaction", &["-1", "-f", "script.sql"], "select 1;\n\\foo\n");
            bench.same("none", &["-X", "-l", "-q"], "");
        }
        std::fs::write(home.join(format!(".psqlrc-{}", bench.major)), "\\echo of this version\n").expect("a file");
        bench.same("a version's", &["-c", "select 1"], "");
    });
}
