//! What fits after which words: `rules.txt`, read when Tab is pressed.

/// The rules, the first that fits counts. A line is `words : candidates`; `words` are all of the statement's words before
/// the one that is typed. `*` is any word, `a|b` either, `!a` any other, `[ a b ]` may be left out, `...` is any number of
/// words. Candidates stand between ` | `: keywords in capitals, words that stay as they are, and names: `@tables`, or
/// `@columns(2)` of what the second word from the end names. `$name` is a list that stands above. What begins with `17+`, a
/// candidate or a whole line, is for servers from 17 on.
const RULES: &str = include_str!("rules.txt");

/// Candidates of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Candidate {
    /// In the case that `COMP_KEYWORD_CASE` says.
    Keyword(&'static str),
    /// As it is.
    Word(&'static str),
    /// Names of a kind; of what a word names, where there is one.
    Names(&'static str, Option<String>),
}

/// What fits after these words; nothing where no rule says anything.
pub(super) fn find(words: &[&str], major: u32) -> Option<Vec<Candidate>> {
    let (_, candidates) = rules().find(|(pattern, _)| {
        let pattern = since(pattern, major).map(|pattern| pattern.split_whitespace().collect::<Vec<_>>());
        pattern.is_some_and(|pattern| fits(&pattern, words))
    })?;
    let mut found = Vec::new();
    collect(candidates, words, major, &mut found);
    Some(found)
}

fn rules() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = RULES.lines().filter(|line| !line.is_empty() && !line.starts_with(['#', '$']));
    lines.filter_map(|line| line.split_once(" :").map(|(pattern, candidates)| (pattern, candidates.trim())))
}

fn list(name: &str) -> &'static str {
    let lists = RULES.lines().filter_map(|line| line.strip_prefix('$')?.split_once(" = "));
    lists.filter(|(of, _)| *of == name).map(|(_, list)| list).next().unwrap_or("")
}

/// What stands after `17+`; nothing where the server is older.
fn since(text: &str, major: u32) -> Option<&str> {
    match text.split_once('+').map(|(since, text)| (since.parse::<u32>(), text)) {
        Some((Ok(since), text)) => (since <= major).then_some(text),
        _ => Some(text),
    }
}

fn collect(candidates: &'static str, words: &[&str], major: u32, found: &mut Vec<Candidate>) {
    for text in candidates.split(" | ").filter_map(|text| since(text, major)).filter(|text| !text.is_empty()) {
        if let Some(name) = text.strip_prefix('$') {
            collect(list(name), words, major, found);
        } else if let Some(kind) = text.strip_prefix('@') {
            let (kind, of) = match kind.split_once('(') {
                Some((kind, of)) => {
                    let back = of.trim_end_matches(')').parse::<usize>().unwrap_or(1);
                    (kind, words.len().checked_sub(back).map(|at| words[at].to_owned()))
                }
                None => (kind, None),
            };
            found.push(Candidate::Names(kind, of));
        } else if text.bytes().any(|b| b.is_ascii_lowercase()) {
            found.push(Candidate::Word(text));
        } else {
            found.push(Candidate::Keyword(text));
        }
    }
}

fn fits(pattern: &[&str], words: &[&str]) -> bool {
    let Some((first, rest)) = pattern.split_first() else { return words.is_empty() };
    match *first {
        "..." => (0..=words.len()).any(|taken| fits(rest, &words[taken..])),
        "[" => {
            let end = rest.iter().position(|word| *word == "]").unwrap_or(rest.len());
            let after = rest.get(end + 1..).unwrap_or(&[]);
            fits(after, words) || fits(&[&rest[..end], after].concat(), words)
        }
        one => words.split_first().is_some_and(|(word, others)| is(one, word) && fits(rest, others)),
    }
}

fn is(pattern: &str, word: &str) -> bool {
    match pattern.strip_prefix('!') {
        Some(others) => !others.split('|').any(|one| alike(one, word)),
        None => pattern.split('|').any(|one| alike(one, word)),
    }
}

/// Whether they are the same but for case, with one `*` for anything. Case counts in backslash commands.
fn alike(pattern: &str, word: &str) -> bool {
    let same =
        |one: &str, other: &str| if pattern.starts_with('\\') { one == other } else { one.eq_ignore_ascii_case(other) };
    match pattern.split_once('*') {
        None => same(pattern, word),
        Some((begin, end)) => {
            word.len() >= begin.len() + end.len()
                && word.get(..begin.len()).is_some_and(|text| same(begin, text))
                && word.get(word.len() - end.len()..).is_some_and(|text| same(end, text))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::names;
    use super::*;

    fn after(text: &str) -> Vec<Candidate> {
        find(&super::super::words::before(text), 15).unwrap_or_default()
    }

    #[test]
    fn the_first_rule_that_fits_counts() {
        assert_eq!(after("alter table t rename column a "), [Candidate::Keyword("TO")]);
        assert_eq!(after("alter table t drop column "), [Candidate::Names("columns", Some("t".to_owned()))]);
        assert_eq!(after("drop table t "), [Candidate::Keyword("CASCADE"), Candidate::Keyword("RESTRICT")]);
        assert_eq!(after("\\dt+ "), [Candidate::Names("tables", None)]);
        assert_eq!(after("\\dT "), after("\\dT+ "));
        assert_ne!(after("\\dT "), after("\\dt "));
        assert!(!after("explain (").contains(&Candidate::Keyword("MEMORY")));
        assert!(find(&["explain", "("], 17).is_some_and(|found| found.contains(&Candidate::Keyword("MEMORY"))));
        let merge = ["merge", "into", "t", "using", "s", "on", "true", "when", "not", "matched", "by"];
        assert_ne!(find(&merge, 16), find(&merge, 17));
        assert_eq!(find(&merge, 17), Some(vec![Candidate::Keyword("SOURCE"), Candidate::Keyword("TARGET")]));
        assert!(find(&[], 15).is_some_and(|found| found.contains(&Candidate::Keyword("SELECT"))));
    }

    #[test]
    fn every_rule_can_be_read() {
        for line in RULES.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let Some((pattern, candidates)) = line.split_once(" :").or_else(|| line.split_once(" = ")) else {
                panic!("no rule: {line}")
            };
            assert_eq!(pattern.matches('[').count(), pattern.matches(']').count(), "{line}");
            let words = vec!["x"; 12];
            let mut found = Vec::new();
            collect(candidates, &words, 99, &mut found);
            for candidate in found {
                if let Candidate::Names(kind, of) = candidate {
                    assert!(names::is_known(kind, of.is_some()), "@{kind} in {line}");
                }
            }
            for name in candidates.split(" | ").filter_map(|text| text.trim().strip_prefix('$')) {
                assert!(!list(name).is_empty(), "${name} in {line}");
            }
        }
    }
}
