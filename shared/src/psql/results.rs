//! What becomes of a result: printed, written to a file, stored in variables, or run.

use super::encoding::{self, Encoding};
use super::engine::Engine;
use super::following::Place;
use super::render::{self, PrintOptions, Table};
use super::report::Report;
use super::statement::{Collected, MAX_RESULT};
use super::variables::Variables;
use super::wording::row_count;

impl Engine {
    /// Output of a statement: to `\g FILE`, to `\o FILE` or to the screen.
    pub(super) fn emit(&mut self, text: String) {
        match (&self.statement, self.extras) {
            (Some(statement), Some(extras)) if statement.wishes.file.is_some() => {
                (extras.keep_for_file)(self, Place::Result, &encoding::bytes(&text));
            }
            _ => self.output(text),
        }
    }

    /// Output that `\o` diverts.
    pub(super) fn output(&mut self, text: String) {
        match self.extras.filter(|_| self.output.is_some()) {
            Some(extras) => (extras.keep_for_file)(self, Place::Output, &encoding::bytes(&text)),
            None => self.stdout(text),
        }
    }

    /// Data of a COPY TO STDOUT.
    pub(super) fn copied_out(&mut self, data: &[u8]) {
        match (&self.statement, self.extras) {
            (Some(statement), Some(extras)) if statement.wishes.copy.is_some() => {
                (extras.keep_for_file)(self, Place::Copy, data);
            }
            (Some(statement), _) if statement.wishes.copy_own => self.stdout(Encoding::Utf8.text(data)),
            _ => self.emit(Encoding::Utf8.text(data)),
        }
    }

    /// From now on the last table that was printed is kept for [`Engine::last_csv`].
    pub fn keep_table(&mut self) {
        self.keeps = true;
    }

    pub(super) fn keep(&mut self, table: Table) {
        if self.keeps {
            self.kept = Some(table);
        }
    }

    /// The last table that was printed, as psql's csv format has it with the separator and the NULL of now: its values as
    /// they came, whatever they looked like on the screen.
    pub fn last_csv(&self) -> Option<String> {
        Some(render::csv(self.kept.as_ref()?, &self.print))
    }

    pub(super) fn print_options(&self) -> PrintOptions {
        self.statement.as_ref().and_then(|s| s.wishes.print.clone()).unwrap_or_else(|| self.print.clone())
    }

    pub(super) fn print_result(&mut self, result: Collected, last: bool) {
        if !last && !self.variables.show_all_results {
            return;
        }
        let (gset, gexec, watch, crosstab) = match &self.statement {
            Some(s) => {
                (s.wishes.gset.clone(), s.wishes.gexec && !s.executing, s.wishes.watch, s.wishes.crosstab.clone())
            }
            None => (None, false, None, None),
        };
        if let Some(statement) = &mut self.statement {
            statement.rows = result.rows.len() as u64;
        }
        let success = if result.tuples && last && gset.is_some() {
            let prefix = gset.unwrap_or_default();
            self.extras.is_some_and(|extras| (extras.store)(self, &result, &prefix))
        } else if result.tuples && last && gexec {
            if let Some(statement) = &mut self.statement {
                statement.executed = Some((result.rows.len() as u64, statement.text.clone()));
                statement.queue = result.rows.iter().flatten().flatten().cloned().collect();
            }
            true
        } else if let Some(arguments) = crosstab.filter(|_| result.tuples && last) {
            let pivoted = self.extras.map(|extras| (extras.pivot)(&result, &arguments, self.print.null.as_str()));
            match pivoted.unwrap_or_else(|| Err(String::new())) {
                Ok(table) => {
                    let text = self.rendered(&table, &self.print_options());
                    self.emit(text);
                    self.keep(table);
                    true
                }
                Err(error) => {
                    self.error(&error);
                    false
                }
            }
        } else {
            let mut options = self.print_options();
            if let (Some(watch), Some(extras)) = (watch, self.extras) {
                options.title = Some((extras.watch_title)(options.title.take(), watch.seconds, self.now_us));
            }
            let (tag, tuples, dropped) = (result.tag.clone(), result.tuples, result.dropped);
            let (rows, count) = (result.rows.len(), row_count(&tag));
            if tuples {
                if let Some(statement) = &mut self.statement {
                    statement.file_wanted = true;
                }
                let table = Table::new(result.columns, result.rows);
                self.log_table(&table, &options);
                let text = self.rendered(&table, &options);
                self.emit(text);
                self.keep(table);
            }
            if dropped > 0 {
                self.warning(&format!(
                    "the result is larger than {} MB: the first {rows} of {} rows are shown",
                    MAX_RESULT >> 20,
                    rows + dropped
                ));
            }
            self.tell_tag(&tag, tuples, result.empty);
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
            if self.link.server_version() >= 170_000 {
                // psql asks a result for its error that has none.
                self.set_error_variables(&Report::default());
            }
        }
    }

    /// Prints the tag of a statement that has one to show.
    pub(super) fn tell_tag(&mut self, tag: &str, tuples: bool, empty: bool) {
        let status = !tuples || ["INSERT", "UPDATE", "DELETE", "MERGE"].iter().any(|word| tag.starts_with(word));
        if !status || empty {
            return;
        }
        if !self.variables.quiet && !self.statement.as_ref().is_some_and(|statement| statement.wishes.quiet) {
            // Even with \g FILE the tag goes where it always goes.
            let text = render::status(tag, &self.print_options());
            self.output(text);
        }
        self.log_line(tag);
        let oid = tag.strip_prefix("INSERT ").and_then(|rest| rest.split(' ').next());
        self.variables.tell("LASTOID", oid.unwrap_or("0"));
    }

    pub(super) fn success_variables(&mut self, count: &str) {
        // An error before the last result is what counts.
        if self.current().is_some_and(|run| !run.ok) {
            return;
        }
        for (name, value) in [("ERROR", "false"), ("SQLSTATE", "00000"), ("ROW_COUNT", count)] {
            self.variables.tell(name, value);
        }
    }

    /// `\gset`.
    pub(super) fn store(&mut self, result: &Collected, prefix: &str) -> bool {
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
            if Variables::is_special(&name) {
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
}
