//! The application's log: the errors that the fleets really got, folded so that a storm stays readable.

use std::sync::Mutex;

use crate::basics::held;
use ride_shared::journal::{AppLogLine, LogLevel};

/// Lines that are written in one go, at most; the rest waits and folds on.
const AT_ONCE: usize = 4;
/// Different lines that can wait, at most.
const WAITING: usize = 64;
/// Characters of a line, at most.
const LINE: usize = 500;

/// Collects lines; equal ones become one line with a count.
#[derive(Debug, Default)]
pub(crate) struct AppLog {
    waiting: Mutex<Vec<AppLogLine>>,
}

impl AppLog {
    /// A call or a connection of a fleet failed, with this text.
    pub(crate) fn failed(&self, fleet: &str, text: &str) {
        self.add(fleet, LogLevel::Error, text);
    }

    fn add(&self, source: &str, level: LogLevel, text: &str) {
        let text: String = text.chars().take(LINE).collect();
        let mut waiting = held(&self.waiting);
        let line = match waiting.iter().position(|l| l.source == source && l.level == level && l.text == text) {
            Some(at) => &mut waiting[at],
            None if waiting.len() < WAITING => {
                waiting.push(AppLogLine { source: source.to_owned(), level, text, times: 0 });
                let last = waiting.len() - 1;
                &mut waiting[last]
            }
            // Too many different ones to keep apart: the last in the queue counts for them.
            None => &mut waiting[WAITING - 1],
        };
        line.times = line.times.saturating_add(1);
    }

    /// The lines to write now, oldest first.
    pub(crate) fn take(&self) -> Vec<AppLogLine> {
        let mut waiting = held(&self.waiting);
        let many = waiting.len().min(AT_ONCE);
        waiting.drain(..many).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_lines_fold_and_others_do_not() {
        let log = AppLog::default();
        for _ in 0..8 {
            log.failed("checkout_api", "FATAL:  sorry, too many clients already");
        }
        log.failed("deploy_worker", "FATAL:  sorry, too many clients already");
        let lines = log.take();
        assert_eq!(
            lines.iter().map(|l| (l.source.as_str(), l.times)).collect::<Vec<_>>(),
            [("checkout_api", 8), ("deploy_worker", 1)]
        );
        assert!(log.take().is_empty());
    }

    #[test]
    fn a_flood_of_different_lines_is_written_a_few_at_a_time_and_never_grows_without_bound() {
        let log = AppLog::default();
        for n in 0..1000 {
            log.failed("a", &format!("ERROR:  number {n}"));
        }
        let mut times = 0;
        let mut rounds = 0;
        loop {
            let lines = log.take();
            if lines.is_empty() {
                break;
            }
            assert!(lines.len() <= AT_ONCE);
            times += lines.iter().map(|l| l.times).sum::<u32>();
            rounds += 1;
        }
        assert_eq!(times, 1000);
        assert_eq!(rounds, WAITING / AT_ONCE);
    }
}
