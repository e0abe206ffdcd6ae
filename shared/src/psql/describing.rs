//! Carrying out the describing commands: their queries go to the server, their tables are printed.

use super::describe::{self, Plan, Printed, QueryResult, Step};
use super::engine::Engine;
use super::input::{After, Slash};
use super::query::Purpose;
use super::render;
use super::slash::Kind;
use super::variables::EchoHidden;

impl Engine {
    /// A describing command.
    pub(super) fn describe(&mut self, name: &str) -> Slash {
        let mut words = Vec::new();
        while words.len() < describe::takes(name) {
            let Some(word) = self.semicolon_text(Kind::Normal) else { break };
            words.push(word);
        }
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        if !self.link.is_up() {
            return self.failed("You are currently not connected to a database.");
        }
        self.after = After::Slash;
        match describe::plan_with(name, &words, self.link.server_version()) {
            Ok(plan) => {
                self.describe_on(plan, Some(QueryResult::default()));
                Slash::Pending
            }
            Err(error) => self.failed(&error),
        }
    }

    /// Goes on with a describing command; `last` is none where its query failed.
    pub(super) fn describe_on(&mut self, mut plan: Plan, last: Option<QueryResult>) {
        let Some(last) = last else {
            self.goes_on(false);
            return;
        };
        // A plan's first step has no result yet.
        let begun = std::mem::replace(&mut self.describing, true);
        match plan.next(begun.then_some(last)) {
            Step::Query(query) => {
                if self.variables.echo_hidden != EchoHidden::Off {
                    self.stdout(format!("********* QUERY **********\n{query}\n**************************\n\n"));
                    self.log_query(&query);
                }
                if self.variables.echo_hidden == EchoHidden::NoExec {
                    self.describing = false;
                    self.goes_on(false);
                } else if self.link.gone.is_some() {
                    self.describing = false;
                    self.connection_lost();
                } else {
                    self.run(query, Purpose::Describe(Box::new(plan)));
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

    fn output_table(&mut self, table: &render::Table) {
        let options = self.print.clone();
        self.log_table(table, &options);
        self.output(render::print(table, &options));
    }

    fn print_parts(&mut self, parts: Vec<Printed>) -> bool {
        let mut ok = true;
        for part in parts {
            match part {
                Printed::Table(table) => self.output_table(&table),
                Printed::Text(text) => self.output(text),
                Printed::Error(text) => {
                    self.error(&text);
                    ok = false;
                }
                Printed::Missing { message, table, failed } => {
                    if !self.variables.quiet {
                        self.error(&message);
                    } else if let Some(table) = table {
                        self.output_table(&table);
                    }
                    ok &= !failed;
                }
            }
        }
        ok
    }
}
