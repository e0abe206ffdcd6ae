//! What somebody wrote, beside what the journal proves: point by point, without a score.

use serde::{Deserialize, Serialize};

use super::points::{ProvenPoint, Section};
use super::text::{Sentence, find, sentences};
use super::wording::line;
use crate::postmortem::{Own, Postmortem};

/// The longest quotation.
const QUOTED: usize = 400;

/// One point: theirs and what is proven.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Comparison {
    /// Which of the three texts it is about.
    pub section: Section,
    /// What it is about, such as `since when`.
    pub point: String,
    /// Their words: the sentence or the item that mentions it; of a root cause that doesn't, all of it.
    pub own: Option<String>,
    /// What the journal or the scenario's truth proves.
    pub proven: String,
    /// The journal's entries that it rests on, as `type#n`.
    pub evidence: Vec<String>,
    /// Whether theirs mentions it, as far as names and figures tell.
    pub mentioned: bool,
}

/// Sets what somebody wrote beside what is proven. Nothing for a postmortem from a pasted timeline, which proves nothing.
pub fn compare(own: &Own, postmortem: &Postmortem) -> Vec<Comparison> {
    let summary = sentences(&own.summary);
    let root_cause = sentences(&own.root_cause);
    let items: Vec<Vec<Sentence>> = own.actions.iter().map(|item| sentences(item)).collect();
    let beside = |point: &ProvenPoint| {
        let quote = |found: &Sentence| line(&found.text, QUOTED);
        let found = match point.section {
            Section::Summary => find(&summary, &point.mentions).map(quote),
            Section::RootCause => find(&root_cause, &point.mentions).map(quote),
            Section::Actions => {
                let found = items.iter().position(|item| find(item, &point.mentions).is_some());
                found.map(|at| line(&own.actions[at], QUOTED))
            }
        };
        let mentioned = found.is_some();
        let cause = point.section == Section::RootCause && point.point == "the cause";
        let whole = Some(line(&own.root_cause, QUOTED)).filter(|text| cause && !text.is_empty());
        Comparison {
            section: point.section,
            point: point.point.clone(),
            own: if cause { whole } else { found },
            proven: point.proven.clone(),
            evidence: point.evidence.clone(),
            mentioned,
        }
    };
    postmortem.proven.iter().map(beside).collect()
}
