//! What stands between a statement and the server: SINGLESTEP's question, and the session's log (`-L`).

use super::engine::{Activity, Engine};
use super::render::{Expanded, Format, PrintOptions, Table};

impl Engine {
    /// From now on queries and results are kept for the host, who writes them to a file.
    pub fn keep_log(&mut self) {
        self.log_text = Some(String::new());
    }

    /// What is to be logged since this was asked last.
    pub fn take_log(&mut self) -> String {
        self.log_text.as_mut().map(std::mem::take).unwrap_or_default()
    }

    pub(super) fn log_query(&mut self, query: &str) {
        let newer = self.link.server_version() >= 170_000;
        if let Some(log) = &mut self.log_text {
            // Since 17 such lines are comments of SQL.
            log.extend(if newer {
                ["/******** QUERY *********/\n", query, "\n/************************/\n\n"]
            } else {
                ["********* QUERY **********\n", query, "\n**************************\n\n"]
            });
        }
    }

    pub(super) fn log_line(&mut self, line: &str) {
        if let Some(log) = &mut self.log_text {
            log.extend([line, "\n"]);
        }
    }

    /// A log is aligned, however the screen looks.
    pub(super) fn log_table(&mut self, table: &Table, options: &PrintOptions) {
        if self.log_text.is_some() {
            let aligned = PrintOptions { format: Format::Aligned, expanded: Expanded::Off, ..options.clone() };
            let text = self.rendered(table, &aligned);
            self.log_text.get_or_insert_default().push_str(&text);
        }
    }

    /// Asks whether this statement is to run.
    pub(super) fn ask_step(&mut self, text: &str) {
        let edge = if self.link.server_version() >= 170_000 { "/" } else { "*" };
        self.stdout(format!(
            "{edge}**(Single step mode: verify command)******************************************{edge}\n\
             {text}\n\
             {edge}**(press return to proceed or enter x and return to cancel)*******************{edge}\n"
        ));
        self.prompt_again();
        self.activity = Activity::Stepping;
    }

    /// Goes on when the answer has come; as with psql it is the first two bytes of the next line of the main input.
    pub(super) fn step_answered(&mut self) -> bool {
        let run = match self.lines.pop_front() {
            Some(line) => {
                let taken: usize = line.chars().take(2).map(char::len_utf8).sum();
                if line.chars().count() >= 2 && !self.options.interactive {
                    self.lines.push_front(line[taken..].to_owned());
                }
                !line.starts_with('x')
            }
            None if self.eof => true,
            None => {
                self.show_prompt_text(String::new());
                return false;
            }
        };
        self.activity = Activity::Idle;
        if run {
            self.go_statement();
        } else {
            self.statement_over(false);
        }
        true
    }

    /// Ctrl-C in place of an answer.
    pub(super) fn step_refused(&mut self) {
        self.activity = Activity::Idle;
        self.statement_over(false);
    }
}
