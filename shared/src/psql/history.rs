//! What is kept of what was typed: a statement's lines together, as psql keeps them.

use super::engine::Engine;

#[derive(Debug, Default)]
pub(super) struct History {
    /// Lines of a statement that isn't over yet.
    gathered: String,
    /// Whether the line that was read last is in an entry already.
    kept: bool,
    entries: Vec<String>,
}

impl History {
    /// A line was typed.
    pub(super) fn line(&mut self, line: &str) {
        if !self.gathered.is_empty() {
            self.gathered.push('\n');
        }
        self.gathered.push_str(line);
        self.kept = false;
    }

    /// Something on the line was carried out: what was gathered is one entry.
    pub(super) fn carried_out(&mut self) {
        let gathered = std::mem::take(&mut self.gathered);
        let gathered = gathered.trim_end_matches('\n');
        if !gathered.is_empty() && !self.kept {
            self.entries.push(gathered.to_owned());
        }
        self.kept = true;
    }

    /// What was being typed was given up; as with psql it isn't kept.
    pub(super) fn forget(&mut self) {
        self.gathered.clear();
    }
}

impl Engine {
    /// The entries for the history that have come about since this was asked last. What is left out of it by
    /// HISTCONTROL, and how many are kept, is the host's to see to.
    pub fn take_history(&mut self) -> Vec<String> {
        std::mem::take(&mut self.history.entries)
    }
}
