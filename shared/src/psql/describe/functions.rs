//! `\df`, and the argument types that it and `\do` take.

use super::build::when::{BEFORE_16, EVER, FROM_16, FROM_18, PLUS};
use super::build::{Context, Names, Query, condition};
use super::listings::OWN;
use super::{Machine, Plan};

/// Aliases that the grammar knows and the catalogs don't.
pub fn type_name(name: &str) -> &str {
    const ALIASES: [(&str, &str); 18] = [
        ("decimal", "numeric"),
        ("float", "double precision"),
        ("int", "integer"),
        ("bool[]", "boolean[]"),
        ("decimal[]", "numeric[]"),
        ("float[]", "double precision[]"),
        ("float4[]", "real[]"),
        ("float8[]", "double precision[]"),
        ("int[]", "integer[]"),
        ("int2[]", "smallint[]"),
        ("int4[]", "integer[]"),
        ("int8[]", "bigint[]"),
        ("time[]", "time without time zone[]"),
        ("timetz[]", "time with time zone[]"),
        ("timestamp[]", "timestamp without time zone[]"),
        ("timestamptz[]", "timestamp with time zone[]"),
        ("varbit[]", "bit varying[]"),
        ("varchar[]", "character varying[]"),
    ];
    let found = ALIASES.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(name));
    found.map_or(name, |(_, full)| full)
}

/// Patterns for argument types, which `\df` and `\do` take after the name; `column` gives each one's type.
fn typed(
    context: &Context<'_>,
    query: &mut Query,
    types: &[&str],
    column: impl Fn(usize) -> String,
) -> Result<(), String> {
    for (i, name) in types.iter().enumerate() {
        let n = i.to_string();
        let (t, ns) = (["t", &n].concat(), ["nt", &n].concat());
        query.join(&["LEFT JOIN @pg_type ", &t, " ON ", &t, ".oid = ", &column(i)].concat());
        query.join(&["LEFT JOIN @pg_namespace ", &ns, " ON ", &ns, ".oid = ", &t, ".typnamespace"].concat());
        if *name == "-" {
            query.filter(&[&t, ".typname IS NULL"].concat());
            continue;
        }
        let names = Names { other: &["@format_type(", &t, ".oid, NULL)"].concat(), ..Names::qualified("", "", "") };
        let (schema, typname) = ([&ns, ".nspname"].concat(), [&t, ".typname"].concat());
        let visible = ["@pg_type_is_visible(", &t, ".oid)"].concat();
        let names = Names { schema: &schema, name: &typname, visible: &visible, ..names };
        query.filter(&condition(context, Some(type_name(name)), &names)?);
    }
    Ok(())
}

/// `\do NAME LEFT RIGHT`.
pub fn operands(context: &Context<'_>, query: &mut Query) -> Result<(), String> {
    let types = context.arguments.get(1..).unwrap_or_default();
    let types = &types[..types.len().min(2)];
    let columns = if types.len() == 1 {
        query.filter("o.oprleft = 0");
        ["o.oprright", ""]
    } else {
        ["o.oprleft", "o.oprright"]
    };
    typed(context, query, types, |i| columns[i].into())
}

/// `\df`.
pub fn functions(context: &Context<'_>) -> Result<Plan, String> {
    let flags = &context.command[2..];
    let allowed = if context.version >= 180_000 { "anptwSx+" } else { "anptwS+" };
    if !flags.chars().all(|c| allowed.contains(c)) {
        // psql takes this for a success.
        let message = ["\\df only takes [", allowed, "] as options"].concat();
        return Ok(Plan { machine: Machine::Refused(message) });
    }
    let mut query = Query::from("@pg_proc p LEFT JOIN @pg_namespace n ON n.oid = p.pronamespace");
    if context.verbose {
        query.join("LEFT JOIN @pg_language l ON l.oid = p.prolang");
    }
    query.columns(
        context,
        &[
            (EVER, "Schema", "n.nspname"),
            (EVER, "Name", "p.proname"),
            (EVER, "Result data type", "@pg_get_function_result(p.oid)"),
            (EVER, "Argument data types", "@pg_get_function_arguments(p.oid)"),
            (EVER, "Type", "p.prokind ? a:agg, w:window, p:proc, f:func"),
            (PLUS, "Volatility", "p.provolatile ? i:immutable, s:stable, v:volatile"),
            (PLUS, "Parallel", "p.proparallel ? r:restricted, s:safe, u:unsafe"),
            (PLUS, "Owner", "@pg_get_userbyid(p.proowner)"),
            (PLUS, "Security", "p.prosecdef ? t:definer, f:invoker"),
            (PLUS | FROM_18, "Leakproof?", "p.proleakproof ? t:yes, f:no"),
            (PLUS, "Access privileges", "p.proacl"),
            (PLUS, "Language", "l.lanname"),
            (PLUS | BEFORE_16, "Source code", "coalesce(@pg_get_function_sqlbody(p.oid), p.prosrc)"),
            (PLUS | FROM_16, "Internal name", "CASE WHEN l.lanname IN ('internal', 'c') THEN p.prosrc END"),
            (PLUS, "Description", "@obj_description(p.oid, 'pg_proc')"),
        ],
    );
    // Each kind's letter and what tells it; normal functions are those that are none of the others.
    const KINDS: [(char, &str); 4] = [
        ('a', "p.prokind = 'a'"),
        ('p', "p.prokind = 'p'"),
        ('t', "p.prorettype = '@trigger'::@regtype"),
        ('w', "p.prokind = 'w'"),
    ];
    let asked: Vec<char> = flags.chars().filter(|c| "anptw".contains(*c)).collect();
    if asked.contains(&'n') {
        for (letter, condition) in KINDS {
            if !asked.contains(&letter) {
                query.filter(&condition.replace('=', "<>"));
            }
        }
    } else if !asked.is_empty() {
        let conditions: Vec<&str> = KINDS.iter().filter(|(l, _)| asked.contains(l)).map(|(_, c)| *c).collect();
        query.filter(&["(", &conditions.join(" OR "), ")"].concat());
    }
    query.matching(context, &Names::qualified("n.nspname", "p.proname", "@pg_function_is_visible(p.oid)"))?;
    typed(context, &mut query, context.arguments.get(1..).unwrap_or_default(), |i| {
        ["p.proargtypes[", &i.to_string(), "]"].concat()
    })?;
    if context.own_only() {
        query.filter(OWN);
    }
    query.order("1, 2, 4");
    Ok(query.list("List of functions"))
}
