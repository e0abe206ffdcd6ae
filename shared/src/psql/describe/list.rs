//! The commands that list: one query, one table.

use super::build::{Context, Names, Query};
use super::{Printed, QueryResult, Step, Table};

/// A query whose result is printed.
#[derive(Debug, Default)]
pub struct List {
    pub query: Option<String>,
    /// NULL is printed as nothing whatever `\pset null` says, as psql did before 17.
    pub blank_nulls: bool,
    /// The table without columns and rows.
    pub table: Table,
    /// Printed in place of an empty table.
    pub missing: Option<String>,
    /// Further queries, last first, whose rows are footers below a heading.
    pub footers: Vec<(&'static str, String)>,
    /// The heading of the query that is under way.
    pub heading: Option<&'static str>,
}

impl List {
    pub fn next(&mut self, last: Option<QueryResult>) -> Step {
        if let Some(query) = self.query.take() {
            return Step::Query(query);
        }
        let result = last.unwrap_or_default();
        if let Some(heading) = self.heading.take() {
            if !result.rows.is_empty() {
                self.table.footers.push(heading.into());
            }
            self.table.footers.extend(result.rows.into_iter().flatten().flatten());
        } else {
            let mut rows = result.rows;
            if self.blank_nulls {
                for cell in rows.iter_mut().flatten() {
                    cell.get_or_insert_default();
                }
            }
            let mut columns = result.columns;
            if let Some(printed) = columns.iter().position(|column| column.name == UNPRINTED) {
                columns.truncate(printed);
                for row in &mut rows {
                    row.truncate(printed);
                }
            }
            (self.table.columns, self.table.rows) = (columns, rows);
        }
        if let Some((heading, query)) = self.footers.pop() {
            self.heading = Some(heading);
            return Step::Query(query);
        }
        let table = std::mem::take(&mut self.table);
        Step::Done(vec![match self.missing.take() {
            Some(message) if table.rows.is_empty() => Printed::Missing { message, table: Some(table), failed: false },
            _ => Printed::Table(table),
        }])
    }
}

/// The name of last columns that are not printed. What is printed of a column was often computed from it, and then nobody could
/// tell that it was shown.
pub const UNPRINTED: &str = "ride";

/// What a command lists.
pub struct Listing {
    /// The command without its flags.
    pub command: &'static str,
    pub title: &'static str,
    pub from: &'static str,
    /// When, name and expression of each column.
    pub columns: &'static [(u8, &'static str, &'static str)],
    /// Holds for what is listed.
    pub filter: &'static str,
    /// Holds for what is listed unless the system's objects are asked for too.
    pub own: &'static str,
    pub names: Names<'static>,
    pub order: &'static str,
    /// Whether `(n rows)` is printed.
    pub footer: bool,
}

impl Listing {
    pub fn query(&self, context: &Context<'_>) -> Result<Query, String> {
        let mut query = Query::from(self.from);
        query.columns(context, self.columns);
        if !self.filter.is_empty() {
            query.filter(self.filter);
        }
        if context.own_only() && !self.own.is_empty() {
            query.filter(self.own);
        }
        query.matching(context, &self.names)?;
        query.order(self.order);
        Ok(query)
    }
}
