//! What a console has asked for and the server has not answered yet, in order: the extended protocol's messages are
//! answered one by one, and a ReadyForQuery closes each Query, Sync and FunctionCall.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::cell::Column;
use super::matcher::Interest;
use super::typed::Script;

/// Names are cut here; PostgreSQL's own are at most 63 bytes.
pub const NAME_BYTES: usize = 256;
/// Statements and portals that are remembered; a later one is followed without its text.
const REMEMBERED: usize = 1_024;
/// Operations on their way at which the client is held back. The server keeps at most 8 KiB of answers to itself,
/// which is fewer than 1,700 of the shortest ones, so that waiting at this mark always ends.
const OPERATIONS: usize = 8_192;
const OPERATION_BYTES: usize = 16 << 20;

/// A statement's or a portal's name.
pub type Name = Box<[u8]>;

/// Something the server has to answer.
#[derive(Debug, Clone)]
pub enum Operation {
    /// A simple query; answered by results, then ReadyForQuery.
    Query(Script),
    /// Answered by ParseComplete.
    Parse(Name, Script),
    /// Answered by BindComplete.
    Bind {
        /// The portal that it makes.
        portal: Name,
        /// The statement that it is made of.
        statement: Name,
        /// Result formats as asked for: none, one for all, or one for each column.
        formats: Vec<i16>,
    },
    /// Answered by ParameterDescription and RowDescription or NoData.
    DescribeStatement(Name),
    /// Answered by RowDescription or NoData.
    DescribePortal(Name),
    /// Answered by rows, then CommandComplete, EmptyQueryResponse or PortalSuspended.
    Execute(Name),
    /// Answered by CloseComplete.
    CloseStatement(Name),
    /// Answered by CloseComplete.
    ClosePortal(Name),
    /// Answered by FunctionCallResponse, then ReadyForQuery.
    Function,
    /// Answered by ReadyForQuery.
    Sync,
    /// The client's CopyDone or CopyFail; not answered by itself.
    CopyEnd,
}

impl Operation {
    fn bytes(&self) -> usize {
        match self {
            Self::Query(script) | Self::Parse(_, script) => script.text.len() + 64,
            Self::Bind { formats, .. } => formats.len() * 2 + 64,
            _ => 64,
        }
    }

    fn ends_in_ready(&self) -> bool {
        matches!(self, Self::Query(_) | Self::Function | Self::Sync)
    }
}

/// A prepared statement.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// What was sent.
    pub script: Script,
    /// Its columns as described; kept only where a matcher may want them.
    pub columns: Option<Arc<[Column]>>,
}

/// A portal.
#[derive(Debug, Clone)]
pub struct Portal {
    /// Its statement.
    pub script: Script,
    /// What matchers want of its rows.
    pub interest: Option<Interest>,
}

/// The order of things between client and server.
#[derive(Debug, Default)]
pub struct Flow {
    waiting: VecDeque<Operation>,
    bytes: usize,
    /// After an error in the extended protocol the server passes over everything up to the next Sync.
    passing_over: bool,
    /// The server is taking COPY data.
    pub copy_in: bool,
    /// Prepared statements by name.
    pub statements: HashMap<Name, Prepared>,
    /// Portals by name.
    pub portals: HashMap<Name, Portal>,
}

impl Flow {
    /// The client sent this.
    pub fn push(&mut self, operation: Operation) {
        match operation {
            // The server ignores a Sync while it takes COPY data.
            Operation::Sync if self.copy_in => return,
            Operation::Sync => self.passing_over = false,
            Operation::CopyEnd => {
                self.copy_in = false;
                if matches!(self.waiting.back(), None | Some(Operation::CopyEnd)) {
                    return;
                }
            }
            _ if self.passing_over => return,
            _ => {}
        }
        self.bytes += operation.bytes();
        self.waiting.push_back(operation);
    }

    /// What the server is answering now.
    pub fn front(&mut self) -> Option<&Operation> {
        while matches!(self.waiting.front(), Some(Operation::CopyEnd)) {
            self.pop();
        }
        self.waiting.front()
    }

    /// It has answered it.
    pub fn pop(&mut self) -> Option<Operation> {
        let operation = self.waiting.pop_front()?;
        self.bytes -= operation.bytes();
        Some(operation)
    }

    /// An error in the extended protocol: nothing up to the next Sync will be answered.
    pub fn pass_over(&mut self) {
        while let Some(operation) = self.waiting.front() {
            if matches!(operation, Operation::Sync) {
                return;
            }
            self.pop();
        }
        self.passing_over = true;
    }

    /// ReadyForQuery came, with this transaction status.
    pub fn ready(&mut self, status: u8) {
        self.copy_in = false;
        while let Some(operation) = self.pop() {
            if operation.ends_in_ready() {
                break;
            }
        }
        // The end of a COPY that is over belongs to nothing any more.
        let _ = self.front();
        if status == b'I' {
            self.portals.clear();
        }
    }

    /// CopyInResponse came. A Sync that was sent before the data's end is ignored by the server.
    pub fn copy_in(&mut self) {
        let extended = !matches!(self.front(), Some(Operation::Query(_)));
        let end = self.waiting.iter().position(|o| matches!(o, Operation::CopyEnd));
        self.copy_in = end.is_none();
        if extended {
            let end = end.unwrap_or(self.waiting.len());
            let mut at = 0;
            self.waiting.retain(|operation| {
                at += 1;
                at > end || !matches!(operation, Operation::Sync)
            });
            self.bytes = self.waiting.iter().map(Operation::bytes).sum();
        }
    }

    /// Whether everything was answered.
    pub fn is_empty(&self) -> bool {
        !self.copy_in && self.waiting.iter().all(|o| matches!(o, Operation::CopyEnd))
    }

    /// Whether a Sync is needed before the server says ReadyForQuery.
    pub fn needs_sync(&self) -> bool {
        match self.waiting.iter().rev().find(|o| !matches!(o, Operation::CopyEnd)) {
            Some(operation) => !operation.ends_in_ready(),
            None => self.passing_over,
        }
    }

    /// Whether so much is on its way that the client must wait.
    pub fn is_full(&self) -> bool {
        self.waiting.len() >= OPERATIONS || self.bytes >= OPERATION_BYTES
    }

    /// Keeps a prepared statement.
    pub fn prepare(&mut self, name: Name, script: Script) {
        if self.statements.len() < REMEMBERED || self.statements.contains_key(&name) {
            self.statements.insert(name, Prepared { script, columns: None });
        }
    }

    /// Keeps a portal.
    pub fn bind(&mut self, name: Name, portal: Portal) {
        if self.portals.len() < REMEMBERED || self.portals.contains_key(&name) {
            self.portals.insert(name, portal);
        }
    }

    /// The text behind an operation.
    pub fn text(&self, operation: &Operation) -> Arc<str> {
        let prepared = |name: &Name| self.statements.get(name).map(|s| s.script.text.clone());
        match operation {
            Operation::Query(script) | Operation::Parse(_, script) => Some(script.text.clone()),
            Operation::Bind { statement, .. } => prepared(statement),
            Operation::DescribeStatement(name) => prepared(name),
            Operation::DescribePortal(name) | Operation::Execute(name) => {
                self.portals.get(name).map(|p| p.script.text.clone())
            }
            Operation::Function => Some(Arc::from("(function call)")),
            _ => None,
        }
        .unwrap_or_default()
    }
}
