//! The backslash commands.

use super::HostRequest;
use super::describe;
use super::engine::{Activity, AfterHost, Engine};
use super::help;
use super::input::Slash;
use super::lexer::{Lookup, NoVariables};
use super::render;
use super::slash::{Argument, Kind, strip_semicolons};
use super::sqlhelp;
use super::statement::Wishes;
use super::variables::{ShowContext, Verbosity, parse_bool};

/// What `\prompt` waits for.
#[derive(Debug)]
pub(super) struct Ask {
    text: String,
    name: String,
}

/// The lab's own commands.
pub(super) const LAB: [&str; 7] = ["brief", "hint", "action", "diagnose", "score", "postmortem", "reset"];

impl Engine {
    /// The next argument of the command being read.
    pub(super) fn argument(&mut self, kind: Kind) -> Option<Argument> {
        let frame = self.frames.last_mut()?;
        let variables: &dyn Lookup = if frame.active() { &self.variables } else { &NoVariables };
        let argument = frame.lexer.slash_argument(kind, variables);
        #[cfg(not(target_arch = "wasm32"))]
        self.tell_refused();
        self.terminated(argument?)
    }

    /// The next argument of a command that has had all of its own: variables are not looked up for it.
    pub(super) fn extra_argument(&mut self) -> Option<Argument> {
        let argument = self.frames.last_mut()?.lexer.slash_argument(Kind::Normal, &NoVariables)?;
        self.terminated(argument)
    }

    fn terminated(&mut self, argument: Argument) -> Option<Argument> {
        if argument.unterminated {
            self.error("unterminated quoted string");
            return None;
        }
        Some(argument)
    }

    pub(super) fn text(&mut self, kind: Kind) -> Option<String> {
        self.argument(kind).map(|argument| argument.text)
    }

    pub(super) fn semicolon_text(&mut self, kind: Kind) -> Option<String> {
        self.argument(kind).and_then(strip_semicolons).map(|argument| argument.text)
    }

    /// Reads and carries out the command `name`.
    pub(super) fn command(&mut self, name: &str) -> Slash {
        if self.restricted.is_some() && name != "unrestrict" {
            return self.failed("backslash commands are restricted; only \\unrestrict is allowed");
        }
        if let Some(slash) = self.condition(name) {
            return slash;
        }
        if !self.frames.last().is_some_and(super::input::Frame::active) {
            // In an inactive branch a command is read and left alone, with its arguments.
            if self.frames.last().is_some_and(|frame| frame.interactive) {
                self.warning(&format!("\\{name} command ignored; use \\endif or Ctrl-C to exit current \\if block"));
            }
            if !self.is_known(name) {
                return Slash::Unknown;
            }
            let kind = if super::slashing::takes_whole_line(name) {
                Kind::WholeLine
            } else if matches!(name, "g" | "gx" | "o" | "out" | "w" | "write") {
                Kind::FileOrPipe
            } else {
                Kind::Normal
            };
            while self.argument(kind).is_some() {}
            return Slash::Done;
        }
        if self.options.lab && LAB.contains(&name) {
            let arguments = self.text(Kind::WholeLine).unwrap_or_default().trim().to_owned();
            self.ask_host(HostRequest::Lab { command: name.to_owned(), arguments }, AfterHost::Lab);
            return Slash::Pending;
        }
        if self.refused_in_pipeline(name) {
            return Slash::Error;
        }
        match name {
            "a" => {
                let aligned = self.print.format == render::Format::Aligned;
                self.pset("format", Some(if aligned { "unaligned" } else { "aligned" }))
            }
            "c" | "connect" => self.connect(),
            "C" => {
                let title = self.semicolon_text(Kind::Normal);
                self.pset("title", title.as_deref())
            }
            "conninfo" => self.conninfo(),
            "copyright" => {
                let text = help::copyright(self.link.server_version());
                self.stdout(text);
                Slash::Done
            }
            "echo" | "qecho" | "warn" => self.echo(name),
            "e" | "edit" => self.edit(),
            "ef" | "ev" => self.edit_source(name),
            "encoding" => self.encoding(),
            "errverbose" => {
                match self.last_error.clone() {
                    Some((report, query)) => {
                        let text = report.text(Some(&query), Verbosity::Verbose, ShowContext::Always);
                        self.error(&text);
                    }
                    None => self.stdout("There is no previous error.\n"),
                }
                Slash::Done
            }
            "f" => {
                let separator = self.text(Kind::Normal);
                self.pset("fieldsep", separator.as_deref())
            }
            "bind" if self.link.server_version() >= 160_000 => self.extended(name),
            "parse" | "bind_named" | "close_prepared" if self.link.server_version() >= 180_000 => self.extended(name),
            "startpipeline" | "endpipeline" | "syncpipeline" | "flush" | "flushrequest" | "getresults"
            | "sendpipeline"
                if self.link.server_version() >= 180_000 =>
            {
                self.pipeline_command(name)
            }
            "copy" => self.copy(),
            "lo_import" | "lo_export" | "lo_unlink" => self.large_object(name),
            "!" | "cd" | "getenv" | "setenv" | "s" | "password" => self.outside(name),
            "crosstabview" => self.crosstabview(),
            "g" | "gx" => self.go(name),
            "gdesc" => self.gdesc(),
            "gexec" => self.send_wishing(Wishes { gexec: true, ..Wishes::default() }),
            "gset" => {
                let prefix = self.text(Kind::Normal).unwrap_or_default();
                self.send_wishing(Wishes { gset: Some(prefix), ..Wishes::default() })
            }
            "h" | "help" => {
                let topic = self.text(Kind::WholeLine).unwrap_or_default();
                let text = match topic.trim_end_matches([';', ' ', '\t', '\n', '\r', '\u{b}', '\u{c}']) {
                    // What isn't on a screen is as on one of 80 columns.
                    "" => sqlhelp::list(self.options.columns.map_or(80, |columns| columns as usize)),
                    topic => sqlhelp::topic(topic, self.link.server_version()),
                };
                self.note_text(&text);
                self.stdout(text);
                Slash::Done
            }
            "H" | "html" => {
                let html = self.print.format == render::Format::Html;
                self.pset("format", Some(if html { "aligned" } else { "html" }))
            }
            "i" | "include" | "ir" | "include_relative" => self.include(name),
            "o" | "out" => self.divert(),
            "p" | "print" => {
                let text = match self.frames.last() {
                    Some(frame) if !frame.buffer.is_empty() => format!("{}\n", frame.buffer),
                    Some(frame) if !frame.previous.is_empty() => format!("{}\n", frame.previous),
                    _ if self.variables.quiet => String::new(),
                    _ => "Query buffer is empty.\n".to_owned(),
                };
                self.stdout(text);
                Slash::Done
            }
            "prompt" => self.ask(),
            "pset" => match self.text(Kind::Normal) {
                None => {
                    let list = self.print.list();
                    self.stdout(list);
                    Slash::Done
                }
                Some(option) => {
                    let value = self.text(Kind::Normal);
                    self.pset(&option, value.as_deref())
                }
            },
            "q" | "quit" => Slash::Terminate,
            "restrict" | "unrestrict" => self.restrict(name),
            "r" | "reset" => {
                if let Some(frame) = self.frames.last_mut() {
                    frame.buffer.clear();
                    frame.lexer.reset_statement();
                }
                if !self.variables.quiet {
                    self.stdout("Query buffer reset (cleared).\n");
                }
                Slash::Done
            }
            "set" => self.set(),
            "t" => {
                let value = self.semicolon_text(Kind::Normal);
                self.pset("tuples_only", value.as_deref())
            }
            "T" => {
                let value = self.text(Kind::Normal);
                self.pset("tableattr", value.as_deref())
            }
            "timing" => self.set_timing(),
            "unset" => match self.text(Kind::Normal) {
                None => self.missing(),
                Some(name) => match self.variables.unset(&name) {
                    Ok(()) => {
                        self.default_interval(&name);
                        Slash::Done
                    }
                    Err(error) => self.failed(&error),
                },
            },
            "w" | "write" => self.write_buffer(),
            "watch" => self.watch(),
            "x" => {
                let value = self.semicolon_text(Kind::Normal);
                self.pset("expanded", value.as_deref())
            }
            "?" => {
                let topic = self.semicolon_text(Kind::Normal);
                let text = self.help_on(topic.as_deref());
                self.note_text(&text);
                self.stdout(text);
                Slash::Done
            }
            _ if describe::is_describe(name, self.link.server_version()) => self.describe(name),
            _ => Slash::Unknown,
        }
    }

    fn is_known(&self, name: &str) -> bool {
        let pipelines =
            ["startpipeline", "endpipeline", "syncpipeline", "flush", "flushrequest", "getresults", "sendpipeline"];
        help::NAMES.contains(&name)
            || (self.link.server_version() >= 180_000 && pipelines.contains(&name))
            || (self.options.lab && LAB.contains(&name))
            || describe::is_describe(name, self.link.server_version())
    }

    pub(super) fn failed(&mut self, text: &str) -> Slash {
        self.error(text);
        Slash::Error
    }

    pub(super) fn missing(&mut self) -> Slash {
        let command = self.frames.last().map(|frame| frame.command.clone()).unwrap_or_default();
        self.failed(&format!("\\{command}: missing required argument"))
    }

    fn pset(&mut self, option: &str, value: Option<&str>) -> Slash {
        match self.print.pset(option, value) {
            Ok(text) => {
                if !self.variables.quiet && !text.is_empty() {
                    self.stdout(format!("{text}\n"));
                }
                Slash::Done
            }
            Err(error) => self.failed(&error),
        }
    }

    fn echo(&mut self, name: &str) -> Slash {
        let mut words = Vec::new();
        let mut newline = true;
        while let Some(argument) = self.argument(Kind::Normal) {
            if words.is_empty() && newline && !argument.quoted && argument.text == "-n" {
                newline = false;
            } else {
                words.push(argument.text);
            }
        }
        let text = words.join(" ") + if newline { "\n" } else { "" };
        match name {
            "warn" => self.stderr(text),
            "qecho" => {
                self.output(text);
                return self.flush_output();
            }
            _ => self.stdout(text),
        }
        Slash::Done
    }

    /// Writes what `\o` has gathered.
    pub(super) fn flush_output(&mut self) -> Slash {
        match self.output.clone() {
            Some(path) if (!self.output_text.is_empty() || self.output_begun) && !path.starts_with('|') => {
                self.output_begun = false;
                let bytes = std::mem::take(&mut self.output_text);
                let what = HostRequest::WriteFile { path: path.clone(), bytes, append: true };
                self.ask_host(what, AfterHost::Write(path));
                Slash::Pending
            }
            _ => Slash::Done,
        }
    }

    fn set(&mut self) -> Slash {
        let Some(name) = self.text(Kind::Normal) else {
            let mut list = String::new();
            for (name, value) in self.variables.iter() {
                list.extend([name, " = '", value, "'\n"]);
            }
            self.stdout(list);
            return Slash::Done;
        };
        let mut value = String::new();
        while let Some(part) = self.text(Kind::Normal) {
            value.push_str(&part);
        }
        if self.refuses_interval(&name, &value) {
            return Slash::Error;
        }
        match self.variables.set(&name, &value) {
            Ok(()) => Slash::Done,
            Err(error) => self.failed(&error),
        }
    }

    /// `\restrict` and `\unrestrict`.
    fn restrict(&mut self, name: &str) -> Slash {
        let Some(key) = self.text(Kind::Normal).filter(|key| !key.is_empty()) else { return self.missing() };
        match (name, &self.restricted) {
            ("restrict", _) => self.restricted = Some(key),
            (_, None) => return self.failed("\\unrestrict: not currently in restricted mode"),
            (_, Some(expected)) if *expected == key => self.restricted = None,
            _ => return self.failed("\\unrestrict: wrong key"),
        }
        Slash::Done
    }

    fn set_timing(&mut self) -> Slash {
        let mut status = Slash::Done;
        match self.text(Kind::Normal) {
            None => self.timing = !self.timing,
            Some(value) => match parse_bool(&value).filter(|_| !value.is_empty()) {
                Some(on) => self.timing = on,
                None => {
                    status = self.failed(&format!("unrecognized value \"{value}\" for \"\\timing\": Boolean expected"));
                }
            },
        }
        if !self.variables.quiet {
            let text = if self.timing { "Timing is on.\n" } else { "Timing is off.\n" };
            self.stdout(text);
        }
        status
    }

    fn encoding(&mut self) -> Slash {
        match self.text(Kind::Normal) {
            None => {
                let encoding = self.variables.get("ENCODING").unwrap_or("UTF8").to_owned();
                self.stdout(format!("{encoding}\n"));
                Slash::Done
            }
            #[cfg(not(target_arch = "wasm32"))]
            Some(name) if self.link.is_up() && self.pipeline.is_none() => {
                let name = match &self.locale_encoding {
                    Some(of_locale) if name == "auto" => of_locale.clone(),
                    _ => name,
                };
                // Where the server doesn't take it, psql says what follows and nothing of the server's own words.
                let query = ["set client_encoding to ", &super::variables::quote_literal(&name)].concat();
                self.after = super::input::After::Slash;
                self.run(query, super::statement::Purpose::Encoding(name));
                Slash::Pending
            }
            #[cfg(not(target_arch = "wasm32"))]
            Some(name) => {
                self.encoding_refused(&name);
                Slash::Done
            }
            #[cfg(target_arch = "wasm32")]
            Some(name) => {
                let plain: String = name.to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
                if plain == "utf8" || plain == "unicode" {
                    Slash::Done
                } else {
                    self.failed(&format!("{name}: a browser's console speaks UTF8 alone"))
                }
            }
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn encoding_set(&mut self, name: &str, ok: bool) {
        if !ok {
            self.encoding_refused(name);
        }
        self.after = super::input::After::Slash;
        self.goes_on(true);
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn encoding_refused(&mut self, name: &str) {
        self.error(&format!("{name}: invalid encoding name or conversion procedure not found"));
    }

    /// `\e [FILE] [LINE]`.
    fn edit(&mut self) -> Slash {
        if self.no_buffer() {
            return Slash::Error;
        }
        let mut path = self.text(Kind::Normal);
        let mut line = if path.is_some() { self.text(Kind::Normal) } else { None };
        if line.is_none() && path.as_deref().is_some_and(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit())) {
            line = path.take();
        }
        let number = line.as_deref().map(|line| {
            let end = line.find(|c: char| !c.is_ascii_digit()).unwrap_or(line.len());
            line[..end].parse::<u32>().ok().filter(|number| *number > 0)
        });
        if let (Some(None), Some(line)) = (number, &line) {
            self.give_up_buffer();
            return self.failed(&format!("invalid line number: {line}"));
        }
        let Some(frame) = self.frames.last() else { return Slash::Error };
        // What was recalled for editing is forgotten again if nothing is changed.
        let discard = path.is_some() || frame.buffer.is_empty();
        let text = if frame.buffer.is_empty() { frame.previous.clone() } else { frame.buffer.clone() };
        let what = match (path, number.flatten()) {
            (None, None) => HostRequest::Edit(text),
            (path, line) if self.streams => HostRequest::EditAt { path, text, line },
            (None, _) => HostRequest::Edit(text),
            (Some(_), _) => return self.failed("\\e edits the query buffer here; it takes no file name"),
        };
        self.ask_host(what, AfterHost::Edit { discard, source: false });
        Slash::Pending
    }

    fn include(&mut self, name: &str) -> Slash {
        let Some(path) = self.text(Kind::Normal) else { return self.missing() };
        if !self.may_include() {
            return self.failed(&format!("\\{name}: files include each other too deeply"));
        }
        let outer = self.frames.iter().rev().find_map(|frame| frame.name.clone());
        let path = match outer {
            Some(outer) if name.contains('r') && !path.starts_with('/') => match outer.rsplit_once('/') {
                Some((directory, _)) => format!("{directory}/{path}"),
                None => path,
            },
            _ => path,
        };
        self.ask_host(HostRequest::ReadFile(path.clone()), AfterHost::Include(path));
        Slash::Pending
    }

    fn divert(&mut self) -> Slash {
        let path = self.text(Kind::FileOrPipe);
        // What there was stays where the file can't be made.
        #[cfg(not(target_arch = "wasm32"))]
        if let Some(path) = path.clone().filter(|path| !path.starts_with('|')) {
            let what = HostRequest::WriteFile { path: path.clone(), bytes: Vec::new(), append: false };
            self.ask_host(what, AfterHost::Write(path));
            return Slash::Pending;
        }
        // What was piped goes to its program when the pipe is closed.
        let piped = self.output.take_if(|old| old.starts_with('|'));
        let bytes = std::mem::take(&mut self.output_text);
        self.output.clone_from(&path);
        if let Some(old) = piped {
            self.ask_host(HostRequest::WriteFile { path: old.clone(), bytes, append: false }, AfterHost::Write(old));
            return Slash::Pending;
        }
        match path.filter(|path| !path.starts_with('|')) {
            None => Slash::Done,
            Some(path) => {
                let what = HostRequest::WriteFile { path: path.clone(), bytes: Vec::new(), append: false };
                self.ask_host(what, AfterHost::Write(path));
                Slash::Pending
            }
        }
    }

    fn write_buffer(&mut self) -> Slash {
        if self.no_buffer() {
            return Slash::Error;
        }
        let Some(path) = self.text(Kind::FileOrPipe) else { return self.missing() };
        let text = match self.frames.last() {
            Some(frame) if !frame.buffer.is_empty() => format!("{}\n", frame.buffer),
            Some(frame) if !frame.previous.is_empty() => format!("{}\n", frame.previous),
            _ => String::new(),
        };
        let what = HostRequest::WriteFile { path: path.clone(), bytes: text.into_bytes(), append: false };
        self.ask_host(what, AfterHost::Write(path));
        Slash::Pending
    }

    pub(super) fn send_wishing(&mut self, wishes: Wishes) -> Slash {
        self.pending_wishes = Some(wishes);
        Slash::Send
    }

    /// `\g`, `\gx`, with options in brackets and a file.
    fn go(&mut self, name: &str) -> Slash {
        let mut print = None;
        let mut file = self.text(Kind::FileOrPipe);
        if let Some(first) = file.as_deref().and_then(|text| text.strip_prefix('(')) {
            let mut options = self.print.clone();
            let mut next = Some(first.to_owned());
            let (mut closed, mut wrong) = (false, false);
            while let Some(text) = next.take() {
                let (text, last) = match text.strip_suffix(')') {
                    Some(text) => (text.to_owned(), true),
                    None => (text, false),
                };
                if !text.is_empty() {
                    let (option, value) = match text.split_once('=') {
                        Some((option, value)) => (option, Some(value)),
                        None => (text.as_str(), None),
                    };
                    if let Err(error) = options.pset(option, value) {
                        self.error(&error);
                        wrong = true;
                    }
                }
                if last {
                    closed = true;
                    break;
                }
                next = self.text(Kind::Normal);
            }
            if !closed {
                return self.failed(&format!("\\{name}: missing right parenthesis"));
            }
            if wrong {
                return Slash::Error;
            }
            print = Some(options);
            file = self.text(Kind::FileOrPipe);
        }
        if name == "gx" {
            let mut options = print.unwrap_or_else(|| self.print.clone());
            options.expanded = render::Expanded::On;
            print = Some(options);
        }
        self.send_wishing(Wishes { file, print, ..Wishes::default() })
    }

    fn ask(&mut self) -> Slash {
        let Some(first) = self.text(Kind::Normal) else { return self.missing() };
        let (text, name) = match self.text(Kind::Normal) {
            Some(name) => (first, name),
            None => (String::new(), first),
        };
        self.prompt_again();
        if !self.options.interactive {
            // From a script on standard input psql would ask on the terminal.
            if self.frames.last().is_some_and(|frame| frame.name.is_some()) {
                self.stdout(text.clone());
            } else {
                self.stderr(text.clone());
            }
        }
        self.activity = Activity::Asking(Ask { text, name });
        Slash::Pending
    }

    /// Goes on with `\prompt` when its line has come.
    pub(super) fn answer_ask(&mut self) -> bool {
        let Activity::Asking(ask) = &self.activity else { return false };
        let (text, name) = (ask.text.clone(), ask.name.clone());
        let line = match self.lines.pop_front() {
            Some(line) => line,
            None if self.eof => {
                self.activity = Activity::Idle;
                let status = self.failed("\\prompt: could not read value for variable");
                self.slash_over(status);
                return true;
            }
            None => {
                self.show_prompt_text(text);
                return false;
            }
        };
        self.activity = Activity::Idle;
        let status = match self.variables.set(&name, &line) {
            Ok(()) => Slash::Done,
            Err(error) => self.failed(&error),
        };
        self.slash_over(status);
        true
    }
}
