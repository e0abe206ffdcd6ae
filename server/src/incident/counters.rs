//! What a fleet counts: connections, calls, terminations.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use ride_shared::journal::Calls;

use crate::basics::held;

/// Latencies kept until the next sample, at most.
const LATENCIES: usize = 4096;

/// Counts of one fleet.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    open: AtomicU32,
    /// The same by `application_name`.
    open_as: Mutex<BTreeMap<String, u32>>,
    terminated_unreported: AtomicU32,
    interrupted: AtomicU32,
    unanswered: AtomicU32,
    calls: AtomicU32,
    failed: AtomicU32,
    sampled: Mutex<Sampled>,
    last_refusal: Mutex<Option<String>>,
}

#[derive(Debug, Default)]
struct Sampled {
    calls: Calls,
    latencies_ms: Vec<f64>,
}

/// What a fleet's callers saw since the last sample.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sample {
    /// Calls.
    pub(crate) calls: Calls,
    /// 95th percentile of those that succeeded, milliseconds.
    pub(crate) p95_ms: Option<f64>,
}

impl Counters {
    /// A connection was established under this name.
    pub(crate) fn entered(&self, application: &str) {
        *held(&self.open_as).entry(application.to_owned()).or_default() += 1;
        self.open.fetch_add(1, Ordering::SeqCst);
    }

    /// A connection under this name is gone.
    pub(crate) fn left(&self, application: &str) {
        let mut open_as = held(&self.open_as);
        if let Some(open) = open_as.get_mut(application) {
            *open -= 1;
            if *open == 0 {
                open_as.remove(application);
            }
        }
        self.open.fetch_sub(1, Ordering::SeqCst);
    }

    /// Connections open now, by the name that they go by.
    pub(crate) fn open_as(&self) -> BTreeMap<String, u32> {
        held(&self.open_as).clone()
    }

    /// A connection was refused.
    pub(crate) fn refused(&self, text: &str) {
        *held(&self.last_refusal) = Some(text.to_owned());
    }

    /// A connection was terminated by somebody.
    pub(crate) fn terminated(&self) {
        self.terminated_unreported.fetch_add(1, Ordering::SeqCst);
        self.interrupted();
    }

    /// Somebody ended a connection, or cancelled a statement on one.
    pub(crate) fn interrupted(&self) {
        self.interrupted.fetch_add(1, Ordering::SeqCst);
    }

    /// How often that was, all in all.
    pub(crate) fn interruptions(&self) -> u32 {
        self.interrupted.load(Ordering::SeqCst)
    }

    /// A call, or a round of them, was given up before it came to an end.
    pub(crate) fn unanswered(&self) {
        self.unanswered.fetch_add(1, Ordering::SeqCst);
    }

    /// How often that was, all in all.
    pub(crate) fn unanswered_calls(&self) -> u32 {
        self.unanswered.load(Ordering::SeqCst)
    }

    /// A call came to its end, after `ms` milliseconds.
    pub(crate) fn called(&self, succeeded: bool, ms: f64) {
        let mut sampled = held(&self.sampled);
        if succeeded {
            if sampled.latencies_ms.len() < LATENCIES {
                sampled.latencies_ms.push(ms);
            }
        } else {
            self.failed.fetch_add(1, Ordering::SeqCst);
            sampled.calls.failed += 1;
        }
        sampled.calls.made += 1;
        self.calls.fetch_add(1, Ordering::SeqCst);
    }

    /// Connections open now.
    pub(crate) fn open(&self) -> u32 {
        self.open.load(Ordering::SeqCst)
    }

    /// All calls so far.
    pub(crate) fn calls(&self) -> Calls {
        // A failed call is counted as failed first, so that no reader sees it as one that succeeded.
        let made = self.calls.load(Ordering::SeqCst);
        Calls { made, failed: self.failed.load(Ordering::SeqCst) }
    }

    /// Terminated connections that were not reported yet; they count as reported from here on.
    pub(crate) fn take_terminated(&self) -> u32 {
        self.terminated_unreported.swap(0, Ordering::SeqCst)
    }

    /// The text of the last refusal.
    pub(crate) fn last_refusal(&self) -> Option<String> {
        held(&self.last_refusal).clone()
    }

    /// What happened since the last sample.
    pub(crate) fn sample(&self) -> Sample {
        let Sampled { calls, mut latencies_ms } = std::mem::take(&mut *held(&self.sampled));
        Sample { calls, p95_ms: p95(&mut latencies_ms) }
    }
}

/// The 95th percentile by nearest rank, to a tenth.
fn p95(values: &mut [f64]) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let rank = (values.len() * 95).div_ceil(100);
    values.get(rank.checked_sub(1)?).map(|ms| (ms * 10.0).round() / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p95_is_the_nearest_rank_and_none_without_values() {
        assert_eq!(p95(&mut []), None);
        assert_eq!(p95(&mut [7.04]), Some(7.0));
        let mut hundred: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        assert_eq!(p95(&mut hundred), Some(95.0));
    }

    #[test]
    fn a_sample_holds_what_happened_since_the_last_one() {
        let counters = Counters::default();
        counters.called(true, 2.0);
        counters.called(false, 900.0);
        let sample = counters.sample();
        assert_eq!(sample, Sample { calls: Calls { made: 2, failed: 1 }, p95_ms: Some(2.0) });
        assert_eq!(counters.sample().calls, Calls::default());
        assert_eq!(counters.calls(), Calls { made: 2, failed: 1 });
    }
}
