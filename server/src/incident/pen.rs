//! The director's pen: the journal and the live channel together.

use ride_shared::journal::{AppLogLine, Event};
use ride_shared::protocol::{LiveMessage, Vitals};
use tokio::sync::broadcast;

use super::alerts::Change;
use crate::recorder::Recorder;

/// Writes what happens and shows it.
pub(crate) struct Pen {
    recorder: Recorder,
    live: broadcast::Sender<LiveMessage>,
}

impl Pen {
    /// A pen for one session.
    pub(crate) fn new(recorder: Recorder, live: broadcast::Sender<LiveMessage>) -> Self {
        Self { recorder, live }
    }

    /// The journal's clock.
    pub(crate) fn now_ms(&self) -> u64 {
        self.recorder.now_ms()
    }

    /// Writes an event.
    pub(crate) async fn write(&self, event: Event) {
        // What has happened can't be refused. An event that can't be kept just now has its place in the journal all the
        // same; the journal itself tells the learner, and no score is made without it.
        let _ = self.recorder.record(event).await;
    }

    /// Writes and shows a line of the application's log.
    pub(crate) async fn log(&self, line: AppLogLine) {
        self.show(LiveMessage::Log { at_ms: self.now_ms(), line: line.clone() });
        self.write(Event::AppLog(line)).await;
    }

    /// Writes and shows an alert's change.
    pub(crate) async fn alert(&self, Change { name, level, value }: Change) {
        self.show(LiveMessage::Alert { at_ms: self.now_ms(), name: name.clone(), level, value });
        self.write(Event::Alert { name, level, value }).await;
    }

    /// Writes and shows the vitals.
    pub(crate) async fn vitals(&self, vitals: Vitals) {
        self.show(LiveMessage::Vitals(vitals.clone()));
        self.write(Event::Vitals(vitals)).await;
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
