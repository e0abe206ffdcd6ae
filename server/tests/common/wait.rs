//! Waiting in tests: for a condition, and never for ever. Between two looks a little time passes, so that what is waited
//! for has the processor; how much of it says nothing about the product.
#![allow(dead_code, reason = "each test file uses what it needs of it")]

use std::time::{Duration, Instant};

/// Every wait in the tests ends by then; a machine that is slower than this is broken. Ample: eighteen templates are made on
/// two cores beside other tests.
pub const PATIENCE: Duration = Duration::from_mins(5);

const BETWEEN: Duration = Duration::from_millis(20);

/// When a wait has lasted too long.
pub struct Limit(Instant);

impl Limit {
    /// A wait that begins now.
    pub fn from_now() -> Self {
        Self(Instant::now() + PATIENCE)
    }

    /// Between two looks: fails the test if it is enough.
    pub async fn check(&self, what: impl FnOnce() -> String) {
        self.fail(what);
        tokio::time::sleep(BETWEEN).await;
    }

    fn fail(&self, what: impl FnOnce() -> String) {
        assert!(Instant::now() < self.0, "waited {PATIENCE:?} for {}", what());
    }
}

/// Asks until there is an answer.
pub async fn eventually<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let limit = Limit::from_now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        limit.check(|| what.to_owned()).await;
    }
}

/// Waits until something is so that nothing announces.
pub async fn until(what: &str, so: impl Fn() -> bool) {
    eventually(what, async || so().then_some(())).await;
}

/// The same as [`eventually`] where nothing is async.
pub fn eventually_blocking<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let limit = Limit::from_now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        limit.fail(|| what.to_owned());
        pause();
    }
}

/// Between two looks, off any runtime.
pub fn pause() {
    let (_keep, wait) = std::sync::mpsc::channel::<()>();
    let _ = wait.recv_timeout(BETWEEN);
}

/// A temporary directory that other users may walk through, as PostgreSQL's own must: all that a server makes lies in it
/// and goes with it.
pub fn folder() -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::Permissions::from_mode(0o711);
    tempfile::Builder::new().prefix("ride-").permissions(mode).tempdir().expect("a temporary directory")
}
