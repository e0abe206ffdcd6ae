//! A host for the psql engine on a terminal or a script: it owns the socket, the clock, the keyboard and the screen.
//! `ride psql` and the terminal lab both run on it.

use std::collections::VecDeque;
use std::future::Future;
use std::io::Write as _;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use ride_shared::psql::{Action, Engine, HostRequest, Input, Options, Output};
use tokio::io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::Instant;

use super::keyboard::{Key, Keyboard};
use super::machine::{Machine, ask_password};
use super::transport::{Stream, Target, plain};

/// How long a write to the server may stand still.
const WRITE_WITHIN: Duration = Duration::from_mins(1);

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

type HostFuture = Pin<Box<dyn Future<Output = Input> + Send>>;

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
    machine: Arc<Machine>,
    interactive: bool,
    screen: usize,
    code: Option<i32>,
    /// Errors of a connection that may yet be tried again with a password.
    held_back: String,
}

/// Microseconds since 1970.
pub(super) fn now_us() -> u64 {
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
            machine: Arc::default(),
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
            answer = answer => {
                self.asked = None;
                Some(answer)
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
                    self.keyboard = Some(if self.interactive {
                        Keyboard::terminal(super::machine::history())?
                    } else {
                        Keyboard::script()?
                    });
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
        let (lab, machine) = (self.lab.clone(), Arc::clone(&self.machine));
        flush_stdout();
        let future: HostFuture = match what {
            HostRequest::ReadData(path) => {
                Box::pin(async move { Input::HostData { request, result: machine.read_data(&path).await } })
            }
            // This engine has them from the beginning.
            HostRequest::Extras => Box::pin(std::future::ready(Input::HostDone { request, result: Ok(String::new()) })),
            HostRequest::Lab { command, arguments } => Box::pin(async move {
                let result = match lab {
                    Some(lab) => lab.lab(&command, &arguments).await,
                    None => Err("there is no lab here".to_owned()),
                };
                Input::HostDone { request, result }
            }),
            HostRequest::Connect { host, port } => {
                self.lost();
                self.target.host = host;
                self.target.port = port;
                let result = match self.open().await {
                    Ok(address) => Ok(address),
                    Err((address, reason)) => Err(format!("connection to server {address} failed: {reason}")),
                };
                Box::pin(std::future::ready(Input::HostDone { request, result }))
            }
            what => Box::pin(async move { Input::HostDone { request, result: machine.answer(what).await } }),
        };
        self.asked = Some(future);
    }

    async fn print(&mut self, text: String) -> anyhow::Result<()> {
        let lines = text.bytes().filter(|b| *b == b'\n').count();
        if self.interactive && self.engine.wants_pager(lines, self.screen) && self.machine.page(&text).await {
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

pub(super) fn flush_stdout() {
    // A reader that went away shows with the next write.
    let _ = std::io::stdout().flush();
}

fn eprint_raw(text: &str) {
    // There is nowhere left to tell that standard error is closed.
    let _ = std::io::stderr().write_all(text.as_bytes());
}
