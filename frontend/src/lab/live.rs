//! The live channel: keeps the lab's state as the server tells it, comes back when the connection drops, and tells a
//! session that is gone from a server that is away.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::sync::Arc;

use gloo::timers::callback::Timeout;
use ride_shared::grading::Scored;
use ride_shared::journal::AppLogLine;
use ride_shared::protocol::{AlertLevel, LiveHello, SessionState, SessionView, VERSION};

use super::state::{Lab, Link};
use crate::json::{self, Value};
use crate::read::Read;
use crate::socket::{Socket, SocketEvent};
use crate::{api, backoff, browser};

/// Silence after which the channel is taken for dead: the server tells the vitals every second.
const SILENCE_MS: u32 = 10_000;

/// The channel; ends when dropped.
pub struct Live(Rc<Inner>);

struct Inner {
    lab: Lab,
    me: Weak<Inner>,
    socket: RefCell<Option<Socket>>,
    timer: RefCell<Option<Timeout>>,
    attempt: Cell<u32>,
    /// How far the session has been told, in its own milliseconds.
    seen: Cell<u64>,
    over: Cell<bool>,
}

impl Live {
    /// Opens the channel.
    pub fn open(lab: Lab) -> Self {
        let inner = Rc::new_cyclic(|me| Inner {
            lab,
            me: me.clone(),
            socket: RefCell::new(None),
            timer: RefCell::new(None),
            attempt: Cell::new(0),
            seen: Cell::new(0),
            over: Cell::new(false),
        });
        inner.ask();
        Self(inner)
    }

    /// Tries again now instead of when the wait is over.
    pub fn try_now(&self) {
        if self.0.socket.borrow().is_none() && !self.0.over.get() {
            self.0.ask();
        }
    }
}

impl Inner {
    /// Asks for the session over HTTP, whose answer tells what is wrong, then opens the socket.
    fn ask(&self) {
        self.timer.replace(None);
        let me = self.me.clone();
        self.lab.access().call::<SessionView>("GET", "", None, api::QUICK_MS, move |answer| {
            let Some(me) = me.upgrade() else { return };
            match answer {
                Ok(view) => {
                    me.attempt.set(0);
                    me.told(view);
                    if !me.over.get() {
                        me.connect();
                    }
                }
                Err(error) if matches!(error.status, 401 | 403) => me.close("This session is not yours", error.message),
                Err(error) if matches!(error.status, 404 | 410) => me.close("There is no such session", error.message),
                Err(_) => me.wait(),
            }
        });
    }

    fn close(&self, title: &'static str, message: String) {
        self.over.set(true);
        self.timer.replace(None);
        self.lab.link.set(Link::Closed(title, message));
    }

    fn told(&self, view: SessionView) {
        if view.version != VERSION {
            self.close("This page is out of date", "The server was updated meanwhile: reload the page.".to_owned());
            return;
        }
        let finished = view.state == SessionState::Finished;
        // Finished sessions have nothing more to tell.
        self.over.set(view.state.is_over());
        self.lab.told(view);
        if finished && self.lab.scored.look(Option::is_none) {
            fetch_score(self.lab);
        }
    }

    fn connect(&self) {
        let me = self.me.clone();
        let path = ["/api/sessions/", &self.lab.access().id, "/live"].concat();
        let socket = Socket::open(&path, move |event| {
            if let Some(me) = me.upgrade() {
                me.happened(event);
            }
        });
        if socket.is_none() {
            self.wait();
            return;
        }
        self.socket.replace(socket);
        self.watch();
    }

    /// Starts the time of silence anew.
    fn watch(&self) {
        let me = self.me.clone();
        self.timer.replace(Some(Timeout::new(SILENCE_MS, move || {
            if let Some(me) = me.upgrade() {
                me.socket.replace(None);
                me.lab.doubt.update(|n| *n += 1);
                me.wait();
            }
        })));
    }

    fn happened(&self, event: SocketEvent) {
        match event {
            SocketEvent::Open => {
                let since_ms = Some(self.seen.get()).filter(|at| *at > 0);
                let hello = LiveHello { version: VERSION, token: self.lab.access().token, since_ms };
                if let (Some(socket), Some(hello)) = (self.socket.borrow().as_ref(), api::json(&hello)) {
                    socket.send_text(&hello);
                }
            }
            SocketEvent::Text(text) => {
                self.watch();
                if let Some(message) = json::parse(&text) {
                    self.message(message);
                }
            }
            SocketEvent::Binary(_) => {}
            SocketEvent::Closed => {
                self.socket.replace(None);
                if !self.over.get() {
                    self.wait();
                }
            }
        }
    }

    /// Takes in one `LiveMessage`, by its tag. What this page does not know is left alone.
    fn message(&self, message: Value) {
        let text = |key: &str| message[key].as_str().unwrap_or_default().to_owned();
        let at_ms = message["at_ms"].as_u64().unwrap_or_default();
        let measured = message["measured_at_ms"].as_u64().unwrap_or_default();
        self.seen.set(self.seen.get().max(at_ms).max(measured));
        match message["type"].as_str() {
            Some("session") => {
                if let Some(view) = Read::read(&message) {
                    self.told(view);
                }
                if self.over.get() {
                    self.timer.replace(None);
                }
            }
            Some("vitals") => {
                if let Some(vitals) = Read::read(&message) {
                    self.lab.measured(vitals);
                }
            }
            Some("log") => {
                if let Some(line) = AppLogLine::read(&message["line"]) {
                    self.lab.logged(at_ms, line);
                }
            }
            Some("alert") => {
                let (name, value) = (text("name"), message["value"].as_f64().unwrap_or_default());
                if let Some(level) = AlertLevel::read(&message["level"]) {
                    self.lab.alerted(at_ms, name, level, value);
                }
            }
            Some("trouble") => self.lab.trouble.set(Some(text("message"))),
            // The close that follows asks over HTTP what became of the session.
            Some("bye") => self.lab.trouble.set(Some(text("reason"))),
            _ => {}
        }
    }

    fn wait(&self) {
        let attempt = self.attempt.get();
        self.attempt.set(attempt.saturating_add(1));
        let delay = backoff::delay_ms(attempt, browser::random());
        // The first drop is mended before anybody needs to read of it.
        if attempt > 0 || self.lab.session.look(Option::is_none) {
            self.lab.link.set(Link::Waiting(browser::now_ms() + f64::from(delay)));
        }
        let me = self.me.clone();
        self.timer.replace(Some(Timeout::new(delay, move || {
            if let Some(me) = me.upgrade() {
                me.ask();
            }
        })));
    }
}

/// Fetches the scorecard of a finished session.
fn fetch_score(lab: Lab) {
    lab.access().call::<Scored>("GET", "/scorecard", None, api::QUICK_MS, move |answer| {
        if let Ok(scored) = answer {
            lab.scored.set(Some(Arc::new(scored)));
        }
    });
}
