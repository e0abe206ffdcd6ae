//! The plan: every choice that a fleet leaves to chance, drawn from the session's seed.

use std::time::Duration;

use ride_shared::scenario::splitmix;

/// The beat at which refused connections of an `immediate` fleet try again, and the first backoff window.
pub(crate) const BEAT: Duration = Duration::from_secs(1);
/// The greatest backoff window, in beats.
const GREATEST: u32 = 32;

/// Draws from one seed: the same session does the same twice.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    seed: u64,
}

impl Plan {
    /// The plan of a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// How long a worker with jittered backoff waits before its attempt, counted from 0: a random share of a window
    /// that doubles.
    pub(crate) fn backoff(self, fleet: &str, worker: u32, attempt: u32) -> Duration {
        let window = BEAT * GREATEST.min(1 << attempt.min(16));
        window.mul_f64(self.share(fleet, worker, attempt))
    }

    /// A number in [0, 1).
    fn share(self, fleet: &str, worker: u32, attempt: u32) -> f64 {
        let mut state = self.seed;
        for byte in fleet.bytes() {
            state = splitmix(state ^ u64::from(byte));
        }
        state = splitmix(state ^ u64::from(worker));
        state = splitmix(state ^ u64::from(attempt));
        // The upper 53 bits fill a double's mantissa.
        (state >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_spread_over_the_window_and_the_window_doubles_up_to_its_cap() {
        let plan = Plan::new(7);
        for (attempt, window) in [(0, 1), (1, 2), (3, 8), (5, 32), (40, 32)] {
            let waits: Vec<_> = (0..200).map(|worker| plan.backoff("deploy_worker", worker, attempt)).collect();
            let window = BEAT * window;
            assert!(waits.iter().all(|wait| *wait < window));
            assert!(waits.iter().any(|wait| *wait < window / 10));
            assert!(waits.iter().any(|wait| *wait > window * 9 / 10));
        }
    }

    #[test]
    fn the_same_seed_waits_the_same_and_another_does_not() {
        let waits = |seed| (0..20).map(|w| Plan::new(seed).backoff("a", w, 0)).collect::<Vec<_>>();
        assert_eq!(waits(1), waits(1));
        assert_ne!(waits(1), waits(2));
    }
}
