//! The tap: reads both directions of a console and alters neither. It says which statements ended and how, and what
//! the server showed of what matchers are waiting for.
//!
//! What is not wanted is not looked at: rows are parsed only in a result with a column that a waiting matcher names;
//! all others are walked over by their lengths.

use std::collections::BTreeMap;
use std::sync::Arc;

use ride_shared::journal::{Event, ServerError};

use super::cell::columns;
use super::error::server_error;
use super::flow::{Flow, NAME_BYTES, Name, Operation, Portal};
use super::framing::{FrameError, Visit, Walker, be_i16, take_c_string};
use super::matcher::{Glance, Interest, Shown, Watch};
use super::text::{KEPT_BYTES, cut};
use super::typed::{READ_BYTES, Script, Sight};

/// Most of a Bind that is read: its result formats stand at its end.
const BIND_BYTES: usize = 64 << 10;
/// Most of a RowDescription: 1,664 columns with the longest names.
const DESCRIPTION_BYTES: usize = 192 << 10;
/// Most of a row; a longer one is not parsed.
const ROW_BYTES: usize = 1 << 20;
/// Cursors and statements of SQL's own that are remembered.
const NAMED: usize = 64;
/// Parameters that a server reports; more than it has.
const PARAMETERS: usize = 128;

/// What a look at the client's bytes came to.
#[derive(Debug, PartialEq, Eq)]
pub struct Sent {
    /// So many may be passed on; what is behind them is not yet a whole header, or must not go on.
    pub pass: usize,
    /// Why no more may be passed on.
    pub end: Option<SentEnd>,
}

/// Why nothing more of a client's bytes goes to the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SentEnd {
    /// It said goodbye.
    Terminate,
    /// It sent what it must not.
    Broken(FrameError),
}

/// A reader of one console's both directions.
#[derive(Debug)]
pub struct Tap {
    front: Walker,
    back: Walker,
    state: State,
}

#[derive(Debug)]
struct State {
    console: u32,
    watch: Arc<Watch>,
    foreign: bool,
    max_message: usize,
    flow: Flow,
    status: u8,
    /// The result that rows belong to, and what matchers want of it.
    interest: Option<Interest>,
    started: bool,
    rows: u64,
    /// Statements of the query under way that have ended.
    nth: usize,
    /// Cursors and statements that were declared and prepared in SQL.
    named: BTreeMap<String, Arc<Sight>>,
    last_text: Arc<str>,
    parameters: BTreeMap<String, String>,
    shown: Vec<Shown>,
    events: Vec<Event>,
}

impl Tap {
    /// A tap on a console whose backend is idle. `foreign`: it is in another database than the session's.
    pub fn new(
        console: u32,
        watch: Arc<Watch>,
        foreign: bool,
        max_message: usize,
        parameters: BTreeMap<String, String>,
    ) -> Self {
        if let Some(name) = parameters.get("application_name") {
            watch.calls_itself(console, name);
        }
        let state = State {
            console,
            watch,
            foreign,
            max_message,
            flow: Flow::default(),
            status: b'I',
            interest: None,
            started: false,
            rows: 0,
            nth: 0,
            named: BTreeMap::new(),
            last_text: Arc::from(""),
            parameters,
            shown: Vec::new(),
            events: Vec::new(),
        };
        Self { front: Walker::default(), back: Walker::default(), state }
    }

    /// Looks at bytes on their way to the server.
    pub fn frontend(&mut self, bytes: &[u8]) -> Sent {
        let (pass, end) = self.front.walk(bytes, &mut Front(&mut self.state));
        Sent { pass, end }
    }

    /// Looks at bytes on their way to the client, and appends the events that they complete. Gives how many may be
    /// passed on; what is behind them is not yet a whole header.
    pub fn backend(&mut self, bytes: &[u8], events: &mut Vec<Event>) -> Result<usize, FrameError> {
        let (pass, end) = self.back.walk(bytes, &mut Back(&mut self.state));
        events.append(&mut self.state.events);
        end.map_or(Ok(pass), Err)
    }

    /// Whether the client must be held back until the server has answered more.
    pub fn is_full(&self) -> bool {
        self.state.flow.is_full()
    }

    /// Whether the server has answered everything and both directions stand between messages.
    pub fn is_idle(&self) -> bool {
        self.state.flow.is_empty() && !self.mid_message() && self.back.missing() == 0 && !self.state.flow.needs_sync()
    }

    /// Whether the server will answer everything without a further word from the client.
    pub fn settles(&self) -> bool {
        !self.mid_message() && !self.state.flow.needs_sync() && !self.state.flow.copy_in
    }

    /// Whether the client's last message is not whole.
    pub fn mid_message(&self) -> bool {
        self.front.missing() > 0
    }

    /// Bytes that are missing of the server's message that was begun.
    pub fn missing(&self) -> usize {
        self.back.missing()
    }

    /// What would bring the server back to ReadyForQuery: the end of a COPY, a Sync.
    pub fn ending(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        if self.state.flow.copy_in {
            bytes.extend_from_slice(b"f\0\0\0\x05\0");
        }
        if self.state.flow.needs_sync() || self.state.flow.copy_in {
            bytes.extend_from_slice(b"S\0\0\0\x04");
        }
        bytes
    }

    /// Whether the last ReadyForQuery told of an open transaction.
    pub fn in_transaction(&self) -> bool {
        self.state.status != b'I'
    }

    /// The server's parameters as it last reported them.
    pub fn into_parameters(self) -> BTreeMap<String, String> {
        self.state.parameters
    }
}

fn name(rest: &mut &[u8]) -> Name {
    let name = take_c_string(rest).unwrap_or_default();
    name[..name.len().min(NAME_BYTES)].into()
}

struct Front<'a>(&'a mut State);

impl Visit for Front<'_> {
    type Stop = SentEnd;

    fn header(&mut self, tag: u8, length: usize) -> Result<usize, SentEnd> {
        let max = self.0.max_message;
        if !b"BCDEFHPQSXcdf".contains(&tag) {
            return Err(SentEnd::Broken(FrameError::UnknownType(tag)));
        }
        if length < 4 {
            return Err(SentEnd::Broken(FrameError::BadLength { tag, length }));
        }
        if length > max {
            return Err(SentEnd::Broken(FrameError::TooLong { tag, length, max }));
        }
        match tag {
            b'X' => Err(SentEnd::Terminate),
            b'Q' => Ok(READ_BYTES),
            b'P' => Ok(READ_BYTES + NAME_BYTES),
            b'B' => Ok(BIND_BYTES),
            b'D' | b'C' | b'E' => Ok(2 * NAME_BYTES),
            _ => Ok(0),
        }
    }

    fn message(&mut self, tag: u8, mut body: &[u8]) {
        let operation = match tag {
            b'Q' => Operation::Query(self.0.script(body)),
            b'P' => {
                let name = name(&mut body);
                Operation::Parse(name, self.0.script(body))
            }
            b'B' => {
                let (portal, statement) = (name(&mut body), name(&mut body));
                let formats = result_formats(body).unwrap_or_default();
                Operation::Bind { portal, statement, formats }
            }
            b'E' => Operation::Execute(name(&mut body)),
            b'D' | b'C' => {
                let kind = body.first().copied();
                body = body.get(1..).unwrap_or_default();
                match (tag, kind) {
                    (b'D', Some(b'P')) => Operation::DescribePortal(name(&mut body)),
                    (b'D', _) => Operation::DescribeStatement(name(&mut body)),
                    (_, Some(b'P')) => Operation::ClosePortal(name(&mut body)),
                    _ => Operation::CloseStatement(name(&mut body)),
                }
            }
            b'F' => Operation::Function,
            b'S' => Operation::Sync,
            b'c' | b'f' => Operation::CopyEnd,
            _ => return,
        };
        self.0.flow.push(operation);
    }
}

/// The result formats behind a Bind's parameters; nothing if the message was too long to be read whole.
fn result_formats(body: &[u8]) -> Option<Vec<i16>> {
    let parameter_formats = be_i16(body, 0)?.max(0) as usize;
    let mut at = 2 + 2 * parameter_formats;
    let parameters = be_i16(body, at)? as u16;
    at += 2;
    for _ in 0..parameters {
        let length = super::framing::be_u32(body, at)? as i32;
        let end = at.checked_add(4 + length.max(0) as usize)?;
        at = end;
    }
    let count = be_i16(body, at)?.max(0) as usize;
    (0..count).map(|n| be_i16(body, at + 2 + 2 * n)).collect()
}

struct Back<'a>(&'a mut State);

impl Visit for Back<'_> {
    type Stop = FrameError;

    fn header(&mut self, tag: u8, length: usize) -> Result<usize, FrameError> {
        if length < 4 {
            return Err(FrameError::BadLength { tag, length });
        }
        Ok(match tag {
            b'D' => {
                if !self.0.started {
                    self.0.start_result();
                }
                let wanted = self.0.interest.as_ref().is_some_and(Interest::waiting);
                if wanted && length <= ROW_BYTES { length - 4 } else { 0 }
            }
            b'T' => DESCRIPTION_BYTES,
            b'E' => 2 * KEPT_BYTES,
            b'C' | b'S' => 4_096,
            b'Z' => 1,
            _ => 0,
        })
    }

    fn message(&mut self, tag: u8, body: &[u8]) {
        let state = &mut *self.0;
        match tag {
            b'D' => {
                state.rows += 1;
                if let Some(interest) = state.interest.as_mut().filter(|_| !body.is_empty()) {
                    state.watch.row(interest, body, &mut state.shown);
                    state.tell_shown();
                }
            }
            b'd' => state.rows += 1,
            b'T' => state.described(body),
            b'n' => state.described(&[]),
            b'C' => state.complete(body.strip_suffix(b"\0").unwrap_or(body)),
            b'I' => state.end_result(),
            b's' => state.suspended(),
            b'E' => state.failed(server_error(body)),
            b'Z' => {
                state.status = body.first().copied().unwrap_or(b'I');
                state.flow.ready(state.status);
                state.nth = 0;
                state.reset_result();
            }
            b'1' | b'2' | b'3' => state.acknowledged(),
            b'G' | b'W' => state.flow.copy_in(),
            b'S' => state.reported(body),
            _ => {}
        }
    }
}

impl State {
    /// A statement that was sent; a long one ends before its end.
    fn script(&self, mut body: &[u8]) -> Script {
        let text = take_c_string(&mut body);
        let script = Script::new(text.unwrap_or(body), text.is_some(), self.watch.relations());
        self.watch.typed(&script);
        script
    }

    fn reset_result(&mut self) {
        self.interest = None;
        self.started = false;
        self.rows = 0;
    }

    /// The first row of an Execute: its portal knows what matchers want of it.
    fn start_result(&mut self) {
        self.started = true;
        if let Some(Operation::Execute(portal)) = self.flow.front().cloned() {
            self.interest = self.flow.portals.get(&portal).and_then(|p| p.interest.clone());
        }
    }

    fn described(&mut self, body: &[u8]) {
        let wanted = self.watch.waiting();
        match self.flow.front().cloned() {
            Some(Operation::Query(script)) => {
                self.reset_result();
                self.started = true;
                let look = self.look(&script, self.nth);
                self.interest = if wanted { self.watch.interest(&columns(body), self.foreign, &look) } else { None };
            }
            Some(Operation::DescribeStatement(name)) => {
                self.flow.pop();
                let script = self.flow.statements.get(&name).map(|prepared| prepared.script.clone());
                let look = script.map(|script| self.look(&script, 0));
                if let (Some(prepared), Some(look)) = (self.flow.statements.get_mut(&name), look) {
                    let described = if wanted { columns(body) } else { Vec::new() };
                    // Kept only where somebody may want it: a client may prepare very many.
                    let kept = self.watch.interest(&described, self.foreign, &look).is_some();
                    prepared.columns = kept.then(|| described.into());
                }
            }
            Some(Operation::DescribePortal(name)) => {
                self.flow.pop();
                let script = self.flow.portals.get(&name).map(|portal| portal.script.clone());
                let look = script.map(|script| self.look(&script, 0));
                if let (Some(portal), Some(look)) = (self.flow.portals.get_mut(&name), look) {
                    portal.interest =
                        if wanted { self.watch.interest(&columns(body), self.foreign, &look) } else { None };
                }
            }
            _ => {}
        }
    }

    fn acknowledged(&mut self) {
        match self.flow.front() {
            Some(
                Operation::Parse(..)
                | Operation::Bind { .. }
                | Operation::CloseStatement(_)
                | Operation::ClosePortal(_),
            ) => {}
            _ => return,
        }
        match self.flow.pop() {
            Some(Operation::Parse(name, script)) => {
                // The names of EXECUTE are the same ones.
                self.named.remove(&*String::from_utf8_lossy(&name).to_ascii_lowercase());
                self.flow.prepare(name, script);
            }
            Some(Operation::Bind { portal, statement, formats }) => {
                self.named.remove(&*String::from_utf8_lossy(&portal).to_ascii_lowercase());
                let prepared = self.flow.statements.get(&statement).cloned();
                let (script, described) = prepared.map_or_else(Default::default, |p| (p.script, p.columns));
                let look = self.look(&script, 0);
                let interest = described.and_then(|described| {
                    let mut described = described.to_vec();
                    for (at, column) in described.iter_mut().enumerate() {
                        let format = if formats.len() == 1 { formats.first() } else { formats.get(at) };
                        column.binary = format == Some(&1);
                    }
                    self.watch.interest(&described, self.foreign, &look)
                });
                self.flow.bind(portal, Portal { script, interest });
            }
            Some(Operation::CloseStatement(name)) => drop(self.flow.statements.remove(&name)),
            Some(Operation::ClosePortal(name)) => drop(self.flow.portals.remove(&name)),
            _ => {}
        }
    }

    fn complete(&mut self, tag: &[u8]) {
        let Some(operation) = self.flow.front().cloned() else { return };
        let text = self.flow.text(&operation);
        self.watch.ended(tag);
        let sight = match &operation {
            Operation::Query(script) => Some(Arc::clone(&script.sight)),
            Operation::Execute(portal) => self.flow.portals.get(portal).map(|portal| Arc::clone(&portal.script.sight)),
            _ => None,
        };
        self.nth += 1;
        self.remember(tag, &sight.unwrap_or_default());
        if let Some(interest) = &mut self.interest {
            self.watch.complete(interest, tag, &mut self.shown);
            self.tell_shown();
        }
        self.tell_statement(text, Some(cut(tag)), None);
        self.end_result();
    }

    /// Keeps what a cursor or a prepared statement of SQL's own looks like.
    fn remember(&mut self, tag: &[u8], sight: &Arc<Sight>) {
        if !matches!(tag, b"PREPARE" | b"DECLARE CURSOR") {
            return;
        }
        match &sight.makes {
            Some(name) if sight.shapes.len() <= 1 && self.named.len() < NAMED => {
                self.named.insert(name.clone(), Arc::clone(sight));
            }
            // Made beside others in one text: nobody knows which.
            _ => self.named.clear(),
        }
    }

    /// How the `nth` statement of a text looks.
    fn look(&self, script: &Script, nth: usize) -> Glance {
        let typed = Arc::clone(&script.typed);
        match &script.sight.reads {
            Some(name) => Glance { typed, sight: self.named.get(name).cloned().unwrap_or_default(), nth: 0 },
            None => Glance { typed, sight: Arc::clone(&script.sight), nth },
        }
    }

    /// A row limit was reached; the portal may be executed again.
    fn suspended(&mut self) {
        if let Some(Operation::Execute(name)) = self.flow.front().cloned() {
            let text = self.flow.text(&Operation::Execute(name.clone()));
            if let Some(portal) = self.flow.portals.get_mut(&name) {
                portal.interest = self.interest.take();
            }
            self.tell_statement(text, None, None);
        }
        self.end_result();
    }

    fn end_result(&mut self) {
        if matches!(self.flow.front(), Some(Operation::Execute(_))) {
            self.flow.pop();
        }
        self.reset_result();
    }

    fn failed(&mut self, error: ServerError) {
        // Without anything asked for it is the server's own farewell and no statement's end.
        let Some(operation) = self.flow.front().cloned() else { return };
        let text = match operation {
            Operation::Sync => self.last_text.clone(),
            _ => self.flow.text(&operation),
        };
        self.tell_statement(text, None, Some(error));
        self.reset_result();
        self.flow.copy_in = false;
        if !matches!(operation, Operation::Query(_) | Operation::Function | Operation::Sync) {
            self.flow.pass_over();
        }
    }

    fn reported(&mut self, mut body: &[u8]) {
        let (Some(name), Some(value)) = (take_c_string(&mut body), take_c_string(&mut body)) else { return };
        let (name, value) = (String::from_utf8_lossy(name), String::from_utf8_lossy(value));
        if name == "application_name" {
            self.watch.calls_itself(self.console, &value);
        }
        if self.parameters.len() < PARAMETERS || self.parameters.contains_key(&*name) {
            self.parameters.insert(name.into_owned(), value.into_owned());
        }
    }

    fn tell_shown(&mut self) {
        let console = self.console;
        let told = self.shown.drain(..).map(|Shown { rule, shown }| Event::Evidence { console, rule, shown });
        self.events.extend(told);
    }

    fn tell_statement(&mut self, text: Arc<str>, tag: Option<String>, error: Option<ServerError>) {
        let sql = text.to_string();
        self.last_text = text;
        self.events.push(Event::Statement { console: self.console, sql, tag, error, rows: self.rows });
    }
}

#[cfg(test)]
#[path = "tap_tests.rs"]
mod tests;
