//! The gauge: connections that all fleets have open, with a high-water mark.

use std::sync::atomic::{AtomicU32, Ordering};

/// Counts open connections and remembers the most.
#[derive(Debug, Default)]
pub(crate) struct Gauge {
    open: AtomicU32,
    high: AtomicU32,
}

impl Gauge {
    /// One more.
    pub(crate) fn enter(&self) {
        let open = self.open.fetch_add(1, Ordering::SeqCst) + 1;
        self.high.fetch_max(open, Ordering::SeqCst);
    }

    /// One less.
    pub(crate) fn leave(&self) {
        self.open.fetch_sub(1, Ordering::SeqCst);
    }

    /// Starts the high-water mark anew from what is open now.
    pub(crate) fn mark(&self) {
        self.high.store(self.open.load(Ordering::SeqCst), Ordering::SeqCst);
    }

    /// The most that were open since the last [`Gauge::mark`], with `others` beside them, where the server allows
    /// `limit`, in percent of `whole`, rounded down.
    pub(crate) fn peak_percent(&self, others: u32, limit: u32, whole: u32) -> u32 {
        let most = u64::from(self.high.load(Ordering::SeqCst)) + u64::from(others);
        // A connection that the server has ended is known here a moment later than its slot is free again, so the sum
        // can pass the limit for that moment; established ones never did.
        (most.min(u64::from(limit)) * 100 / u64::from(whole.max(1))) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_keeps_the_most_and_starts_anew_from_what_is_open() {
        let gauge = Gauge::default();
        for _ in 0..92 {
            gauge.enter();
        }
        for _ in 0..72 {
            gauge.leave();
        }
        assert_eq!(gauge.peak_percent(8, 100, 100), 100);
        gauge.mark();
        assert_eq!(gauge.peak_percent(8, 100, 100), 28);
    }

    #[test]
    fn a_peak_is_never_above_the_limit() {
        let gauge = Gauge::default();
        for _ in 0..120 {
            gauge.enter();
        }
        assert_eq!(gauge.peak_percent(8, 100, 100), 100);
    }

    #[test]
    fn a_raised_limit_makes_no_peak_smaller() {
        let gauge = Gauge::default();
        for _ in 0..100 {
            gauge.enter();
        }
        assert_eq!(gauge.peak_percent(8, 300, 100), 108);
    }
}
