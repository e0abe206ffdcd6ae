//! The engine: one connection's psql. What happens comes in by [`Engine::handle`]; the engine does what it can do at
//! once and stops where it must wait for the server, the host or a line.
//!
//! The parts: `input` reads lines and statements as psql's main loop does, `link` opens and loses the connection,
//! `query` runs statements and prints results, `commands` holds the backslash commands, `complete` answers Tab.

use std::collections::VecDeque;

use super::commands::Ask;
use super::complete::Known;
use super::extended::Sending;
use super::extras::{EXTRAS, Extras};
use super::history::History;
use super::input::{After, Frame};
use super::link::Link;
use super::pipeline::Pipeline;
use super::prompt::{Situation, prompt};
use super::render::{PrintOptions, Table};
use super::report::Report;
use super::startup::Startup;
use super::statement::{Run, Statement, Wishes};
use super::variables::Variables;
use super::{HostRequest, Input, Options, Output, lexer::Continuation};

/// What a script does (`-c`, `-f`), in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// `-c`: one backslash command, or SQL that is sent whole.
    Command(String),
    /// `-f`: a file, read by the host.
    File(String),
    /// The lines that the host passes on.
    Input,
}

/// psql's exit codes.
pub(super) mod exit {
    pub const SUCCESS: i32 = 0;
    pub const FAILURE: i32 = 1;
    pub const BAD_CONNECTION: i32 = 2;
    pub const SCRIPT: i32 = 3;
}

/// What is under way; only when idle the engine goes on reading input.
#[derive(Debug)]
pub(super) enum Activity {
    /// Nothing: the next line or statement may come.
    Idle,
    /// The connection is being made.
    Starting,
    /// A query is with the server.
    Query(Box<Run>),
    /// The host was asked for something.
    Host { request: u64, then: AfterHost },
    /// `\watch` sleeps.
    Sleeping,
    /// `\prompt` waits for a line.
    Asking(Ask),
    /// SINGLESTEP waits for a line.
    Stepping,
    /// A COPY FROM STDIN has failed: its data is passed over, up to so many ends.
    Skipping { ends: usize, elapsed_us: u64 },
    /// All is over.
    Over,
}

/// What the host's answer is for.
#[derive(Debug)]
pub(super) enum AfterHost {
    /// `\i`.
    Include(String),
    /// `-f`.
    Script(String),
    /// `\e`, or `\ef` and `\ev`.
    Edit {
        /// Whether the buffer is emptied where nothing was changed.
        discard: bool,
        /// Whether a definition was edited.
        source: bool,
    },
    /// A file for `\o`, `\w`: the command is over then.
    Write(String),
    /// Output of a statement; the statement is over then.
    Sink { path: String, ok: bool, copied: bool },
    /// A lab command, or another whose answer is printed.
    Lab,
    /// `\copy ... from` a file.
    CopyData { query: String, path: String },
    /// `\lo_import`.
    LargeObject { path: String, comment: Option<String> },
    /// `\lo_export`.
    Exported(String),
    /// `\copy ... to` a file.
    CopyTo { query: String, path: String },
    /// `\!`.
    Shell,
    /// Something that only succeeds or fails.
    Outside,
    /// `\getenv`: the variable.
    GetEnvironment(String),
    /// `\password`: the user.
    NewPassword(String),
    /// Backquotes, at these offsets of what is left of the line.
    Captured { start: usize, end: usize },
    /// The last of `\o |program`; then out with this exit code.
    Quit(i32),
    /// A new transport.
    Connect,
    /// What is not in the core.
    Extras,
}

/// One connection's psql.
#[derive(Debug)]
pub struct Engine {
    pub(super) options: Options,
    pub(super) variables: Variables,
    pub(super) print: PrintOptions,
    pub(super) link: Link,
    pub(super) activity: Activity,
    /// Input being read; the last is the innermost `\i`.
    pub(super) frames: Vec<Frame>,
    /// Lines of the main input that have come and were not read yet.
    pub(super) lines: VecDeque<String>,
    pub(super) eof: bool,
    pub(super) script: Option<VecDeque<Action>>,
    pub(super) single_transaction: bool,
    pub(super) script_code: i32,
    /// The statement being run, with what is to happen around it.
    pub(super) statement: Option<Statement>,
    pub(super) after: After,
    pub(super) timing: bool,
    /// `\o`: the file, and what waits to be written to it.
    pub(super) output: Option<String>,
    pub(super) output_text: Vec<u8>,
    pub(super) last_error: Option<(Report, String)>,
    pub(super) notifications: Vec<String>,
    /// Whether messages go without `psql: error:`, as at the prompt.
    pub(super) terse: bool,
    pub(super) interrupted: bool,
    pub(super) setup_errors: Vec<String>,
    pub(super) pending_wishes: Option<Wishes>,
    /// How the next statement is sent (`\bind`).
    pub(super) sending: Sending,
    pub(super) pending_copies: usize,
    /// Whether a describing command's first query has been sent.
    pub(super) describing: bool,
    /// Whether what it finds is to be edited and not printed (`\ef`, `\ev`).
    pub(super) editing: bool,
    /// Whether the describing query under way has its errors printed without position and detail.
    pub(super) lookup: bool,
    /// Whether only the script's COMMIT is still to come.
    pub(super) ending: bool,
    pub(super) known: Known,
    /// What is not in the core; none until it is needed, where the host loads it late.
    pub(super) extras: Option<&'static Extras>,
    pub(super) startup: Startup,
    /// `\restrict`: what `\unrestrict` must give.
    pub(super) restricted: Option<String>,
    /// Whether the host takes output and gives data piece by piece, and results may be as large as they are.
    pub(super) streams: bool,
    /// Whether a part of what `\o` gathered has been written, and its file is still open.
    pub(super) output_begun: bool,
    /// What has gone wrong since the last statement was sent, as libpq gathers it.
    pub(super) complaints: String,
    /// The pipeline under way.
    pub(super) pipeline: Option<Box<Pipeline>>,
    pub(super) history: History,
    /// The last table that was printed, where the host wants it ([`Engine::keep_table`]).
    pub(super) kept: Option<Table>,
    /// What `\encoding auto` stands for.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) locale_encoding: Option<String>,
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) paging: super::paging::Paging,
    pub(super) keeps: bool,
    /// What is to be logged (`-L`), where there is a log.
    pub(super) log_text: Option<String>,
    requests: u64,
    prompted: bool,
    status: Option<(i32, char)>,
    pub(super) now_us: u64,
    pub(super) out: Vec<Output>,
}

impl Engine {
    /// A psql that has not connected yet.
    pub fn new(options: Options) -> Self {
        let mut engine = Self::lean(options);
        engine.equip(&EXTRAS);
        engine
    }

    /// The core alone: what else there is it asks the host for, see [`EXTRAS`].
    pub fn lean(options: Options) -> Self {
        let print = PrintOptions { screen_columns: options.columns, ..PrintOptions::default() };
        let link = Link::new(&options);
        Self {
            variables: Variables::default(),
            print,
            link,
            activity: Activity::Starting,
            frames: Vec::new(),
            lines: VecDeque::new(),
            eof: false,
            script: None,
            single_transaction: false,
            script_code: exit::SUCCESS,
            statement: None,
            after: After::Scan,
            timing: false,
            output: None,
            output_text: Vec::new(),
            last_error: None,
            notifications: Vec::new(),
            terse: false,
            interrupted: false,
            setup_errors: Vec::new(),
            pending_wishes: None,
            sending: Sending::Simple,
            pending_copies: 0,
            describing: false,
            editing: false,
            lookup: false,
            ending: false,
            known: Known::default(),
            extras: None,
            restricted: None,
            streams: false,
            output_begun: false,
            complaints: String::new(),
            pipeline: None,
            startup: Startup::default(),
            history: History::default(),
            kept: None,
            keeps: false,
            #[cfg(not(target_arch = "wasm32"))]
            locale_encoding: None,
            #[cfg(not(target_arch = "wasm32"))]
            paging: super::paging::Paging::default(),
            log_text: None,
            requests: 0,
            prompted: false,
            status: None,
            now_us: 0,
            out: Vec::new(),
            options,
        }
    }

    /// `-q`, `-v` and `-P`.
    pub(super) fn set_up(&mut self) {
        if self.options.quiet {
            self.variables.tell("QUIET", "on");
            self.variables.quiet = true;
        }
        for (name, value) in &self.options.variables {
            self.setup_errors.extend(self.variables.set(name, value).err());
        }
        for (name, value) in &self.options.pset {
            let value = Some(value.as_str()).filter(|v| !v.is_empty());
            if let Err(error) = self.print.pset(name, value) {
                self.setup_errors.extend([error, format!("could not set printing parameter \"{name}\"")]);
            }
        }
    }

    /// Runs these in place of reading lines, and quits (`-c`, `-f`); `single_transaction` is psql's `-1`. To be
    /// called before the first input.
    pub fn set_script(&mut self, actions: Vec<Action>, single_transaction: bool) {
        self.script = Some(actions.into());
        self.single_transaction = single_transaction;
    }

    /// What a CancelRequest for this connection must carry: process id and secret key.
    pub fn cancel_key(&self) -> Option<(i32, i32)> {
        self.link.cancel_key()
    }

    /// Whether there is a connection.
    pub fn is_connected(&self) -> bool {
        self.link.is_up()
    }

    /// How the server was reached, for messages: `on socket "..."` or `at "host" (address), port 5432`.
    pub fn set_address(&mut self, address: String) {
        self.link.address = address;
    }

    /// A variable's value.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name)
    }

    /// Takes in what happened at `now_us` (microseconds; since 1970 where the host knows, so that `\watch` can show
    /// the date) and appends what the host shall do.
    pub fn handle(&mut self, now_us: u64, input: Input, out: &mut Vec<Output>) {
        self.now_us = now_us;
        if !matches!(self.activity, Activity::Over) {
            self.take(input);
            self.pump();
        }
        out.append(&mut self.out);
    }

    fn take(&mut self, input: Input) {
        match input {
            Input::Connected => self.connected(),
            Input::Backend(bytes) => self.backend(&bytes),
            Input::Disconnected { reason } => self.disconnected(reason),
            Input::Line(line) => {
                self.prompted = false;
                self.lines.push_back(line);
            }
            Input::Eof => {
                self.prompted = false;
                self.eof = true;
            }
            Input::Interrupt => self.interrupt(),
            Input::Wake => {
                if matches!(self.activity, Activity::Sleeping) {
                    self.activity = Activity::Idle;
                    self.watch_again();
                }
            }
            Input::HostDone { request, result } => self.host_done(request, result),
            Input::HostData { request, result } => self.host_data(request, result),
            Input::Data(result) => {
                if let Some(extras) = self.extras {
                    (extras.copy_piece)(self, result);
                }
            }
            Input::Complete { request, line, cursor } => match self.extras {
                Some(extras) => (extras.complete)(self, request, &line, cursor),
                None => self.out.push(Output::Completions { request, start: cursor, candidates: Vec::new() }),
            },
            Input::Columns(columns) => {
                self.options.columns = Some(columns);
                self.print.screen_columns = Some(columns);
            }
        }
    }

    fn pump(&mut self) {
        loop {
            match &self.activity {
                Activity::Idle => {
                    if !self.step() {
                        break;
                    }
                }
                Activity::Query(run) if run.wants_copy_data() => {
                    if !self.copy_line() {
                        break;
                    }
                }
                Activity::Asking(_) => {
                    if !self.extras.is_some_and(|extras| (extras.answer_ask)(self)) {
                        break;
                    }
                }
                Activity::Stepping => {
                    if !self.step_answered() {
                        break;
                    }
                }
                Activity::Skipping { .. } => {
                    if !self.skip_copy_line() {
                        break;
                    }
                }
                _ => break,
            }
        }
        self.tell_status();
    }

    fn tell_status(&mut self) {
        let now = self.link.transaction().map(|transaction| (self.link.pid, transaction));
        if let Some((pid, transaction)) = now
            && self.status != now
        {
            self.out.push(Output::Status { pid, transaction });
        }
        self.status = now;
    }

    /// Shows a prompt, once for each line.
    pub(super) fn show_prompt(&mut self, continuation: Continuation) {
        if self.prompted {
            return;
        }
        let text = self.prompt_text(continuation);
        self.show_prompt_text(text);
    }

    pub(super) fn show_prompt_text(&mut self, text: String) {
        if !self.prompted {
            self.prompted = true;
            self.out.push(Output::Prompt(text));
        }
    }

    fn prompt_text(&mut self, continuation: Continuation) -> String {
        let frame = self.frames.last();
        let situation = Situation {
            continuation,
            transaction: self.link.transaction(),
            database: &self.link.database,
            user: self.link.parameter("session_authorization").unwrap_or(&self.link.user),
            host: &self.options.host,
            port: &self.options.port,
            pid: self.link.pid,
            pipeline: match (&self.pipeline, self.link.server_version() >= 180_000) {
                (Some(pipeline), _) => pipeline.status(),
                (None, true) => "off",
                (None, false) => "P",
            },
            superuser: self.link.parameter("is_superuser") == Some("on"),
            marks: self.startup.marks,
            first: &self.startup.prompt1,
            buffer: frame.map_or("", |frame| &frame.buffer),
            inactive: frame.is_some_and(|frame| !frame.active()),
        };
        let text = prompt(&situation, &self.variables);
        if continuation == Continuation::Ready {
            self.startup.prompt1.clone_from(&text);
        }
        text
    }

    pub(super) fn ask_host(&mut self, what: HostRequest, then: AfterHost) {
        self.requests += 1;
        self.activity = Activity::Host { request: self.requests, then };
        self.out.push(Output::Host { request: self.requests, what });
    }

    fn host_done(&mut self, request: u64, result: Result<String, String>) {
        match std::mem::replace(&mut self.activity, Activity::Idle) {
            Activity::Host { request: expected, then } if expected == request => match (then, self.extras) {
                (AfterHost::Extras, _) => self.extras_came(result),
                (then, Some(extras)) => (extras.after_host)(self, then, result),
                // Only commands ask for anything else.
                (_, None) => {}
            },
            other => self.activity = other,
        }
    }

    fn host_data(&mut self, request: u64, result: Result<Vec<u8>, String>) {
        match std::mem::replace(&mut self.activity, Activity::Idle) {
            Activity::Host { request: expected, then } if expected == request => {
                if let Some(extras) = self.extras {
                    (extras.after_host_data)(self, then, result);
                }
            }
            other => self.activity = other,
        }
    }

    fn interrupt(&mut self) {
        match &mut self.activity {
            Activity::Idle | Activity::Asking(_) => self.interrupt_input(),
            Activity::Query(_) => self.interrupt_query(),
            Activity::Sleeping => {
                self.activity = Activity::Idle;
                self.end_watch();
                self.statement_over(true);
            }
            Activity::Stepping => self.step_refused(),
            Activity::Skipping { .. } => self.interrupted = true,
            Activity::Host { .. } | Activity::Starting | Activity::Over => {}
        }
    }

    /// Forgets that a prompt is on the screen: something was printed below it.
    pub(super) fn prompt_again(&mut self) {
        self.prompted = false;
    }

    pub(super) fn quit(&mut self, code: i32) {
        if let Some(path) = self.output.take_if(|path| path.starts_with('|')) {
            let bytes = std::mem::take(&mut self.output_text);
            self.ask_host(HostRequest::WriteFile { path, bytes, append: false }, AfterHost::Quit(code));
            return;
        }
        if self.link.is_up() {
            self.out.push(Output::Send(vec![b'X', 0, 0, 0, 4]));
        }
        self.activity = Activity::Over;
        self.out.push(Output::Quit(code));
    }

    /// Prints on standard output, whatever `\o` says.
    pub(super) fn stdout(&mut self, text: impl Into<String>) {
        let text = text.into();
        if text.is_empty() {
            return;
        }
        #[cfg(not(target_arch = "wasm32"))]
        let Some(text) = self.paged(text) else { return };
        if let Some(Output::Stdout(last)) = self.out.last_mut() {
            last.push_str(&text);
        } else {
            self.out.push(Output::Stdout(text));
        }
    }

    pub(super) fn stderr(&mut self, text: impl Into<String>) {
        self.out.push(Output::Stderr(text.into()));
    }

    /// `psql:file:line: `, where a script is being read.
    fn locus(&self) -> String {
        let place = self.frames.iter().rev().find_map(|frame| Some((frame.name.as_ref()?, frame.lineno)));
        match place {
            Some((name, 0)) => format!("psql:{name}: "),
            Some((name, line)) => format!("psql:{name}:{line}: "),
            None if self.terse => String::new(),
            None => "psql: ".to_owned(),
        }
    }

    fn log(&mut self, level: &str, text: &str) {
        let level = if self.terse { "" } else { level };
        let text = text.strip_suffix('\n').unwrap_or(text);
        let line = format!("{}{level}{text}\n", self.locus());
        self.stderr(line);
    }

    /// What the server said.
    pub(super) fn info(&mut self, text: &str) {
        self.log("", text);
    }

    pub(super) fn error(&mut self, text: &str) {
        self.log("error: ", text);
    }

    pub(super) fn warning(&mut self, text: &str) {
        self.log("warning: ", text);
    }

    pub(super) fn hint(&mut self, text: &str) {
        self.log("hint: ", text);
    }
}
