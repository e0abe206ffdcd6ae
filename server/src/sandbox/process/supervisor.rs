//! Owns the postmaster of one sandbox: starts it, reads its log, restarts it, buries it. It alone signals it, and only
//! while it has not buried it, so a signal never reaches a stranger.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, ChildStderr, Command};
use tokio::sync::{mpsc, oneshot, watch};

use super::kill as processes;
use crate::basics::held;
use crate::sandbox::files::{Owner, io_error};
use crate::sandbox::{Endpoint, SandboxError, client, dead, settings};

/// How long a start may take; recovery after a crash included.
pub const START_LIMIT: Duration = Duration::from_secs(30);
/// How long a fast shutdown may take before it is made an immediate one.
const SHUTDOWN_LIMIT: Duration = Duration::from_secs(10);
/// How long an immediate shutdown may take before it is a SIGKILL.
const QUIT_LIMIT: Duration = Duration::from_secs(3);
/// Lines of log kept.
const LOG_LINES: usize = 200;
/// Bytes of a log line kept.
const LINE_BYTES: u64 = 2000;

/// How to start a postmaster.
#[derive(Debug, Clone)]
pub struct Launch {
    /// The `postgres` binary.
    pub postgres: PathBuf,
    /// The sandbox's directory; its data directory is `data` in it.
    pub directory: PathBuf,
    /// Where its socket goes.
    pub socket: PathBuf,
    /// Who it runs as, where that isn't ride's own user.
    pub owner: Option<Owner>,
    /// Where it must answer before its first start is over.
    pub database: String,
}

impl Launch {
    /// Where it will answer.
    pub fn endpoint(&self) -> Endpoint {
        Endpoint::Unix { directory: self.socket.clone(), port: settings::PORT }
    }

    fn spawn(&self) -> Result<Child, SandboxError> {
        let mut command = command(&self.postgres, self.owner);
        command
            .arg("-D")
            .arg(self.directory.join("data"))
            // On the command line, so that no ALTER SYSTEM can change it.
            .arg("-k")
            .arg(&self.socket)
            .args(["-p", &settings::PORT.to_string(), "-c", "listen_addresses="])
            .args(["-c", "unix_socket_permissions=0700", "-c", "unix_socket_group="])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .current_dir(&self.directory)
            .process_group(0);
        let child = command.spawn().map_err(io_error(format!("starting {}", self.postgres.display())))?;
        if let Some(pid) = child.id() {
            processes::note(&self.directory, pid)
                .map_err(io_error(format!("writing the pid file in {}", self.directory.display())))?;
        }
        Ok(child)
    }
}

/// A command with an environment of its own, as `owner`. The standard library drops root's other groups with the user.
pub fn command(program: &Path, owner: Option<Owner>) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("PATH", "/usr/bin:/bin").env("TZ", "UTC").env("LC_MESSAGES", "C");
    if let Some(owner) = owner {
        command.uid(owner.uid).gid(owner.gid);
    }
    command
}

/// The last lines that a postmaster wrote.
#[derive(Debug, Clone, Default)]
pub struct Log(Arc<Mutex<VecDeque<String>>>);

impl Log {
    fn push(&self, line: String) {
        let mut lines = held(&self.0);
        if lines.len() == LOG_LINES {
            lines.pop_front();
        }
        lines.push_back(line);
    }

    /// The end of it.
    pub fn tail(&self) -> String {
        let lines = held(&self.0);
        lines.iter().skip(lines.len().saturating_sub(12)).cloned().collect::<Vec<_>>().join("\n")
    }
}

enum Order {
    Restart(oneshot::Sender<Result<u32, SandboxError>>),
    /// End it at once (the data is thrown away), or cleanly (it becomes a template).
    Stop {
        clean: bool,
        done: oneshot::Sender<()>,
    },
    /// Let it live on alone.
    Leave,
}

/// How a postmaster's supervision ended.
enum End {
    /// It lives on alone.
    Left,
    /// It has gone; someone may wait to hear it.
    Stopped(Option<oneshot::Sender<()>>),
}

/// The handle on a running postmaster. Dropping it ends the postmaster without waiting.
#[derive(Debug)]
pub struct Supervised {
    orders: mpsc::Sender<Order>,
    death: watch::Receiver<Option<String>>,
    /// What it wrote.
    pub log: Log,
    /// `server_version_num`.
    pub version: u32,
}

impl std::fmt::Debug for Order {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Restart(_) => "Restart",
            Self::Stop { .. } => "Stop",
            Self::Leave => "Leave",
        })
    }
}

/// What a supervisor holds until its postmaster has ended, and then clears.
pub trait Kept: Sized + Send + 'static {
    /// The postmaster lives on: leave its things where they are.
    fn leave(self);

    /// The postmaster has gone: clear up. What comes back is done later, when nobody waits any more. Both may block.
    fn clear(self) -> Option<Box<dyn FnOnce() + Send>> {
        None
    }
}

impl Kept for () {
    fn leave(self) {}
}

/// Starts a postmaster and waits until it answers. `kept` is cleared when it has ended.
pub async fn start<K: Kept>(launch: Launch, kept: K) -> Result<Supervised, SandboxError> {
    let log = Log::default();
    let mut post = Post { launch, log: log.clone(), child: None, reader: None };
    let database = post.launch.database.clone();
    let version = post.up(&database).await?;
    let (orders, inbox) = mpsc::channel(4);
    let (death, seen) = watch::channel(None);
    tokio::spawn(async move {
        let done = match post.serve(inbox, death).await {
            End::Left => return kept.leave(),
            End::Stopped(done) => done,
        };
        // Removing files blocks; whoever waits for the end is told when they are gone.
        let later = tokio::task::spawn_blocking(move || kept.clear()).await;
        if let Some(done) = done {
            let _ = done.send(());
        }
        if let Ok(Some(later)) = later {
            let _ = tokio::task::spawn_blocking(later).await;
        }
    });
    Ok(Supervised { orders, death: seen, log, version })
}

impl Supervised {
    /// Restarts it.
    pub async fn restart(&self) -> Result<(), SandboxError> {
        let (done, answer) = oneshot::channel();
        let gone = || SandboxError::Dead { what: "PostgreSQL is not running any more".into(), log: self.log.tail() };
        self.orders.send(Order::Restart(done)).await.map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?.map(|_| ())
    }

    /// Waits for its death.
    pub async fn died(&self) -> String {
        let mut death = self.death.clone();
        loop {
            if let Some(words) = death.borrow_and_update().clone() {
                return words;
            }
            if death.changed().await.is_err() {
                // Stopped on purpose: that is no death, and nothing more will come.
                std::future::pending::<()>().await;
            }
        }
    }

    /// Ends it and waits until it has ended.
    pub async fn stop(&self, clean: bool) {
        let (done, answer) = oneshot::channel();
        if self.orders.send(Order::Stop { clean, done }).await.is_ok() {
            let _ = answer.await;
        }
    }

    /// Lets it live on.
    pub fn leave(&self) {
        let _ = self.orders.try_send(Order::Leave);
    }
}

/// The postmaster's owner inside the task.
struct Post {
    launch: Launch,
    log: Log,
    child: Option<Child>,
    reader: Option<tokio::task::JoinHandle<()>>,
}

impl Drop for Post {
    fn drop(&mut self) {
        // Only where the runtime itself ends in the middle: nothing can be awaited any more.
        self.signal(Signal::SIGQUIT);
    }
}

impl Post {
    /// Obeys until it is told to end.
    async fn serve(&mut self, mut inbox: mpsc::Receiver<Order>, death: watch::Sender<Option<String>>) -> End {
        loop {
            let order = match self.child.as_mut() {
                Some(child) => tokio::select! {
                    status = child.wait() => {
                        self.child = None;
                        self.mourn(status.ok(), &death).await;
                        continue;
                    }
                    order = inbox.recv() => order,
                },
                None => inbox.recv().await,
            };
            match order {
                Some(Order::Restart(done)) => {
                    self.down(Signal::SIGINT).await;
                    // The learner may have closed their own database meanwhile.
                    let up = self.up(client::OWN_DATABASE).await;
                    if let Err(error) = &up {
                        death.send_replace(Some(error.to_string()));
                    } else {
                        death.send_replace(None);
                    }
                    let _ = done.send(up);
                }
                Some(Order::Stop { clean, done }) => {
                    self.down(if clean { Signal::SIGINT } else { Signal::SIGQUIT }).await;
                    return End::Stopped(Some(done));
                }
                Some(Order::Leave) => {
                    // Dropped, the child would be killed by our own drop: forget it first. tokio buries it.
                    self.child = None;
                    return End::Left;
                }
                None => {
                    self.down(Signal::SIGQUIT).await;
                    return End::Stopped(None);
                }
            }
        }
    }

    async fn mourn(&mut self, status: Option<ExitStatus>, death: &watch::Sender<Option<String>>) {
        self.drain().await;
        let how =
            status.map_or_else(|| "PostgreSQL ended".to_owned(), |it| format!("PostgreSQL ended by itself ({it})"));
        death.send_replace(Some(format!("{how}; its log ends with: {}", self.log.tail())));
        self.sweep().await;
    }

    /// Starts it and waits until it answers.
    async fn up(&mut self, database: &str) -> Result<u32, SandboxError> {
        let mut child = self.launch.spawn()?;
        self.reader = child.stderr.take().map(|stderr| tokio::spawn(read(stderr, self.log.clone())));
        let child = self.child.insert(child);
        let endpoint = self.launch.endpoint();
        let outcome = tokio::select! {
            version = client::ready(&endpoint, database) => version,
            _ = child.wait() => {
                self.child = None;
                self.drain().await;
                Err(dead("PostgreSQL did not start", self.log.tail()))
            }
            () = tokio::time::sleep(START_LIMIT) => Err(SandboxError::Timeout("starting PostgreSQL", START_LIMIT)),
        };
        if outcome.is_err() {
            self.down(Signal::SIGQUIT).await;
        }
        outcome
    }

    /// Ends it: with `first`, then harder.
    async fn down(&mut self, first: Signal) {
        let steps = [(first, SHUTDOWN_LIMIT), (Signal::SIGQUIT, QUIT_LIMIT), (Signal::SIGKILL, QUIT_LIMIT)];
        for (signal, limit) in steps.into_iter().skip_while(|(it, _)| first == Signal::SIGQUIT && *it != first) {
            self.signal(signal);
            let Some(child) = self.child.as_mut() else { break };
            if tokio::time::timeout(limit, child.wait()).await.is_ok() {
                self.child = None;
            }
        }
        self.drain().await;
        self.sweep().await;
    }

    /// Backends are groups of their own; one that computes doesn't notice that its postmaster has gone.
    async fn sweep(&self) {
        let directory = self.launch.directory.clone();
        let _ = tokio::task::spawn_blocking(move || processes::sweep(&directory)).await;
    }

    /// Reads the log's rest. Bounded: a backend that lives on holds the pipe open.
    async fn drain(&mut self) {
        if let Some(reader) = self.reader.take() {
            let stop = reader.abort_handle();
            if tokio::time::timeout(Duration::from_millis(200), reader).await.is_err() {
                stop.abort();
            }
        }
    }

    fn signal(&self, signal: Signal) {
        // `id` is `None` once it has been waited for.
        if let Some(pid) = self.child.as_ref().and_then(Child::id) {
            let _ = kill(Pid::from_raw(pid.cast_signed()), signal);
        }
    }
}

async fn read(stderr: ChildStderr, log: Log) {
    let mut reader = BufReader::new(stderr);
    let mut line = Vec::new();
    loop {
        line.clear();
        // A line longer than that is cut into pieces: the memory stays bounded.
        match (&mut reader).take(LINE_BYTES).read_until(b'\n', &mut line).await {
            Ok(0) | Err(_) => return,
            Ok(_) => log.push(String::from_utf8_lossy(&line).trim_end().to_owned()),
        }
    }
}
