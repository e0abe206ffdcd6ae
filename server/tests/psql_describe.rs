//! The describing commands of `ride psql` beside the real psql's, command by command, on every PostgreSQL whose psql is
//! on this machine: `RIDE_PG_BINS` (a list like PATH), `RIDE_TEST_PG18_BIN` (see tools/pg18.sh) and the distribution's.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

#[path = "common/postgres.rs"]
mod postgres;
#[path = "common/psqls.rs"]
mod psqls;

use postgres::Postgres;
use psqls::{Psql, servers};

/// Stands before each command's output, on standard output and standard error.
const MARK: &str = "@@@";

/// A command that came out differently.
struct Difference {
    file: String,
    command: String,
    real: String,
    ours: String,
}

struct Bench {
    postgres: Postgres,
    bin: PathBuf,
}

impl Bench {
    /// A server with the corpus' objects, in a database whose texts sort otherwise than their bytes where possible.
    fn new(bin: &Path, setup: &str) -> Self {
        let postgres =
            Postgres::start(bin, "-c listen_addresses=", |_| Ok(())).expect("a PostgreSQL of the test's own");
        let bench = Self { postgres, bin: bin.to_owned() };
        let made = ["LOCALE_PROVIDER icu ICU_LOCALE 'en-US'", ""].iter().any(|locale| {
            let create = format!("CREATE DATABASE described TEMPLATE template0 {locale}");
            let mut command = bench.command(&bench.bin.join("psql"), "postgres");
            command.args(["-Xq", "-c", &create]).stderr(Stdio::null());
            command.status().expect("psql runs").success()
        });
        assert!(made, "a database");
        let (_, errors) = bench.run(&mut bench.psql(), setup);
        assert_eq!(errors, "", "the setup of the corpus failed");
        bench
    }

    fn command(&self, program: &Path, database: &str) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("LC_ALL", "C.UTF-8");
        command.env("HOME", self.postgres.host()).env("PGHOST", self.postgres.host());
        command.env("PGUSER", "postgres").env("PGDATABASE", database);
        command
    }

    fn psql(&self) -> Command {
        self.command(&self.bin.join("psql"), "described")
    }

    fn ride(&self) -> Command {
        let mut command = self.command(Path::new(env!("CARGO_BIN_EXE_ride")), "described");
        command.arg("psql");
        command
    }

    fn run(&self, command: &mut Command, input: &str) -> (String, String) {
        let mut child = command
            .arg("-X")
            .current_dir(self.postgres.host())
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
        let text = |bytes: &[u8]| normalise(&String::from_utf8_lossy(bytes));
        (text(&output.stdout), text(&output.stderr))
    }

    /// Runs a file of the corpus through both; gives the number of commands and those that differ.
    fn compare(&self, file: &str, text: &str) -> (usize, Vec<Difference>) {
        let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty() && !line.starts_with("--")).collect();
        let mut input = String::new();
        for (number, line) in lines.iter().enumerate() {
            for part in
                ["\\echo '", MARK, &number.to_string(), "'\n\\warn '", MARK, &number.to_string(), "'\n", line, "\n"]
            {
                input.push_str(part);
            }
        }
        let [real, ours] = [self.psql(), self.ride()].map(|mut command| {
            let (stdout, stderr) = self.run(&mut command, &input);
            (sections(&stdout), sections(&stderr))
        });
        let mut differences = Vec::new();
        for (number, command) in lines.iter().enumerate() {
            let of = |run: &(BTreeMap<usize, String>, BTreeMap<usize, String>)| {
                let part = |sections: &BTreeMap<usize, String>| match sections.get(&number) {
                    Some(text) => text.clone(),
                    None => "(it never got there)\n".to_owned(),
                };
                part(&run.0) + &part(&run.1)
            };
            let (real, ours) = (of(&real), of(&ours));
            if real != ours {
                differences.push(Difference { file: file.to_owned(), command: (*command).to_owned(), real, ours });
            }
        }
        let commands = lines.iter().filter(|line| line.starts_with('\\')).count();
        (commands, differences)
    }
}

/// Takes the numbers out of the names of schemas for temporary objects, which differ from session to session.
fn normalise(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut parts = text.split("pg_temp_");
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        out.push_str("pg_temp_N");
        out.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    out
}

/// What stands below each mark.
fn sections(text: &str) -> BTreeMap<usize, String> {
    let mut sections = BTreeMap::new();
    let mut current = None;
    for line in text.split_inclusive('\n') {
        match line.strip_prefix(MARK).and_then(|rest| rest.trim_end().parse().ok()) {
            Some(number) => {
                current = Some(number);
                sections.insert(number, String::new());
            }
            None => {
                if let Some(section) = current.and_then(|number| sections.get_mut(&number)) {
                    section.push_str(line);
                }
            }
        }
    }
    sections
}

/// Where two outputs part.
fn first_difference(difference: &Difference) -> String {
    let (mut real, mut ours) = (difference.real.lines(), difference.ours.lines());
    loop {
        match (real.next(), ours.next()) {
            (a, b) if a == b && a.is_some() => {}
            (a, b) => {
                let end = "(the end)";
                let (a, b) = (a.unwrap_or(end), b.unwrap_or(end));
                return format!("{} {}\n  psql: {a}\n  ride: {b}\n", difference.file, difference.command);
            }
        }
    }
}

/// The corpus' files with their names, the setup first.
fn corpus() -> Vec<(String, String)> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/psql_corpus/describe");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(directory).expect("the corpus").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    let read = |path: &PathBuf| std::fs::read_to_string(path).expect("text");
    files.iter().map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), read(path))).collect()
}

/// Makes commands that nobody wrote: a command, flags, patterns from pieces that mean something to it or nothing at all.
struct Generator(u64);

impl Generator {
    const COMMANDS: &str = "d d da dA dAc dAf dAo dAp db dc dC dd dD ddp dE des det deu dew df dF dFd dFp dFt dg di dl dL \
                            dm dn do dO dp dP drds drg dRp dRs ds dt dT du dv dx dX dy l z list lo_list sf sv dtv dti \
                            dfa dfn dfnp dPt dPn dPtin dr de dR dq";
    const PIECES: &str = "shop public orders customers \"Odd&Schema\" \"Odd&\"\"Table\"\"\" described pg_catalog pg_class \
                          add rows rich totals d_owner \"D&Odd.Role\" btree gist int4 integer \"mood\" mood int text * ? \
                          \"*\" o* *s events events_pkey pub_all d_sub far dummy plpgsql english simple ours d_parser \
                          german \"C\" percent tickets abs sum = === || + @> $1 a$b [a-z]* (a|b)c a. x+ o{1,2} ^o o$ \\\" \
                          \"\" \" \"a A ORDERS Orders ünïcode \"emoji&😀&漢字\" 漢* nothing - % a&b a_b _ it's float \
                          varchar float8[] _text bool numeric 1 1234 () (int) add(int,int) rows() ; @ a@b & <-> ! ~ # { \
                          } [] [ ] a|b";

    /// One of so many.
    fn below(&mut self, bound: usize) -> usize {
        // xorshift64*, by Vigna.
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % bound
    }

    fn one_of(&mut self, words: &str) -> String {
        let words: Vec<&str> = words.split_whitespace().collect();
        words[self.below(words.len())].replace('&', " ")
    }

    fn command(&mut self) -> String {
        let mut out = format!("\\{}", self.one_of(Self::COMMANDS));
        for _ in 0..[0, 0, 0, 1, 1, 1, 2, 3][self.below(8)] {
            out.push_str(&self.one_of("S S S + + + x a n p t w z i"));
        }
        for _ in 0..[0, 1, 1, 1, 1, 1, 2, 3][self.below(8)] {
            out.push(' ');
            for part in 0..[1, 1, 1, 1, 2, 2, 3, 4][self.below(8)] {
                out.push_str(if part == 0 { "" } else { "." });
                for _ in 0..[1, 1, 1, 1, 1, 2][self.below(6)] {
                    out.push_str(&self.one_of(Self::PIECES));
                }
            }
        }
        out.push_str(if self.below(30) == 0 { ";" } else { "" });
        out
    }
}

/// A number from the environment.
fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Commands that find nothing, refuse or fail; which of them stop a script is psql's to say.
const FAILING: &[&str] = &[
    r"\d nothing",
    r"\dt nothing",
    r"\dt a.b.c",
    r"\dt a.b.c.d",
    r"\dt (",
    r"\dx+ nothing",
    r"\dF+ nothing",
    r"\dFp+ nothing",
    r"\dRp+ nothing",
    r"\drds nothing",
    r"\drds nothing x",
    r"\dP nothing",
    r"\sf nothing",
    r"\sf",
    r"\sf shop.my_sum",
    r"\sv shop.orders",
    r"\sv",
    r"\sv 123",
    r"\sv nothing",
    r"\dfz",
    r"\dfnz abs",
    r"\dq",
    r"\dAz",
    r"\l a.b",
    r"\dA a.b",
    r"\dAc btree a.b.c.d",
    r"\dd a.b.c",
    r"\dv",
    r"\dt shop.orders \dt nothing \echo after",
    r"\sf nothing \echo after",
    r#"\dt ""#,
];

#[test]
fn the_same_commands_stop_a_script() {
    let corpus = corpus();
    let setup = &corpus.first().expect("the setup").1;
    for Psql { version, bin } in servers(postgres::programs()).values() {
        let bench = Bench::new(bin, setup);
        for command in FAILING {
            for quiet in ["off", "on"] {
                let input = ["\\set QUIET ", quiet, "\n\\set ON_ERROR_STOP on\n", command, "\n\\echo on\nselect 1;\n"];
                let [real, ours] =
                    [bench.psql(), bench.ride()].map(|mut program| bench.run(&mut program, &input.concat()));
                assert_eq!(ours, real, "{command} on psql {version}, quiet {quiet}");
            }
        }
    }
}

/// `RIDE_SEED` and `RIDE_COUNT` make other ones and more.
#[test]
fn commands_that_nobody_wrote_come_out_as_with_psql() {
    let corpus = corpus();
    let setup = &corpus.first().expect("the setup").1;
    let seed = number("RIDE_SEED", 1);
    let mut generator = Generator(seed.max(1));
    let mut text = String::from("SET search_path = shop, \"Odd Schema\", public;\n");
    for _ in 0..number("RIDE_COUNT", 300) {
        text.push_str(&generator.command());
        text.push('\n');
    }
    for Psql { version, bin } in servers(postgres::programs()).values() {
        let (commands, differences) = Bench::new(bin, setup).compare("random", &text);
        let told: String = differences.iter().map(first_difference).collect();
        assert!(told.is_empty(), "seed {seed}, psql {version}, {} of {commands}:\n{told}", differences.len());
    }
}

#[test]
fn every_description_comes_out_as_with_psql() {
    let corpus = corpus();
    let (setup, files) = corpus.split_first().expect("the setup");
    let servers = servers(postgres::programs());
    let mut report = std::io::stderr();
    if servers.is_empty() {
        let _ = writeln!(report, "no psql on this machine: set RIDE_PG_BINS to compare with the real one");
        return;
    }
    let mut unknown = String::new();
    for Psql { version, bin } in servers.values() {
        let bench = Bench::new(bin, &setup.1);
        let (mut commands, mut differences) = (0, Vec::new());
        for (name, text) in files {
            let (count, found) = bench.compare(name, text);
            commands += count;
            differences.extend(found);
        }
        let _ = writeln!(report, "psql {version}: {commands} commands, {} differ", differences.len());
        for difference in &differences {
            for part in [version, " ", &first_difference(difference)] {
                unknown.push_str(part);
            }
        }
    }
    assert!(unknown.is_empty(), "not as psql has it:\n{unknown}");
}
