//! What the server is asked for when Tab wants names.

use super::super::variables::quote_literal;
use super::words::Name;

/// How many names are taken.
const LIMIT: &str = " LIMIT 5000";

/// How names stand in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// As SQL's names: folded, or in double quotes.
    Name,
    /// As they are; case doesn't count.
    Plain,
    /// In single quotes; case counts only where it says so.
    Quoted { exactly: bool },
}

/// Where names that lie in schemas are found: the catalog under the alias `o`, the name, its schema's column, what says
/// that it is seen without the schema, and what else must hold.
struct Place {
    catalog: &'static str,
    name: &'static str,
    schema: &'static str,
    visible: &'static str,
    condition: String,
}

fn relations(kinds: &str) -> Place {
    Place {
        catalog: "pg_class",
        name: "relname",
        schema: "relnamespace",
        visible: "pg_table_is_visible",
        condition: format!("o.relkind = ANY ('{{{kinds}}}')"),
    }
}

fn routines(condition: &str) -> Place {
    Place {
        catalog: "pg_proc",
        name: "proname",
        schema: "pronamespace",
        visible: "pg_function_is_visible",
        condition: condition.to_owned(),
    }
}

fn types(condition: &str) -> Place {
    Place {
        catalog: "pg_type",
        name: "typname",
        schema: "typnamespace",
        visible: "pg_type_is_visible",
        condition: condition.to_owned(),
    }
}

/// What is in no schema of its own, but on a table: the tables that have one of this name.
fn tables_with(catalog: &str, column: &str, name: &str, of: &str) -> Place {
    let mut place = relations("r,p,v,m,f");
    let of = quote_literal(&Name::parse(of).name);
    place.condition = format!("o.oid IN (SELECT {column} FROM pg_catalog.{catalog} WHERE {name} = {of})");
    place
}

fn place(kind: &str, of: Option<&str>) -> Option<Place> {
    let other = |catalog, name, schema, visible| Place { catalog, name, schema, visible, condition: "true".to_owned() };
    let table = |column: &str| format!("o.oid IN (SELECT {column} {})", from_relation(of.unwrap_or("")));
    let below = |condition: String| Place { condition, ..relations("") };
    // Whose schema is their table's.
    let here = |condition: String| Place { schema: "", ..below(condition) };
    Some(match kind {
        "tables" => relations("r,p"),
        "views" => relations("v"),
        "matviews" => relations("m"),
        "indexes" => relations("i,I"),
        "sequences" => relations("S"),
        "foreign_tables" => relations("f"),
        "relations" | "grantables" => relations("r,v,m,S,f,p"),
        "relations_and_indexes" => relations("r,v,m,S,f,p,i,I,c"),
        "updatables" => relations("r,f,v,p"),
        "truncatables" => relations("r,f,p"),
        "indexables" | "clusterables" => relations("r,p,m"),
        "vacuumables" => relations("r,p,m,f"),
        "merge_targets" => relations("r,p,v"),
        "partitioned" => relations("p"),
        "partitioned_indexes" => relations("I"),
        "partitioned_relations" => relations("p,I"),
        "types" => types(
            "(o.typrelid = 0 OR (SELECT c.relkind = 'c' FROM pg_catalog.pg_class c WHERE c.oid = o.typrelid)) AND o.typname !~ '^_'",
        ),
        "composites" => types("(SELECT c.relkind = 'c' FROM pg_catalog.pg_class c WHERE c.oid = o.typrelid)"),
        "domains" => types("o.typtype = 'd'"),
        "functions" => routines("o.prokind <> 'p'"),
        "procedures" => routines("o.prokind = 'p'"),
        "routines" => routines("true"),
        "aggregates" => routines("o.prokind = 'a'"),
        "collations" => other("pg_collation", "collname", "collnamespace", "pg_collation_is_visible"),
        "conversions" => other("pg_conversion", "conname", "connamespace", "pg_conversion_is_visible"),
        "statistics" => other("pg_statistic_ext", "stxname", "stxnamespace", "pg_statistics_obj_is_visible"),
        "operator_families" => other("pg_opfamily", "opfname", "opfnamespace", "pg_opfamily_is_visible"),
        "ts_configurations" => other("pg_ts_config", "cfgname", "cfgnamespace", "pg_ts_config_is_visible"),
        "ts_dictionaries" => other("pg_ts_dict", "dictname", "dictnamespace", "pg_ts_dict_is_visible"),
        "ts_parsers" => other("pg_ts_parser", "prsname", "prsnamespace", "pg_ts_parser_is_visible"),
        "ts_templates" => other("pg_ts_template", "tmplname", "tmplnamespace", "pg_ts_template_is_visible"),
        "constraints_in_schemas" => {
            Place { condition: "o.conrelid <> 0".to_owned(), ..other("pg_constraint", "conname", "connamespace", "") }
        }
        "tables_of_policy" => tables_with("pg_policy", "polrelid", "polname", of?),
        "tables_of_rule" => tables_with("pg_rewrite", "ev_class", "rulename", of?),
        "tables_of_trigger" => tables_with("pg_trigger", "tgrelid", "NOT tgisinternal AND tgname", of?),
        "tables_of_constraint" => tables_with("pg_constraint", "conrelid", "conname", of?),
        "indexes_of" => here(table(
            "i.indexrelid FROM pg_catalog.pg_index i, pg_catalog.pg_class c, pg_catalog.pg_namespace n WHERE i.indrelid = c.oid",
        )),
        "unique_indexes_of" => here(table(
            "i.indexrelid FROM pg_catalog.pg_index i, pg_catalog.pg_class c, pg_catalog.pg_namespace n WHERE i.indisunique AND i.indrelid = c.oid",
        )),
        "partitions_of" => below(table(
            "i.inhrelid FROM pg_catalog.pg_inherits i, pg_catalog.pg_class c, pg_catalog.pg_namespace n WHERE i.inhparent = c.oid",
        )),
        _ => return None,
    })
}

/// The end of a query's condition: `c` and `n` are the relation of this name, and its schema.
fn from_relation(of: &str) -> String {
    let name = Name::parse(of);
    let schema = match &name.schema {
        Some(schema) => format!("n.nspname = {}", quote_literal(schema)),
        None => "pg_catalog.pg_table_is_visible(c.oid)".to_owned(),
    };
    format!("AND n.oid = c.relnamespace AND c.relname = {} AND {schema}", quote_literal(&name.name))
}

/// A query for what is below a relation: its rows hang on `c.oid`.
fn below(name: &str, catalog: &str, column: &str, of: &str) -> String {
    format!(
        "SELECT pg_catalog.quote_ident(o.{name}) FROM pg_catalog.{catalog} o, pg_catalog.pg_class c, pg_catalog.pg_namespace n WHERE o.{column} = c.oid {}",
        from_relation(of)
    )
}

fn plain(kind: &str, of: &str) -> Option<(String, Fit)> {
    let name = |column: &str, rest: &str| {
        (format!("SELECT pg_catalog.quote_ident({column}) FROM pg_catalog.{rest}"), Fit::Name)
    };
    let setting = |contexts: &str| {
        let text = format!("SELECT pg_catalog.lower(name) FROM pg_catalog.pg_settings WHERE context {contexts}");
        (text, Fit::Plain)
    };
    let quoted = |exactly| Fit::Quoted { exactly };
    let of_name = || quote_literal(&Name::parse(of).name);
    Some(match kind {
        "schemas" => name("nspname", "pg_namespace"),
        "search_schemas" => name("nspname", "pg_namespace WHERE nspname !~ '^pg_(toast|temp)'"),
        "databases" => name("datname", "pg_database"),
        "templates" => name("datname", "pg_database WHERE datistemplate OR pg_catalog.pg_has_role(datdba, 'USAGE')"),
        "roles" => name("rolname", "pg_roles"),
        "tablespaces" => name("spcname", "pg_tablespace"),
        "languages" => name("lanname", "pg_language WHERE lanname <> 'internal'"),
        "extensions" => name("extname", "pg_extension"),
        "available_extensions" => name("name", "pg_available_extensions WHERE installed_version IS NULL"),
        "versions" => name("version", &format!("pg_available_extension_versions WHERE name = {}", of_name())),
        "fdws" => name("fdwname", "pg_foreign_data_wrapper"),
        "servers" => name("srvname", "pg_foreign_server"),
        "user_mappings" => name("usename", "pg_user_mappings"),
        "publications" => name("pubname", "pg_publication"),
        "subscriptions" => name(
            "s.subname",
            "pg_subscription s JOIN pg_catalog.pg_database d ON d.oid = s.subdbid WHERE d.datname = pg_catalog.current_database()",
        ),
        "event_triggers" => name("evtname", "pg_event_trigger"),
        "access_methods" => name("amname", "pg_am"),
        "index_methods" => name("amname", "pg_am WHERE amtype = 'i'"),
        "table_methods" => name("amname", "pg_am WHERE amtype = 't'"),
        "tablesample" => name(
            "proname",
            "pg_proc WHERE prorettype = 'pg_catalog.tsm_handler'::pg_catalog.regtype AND proargtypes[0] = 'pg_catalog.internal'::pg_catalog.regtype",
        ),
        "prepared" => name("name", "pg_prepared_statements"),
        "prepared_transactions" => (
            "SELECT gid FROM pg_catalog.pg_prepared_xacts WHERE database = pg_catalog.current_database()".to_owned(),
            quoted(true),
        ),
        "cursors" => name("name", "pg_cursors"),
        "channels" => name("channel", "pg_listening_channels() AS channel"),
        "policies" => name("polname", "pg_policy"),
        "rules" => name("rulename", "pg_rules"),
        "triggers" => name("tgname", "pg_trigger WHERE NOT tgisinternal"),
        "constraints" => name("conname", "pg_constraint WHERE conrelid <> 0"),
        "columns" => (
            format!("{} AND o.attnum > 0 AND NOT o.attisdropped", below("attname", "pg_attribute", "attrelid", of)),
            Fit::Name,
        ),
        "column_numbers" => (
            format!(
                "SELECT o.attnum::pg_catalog.text FROM pg_catalog.pg_attribute o, pg_catalog.pg_class c, pg_catalog.pg_namespace n \
                 WHERE o.attrelid = c.oid AND o.attnum > 0 AND NOT o.attisdropped {}",
                from_relation(of)
            ),
            Fit::Plain,
        ),
        "constraints_of" => (below("conname", "pg_constraint", "conrelid", of), Fit::Name),
        "unvalidated" => {
            (format!("{} AND NOT o.convalidated", below("conname", "pg_constraint", "conrelid", of)), Fit::Name)
        }
        "rules_of" => (below("rulename", "pg_rewrite", "ev_class", of), Fit::Name),
        "triggers_of" => {
            (format!("{} AND NOT o.tgisinternal", below("tgname", "pg_trigger", "tgrelid", of)), Fit::Name)
        }
        "type_constraints" => name(
            "o.conname",
            &format!("pg_constraint o JOIN pg_catalog.pg_type t ON t.oid = o.contypid WHERE t.typname = {}", of_name()),
        ),
        "labels" => {
            let name = Name::parse(of);
            let schema = match &name.schema {
                Some(schema) => format!("n.nspname = {}", quote_literal(schema)),
                None => "pg_catalog.pg_type_is_visible(t.oid)".to_owned(),
            };
            let text = format!(
                "SELECT e.enumlabel FROM pg_catalog.pg_enum e, pg_catalog.pg_type t, pg_catalog.pg_namespace n \
                 WHERE t.oid = e.enumtypid AND n.oid = t.typnamespace AND t.typname = {} AND {schema}",
                quote_literal(&name.name)
            );
            (text, quoted(true))
        }
        "arguments" => (
            format!(
                "SELECT pg_catalog.oidvectortypes(proargtypes) || ')' FROM pg_catalog.pg_proc WHERE proname = {}",
                of_name()
            ),
            Fit::Plain,
        ),
        "timezones" => ("SELECT name FROM pg_catalog.pg_timezone_names()".to_owned(), quoted(false)),
        "settings" => setting("IN ('user', 'superuser')"),
        "server_settings" => setting("<> 'internal'"),
        "show_settings" => setting("IS NOT NULL"),
        "setting_values" => (
            format!(
                "SELECT v FROM (SELECT CASE WHEN vartype = 'bool' THEN '{{on,off,true,false,yes,no,1,0}}' ELSE enumvals END AS list \
                 FROM pg_catalog.pg_settings WHERE pg_catalog.lower(name) = {}) s, pg_catalog.unnest(s.list) AS v",
                quote_literal(&of.to_ascii_lowercase())
            ),
            Fit::Plain,
        ),
        "encodings" | "quoted_encodings" => (
            "SELECT DISTINCT pg_catalog.pg_encoding_to_char(conforencoding) FROM pg_catalog.pg_conversion".to_owned(),
            if kind == "encodings" { Fit::Plain } else { quoted(false) },
        ),
        _ => return None,
    })
}

/// The query for names of this kind, of what `of` names, where so much of one was begun.
/// Relations of the system's own only where a name was begun as theirs are.
pub(super) fn query(kind: &str, of: Option<&str>, begun: &Name) -> Option<(String, Fit)> {
    let Some(Place { catalog, name, schema: of_schema, visible, condition }) = place(kind, of) else {
        let (text, fit) = plain(kind, of.unwrap_or(""))?;
        return Some((format!("SELECT DISTINCT * FROM ({text}) q{LIMIT}"), fit));
    };
    let found = format!("SELECT pg_catalog.quote_ident(o.{name}) FROM pg_catalog.{catalog} o");
    let text = match begun.schema.as_deref() {
        _ if of_schema.is_empty() => format!("{found} WHERE {condition}{LIMIT}"),
        Some(schema) => format!(
            "{found} JOIN pg_catalog.pg_namespace s ON s.oid = o.{of_schema} WHERE s.nspname = {} AND {condition}{LIMIT}",
            quote_literal(schema)
        ),
        None => {
            let visible = if visible.is_empty() { String::new() } else { format!("pg_catalog.{visible}(o.oid) AND ") };
            let system = catalog != "pg_class" || begun.name.starts_with("pg_");
            let own = if system { "" } else { " AND o.relnamespace <> 'pg_catalog'::pg_catalog.regnamespace" };
            format!(
                "{found} WHERE {visible}{condition}{own} UNION SELECT pg_catalog.quote_ident(nspname) || '.' FROM pg_catalog.pg_namespace{LIMIT}"
            )
        }
    };
    Some((text, Fit::Name))
}

/// Whether there are names of this kind; some the console knows by itself.
#[cfg(test)]
pub(super) fn is_known(kind: &str, of: bool) -> bool {
    ["variables", "print_options", "help"].contains(&kind) || query(kind, of.then_some("x"), &Name::default()).is_some()
}
