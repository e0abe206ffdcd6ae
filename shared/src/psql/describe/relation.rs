//! `\d NAME`: relations in full, one after the other.
//!
//! A relation is described by a list of sections. Each asks one query, if it has anything to ask about this kind of
//! relation, and adds to the table or to the lines below it.

use super::below::finish;
use super::build::{Context, Names, Query, of};
use super::sections::SECTIONS;
use super::{Hide, Machine, Plan, Printed, QueryResult, Step, Table};
use crate::psql::render::Expanded;

/// The description of all relations that a pattern matches.
#[derive(Debug)]
pub struct Describe {
    /// The query for the relations, until it was asked.
    find: Option<String>,
    missing: String,
    verbose: bool,
    hide: Hide,
    version: u32,
    pub expanded: Option<Expanded>,
    /// Those still to come, last first.
    waiting: Vec<Relation>,
    current: Option<Relation>,
    /// The section whose query is under way, or the next one.
    section: usize,
    printed: Vec<Printed>,
}

/// A relation, and what is known of it so far.
#[derive(Debug, Default)]
pub struct Relation {
    pub oid: String,
    pub schema: String,
    pub name: String,
    pub verbose: bool,
    pub hide: Hide,
    pub version: u32,
    /// From its row in pg_class, filled by the first section.
    pub facts: Facts,
    pub table: Table,
    /// Takes the place of the options' expanded form, for sequences.
    pub expanded: Option<Expanded>,
}

/// A relation's row in pg_class.
#[derive(Debug, Default)]
pub struct Facts {
    pub kind: char,
    pub checks: bool,
    pub indexes: bool,
    pub rules: bool,
    pub triggers: bool,
    pub row_security: bool,
    pub forced_row_security: bool,
    pub partition: bool,
    pub options: String,
    pub tablespace: String,
    pub of_type: String,
    pub persistence: String,
    pub replica_identity: String,
    pub access_method: String,
}

impl Relation {
    /// Whether its kind is one of these letters.
    pub fn is(&self, kinds: &str) -> bool {
        kinds.contains(self.facts.kind)
    }

    /// SQL about this relation: `@` is `pg_catalog.`, `$` the relation's number.
    pub fn sql(&self, sql: &str) -> String {
        of(sql, &self.oid)
    }

    /// One more line below the table.
    pub fn line(&mut self, parts: &[&str]) {
        self.table.footers.push(parts.concat());
    }

    /// A heading and one line for each row, if there are any.
    pub fn lines(&mut self, heading: &str, rows: Vec<Row>) {
        if !rows.is_empty() {
            self.line(&[heading, ":"]);
        }
        for row in rows {
            self.line(&["    ", row.text(0)]);
        }
    }
}

/// A row of a section's result.
pub struct Row(pub Vec<Option<String>>);

impl Row {
    /// A cell; NULL and what isn't there are empty.
    pub fn text(&self, column: usize) -> &str {
        self.0.get(column).and_then(Option::as_deref).unwrap_or_default()
    }

    /// Whether a boolean cell is true.
    pub fn holds(&self, column: usize) -> bool {
        self.text(column) == "t"
    }
}

/// `\d`.
pub fn describe(context: &Context<'_>) -> Result<Plan, String> {
    let Some(pattern) = context.pattern else {
        return super::relations::relations(context);
    };
    let mut query = Query::from("@pg_class c LEFT JOIN @pg_namespace n ON n.oid = c.relnamespace");
    query.column("oid", "c.oid");
    query.column("schema", "n.nspname");
    query.column("name", "c.relname");
    query.matching(context, &Names::qualified("n.nspname", "c.relname", "@pg_table_is_visible(c.oid)"))?;
    query.order("2 DESC, 3 DESC");
    let describe = Describe {
        find: Some(query.sql()),
        missing: ["Did not find any relation named \"", pattern, "\"."].concat(),
        hide: context.hide,
        verbose: context.verbose,
        version: context.version,
        expanded: None,
        waiting: Vec::new(),
        current: None,
        section: 0,
        printed: Vec::new(),
    };
    Ok(Plan { machine: Machine::Relations(Box::new(describe)) })
}

impl Describe {
    pub fn next(&mut self, last: Option<QueryResult>) -> Step {
        if let Some(query) = self.find.take() {
            return Step::Query(query);
        }
        let rows = last.unwrap_or_default().rows.into_iter().map(Row);
        if let Some(current) = &mut self.current {
            (SECTIONS[self.section].1)(current, rows.collect());
            self.section += 1;
        } else {
            self.waiting = rows.map(|row| self.relation(&row)).collect();
            if self.waiting.is_empty() {
                let message = std::mem::take(&mut self.missing);
                return Step::Done(vec![Printed::Missing { message, table: None, failed: true }]);
            }
            self.current = self.waiting.pop();
        }
        while let Some(current) = &mut self.current {
            while let Some((ask, _)) = SECTIONS.get(self.section) {
                if let Some(query) = ask(current) {
                    return Step::Query(query);
                }
                self.section += 1;
            }
            finish(current);
            self.printed.push(Printed::Table(std::mem::take(&mut current.table)));
            self.section = 0;
            self.current = self.waiting.pop();
        }
        Step::Done(std::mem::take(&mut self.printed))
    }

    fn relation(&self, row: &Row) -> Relation {
        let table = Table { default_footer: Some(false), expanded: Some(Expanded::Off), ..Table::default() };
        Relation {
            oid: row.text(0).into(),
            schema: row.text(1).into(),
            name: row.text(2).into(),
            verbose: self.verbose,
            hide: self.hide,
            version: self.version,
            table,
            expanded: self.expanded,
            ..Relation::default()
        }
    }
}
