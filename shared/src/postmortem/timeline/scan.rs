//! Looking at a text's signs, in one way: std's ways are made anew for every pattern, and each takes its room in the page.

use crate::postmortem::letters::{is_capital, is_either, is_letter, is_number, is_small};

/// Whether a character is of a set. A set is written as its signs; letters in it stand for sorts: `w` letters and digits, `l`
/// letters, `u` large and `p` small ones, `n` numbers, `s` white space; of ASCII alone `a` letters and digits, `b` letters, `A`
/// large ones, `d` digits. A `^` before them turns it round.
#[inline(never)]
pub(super) fn is(c: char, set: &str) -> bool {
    let (set, turned) = match set.as_bytes() {
        [b'^', rest @ ..] if !rest.is_empty() => (&set[1..], true),
        _ => (set, false),
    };
    let found = set.chars().any(|sign| match sign {
        'w' => is_either(c),
        'l' => is_letter(c),
        'u' => is_capital(c),
        'p' => is_small(c),
        'n' => is_number(c),
        's' => c.is_whitespace(),
        'a' => c.is_ascii_alphanumeric(),
        'b' => c.is_ascii_alphabetic(),
        'A' => c.is_ascii_uppercase(),
        'd' => c.is_ascii_digit(),
        _ => c == sign,
    });
    found != turned
}

/// Questions to a text by sets of signs, see [`is`].
pub(super) trait Scan {
    /// Its first sign; NUL where there is none.
    fn first(&self) -> char;
    /// Its last sign; NUL where there is none.
    fn last(&self) -> char;
    /// Whether it begins with a sign of the set.
    fn begins(&self, set: &str) -> bool;
    /// Whether it ends with one.
    fn ends(&self, set: &str) -> bool;
    /// Whether one is in it.
    fn holds(&self, set: &str) -> bool;
    /// How many bytes at its beginning are signs of the set.
    fn run(&self, set: &str) -> usize;
    /// Without those.
    fn past(&self, set: &str) -> &str;
    /// Without such signs at its end.
    fn upto(&self, set: &str) -> &str;
    /// Without them on both sides.
    fn bare(&self, set: &str) -> &str;
    /// What stands before the first sign of the set.
    fn till(&self, set: &str) -> &str;
}

impl Scan for str {
    #[inline(never)]
    fn first(&self) -> char {
        self.chars().next().unwrap_or_default()
    }

    #[inline(never)]
    fn last(&self) -> char {
        self.chars().next_back().unwrap_or_default()
    }

    #[inline(never)]
    fn begins(&self, set: &str) -> bool {
        !self.is_empty() && is(self.first(), set)
    }

    #[inline(never)]
    fn ends(&self, set: &str) -> bool {
        !self.is_empty() && is(self.last(), set)
    }

    #[inline(never)]
    fn holds(&self, set: &str) -> bool {
        self.chars().any(|c| is(c, set))
    }

    #[inline(never)]
    fn run(&self, set: &str) -> usize {
        self.char_indices().find(|(_, c)| !is(*c, set)).map_or(self.len(), |(at, _)| at)
    }

    #[inline(never)]
    fn past(&self, set: &str) -> &str {
        &self[self.run(set)..]
    }

    #[inline(never)]
    fn upto(&self, set: &str) -> &str {
        let mut text = self;
        while text.ends(set) {
            text = &text[..text.len() - text.last().len_utf8()];
        }
        text
    }

    #[inline(never)]
    fn bare(&self, set: &str) -> &str {
        self.past(set).upto(set)
    }

    #[inline(never)]
    fn till(&self, set: &str) -> &str {
        self.char_indices().find(|(_, c)| is(*c, set)).map_or(self, |(at, _)| &self[..at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets() {
        assert!("14".begins("d") && "é".begins("w") && !"é".begins("a") && "-x".begins("^w") && !"".begins("^w"));
        assert_eq!(("(ab)-".bare("-()"), "ab12".run("b"), "a, b".till(",;"), "".ends("s")), ("ab", 2, "a", false));
        assert_eq!(("x..".upto("."), "..x".past("."), "^".begins("^")), ("x", "x", true));
    }
}
