//! Lists of relations: `\dt` and its like in any combination, and `\dP`.

use super::build::{Context, Names, Query};
use super::listings::{KINDS, OWN};
use super::{Machine, Plan};

const RELATION: Names<'static> = Names::qualified("n.nspname", "c.relname", "@pg_table_is_visible(c.oid)");
const RELATIONS: &str = "@pg_class c LEFT JOIN @pg_namespace n ON n.oid = c.relnamespace";

/// `\dt`, `\di`, ... in any combination, and `\d` without a pattern.
pub fn relations(context: &Context<'_>) -> Result<Plan, String> {
    // Letter, kinds and what psql calls them.
    const LETTERS: [(char, &str, &str); 6] = [
        ('t', "'r','p',", "tables"),
        ('i', "'i','I',", "indexes"),
        ('v', "'v',", "views"),
        ('m', "'m',", "materialized views"),
        ('s', "'S',", "sequences"),
        ('E', "'f',", "foreign tables"),
    ];
    let flags = &context.command[1..];
    let asked = LETTERS.iter().filter(|(letter, ..)| flags.contains(*letter)).count();
    // Without any of the letters: all but indexes.
    let has = |letter: char| flags.contains(letter) || (asked == 0 && letter != 'i');

    let mut query = Query::from(RELATIONS);
    query.column("Schema", "n.nspname");
    query.column("Name", "c.relname");
    query.column("Type", KINDS);
    query.column("Owner", "@pg_get_userbyid(c.relowner)");
    if has('i') {
        query.column("Table", "t.relname");
        query.join("LEFT JOIN @pg_index i ON i.indexrelid = c.oid LEFT JOIN @pg_class t ON t.oid = i.indrelid");
    }
    if context.verbose {
        query.column("Persistence", "c.relpersistence ? p:permanent, t:temporary, u:unlogged");
        if !context.hide.access_method && (has('t') || has('m') || has('i')) {
            query.column("Access method", "a.amname");
            query.join("LEFT JOIN @pg_am a ON a.oid = c.relam");
        }
        query.column("Size", "@pg_size_pretty(@pg_table_size(c.oid))");
        query.column("Description", "@obj_description(c.oid, 'pg_class')");
    }
    let mut kinds = String::from("c.relkind IN (");
    for (letter, kind, _) in LETTERS {
        if has(letter) {
            kinds.push_str(kind);
        }
    }
    if has('t') && !context.own_only() {
        kinds.push_str("'t',");
    }
    query.filter(&[&kinds, "'')"].concat());
    if context.own_only() {
        query.filter(OWN);
        query.filter("n.nspname !~ '^pg_toast'");
    }
    query.matching(context, &RELATION)?;
    query.order("1, 2");

    // 18 says what kind was looked for.
    let what = match LETTERS.iter().find(|(letter, ..)| flags.contains(*letter)) {
        Some((_, _, what)) if asked == 1 && context.version >= 180_000 => what,
        _ => "relations",
    };
    let mut plan = query.list(&["List of ", what].concat());
    if let Machine::List(list) = &mut plan.machine {
        list.missing = Some(match context.pattern {
            Some(pattern) => {
                let what = if context.version >= 180_000 { what } else { "relation" };
                ["Did not find any ", what, " named \"", pattern, "\"."].concat()
            }
            None => ["Did not find any ", what, "."].concat(),
        });
    }
    Ok(plan)
}

/// `\dP`: partitioned relations.
pub fn partitioned(context: &Context<'_>) -> Result<Plan, String> {
    let flags = &context.command[2..];
    let nested = flags.contains('n');
    let (mut tables, mut indexes) = (flags.contains('t'), flags.contains('i'));
    if !tables && !indexes {
        (tables, indexes) = (true, true);
    }
    let parents = nested || context.pattern.is_some();
    let mut query = Query::from(RELATIONS);
    query.column("Schema", "n.nspname");
    query.column("Name", "c.relname");
    query.column("Owner", "@pg_get_userbyid(c.relowner)");
    if tables && indexes {
        query.column("Type", KINDS);
    }
    if parents {
        query.column("Parent name", "h.inhparent::@regclass");
        query.join("LEFT JOIN @pg_inherits h ON h.inhrelid = c.oid");
    }
    if indexes {
        query.column("Table", "i.indrelid::@regclass");
        query.join("LEFT JOIN @pg_index i ON i.indexrelid = c.oid");
    }
    if context.verbose {
        if context.version >= 180_000 {
            query.column("Access method", "a.amname");
            query.join("LEFT JOIN @pg_am a ON a.oid = c.relam");
        }
        if nested {
            query.column(
                "Leaf partition size",
                "(SELECT @pg_size_pretty(sum(CASE WHEN s.isleaf AND s.level = 1 THEN @pg_table_size(s.relid) \
                 ELSE 0 END)) FROM @pg_partition_tree(c.oid) s)",
            );
        }
        query.column(
            "Total size",
            "(SELECT @pg_size_pretty(sum(@pg_table_size(s.relid))) FROM @pg_partition_tree(c.oid) s)",
        );
        query.column("Description", "@obj_description(c.oid, 'pg_class')");
    }
    let (title, kinds, order) = match (tables, indexes, parents) {
        (true, true, false) => ("relations", "c.relkind IN ('p', 'I')", "\"Schema\", \"Type\" DESC, \"Name\""),
        (true, true, true) => {
            ("relations", "c.relkind IN ('p', 'I')", "\"Schema\", \"Type\" DESC, \"Parent name\" NULLS FIRST, \"Name\"")
        }
        (true, false, false) => ("tables", "c.relkind = 'p'", "1, 2"),
        (true, false, true) => ("tables", "c.relkind = 'p'", "1, \"Parent name\" NULLS FIRST, 2"),
        (false, _, false) => ("indexes", "c.relkind = 'I'", "1, 2"),
        (false, _, true) => ("indexes", "c.relkind = 'I'", "1, \"Parent name\" NULLS FIRST, 2"),
    };
    query.filter(kinds);
    if !parents {
        query.filter("NOT c.relispartition");
    }
    if context.pattern.is_none() {
        query.filter(OWN);
    }
    query.matching(context, &RELATION)?;
    query.order(order);
    Ok(query.list(&["List of partitioned ", title].concat()))
}
