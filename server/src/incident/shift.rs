//! What a fleet's processes do between two restarts: tasks that end together and are waited for.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::connection::Wiring;

/// The longest that a fleet's tasks may take to end.
const END_WITHIN: Duration = Duration::from_secs(5);

/// The tasks of one fleet since its last restart. Dropping it ends them.
pub(crate) struct Shift {
    wiring: Arc<Wiring>,
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Shift {
    /// Without a task yet.
    pub(crate) fn new(wiring: &Arc<Wiring>) -> Self {
        Self { wiring: Arc::clone(wiring), tasks: TaskTracker::new(), stop: wiring.stop.child_token() }
    }

    /// A handle for tasks that begin others.
    pub(crate) fn hand(&self) -> Hand {
        Hand { wiring: Arc::clone(&self.wiring), tasks: self.tasks.clone(), stop: self.stop.clone() }
    }

    /// Ends every task and waits until they did.
    pub(crate) async fn end(self) {
        self.stop.cancel();
        self.tasks.close();
        if timeout(END_WITHIN, self.tasks.wait()).await.is_err() {
            tracing::warn!(left = self.tasks.len(), "a fleet's tasks did not end in time");
        }
    }
}

impl Drop for Shift {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Begins tasks of a shift.
#[derive(Clone)]
pub(crate) struct Hand {
    wiring: Arc<Wiring>,
    tasks: TaskTracker,
    /// Ends them.
    pub(crate) stop: CancellationToken,
}

impl Hand {
    /// Begins a task; it must end by itself once `stop` is cancelled.
    pub(crate) fn begin<T: Send + 'static>(
        &self,
        task: impl Future<Output = T> + Send + 'static,
    ) -> tokio::task::JoinHandle<T> {
        self.wiring.tasks.spawn(self.tasks.track_future(task))
    }
}

/// How many connections a fleet has or is about to have.
#[derive(Default)]
pub(crate) struct Slots(Arc<AtomicU32>);

/// One of them; free again when dropped.
pub(crate) struct Slot(Arc<AtomicU32>);

impl Slots {
    /// One more, where there are fewer than `most`.
    pub(crate) fn take(&self, most: u32) -> Option<Slot> {
        let taken =
            self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |taken| (taken < most).then_some(taken + 1));
        taken.is_ok().then(|| Slot(Arc::clone(&self.0)))
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_slots_as_may_be_and_each_comes_back() {
        let slots = Slots::default();
        let taken: Vec<_> = (0..5).filter_map(|_| slots.take(3)).collect();
        assert_eq!(taken.len(), 3);
        drop(taken);
        assert!(slots.take(1).is_some());
    }
}
