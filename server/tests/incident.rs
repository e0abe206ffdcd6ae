//! The incident on a real PostgreSQL: the storm, what mitigates it, what makes it last, and what is noticed meanwhile.

mod incident_fleets;
mod incident_lab;

use std::collections::BTreeMap;

use incident_lab::{Lab, eventually, until};
use ride::incident::{ActionError, Director};
use ride::probe::{Probers, hindrances};
use ride_shared::journal::{Calls, Event, LogLevel};
use ride_shared::protocol::{AlertLevel, LiveMessage};
use ride_shared::scenario::Replay;

/// The replay of a phase that a fleet must get through without losing a call.
fn replay(run: &str, healthy: Option<&str>) -> Replay {
    Replay {
        run: run.into(),
        times: 1,
        peak_connections_percent_at_most: None,
        connections_of: None,
        at_most: None,
        healthy: healthy.map(str::to_owned),
        recovers: None,
        holds: vec![],
        within_s: 10,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_storm_fills_the_server_to_the_last_slot_and_checkout_fails_with_its_own_words() {
    let lab = Lab::open().await;
    let director = Director::start(lab.context()).await.unwrap();
    for (fleet, open) in [("deploy_worker", 12), ("checkout_api", 4), ("inventory_api", 3)] {
        assert_eq!(director.connections_of(fleet).await.unwrap(), open, "{fleet}");
    }
    director.begin().await.unwrap();
    for (fleet, open) in [("deploy_worker", 85), ("checkout_api", 4), ("inventory_api", 3)] {
        assert_eq!(director.connections_of(fleet).await.unwrap(), open, "{fleet}");
    }
    let used = lab.sql("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'").await;
    assert_eq!(used, ["100"]);
    let refused = lab.connect("oncall").await.unwrap_err();
    assert_eq!(refused.as_db_error().unwrap().message(), "sorry, too many clients already");

    let journal = &lab.journal;
    let vitals = journal.position(|e| matches!(e, Event::Vitals(_))).unwrap();
    let release = journal.position(|e| matches!(e, Event::AppLog(l) if l.source == "deploy")).unwrap();
    let phase = Event::Phase { name: "deploy".into(), peak_connections_percent: 100 };
    let phase = journal.position(|e| *e == phase).expect("the phase with its peak");
    let in_the_servers_words = |e: &Event| match e {
        Event::AppLog(l) if l.source == "checkout_api" && l.text == "FATAL:  sorry, too many clients already" => {
            assert_eq!(l.level, LogLevel::Error);
            l.times
        }
        _ => 0,
    };
    let error = journal.position(|e| in_the_servers_words(e) > 0).expect("the server's own words in the log");
    // A line says how often since the last one; a busy machine makes more lines of it.
    until("each caller without a slot is in the log", || {
        journal.events().iter().map(in_the_servers_words).sum::<u32>() >= 8
    })
    .await;
    let live = journal.position(|e| *e == Event::IncidentLive).unwrap();
    assert!(vitals < release && release < phase && phase < error && error < live);
    until("both alerts are critical", || {
        let critical = |name: &str| {
            journal
                .position(|e| matches!(e, Event::Alert { name: n, level: AlertLevel::Critical, .. } if n == name))
                .is_some()
        };
        critical("connections") && critical("errors")
    })
    .await;
    assert_eq!(director.next_calls("checkout_api").await.unwrap(), Calls { made: 24, failed: 16 });
    assert_eq!(journal.terminated().len(), 0);
    lab.close(director).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replay_of_an_unchanged_incident_fills_the_server_again() {
    let (lab, director) = Lab::live().await;
    let report = director.replay(&replay("deploy", Some("checkout_api"))).await.unwrap();
    assert_eq!(report.peak_connections_percent, 100);
    assert!(report.calls.unwrap().failed >= 16, "{report:?}");
    // Shed today, and tomorrow's release does it again.
    assert_eq!(lab.terminate("deploy_worker").await, 85);
    assert_eq!(director.next_calls("checkout_api").await.unwrap(), Calls { made: 24, failed: 0 });
    let report = director.replay(&replay("deploy", Some("checkout_api"))).await.unwrap();
    assert_eq!((report.peak_connections_percent, report.refused), (100, 8));
    // Nor does backoff alone bound anything: the whole herd still comes, only later.
    director.action("set", Some("reconnect jittered-backoff")).await.unwrap();
    let report = director.replay(&replay("deploy", Some("checkout_api"))).await.unwrap();
    assert_eq!(report.peak_connections_percent, 100);
    let error = director.replay(&replay("deplyo", None)).await.unwrap_err();
    assert_eq!(error.to_string(), "there is no phase \"deplyo\"; did you mean deploy?");
    lab.close(director).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn shedding_and_a_smaller_pool_with_backoff_last() {
    let (lab, director) = Lab::live().await;
    assert_eq!(lab.terminate("deploy_worker").await, 85);
    director.record_changes().await.unwrap();
    assert_eq!(lab.journal.terminated().into_iter().collect::<Vec<_>>(), [("deploy_worker".into(), 85)]);
    assert_eq!(director.connections_of("deploy_worker").await.unwrap(), 0);
    assert_eq!(director.next_calls("checkout_api").await.unwrap(), Calls { made: 24, failed: 0 });
    let told = director.action("set pool_size 20", None).await.unwrap();
    assert!(told.contains("20 now (it was 85)") && told.contains("next restart"), "{told}");
    director.action("set-reconnect", Some("jittered-backoff")).await.unwrap();
    let report = director.replay(&replay("deploy", Some("checkout_api"))).await.unwrap();
    // 20 workers, 12 callers, 3 of the pool, 5 on-call slots, 3 of ride's own.
    assert_eq!((report.peak_connections_percent, report.refused), (43, 0));
    let calls = report.calls.unwrap();
    assert!(calls.made >= 24 && calls.failed == 0, "{calls:?}");
    // What ride itself closed was nobody's doing.
    director.record_changes().await.unwrap();
    assert_eq!(lab.journal.terminated()["deploy_worker"], 85);
    lab.close(director).await;
}

#[tokio::test]
async fn who_calls_before_it_heard_of_the_end_of_its_connection_still_learns_what_ended_it() {
    let lab = Lab::open().await;
    let director = Director::start(lab.context()).await.unwrap();
    assert_eq!(lab.terminate_unheard("checkout_api"), "4");
    // Nothing was read since: each call is written to a socket that the server has closed.
    director.next_calls("checkout_api").await.unwrap();
    director.record_changes().await.unwrap();
    assert_eq!(lab.journal.terminated(), BTreeMap::from([("checkout_api".to_owned(), 4)]));
    lab.close(director).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replay_that_somebody_interrupts_tells_whom() {
    let (lab, director) = Lab::live().await;
    director.action("set pool_size 20", None).await.unwrap();
    lab.sql(
        "CREATE FUNCTION guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN \
           PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'deploy_worker'; RETURN NULL; END $$; \
         CREATE TRIGGER guard AFTER INSERT ON orders EXECUTE FUNCTION guard()",
    )
    .await;
    let report = director.replay(&replay("deploy", Some("checkout_api"))).await.unwrap();
    let told: Vec<&str> = report.holds.iter().filter(|(_, held)| !**held).map(|(name, _)| name.as_str()).collect();
    assert_eq!(told, ["applications are served: deploy_worker without interruption"]);

    lab.sql("DROP TRIGGER guard ON orders").await;
    lab.terminate("deploy_worker").await;
    let report = director.replay(&replay("deploy", Some("checkout_api"))).await.unwrap();
    assert_eq!(report.holds, BTreeMap::new(), "nobody interrupts this one");
    lab.close(director).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn limits_with_which_nobody_gets_anywhere_shut_out_and_sane_ones_do_not() {
    let lab = Lab::open().await;
    let probers = Probers::open(lab.sandbox.endpoint(), "shop").await.unwrap();
    for (name, value, cripples) in [
        ("statement_timeout", "0", false),
        ("statement_timeout", "1", true),
        ("statement_timeout", "99 ms", true),
        ("statement_timeout", "50000us", true),
        ("statement_timeout", "0.05s", true),
        ("statement_timeout", "0x10", true),
        ("statement_timeout", "100ms", false),
        ("statement_timeout", "2s", false),
        ("statement_timeout", "1min", false),
        ("idle_in_transaction_session_timeout", "1ms", true),
        ("idle_in_transaction_session_timeout", "10 s", false),
        ("idle_session_timeout", "1ms", true),
        ("idle_session_timeout", "5min", false),
        ("lock_timeout", "5ms", false),
        ("default_transaction_read_only", "TRUE", true),
        ("default_transaction_read_only", "off", false),
    ] {
        lab.sql(&format!("ALTER ROLE deploy_worker SET {name} = '{value}'")).await;
        let found = hindrances(&probers.desk, &["deploy_worker".to_owned()]).await.unwrap();
        let told = format!("{name}={value}");
        assert_eq!(found.shut_out.iter().any(|what| *what == told), cripples, "{told}: {found:?}");
        lab.sql(&format!("ALTER ROLE deploy_worker RESET {name}")).await;
    }
    probers.close().await;
    lab.sandbox.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_whose_own_settings_end_its_sessions_is_shut_out() {
    let (lab, director) = Lab::live().await;
    // Every rule lets it in, and no session of its comes to be.
    lab.sql("ALTER ROLE deploy_worker SET local_preload_libraries = 'none'").await;
    let report = director.replay(&replay("deploy", Some("checkout_api"))).await.unwrap();
    let told: Vec<&String> = report.holds.keys().collect();
    assert_eq!(told.len(), 1, "{told:?}");
    let words = "applications are served: role deploy_worker: could not access file";
    assert!(told[0].starts_with(words) && !report.holds[told[0]], "{told:?}");
    lab.close(director).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_applications_name_and_no_longer_find_is_told_and_what_was_added_is_not() {
    let (lab, director) = Lab::live().await;
    for sql in [
        "REVOKE SELECT ON products FROM deploy_worker",
        "ALTER TABLE products RENAME COLUMN name TO title",
        "ALTER ROLE deploy_worker SET search_path = 'nowhere'",
        "ALTER ROLE checkout_api SET role = 'inventory_api'",
        "ALTER TABLE orders ADD COLUMN note text",
        "GRANT DELETE ON orders TO checkout_api",
        "CREATE FUNCTION public.more() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    ] {
        lab.sql(sql).await;
    }
    let report = director.replay(&replay("deploy", None)).await.unwrap();
    let told: Vec<&str> =
        report.holds.keys().filter_map(|what| what.strip_prefix("applications are served: ")).collect();
    let expected = [
        "column products.name is gone",
        "right of deploy_worker: SELECT on products is gone",
        "setting role=inventory_api",
        "setting search_path=nowhere",
    ];
    assert_eq!(told, expected, "{report:?}");
    lab.close(director).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_limit_on_the_role_lasts_even_before_anything_was_shed() {
    let (lab, director) = Lab::live().await;
    lab.sql("ALTER ROLE deploy_worker CONNECTION LIMIT 20").await;
    let report = director.replay(&replay("deploy", Some("checkout_api"))).await.unwrap();
    assert_eq!((report.peak_connections_percent, report.refused), (43, 65));
    assert_eq!(report.calls.unwrap().failed, 0);
    until("the role's limit is in the application's log", || {
        let words = "FATAL:  too many connections for role \"deploy_worker\"";
        lab.journal.position(|e| matches!(e, Event::AppLog(l) if l.text == words)).is_some()
    })
    .await;
    lab.close(director).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_limit_on_the_database_lasts_once_the_callers_are_in() {
    let (lab, director) = Lab::live().await;
    lab.terminate("deploy_worker").await;
    assert_eq!(director.next_calls("checkout_api").await.unwrap().failed, 0);
    lab.sql("ALTER DATABASE shop CONNECTION LIMIT 60").await;
    let report = director.replay(&replay("deploy", Some("checkout_api"))).await.unwrap();
    assert_eq!(report.peak_connections_percent, 60);
    assert_eq!(report.calls.unwrap().failed, 0);
    lab.close(director).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn terminating_the_healthy_application_is_noticed_and_a_fleets_restart_is_not_taken_for_it() {
    let (lab, director) = Lab::live().await;
    director.action("restart-checkout", None).await.unwrap();
    director.record_changes().await.unwrap();
    assert!(lab.journal.terminated().is_empty());
    let terminated = lab.terminate("checkout_api").await;
    director.record_changes().await.unwrap();
    assert_eq!(lab.journal.terminated()["checkout_api"] as usize, terminated);
    lab.close(director).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_terminated_right_before_an_action_that_ends_the_others_are_counted() {
    let (lab, director) = Lab::live().await;
    let terminated = lab.terminate("deploy_worker").await;
    director.action("deploy", None).await.unwrap();
    assert_eq!(lab.journal.terminated()["deploy_worker"] as usize, terminated);
    let terminated = lab.terminate("checkout_api").await;
    director.action("restart-checkout", None).await.unwrap();
    assert_eq!(lab.journal.terminated()["checkout_api"] as usize, terminated);
    lab.close(director).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_terminated_in_the_middle_of_its_statement_counts_once() {
    let (lab, director) = Lab::live().await;
    lab.terminate("deploy_worker").await;
    assert_eq!(director.next_calls("checkout_api").await.unwrap().failed, 0);
    let holder = lab.on_call.lock().unwrap().pop().unwrap();
    holder.batch_execute("BEGIN; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let waiting = "SELECT count(*) FROM pg_stat_activity \
                   WHERE application_name = 'checkout_api' AND wait_event_type = 'Lock'";
    lab.until(waiting, |count| count != "0").await;
    let terminated = lab
        .sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE application_name = 'checkout_api' AND wait_event_type = 'Lock'",
        )
        .await;
    holder.batch_execute("ROLLBACK").await.unwrap();
    director.record_changes().await.unwrap();
    assert_eq!(lab.journal.terminated()["checkout_api"] as usize, terminated.len());
    let words = "FATAL:  terminating connection due to administrator command";
    until("the server's farewell is in the log", || {
        lab.journal.position(|e| matches!(e, Event::AppLog(l) if l.text == words)).is_some()
    })
    .await;
    lab.close(director).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deploying_again_says_and_records_what_it_did() {
    let (lab, director) = Lab::live().await;
    let told = director.action("deploy", None).await.unwrap();
    assert_eq!(
        told,
        "deploy ran: deploy_worker opened 85 of 85 connections; connections peaked at 100 % of max_connections."
    );
    let event = Event::Action { name: "deploy".into(), value: None, peak_connections_percent: Some(100) };
    assert!(lab.journal.events().contains(&event));
    director.action("set-pool-size", Some("10")).await.unwrap();
    let told = director.action("deploy", None).await.unwrap();
    assert!(told.starts_with("deploy ran: deploy_worker opened 10 of 10 connections; "), "{told}");
    assert_eq!(director.connections_of("deploy_worker").await.unwrap(), 10);
    let error = director.action("deploi", None).await.unwrap_err();
    assert!(matches!(&error, ActionError::Unknown { nearest, .. } if nearest == "deploy"), "{error}");
    let both = tokio::join!(director.action("deploy", None), director.action("deploy", None));
    assert!(matches!(both, (Ok(_), Err(ActionError::NotNow(_)))), "{both:?}");
    lab.close(director).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restarted_database_meets_the_same_herd_with_ride_and_the_on_call_slots_first() {
    let (lab, director) = Lab::live().await;
    lab.sql("ALTER SYSTEM SET max_connections = 200").await;
    // Tries of a learner to turn ride's own sessions against it.
    lab.sql("ALTER DATABASE shop SET search_path = public").await;
    lab.sql("ALTER DATABASE shop SET role = oncall").await;
    lab.sql("ALTER DATABASE shop SET default_transaction_read_only = on").await;
    lab.sql("ALTER DATABASE shop SET statement_timeout = 1").await;
    let told = director.action("restart-database", None).await.unwrap();
    assert!(told.contains("deploy_worker opened 85 of 85 connections"), "{told}");
    assert_eq!(lab.sql("SHOW max_connections").await, ["200"]);
    assert_eq!(director.connections_of("deploy_worker").await.unwrap(), 85);
    let own = lab.sql("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'ride'").await;
    assert_eq!(own, ["3"]);
    director.record_changes().await.unwrap();
    assert!(lab.journal.terminated().is_empty());
    let changed: Vec<_> = lab
        .journal
        .events()
        .into_iter()
        .filter_map(|e| match e {
            Event::SettingChanged { name, from, to } => Some((name, from, to)),
            _ => None,
        })
        .collect();
    assert_eq!(changed, [("max_connections".into(), "100".into(), "200".into())]);
    lab.close(director).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ddl_is_recorded_even_if_it_commits_after_later_ddl() {
    let (lab, director) = Lab::live().await;
    let slow = lab.on_call.lock().unwrap().pop().unwrap();
    slow.batch_execute("BEGIN; CREATE INDEX slowly ON orders (product)").await.unwrap();
    lab.sql("CREATE TABLE quickly ()").await;
    let tags = || {
        lab.journal
            .events()
            .into_iter()
            .filter_map(|e| match e {
                Event::Ddl { tag, object, role } => Some(format!("{tag} {object} {role}")),
                _ => None,
            })
            .collect::<Vec<_>>()
    };
    director.record_changes().await.unwrap();
    assert_eq!(tags(), ["CREATE TABLE public.quickly oncall"]);
    slow.batch_execute("COMMIT").await.unwrap();
    director.record_changes().await.unwrap();
    director.record_changes().await.unwrap();
    assert_eq!(tags(), ["CREATE TABLE public.quickly oncall", "CREATE INDEX public.slowly oncall"]);
    lab.close(director).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_behind_a_lock_fail_in_time_and_the_wait_is_measured() {
    let (lab, director) = Lab::live().await;
    lab.terminate("deploy_worker").await;
    assert_eq!(director.next_calls("checkout_api").await.unwrap().failed, 0);
    let holder = lab.on_call.lock().unwrap().pop().unwrap();
    holder.batch_execute("BEGIN; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE").await.unwrap();
    assert_eq!(director.next_calls("checkout_api").await.unwrap(), Calls { made: 24, failed: 24 });
    let words = "ERROR:  canceling statement due to statement timeout";
    until("the timeout is in the log, and waiting locks in the vitals", || {
        lab.journal.position(|e| matches!(e, Event::AppLog(l) if l.text == words)).is_some()
            && lab.journal.position(|e| matches!(e, Event::Vitals(v) if v.waiting_locks > 0)).is_some()
    })
    .await;
    holder.batch_execute("ROLLBACK").await.unwrap();
    assert_eq!(director.next_calls("checkout_api").await.unwrap().failed, 0);
    lab.close(director).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_snapshot_brings_the_fleets_back_as_they_were() {
    let (lab, director) = Lab::live().await;
    director.action("set-pool-size", Some("20")).await.unwrap();
    lab.sql("ALTER SYSTEM SET max_connections = 300").await;
    director.record_changes().await.unwrap();
    lab.sql(
        "SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity \
         WHERE application_name = 'deploy_worker' LIMIT 25) AS those",
    )
    .await;
    director.record_changes().await.unwrap();
    assert_eq!(director.next_calls("checkout_api").await.unwrap().failed, 0);
    let snapshot = director.snapshot();
    director.stop().await;
    drop(director);
    let director = Director::restore(lab.context(), &snapshot).await.unwrap();
    for (fleet, open) in [("deploy_worker", 60), ("checkout_api", 12), ("inventory_api", 3)] {
        assert_eq!(director.connections_of(fleet).await.unwrap(), open, "{fleet}");
    }
    // The incident had begun: it does not begin again. The setting was told already, and told from the template.
    director.begin().await.unwrap();
    director.record_changes().await.unwrap();
    let count = |like: fn(&Event) -> bool| lab.journal.events().iter().filter(|e| like(e)).count();
    assert_eq!(count(|e| *e == Event::IncidentLive), 1);
    assert_eq!(count(|e| matches!(e, Event::SettingChanged { .. })), 1);
    assert_eq!(lab.journal.terminated()["deploy_worker"], 25);
    let report = director.replay(&replay("deploy", None)).await.unwrap();
    assert_eq!((report.peak_connections_percent, report.refused), (43, 0));
    lab.close(director).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopping_leaves_no_connection_and_a_dead_sandbox_is_told_once() {
    let (lab, director) = Lab::live().await;
    let mut live = lab.live.subscribe();
    director.stop().await;
    drop(director);
    let left = "SELECT count(*) FROM pg_stat_activity \
                WHERE application_name <> 'console' AND backend_type = 'client backend'";
    lab.until(left, |count| count == "0").await;
    let director = Director::start(lab.context()).await.unwrap();
    let data = lab.sql("SHOW data_directory").await;
    let pid = std::fs::read_to_string(std::path::Path::new(&data[0]).join("postmaster.pid")).unwrap();
    let pid = nix::unistd::Pid::from_raw(pid.lines().next().unwrap().parse().unwrap());
    nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGKILL).unwrap();
    let mut told = Vec::new();
    eventually("the incident's end", async || {
        let asked = director.connections_of("deploy_worker").await;
        asked.is_err_and(|e| e.to_string() == "the incident is over").then_some(())
    })
    .await;
    director.stop().await;
    while let Ok(message) = live.try_recv() {
        if let LiveMessage::Trouble { message } = message {
            told.push(message);
        }
    }
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("the sandbox's PostgreSQL is gone"), "{told:?}");
}
