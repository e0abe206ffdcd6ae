//! Ten ways in which a learner might leave the sandbox or read what isn't theirs, each refused on both drivers: six of
//! SQL's, one of the configuration's, and three past the database: another session's socket, its token, and the texts
//! that the score rests on. More of SQL's own stand in `sandbox_rights.rs`.

use std::collections::BTreeSet;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use ride::catalog::Catalog;
use ride_shared::protocol::{ErrorBody, SessionCreated, SessionState};
use serde_json::{Value, json};

use crate::lab::{STORM, Server, Session, eventually};
use crate::live::{follow, over_websocket};

on_both_drivers!(
    way_01_copy_program,
    way_02_copy_to_a_file,
    way_03_lo_export,
    way_04_pg_read_file,
    way_05_language_c,
    way_06_dblink,
    way_07_archive_command,
    way_08_another_sessions_socket,
    way_09_another_sessions_token,
    way_10_hints_in_what_is_served,
);

/// A server with a learner's session and somebody else's.
struct House {
    server: Server,
    mine: SessionCreated,
    theirs: SessionCreated,
}

impl House {
    /// Shared by the tests that run at the same time; the last one ends it.
    fn on(driver: &'static str) -> Arc<Self> {
        static OPEN: Mutex<Vec<(&str, Weak<House>)>> = Mutex::new(Vec::new());
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(house) = open.iter().filter(|(name, _)| *name == driver).find_map(|(_, house)| house.upgrade()) {
            return house;
        }
        let server = Server::start(driver);
        let session = || server.session_starting(STORM, json!({ "scenario": STORM })).created.clone();
        let (mine, theirs) = (session(), session());
        let house = Arc::new(Self { server, mine, theirs });
        open.push((driver, Arc::downgrade(&house)));
        house
    }

    fn mine(&self) -> Session<'_> {
        Session { server: &self.server, created: self.mine.clone() }
    }

    fn theirs(&self) -> Session<'_> {
        Session { server: &self.server, created: self.theirs.clone() }
    }

    /// Real psql as the learner; each statement must end in one of these SQLSTATEs.
    fn refuses(&self, ways: &[(&str, &[&str])]) {
        for (sql, expected) in ways {
            let out = psql(&self.mine.psql_url, sql).output().expect("psql is there");
            let told = String::from_utf8_lossy(&out.stderr);
            let state = told.lines().rev().find_map(|line| line.rsplit_once("ERROR:  ")).map_or("", |(_, state)| state);
            assert!(!out.status.success() && expected.contains(&state), "{sql}: {expected:?} expected: {out:?}");
        }
        let (ok, text) = self.mine().psql("select 'still ' || 'there'");
        assert!(ok && text.contains("still there"), "the session goes on: {text}");
    }
}

fn psql(address: &str, sql: &str) -> Command {
    let mut psql = Command::new("psql");
    psql.args(["-X", "-A", "-t", "-v", "VERBOSITY=sqlstate", "-v", "ON_ERROR_STOP=1", "-c", sql]).arg(address);
    psql.env("PGCONNECT_TIMEOUT", "30").stdin(Stdio::null());
    psql
}

/// `42501`: not allowed.
const DENIED: &[&str] = &["42501"];
/// Not allowed, or not even there: which of the two depends on what the machine's PostgreSQL was installed with.
const DENIED_OR_MISSING: &[&str] = &["42501", "0A000", "58P01"];
/// Not allowed; on PostgreSQL 15 the role is not there.
const DENIED_OR_NO_ROLE: &[&str] = &["42501", "42704"];

/// What a program or a file of the sandbox's would leave on this machine.
fn marker(driver: &str, way: &str) -> String {
    format!("/tmp/ride-way-out-{driver}-{way}-{}", std::process::id())
}

fn way_01_copy_program(driver: &'static str) {
    let marker = marker(driver, "program");
    let touch = format!("COPY (SELECT 1) TO PROGRAM 'touch {marker}'");
    let hidden = format!("DO $$ BEGIN EXECUTE 'COPY (SELECT 1) TO PROGRAM ''touch {marker}'''; END $$");
    House::on(driver).refuses(&[
        (&touch, DENIED),
        (&hidden, DENIED),
        ("COPY orders FROM PROGRAM 'id'", DENIED),
        ("GRANT pg_execute_server_program TO oncall", DENIED_OR_NO_ROLE),
    ]);
    assert!(!Path::new(&marker).exists());
}

fn way_02_copy_to_a_file(driver: &'static str) {
    let marker = marker(driver, "file");
    let write = format!("COPY orders TO '{marker}'");
    House::on(driver).refuses(&[
        (&write, DENIED),
        ("COPY orders TO 'base/mine'", &["42501", "42602"]),
        ("COPY orders FROM '/etc/passwd'", DENIED),
        ("GRANT pg_write_server_files TO oncall", DENIED_OR_NO_ROLE),
    ]);
    assert!(!Path::new(&marker).exists());
}

fn way_03_lo_export(driver: &'static str) {
    let marker = marker(driver, "lo");
    let export = format!("SELECT lo_export(lo_from_bytea(0, 'mine'), '{marker}')");
    House::on(driver).refuses(&[(&export, DENIED), ("SELECT lo_import('/etc/passwd')", DENIED)]);
    assert!(!Path::new(&marker).exists());
}

fn way_04_pg_read_file(driver: &'static str) {
    House::on(driver).refuses(&[
        ("SELECT pg_read_file('/etc/passwd')", DENIED),
        ("SELECT pg_read_file('postgresql.conf')", DENIED),
        ("SELECT pg_read_binary_file('PG_VERSION')", DENIED),
        ("SELECT pg_ls_dir('/')", DENIED),
        ("SELECT pg_stat_file('/etc/passwd')", DENIED),
        ("GRANT pg_read_server_files TO oncall", DENIED_OR_NO_ROLE),
    ]);
}

fn way_05_language_c(driver: &'static str) {
    House::on(driver).refuses(&[
        ("CREATE FUNCTION evil(text) RETURNS int LANGUAGE c AS 'libc.so.6', 'system'", DENIED),
        ("CREATE FUNCTION evil() RETURNS bool LANGUAGE internal AS 'pg_reload_conf'", DENIED),
        ("LOAD '/tmp/evil.so'", DENIED),
        ("CREATE EXTENSION plpython3u", DENIED_OR_MISSING),
        ("CREATE EXTENSION plperlu", DENIED_OR_MISSING),
        ("UPDATE pg_language SET lanpltrusted = true WHERE lanname = 'c'", DENIED),
    ]);
}

fn way_06_dblink(driver: &'static str) {
    let house = House::on(driver);
    let subscribe = "CREATE SUBSCRIPTION evil CONNECTION 'host=127.0.0.1 dbname=shop' PUBLICATION p";
    house.refuses(&[
        ("CREATE EXTENSION dblink", DENIED_OR_MISSING),
        ("SELECT dblink_connect('host=127.0.0.1 dbname=shop')", &["42883"]),
        ("LOAD 'dblink'", DENIED),
        ("CREATE EXTENSION postgres_fdw", DENIED_OR_MISSING),
        ("CREATE FOREIGN DATA WRAPPER evil", DENIED),
        (subscribe, DENIED),
    ]);
}

fn way_07_archive_command(driver: &'static str) {
    House::on(driver).refuses(&[
        ("ALTER SYSTEM SET archive_command = 'id'", DENIED),
        ("ALTER SYSTEM SET restore_command = 'id'", DENIED),
        ("ALTER SYSTEM SET ssl_passphrase_command = 'id'", DENIED),
        ("ALTER SYSTEM SET shared_preload_libraries = 'evil'", DENIED),
        ("ALTER SYSTEM SET listen_addresses = '*'", DENIED),
        ("ALTER SYSTEM SET hba_file = '/tmp/evil'", DENIED),
    ]);
}

fn docker(args: &[&str]) -> Output {
    Command::new("docker").args(args).output().expect("docker is there")
}

/// The one container of a session.
fn container(session: &str) -> String {
    let found = docker(&["ps", "-q", "--no-trunc", "--filter", &format!("label=ride.session={session}")]);
    let id = String::from_utf8_lossy(&found.stdout).trim().to_owned();
    assert!(!id.is_empty() && !id.contains('\n'), "one container of {session}: {found:?}");
    id
}

/// Where a container's `/socket` lies on this machine.
fn mounted_socket(container: &str) -> PathBuf {
    let format = "{{range .Mounts}}{{if eq .Destination \"/socket\"}}{{.Source}}{{end}}{{end}}";
    let found = docker(&["inspect", "--format", format, container]);
    PathBuf::from(String::from_utf8_lossy(&found.stdout).trim())
}

fn way_08_another_sessions_socket(driver: &'static str) {
    let house = House::on(driver);
    let socket = if driver == "docker" {
        mounted_socket(&container(&house.theirs.id))
    } else {
        PathBuf::from(house.theirs().psql("show unix_socket_directories").1.trim())
    };
    assert!(socket.join(".s.PGSQL.5432").exists(), "{}", socket.display());
    let found = std::fs::metadata(&socket).expect("it is there");
    assert_eq!(found.mode() & 0o777, 0o700, "only its PostgreSQL's own user may walk in");
    assert_ne!(found.uid(), 0, "and that is not root");

    // Somebody else on this machine stands before a closed door.
    if nix::unistd::geteuid().is_root() {
        const STRANGER: u32 = 65_533;
        assert_ne!(found.uid(), STRANGER);
        let address = format!("host={} user=oncall dbname=shop", socket.display());
        let out = psql(&address, "select 1").uid(STRANGER).gid(STRANGER).output().expect("psql is there");
        let told = String::from_utf8_lossy(&out.stderr);
        assert!(!out.status.success() && told.contains("Permission denied"), "{out:?}");
    }

    // Nothing that a learner may run connects to a socket, so knowing its path is of no use.
    let path = socket.display();
    let subscribe = format!("CREATE SUBSCRIPTION evil CONNECTION 'host={path} dbname=shop user=ride' PUBLICATION p");
    let copy = format!("COPY (SELECT 1) TO PROGRAM 'psql -h {path} -U ride shop'");
    let list = format!("SELECT pg_ls_dir('{path}')");
    house.refuses(&[(&subscribe, DENIED), (&copy, DENIED), (&list, DENIED)]);
    if driver != "docker" {
        return;
    }

    // And a program that got out of PostgreSQL would find neither the socket nor a network.
    let mine = container(&house.mine.id);
    let own = mounted_socket(&mine);
    assert_ne!(own, socket);
    let inspected = docker(&["inspect", &mine]);
    let inspected: Value = serde_json::from_slice(&inspected.stdout).expect("JSON");
    assert_eq!(inspected[0]["HostConfig"]["NetworkMode"], "none");
    let mounts: BTreeSet<(String, bool)> = inspected[0]["Mounts"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|mount| mount["Type"] == "bind")
        .map(|mount| (mount["Destination"].as_str().unwrap_or_default().to_owned(), mount["RW"] == true))
        .collect();
    assert_eq!(mounts, BTreeSet::from([("/socket".to_owned(), true), ("/template.tar".to_owned(), false)]));
    let inside = |args: &[&str]| docker(&[&["exec", mine.as_str()][..], args].concat());
    let networks = inside(&["ls", "/sys/class/net"]);
    assert_eq!(String::from_utf8_lossy(&networks.stdout).trim(), "lo", "{networks:?}");
    assert!(inside(&["test", "-S", "/socket/.s.PGSQL.5432"]).status.success(), "its own is there");
    assert!(!inside(&["test", "-e", &socket.display().to_string()]).status.success(), "the other one is not");
    assert!(!inside(&["touch", "/usr/mine"]).status.success(), "and nothing can be left in it");
}

/// What `/openapi.json` lists below a session: method and path, the WebSockets left out.
fn session_routes(server: &Server) -> Vec<(String, String)> {
    let described: Value = serde_json::from_str(&server.get("/openapi.json").1).expect("JSON");
    let paths = described["paths"].as_object().expect("paths");
    let below = paths.iter().filter(|(path, _)| path.contains("{id}"));
    let plain = below.filter(|(path, _)| !path.ends_with("/pg") && !path.ends_with("/live"));
    let routes = plain.flat_map(|(path, methods)| {
        let methods = methods.as_object().expect("methods").keys();
        methods.map(|method| (method.to_uppercase(), path.clone()))
    });
    routes.collect()
}

/// A body that a route would take from the session's own learner.
fn body_for(path: &str) -> Value {
    match path.rsplit('/').next() {
        Some("actions") => json!({ "action": "set-pool-size", "value": "40" }),
        Some("diagnosis") => json!({ "cause": "reconnect-storm", "culprit": "deploy_worker" }),
        _ => json!({}),
    }
}

fn way_09_another_sessions_token(driver: &'static str) {
    const REFUSED: &str = "no session with this id and token";
    let house = House::on(driver);
    let (server, mine, theirs) = (&house.server, &house.mine, &house.theirs);

    // psql: their id with my token, with none, and with nearly theirs.
    let almost = theirs.token[..theirs.token.len() - 1].to_owned();
    for token in [&mine.token, "x", &almost] {
        let address = theirs.psql_url.replacen(&theirs.token, token, 1);
        let out = psql(&address, "select 1").output().expect("psql is there");
        assert!(!out.status.success() && String::from_utf8_lossy(&out.stderr).contains(REFUSED), "{out:?}");
    }

    // Every route below a session.
    let routes = session_routes(server);
    assert!(routes.len() >= 10, "{routes:?}");
    let before = house.theirs().journal().len();
    for (method, path) in &routes {
        let path = path.replace("{id}", &theirs.id);
        let (status, text) = server.call(method, &path, Some(&mine.token), &body_for(&path));
        let told: ErrorBody = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{method} {path}: {e}: {text}"));
        assert_eq!((status, told.error.as_str()), (404, "no-session"), "{method} {path}: {text}");
        assert_eq!(server.call(method, &path, None, &body_for(&path)).0, 401, "{method} {path} without a token");
    }

    // Both WebSockets.
    let socket = |end: &str, hello: &Value| {
        over_websocket(&format!("{}/api/sessions/{}/{end}", server.address, theirs.id), hello, |_| false)
    };
    let told = socket("pg", &json!({ "type": "attach", "version": 1, "token": mine.token, "resume": null }));
    assert!(told.len() == 1 && told[0].contains("bad-token") && told[0].contains(REFUSED), "{told:?}");
    let told = socket("live", &json!({ "version": 1, "token": mine.token }));
    assert!(told.len() == 1 && told[0].contains("\"bye\"") && told[0].contains(REFUSED), "{told:?}");

    let after = house.theirs().journal();
    assert!(house.theirs().get::<Value>("")["hints"].as_array().is_some_and(Vec::is_empty));
    let done = after[before..].iter().filter(|e| {
        ["hint", "action", "diagnosis", "submitted", "console-opened", "session-ended"].contains(&e.event.kind())
    });
    assert_eq!(done.count(), 0, "nothing of all that was done in their session");
}

/// Every sentence that only a score may show: hints, rules, traps, the truth. Of every scenario, for several seeds.
fn secrets() -> BTreeSet<String> {
    let catalog = Catalog::built_in();
    let mut secrets = BTreeSet::new();
    for (id, seed) in catalog.ids().into_iter().flat_map(|id| (0..12).map(move |seed| (id, seed))) {
        let scenario = catalog.resolve(id, seed).expect("it is in the catalog").scenario;
        let truth = &scenario.postmortem;
        let mut texts = vec![&truth.root_cause, &truth.found_by, &truth.mitigation, &truth.durable_fix, &truth.lesson];
        texts.extend(&truth.reading);
        texts.extend(scenario.hint.iter().map(|hint| &hint.text));
        texts.extend(scenario.detect.iter().flat_map(|rule| [&rule.reason, &rule.missed]));
        texts.extend(scenario.fix.iter().flat_map(|rule| [&rule.reason, &rule.missed]));
        texts.extend(scenario.trap.iter().map(|rule| &rule.lesson));
        // Anything shorter than this might stand anywhere.
        let sentences = texts.into_iter().flat_map(|text| text.split(". ")).map(str::trim);
        secrets.extend(sentences.filter(|text| text.len() >= 24).map(str::to_owned));
    }
    secrets
}

/// The secrets in something that was served; in JSON they would be escaped.
fn found_in<'a>(served: &[u8], secrets: &'a BTreeSet<String>) -> Vec<&'a str> {
    let text = String::from_utf8_lossy(served);
    let plain = serde_json::from_slice::<Value>(served).ok().map(|json| strings(&json).join("\n"));
    let holds =
        |secret: &&String| text.contains(secret.as_str()) || plain.as_ref().is_some_and(|p| p.contains(*secret));
    secrets.iter().filter(holds).map(String::as_str).collect()
}

/// Every key and every text in JSON.
fn strings(json: &Value) -> Vec<&str> {
    match json {
        Value::String(text) => vec![text],
        Value::Array(all) => all.iter().flat_map(strings).collect(),
        Value::Object(all) => {
            all.iter().flat_map(|(key, value)| [vec![key.as_str()], strings(value)].concat()).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether a file is of this kind.
fn is(name: &str, extension: &str) -> bool {
    Path::new(name).extension().is_some_and(|e| e == extension)
}

/// The page's files as they are asked for.
fn page_files(below: &Path, prefix: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(below).expect("the page is built: run `make frontend`").flatten() {
        let name = format!("{prefix}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            found.extend(page_files(&entry.path(), &name));
        } else if !is(&name, "br") && !is(&name, "gz") {
            found.push(name);
        }
    }
    found
}

fn way_10_hints_in_what_is_served(driver: &'static str) {
    let house = House::on(driver);
    let server = &house.server;
    let session = server.session(STORM);
    let secrets = secrets();
    assert!(secrets.len() > 50, "{}", secrets.len());

    // What everybody gets: the page's every file, and what is asked for without a session.
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../frontend/dist");
    let mut open = page_files(&dist, "");
    assert!(open.len() >= 4 && open.iter().any(|name| is(name, "wasm")), "{open:?}");
    open.extend(["/", "/openapi.json", "/metrics", "/healthz", "/readyz", "/api/scenarios"].map(str::to_owned));
    open.push(format!("/lab/{}", session.created.id));
    open.push(format!("/api/scenarios/{STORM}"));
    let serves = |server: &Server, path: &str| {
        let (status, served) = server.get_bytes(path);
        assert_eq!((status, served.is_empty()), (200, false), "{path}");
        assert_eq!(found_in(&served, &secrets), [""; 0], "{path}");
    };
    for path in &open {
        serves(server, path);
    }
    // And what is said of every incident that ships, each with its own secrets.
    let shipped = Server::with_all_scenarios("process");
    serves(&shipped, "/api/scenarios");
    serves(&shipped, "/api/paths");
    for id in Catalog::built_in().ids() {
        serves(&shipped, &format!("/api/scenarios/{id}"));
    }
    drop(shipped);
    // The scenario's own files are nowhere.
    for path in [
        format!("/scenarios/{STORM}/scenario.toml"),
        format!("/{STORM}/scenario.toml"),
        format!("/assets/../scenarios/{STORM}/scenario.toml"),
        format!("/assets/%2e%2e/%2e%2e/scenarios/{STORM}/scenario.toml"),
        format!("/api/scenarios/{STORM}/scenario.toml"),
    ] {
        let (status, served) = server.get_bytes(&path);
        assert_eq!((status, found_in(&served, &secrets)), (404, vec![]), "{path}");
    }

    // What the learner gets before the score: every route but those that end it or are asked for a hint.
    let mut answers = vec![serde_json::to_string(&session.created).expect("JSON")];
    for (method, path) in session_routes(server) {
        let last = path.rsplit('/').next().unwrap_or_default();
        if method == "DELETE" || ["hints", "score", "reset"].contains(&last) {
            continue;
        }
        let path = path.replace("{id}", &session.created.id);
        answers.push(server.call(&method, &path, Some(&session.created.token), &body_for(&path)).1);
    }
    assert!(answers.len() >= 7, "{answers:?}");
    answers.extend(follow(&session, |text| text.contains("\"vitals\"")));
    // A wrong diagnosis and a right one are answered alike.
    let wrong = json!({ "cause": "lock-queue", "culprit": "oncall" });
    answers.push(session.try_post("diagnosis", &wrong).1);
    for answer in &answers {
        assert_eq!(found_in(answer.as_bytes(), &secrets), [""; 0], "{answer}");
        let json: Value = serde_json::from_str(answer).expect("JSON");
        let keys = strings(&json);
        for key in ["true_cause", "true_culprit", "missed", "evidence", "state-measured", "lesson", "root_cause"] {
            assert!(!keys.contains(&key), "{key}: {answer}");
        }
    }

    // The search finds what is shown: a hint when it is asked for, the truth with the score.
    let hint = session.try_post("hints", &json!({})).1;
    assert!(!found_in(hint.as_bytes(), &secrets).is_empty(), "{hint}");
    let scored = session.try_post("score", &json!({})).1;
    assert!(found_in(scored.as_bytes(), &secrets).len() > 5, "{scored}");
    eventually("the score to stand", || (session.get::<Value>("")["state"] == "finished").then_some(()));
    session.wait_for(SessionState::Finished);
}
