//! Listings of what few people look at, as data. See [`super::build`] for the shorthand.

use super::build::Names;
use super::build::when::{BEFORE_16, BEFORE_17, EVER, FROM_16, FROM_17, FROM_18, PLUS};
use super::list::Listing;
use super::listings::{BASE, OWN};

/// What a foreign object's options look like, given the column; empty where there are none.
macro_rules! options {
    ($column:literal) => {
        concat!(
            "coalesce('(' || (SELECT @string_agg(@quote_ident(option_name) || ' ' || @quote_literal(option_value), \
             ', ') FROM @pg_options_to_table(",
            $column,
            ")) || ')', '')"
        )
    };
}

/// Text search objects, which differ in their catalog only.
macro_rules! text_search {
    ($command:literal, $title:literal, $prefix:literal, $catalog:literal, $visible:literal, $more:expr) => {
        Listing {
            command: $command,
            title: concat!("List of text search ", $title),
            from: concat!("@", $catalog, " t LEFT JOIN @pg_namespace n ON n.oid = t.", $prefix, "namespace"),
            columns: &[
                (EVER, "Schema", "n.nspname"),
                (EVER, "Name", concat!("t.", $prefix, "name")),
                $more[0],
                $more[1],
                (EVER, "Description", concat!("@obj_description(t.oid, '", $catalog, "')")),
            ],
            names: Names::qualified("n.nspname", concat!("t.", $prefix, "name"), concat!("@", $visible, "(t.oid)")),
            order: "1, 2",
            ..BASE
        }
    };
}

/// A column that no version has.
const NONE: (u8, &str, &str) = (FROM_16 | BEFORE_16, "", "");

pub static LISTINGS: &[Listing] = &[
    Listing {
        command: "dc",
        title: "List of conversions",
        from: "@pg_conversion c JOIN @pg_namespace n ON n.oid = c.connamespace",
        columns: &[
            (EVER, "Schema", "n.nspname"),
            (EVER, "Name", "c.conname"),
            (EVER, "Source", "@pg_encoding_to_char(c.conforencoding)"),
            (EVER, "Destination", "@pg_encoding_to_char(c.contoencoding)"),
            (EVER, "Default?", "c.condefault ? t:yes, f:no"),
            (PLUS, "Description", "@obj_description(c.oid, 'pg_conversion')"),
        ],
        own: OWN,
        names: Names::qualified("n.nspname", "c.conname", "@pg_conversion_is_visible(c.oid)"),
        order: "1, 2",
        ..BASE
    },
    Listing {
        command: "dO",
        title: "List of collations",
        from: "@pg_collation c JOIN @pg_namespace n ON n.oid = c.collnamespace",
        columns: &[
            (EVER, "Schema", "n.nspname"),
            (EVER, "Name", "c.collname"),
            (FROM_16, "Provider", "c.collprovider ? d:default, b:builtin, c:libc, i:icu"),
            (EVER, "Collate", "c.collcollate"),
            (EVER, "Ctype", "c.collctype"),
            (BEFORE_17, "ICU Locale", "c.colliculocale"),
            (FROM_17, "Locale", "c.colllocale"),
            (FROM_16, "ICU Rules", "c.collicurules"),
            (BEFORE_16, "Provider", "c.collprovider ? d:default, c:libc, i:icu"),
            (EVER, "Deterministic?", "c.collisdeterministic ? t:yes, f:no"),
            (PLUS, "Description", "@obj_description(c.oid, 'pg_collation')"),
        ],
        // Those of other encodings can't be used here.
        filter: "c.collencoding IN (-1, @pg_char_to_encoding(@getdatabaseencoding()))",
        own: OWN,
        names: Names::qualified("n.nspname", "c.collname", "@pg_collation_is_visible(c.oid)"),
        order: "1, 2",
        ..BASE
    },
    Listing {
        command: "dew",
        title: "List of foreign-data wrappers",
        from: "@pg_foreign_data_wrapper f",
        columns: &[
            (EVER, "Name", "f.fdwname"),
            (EVER, "Owner", "@pg_get_userbyid(f.fdwowner)"),
            (EVER, "Handler", "f.fdwhandler::@regproc"),
            (EVER, "Validator", "f.fdwvalidator::@regproc"),
            (PLUS, "Access privileges", "f.fdwacl"),
            (PLUS, "FDW options", options!("f.fdwoptions")),
            (PLUS, "Description", "@obj_description(f.oid, 'pg_foreign_data_wrapper')"),
        ],
        names: Names::plain("f.fdwname", 1),
        ..BASE
    },
    Listing {
        command: "des",
        title: "List of foreign servers",
        from: "@pg_foreign_server s JOIN @pg_foreign_data_wrapper f ON f.oid = s.srvfdw",
        columns: &[
            (EVER, "Name", "s.srvname"),
            (EVER, "Owner", "@pg_get_userbyid(s.srvowner)"),
            (EVER, "Foreign-data wrapper", "f.fdwname"),
            (PLUS, "Access privileges", "s.srvacl"),
            (PLUS, "Type", "s.srvtype"),
            (PLUS, "Version", "s.srvversion"),
            (PLUS, "FDW options", options!("s.srvoptions")),
            (PLUS, "Description", "@obj_description(s.oid, 'pg_foreign_server')"),
        ],
        names: Names::plain("s.srvname", 1),
        ..BASE
    },
    Listing {
        command: "deu",
        title: "List of user mappings",
        from: "@pg_user_mappings m",
        columns: &[
            (EVER, "Server", "m.srvname"),
            (EVER, "User name", "m.usename"),
            (PLUS, "FDW options", options!("m.umoptions")),
        ],
        names: Names { other: "m.usename", ..Names::plain("m.srvname", 1) },
        order: "1, 2",
        ..BASE
    },
    Listing {
        command: "det",
        title: "List of foreign tables",
        from: "@pg_foreign_table f JOIN @pg_class c ON c.oid = f.ftrelid \
               JOIN @pg_namespace n ON n.oid = c.relnamespace JOIN @pg_foreign_server s ON s.oid = f.ftserver",
        columns: &[
            (EVER, "Schema", "n.nspname"),
            (EVER, "Table", "c.relname"),
            (EVER, "Server", "s.srvname"),
            (PLUS, "FDW options", options!("f.ftoptions")),
            (PLUS, "Description", "@obj_description(c.oid, 'pg_class')"),
        ],
        names: Names::qualified("n.nspname", "c.relname", "@pg_table_is_visible(c.oid)"),
        order: "1, 2",
        ..BASE
    },
    text_search!("dF", "configurations", "cfg", "pg_ts_config", "pg_ts_config_is_visible", [NONE, NONE]),
    text_search!("dFp", "parsers", "prs", "pg_ts_parser", "pg_ts_parser_is_visible", [NONE, NONE]),
    text_search!(
        "dFd",
        "dictionaries",
        "dict",
        "pg_ts_dict",
        "pg_ts_dict_is_visible",
        [
            (
                PLUS,
                "Template",
                "(SELECT s.nspname || '.' || m.tmplname FROM @pg_ts_template m JOIN @pg_namespace s \
                 ON s.oid = m.tmplnamespace WHERE m.oid = t.dicttemplate)"
            ),
            (PLUS, "Init options", "t.dictinitoption"),
        ]
    ),
    text_search!(
        "dFt",
        "templates",
        "tmpl",
        "pg_ts_template",
        "pg_ts_template_is_visible",
        [(PLUS, "Init", "t.tmplinit::@regproc"), (PLUS, "Lexize", "t.tmpllexize::@regproc")]
    ),
    Listing {
        command: "dRp",
        title: "List of publications",
        from: "@pg_publication p",
        columns: &[
            (EVER, "Name", "p.pubname"),
            PUBLICATION[0],
            PUBLICATION[1],
            PUBLICATION[2],
            PUBLICATION[3],
            PUBLICATION[4],
            PUBLICATION[5],
            PUBLICATION[6],
            PUBLICATION[7],
        ],
        names: Names::plain("p.pubname", 1),
        ..BASE
    },
    Listing {
        command: "dRs",
        title: "List of subscriptions",
        from: "@pg_subscription s",
        columns: &[
            (EVER, "Name", "s.subname"),
            (EVER, "Owner", "@pg_get_userbyid(s.subowner)"),
            (EVER, "Enabled", "s.subenabled"),
            (EVER, "Publication", "s.subpublications"),
            (PLUS, "Binary", "s.subbinary"),
            (PLUS | BEFORE_16, "Streaming", "s.substream"),
            (PLUS | FROM_16, "Streaming", "s.substream ? f:off, t:on, p:parallel"),
            (PLUS, "Two-phase commit", "s.subtwophasestate"),
            (PLUS, "Disable on error", "s.subdisableonerr"),
            (PLUS | FROM_16, "Origin", "s.suborigin"),
            (PLUS | FROM_16, "Password required", "s.subpasswordrequired"),
            (PLUS | FROM_16, "Run as owner?", "s.subrunasowner"),
            (PLUS | FROM_17, "Failover", "s.subfailover"),
            (PLUS, "Synchronous commit", "s.subsynccommit"),
            (PLUS, "Conninfo", "s.subconninfo"),
            (PLUS, "Skip LSN", "s.subskiplsn"),
        ],
        filter: "s.subdbid = (SELECT d.oid FROM @pg_database d WHERE d.datname = @current_database())",
        names: Names::plain("s.subname", 1),
        ..BASE
    },
];

/// A publication's properties.
pub const PUBLICATION: [(u8, &str, &str); 8] = [
    (EVER, "Owner", "@pg_get_userbyid(p.pubowner)"),
    (EVER, "All tables", "p.puballtables"),
    (EVER, "Inserts", "p.pubinsert"),
    (EVER, "Updates", "p.pubupdate"),
    (EVER, "Deletes", "p.pubdelete"),
    (EVER, "Truncates", "p.pubtruncate"),
    (FROM_18, "Generated columns", "p.pubgencols ? n:none, s:stored"),
    (EVER, "Via root", "p.pubviaroot"),
];
