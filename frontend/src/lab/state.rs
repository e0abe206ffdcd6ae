//! What the lab's parts share: the session as the server told it, and what was measured.

use std::collections::VecDeque;
use std::sync::Arc;

use ride_shared::grading::Scored;
use ride_shared::journal::{DiagnosisAnswer, LogLevel};
use ride_shared::protocol::{AlertLevel, Health, Mode, SessionState, SessionView, Vitals};

use crate::api::Access;
use crate::browser;
use crate::dom::Var;

/// Seconds of vitals that are kept and drawn.
pub const VITALS_KEPT: usize = 300;
/// Lines of each feed that are kept.
pub const FEED_KEPT: usize = 200;

/// How the page is connected to its session.
#[derive(Debug, Clone, PartialEq)]
pub enum Link {
    /// First contact.
    Loading,
    /// All is well.
    Up,
    /// The server doesn't answer; the next attempt is at this time of the steady clock.
    Waiting(f64),
    /// There is no way in: a title, and what to do.
    Closed(&'static str, String),
}

/// A line of the alert feed.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertLine {
    /// Running number.
    pub number: u32,
    /// Milliseconds since the session was asked for.
    pub at_ms: u64,
    /// The alert's name.
    pub name: String,
    /// Its new level.
    pub level: AlertLevel,
    /// The value that changed it.
    pub value: f64,
}

/// A line of the application's log.
#[derive(Debug, Clone, PartialEq)]
pub struct LogEntry {
    /// Running number.
    pub number: u32,
    /// Milliseconds since the session was asked for.
    pub at_ms: u64,
    /// Who wrote it.
    pub source: String,
    /// How bad.
    pub level: LogLevel,
    /// The text.
    pub text: String,
    /// How often.
    pub times: u32,
}

/// A session in this page. Copied around freely: it holds handles only.
#[derive(Clone, Copy)]
pub struct Lab {
    /// The session's side of the API.
    pub access: Var<Access>,
    /// How the page is connected.
    pub link: Var<Link>,
    /// The session as last told.
    pub session: Var<Option<Arc<SessionView>>>,
    /// The steady clock's time at the journal's 0.
    zero: Var<Option<f64>>,
    /// Ticks once a second.
    pub tick: Var<u32>,
    /// The last five minutes, oldest first.
    pub vitals: Var<VecDeque<Vitals>>,
    /// Applications in the order in which they were first seen, so that their colours stay.
    pub applications: Var<Vec<String>>,
    /// The alert feed, newest last.
    pub alerts: Var<VecDeque<AlertLine>>,
    /// The application's log, newest last.
    pub log: Var<VecDeque<LogEntry>>,
    /// What the learner must know.
    pub trouble: Var<Option<String>>,
    /// The scorecard, once there is one.
    pub scored: Var<Option<Arc<Scored>>>,
    /// What stands as the diagnosis, as far as this page knows.
    pub diagnosis: Var<Option<DiagnosisAnswer>>,
    /// Whether what was behind the incident may be shown: the learner has written their own postmortem, or won't.
    pub told: Var<bool>,
    /// Counts up when sockets that look open must prove it: the live channel went silent.
    pub doubt: Var<u32>,
    /// Asks the panel to show one of its tabs.
    pub show_panel: Var<super::panel::Tab>,
}

impl Lab {
    /// A session that nothing is known of yet.
    pub fn new(access: Access) -> Self {
        Self {
            access: Var::new(access),
            link: Var::new(Link::Loading),
            session: Var::new(None),
            zero: Var::new(None),
            tick: Var::new(0),
            vitals: Var::new(VecDeque::new()),
            applications: Var::new(Vec::new()),
            alerts: Var::new(VecDeque::new()),
            log: Var::new(VecDeque::new()),
            trouble: Var::new(None),
            scored: Var::new(None),
            diagnosis: Var::new(None),
            told: Var::new(false),
            doubt: Var::new(0),
            show_panel: Var::new(super::panel::Tab::Brief),
        }
    }

    /// The session's way to the API.
    pub fn access(self) -> Access {
        self.access.peek()
    }

    /// Takes in the session as the server told it.
    pub fn told(self, view: SessionView) {
        self.zero.set(Some(browser::now_ms() - view.age_ms as f64));
        self.link.set(Link::Up);
        self.session.set(Some(Arc::new(view)));
    }

    /// Takes in a second's vitals.
    pub fn measured(self, vitals: Vitals) {
        self.applications.update(|known| {
            for app in &vitals.connections {
                if !known.contains(&app.application) {
                    known.push(app.application.clone());
                }
            }
        });
        self.vitals.update(|kept| {
            // The same second again, after a reconnect.
            if kept.back().is_some_and(|last| last.at_ms >= vitals.at_ms) {
                return;
            }
            if kept.len() >= VITALS_KEPT {
                kept.pop_front();
            }
            kept.push_back(vitals);
        });
    }

    /// Takes in an alert.
    pub fn alerted(self, at_ms: u64, name: String, level: AlertLevel, value: f64) {
        // After a reconnect the server may tell again what is known.
        if self.alerts.look(|feed| feed.iter().any(|a| a.at_ms == at_ms && a.level == level && a.name == name)) {
            return;
        }
        self.alerts.update(|feed| {
            let number = feed.back().map_or(0, |last| last.number + 1);
            push(feed, AlertLine { number, at_ms, name, level, value });
        });
    }

    /// Takes in a line of the application's log.
    pub fn logged(self, at_ms: u64, line: ride_shared::journal::AppLogLine) {
        let known = |l: &LogEntry| l.at_ms == at_ms && l.source == line.source && l.text == line.text;
        if self.log.look(|feed| feed.iter().any(known)) {
            return;
        }
        self.log.update(|feed| {
            let number = feed.back().map_or(0, |last| last.number + 1);
            let ride_shared::journal::AppLogLine { source, level, text, times } = line;
            push(feed, LogEntry { number, at_ms, source, level, text, times });
        });
    }

    /// Where the session stands.
    pub fn state(self) -> Option<SessionState> {
        self.session.with(|s| s.as_ref().map(|s| s.state))
    }

    /// Whether nothing can be done in it any more.
    pub fn is_over(self) -> bool {
        self.state().is_some_and(SessionState::is_over)
    }

    /// Whether hints cost.
    pub fn assessed(self) -> bool {
        self.session.with(|s| s.as_ref().is_some_and(|s| s.mode == Mode::Assessed))
    }

    /// Milliseconds since the session was asked for; follows the tick.
    pub fn now(self) -> Option<u64> {
        self.tick.track();
        self.zero.get().map(|zero| (browser::now_ms() - zero).max(0.0) as u64)
    }

    /// Milliseconds since the incident went live, by the journal's clock.
    pub fn since_live(self, at_ms: u64) -> Option<u64> {
        let live = self.session.with(|s| s.as_ref().and_then(|s| s.live_at_ms))?;
        at_ms.checked_sub(live)
    }

    /// The application's health as last measured.
    pub fn health(self) -> Option<Health> {
        self.vitals.with(|v| v.iter().rev().find_map(Vitals::health))
    }
}

fn push<T>(feed: &mut VecDeque<T>, line: T) {
    if feed.len() >= FEED_KEPT {
        feed.pop_front();
    }
    feed.push_back(line);
}
