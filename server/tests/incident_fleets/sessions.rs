//! Holders, jobs, and a phase's own SQL.

use ride_shared::journal::{Calls, Event};

use super::{lab, logged};
use crate::incident_lab::until;
use crate::replay;

const LOCKED: &str = r#"
[[fleet]]
name = "shop"
kind = "workload"
role = "app"
connections = 4
statements = ["UPDATE items SET stock = stock WHERE id = 1"]
monitored = true

[[fleet]]
name = "report"
kind = "holder"
role = "worker"
connections = 1
statements = ["BEGIN", "LOCK TABLE items IN SHARE MODE"]

[[fleet]]
name = "nightly"
kind = "job"
role = "batch"
connections = 1
statements = ["SELECT 1", "UPDATE items SET stock = 0 WHERE id = 2"]

[[phase]]
name = "night"
at_start = true
grow = ["report", "nightly"]

[[action]]
name = "restart-report"
label = "l"
description = "d"
effect = "restart-fleet"
fleet = "report"

[[action]]
name = "stop-report"
label = "l"
description = "d"
effect = "stop-fleet"
fleet = "report"
"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_holder_keeps_its_locks_and_a_job_waits_for_them_and_ends() {
    let (lab, director) = lab(LOCKED).await;
    assert_eq!(director.connections_of("report").await.unwrap(), 0);
    assert_eq!(director.next_calls("shop").await.unwrap().failed, 0);
    director.begin().await.unwrap();
    let idle = "SELECT count(*) FROM pg_stat_activity \
                WHERE application_name = 'report' AND state = 'idle in transaction'";
    assert_eq!(lab.sql(idle).await, ["1"]);
    let waits = "SELECT count(*) FROM pg_stat_activity \
                 WHERE application_name = 'nightly' AND wait_event_type = 'Lock'";
    assert_eq!(lab.sql(waits).await, ["1"]);
    assert_eq!(director.next_calls("shop").await.unwrap(), Calls { made: 8, failed: 8 });

    assert_eq!(lab.terminate("report").await, 1);
    director.record_changes().await.unwrap();
    assert_eq!(lab.journal.terminated()["report"], 1);
    assert_eq!(director.next_calls("shop").await.unwrap().failed, 0);
    // The job has what it waited for, and ends; the holders stay away until they are restarted.
    lab.until("SELECT stock FROM items WHERE id = 2", |stock| stock == "0").await;
    lab.until("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'nightly'", |count| count == "0").await;
    assert_eq!(director.connections_of("report").await.unwrap(), 0);
    let told = director.action("restart-report", None).await.unwrap();
    assert!(told.starts_with("report restarted: report opened 1 of 1 connections; "), "{told}");
    assert_eq!(lab.sql(idle).await, ["1"]);
    let told = director.action("stop-report", None).await.unwrap();
    assert_eq!(told, "report stopped: it had 1 connection and has 0. It stays away until it is restarted.");
    assert_eq!(director.next_calls("shop").await.unwrap().failed, 0);
    director.record_changes().await.unwrap();
    assert_eq!(lab.journal.terminated()["report"], 1);
    lab.close(director).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_runs_on_is_ended_in_the_middle_of_its_statement() {
    let (lab, director) = lab(r#"
[[fleet]]
name = "export"
kind = "holder"
role = "worker"
connections = 1
baseline = 1
statements = ["BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT count(*) FROM items", "SELECT pg_sleep(600)"]
release = [{ name = "v2", timeout_ms = 50 }]

[[action]]
name = "stop"
label = "l"
description = "d"
effect = "stop-fleet"
fleet = "export"

[[action]]
name = "roll"
label = "l"
description = "d"
effect = "set-release"
fleet = "export"
values = ["v2"]
"#)
    .await;
    let of_export = |what: &str| format!("SELECT {what} FROM pg_stat_activity WHERE application_name = 'export'");
    assert_eq!(lab.sql(&of_export("state || ' ' || (backend_xmin IS NOT NULL)")).await, ["active true"]);
    director.action("stop", None).await.unwrap();
    assert_eq!(lab.sql(&of_export("count(*)")).await, ["0"]);
    // The timeout ends the statement, and the session stays in its failed transaction.
    director.action("roll", Some("v2")).await.unwrap();
    lab.until(&of_export("max(state)"), |state| state == "idle in transaction (aborted)").await;
    until("the timeout is in the log", || logged(&lab, "export", "canceling statement due to statement timeout")).await;
    director.record_changes().await.unwrap();
    assert!(lab.journal.terminated().is_empty());
    lab.close(director).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phases_sql_runs_as_it_says_and_its_errors_are_the_applications() {
    let (lab, director) = lab(r#"
[[fleet]]
name = "shop"
kind = "workload"
role = "app"
connections = 3
calls_per_second = 0
statements = ["UPDATE items SET stock = stock - 1 WHERE id = 1"]

[[fleet]]
name = "nightly"
kind = "job"
role = "batch"
connections = 1
statements = ["SELECT nothing"]

[[phase]]
name = "load"
at_start = true
run = [
    { role = "worker", name = "loader", sql = ["INSERT INTO items VALUES (100, 1)", "INSERT INTO items VALUES (100, 1)", "INSERT INTO items VALUES (101, 1)"] },
    { role = "oncall", name = "migrate", sql = ["CREATE TABLE parts ()"] },
]
restart = ["nightly"]
calls = { shop = 7 }
"#)
    .await;
    director.begin().await.unwrap();
    assert_eq!(lab.sql("SELECT count(*) FROM items WHERE id >= 100").await, ["1"]);
    assert_eq!(lab.sql("SELECT count(*) FROM parts").await, ["0"]);
    assert_eq!(lab.sql("SELECT stock FROM items WHERE id = 1").await, ["3"]);
    assert_eq!(director.connections_of("nightly").await.unwrap(), 0);
    until("every error is in the log", || {
        logged(&lab, "loader", "ERROR:  duplicate key value violates unique constraint")
            && logged(&lab, "nightly", "ERROR:  column \"nothing\" does not exist")
    })
    .await;
    // In a replay too.
    let report = director.replay(&replay("load", Some("shop"))).await.unwrap();
    assert_eq!(report.calls.unwrap().failed, 0);
    assert_eq!(lab.sql("SELECT stock FROM items WHERE id = 1").await, ["-10"]);
    let live = |e: &Event| *e == Event::IncidentLive;
    assert_eq!(lab.journal.events().iter().filter(|e| live(e)).count(), 1);
    lab.close(director).await;
}
