//! The listing commands whose query depends on more than `+` and `S`.

use super::build::when::{BEFORE_16, EVER, FROM_16, FROM_18, PLUS};
use super::build::{Context, Names, Query, condition, expand};
use super::list::Listing;
use super::listings::{KINDS, LISTINGS, OWN};
use super::source::source;
use super::{Machine, Plan, details, operators, pattern, rare};

/// Makes a command's plan.
pub type Make = fn(&Context<'_>) -> Result<Plan, String>;

/// What makes a command's plan; none for a command that isn't known.
pub fn maker(command: &str, version: u32) -> Option<Make> {
    let x = version >= 180_000;
    // Those that are compared as a whole: their flags in whatever order, each once.
    let exactly = |rest: &str, flags: &str| {
        rest.chars().enumerate().all(|(i, c)| flags.contains(c) && !rest[..i].contains(c)) && (x || !rest.contains('x'))
    };
    let whole: [(&str, &str, Make); 6] = [
        ("list", "+x", listing),
        ("lo_list", "+x", listing),
        ("l", "+x", listing),
        ("z", if version >= 160_000 { "Sx" } else { "" }, listing),
        ("sf", "+", source),
        ("sv", "+", source),
    ];
    // 18 looks at the beginning of this one only.
    if x && command.starts_with("lo_list") {
        return Some(listing);
    }
    if let Some((rest, flags, make)) = whole.iter().find_map(|w| Some((command.strip_prefix(w.0)?, w.1, w.2))) {
        return exactly(rest, flags).then_some(make);
    }
    let rest = command.strip_prefix('d')?;
    let verbose = rest.contains('+');
    let mut letters = rest.chars();
    let first = letters.next();
    // Flags may follow the first letter, or a second one that says what is listed.
    let second = letters.next().filter(|c| *c != '+' && !(x && *c == 'x'));
    Some(match (first, second) {
        (None | Some('+' | 'S'), _) => super::relation::describe,
        (Some('t' | 'v' | 'm' | 'i' | 's' | 'E'), _) => relations,
        (Some('A'), Some('c')) => operators::classes,
        (Some('A'), Some('f')) => operators::families,
        (Some('A'), Some('o')) => operators::family_operators,
        (Some('A'), Some('p')) => operators::family_functions,
        (Some('c'), _) if rest.starts_with("config") => configuration,
        (Some('C'), _) => operators::casts,
        (Some('d'), _) if second != Some('p') => operators::comments,
        (Some('f'), None | Some('S' | 'a' | 'n' | 'p' | 't' | 'w')) => functions,
        (Some('F'), None) if verbose => details::configurations,
        (Some('F'), Some('p')) if verbose => details::parsers,
        (Some('P'), None | Some('t' | 'i' | 'n')) => partitioned,
        (Some('r'), Some('d')) if rest.starts_with("rds") => settings,
        (Some('r'), Some('g')) if version < 160_000 => return None,
        (Some('R'), Some('p')) if verbose => details::publications,
        (Some('x'), _) if verbose => details::extensions,
        (Some('A' | 'F'), None)
        | (Some('F'), Some('d' | 'p' | 't'))
        | (Some('R'), Some('p' | 's'))
        | (Some('r'), Some('g'))
        | (Some('e'), Some('s' | 'u' | 'w' | 't')) => listing,
        (Some(c), _) if "abcdDglLnoOpTuxXy".contains(c) => listing,
        _ => return None,
    })
}

/// How many words a command takes; psql ignores the others with a warning.
pub fn takes(command: &str) -> usize {
    match command.get(..2) {
        Some("df" | "do") => 100,
        // psql's other large-object commands take two.
        Some("lo") => 2,
        Some("dr") if command.starts_with("drds") => 2,
        Some("dA") if !matches!(command.as_bytes().get(2), None | Some(b'+' | b'x')) => 2,
        _ => 1,
    }
}

fn find(command: &str) -> Option<&'static Listing> {
    let name = match command.get(..2).unwrap_or(command) {
        "l" | "l+" | "lx" | "li" => "l",
        "lo" => "dl",
        "z" | "zS" | "zx" => "dp",
        "dg" => "du",
        _ => command,
    };
    let named = |name: &str| LISTINGS.iter().chain(rare::LISTINGS).find(|l| l.command == name);
    // The longest that fits: `ddp` and `drg` have three letters.
    (1..=3).rev().find_map(|n| named(name.get(..n)?))
}

/// Any command of which [`LISTINGS`] says it all but for a detail or two.
fn listing(context: &Context<'_>) -> Result<Plan, String> {
    let Some(listing) = find(context.command) else {
        return Err(["invalid command \\", context.command].concat());
    };
    let unnamed = Context { pattern: None, ..*context };
    let renamed = Context { pattern: context.pattern.map(type_name), ..*context };
    let mut query = listing.query(match listing.command {
        "dl" => &unnamed,
        "dT" => &renamed,
        _ => context,
    })?;
    match listing.command {
        // Before 16 only a pattern with a schema reaches the system's own.
        "dp" if context.version < 160_000
            && !context.pattern.is_some_and(|p| pattern::parse(p, true, false).schema.is_some()) =>
        {
            query.filter("n.nspname !~ '^pg_'")
        }
        "dp" if context.version >= 160_000 && context.own_only() => query.filter(OWN),
        // Arrays are seldom asked for.
        "dT" if !context.pattern.is_some_and(|p| p.contains("[]")) => {
            query.filter("NOT EXISTS (SELECT 1 FROM @pg_type e WHERE e.oid = t.typelem AND e.typarray = t.oid)");
        }
        "do" => operands(context, &mut query)?,
        _ => {}
    }
    let mut plan = query.list(listing.title);
    if let Machine::List(list) = &mut plan.machine {
        if !listing.footer {
            list.table.default_footer = Some(false);
        }
        list.blank_nulls = listing.command == "du";
        if let ("dn", Some(name)) = (listing.command, context.pattern) {
            let mut publications = String::new();
            expand(
                "SELECT '    \"' || p.pubname || '\"' FROM @pg_publication p JOIN @pg_publication_namespace s \
                 ON s.pnpubid = p.oid JOIN @pg_namespace n ON n.oid = s.pnnspid WHERE n.nspname = ",
                &mut publications,
            );
            publications.push_str(&pattern::literal(name));
            publications.push_str(" ORDER BY p.pubname");
            list.footers.push(("Publications:", publications));
        }
    }
    Ok(plan)
}

/// Aliases that the grammar knows and the catalogs don't.
fn type_name(name: &str) -> &str {
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
fn operands(context: &Context<'_>, query: &mut Query) -> Result<(), String> {
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
fn functions(context: &Context<'_>) -> Result<Plan, String> {
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

/// `\dconfig`.
fn configuration(context: &Context<'_>) -> Result<Plan, String> {
    let mut query = Query::from("@pg_settings s");
    query.columns(
        context,
        &[
            (EVER, "Parameter", "s.name"),
            (EVER, "Value", "@current_setting(s.name)"),
            (PLUS, "Type", "s.vartype"),
            (PLUS, "Context", "s.context"),
            (PLUS, "Access privileges", "p.paracl"),
        ],
    );
    if context.verbose {
        query.join("LEFT JOIN @pg_parameter_acl p ON p.parname = @lower(s.name)");
    }
    query.order("1");
    if context.pattern.is_none() {
        query.filter("s.source <> 'default' AND s.setting IS DISTINCT FROM s.boot_val");
        return Ok(query.list("List of non-default configuration parameters"));
    }
    // Dots belong to the names here.
    query.matching(context, &Names::plain("@lower(s.name)", usize::MAX))?;
    Ok(query.list("List of configuration parameters"))
}

/// `\drds`: settings of roles and databases.
fn settings(context: &Context<'_>) -> Result<Plan, String> {
    let mut query = Query::from(
        "@pg_db_role_setting s LEFT JOIN @pg_database d ON d.oid = s.setdatabase \
         LEFT JOIN @pg_roles r ON r.oid = s.setrole",
    );
    query.column("Role", "r.rolname");
    query.column("Database", "d.datname");
    query.column("Settings", "@array_to_string(s.setconfig, E'\\n')");
    query.matching(context, &Names::plain("r.rolname", 1))?;
    let database = context.arguments.get(1).copied();
    query.filter(&condition(context, database, &Names::plain("d.datname", 1))?);
    query.order("1, 2");
    let mut plan = query.list("List of settings");
    let message = match (context.pattern, database) {
        (Some(role), Some(database)) => {
            ["Did not find any settings for role \"", role, "\" and database \"", database, "\"."].concat()
        }
        (Some(role), None) => ["Did not find any settings for role \"", role, "\"."].concat(),
        _ => "Did not find any settings.".into(),
    };
    if let Machine::List(list) = &mut plan.machine {
        list.missing = Some(message);
    }
    Ok(plan)
}

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
        if has('t') || has('m') || has('i') {
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
fn partitioned(context: &Context<'_>) -> Result<Plan, String> {
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
