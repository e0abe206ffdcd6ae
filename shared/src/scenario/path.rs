//! Paths: scenarios in an order that teaches something together.

use serde::{Deserialize, Serialize};

use super::Summary;

/// From how many points on a step counts as done: so many can't be had without part of a fix that lasts (Detect 40, Trap
/// 20, and all mitigation stays below half of Fix).
pub const DONE_FROM: u32 = 80;

/// `paths/<id>.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PathFile {
    /// The title.
    pub title: String,
    /// What it is for, a sentence or two.
    pub purpose: String,
    /// What one can do afterwards, each a phrase that follows on "Afterwards you can".
    pub afterwards: Vec<String>,
    /// Least and most minutes that all of it takes; the sum of the scenarios' where left out.
    pub minutes: Option<[u32; 2]>,
    /// The scenarios in their order, as `stage-NN/NN-name`.
    pub scenarios: Vec<String>,
}

/// A path as a browser sees it (`GET /api/paths`, `GET /api/paths/{name}`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Path {
    /// The file's name without `.toml`.
    pub id: String,
    /// The title.
    pub title: String,
    /// What it is for.
    pub purpose: String,
    /// What one can do afterwards.
    pub afterwards: Vec<String>,
    /// Least and most minutes that all of it takes.
    pub minutes: [u32; 2],
    /// From how many points on a step counts as done.
    pub done_from: u32,
    /// The scenarios, in order.
    pub steps: Vec<Summary>,
}

impl PathFile {
    /// The path with its scenarios' lines put in; `steps` are those of [`Self::scenarios`].
    pub fn to_path(&self, id: &str, steps: Vec<Summary>) -> Path {
        let sum = |at: usize| steps.iter().map(|s| s.minutes[at]).fold(0, u32::saturating_add);
        Path {
            id: id.to_owned(),
            title: self.title.clone(),
            purpose: self.purpose.clone(),
            afterwards: self.afterwards.clone(),
            minutes: self.minutes.unwrap_or_else(|| [sum(0), sum(1)]),
            done_from: DONE_FROM,
            steps,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Level;

    fn step(minutes: [u32; 2]) -> Summary {
        let (id, title, topic, summary) = (String::new(), String::new(), String::new(), String::new());
        Summary { id, title, topic, level: Level::L1, minutes, summary }
    }

    #[test]
    fn the_estimate_is_the_sum_unless_it_is_given() {
        let mut file: PathFile =
            toml::from_str("title = 't'\npurpose = 'p'\nafterwards = []\nscenarios = ['a', 'b']\n").unwrap();
        let steps = vec![step([10, 15]), step([5, 20])];
        assert_eq!(file.to_path("x", steps.clone()).minutes, [15, 35]);
        file.minutes = Some([60, 90]);
        assert_eq!(file.to_path("x", steps).minutes, [60, 90]);
    }
}
