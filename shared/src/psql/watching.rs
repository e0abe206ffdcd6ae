//! `\watch` and `\crosstabview`: the commands that send the buffer with a wish of several parts.

use super::engine::Engine;
use super::input::Slash;
use super::slash::Kind;
use super::statement::{Watch, Wishes};

/// psql's strtod: a number at the beginning, and what is left.
fn leading_number(text: &str) -> (Option<f64>, &str) {
    let end = (0..=text.len()).rev().find(|end| {
        text.get(..*end).is_some_and(|part| {
            part.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b)) && part.parse::<f64>().is_ok()
        })
    });
    match end {
        Some(end) => (text[..end].parse().ok(), &text[end..]),
        None => (None, text),
    }
}

/// Whether strtod would say that it can't hold the number: too large, or too small and yet not zero.
fn out_of_range(number: f64, text: &str) -> bool {
    let digits = text.split(['e', 'E']).next().unwrap_or(text);
    !number.is_finite() || (number.abs() < f64::MIN_POSITIVE && digits.contains(|c: char| matches!(c, '1'..='9')))
}

/// What psql says against a value of `WATCH_INTERVAL`.
fn wrong_interval(value: &str) -> Option<String> {
    const MOST: f64 = 1_000_000.0;
    let wrong = ["invalid value \"", value, "\" for variable \"WATCH_INTERVAL\""].concat();
    match leading_number(value) {
        _ if value.is_empty() => Some("invalid input syntax for variable \"WATCH_INTERVAL\"".to_owned()),
        (Some(number), "") if out_of_range(number, value) => {
            Some(["value \"", value, "\" is out of range for variable \"WATCH_INTERVAL\""].concat())
        }
        (Some(number), "") if number < 0.0 => Some(wrong + ": must be greater than 0.00"),
        (Some(number), "") if number > MOST => Some(wrong + ": must be less than 1000000.00"),
        (Some(_), "") => None,
        _ => Some(wrong),
    }
}

impl Engine {
    /// Whether the value is one that `WATCH_INTERVAL` can't have, where psql knows it; that is told.
    pub(super) fn refuses_interval(&mut self, name: &str, value: &str) -> bool {
        let wrong = wrong_interval(value).filter(|_| name == "WATCH_INTERVAL" && self.link.server_version() >= 180_000);
        let Some(error) = wrong else { return false };
        self.error(&error);
        // psql 18.4 complains of too much, and takes it.
        self.link.keeps_in_step() || !error.contains("less than")
    }

    /// `WATCH_INTERVAL` is never unset where psql knows it.
    pub(super) fn default_interval(&mut self, name: &str) {
        if name == "WATCH_INTERVAL" && self.link.server_version() >= 180_000 {
            self.variables.tell(name, "2");
        }
    }

    /// `\crosstabview`.
    pub(super) fn crosstabview(&mut self) -> Slash {
        let mut arguments = Vec::new();
        while arguments.len() < 4
            && let Some(argument) = self.argument(Kind::Normal)
        {
            arguments.push(argument.text);
        }
        self.send_wishing(Wishes { crosstab: Some(arguments), ..Wishes::default() })
    }

    /// `\watch`.
    pub(super) fn watch(&mut self) -> Slash {
        let version = self.link.server_version();
        let watch = if version >= 160_000 { self.watch_options(version) } else { Ok(self.watch_seconds()) };
        let watch = match watch {
            Ok(watch) => watch,
            Err(error) => {
                if let Some(frame) = self.frames.last_mut() {
                    frame.buffer.clear();
                    frame.lexer.reset_statement();
                }
                return self.failed(&error);
            }
        };
        let empty = self.frames.last().is_none_or(|frame| frame.buffer.is_empty() && frame.previous.is_empty());
        if empty {
            return self.failed("\\watch cannot be used with an empty query");
        }
        self.pending_wishes = Some(Wishes { watch: Some(watch), ..Wishes::default() });
        Slash::Send
    }

    /// As psql 15 reads it: whatever strtod makes of it, and nonsense is one second.
    fn watch_seconds(&mut self) -> Watch {
        let mut seconds = 2.0;
        if let Some(text) = self.semicolon_text(Kind::Normal) {
            seconds = leading_number(&text).0.filter(|seconds| *seconds > 0.0).unwrap_or(1.0);
        }
        Watch { seconds: f64::min(seconds, 86_400.0), left: None, min_rows: 0 }
    }

    /// From 18 on a variable says how long.
    fn watch_interval(&self) -> Option<f64> {
        self.variables.get("WATCH_INTERVAL")?.parse().ok()
    }

    /// As psql 16 and later read it: `[i=]SEC`, `c=N`, and from 17 on `m=MIN`.
    fn watch_options(&mut self, version: u32) -> Result<Watch, String> {
        let (mut seconds, mut count, mut min_rows) = (None, None, None);
        let twice = |what: &str| Err(format!("\\watch: {what} is specified more than once"));
        while let Some(text) = self.semicolon_text(Kind::Normal) {
            let (name, value) = match text.split_once('=') {
                Some((name, value)) => (name, value),
                None => ("i", text.as_str()),
            };
            let whole = || value.parse::<i32>().ok().filter(|number| *number > 0).map(|number| number as u64);
            match name {
                "i" | "interval" => {
                    if seconds.is_some() {
                        return twice("interval value");
                    }
                    let read = leading_number(value);
                    match read {
                        (Some(number), "") if number >= 0.0 && !out_of_range(number, value) => {
                            seconds = Some(number.min(86_400.0));
                        }
                        (None, "") => seconds = Some(0.0),
                        _ => return Err(format!("\\watch: incorrect interval value \"{value}\"")),
                    }
                }
                "c" | "count" => {
                    if count.is_some() {
                        return twice("iteration count");
                    }
                    count = Some(whole().ok_or_else(|| format!("\\watch: incorrect iteration count \"{value}\""))?);
                }
                "m" | "min_rows" if version >= 170_000 => {
                    if min_rows.is_some() {
                        return Err("\\watch: minimum row count specified more than once".to_owned());
                    }
                    min_rows =
                        Some(whole().ok_or_else(|| format!("\\watch: incorrect minimum row count \"{value}\""))?);
                }
                _ => return Err(format!("\\watch: unrecognized parameter \"{text}\"")),
            }
        }
        Ok(Watch {
            seconds: seconds.or(self.watch_interval()).unwrap_or(2.0),
            left: count,
            min_rows: min_rows.unwrap_or(0),
        })
    }
}
