//! Running statements: sends them, collects their results, prints what psql prints, in psql's order.

use std::collections::VecDeque;
use std::fmt::Write as _;

use bytes::BytesMut;
use fallible_iterator::FallibleIterator;
use postgres_protocol::message::{backend::Message, frontend};

use super::complete::Question;
use super::describe::{Plan, QueryResult};
use super::engine::{Activity, AfterHost, Engine};
use super::input::After;
use super::lexer::Continuation;
use super::render::{self, Column, PrintOptions, Table};
use super::report::Report;
use super::variables::{Echo, ErrorRollback};
use super::wire::ProtocolError;
use super::{HostRequest, Output};

/// What one result may take in memory; rows beyond are dropped, and a line says so.
const MAX_RESULT: usize = 100 << 20;
/// COPY data is sent in pieces of about this size.
const COPY_PIECE: usize = 8 << 10;

/// What is done with a statement's result.
#[derive(Debug, Default)]
pub(super) struct Wishes {
    /// `\g FILE`.
    pub file: Option<String>,
    /// `\gx` and `\g (option=value)`.
    pub print: Option<PrintOptions>,
    /// `\gset PREFIX`.
    pub gset: Option<String>,
    /// `\gexec`.
    pub gexec: bool,
    /// `\watch SECONDS`.
    pub watch: Option<f64>,
}

/// A statement with everything that psql does around it.
#[derive(Debug)]
pub(super) struct Statement {
    pub text: String,
    pub wishes: Wishes,
    /// Text for `\g FILE`.
    file_text: String,
    /// Whether there is anything for that file: psql opens it only then.
    file_wanted: bool,
    /// `COPY ... FROM STDIN`s in it whose data the server hasn't asked for.
    pub copies: usize,
    savepoint: bool,
    savepoint_gone: bool,
    elapsed_us: u64,
    ok: bool,
    /// Statements that `\gexec` still has to run.
    queue: VecDeque<String>,
    executing: bool,
}

/// What a query is for.
#[derive(Debug)]
pub(super) enum Purpose {
    /// The statement itself.
    Statement,
    /// BEGIN, where AUTOCOMMIT is off.
    Begin,
    /// The savepoint of ON_ERROR_ROLLBACK.
    Savepoint,
    /// Its release or rollback.
    AfterSavepoint,
    /// A describing command.
    Describe(Box<Plan>),
    /// Tab.
    Complete(Question),
    /// BEGIN or COMMIT around a script (`-1`).
    Script,
}

#[derive(Debug, Default)]
struct Collected {
    columns: Vec<Column>,
    rows: Vec<Vec<Option<String>>>,
    bytes: usize,
    dropped: usize,
    /// Whether there are rows at all, or only a tag.
    tuples: bool,
    tag: String,
    empty: bool,
}

/// A query that is with the server.
#[derive(Debug)]
pub(super) struct Run {
    text: String,
    pub purpose: Purpose,
    started_us: u64,
    building: Option<Collected>,
    /// The last complete result: printed when the next one comes, since psql must know whether it is the last.
    held: Option<Collected>,
    results: Vec<QueryResult>,
    ok: bool,
    error: Option<Report>,
    copy_in: Option<CopyIn>,
    copy_out: bool,
    ready: Option<u8>,
    cancelled: bool,
}

#[derive(Debug, Default)]
struct CopyIn {
    data: BytesMut,
    ended: bool,
    error: Option<Report>,
}

impl Run {
    pub(super) fn wants_copy_data(&self) -> bool {
        self.copy_in.as_ref().is_some_and(|copy| !copy.ended)
    }

    pub(super) fn is_hidden(&self) -> bool {
        matches!(self.purpose, Purpose::Complete(_))
    }
}

impl Engine {
    /// psql's SendQuery.
    pub(super) fn send_statement(&mut self, text: String, after: After) {
        self.send_with(text, Wishes::default(), after);
    }

    pub(super) fn send_with(&mut self, text: String, wishes: Wishes, after: After) {
        self.after = after;
        let wishes = self.pending_wishes.take().unwrap_or(wishes);
        if !self.link.is_up() {
            self.activity = Activity::Idle;
            self.error("You are currently not connected to a database.");
            self.goes_on(false);
            return;
        }
        self.statement = Some(Statement {
            text,
            wishes,
            file_text: String::new(),
            file_wanted: false,
            copies: std::mem::take(&mut self.pending_copies),
            savepoint: false,
            savepoint_gone: false,
            elapsed_us: 0,
            ok: true,
            queue: VecDeque::new(),
            executing: false,
        });
        self.begin_statement();
    }

    /// From the top: echo, BEGIN, savepoint, the statement.
    fn begin_statement(&mut self) {
        let Some(statement) = &self.statement else { return };
        let text = statement.text.clone();
        if self.variables.echo == Echo::Queries {
            self.stdout(format!("{text}\n"));
        }
        if self.link.gone.is_some() {
            self.connection_lost();
        } else if self.link.transaction() == Some('I') && !self.variables.autocommit && !needs_no_begin(&text) {
            self.run("BEGIN".to_owned(), Purpose::Begin);
        } else {
            self.savepoint();
        }
    }

    fn savepoint(&mut self) {
        let interactive = self.frames.last().is_some_and(|frame| frame.interactive);
        let wanted = match self.variables.on_error_rollback {
            ErrorRollback::Off => false,
            ErrorRollback::Interactive => interactive,
            ErrorRollback::On => true,
        };
        if wanted && self.link.transaction() == Some('T') {
            self.run("SAVEPOINT pg_psql_temporary_savepoint".to_owned(), Purpose::Savepoint);
        } else {
            self.run_statement();
        }
    }

    fn run_statement(&mut self) {
        let text = self.statement.as_ref().map(|statement| statement.text.clone()).unwrap_or_default();
        self.run(text, Purpose::Statement);
    }

    /// Sends a query.
    pub(super) fn run(&mut self, text: String, purpose: Purpose) {
        let mut bytes = BytesMut::new();
        // A zero byte would end the query for the server; nothing after it is sent, as with any C string.
        let sent = text.split('\0').next().unwrap_or("");
        if frontend::query(sent, &mut bytes).is_ok() {
            self.send(&bytes);
        }
        self.activity = Activity::Query(Box::new(Run {
            text,
            purpose,
            started_us: self.now_us,
            building: None,
            held: None,
            results: Vec::new(),
            ok: true,
            error: None,
            copy_in: None,
            copy_out: false,
            ready: None,
            cancelled: false,
        }));
    }

    fn current(&mut self) -> Option<&mut Run> {
        match &mut self.activity {
            Activity::Query(run) => Some(run),
            _ => None,
        }
    }

    pub(super) fn notice(&mut self, report: &Report) {
        let query = match &self.activity {
            Activity::Query(run) if run.is_hidden() => return,
            Activity::Query(run) => Some(run.text.as_str()),
            _ => None,
        };
        let text = report.text(query, self.variables.verbosity, self.variables.show_context);
        self.info(&text);
    }

    /// A message that belongs to a running query.
    pub(super) fn query_message(&mut self, message: Message) -> Result<(), ProtocolError> {
        if let Message::CopyData(body) = &message {
            if self.current().is_some_and(|run| run.copy_out) {
                let text = String::from_utf8_lossy(body.data()).into_owned();
                self.emit(text);
            }
            return Ok(());
        }
        let Some(run) = self.current() else { return Ok(()) };
        match message {
            Message::RowDescription(body) => {
                let columns = body
                    .fields()
                    .map(|field| Ok(Column { name: field.name().to_owned(), type_oid: field.type_oid() }))
                    .collect();
                let columns = columns.map_err(|_| ProtocolError::Contents('T'))?;
                run.building = Some(Collected { columns, tuples: true, ..Collected::default() });
            }
            Message::DataRow(body) => {
                let Some(building) = &mut run.building else { return Err(ProtocolError::Contents('D')) };
                if building.bytes > MAX_RESULT {
                    building.dropped += 1;
                    return Ok(());
                }
                let mut row = Vec::with_capacity(building.columns.len());
                let mut ranges = body.ranges();
                while let Some(range) = ranges.next().map_err(|_| ProtocolError::Contents('D'))? {
                    let cell = match range {
                        None => None,
                        Some(range) => {
                            let bytes = body.buffer().get(range).ok_or(ProtocolError::Contents('D'))?;
                            Some(String::from_utf8_lossy(bytes).into_owned())
                        }
                    };
                    building.bytes += size_of::<Option<String>>() + cell.as_ref().map_or(0, String::len);
                    row.push(cell);
                }
                if row.len() != building.columns.len() {
                    return Err(ProtocolError::Contents('D'));
                }
                building.rows.push(row);
            }
            Message::CommandComplete(body) => {
                let tag = body.tag().map_err(|_| ProtocolError::Contents('C'))?.to_owned();
                let mut result = run.building.take().unwrap_or_default();
                result.tag = tag;
                self.result(result);
            }
            Message::EmptyQueryResponse => self.result(Collected { empty: true, ..Collected::default() }),
            Message::CopyInResponse(_) => {
                run.copy_in = Some(CopyIn::default());
                if let Some(statement) = &mut self.statement {
                    statement.copies = statement.copies.saturating_sub(1);
                }
                self.release_held();
                self.copy_in_begins();
            }
            Message::CopyOutResponse(_) => {
                run.copy_out = true;
                if let Some(statement) = &mut self.statement {
                    statement.file_wanted = true;
                }
                self.release_held();
            }
            Message::ReadyForQuery(body) => {
                let status = body.status();
                if run.copy_in.as_ref().is_some_and(|copy| !copy.ended) {
                    // The data still has to be read up to its end, or it would be taken for SQL.
                    run.ready = Some(status);
                    self.link.set_transaction(status);
                } else {
                    self.link.set_transaction(status);
                    self.run_over();
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn result(&mut self, result: Collected) {
        let Some(run) = self.current() else { return };
        let copy_out = std::mem::take(&mut run.copy_out);
        run.copy_in = None;
        match run.purpose {
            Purpose::Statement => {
                self.release_held();
                let to_file = self.statement.as_ref().is_some_and(|s| s.wishes.file.is_some());
                let Some(run) = self.current() else { return };
                let mut result = result;
                if copy_out && !to_file {
                    // Where the data went, its count does not follow.
                    result.empty = true;
                }
                run.held = Some(result);
            }
            _ => run.results.push(QueryResult { columns: result.columns, rows: result.rows }),
        }
    }

    /// Prints the result that was held back, knowing that it isn't the last.
    fn release_held(&mut self) {
        if let Some(result) = self.current().and_then(|run| run.held.take()) {
            self.print_result(result, false);
        }
    }

    pub(super) fn query_error(&mut self, report: Report) {
        if matches!(report.severity.as_str(), "FATAL" | "PANIC") {
            self.release_held();
            self.link.last_words = Some(report);
            return;
        }
        let Some(run) = self.current() else { return };
        run.building = None;
        let copying = std::mem::take(&mut run.copy_out) || run.copy_in.is_some();
        run.ok = false;
        if let Some(copy) = run.copy_in.as_mut().filter(|copy| !copy.ended) {
            copy.error = Some(report);
            return;
        }
        run.copy_in = None;
        self.tell_error(report, copying);
    }

    /// `copying`: psql leaves the variables alone where a COPY fails while its data moves.
    fn tell_error(&mut self, report: Report, copying: bool) {
        self.release_held();
        let Some(run) = self.current() else { return };
        if run.is_hidden() {
            return;
        }
        let query = run.text.clone();
        run.error = Some(report.clone());
        let text = report.text(Some(&query), self.variables.verbosity, self.variables.show_context);
        self.info(&text);
        let watching = self.statement.as_ref().is_some_and(|statement| statement.wishes.watch.is_some());
        if self.current().is_some_and(|run| matches!(run.purpose, Purpose::Statement)) && !watching && !copying {
            self.set_error_variables(&report);
        }
        self.last_error = Some((report, query));
    }

    pub(super) fn set_error_variables(&mut self, report: &Report) {
        let sqlstate = if report.sqlstate.is_empty() { "" } else { report.sqlstate.as_str() };
        for (name, value) in [
            ("ERROR", "true"),
            ("SQLSTATE", sqlstate),
            ("ROW_COUNT", "0"),
            ("LAST_ERROR_SQLSTATE", sqlstate),
            ("LAST_ERROR_MESSAGE", report.message.as_str()),
        ] {
            self.variables.tell(name, value);
        }
    }

    /// Output of a statement: to `\g FILE`, to `\o FILE` or to the screen.
    fn emit(&mut self, text: String) {
        match &mut self.statement {
            Some(statement) if statement.wishes.file.is_some() => statement.file_text.push_str(&text),
            _ => self.output(text),
        }
    }

    /// Output that `\o` diverts.
    pub(super) fn output(&mut self, text: String) {
        if self.output.is_some() {
            self.output_text.push_str(&text);
        } else {
            self.stdout(text);
        }
    }

    fn print_options(&self) -> PrintOptions {
        self.statement.as_ref().and_then(|s| s.wishes.print.clone()).unwrap_or_else(|| self.print.clone())
    }

    fn print_result(&mut self, result: Collected, last: bool) {
        if !last && !self.variables.show_all_results {
            return;
        }
        let (gset, gexec, watch) = match &self.statement {
            Some(s) => (s.wishes.gset.clone(), s.wishes.gexec && !s.executing, s.wishes.watch),
            None => (None, false, None),
        };
        let success = if result.tuples && last && gset.is_some() {
            self.store(&result, &gset.unwrap_or_default())
        } else if result.tuples && last && gexec {
            if let Some(statement) = &mut self.statement {
                statement.queue = result.rows.iter().flatten().flatten().cloned().collect();
            }
            true
        } else {
            let mut options = self.print_options();
            if let Some(seconds) = watch {
                let user = options.title.take().map_or(String::new(), |title| format!("{title}\t"));
                options.title = Some(format!("{user}{}(every {seconds}s)\n", clock(self.now_us)));
            }
            let (tag, tuples, dropped) = (result.tag.clone(), result.tuples, result.dropped);
            let (rows, count) = (result.rows.len(), row_count(&tag));
            if tuples {
                if let Some(statement) = &mut self.statement {
                    statement.file_wanted = true;
                }
                let table = Table::new(result.columns, result.rows);
                self.emit(render::print(&table, &options));
            }
            if dropped > 0 {
                self.warning(&format!(
                    "the result is larger than {} MB: the first {rows} of {} rows are shown",
                    MAX_RESULT >> 20,
                    rows + dropped
                ));
            }
            let status = !tuples || ["INSERT", "UPDATE", "DELETE", "MERGE"].iter().any(|word| tag.starts_with(word));
            if status && !result.empty {
                if !self.variables.quiet {
                    // Even with \g FILE the tag goes where it always goes.
                    self.output(format!("{tag}\n"));
                }
                if let Some(oid) = tag.strip_prefix("INSERT ").and_then(|rest| rest.split(' ').next()) {
                    self.variables.tell("LASTOID", oid);
                } else {
                    self.variables.tell("LASTOID", "0");
                }
            }
            if last && watch.is_none() {
                self.success_variables(&count);
            }
            return;
        };
        let count = row_count(&result.tag);
        if success {
            self.success_variables(&count);
        } else if let Some(run) = self.current() {
            run.ok = false;
        }
    }

    fn success_variables(&mut self, count: &str) {
        // An error before the last result is what counts.
        if self.current().is_some_and(|run| !run.ok) {
            return;
        }
        for (name, value) in [("ERROR", "false"), ("SQLSTATE", "00000"), ("ROW_COUNT", count)] {
            self.variables.tell(name, value);
        }
    }

    /// `\gset`.
    fn store(&mut self, result: &Collected, prefix: &str) -> bool {
        let [row] = result.rows.as_slice() else {
            self.error(if result.rows.is_empty() {
                "no rows returned for \\gset"
            } else {
                "more than one row returned for \\gset"
            });
            return false;
        };
        for (column, cell) in result.columns.iter().zip(row) {
            let name = format!("{prefix}{}", column.name);
            if self.variables.is_special(&name) {
                self.warning(&format!("attempt to \\gset into specially treated variable \"{name}\" ignored"));
                continue;
            }
            let done = match cell {
                Some(value) => self.variables.set(&name, value),
                None => self.variables.unset(&name),
            };
            if let Err(error) = done {
                self.error(&error);
                return false;
            }
        }
        true
    }

    /// ReadyForQuery has come.
    fn run_over(&mut self) {
        if let Some(report) = self.link.last_words.take() {
            // It was called fatal, and yet the session lives on.
            if let Some(run) = self.current() {
                run.ok = false;
            }
            self.tell_error(report, false);
        }
        let is_statement = self.current().is_some_and(|run| matches!(run.purpose, Purpose::Statement));
        if is_statement && let Some(result) = self.current().and_then(|run| run.held.take()) {
            self.print_result(result, true);
        }
        let Activity::Query(run) = std::mem::replace(&mut self.activity, Activity::Idle) else { return };
        let run = *run;
        match run.purpose {
            Purpose::Statement => self.statement_ran(run.ok, run.started_us),
            Purpose::Begin if run.ok => self.savepoint(),
            Purpose::Savepoint if run.ok => {
                if let Some(statement) = &mut self.statement {
                    statement.savepoint = true;
                }
                self.run_statement();
            }
            Purpose::Begin | Purpose::Savepoint => self.statement_over(false),
            Purpose::AfterSavepoint => {
                let ok = self.statement.as_ref().is_some_and(|statement| statement.ok) && run.ok;
                self.statement_done(ok);
            }
            Purpose::Describe(plan) => {
                let result = run.ok.then(|| run.results.into_iter().next_back().unwrap_or_default());
                self.describe_on(*plan, result);
            }
            Purpose::Complete(question) => self.completed(question, run.ok.then_some(run.results)),
            Purpose::Script => self.script_query_over(run.ok),
        }
    }

    /// The statement itself has run.
    fn statement_ran(&mut self, ok: bool, started_us: u64) {
        let elapsed = self.now_us.saturating_sub(started_us);
        let Some(statement) = &mut self.statement else { return };
        statement.elapsed_us += elapsed;
        statement.ok &= ok;
        let (text, savepoint) = (statement.text.clone(), statement.savepoint);
        if statement.text_releases_savepoint() {
            statement.savepoint_gone = true;
        }
        let gone = statement.savepoint_gone;
        if !ok && self.variables.echo == Echo::Errors {
            self.info(&format!("STATEMENT:  {text}"));
        }
        if savepoint {
            let cleanup = match self.link.transaction() {
                Some('E') => Some("ROLLBACK TO pg_psql_temporary_savepoint"),
                Some('T') if !gone => Some("RELEASE pg_psql_temporary_savepoint"),
                _ => None,
            };
            if let Some(cleanup) = cleanup {
                self.run(cleanup.to_owned(), Purpose::AfterSavepoint);
                return;
            }
        }
        self.statement_done(ok);
    }

    fn statement_done(&mut self, ok: bool) {
        let Some(statement) = &mut self.statement else { return };
        let elapsed = statement.elapsed_us;
        statement.elapsed_us = 0;
        statement.savepoint = false;
        if self.timing {
            self.stdout(format!("{}\n", timing(elapsed)));
        }
        for text in std::mem::take(&mut self.notifications) {
            self.output(text);
        }
        let on_error_stop = self.variables.on_error_stop;
        let Some(statement) = &mut self.statement else { return };
        // What \gexec made goes on one by one.
        if ok || !on_error_stop {
            if let Some(next) = statement.queue.pop_front() {
                statement.executing = true;
                statement.text = next;
                if self.variables.echo == Echo::All {
                    let text = self.statement.as_ref().map(|s| s.text.clone()).unwrap_or_default();
                    self.stdout(format!("{text}\n"));
                }
                self.begin_statement();
                return;
            }
        } else {
            statement.queue.clear();
        }
        let Some(statement) = &mut self.statement else { return };
        if let Some(seconds) = statement.wishes.watch {
            if ok && !self.interrupted {
                self.activity = Activity::Sleeping;
                self.out.push(Output::Wake { in_ms: (seconds * 1000.0) as u64 });
                return;
            }
            self.interrupted = false;
            self.end_watch();
        }
        let ok = self.statement.as_ref().is_some_and(|statement| statement.ok);
        self.statement_over(ok);
    }

    pub(super) fn watch_again(&mut self) {
        self.begin_statement();
    }

    pub(super) fn end_watch(&mut self) {
        self.stdout("\n");
    }

    /// The statement is over, after everything; its output to files is still to be written.
    pub(super) fn statement_over(&mut self, ok: bool) {
        self.activity = Activity::Idle;
        let file = self.statement.as_mut().and_then(|statement| {
            let path = statement.wishes.file.take().filter(|_| statement.file_wanted)?;
            Some((path, std::mem::take(&mut statement.file_text)))
        });
        if let Some((path, text)) = file {
            self.ask_host(
                HostRequest::WriteFile { path: path.clone(), text, append: false },
                AfterHost::Sink { path, ok },
            );
        } else if let Some(path) = self.output.clone().filter(|_| !self.output_text.is_empty()) {
            let text = std::mem::take(&mut self.output_text);
            self.ask_host(
                HostRequest::WriteFile { path: path.clone(), text, append: true },
                AfterHost::Sink { path, ok },
            );
        } else {
            let ends = self.statement.take().map_or(0, |statement| statement.copies);
            let interactive = self.frames.last().is_none_or(|frame| frame.interactive);
            if !ok && ends > 0 && !interactive && self.link.is_up() {
                self.activity = Activity::Skipping { ends, ok };
            } else {
                self.goes_on(ok);
            }
        }
    }

    /// Passes over one line of data that was meant for a failed COPY; false where none has come.
    pub(super) fn skip_copy_line(&mut self) -> bool {
        let Some(line) = self.data_line() else { return false };
        let Activity::Skipping { ends, ok } = &mut self.activity else { return true };
        if line.as_deref().is_none_or(is_end_of_data) {
            *ends = if line.is_some() { ends.saturating_sub(1) } else { 0 };
        }
        if *ends == 0 {
            let ok = *ok;
            self.activity = Activity::Idle;
            self.goes_on(ok);
        }
        true
    }

    /// The next line of what is being read, as data: none where it hasn't come, `Some(None)` at the end.
    fn data_line(&mut self) -> Option<Option<String>> {
        if let Some(frame) = self.frames.last_mut() {
            frame.lineno += 1;
            if let super::input::Source::File(lines) = &mut frame.source {
                return Some(lines.pop_front());
            }
        }
        if let Some(line) = self.lines.pop_front() {
            return Some(Some(line));
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.lineno -= 1;
        }
        if self.eof {
            if self.frames.last().is_some_and(|frame| frame.interactive) {
                self.eof = false;
            }
            return Some(None);
        }
        self.show_prompt(Continuation::Copy);
        None
    }

    /// Ctrl-C while a query runs.
    pub(super) fn interrupt_query(&mut self) {
        let interactive = self.frames.last().is_some_and(|frame| frame.interactive);
        let Some(run) = self.current() else { return };
        if run.is_hidden() {
            run.cancelled = true;
            self.forget_input();
            return;
        }
        if run.wants_copy_data() {
            let mut bytes = BytesMut::new();
            if let Some(copy) = &mut run.copy_in {
                copy.ended = true;
            }
            let ready = run.ready.is_some();
            if !ready && frontend::copy_fail("canceled by user", &mut bytes).is_ok() {
                self.send(&bytes);
            }
            self.prompt_again();
            self.copy_in_ended();
        } else if !run.cancelled {
            run.cancelled = true;
            self.out.push(Output::Cancel);
            self.stderr("Cancel request sent\n");
        }
        self.interrupted =
            !interactive || self.statement.as_ref().is_some_and(|statement| statement.wishes.watch.is_some());
    }

    fn copy_in_begins(&mut self) {
        let from_prompt = self.frames.last().is_some_and(|frame| frame.interactive);
        if from_prompt && !self.variables.quiet {
            self.stdout(
                "Enter data to be copied followed by a newline.\n\
                 End with a backslash and a period on a line by itself, or an EOF signal.\n",
            );
        }
    }

    /// Takes one line of COPY data, if there is one.
    pub(super) fn copy_line(&mut self) -> bool {
        let Some(line) = self.data_line() else { return false };
        let Some(copy) = self.current().and_then(|run| run.copy_in.as_mut()) else { return true };
        let failed = copy.error.is_some();
        let ends = line.as_deref().is_none_or(is_end_of_data);
        if !failed && let Some(line) = line.filter(|_| !ends) {
            copy.data.extend_from_slice(line.as_bytes());
            copy.data.extend_from_slice(b"\n");
        }
        if ends {
            copy.ended = true;
        }
        if (ends || copy.data.len() >= COPY_PIECE) && !copy.data.is_empty() {
            let data = copy.data.split();
            let mut bytes = BytesMut::new();
            if let Ok(message) = frontend::CopyData::new(&data[..]) {
                message.write(&mut bytes);
                self.send(&bytes);
            }
        }
        if ends {
            if self
                .current()
                .is_some_and(|run| run.ready.is_none() && run.copy_in.as_ref().is_some_and(|c| c.error.is_none()))
            {
                let mut bytes = BytesMut::new();
                frontend::copy_done(&mut bytes);
                self.send(&bytes);
            }
            self.copy_in_ended();
        }
        true
    }

    /// The data is all read: tell what the server had against it in the meantime.
    fn copy_in_ended(&mut self) {
        let Some(run) = self.current() else { return };
        let ready = run.ready.take();
        let error = run.copy_in.as_mut().and_then(|copy| copy.error.take());
        if let Some(report) = error {
            self.tell_error(report, true);
        }
        if ready.is_some() {
            self.run_over();
        }
    }
}

impl Statement {
    /// Whether the user's own statement did away with the savepoint.
    fn text_releases_savepoint(&self) -> bool {
        let word = first_word(&self.text);
        matches!(word.as_str(), "savepoint" | "release" | "rollback" | "commit" | "end" | "abort" | "prepare")
    }
}

fn is_end_of_data(line: &str) -> bool {
    line == "\\." || line == "\\.\r"
}

/// The rows that a command tag counts.
fn row_count(tag: &str) -> String {
    match tag.split(' ').next() {
        Some("INSERT" | "DELETE" | "UPDATE" | "SELECT" | "MOVE" | "FETCH" | "COPY" | "MERGE") => {
            tag.rsplit(' ').next().filter(|n| n.bytes().all(|b| b.is_ascii_digit())).unwrap_or("0").to_owned()
        }
        _ => "0".to_owned(),
    }
}

fn skip_space_and_comments(mut text: &str) -> &str {
    loop {
        let trimmed = text.trim_start_matches([' ', '\t', '\n', '\r', '\u{c}']);
        if let Some(rest) = trimmed.strip_prefix("--") {
            text = rest.find('\n').map_or("", |end| &rest[end..]);
        } else if trimmed.starts_with("/*") {
            let (mut depth, mut at) = (1u32, 2);
            while depth > 0 && at < trimmed.len() {
                let rest = &trimmed.as_bytes()[at..];
                if rest.starts_with(b"/*") {
                    depth += 1;
                    at += 2;
                } else if rest.starts_with(b"*/") {
                    depth -= 1;
                    at += 2;
                } else {
                    at += 1;
                }
            }
            text = trimmed.get(at..).unwrap_or("");
        } else {
            return trimmed;
        }
    }
}

fn words(text: &str, most: usize) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text;
    while words.len() < most {
        rest = skip_space_and_comments(rest);
        let end = rest.find(|c: char| !c.is_alphabetic() && c != '_').unwrap_or(rest.len());
        if end == 0 {
            break;
        }
        words.push(rest[..end].to_ascii_lowercase());
        rest = &rest[end..];
    }
    words
}

fn first_word(text: &str) -> String {
    words(text, 1).pop().unwrap_or_default()
}

/// Statements before which psql sends no BEGIN even with AUTOCOMMIT off.
fn needs_no_begin(text: &str) -> bool {
    let words = words(text, 4);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["abort" | "begin" | "commit" | "end" | "rollback" | "start" | "vacuum", ..] => true,
        ["prepare", "transaction", ..] => true,
        ["cluster"] => true,
        ["cluster", "verbose"] => true,
        ["create" | "drop", "database" | "tablespace", ..] => true,
        ["create", "unique", "index", "concurrently"] => true,
        ["create", "index", "concurrently", ..] => true,
        ["drop", "index", "concurrently", ..] => true,
        ["drop", "system", ..] => true,
        ["alter", "system", ..] => true,
        ["reindex", "database" | "system", ..] => true,
        ["reindex", "index" | "table" | "schema", "concurrently", ..] => true,
        ["discard", "all", ..] => true,
        _ => false,
    }
}

/// `Time: ...` as psql words it.
pub(super) fn timing(elapsed_us: u64) -> String {
    let milliseconds = elapsed_us as f64 / 1000.0;
    let mut text = format!("Time: {milliseconds:.3} ms");
    if milliseconds < 1000.0 {
        return text;
    }
    let seconds = milliseconds / 1000.0;
    let minutes = (seconds / 60.0).floor();
    let seconds = seconds - minutes * 60.0;
    let (hours, rest) = ((minutes / 60.0).floor(), minutes % 60.0);
    let (days, hours_rest) = ((hours / 24.0).floor(), hours % 24.0);
    let _ = if hours < 1.0 {
        write!(text, " ({minutes:02.0}:{seconds:06.3})")
    } else if days < 1.0 {
        write!(text, " ({hours:02.0}:{rest:02.0}:{seconds:06.3})")
    } else {
        write!(text, " ({days:.0} d {hours_rest:02.0}:{rest:02.0}:{seconds:06.3})")
    };
    text
}

/// The date and time for `\watch`, in UTC; nothing where the host's clock doesn't count from 1970.
fn clock(now_us: u64) -> String {
    let seconds = now_us / 1_000_000;
    // Before 2017 it can only be some steady clock.
    if seconds < 1_500_000_000 {
        return String::new();
    }
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    // Civil date from days, by Howard Hinnant's algorithm.
    let z = days as i64 + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    let month =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][(month - 1) as usize];
    let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][(days % 7) as usize];
    format!("{weekday} {month} {day:2} {:02}:{:02}:{:02} {year} ", second / 3600, second / 60 % 60, second % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timings_as_psql_words_them() {
        assert_eq!(timing(1_234), "Time: 1.234 ms");
        assert_eq!(timing(1_234_567), "Time: 1234.567 ms (00:01.235)");
        assert_eq!(timing(3_723_000_000), "Time: 3723000.000 ms (01:02:03.000)");
        assert_eq!(timing(90_000_000_000), "Time: 90000000.000 ms (1 d 01:00:00.000)");
    }

    #[test]
    fn the_clock_shows_dates() {
        assert_eq!(clock(1_795_240_445_000_000), "Sat Nov 21 05:54:05 2026 ");
        assert_eq!(clock(5_000_000), "");
    }

    #[test]
    fn some_statements_take_no_begin() {
        assert!(needs_no_begin("-- x\n /* y /* z */ */ BEGIN"));
        assert!(needs_no_begin("vacuum full t"));
        assert!(needs_no_begin("create unique index concurrently i on t(x)"));
        assert!(!needs_no_begin("create table t()"));
        assert!(!needs_no_begin("prepare x as select 1"));
    }
}
