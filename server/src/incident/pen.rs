//! The director's pen: the journal and the live channel together. That the journal can't be written is told once.

use std::sync::atomic::{AtomicBool, Ordering};

use ride_shared::journal::{AppLogLine, Event};
use ride_shared::protocol::{LiveMessage, Vitals};
use tokio::sync::broadcast;

use super::alerts::Change;
use crate::recorder::{RecordError, Recorder};

/// Writes what happens and shows it.
pub(crate) struct Pen {
    recorder: Recorder,
    live: broadcast::Sender<LiveMessage>,
    told: AtomicBool,
}

impl Pen {
    /// A pen for one session.
    pub(crate) fn new(recorder: Recorder, live: broadcast::Sender<LiveMessage>) -> Self {
        Self { recorder, live, told: AtomicBool::new(false) }
    }

    /// The journal's clock.
    pub(crate) fn now_ms(&self) -> u64 {
        self.recorder.now_ms()
    }

    /// Writes an event.
    pub(crate) async fn write(&self, event: Event) -> Result<(), RecordError> {
        match self.recorder.record(event).await {
            Ok(_) => {
                self.told.store(false, Ordering::Relaxed);
                Ok(())
            }
            Err(error) => {
                if !self.told.swap(true, Ordering::Relaxed) {
                    self.trouble(error.to_string());
                }
                Err(error)
            }
        }
    }

    /// Writes and shows a line of the application's log.
    pub(crate) async fn log(&self, line: AppLogLine) -> Result<(), RecordError> {
        self.show(LiveMessage::Log { at_ms: self.now_ms(), line: line.clone() });
        self.write(Event::AppLog(line)).await
    }

    /// Writes and shows an alert's change.
    pub(crate) async fn alert(&self, Change { name, level, value }: Change) -> Result<(), RecordError> {
        self.show(LiveMessage::Alert { at_ms: self.now_ms(), name: name.clone(), level, value });
        self.write(Event::Alert { name, level, value }).await
    }

    /// Writes and shows the vitals.
    pub(crate) async fn vitals(&self, vitals: Vitals) -> Result<(), RecordError> {
        self.show(LiveMessage::Vitals(vitals.clone()));
        self.write(Event::Vitals(vitals)).await
    }

    /// Tells the learner of a trouble.
    pub(crate) fn trouble(&self, message: String) {
        self.show(LiveMessage::Trouble { message });
    }

    fn show(&self, message: LiveMessage) {
        // Nobody watching is no error.
        let _ = self.live.send(message);
    }
}
