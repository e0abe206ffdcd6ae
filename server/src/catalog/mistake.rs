//! Mistakes in scenarios' files, and the nearest right name.

use std::path::PathBuf;

/// A mistake in a scenario's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The file.
    pub file: PathBuf,
    /// One-based line; none where it can't be told.
    pub line: Option<usize>,
    /// The key, such as `fleet[1].conections`.
    pub key: String,
    /// What was wrong, what was expected, and the nearest known key.
    pub message: String,
}

impl std::fmt::Display for Mistake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if self.key.is_empty() {
            return write!(f, ": {}", self.message);
        }
        write!(f, ": {}: {}", self.key, self.message)
    }
}

pub(crate) use crate::basics::nearest;

/// Below this two names have nothing to do with each other.
const ALIKE: f64 = 0.7;

/// `did you mean x? known: x, y`, or the list alone where nothing is alike.
pub(crate) fn suggest<'a>(name: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    let mut list: Vec<&str> = known.clone().into_iter().collect();
    list.dedup();
    if list.is_empty() {
        return "none is known here".to_owned();
    }
    let list = format!("known here: {}", list.join(", "));
    match nearest(name, known) {
        Some(near) if strsim::jaro_winkler(name, near) >= ALIKE || near.contains(name) => {
            format!("did you mean {near}? {list}")
        }
        _ => list,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_comes_first_and_the_rest_after() {
        assert_eq!(
            suggest("conections", ["name", "connections"]),
            "did you mean connections? known here: name, connections"
        );
        assert_eq!(suggest("zzz", ["name"]), "known here: name");
        assert_eq!(suggest("x", []), "none is known here");
    }

    #[test]
    fn a_part_of_a_name_finds_it() {
        let known = ["stage-03/03-connection-storm-after-deploy", "stage-01/01-connection"];
        assert_eq!(nearest("connection-storm", known), Some(known[0]));
    }
}
