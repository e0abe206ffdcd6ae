//! The commands that list: one query, one table.

use super::build::{Context, Names, Query, acl};
use super::{Machine, Plan, Printed, QueryResult, Step, Table};

/// A query whose result is printed.
#[derive(Debug)]
pub struct List {
    pub query: Option<String>,
    /// The table without columns and rows.
    pub table: Table,
    /// Printed in place of an empty table.
    pub missing: Option<String>,
}

impl List {
    pub fn next(&mut self, last: Option<QueryResult>) -> Step {
        if let Some(query) = self.query.take() {
            return Step::Query(query);
        }
        let mut table = std::mem::take(&mut self.table);
        let result = last.unwrap_or_default();
        // psql prints NULL as nothing here, whatever `\pset null` says.
        let mut rows = result.rows;
        for cell in rows.iter_mut().flatten() {
            cell.get_or_insert_default();
        }
        (table.columns, table.rows) = (result.columns, rows);
        Step::Done(vec![match self.missing.take() {
            Some(message) if table.rows.is_empty() => Printed::Missing { message, table: Some(table), failed: false },
            _ => Printed::Table(table),
        }])
    }
}

/// Makes a command's plan.
pub type Make = fn(&Context<'_>) -> Result<Plan, String>;

/// The command's maker; none for a command that isn't known.
pub fn command(command: &str, _version: u32) -> Option<Make> {
    let mut letters = command.chars();
    match (letters.next()?, letters.next()) {
        ('d', None | Some('t' | 'v' | 'm' | 'i' | 's' | 'E' | '+' | 'S')) => Some(relations),
        ('d', Some('n')) => Some(schemas),
        _ => None,
    }
}

/// `\dt`, `\di`, ... and `\d` without a pattern.
fn relations(context: &Context<'_>) -> Result<Plan, String> {
    let c = context;
    let letters = &c.command[1..];
    let mut wanted = |letter| letters.contains(letter);
    let all = !"tvmisE".chars().any(&mut wanted);
    // Without any of the letters: all but indexes.
    let has = |letter| letters.contains(letter) || (all && letter != 'i');

    let mut q = Query::from("pg_catalog.pg_class c\n  LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace");
    q.column("Schema", "n.nspname").column("Name", "c.relname").column(
        "Type",
        "CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' \
         WHEN 'i' THEN 'index' WHEN 'S' THEN 'sequence' WHEN 't' THEN 'TOAST table' WHEN 'f' THEN 'foreign table' \
         WHEN 'p' THEN 'partitioned table' WHEN 'I' THEN 'partitioned index' END",
    );
    q.column("Owner", "pg_catalog.pg_get_userbyid(c.relowner)");
    if has('i') {
        q.column("Table", "c2.relname");
        q.join("LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid");
        q.join("LEFT JOIN pg_catalog.pg_class c2 ON c2.oid = i.indrelid");
    }
    if c.verbose {
        q.column(
            "Persistence",
            "CASE c.relpersistence WHEN 'p' THEN 'permanent' WHEN 't' THEN 'temporary' WHEN 'u' THEN 'unlogged' END",
        );
        if has('t') || has('m') || has('i') {
            q.column("Access method", "am.amname");
            q.join("LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam");
        }
        q.column("Size", "pg_catalog.pg_size_pretty(pg_catalog.pg_table_size(c.oid))");
        q.column("Description", "pg_catalog.obj_description(c.oid, 'pg_class')");
    }
    let mut kinds = String::from("c.relkind IN (''");
    for (letter, kind) in
        [('t', ",'r','p'"), ('v', ",'v'"), ('m', ",'m'"), ('i', ",'i','I'"), ('s', ",'S'"), ('E', ",'f'")]
    {
        if has(letter) {
            kinds.push_str(kind);
        }
    }
    if has('t') && (c.system || c.pattern.is_some()) {
        kinds.push_str(",'t'");
    }
    q.filter(&[&kinds, ")"].concat());
    if !c.system && c.pattern.is_none() {
        q.filter("n.nspname <> 'pg_catalog' AND n.nspname !~ '^pg_toast' AND n.nspname <> 'information_schema'");
    }
    q.matching(c, &Names::qualified("n.nspname", "c.relname", "pg_catalog.pg_table_is_visible(c.oid)"))?;
    let mut plan = q.order("1, 2").list("List of relations");
    if let Machine::List(list) = &mut plan.machine {
        list.missing = Some(match c.pattern {
            Some(pattern) => ["Did not find any relation named \"", pattern, "\"."].concat(),
            None => "Did not find any relations.".into(),
        });
    }
    Ok(plan)
}

/// `\dn`.
fn schemas(context: &Context<'_>) -> Result<Plan, String> {
    let mut q = Query::from("pg_catalog.pg_namespace n");
    q.column("Name", "n.nspname").column("Owner", "pg_catalog.pg_get_userbyid(n.nspowner)");
    if context.verbose {
        q.column("Access privileges", &acl(context, "n.nspacl"));
        q.column("Description", "pg_catalog.obj_description(n.oid, 'pg_namespace')");
    }
    if !context.system && context.pattern.is_none() {
        q.filter("n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'");
    }
    q.matching(context, &Names::plain("n.nspname", 2))?;
    Ok(q.order("1").list("List of schemas"))
}
