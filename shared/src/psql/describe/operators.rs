//! Operator classes and families, casts, and the comments that no other command shows.

use super::Plan;
use super::build::when::{EVER, FROM_18, PLUS};
use super::build::{Context, Names, Query, condition};
use super::listings::OWN;

/// A type as patterns name it, `t` and its schema `n`.
const TYPE: Names<'static> = Names {
    other: "@format_type(t.oid, NULL)",
    ..Names::qualified("n.nspname", "t.typname", "@pg_type_is_visible(t.oid)")
};
const METHOD: Names<'static> = Names::plain("a.amname", 1);
const FAMILY: Names<'static> = Names::qualified("fn.nspname", "f.opfname", "");
const FAMILY_NAME: &str = "CASE WHEN @pg_opfamily_is_visible(f.oid) THEN @quote_ident(f.opfname) \
                           ELSE @format('%I.%I', fn.nspname, f.opfname) END";
/// Members of a family about one type come before those about two.
macro_rules! by_types {
    ($left:literal, $right:literal, $number:literal) => {
        concat!(
            "1, 2, ",
            $left,
            " = ",
            $right,
            " DESC, pg_catalog.format_type(",
            $left,
            ", NULL), pg_catalog.format_type(",
            $right,
            ", NULL), ",
            $number
        )
    };
}

fn second<'a>(context: &Context<'a>) -> Option<&'a str> {
    context.arguments.get(1).copied()
}

/// `\dAc`.
pub fn classes(context: &Context<'_>) -> Result<Plan, String> {
    let mut query = Query::from(
        "@pg_opclass c JOIN @pg_am a ON a.oid = c.opcmethod JOIN @pg_namespace cn ON cn.oid = c.opcnamespace \
         JOIN @pg_type t ON t.oid = c.opcintype JOIN @pg_namespace n ON n.oid = t.typnamespace",
    );
    query.columns(
        context,
        &[
            (EVER, "AM", "a.amname"),
            (EVER, "Input type", "@format_type(c.opcintype, NULL)"),
            (
                EVER,
                "Storage type",
                "CASE WHEN c.opckeytype NOT IN (0, c.opcintype) THEN @format_type(c.opckeytype, NULL) END",
            ),
            (
                EVER,
                "Operator class",
                "CASE WHEN @pg_opclass_is_visible(c.oid) THEN @quote_ident(c.opcname) \
                 ELSE @format('%I.%I', cn.nspname, c.opcname) END",
            ),
            (EVER, "Default?", "c.opcdefault ? t:yes, f:no"),
            (PLUS, "Operator family", FAMILY_NAME),
            (PLUS, "Owner", "@pg_get_userbyid(c.opcowner)"),
        ],
    );
    if context.verbose {
        query.join(
            "LEFT JOIN @pg_opfamily f ON f.oid = c.opcfamily LEFT JOIN @pg_namespace fn ON fn.oid = f.opfnamespace",
        );
    }
    query.matching(context, &METHOD)?;
    if let Some(pattern) = second(context) {
        query.filter(&condition(context, Some(pattern), &TYPE)?);
    }
    query.order("1, 2, 4");
    Ok(query.list("List of operator classes"))
}

/// `\dAf`.
pub fn families(context: &Context<'_>) -> Result<Plan, String> {
    let mut query = Query::from(
        "@pg_opfamily f JOIN @pg_am a ON a.oid = f.opfmethod JOIN @pg_namespace fn ON fn.oid = f.opfnamespace",
    );
    query.columns(
        context,
        &[
            (EVER, "AM", "a.amname"),
            (EVER, "Operator family", FAMILY_NAME),
            (
                EVER,
                "Applicable types",
                "(SELECT @string_agg(@format_type(c.opcintype, NULL), ', ') FROM @pg_opclass c \
                 WHERE c.opcfamily = f.oid)",
            ),
            (PLUS, "Owner", "@pg_get_userbyid(f.opfowner)"),
        ],
    );
    query.matching(context, &METHOD)?;
    if let Some(pattern) = second(context) {
        query.filter(
            &[
                "EXISTS (SELECT 1 FROM @pg_opclass c JOIN @pg_type t ON t.oid = c.opcintype \
                 JOIN @pg_namespace n ON n.oid = t.typnamespace WHERE c.opcfamily = f.oid AND ",
                &condition(context, Some(pattern), &TYPE)?,
                ")",
            ]
            .concat(),
        );
    }
    query.order("1, 2");
    Ok(query.list("List of operator families"))
}

const OF_FAMILIES: &str = "JOIN @pg_am a ON a.oid = f.opfmethod JOIN @pg_namespace fn ON fn.oid = f.opfnamespace";

fn in_families(context: &Context<'_>, mut query: Query, title: &str) -> Result<Plan, String> {
    query.matching(context, &METHOD)?;
    if let Some(pattern) = second(context) {
        query.filter(&condition(context, Some(pattern), &FAMILY)?);
    }
    Ok(query.list(title))
}

/// `\dAo`.
pub fn family_operators(context: &Context<'_>) -> Result<Plan, String> {
    let mut query = Query::from("@pg_amop o JOIN @pg_opfamily f ON f.oid = o.amopfamily");
    query.join(OF_FAMILIES);
    query.columns(
        context,
        &[
            (EVER, "AM", "a.amname"),
            (EVER, "Operator family", FAMILY_NAME),
            (EVER, "Operator", "o.amopopr::@regoperator"),
            (EVER, "Strategy", "o.amopstrategy"),
            (EVER, "Purpose", "o.amoppurpose ? o:ordering, s:search"),
            (PLUS, "Sort opfamily", "(SELECT s.opfname FROM @pg_opfamily s WHERE s.oid = o.amopsortfamily)"),
            (
                PLUS | FROM_18,
                "Leakproof?",
                "(SELECT p.proleakproof FROM @pg_operator x JOIN @pg_proc p ON p.oid = x.oprcode \
                 WHERE x.oid = o.amopopr) ? t:yes, f:no",
            ),
        ],
    );
    query.order(by_types!("o.amoplefttype", "o.amoprighttype", "o.amopstrategy"));
    in_families(context, query, "List of operators of operator families")
}

/// `\dAp`.
pub fn family_functions(context: &Context<'_>) -> Result<Plan, String> {
    let mut query =
        Query::from("@pg_amproc o JOIN @pg_opfamily f ON f.oid = o.amprocfamily JOIN @pg_proc p ON p.oid = o.amproc");
    query.join(OF_FAMILIES);
    query.columns(
        context,
        &[
            (EVER, "AM", "a.amname"),
            (EVER, "Operator family", FAMILY_NAME),
            (EVER, "Registered left type", "@format_type(o.amproclefttype, NULL)"),
            (EVER, "Registered right type", "@format_type(o.amprocrighttype, NULL)"),
            (EVER, "Number", "o.amprocnum"),
            (EVER, "Function", if context.verbose { "o.amproc::@regprocedure" } else { "p.proname" }),
        ],
    );
    query.order("1, 2, o.amproclefttype = o.amprocrighttype DESC, 3, 4, 5");
    in_families(context, query, "List of support functions of operator families")
}

/// `\dC`: casts from or to a type.
pub fn casts(context: &Context<'_>) -> Result<Plan, String> {
    let mut query = Query::from(
        "@pg_cast c LEFT JOIN @pg_proc p ON p.oid = c.castfunc LEFT JOIN @pg_type t ON t.oid = c.castsource \
         LEFT JOIN @pg_namespace n ON n.oid = t.typnamespace LEFT JOIN @pg_type u ON u.oid = c.casttarget \
         LEFT JOIN @pg_namespace m ON m.oid = u.typnamespace",
    );
    query.columns(
        context,
        &[
            (EVER, "Source type", "@format_type(c.castsource, NULL)"),
            (EVER, "Target type", "@format_type(c.casttarget, NULL)"),
            (
                EVER,
                "Function",
                "CASE c.castmethod WHEN 'b' THEN '(binary coercible)' WHEN 'i' THEN '(with inout)' ELSE p.proname END",
            ),
            (EVER, "Implicit?", "c.castcontext ? e:no, a:in assignment, i:yes"),
            (PLUS | FROM_18, "Leakproof?", "CASE WHEN p.proleakproof THEN 'yes' ELSE 'no' END"),
            (PLUS, "Description", "@obj_description(c.oid, 'pg_cast')"),
        ],
    );
    let target = Names {
        other: "@format_type(u.oid, NULL)",
        ..Names::qualified("m.nspname", "u.typname", "@pg_type_is_visible(u.oid)")
    };
    let source = condition(context, context.pattern, &TYPE)?;
    query.filter(&["(", &source, " OR ", &condition(context, context.pattern, &target)?, ")"].concat());
    query.order("1, 2");
    Ok(query.list("List of casts"))
}

/// `\dd`: comments on what has no command of its own.
pub fn comments(context: &Context<'_>) -> Result<Plan, String> {
    // What it is, its catalog, alias, name, what joins it with the schema, and what tells whether it is seen.
    const KINDS: [(&str, &str, &str, &str, &str); 6] = [
        (
            "table constraint",
            "pg_constraint",
            "o.conname",
            "@pg_class c ON c.oid = o.conrelid LEFT JOIN @pg_namespace n ON n.oid = c.relnamespace",
            "@pg_table_is_visible(c.oid)",
        ),
        (
            "domain constraint",
            "pg_constraint",
            "o.conname",
            "@pg_type t ON t.oid = o.contypid LEFT JOIN @pg_namespace n ON n.oid = t.typnamespace",
            "@pg_type_is_visible(t.oid)",
        ),
        (
            "operator class",
            "pg_opclass",
            "o.opcname",
            "@pg_namespace n ON n.oid = o.opcnamespace",
            "@pg_opclass_is_visible(o.oid)",
        ),
        (
            "operator family",
            "pg_opfamily",
            "o.opfname",
            "@pg_namespace n ON n.oid = o.opfnamespace",
            "@pg_opfamily_is_visible(o.oid)",
        ),
        (
            "rule",
            "pg_rewrite",
            "o.rulename",
            "@pg_class c ON c.oid = o.ev_class AND o.rulename <> '_RETURN' \
             LEFT JOIN @pg_namespace n ON n.oid = c.relnamespace",
            "@pg_table_is_visible(c.oid)",
        ),
        (
            "trigger",
            "pg_trigger",
            "o.tgname",
            "@pg_class c ON c.oid = o.tgrelid LEFT JOIN @pg_namespace n ON n.oid = c.relnamespace",
            "@pg_table_is_visible(c.oid)",
        ),
    ];
    let mut all = String::from("(");
    for (what, catalog, name, join, visible) in KINDS {
        if all.len() > 1 {
            all.push_str("\nUNION ");
        }
        for part in ["SELECT n.nspname, ", name, "::@text, '", what, "', @obj_description(o.oid, '", catalog] {
            all.push_str(part);
        }
        for part in ["') FROM @", catalog, " o JOIN ", join, " WHERE "] {
            all.push_str(part);
        }
        if context.own_only() {
            all.push_str(OWN);
            all.push_str(" AND ");
        }
        all.push_str(&condition(context, context.pattern, &Names::qualified("n.nspname", name, visible))?);
    }
    all.push_str(") AS d (schema, name, what, text)");
    let mut query = Query::from(&all);
    for (name, column) in [("Schema", "schema"), ("Name", "name"), ("Object", "what"), ("Description", "text")] {
        query.column(name, column);
    }
    query.filter("text IS NOT NULL");
    query.order("1, 2, 3");
    Ok(query.list("Object descriptions"))
}
