//! What this browser remembers of its learner: the best total of each scenario, by mode, and when. No account: it lies
//! in the browser's own storage, goes into a file and comes back from one.

use ride_shared::protocol::Mode;
use serde::Serialize;

use crate::browser;
use crate::json::{Value, parse};

const KEY: &str = "ride.progress";
/// The version of what is kept.
const VERSION: u64 = 1;
/// More scenarios than this are no learner's.
const MOST: usize = 1000;

/// The best of one scenario in one mode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Best {
    /// Points of 100.
    pub total: u32,
    /// When, as `2026-01-31T12:00:00.000Z`.
    pub at: String,
}

/// A scenario's bests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Entry {
    scenario: String,
    mode: &'static str,
    #[serde(flatten)]
    best: Best,
}

/// Every scenario's bests.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Progress(Vec<Entry>);

/// The file's and the storage's form.
#[derive(Serialize)]
struct File<'p> {
    ride_progress: u64,
    best: &'p [Entry],
}

/// The modes' names.
pub const MODES: [&str; 2] = ["practice", "assessed"];

/// A mode's name.
pub fn name(mode: Mode) -> &'static str {
    MODES[usize::from(mode == Mode::Assessed)]
}

impl Progress {
    /// The best of a scenario in a mode.
    pub fn best(&self, scenario: &str, mode: &str) -> Option<&Best> {
        self.0.iter().find(|e| e.scenario == scenario && e.mode == mode).map(|e| &e.best)
    }

    /// The best total of a scenario in any mode.
    pub fn total(&self, scenario: &str) -> Option<u32> {
        MODES.into_iter().filter_map(|mode| self.best(scenario, mode)).map(|best| best.total).max()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes a score in, where it is better than what was known.
    pub fn take(&mut self, scenario: &str, mode: &'static str, best: Best) {
        match self.0.iter_mut().find(|e| e.scenario == scenario && e.mode == mode) {
            Some(known) if known.best.total >= best.total => {}
            Some(known) => known.best = best,
            None => self.0.push(Entry { scenario: scenario.to_owned(), mode, best }),
        }
    }

    /// The better of the two, everywhere.
    pub fn merge(&mut self, other: Self) {
        for Entry { scenario, mode, best } in other.0 {
            self.take(&scenario, mode, best);
        }
    }

    /// As a file.
    pub fn to_json(&self) -> String {
        serde_json::to_string(&File { ride_progress: VERSION, best: &self.0 }).unwrap_or_default()
    }

    /// From a file, or what is wrong with it.
    pub fn from_json(text: &str) -> Result<Self, String> {
        let file = parse(text).unwrap_or_default();
        match file["ride_progress"].as_u64() {
            Some(VERSION) => {}
            Some(_) => return Err("This file is from a later version of ride: update this one first.".to_owned()),
            None => return Err("This is no file of ride's progress: choose one that Export wrote.".to_owned()),
        }
        let broken = |at: usize| {
            ["Entry ", &(at + 1).to_string(), " of this file is broken, and nothing was taken over: export it again."]
                .concat()
        };
        let list = file["best"].as_array().filter(|list| list.len() <= MOST).ok_or_else(|| broken(0))?;
        let mut progress = Self::default();
        for (at, entry) in list.iter().enumerate() {
            let (scenario, mode, best) = read(entry).ok_or_else(|| broken(at))?;
            progress.take(scenario, mode, best);
        }
        Ok(progress)
    }

    /// What this browser keeps.
    pub fn load() -> Self {
        browser::kept(KEY).and_then(|text| Self::from_json(&text).ok()).unwrap_or_default()
    }

    /// Keeps it; false where the browser does not.
    pub fn save(&self) -> bool {
        let text = self.to_json();
        browser::keep(KEY, &text);
        browser::kept(KEY).as_ref() == Some(&text)
    }
}

fn read(entry: &Value) -> Option<(&str, &'static str, Best)> {
    let scenario = entry["scenario"].as_str().filter(|id| !id.is_empty() && id.len() <= 100)?;
    let mode = MODES.into_iter().find(|mode| entry["mode"].as_str() == Some(mode))?;
    let total = entry["total"].as_u64().filter(|total| *total <= 100)? as u32;
    let at = entry["at"].as_str().filter(|at| is_time(at))?;
    Some((scenario, mode, Best { total, at: at.to_owned() }))
}

/// Whether it is a time as `Date.toISOString` writes it.
fn is_time(at: &str) -> bool {
    let form = b"dddd-dd-ddTdd:dd:dd.dddZ";
    at.len() == form.len()
        && at.bytes().zip(form).all(|(is, form)| if *form == b'd' { is.is_ascii_digit() } else { is == *form })
}

/// Keeps a score; false where the browser keeps nothing.
pub fn record(scenario: &str, mode: Mode, total: u32) -> bool {
    let mut progress = Progress::load();
    let before = progress.clone();
    progress.take(scenario, name(mode), Best { total, at: js_sys::Date::new_0().to_iso_string().into() });
    progress == before || progress.save()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(total: u32) -> Best {
        Best { total, at: "2026-01-31T12:00:00.000Z".to_owned() }
    }

    #[test]
    fn the_best_of_each_mode_stays() {
        let mut progress = Progress::default();
        assert_eq!(progress.total("a"), None);
        progress.take("a", "practice", best(60));
        progress.take("a", "practice", best(40));
        progress.take("a", "assessed", best(85));
        assert_eq!(progress.best("a", "practice").unwrap().total, 60);
        assert_eq!(progress.total("a"), Some(85));
        assert_eq!(progress.total("b"), None);
    }

    #[test]
    fn what_was_exported_comes_back_and_the_better_wins() {
        let mut progress = Progress::default();
        progress.take("a", "practice", best(60));
        progress.take("b", "assessed", best(100));
        let mut other = Progress::from_json(&progress.to_json()).unwrap();
        assert_eq!(other, progress);
        other.take("a", "practice", best(70));
        progress.take("b", "practice", best(1));
        progress.merge(other);
        assert_eq!((progress.total("a"), progress.total("b")), (Some(70), Some(100)));
        assert_eq!(progress.best("b", "practice").unwrap().total, 1);
    }

    #[test]
    fn a_file_that_is_none_says_so() {
        for (text, told) in [
            ("", "no file of ride's"),
            ("[]", "no file of ride's"),
            (r#"{"ride_progress":2,"best":[]}"#, "later version"),
            (r#"{"ride_progress":1}"#, "Entry 1"),
            (r#"{"ride_progress":1,"best":[{"scenario":"a","mode":"exam","total":1,"at":"x"}]}"#, "Entry 1"),
            (
                r#"{"ride_progress":1,"best":[{"scenario":"a","mode":"practice","total":101,"at":"2026-01-31T12:00:00.000Z"}]}"#,
                "Entry 1",
            ),
        ] {
            let error = Progress::from_json(text).unwrap_err();
            assert!(error.contains(told), "{text}: {error}");
        }
    }
}
