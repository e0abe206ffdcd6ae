//! How a statement ends: its savepoint, the time it took, what is run after it, and its output to files.

use bytes::BytesMut;
use postgres_protocol::message::frontend;

use super::engine::{Activity, AfterHost, Engine};
use super::report::Report;
use super::statement::Purpose;
use super::variables::Echo;
use super::{HostRequest, Output};

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
        let newer = self.link.server_version() >= 170_000;
        let Some(statement) = &mut self.statement else { return };
        if let Some(rows) = statement.executed.filter(|_| newer) {
            if statement.ok {
                self.success_variables(&rows.to_string());
            } else {
                self.set_error_variables(&Report::default());
            }
        }
        let Some(statement) = &mut self.statement else { return };
        if let Some(watch) = &mut statement.wishes.watch {
            watch.left = watch.left.map(|left| left.saturating_sub(1));
            let enough = watch.left == Some(0) || statement.rows < watch.min_rows;
            let seconds = watch.seconds;
            if ok && !self.interrupted && !enough {
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
            let begun = std::mem::take(&mut statement.file_begun);
            let copied = statement.wishes.copy.take().map(|path| (path, std::mem::take(&mut statement.copied), true));
            copied.filter(|(path, bytes, _)| begun || !bytes.is_empty() || path.starts_with('|')).or_else(|| {
                let path = statement.wishes.file.take().filter(|_| statement.file_wanted)?;
                Some((path, std::mem::take(&mut statement.file_text).into_bytes(), begun))
            })
        });
        if let Some((path, text, append)) = file {
            let what = HostRequest::WriteFile { path: path.clone(), bytes: text, append };
            self.ask_host(what, AfterHost::Sink { path, ok });
        } else if let Some(path) = self
            .output
            .clone()
            .filter(|path| (!self.output_text.is_empty() || self.output_begun) && !path.starts_with('|'))
        {
            self.output_begun = false;
            let bytes = std::mem::take(&mut self.output_text).into_bytes();
            self.ask_host(
                HostRequest::WriteFile { path: path.clone(), bytes, append: true },
                AfterHost::Sink { path, ok },
            );
        } else {
            let failed = self.statement.take().and_then(|statement| statement.copy_failed);
            if let Some((path, text)) = &failed {
                self.error(&[path.trim_start_matches('|'), ": ", text].concat());
            }
            self.goes_on(ok && failed.is_none());
        }
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
