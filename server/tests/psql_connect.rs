//! `ride psql` beside the real psql where they connect: strings, services, password files, several hosts, TLS with a
//! certificate made for the test, and the words for everything that can't be. Byte for byte, exit codes too.

use std::io::Write as _;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

#[path = "common/postgres.rs"]
mod postgres;

use postgres::Postgres;

const HBA: &str = "\
local all all trust
hostssl all sslonly 0/0 trust
hostnossl all plainonly 0/0 trust
host all scram 0/0 scram-sha-256
host all md5 0/0 md5
host all clear 0/0 password
host all postgres 0/0 trust
host all postgres ::/0 trust
";

const ROLES: &str = "\
create role sslonly login; create role plainonly login;
set password_encryption = 'scram-sha-256';
create role scram login password 'sesame'; create role clear login password 'sesame';
set password_encryption = 'md5'; create role md5 login password 'sesame';
create database shop;
";

struct Bench {
    postgres: Postgres,
    bin: PathBuf,
    port: u16,
    home: tempfile::TempDir,
}

fn openssl(directory: &Path, arguments: &str) -> std::io::Result<()> {
    let done = Command::new("openssl")
        .args(arguments.split(' '))
        .current_dir(directory)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    if done.success() { Ok(()) } else { Err(std::io::Error::other(format!("openssl {arguments}: {done}"))) }
}

/// An authority, a server's certificate from it, and another authority that knows nobody.
fn certificates(data: &Path) -> std::io::Result<()> {
    let make = |name: &str| {
        format!("req -x509 -newkey rsa:2048 -nodes -days 2 -keyout {name}.key -out {name}.crt -subj /CN={name}")
    };
    openssl(data, &make("authority"))?;
    openssl(data, &make("stranger"))?;
    openssl(data, "req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj /O=ride")?;
    std::fs::write(data.join("extensions"), "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n")?;
    openssl(
        data,
        "x509 -req -in server.csr -CA authority.crt -CAkey authority.key -CAcreateserial -days 2 -extfile extensions -out server.crt",
    )?;
    std::fs::set_permissions(data.join("server.key"), std::fs::Permissions::from_mode(0o600))?;
    std::fs::write(data.join("pg_hba.conf"), HBA)
}

impl Bench {
    fn new() -> Option<Self> {
        let missing = |what: &str| {
            let _ = writeln!(std::io::stderr(), "no {what} on this machine: nothing to compare with");
            None
        };
        let Some(bin) = postgres::programs() else { return missing("initdb") };
        if Command::new("openssl").arg("version").stdout(Stdio::null()).status().is_err() {
            return missing("openssl");
        }
        let port = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port();
        let settings = format!("-p {port} -c listen_addresses=localhost -c ssl=on");
        let postgres = Postgres::start(&bin, &settings, certificates).expect("a PostgreSQL of the test's own");
        let home = tempfile::tempdir().expect("a directory");
        for name in ["authority.crt", "stranger.crt"] {
            let text = std::fs::read(postgres.host().join("data").join(name)).expect("a certificate");
            std::fs::write(home.path().join(name), text).expect("a file");
        }
        let bench = Self { postgres, bin, port, home };
        let mut psql = bench.command(true);
        psql.args(["-Xq"]).stdin(Stdio::piped());
        let mut child = psql.spawn().expect("psql starts");
        child.stdin.take().expect("a pipe").write_all(ROLES.as_bytes()).expect("written");
        assert!(child.wait().expect("it ends").success());
        Some(bench)
    }

    fn file(&self, name: &str, text: &str, mode: u32) {
        let path = self.home.path().join(name);
        std::fs::write(&path, text).expect("a file");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).expect("its rights");
    }

    fn command(&self, real: bool) -> Command {
        let mut command = if real {
            let mut command = Command::new(self.bin.join("psql"));
            command.arg0("psql");
            command
        } else {
            let mut command = Command::new(env!("CARGO_BIN_EXE_ride"));
            command.arg("psql");
            command
        };
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("LC_ALL", "C.UTF-8");
        command.env("HOME", self.home.path()).env("PGHOST", self.postgres.host()).env("PGPORT", self.port.to_string());
        command.env("PGUSER", "postgres").env("PGDATABASE", "postgres").current_dir(self.home.path());
        command.stdin(Stdio::null());
        command
    }

    /// Runs both; words in braces in the arguments stand for what is known only here.
    fn compare(&self, environment: &[(&str, &str)], arguments: &[&str]) {
        let arguments: Vec<String> = arguments
            .iter()
            .map(|text| text.replace("{port}", &self.port.to_string()))
            .map(|text| text.replace("{socket}", &self.postgres.host().to_string_lossy()))
            .collect();
        let run = |real: bool| {
            let mut command = self.command(real);
            for (name, value) in environment {
                command.env(name, value);
            }
            let output = command.args(["-X"]).args(&arguments).output().expect("it runs");
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            (text(&output.stdout), text(&output.stderr), output.status.code())
        };
        assert_eq!(run(false), run(true), "{environment:?} {arguments:?}; left ride, right psql");
    }

    fn all(&self, cases: &[&[&str]]) {
        for arguments in cases {
            self.compare(&[], arguments);
        }
    }
}

const WHO: &str = "select current_user, current_database()";

#[test]
fn strings_services_and_password_files() {
    let Some(bench) = Bench::new() else { return };
    bench.all(&[
        &["-d", "colour=red"],
        &["-d", "host=a b"],
        &["postgres://h/d?colour=red"],
        &["postgres://[::1/d"],
        &["postgres://h%00/d"],
        &["="],
        &["-d", "host=/nowhere", "-h", "{socket}"],
        &["postgres:///shop?host={socket}", "-Atc", WHO],
        &["postgresql://postgres@/shop?host={socket}", "-Atc", WHO],
        &["-d", "", "-U", "", "-Atc", WHO],
        &["user = postgres  dbname = 'shop'", "-Atc", WHO],
        &["service=none"],
        &["fallback_application_name=x", "-Atc", "show application_name"],
        &["options=-cgeqo=off", "-Atc", "show geqo"],
        &["sslmode=x"],
        &["target_session_attrs=x"],
        &["connect_timeout=x"],
    ]);
    bench.compare(&[("PGSERVICEFILE", "/nowhere"), ("PGSERVICE", "x")], &[]);
    bench.compare(
        &[("PGTZ", "Europe/Berlin"), ("PGAPPNAME", "x")],
        &["-Atc", "show timezone", "-c", "show application_name"],
    );
    let services = "[a]\nhost=/nowhere\n# c\n[b]\nservice=x\n[c]\nfoo\n[d]\nfoo=1\n[e]\ndbname=shop\nuser=clear\n";
    bench.file(".pg_service.conf", services, 0o644);
    bench.all(&[
        &["service=a"],
        &["service=b"],
        &["service=c"],
        &["service=d"],
        &["service=e dbname=postgres", "-Atc", WHO],
        &["service=e", "-c", "\\echo :SERVICE", "-c", "\\c - postgres", "-c", "\\echo :SERVICE :{?SERVICE}"],
    ]);
    bench.all(&[
        &["-w", "-h", "localhost", "-U", "scram"],
        &["host=localhost user=scram password=bad"],
        &["host=localhost user=scram password=sesame", "-Atc", WHO],
        &["host=localhost user=md5 password=sesame", "-Atc", WHO],
        &["host=localhost user=clear password=sesame", "-Atc", WHO],
        &["-w", "-d", "host=localhost", "-U", "scram", "-c", WHO],
    ]);
    bench.file(".pgpass", "localhost:*:*:scram:sesame\n*:*:*:md5:wrong\n# x\n*:*:shop:clear:ses\\ame\n", 0o640);
    bench.compare(&[], &["-w", "-h", "localhost", "-U", "scram"]);
    bench.file(".pgpass", "localhost:*:*:scram:sesame\n*:*:*:md5:wrong\n# x\n*:*:shop:clear:ses\\ame\n", 0o600);
    bench.all(&[
        &["-h", "localhost", "-U", "scram", "-Atc", WHO],
        &["-h", "localhost", "-U", "md5", "-Atc", WHO],
        &["-h", "127.0.0.1", "-U", "clear", "-d", "shop", "-Atc", WHO],
        &["-w", "-h", "127.0.0.1", "-U", "clear", "-Atc", WHO],
        &["-w", "host=localhost user=scram passfile=/nowhere"],
    ]);
}

#[test]
fn hosts_and_changes_of_connection() {
    let Some(bench) = Bench::new() else { return };
    bench.all(&[
        &["-h", "nohost.invalid"],
        &["-h", "localhost", "-p", "x"],
        &["-h", "localhost", "-p", "99999"],
        &["-h", "a,b", "-p", "1,2,3"],
        &["host=a hostaddr=1.1.1.1,2.2.2.2"],
        &["hostaddr=nope"],
        &["hostaddr=127.0.0.1", "-c", "\\conninfo"],
        &["host=foo hostaddr=127.0.0.1", "-c", "\\conninfo"],
        &["postgres://localhost:1,localhost:{port}/shop", "-c", "\\conninfo"],
        &["postgres://localhost:1,localhost:2/shop"],
        &["target_session_attrs=read-only"],
        &["target_session_attrs=standby"],
        &["target_session_attrs=primary", "-Atc", WHO],
        &["target_session_attrs=prefer-standby", "-Atc", WHO],
        &["target_session_attrs=read-write options=-cdefault_transaction_read_only=on"],
    ]);
    bench.all(&[
        &["-c", "\\c nosuch"],
        &["-c", "\\c - - nohost.invalid", "-c", "select 1"],
        &["-c", "\\c host=/nowhere", "-c", "\\c"],
        &["-c", "\\c shop", "-c", "\\c - - localhost", "-c", "\\conninfo", "-c", "\\c postgres", "-c", "\\conninfo"],
        &["-c", "\\c host={socket}", "-c", "\\c -reuse-previous=on sslmode=disable", "-c", "\\conninfo"],
        &["-h", "localhost", "-c", "\\c -reuse-previous=on sslmode=disable", "-c", "\\conninfo", "-c", "\\c - - - 1"],
        &["-c", "\\c -reuse-previous=x foo", "-c", "\\c dbname=x user", "-c", "\\c colour=red", "-c", "select 1"],
        &["-c", "\\c POSTGRES Postgres"],
        &["-c", "\\c \"shop\" \"postgres\"", "-c", "\\c 'postgres' - - -", "-c", "\\c \"\""],
    ]);
}

#[test]
fn tls_as_sslmode_has_it() {
    let Some(bench) = Bench::new() else { return };
    bench.all(&[
        &["-h", "localhost", "-c", "\\conninfo"],
        &["host=localhost sslmode=disable", "-c", "\\conninfo"],
        &["host=localhost sslmode=require ssl_max_protocol_version=TLSv1.2", "-c", "\\conninfo"],
        &["host=localhost user=sslonly sslmode=disable"],
        &["host=localhost user=sslonly sslmode=allow", "-Atc", WHO],
        &["host=localhost user=plainonly", "-Atc", WHO],
        &["host=localhost user=plainonly sslmode=require"],
        &["host=localhost user=nobody"],
        &["host=localhost sslmode=verify-full"],
        &["host=localhost sslmode=verify-full sslrootcert=authority.crt", "-c", "\\conninfo"],
        &["host=localhost sslmode=verify-full sslrootcert=stranger.crt"],
        &["host=127.0.0.1 sslmode=verify-full sslrootcert=authority.crt"],
        &["host=127.0.0.1 sslmode=verify-ca sslrootcert=authority.crt", "-Atc", WHO],
        &["host=localhost sslmode=require sslrootcert=stranger.crt"],
        &["host=localhost sslrootcert=stranger.crt", "-c", "\\conninfo"],
        &["host=localhost sslmode=verify-ca sslrootcert=/dev/null"],
        &["sslmode=require", "-c", "\\conninfo"],
    ]);
}

#[test]
fn a_reader_that_leaves_ends_it_as_sigpipe_ends_psql() {
    use std::os::unix::process::ExitStatusExt as _;
    let Some(bench) = Bench::new() else { return };
    for real in [true, false] {
        let mut command = bench.command(real);
        command.args(["-X", "-c", "select generate_series(1, 100000)"]).stdout(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        drop(child.stdout.take());
        let status = child.wait().expect("it ends");
        let told = status.code().or(status.signal().map(|signal| 128 + signal));
        assert_eq!(told, Some(141), "{}", if real { "psql" } else { "ride psql" });
    }
}
