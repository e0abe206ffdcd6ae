//! A real `ride serve` in a process of its own, driven from outside: by HTTP, by psql, by a browser.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use ride_shared::grading::Scored;
use ride_shared::journal::Entry;
use ride_shared::protocol::{SessionCreated, SessionState, SessionView};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

#[path = "../common/storm.rs"]
mod storm;
#[path = "../common/wait.rs"]
pub mod wait;

use storm::storm_alone;
use wait::pause;
pub use wait::{PATIENCE, eventually_blocking as eventually, folder};

/// The scenario that most tests run.
pub const STORM: &str = "stage-03/03-connection-storm-after-deploy";

/// The program under test.
const RIDE: &str = env!("CARGO_BIN_EXE_ride");

/// A running server. Dropping it ends it as SIGTERM does.
pub struct Server {
    child: Child,
    /// `http://127.0.0.1:port`.
    pub address: String,
    /// What the server printed at its start.
    pub greeting: Vec<String>,
    /// Its data directory.
    pub data: PathBuf,
    driver: String,
    extra: Vec<String>,
    folder: Option<tempfile::TempDir>,
}

impl Server {
    /// Starts one on ports of its own in a data directory of its own.
    pub fn start(driver: &str) -> Self {
        Self::start_with(driver, &[])
    }

    /// The same with further flags.
    pub fn start_with(driver: &str, extra: &[&str]) -> Self {
        let folder = folder();
        let data = folder.path().to_owned();
        let extra = extra.iter().map(|s| (*s).to_owned()).collect();
        let mut server = Self::spawn(Command::new(RIDE), driver, &data, extra);
        server.folder = Some(folder);
        server
    }

    /// The same with every scenario and path that ships.
    pub fn with_all_scenarios(driver: &str) -> Self {
        Self::start_with(driver, &["--scenarios", concat!(env!("CARGO_MANIFEST_DIR"), "/../scenarios")])
    }

    /// Starts one whose store is on a disk of its own that can be filled. It is mounted where only this server sees it,
    /// and is gone with it; sandboxes lie where they would without it, so that only the journal meets its end.
    pub fn start_on_a_small_disk(driver: &str) -> Self {
        let folder = folder();
        let data = folder.path().join("data");
        let mut small = Command::new("unshare");
        small.arg("--mount");
        if !nix::unistd::geteuid().is_root() {
            small.args(["--map-current-user", "--keep-caps"]);
        }
        let mount = "set -e; mkdir -p \"$1/sandbox\" \"$1.sandbox\"; mount --bind \"$1/sandbox\" \"$1.sandbox\"
            mount -t tmpfs -o size=8m,mode=0755 tmpfs \"$1\"
            mkdir \"$1/sandbox\"; mount --bind \"$1.sandbox\" \"$1/sandbox\"; shift; exec \"$@\"";
        small.args(["sh", "-c", mount, "sh"]).arg(&data).arg(RIDE);
        let mut server = Self::spawn(small, driver, &data, Vec::new());
        server.folder = Some(folder);
        server
    }

    /// Fills the small disk to its last byte.
    pub fn fill_disk(&self) {
        let mut file = std::fs::File::create(self.filler()).expect("there is room for a name");
        let full = std::iter::repeat_with(|| file.write_all(&[b'x'; 4096])).find_map(Result::err).expect("it ends");
        assert_eq!(full.kind(), std::io::ErrorKind::StorageFull, "{full}");
    }

    /// Makes room again.
    pub fn free_disk(&self) {
        std::fs::remove_file(self.filler()).expect("it was filled");
    }

    /// Copies the store as a kill at this moment would leave it.
    pub fn copy_store(&self, to: &Path) {
        for name in ["ride.sqlite", "ride.sqlite-wal"] {
            std::fs::copy(self.on_small_disk(name), to.join(name)).expect("copied");
        }
    }

    fn filler(&self) -> PathBuf {
        self.on_small_disk("filler")
    }

    /// Seen through the server's own mounts.
    fn on_small_disk(&self, name: &str) -> PathBuf {
        let data = self.data.strip_prefix("/").expect("an absolute path");
        Path::new("/proc").join(self.child.id().to_string()).join("root").join(data).join(name)
    }

    fn spawn(mut command: Command, driver: &str, data: &Path, extra: Vec<String>) -> Self {
        command.arg("serve");
        if extra.iter().all(|flag| flag != "--scenarios") {
            command.arg("--scenarios").arg(storm_alone());
        }
        let mut child = command
            .args(["--listen", "127.0.0.1:0", "--pg-listen", "127.0.0.1:0", "--driver", driver, "--data"])
            .arg(data)
            .args(&extra)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("ride serve starts");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let mut greeting = Vec::new();
        let address = loop {
            let Some(Ok(line)) = lines.next() else {
                panic!("ride serve ended before it gave its address: {greeting:?}, {:?}", child.wait());
            };
            let found = line.split_whitespace().find(|w| w.starts_with("http://")).map(str::to_owned);
            greeting.push(line);
            if let Some(address) = found {
                break address.trim_end_matches('/').to_owned();
            }
        };
        // The rest of its output must be read, or the server would block on a full pipe.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        let server =
            Self { child, address, greeting, data: data.to_owned(), driver: driver.to_owned(), extra, folder: None };
        eventually("the server to be ready", || server.get("/readyz").0.eq(&200).then_some(()));
        server
    }

    /// Kills it as the kernel would: no goodbye.
    pub fn kill(&mut self) {
        self.child.kill().expect("it was running");
        self.child.wait().expect("it ends");
    }

    /// Starts it again on the same data directory, after [`Self::kill`].
    pub fn start_again(mut self) -> Self {
        let kept = self.folder.take();
        let mut next = Self::spawn(Command::new(RIDE), &self.driver, &self.data, self.extra.clone());
        next.folder = kept;
        next
    }

    /// The server's process id, for `make bench`.
    #[allow(dead_code, reason = "shared with the benchmark")]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// `GET path`: status and body.
    pub fn get(&self, path: &str) -> (u16, String) {
        call(agent().get(format!("{}{path}", self.address)).call())
    }

    /// `GET path`: status and body as they came.
    pub fn get_bytes(&self, path: &str) -> (u16, Vec<u8>) {
        let mut answer = agent().get(format!("{}{path}", self.address)).call().expect("the server answers");
        (answer.status().as_u16(), answer.body_mut().read_to_vec().expect("a body"))
    }

    /// `METHOD path`, with a JSON body where the method takes one: status and body.
    pub fn call(&self, method: &str, path: &str, token: Option<&str>, body: &Value) -> (u16, String) {
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.address));
        if let Some(token) = token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        if method == "GET" || method == "DELETE" {
            return call(agent().run(request.body(()).expect("a request")));
        }
        let request = request.header("Content-Type", "application/json").body(body.to_string());
        call(agent().run(request.expect("a request")))
    }

    /// `POST path` with a JSON body and a bearer token: status and body.
    pub fn post(&self, path: &str, token: Option<&str>, body: &Value) -> (u16, String) {
        let mut request = agent().post(format!("{}{path}", self.address));
        if let Some(token) = token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        call(request.send_json(body))
    }

    /// A session of a scenario, live.
    pub fn session(&self, scenario: &str) -> Session<'_> {
        let session = self.session_starting(scenario, json!({ "scenario": scenario }));
        session.wait_for(SessionState::Live);
        session
    }

    /// A session as soon as it was answered for.
    pub fn session_starting(&self, scenario: &str, body: Value) -> Session<'_> {
        let (status, text) = self.post("/api/sessions", None, &body);
        assert_eq!(status, 201, "a session of {scenario}: {text}");
        Session { server: self, created: serde_json::from_str(&text).expect("SessionCreated") }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.end();
        } else if self.folder.is_some() && !std::thread::panicking() {
            // It was killed and no other one came after it: the next one reaps what it left.
            drop(Self::spawn(Command::new(RIDE), &self.driver, &self.data, self.extra.clone()));
        }
        if self.driver == "docker" && self.folder.is_some() {
            remove_containers(&self.data);
        }
    }
}

impl Server {
    /// Politely first: a process driver's sandboxes end with the server.
    fn end(&mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let ended = Instant::now() + Duration::from_secs(20);
        while Instant::now() < ended && !matches!(self.child.try_wait(), Ok(Some(_))) {
            pause();
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Containers outlive their server, to be taken up by the next one; here there is no next one.
fn remove_containers(data: &Path) {
    let docker = |args: &[&str]| {
        let out = Command::new("docker").args(args).output().expect("docker is there");
        String::from_utf8_lossy(&out.stdout).into_owned()
    };
    for id in docker(&["ps", "-aq", "--filter", "label=ride.session"]).split_whitespace() {
        let mounts = docker(&["inspect", "--format", "{{range .Mounts}}{{.Source}} {{end}}", id]);
        if mounts.contains(&data.display().to_string()) {
            docker(&["rm", "-f", id]);
        }
    }
}

/// A session, as its learner has it.
pub struct Session<'a> {
    /// Where it runs.
    pub server: &'a Server,
    /// What the server answered.
    pub created: SessionCreated,
}

impl Session<'_> {
    /// `GET` below the session.
    pub fn get<T: DeserializeOwned>(&self, what: &str) -> T {
        let (status, text) = self.try_get(what);
        assert_eq!(status, 200, "GET {what}: {text}");
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("GET {what}: {e}: {text}"))
    }

    /// `GET` below the session: status and body.
    pub fn try_get(&self, what: &str) -> (u16, String) {
        let request = agent().get(format!("{}{}", self.server.address, self.path(what)));
        call(request.header("Authorization", format!("Bearer {}", self.created.token)).call())
    }

    /// `GET` below the session, whatever it answers: status and bytes.
    #[allow(dead_code, reason = "shared with the benchmark")]
    pub fn try_bytes(&self, what: &str) -> (u16, Vec<u8>) {
        let request = agent().get(format!("{}{}", self.server.address, self.path(what)));
        let answer = request.header("Authorization", format!("Bearer {}", self.created.token)).call();
        let mut answer = answer.expect("the server answers");
        (answer.status().as_u16(), answer.body_mut().read_to_vec().expect("bytes"))
    }

    /// `POST` below the session: status and body.
    pub fn try_post(&self, what: &str, body: &Value) -> (u16, String) {
        self.server.post(&self.path(what), Some(&self.created.token), body)
    }

    /// `POST` below the session.
    pub fn post<T: DeserializeOwned>(&self, what: &str, body: &Value) -> T {
        let (status, text) = self.try_post(what, body);
        assert_eq!(status, 200, "POST {what}: {text}");
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("POST {what}: {e}: {text}"))
    }

    /// Takes an action.
    pub fn action(&self, action: &str, value: Option<&str>) -> Value {
        self.post("actions", &json!({ "action": action, "value": value }))
    }

    /// Submits.
    pub fn score(&self) -> Scored {
        self.post("score", &json!({}))
    }

    /// Submits in a thread of its own, whose answer is an error if the connection breaks before there is one.
    pub fn score_and_not_wait(&self) -> std::thread::JoinHandle<Result<(), ureq::Error>> {
        let request = agent().post(format!("{}{}", self.server.address, self.path("score")));
        let request = request.header("Authorization", format!("Bearer {}", self.created.token));
        std::thread::spawn(move || request.send_json(json!({})).map(drop))
    }

    /// The session's journal.
    pub fn journal(&self) -> Vec<Entry> {
        self.get("journal")
    }

    /// Ends it, for `make bench`.
    #[allow(dead_code, reason = "shared with the benchmark")]
    pub fn stop(&self) {
        let request = agent().delete(format!("{}{}", self.server.address, self.path("")));
        let (status, text) = call(request.header("Authorization", format!("Bearer {}", self.created.token)).call());
        assert!((200..300).contains(&status), "DELETE: {text}");
    }

    /// Waits for a state; any other end fails.
    pub fn wait_for(&self, state: SessionState) -> SessionView {
        eventually(&format!("the session to be {state:?}"), || {
            let view: SessionView = self.get("");
            assert!(view.state == state || !view.state.is_over(), "ended: {:?}", view.ended_because);
            (view.state == state).then_some(view)
        })
    }

    /// Real psql, with its output. `-X -A -t`, so that output is only values.
    pub fn psql(&self, sql: &str) -> (bool, String) {
        let out = Command::new("psql")
            .args(["-X", "-A", "-t", "-c", sql])
            .arg(&self.created.psql_url)
            .env("PGCONNECT_TIMEOUT", "30")
            .stdin(Stdio::null())
            .output()
            .expect("psql is there");
        let text = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
        (out.status.success(), text)
    }

    fn path(&self, what: &str) -> String {
        let slash = if what.is_empty() { "" } else { "/" };
        format!("/api/sessions/{}{slash}{what}", self.created.id)
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE)).build().into()
}

fn call(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> (u16, String) {
    let mut answer = answer.expect("the server answers");
    (answer.status().as_u16(), answer.body_mut().read_to_string().expect("text"))
}
