//! A session's journal in memory, for rooms that are tested without a store.
#![allow(dead_code, reason = "each test file uses what it needs of it")]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use ride::recorder::{Record, RecordError};
use ride_shared::journal::Event;
use tokio::sync::watch;

use super::wait::PATIENCE;

/// The journal.
pub struct Journal {
    events: Mutex<Vec<Event>>,
    count: watch::Sender<usize>,
    broken: bool,
}

impl Journal {
    /// An empty one; a broken one takes nothing.
    pub fn new(broken: bool) -> Arc<Self> {
        Arc::new(Self { events: Mutex::default(), count: watch::Sender::new(0), broken })
    }

    /// What was recorded.
    pub fn events(&self) -> Vec<Event> {
        self.events.lock().unwrap().clone()
    }

    /// Where the first event stands that is like this.
    pub fn position(&self, like: impl Fn(&Event) -> bool) -> Option<usize> {
        self.events().iter().position(like)
    }

    /// Waits for an event.
    pub async fn wait(&self, what: &str, wanted: impl Fn(&Event) -> bool) -> Event {
        let found = || self.events().into_iter().find(|event| wanted(event));
        self.until(what, || found().is_some()).await;
        found().expect("nothing is taken away")
    }

    /// Waits until what was recorded is so.
    pub async fn until(&self, what: &str, so: impl Fn() -> bool) {
        let mut count = self.count.subscribe();
        let wait = async {
            while !so() {
                count.changed().await.expect("the sender is this journal's own field");
            }
        };
        assert!(tokio::time::timeout(PATIENCE, wait).await.is_ok(), "waited {PATIENCE:?} for {what}");
    }

    /// Terminated connections by fleet, all events together.
    pub fn terminated(&self) -> BTreeMap<String, u32> {
        let mut all = BTreeMap::new();
        for event in self.events() {
            if let Event::FleetTerminated { fleet, count } = event {
                *all.entry(fleet).or_default() += count;
            }
        }
        all
    }

    /// Rule and text of every evidence.
    pub fn evidence(&self) -> Vec<(u32, String)> {
        let pick = |event| match event {
            Event::Evidence { rule, shown, .. } => Some((rule, shown)),
            _ => None,
        };
        self.events().into_iter().filter_map(pick).collect()
    }

    /// `on_call` of every console so far.
    pub fn opened(&self) -> Vec<bool> {
        let pick = |event| match event {
            Event::ConsoleOpened { on_call, .. } => Some(on_call),
            _ => None,
        };
        self.events().into_iter().filter_map(pick).collect()
    }

    /// Consoles that have closed.
    pub fn closed(&self) -> usize {
        self.events().iter().filter(|event| matches!(event, Event::ConsoleClosed { .. })).count()
    }
}

#[async_trait]
impl Record for Journal {
    async fn record(&self, event: Event) -> Result<u64, RecordError> {
        if self.broken {
            return Err(RecordError("no space left".into()));
        }
        self.events.lock().unwrap().push(event);
        self.count.send_modify(|n| *n += 1);
        Ok(*self.count.borrow() as u64)
    }

    fn now_ms(&self) -> u64 {
        0
    }
}
