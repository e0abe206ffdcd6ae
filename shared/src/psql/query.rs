//! Running statements: sends them, collects their results, prints what psql prints, in psql's order.

use std::collections::VecDeque;

use bytes::BytesMut;
use fallible_iterator::FallibleIterator;
use postgres_protocol::message::{backend::Message, frontend};

use super::describe::QueryResult;
use super::encoding;
use super::engine::{Activity, Engine};
use super::extended::{Described, Sending};
use super::input::After;
use super::render::Column;
use super::report::{PSQLS_OWN, Report};
use super::statement::{Collected, CopyIn, MAX_RESULT, Purpose, Run, Statement, Wishes};
use super::variables::{Echo, ErrorRollback};
use super::wire::ProtocolError;
use super::wording::needs_no_begin;

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
            file_text: Vec::new(),
            copies_out: false,
            file_begun: false,
            copy_failed: None,
            failed_to_read: false,
            reading: None,
            file_wanted: false,
            copied: Vec::new(),
            copies: std::mem::take(&mut self.pending_copies),
            savepoint: false,
            savepoint_gone: false,
            elapsed_us: 0,
            ok: true,
            rows: 0,
            queue: VecDeque::new(),
            executed: None,
            executing: false,
        });
        self.begin_statement();
    }

    /// From the top: echo, BEGIN, savepoint, the statement.
    pub(super) fn begin_statement(&mut self) {
        let Some(statement) = &self.statement else { return };
        let text = statement.text.clone();
        if statement.wishes.watch.is_some() && self.link.gone.is_none() {
            // What is watched is neither shown nor asked about, and begins no transaction.
            self.run_statement();
            return;
        }
        if self.variables.single_step {
            self.ask_step(&text);
            return;
        }
        if self.variables.echo == Echo::Queries && !statement.wishes.quiet {
            self.stdout(format!("{text}\n"));
        }
        self.go_statement();
    }

    /// The statement is shown, and may be run.
    pub(super) fn go_statement(&mut self) {
        let Some(statement) = &self.statement else { return };
        let text = statement.text.clone();
        self.log_query(&text);
        if self.pipeline.is_some() {
            self.run_statement();
        } else if self.link.gone.is_some() {
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
        let wished = self.statement.as_ref().is_some_and(|statement| statement.wishes.gdesc)
            || self.variables.fetch_count > 0
            || self.pipeline.is_some()
            || !matches!(self.sending, Sending::Simple);
        match self.extras.filter(|_| wished) {
            Some(extras) => (extras.run_as_wished)(self, text),
            None => self.run(text, Purpose::Statement),
        }
    }

    /// Like [`Self::send_statement`] for a backslash command's own statement.
    pub(super) fn send_statement_quietly(&mut self, text: String) {
        self.send_with(text, Wishes { quiet: true, ..Wishes::default() }, After::Slash);
    }

    /// Sends a query by the simple protocol.
    pub(super) fn run(&mut self, text: String, purpose: Purpose) {
        let mut bytes = BytesMut::new();
        // A zero byte would end the query for the server; nothing after it is sent, as with any C string.
        let sent = text.split('\0').next().unwrap_or("");
        let made = frontend::query(sent, &mut bytes);
        self.run_bytes(text, made.map(|()| bytes), purpose);
    }

    /// Sends these messages; `text` is what errors point into.
    pub(super) fn run_bytes(&mut self, text: String, made: std::io::Result<BytesMut>, purpose: Purpose) {
        match made {
            Ok(bytes) => {
                if self.pipeline.is_none() {
                    self.complaints.clear();
                }
                self.send(&bytes);
            }
            Err(error) => {
                // Nothing went out, and nothing will come.
                self.error(&error.to_string());
                self.activity = Activity::Idle;
                self.statement_over(false);
                return;
            }
        }
        self.activity = Activity::Query(Box::new(Run {
            text,
            purpose,
            started_us: self.now_us,
            building: None,
            piece: 0,
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

    pub(super) fn current(&mut self) -> Option<&mut Run> {
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
                self.copied_out(body.data());
            }
            return Ok(());
        }
        let Some(run) = self.current() else { return Ok(()) };
        if matches!(run.purpose, Purpose::Pipeline)
            && !matches!(message, Message::RowDescription(_) | Message::DataRow(_))
            && let Some(extras) = self.extras
        {
            return (extras.pipeline_message)(self, message);
        }
        let streams = self.streams;
        let Some(run) = self.current() else { return Ok(()) };
        match message {
            Message::RowDescription(body) if run.described().is_some() => {
                let found = body
                    .fields()
                    .map(|field| {
                        let (name, type_oid, modifier) =
                            (field.name().to_owned(), field.type_oid(), field.type_modifier());
                        Ok(Described { name, type_oid, modifier })
                    })
                    .collect();
                if let (Some(columns), Ok(found)) = (run.described(), found) {
                    *columns = found;
                }
            }
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
                if building.bytes > MAX_RESULT && !streams {
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
                            Some(encoding::cell(bytes))
                        }
                    };
                    building.bytes += size_of::<Option<String>>() + cell.as_ref().map_or(0, String::len);
                    row.push(cell);
                }
                if row.len() != building.columns.len() {
                    return Err(ProtocolError::Contents('D'));
                }
                building.rows.push(row);
                if run.piece != 0 && run.piece == building.rows.len() {
                    self.piece(None);
                }
            }
            Message::CommandComplete(body) => {
                let tag = body.tag().map_err(|_| ProtocolError::Contents('C'))?.to_owned();
                if run.in_pieces() {
                    self.piece(Some(&tag));
                    return Ok(());
                }
                let mut result = run.building.take().unwrap_or_default();
                result.tag = tag;
                self.result(result);
            }
            Message::EmptyQueryResponse => self.result(Collected { empty: true, ..Collected::default() }),
            Message::CopyInResponse(body) => {
                if let Some(data) = self.statement.as_mut().and_then(|statement| statement.wishes.copy_data.take()) {
                    self.release_held();
                    if let Some(extras) = self.extras {
                        (extras.send_copy_data)(self, data, body.format() == 1);
                    }
                    return Ok(());
                }
                let Some(run) = self.current() else { return Ok(()) };
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
                    statement.copies_out = true;
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
                let to_file =
                    self.statement.as_ref().is_some_and(|s| s.wishes.file.is_some() || s.wishes.copy.is_some());
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

    /// A piece of the result under way has come, or with its tag the last of it.
    fn piece(&mut self, tag: Option<&str>) {
        if let Some(extras) = self.extras {
            (extras.piece)(self, tag);
        }
    }

    /// Prints the result that was held back, knowing that it isn't the last.
    pub(super) fn release_held(&mut self) {
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
        let in_pipeline = self.current().is_some_and(|run| matches!(run.purpose, Purpose::Pipeline));
        if let Some(extras) = self.extras.filter(|_| in_pipeline) {
            (extras.pipeline_error)(self, report);
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

    /// `copying`: before 17, psql leaves the variables alone where a COPY fails while its data moves.
    pub(super) fn tell_error(&mut self, report: Report, copying: bool) {
        self.release_held();
        let lookup = self.lookup;
        let Some(run) = self.current() else { return };
        if run.is_hidden() || run.is_silent() {
            return;
        }
        if lookup && matches!(run.purpose, Purpose::Describe(_)) {
            let text = [&report.severity, ":  ", &report.message].concat();
            self.error(&text);
            return;
        }
        let query = run.text.clone();
        run.error = Some(report.clone());
        let text = if report.severity == PSQLS_OWN {
            self.error(&report.message);
            [&report.message, "\n"].concat()
        } else {
            let text = report.text(Some(&query), self.variables.verbosity, self.variables.show_context);
            self.info(&text);
            text
        };
        self.complaints.clone_from(&text);
        let copying = copying && self.link.server_version() < 170_000;
        let watching = self.statement.as_ref().is_some_and(|statement| statement.wishes.watch.is_some());
        if self.current().is_some_and(|run| run.is_statement()) && !watching && !copying {
            self.set_error_variables(&report);
        }
        self.last_error = Some((report, query));
    }

    /// ReadyForQuery has come.
    pub(super) fn run_over(&mut self) {
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
        let mut run = *run;
        if matches!(run.purpose, Purpose::Fetch(_)) {
            if let (Some(extras), Purpose::Fetch(fetching)) =
                (self.extras, std::mem::replace(&mut run.purpose, Purpose::Statement))
            {
                (extras.fetched)(self, fetching, run);
            }
            return;
        }
        match run.purpose {
            Purpose::Statement => {
                let elapsed_us = self.now_us.saturating_sub(run.started_us);
                let ends = self.statement.as_mut().map_or(0, |statement| std::mem::take(&mut statement.copies));
                let interactive = self.frames.last().is_none_or(|frame| frame.interactive);
                if !run.ok && ends > 0 && !interactive && self.link.keeps_in_step() {
                    self.activity = Activity::Skipping { ends, elapsed_us };
                } else {
                    self.statement_ran(run.ok, elapsed_us);
                }
            }
            Purpose::Prepared => {
                if run.ok {
                    self.success_variables("0");
                }
                if run.ok && !self.variables.quiet {
                    // psql prints the command tag, and here there is none.
                    self.output("\n".to_owned());
                }
                let elapsed_us = self.now_us.saturating_sub(run.started_us);
                self.statement_ran(run.ok, elapsed_us);
            }
            Purpose::Gdesc(columns) => {
                let elapsed_us = self.now_us.saturating_sub(run.started_us);
                if run.ok
                    && let Some(statement) = &mut self.statement
                {
                    statement.elapsed_us += elapsed_us;
                }
                let asked = run.ok && self.extras.is_some_and(|extras| (extras.name_types)(self, &columns));
                if !asked {
                    if run.ok {
                        self.success_variables("0");
                        self.output("The command has no result, or the result has no columns.\n".to_owned());
                    }
                    self.statement_ran(run.ok, 0);
                }
            }
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
            Purpose::Fetch(_) | Purpose::Pipeline => {}
            Purpose::Describe(plan) => {
                let result = run.ok.then(|| run.results.into_iter().next_back().unwrap_or_default());
                if let Some(extras) = self.extras {
                    (extras.describe_on)(self, plan, result);
                }
            }
            Purpose::Complete(question) => {
                if let Some(extras) = self.extras {
                    (extras.completed)(self, question, run.ok.then_some(run.results));
                }
            }
            Purpose::LargeObject(what) => {
                let result = run.ok.then(|| run.results.into_iter().next_back().unwrap_or_default());
                if let Some(extras) = self.extras {
                    (extras.large_object_on)(self, what, result.as_ref());
                }
            }
            #[cfg(not(target_arch = "wasm32"))]
            Purpose::Encoding(name) => self.encoding_set(&name, run.ok),
            Purpose::Script => self.script_query_over(run.ok),
        }
    }
}
