//! Deployments that leave their predecessors' connections, and fleets that are stopped.

use ride::incident::{ActionError, Director};
use ride_shared::journal::Calls;

use super::lab;
use crate::replay;

const GENERATIONS: &str = r#"
[[fleet]]
name = "api"
kind = "storm"
role = "worker"
connections = 5
generations = 3
release = [{ name = "drain", drains = true, connections = 4 }]

[[phase]]
name = "deploy"
at_start = true
restart = ["api"]

[[action]]
name = "roll"
label = "l"
description = "d"
effect = "set-release"
fleet = "api"
values = ["first", "drain", "drian"]

[[action]]
name = "stop"
label = "l"
description = "d"
effect = "stop-fleet"
fleet = "api"

[[action]]
name = "restart-database"
label = "l"
description = "d"
effect = "restart-database"
"#;

const BY_NAME: &str = "SELECT coalesce(string_agg(application_name || '=' || n, ' ' ORDER BY application_name), 'none') \
                       FROM (SELECT application_name, count(*) AS n FROM pg_stat_activity \
                             WHERE application_name LIKE 'api%' GROUP BY 1) AS those";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_deployment_leaves_its_connections_until_a_release_drains_them() {
    let (lab, director) = lab(GENERATIONS).await;
    assert_eq!(lab.sql(BY_NAME).await, ["api-1=5 api-2=5 api-3=5"]);
    director.begin().await.unwrap();
    assert_eq!(lab.sql(BY_NAME).await, ["api-1=5 api-2=5 api-3=5 api-4=5"]);
    assert_eq!(director.connections_of("api").await.unwrap(), 20);
    assert_eq!(lab.terminate("api-2").await, 5);
    director.record_changes().await.unwrap();
    assert_eq!(lab.journal.terminated().into_iter().collect::<Vec<_>>(), [("api".into(), 5)]);
    let kept = director.snapshot();
    director.stop().await;
    drop(director);
    let director = Director::restore(lab.context(), &kept).await.unwrap();
    assert_eq!(lab.sql(BY_NAME).await, ["api-1=5 api-3=5 api-4=5"]);
    // The earlier deployments' processes are gone: a restart of the database is the blunt way to be rid of what they held.
    director.action("restart-database", None).await.unwrap();
    assert_eq!(lab.sql(BY_NAME).await, ["api-4=5"]);
    director.replay(&replay("deploy", None)).await.unwrap();
    assert_eq!(lab.sql(BY_NAME).await, ["api-4=5 api-5=5"]);

    let error = director.action("roll", Some("drian")).await.unwrap_err();
    assert!(
        matches!(&error, ActionError::Failed(text) if text == "api has no release drian; did you mean drain?"),
        "{error}"
    );
    let told = director.action("roll", Some("drain")).await.unwrap();
    assert!(
        told.starts_with(
            "api runs release drain now (it was first); it had 10 connections and has 4: api opened 4 of 4 connections; "
        ),
        "{told}"
    );
    assert_eq!(lab.sql(BY_NAME).await, ["api-6=4"]);
    let report = director.replay(&replay("deploy", None)).await.unwrap();
    assert_eq!((report.refused, lab.sql(BY_NAME).await), (0, vec!["api-7=4".to_owned()]));
    lab.close(director).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stopped_fleet_stays_away_until_a_restart_even_over_a_snapshot() {
    let (lab, director) = lab(r#"
[[fleet]]
name = "shop"
kind = "workload"
role = "app"
connections = 3
baseline = 2
statements = ["SELECT count(*) FROM items"]
release = [{ name = "v2", statements = ["SELECT nothing"], calls_per_second = 20 }]
monitored = true

[[phase]]
name = "rush"
grow = ["shop"]

[[action]]
name = "rush"
label = "l"
description = "d"
effect = "run-phase"
phase = "rush"

[[action]]
name = "roll"
label = "l"
description = "d"
effect = "set-release"
fleet = "shop"
values = ["first", "v2"]

[[action]]
name = "stop"
label = "l"
description = "d"
effect = "stop-fleet"
fleet = "shop"
"#)
    .await;
    assert_eq!(director.connections_of("shop").await.unwrap(), 2);
    director.action("roll", Some("v2")).await.unwrap();
    assert_eq!(director.next_calls("shop").await.unwrap(), Calls { made: 6, failed: 6 });
    director.action("stop", None).await.unwrap();
    director.action("rush", None).await.unwrap();
    assert_eq!(director.next_calls("shop").await.unwrap(), Calls::default());
    assert_eq!(director.connections_of("shop").await.unwrap(), 0);
    let kept = director.snapshot();
    director.stop().await;
    drop(director);
    let director = Director::restore(lab.context(), &kept).await.unwrap();
    assert_eq!(director.connections_of("shop").await.unwrap(), 0);
    director.action("roll", Some("first")).await.unwrap();
    assert_eq!(director.connections_of("shop").await.unwrap(), 3);
    assert_eq!(director.next_calls("shop").await.unwrap(), Calls { made: 6, failed: 0 });
    lab.close(director).await;
}
