//! The listing commands whose query depends on more than `+` and `S`.

use super::build::when::{EVER, PLUS};
use super::build::{Context, Names, Query, condition, expand};
use super::list::{Listing, UNPRINTED};
use super::listings::{LISTINGS, OWN};
use super::source::source;
use super::{Machine, Plan, details, functions, operators, pattern, rare, relations};

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
        (Some('t' | 'v' | 'm' | 'i' | 's' | 'E'), _) => relations::relations,
        (Some('A'), Some('c')) => operators::classes,
        (Some('A'), Some('f')) => operators::families,
        (Some('A'), Some('o')) => operators::family_operators,
        (Some('A'), Some('p')) => operators::family_functions,
        (Some('c'), _) if rest.starts_with("config") => configuration,
        (Some('C'), _) => operators::casts,
        (Some('d'), _) if second != Some('p') => operators::comments,
        (Some('f'), None | Some('S' | 'a' | 'n' | 'p' | 't' | 'w')) => functions::functions,
        (Some('F'), None) if verbose => details::configurations,
        (Some('F'), Some('p')) if verbose => details::parsers,
        (Some('P'), None | Some('t' | 'i' | 'n')) => relations::partitioned,
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
    let renamed = Context { pattern: context.pattern.map(functions::type_name), ..*context };
    let mut query = listing.query(match listing.command {
        "dl" => &unnamed,
        "dT" => &renamed,
        _ => context,
    })?;
    match listing.command {
        // Before 16 only a pattern with a schema reaches the system's own.
        "dp" if context.version < 160_000
            && context.pattern.is_none_or(|p| pattern::parse(p, true, false).schema.is_none()) =>
        {
            query.filter("n.nspname !~ '^pg_'");
        }
        "dp" if context.version >= 160_000 && context.own_only() => query.filter(OWN),
        // Arrays are seldom asked for.
        "dT" if !context.pattern.is_some_and(|p| p.contains("[]")) => {
            query.filter("NOT EXISTS (SELECT 1 FROM @pg_type e WHERE e.oid = t.typelem AND e.typarray = t.oid)");
        }
        "do" => functions::operands(context, &mut query)?,
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
    query.column(UNPRINTED, "s.setconfig");
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
