//! psql's variables, with the special ones that steer it.

use std::collections::BTreeMap;

use super::lexer::{Lookup, Quoting};
use super::slash::is_variable_name;

/// What `ECHO` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Echo {
    /// Nothing.
    #[default]
    None,
    /// Statements as they are sent.
    Queries,
    /// Statements that failed.
    Errors,
    /// Every line of a script.
    All,
}

/// What `VERBOSITY` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Verbosity {
    /// Severity and text alone.
    Terse,
    /// With detail, hint, context.
    #[default]
    Default,
    /// Everything.
    Verbose,
    /// Severity and SQLSTATE alone.
    SqlState,
}

/// What `SHOW_CONTEXT` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ShowContext {
    /// Never.
    Never,
    /// With errors.
    #[default]
    Errors,
    /// With notices too.
    Always,
}

/// What `ON_ERROR_ROLLBACK` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ErrorRollback {
    /// Off.
    #[default]
    Off,
    /// With a person at the prompt.
    Interactive,
    /// On.
    On,
}

/// What all variables may hold together.
const MAX_VALUES: usize = 128 << 20;

/// What `ECHO_HIDDEN` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EchoHidden {
    /// Off.
    #[default]
    Off,
    /// Hidden queries are shown.
    On,
    /// Shown, and not run.
    NoExec,
}

/// The variables, and what the special ones mean.
#[derive(Debug, Clone)]
pub struct Variables {
    values: BTreeMap<String, String>,
    /// AUTOCOMMIT.
    pub autocommit: bool,
    /// ON_ERROR_STOP.
    pub on_error_stop: bool,
    /// QUIET.
    pub quiet: bool,
    /// SINGLELINE.
    pub single_line: bool,
    /// SINGLESTEP.
    pub single_step: bool,
    /// SHOW_ALL_RESULTS.
    pub show_all_results: bool,
    /// ECHO.
    pub echo: Echo,
    /// ECHO_HIDDEN.
    pub echo_hidden: EchoHidden,
    /// ON_ERROR_ROLLBACK.
    pub on_error_rollback: ErrorRollback,
    /// VERBOSITY.
    pub verbosity: Verbosity,
    /// SHOW_CONTEXT.
    pub show_context: ShowContext,
    /// IGNOREEOF.
    pub ignore_eof: i64,
    /// FETCH_COUNT.
    pub fetch_count: i64,
}

const BOOLEANS: [&str; 8] = [
    "AUTOCOMMIT",
    "ON_ERROR_STOP",
    "QUIET",
    "SINGLELINE",
    "SINGLESTEP",
    "SHOW_ALL_RESULTS",
    "HIDE_TABLEAM",
    "HIDE_TOAST_COMPRESSION",
];

/// Default for PROMPT1 and PROMPT2.
pub const PROMPT: &str = "%/%R%x%# ";

impl Default for Variables {
    fn default() -> Self {
        let defaults = [
            ("AUTOCOMMIT", "on"),
            ("COMP_KEYWORD_CASE", "preserve-upper"),
            ("ECHO", "none"),
            ("ECHO_HIDDEN", "off"),
            ("FETCH_COUNT", "0"),
            ("HIDE_TABLEAM", "off"),
            ("HIDE_TOAST_COMPRESSION", "off"),
            ("HISTCONTROL", "none"),
            ("HISTSIZE", "500"),
            ("IGNOREEOF", "0"),
            ("LAST_ERROR_MESSAGE", ""),
            ("LAST_ERROR_SQLSTATE", "00000"),
            ("ON_ERROR_ROLLBACK", "off"),
            ("ON_ERROR_STOP", "off"),
            ("PROMPT1", PROMPT),
            ("PROMPT2", PROMPT),
            ("PROMPT3", ">> "),
            ("QUIET", "off"),
            ("SHOW_ALL_RESULTS", "on"),
            ("SHOW_CONTEXT", "errors"),
            ("SINGLELINE", "off"),
            ("SINGLESTEP", "off"),
            ("VERBOSITY", "default"),
            ("VERSION", concat!("ride ", env!("CARGO_PKG_VERSION"), ", speaking as psql 15")),
            ("VERSION_NAME", "15"),
            ("VERSION_NUM", "150000"),
        ];
        // One by one: collecting would bring a sort along, which weighs 2 KB in the page.
        let mut values = BTreeMap::new();
        for (name, value) in defaults {
            values.insert(name.to_owned(), value.to_owned());
        }
        Self {
            values,
            autocommit: true,
            on_error_stop: false,
            quiet: false,
            single_line: false,
            single_step: false,
            show_all_results: true,
            echo: Echo::default(),
            echo_hidden: EchoHidden::default(),
            on_error_rollback: ErrorRollback::default(),
            verbosity: Verbosity::default(),
            show_context: ShowContext::default(),
            ignore_eof: 0,
            fetch_count: 0,
        }
    }
}

/// psql's reading of a boolean: any beginning of true, false, yes, no; on, off; 1, 0.
pub fn parse_bool(value: &str) -> Option<bool> {
    let value = value.to_ascii_lowercase();
    let begins = |word: &str, least: usize| value.len() >= least && word.starts_with(value.as_str());
    if begins("true", 1) || begins("yes", 1) || begins("on", 2) || value == "1" {
        Some(true)
    } else if begins("false", 1) || begins("no", 1) || begins("off", 2) || value == "0" {
        Some(false)
    } else {
        None
    }
}

fn one_of<T: Copy>(name: &str, value: &str, choices: &[(&str, T)]) -> Result<T, String> {
    choices.iter().find(|(word, _)| word.eq_ignore_ascii_case(value)).map(|(_, choice)| *choice).ok_or_else(|| {
        let available: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        format!("unrecognized value \"{value}\" for \"{name}\"\nAvailable values are: {}.", available.join(", "))
    })
}

/// A whole number as psql's variables take it; what it says where it is none.
pub(super) fn whole_number(name: &str, value: &str) -> Result<i64, String> {
    // As strtol reads it: blanks before, a sign, hexadecimal after 0x, octal after 0.
    let text = value.trim_start_matches([' ', '\t', '\n', '\u{b}', '\u{c}', '\r']);
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (radix, digits) = match digits.strip_prefix('0') {
        Some(rest) if rest.starts_with(['x', 'X']) => (16, &rest[1..]),
        Some(rest) if !rest.is_empty() => (8, rest),
        _ => (10, digits),
    };
    let number = Some(digits).filter(|digits| !digits.starts_with(['+', '-']));
    let number = number.and_then(|digits| i64::from_str_radix(digits, radix).ok());
    number
        .map(|number| if negative { -number } else { number })
        .filter(|number| i32::try_from(*number).is_ok())
        .ok_or_else(|| format!("invalid value \"{value}\" for \"{name}\": integer expected"))
}

impl Variables {
    /// The value, if it is set.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// All of them, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().map(|(k, v)| (k.as_str(), v.as_str()))
    }

    /// `\set name value`.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        if !is_variable_name(name) {
            return Err(format!("invalid variable name: \"{name}\""));
        }
        let others = self.values.iter().filter(|(other, _)| *other != name).map(|(_, value)| value.len());
        if value.len() + others.sum::<usize>() > MAX_VALUES {
            return Err(format!("all variables together may hold {} MB", MAX_VALUES >> 20));
        }
        let value = self.adopt(name, value)?;
        self.values.insert(name.to_owned(), value);
        Ok(())
    }

    /// `\unset name`: special variables go back to their default; what can't be a name isn't set anyway.
    pub fn unset(&mut self, name: &str) -> Result<(), String> {
        let default = match name {
            _ if BOOLEANS.contains(&name) => Some("off"),
            "ECHO" => Some("none"),
            "ECHO_HIDDEN" | "ON_ERROR_ROLLBACK" => Some("off"),
            "VERBOSITY" => Some("default"),
            "SHOW_CONTEXT" => Some("errors"),
            "COMP_KEYWORD_CASE" => Some("preserve-upper"),
            "HISTCONTROL" => Some("none"),
            "FETCH_COUNT" | "IGNOREEOF" => Some("0"),
            "HISTSIZE" => Some("500"),
            _ => None,
        };
        if let Some(default) = default {
            return self.set(name, default);
        }
        self.values.remove(name);
        Ok(())
    }

    /// Whether psql treats this one specially, so that `\\gset` leaves it alone.
    pub(super) fn is_special(name: &str) -> bool {
        BOOLEANS.contains(&name)
            || matches!(
                name,
                "ECHO"
                    | "ECHO_HIDDEN"
                    | "ON_ERROR_ROLLBACK"
                    | "VERBOSITY"
                    | "SHOW_CONTEXT"
                    | "COMP_KEYWORD_CASE"
                    | "HISTCONTROL"
                    | "HISTSIZE"
                    | "FETCH_COUNT"
                    | "IGNOREEOF"
                    | "PROMPT1"
                    | "PROMPT2"
                    | "PROMPT3"
            )
    }

    /// Sets what the engine itself says, such as ROW_COUNT.
    pub(super) fn tell(&mut self, name: &str, value: impl Into<String>) {
        self.values.insert(name.to_owned(), value.into());
    }

    pub(super) fn forget(&mut self, name: &str) {
        self.values.remove(name);
    }

    /// Takes a special variable's meaning from its value; gives the value as it is kept.
    fn adopt(&mut self, name: &str, value: &str) -> Result<String, String> {
        let integer = |value: &str| whole_number(name, value);
        if BOOLEANS.contains(&name) {
            let value = if value.is_empty() { "on" } else { value };
            let on = parse_bool(value)
                .ok_or_else(|| format!("unrecognized value \"{value}\" for \"{name}\": Boolean expected"))?;
            match name {
                "AUTOCOMMIT" => self.autocommit = on,
                "ON_ERROR_STOP" => self.on_error_stop = on,
                "QUIET" => self.quiet = on,
                "SINGLELINE" => self.single_line = on,
                "SINGLESTEP" => self.single_step = on,
                "SHOW_ALL_RESULTS" => self.show_all_results = on,
                _ => {}
            }
            return Ok(value.to_owned());
        }
        match name {
            "ECHO" => {
                let choices =
                    [("none", Echo::None), ("errors", Echo::Errors), ("queries", Echo::Queries), ("all", Echo::All)];
                self.echo = one_of(name, value, &choices)?;
            }
            "ECHO_HIDDEN" => {
                let value = if value.is_empty() { "on" } else { value };
                self.echo_hidden = if value.eq_ignore_ascii_case("noexec") {
                    EchoHidden::NoExec
                } else {
                    match parse_bool(value) {
                        Some(true) => EchoHidden::On,
                        Some(false) => EchoHidden::Off,
                        None => one_of(
                            name,
                            value,
                            &[("on", EchoHidden::On), ("off", EchoHidden::Off), ("noexec", EchoHidden::NoExec)],
                        )?,
                    }
                };
                return Ok(value.to_owned());
            }
            "ON_ERROR_ROLLBACK" => {
                let value = if value.is_empty() { "on" } else { value };
                self.on_error_rollback = if value.eq_ignore_ascii_case("interactive") {
                    ErrorRollback::Interactive
                } else {
                    match parse_bool(value) {
                        Some(true) => ErrorRollback::On,
                        Some(false) => ErrorRollback::Off,
                        None => one_of(
                            name,
                            value,
                            &[
                                ("on", ErrorRollback::On),
                                ("off", ErrorRollback::Off),
                                ("interactive", ErrorRollback::Interactive),
                            ],
                        )?,
                    }
                };
                return Ok(value.to_owned());
            }
            "VERBOSITY" => {
                self.verbosity = one_of(
                    name,
                    value,
                    &[
                        ("default", Verbosity::Default),
                        ("verbose", Verbosity::Verbose),
                        ("terse", Verbosity::Terse),
                        ("sqlstate", Verbosity::SqlState),
                    ],
                )?;
            }
            "SHOW_CONTEXT" => {
                self.show_context = one_of(
                    name,
                    value,
                    &[("never", ShowContext::Never), ("errors", ShowContext::Errors), ("always", ShowContext::Always)],
                )?;
            }
            "COMP_KEYWORD_CASE" => {
                one_of(name, value, &[("lower", ()), ("upper", ()), ("preserve-lower", ()), ("preserve-upper", ())])?;
            }
            "HISTCONTROL" => {
                one_of(name, value, &[("none", ()), ("ignorespace", ()), ("ignoredups", ()), ("ignoreboth", ())])?;
            }
            "IGNOREEOF" => {
                // As ksh has it: what is no number stands for ten.
                self.ignore_eof = integer(value).unwrap_or(10);
                if integer(value).is_err() {
                    return Ok("10".to_owned());
                }
            }
            "FETCH_COUNT" => self.fetch_count = integer(value)?,
            "HISTSIZE" => {
                integer(value)?;
            }
            _ => {}
        }
        Ok(value.to_owned())
    }
}

/// A literal as libpq's PQescapeLiteral writes it.
pub fn quote_literal(value: &str) -> String {
    let doubled = value.replace('\'', "''");
    if value.contains('\\') { format!(" E'{}'", doubled.replace('\\', "\\\\")) } else { format!("'{doubled}'") }
}

/// An identifier, always in double quotes.
pub fn quote_identifier(value: &str) -> String {
    format!("\"{}\"", value.replace('"', "\"\""))
}

impl Lookup for Variables {
    fn length(&self, name: &str) -> Option<usize> {
        self.get(name).map(str::len)
    }

    fn value(&self, name: &str, quoting: Quoting) -> Option<String> {
        let value = self.get(name)?;
        Some(match quoting {
            Quoting::Plain => value.to_owned(),
            Quoting::Literal => quote_literal(value),
            Quoting::Identifier => quote_identifier(value),
        })
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn refuses(&self, name: &str, quoting: Quoting) -> Option<&'static str> {
        use super::encoding::{Encoding, bytes};
        let value = self.get(name).filter(|value| quoting != Quoting::Plain && !value.is_ascii())?;
        if Encoding::named(self.get("ENCODING").unwrap_or("UTF8")) != Encoding::Utf8 {
            return None;
        }
        let bytes = bytes(value);
        let error = std::str::from_utf8(&bytes).err()?;
        let rest = &bytes[error.valid_up_to()..];
        let length = match rest.first() {
            Some(0xc0..=0xdf) => 2,
            Some(0xe0..=0xef) => 3,
            Some(0xf0..=0xf7) => 4,
            _ => 1,
        };
        Some(if length > rest.len() { "incomplete multibyte character" } else { "invalid multibyte character" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn booleans_as_psql_reads_them() {
        for (text, value) in [
            ("t", Some(true)),
            ("ye", Some(true)),
            ("o", None),
            ("of", Some(false)),
            ("1", Some(true)),
            ("x", None),
            ("", Some(true)),
        ] {
            // An empty text begins every word; psql's hooks replace it by "on" before they look.
            if !text.is_empty() {
                assert_eq!(parse_bool(text), value, "{text}");
            }
        }
    }

    #[test]
    fn special_variables_refuse_what_they_do_not_know() {
        let mut v = Variables::default();
        assert_eq!(
            v.set("AUTOCOMMIT", "perhaps").unwrap_err(),
            "unrecognized value \"perhaps\" for \"AUTOCOMMIT\": Boolean expected"
        );
        v.unset("a-b").unwrap();
        assert_eq!(v.set("a-b", "1").unwrap_err(), "invalid variable name: \"a-b\"");
        assert_eq!(v.set("FETCH_COUNT", "x").unwrap_err(), "invalid value \"x\" for \"FETCH_COUNT\": integer expected");
        v.set("ON_ERROR_STOP", "").unwrap();
        assert!(v.on_error_stop);
        v.unset("ON_ERROR_STOP").unwrap();
        assert!(!v.on_error_stop);
        assert_eq!(v.get("ON_ERROR_STOP"), Some("off"));
    }

    #[test]
    fn quoting() {
        assert_eq!(quote_literal("it's"), "'it''s'");
        assert_eq!(quote_literal("a\\b"), " E'a\\\\b'");
        assert_eq!(quote_identifier("a\"b"), "\"a\"\"b\"");
    }
}
