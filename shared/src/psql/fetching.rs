//! `FETCH_COUNT`: a result is shown in pieces of so many rows, so that no more than one of them is ever held.
//!
//! psql 15 and 16 declare a cursor for what looks like a query and fetch from it; from 17 on the pieces are cut out of
//! what the server sends anyway. What is printed differs: widths are those of a piece, and the last piece has the footer.

use super::describe::QueryResult;
use super::engine::Engine;
use super::extended::Sending;
use super::render::{Column, Expanded, Format, Part, Table};
use super::statement::{Collected, Purpose, Run};
use super::wording::is_select;

/// Where fetching by a cursor stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Begin,
    Declare,
    Fetch,
    Close,
    End,
}

/// A statement that is fetched by a cursor.
#[derive(Debug)]
pub(super) struct Fetching {
    step: Step,
    /// Whether the transaction around it is ours.
    started: bool,
    ok: bool,
    /// Rows a piece.
    count: usize,
    part: Part,
    text: String,
}

impl Fetching {
    /// Whether what comes of it counts as the statement's own.
    pub(super) fn is_statement(&self) -> bool {
        matches!(self.step, Step::Declare | Step::Fetch)
    }

    /// Whether its errors are passed over: the transaction has failed, and nobody expects a cursor to be closed in it.
    pub(super) fn is_silent(&self) -> bool {
        self.step == Step::Close && !self.ok
    }
}

impl Engine {
    /// The rows of a piece; none where the statement under way is not to be cut.
    fn rows_of_a_piece(&self) -> Option<usize> {
        let statement = self.statement.as_ref()?;
        let wishes = &statement.wishes;
        let whole = (wishes.gexec && !statement.executing)
            || wishes.crosstab.is_some()
            || wishes.watch.is_some()
            || wishes.gdesc
            || wishes.copy.is_some()
            || wishes.copy_data.is_some();
        usize::try_from(self.variables.fetch_count).ok().filter(|count| *count > 0 && !whole)
    }

    /// Runs the statement by a cursor, if that is the way of this server's psql.
    pub(super) fn fetch_by_cursor(&mut self, text: &str) -> bool {
        let count = self.rows_of_a_piece().filter(|_| self.link.server_version() < 170_000 && is_select(text));
        let Some(count) = count else { return false };
        self.sending = Sending::Simple;
        let gset = self.statement.as_ref().is_some_and(|statement| statement.wishes.gset.is_some());
        let part = Part { last: false, ..Part::default() };
        let started = self.link.transaction() == Some('I');
        // Two rows are enough to know that there is more than one.
        let count = if gset { 2 } else { count };
        let fetching = Fetching { step: Step::Begin, started, ok: true, count, part, text: text.to_owned() };
        self.fetch_step(fetching, if started { Step::Begin } else { Step::Declare });
        true
    }

    /// From now on the statement under way is printed piece by piece, if that is the way of this server's psql.
    pub(super) fn fetch_in_pieces(&mut self) {
        let gset = self.statement.as_ref().is_some_and(|statement| statement.wishes.gset.is_some());
        let count = self.rows_of_a_piece().filter(|_| self.variables.show_all_results && !gset);
        let newer = self.link.server_version() >= 170_000;
        if let (Some(count), true, Some(run)) = (count, newer, self.current()) {
            run.piece = count;
        }
    }

    /// Whether results are to be printed piece by piece.
    pub(super) fn wants_pieces(&self) -> bool {
        self.rows_of_a_piece().is_some() && self.variables.show_all_results
    }

    fn fetch_step(&mut self, mut fetching: Fetching, step: Step) {
        fetching.step = step;
        let text = match step {
            Step::Begin => "BEGIN".to_owned(),
            Step::Declare => ["DECLARE _psql_cursor NO SCROLL CURSOR FOR\n", &fetching.text].concat(),
            Step::Fetch => format!("FETCH FORWARD {} FROM _psql_cursor", fetching.count),
            Step::Close => "CLOSE _psql_cursor".to_owned(),
            Step::End => if fetching.ok { "COMMIT" } else { "ROLLBACK" }.to_owned(),
        };
        self.run(text, Purpose::Fetch(Box::new(fetching)));
    }

    /// One step of fetching by a cursor is over.
    pub(super) fn fetched(&mut self, mut fetching: Box<Fetching>, run: Run) {
        let elapsed = self.now_us.saturating_sub(run.started_us);
        if let Some(statement) = &mut self.statement {
            statement.elapsed_us += elapsed;
        }
        let next = match fetching.step {
            Step::Begin if run.ok => Step::Declare,
            Step::Begin => {
                self.statement_ran(false, 0);
                return;
            }
            Step::Declare => {
                fetching.ok = run.ok && run.results.last().is_none_or(|result| result.columns.is_empty());
                if fetching.ok { Step::Fetch } else { Step::Close }
            }
            Step::Fetch => {
                let cancelled = run.cancelled;
                fetching.ok = run.ok;
                let result = run.results.into_iter().next_back().filter(|_| run.ok);
                let more = result.is_some_and(|result| self.fetched_rows(&mut fetching, result));
                if more && !cancelled { Step::Fetch } else { Step::Close }
            }
            Step::Close => {
                fetching.ok &= run.ok;
                if fetching.started {
                    Step::End
                } else {
                    self.statement_ran(fetching.ok, 0);
                    return;
                }
            }
            Step::End => {
                self.statement_ran(fetching.ok && run.ok, 0);
                return;
            }
        };
        self.fetch_step(*fetching, next);
    }

    /// Stores or prints what was fetched; whether there may be more.
    fn fetched_rows(&mut self, fetching: &mut Fetching, result: QueryResult) -> bool {
        let rows = result.rows.len();
        let gset = self.statement.as_ref().and_then(|statement| statement.wishes.gset.clone());
        let result = Collected { columns: result.columns, rows: result.rows, ..Collected::default() };
        if let Some(prefix) = gset {
            fetching.ok = self.store(&result, &prefix);
        } else {
            fetching.part.last = rows < fetching.count;
            // psql brings its pager once it knows that a piece isn't the only one.
            let paged = !fetching.part.last || fetching.part.before > 0;
            self.print_piece(result.columns, result.rows, fetching.part, paged);
            fetching.part.first = false;
            fetching.part.before += rows;
            if !fetching.part.last {
                return true;
            }
        }
        if fetching.ok {
            self.success_variables(&fetching.part.before.to_string());
        }
        false
    }

    /// A piece of the result under way is complete, or with its tag the whole.
    pub(super) fn print_pieces(&mut self, tag: Option<&str>) {
        if self.current().and_then(|run| run.building.as_ref()).is_some_and(|building| building.part.first) {
            self.release_held();
        }
        loop {
            let Some(building) = self.current().and_then(|run| run.building.as_mut()) else { return };
            let rows = std::mem::take(&mut building.rows);
            building.bytes = 0;
            let (columns, count) = (building.columns.clone(), rows.len());
            let mut part = building.part;
            // The footer comes with a piece of its own, which has no rows.
            part.last = tag.is_some() && count == 0;
            building.part.first = false;
            building.part.before += count;
            self.print_piece(columns, rows, part, true);
            if tag.is_none() {
                return;
            }
            if part.last {
                break;
            }
        }
        let Some(building) = self.current().and_then(|run| run.building.take()) else { return };
        if let Some(statement) = &mut self.statement {
            statement.rows = building.part.before as u64;
        }
        self.success_variables(&building.part.before.to_string());
    }

    fn print_piece(&mut self, columns: Vec<Column>, rows: Vec<Vec<Option<String>>>, part: Part, paged: bool) {
        let mut options = self.print_options();
        let file = self.output.is_some() || self.statement.as_ref().is_some_and(|s| s.wishes.file.is_some());
        let measured = matches!(options.format, Format::Aligned | Format::Wrapped);
        if options.expanded == Expanded::Auto && paged && !file && measured {
            // In psql what a pager shows is not measured.
            options.expanded = Expanded::On;
        }
        let table = Table { part, ..Table::new(columns, rows) };
        self.log_table(&table, &options);
        let text = self.rendered(&table, &options);
        if let Some(statement) = &mut self.statement {
            statement.file_wanted = true;
        }
        self.emit(text);
    }
}
