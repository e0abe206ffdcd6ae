//! What psql does around every backslash command, and with the words that people type in place of one.

use super::engine::{Engine, exit};
use super::input::{After, Slash, Source};
use super::lexer::{Continuation, NoVariables};
use super::slash::Kind;

/// Whether the command's arguments are the rest of its line as it stands.
pub(super) fn takes_whole_line(name: &str) -> bool {
    matches!(name, "h" | "help" | "copy" | "!" | "ef" | "ev") || name.starts_with("sf") || name.starts_with("sv")
}

/// How many arguments a command looks at; programs in backquotes that stand further behind are not run.
fn arguments(name: &str) -> usize {
    match name {
        "a" | "conninfo" | "copyright" | "errverbose" | "gdesc" | "gexec" | "p" | "print" | "q" | "quit" | "r"
        | "reset" | "H" | "html" | "else" | "endif" => 0,
        "C" | "cd" | "encoding" | "f" | "gset" | "i" | "include" | "ir" | "include_relative" | "o" | "out" | "x"
        | "t" | "T" | "timing" | "w" | "write" | "s" | "?" | "restrict" | "unrestrict" | "parse" | "password"
        | "getresults" | "unset" => 1,
        "e" | "edit" | "pset" | "getenv" | "setenv" | "prompt" => 2,
        "c" | "connect" | "crosstabview" => 4,
        _ => usize::MAX,
    }
}

impl Engine {
    /// `help`, `quit` and `exit` as people type them.
    pub(super) fn conversation(&mut self, line: &str) -> bool {
        let Some(frame) = self.frames.last_mut() else { return false };
        let trimmed = line.trim_start();
        let word = ["help", "quit", "exit"].into_iter().find(|word| {
            trimmed.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word))
                && trimmed[word.len()..].trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ';').is_empty()
        });
        let Some(word) = word else { return false };
        // Only a word at the line's very beginning counts within a statement.
        let empty = frame.buffer.is_empty();
        let in_quote = frame.lexer.in_quote();
        if !empty && trimmed.len() != line.len() {
            return false;
        }
        match (word, empty) {
            ("help", true) => {
                self.stdout(
                    "You are using psql, the command-line interface to PostgreSQL.\n\
                     Type:  \\copyright for distribution terms\n       \
                     \\h for help with SQL commands\n       \
                     \\? for help with psql commands\n       \
                     \\g or terminate with semicolon to execute query\n       \
                     \\q to quit\n",
                );
                true
            }
            ("help", false) => {
                self.stdout(if in_quote {
                    "Use control-C to clear the input buffer.\n"
                } else {
                    "Use \\? for help or press control-C to clear the input buffer.\n"
                });
                false
            }
            (_, true) => {
                frame.terminated = true;
                self.end_frame(exit::SUCCESS);
                true
            }
            _ => {
                self.stdout(if in_quote { "Use control-D to quit.\n" } else { "Use \\q to quit.\n" });
                false
            }
        }
    }

    /// Reads a backslash command's name and carries it out.
    pub(super) fn run_slash(&mut self) {
        let Some(frame) = self.frames.last_mut() else { return };
        let mut name = frame.lexer.slash_name();
        if name.eq_ignore_ascii_case("copy") {
            // The one command that may be written in any case.
            name.make_ascii_lowercase();
        }
        frame.command.clone_from(&name);
        self.run_command();
    }

    /// Carries out the command whose name was read, once what its backquotes stand for is known.
    pub(super) fn run_slash_on(&mut self) {
        let Some(name) = self.frames.last().map(|frame| frame.command.clone()) else { return };
        if !takes_whole_line(&name) && name != "unrestrict" && self.expand_backquotes(arguments(&name)) {
            return;
        }
        let status = self.command(&name);
        if status != Slash::Pending {
            self.slash_over(status);
        }
    }

    /// What psql does after every backslash command.
    pub(super) fn slash_over(&mut self, status: Slash) {
        let Some(frame) = self.frames.last_mut() else { return };
        let command = frame.command.clone();
        let mut status = status;
        let interactive = frame.interactive;
        if status == Slash::Unknown {
            // psql reads patterns before it looks at what follows `d` or `lo_`.
            let patterns = match command.as_bytes() {
                [b'd', b'A', ..] | [b'l', b'o', b'_', ..] => 2,
                [b'd', ..] => 1,
                _ => 0,
            };
            for _ in 0..patterns {
                let _ = self.argument(Kind::Normal);
            }
            self.error(&format!("invalid command \\{command}"));
            if interactive {
                self.hint("Try \\? for help.");
            }
            status = Slash::Error;
        }
        let Some(frame) = self.frames.last_mut() else { return };
        if status == Slash::Error {
            frame.lexer.slash_discard();
        } else if frame.active() {
            while let Some(argument) = self.extra_argument() {
                self.warning(&format!("\\{command}: extra argument \"{}\" ignored", argument.text));
            }
        } else {
            while frame.lexer.slash_argument(Kind::Normal, &NoVariables).is_some() {}
        }
        self.tell_too_long();
        let Some(frame) = self.frames.last_mut() else { return };
        frame.lexer.slash_end();
        frame.success = status != Slash::Error;
        if matches!(frame.source, Source::Command) {
            self.frames.pop();
            match status {
                Slash::Error => self.script_step_over(exit::FAILURE),
                _ => self.script_step_over(exit::SUCCESS),
            }
            self.activity_idle();
            return;
        }
        if status == Slash::Send && frame.buffer.is_empty() {
            frame.buffer.clone_from(&frame.previous);
        }
        match status {
            Slash::Send => {
                let copies = frame.lexer.take_copies();
                frame.lexer.reset_statement();
                let before = frame.previous.clone();
                let watched = self.pending_wishes.as_ref().is_some_and(|wishes| wishes.watch.is_some());
                self.send_buffer();
                if let Some(frame) = self.frames.last_mut().filter(|_| watched) {
                    // \watch leaves what was sent before where it is.
                    frame.previous = before;
                }
                if let Some(statement) = &mut self.statement {
                    statement.copies = copies;
                }
            }
            Slash::NewEdit => {
                let mut text = std::mem::take(&mut frame.buffer);
                if !text.ends_with('\n') {
                    text.push('\n');
                }
                frame.lexer.reset();
                frame.lexer.set_input(&text);
                frame.continuation = Continuation::Ready;
                self.activity_idle();
            }
            Slash::Terminate => {
                frame.terminated = true;
                self.end_frame(exit::SUCCESS);
            }
            _ => {
                self.activity_idle();
                self.after = After::Scan;
                let ok = status != Slash::Error;
                self.scan_on(ok);
            }
        }
    }
}
