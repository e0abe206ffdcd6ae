//! Text that stays text, in CommonMark and on GitHub.
//!
//! Markup is escaped with backslashes. What GitHub turns into links by itself (addresses, `@mentions`, `#123`, commits) has no
//! escape that survives every renderer, so it becomes a code span: the same characters, and never a link.

use crate::postmortem::text;
use crate::postmortem::write::all;

/// Text within a line.
pub fn inline(given: &str) -> String {
    let mut out = String::new();
    put_text(&mut out, given, false);
    out
}

/// Text at the beginning of a block, where `#`, `-` or `1.` would begin a heading or a list.
pub fn block(given: &str) -> String {
    let mut out = String::new();
    put_block(&mut out, given);
    out
}

/// Text in a cell of a table.
pub fn cell(given: &str) -> String {
    let mut out = inline(given);
    pipes(&mut out, 0);
    out
}

/// A fenced block, whose fence is longer than any run of backticks in it.
pub fn fence(given: &str, language: &str) -> String {
    let mut out = String::new();
    put_fence(&mut out, given, language);
    out
}

/// Puts text at the beginning of a block.
pub(super) fn put_block(out: &mut String, given: &str) {
    put_text(out, given, true);
}

/// Escapes the pipes of what was put since then, for a table.
pub(super) fn pipes(out: &mut String, since: usize) {
    let mut at = since;
    while let Some(found) = out[at..].find('|') {
        out.insert(at + found, '\\');
        at += found + 2;
    }
}

/// Puts a code span, if the code can be one: a single line that isn't long; in a table also without what tables can't hold.
pub(super) fn put_code(out: &mut String, given: &str, in_table: bool) -> bool {
    let code = text::lines(given);
    let code = code.trim();
    if code.is_empty() || code.contains(['\n', '\t']) || code.chars().count() > 80 || code.contains("  ") {
        return false;
    }
    // `\|` is a pipe in a table, even within a code span: a backslash before a pipe can't be written there.
    if in_table && code.contains('|') && code.contains('\\') {
        return false;
    }
    let from = out.len();
    // Any run of another length than those within would do; longer than the longest is simplest.
    let ticks = "`".repeat(longest_run(code) + 1);
    let pad = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
    all(out, &[&ticks, pad, code, pad, &ticks]);
    if in_table {
        pipes(out, from);
    }
    true
}

/// Puts a fenced block, whose fence is longer than any run of backticks in it.
pub(super) fn put_fence(out: &mut String, given: &str, language: &str) {
    let code = text::lines(given);
    let fence = "`".repeat(longest_run(&code).max(2) + 1);
    all(out, &[&fence, language, "\n", &code, "\n", &fence, "\n"]);
}

fn longest_run(text: &str) -> usize {
    let (mut longest, mut run) = (0, 0);
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// Puts text within a line, or at the beginning of a block.
pub(super) fn put_text(out: &mut String, given: &str, at_start: bool) {
    let chars: Vec<char> = text::line(given).chars().collect();
    let mut at = 0;
    if at_start {
        at = start(&chars, out);
    }
    // A code span that has begun in `out`, so that two of them never touch.
    let mut open = false;
    while at < chars.len() {
        let end = linked(&chars, at);
        if end > at {
            if !open {
                out.push('`');
                open = true;
            }
            out.extend(&chars[at..end]);
            at = end;
            continue;
        }
        if open {
            out.push('`');
            open = false;
        }
        let c = chars[at];
        let before = at.checked_sub(1).map(|b| chars[b]);
        let after = chars.get(at + 1).copied();
        let special = match c {
            // GitHub takes what stands between two `$` for a formula; others have `^` for what is raised and braces for a
            // heading's attributes.
            '\\' | '`' | '*' | '[' | ']' | '<' | '~' | '$' | '^' | '{' => true,
            '_' => !(is_plain(before) && is_plain(after)),
            '&' => after.is_some_and(|a| a == '#' || a.is_ascii_alphabetic()),
            // At the end a heading would lose it.
            '#' => !is_plain(before) && !is_plain(after),
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(c);
        at += 1;
    }
    if open {
        out.push('`');
    }
}

/// What would begin a block, escaped; gives how many characters that were.
fn start(chars: &[char], out: &mut String) -> usize {
    match chars.first() {
        Some(c @ ('#' | '-' | '+' | '=' | '>' | ':'))
            if !(*c == '#' && chars.get(1).is_some_and(char::is_ascii_digit)) =>
        {
            out.push('\\');
            out.push(*c);
            1
        }
        Some(c) if c.is_ascii_digit() => {
            let digits = chars.iter().take_while(|c| c.is_ascii_digit()).count();
            match chars.get(digits) {
                Some(c @ ('.' | ')')) if digits < 10 => {
                    out.extend(&chars[..digits]);
                    out.push('\\');
                    out.push(*c);
                    digits + 1
                }
                _ => 0,
            }
        }
        _ => 0,
    }
}

/// Where the thing ends that would become a link and begins here; `at` itself if there is none.
fn linked(chars: &[char], at: usize) -> usize {
    let before = at.checked_sub(1).map(|b| chars[b]);
    let bounded = !is_plain(before) && before != Some('_');
    let rest = &chars[at..];
    match rest[0] {
        'h' | 'H' | 'f' | 'F' => {
            let scheme = ["https://", "http://", "ftp://"].into_iter().find(|s| begins(rest, s));
            match scheme {
                Some(scheme) => address(chars, at, at + scheme.len()),
                None if bounded => word(chars, at),
                None => at,
            }
        }
        'w' | 'W' if bounded && begins(rest, "www.") => address(chars, at, at + 4),
        '#' if rest.get(1).is_some_and(char::is_ascii_digit) => {
            at + 1 + rest[1..].iter().take_while(|c| c.is_ascii_digit()).count()
        }
        '@' if bounded && rest.get(1).is_some_and(|c| c.is_ascii_alphanumeric() || *c == '_') => {
            let name = |c: &&char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '@');
            trimmed(chars, at + 1 + rest[1..].iter().take_while(name).count(), at + 2)
        }
        c if bounded && (c.is_ascii_alphanumeric() || matches!(c, '.' | '+' | '-' | '_')) => word(chars, at),
        _ => at,
    }
}

/// A word that is a mail address, a commit or `GH-123`.
fn word(chars: &[char], at: usize) -> usize {
    let name = |c: &&char| c.is_ascii_alphanumeric() || matches!(c, '.' | '+' | '-' | '_');
    // Longer than any name before an @; a limit also keeps one long word from being read again and again.
    let first = chars[at..].iter().take(256).take_while(name).count();
    let end = at + first;
    if chars.get(end) == Some(&'@') {
        let host = chars[end + 1..].iter().take(256).take_while(name).count();
        let host_end = trimmed(chars, end + 1 + host, end + 1);
        return if chars[end + 1..host_end].contains(&'.') { host_end } else { at };
    }
    let letters = chars[at..].iter().take(41).take_while(|c| c.is_ascii_alphanumeric() || **c == '_').count();
    let own = &chars[at..at + letters];
    let hex = own.iter().all(|c| matches!(c, '0'..='9' | 'a'..='f'));
    let mixed = own.iter().any(char::is_ascii_digit) && own.iter().any(char::is_ascii_alphabetic);
    if hex && mixed && (7..=40).contains(&letters) {
        return at + letters;
    }
    let digits = chars[(at + 3).min(chars.len())..].iter().take_while(|c| c.is_ascii_digit()).count();
    if begins(&chars[at..], "gh-") && digits > 0 { at + 3 + digits } else { at }
}

/// Where an address ends: before white space and before what can't be in one, without the punctuation of the sentence.
fn address(chars: &[char], at: usize, least: usize) -> usize {
    let part = |c: &&char| !c.is_whitespace() && !matches!(c, '<' | '>' | '`' | '|' | '"' | '\\' | '[' | ']');
    let end = at + chars[at..].iter().take_while(part).count();
    trimmed(chars, end, least)
}

fn trimmed(chars: &[char], mut end: usize, least: usize) -> usize {
    while end > least
        && matches!(chars[end - 1], '.' | ',' | ';' | ':' | '!' | '?' | ')' | '\'' | '*' | '_' | '~' | '-' | '/')
    {
        end -= 1;
    }
    end
}

fn is_plain(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_ascii_alphanumeric())
}

fn begins(chars: &[char], word: &str) -> bool {
    let mut chars = chars.iter();
    word.chars().all(|w| chars.next().is_some_and(|c| c.eq_ignore_ascii_case(&w)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_escaped_and_plain_text_left_alone() {
        for (given, expected) in [
            ("pg_stat_activity showed 85 * 2", "pg_stat_activity showed 85 \\* 2"),
            ("_so_ and __dunder__", "\\_so\\_ and \\_\\_dunder\\_\\_"),
            ("<script>alert(1)</script>", "\\<script>alert(1)\\</script>"),
            ("[x](javascript:alert(1))", "\\[x\\](javascript:alert(1))"),
            ("AT&T &lt; &#60; a & b", "AT\\&T \\&lt; \\&`#60`; a & b"),
            ("see http://a.example/x?y=1.", "see `http://a.example/x?y=1`."),
            ("(https://a.example)", "(`https://a.example`)"),
            ("www.a.example, mail a.b@c.example!", "`www.a.example`, mail `a.b@c.example`!"),
            ("@sarah joined PR #2847 in #inc-db", "`@sarah` joined PR `#2847` in #inc-db"),
            ("@a/b#12", "`@a/b#12`"),
            ("@sarah's", "`@sarah`'s"),
            ("GH-12 at deadbee7", "`GH-12` at `deadbee7`"),
            ("1234567 rows, 100/100", "1234567 rows, 100/100"),
            ("$15,000", "\\$15,000"),
            ("x^2 {#y}", "x\\^2 \\{#y}"),
            ("$1 to $2", "\\$1 to \\$2"),
            ("C# #", "C# \\#"),
            ("a\\b `c`", "a\\\\b \\`c\\`"),
            ("two\nlines", "two lines"),
        ] {
            assert_eq!(inline(given), expected);
        }
    }

    #[test]
    fn the_beginning_of_a_block_begins_nothing() {
        for (given, expected) in [
            ("# not a heading", "\\# not a heading"),
            ("- no list", "\\- no list"),
            ("1. no list", "1\\. no list"),
            ("2) no list", "2\\) no list"),
            ("> no quote", "\\> no quote"),
            ("=====", "\\====="),
            ("#2847 is it", "`#2847` is it"),
            ("14:23 is a time", "14:23 is a time"),
            ("12.5 % of them", "12\\.5 % of them"),
        ] {
            assert_eq!(block(given), expected);
        }
    }

    #[test]
    fn code_is_a_span_where_it_can_be_one() {
        let code = |given: &str, in_table| {
            let mut out = String::new();
            put_code(&mut out, given, in_table).then_some(out)
        };
        assert_eq!(code("SHOW max_connections;", true).as_deref(), Some("`SHOW max_connections;`"));
        assert_eq!(code("select a || b", true).as_deref(), Some("`select a \\|\\| b`"));
        assert_eq!(code("select `a`", false).as_deref(), Some("`` select `a` ``"));
        assert_eq!(code("a\\|b", true), None);
        assert_eq!(code("two\nlines", false), None);
        assert_eq!(fence("a\n````\nb", "text"), "`````text\na\n````\nb\n`````\n");
    }
}
