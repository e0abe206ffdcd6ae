//! A host for the psql engine on a terminal or a script: it owns the socket, the clock, the keyboard and the screen.
//! `ride psql` and the terminal lab both run on it.

mod carried;
mod files;
mod outputs;
mod pager;
mod tab;

use std::collections::VecDeque;
use std::fs::File;
use std::future::Future;
use std::io::Write as _;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use ride_shared::psql::{Engine, Input, encoding};
use tokio::io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::Instant;

use crate::cli::connect::{Address, Parameters, Stream, locale_encoding, plain};
use crate::cli::history::History;
use crate::cli::keyboard::{Key, Keyboard};
pub(in crate::cli) use crate::cli::login::Ask;
use crate::cli::login::{self, Session};
use crate::cli::machine::Machine;
use crate::cli::psql::{BAD_CONNECTION, error, startup_files};

/// How long a write to the server may stand still.
const WRITE_WITHIN: Duration = Duration::from_mins(1);
/// The exit code of who was ended by Ctrl-C.
const INTERRUPTED: i32 = 130;

/// Carries out the lab's own commands (`\brief \hint \action \diagnose \score \reset`).
#[async_trait]
pub(in crate::cli) trait LabHost: Send + Sync {
    /// The text to print, or an error's text.
    async fn lab(&self, command: &str, arguments: &str) -> Result<String, String>;
}

/// What a console is made from.
pub(in crate::cli) struct Console {
    /// The engine, its options set and its script given.
    pub engine: Engine,
    /// What was given of the connection's parameters.
    pub login: Parameters,
    /// The user that was named, for `-W`'s prompt.
    pub asked_for: Option<String>,
    /// Whether a password may be asked for on the terminal.
    pub ask: Ask,
    /// Whether a person is there.
    pub interactive: bool,
    /// Whether lines are edited.
    pub readline: bool,
    /// Whether startup files are read.
    pub startup_files: bool,
    /// `-L`.
    pub log: Option<String>,
    /// The lab's commands, where there is a lab.
    pub lab: Option<Arc<dyn LabHost>>,
    /// The machine.
    pub machine: Arc<Machine>,
}

/// Where Tab waits for its candidates.
type Answer = tokio::sync::oneshot::Sender<(usize, Vec<String>)>;

/// What the host was asked for, once it is there.
enum Done {
    Input(Input),
    /// A piece of what `\copy` reads.
    Data(Option<files::Source>, Result<Vec<u8>, String>),
    Session {
        request: u64,
        result: Result<Box<Session>, String>,
        reset: bool,
    },
}

type HostFuture = Pin<Box<dyn Future<Output = Done> + Send>>;

/// A console while it runs.
struct Host {
    engine: Engine,
    reader: Option<ReadHalf<Box<dyn Stream>>>,
    writer: Option<WriteHalf<Box<dyn Stream>>>,
    /// Makes strings of what comes by the reader.
    from_server: carried::FromServer,
    /// Where cancel requests go.
    address: Option<Address>,
    /// What the connection was made from; none once a script's `\\connect` has failed.
    parameters: Option<Parameters>,
    ask: Ask,
    keyboard: Option<Keyboard>,
    readline: bool,
    history: History,
    /// Entries that the line editor doesn't know yet.
    typed: Vec<String>,
    interrupts: Signal,
    wake: Option<Instant>,
    asked: Option<HostFuture>,
    sinks: files::Sinks,
    source: Option<files::Source>,
    answers: Vec<(u64, Answer)>,
    completions: u64,
    lab: Option<Arc<dyn LabHost>>,
    machine: Arc<Machine>,
    interactive: bool,
    screen: usize,
    pager: Option<pager::Pager>,
    code: Option<i32>,
    log: Option<File>,
    startup_files: bool,
}

/// Microseconds since 1970.
pub(in crate::cli) fn now_us() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| u64::try_from(d.as_micros()).unwrap_or(u64::MAX))
}

impl Console {
    /// Runs it to its end; gives psql's exit code.
    pub async fn run(mut self) -> anyhow::Result<i32> {
        let mut interrupts = signal(SignalKind::interrupt())?;
        let machine = Arc::clone(&self.machine);
        let session = match std::mem::take(&mut self.login).completed(&|name| machine.environment(name)) {
            Ok(parameters) => tokio::select! {
                session = login::connect(parameters, self.ask, self.asked_for.as_deref(), &machine) => session,
                _ = interrupts.recv() => return Ok(INTERRUPTED),
            },
            Err(text) => Err(text),
        };
        let (connected, parameters) = match session {
            Ok(session) => session,
            Err(text) => {
                error(&text);
                return Ok(BAD_CONNECTION);
            }
        };
        let log = match self.log.take() {
            None => None,
            Some(path) => match File::options().append(true).create(true).open(&path) {
                Ok(file) => Some(file),
                Err(why) => {
                    error(&format!("could not open log file \"{path}\": {}", plain(&why)));
                    return Ok(1);
                }
            },
        };
        let mut host = Host::new(self, log, interrupts);
        host.run((connected, parameters)).await
    }
}

impl Host {
    fn new(console: Console, log: Option<File>, interrupts: Signal) -> Self {
        let Console { mut engine, ask, interactive, readline, startup_files, lab, machine, .. } = console;
        engine.host_connects();
        engine.host_streams();
        engine.host_locale(locale_encoding(&|name| machine.environment(name)));
        if interactive {
            engine.host_pages();
        }
        if interactive && readline {
            engine.mark_prompts();
        }
        if log.is_some() {
            engine.keep_log();
        }
        Self {
            engine,
            reader: None,
            writer: None,
            from_server: carried::FromServer::default(),
            address: None,
            parameters: None,
            ask,
            keyboard: None,
            readline,
            history: History::default(),
            typed: Vec::new(),
            interrupts,
            wake: None,
            asked: None,
            sinks: files::Sinks::default(),
            source: None,
            answers: Vec::new(),
            completions: 0,
            lab,
            machine,
            interactive,
            screen: 24,
            pager: None,
            code: None,
            log,
            startup_files,
        }
    }

    async fn run(&mut self, session: Session) -> anyhow::Result<i32> {
        if self.startup_files {
            let version = &session.0.server_version;
            let files = startup_files::read(&|name| self.machine.environment(name), version);
            self.engine.set_startup_files(files);
        }
        let said = self.adopt(session);
        if let Some(columns) = self.measure() {
            self.take(Input::Columns(columns)).await?;
        }
        self.take(Input::Connected).await?;
        self.take(Input::Backend(said)).await?;
        let mut buffer = vec![0; 64 << 10];
        while self.code.is_none() {
            if let Some(input) = self.next(&mut buffer).await {
                self.take(input).await?;
            }
        }
        self.lost();
        if let Some(keyboard) = self.keyboard.take() {
            let most = self.engine.variable("HISTSIZE").and_then(|size| size.parse().ok());
            self.history.shorten(most.unwrap_or(500));
            keyboard.close();
        }
        Ok(self.code.unwrap_or(0))
    }

    /// Takes a session over, in place of the one that there was; gives what the server has said in it.
    fn adopt(&mut self, (connected, parameters): Session) -> Vec<u8> {
        let (reader, writer) = tokio::io::split(connected.stream);
        self.reader = Some(reader);
        self.writer = Some(writer);
        self.address = Some(connected.address);
        self.engine.set_service(parameters.get("service").map(str::to_owned));
        self.parameters = Some(parameters);
        self.engine.set_server(connected.server, connected.password_used);
        self.from_server = carried::FromServer::default();
        self.from_server.take(&connected.said)
    }

    /// A session was asked for.
    async fn session(&mut self, request: u64, result: Result<Box<Session>, String>, reset: bool) -> anyhow::Result<()> {
        let (result, said) = match result {
            Ok(session) => {
                if let Some(writer) = self.writer.as_mut().filter(|_| !reset) {
                    // It is let go; whether it hears of that doesn't matter.
                    let _ = tokio::time::timeout(Duration::from_secs(1), writer.write_all(&[b'X', 0, 0, 0, 4])).await;
                }
                let said = self.adopt(*session);
                (Ok(String::new()), Some(said))
            }
            Err(text) => (Err(text), None),
        };
        let failed = result.is_err() && !reset;
        if failed && !self.interactive {
            // So that a script can't go on with what it didn't mean.
            self.parameters = None;
        }
        self.take(Input::HostDone { request, result }).await?;
        if let Some(said) = said {
            self.take(Input::Backend(said)).await?;
        }
        if failed && !self.engine.is_connected() {
            self.lost();
        }
        Ok(())
    }

    /// Waits for whatever happens next.
    async fn next(&mut self, buffer: &mut [u8]) -> Option<Input> {
        let Self { reader, from_server, keyboard, interrupts, wake, asked, pager, .. } = self;
        let read = async {
            match reader {
                Some(reader) => reader.read(buffer).await,
                None => std::future::pending().await,
            }
        };
        let key = async {
            match keyboard {
                Some(keyboard) => keyboard.next().await,
                None => std::future::pending().await,
            }
        };
        let sleep = async {
            match wake {
                Some(at) => tokio::time::sleep_until(*at).await,
                None => std::future::pending().await,
            }
        };
        let answer = async {
            match asked {
                Some(asked) => asked.await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            read = read => match read {
                Ok(0) => { self.lost(); Some(Input::Disconnected { reason: String::new() }) }
                Ok(n) => Some(Input::Backend(from_server.take(&buffer[..n]))),
                Err(error) if matches!(error.kind(), std::io::ErrorKind::ConnectionReset | std::io::ErrorKind::BrokenPipe) => {
                    self.lost();
                    Some(Input::Disconnected { reason: String::new() })
                }
                Err(error) => {
                    self.lost();
                    Some(Input::Disconnected { reason: format!("could not receive data from server: {}", plain(&error)) })
                }
            },
            done = answer => {
                self.asked = None;
                match done {
                    Done::Input(input) => Some(input),
                    Done::Data(source, piece) => {
                        self.source = source;
                        Some(Input::Data(piece))
                    }
                    Done::Session { request, result, reset } => {
                        if let Err(error) = self.session(request, result, reset).await {
                            return Some(Input::Disconnected { reason: error.to_string() });
                        }
                        None
                    }
                }
            }
            key = key => match key {
                Key::Line(line) => Some(Input::Line(line)),
                Key::Interrupt => Some(Input::Interrupt),
                Key::Eof => Some(Input::Eof),
                Key::Complete { line, cursor, answer } => {
                    if let Some(wish) = self.engine.wish(&line, cursor) {
                        let machine = Arc::clone(&self.machine);
                        // Tab waits for it, and nothing else does.
                        tokio::task::spawn_blocking(move || answer.send(tab::granted(wish, &machine)));
                        return None;
                    }
                    self.completions += 1;
                    self.answers.push((self.completions, answer));
                    Some(Input::Complete { request: self.completions, line, cursor })
                }
                Key::Screen { columns, rows } => {
                    self.screen = rows;
                    Some(Input::Columns(columns))
                }
            },
            () = sleep => {
                self.wake = None;
                Some(Input::Wake)
            }
            _ = interrupts.recv() => Some(Input::Interrupt),
            () = pager::left(pager) => {
                self.pager = None;
                Some(Input::Interrupt)
            }
        }
    }

    fn lost(&mut self) {
        self.reader = None;
        self.writer = None;
    }

    /// Hands the engine what happened and carries out what it wants, until it wants nothing more.
    async fn take(&mut self, input: Input) -> anyhow::Result<()> {
        let mut inputs = VecDeque::new();
        match input {
            // A pasted text comes as one line with newlines in it.
            Input::Line(line) if line.contains('\n') => {
                inputs.extend(line.split('\n').map(|line| Input::Line(line.to_owned())));
            }
            input => inputs.push_back(input),
        }
        while let Some(input) = inputs.pop_front() {
            let mut outputs = Vec::new();
            self.engine.handle(now_us(), input, &mut outputs);
            self.keep();
            for output in outputs {
                inputs.extend(self.carry_out(output).await?);
            }
        }
        Ok(())
    }
}

pub(in crate::cli) fn flush_stdout() {
    // A reader that went away shows with the next write.
    let _ = std::io::stdout().flush();
}

fn eprint_raw(text: &str) {
    // There is nowhere left to tell that standard error is closed.
    let _ = std::io::stderr().write_all(&encoding::bytes(text));
}
