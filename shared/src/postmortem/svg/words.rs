//! How wide text is, as far as that can be said without a font: never less than in the fonts that systems have.

use crate::postmortem::text;

/// The width of a text, in pixels. Wider than in most fonts.
pub fn width(text: &str, size: i64) -> i64 {
    let sum: i64 = text.chars().map(em).sum();
    sum * size / 1000 + 1
}

/// The width of a fixed-pitch text.
pub fn fixed_width(text: &str, size: i64) -> i64 {
    let sum: i64 = text.chars().map(|c| if c.is_ascii() { 620 } else { em(c).max(620) }).sum();
    sum * size / 1000 + 1
}

/// Thousandths of the font's size.
fn em(c: char) -> i64 {
    match c {
        'i' | 'j' | 'l' | '\'' | '|' | '!' => 340,
        ' ' | '.' | ',' | ':' | ';' | '/' | '\\' | 'I' | 'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' | '`' => 430,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '\u{2013}'..='\u{2014}' | '\u{2026}' => 1020,
        'a'..='z' | '0'..='9' | '"' | '_' | '?' | '$' | '*' => 645,
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

/// A text on at most so many lines, the last of them cut with an ellipsis where there is more.
pub fn wrap(text: &str, widths: &dyn Fn(&str) -> i64, first: i64, most: i64, lines: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut line = String::new();
    let room = |out: &Vec<String>| if out.is_empty() { first } else { most };
    let mut words = text.split(' ').filter(|w| !w.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    words.reverse();
    while let Some(word) = words.pop() {
        let joined = if line.is_empty() { word.clone() } else { format!("{line} {word}") };
        if widths(&joined) <= room(&out) {
            line = joined;
            continue;
        }
        if line.is_empty() && (widths(&word) > most || !out.is_empty()) {
            // A word that is longer than a line: as much of it as there is room for.
            let (head, tail) = split(&word, widths, room(&out));
            line = head;
            words.push(tail);
        } else {
            words.push(word);
        }
        if out.len() + 1 == lines {
            let rest = words.last().is_some_and(|w| !w.is_empty());
            out.push(if rest { cut(&line, widths, room(&out)) } else { line });
            return out;
        }
        out.push(std::mem::take(&mut line));
    }
    if !line.is_empty() {
        out.push(line);
    }
    out
}

/// As much of a word as there is room for, at least one character, and the rest.
fn split(word: &str, widths: &dyn Fn(&str) -> i64, room: i64) -> (String, String) {
    let mut end = 0;
    let mut used = 0;
    for (at, c) in word.char_indices() {
        used += widths(c.encode_utf8(&mut [0; 4]));
        if used > room && end > 0 {
            break;
        }
        end = at + c.len_utf8();
    }
    (word[..end].to_owned(), word[end..].to_owned())
}

/// A line with an ellipsis, short enough for it.
fn cut(line: &str, widths: &dyn Fn(&str) -> i64, room: i64) -> String {
    let mut kept = line.to_owned();
    while widths(&format!("{kept}…")) > room && kept.pop().is_some() {}
    format!("{}…", kept.trim_end())
}

/// Text as XML has it.
pub fn xml(given: &str) -> String {
    escaped(&text::line(given))
}

/// Text as XML has it, with its line breaks.
pub fn xml_lines(given: &str) -> String {
    escaped(&text::lines(given))
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, most: i64, lines: usize) -> Vec<String> {
        wrap(text, &|t| t.chars().count() as i64, most, most, lines)
    }

    #[test]
    fn text_is_wrapped_between_words_and_cut_at_its_end() {
        assert_eq!(of("one two three", 7, 3), ["one two", "three"]);
        assert_eq!(of("one two three", 7, 1), ["one tw…"]);
        assert_eq!(of("one two three four", 7, 2), ["one two", "three…"]);
        assert_eq!(of("abcdefghij", 4, 5), ["abcd", "efgh", "ij"]);
        assert_eq!(of("ab abcdefghij", 4, 2), ["ab", "abc…"]);
        assert_eq!(of("", 4, 2), Vec::<String>::new());
        assert_eq!(of("fits", 4, 1), ["fits"]);
    }

    #[test]
    fn wide_characters_are_counted_wide() {
        assert!(width("日本語", 10) >= 30);
        assert!(width("illicit", 10) < width("WWWWWWW", 10));
    }
}
