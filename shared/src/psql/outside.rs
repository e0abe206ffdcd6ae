//! The commands that reach outside psql: programs, the environment, the history, passwords, large objects' files.

use super::HostRequest;
use super::engine::{AfterHost, Engine};
use super::input::{Slash, Source};
use super::lexer::in_variable;
use super::slash::Kind;
use super::variables::{quote_identifier, quote_literal};

impl Engine {
    /// `\! \cd \getenv \setenv \s \password`.
    pub(super) fn outside(&mut self, name: &str) -> Slash {
        let what = match name {
            "!" => {
                let command = self.text(Kind::WholeLine).filter(|command| !command.trim().is_empty());
                self.ask_host(HostRequest::Shell(command), AfterHost::Shell);
                return Slash::Pending;
            }
            "cd" => {
                let directory = self.text(Kind::Normal);
                self.ask_host(HostRequest::ChangeDirectory(directory), AfterHost::Outside);
                return Slash::Pending;
            }
            "s" => {
                let path = self.text(Kind::Normal);
                if !self.options.interactive {
                    // Nothing was typed, so there is no history; psql fails without a word.
                    if path.is_none() {
                        self.stdout("\n");
                    }
                    return Slash::Error;
                }
                self.ask_host(HostRequest::History(path), AfterHost::Lab);
                return Slash::Pending;
            }
            "getenv" => match (self.text(Kind::Normal), self.text(Kind::Normal)) {
                (Some(variable), Some(environment)) => {
                    self.ask_host(HostRequest::GetEnvironment(environment), AfterHost::GetEnvironment(variable));
                    return Slash::Pending;
                }
                _ => return self.missing(),
            },
            "setenv" => {
                let Some(name) = self.text(Kind::Normal) else { return self.missing() };
                if name.contains('=') {
                    return self.failed("\\setenv: environment variable name must not contain \"=\"");
                }
                HostRequest::SetEnvironment { name, value: self.text(Kind::Normal) }
            }
            _ => {
                let user = self.text(Kind::Identifier).unwrap_or_else(|| self.link.user.clone());
                self.ask_host(HostRequest::NewPassword { user: user.clone() }, AfterHost::NewPassword(user));
                return Slash::Pending;
            }
        };
        self.ask_host(what, AfterHost::Outside);
        Slash::Pending
    }

    /// A program has ended: `status` is its exit code as text.
    pub(super) fn shell_over(&mut self, result: Result<String, String>) -> Slash {
        match result {
            Ok(status) => {
                self.program_ended(&status);
                Slash::Done
            }
            Err(error) => self.failed(&error),
        }
    }

    /// Tells how a program ended, in the variables that psql has for it from 16 on.
    pub(super) fn program_ended(&mut self, code: &str) {
        if self.link.server_version() >= 160_000 {
            self.variables.tell("SHELL_ERROR", if code == "0" { "false" } else { "true" });
            self.variables.tell("SHELL_EXIT_CODE", code);
        }
    }

    /// The same of a program at the other end of a pipe, from how the host words its end.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn pipe_ended(&mut self, result: &Result<String, String>) {
        let text = match result {
            Ok(text) => text,
            Err(text) => text.strip_prefix(super::hosted::BROKEN_PIPE).unwrap_or(text),
        };
        let number = || text.split([' ', ':']).find_map(|word| word.parse().ok()).unwrap_or(1);
        let code = match text {
            "" => 0,
            "command not found" => 127,
            "command not executable" => 126,
            // As shells have it.
            text if text.contains("by signal") => 128 + number(),
            _ => number(),
        };
        self.program_ended(&code.to_string());
    }

    /// Whether the command under way says how its program ended: `\w` does since 16, `\o` doesn't.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn tells_of_pipe(&self) -> bool {
        let command = self.frames.last().map_or("", |frame| frame.command.as_str());
        self.link.server_version() >= 160_000 && matches!(command, "w" | "write")
    }

    /// Whether it is the file of the `\o` under way that the host has made.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn diverts(&self, path: &str) -> bool {
        !path.starts_with('|') && self.frames.last().is_some_and(|frame| matches!(frame.command.as_str(), "o" | "out"))
    }

    /// The host has made the file for `\o`, or could not.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn diverted(&mut self, path: String, result: Result<String, String>) {
        let status = match (result, self.output.replace(path.clone())) {
            (Err(error), before) => {
                self.output = before;
                self.failed(&[&path, ": ", &error].concat())
            }
            (Ok(_), Some(old)) if old.starts_with('|') => {
                let bytes = std::mem::take(&mut self.output_text);
                self.ask_host(
                    HostRequest::WriteFile { path: old.clone(), bytes, append: false },
                    AfterHost::Write(old),
                );
                return;
            }
            _ => Slash::Done,
        };
        self.slash_over(status);
    }

    /// Whether there is a query buffer: a command that is a `-c` of its own has none, and says so.
    pub(super) fn no_buffer(&mut self) -> bool {
        let none = self.frames.last().is_some_and(|frame| matches!(frame.source, Source::Command));
        if none {
            self.error("no query buffer");
        }
        none
    }

    /// `verifier` is what the server shall keep for this user's password.
    pub(super) fn set_password(&mut self, user: &str, verifier: &str) {
        let text = ["ALTER USER ", &quote_identifier(user), " PASSWORD ", &quote_literal(verifier)].concat();
        self.send_statement_quietly(text);
    }

    /// Replaces what stands in backquotes in the arguments to come by what the host's shell makes of it. True where
    /// the host was asked; it is called again when the answer is there.
    pub(super) fn expand_backquotes(&mut self, most: usize) -> bool {
        let Some(frame) = self.frames.last() else { return false };
        if !frame.active() || frame.lexer.rest().is_empty() {
            return false;
        }
        let Some((start, end)) = backquoted(frame.lexer.rest(), most) else { return false };
        let (command, wrong) = for_shell(&frame.lexer.rest()[start + 1..end], |name| self.variables.get(name));
        for value in wrong {
            let text = ["shell command argument contains a newline or carriage return: \"", &value, "\""].concat();
            self.error(&text);
        }
        self.ask_host(HostRequest::Capture(command), AfterHost::Captured { start, end });
        true
    }

    /// Puts a program's output where its backquotes stood.
    pub(super) fn captured(&mut self, start: usize, end: usize, output: &str) {
        let Some(frame) = self.frames.last_mut() else { return };
        let output = output.strip_suffix('\n').unwrap_or(output);
        let mut quoted = "'".to_owned();
        for c in output.chars() {
            match c {
                '\'' => quoted.push_str("''"),
                '\\' => quoted.push_str("\\\\"),
                '\n' => quoted.push_str("\\n"),
                c => quoted.push(c),
            }
        }
        quoted.push('\'');
        frame.lexer.replace_ahead(start..end + 1, &quoted);
    }
}

/// A program's command line with `:name` and `:'name'` put in, the latter as one word for the shell; and the values that
/// can't be one.
fn for_shell<'a>(command: &str, value_of: impl Fn(&str) -> Option<&'a str>) -> (String, Vec<String>) {
    let bytes = command.as_bytes();
    let (mut out, mut wrong, mut at) = (String::new(), Vec::new(), 0);
    while let Some(found) = command[at..].find(':') {
        let colon = at + found;
        out.push_str(&command[at..colon]);
        let quoted = bytes.get(colon + 1) == Some(&b'\'');
        let from = colon + 1 + usize::from(quoted);
        let end = from + bytes[from..].iter().take_while(|byte| in_variable(**byte)).count();
        let closed = !quoted || bytes.get(end) == Some(&b'\'');
        match value_of(&command[from..end]).filter(|_| closed && end > from) {
            Some(value) if quoted && value.contains(['\n', '\r']) => wrong.push(value.to_owned()),
            Some(value) => {
                if quoted {
                    word(value, &mut out);
                } else {
                    out.push_str(value);
                }
                at = end + usize::from(quoted);
                continue;
            }
            None => {}
        }
        out.push(':');
        at = colon + 1;
    }
    out.push_str(&command[at..]);
    (out, wrong)
}

/// A text as one word of the shell's, as libpq's tools quote it.
fn word(text: &str, out: &mut String) {
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:".contains(&byte);
    if !text.is_empty() && text.bytes().all(safe) {
        out.push_str(text);
    } else {
        out.extend(["'", &text.replace('\'', "'\"'\"'"), "'"]);
    }
}

/// The first pair of backquotes in the first `most` arguments that stands outside single and double quotes.
fn backquoted(text: &str, most: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let (mut at, mut begun, mut inside) = (0, 0, false);
    while at < bytes.len() {
        let blank = bytes[at].is_ascii_whitespace();
        begun += usize::from(!blank && !inside);
        inside = !blank;
        if begun > most {
            return None;
        }
        match bytes[at] {
            b'\\' => return None,
            b'\'' => {
                at += 1;
                while at < bytes.len() && bytes[at] != b'\'' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
            }
            b'"' => at += 1 + text[at + 1..].find('"')?,
            b'`' => return Some((at, at + 1 + text[at + 1..].find('`')?)),
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{backquoted, for_shell};

    #[test]
    fn variables_count_within_backquotes() {
        let put_in = |command| {
            for_shell(command, |name| match name {
                "a" => Some("it's"),
                "b" => Some("x.y"),
                "c" => Some("1\n2"),
                _ => None,
            })
        };
        assert_eq!(put_in("echo :a ':b' :nope ::b").0, "echo it's 'x.y' :nope :x.y");
        assert_eq!(put_in("echo :'a' :'b' :\"b\" :'nope' :'b").0, "echo 'it'\"'\"'s' x.y :\"b\" :'nope' :'b");
        assert_eq!(put_in("echo :'c'"), ("echo :'c'".to_owned(), vec!["1\n2".to_owned()]));
    }

    #[test]
    fn backquotes_count_outside_quotes_only() {
        assert_eq!(backquoted(" a `ls`", 9), Some((3, 6)));
        assert_eq!(backquoted(" '`a`' \"`b`\" `c`", 9), Some((13, 15)));
        assert_eq!(backquoted(" x \\echo `a`", 9), None);
        assert_eq!(backquoted(" `open", 9), None);
        assert_eq!(backquoted(" a b `c`", 2), None);
        assert_eq!(backquoted(" a 'b c'`d`", 2), Some((8, 10)));
        assert_eq!(backquoted("'it''s \\' `x`", 9), None);
    }
}
