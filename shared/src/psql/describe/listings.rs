//! What each listing command lists, as data. See [`super::build`] for the shorthand.

use super::build::Names;
use super::build::when::{BEFORE_16, BEFORE_17, EVER, FROM_16, FROM_17, FROM_18, PLUS};
use super::list::{Listing, UNPRINTED};

/// Leaves out what belongs to the system.
pub const OWN: &str = "n.nspname <> 'pg_catalog' AND n.nspname <> 'information_schema'";
pub const KINDS: &str = "c.relkind ? r:table, v:view, m:materialized view, i:index, S:sequence, t:TOAST table, \
                         f:foreign table, p:partitioned table, I:partitioned index";

/// A domain's checks.
macro_rules! checks {
    ($order:literal) => {
        concat!(
            "@array_to_string(ARRAY(SELECT @pg_get_constraintdef(r.oid, true) FROM @pg_constraint r \
             WHERE r.contypid = t.oid AND r.contype = 'c'",
            $order,
            "), ' ')"
        )
    };
}

/// What most listings have in common.
pub const BASE: Listing = Listing {
    command: "",
    title: "",
    from: "",
    columns: &[],
    filter: "",
    own: "",
    names: Names::plain("", 1),
    order: "1",
    footer: true,
};

pub static LISTINGS: &[Listing] = &[
    Listing {
        command: "l",
        title: "List of databases",
        from: "@pg_database d JOIN @pg_tablespace t ON t.oid = d.dattablespace",
        columns: &[
            (EVER, "Name", "d.datname"),
            (EVER, "Owner", "@pg_get_userbyid(d.datdba)"),
            (EVER, "Encoding", "@pg_encoding_to_char(d.encoding)"),
            (FROM_16, "Locale Provider", "d.datlocprovider ? b:builtin, c:libc, i:icu"),
            (EVER, "Collate", "d.datcollate"),
            (EVER, "Ctype", "d.datctype"),
            (BEFORE_17, "ICU Locale", "d.daticulocale"),
            (FROM_17, "Locale", "d.datlocale"),
            (BEFORE_16, "Locale Provider", "d.datlocprovider ? c:libc, i:icu"),
            (FROM_16, "ICU Rules", "d.daticurules"),
            (EVER, "Access privileges", "d.datacl"),
            (
                PLUS,
                "Size",
                "CASE WHEN @has_database_privilege(d.datname, 'CONNECT') \
                 OR @pg_has_role('pg_read_all_stats', 'USAGE') \
                 THEN @pg_size_pretty(@pg_database_size(d.datname)) ELSE 'No Access' END",
            ),
            (PLUS, "Tablespace", "t.spcname"),
            (PLUS, "Description", "@shobj_description(d.oid, 'pg_database')"),
        ],
        names: Names::plain("d.datname", 1),
        ..BASE
    },
    Listing {
        command: "du",
        title: "List of roles",
        from: "@pg_roles r",
        columns: &[
            (EVER, "Role name", "r.rolname"),
            (
                EVER,
                "Attributes",
                "@concat_ws(E'\\n', nullif(@concat_ws(', ', CASE WHEN r.rolsuper THEN 'Superuser' END, \
                 CASE WHEN NOT r.rolinherit THEN 'No inheritance' END, \
                 CASE WHEN r.rolcreaterole THEN 'Create role' END, CASE WHEN r.rolcreatedb THEN 'Create DB' END, \
                 CASE WHEN NOT r.rolcanlogin THEN 'Cannot login' END, \
                 CASE WHEN r.rolreplication THEN 'Replication' END, \
                 CASE WHEN r.rolbypassrls THEN 'Bypass RLS' END), ''), \
                 CASE r.rolconnlimit WHEN -1 THEN NULL WHEN 0 THEN 'No connections' WHEN 1 THEN '1 connection' \
                 ELSE r.rolconnlimit || ' connections' END, 'Password valid until ' || r.rolvaliduntil)",
            ),
            (
                BEFORE_16,
                "Member of",
                "ARRAY(SELECT b.rolname FROM @pg_auth_members m JOIN @pg_roles b ON b.oid = m.roleid \
                 WHERE m.member = r.oid)",
            ),
            (PLUS, "Description", "@shobj_description(r.oid, 'pg_authid')"),
            (EVER, UNPRINTED, "r.rolbypassrls"),
        ],
        own: "r.rolname !~ '^pg_'",
        names: Names::plain("r.rolname", 1),
        footer: false,
        ..BASE
    },
    Listing {
        command: "drg",
        title: "List of role grants",
        from: "@pg_roles m JOIN @pg_auth_members a ON a.member = m.oid LEFT JOIN @pg_roles r ON r.oid = a.roleid \
               LEFT JOIN @pg_roles g ON g.oid = a.grantor",
        columns: &[
            (EVER, "Role name", "m.rolname"),
            (EVER, "Member of", "r.rolname"),
            (
                EVER,
                "Options",
                "@concat_ws(', ', CASE WHEN a.admin_option THEN 'ADMIN' END, \
                 CASE WHEN a.inherit_option THEN 'INHERIT' END, CASE WHEN a.set_option THEN 'SET' END)",
            ),
            (EVER, "Grantor", "g.rolname"),
        ],
        own: "m.rolname !~ '^pg_'",
        names: Names::plain("m.rolname", 1),
        order: "1, 2, 4",
        ..BASE
    },
    Listing {
        command: "dn",
        title: "List of schemas",
        from: "@pg_namespace n",
        columns: &[
            (EVER, "Name", "n.nspname"),
            (EVER, "Owner", "@pg_get_userbyid(n.nspowner)"),
            (PLUS, "Access privileges", "n.nspacl"),
            (PLUS, "Description", "@obj_description(n.oid, 'pg_namespace')"),
        ],
        own: "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'",
        names: Names::plain("n.nspname", 2),
        ..BASE
    },
    Listing {
        command: "dx",
        title: "List of installed extensions",
        from: "@pg_extension e LEFT JOIN @pg_namespace n ON n.oid = e.extnamespace",
        columns: &[
            (EVER, "Name", "e.extname"),
            (EVER, "Version", "e.extversion"),
            (
                FROM_18,
                "Default version",
                "(SELECT a.default_version FROM @pg_available_extensions a WHERE a.name = e.extname)",
            ),
            (EVER, "Schema", "n.nspname"),
            (EVER, "Description", "@obj_description(e.oid, 'pg_extension')"),
        ],
        names: Names::plain("e.extname", 1),
        ..BASE
    },
    Listing {
        command: "db",
        title: "List of tablespaces",
        from: "@pg_tablespace",
        columns: &[
            (EVER, "Name", "spcname"),
            (EVER, "Owner", "@pg_get_userbyid(spcowner)"),
            (EVER, "Location", "@pg_tablespace_location(oid)"),
            (PLUS, "Access privileges", "spcacl"),
            (PLUS, "Options", "spcoptions"),
            (PLUS, "Size", "@pg_size_pretty(@pg_tablespace_size(oid))"),
            (PLUS, "Description", "@shobj_description(oid, 'pg_tablespace')"),
        ],
        names: Names::plain("spcname", 1),
        ..BASE
    },
    Listing {
        command: "dp",
        title: "Access privileges",
        from: "@pg_class c LEFT JOIN @pg_namespace n ON n.oid = c.relnamespace",
        columns: &[
            (EVER, "Schema", "n.nspname"),
            (EVER, "Name", "c.relname"),
            (EVER, "Type", KINDS),
            (EVER, "Access privileges", "c.relacl"),
            (
                EVER,
                "Column privileges",
                "@array_to_string(ARRAY(SELECT a.attname || E':\\n  ' || @array_to_string(a.attacl, E'\\n  ') \
                 FROM @pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped AND a.attacl IS NOT NULL), \
                 E'\\n')",
            ),
            (
                EVER,
                "Policies",
                "@array_to_string(ARRAY(SELECT p.polname || CASE WHEN p.polpermissive THEN '' ELSE ' (RESTRICTIVE)' \
                 END || CASE p.polcmd WHEN '*' THEN ':' ELSE ' (' || p.polcmd::@text || '):' END \
                 || coalesce(E'\\n  (u): ' || @pg_get_expr(p.polqual, p.polrelid), '') \
                 || coalesce(E'\\n  (c): ' || @pg_get_expr(p.polwithcheck, p.polrelid), '') \
                 || CASE WHEN p.polroles = '{0}' THEN '' ELSE E'\\n  to: ' || @array_to_string(ARRAY(SELECT \
                 r.rolname FROM @pg_roles r WHERE r.oid = ANY (p.polroles) ORDER BY 1), ', ') END \
                 FROM @pg_policy p WHERE p.polrelid = c.oid), E'\\n')",
            ),
        ],
        filter: "c.relkind IN ('r','v','m','S','f','p')",
        names: Names::qualified("n.nspname", "c.relname", "@pg_table_is_visible(c.oid)"),
        order: "1, 2",
        ..BASE
    },
    Listing {
        command: "dT",
        title: "List of data types",
        from: "@pg_type t LEFT JOIN @pg_namespace n ON n.oid = t.typnamespace",
        columns: &[
            (EVER, "Schema", "n.nspname"),
            (EVER, "Name", "@format_type(t.oid, NULL)"),
            (PLUS, "Internal name", "t.typname"),
            (
                PLUS,
                "Size",
                "CASE WHEN t.typrelid <> 0 THEN 'tuple' WHEN t.typlen < 0 THEN 'var' ELSE t.typlen::@text END",
            ),
            (
                PLUS,
                "Elements",
                "@array_to_string(ARRAY(SELECT e.enumlabel FROM @pg_enum e WHERE e.enumtypid = t.oid \
                 ORDER BY e.enumsortorder), E'\\n')",
            ),
            (PLUS, "Owner", "@pg_get_userbyid(t.typowner)"),
            (PLUS, "Access privileges", "t.typacl"),
            (EVER, "Description", "@obj_description(t.oid, 'pg_type')"),
        ],
        filter: "(t.typrelid = 0 OR (SELECT c.relkind = 'c' FROM @pg_class c WHERE c.oid = t.typrelid))",
        own: OWN,
        names: Names {
            other: "@format_type(t.oid, NULL)",
            ..Names::qualified("n.nspname", "t.typname", "@pg_type_is_visible(t.oid)")
        },
        order: "1, 2",
        ..BASE
    },
    Listing {
        command: "dD",
        title: "List of domains",
        from: "@pg_type t LEFT JOIN @pg_namespace n ON n.oid = t.typnamespace",
        columns: &[
            (EVER, "Schema", "n.nspname"),
            (EVER, "Name", "t.typname"),
            (EVER, "Type", "@format_type(t.typbasetype, t.typtypmod)"),
            (
                EVER,
                "Collation",
                "(SELECT c.collname FROM @pg_collation c, @pg_type b WHERE c.oid = t.typcollation \
                 AND b.oid = t.typbasetype AND t.typcollation <> b.typcollation)",
            ),
            (EVER, "Nullable", "t.typnotnull ? t:not null"),
            (EVER, "Default", "t.typdefault"),
            (BEFORE_17, "Check", checks!("")),
            (FROM_17, "Check", checks!(" ORDER BY r.conname")),
            (PLUS, "Access privileges", "t.typacl"),
            (PLUS, "Description", "@obj_description(t.oid, 'pg_type')"),
        ],
        filter: "t.typtype = 'd'",
        own: OWN,
        names: Names::qualified("n.nspname", "t.typname", "@pg_type_is_visible(t.oid)"),
        order: "1, 2",
        ..BASE
    },
    Listing {
        command: "da",
        title: "List of aggregate functions",
        from: "@pg_proc p LEFT JOIN @pg_namespace n ON n.oid = p.pronamespace",
        columns: &[
            (EVER, "Schema", "n.nspname"),
            (EVER, "Name", "p.proname"),
            (EVER, "Result data type", "@format_type(p.prorettype, NULL)"),
            (EVER, "Argument data types", "CASE p.pronargs WHEN 0 THEN '*' ELSE @pg_get_function_arguments(p.oid) END"),
            (EVER, "Description", "@obj_description(p.oid, 'pg_proc')"),
        ],
        filter: "p.prokind = 'a'",
        own: OWN,
        names: Names::qualified("n.nspname", "p.proname", "@pg_function_is_visible(p.oid)"),
        order: "1, 2, 4",
        ..BASE
    },
    Listing {
        command: "dA",
        title: "List of access methods",
        from: "@pg_am",
        columns: &[
            (EVER, "Name", "amname"),
            (EVER, "Type", "amtype ? i:Index, t:Table"),
            (PLUS, "Handler", "amhandler"),
            (PLUS, "Description", "@obj_description(oid, 'pg_am')"),
        ],
        names: Names::plain("amname", 1),
        ..BASE
    },
    Listing {
        command: "dL",
        title: "List of languages",
        from: "@pg_language l",
        columns: &[
            (EVER, "Name", "l.lanname"),
            (EVER, "Owner", "@pg_get_userbyid(l.lanowner)"),
            (EVER, "Trusted", "l.lanpltrusted"),
            (PLUS, "Internal language", "NOT l.lanispl"),
            (PLUS, "Call handler", "l.lanplcallfoid::@regprocedure"),
            (PLUS, "Validator", "l.lanvalidator::@regprocedure"),
            (PLUS, "Inline handler", "l.laninline::@regprocedure"),
            (PLUS, "Access privileges", "l.lanacl"),
            (EVER, "Description", "@obj_description(l.oid, 'pg_language')"),
        ],
        own: "l.lanplcallfoid <> 0",
        names: Names::plain("l.lanname", 2),
        ..BASE
    },
    Listing {
        command: "dy",
        title: "List of event triggers",
        from: "@pg_event_trigger e",
        columns: &[
            (EVER, "Name", "e.evtname"),
            (EVER, "Event", "e.evtevent"),
            (EVER, "Owner", "@pg_get_userbyid(e.evtowner)"),
            (EVER, "Enabled", "e.evtenabled ? O:enabled, R:replica, A:always, D:disabled"),
            (EVER, "Function", "e.evtfoid::@regproc"),
            (EVER, "Tags", "coalesce(@array_to_string(e.evttags, ', '), '')"),
            (PLUS, "Description", "@obj_description(e.oid, 'pg_event_trigger')"),
        ],
        names: Names::plain("e.evtname", 1),
        ..BASE
    },
    Listing {
        command: "ddp",
        title: "Default access privileges",
        from: "@pg_default_acl d LEFT JOIN @pg_namespace n ON n.oid = d.defaclnamespace",
        columns: &[
            (EVER, "Owner", "@pg_get_userbyid(d.defaclrole)"),
            (EVER, "Schema", "n.nspname"),
            (EVER, "Type", "d.defaclobjtype ? r:table, S:sequence, f:function, T:type, n:schema, L:large object"),
            (EVER, "Access privileges", "d.defaclacl"),
        ],
        names: Names { other: "@pg_get_userbyid(d.defaclrole)", ..Names::plain("n.nspname", 3) },
        order: "1, 2, 3",
        ..BASE
    },
    Listing {
        command: "dX",
        title: "List of extended statistics",
        from: "@pg_statistic_ext e",
        columns: &[
            (EVER, "Schema", "e.stxnamespace::@regnamespace::@text"),
            (EVER, "Name", "e.stxname"),
            (
                EVER,
                "Definition",
                "@format('%s FROM %s', @pg_get_statisticsobjdef_columns(e.oid), e.stxrelid::@regclass)",
            ),
            (EVER, "Ndistinct", "'d' = ANY (e.stxkind) ? t:defined"),
            (EVER, "Dependencies", "'f' = ANY (e.stxkind) ? t:defined"),
            (EVER, "MCV", "'m' = ANY (e.stxkind) ? t:defined"),
        ],
        names: Names::qualified(
            "e.stxnamespace::@regnamespace::@text",
            "e.stxname",
            "@pg_statistics_obj_is_visible(e.oid)",
        ),
        order: "1, 2",
        ..BASE
    },
    Listing {
        command: "do",
        title: "List of operators",
        from: "@pg_operator o LEFT JOIN @pg_namespace n ON n.oid = o.oprnamespace \
               LEFT JOIN @pg_proc p ON p.oid = o.oprcode",
        columns: &[
            (EVER, "Schema", "n.nspname"),
            (EVER, "Name", "o.oprname"),
            (EVER, "Left arg type", "CASE o.oprkind WHEN 'l' THEN NULL ELSE @format_type(o.oprleft, NULL) END"),
            (EVER, "Right arg type", "CASE o.oprkind WHEN 'r' THEN NULL ELSE @format_type(o.oprright, NULL) END"),
            (EVER, "Result type", "@format_type(o.oprresult, NULL)"),
            (PLUS, "Function", "o.oprcode"),
            (PLUS | FROM_18, "Leakproof?", "p.proleakproof ? t:yes, f:no"),
            (
                EVER,
                "Description",
                "coalesce(@obj_description(o.oid, 'pg_operator'), @obj_description(o.oprcode, 'pg_proc'))",
            ),
        ],
        own: OWN,
        names: Names { escape: true, ..Names::qualified("n.nspname", "o.oprname", "@pg_operator_is_visible(o.oid)") },
        order: "1, 2, 3, 4",
        ..BASE
    },
    Listing {
        command: "dl",
        title: "Large objects",
        from: "@pg_largeobject_metadata",
        columns: &[
            (EVER, "ID", "oid"),
            (EVER, "Owner", "@pg_get_userbyid(lomowner)"),
            (PLUS, "Access privileges", "lomacl"),
            (EVER, "Description", "@obj_description(oid, 'pg_largeobject')"),
        ],
        ..BASE
    },
];
