//! `COPY FROM STDIN`: lines of input become data, and the data of a COPY that failed is passed over.

use bytes::BytesMut;
use postgres_protocol::message::frontend;

use super::encoding;
use super::engine::{Activity, Engine};
use super::input::{Fetched, Source};
use super::lexer::Continuation;

/// Data is sent in pieces of about this size.
const PIECE: usize = 8 << 10;

impl Engine {
    pub(super) fn copy_in_begins(&mut self) {
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
        let line = match self.data_line() {
            Fetched::NotYet => return false,
            Fetched::Line(line) => Some(line),
            Fetched::End => None,
        };
        let marked = self.link.server_version() < 180_000;
        // psql's own input may be where its commands come from, too.
        let own = self.statement.as_ref().is_some_and(|statement| statement.wishes.copy_own)
            && self.frames.last().is_some_and(|frame| matches!(frame.source, Source::File(_)));
        let Some(copy) = self.current().and_then(|run| run.copy_in.as_mut()) else { return true };
        let failed = copy.error.is_some();
        // From 18 on only data among commands has an end of its own.
        let ends = line.as_deref().is_none_or(|line| (marked || !own) && is_end_of_data(line));
        if !failed && let Some(line) = line.filter(|_| !ends || marked) {
            copy.data.extend_from_slice(&encoding::bytes(&line));
            copy.data.extend_from_slice(b"\n");
        }
        if ends {
            copy.ended = true;
        }
        if (ends || copy.data.len() >= PIECE) && !copy.data.is_empty() {
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
    pub(super) fn copy_in_ended(&mut self) {
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

    /// Passes over one line of data that was meant for a failed COPY; false where none has come.
    pub(super) fn skip_copy_line(&mut self) -> bool {
        let line = match self.data_line() {
            Fetched::NotYet => return false,
            Fetched::Line(line) => Some(line),
            Fetched::End => None,
        };
        let Activity::Skipping { ends, elapsed_us } = &mut self.activity else { return true };
        if line.as_deref().is_none_or(is_end_of_data) {
            *ends = if line.is_some() { ends.saturating_sub(1) } else { 0 };
        }
        if *ends == 0 {
            let elapsed_us = *elapsed_us;
            self.activity = Activity::Idle;
            self.statement_ran(false, elapsed_us);
        }
        true
    }

    /// The next line of what is being read, as data.
    fn data_line(&mut self) -> Fetched {
        if self.statement.as_ref().is_some_and(|statement| statement.wishes.copy_own) {
            // `pstdin` is psql's own input, whatever file is being read.
            let line = self.lines.pop_front();
            if line.is_none() && !self.eof {
                self.show_prompt(Continuation::Copy);
            }
            return line.map_or(if self.eof { Fetched::End } else { Fetched::NotYet }, Fetched::Line);
        }
        let fetched = self.fetch_line();
        match (&fetched, self.frames.last_mut()) {
            (Fetched::Line(_), Some(frame)) => frame.lineno += 1,
            (Fetched::End, Some(frame)) if frame.interactive => self.eof = false,
            (Fetched::NotYet, _) => self.show_prompt(Continuation::Copy),
            _ => {}
        }
        fetched
    }
}

fn is_end_of_data(line: &str) -> bool {
    line == "\\." || line == "\\.\r"
}
