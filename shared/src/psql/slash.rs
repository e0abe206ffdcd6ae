//! Reading a backslash command's name and arguments.

use super::lexer::{Lexer, Lookup, NoVariables, in_variable, is_space};

/// How an argument is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Up to white space or a backslash; quotes and variables count.
    Normal,
    /// Like a normal one, but it is an SQL identifier: folded to lower case unless double-quoted.
    Identifier,
    /// Like a normal one, or `|` and the whole rest of the line.
    FileOrPipe,
    /// The whole rest of the line.
    WholeLine,
}

/// An argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Argument {
    /// The text, quotes taken off.
    pub text: String,
    /// Whether any of it was quoted.
    pub quoted: bool,
    /// Bytes at the end that stand outside quotes and variables.
    pub bare: usize,
    /// A quote that was never closed.
    pub unterminated: bool,
}

impl Lexer {
    /// The command's name after its backslash: up to white space or another backslash.
    pub fn slash_name(&mut self) -> String {
        let rest = self.rest();
        let end = rest.bytes().position(|b| is_space(b) || b == b'\\').unwrap_or(rest.len());
        let name = rest[..end].to_owned();
        self.at += end;
        name
    }

    /// The next argument, if there is one.
    pub fn slash_argument(&mut self, kind: Kind, variables: &dyn Lookup) -> Option<Argument> {
        let spaces = self.rest().bytes().take_while(|b| is_space(*b)).count();
        self.at += spaces;
        if kind == Kind::WholeLine || (kind == Kind::FileOrPipe && self.rest().starts_with('|')) {
            let text = self.rest().to_owned();
            self.at = self.input.len();
            return (!text.is_empty()).then_some(Argument { text, quoted: false, bare: 0, unterminated: false });
        }
        let mut argument = Argument { text: String::new(), quoted: false, bare: 0, unterminated: false };
        let mut any = false;
        while let Some(c) = self.rest().chars().next() {
            match c {
                '\\' => break,
                c if c.is_ascii() && is_space(c as u8) => break,
                '\'' => {
                    any = true;
                    argument.quoted = true;
                    argument.bare = 0;
                    self.at += 1;
                    argument.unterminated = !self.quoted_argument(&mut argument.text);
                }
                '"' => {
                    any = true;
                    argument.quoted = true;
                    argument.bare = 0;
                    let end = self.rest()[1..].find('"').map(|end| end + 2);
                    argument.unterminated = end.is_none();
                    let end = end.unwrap_or(self.rest().len());
                    argument.text.push_str(&self.rest()[..end]);
                    self.at += end;
                }
                '`' => {
                    // What a program prints stands in its place already; what is still here is not to be run.
                    any = true;
                    argument.bare = 0;
                    let inside = &self.rest()[1..];
                    let end = inside.find('`');
                    argument.unterminated = end.is_none();
                    argument.text.push_str(&inside[..end.unwrap_or(inside.len())]);
                    self.at += end.map_or(inside.len(), |end| end + 1) + 1;
                }
                ':' => {
                    any = true;
                    argument.bare = 0;
                    match self.variable(variables) {
                        Some((length, Some((_, value, _)))) => {
                            argument.quoted = true;
                            argument.text.push_str(&value);
                            self.at += length;
                        }
                        Some((length, None)) => {
                            argument.text.push_str(&self.rest()[..length]);
                            self.at += length;
                        }
                        None => {
                            argument.text.push(':');
                            self.at += 1;
                        }
                    }
                }
                c => {
                    any = true;
                    argument.text.push(c);
                    argument.bare += c.len_utf8();
                    self.at += c.len_utf8();
                }
            }
        }
        if !any {
            return None;
        }
        if let Some(end) = argument.text.find('\0') {
            // psql's texts end there.
            argument.text.truncate(end);
            argument.bare = 0;
        }
        if kind == Kind::Identifier {
            argument.text = dequote_downcase(&argument.text);
        }
        Some(argument)
    }

    /// Reads up to the closing quote; whether there was one.
    fn quoted_argument(&mut self, text: &mut String) -> bool {
        while let Some(c) = self.rest().chars().next() {
            self.at += c.len_utf8();
            match c {
                '\'' if self.rest().starts_with('\'') => {
                    text.push('\'');
                    self.at += 1;
                }
                '\'' => return true,
                '\\' => {
                    let Some(escaped) = self.rest().chars().next() else {
                        text.push('\\');
                        return false;
                    };
                    self.at += escaped.len_utf8();
                    match escaped {
                        'n' => text.push('\n'),
                        't' => text.push('\t'),
                        'b' => text.push('\u{8}'),
                        'r' => text.push('\r'),
                        'f' => text.push('\u{c}'),
                        '0'..='7' => self.numeric_escape(text, escaped, 8, 3),
                        'x' if self.rest().starts_with(|c: char| c.is_ascii_hexdigit()) => {
                            self.numeric_escape(text, '0', 16, 3);
                        }
                        other => text.push(other),
                    }
                }
                other => text.push(other),
            }
        }
        false
    }

    fn numeric_escape(&mut self, text: &mut String, first: char, radix: u32, digits: usize) {
        let mut value = first.to_digit(radix).unwrap_or(0);
        for _ in 1..digits {
            let Some(digit) = self.rest().chars().next().and_then(|c| c.to_digit(radix)) else { break };
            value = value * radix + digit;
            self.at += 1;
        }
        text.push(char::from_u32(value & 0xff).unwrap_or('?'));
    }

    /// Swallows what ends a command: white space and a double backslash.
    pub fn slash_end(&mut self) {
        if self.rest().starts_with("\\\\") {
            self.at += 2;
        }
    }

    /// Throws away what is left of a command that failed.
    pub fn slash_discard(&mut self) {
        while self.slash_argument(Kind::WholeLine, &NoVariables).is_some() {}
    }
}

/// Folds an identifier as SQL does: what stands outside double quotes becomes lower case, and the quotes go.
pub fn dequote_downcase(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if inside && chars.peek() == Some(&'"') => {
                out.push('"');
                chars.next();
            }
            '"' => inside = !inside,
            c if inside => out.push(c),
            c => out.push(c.to_ascii_lowercase()),
        }
    }
    out
}

/// Takes off the semicolons that people put after a backslash command.
pub fn strip_semicolons(argument: Argument) -> Option<Argument> {
    let mut argument = argument;
    let bare = &argument.text[argument.text.len().saturating_sub(argument.bare)..];
    let semicolons = bare.len() - bare.trim_end_matches(';').len();
    argument.text.truncate(argument.text.len() - semicolons);
    (argument.quoted || !argument.text.is_empty()).then_some(argument)
}

/// Whether this may name a variable.
pub fn is_variable_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(in_variable)
}
