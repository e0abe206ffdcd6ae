//! Seeds: the same incident under other names and numbers, so that answers can't be passed on.

use std::collections::BTreeMap;

use super::VaryValue;

/// The value of each `[vary]` name for one seed.
pub type Names = BTreeMap<String, VaryValue>;

/// A placeholder that can't be filled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SeedError {
    /// `{{name}}` stands in the file and `[vary]` has no such name.
    #[error("line {line}: {{{{{name}}}}} stands for nothing: [vary] has no such name")]
    Unknown {
        /// One-based.
        line: usize,
        /// The placeholder's name.
        name: String,
    },
    /// A `[vary]` entry has no values.
    #[error("[vary] {name}: needs at least one value")]
    Empty {
        /// The entry's name.
        name: String,
    },
}

/// Chooses each name's value: the first for seed 0, else one drawn by the seed and the name.
pub fn choose(vary: &BTreeMap<String, Vec<VaryValue>>, seed: u64) -> Result<Names, SeedError> {
    vary.iter()
        .map(|(name, values)| {
            let at = if seed == 0 { 0 } else { draw(seed, name) as usize % values.len().max(1) };
            let value = values.get(at).ok_or_else(|| SeedError::Empty { name: name.clone() })?;
            Ok((name.clone(), value.clone()))
        })
        .collect()
}

/// Puts the seed's names into a file's text. `{{name}}` becomes the value; a `"{{name}}"` that stands for a number
/// or a truth value loses its quotes, so that the file is TOML before and after. Lines stay where they are.
pub fn substitute(text: &str, names: &Names) -> Result<String, SeedError> {
    let mut out = String::with_capacity(text.len());
    for (at, line) in text.split_inclusive('\n').enumerate() {
        let mut rest = line;
        while let Some(open) = rest.find("{{") {
            let Some(len) = rest[open..].find("}}") else { break };
            let name = rest[open + 2..open + len].trim();
            let value = names.get(name).ok_or_else(|| SeedError::Unknown { line: at + 1, name: name.to_owned() })?;
            let (before, after) = (&rest[..open], &rest[open + len + 2..]);
            let bare = !matches!(value, VaryValue::Text(_)) && before.ends_with('"') && after.starts_with('"');
            out.push_str(if bare { &before[..before.len() - 1] } else { before });
            out.push_str(&value.to_string());
            rest = if bare { &after[1..] } else { after };
        }
        out.push_str(rest);
    }
    Ok(out)
}

/// SplitMix64 over the seed and the name's bytes: the same on every machine and in every build.
fn draw(seed: u64, name: &str) -> u64 {
    let mut state = seed;
    for byte in name.bytes() {
        state = splitmix(state ^ u64::from(byte));
    }
    state
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

    fn vary() -> BTreeMap<String, Vec<VaryValue>> {
        BTreeMap::from([
            ("worker".into(), vec![VaryValue::Text("deploy_worker".into()), VaryValue::Text("release_agent".into())]),
            ("count".into(), vec![VaryValue::Number(85), VaryValue::Number(82)]),
        ])
    }

    #[test]
    fn seed_zero_takes_the_first_of_each() {
        let names = choose(&vary(), 0).unwrap();
        let text = substitute("name = \"{{worker}}\"\nconnections = \"{{count}}\"\n", &names).unwrap();
        assert_eq!(text, "name = \"deploy_worker\"\nconnections = 85\n");
    }

    #[test]
    fn some_seed_takes_another_and_every_seed_takes_the_same_twice() {
        let chosen: Vec<_> = (1..20).map(|s| choose(&vary(), s).unwrap()["worker"].to_string()).collect();
        assert!(chosen.iter().any(|w| w == "release_agent"));
        assert_eq!(chosen, (1..20).map(|s| choose(&vary(), s).unwrap()["worker"].to_string()).collect::<Vec<_>>());
    }

    #[test]
    fn an_unknown_placeholder_names_its_line() {
        let err = substitute("a\nb {{wroker}}", &choose(&vary(), 0).unwrap()).unwrap_err();
        assert_eq!(err, SeedError::Unknown { line: 2, name: "wroker".into() });
    }
}
