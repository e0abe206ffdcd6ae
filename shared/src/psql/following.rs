//! What follows a statement because a command asked for it: the statements that `\gexec` made, the next round of
//! `\watch`, and what is written to files and programs.

use super::engine::{Activity, AfterHost, Engine};
use super::report::Report;
use super::variables::Echo;
use super::{HostRequest, Output};

/// What goes to a file or a program is handed on in pieces of about this size.
const PIECE: usize = 64 << 10;

/// Where output goes that isn't for the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// `\g FILE`.
    Result,
    /// `\o FILE`.
    Output,
    /// `\copy ... to FILE`.
    Copy,
}

impl Engine {
    /// The statement has run: goes on with what belongs to it; false where there is nothing.
    pub(super) fn more_to_run(&mut self, ok: bool) -> bool {
        let on_error_stop = self.variables.on_error_stop;
        let Some(statement) = &mut self.statement else { return false };
        // What \gexec made goes on one by one.
        if ok || !on_error_stop {
            if let Some(next) = statement.queue.pop_front() {
                statement.executing = true;
                statement.text.clone_from(&next);
                if self.variables.echo == Echo::All {
                    self.stdout(next + "\n");
                }
                self.begin_statement();
                return true;
            }
        } else {
            statement.queue.clear();
        }
        if let Some((rows, text)) = statement.executed.take() {
            let ok = statement.ok;
            let newer = self.link.server_version() >= 170_000;
            if newer && ok {
                self.success_variables(&rows.to_string());
            } else if newer {
                self.set_error_variables(&Report::default());
            }
            if !ok && self.variables.echo == Echo::Errors {
                self.info(&["STATEMENT:  ", &text].concat());
            }
        }
        let Some(statement) = &mut self.statement else { return false };
        if let Some(watch) = &mut statement.wishes.watch {
            watch.left = watch.left.map(|left| left.saturating_sub(1));
            let enough = watch.left == Some(0) || statement.rows < watch.min_rows;
            let seconds = watch.seconds;
            if ok && !self.interrupted && !enough {
                self.activity = Activity::Sleeping;
                self.out.push(Output::Wake { in_ms: (seconds * 1000.0) as u64 });
                return true;
            }
            self.interrupted = false;
            self.end_watch();
        }
        false
    }

    /// Takes what is to be written; where the host streams, it gets it piece by piece.
    pub(super) fn keep_for_file(&mut self, place: Place, data: &[u8]) {
        let (kept, path, begun) = match (place, &mut self.statement) {
            (Place::Output, _) => (&mut self.output_text, &self.output, &mut self.output_begun),
            (Place::Result, Some(s)) => (&mut s.file_text, &s.wishes.file, &mut s.file_begun),
            (Place::Copy, Some(s)) => (&mut s.copied, &s.wishes.copy, &mut s.file_begun),
            (_, None) => return,
        };
        kept.extend_from_slice(data);
        if let Some(path) = path.clone().filter(|_| self.streams && kept.len() >= PIECE) {
            // The files of the others were made before.
            let fresh = place == Place::Result && !*begun;
            *begun = true;
            self.out.push(Output::Append { path, bytes: std::mem::take(kept), fresh });
        }
    }

    /// Writes what is left for files once a statement is over; false where nothing is.
    pub(super) fn write_files(&mut self, ok: bool) -> bool {
        let file = self.statement.as_mut().and_then(|statement| {
            let begun = std::mem::take(&mut statement.file_begun);
            let copied =
                statement.wishes.copy.take().map(|path| (path, std::mem::take(&mut statement.copied), true, true));
            copied.filter(|(path, bytes, ..)| begun || !bytes.is_empty() || path.starts_with('|')).or_else(|| {
                let path = statement.wishes.file.take().filter(|_| statement.file_wanted)?;
                Some((path, std::mem::take(&mut statement.file_text), begun, false))
            })
        });
        let left = !self.output_text.is_empty() || self.output_begun;
        if let Some((path, bytes, append, copied)) = file {
            let what = HostRequest::WriteFile { path: path.clone(), bytes, append };
            self.ask_host(what, AfterHost::Sink { path, ok, copied });
        } else if let Some(path) = self.output.clone().filter(|path| left && !path.starts_with('|')) {
            self.output_begun = false;
            let bytes = std::mem::take(&mut self.output_text);
            let what = HostRequest::WriteFile { path: path.clone(), bytes, append: true };
            self.ask_host(what, AfterHost::Sink { path, ok, copied: false });
        } else {
            if let Some(statement) = &mut self.statement
                && let Some((path, text)) = statement.copy_failed.take()
            {
                statement.failed_to_read = true;
                self.error(&[path.trim_start_matches('|'), ": ", &text].concat());
            }
            return false;
        }
        true
    }

    pub(super) fn watch_again(&mut self) {
        self.begin_statement();
    }

    pub(super) fn end_watch(&mut self) {
        self.stdout("\n");
    }
}
