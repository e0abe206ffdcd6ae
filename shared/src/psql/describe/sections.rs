//! The sections of a relation's description, in the order in which psql prints them.

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
    (ask_indexes, |r, rows| r.lines("Indexes", rows)),
    (ask_checks, |r, rows| r.lines("Check constraints", rows)),
    (ask_foreign_keys, |r, rows| r.lines("Foreign-key constraints", rows)),
    (ask_references, |r, rows| r.lines("Referenced by", rows)),
    (ask_policies, take_policies),
    (ask_statistics, |r, rows| r.lines("Statistics objects", rows)),
    (ask_rules, take_groups),
    (ask_publications, |r, rows| r.lines("Publications", rows)),
    (ask_not_nulls, |r, rows| r.lines("Not-null constraints", rows)),
    (ask_view, take_view),
    (ask_triggers, take_groups),
    (ask_server, take_lines),
    (ask_parents, |r, rows| take_continued(r, "Inherits", rows)),
    (ask_children, take_children),
];

/// Kinds that are tables to those who use them.
const TABLES: &str = "rmfpIt";

#[expect(clippy::unnecessary_wraps, reason = "all sections have the same form")]
fn ask_facts(r: &mut Relation) -> Option<String> {
    Some(r.sql(
        "SELECT c.relkind, c.relchecks > 0, c.relhasindex, c.relhasrules, c.relhastriggers, c.relrowsecurity, \
         c.relforcerowsecurity, c.relispartition, @array_to_string(c.reloptions || ARRAY(SELECT 'toast.' || x \
         FROM @unnest(t.reloptions) x), ', '), s.spcname, CASE WHEN c.reloftype <> 0 \
         THEN c.reloftype::@regtype::@text END, c.relpersistence, c.relreplident, a.amname FROM @pg_class c \
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
        if (*kinds == "*" || r.is(kinds)) && (!verbose || r.verbose) {
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

fn ask_indexes(r: &mut Relation) -> Option<String> {
    if !(r.is(TABLES) && r.facts.indexes) {
        return None;
    }
    // What follows USING is all that is shown of a definition; an exclusion constraint is shown as it stands.
    let whole = if r.version >= 180_000 { "k.contype = 'x' OR k.conperiod" } else { "k.contype = 'x'" };
    let parts = [
        "SELECT '\"' || c.relname || '\"' || CASE WHEN ",
        whole,
        " THEN ' ' || @pg_get_constraintdef(k.oid, true) ELSE CASE WHEN i.indisprimary THEN ' PRIMARY KEY,' \
         WHEN NOT i.indisunique THEN '' WHEN k.contype = 'u' THEN ' UNIQUE CONSTRAINT,' ELSE ' UNIQUE,' END || \
         ' ' || @regexp_replace(@pg_get_indexdef(i.indexrelid, 0, true), '^.*? USING ', '') || \
         CASE WHEN k.condeferrable THEN ' DEFERRABLE' ELSE '' END || \
         CASE WHEN k.condeferred THEN ' INITIALLY DEFERRED' ELSE '' END END || \
         CASE WHEN i.indisclustered THEN ' CLUSTER' ELSE '' END || \
         CASE WHEN i.indisvalid THEN '' ELSE ' INVALID' END || \
         CASE WHEN i.indisreplident THEN ' REPLICA IDENTITY' ELSE '' END || \
         coalesce(', tablespace \"' || s.spcname || '\"', '') \
         FROM @pg_index i JOIN @pg_class c ON c.oid = i.indexrelid \
         LEFT JOIN @pg_tablespace s ON s.oid = c.reltablespace LEFT JOIN @pg_constraint k \
         ON k.conrelid = i.indrelid AND k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x') \
         WHERE i.indrelid = $ ORDER BY i.indisprimary DESC, c.relname",
    ];
    Some(r.sql(&parts.concat()))
}

fn ask_checks(r: &mut Relation) -> Option<String> {
    (r.is(TABLES) && r.facts.checks).then(|| {
        r.sql(
            "SELECT '\"' || conname || '\" ' || @pg_get_constraintdef(oid, true) FROM @pg_constraint \
             WHERE conrelid = $ AND contype = 'c' ORDER BY conname",
        )
    })
}

fn ask_foreign_keys(r: &mut Relation) -> Option<String> {
    r.is(TABLES).then(|| {
        r.sql(
            "SELECT CASE WHEN conrelid = $ THEN '' ELSE 'TABLE \"' || conrelid::@regclass || '\" CONSTRAINT ' END \
             || '\"' || conname || '\" ' || @pg_get_constraintdef(oid, true) FROM @pg_constraint \
             WHERE conrelid IN (SELECT $ UNION SELECT relid FROM @pg_partition_ancestors($)) AND contype = 'f' \
             AND conparentid = 0 ORDER BY conrelid = $ DESC, conname",
        )
    })
}

fn ask_references(r: &mut Relation) -> Option<String> {
    r.is(TABLES).then(|| {
        r.sql(
            "SELECT 'TABLE \"' || conrelid::@regclass || '\" CONSTRAINT \"' || conname || '\" ' || \
             @pg_get_constraintdef(oid, true) FROM @pg_constraint WHERE confrelid IN (SELECT $ UNION \
             SELECT relid FROM @pg_partition_ancestors($)) AND contype = 'f' AND conparentid = 0 ORDER BY conname",
        )
    })
}

fn ask_policies(r: &mut Relation) -> Option<String> {
    r.is(TABLES).then(|| {
        r.sql(
            "SELECT 'POLICY \"' || polname || '\"' || CASE WHEN polpermissive THEN '' ELSE ' AS RESTRICTIVE' END || \
             CASE polcmd WHEN 'r' THEN ' FOR SELECT' WHEN 'a' THEN ' FOR INSERT' WHEN 'w' THEN ' FOR UPDATE' \
             WHEN 'd' THEN ' FOR DELETE' ELSE '' END || CASE WHEN polroles = '{0}' THEN '' ELSE E'\\n      TO ' || \
             @array_to_string(ARRAY(SELECT rolname FROM @pg_roles WHERE oid = ANY (polroles) ORDER BY 1), ',') END \
             || coalesce(E'\\n      USING (' || @pg_get_expr(polqual, polrelid) || ')', '') || \
             coalesce(E'\\n      WITH CHECK (' || @pg_get_expr(polwithcheck, polrelid) || ')', '') \
             FROM @pg_policy WHERE polrelid = $ ORDER BY polname",
        )
    })
}

fn take_policies(r: &mut Relation, rows: Vec<Row>) {
    let none = rows.is_empty();
    let heading = match (r.facts.row_security, r.facts.forced_row_security, none) {
        (false, _, true) => return,
        (false, _, false) => "Policies (row security disabled)",
        (true, false, false) => "Policies",
        (true, true, false) => "Policies (forced row security enabled)",
        (true, false, true) => "Policies (row security enabled): (none)",
        (true, true, true) => "Policies (forced row security enabled): (none)",
    };
    if none {
        r.line(&[heading]);
    } else {
        r.lines(heading, rows);
    }
}

fn ask_statistics(r: &mut Relation) -> Option<String> {
    r.is(TABLES).then(|| {
        r.sql(
            "SELECT '\"' || stxnamespace::@regnamespace::@text || '.' || stxname || '\"' || \
             CASE WHEN stxkind @> '{d,f,m}' OR NOT stxkind && '{d,f,m}' THEN '' ELSE ' (' || @concat_ws(', ', \
             CASE WHEN 'd' = ANY (stxkind) THEN 'ndistinct' END, \
             CASE WHEN 'f' = ANY (stxkind) THEN 'dependencies' END, CASE WHEN 'm' = ANY (stxkind) THEN 'mcv' END) \
             || ')' END || ' ON ' || @pg_get_statisticsobjdef_columns(oid) || ' FROM ' || stxrelid::@regclass || \
             coalesce('; STATISTICS ' || nullif(stxstattarget, -1), '') FROM @pg_statistic_ext \
             WHERE stxrelid = $ ORDER BY stxnamespace::@regnamespace::@text, stxname",
        )
        .replace("pg_catalog.> ", "@> ")
    })
}

/// Rows with a heading in front of the text; each heading is printed once.
fn take_groups(r: &mut Relation, rows: Vec<Row>) {
    let mut heading = String::new();
    for row in rows {
        if row.text(0) != heading {
            heading = row.text(0).into();
            r.line(&[&heading, ":"]);
        }
        r.line(&[row.text(2), row.text(1)]);
    }
}

fn ask_rules(r: &mut Relation) -> Option<String> {
    // A view's rules follow its definition.
    (r.is("rfpIt") && r.facts.rules).then(|| rules(r, "    "))
}

fn rules(r: &Relation, indent: &str) -> String {
    let parts = [
        "SELECT CASE ev_enabled WHEN 'O' THEN 'Rules' WHEN 'D' THEN 'Disabled rules' WHEN 'A' THEN \
         'Rules firing always' ELSE 'Rules firing on replica only' END, \
         @substr(@rtrim(@pg_get_ruledef(oid, true), ';'), 13), '",
        indent,
        "' FROM @pg_rewrite WHERE ev_class = $ ORDER BY @strpos('ODAR', ev_enabled::@text), rulename",
    ];
    r.sql(&parts.concat())
}

fn ask_publications(r: &mut Relation) -> Option<String> {
    r.is(TABLES).then(|| {
        r.sql(
            "SELECT '\"' || name || '\"' || coalesce(' (' || columns || ')', '') || coalesce(' WHERE ' || condition, '') \
             FROM (SELECT p.pubname, NULL, NULL FROM @pg_publication p JOIN @pg_publication_namespace s \
             ON s.pnpubid = p.oid JOIN @pg_class c ON c.relnamespace = s.pnnspid WHERE c.oid = $ \
             AND @pg_relation_is_publishable($) UNION SELECT p.pubname, @pg_get_expr(q.prqual, q.prrelid), \
             (SELECT @string_agg(a.attname, ', ' ORDER BY a.attnum) FROM @pg_attribute a \
             WHERE a.attrelid = q.prrelid AND a.attnum = ANY (q.prattrs)) FROM @pg_publication p \
             JOIN @pg_publication_rel q ON q.prpubid = p.oid WHERE q.prrelid = $ UNION SELECT p.pubname, NULL, NULL \
             FROM @pg_publication p WHERE p.puballtables AND @pg_relation_is_publishable($)) \
             AS p (name, condition, columns) ORDER BY name, condition, columns",
        )
    })
}

fn ask_not_nulls(r: &mut Relation) -> Option<String> {
    (r.is(TABLES) && r.verbose && r.version >= 180_000).then(|| {
        r.sql(
            "SELECT '\"' || k.conname || '\" NOT NULL \"' || a.attname || '\"' || CASE WHEN k.connoinherit THEN \
             ' NO INHERIT' WHEN k.conislocal AND k.coninhcount <> 0 THEN ' (local, inherited)' \
             WHEN k.coninhcount <> 0 THEN ' (inherited)' ELSE '' END || \
             CASE WHEN k.convalidated THEN '' ELSE ' NOT VALID' END FROM @pg_constraint k JOIN @pg_attribute a \
             ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1] WHERE k.contype = 'n' AND k.conrelid = $ \
             ORDER BY a.attnum",
        )
    })
}

fn ask_view(r: &mut Relation) -> Option<String> {
    (r.is("vm") && r.verbose).then(|| {
        let rules = rules(r, " ").replace(" ORDER BY", " AND rulename <> '_RETURN' ORDER BY");
        // The definition comes first, as a group of its own.
        let view = r.sql("SELECT 'View definition', @pg_get_viewdef($, true), ''");
        [&view, " UNION ALL (", &rules, ")"].concat()
    })
}

fn take_view(r: &mut Relation, rows: Vec<Row>) {
    // Whether a view's rule is enabled isn't said.
    let same = |mut row: Row| {
        if row.text(0) != "View definition" {
            row.0[0] = Some("Rules".into());
        }
        row
    };
    take_groups(r, rows.into_iter().map(same).collect());
}

fn ask_triggers(r: &mut Relation) -> Option<String> {
    r.facts.triggers.then(|| {
        r.sql(
            "SELECT CASE WHEN t.tgenabled = 'O' THEN 'Triggers' WHEN t.tgenabled = 'A' THEN \
             'Triggers firing always' WHEN t.tgenabled = 'R' THEN 'Triggers firing on replica only' \
             WHEN t.tgisinternal THEN 'Disabled internal triggers' ELSE 'Disabled user triggers' END, \
             @regexp_replace(@pg_get_triggerdef(t.oid, true), '^.*? TRIGGER ', '') || coalesce(', ON TABLE ' || \
             (SELECT u.tgrelid::@regclass FROM @pg_trigger u, @pg_partition_ancestors(t.tgrelid) WITH ORDINALITY \
             AS a (relid, depth) WHERE u.tgname = t.tgname AND u.tgrelid = a.relid AND u.tgparentid = 0 \
             AND t.tgparentid <> 0 ORDER BY a.depth LIMIT 1), ''), '    ' FROM @pg_trigger t WHERE t.tgrelid = $ \
             AND (NOT t.tgisinternal OR t.tgenabled = 'D') \
             ORDER BY @strpos('ODAR', t.tgenabled::@text), t.tgisinternal, t.tgname",
        )
    })
}

fn ask_server(r: &mut Relation) -> Option<String> {
    r.is("f").then(|| {
        r.sql(
            "SELECT 'Server: ' || s.srvname, 'FDW options: (' || (SELECT @string_agg(@quote_ident(option_name) || \
             ' ' || @quote_literal(option_value), ', ') FROM @pg_options_to_table(f.ftoptions)) || ')' \
             FROM @pg_foreign_table f JOIN @pg_foreign_server s ON s.oid = f.ftserver WHERE f.ftrelid = $",
        )
    })
}

fn ask_parents(r: &mut Relation) -> Option<String> {
    r.is(TABLES).then(|| {
        r.sql(
            "SELECT i.inhparent::@regclass FROM @pg_inherits i JOIN @pg_class c ON c.oid = i.inhparent \
             WHERE i.inhrelid = $ AND c.relkind NOT IN ('p', 'I') ORDER BY i.inhseqno",
        )
    })
}

/// Several names after one heading, below each other.
fn take_continued(r: &mut Relation, heading: &str, rows: Vec<Row>) {
    let count = rows.len();
    for (i, row) in rows.iter().enumerate() {
        let indent = " ".repeat(heading.len() + 2);
        let heading = [heading, ": "].concat();
        let comma = if i + 1 < count { "," } else { "" };
        r.line(&[if i == 0 { &heading } else { &indent }, row.text(0), comma]);
    }
}

fn ask_children(r: &mut Relation) -> Option<String> {
    r.is(TABLES).then(|| {
        let foreign = if r.version >= 160_000 { "WHEN c.relkind = 'f' THEN ', FOREIGN' " } else { "" };
        let parts = [
            "SELECT c.oid::@regclass || coalesce(' ' || @pg_get_expr(c.relpartbound, c.oid), '') || \
             CASE WHEN c.relkind IN ('p', 'I') THEN ', PARTITIONED' ",
            foreign,
            "ELSE '' END || CASE WHEN i.inhdetachpending THEN ' (DETACH PENDING)' ELSE '' END \
             FROM @pg_inherits i JOIN @pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = $ \
             ORDER BY @pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT', c.oid::@regclass::@text",
        ];
        r.sql(&parts.concat())
    })
}

fn take_children(r: &mut Relation, rows: Vec<Row>) {
    let partitioned = r.is("pI");
    let count = rows.len().to_string();
    if partitioned && rows.is_empty() {
        r.line(&["Number of partitions: 0"]);
    } else if r.verbose {
        take_continued(r, if partitioned { "Partitions" } else { "Child tables" }, rows);
    } else if !rows.is_empty() {
        let what = if partitioned { "partitions" } else { "child tables" };
        r.line(&["Number of ", what, ": ", &count, " (Use \\d+ to list them.)"]);
    }
}

/// What is said last, and takes no query.
pub fn finish(r: &mut Relation) {
    let facts = std::mem::take(&mut r.facts);
    if !facts.of_type.is_empty() {
        r.line(&["Typed table of type: ", &facts.of_type]);
    }
    let expected = if r.schema == "pg_catalog" { "n" } else { "d" };
    if r.verbose
        && matches!(facts.kind, 'r' | 'm')
        && facts.replica_identity != "i"
        && facts.replica_identity != expected
    {
        let what = match facts.replica_identity.as_str() {
            "f" => "FULL",
            "n" if r.version < 180_000 => "NOTHING",
            // What 18 makes of it.
            "d" if r.version >= 180_000 => "NOTHING",
            _ => "???",
        };
        r.line(&["Replica Identity: ", what]);
    }
    if !facts.tablespace.is_empty() && facts.kind != 'f' {
        r.line(&["Tablespace: \"", &facts.tablespace, "\""]);
    }
    if r.verbose && !facts.access_method.is_empty() && TABLES.contains(facts.kind) {
        r.line(&["Access method: ", &facts.access_method]);
    }
    if r.verbose && !facts.options.is_empty() {
        r.line(&["Options: ", &facts.options]);
    }
    r.facts = facts;
}
