//! Leaks and retries.

use ride::incident::Director;
use ride_shared::journal::Calls;

use super::{SANDBOX, SCHEMA, lab, logged};
use crate::incident_lab::{Lab, until};
use crate::replay;

const LEAK: &str = r#"
[[fleet]]
name = "shop"
kind = "workload"
role = "app"
connections = 6
baseline = 2
statements = ["SELECT count(*) FROM items"]
monitored = true

[[fleet]]
name = "importer"
kind = "leak"
role = "worker"
connections = 90
calls_per_second = 0
statements = ["SELECT 1 FROM items"]
release = [{ name = "v2", leaks = true }]

[[phase]]
name = "deploy"
at_start = true
release = { importer = "v2" }
grow = ["importer", "shop"]
calls = { importer = 20 }

[[action]]
name = "roll"
label = "l"
description = "d"
effect = "set-release"
fleet = "importer"
values = ["first", "v2"]
"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_leak_grows_until_the_server_refuses_it_and_a_rollback_ends_it() {
    let (lab, director) = lab(LEAK).await;
    assert_eq!(director.connections_of("importer").await.unwrap(), 0);
    assert_eq!(director.next_calls("importer").await.unwrap(), Calls::default());
    director.begin().await.unwrap();
    // 40 slots, of which 5 are on call, 3 ride's own and 2 the shop's.
    assert_eq!(director.connections_of("importer").await.unwrap(), 30);
    assert!(director.next_calls("shop").await.unwrap().failed > 0);
    assert_eq!(director.next_calls("importer").await.unwrap(), Calls { made: 10, failed: 10 });
    assert!(logged(&lab, "importer", "FATAL:  sorry, too many clients already"));
    let idle = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'importer' AND state = 'idle'";
    assert_eq!(lab.sql(idle).await, ["30"]);

    // Terminated ones are gone, and the next calls leave others behind.
    assert_eq!(lab.terminate("importer").await, 30);
    director.record_changes().await.unwrap();
    assert_eq!(lab.journal.terminated()["importer"], 30);
    assert_eq!(director.next_calls("importer").await.unwrap(), Calls { made: 10, failed: 0 });
    assert_eq!(director.connections_of("importer").await.unwrap(), 10);

    let told = director.action("roll", Some("first")).await.unwrap();
    assert!(
        told.starts_with("importer runs release first now (it was v2); it had 10 connections and has 0: "),
        "{told}"
    );
    assert_eq!(director.next_calls("importer").await.unwrap(), Calls { made: 10, failed: 0 });
    assert_eq!(director.connections_of("importer").await.unwrap(), 0);
    // A replay runs the calls, and meets the release that stands.
    let report = director.replay(&replay("deploy", Some("importer"))).await.unwrap();
    assert!(report.peak_connections_percent < 80 && report.calls.unwrap().failed == 0, "{report:?}");
    assert_eq!(director.connections_of("importer").await.unwrap(), 0);
    director.action("roll v2", None).await.unwrap();
    let report = director.replay(&replay("deploy", Some("importer"))).await.unwrap();
    assert_eq!(report.peak_connections_percent, 100);
    lab.close(director).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_that_something_holds_up_for_ever_are_no_replay_that_was_got_through() {
    let (lab, director) = lab(LEAK).await;
    director.begin().await.unwrap();
    lab.terminate("importer").await;
    // Nobody leaks whose call never ends.
    lab.sql("BEGIN; LOCK TABLE items").await;
    let report = director.replay(&replay("deploy", None)).await.unwrap();
    assert_eq!(report.holds.get("applications are served: importer in time"), Some(&false), "{report:?}");
    lab.close(director).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_leak_at_the_baseline_has_its_connections_and_no_more_than_it_may() {
    let (lab, director) = lab(r#"
[[fleet]]
name = "importer"
kind = "leak"
role = "worker"
connections = 8
baseline = 5
leaks = true
calls_per_second = 0
statements = ["SELECT 1"]

[[fleet]]
name = "mailer"
kind = "leak"
role = "batch"
connections = 4
baseline = 0
leaks = true
calls_per_second = 20
statements = ["SELECT nothing"]

[[action]]
name = "restart"
label = "l"
description = "d"
effect = "restart-fleet"
fleet = "importer"
"#)
    .await;
    assert_eq!(director.connections_of("importer").await.unwrap(), 5);
    assert_eq!(director.next_calls("importer").await.unwrap(), Calls { made: 10, failed: 7 });
    assert_eq!(director.connections_of("importer").await.unwrap(), 8);
    // At its own rate, and on its error path as well.
    let of_mailer = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'mailer'";
    lab.until(of_mailer, |count| count == "4").await;
    until("its errors are in the log", || {
        logged(&lab, "mailer", "ERROR:  column \"nothing\" does not exist")
            && logged(&lab, "mailer", "no further connection: all 4 are taken")
    })
    .await;
    let kept = director.snapshot();
    director.stop().await;
    drop(director);
    let director = ride::incident::Director::restore(lab.context(), &kept).await.unwrap();
    assert_eq!(director.connections_of("importer").await.unwrap(), 8);
    director.action("restart", None).await.unwrap();
    assert_eq!(director.connections_of("importer").await.unwrap(), 0);
    director.record_changes().await.unwrap();
    assert!(lab.journal.terminated().is_empty());
    lab.close(director).await;
}

const RETRY: &str = r#"
[[fleet]]
name = "search"
kind = "retry"
role = "app"
connections = 12
calls_per_second = 0
gives_up_ms = 200
statements = ["SELECT pg_sleep(60)"]
release = [{ name = "quick", statements = ["SELECT 1"] }, { name = "careful", timeout_ms = 100 }]

[[phase]]
name = "deploy"
restart = ["search"]
calls = { search = 2 }

[[action]]
name = "deploy"
label = "l"
description = "d"
effect = "run-phase"
phase = "deploy"

[[action]]
name = "roll"
label = "l"
description = "d"
effect = "set-release"
fleet = "search"
values = ["first", "quick", "careful"]

[[action]]
name = "set-reconnect"
label = "l"
description = "d"
effect = "set-reconnect"
fleet = "search"
values = ["immediate", "jittered-backoff"]

[[action]]
name = "stop"
label = "l"
description = "d"
effect = "stop-fleet"
fleet = "search"
"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn given_up_calls_pile_up_on_the_server_and_fewer_with_backoff() {
    let (lab, director) = lab(RETRY).await;
    let running = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'search' AND state = 'active'";
    director.action("deploy", None).await.unwrap();
    // Two calls, each with five tries, of which none came to its end.
    assert_eq!(lab.sql(running).await, ["10"]);
    assert_eq!(director.connections_of("search").await.unwrap(), 10);
    assert_eq!(director.next_calls("search").await.unwrap(), Calls { made: 10, failed: 10 });
    assert_eq!(director.connections_of("search").await.unwrap(), 12);
    until("giving up is in the log", || logged(&lab, "search", "no answer within 200 ms")).await;
    // A restart leaves nothing behind.
    director.action("set-reconnect", Some("jittered-backoff")).await.unwrap();
    director.action("deploy", None).await.unwrap();
    assert_eq!(lab.sql(running).await, ["6"]);
    // What the server ends itself is not left behind.
    director.action("roll", Some("careful")).await.unwrap();
    assert_eq!(director.next_calls("search").await.unwrap(), Calls { made: 10, failed: 10 });
    lab.until("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'search'", |count| count == "0").await;
    director.action("roll", Some("quick")).await.unwrap();
    assert_eq!(director.next_calls("search").await.unwrap(), Calls { made: 10, failed: 0 });
    director.action("stop", None).await.unwrap();
    assert_eq!(director.next_calls("search").await.unwrap(), Calls::default());
    lab.close(director).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_retry_at_the_baseline_has_tries_that_nobody_waits_for_and_that_go_on() {
    let (lab, director) = lab(r#"
[[fleet]]
name = "quotes"
kind = "retry"
role = "worker"
connections = 8
baseline = 5
calls_per_second = 0
gives_up_ms = 200
statements = ["SELECT pg_sleep(600)"]
"#)
    .await;
    let working = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'quotes' AND wait_event = 'PgSleep'";
    lab.until(working, |count| count == "5").await;
    assert_eq!(director.connections_of("quotes").await.unwrap(), 5);
    assert!(!logged(&lab, "quotes", "given up"), "nothing is told that did not happen");
    lab.close(director).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_retry_calls_once_what_it_left_behind_is_in() {
    let fleet = r#"
[[fleet]]
name = "quotes"
kind = "retry"
role = "worker"
connections = 30
baseline = 8
calls_per_second = 500
gives_up_ms = 200
statements = ["SELECT pg_sleep(600)"]
"#;
    let lab = Lab::of(&format!("{SANDBOX}{fleet}"), "f1ee75", SCHEMA).await;
    lab.sql("ALTER ROLE worker CONNECTION LIMIT 8").await;
    let director = Director::start(lab.context()).await.expect("there is room for what it left behind, and no more");
    lab.until("SELECT count(*) FROM pg_stat_activity WHERE usename = 'worker'", |count| count == "8").await;
    lab.close(director).await;
}
