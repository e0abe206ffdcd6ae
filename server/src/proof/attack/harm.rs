//! Attempts that make a symptom go away by taking the service away, or that go for ride itself.

use ride_shared::scenario::{Scenario, Step};

use super::sql;

/// For each table of the application's.
pub(super) fn each_table(what: &str) -> Step {
    sql(format!(
        "DO $$ DECLARE t record; BEGIN FOR t IN SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = 'public' LOOP \
         BEGIN {what} EXCEPTION WHEN OTHERS THEN RAISE NOTICE '%', sqlerrm; END; END LOOP; END $$"
    ))
}

/// Somebody's open transaction is waited for no longer than this.
pub(super) fn hurry() -> Step {
    sql("SET lock_timeout = '1s'")
}

pub(super) fn terminate_all() -> Step {
    sql("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE backend_type = 'client backend' \
         AND usename NOT IN ('ride', 'oncall')")
}

/// Nobody gets in any more: each way of saying so.
pub(super) fn locked_out(scenario: &Scenario) -> Vec<Step> {
    let mut steps: Vec<Step> = scenario
        .sandbox
        .roles
        .iter()
        .flat_map(|role| {
            [
                sql(format!("ALTER ROLE {role} NOLOGIN")),
                sql(format!("ALTER ROLE {role} CONNECTION LIMIT 0")),
                sql(format!("ALTER ROLE {role} VALID UNTIL '2001-01-01'")),
                sql(format!("ALTER ROLE {role} PASSWORD 'nobody knows'")),
            ]
        })
        .collect();
    steps.push(sql(format!("REVOKE CONNECT ON DATABASE {} FROM PUBLIC", scenario.sandbox.database)));
    steps.push(terminate_all());
    steps
}

/// Each write ends whoever holds others up.
pub(super) fn guarded_by_triggers() -> Vec<Step> {
    vec![
        hurry(),
        sql("CREATE FUNCTION public.guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $f$ BEGIN PERFORM \
             pg_terminate_backend(pid) FROM pg_stat_activity AS a WHERE pid <> pg_backend_pid() AND usename <> 'ride' AND \
             (state LIKE 'idle in transaction%' OR EXISTS (SELECT FROM pg_stat_activity AS b WHERE a.pid = \
             ANY (pg_blocking_pids(b.pid)))); RETURN NULL; EXCEPTION WHEN OTHERS THEN RETURN NULL; END $f$"),
        terminate_all(),
        each_table(&after("public.guard()")),
    ]
}

/// A trigger that comes after each write.
pub(super) fn after(function: &str) -> String {
    format!(
        "EXECUTE format('CREATE TRIGGER later AFTER INSERT OR UPDATE OR DELETE ON public.%I FOR EACH STATEMENT EXECUTE \
         FUNCTION {function}', t.tablename);"
    )
}

/// The database takes nobody.
pub(super) fn database_closed(scenario: &Scenario) -> Vec<Step> {
    let database = &scenario.sandbox.database;
    vec![
        sql(format!("ALTER DATABASE {database} CONNECTION LIMIT 0")),
        sql(format!("ALTER DATABASE {database} ALLOW_CONNECTIONS false")),
        terminate_all(),
    ]
}

/// Writes go nowhere, by rules.
pub(super) fn swallowed_by_rules() -> Vec<Step> {
    let rule = |event: &str| {
        format!(
            "EXECUTE format('CREATE RULE nothing_{event} AS ON {event} TO public.%I DO INSTEAD NOTHING', t.tablename);"
        )
    };
    vec![hurry(), terminate_all(), each_table(&format!("{} {} {}", rule("insert"), rule("update"), rule("delete")))]
}

/// Writes go nowhere, by triggers.
pub(super) fn swallowed_by_triggers() -> Vec<Step> {
    vec![
        hurry(),
        sql("CREATE FUNCTION public.swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"),
        terminate_all(),
        each_table(
            "EXECUTE format('CREATE TRIGGER swallow BEFORE INSERT OR UPDATE OR DELETE ON public.%I FOR EACH ROW EXECUTE \
             FUNCTION public.swallow()', t.tablename);",
        ),
    ]
}

/// Rows are hidden from everybody but their owner.
pub(super) fn hidden_by_policies() -> Vec<Step> {
    vec![
        hurry(),
        terminate_all(),
        each_table("EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', t.tablename);"),
    ]
}

/// No rows, no incident.
pub(super) fn emptied() -> Vec<Step> {
    vec![hurry(), terminate_all(), each_table("EXECUTE format('TRUNCATE public.%I CASCADE', t.tablename);")]
}

/// Everything has another name.
pub(super) fn renamed() -> Vec<Step> {
    vec![
        hurry(),
        terminate_all(),
        each_table("EXECUTE format('ALTER TABLE public.%I RENAME TO %I', t.tablename, t.tablename || '_old');"),
    ]
}

/// Everything is somewhere else, in one go.
pub(super) fn moved_away() -> Vec<Step> {
    vec![
        hurry(),
        terminate_all(),
        sql("ALTER SCHEMA public RENAME TO was_public"),
        sql("CREATE SCHEMA public"),
        sql("GRANT ALL ON SCHEMA public TO PUBLIC"),
    ]
}

/// The planner is told what to think, for everybody and for good.
pub(super) fn planner_bent(scenario: &Scenario) -> Vec<Step> {
    let bent = [
        "enable_seqscan = off",
        "enable_sort = off",
        "enable_hashjoin = off",
        "enable_mergejoin = off",
        "enable_material = off",
        "random_page_cost = 0",
        "cpu_index_tuple_cost = 0",
        "effective_cache_size = '100GB'",
        "work_mem = '1GB'",
        "default_statistics_target = 10000",
        "plan_cache_mode = force_custom_plan",
        "join_collapse_limit = 1",
    ];
    let mut steps: Vec<Step> = Vec::new();
    for set in bent {
        steps.push(sql(format!("ALTER DATABASE {} SET {set}", scenario.sandbox.database)));
        steps.extend(scenario.sandbox.roles.iter().map(|role| sql(format!("ALTER ROLE {role} SET {set}"))));
    }
    steps.push(terminate_all());
    steps
}

/// Everything is locked, and stays so while the score is taken.
pub(super) fn locked_up() -> Vec<Step> {
    let mut steps = vec![
        hurry(),
        terminate_all(),
        sql("BEGIN"),
        sql("SELECT pg_advisory_lock_shared(n) FROM generate_series(1, 500) n"),
    ];
    steps.push(each_table("EXECUTE format('LOCK TABLE public.%I IN ACCESS EXCLUSIVE MODE', t.tablename);"));
    steps
}

/// Calls fail so quickly that nothing piles up.
pub(super) fn hurried(scenario: &Scenario) -> Vec<Step> {
    let roles = scenario.sandbox.roles.iter();
    let mut steps: Vec<Step> = roles
        .flat_map(|role| {
            [
                "statement_timeout = '1ms'",
                "lock_timeout = '1ms'",
                "application_name = 'psql'",
                "default_transaction_read_only = on",
            ]
            .map(|set| sql(format!("ALTER ROLE {role} SET {set}")))
        })
        .collect();
    steps.push(sql(format!("ALTER DATABASE {} SET statement_timeout = '1ms'", scenario.sandbox.database)));
    steps.push(terminate_all());
    steps
}

/// Roles by other names, so that nobody counts their sessions.
pub(super) fn renamed_roles(scenario: &Scenario) -> Vec<Step> {
    scenario.sandbox.roles.iter().map(|role| sql(format!("ALTER ROLE {role} RENAME TO {role}_was"))).collect()
}

/// The reference's statements in a transaction that is rolled back, and what it sets for good only for a session.
pub(super) fn undone(scenario: &Scenario) -> Vec<Step> {
    let reference = scenario.proof.iter().find(|p| p.expect.total == 100 && p.seed == 0);
    let mut steps = Vec::new();
    for text in reference.into_iter().flat_map(|p| &p.step).filter_map(|step| step.sql.as_deref()) {
        let upper = text.to_ascii_uppercase();
        let lasting = ["ALTER ROLE", "ALTER DATABASE", "ALTER SYSTEM"].iter().any(|verb| upper.starts_with(verb));
        if let Some(at) = upper.find(" SET ").filter(|_| lasting) {
            steps.push(sql(text[at + 1..].to_owned()));
        }
        if !text.contains(';') && !upper.starts_with("SELECT") {
            steps.extend([sql("BEGIN"), sql(text), sql("ROLLBACK")]);
        }
    }
    steps
}

/// The reference's statements in a transaction that nobody commits.
pub(super) fn uncommitted(scenario: &Scenario) -> Vec<Step> {
    let reference = scenario.proof.iter().find(|p| p.expect.total == 100 && p.seed == 0);
    let texts = reference.into_iter().flat_map(|p| &p.step).filter_map(|step| step.sql.as_deref());
    let within = |text: &&str| {
        let upper = text.to_ascii_uppercase();
        let outside = ["CONCURRENTLY", "VACUUM", "ALTER SYSTEM", "PREPARED", "BEGIN", "COMMIT"];
        !text.contains(';') && !upper.starts_with("SELECT") && !outside.iter().any(|word| upper.contains(word))
    };
    let mut steps = vec![hurry(), terminate_all(), sql("BEGIN")];
    steps.extend(texts.filter(within).map(sql));
    steps
}

/// Room taken from everybody: what a sort may put aside, and tables that nobody reads.
pub(super) fn filled() -> Vec<Step> {
    let more = "INSERT INTO public.filler SELECT repeat(md5(n::text), 60) FROM generate_series(1, 60000) AS n";
    vec![
        sql(
            "SELECT count(*) FROM (SELECT repeat('x', 900) FROM generate_series(1, 700000) AS n ORDER BY md5(n::text)) AS big",
        ),
        sql("CREATE UNLOGGED TABLE public.filler (what text)"),
        sql("ALTER TABLE public.filler ALTER what SET STORAGE EXTERNAL"),
        sql(more),
        sql(more),
        sql("CREATE TEMP TABLE filler AS SELECT repeat('x', 7000) FROM generate_series(1, 15000)"),
        terminate_all(),
    ]
}

/// Against ride's own sessions, triggers and roles, and out of the sandbox.
pub(super) fn against_ride(scenario: &Scenario) -> Vec<Step> {
    let database = &scenario.sandbox.database;
    let mut steps: Vec<Step> = [
        "SELECT pg_terminate_backend(pid), pg_cancel_backend(pid) FROM pg_stat_activity WHERE usename = 'ride'",
        "ALTER EVENT TRIGGER ride_record_ddl DISABLE",
        "DROP EVENT TRIGGER ride_record_drop",
        "CREATE FUNCTION public.mine() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END'",
        "CREATE EVENT TRIGGER mine ON ddl_command_start EXECUTE FUNCTION public.mine()",
        "SET session_replication_role = replica",
        "SET event_triggers = off",
        "DROP SCHEMA ride CASCADE",
        "TRUNCATE ride.ddl",
        "DELETE FROM ride.ddl",
        "SET ROLE ride",
        "SET SESSION AUTHORIZATION ride",
        "ALTER ROLE ride NOLOGIN",
        "ALTER ROLE ride RENAME TO was",
        "ALTER ROLE ride SET statement_timeout = 1",
        "ALTER ROLE oncall SUPERUSER",
        "GRANT ride TO oncall",
        "GRANT pg_execute_server_program TO oncall",
        "GRANT pg_write_all_data TO oncall",
        "CREATE ROLE helper SUPERUSER",
        "SET allow_system_table_mods = on",
        "UPDATE pg_catalog.pg_index SET indisvalid = true",
        "UPDATE pg_catalog.pg_class SET reltuples = 1000000 WHERE relnamespace = 'public'::regnamespace",
        "UPDATE pg_catalog.pg_authid SET rolsuper = true WHERE rolname = 'oncall'",
        "DELETE FROM pg_catalog.pg_statistic",
        "COPY (SELECT 1) TO PROGRAM 'touch /tmp/out'",
        "COPY (SELECT 1) TO '/tmp/ride-out'",
        "SELECT pg_read_file('postgresql.conf')",
        "SELECT lo_export(lo_creat(-1), '/tmp/ride-out')",
        "CREATE EXTENSION dblink",
        "CREATE EXTENSION file_fdw",
        "CREATE LANGUAGE plperlu",
        "CREATE SUBSCRIPTION s CONNECTION 'host=/tmp' PUBLICATION p",
        "ALTER SYSTEM SET shared_preload_libraries = 'auto_explain'",
        "ALTER SYSTEM SET archive_command = 'true'",
        "LOAD 'auto_explain'",
        "SELECT pg_cancel_backend(pid) FROM pg_stat_activity, generate_series(1, 50) WHERE usename <> 'oncall'",
        "COMMENT ON ROLE ride IS 'gone'",
        "REASSIGN OWNED BY ride TO oncall",
        "DROP OWNED BY ride CASCADE",
        "ALTER DEFAULT PRIVILEGES FOR ROLE ride GRANT ALL ON TABLES TO oncall",
        "SELECT pg_reload_conf()",
    ]
    .into_iter()
    .map(sql)
    .collect();
    steps.push(sql(format!("ALTER DATABASE {database} SET session_replication_role = replica")));
    steps.push(sql(format!("ALTER DATABASE {database} SET role = 'oncall'")));
    steps.push(sql(format!("ALTER DATABASE {database} OWNER TO ride")));
    steps.push(sql("RESET ROLE"));
    steps
}
