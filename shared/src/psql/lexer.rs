//! psql's scanner: reads a line into the statement buffer, finds where a statement or a backslash command begins and
//! ends, and puts variables in. It knows as much SQL as is needed to tell a semicolon that ends a statement from one
//! that doesn't, and no more.
//!
//! Long because its states lead into one another.

/// Where the scanner stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// At a semicolon: the buffer holds a whole statement, semicolon included.
    Semicolon,
    /// After a backslash: a command follows.
    Backslash,
    /// At the end of the input, with a statement begun.
    EndOfLine,
    /// At the end of the input inside quotes, a comment or parentheses, or with an empty buffer.
    Incomplete,
}

/// What the prompt says about the buffer (`%R`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Continuation {
    /// Nothing begun.
    #[default]
    Ready,
    /// A statement begun.
    Statement,
    /// Inside `/* */`.
    Comment,
    /// Inside quotes.
    SingleQuote,
    /// Inside a quoted identifier.
    DoubleQuote,
    /// Inside `$tag$`.
    DollarQuote,
    /// Inside parentheses.
    Paren,
    /// `COPY FROM STDIN` takes data.
    Copy,
}

/// How a variable's value is put in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quoting {
    /// `:name`, as it stands.
    Plain,
    /// `:'name'`, as a literal.
    Literal,
    /// `:"name"`, as an identifier.
    Identifier,
}

/// Where variables come from.
pub trait Lookup {
    /// The variable's value, quoted as asked; none if it isn't set, or if variables aren't put in now.
    fn value(&self, name: &str, quoting: Quoting) -> Option<String>;
    /// How long the variable's value is; none if it isn't set.
    fn length(&self, name: &str) -> Option<usize>;
    /// Why the variable's value can't be quoted, if it can't.
    #[cfg(not(target_arch = "wasm32"))]
    fn refuses(&self, _name: &str, _quoting: Quoting) -> Option<&'static str> {
        None
    }
    /// Whether variables are put in at all.
    fn active(&self) -> bool {
        true
    }
}

/// No variables at all.
#[derive(Debug)]
pub struct NoVariables;

impl Lookup for NoVariables {
    fn value(&self, _: &str, _: Quoting) -> Option<String> {
        None
    }
    fn length(&self, _: &str) -> Option<usize> {
        None
    }
    fn active(&self) -> bool {
        false
    }
}

/// What variables may put into one line. Values that name others could make a few lines into anything.
pub(super) const MAX_PUT_IN: usize = 16 << 20;

/// How much of `COPY ... FROM STDIN` has been seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum CopyWords {
    #[default]
    Nothing,
    Copy,
    From,
}

/// What a token is, as far as the scanner can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    /// A keyword or a name.
    Word,
    /// A literal, its quotes included.
    Text,
    /// A number.
    Number,
    /// A comment.
    Comment,
    /// A variable's name with its colon.
    Variable,
    /// Anything else.
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum State {
    #[default]
    Initial,
    /// Inside '...'; `escapes` where a backslash escapes.
    Quote {
        escapes: bool,
    },
    /// Just after a closing quote: another quote beyond a newline takes the literal up again.
    Quoted {
        escapes: bool,
        newline: bool,
    },
    Identifier,
    Dollar(String),
    Comment {
        depth: u32,
    },
}

/// How far into a statement its words have led, but for quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Place {
    parens: u32,
    begins: u32,
    words: usize,
    word_initials: [u8; 4],
    copy: CopyWords,
}

impl Place {
    /// In as many parentheses as there, and all else as here.
    pub(super) fn with_parens_of(self, there: Self) -> Self {
        Self { parens: there.parens, ..self }
    }
}

/// The scanner's state, which lasts from line to line.
#[derive(Debug, Clone, Default)]
pub struct Lexer {
    pub(super) input: String,
    pub(super) at: usize,
    state: State,
    place: Place,
    /// `COPY ... FROM STDIN`s in the statement so far.
    copies: usize,
    /// Variables whose value is being read: name, and how much input is left when the value is used up.
    expanding: Vec<(String, usize)>,
    /// What variables have put into this line.
    put_in: usize,
    /// A variable that was left alone because the line would have become too long.
    pub(super) too_long: Option<String>,
    /// Why values that were to be quoted stay out.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) refused: Vec<&'static str>,
    /// `standard_conforming_strings = off`: plain quotes know backslash escapes.
    pub plain_quotes_escape: bool,
    /// Variables that were left alone because they name themselves.
    pub recursive: Vec<String>,
}

pub(super) fn is_space(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\n' | b'\r' | 0x0c | 0x0b)
}

fn starts_word(b: u8) -> bool {
    b.is_ascii_alphabetic() || b == b'_' || b >= 0x80
}

fn in_word(b: u8) -> bool {
    starts_word(b) || b.is_ascii_digit() || b == b'$'
}

pub(super) fn in_variable(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80
}

impl Lexer {
    /// Forgets quotes, parentheses and words, and what is left of the input.
    pub fn reset(&mut self) {
        self.state = State::Initial;
        self.reset_statement();
        self.clear_input();
    }

    /// Forgets quotes, parentheses and words, and reads on where it is.
    pub fn reset_statement(&mut self) {
        self.state = State::Initial;
        self.place = Place::default();
        self.copies = 0;
    }

    /// How many `COPY ... FROM STDIN`s the text read since the last call holds: if they fail, their data must not be
    /// taken for SQL.
    pub(super) fn take_copies(&mut self) -> usize {
        std::mem::take(&mut self.copies)
    }

    pub(super) fn place(&self) -> Place {
        self.place
    }

    /// Forgets what was read since it was at this place, for text that has been taken back.
    pub(super) fn set_place(&mut self, place: Place) {
        self.place = place;
    }

    /// Reads one token, or a part of one, and says how much it was, what it is, and whether a backslash command follows.
    /// None at the end of the input.
    pub(super) fn token(&mut self) -> Option<(usize, Token, bool)> {
        if self.at >= self.input.len() {
            return None;
        }
        let (from, before) = (self.at, self.state.clone());
        let first = self.byte(0);
        let comments = |second: u8| (first, second) == (b'-', b'-') || (first, second) == (b'/', b'*');
        let comment = comments(self.byte(1));
        // What stands in the buffer is of no interest here, but that something does is.
        let stop = self.step(&mut String::from("x"), &NoVariables);
        let token = match (&before, &self.state) {
            (State::Quote { .. } | State::Dollar(_), _) => Token::Text,
            (State::Comment { .. }, _) => Token::Comment,
            (State::Identifier, _) => Token::Other,
            (State::Initial | State::Quoted { .. }, _) if comment => Token::Comment,
            (State::Initial, State::Quote { .. } | State::Dollar(_)) => Token::Text,
            (State::Initial, State::Initial) if first.is_ascii_digit() => Token::Number,
            (State::Initial, State::Initial) if starts_word(first) => Token::Word,
            (State::Initial, State::Initial) if first == b':' => {
                let reference = matches!(self.input.as_bytes().get(from + 1), Some(b) if !matches!(b, b':' | b'='));
                if reference && self.at > from + 1 { Token::Variable } else { Token::Other }
            }
            _ => Token::Other,
        };
        Some((self.at - from, token, stop == Some(Stop::Backslash)))
    }

    /// Throws the rest of the input away.
    pub fn clear_input(&mut self) {
        self.input.clear();
        self.at = 0;
        self.put_in = 0;
        self.expanding.clear();
    }

    /// Gives it text to read: a line without its newline, or several lines.
    pub fn set_input(&mut self, text: &str) {
        self.clear_input();
        self.input.push_str(text);
        // psql scans lines without their newline, so that a literal is not taken up again in the next one.
        if matches!(self.state, State::Quoted { .. }) {
            self.state = State::Initial;
        }
    }

    /// Whether a line that begins here begins inside quotes, where even an empty one counts.
    pub fn in_quote(&self) -> bool {
        !matches!(self.state, State::Initial | State::Quoted { .. })
    }

    fn byte(&self, ahead: usize) -> u8 {
        self.input.as_bytes()[..self.limit()].get(self.at + ahead).copied().unwrap_or(0)
    }

    /// The end of the input, or of the variable's value that is being read: no token reaches beyond.
    fn limit(&self) -> usize {
        let ends = self.expanding.iter().rev().map(|(_, left)| self.input.len() - left);
        ends.into_iter().find(|end| *end > self.at).unwrap_or(self.input.len())
    }

    pub(super) fn rest(&self) -> &str {
        &self.input[self.at..]
    }

    /// Puts another text in the place of a part of what is left of the line.
    pub(super) fn replace_ahead(&mut self, range: std::ops::Range<usize>, text: &str) {
        self.input.replace_range(self.at + range.start..self.at + range.end, text);
    }

    fn echo(&mut self, buffer: &mut String, length: usize) {
        buffer.push_str(&self.input[self.at..self.at + length]);
        self.at += length;
    }

    /// How many bytes from here fulfil `test`, from `from` on.
    fn run(&self, from: usize, test: impl Fn(u8) -> bool) -> usize {
        let bytes = &self.input.as_bytes()[self.at..self.limit()];
        from + bytes.get(from..).map_or(0, |b| b.iter().take_while(|b| test(**b)).count())
    }

    /// Reads into `buffer` until a statement ends, a backslash command begins or the input is used up.
    pub fn scan(&mut self, buffer: &mut String, variables: &dyn Lookup) -> (Stop, Continuation) {
        loop {
            if self.at >= self.input.len() {
                return self.end_of_input(buffer);
            }
            if let Some(stop) = self.step(buffer, variables) {
                return (stop, Continuation::Ready);
            }
        }
    }

    /// Reads a token, or a part of one.
    fn step(&mut self, buffer: &mut String, variables: &dyn Lookup) -> Option<Stop> {
        match self.state.clone() {
            State::Initial => return self.initial(buffer, variables),
            State::Quote { escapes } => self.quote(buffer, escapes),
            State::Quoted { escapes, newline } => self.quoted(buffer, escapes, newline),
            State::Identifier => {
                let plain = self.run(0, |b| b != b'"');
                self.echo(buffer, plain);
                if self.at < self.input.len() {
                    self.echo(buffer, 1);
                    // A doubled quote would start the identifier again at once: the same thing.
                    self.state = State::Initial;
                    if self.byte(0) == b'"' {
                        self.echo(buffer, 1);
                        self.state = State::Identifier;
                    }
                }
            }
            State::Dollar(tag) => {
                let found = self.rest().find(&tag);
                if found.is_some() {
                    self.state = State::Initial;
                }
                let length = found.map_or(self.rest().len(), |found| found + tag.len());
                self.echo(buffer, length);
            }
            State::Comment { depth } => self.comment(buffer, depth),
        }
        None
    }

    fn end_of_input(&mut self, buffer: &str) -> (Stop, Continuation) {
        match self.state {
            State::Initial | State::Quoted { .. } => {
                if self.place.parens > 0 {
                    (Stop::Incomplete, Continuation::Paren)
                } else if self.place.begins > 0 {
                    (Stop::Incomplete, Continuation::Statement)
                } else if buffer.is_empty() {
                    (Stop::Incomplete, Continuation::Ready)
                } else {
                    (Stop::EndOfLine, Continuation::Statement)
                }
            }
            State::Quote { .. } => (Stop::Incomplete, Continuation::SingleQuote),
            State::Identifier => (Stop::Incomplete, Continuation::DoubleQuote),
            State::Dollar(_) => (Stop::Incomplete, Continuation::DollarQuote),
            State::Comment { .. } => (Stop::Incomplete, Continuation::Comment),
        }
    }

    fn quote(&mut self, buffer: &mut String, escapes: bool) {
        let plain = self.run(0, |b| b != b'\'' && !(escapes && b == b'\\'));
        self.echo(buffer, plain);
        match (self.byte(0), self.byte(1)) {
            (b'\'', b'\'') => self.echo(buffer, 2),
            (b'\'', _) => {
                self.echo(buffer, 1);
                self.state = State::Quoted { escapes, newline: false };
            }
            (b'\\', _) => {
                let escaped = self.rest().chars().nth(1).map_or(0, char::len_utf8);
                self.echo(buffer, 1 + escaped);
            }
            _ => {}
        }
    }

    fn quoted(&mut self, buffer: &mut String, escapes: bool, newline: bool) {
        let spaces = self.run(0, is_space);
        if spaces > 0 {
            let newline = newline || self.rest()[..spaces].contains(['\n', '\r']);
            self.state = State::Quoted { escapes, newline };
            self.echo(buffer, spaces);
        } else if (self.byte(0), self.byte(1)) == (b'-', b'-') {
            let comment = self.run(0, |b| b != b'\n' && b != b'\r');
            self.echo(buffer, comment);
        } else if newline && self.byte(0) == b'\'' {
            self.echo(buffer, 1);
            self.state = State::Quote { escapes };
        } else {
            self.state = State::Initial;
        }
    }

    fn comment(&mut self, buffer: &mut String, depth: u32) {
        let plain = self.run(0, |b| b != b'*' && b != b'/');
        self.echo(buffer, plain);
        match (self.byte(0), self.byte(1)) {
            (b'/', b'*') => {
                self.echo(buffer, 2);
                self.state = State::Comment { depth: depth + 1 };
            }
            (b'*', b'/') => {
                self.echo(buffer, 2);
                self.state = if depth == 0 { State::Initial } else { State::Comment { depth: depth - 1 } };
            }
            (0, _) if self.at >= self.input.len() => {}
            _ => self.echo(buffer, 1),
        }
    }

    fn initial(&mut self, buffer: &mut String, variables: &dyn Lookup) -> Option<Stop> {
        let (first, second) = (self.byte(0), self.byte(1));
        let comment = (first, second) == (b'-', b'-') || (first, second) == (b'/', b'*');
        if self.place.copy == CopyWords::From && !is_space(first) && !comment && !starts_word(first) {
            self.place.copy = CopyWords::Copy;
        }
        match first {
            _ if is_space(first) => {
                // White space and comments before a statement are not part of it.
                let spaces = self.run(0, is_space);
                self.echo_unless_empty(buffer, spaces);
            }
            b'-' if second == b'-' => {
                let comment = self.run(0, |b| b != b'\n' && b != b'\r');
                self.echo_unless_empty(buffer, comment);
            }
            b'/' if second == b'*' => {
                self.echo(buffer, 2);
                self.state = State::Comment { depth: 0 };
            }
            b'\'' => {
                self.echo(buffer, 1);
                self.state = State::Quote { escapes: self.plain_quotes_escape };
            }
            b'"' => {
                self.echo(buffer, 1);
                self.state = State::Identifier;
            }
            b'(' => {
                self.place.parens += 1;
                self.echo(buffer, 1);
            }
            b')' => {
                self.place.parens = self.place.parens.saturating_sub(1);
                self.echo(buffer, 1);
            }
            b';' => {
                self.echo(buffer, 1);
                if self.place.parens == 0 && self.place.begins == 0 {
                    self.place.words = 0;
                    self.place.copy = CopyWords::Nothing;
                    return Some(Stop::Semicolon);
                }
            }
            b'\\' if second == b';' || second == b':' => {
                self.at += 1;
                self.echo(buffer, 1);
                if second == b';' {
                    self.place.words = 0;
                    self.place.copy = CopyWords::Nothing;
                }
            }
            b'\\' => {
                self.at += 1;
                return Some(Stop::Backslash);
            }
            b'$' => self.dollar(buffer),
            b':' => self.colon(buffer, variables),
            _ if first.is_ascii_digit() => {
                let digits = self.run(0, |b| b.is_ascii_digit() || b == b'_');
                self.echo(buffer, digits);
                if starts_word(self.byte(0)) {
                    // Rubbish after a number, which opens no literal as E or X would elsewhere.
                    let rubbish = self.run(0, in_word);
                    self.echo(buffer, rubbish);
                }
            }
            _ if starts_word(first) => self.word(buffer),
            _ => self.echo(buffer, 1),
        }
        None
    }

    fn echo_unless_empty(&mut self, buffer: &mut String, length: usize) {
        if buffer.is_empty() {
            self.at += length;
        } else {
            self.echo(buffer, length);
        }
    }

    fn dollar(&mut self, buffer: &mut String) {
        let tag = if starts_word(self.byte(1)) { self.run(2, |b| in_word(b) && b != b'$') } else { 1 };
        if self.byte(tag) == b'$' {
            let tag = self.rest()[..=tag].to_owned();
            self.echo(buffer, tag.len());
            self.state = State::Dollar(tag);
        } else {
            self.echo(buffer, 1);
        }
    }

    fn word(&mut self, buffer: &mut String) {
        let (first, second, third) = (self.byte(0).to_ascii_lowercase(), self.byte(1), self.byte(2));
        let quote = match (first, second, third) {
            (b'e', b'\'', _) => Some((2, State::Quote { escapes: true })),
            (b'b' | b'x', b'\'', _) => Some((2, State::Quote { escapes: false })),
            (b'u', b'&', b'\'') => Some((3, State::Quote { escapes: false })),
            (b'u', b'&', b'"') => Some((3, State::Identifier)),
            _ => None,
        };
        if let Some((length, state)) = quote {
            self.echo(buffer, length);
            self.state = state;
            return;
        }
        let length = self.run(0, in_word);
        self.track_begin(&self.rest()[..length].to_ascii_lowercase());
        self.echo(buffer, length);
    }

    /// psql's rule for `CREATE [OR REPLACE] FUNCTION ... BEGIN ATOMIC ...; END`: semicolons in the body don't count.
    fn track_begin(&mut self, word: &str) {
        if self.place.words == 0 {
            self.place.word_initials = [0; 4];
        }
        if matches!(word, "create" | "function" | "procedure" | "or" | "replace") && self.place.words < 4 {
            self.place.word_initials[self.place.words] = word.as_bytes()[0];
        }
        self.place.copy = match (self.place.copy, word) {
            (CopyWords::Nothing, "copy") if self.place.words == 0 => CopyWords::Copy,
            (CopyWords::Copy | CopyWords::From, "from") if self.place.parens == 0 => CopyWords::From,
            (CopyWords::From, "stdin" | "stdout") => {
                self.copies += 1;
                CopyWords::Nothing
            }
            (CopyWords::From, _) => CopyWords::Copy,
            (seen, _) => seen,
        };
        self.place.words += 1;
        let routine = matches!(self.place.word_initials, [b'c', b'f' | b'p', ..] | [b'c', b'o', b'r', b'f' | b'p']);
        if routine && self.place.parens == 0 {
            match word {
                "begin" => self.place.begins += 1,
                "case" if self.place.begins > 0 => self.place.begins += 1,
                "end" => self.place.begins = self.place.begins.saturating_sub(1),
                _ => {}
            }
        }
    }

    fn colon(&mut self, buffer: &mut String, variables: &dyn Lookup) {
        let second = self.byte(1);
        if second == b':' || second == b'=' {
            self.echo(buffer, 2);
            return;
        }
        match self.variable(variables) {
            Some((length, Some((name, value, Quoting::Plain)))) => {
                while self.expanding.last().is_some_and(|(_, left)| self.rest().len() <= *left) {
                    self.expanding.pop();
                }
                if self.expanding.iter().any(|(other, _)| *other == name) {
                    self.recursive.push(name);
                    self.echo(buffer, length);
                    return;
                }
                // The value is read as input, so that it may hold whole statements.
                let end = self.at + length;
                self.expanding.push((name, self.input.len() - end));
                // It takes the place of what has been read, where there is room: moving the rest of a long line for each
                // of its variables takes too long.
                if let Some(at) = end.checked_sub(value.len()) {
                    let from = (0..=at).rev().find(|from| self.input.is_char_boundary(*from)).unwrap_or(0);
                    self.input.replace_range(from..end, &(" ".repeat(at - from) + &value));
                    self.at = at;
                } else {
                    self.input.replace_range(..end, &value);
                    self.at = 0;
                }
            }
            Some((length, Some((_, value, _)))) => {
                self.at += length;
                buffer.push_str(&value);
            }
            Some((length, None)) => self.echo(buffer, length),
            None => self.echo(buffer, 1),
        }
    }

    /// The variable reference here, if there is one: its length, and its name and value if it is set.
    #[allow(clippy::type_complexity, reason = "three things that are only told apart at the two places of use")]
    pub(super) fn variable(&mut self, variables: &dyn Lookup) -> Option<(usize, Option<(String, String, Quoting)>)> {
        let rest = self.rest();
        let (start, close, quoting) = match self.byte(1) {
            b'\'' => (2, "'", Quoting::Literal),
            b'"' => (2, "\"", Quoting::Identifier),
            b'{' if self.byte(2) == b'?' => (3, "}", Quoting::Plain),
            _ => (1, "", Quoting::Plain),
        };
        let end = self.run(start, in_variable);
        if end == start || !rest[end..].starts_with(close) {
            return None;
        }
        let name = rest[start..end].to_owned();
        let length = end + close.len();
        if start == 3 {
            if !variables.active() {
                return Some((length, None));
            }
            // A test is emitted as it is, never read again.
            let set = if variables.length(&name).is_some() { "TRUE" } else { "FALSE" };
            return Some((length, Some((name, set.to_owned(), Quoting::Literal))));
        }
        if let Some(more) = variables.length(&name) {
            // Many short ones cost, too.
            let more = more + 64;
            if self.put_in + more > MAX_PUT_IN {
                self.too_long.get_or_insert(name);
                return Some((length, None));
            }
            self.put_in += more;
        }
        #[cfg(not(target_arch = "wasm32"))]
        if let Some(why) = variables.refuses(&name, quoting) {
            self.refused.push(why);
            return Some((length, None));
        }
        let value = variables.value(&name, quoting).map(|value| (name, value, quoting));
        Some((length, value))
    }
}
