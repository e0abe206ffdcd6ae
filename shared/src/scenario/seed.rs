//! Seeds: the same incident under other names and numbers, so that answers can't be passed on.
//!
//! A scenario lists whole sets (`[[vary]]`) and not values to be combined: numbers in an incident hang together (the
//! fleets fill max_connections exactly), and every set can be validated when the file is loaded.

use std::collections::BTreeMap;

use super::VaryValue;

/// One set: the value of each name.
pub type Names = BTreeMap<String, VaryValue>;

/// A placeholder that can't be filled: `{{name}}` stands in the file and `[[vary]]` has no such name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {{{{{name}}}}} stands for nothing: [[vary]] has no such name")]
pub struct SeedError {
    /// One-based.
    pub line: usize,
    /// The placeholder's name.
    pub name: String,
}

/// Which of `sets` sets a seed takes: the first for seed 0, for any other seed one of the rest where there are more.
pub fn choose(sets: usize, seed: u64) -> usize {
    if seed == 0 || sets < 2 {
        return 0;
    }
    // Not drawn but counted off: neighbours in a classroom get different sets.
    1 + (seed - 1) as usize % (sets - 1)
}

/// Every placeholder in a text that `names` can't fill.
pub fn unknown_placeholders(text: &str, names: &Names) -> Vec<SeedError> {
    let mut unknown = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let mut rest = line;
        while let Some((_, name, after)) = placeholder(rest) {
            if !names.contains_key(name) {
                unknown.push(SeedError { line: at + 1, name: name.to_owned() });
            }
            rest = after;
        }
    }
    unknown
}

/// Puts a set's names into a file's text. `{{name}}` becomes the value; a `"{{name}}"` that stands for a number or a
/// truth value loses its quotes, so that the file is TOML before and after. Lines stay where they are.
pub fn substitute(text: &str, names: &Names) -> Result<String, SeedError> {
    let mut out = String::with_capacity(text.len());
    for (at, line) in text.split_inclusive('\n').enumerate() {
        let mut rest = line;
        while let Some((before, name, after)) = placeholder(rest) {
            let value = names.get(name).ok_or_else(|| SeedError { line: at + 1, name: name.to_owned() })?;
            let bare = !matches!(value, VaryValue::Text(_)) && before.ends_with('"') && after.starts_with('"');
            out.push_str(if bare { &before[..before.len() - 1] } else { before });
            out.push_str(&value.to_string());
            rest = if bare { &after[1..] } else { after };
        }
        out.push_str(rest);
    }
    Ok(out)
}

/// The first placeholder of a line: what stands before it, its name, what stands after it.
fn placeholder(line: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = line.split_once("{{")?;
    let (name, after) = rest.split_once("}}")?;
    Some((before, name.trim(), after))
}

/// One step of SplitMix64 (Steele, Lea, Flood 2014), the plan's only source of chance.
pub fn splitmix(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        BTreeMap::from([
            ("worker".into(), VaryValue::Text("deploy_worker".into())),
            ("count".into(), VaryValue::Number(85)),
        ])
    }

    #[test]
    fn numbers_lose_their_quotes_and_names_keep_them() {
        let text = substitute("name = \"{{worker}}\"\nconnections = \"{{ count }}\"\n", &names()).unwrap();
        assert_eq!(text, "name = \"deploy_worker\"\nconnections = 85\n");
        assert_eq!(substitute("\"{{count}} of them\"", &names()).unwrap(), "\"85 of them\"");
    }

    #[test]
    fn seed_zero_takes_the_first_set_and_no_other_seed_does() {
        assert_eq!(choose(4, 0), 0);
        assert_eq!((1..8).map(|seed| choose(4, seed)).collect::<Vec<_>>(), [1, 2, 3, 1, 2, 3, 1]);
        assert_eq!(choose(4, u64::MAX), choose(4, u64::MAX));
        assert_eq!((choose(1, 7), choose(0, 7)), (0, 0));
    }

    #[test]
    fn every_unknown_placeholder_names_its_line() {
        let text = "a {{worker}}\nb {{wroker}}\nc {{x}} {{y}}";
        let lines: Vec<_> = unknown_placeholders(text, &names()).into_iter().map(|e| (e.line, e.name)).collect();
        assert_eq!(lines, [(2, "wroker".into()), (3, "x".into()), (3, "y".into())]);
        assert_eq!(substitute(text, &names()).unwrap_err(), SeedError { line: 2, name: "wroker".into() });
    }

    #[test]
    fn braces_that_close_nowhere_are_text() {
        assert_eq!(substitute("a {{b\nc", &names()).unwrap(), "a {{b\nc");
    }
}
