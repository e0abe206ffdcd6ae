//! The commands that print tables about each of several objects: `\dx+`, `\dF+`, `\dFp+`, `\dRp+`.

use super::build::{Context, Names, Query, of};
use super::list::List;
use super::rare::PUBLICATION;
use super::relation::Row;
use super::{Machine, Plan, Printed, QueryResult, Step, Table};
use crate::psql::render::Expanded;

/// One or more tables about each of several objects.
#[derive(Debug)]
pub struct Details {
    find: Option<String>,
    missing: String,
    version: u32,
    /// The tables about an object, last first.
    tables: fn(&Row, u32) -> Vec<List>,
    waiting: Vec<List>,
    /// Takes the place of the options' expanded form.
    pub expanded: Option<Expanded>,
    found: bool,
    printed: Vec<Printed>,
}

impl Details {
    pub fn next(&mut self, last: Option<QueryResult>) -> Step {
        if let Some(query) = self.find.take() {
            return Step::Query(query);
        }
        let mut last = last;
        if !std::mem::replace(&mut self.found, true) {
            let objects = last.take().unwrap_or_default().rows;
            if objects.is_empty() {
                let message = std::mem::take(&mut self.missing);
                return Step::Done(vec![Printed::Missing { message, table: None, failed: true }]);
            }
            self.waiting = objects.into_iter().rev().flat_map(|row| (self.tables)(&Row(row), self.version)).collect();
        }
        while let Some(list) = self.waiting.last_mut() {
            list.table.expanded = self.expanded;
            match list.next(last.take()) {
                Step::Done(printed) => {
                    self.printed.extend(printed);
                    self.waiting.pop();
                }
                step => return step,
            }
        }
        Step::Done(std::mem::take(&mut self.printed))
    }
}

fn details(context: &Context<'_>, query: &Query, what: [&str; 2], tables: fn(&Row, u32) -> Vec<List>) -> Plan {
    let missing = match context.pattern {
        Some(pattern) => ["Did not find any ", what[0], " named \"", pattern, "\"."].concat(),
        None => ["Did not find any ", what[1], "."].concat(),
    };
    let (find, version) = (Some(query.sql()), context.version);
    let details = Details {
        find,
        missing,
        version,
        tables,
        waiting: Vec::new(),
        expanded: None,
        found: false,
        printed: Vec::new(),
    };
    Plan { machine: Machine::Details(details) }
}

fn table(title: &[&str], query: String, default_footer: Option<bool>, version: u32) -> List {
    let table = Table { title: Some(title.concat()), default_footer, ..Table::default() };
    List { query: Some(query), table, blank_nulls: version < 170_000, ..List::default() }
}

/// `schema.name`, as titles have it.
fn qualified(schema: &str, name: &str) -> String {
    if schema.is_empty() { name.into() } else { [schema, ".", name].concat() }
}

/// `\dx+`.
pub fn extensions(context: &Context<'_>) -> Result<Plan, String> {
    let mut query = Query::from("@pg_extension e");
    query.column("oid", "e.oid");
    query.column("name", "e.extname");
    query.matching(context, &Names::plain("e.extname", 1))?;
    query.order("2");
    Ok(details(context, &query, ["extension", "extensions"], |row, version| {
        let query = of(
            "SELECT @pg_describe_object(classid, objid, 0) AS \"Object description\" FROM @pg_depend \
             WHERE refclassid = '@pg_extension'::@regclass AND refobjid = $ AND deptype = 'e' ORDER BY 1",
            row.text(0),
        );
        vec![table(&["Objects in extension \"", row.text(1), "\""], query, None, version)]
    }))
}

/// `\dF+`.
pub fn configurations(context: &Context<'_>) -> Result<Plan, String> {
    let mut query = Query::from(
        "@pg_ts_config c LEFT JOIN @pg_namespace n ON n.oid = c.cfgnamespace, \
         @pg_ts_parser p LEFT JOIN @pg_namespace m ON m.oid = p.prsnamespace",
    );
    for column in ["c.oid", "c.cfgname", "n.nspname", "p.prsname", "m.nspname"] {
        query.column("x", column);
    }
    query.filter("p.oid = c.cfgparser");
    query.matching(context, &Names::qualified("n.nspname", "c.cfgname", "@pg_ts_config_is_visible(c.oid)"))?;
    query.order("3, 2");
    Ok(details(context, &query, ["text search configuration", "text search configurations"], |row, version| {
        let query = of(
            "SELECT (SELECT t.alias FROM @ts_token_type(c.cfgparser) t WHERE t.tokid = m.maptokentype) AS \"Token\", \
             @btrim(@array_agg(m.mapdict::@regdictionary ORDER BY m.mapseqno)::@text, '{}') AS \"Dictionaries\" \
             FROM @pg_ts_config c JOIN @pg_ts_config_map m ON m.mapcfg = c.oid WHERE c.oid = $ \
             GROUP BY c.cfgparser, m.maptokentype ORDER BY 1",
            row.text(0),
        );
        let (name, parser) = (qualified(row.text(2), row.text(1)), qualified(row.text(4), row.text(3)));
        vec![table(
            &["Text search configuration \"", &name, "\"\nParser: \"", &parser, "\""],
            query,
            Some(false),
            version,
        )]
    }))
}

/// `\dFp+`.
pub fn parsers(context: &Context<'_>) -> Result<Plan, String> {
    let mut query = Query::from("@pg_ts_parser p LEFT JOIN @pg_namespace n ON n.oid = p.prsnamespace");
    for column in ["p.oid", "n.nspname", "p.prsname"] {
        query.column("x", column);
    }
    query.matching(context, &Names::qualified("n.nspname", "p.prsname", "@pg_ts_parser_is_visible(p.oid)"))?;
    query.order("1");
    Ok(details(context, &query, ["text search parser", "text search parsers"], |row, version| {
        let name = qualified(row.text(1), row.text(2));
        let methods = of(
            "SELECT m.title AS \"Method\", m.fn AS \"Function\", @obj_description(m.fn, 'pg_proc') AS \"Description\" \
             FROM @pg_ts_parser p CROSS JOIN LATERAL (VALUES (1, 'Start parse', prsstart), \
             (2, 'Get next token', prstoken), (3, 'End parse', prsend), (4, 'Get headline', prsheadline), \
             (5, 'Get token types', prslextype)) m (number, title, fn) WHERE p.oid = $ ORDER BY m.number",
            row.text(0),
        );
        let types = of(
            "SELECT alias AS \"Token name\", description AS \"Description\" FROM @ts_token_type($) ORDER BY 1",
            row.text(0),
        );
        vec![
            table(&["Token types for parser \"", &name, "\""], types, Some(true), version),
            table(&["Text search parser \"", &name, "\""], methods, Some(false), version),
        ]
    }))
}

/// `\dRp+`.
pub fn publications(context: &Context<'_>) -> Result<Plan, String> {
    let mut query = Query::from("@pg_publication p");
    query.column("oid", "p.oid");
    query.column("name", "p.pubname");
    query.matching(context, &Names::plain("p.pubname", 1))?;
    query.order("2");
    Ok(details(context, &query, ["publication", "publications"], |row, version| {
        let mut query = Query::from("@pg_publication p");
        query.columns_of(version, true, &PUBLICATION);
        query.filter(&["p.oid = '", row.text(0), "'"].concat());
        let mut list = table(&["Publication ", row.text(1)], query.sql(), None, version);
        let schemas = of(
            "SELECT '    \"' || n.nspname || '\"' FROM @pg_publication_namespace s \
             JOIN @pg_namespace n ON n.oid = s.pnnspid WHERE s.pnpubid = $ ORDER BY n.nspname",
            row.text(0),
        );
        let tables = of(
            "SELECT '    \"' || n.nspname || '.' || c.relname || '\"' || coalesce(' (' || \
             (SELECT @string_agg(a.attname, ', ' ORDER BY a.attnum) FROM @pg_attribute a WHERE a.attrelid = c.oid \
             AND a.attnum = ANY (r.prattrs)) || ')', '') || \
             coalesce(' WHERE ' || @pg_get_expr(r.prqual, c.oid), '') FROM @pg_publication_rel r \
             JOIN @pg_class c ON c.oid = r.prrelid JOIN @pg_namespace n ON n.oid = c.relnamespace \
             WHERE r.prpubid = $ ORDER BY n.nspname, c.relname",
            row.text(0),
        );
        list.footers = vec![("Tables from schemas:", schemas), ("Tables:", tables)];
        vec![list]
    }))
}
