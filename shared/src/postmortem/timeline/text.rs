//! Text as people paste it: lines, the marks before them, Markdown's emphasis, words.

use super::lists::leading;
use super::scan::Scan;
use crate::postmortem::letters::is_either;

/// Signs as they look where UTF-8 was read as another encoding (Windows' Thai and Western ones) and written again.
pub(super) const BROKEN_BULLETS: &str = "\u{e42}\u{20ac}\u{e02}|\u{e2}\u{20ac}\u{a2}";
/// Dashes, likewise.
pub(super) const BROKEN_DASHES: &str =
    "\u{e42}\u{20ac}\u{201c}|\u{e42}\u{20ac}\u{201d}|\u{e2}\u{20ac}\u{201c}|\u{e2}\u{20ac}\u{201d}";
/// Arrows, likewise.
pub(super) const BROKEN_ARROWS: &str = "\u{e42}\u{2020}\u{2019}|\u{e2}\u{2020}\u{2019}";

/// Whether a line begins or ends a block of code, a wiki's too, and says nothing more than of what.
pub(super) fn is_fence(body: &str) -> bool {
    // A language has neither commas nor quotes.
    leading("```|~~~|{code|{noformat", body).is_some() && body.split_whitespace().count() <= 2 && !body.holds(",\"")
}

/// A line, cut out of the pasted text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'t> {
    /// From 1.
    pub number: u32,
    /// Without its line break and what stands blank at its end.
    pub text: &'t str,
    /// Columns before the first letter; a tab counts as four.
    pub indent: usize,
    /// Whether the line before it is blank, or there is none.
    pub after_blank: bool,
}

impl<'t> Line<'t> {
    /// Without the blanks on both sides.
    pub fn body(&self) -> &'t str {
        self.text.trim_start()
    }
}

/// The text's lines. Every sort of line break counts as one.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut found = Vec::new();
    for broken in text.split('\n') {
        let broken = broken.strip_suffix('\r').unwrap_or(broken);
        for line in broken.split('\r') {
            push(&mut found, line, None);
        }
    }
    found
}

/// Adds a line behind the others, with a number of its own where it is a part of one.
pub(super) fn push<'t>(lines: &mut Vec<Line<'t>>, line: &'t str, number: Option<u32>) {
    let text = line.trim_end();
    let blanks = text.len() - text.trim_start().len();
    let indent: usize = text[..blanks].chars().map(|c| if c == '\t' { 4 } else { 1 }).sum();
    // A wiki's stars are as many as a point lies deep.
    let stars = text[blanks..].run("*");
    let indent = if text[blanks + stars..].begins("s") { indent + stars.saturating_sub(1) * 2 } else { indent };
    let after_blank = lines.last().is_none_or(|last| last.text.is_empty());
    let number = number.unwrap_or(lines.len() as u32 + 1);
    lines.push(Line { number, text, indent, after_blank });
}

/// What stands before a line's text and says what sort of line it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Mark {
    /// Whether it is an item of a list.
    pub bullet: bool,
    /// Whether the item has a number.
    pub numbered: bool,
    /// Whether the item is a task, and ticked.
    pub ticked: Option<bool>,
}

/// A line's mark, and the text behind it.
pub(super) fn unmarked(body: &str) -> (Mark, &str) {
    let mut mark = Mark::default();
    let mut rest = body;
    while let Some(quoted) = rest.strip_prefix('>') {
        rest = quoted.trim_start();
    }
    let bullet = leading("****|***|**|--|-|*|+|•|·|‣|◦|▪|●|–|—", rest).or_else(|| leading(BROKEN_BULLETS, rest));
    if let Some(length) = bullet
        && rest[length..].begins("s")
    {
        mark.bullet = true;
        rest = rest[length..].trim_start();
    }
    if !mark.bullet {
        let digits = rest.run("d");
        if (1..=3).contains(&digits)
            && let Some(after) = rest[digits..].strip_prefix(['.', ')'])
            && after.begins("s")
        {
            mark = Mark { bullet: true, numbered: true, ticked: None };
            rest = after.trim_start();
        }
    }
    let open = leading("[ ]|☐", rest);
    if let Some(length) = open.or_else(|| leading("[x]|[X]|☑|✅", rest))
        && mark.bullet
        && rest[length..].begins("s")
    {
        mark.ticked = Some(open.is_none());
        rest = rest[length..].trim_start();
    }
    (mark, rest)
}

/// Whether a line says nothing: a rule, a table's border, signs alone.
pub(super) fn is_decoration(body: &str) -> bool {
    !body.chars().any(is_either)
}

/// Text without Markdown's emphasis, code marks and link syntax; every word of it stays. Anything that isn't well-formed
/// Markdown stays as it is.
pub(super) fn plain(text: &str) -> String {
    if !text.holds("*`[~\\_") {
        return text.trim().to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    // Where a search for a partner found none, none is found further on either: so this stays linear.
    let mut hopeless: [bool; 5] = [false; 5];
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let opened = match c {
            '\\' => {
                rest[1..].chars().next().filter(char::is_ascii_punctuation).filter(|c| "*_`~[]#|<>".contains(*c)).map(
                    |c| {
                        out.push(c);
                        1 + c.len_utf8()
                    },
                )
            }
            '`' => code(rest, &mut out, &mut hopeless[0]),
            '*' if rest.starts_with("**") => emphasis(rest, "**", at, text, &mut out, &mut hopeless[1]),
            '*' => emphasis(rest, "*", at, text, &mut out, &mut hopeless[2]),
            '~' if rest.starts_with("~~") => emphasis(rest, "~~", at, text, &mut out, &mut hopeless[3]),
            '_' if rest.starts_with("__") => None,
            '[' => link(rest, &mut out, &mut hopeless[4]),
            _ => None,
        };
        at += opened.unwrap_or_else(|| {
            out.push(c);
            c.len_utf8()
        });
    }
    out.trim().to_owned()
}

fn code(rest: &str, out: &mut String, hopeless: &mut bool) -> Option<usize> {
    let ticks = beginning(rest, 4).run("`");
    if *hopeless || ticks > 2 {
        return None;
    }
    let Some(end) = rest[ticks..].find(&rest[..ticks]) else {
        *hopeless = ticks == 1;
        return None;
    };
    out.push_str(&rest[ticks..ticks + end]);
    Some(end + 2 * ticks)
}

fn emphasis(rest: &str, sign: &str, at: usize, text: &str, out: &mut String, hopeless: &mut bool) -> Option<usize> {
    let inner = &rest[sign.len()..];
    let before = text[..at].chars().next_back();
    if *hopeless || inner.begins("s") || (sign == "*" && before.is_some_and(is_either)) {
        return None;
    }
    let Some(end) = inner.find(sign) else {
        *hopeless = true;
        return None;
    };
    let after = inner[end + sign.len()..].chars().next();
    let spoilt = end == 0 || (sign == "*" && (inner[..end].ends(" ") || after.is_some_and(is_either)));
    if spoilt {
        return None;
    }
    // Emphasis in emphasis is rare; its inner signs go the same way, one level deep.
    out.push_str(&inner[..end].replace(['`'], ""));
    Some(end + 2 * sign.len())
}

/// `[words](address)` becomes `words (address)`.
fn link(rest: &str, out: &mut String, hopeless: &mut bool) -> Option<usize> {
    if *hopeless {
        return None;
    }
    // No further than a link is long: a thousand open brackets before one end are no thousand searches.
    let mut far = rest.len().min(1000);
    while !rest.is_char_boundary(far) {
        far -= 1;
    }
    let Some(close) = rest[..far].find("](") else {
        *hopeless = far == rest.len();
        return None;
    };
    let words = &rest[1..close];
    let address = &rest[close + 2..];
    let end = address.bytes().take(2000).position(|b| b == b')')?;
    if words.holds("[]") || words.is_empty() || address[..end].holds("s") {
        return None;
    }
    out.push_str(words);
    if address[..end] != *words {
        out.push_str(" (");
        out.push_str(&address[..end]);
        out.push(')');
    }
    Some(close + 2 + end + 1)
}

/// The words of a text: runs of letters and digits.
#[inline(never)]
pub(super) fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut from = None;
    for (at, c) in text.char_indices() {
        if is_either(c) {
            from.get_or_insert(at);
        } else if let Some(from) = from.take() {
            words.push(&text[from..at]);
        }
    }
    words.extend(from.map(|from| &text[from..]));
    words
}

/// The words of a label or heading, small and of ASCII alone, with single blanks: what tables of names are asked for. What
/// stands in parentheses is left out.
pub(super) fn key(text: &str) -> String {
    let mut out = String::new();
    let mut depth = 0_usize;
    for c in text.chars().take(200) {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            '\'' | '’' => {}
            c if c.is_ascii_alphanumeric() => out.push(c.to_ascii_lowercase()),
            _ if out.ends(" ") || out.is_empty() => {}
            _ => out.push(' '),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Whether `phrase` (small letters; a `*` at its end stands for any ending) begins at `at` and ends where a word ends.
pub(super) fn is_at(small: &str, at: usize, phrase: &str) -> bool {
    let (stem, open) = phrase.strip_suffix('*').map_or((phrase, false), |stem| (stem, true));
    let (text, stem) = (small.as_bytes(), stem.as_bytes());
    if text.get(at) != stem.first() || !text.get(at..).is_some_and(|rest| rest.starts_with(stem)) {
        return false;
    }
    let after = &small[at + stem.len()..];
    open || !after.begins("w")
}

/// Where words begin in a text, the first so many of them.
#[inline(never)]
pub(super) fn word_starts(text: &str, most: usize) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if !is_either(before) && (is_either(c) || c == '#') {
            starts.push(at);
            if starts.len() == most {
                break;
            }
        }
        before = c;
    }
    starts
}

/// Pieces of a text between signs of a set, without blanks around them; none is empty.
#[inline(never)]
pub(super) fn parts<'t>(text: &'t str, set: &str) -> Vec<&'t str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let part = rest.till(set);
        rest = &rest[part.len()..];
        rest = &rest[rest.chars().next().map_or(0, char::len_utf8)..];
        if !part.trim().is_empty() {
            parts.push(part.trim());
        }
    }
    parts
}

/// Pieces of text, one behind the other.
#[inline(never)]
pub(super) fn cat(pieces: &[&str]) -> String {
    joined(pieces, "")
}

/// Pieces of text with something between them.
#[inline(never)]
pub(super) fn joined(pieces: &[&str], between: &str) -> String {
    let mut out = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        if at > 0 {
            out.push_str(between);
        }
        out.push_str(piece);
    }
    out
}

/// `name: value`, or the value alone where there is no name.
pub(super) fn named(name: &str, value: &str) -> String {
    if name.is_empty() { value.to_owned() } else { cat(&[name, ": ", value]) }
}

/// A number of at least so many digits.
#[inline(never)]
pub(super) fn digits(mut number: u32, least: usize) -> String {
    let mut out = String::new();
    while number > 0 || out.len() < least {
        out.insert(0, char::from(b'0' + (number % 10) as u8));
        number /= 10;
    }
    out
}

/// A text's beginning of at most so many bytes.
#[inline(never)]
pub(super) fn beginning(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Adds text to what may be there already.
pub(super) fn add(to: &mut Option<String>, text: &str, between: &str) {
    if text.is_empty() {
        return;
    }
    match to {
        Some(there) => {
            there.push_str(between);
            there.push_str(text);
        }
        None => *to = Some(text.to_owned()),
    }
}

/// `line N`, as evidence.
pub(super) fn line(number: u32) -> String {
    cat(&["line ", &digits(number, 1)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_behind_a_fences_signs_is_no_fence() {
        assert!(is_fence("```sql") && is_fence("{code:java}") && !is_fence("``` 14:23,\"x"));
    }

    #[test]
    fn markdown_goes_and_words_stay() {
        assert_eq!(plain("**First Alert:** 14:30"), "First Alert: 14:30");
        assert_eq!(
            plain("see [the docs](https://a.example/b) and `x*y`"),
            "see the docs (https://a.example/b) and x*y"
        );
        assert_eq!(plain("2 * 3 * 4, a*b*c, **open"), "2 * 3 * 4, a*b*c, **open");
        assert_eq!(plain("*really* ~~gone~~ snake_case_name \\| \\*"), "really gone snake_case_name | *");
        assert_eq!(plain("[PagerDuty] <b>bold</b>"), "[PagerDuty] <b>bold</b>");
    }

    #[test]
    fn marks() {
        assert_eq!(unmarked("- [x] done"), (Mark { bullet: true, numbered: false, ticked: Some(true) }, "done"));
        assert_eq!(unmarked("12. text"), (Mark { bullet: true, numbered: true, ticked: None }, "text"));
        assert_eq!(unmarked("14.23 text"), (Mark::default(), "14.23 text"));
        assert_eq!(unmarked("-5 degrees"), (Mark::default(), "-5 degrees"));
        assert_eq!(unmarked("> quoted").1, "quoted");
    }

    #[test]
    fn keys() {
        assert_eq!(key("MTTR (Mean Time to Repair)"), "mttr");
        assert_eq!(key("🔎 Five Why's"), "five whys");
        assert_eq!(key("เธ โฑ Timeline ✓"), "timeline");
    }

    #[test]
    fn every_line_break_is_one() {
        let numbers: Vec<_> =
            lines("\u{feff}a\r\nb\rc\n\n  d").iter().map(|l| (l.number, l.body(), l.indent)).collect();
        assert_eq!(numbers, [(1, "a", 0), (2, "b", 0), (3, "c", 0), (4, "", 0), (5, "d", 2)]);
    }
}
