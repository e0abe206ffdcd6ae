//! Facts: what the journal proves, drawn from its events in one pass.

use super::Entry;

/// What the rules ask about.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {}

impl Facts {
    /// Draws the facts.
    pub fn draw(_journal: &[Entry]) -> Self {
        Self {}
    }
}
