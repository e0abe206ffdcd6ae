//! The sections of a relation's description, in the order in which psql prints them.

use super::below;
use super::relation::{Facts, Relation, Row};
use crate::psql::render::Column;

/// The query, if the section has anything to ask; and what becomes of its rows.
type Section = (fn(&mut Relation) -> Option<String>, fn(&mut Relation, Vec<Row>));

pub static SECTIONS: &[Section] = &[
    (ask_facts, take_facts),
    (ask_sequence, take_sequence),
    (ask_columns, take_columns),
    (ask_partition, take_lines),
    (ask_index, take_lines),
    (below::ask_indexes, |r, rows| r.lines("Indexes", rows)),
    (below::ask_checks, |r, rows| r.lines("Check constraints", rows)),
    (below::ask_foreign_keys, |r, rows| r.lines("Foreign-key constraints", rows)),
    (below::ask_references, |r, rows| r.lines("Referenced by", rows)),
    (below::ask_policies, below::take_policies),
    (below::ask_statistics, |r, rows| r.lines("Statistics objects", rows)),
    (below::ask_rules, below::take_groups),
    (below::ask_publications, |r, rows| r.lines("Publications", rows)),
    (below::ask_not_nulls, |r, rows| r.lines("Not-null constraints", rows)),
    (below::ask_view, below::take_view),
    (below::ask_triggers, below::take_groups),
    (below::ask_server, take_lines),
    (below::ask_parents, |r, rows| below::take_continued(r, "Inherits", rows)),
    (below::ask_children, below::take_children),
];

/// Kinds that are tables to those who use them.
pub const TABLES: &str = "rmfpIt";

/// The last two are not printed as they are: what a result shows is known by the columns that it comes from, and a computed
/// one comes from none.
#[expect(clippy::unnecessary_wraps, reason = "all sections have the same form")]
fn ask_facts(r: &mut Relation) -> Option<String> {
    Some(r.sql(
        "SELECT c.relkind, c.relchecks > 0, c.relhasindex, c.relhasrules, c.relhastriggers, c.relrowsecurity, \
         c.relforcerowsecurity, c.relispartition, @array_to_string(c.reloptions || ARRAY(SELECT 'toast.' || x \
         FROM @unnest(t.reloptions) x), ', '), s.spcname, CASE WHEN c.reloftype <> 0 \
         THEN c.reloftype::@regtype::@text END, c.relpersistence, c.relreplident, a.amname, c.relname, c.reloptions FROM @pg_class c \
         LEFT JOIN @pg_class t ON t.oid = c.reltoastrelid LEFT JOIN @pg_tablespace s ON s.oid = c.reltablespace \
         LEFT JOIN @pg_am a ON a.oid = c.relam WHERE c.oid = $",
    ))
}

fn take_facts(r: &mut Relation, rows: Vec<Row>) {
    let Some(row) = rows.first() else { return };
    let text = |column| row.text(column).to_string();
    r.facts = Facts {
        kind: row.text(0).chars().next().unwrap_or_default(),
        checks: row.holds(1),
        indexes: row.holds(2),
        rules: row.holds(3),
        triggers: row.holds(4),
        row_security: row.holds(5),
        forced_row_security: row.holds(6),
        partition: row.holds(7),
        options: text(8),
        tablespace: text(9),
        of_type: text(10),
        persistence: text(11),
        replica_identity: text(12),
        access_method: text(13),
    };
    let unlogged = r.facts.persistence == "u" && r.is("rpiIS");
    let what = match r.facts.kind {
        'r' => "Table",
        'v' => "View",
        'm' => "Materialized view",
        'S' => "Sequence",
        'i' => "Index",
        'I' => "Partitioned index",
        't' => "TOAST table",
        'c' => "Composite type",
        'f' => "Foreign table",
        'p' => "Partitioned table",
        _ => "Relation",
    };
    let what = if unlogged { ["Unlogged ", &what.to_lowercase()].concat() } else { what.into() };
    r.table.title = Some([&what, " \"", &r.schema, ".", &r.name, "\""].concat());
}

fn ask_sequence(r: &mut Relation) -> Option<String> {
    r.is("S").then(|| {
        r.sql(
            "SELECT @format_type(seqtypid, NULL), seqstart, seqmin, seqmax, seqincrement, CASE WHEN seqcycle \
             THEN 'yes' ELSE 'no' END, seqcache, (SELECT CASE d.deptype WHEN 'a' THEN 'Owned by: ' ELSE \
             'Sequence for identity column: ' END || @quote_ident(n.nspname) || '.' || @quote_ident(c.relname) || \
             '.' || @quote_ident(a.attname) FROM @pg_depend d JOIN @pg_class c ON c.oid = d.refobjid \
             JOIN @pg_namespace n ON n.oid = c.relnamespace JOIN @pg_attribute a ON a.attrelid = c.oid \
             AND a.attnum = d.refobjsubid WHERE d.classid = '@pg_class'::@regclass \
             AND d.refclassid = '@pg_class'::@regclass AND d.objid = seqrelid AND d.deptype IN ('a', 'i') LIMIT 1) \
             FROM @pg_sequence WHERE seqrelid = $",
        )
    })
}

fn take_sequence(r: &mut Relation, rows: Vec<Row>) {
    let names = ["Type", "Start", "Minimum", "Maximum", "Increment", "Cycles?", "Cache"];
    let number = |name: &str| matches!(name, "Start" | "Minimum" | "Maximum" | "Increment" | "Cache");
    r.table.columns =
        names.iter().map(|n| Column { name: (*n).into(), type_oid: if number(n) { 20 } else { 25 } }).collect();
    // Unlike the others a sequence can be expanded.
    r.table.expanded = r.expanded;
    for mut row in rows {
        let owner = row.0.pop().flatten();
        r.table.footers.extend(owner);
        r.table.rows.push(row.0);
    }
}

/// The columns of the table of columns: kinds that have it, whether only with `+`, heading and SQL.
const COLUMNS: &[(&str, bool, &str, &str)] = &[
    ("*", false, "Column", "a.attname"),
    ("*", false, "Type", "@format_type(a.atttypid, a.atttypmod)"),
    (
        "rvmfcp",
        false,
        "Collation",
        "(SELECT c.collname FROM @pg_collation c, @pg_type t WHERE c.oid = a.attcollation AND t.oid = a.atttypid \
         AND a.attcollation <> t.typcollation)",
    ),
    ("rvmfcp", false, "Nullable", "CASE WHEN a.attnotnull THEN 'not null' END"),
    (
        "rvmfcp",
        false,
        "Default",
        "CASE a.attidentity WHEN 'a' THEN 'generated always as identity' WHEN 'd' THEN \
         'generated by default as identity' ELSE (SELECT CASE a.attgenerated WHEN 's' THEN 'generated always as (' \
         || @pg_get_expr(d.adbin, d.adrelid, true) || ') stored' WHEN 'v' THEN 'generated always as (' || \
         @pg_get_expr(d.adbin, d.adrelid, true) || ')' ELSE @pg_get_expr(d.adbin, d.adrelid, true) END \
         FROM @pg_attrdef d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.atthasdef) END",
    ),
    (
        "iI",
        false,
        "Key?",
        "(SELECT CASE WHEN a.attnum <= i.indnkeyatts THEN 'yes' ELSE 'no' END FROM @pg_index i \
         WHERE i.indexrelid = a.attrelid)",
    ),
    ("iI", false, "Definition", "@pg_get_indexdef(a.attrelid, a.attnum, true)"),
    (
        "f",
        false,
        "FDW options",
        "'(' || (SELECT @string_agg(@quote_ident(option_name) || ' ' || @quote_literal(option_value), ', ') \
         FROM @pg_options_to_table(a.attfdwoptions)) || ')'",
    ),
    (
        "*",
        true,
        "Storage",
        "CASE a.attstorage WHEN 'p' THEN 'plain' WHEN 'm' THEN 'main' WHEN 'x' THEN 'extended' WHEN 'e' THEN \
         'external' ELSE '???' END",
    ),
    (
        "rpm",
        true,
        "Compression",
        "CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' WHEN '' THEN '' ELSE '???' END",
    ),
    ("riImfp", true, "Stats target", "nullif(a.attstattarget, -1)"),
    ("rvmfcp", true, "Description", "@col_description(a.attrelid, a.attnum)"),
];

fn ask_columns(r: &mut Relation) -> Option<String> {
    if r.is("S") {
        return None;
    }
    let mut sql = String::from("SELECT ");
    for (kinds, verbose, name, expression) in COLUMNS {
        let hidden = r.hide.compression && *name == "Compression";
        if !hidden && (*kinds == "*" || r.is(kinds)) && (!verbose || r.verbose) {
            if !r.table.columns.is_empty() {
                sql.push_str(", ");
            }
            sql.push_str(expression);
            r.table.columns.push(Column::text(*name));
        }
    }
    sql.push_str(
        " FROM @pg_attribute a WHERE a.attrelid = $ AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
    );
    Some(r.sql(&sql))
}

fn take_columns(r: &mut Relation, rows: Vec<Row>) {
    for mut row in rows {
        for cell in &mut row.0 {
            cell.get_or_insert_default();
        }
        r.table.rows.push(row.0);
    }
}

fn take_lines(r: &mut Relation, rows: Vec<Row>) {
    r.table.footers.extend(rows.into_iter().flat_map(|row| row.0).flatten());
}

/// What it is a partition of, its partition key, and the table that a TOAST table belongs to.
fn ask_partition(r: &mut Relation) -> Option<String> {
    if r.facts.partition {
        let mut sql = String::from(
            "SELECT 'Partition of: ' || i.inhparent::@regclass || ' ' || coalesce(@pg_get_expr(c.relpartbound, c.oid), '') \
             || CASE WHEN i.inhdetachpending THEN ' DETACH PENDING' ELSE '' END",
        );
        if r.verbose {
            sql.push_str(
                ", coalesce('Partition constraint: ' || nullif(@pg_get_partition_constraintdef(c.oid), ''), \
                 'No partition constraint')",
            );
        }
        if r.is("p") {
            sql.push_str(", 'Partition key: ' || @pg_get_partkeydef(c.oid)");
        }
        sql.push_str(" FROM @pg_class c JOIN @pg_inherits i ON i.inhrelid = c.oid WHERE c.oid = $");
        return Some(r.sql(&sql));
    }
    match r.facts.kind {
        'p' => Some(r.sql("SELECT 'Partition key: ' || @pg_get_partkeydef($)")),
        't' => Some(r.sql(
            "SELECT 'Owning table: \"' || n.nspname || '.' || c.relname || '\"' FROM @pg_class c \
             JOIN @pg_namespace n ON n.oid = c.relnamespace WHERE c.reltoastrelid = $",
        )),
        _ => None,
    }
}

fn ask_index(r: &mut Relation) -> Option<String> {
    if !r.is("iI") {
        return None;
    }
    let deferred = |what: &str| {
        [
            "CASE WHEN NOT i.indimmediate AND EXISTS (SELECT 1 FROM @pg_constraint k WHERE k.conrelid = i.indrelid \
             AND k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x') AND k.",
            what,
            ") THEN ",
        ]
        .concat()
    };
    let parts = [
        "SELECT CASE WHEN i.indisprimary THEN 'primary key, ' WHEN i.indisunique THEN 'unique' || \
         CASE WHEN i.indnullsnotdistinct THEN ' nulls not distinct' ELSE '' END || ', ' ELSE '' END || a.amname || \
         ', for table \"' || n.nspname || '.' || t.relname || '\"' || \
         coalesce(', predicate (' || @pg_get_expr(i.indpred, i.indrelid, true) || ')', '') || \
         CASE WHEN i.indisclustered THEN ', clustered' ELSE '' END || \
         CASE WHEN i.indisvalid THEN '' ELSE ', invalid' END || ",
        &deferred("condeferrable"),
        "', deferrable' ELSE '' END || ",
        &deferred("condeferred"),
        "', initially deferred' ELSE '' END || \
         CASE WHEN i.indisreplident THEN ', replica identity' ELSE '' END \
         FROM @pg_index i JOIN @pg_class c ON c.oid = i.indexrelid JOIN @pg_class t ON t.oid = i.indrelid \
         JOIN @pg_namespace n ON n.oid = c.relnamespace JOIN @pg_am a ON a.oid = c.relam WHERE c.oid = $",
    ];
    Some(r.sql(&parts.concat()))
}
