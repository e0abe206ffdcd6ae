//! Rules against facts.

use crate::journal::Entry;
use crate::scenario::Scenario;

use super::{Scorecard, Times};

/// A journal that can't be graded by these rules.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    /// The journal has no submission.
    #[error("the session was not submitted")]
    NotSubmitted,
}

/// Grades a journal by a scenario's rules. Pure.
pub fn grade(_journal: &[Entry], _scenario: &Scenario) -> Result<Scorecard, RulesError> {
    Err(RulesError::NotSubmitted)
}

/// Times of the response, from the journal.
pub fn times(_journal: &[Entry]) -> Times {
    Times::default()
}
