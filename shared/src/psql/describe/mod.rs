//! psql's describing commands (`\d`, `\dt`, `\l`, ...), sans-IO: a [`Plan`] asks for one query after another and in
//! the end gives what is to be printed.
//!
//! Queries and columns follow the psql that belongs to the server's own major version, 15 to 18. A newer server is
//! described as psql 18 does it; one before 15 is asked as 15 is, and may lack what it is asked for.

mod below;
mod build;
mod details;
mod functions;
mod list;
mod listings;
mod operators;
mod pattern;
mod rare;
mod relation;
mod relations;
mod sections;
mod source;
mod special;

use super::render::{Column, Expanded, Table};
use build::Context;

/// A query's result, every cell as text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QueryResult {
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// The rows; none is NULL.
    pub rows: Vec<Vec<Option<String>>>,
}

/// What a plan wants next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Run this query and come back with its result. Where it fails, the plan is over: print the server's error.
    Query(String),
    /// The same, but of the server's error nothing is printed but severity and message, without position and detail.
    Lookup(String),
    /// Print these in order; the plan is over.
    Done(Vec<Printed>),
}

/// One thing to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Printed {
    /// A table, with the session's options.
    Table(Table),
    /// Text for standard output, as it stands.
    Text(String),
    /// An error line, without prefix and newline; the command has failed.
    Error(String),
    /// An error line of a command that hasn't failed all the same.
    Complaint(String),
    /// Nothing was found. psql prints the message as an error line, but with `-q` (QUIET) the empty table, if there
    /// is one, in its place.
    Missing {
        /// Such as `Did not find any relation named "x".`, without prefix and newline.
        message: String,
        /// What quiet sessions see.
        table: Option<Table>,
        /// Whether the command has failed (for ON_ERROR_STOP), as only `\d NAME` does.
        failed: bool,
    },
}

/// One describing command under way.
#[derive(Debug)]
pub struct Plan {
    machine: Machine,
}

#[derive(Debug)]
enum Machine {
    /// A single query whose result is printed.
    List(list::List),
    /// One or more tables about each of several objects.
    Details(details::Details),
    /// The definition of a function or view.
    Source(source::Source),
    /// Each of several relations in full.
    Relations(Box<relation::Describe>),
    /// Nothing is asked; this is said.
    Refused(String),
    Over,
}

impl Plan {
    /// Goes on: `last` is the result of the query that was asked for before, none at the start.
    pub fn next(&mut self, last: Option<QueryResult>) -> Step {
        let step = match &mut self.machine {
            Machine::List(list) => list.next(last),
            Machine::Details(details) => details.next(last),
            Machine::Source(source) => source.next(last),
            Machine::Relations(describe) => describe.next(last),
            Machine::Refused(message) => Step::Done(vec![Printed::Complaint(std::mem::take(message))]),
            Machine::Over => Step::Done(Vec::new()),
        };
        if matches!(step, Step::Done(_)) {
            self.machine = Machine::Over;
        }
        step
    }
}

/// What is left out of descriptions, as variables such as `HIDE_TABLEAM` say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hide {
    /// Access methods of tables (`HIDE_TABLEAM`).
    pub access_method: bool,
    /// Compression methods of columns (`HIDE_TOAST_COMPRESSION`).
    pub compression: bool,
}

/// Whether this is a command that [`plan`] knows, such as `dt+` (without the backslash).
pub fn is_describe(command: &str, server_version: u32) -> bool {
    special::maker(command, server_version).is_some()
}

/// How many words after the command are looked at; psql says of each further one that it is ignored.
pub fn takes(command: &str) -> usize {
    special::takes(command)
}

/// Makes the plan for a command such as `dt+S`, `d` or `l+` (without the backslash). `arguments` are the words after
/// it, a pattern first, with psql's double quotes still in them; for `sf` and `sv` the rest of the line as it stands.
/// `server_version` is as in `PQserverVersion`, such as 150018; `database` is the one that is connected. The error is
/// psql's text, without prefix.
pub fn plan(
    command: &str,
    arguments: &[&str],
    server_version: u32,
    database: &str,
    hide: Hide,
) -> Result<Plan, String> {
    let Some(make) = special::maker(command, server_version) else {
        return Err(["invalid command \\", command].concat());
    };
    let context = Context {
        command,
        pattern: arguments.first().copied(),
        arguments,
        version: server_version,
        database,
        verbose: command.contains('+'),
        system: command.contains('S'),
        hide,
    };
    let mut plan = make(&context)?;
    if let Machine::List(list) = &mut plan.machine {
        list.blank_nulls |= server_version < 170_000;
    }
    // Since 18 `x` stands for expanded, but for \dx itself.
    let flags = command.get(if command.starts_with('d') { 2 } else { 1 }..).unwrap_or_default();
    if server_version >= 180_000 && flags.contains('x') {
        match &mut plan.machine {
            Machine::List(list) => list.table.expanded = Some(Expanded::On),
            Machine::Details(details) => details.expanded = Some(Expanded::On),
            Machine::Relations(describe) => describe.expanded = Some(Expanded::On),
            Machine::Source(_) | Machine::Refused(_) | Machine::Over => {}
        }
    }
    Ok(plan)
}

#[cfg(test)]
mod tests;
