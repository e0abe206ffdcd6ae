//! Reading input as psql's main loop does: lines into the statement buffer, statements to the server, backslash
//! commands to their code, and files within files.

use std::collections::VecDeque;

use super::engine::{Action, Activity, AfterHost, Engine, exit};
use super::lexer::{Continuation, Lexer, MAX_PUT_IN, NoVariables, Place, Stop};
use super::{HostRequest, Output};

/// A statement may be this long.
pub(super) const MAX_STATEMENT: usize = 16 << 20;
/// Files may include files this deep.
const MAX_DEPTH: usize = 64;

/// What follows once a statement is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    /// The rest of its line.
    Scan,
    /// Its input ends.
    EndOfInput,
    /// The next `-c` or `-f`.
    Script,
    /// A backslash command ends, such as `\d`.
    Slash,
}

/// How a backslash command ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Slash {
    /// No such command.
    Unknown,
    /// Failed.
    Error,
    /// Done; the line goes on.
    Done,
    /// The buffer is to be sent.
    Send,
    /// The buffer holds new text to be read.
    NewEdit,
    /// The input is over.
    Terminate,
    /// It goes on later.
    Pending,
}

#[derive(Debug)]
pub(super) enum Source {
    /// The host's lines.
    Main,
    /// A file's.
    File(VecDeque<String>),
    /// A `-c` with a backslash command.
    Command,
}

/// A line that was asked for.
#[derive(Debug)]
pub(super) enum Fetched {
    /// It is here.
    Line(String),
    /// There are no more.
    End,
    /// The host has not told it yet.
    NotYet,
}

/// A branch of `\if`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Branch {
    /// Taken, and active.
    True,
    /// Not taken yet: `\elif` and `\else` may be.
    False,
    /// One was taken already, or an outer one isn't active.
    Ignored,
    /// After `\else`, active.
    ElseTrue,
    /// After `\else`, inactive.
    ElseFalse,
}

/// One input being read.
#[derive(Debug)]
pub(super) struct Frame {
    pub source: Source,
    /// The file's name, for messages.
    pub name: Option<String>,
    pub interactive: bool,
    pub lexer: Lexer,
    pub buffer: String,
    pub previous: String,
    pub continuation: Continuation,
    pub lineno: u64,
    pub conditions: Vec<Branch>,
    /// Whether a line is being scanned.
    scanning: bool,
    /// The scanner had reached the line's end when the statement was sent (single-line mode).
    at_end: bool,
    /// The buffer's length after a newline was put in before this line.
    pub newline_at: Option<usize>,
    pub die_on_error: bool,
    pub success: bool,
    /// The backslash command being carried out.
    pub command: String,
    pub terminated: bool,
    /// How many times in a row the input ended (IGNOREEOF).
    eofs: i64,
    /// The exit code, once the input ends.
    code: i32,
    /// The length of the buffer and the place in the statement where each `\if` began to skip.
    pub skipped_from: Vec<(usize, Place)>,
}

impl Frame {
    pub(super) fn new(source: Source, name: Option<String>, interactive: bool) -> Self {
        Self {
            source,
            name,
            interactive,
            lexer: Lexer::default(),
            buffer: String::new(),
            previous: String::new(),
            continuation: Continuation::Ready,
            lineno: 0,
            conditions: Vec::new(),
            scanning: false,
            at_end: false,
            newline_at: None,
            die_on_error: false,
            success: true,
            command: String::new(),
            terminated: false,
            eofs: 0,
            code: exit::SUCCESS,
            skipped_from: Vec::new(),
        }
    }

    pub(super) fn active(&self) -> bool {
        matches!(self.conditions.last(), None | Some(Branch::True | Branch::ElseTrue))
    }
}

/// A text's lines, as a file is read.
pub(super) fn lines_of(text: &str) -> VecDeque<String> {
    let mut lines: VecDeque<String> = text.split('\n').map(str::to_owned).collect();
    if lines.back().is_some_and(String::is_empty) {
        lines.pop_back();
    }
    lines
}

impl Engine {
    /// One step of reading; false where nothing can be done without the host.
    pub(super) fn step(&mut self) -> bool {
        let Some(frame) = self.frames.last() else { return self.next_action() };
        if frame.scanning {
            self.scan();
            return true;
        }
        if self.interrupted && !frame.interactive {
            // A script that was stopped by Ctrl-C ends.
            self.end_frame(exit::SCRIPT);
            return true;
        }
        self.interrupted = false;
        self.next_line()
    }

    fn next_action(&mut self) -> bool {
        if self.start_up() {
            return true;
        }
        let Some(script) = &mut self.script else {
            self.terse = true;
            let frame = Frame::new(Source::Main, None, self.options.interactive);
            self.frames.push(frame);
            return true;
        };
        self.after = After::Script;
        match script.pop_front() {
            None => self.end_script(),
            Some(Action::Command(text)) => {
                self.terse = true;
                let text = self.link.encoding().again(text);
                if let Some(command) = text.strip_prefix('\\') {
                    if self.variables.echo == super::variables::Echo::All {
                        self.stdout(format!("{text}\n"));
                    }
                    let mut frame = Frame::new(Source::Command, None, false);
                    self.plain_quotes(&mut frame);
                    frame.lexer.set_input(command);
                    self.frames.push(frame);
                    self.run_slash();
                } else {
                    if self.variables.echo == super::variables::Echo::All {
                        self.stdout(format!("{text}\n"));
                    }
                    self.send_statement(text, After::Script);
                }
            }
            Some(Action::Input) => {
                self.terse = true;
                self.frames.push(Frame::new(Source::Main, None, false));
            }
            Some(Action::File(path)) => {
                if path == "-" {
                    let frame = Frame::new(Source::Main, Some("<stdin>".to_owned()), self.options.interactive);
                    self.push_named(frame);
                } else {
                    self.ask_host(HostRequest::ReadFile(path.clone()), AfterHost::Script(path));
                }
            }
        }
        true
    }

    /// A `-c` or `-f` is over.
    pub(super) fn script_step_over(&mut self, code: i32) {
        self.script_code = code;
        if code != exit::SUCCESS && self.variables.on_error_stop {
            self.script.iter_mut().for_each(VecDeque::clear);
        }
    }

    fn plain_quotes(&self, frame: &mut Frame) {
        frame.lexer.plain_quotes_escape = self.link.parameter("standard_conforming_strings") == Some("off");
    }

    /// The next line of the innermost input, if it has come.
    pub(super) fn fetch_line(&mut self) -> Fetched {
        let (line, ends) = match self.frames.last_mut().map(|frame| &mut frame.source) {
            Some(Source::File(lines)) => (lines.pop_front(), true),
            _ => (self.lines.pop_front(), self.eof),
        };
        match line {
            Some(line) => Fetched::Line(line),
            None if ends => Fetched::End,
            None => Fetched::NotYet,
        }
    }

    fn next_line(&mut self) -> bool {
        let fetched = self.fetch_line();
        if matches!(fetched, Fetched::NotYet) {
            let frame = self.frames.last_mut();
            let continuation = frame.map_or(Continuation::Ready, |frame| {
                if frame.buffer.is_empty() && !frame.lexer.in_quote() {
                    frame.continuation = Continuation::Ready;
                }
                frame.continuation
            });
            self.show_prompt(continuation);
            return false;
        }
        let on_error_stop = self.variables.on_error_stop;
        let echo_all = self.variables.echo == super::variables::Echo::All;
        let ignore_eof = self.variables.ignore_eof;
        let encoding = self.link.encoding();
        let scs_off = self.link.parameter("standard_conforming_strings") == Some("off");
        let Some(frame) = self.frames.last_mut() else { return true };
        let Fetched::Line(line) = fetched else {
            if frame.interactive {
                frame.eofs += 1;
                if frame.eofs < ignore_eof {
                    self.eof = false;
                    let quiet = self.variables.quiet;
                    if !quiet {
                        self.stdout("Use \"\\q\" to leave psql.\n");
                    }
                    return true;
                }
                let text = if self.variables.quiet { "\n" } else { "\\q\n" };
                self.stdout(text);
            }
            self.end_frame(exit::SUCCESS);
            return true;
        };
        frame.eofs = 0;
        frame.lineno += 1;
        let line = encoding.again(line);
        // A byte order mark before the first line is none of its text.
        let line = match line.strip_prefix('\u{feff}') {
            Some(rest) if frame.lineno == 1 => rest.to_owned(),
            _ => line,
        };
        let in_quote = frame.lexer.in_quote();
        if line.is_empty() && !in_quote {
            return true;
        }
        if frame.interactive {
            if self.conversation(&line) {
                return true;
            }
            self.history.line(&line);
        }
        let Some(frame) = self.frames.last_mut() else { return true };
        if echo_all && !frame.interactive {
            let echoed = format!("{line}\n");
            self.stdout(echoed);
        }
        let Some(frame) = self.frames.last_mut() else { return true };
        if frame.buffer.len() + line.len() > MAX_STATEMENT {
            frame.buffer.clear();
            frame.lexer.reset();
            frame.continuation = Continuation::Ready;
            self.error(&format!(
                "the statement is longer than {} MB; the query buffer was cleared",
                MAX_STATEMENT >> 20
            ));
            return true;
        }
        frame.newline_at = None;
        if !frame.buffer.is_empty() {
            frame.buffer.push('\n');
            frame.newline_at = Some(frame.buffer.len());
        }
        frame.die_on_error = on_error_stop;
        frame.lexer.plain_quotes_escape = scs_off;
        frame.lexer.set_input(&line);
        frame.success = true;
        frame.scanning = true;
        true
    }

    fn scan(&mut self) {
        let single_line = self.variables.single_line;
        let Some(frame) = self.frames.last_mut() else { return };
        let active = frame.active();
        let (stop, continuation) = if active {
            frame.lexer.scan(&mut frame.buffer, &self.variables)
        } else {
            frame.lexer.scan(&mut frame.buffer, &NoVariables)
        };
        frame.continuation = continuation;
        let interactive = frame.interactive;
        let recursive = std::mem::take(&mut frame.lexer.recursive);
        #[cfg(not(target_arch = "wasm32"))]
        self.tell_refused();
        #[cfg(not(target_arch = "wasm32"))]
        let Some(frame) = self.frames.last_mut() else { return };
        if interactive && (matches!(stop, Stop::Semicolon | Stop::Backslash) || single_line) {
            self.history.carried_out();
        }
        match stop {
            Stop::Semicolon => self.statement_found(active, interactive, false),
            Stop::EndOfLine if single_line => self.statement_found(active, interactive, true),
            Stop::Backslash => {
                if frame.newline_at == Some(frame.buffer.len()) {
                    frame.buffer.pop();
                }
                frame.newline_at = None;
                self.run_slash();
            }
            Stop::EndOfLine | Stop::Incomplete => self.line_over(),
        }
        for name in recursive {
            self.warning(&format!("skipping recursive expansion of variable \"{name}\""));
        }
        self.tell_too_long();
    }

    /// Says which variable was not put in because its line would have become too long.
    /// What libpq says of values that it can't quote.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn tell_refused(&mut self) {
        let refused = self.frames.last_mut().map(|frame| std::mem::take(&mut frame.lexer.refused));
        for why in refused.unwrap_or_default() {
            self.info(why);
        }
    }

    pub(super) fn tell_too_long(&mut self) {
        let Some(name) = self.frames.last_mut().and_then(|frame| frame.lexer.too_long.take()) else { return };
        let most = MAX_PUT_IN >> 20;
        self.warning(&format!("variable \"{name}\" was not put in: its line would hold more than {most} MB of them"));
    }

    fn statement_found(&mut self, active: bool, interactive: bool, at_end: bool) {
        if !active {
            if interactive {
                self.error("query ignored; use \\endif or Ctrl-C to exit current \\if block");
            }
            if at_end {
                self.line_over();
            }
            return;
        }
        let Some(frame) = self.frames.last_mut() else { return };
        frame.at_end = at_end;
        self.send_buffer();
    }

    /// Sends the buffer; it becomes the previous one.
    pub(super) fn send_buffer(&mut self) {
        let Some(frame) = self.frames.last_mut() else { return };
        let text = std::mem::take(&mut frame.buffer);
        frame.previous.clone_from(&text);
        self.pending_copies = frame.lexer.take_copies();
        frame.newline_at = None;
        frame.continuation = Continuation::Ready;
        self.send_statement(text, After::Scan);
    }

    /// A statement or a command is over.
    pub(super) fn goes_on(&mut self, success: bool) {
        match self.after {
            After::Scan => self.scan_on(success),
            After::Slash => self.slash_over(if success { Slash::Done } else { Slash::Error }),
            After::Script => {
                self.script_step_over(if success { exit::SUCCESS } else { exit::FAILURE });
                self.activity = Activity::Idle;
            }
            After::EndOfInput => {
                if let Some(frame) = self.frames.last_mut() {
                    frame.success = success;
                    if !success && frame.die_on_error {
                        frame.code = exit::SCRIPT;
                    } else if !self.link.is_up() {
                        frame.code = exit::BAD_CONNECTION;
                    }
                }
                self.pop_frame();
            }
        }
    }

    pub(super) fn scan_on(&mut self, success: bool) {
        let Some(frame) = self.frames.last_mut() else { return };
        frame.success = success;
        if (!success && frame.die_on_error) || frame.at_end {
            frame.at_end = false;
            self.line_over();
        }
    }

    fn line_over(&mut self) {
        let up = self.link.is_up();
        let Some(frame) = self.frames.last_mut() else { return };
        frame.scanning = false;
        frame.lexer.clear_input();
        if !frame.interactive {
            if !frame.success && frame.die_on_error {
                self.end_frame(exit::SCRIPT);
            } else if !up {
                self.end_frame(exit::BAD_CONNECTION);
            }
        }
    }

    pub(super) fn end_frame(&mut self, code: i32) {
        let Some(frame) = self.frames.last_mut() else { return };
        frame.scanning = false;
        frame.code = code;
        let active = frame.active();
        if !frame.buffer.is_empty() && !frame.interactive && code == exit::SUCCESS && active {
            // A statement without a semicolon at the end of a script, or before \q in it, is sent all the same.
            let text = std::mem::take(&mut frame.buffer);
            self.pending_copies = 0;
            frame.die_on_error = self.variables.on_error_stop;
            self.send_statement(text, After::EndOfInput);
        } else {
            self.pop_frame();
        }
    }

    fn pop_frame(&mut self) {
        let Some(frame) = self.frames.last() else { return };
        let mut code = frame.code;
        if !frame.terminated && code != exit::SCRIPT && !frame.conditions.is_empty() {
            let interactive = frame.interactive;
            self.error("reached EOF without finding closing \\endif(s)");
            if self.variables.on_error_stop && !interactive {
                code = exit::SCRIPT;
            }
        }
        let Some(frame) = self.frames.pop() else { return };
        if frame.name.is_some() {
            self.terse = self.frames.iter().all(|frame| frame.name.is_none());
        }
        if self.frames.is_empty() && std::mem::take(&mut self.startup.reading) {
            // However a startup file ended, it goes on.
            self.activity_idle();
            return;
        }
        match (frame.source, self.frames.is_empty()) {
            (Source::Main, _) if self.script.is_none() => self.quit(code),
            (Source::Main | Source::File(_), true) => self.script_step_over(code),
            (Source::Main | Source::File(_), false) => {
                self.slash_over(if code == exit::SUCCESS { Slash::Done } else { Slash::Error });
            }
            (Source::Command, _) => {}
        }
    }

    /// Opens a file's text as input.
    pub(super) fn push_file(&mut self, name: String, text: &str) {
        self.push_named(Frame::new(Source::File(lines_of(text)), Some(name), false));
    }

    fn push_named(&mut self, frame: Frame) {
        self.terse = false;
        self.frames.push(frame);
    }

    pub(super) fn may_include(&self) -> bool {
        self.frames.len() < MAX_DEPTH
    }

    pub(super) fn activity_idle(&mut self) {
        if !matches!(self.activity, Activity::Over) {
            self.activity = Activity::Idle;
        }
    }

    /// Ctrl-C at the prompt.
    pub(super) fn interrupt_input(&mut self) {
        self.activity_idle();
        self.forget_input();
    }

    /// What Ctrl-C does to what is being typed.
    pub(super) fn forget_input(&mut self) {
        let Some(frame) = self.frames.last_mut() else { return };
        if !frame.interactive {
            self.interrupted = true;
            return;
        }
        frame.buffer.clear();
        frame.lexer.reset();
        frame.scanning = false;
        frame.continuation = Continuation::Ready;
        let left_if = frame.conditions.pop().is_some();
        self.history.forget();
        self.lines.clear();
        self.out.push(Output::Stdout("\n".to_owned()));
        if left_if {
            self.error("\\if: escaped");
        }
        self.prompt_again();
    }
}
