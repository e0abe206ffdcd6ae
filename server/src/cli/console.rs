//! A host for the psql engine on a terminal or a script: it owns the socket, the clock, the keyboard and the screen.
//! `ride psql` and the terminal lab both run on it.

use std::collections::VecDeque;
use std::future::Future;
use std::io::Write as _;
use std::path::PathBuf;
use std::pin::Pin;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use ride_shared::psql::{Action, Engine, HostRequest, Input, Options, Output};
use tokio::io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::Instant;

use super::keyboard::{Key, Keyboard};
use super::transport::{Stream, Target, plain};

/// How long a write to the server may stand still.
const WRITE_WITHIN: Duration = Duration::from_mins(1);
/// A script that `\i` reads may be this large.
const MAX_FILE: u64 = 256 << 20;

/// Carries out the lab's own commands (`\brief \hint \action \diagnose \score \reset`).
#[async_trait]
pub trait LabHost: Send + Sync {
    /// The text to print, or an error's text.
    async fn lab(&self, command: &str, arguments: &str) -> Result<String, String>;
}

/// What a console is made from.
pub struct Console {
    /// The engine's options; host and port say where to connect.
    pub options: Options,
    /// `-c` and `-f`; with none, lines are read.
    pub actions: Vec<Action>,
    /// `-1`.
    pub single_transaction: bool,
    /// How long connecting may take.
    pub connect_within: Duration,
    /// Whether a password may be asked for on the terminal.
    pub ask_password: bool,
    /// The lab's commands, where there is a lab.
    pub lab: Option<Arc<dyn LabHost>>,
}

/// Where Tab waits for its candidates.
type Answer = tokio::sync::oneshot::Sender<(usize, Vec<String>)>;

type HostFuture = Pin<Box<dyn Future<Output = (u64, Result<String, String>)> + Send>>;

/// A console while it runs.
struct Host {
    engine: Engine,
    target: Target,
    reader: Option<ReadHalf<Box<dyn Stream>>>,
    writer: Option<WriteHalf<Box<dyn Stream>>>,
    keyboard: Option<Keyboard>,
    interrupts: Signal,
    wake: Option<Instant>,
    asked: Option<HostFuture>,
    answers: Vec<(u64, Answer)>,
    completions: u64,
    lab: Option<Arc<dyn LabHost>>,
    interactive: bool,
    screen: usize,
    code: Option<i32>,
    /// Errors of a connection that may yet be tried again with a password.
    held_back: String,
}

/// The path of the history: `RIDE_HISTORY`, or a file in the home directory.
fn history() -> Option<PathBuf> {
    match std::env::var_os("RIDE_HISTORY") {
        Some(path) if path.is_empty() => None,
        Some(path) => Some(path.into()),
        None => Some(PathBuf::from(std::env::var_os("HOME")?).join(".ride_history")),
    }
}

/// Microseconds since 1970.
fn now_us() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| u64::try_from(d.as_micros()).unwrap_or(u64::MAX))
}

impl Console {
    /// Runs it to its end; gives psql's exit code.
    pub async fn run(mut self) -> anyhow::Result<i32> {
        loop {
            let mut host = Host::new(&self)?;
            let code = host.run().await?;
            let missing = host.engine.password_missing() && self.ask_password && self.options.password.is_none();
            if !missing {
                eprint_raw(&host.held_back);
                if let Some(keyboard) = host.keyboard.take() {
                    keyboard.close();
                }
                return Ok(code);
            }
            let prompt = format!("Password for user {}: ", self.options.user);
            self.options.password = Some(tokio::task::spawn_blocking(move || ask_password(&prompt)).await??);
        }
    }
}

impl Host {
    fn new(console: &Console) -> anyhow::Result<Self> {
        let mut engine = Engine::new(console.options.clone());
        let scripted = !console.actions.is_empty();
        if scripted {
            engine.set_script(console.actions.clone(), console.single_transaction);
        }
        let target = Target {
            host: console.options.host.clone(),
            port: console.options.port.clone(),
            within: console.connect_within,
        };
        let interactive = console.options.interactive && !scripted;
        Ok(Self {
            engine,
            target,
            reader: None,
            writer: None,
            keyboard: None,
            interrupts: signal(SignalKind::interrupt())?,
            wake: None,
            asked: None,
            answers: Vec::new(),
            completions: 0,
            lab: console.lab.clone(),
            interactive,
            screen: 24,
            code: None,
            held_back: String::new(),
        })
    }

    async fn run(&mut self) -> anyhow::Result<i32> {
        match self.open().await {
            Ok(address) => {
                self.engine.set_address(address);
                self.take(Input::Connected).await?;
            }
            Err((address, reason)) => {
                self.engine.set_address(address);
                self.take(Input::Disconnected { reason }).await?;
            }
        }
        let mut buffer = vec![0; 64 << 10];
        while self.code.is_none() {
            let input = self.next(&mut buffer).await;
            if let Some(input) = input {
                self.take(input).await?;
            }
        }
        self.reader = None;
        self.writer = None;
        Ok(self.code.unwrap_or(0))
    }

    async fn open(&mut self) -> Result<String, (String, String)> {
        let (stream, address) = self.target.connect().await?;
        let (reader, writer) = tokio::io::split(stream);
        self.reader = Some(reader);
        self.writer = Some(writer);
        Ok(address)
    }

    /// Waits for whatever happens next.
    async fn next(&mut self, buffer: &mut [u8]) -> Option<Input> {
        let Self { reader, keyboard, interrupts, wake, asked, .. } = self;
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
                Ok(n) => Some(Input::Backend(buffer[..n].to_vec())),
                Err(error) if matches!(error.kind(), std::io::ErrorKind::ConnectionReset | std::io::ErrorKind::BrokenPipe) => {
                    self.lost();
                    Some(Input::Disconnected { reason: String::new() })
                }
                Err(error) => {
                    self.lost();
                    Some(Input::Disconnected { reason: format!("could not receive data from server: {}", plain(&error)) })
                }
            },
            (request, result) = answer => {
                self.asked = None;
                Some(Input::HostDone { request, result })
            }
            key = key => match key {
                Key::Line(line) => Some(Input::Line(line)),
                Key::Interrupt => Some(Input::Interrupt),
                Key::Eof => Some(Input::Eof),
                Key::Complete { line, cursor, answer } => {
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
            for output in outputs {
                inputs.extend(self.carry_out(output).await?);
            }
        }
        Ok(())
    }

    async fn carry_out(&mut self, output: Output) -> anyhow::Result<Option<Input>> {
        match output {
            Output::Send(bytes) => return Ok(self.send(&bytes).await),
            Output::Stdout(text) => self.print(text).await?,
            Output::Stderr(text) => {
                if self.engine.is_connected() || self.engine.cancel_key().is_some() {
                    flush_stdout();
                    eprint_raw(&text);
                } else {
                    self.held_back.push_str(&text);
                    if self.interactive && !self.engine.password_missing() {
                        eprint_raw(&std::mem::take(&mut self.held_back));
                    }
                }
            }
            Output::Prompt(prompt) => {
                flush_stdout();
                if self.keyboard.is_none() {
                    self.keyboard =
                        Some(if self.interactive { Keyboard::terminal(history())? } else { Keyboard::script()? });
                }
                if let Some(keyboard) = &self.keyboard {
                    keyboard.ask(prompt);
                }
            }
            Output::Cancel => {
                if let Some(key) = self.engine.cancel_key() {
                    // Nothing else happens meanwhile, so that no later statement can be hit.
                    self.target.cancel(key).await;
                }
            }
            Output::Wake { in_ms } => self.wake = Some(Instant::now() + Duration::from_millis(in_ms)),
            Output::Host { request, what } => self.ask(request, what).await,
            Output::Completions { request, start, candidates } => {
                if let Some(index) = self.answers.iter().position(|(number, _)| *number == request) {
                    // It may have given up waiting.
                    let _ = self.answers.swap_remove(index).1.send((start, candidates));
                }
            }
            Output::Status { .. } => {}
            Output::Quit(code) => self.code = Some(code),
        }
        Ok(None)
    }

    /// Writes, and reads what comes meanwhile: a server whose notices nobody takes would stop taking our data.
    async fn send(&mut self, bytes: &[u8]) -> Option<Input> {
        let (Some(writer), Some(reader)) = (&mut self.writer, &mut self.reader) else { return None };
        let mut rest = bytes;
        let mut read = Vec::new();
        let mut buffer = [0; 8 << 10];
        let mut open = true;
        while !rest.is_empty() {
            tokio::select! {
                biased;
                written = writer.write(rest) => match written {
                    Ok(n) if n > 0 => rest = &rest[n..],
                    // A server that closed has still said why: reading tells.
                    _ => break,
                },
                // The end, or an error, comes again with the next read.
                got = reader.read(&mut buffer), if open => match got {
                    Ok(n) if n > 0 => read.extend_from_slice(&buffer[..n]),
                    _ => open = false,
                },
                () = tokio::time::sleep(WRITE_WITHIN) => {
                    self.lost();
                    return Some(Input::Disconnected { reason: "the server has taken nothing in for a minute".to_owned() });
                }
            }
        }
        (!read.is_empty()).then_some(Input::Backend(read))
    }

    async fn ask(&mut self, request: u64, what: HostRequest) {
        let lab = self.lab.clone();
        let future: HostFuture = match what {
            HostRequest::ReadFile(path) => Box::pin(async move { (request, read_file(&path).await) }),
            HostRequest::WriteFile { path, text, append } => {
                Box::pin(async move { (request, write_file(&path, &text, append).await) })
            }
            HostRequest::Edit(text) => Box::pin(async move { (request, edit(&text).await) }),
            // This engine has them from the beginning.
            HostRequest::Extras => Box::pin(std::future::ready((request, Ok(String::new())))),
            HostRequest::Lab { command, arguments } => Box::pin(async move {
                let result = match lab {
                    Some(lab) => lab.lab(&command, &arguments).await,
                    None => Err("there is no lab here".to_owned()),
                };
                (request, result)
            }),
            HostRequest::Connect { host, port } => {
                self.lost();
                self.target.host = host;
                self.target.port = port;
                let result = match self.open().await {
                    Ok(address) => Ok(address),
                    Err((address, reason)) => Err(format!("connection to server {address} failed: {reason}")),
                };
                Box::pin(std::future::ready((request, result)))
            }
        };
        self.asked = Some(future);
    }

    async fn print(&mut self, text: String) -> anyhow::Result<()> {
        let lines = text.bytes().filter(|b| *b == b'\n').count();
        if self.interactive && self.engine.wants_pager(lines, self.screen) && page(&text).await {
            // Ctrl-C in the pager was the pager's.
            self.interrupts = signal(SignalKind::interrupt())?;
            return Ok(());
        }
        let mut out = std::io::stdout().lock();
        match out.write_all(text.as_bytes()) {
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {
                // Whoever read has seen enough.
                self.code = Some(0);
                Ok(())
            }
            other => Ok(other?),
        }
    }
}

fn flush_stdout() {
    // A reader that went away shows with the next write.
    let _ = std::io::stdout().flush();
}

fn eprint_raw(text: &str) {
    // There is nowhere left to tell that standard error is closed.
    let _ = std::io::stderr().write_all(text.as_bytes());
}

async fn read_file(path: &str) -> Result<String, String> {
    let metadata = tokio::fs::metadata(path).await.map_err(|e| plain(&e))?;
    if metadata.is_dir() {
        return Err("Is a directory".to_owned());
    }
    if metadata.len() > MAX_FILE {
        return Err(format!("larger than {} MB", MAX_FILE >> 20));
    }
    let bytes = tokio::fs::read(path).await.map_err(|e| plain(&e))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

async fn write_file(path: &str, text: &str, append: bool) -> Result<String, String> {
    let mut options = tokio::fs::OpenOptions::new();
    options.create(true).write(true).append(append).truncate(!append);
    let mut file = options.open(path).await.map_err(|e| plain(&e))?;
    file.write_all(text.as_bytes()).await.map_err(|e| plain(&e))?;
    file.flush().await.map_err(|e| plain(&e))?;
    Ok(String::new())
}

/// Lets the user's editor change the text.
async fn edit(text: &str) -> Result<String, String> {
    let editor =
        ["PSQL_EDITOR", "EDITOR", "VISUAL"].iter().find_map(|name| std::env::var(name).ok().filter(|e| !e.is_empty()));
    let editor = editor.unwrap_or_else(|| "vi".to_owned());
    let path = std::env::temp_dir().join(format!("ride.edit.{}.{:x}.sql", std::process::id(), now_us()));
    let newline = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    let written = {
        let mut options = tokio::fs::OpenOptions::new();
        options.create_new(true).write(true).mode(0o600);
        match options.open(&path).await {
            Ok(mut file) => match file.write_all(format!("{text}{newline}").as_bytes()).await {
                Ok(()) => file.flush().await,
                Err(error) => Err(error),
            },
            Err(error) => Err(error),
        }
    };
    written.map_err(|e| format!("could not open temporary file \"{}\": {}", path.display(), plain(&e)))?;
    let status = tokio::process::Command::new("sh")
        .arg("-c")
        .arg(format!("exec {editor} \"$1\""))
        .arg("sh")
        .arg(&path)
        .kill_on_drop(true)
        .status()
        .await;
    let result = match status {
        Ok(status) if status.success() => read_file(&path.to_string_lossy()).await,
        Ok(_) => Err(format!("could not start editor \"{editor}\"")),
        Err(error) => Err(format!("could not start editor \"{editor}\": {}", plain(&error))),
    };
    // It lies in the directory for temporary files: at worst it is swept there.
    let _ = tokio::fs::remove_file(&path).await;
    result
}

/// Shows the text in the user's pager; false where there is none.
async fn page(text: &str) -> bool {
    let pager = ["PSQL_PAGER", "PAGER"].iter().find_map(|name| std::env::var(name).ok());
    let pager = pager.unwrap_or_else(|| "more".to_owned());
    if pager.trim().is_empty() {
        return false;
    }
    flush_stdout();
    let child =
        tokio::process::Command::new("sh").arg("-c").arg(&pager).stdin(Stdio::piped()).kill_on_drop(true).spawn();
    let Ok(mut child) = child else { return false };
    if let Some(mut stdin) = child.stdin.take() {
        // Whoever quits the pager early has seen enough.
        let _ = stdin.write_all(text.as_bytes()).await;
    }
    child.wait().await.is_ok_and(|status| status.code() != Some(127))
}

/// Asks for a password on the terminal, without showing it.
pub(super) fn ask_password(prompt: &str) -> anyhow::Result<String> {
    use nix::sys::termios::{LocalFlags, SetArg, tcgetattr, tcsetattr};
    use std::io::BufRead as _;
    let mut tty = std::fs::OpenOptions::new().read(true).write(true).open("/dev/tty")?;
    let before = tcgetattr(&tty)?;
    let mut silent = before.clone();
    silent.local_flags.remove(LocalFlags::ECHO);
    tty.write_all(prompt.as_bytes())?;
    tty.flush()?;
    tcsetattr(&tty, SetArg::TCSAFLUSH, &silent)?;
    let mut line = String::new();
    let read = std::io::BufReader::new(&tty).read_line(&mut line);
    tcsetattr(&tty, SetArg::TCSAFLUSH, &before)?;
    tty.write_all(b"\n")?;
    read?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}
