//! How wide text is, as far as that can be said without a font: never less than in the fonts that systems have.

use crate::postmortem::write::put;

/// A font of a size, as wide as it may be.
#[derive(Debug, Clone, Copy)]
pub struct Font {
    size: i64,
    fixed: bool,
}

/// The interface's font.
pub const fn sans(size: i64) -> Font {
    Font { size, fixed: false }
}

/// The fixed-pitch font.
pub const fn mono(size: i64) -> Font {
    Font { size, fixed: true }
}

impl Font {
    /// Thousandths of a pixel.
    fn of(self, c: char) -> i64 {
        let em = match self.fixed {
            true if c.is_ascii() => 620,
            true => em(c).max(620),
            false => em(c),
        };
        em * self.size
    }

    fn sum(self, text: &str) -> i64 {
        text.chars().map(|c| self.of(c)).sum()
    }
}

/// The width of a text, in pixels. Wider than in most fonts.
pub fn width(text: &str, size: i64) -> i64 {
    sans(size).sum(text) / 1000 + 1
}

/// Thousandths of the font's size.
fn em(c: char) -> i64 {
    match c {
        'i' | 'j' | 'l' | '\'' | '|' => 340,
        ' ' | '.' | ',' | ':' | ';' | '/' | '\\' | 'I' | 'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' | '!' => 430,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '\u{2013}'..='\u{2014}' | '\u{2026}' => 1020,
        'a'..='z' | '0'..='9' | '"' | '_' | '?' | '$' | '*' | '`' => 645,
        '\u{20}'..='\u{7e}' => 850,
        '\u{a0}'..='\u{17f}' => 850,
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200d}' | '\u{fe00}'..='\u{fe0f}' => 300,
        '\u{180}'..='\u{58f}' => 1000,
        // Ligatures and signs as wide as words.
        '\u{fdf0}'..='\u{fdff}' => 12_000,
        '\u{12000}'..='\u{1254f}' => 4000,
        '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' => 1500,
        _ => 1250,
    }
}

/// A text on one line, cut with an ellipsis where there is no room for all of it.
pub fn on_a_line(text: &str, font: Font, room: i64) -> String {
    wrap(text, font, room, room, 1).pop().unwrap_or_default()
}

/// A text on at most so many lines, the last of them cut with an ellipsis where there is more.
pub fn wrap(text: &str, font: Font, first: i64, most: i64, lines: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    let room = |out: &Vec<String>| 1000 * if out.is_empty() { first } else { most };
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (word, after) = rest.split_once(' ').unwrap_or((rest, ""));
        let after = after.trim_start();
        let gap = if line.is_empty() { 0 } else { font.of(' ') };
        // A word that is longer than any line is split; no more of it is measured than a line can hold.
        let (fits, wide) = fitting(word, font, room(&out) - used - gap);
        if fits == word.len() {
            if gap > 0 {
                line.push(' ');
            }
            line.push_str(word);
            used += gap + wide;
            rest = after;
            continue;
        }
        let never = fitting(word, font, 1000 * most).0 < word.len();
        if line.is_empty() && (never || !out.is_empty()) {
            let least = word.chars().next().map_or(0, char::len_utf8);
            let (head, _) = word.split_at(fits.max(least));
            line.push_str(head);
            rest = &rest[head.len()..];
        }
        if out.len() + 1 == lines {
            let room = room(&out);
            out.push(if rest.is_empty() { line } else { cut(line, font, room) });
            return out;
        }
        out.push(std::mem::take(&mut line));
        used = 0;
    }
    if !line.is_empty() {
        out.push(line);
    }
    out
}

/// How much of a word there is room for, in bytes, and how wide that is.
fn fitting(word: &str, font: Font, room: i64) -> (usize, i64) {
    let mut used = 0;
    for (at, c) in word.char_indices() {
        let wide = font.of(c);
        if used + wide > room {
            return (at, used);
        }
        used += wide;
    }
    (word.len(), used)
}

/// A line with an ellipsis, short enough for it.
fn cut(mut line: String, font: Font, room: i64) -> String {
    let mut used = font.sum(&line) + font.of('…');
    while used > room {
        let Some(c) = line.pop() else { break };
        used -= font.of(c);
    }
    line.truncate(line.trim_end().len());
    line.push('…');
    line
}

/// Puts text as XML has it.
#[inline(never)]
pub fn put_xml(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => put(out, "&amp;"),
            '<' => put(out, "&lt;"),
            '>' => put(out, "&gt;"),
            '"' => put(out, "&quot;"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, most: i64, lines: usize) -> Vec<String> {
        wrap(text, mono(100), 62 * most, 62 * most, lines)
    }

    #[test]
    fn text_is_wrapped_between_words_and_cut_at_its_end() {
        assert_eq!(of("one two three", 7, 3), ["one two", "three"]);
        assert_eq!(of("one two three", 7, 1), ["one t…"]);
        assert_eq!(of("one two three four", 7, 2), ["one two", "three…"]);
        assert_eq!(of("abcdefghij", 4, 5), ["abcd", "efgh", "ij"]);
        assert_eq!(of("ab abcdefghij", 4, 2), ["ab", "ab…"]);
        assert_eq!(of("", 4, 2), Vec::<String>::new());
        assert_eq!(of("fits", 4, 1), ["fits"]);
    }

    #[test]
    fn wide_characters_are_counted_wide() {
        assert!(width("日本語", 10) >= 30);
        assert!(width("illicit", 10) < width("WWWWWWW", 10));
    }
}
