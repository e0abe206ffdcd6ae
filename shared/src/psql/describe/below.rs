//! What stands below a relation's columns: indexes, constraints, rules, triggers and the like.

use super::relation::{Relation, Row};
use super::sections::TABLES;

pub fn ask_indexes(r: &mut Relation) -> Option<String> {
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
         coalesce(', tablespace \"' || s.spcname || '\"', ''), i.indisvalid \
         FROM @pg_index i JOIN @pg_class c ON c.oid = i.indexrelid \
         LEFT JOIN @pg_tablespace s ON s.oid = c.reltablespace LEFT JOIN @pg_constraint k \
         ON k.conrelid = i.indrelid AND k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x') \
         WHERE i.indrelid = $ ORDER BY i.indisprimary DESC, c.relname",
    ];
    Some(r.sql(&parts.concat()))
}

pub fn ask_checks(r: &mut Relation) -> Option<String> {
    (r.is(TABLES) && r.facts.checks).then(|| {
        r.sql(
            "SELECT '\"' || conname || '\" ' || @pg_get_constraintdef(oid, true) FROM @pg_constraint \
             WHERE conrelid = $ AND contype = 'c' ORDER BY conname",
        )
    })
}

pub fn ask_foreign_keys(r: &mut Relation) -> Option<String> {
    r.is(TABLES).then(|| {
        r.sql(
            "SELECT CASE WHEN conrelid = $ THEN '' ELSE 'TABLE \"' || conrelid::@regclass || '\" CONSTRAINT ' END \
             || '\"' || conname || '\" ' || @pg_get_constraintdef(oid, true) FROM @pg_constraint \
             WHERE conrelid IN (SELECT $ UNION SELECT relid FROM @pg_partition_ancestors($)) AND contype = 'f' \
             AND conparentid = 0 ORDER BY conrelid = $ DESC, conname",
        )
    })
}

pub fn ask_references(r: &mut Relation) -> Option<String> {
    r.is(TABLES).then(|| {
        r.sql(
            "SELECT 'TABLE \"' || conrelid::@regclass || '\" CONSTRAINT \"' || conname || '\" ' || \
             @pg_get_constraintdef(oid, true) FROM @pg_constraint WHERE confrelid IN (SELECT $ UNION \
             SELECT relid FROM @pg_partition_ancestors($)) AND contype = 'f' AND conparentid = 0 ORDER BY conname",
        )
    })
}

pub fn ask_policies(r: &mut Relation) -> Option<String> {
    r.is(TABLES).then(|| {
        r.sql(
            "SELECT 'POLICY \"' || polname || '\"' || CASE WHEN polpermissive THEN '' ELSE ' AS RESTRICTIVE' END || \
             CASE polcmd WHEN 'r' THEN ' FOR SELECT' WHEN 'a' THEN ' FOR INSERT' WHEN 'w' THEN ' FOR UPDATE' \
             WHEN 'd' THEN ' FOR DELETE' ELSE '' END || CASE WHEN polroles = '{0}' THEN '' ELSE E'\\n      TO ' || \
             @array_to_string(ARRAY(SELECT rolname FROM @pg_roles WHERE oid = ANY (polroles) ORDER BY 1), ',') END \
             || coalesce(E'\\n      USING (' || @pg_get_expr(polqual, polrelid) || ')', '') || \
             coalesce(E'\\n      WITH CHECK (' || @pg_get_expr(polwithcheck, polrelid) || ')', ''), polname \
             FROM @pg_policy WHERE polrelid = $ ORDER BY polname",
        )
    })
}

pub fn take_policies(r: &mut Relation, rows: Vec<Row>) {
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

pub fn ask_statistics(r: &mut Relation) -> Option<String> {
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
pub fn take_groups(r: &mut Relation, rows: Vec<Row>) {
    let mut heading = String::new();
    for row in rows {
        if row.text(0) != heading {
            heading = row.text(0).into();
            r.line(&[&heading, ":"]);
        }
        r.line(&[row.text(2), row.text(1)]);
    }
}

pub fn ask_rules(r: &mut Relation) -> Option<String> {
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

pub fn ask_publications(r: &mut Relation) -> Option<String> {
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

pub fn ask_not_nulls(r: &mut Relation) -> Option<String> {
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

pub fn ask_view(r: &mut Relation) -> Option<String> {
    (r.is("vm") && r.verbose).then(|| {
        let rules = rules(r, " ").replace(" ORDER BY", " AND rulename <> '_RETURN' ORDER BY");
        // The definition comes first, as a group of its own.
        let view = r.sql("SELECT 'View definition', @pg_get_viewdef($, true), ''");
        [&view, " UNION ALL (", &rules, ")"].concat()
    })
}

pub fn take_view(r: &mut Relation, rows: Vec<Row>) {
    // Whether a view's rule is enabled isn't said.
    let same = |mut row: Row| {
        if row.text(0) != "View definition" {
            row.0[0] = Some("Rules".into());
        }
        row
    };
    take_groups(r, rows.into_iter().map(same).collect());
}

pub fn ask_triggers(r: &mut Relation) -> Option<String> {
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

pub fn ask_server(r: &mut Relation) -> Option<String> {
    r.is("f").then(|| {
        r.sql(
            "SELECT 'Server: ' || s.srvname, 'FDW options: (' || (SELECT @string_agg(@quote_ident(option_name) || \
             ' ' || @quote_literal(option_value), ', ') FROM @pg_options_to_table(f.ftoptions)) || ')' \
             FROM @pg_foreign_table f JOIN @pg_foreign_server s ON s.oid = f.ftserver WHERE f.ftrelid = $",
        )
    })
}

pub fn ask_parents(r: &mut Relation) -> Option<String> {
    r.is(TABLES).then(|| {
        r.sql(
            "SELECT i.inhparent::@regclass FROM @pg_inherits i JOIN @pg_class c ON c.oid = i.inhparent \
             WHERE i.inhrelid = $ AND c.relkind NOT IN ('p', 'I') ORDER BY i.inhseqno",
        )
    })
}

/// Several names after one heading, below each other.
pub fn take_continued(r: &mut Relation, heading: &str, rows: Vec<Row>) {
    let count = rows.len();
    for (i, row) in rows.iter().enumerate() {
        let indent = " ".repeat(heading.len() + 2);
        let heading = [heading, ": "].concat();
        let comma = if i + 1 < count { "," } else { "" };
        r.line(&[if i == 0 { &heading } else { &indent }, row.text(0), comma]);
    }
}

pub fn ask_children(r: &mut Relation) -> Option<String> {
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

pub fn take_children(r: &mut Relation, rows: Vec<Row>) {
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
    if r.verbose && !r.hide.access_method && !facts.access_method.is_empty() && TABLES.contains(facts.kind) {
        r.line(&["Access method: ", &facts.access_method]);
    }
    if r.verbose && !facts.options.is_empty() {
        r.line(&["Options: ", &facts.options]);
    }
    r.facts = facts;
}
