//! What a learner may and may not do inside a sandbox, on every driver and version.

mod sandbox_world;

use sandbox_world::{World, connect, each, number, request, sqlstate};
use tokio_postgres::Client;

/// Ways out of the sandbox, or into what is ride's own, each with the SQLSTATE of its refusal.
const ESCAPES: &[(&str, &str)] = &[
    ("COPY (SELECT 1) TO PROGRAM 'id > /tmp/ride-escape'", "42501"),
    ("COPY orders FROM PROGRAM 'id'", "42501"),
    ("COPY orders TO '/tmp/ride-escape'", "42501"),
    ("COPY orders FROM '/etc/passwd'", "42501"),
    ("SELECT lo_import('/etc/passwd')", "42501"),
    ("SELECT lo_export(1, '/tmp/ride-escape')", "42501"),
    ("SELECT pg_read_file('postgresql.conf')", "42501"),
    ("SELECT pg_read_binary_file('PG_VERSION')", "42501"),
    ("SELECT pg_ls_dir('/')", "42501"),
    ("SELECT pg_stat_file('/etc/passwd')", "42501"),
    ("CREATE FUNCTION evil(text) RETURNS int LANGUAGE c AS 'libc.so.6', 'system'", "42501"),
    ("CREATE FUNCTION evil() RETURNS int LANGUAGE internal AS 'pg_reload_conf'", "42501"),
    ("LOAD '/tmp/evil.so'", "42501"),
    ("ALTER SYSTEM SET archive_command = 'id'", "42501"),
    ("ALTER SYSTEM SET shared_preload_libraries = 'evil'", "42501"),
    ("ALTER SYSTEM SET listen_addresses = '*'", "42501"),
    ("ALTER SYSTEM SET hba_file = '/tmp/evil'", "42501"),
    ("ALTER ROLE oncall SUPERUSER", "42501"),
    ("CREATE ROLE evil SUPERUSER", "42501"),
    ("CREATE ROLE evil REPLICATION", "42501"),
    ("ALTER ROLE ride CONNECTION LIMIT 0", "42501"),
    ("ALTER ROLE ride SET search_path = evil", "42501"),
    ("GRANT ride TO oncall", "42501"),
    ("SET ROLE ride", "42501"),
    ("SET SESSION AUTHORIZATION ride", "42501"),
    ("SET session_replication_role = replica", "42501"),
    ("SET allow_system_table_mods = on", "42501"),
    ("UPDATE pg_catalog.pg_authid SET rolsuper = true", "42501"),
    ("SELECT * FROM pg_catalog.pg_authid", "42501"),
    ("CREATE TABLESPACE evil LOCATION '/tmp'", "42501"),
    ("CREATE SUBSCRIPTION evil CONNECTION 'host=10.0.0.1' PUBLICATION p", "42501"),
    ("CREATE DATABASE evil", "42501"),
    ("SELECT * FROM ride.ddl", "42501"),
    ("DELETE FROM ride.ddl", "42501"),
    ("CREATE TABLE ride.mine ()", "42501"),
    ("DROP SCHEMA ride CASCADE", "42501"),
    ("ALTER SCHEMA ride OWNER TO oncall", "42501"),
    ("DROP EVENT TRIGGER ride_record_ddl", "42501"),
    ("ALTER EVENT TRIGGER ride_record_ddl DISABLE", "42501"),
    ("CREATE OR REPLACE FUNCTION ride.record_ddl() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'", "42501"),
    ("SELECT ride.record_ddl()", "42501"),
    ("REASSIGN OWNED BY ride TO oncall", "42501"),
    ("DROP OWNED BY ride", "42501"),
];

/// Extensions that reach out of the database: not there at all, or refused.
const EXTENSIONS: &[&str] =
    &["dblink", "postgres_fdw", "file_fdw", "adminpack", "pageinspect", "plpython3u", "plperlu", "plperl", "pltcl"];

/// Roles that would open files and programs.
const ROLES: &[&str] = &["pg_execute_server_program", "pg_read_server_files", "pg_write_server_files"];

async fn refused(who: &str, client: &Client) {
    for (sql, expected) in ESCAPES {
        assert_eq!(sqlstate(client, sql).await, *expected, "{who}: {sql}");
    }
    for name in EXTENSIONS {
        let state = sqlstate(client, &format!("CREATE EXTENSION {name}")).await;
        // 0A000 and 58P01: not installed.
        assert!(["42501", "0A000", "58P01"].contains(&state.as_str()), "{who}: CREATE EXTENSION {name}: {state}");
    }
    for role in ROLES {
        let state = sqlstate(client, &format!("GRANT {role} TO oncall")).await;
        assert!(["42501", "42704"].contains(&state.as_str()), "{who}: GRANT {role}: {state}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_out_is_refused() {
    each(async |world: World| {
        let sandbox = world.driver.start(&request("escape")).await.unwrap();
        for user in ["oncall", "deploy_worker", "checkout_api"] {
            let client = connect(sandbox.endpoint(), user, "shop").await.unwrap();
            refused(&format!("{} {user}", world.name), &client).await;
        }
        assert!(!std::path::Path::new("/tmp/ride-escape").exists());
        assert!(connect(sandbox.endpoint(), "oncall", "postgres").await.is_err(), "ride's own database");
        assert!(connect(sandbox.endpoint(), "oncall", "template1").await.is_err());
        // The recorder still works after all of that.
        let learner = connect(sandbox.endpoint(), "oncall", "shop").await.unwrap();
        learner.batch_execute("CREATE TABLE after_all ()").await.unwrap();
        let superuser = connect(sandbox.endpoint(), "ride", "shop").await.unwrap();
        assert_eq!(number(&superuser, "SELECT count(*) FROM ride.ddl WHERE object = 'public.after_all'").await, 1);
        assert_eq!(number(&superuser, "SELECT count(*) FROM pg_roles WHERE rolname = 'evil'").await, 0);
        sandbox.stop().await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_learner_can_do_the_work_of_someone_on_call() {
    each(async |world: World| {
        let sandbox = world.driver.start(&request("work")).await.unwrap();
        let learner = connect(sandbox.endpoint(), "oncall", "shop").await.unwrap();
        for sql in [
            "ALTER ROLE deploy_worker CONNECTION LIMIT 2",
            "ALTER DATABASE shop CONNECTION LIMIT 40",
            "ALTER SYSTEM SET max_connections = 200",
            "ALTER SYSTEM SET idle_session_timeout = '10min'",
            "ALTER SYSTEM RESET idle_session_timeout",
            "SELECT pg_reload_conf()",
            "CHECKPOINT",
            "CREATE INDEX ON orders (note)",
            "VACUUM orders",
            "SELECT * FROM pg_stat_activity",
        ] {
            assert_eq!(sqlstate(&learner, sql).await, "00000", "{}: {sql}", world.name);
        }
        let _one = connect(sandbox.endpoint(), "deploy_worker", "shop").await.unwrap();
        let two = connect(sandbox.endpoint(), "deploy_worker", "shop").await.unwrap();
        let three = connect(sandbox.endpoint(), "deploy_worker", "shop").await.unwrap_err();
        assert_eq!(three.code().unwrap().code(), "53300");
        let seen = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'deploy_worker' AND query IS NOT NULL";
        assert_eq!(number(&learner, seen).await, 2);
        let shed = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'deploy_worker'";
        assert_eq!(number(&learner, shed).await, 2);
        assert!(two.batch_execute("SELECT 1").await.is_err());
        // But not ride's own sessions.
        let superuser = connect(sandbox.endpoint(), "ride", "postgres").await.unwrap();
        let pid = number(&superuser, "SELECT pg_backend_pid()::bigint").await;
        assert_eq!(sqlstate(&learner, &format!("SELECT pg_terminate_backend({pid})")).await, "42501");
        sandbox.stop().await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ddl_is_recorded_wherever_it_hides() {
    each(async |world: World| {
        let sandbox = world.driver.start(&request("ddl")).await.unwrap();
        let superuser = connect(sandbox.endpoint(), "ride", "shop").await.unwrap();
        assert_eq!(number(&superuser, "SELECT count(*) FROM ride.ddl").await, 0, "the template's own is not kept");
        let learner = connect(sandbox.endpoint(), "oncall", "shop").await.unwrap();
        learner
            .batch_execute("DO $$ BEGIN EXECUTE 'CREATE ' || 'INDEX hidden ON orders (note)'; END $$")
            .await
            .unwrap();
        for sql in [
            "SET search_path = pg_temp; CREATE TABLE public.t (a int)",
            "ALTER TABLE public.t ADD b int",
            "DROP TABLE public.t",
            "DROP INDEX public.hidden",
            "CREATE INDEX CONCURRENTLY apart ON public.orders (note)",
            "SET ROLE oncall; CREATE VIEW public.v AS SELECT 1",
        ] {
            learner.batch_execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        }
        learner.batch_execute("BEGIN; CREATE TABLE public.never (); ROLLBACK").await.unwrap();
        learner.batch_execute("BEGIN READ ONLY; REINDEX TABLE public.orders; COMMIT").await.unwrap();
        let rows = superuser.query("SELECT tag, object, role FROM ride.ddl ORDER BY seq", &[]).await.unwrap();
        let said: Vec<String> = rows
            .iter()
            .map(|row| format!("{} {} {}", row.get::<_, &str>(0), row.get::<_, &str>(1), row.get::<_, &str>(2)))
            .collect();
        assert_eq!(
            said,
            [
                "CREATE INDEX public.hidden oncall",
                "CREATE TABLE public.t oncall",
                "ALTER TABLE public.t oncall",
                "DROP TABLE public.t oncall",
                "DROP INDEX public.hidden oncall",
                "CREATE INDEX public.apart oncall",
                "CREATE VIEW public.v oncall",
            ],
            "{}",
            world.name
        );
        sandbox.stop().await.unwrap();
    })
    .await;
}
