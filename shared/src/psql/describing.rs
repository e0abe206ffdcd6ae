//! Carrying out the describing commands: their queries go to the server, their tables are printed.

use super::HostRequest;
use super::describe::{self, Printed, QueryResult, Step};
use super::engine::{AfterHost, Engine};
use super::extras::Describing;
use super::input::{After, Slash};
use super::render::Table;
use super::slash::Kind;
use super::statement::Purpose;
use super::variables::{EchoHidden, parse_bool};

const EMPTY_FUNCTION: &str = "CREATE FUNCTION ( )\n RETURNS \n LANGUAGE \n -- common options:  IMMUTABLE  STABLE  STRICT  SECURITY DEFINER\nAS $function$\n\n$function$\n";
const EMPTY_VIEW: &str = "CREATE VIEW  AS\n SELECT \n  -- something...\n";

impl Engine {
    /// A describing command.
    pub(super) fn describe(&mut self, name: &str) -> Slash {
        let mut words = Vec::new();
        if name.starts_with('s') {
            let mut rest = self.argument(Kind::WholeLine).map(|argument| argument.text);
            // psql 17 has begun to leave out a semicolon at the end.
            if self.link.server_version() >= 170_000
                && let Some(rest) = &mut rest
            {
                rest.truncate(rest.trim_end_matches([';', ' ', '\t', '\n', '\r', '\u{b}', '\u{c}']).len());
            }
            words.extend(rest);
        }
        while !name.starts_with('s') && words.len() < describe::takes(name) {
            let Some(word) = self.semicolon_text(Kind::Normal) else { break };
            words.push(word);
        }
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        if !self.link.is_up() {
            return self.failed("You are currently not connected to a database.");
        }
        self.after = After::Slash;
        match describe::plan(name, &words, self.link.server_version(), &self.link.database, self.hidden()) {
            Ok(plan) => {
                self.describe_on(Box::new(plan), Some(QueryResult::default()));
                Slash::Pending
            }
            Err(error) => self.failed(&error),
        }
    }

    /// `\ef` and `\ev`: the definition goes into the editor, and from there into the query buffer.
    pub(super) fn edit_source(&mut self, name: &str) -> Slash {
        if self.no_buffer() {
            return Slash::Error;
        }
        let text = self.argument(Kind::WholeLine).map(|argument| argument.text).unwrap_or_default();
        let text = text.trim_end_matches([';', ' ', '\t']);
        // A line to begin at may stand at the end; editors are not told here.
        let object = text.trim_end_matches(|c: char| c.is_ascii_digit());
        let object = if object.ends_with([' ', '\t', ')']) { object.trim() } else { text.trim() };
        let view = name == "ev";
        if object.is_empty() {
            let text = if view { EMPTY_VIEW } else { EMPTY_FUNCTION };
            self.ask_host(HostRequest::Edit(text.to_owned()), AfterHost::Edit { discard: true, source: true });
            return Slash::Pending;
        }
        if !self.link.is_up() {
            return self.failed("You are currently not connected to a database.");
        }
        self.after = After::Slash;
        let command = if view { "sv" } else { "sf" };
        match describe::plan(command, &[object], self.link.server_version(), &self.link.database, self.hidden()) {
            Ok(plan) => {
                self.editing = true;
                self.describe_on(Box::new(plan), Some(QueryResult::default()));
                Slash::Pending
            }
            Err(error) => self.failed(&error),
        }
    }

    fn hidden(&self) -> describe::Hide {
        let on = |name| self.variables.get(name).and_then(parse_bool) == Some(true);
        describe::Hide { access_method: on("HIDE_TABLEAM"), compression: on("HIDE_TOAST_COMPRESSION") }
    }

    /// Goes on with a describing command; `last` is none where its query failed.
    pub(super) fn describe_on(&mut self, mut plan: Box<dyn Describing>, last: Option<QueryResult>) {
        let Some(last) = last else {
            self.describing = false;
            self.editing = false;
            self.goes_on(false);
            return;
        };
        // A plan's first step has no result yet.
        let begun = std::mem::replace(&mut self.describing, true);
        let step = plan.next(begun.then_some(last));
        self.lookup = matches!(step, Step::Lookup(_));
        match step {
            Step::Query(query) | Step::Lookup(query) => {
                if self.variables.echo_hidden != EchoHidden::Off {
                    let echo = if self.link.server_version() >= 170_000 {
                        ["/******** QUERY *********/\n", &query, "\n/************************/\n\n"]
                    } else {
                        ["********* QUERY **********\n", &query, "\n**************************\n\n"]
                    };
                    self.stdout(echo.concat());
                    self.log_query(&query);
                }
                if self.variables.echo_hidden == EchoHidden::NoExec || self.busy_with_pipeline() {
                    self.describing = false;
                    self.goes_on(false);
                } else if self.link.gone.is_some() {
                    self.describing = false;
                    self.connection_lost();
                } else {
                    self.run(query, Purpose::Describe(plan));
                }
            }
            Step::Done(parts) if std::mem::take(&mut self.editing) => {
                self.describing = false;
                match parts.into_iter().next() {
                    Some(Printed::Text(text)) => {
                        self.ask_host(HostRequest::Edit(text), AfterHost::Edit { discard: true, source: true });
                    }
                    other => {
                        self.print_parts(other.into_iter().collect());
                        self.goes_on(false);
                    }
                }
            }
            Step::Done(parts) => {
                self.describing = false;
                let ok = self.print_parts(parts);
                match self.flush_output() {
                    Slash::Pending => {}
                    _ => self.goes_on(ok),
                }
            }
        }
    }

    /// No browser has a pager.
    #[cfg(target_arch = "wasm32")]
    #[expect(clippy::unused_self, reason = "elsewhere it is of use")]
    pub(super) fn note_text(&self, _: &str) {}

    fn print_table(&mut self, table: Table) {
        let options = self.print.clone();
        self.log_table(&table, &options);
        let text = self.rendered(&table, &options);
        self.output(text);
        self.keep(table);
    }

    fn print_parts(&mut self, parts: Vec<Printed>) -> bool {
        let mut ok = true;
        for part in parts {
            match part {
                Printed::Table(table) => self.print_table(table),
                Printed::Text(text) => {
                    self.note_text(&text);
                    self.output(text);
                }
                Printed::Complaint(text) => self.error(&text),
                Printed::Error(text) => {
                    self.error(&text);
                    ok = false;
                }
                Printed::Missing { message, table, failed } => {
                    if !self.variables.quiet {
                        self.error(&message);
                    } else if let Some(table) = table {
                        self.print_table(table);
                    }
                    ok &= !failed;
                }
            }
        }
        ok
    }
}
