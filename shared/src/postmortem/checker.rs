//! Blameless by construction: what a postmortem says that it had better say in another way, and what it doesn't say.

use serde::{Deserialize, Serialize};

use super::model::Postmortem;

/// Something to write in another way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// Where it is, such as `Timeline, 14:23` or `Action item 2`.
    pub place: String,
    /// What is there; empty where something is missing.
    pub text: String,
    /// Why it had better not be there.
    pub why: String,
    /// What to write instead.
    pub instead: String,
}

/// What to mend in a postmortem before others read it, in the order of its sections.
pub fn check(_postmortem: &Postmortem) -> Vec<Finding> {
    Vec::new()
}
