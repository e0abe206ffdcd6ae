//! Arguments as the C library's `getopt_long` reads them for psql: abbreviations, bundles, options among operands, and
//! the same words for what is wrong. clap has other words and other rules, and scripts rely on these.

/// An option: its long name, its letter (or another mark), and whether it takes a value.
struct Long(&'static str, char, Takes);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    Nothing,
    Value,
    Perhaps,
}

/// `--help`, which has no letter of its own.
pub(super) const HELP: char = '\u{1}';
/// `--csv`.
pub(super) const CSV: char = '\u{2}';

/// In psql's order, which shows where an abbreviation has several meanings.
const LONG: [Long; 36] = [
    Long("echo-all", 'a', Takes::Nothing),
    Long("no-align", 'A', Takes::Nothing),
    Long("command", 'c', Takes::Value),
    Long("dbname", 'd', Takes::Value),
    Long("echo-queries", 'e', Takes::Nothing),
    Long("echo-errors", 'b', Takes::Nothing),
    Long("echo-hidden", 'E', Takes::Nothing),
    Long("file", 'f', Takes::Value),
    Long("field-separator", 'F', Takes::Value),
    Long("field-separator-zero", 'z', Takes::Nothing),
    Long("host", 'h', Takes::Value),
    Long("html", 'H', Takes::Nothing),
    Long("list", 'l', Takes::Nothing),
    Long("log-file", 'L', Takes::Value),
    Long("no-readline", 'n', Takes::Nothing),
    Long("single-transaction", '1', Takes::Nothing),
    Long("output", 'o', Takes::Value),
    Long("port", 'p', Takes::Value),
    Long("pset", 'P', Takes::Value),
    Long("quiet", 'q', Takes::Nothing),
    Long("record-separator", 'R', Takes::Value),
    Long("record-separator-zero", '0', Takes::Nothing),
    Long("single-step", 's', Takes::Nothing),
    Long("single-line", 'S', Takes::Nothing),
    Long("tuples-only", 't', Takes::Nothing),
    Long("table-attr", 'T', Takes::Value),
    Long("username", 'U', Takes::Value),
    Long("set", 'v', Takes::Value),
    Long("variable", 'v', Takes::Value),
    Long("version", 'V', Takes::Nothing),
    Long("no-password", 'w', Takes::Nothing),
    Long("password", 'W', Takes::Nothing),
    Long("expanded", 'x', Takes::Nothing),
    Long("no-psqlrc", 'X', Takes::Nothing),
    Long("help", HELP, Takes::Perhaps),
    Long("csv", CSV, Takes::Nothing),
];

/// One thing that was read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// An option, by its letter.
    Option(char, Option<String>),
    /// What isn't an option.
    Operand(String),
}

/// Reads arguments one by one, so that what is wrong with an early one is told before a later one is looked at.
pub(super) struct Arguments<'a> {
    rest: std::slice::Iter<'a, String>,
    /// What is left of a bundle of letters.
    bundle: std::str::Chars<'a>,
    operands_only: bool,
}

impl<'a> Arguments<'a> {
    pub(super) fn new(arguments: &'a [String]) -> Self {
        Self { rest: arguments.iter(), bundle: "".chars(), operands_only: false }
    }

    fn short(&mut self, letter: char) -> Result<Token, String> {
        let takes = match letter {
            '?' => Some(Takes::Nothing),
            letter => LONG.iter().find(|long| long.1 == letter && letter >= ' ').map(|long| long.2),
        };
        match takes {
            None => Err(format!("invalid option -- '{letter}'")),
            Some(Takes::Value) => {
                let attached = std::mem::replace(&mut self.bundle, "".chars()).as_str();
                let value = if attached.is_empty() { self.rest.next().map(String::as_str) } else { Some(attached) };
                let value = value.ok_or_else(|| format!("option requires an argument -- '{letter}'"))?;
                Ok(Token::Option(letter, Some(value.to_owned())))
            }
            Some(_) => Ok(Token::Option(letter, None)),
        }
    }

    fn long(&mut self, text: &str) -> Result<Token, String> {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (text, None),
        };
        let meant: Vec<&Long> = match LONG.iter().find(|long| long.0 == name) {
            Some(exact) => vec![exact],
            None => LONG.iter().filter(|long| long.0.starts_with(name)).collect(),
        };
        let Some(Long(full, letter, takes)) = meant.first() else {
            return Err(format!("unrecognized option '--{name}'"));
        };
        if meant.iter().any(|other| other.1 != *letter) {
            let names: Vec<String> = meant.iter().map(|long| format!(" '--{}'", long.0)).collect();
            return Err(format!("option '--{name}' is ambiguous; possibilities:{}", names.concat()));
        }
        let value = match (takes, value) {
            (Takes::Nothing, Some(_)) => return Err(format!("option '--{full}' doesn't allow an argument")),
            (Takes::Value, None) => {
                let next = self.rest.next().cloned();
                Some(next.ok_or_else(|| format!("option '--{full}' requires an argument"))?)
            }
            (_, value) => value,
        };
        Ok(Token::Option(*letter, value))
    }
}

impl Iterator for Arguments<'_> {
    type Item = Result<Token, String>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(letter) = self.bundle.next() {
            return Some(self.short(letter));
        }
        let argument = self.rest.next()?;
        if self.operands_only || argument == "-" || !argument.starts_with('-') {
            return Some(Ok(Token::Operand(argument.clone())));
        }
        if argument == "--" {
            self.operands_only = true;
            return self.next();
        }
        if let Some(long) = argument.strip_prefix("--") {
            return Some(self.long(long));
        }
        self.bundle = argument[1..].chars();
        self.next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Token>, String> {
        let arguments: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        Arguments::new(&arguments).collect()
    }

    fn option(letter: char, value: &str) -> Token {
        Token::Option(letter, (!value.is_empty()).then(|| value.to_owned()))
    }

    #[test]
    fn bundles_abbreviations_and_operands() {
        let read = |text| read(text).unwrap();
        assert_eq!(read("-Atc x"), [option('A', ""), option('t', ""), option('c', "x")]);
        assert_eq!(read("-F, --comm=y"), [option('F', ","), option('c', "y")]);
        assert_eq!(read("--help=commands --var a=1"), [option(HELP, "commands"), option('v', "a=1")]);
        let mixed = [Token::Operand("shop".into()), option('X', ""), Token::Operand("-q".into())];
        assert_eq!(read("shop -X -- -q"), mixed);
        assert_eq!(read("-f -"), [option('f', "-")]);
    }

    #[test]
    fn every_option_is_told_of() {
        let text = ride_shared::psql::usage("d", "h", "p", "u");
        for Long(name, letter, takes) in LONG {
            let long = text.lines().filter(|line| line.contains(&format!("--{name}"))).count();
            assert!(long > 0, "--{name}");
            if letter.is_ascii_graphic() {
                assert!(text.lines().any(|line| line.starts_with(&format!("  -{letter}"))), "-{letter}");
            }
            if takes == Takes::Value {
                assert!(text.contains(&format!("--{name}=")), "--{name} takes a value");
            }
        }
    }

    #[test]
    fn what_is_wrong_in_the_c_librarys_words() {
        for (text, words) in [
            ("-Q", "invalid option -- 'Q'"),
            ("-c", "option requires an argument -- 'c'"),
            ("--command", "option '--command' requires an argument"),
            ("--foo=1", "unrecognized option '--foo'"),
            ("--quiet=1", "option '--quiet' doesn't allow an argument"),
            ("--field", "option '--field' is ambiguous; possibilities: '--field-separator' '--field-separator-zero'"),
        ] {
            assert_eq!(read(text).unwrap_err(), words);
        }
    }
}
