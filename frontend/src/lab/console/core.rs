//! One console: a psql engine, its connection, its lines. The host that the engine asks for everything.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use gloo::timers::callback::Timeout;
use ride_shared::psql::{Colour, Engine, HostRequest, Input, Options, Output};
use wasm_bindgen_futures::spawn_local;

use super::extras;
use super::pg::{Pg, PgEvent};
use super::prompt::{self, Past};
use super::queue::Queue;
use super::scrollback::{Kind, Scrollback};
use crate::dom::Var;
use crate::lab::state::Lab;
use crate::route::Router;
use crate::{browser, lab::console::commands};

/// How long the page may stand still for lines that wait, before it listens again.
const SLICE_MS: f64 = 30.0;
/// How often it draws meanwhile: most of what many lines print is gone from the screen before it could be read.
const DRAW_EVERY_MS: f64 = 500.0;
/// Where the text that is read at each console's start is kept, as psql's `.psqlrc`.
pub const PSQLRC: &str = "ride.psqlrc";
/// Kept where that is left out, as with psql's `-X`.
pub const NO_PSQLRC: &str = "ride.no-psqlrc";
/// Text that is read out to screen readers at once, in bytes.
const MOST_SPOKEN: usize = 2000;
/// Output of so long is read out together.
const SPEAK_AFTER_MS: u32 = 400;

/// How a console is connected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// On its way, for the first time or again.
    Trying,
    /// In.
    Up,
    /// Out, and why.
    Down(String),
}

/// Candidates for what is being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completions {
    /// Where in the line they begin.
    pub start: usize,
    /// The candidates.
    pub candidates: Vec<String>,
}

/// What the views of a console follow.
#[derive(Clone, Copy)]
pub struct Signals {
    /// Counts up when lines changed.
    pub redraw: Var<u32>,
    /// The prompt, while the engine waits for a line.
    pub prompt: Var<Option<String>>,
    /// The backend's pid and transaction status.
    pub status: Var<(i32, char)>,
    /// How it is connected.
    pub link: Var<Link>,
    /// Candidates that were asked for.
    pub completions: Var<Option<Completions>>,
    /// What a screen reader shall say.
    pub spoken: Var<String>,
    /// Lines that wait for their prompt.
    pub queued: Var<usize>,
    /// Whether what the extras bring is here.
    pub equipped: Var<bool>,
    /// Counts up when a line is entered: whoever types wants to see what comes of it.
    pub entered: Var<u32>,
}

impl Signals {
    fn new() -> Self {
        Self {
            redraw: Var::new(0),
            prompt: Var::new(None),
            status: Var::new((0, 'I')),
            link: Var::new(Link::Trying),
            completions: Var::new(None),
            spoken: Var::new(String::new()),
            queued: Var::new(0),
            equipped: Var::new(extras::loaded().is_some()),
            entered: Var::new(0),
        }
    }
}

/// What a console may reach for outside of itself.
#[derive(Clone, Copy)]
pub struct Around {
    /// The session.
    pub lab: Lab,
    /// The page's address.
    pub router: Router,
}

/// One console.
pub struct Core {
    /// What its views follow.
    pub signals: Signals,
    /// Its lines.
    pub lines: RefCell<Scrollback>,
    around: Around,
    me: Weak<Core>,
    engine: RefCell<Engine>,
    pg: RefCell<Option<Pg>>,
    inputs: RefCell<VecDeque<Input>>,
    pumping: Cell<bool>,
    queue: RefCell<Queue>,
    drawn_at: Cell<f64>,
    /// Goes on with what waits.
    going_on: RefCell<Option<Timeout>>,
    past: Past,
    columns: Cell<u32>,
    questions: Cell<u64>,
    /// Whether there was a prompt yet.
    prompted: Cell<bool>,
    redraw_due: Cell<bool>,
    unspoken: RefCell<String>,
    wake: RefCell<Option<Timeout>>,
    /// The engine's request for a new connection, while it is on its way.
    reconnecting: Cell<Option<u64>>,
    /// What written files are to hold until they are offered.
    pub files: RefCell<Vec<(String, Vec<u8>)>>,
    /// Offers them.
    pub saving: RefCell<Option<Timeout>>,
    speak: RefCell<Option<Timeout>>,
}

impl Core {
    /// A console that connects at once.
    pub fn open(around: Around, past: Past) -> Rc<Self> {
        let core = Rc::new_cyclic(|me| Self {
            signals: Signals::new(),
            lines: RefCell::new(Scrollback::default()),
            around,
            me: me.clone(),
            engine: RefCell::new(engine(around.lab, None)),
            pg: RefCell::new(None),
            inputs: RefCell::default(),
            pumping: Cell::new(false),
            queue: RefCell::default(),
            drawn_at: Cell::new(0.0),
            going_on: RefCell::new(None),
            past,
            columns: Cell::new(0),
            questions: Cell::new(0),
            prompted: Cell::new(false),
            redraw_due: Cell::new(false),
            unspoken: RefCell::default(),
            wake: RefCell::new(None),
            reconnecting: Cell::new(None),
            files: RefCell::default(),
            saving: RefCell::new(None),
            speak: RefCell::new(None),
        });
        core.connect();
        core
    }

    /// Connects, with a fresh engine; the lines stay.
    pub fn connect(&self) {
        self.pg.replace(None);
        self.inputs.borrow_mut().clear();
        self.drop_queue();
        self.signals.prompt.set(None);
        self.signals.status.set((0, 'I'));
        self.signals.link.set(Link::Trying);
        self.reconnecting.set(None);
        let columns = self.columns.get();
        self.engine.replace(engine(self.around.lab, (columns > 0).then_some(columns)));
        self.feed(Input::Columns(columns.max(20)));
        self.open_transport();
    }

    fn open_transport(&self) {
        self.signals.link.set(Link::Trying);
        let me = self.me.clone();
        let pg = Pg::open(self.around.lab.access(), move |event| {
            if let Some(me) = me.upgrade() {
                me.connection(event);
            }
        });
        self.pg.replace(Some(pg));
    }

    fn connection(&self, event: PgEvent) {
        let link = &self.signals.link;
        match event {
            PgEvent::Up => {
                link.set(Link::Up);
                self.feed(match self.reconnecting.take() {
                    Some(request) => Input::HostDone { request, result: Ok(String::new()) },
                    None => Input::Connected,
                });
            }
            PgEvent::Resumed => link.set(Link::Up),
            PgEvent::Trying => link.set(Link::Trying),
            PgEvent::Bytes(bytes) => {
                let count = bytes.len();
                self.feed(Input::Backend(bytes));
                if let Some(pg) = self.pg.borrow().as_ref() {
                    pg.took(count);
                }
            }
            PgEvent::Down(reason) => {
                link.set(Link::Down(reason.clone()));
                self.drop_queue();
                self.feed(match self.reconnecting.take() {
                    Some(request) => Input::HostDone { request, result: Err(reason) },
                    None => Input::Disconnected { reason },
                });
            }
        }
    }

    /// The connection may be dead without having said so.
    pub fn doubt(&self) {
        if let Some(pg) = self.pg.borrow().as_ref() {
            pg.doubt();
        }
    }

    /// Takes in lines that were typed or pasted.
    pub fn submit(&self, text: &str) {
        self.signals.entered.update(|n| *n = n.wrapping_add(1));
        if matches!(self.signals.link.peek(), Link::Down(_)) {
            self.connect();
            return;
        }
        if !self.queue.borrow_mut().push(text) {
            self.note("Too much at once: it was left out.");
        }
        self.pump();
    }

    /// Ctrl-C, with what was being typed.
    pub fn interrupt(&self, typed: &str) {
        self.drop_queue();
        if let Some(prompt) = self.signals.prompt.peek() {
            self.lines.borrow_mut().echo(&prompt, &[typed, "^C"].concat());
        }
        self.feed(Input::Interrupt);
    }

    /// Ctrl-D on an empty line.
    pub fn eof(&self) {
        if self.signals.prompt.peek().is_some() {
            self.feed(Input::Eof);
        }
    }

    /// Ctrl-L.
    pub fn clear(&self) {
        self.lines.borrow_mut().clear();
        self.redraw();
    }

    /// Tab: asks for candidates.
    pub fn complete(&self, line: &str, cursor: usize) {
        let request = self.questions.get() + 1;
        self.questions.set(request);
        self.feed(Input::Complete { request, line: line.to_owned(), cursor });
    }

    /// The screen's width in columns.
    pub fn set_columns(&self, columns: u32) {
        if self.columns.replace(columns) != columns {
            self.feed(Input::Columns(columns));
        }
    }

    fn drop_queue(&self) {
        self.queue.borrow_mut().clear();
        self.signals.queued.set(0);
    }

    /// Hands the engine something, after what waits already.
    pub fn feed(&self, input: Input) {
        self.inputs.borrow_mut().push_back(input);
        self.pump();
    }

    /// Hands the engine one thing after the other until there is nothing to hand.
    fn pump(&self) {
        if self.pumping.replace(true) {
            return;
        }
        let begun = browser::now_ms();
        let mut draws = true;
        loop {
            let now = browser::now_ms();
            if now - begun > SLICE_MS && self.queue.borrow().len() > 0 {
                let me = self.me.clone();
                draws = now - self.drawn_at.get() > DRAW_EVERY_MS;
                self.going_on.replace(Some(Timeout::new(0, move || {
                    if let Some(me) = me.upgrade() {
                        me.pump();
                    }
                })));
                break;
            }
            let next = self.inputs.borrow_mut().pop_front();
            let Some(input) = next.or_else(|| self.next_line()) else { break };
            let mut out = Vec::new();
            self.engine.borrow_mut().handle((now * 1000.0) as u64, input, &mut out);
            for output in out {
                self.carry_out(output);
            }
        }
        self.pumping.set(false);
        self.keep_history();
        let waiting = self.queue.borrow().len();
        self.signals.queued.set(waiting);
        if draws {
            self.drawn_at.set(browser::now_ms());
            self.redraw();
        }
    }

    fn keep_history(&self) {
        let mut engine = self.engine.borrow_mut();
        let entries = engine.take_history();
        if !entries.is_empty() {
            prompt::remember(self.past, entries, engine.variable("HISTCONTROL"), engine.variable("HISTSIZE"));
        }
    }

    /// The next line that was typed, where the engine waits for one.
    fn next_line(&self) -> Option<Input> {
        let prompt = self.signals.prompt.try_peek().flatten()?;
        let line = self.queue.borrow_mut().pop()?;
        self.lines.borrow_mut().echo(&prompt, &line);
        self.signals.prompt.set(None);
        Some(Input::Line(line))
    }

    fn carry_out(&self, output: Output) {
        match output {
            Output::Send(bytes) => {
                if let Some(pg) = self.pg.borrow().as_ref() {
                    pg.send(&bytes);
                }
            }
            Output::Stdout(text) => self.print(Kind::Output, &text),
            Output::Stderr(text) => self.print(Kind::Error, &text),
            Output::Prompt(prompt) => {
                self.signals.prompt.set(Some(prompt::visible(&prompt)));
                if !self.prompted.replace(true) && !self.signals.equipped.peek() {
                    // Where this fails, the first command that needs them asks again.
                    self.bring_extras(|_| ());
                }
            }
            Output::Cancel => {
                if let Some(pg) = self.pg.borrow().as_ref() {
                    pg.cancel();
                }
            }
            Output::Wake { in_ms } => {
                let me = self.me.clone();
                self.wake.replace(Some(Timeout::new(in_ms.min(u64::from(u32::MAX >> 1)) as u32, move || {
                    if let Some(me) = me.upgrade() {
                        me.feed(Input::Wake);
                    }
                })));
            }
            Output::Host { request, what } => self.host(request, what),
            Output::Completions { request, start, candidates } => {
                // Only the last question's answer still fits what stands in the prompt.
                if request == self.questions.get() {
                    self.signals.completions.set(Some(Completions { start, candidates }));
                }
            }
            Output::Status { pid, transaction } => self.signals.status.set((pid, transaction)),
            // Only asked of hosts that stream, which the page is not.
            Output::Append { .. } | Output::ReadOn => {}
            // Only hosts that ask for it get it, and in a browser there is none.
            #[cfg(not(target_arch = "wasm32"))]
            Output::Page { .. } => {}
            Output::Quit(_) => {
                self.signals.prompt.set(None);
                self.wake.replace(None);
                if !matches!(self.signals.link.try_peek(), Some(Link::Down(_)) | None) {
                    self.signals.link.set(Link::Down("psql has ended.".to_owned()));
                }
                // Not here: the engine's caller may be inside this very connection's callback.
                let me = self.me.clone();
                Timeout::new(0, move || {
                    if let Some(me) = me.upgrade()
                        && matches!(me.signals.link.try_peek(), Some(Link::Down(_)))
                    {
                        me.pg.replace(None);
                    }
                })
                .forget();
            }
        }
    }

    fn host(&self, request: u64, what: HostRequest) {
        let me = self.me.clone();
        let done = move |result: Result<String, String>| {
            if let Some(me) = me.upgrade() {
                me.feed(Input::HostDone { request, result });
            }
        };
        match what {
            HostRequest::Connect { .. } => {
                // Whatever was asked for, this page reaches its own session's server and no other.
                self.reconnecting.set(Some(request));
                let me = self.me.clone();
                // Not here: this may be inside the old connection's own callback.
                Timeout::new(0, move || {
                    if let Some(me) = me.upgrade() {
                        me.open_transport();
                    }
                })
                .forget();
            }
            HostRequest::Extras => {
                self.bring_extras(move |result| done(result.map(|()| String::new())));
            }
            HostRequest::Lab { command, arguments } => {
                let around = self.around;
                spawn_local(async move {
                    match commands::part().await {
                        Ok(run) => run(around, &command, &arguments, Box::new(done)),
                        Err(_) => done(Err("the lab's commands could not be loaded: try again".to_owned())),
                    }
                });
            }
            // Whatever else there is only commands ask for, which came with the extras.
            what => match (extras::loaded(), self.me.upgrade()) {
                (Some(extras), Some(me)) => (extras.carry_out)(&me, request, what),
                _ => done(Err("psql's commands are not loaded".to_owned())),
            },
        }
    }

    /// Does something of the extras once they are here, or says why it can't.
    pub fn with_extras(&self, call: impl FnOnce(extras::Extras, &Rc<Self>) + 'static) {
        let me = self.me.clone();
        self.bring_extras(move |result| {
            let (Some(me), extras) = (me.upgrade(), extras::loaded()) else { return };
            match (result, extras) {
                (Ok(()), Some(extras)) => call(extras, &me),
                (result, _) => me.note(&result.err().unwrap_or_default()),
            }
        });
    }

    /// What is what in a text at the prompt.
    pub fn colours(&self, text: &str) -> Vec<(usize, Colour)> {
        self.engine.borrow().colours(text)
    }

    /// The last table as CSV.
    pub fn last_csv(&self) -> Option<String> {
        self.engine.borrow().last_csv()
    }

    /// Loads what the engine's core lacks and hands it in.
    fn bring_extras(&self, done: impl FnOnce(Result<(), String>) + 'static) {
        let me = self.me.clone();
        extras::load(move |extras| {
            let Some(me) = me.upgrade() else { return };
            let result = extras.map(|extras| me.engine.borrow_mut().equip(extras.psql));
            // Once: whoever follows it builds something.
            if result.is_ok() && !me.signals.equipped.peek() {
                me.signals.equipped.set(true);
            }
            done(result);
        });
    }

    /// A remark of the console's own.
    pub fn note(&self, text: &str) {
        self.print(Kind::Note, &[text, "\n"].concat());
        self.redraw();
    }

    fn print(&self, kind: Kind, text: &str) {
        self.lines.borrow_mut().push(kind, text);
        let mut unspoken = self.unspoken.borrow_mut();
        let room = MOST_SPOKEN.saturating_sub(unspoken.len());
        unspoken.push_str(&text[..text.floor_char_boundary(room)]);
        drop(unspoken);
        if self.speak.borrow().is_none() {
            let me = self.me.clone();
            self.speak.replace(Some(Timeout::new(SPEAK_AFTER_MS, move || {
                let Some(me) = me.upgrade() else { return };
                let mut text = me.unspoken.take();
                if text.len() >= MOST_SPOKEN {
                    text.push_str("\u{2026} The rest is in the output.");
                }
                me.signals.spoken.set(text);
                let finished = me.speak.take();
                drop(finished);
            })));
        }
    }

    /// Has the lines drawn before the next paint, once for however much changed.
    fn redraw(&self) {
        if self.redraw_due.replace(true) {
            return;
        }
        let me = self.me.clone();
        browser::before_paint(move || {
            if let Some(me) = me.upgrade() {
                me.redraw_due.set(false);
                me.signals.redraw.update(|n| *n = n.wrapping_add(1));
            }
        });
    }
}

/// A psql for this session: with the extras where they are here already, without where not.
fn engine(lab: Lab, columns: Option<u32>) -> Engine {
    let mut engine = Engine::lean(options(lab, columns));
    engine.mark_prompts();
    engine.keep_table();
    if let Some(text) = browser::kept(PSQLRC).filter(|_| browser::kept(NO_PSQLRC).is_none()) {
        engine.set_startup_files(vec![(".psqlrc".to_owned(), text)]);
    }
    if let Some(extras) = extras::loaded() {
        engine.equip(extras.psql);
    }
    engine
}

fn options(lab: Lab, columns: Option<u32>) -> Options {
    let session = lab.session.peek();
    let database = session.as_ref().map(|s| s.briefing.database.clone()).unwrap_or_default();
    let (host, port) = session.as_ref().map(|s| host_and_port(&s.psql_address)).unwrap_or_default();
    Options {
        user: "oncall".to_owned(),
        database,
        application_name: "psql".to_owned(),
        password: None,
        parameters: Vec::new(),
        interactive: true,
        lab: true,
        columns,
        host,
        port,
        quiet: false,
        variables: Vec::new(),
        pset: Vec::new(),
    }
}

/// Host and port of `postgres://user@host:port/database`.
fn host_and_port(address: &str) -> (String, String) {
    let rest = address.split_once('@').map_or("", |(_, rest)| rest);
    let authority = rest.split('/').next().unwrap_or_default();
    match authority.rsplit_once(':') {
        Some((host, port)) => (host.to_owned(), port.to_owned()),
        None => (authority.to_owned(), "5432".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::host_and_port;

    #[test]
    fn hosts_and_ports() {
        let pair = |h: &str, p: &str| (h.to_owned(), p.to_owned());
        assert_eq!(host_and_port("postgres://oncall.ab@127.0.0.1:6432/shop"), pair("127.0.0.1", "6432"));
        assert_eq!(host_and_port("postgres://o@[::1]:6432/shop"), pair("[::1]", "6432"));
        assert_eq!(host_and_port("postgres://o@db/shop"), pair("db", "5432"));
    }
}
