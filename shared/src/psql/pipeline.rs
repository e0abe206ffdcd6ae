//! Pipelines, as psql has them since 18: statements are sent without waiting for their results, which are asked for
//! later. What the server answers meanwhile waits in the decoder.

use std::collections::VecDeque;

use bytes::BytesMut;
use postgres_protocol::message::{backend::Message, frontend};

use super::engine::exit;
use super::engine::{Activity, Engine};
use super::extended::{Sending, messages};
use super::input::Slash;
use super::report::Report;
use super::slash::Kind;
use super::statement::{Collected, Purpose};
use super::wire::ProtocolError;

const SYNCHRONOUS: &str = "synchronous command execution functions are not allowed in pipeline mode\n";
const NO_PIPELINE: &str = "cannot send pipeline when not in pipeline mode\n";

/// What the server has still to answer.
#[derive(Debug)]
enum Item {
    /// A statement, with its text for messages.
    Statement(String),
    /// `\parse` or `\close_prepared`, which end without a tag.
    Prepared(String),
    /// `\syncpipeline`, `\endpipeline`.
    Sync,
}

/// A pipeline under way.
#[derive(Debug, Default)]
pub(super) struct Pipeline {
    queue: VecDeque<Item>,
    /// Whether a statement has failed: the server passes over everything up to the next synchronisation.
    aborted: bool,
    /// Whether the results up to there are thrown away without a word.
    discarding: bool,
    /// `\endpipeline` was asked for.
    ending: bool,
    /// Synchronisations that were sent and not answered.
    syncs: usize,
    /// Statements that were sent and not flushed.
    commands: usize,
    /// Results that the server sends without further asking.
    available: usize,
    /// Results that are wanted now.
    requested: usize,
    /// `\endpipeline` passes over what nobody has counted.
    draining: bool,
}

impl Pipeline {
    /// For the prompt.
    pub(super) fn status(&self) -> &'static str {
        if self.aborted { "abort" } else { "on" }
    }

    fn flushed(&mut self) {
        self.available += std::mem::take(&mut self.commands);
    }

    fn counted(&mut self) {
        self.available = self.available.saturating_sub(1);
        self.requested = self.requested.saturating_sub(1);
    }
}

impl Engine {
    /// `\startpipeline` and the like.
    pub(super) fn pipeline_command(&mut self, name: &str) -> Slash {
        self.sending = match name {
            "startpipeline" => Sending::Start,
            "endpipeline" => Sending::End,
            "syncpipeline" => Sending::Sync,
            "flush" => Sending::Flush,
            "flushrequest" => Sending::FlushRequest,
            "getresults" => {
                let number = self.text(Kind::Normal).unwrap_or_default();
                // As atoi reads it.
                let text = number.trim_start_matches([' ', '\t', '\n', '\u{b}', '\u{c}', '\r']);
                let (sign, digits) = match text.strip_prefix('-') {
                    Some(digits) => (-1, digits),
                    None => (1, text.strip_prefix('+').unwrap_or(text)),
                };
                let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
                let number = sign * digits[..end].parse::<i64>().unwrap_or(0);
                match usize::try_from(number) {
                    Ok(number) => Sending::GetResults(number),
                    Err(_) => return self.failed("\\getresults: invalid number of requested results"),
                }
            }
            _ => {
                let sending = &self.sending;
                let complaint = match (self.pipeline.is_some(), sending) {
                    (true, Sending::Bind(_) | Sending::Named(..)) => return Slash::Send,
                    (true, _) => "\\sendpipeline must be used after \\bind or \\bind_named",
                    (false, _) => "\\sendpipeline not allowed outside of pipeline mode",
                };
                self.sending = Sending::Simple;
                return self.failed(complaint);
            }
        };
        Slash::Send
    }

    /// Whether this command can't be had in a pipeline; that is told.
    pub(super) fn refused_in_pipeline(&mut self, name: &str) -> bool {
        let refused = self.pipeline.is_some() && matches!(name, "g" | "gx" | "gset" | "gexec" | "watch");
        if refused {
            self.sending = Sending::Simple;
            self.error(&["\\", name, " not allowed in pipeline mode"].concat());
            if let Some(frame) = self.frames.last_mut().filter(|_| name == "watch") {
                frame.buffer.clear();
                frame.lexer.reset_statement();
            }
        }
        refused
    }

    /// Whether there is a pipeline, in which nothing can be asked at once; that is told.
    pub(super) fn busy_with_pipeline(&mut self) -> bool {
        let Some(pipeline) = &self.pipeline else { return false };
        if pipeline.queue.is_empty() {
            self.complaints.clear();
        }
        self.complain(SYNCHRONOUS);
        true
    }

    /// libpq gathers what goes wrong until the next statement is sent, and psql tells all of it each time.
    fn complain(&mut self, what: &str) {
        self.complaints.push_str(what);
        if !self.complaints.is_empty() {
            let text = self.complaints.clone();
            self.info(&text);
        }
    }

    /// Sends a statement, or what a pipeline's command says; false where it is none of a pipeline's business.
    pub(super) fn send_in_pipeline(&mut self, text: &str, gdesc: bool) -> bool {
        let own = matches!(
            self.sending,
            Sending::Start
                | Sending::End
                | Sending::Sync
                | Sending::Flush
                | Sending::FlushRequest
                | Sending::GetResults(_)
        );
        if self.pipeline.is_none() && !own {
            return false;
        }
        let sending = std::mem::take(&mut self.sending);
        if gdesc {
            self.busy_with_pipeline();
            self.set_error_variables(&Report::default());
            self.sent_in_pipeline(false);
            return true;
        }
        let mut bytes = BytesMut::new();
        let Some(pipeline) = &mut self.pipeline else {
            self.without_pipeline(&sending);
            return true;
        };
        let mut made = Ok(());
        match sending {
            Sending::Start => {}
            Sending::Flush => {
                self.flush_fails();
                return true;
            }
            Sending::End | Sending::Sync => {
                frontend::sync(&mut bytes);
                pipeline.queue.push_back(Item::Sync);
                pipeline.syncs += 1;
                pipeline.flushed();
                if sending == Sending::End {
                    pipeline.ending = true;
                    pipeline.requested = pipeline.available + pipeline.syncs;
                }
            }
            Sending::FlushRequest => {
                bytes.extend_from_slice(&[b'H', 0, 0, 0, 4]);
                pipeline.flushed();
            }
            Sending::GetResults(wanted) => {
                let there = pipeline.available + pipeline.syncs;
                if there == 0 {
                    self.info("No pending results to get");
                    self.complain("");
                    self.sent_in_pipeline(false);
                    return true;
                }
                pipeline.requested = if wanted == 0 { there } else { wanted.min(there) };
            }
            sending => {
                let prepared = matches!(sending, Sending::Parse(_) | Sending::Close(_));
                let sending = if sending == Sending::Simple { Sending::Bind(Vec::new()) } else { sending };
                // A zero byte would end the text for the server.
                let sent = text.split('\0').next().unwrap_or("");
                match messages(&sending, sent, false) {
                    Ok(made) => bytes = made,
                    Err(error) => made = Err(error.to_string()),
                }
                if pipeline.queue.is_empty() {
                    self.complaints.clear();
                }
                if made.is_ok() {
                    // It is busy from now on, whatever the server last said.
                    self.link.set_transaction(b'T');
                    let text = text.to_owned();
                    pipeline.queue.push_back(if prepared { Item::Prepared(text) } else { Item::Statement(text) });
                    pipeline.commands += 1;
                }
            }
        }
        let wanted = pipeline.requested > 0;
        if let Err(error) = made {
            self.info(&error);
            self.sent_in_pipeline(false);
        } else if wanted {
            self.get_results(text, bytes);
        } else {
            self.send(&bytes);
            self.sent_in_pipeline(true);
        }
        true
    }

    /// A pipeline's command where there is no pipeline.
    fn without_pipeline(&mut self, sending: &Sending) {
        let mut bytes = BytesMut::new();
        let mut ok = true;
        match sending {
            Sending::Start => self.pipeline = Some(Box::default()),
            Sending::End | Sending::Sync => {
                self.complain(NO_PIPELINE);
                ok = false;
            }
            Sending::GetResults(_) => {
                self.info("No pending results to get");
                self.complain("");
                ok = false;
            }
            Sending::FlushRequest => bytes.extend_from_slice(&[b'H', 0, 0, 0, 4]),
            Sending::Flush => {
                self.flush_fails();
                return;
            }
            _ => {}
        }
        self.send(&bytes);
        self.sent_in_pipeline(ok);
    }

    /// Everything is sent as it comes, so that there is nothing to flush; psql takes libpq's success for a failure.
    fn flush_fails(&mut self) {
        self.complain("");
        self.sent_in_pipeline(false);
    }

    /// Nothing is waited for.
    fn sent_in_pipeline(&mut self, ok: bool) {
        self.pipeline_variables();
        self.statement_ran(ok, 0);
    }

    fn pipeline_variables(&mut self) {
        let counts = self.pipeline.as_ref().map_or((0, 0, 0), |p| (p.syncs, p.commands, p.available));
        for (name, count) in [
            ("PIPELINE_SYNC_COUNT", counts.0),
            ("PIPELINE_COMMAND_COUNT", counts.1),
            ("PIPELINE_RESULT_COUNT", counts.2),
        ] {
            self.variables.tell(name, count.to_string());
        }
    }

    /// Reads as many results as were asked for.
    fn get_results(&mut self, text: &str, bytes: BytesMut) {
        self.run_bytes(text.to_owned(), Ok(bytes), Purpose::Pipeline);
        let whole =
            self.pipeline.as_ref().is_none_or(|p| p.aborted || !matches!(p.queue.front(), Some(Item::Statement(_))));
        if self.wants_pieces() && whole {
            self.warning("fetching results in chunked mode failed");
        } else {
            self.fetch_in_pieces();
        }
        self.next_result();
        self.read_on();
        // A connection that went meanwhile is missed only now, when all that it had brought is read.
        if self.link.gone.is_some() && matches!(self.activity, Activity::Query(_)) {
            self.connection_lost();
        }
    }

    /// Settles whose result is the next, and ends the run where there is none to come.
    fn next_result(&mut self) {
        loop {
            let Some(pipeline) = &mut self.pipeline else { return };
            if pipeline.requested == 0 || (pipeline.available == 0 && pipeline.syncs == 0) {
                if pipeline.ending && pipeline.syncs > 0 {
                    pipeline.draining = true;
                    return;
                }
                self.results_over();
                return;
            }
            match pipeline.queue.front() {
                Some(Item::Statement(_) | Item::Prepared(_)) if pipeline.aborted => {
                    pipeline.queue.pop_front();
                    pipeline.counted();
                    if !std::mem::replace(&mut pipeline.discarding, true) {
                        self.info("Pipeline aborted, command did not run");
                        self.set_error_variables(&Report::default());
                        if let Some(run) = self.current() {
                            run.ok = false;
                        }
                    }
                }
                Some(Item::Statement(text) | Item::Prepared(text)) => {
                    let text = text.clone();
                    self.complaints.clear();
                    if let Some(run) = self.current() {
                        run.text = text;
                    }
                    return;
                }
                _ => return,
            }
        }
    }

    fn results_over(&mut self) {
        let Some(run) = self.current() else { return };
        let (ok, elapsed) = (run.ok, run.started_us);
        let elapsed = self.now_us.saturating_sub(elapsed);
        self.activity_idle();
        if let Some(pipeline) = &mut self.pipeline {
            pipeline.discarding = false;
            pipeline.requested = 0;
            if pipeline.ending && pipeline.queue.is_empty() {
                self.pipeline = None;
            }
        }
        self.pipeline_variables();
        self.statement_ran(ok, elapsed);
    }

    /// What the server says of the statement whose turn it is, but for rows.
    pub(super) fn pipeline_message(&mut self, message: Message) -> Result<(), ProtocolError> {
        let Some(pipeline) = &mut self.pipeline else { return Ok(()) };
        if pipeline.draining && !matches!(message, Message::ReadyForQuery(_)) {
            return Ok(());
        }
        let prepared = matches!(pipeline.queue.front(), Some(Item::Prepared(_)));
        match message {
            Message::ParseComplete | Message::CloseComplete if prepared => {
                self.pipeline_result(Collected::default());
            }
            Message::CommandComplete(body) => {
                let tag = body.tag().map_err(|_| ProtocolError::Contents('C'))?.to_owned();
                let Some(run) = self.current() else { return Ok(()) };
                if run.in_pieces() {
                    self.print_pieces(Some(&tag));
                    self.pipeline_counted();
                } else {
                    let mut result = run.building.take().unwrap_or_default();
                    result.tag = tag;
                    self.pipeline_result(result);
                }
            }
            Message::EmptyQueryResponse => self.pipeline_result(Collected { empty: true, ..Collected::default() }),
            Message::CopyInResponse(_) | Message::CopyOutResponse(_) => {
                self.info("COPY in a pipeline is not supported, aborting connection");
                self.quit(exit::BAD_CONNECTION);
            }
            Message::ReadyForQuery(body) => {
                while !matches!(pipeline.queue.pop_front(), None | Some(Item::Sync)) {}
                pipeline.aborted = false;
                pipeline.discarding = false;
                pipeline.syncs = pipeline.syncs.saturating_sub(1);
                pipeline.requested = pipeline.requested.saturating_sub(1);
                let (last, draining) = (pipeline.requested == 0, pipeline.draining);
                let over = pipeline.ending && pipeline.syncs == 0;
                self.link.set_transaction(if over { body.status() } else { b'T' });
                if let Some(run) = self.current() {
                    // What comes after it counts anew.
                    run.ok |= !draining;
                }
                if last && !draining {
                    self.success_variables("0");
                }
                self.next_result();
            }
            _ => {}
        }
        Ok(())
    }

    fn pipeline_counted(&mut self) -> bool {
        let Some(pipeline) = &mut self.pipeline else { return true };
        pipeline.queue.pop_front();
        pipeline.counted();
        let last = pipeline.requested == 0;
        if let Some(run) = self.current() {
            run.piece = 0;
        }
        self.next_result();
        last
    }

    fn pipeline_result(&mut self, result: Collected) {
        let last = self.pipeline.as_ref().is_none_or(|pipeline| pipeline.requested <= 1);
        self.print_result(result, last);
        self.pipeline_counted();
    }

    /// The statement whose turn it is has failed.
    pub(super) fn pipeline_error(&mut self, report: Report) {
        if self.pipeline.as_ref().is_some_and(|pipeline| pipeline.draining) {
            return;
        }
        if let Some(run) = self.current() {
            run.building = None;
            run.ok = false;
        }
        self.tell_error(report, false);
        let Some(pipeline) = &mut self.pipeline else { return };
        pipeline.aborted = true;
        pipeline.discarding = true;
        if matches!(pipeline.queue.front(), Some(Item::Sync)) {
            // The synchronisation itself has failed, as with a deferred constraint; its own answer is still to come.
            pipeline.counted();
            self.next_result();
        } else {
            self.pipeline_counted();
        }
    }
}
