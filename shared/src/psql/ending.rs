//! How a statement ends: its savepoint, the time it took, what is run after it, and its output to files.

use bytes::BytesMut;
use postgres_protocol::message::frontend;

use super::Output;
use super::engine::{Activity, Engine};
use super::statement::Purpose;
use super::variables::Echo;

impl Engine {
    /// The statement itself has run.
    pub(super) fn statement_ran(&mut self, ok: bool, elapsed: u64) {
        let Some(statement) = &mut self.statement else { return };
        statement.elapsed_us += elapsed;
        statement.ok &= ok;
        let (text, savepoint) = (statement.text.clone(), statement.savepoint);
        if statement.text_releases_savepoint() {
            statement.savepoint_gone = true;
        }
        let gone = statement.savepoint_gone;
        let watched = statement.wishes.watch.is_some();
        if !ok && !watched && self.variables.echo == Echo::Errors {
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

    pub(super) fn statement_done(&mut self, ok: bool) {
        let Some(statement) = &mut self.statement else { return };
        let elapsed = statement.elapsed_us;
        statement.elapsed_us = 0;
        statement.savepoint = false;
        if let Some(extras) = self.extras.filter(|_| self.timing) {
            self.stdout(format!("{}\n", (extras.timing)(elapsed)));
        }
        for text in std::mem::take(&mut self.notifications) {
            self.output(text);
        }
        // Only commands make more of a statement.
        if self.extras.is_some_and(|extras| (extras.goes_on)(self, ok)) {
            return;
        }
        let ok = self.statement.as_ref().is_some_and(|statement| statement.ok);
        self.statement_over(ok);
    }

    /// The statement is over, after everything; its output to files is still to be written.
    pub(super) fn statement_over(&mut self, ok: bool) {
        self.activity = Activity::Idle;
        if self.extras.is_some_and(|extras| (extras.write_files)(self, ok)) {
            return;
        }
        let failed = self.statement.take().is_some_and(|statement| statement.failed_to_read);
        self.goes_on(ok && !failed);
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
}
