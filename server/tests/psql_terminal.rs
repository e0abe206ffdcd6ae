//! `ride psql` beside the real psql on a terminal: the same keys, and both must answer with the same. Tab, Ctrl-C, the pager.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Instant;

#[path = "common/postgres.rs"]
mod postgres;
#[path = "common/wait.rs"]
mod wait;

use postgres::Postgres;
use wait::PATIENCE;

const SETUP: &str = "
create schema depot;
create table depot.crates(id int primary key, weight int);
create table warehouse_north(i int); create table warehouse_south(i int);
create table \"Mixed Case\"(i int);
create type colour as enum ('red', 'ruby', 'RUBY');
create table paged(i int);
create table seven_things as select generate_series(1, 7) as i;
";

/// A server, and a home for who sits at the terminal.
struct Bench {
    postgres: Postgres,
    bin: PathBuf,
    home: tempfile::TempDir,
}

impl Bench {
    fn new() -> Option<Self> {
        let Some(bin) = postgres::programs() else {
            let _ = writeln!(std::io::stderr(), "no initdb on this machine: nothing to compare with");
            return None;
        };
        let postgres = Postgres::start(&bin, "-c listen_addresses=", |_| Ok(())).expect("a server");
        let home = tempfile::tempdir().expect("a home");
        let write = |name: &str, text: &str| std::fs::write(home.path().join(name), text).expect("a file");
        write("inputrc", "set bell-style none\nset enable-bracketed-paste off\nset completion-query-items 500\n");
        std::fs::create_dir(home.path().join("shelf")).expect("a directory");
        write("shelf/script.sql", "\\echo from the script\n");
        write("shelf/rows.csv", "1\n2\n");
        write("sleep.sql", "select pg_sleep(600) as in_a_file;\n\\echo never\n");
        let bench = Self { postgres, bin, home };
        let done = bench.command(&bench.psql()).args(["-X", "-q", "-c", SETUP]).status().expect("psql");
        assert!(done.success());
        Some(bench)
    }

    fn psql(&self) -> PathBuf {
        self.bin.join("psql")
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env_clear().current_dir(self.home.path());
        command.env("HOME", self.home.path()).env("INPUTRC", self.home.path().join("inputrc"));
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("TERM", "xterm").env("LC_ALL", "C.UTF-8");
        command.env("PGHOST", self.postgres.host()).env("PGUSER", "postgres").env("PGDATABASE", "postgres");
        command.env("PAGER", "sed 's/^/<page> /'").env("PSQL_HISTORY", "/dev/null");
        command
    }

    /// Waits until a statement with this text runs.
    fn runs(&self, text: &str) {
        let begun = Instant::now();
        let query = format!(
            "select count(*) from pg_stat_activity where state = 'active' and query like '%{text}%' and pid <> pg_backend_pid()"
        );
        loop {
            let out = self.command(&self.psql()).args(["-XAtc", &query]).output().expect("psql");
            if out.stdout.starts_with(b"1") {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "{text} doesn't run");
        }
    }

    /// The same with each of them.
    fn with_both(&self, dialogue: impl Fn(&mut Terminal) + Sync) {
        let ride = Path::new(env!("CARGO_BIN_EXE_ride"));
        let psql = self.psql();
        for (program, arguments) in [(psql.as_path(), &["-X"][..]), (ride, &["psql", "-X"][..])] {
            let mut terminal = Terminal::open(self, program, arguments);
            terminal.sees("postgres=# ");
            dialogue(&mut terminal);
            terminal.types("\\q\n");
            terminal.ends();
        }
    }
}

/// A program on a terminal of 24 lines and 80 columns.
struct Terminal {
    child: Child,
    keyboard: File,
    screen: Receiver<Vec<u8>>,
    name: String,
    raw: Vec<u8>,
    /// What was shown, without what steers the terminal; and how much of it has been seen.
    shown: String,
    seen: usize,
}

/// Takes out what steers the terminal.
fn plain(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\u{1b}' if chars.peek() == Some(&'[') => {
                chars.next();
                while chars.next().is_some_and(|c| !c.is_ascii_alphabetic()) {}
            }
            '\r' | '\u{7}' | '\u{1b}' => {}
            c => out.push(c),
        }
    }
    out
}

impl Terminal {
    fn open(bench: &Bench, program: &Path, arguments: &[&str]) -> Self {
        let size = nix::pty::Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };
        let pair = nix::pty::openpty(Some(&size), None).expect("a terminal");
        let end = |of: &std::os::fd::OwnedFd| Stdio::from(of.try_clone().expect("a copy"));
        // The terminal must be the program's own, for Ctrl-C to reach it.
        let child = bench
            .command(Path::new("setsid"))
            .args(["--ctty", "--wait"])
            .arg(program)
            .args(arguments)
            .stdin(end(&pair.slave))
            .stdout(end(&pair.slave))
            .stderr(end(&pair.slave))
            .spawn()
            .expect("setsid");
        drop(pair.slave);
        let keyboard = File::from(pair.master);
        let mut reader = keyboard.try_clone().expect("a copy");
        let (told, screen) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            // At the program's end a terminal gives an error.
            while let Ok(n @ 1..) = reader.read(&mut buffer) {
                if told.send(buffer[..n].to_vec()).is_err() {
                    break;
                }
            }
        });
        let name = program.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Self { child, keyboard, screen, name, raw: Vec::new(), shown: String::new(), seen: 0 }
    }

    fn types(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).expect("a keyboard");
    }

    /// Waits until this is shown; gives what came before it.
    fn sees(&mut self, text: &str) -> String {
        let begun = Instant::now();
        loop {
            if let Some(at) = self.shown[self.seen..].find(text) {
                let before = self.shown[self.seen..self.seen + at].to_owned();
                self.seen += at + text.len();
                return before;
            }
            let left = PATIENCE.saturating_sub(begun.elapsed());
            match self.screen.recv_timeout(left) {
                Ok(bytes) => {
                    self.raw.extend_from_slice(&bytes);
                    self.shown = plain(&self.raw);
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    let (name, last) = (&self.name, &self.shown[self.seen..]);
                    panic!("{name} never showed {text:?}, but {last:?}")
                }
            }
        }
    }

    fn ends(mut self) {
        while self.screen.recv_timeout(PATIENCE).is_ok() {}
        assert!(self.child.wait().expect("its end").success(), "{}", self.name);
    }
}

#[test]
fn tab_completes_as_with_psql() {
    let Some(bench) = Bench::new() else { return };
    bench.with_both(|terminal| {
        // What was completed shows in what the server answers: editors draw their lines in different ways.
        for (keys, answer) in [
            ("SELE\t'key' || 'word';\n", "keyword"),
            ("select 'table:' || count(*) from sev\t;\n", "table:7"),
            ("select 'folded:' || count(*) from SEVEN_T\t;\n", "folded:7"),
            ("select 'quoted:' || count(*) from \"Mi\t;\n", "quoted:0"),
            ("select 'schema:' || count(*) from dep\tcr\t;\n", "schema:0"),
            ("select 'both folded:' || count(*) from DEPOT.cr\t;\n", "both folded:0"),
            ("select * from warehouse_\t\t\t", "warehouse_north"),
            ("", "warehouse_south"),
            ("n\tlimit 0;\n", "(0 rows)"),
            ("alter type colour rename value 'RU\tto 'GREEN';\n", "ALTER TYPE"),
            ("alter type colour rename value 'GREEN' to 'RUBY';\n", "ALTER TYPE"),
            ("set statement_timeo\tto 5000;\n", "SET\n"),
            ("show statement_timeo\t;\n", "5s"),
            ("set timezone to 'europe/lond\t;\n", "SET\n"),
            ("show timez\t;\n", "Europe/London"),
            ("\\set VERBOSI\tter\t\n\\echo the :VERBOSI\tone\n", "the terse one"),
            ("\\i shelf/scr\t\n", "from the script\n"),
            ("\\copy warehouse_north from shelf/ro\t\n", "COPY 2"),
            ("alter table depot.crates\ndrop constraint \t;\n", "ALTER TABLE"),
            ("begin;\n", "BEGIN"),
            ("select 'in a transaction:' || min(i) from warehouse_n\t;\n", "in a transaction:1"),
            ("rollback;\n", "ROLLBACK"),
            ("\\DCO\twork_m\t\n", "work_mem"),
            ("drop table wareh\tsou\tcas\t;\n", "DROP TABLE"),
            ("create table warehouse_south(i int);\n", "CREATE TABLE"),
            ("alter table depot.crates add primary key (id);\n", "ALTER TABLE"),
        ] {
            terminal.types(keys);
            terminal.sees(answer);
        }
        for (case, keys, shown) in
            [("upper", "sele", "SELECT "), ("lower", "SELE", "select "), ("preserve-upper", "SELE", "SELECT ")]
        {
            terminal.types(&format!("\\set COMP_KEYWORD_CASE {case}\n\\echo set to {case}\n"));
            terminal.sees(&format!("\nset to {case}\n"));
            terminal.types(&format!("{keys}\t'{case}' || ' it is';\n"));
            terminal.sees(shown);
            terminal.sees(&format!("{case} it is"));
        }
    });
}

#[test]
fn ctrl_c_cancels_as_with_psql() {
    const CONTROL_C: &str = "\u{3}";
    const CANCELED: &str = "ERROR:  canceling statement due to user request";
    let Some(bench) = Bench::new() else { return };
    bench.with_both(|terminal| {
        let goes_on = |terminal: &mut Terminal, which: &str| {
            terminal.types(&format!("select 'goes on ' || '{which}';\n"));
            terminal.sees(&format!("goes on {which}"));
            // What is typed before it is shown by the terminal itself, and again by the editor.
            terminal.sees("postgres=# ");
        };
        terminal.types("select pg_sleep(600) as alone;\n");
        bench.runs("as alone;");
        terminal.types(CONTROL_C);
        terminal.sees(CANCELED);
        goes_on(terminal, "after a statement");
        terminal.types("\\i sleep.sql\n");
        bench.runs("as in_a_file");
        terminal.types(CONTROL_C);
        terminal.sees(CANCELED);
        goes_on(terminal, "after a script");
        assert!(!terminal.shown.contains("never"), "{}: the script went on", terminal.name);
        terminal.types("select 'some");
        terminal.sees("'some");
        terminal.types(CONTROL_C);
        // Whatever is typed before the next prompt stands there is lost with readline.
        terminal.sees("postgres=# ");
        goes_on(terminal, "after a line");
        terminal.types("select (\n");
        terminal.sees("postgres(# ");
        terminal.types(CONTROL_C);
        terminal.sees("postgres=# ");
        goes_on(terminal, "after some lines");
        terminal.types("select 'look ' || 'again' \\watch 0.1\n");
        terminal.sees("look again");
        terminal.sees("look again");
        terminal.types(CONTROL_C);
        terminal.sees("postgres=# ");
        goes_on(terminal, "after watching");
        terminal.types("copy warehouse_north from stdin;\n");
        terminal.sees(">> ");
        terminal.types("1\n");
        terminal.sees(">> ");
        terminal.types(CONTROL_C);
        terminal.sees("ERROR:  COPY from stdin failed: canceled by user");
        goes_on(terminal, "after data");
        terminal.types("begin;\nselect pg_sleep(600) as within;\n");
        bench.runs("as within;");
        terminal.types(CONTROL_C);
        terminal.sees(CANCELED);
        terminal.sees("postgres=!# ");
        terminal.types("rollback;\n");
        terminal.sees("ROLLBACK");
    });
}

#[test]
fn a_script_that_is_interrupted_fails() {
    let Some(bench) = Bench::new() else { return };
    let psql = bench.psql();
    let mut outcomes = Vec::new();
    for (program, arguments) in [(psql.as_path(), &[][..]), (Path::new(env!("CARGO_BIN_EXE_ride")), &["psql"][..])] {
        let child = bench
            .command(program)
            .args(arguments)
            .args(["-X", "-v", "ON_ERROR_STOP=1", "-c", "select pg_sleep(600) as scripted;"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a program");
        bench.runs("as scripted;");
        let pid = nix::unistd::Pid::from_raw(i32::try_from(child.id()).expect("a pid"));
        nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGINT).expect("a signal");
        let out = child.wait_with_output().expect("its end");
        outcomes.push((out.status.code(), String::from_utf8_lossy(&out.stderr).into_owned()));
    }
    assert!(outcomes[0].1.contains("canceling statement due to user request"), "{outcomes:?}");
    assert_eq!(outcomes[0], outcomes[1]);
}

#[test]
fn the_pager_is_used_as_with_psql() {
    const MANY: &str = "select generate_series(1, 60) as many;\n";
    let Some(bench) = Bench::new() else { return };
    bench.with_both(|terminal| {
        let name = terminal.name.clone();
        // What is typed, what ends it, and whether it comes by way of the pager.
        let mut case = |keys: &str, end: &str, paged: bool| {
            terminal.types(keys);
            terminal.sees(keys.trim_end().rsplit('\n').next().unwrap_or(""));
            let before = terminal.sees(end);
            terminal.sees("postgres=# ");
            assert_eq!(before.contains("<page> "), paged, "{name}: {keys}{before}");
        };
        case("select 1 as short;\n", "(1 row)", false);
        case(MANY, "(60 rows)", true);
        case("select repeat('w', 200) as wide;\n", "(1 row)", true);
        case("select i, 'x' as expanded from generate_series(1, 20) i \\gx\n", "RECORD 20 ]", true);
        case("create temp table here(i int);\n", "CREATE TABLE", false);
        case("\\h\n", "CREATE TABLE", true);
        case("\\?\n", "\\watch", true);
        case("\\pset pager off\n", "Pager usage is off.", false);
        case(MANY, "(60 rows)", false);
        case("\\pset pager always\n", "Pager is always used.", false);
        case("select 1 as always;\n", "(1 row)", true);
        case("insert into paged values (1);\n", "INSERT 0 1", false);
        case("\\echo a; \\echo b\n", "\na;", false);
        case("\\d paged\n", "integer", true);
        case("\\pset pager on\n", "Pager is used for long output.", false);
        case("\\pset pager_min_lines 100\n", "Pager won't be used for less than 100 lines.", false);
        case(MANY, "(60 rows)", false);
        case("\\pset pager_min_lines 0\n", "lines.", false);
        case("\\pset pager always\n", "Pager is always used.", false);
        case("select 1 as in_a_file \\g /dev/null\n", "\n", false);
        case("\\pset pager on\n", "Pager is used for long output.", false);
        terminal.types("select 'wa' || 'tched', generate_series(1, 40) \\watch 0.2\n");
        assert!(!terminal.sees("(40 rows)").contains("<page>"), "{name}: what is watched is not paged");
        terminal.types("\u{3}");
        terminal.sees("postgres=# ");
        terminal.types("\\echo ready\n");
        terminal.sees("\nready\n");
        // One for all pieces of a result.
        terminal.types("\\set FETCH_COUNT 10\n\\setenv PSQL_PAGER 'cat; echo end of the pager'\n\\echo ready\n");
        terminal.sees("\nready\n");
        terminal.types(&format!("{MANY}\\echo done\n"));
        let before = terminal.sees("\ndone\n");
        assert_eq!(before.matches("end of the pager").count(), 1, "{name}: {before}");
        terminal.types("\\setenv PSQL_PAGER ''\n\\unset FETCH_COUNT\n");
        terminal.types(&format!("{MANY}\\echo done\n"));
        assert!(!terminal.sees("\ndone\n").contains("end of the pager"));
        // All that is watched goes to one, and who leaves it has seen enough.
        terminal.types("\\setenv PSQL_WATCH_PAGER 'sed -u s/^/[w]/'\nselect 'tick' || 'tock' \\watch 0.1\n");
        terminal.sees("[w] ticktock");
        terminal.sees("[w] ticktock");
        terminal.types("\u{3}");
        terminal.sees("postgres=# ");
        terminal.types("\\echo watched enough\n");
        terminal.sees("\nwatched enough\n");
        terminal.types("\\setenv PSQL_WATCH_PAGER 'head -n 8'\nselect 'tick' || 'tock' \\watch 0.1\n");
        terminal.sees("ticktock");
        terminal.types("\\echo after head\n");
        terminal.sees("\nafter head\n");
    });
}
