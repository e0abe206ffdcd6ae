//! A console's WebSocket: pgwire in binary frames, control in text frames, taken up again after a drop.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use ride_shared::protocol::{PgControl, Resume, VERSION};

use super::ledger::Ledger;
use crate::api::{Access, json};
use crate::json::{Value, parse};
use crate::socket::{Socket, SocketEvent};
use crate::{backoff, browser};

/// From opening a socket to being attached.
const ATTACH_MS: u32 = 10_000;
/// Quiet after which bytes are acknowledged.
const IDLE_MS: u32 = 200;
/// The largest frame that is sent.
const FRAME: usize = 64 << 10;
/// How long a console that never got in tries.
const FIRST_TRY_MS: f64 = 60_000.0;

/// What happened to the connection.
pub enum PgEvent {
    /// In, with a fresh backend.
    Up,
    /// In again, with the same backend.
    Resumed,
    /// Bytes from the server.
    Bytes(Vec<u8>),
    /// Lost for the moment, or not in yet; it tries again by itself.
    Trying,
    /// Lost for good, and why.
    Down(String),
}

/// The connection; detached when dropped.
pub struct Pg(Rc<Inner>);

struct Inner {
    access: Access,
    on: Box<dyn Fn(PgEvent)>,
    me: Weak<Inner>,
    socket: RefCell<Option<Socket>>,
    ledger: RefCell<Ledger>,
    key: RefCell<Option<String>>,
    attached: Cell<bool>,
    over: Cell<bool>,
    attempt: Cell<u32>,
    /// Since when it is not attached.
    away_since: Cell<f64>,
    resume_ms: Cell<f64>,
    timer: RefCell<Option<Timeout>>,
    idle: RefCell<Option<Timeout>>,
    leaving: RefCell<Option<EventListener>>,
}

impl Pg {
    /// Opens a connection that tells `on` what happens.
    pub fn open(access: Access, on: impl Fn(PgEvent) + 'static) -> Self {
        let inner = Rc::new_cyclic(|me| Inner {
            access,
            on: Box::new(on),
            me: me.clone(),
            socket: RefCell::new(None),
            ledger: RefCell::new(Ledger::default()),
            key: RefCell::new(None),
            attached: Cell::new(false),
            over: Cell::new(false),
            attempt: Cell::new(0),
            away_since: Cell::new(browser::now_ms()),
            resume_ms: Cell::new(FIRST_TRY_MS),
            timer: RefCell::new(None),
            idle: RefCell::new(None),
            leaving: RefCell::new(None),
        });
        // A page that goes away gives its on-call slot back at once.
        let me = inner.me.clone();
        let leaving = EventListener::new(&browser::window(), "pagehide", move |_| {
            if let Some(me) = me.upgrade() {
                me.control(&PgControl::Detach);
            }
        });
        inner.leaving.replace(Some(leaving));
        inner.connect();
        Self(inner)
    }

    /// Sends bytes to the server, now or as soon as it is back.
    pub fn send(&self, bytes: &[u8]) {
        if self.0.over.get() {
            return;
        }
        if !self.0.ledger.borrow_mut().sent(bytes) {
            self.0.down("too much was sent that the server has not taken in".to_owned());
            return;
        }
        if self.0.attached.get() {
            self.0.frames(bytes);
        }
    }

    /// Cancels what the backend is running.
    pub fn cancel(&self) {
        self.0.control(&PgControl::Cancel);
    }

    /// So many bytes were worked through.
    pub fn took(&self, bytes: usize) {
        let due = self.0.ledger.borrow_mut().took(bytes);
        if due.is_some() {
            self.0.acknowledge(due);
            return;
        }
        let me = self.0.me.clone();
        self.0.idle.replace(Some(Timeout::new(IDLE_MS, move || {
            if let Some(me) = me.upgrade() {
                let due = me.ledger.borrow_mut().idle();
                me.acknowledge(due);
            }
        })));
    }

    /// The connection may be dead without having said so: drops the socket and resumes.
    pub fn doubt(&self) {
        if self.0.attached.get() {
            self.0.dropped();
        }
    }
}

impl Drop for Pg {
    fn drop(&mut self) {
        self.0.over.set(true);
        self.0.control(&PgControl::Detach);
        self.0.end();
    }
}

impl Inner {
    fn connect(&self) {
        let me = self.me.clone();
        let path = ["/api/sessions/", &self.access.id, "/pg"].concat();
        let socket = Socket::open(&path, move |event| {
            if let Some(me) = me.upgrade() {
                me.happened(event);
            }
        });
        self.socket.replace(socket);
        self.after(ATTACH_MS, Self::dropped);
    }

    fn after(&self, ms: u32, call: fn(&Self)) {
        let me = self.me.clone();
        self.timer.replace(Some(Timeout::new(ms, move || {
            if let Some(me) = me.upgrade() {
                call(&me);
            }
        })));
    }

    fn happened(&self, event: SocketEvent) {
        match event {
            SocketEvent::Open => {
                let key = self.key.borrow().clone();
                let resume = key.map(|key| Resume { key, received: self.ledger.borrow().received() });
                self.control(&PgControl::Attach { version: VERSION, token: self.access.token.clone(), resume });
            }
            SocketEvent::Text(text) => match parse(&text) {
                Some(reply) => self.reply(&reply),
                None => self.down("the server said something that this page doesn't know: reload the page".to_owned()),
            },
            SocketEvent::Binary(bytes) => (self.on)(PgEvent::Bytes(bytes)),
            SocketEvent::Closed => self.dropped(),
        }
    }

    /// Takes in one `PgReply`, by its tag.
    fn reply(&self, reply: &Value) {
        let received = reply["received"].as_u64().unwrap_or_default();
        match reply["type"].as_str() {
            Some("attached") => {
                let key = reply["key"].as_str().unwrap_or_default().to_owned();
                let again = self.key.replace(Some(key)).is_some();
                let unsent = self.ledger.borrow_mut().resume(received);
                let Ok(unsent) = unsent else {
                    self.down("the server lost track of this console".to_owned());
                    return;
                };
                self.timer.replace(None);
                self.attached.set(true);
                self.attempt.set(0);
                self.resume_ms.set(reply["resume_seconds"].as_f64().unwrap_or(60.0) * 1000.0);
                self.frames(&unsent);
                (self.on)(if again { PgEvent::Resumed } else { PgEvent::Up });
            }
            Some("ack") => {
                // A late acknowledgement from before a resume says nothing new.
                let _ = self.ledger.borrow_mut().acknowledged(received);
            }
            Some("refused") => self.down(reply["message"].as_str().unwrap_or("the server refused it").to_owned()),
            _ => {}
        }
    }

    /// The socket is gone, unasked.
    fn dropped(&self) {
        if self.over.get() {
            return;
        }
        self.socket.replace(None);
        let now = browser::now_ms();
        if self.attached.replace(false) {
            self.away_since.set(now);
        }
        let delay = backoff::delay_ms(self.attempt.get(), browser::random());
        self.attempt.set(self.attempt.get().saturating_add(1));
        if now + f64::from(delay) - self.away_since.get() > self.resume_ms.get() {
            self.down("the server could not be reached in time".to_owned());
            return;
        }
        self.after(delay, Self::connect);
        (self.on)(PgEvent::Trying);
    }

    fn down(&self, reason: String) {
        if !self.over.replace(true) {
            self.end();
            (self.on)(PgEvent::Down(reason));
        }
    }

    fn end(&self) {
        self.attached.set(false);
        self.socket.replace(None);
        self.timer.replace(None);
        self.idle.replace(None);
        self.leaving.replace(None);
    }

    fn acknowledge(&self, due: Option<u64>) {
        if let (Some(received), true) = (due, self.attached.get()) {
            self.control(&PgControl::Ack { received });
        }
    }

    fn control(&self, what: &PgControl) {
        if let (Some(socket), Some(text)) = (self.socket.borrow().as_ref(), json(what)) {
            socket.send_text(&text);
        }
    }

    fn frames(&self, bytes: &[u8]) {
        if let Some(socket) = self.socket.borrow().as_ref() {
            bytes.chunks(FRAME).for_each(|chunk| socket.send_bytes(chunk));
        }
    }
}
