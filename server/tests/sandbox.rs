//! Sandboxes for real, on every driver that this machine should have.
#![allow(clippy::print_stderr, reason = "what is left out is said loudly")]

mod sandbox_world;

use std::path::Path;
use std::time::Duration;

use ride::sandbox::{DriverKind, Endpoint, SandboxConfig, choose_with};
use sandbox_world::{World, connect, each, each_alone, number, request, sqlstate};

fn socket(endpoint: &Endpoint) -> &Path {
    match endpoint {
        Endpoint::Unix { directory, .. } => directory,
        Endpoint::Tcp { .. } => panic!("a unix socket was expected"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_starts_answers_and_leaves_nothing() {
    each(async |world: World| {
        let sandbox = world.driver.start(&request("start")).await.unwrap();
        let learner = connect(sandbox.endpoint(), "oncall", "shop").await.unwrap();
        assert_eq!(number(&learner, "SELECT count(*) FROM orders").await, 100);
        assert_eq!(number(&learner, "SELECT current_setting('max_connections')::bigint").await, 50);
        assert_eq!(
            number(&learner, "SELECT current_setting('server_version_num')::bigint").await,
            i64::from(sandbox.version())
        );
        assert_eq!(number(&learner, "SELECT count(*) FROM pg_roles WHERE rolname = 'oncall' AND rolsuper").await, 0);
        assert_eq!(number(&learner, "SELECT count(*) FROM pg_settings WHERE pending_restart").await, 0);
        let worker = connect(sandbox.endpoint(), "deploy_worker", "shop").await.unwrap();
        assert_eq!(sqlstate(&worker, "SELECT * FROM orders").await, "42501");
        let directory = socket(sandbox.endpoint()).to_path_buf();
        sandbox.stop().await.unwrap();
        assert!(!directory.exists());
        assert!(connect(sandbox.endpoint(), "oncall", "shop").await.is_err());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pg_stat_statements_counts_where_the_library_is_there() {
    each(async |world: World| {
        let sandbox = world.driver.start(&request("statements")).await.unwrap();
        let learner = connect(sandbox.endpoint(), "oncall", "shop").await.unwrap();
        let there =
            number(&learner, "SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_stat_statements'").await;
        if there == 0 {
            eprintln!("NOTE: {}: this PostgreSQL has no pg_stat_statements; sandboxes run without it", world.name);
            return;
        }
        learner.batch_execute("SELECT count(*) FROM orders WHERE id < 7").await.unwrap();
        let seen = "SELECT count(*) FROM pg_stat_statements WHERE query LIKE '%orders WHERE id%'";
        assert!(number(&learner, seen).await > 0);
        learner.batch_execute("SELECT pg_stat_statements_reset()").await.unwrap();
        learner
            .batch_execute("SELECT pg_stat_reset(), pg_stat_reset_shared('bgwriter'), pg_reload_conf()")
            .await
            .unwrap();
        sandbox.stop().await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_keeps_data_and_alter_system_and_ends_connections() {
    each(async |world: World| {
        let sandbox = world.driver.start(&request("restart")).await.unwrap();
        let learner = connect(sandbox.endpoint(), "oncall", "shop").await.unwrap();
        learner.batch_execute("DELETE FROM orders WHERE id > 7").await.unwrap();
        learner.batch_execute("ALTER SYSTEM SET max_connections = 60").await.unwrap();
        for _ in 0..2 {
            sandbox.restart().await.unwrap();
        }
        assert!(learner.batch_execute("SELECT 1").await.is_err(), "the old connection is gone");
        let learner = connect(sandbox.endpoint(), "oncall", "shop").await.unwrap();
        assert_eq!(number(&learner, "SELECT count(*) FROM orders").await, 7);
        assert_eq!(number(&learner, "SELECT current_setting('max_connections')::bigint").await, 60);
        sandbox.stop().await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn its_death_is_told_and_its_end_is_no_death() {
    each(async |world: World| {
        let sandbox = world.driver.start(&request("death")).await.unwrap();
        let told = tokio::time::timeout(Duration::from_millis(300), sandbox.died()).await;
        assert!(told.is_err(), "it lives: {told:?}");
        let superuser = connect(sandbox.endpoint(), "ride", "postgres").await.unwrap();
        // The superuser may what no learner may: the postmaster's end comes from inside, on both drivers.
        let _ = superuser.batch_execute("COPY (SELECT 1) TO PROGRAM 'kill -9 $(head -n 1 postmaster.pid)'").await;
        let words = tokio::time::timeout(Duration::from_secs(20), sandbox.died()).await.unwrap();
        assert!(words.contains("its log ends with"), "{words}");
        sandbox.stop().await.unwrap();

        let sandbox = world.driver.start(&request("death")).await.unwrap();
        sandbox.stop().await.unwrap();
        assert!(tokio::time::timeout(Duration::from_millis(300), sandbox.died()).await.is_err());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dropping_it_ends_it() {
    each(async |world: World| {
        let sandbox = world.driver.start(&request("drop")).await.unwrap();
        let directory = socket(sandbox.endpoint()).to_path_buf();
        drop(sandbox);
        sandbox_world::wait::until("the socket's directory is gone", || !directory.exists()).await;
        // And its name is free again.
        world.driver.start(&request("drop")).await.unwrap().stop().await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_setting_or_name_is_refused_in_one_line() {
    each(async |world: World| {
        for (name, value, word) in [
            ("max_conections", "5", "max_connections"),
            ("archive_command", "touch /tmp/x", "archive_command"),
            ("work_mem", "1\nhba_file = 'x'", "one line"),
        ] {
            let mut bad = request("bad");
            bad.settings.insert(name.into(), value.into());
            let told = world.driver.start(&bad).await.err().unwrap().to_string();
            assert!(told.contains(word) && !told.contains('\n'), "{told}");
        }
        let mut bad = request("bad");
        bad.settings.insert("max_connections".into(), "many".into());
        let told = world.driver.start(&bad).await.err().unwrap().to_string();
        assert!(told.contains("max_connections"), "PostgreSQL's own words: {told}");
        let mut bad = request("../bad");
        assert!(world.driver.start(&bad).await.is_err());
        bad = request("bad");
        bad.template.key = "0bad".into();
        bad.template.sql = "SELECT nonsense".into();
        let told = world.driver.prepare(&bad.template).await.unwrap_err().to_string();
        assert!(told.starts_with("schema.sql:1: ") && told.contains("nonsense"), "{told}");
        // An error of what a statement does has no place of its own.
        bad.template.sql = "CREATE TABLE t (id int PRIMARY KEY);\n-- twice\n\nINSERT INTO t VALUES (1), (1);".into();
        let told = world.driver.prepare(&bad.template).await.unwrap_err().to_string();
        assert!(told.starts_with("schema.sql:4: duplicate key"), "{told}");
        let templates = world.config.data.join("sandbox").join(world.driver.name()).join("templates");
        let names = std::fs::read_dir(templates).unwrap().map(|entry| entry.unwrap().file_name());
        let left: Vec<_> = names.filter(|name| name.to_string_lossy().ends_with("0bad.partial")).collect();
        assert!(left.is_empty(), "{}: {left:?}", world.name);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_at_once_make_one_template() {
    each_alone(async |world: World| {
        let spec = request("x").template;
        let (a, b) = tokio::join!(world.driver.prepare(&spec), world.driver.prepare(&spec));
        a.unwrap();
        b.unwrap();
        let (one, two) = (request("pair-one"), request("pair-two"));
        let (a, b) = tokio::join!(world.driver.start(&one), world.driver.start(&two));
        let (a, b) = (a.unwrap(), b.unwrap());
        assert_ne!(a.endpoint(), b.endpoint());
        // The same id twice is refused, and the first stays.
        assert!(world.driver.start(&one).await.is_err());
        connect(a.endpoint(), "oncall", "shop").await.unwrap();
        a.stop().await.unwrap();
        b.stop().await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn templates_that_nothing_needs_are_swept_and_made_again_when_asked_for() {
    each_alone(async |world: World| {
        let (kept, swept) = (request("kept"), request("swept"));
        let mut old = swept.clone();
        old.template.key = "01d".into();
        world.driver.prepare(&kept.template).await.unwrap();
        world.driver.prepare(&old.template).await.unwrap();
        let removed = world.driver.sweep(std::slice::from_ref(&kept.template)).await.unwrap();
        assert!(removed.iter().any(|name| name.ends_with("-01d")), "{removed:?}");
        assert!(world.driver.sweep(std::slice::from_ref(&kept.template)).await.unwrap().is_empty());
        let sandbox = world.driver.start(&old).await.unwrap();
        let learner = connect(sandbox.endpoint(), "oncall", "shop").await.unwrap();
        assert_eq!(number(&learner, "SELECT count(*) FROM orders").await, 100);
        sandbox.stop().await.unwrap();
        world.driver.start(&kept).await.unwrap().stop().await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_and_survived() {
    each(async |world: World| {
        if world.name != "docker" {
            return;
        }
        let sandbox = world.driver.start(&request("full")).await.unwrap();
        let learner = connect(sandbox.endpoint(), "oncall", "shop").await.unwrap();
        let fill = "CREATE TABLE fill AS SELECT repeat(md5(n::text), 60) t FROM generate_series(1, 400000) n";
        assert_eq!(sqlstate(&learner, fill).await, "53100", "disk_full");
        let learner = connect(sandbox.endpoint(), "oncall", "shop").await.unwrap();
        assert_eq!(number(&learner, "SELECT count(*) FROM orders").await, 100);
        sandbox.stop().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_machine_without_postgresql_is_told_what_to_install() {
    let base = tempfile::tempdir().unwrap();
    let mut config = SandboxConfig::new(base.path());
    config.pg_bin = Some(base.path().to_path_buf());
    let told = choose_with(DriverKind::Process, &config).await.err().unwrap().to_string();
    assert!(told.contains("RIDE_PG_BIN") && !told.contains('\n'), "{told}");
}
