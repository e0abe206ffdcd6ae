//! What a session's journal says about where it stands. The same fold serves a session that runs, one that is taken up
//! after a restart, and one that is only looked at.

use ride_shared::journal::{Entry, Event};

/// Drawn from the entries so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Progress {
    /// The last entry's number.
    pub seq: u64,
    /// The last entry's time.
    pub at_ms: u64,
    /// The driver's name.
    pub driver: String,
    /// PostgreSQL's `server_version_num`; 0 before it ran.
    pub postgres: u32,
    /// When the incident went live.
    pub live_at_ms: Option<u64>,
    /// Hints revealed.
    pub hints: u32,
    /// Whether a console was opened.
    pub console: bool,
    /// Whether a console's statement was answered.
    pub answered: bool,
}

impl Progress {
    /// Takes in a journal.
    pub fn of(journal: &[Entry]) -> Self {
        let mut progress = Self::default();
        for entry in journal {
            progress.take(entry);
        }
        progress
    }

    /// Takes in the next entry.
    pub fn take(&mut self, entry: &Entry) {
        self.seq = entry.seq;
        self.at_ms = entry.at_ms;
        match &entry.event {
            Event::SessionStarted { driver, postgres, .. } => {
                self.driver.clone_from(driver);
                self.postgres = *postgres;
            }
            Event::IncidentLive => self.live_at_ms = self.live_at_ms.or(Some(entry.at_ms)),
            Event::Hint { index, .. } => self.hints = self.hints.max(index + 1),
            Event::ConsoleOpened { .. } => self.console = true,
            Event::Statement { .. } => self.answered = true,
            _ => {}
        }
    }

    /// PostgreSQL's version for people: `17.2`; empty before it ran.
    pub fn postgres_version(&self) -> String {
        match self.postgres {
            0 => String::new(),
            n => format!("{}.{}", n / 10_000, n % 10_000),
        }
    }
}
