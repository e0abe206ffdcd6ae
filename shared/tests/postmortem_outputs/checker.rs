//! What the checker marks, and what it leaves alone.

use proptest::prelude::*;
use ride_shared::postmortem::{ActionItem, Finding, Item, Note, Participant, Postmortem, check};

use crate::arbitrary::postmortem;
use crate::example::example;

/// Findings of a sentence, as one of what went wrong, with Sam and Mira among the participants.
fn findings(text: &str) -> Vec<Finding> {
    let person = |name: &str| Participant { name: name.to_owned(), role: None };
    let given = Postmortem {
        went_wrong: vec![Note::known(text)],
        participants: vec![person("Sam Ortiz"), person("Mira"), person("the database team")],
        ..Postmortem::default()
    };
    check(&given).into_iter().filter(|f| f.place == "What went wrong").collect()
}

fn about_impact(text: &str) -> Vec<Finding> {
    let given = Postmortem { summary: vec![Note::known(text)], ..Postmortem::default() };
    check(&given).into_iter().filter(|f| f.place == "Summary").collect()
}

fn about_action(text: &str) -> Vec<Finding> {
    let action = ActionItem {
        text: text.to_owned(),
        owner: Some("Database team".to_owned()),
        due: Some("2026-03-12".to_owned()),
        ..ActionItem::default()
    };
    let given = Postmortem { actions: vec![action], ..Postmortem::default() };
    check(&given).into_iter().filter(|f| f.place.starts_with("Action item 1")).collect()
}

#[test]
fn blame_is_marked() {
    for (text, words) in [
        ("The on-call should have checked the pool first.", "should have"),
        ("They should never have deployed on a Friday.", "should never have"),
        ("The limit shouldn't have been raised.", "shouldn't have"),
        ("This could easily have been avoided.", "could easily have"),
        ("It was a careless change.", "careless"),
        ("The outage was due to human error.", "human error"),
        ("Cause: operator error", "operator error"),
        ("It was Sam's fault.", "Sam's fault"),
        ("It was Kim's fault.", "Kim's fault"),
        ("That was the developer’s mistake", "developer’s mistake"),
        ("Sam forgot to close the connection.", "Sam forgot to"),
        ("Sam had forgotten the timeout.", "Sam had forgotten the"),
        ("Ortiz broke the build.", "Ortiz broke the"),
        ("Mira accidentally dropped the production table", "Mira accidentally dropped the production"),
        ("Sam introduced the bug in v4.2.0.", "Sam introduced the bug"),
        ("The reviewer failed to notice it.", "reviewer failed to"),
        ("The reviewers didn't catch the missing call.", "reviewers didn't catch"),
        ("Somebody misconfigured the pool", "Somebody misconfigured the"),
        ("The intern ran it on production.", "The intern"),
        ("A negligent rollout, done by an incompetent team", "negligent"),
        ("Deployment by a junior engineer", "a junior engineer"),
        ("The team is to blame.", "to blame"),
        ("The vendor was blamed.", "blamed"),
    ] {
        let found = findings(text);
        assert!(found.iter().any(|f| f.text == words), "{text:?} gives {found:?}");
        for finding in found {
            assert!(!finding.why.is_empty() && finding.instead.len() > 20, "{finding:?}");
        }
    }
}

#[test]
fn what_blames_nobody_is_left_alone() {
    for text in [
        "The connection failed to open.",
        "Connections to the dba failed to open.",
        "The health check failed, and the pod was restarted.",
        "The log said \"user should have been authenticated\".",
        "The server answered `ERROR: you should have used a savepoint`.",
        "The alert fired at 09:02.",
        "The job had no error message.",
        "git blame shows the line came in with v4.2.0.",
        "A blameless review: nobody was blamed.",
        "A page fault storm made the server slow.",
        "Sam rolled back to v4.1.3.",
        "Mira deleted the failed pods.",
        "Sam dropped the leaked sessions with pg_terminate_backend().",
        "We didn't notice until the first customer wrote at 09:05.",
        "Code review did not show the missing call.",
        "The pool should be smaller than max_connections.",
        "A retry would have succeeded.",
        "Lazy loading opened a connection for each row.",
        "The transaction was forgotten by the pool.",
        "PostgreSQL's error says too many clients.",
        "The exporter failed to connect.",
        "Sam missed lunch\u{2026} no, the train of thought: 5 of 12 probes missed.",
    ] {
        let found: Vec<Finding> = findings(text);
        let blamed: Vec<&Finding> = found.iter().filter(|f| !f.text.contains("missed lunch")).collect();
        assert!(blamed.is_empty(), "{text:?} gives {found:?}");
    }
}

#[test]
fn what_machines_say_is_no_blame() {
    let item = |source: &str, text: &str| Item {
        at: Some(0),
        source: Some(source.to_owned()),
        text: text.to_owned(),
        ..Item::default()
    };
    let given = Postmortem {
        timeline: vec![
            item("Prometheus", "some requests should have been answered"),
            item("Slack", "that should have been tested"),
        ],
        ..Postmortem::default()
    };
    let found = check(&given);
    let found: Vec<&Finding> = found.iter().filter(|f| !f.text.is_empty()).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].place.as_str(), found[0].text.as_str()), ("Timeline, 00:00", "should have"));
}

#[test]
fn vague_impact_is_marked() {
    for (text, words) in [
        ("Some users could not log in.", "Some users"),
        ("A few of our customers saw errors.", "A few of our customers"),
        ("Many requests failed.", "Many requests"),
        ("A number of people were affected.", "A number of people"),
        ("The impact was significant.", "significant"),
        ("The site was briefly down.", "briefly"),
        ("It was slow for a while.", "for a while"),
        ("Bookings failed for a few minutes.", "a few minutes"),
        ("It was fixed yesterday.", "yesterday"),
        ("A fix comes next week.", "next week"),
    ] {
        let found = about_impact(text);
        assert!(found.iter().any(|f| f.text == words), "{text:?} gives {found:?}");
    }
    for text in [
        "3,100 users could not book (38 % of those who tried).",
        "Some 3,100 users could not book.",
        "Error rate rose significantly, from 2 % to 45 %.",
        "The site was down from 09:02 to 09:47.",
        "The pool has several settings.",
        "Most of the time is spent in the planner.",
        "Users saw the text \"some users may wait\".",
    ] {
        let found = about_impact(text);
        assert!(found.is_empty(), "{text:?} gives {found:?}");
    }
}

#[test]
fn actions_that_nobody_can_verify_are_marked() {
    for text in [
        "Be more careful with deployments",
        "Pay more attention to the dashboards",
        "Improve monitoring",
        "Improve the alerting of the database",
        "Investigate",
        "Look into connection pooling",
        "Consider using a pooler",
        "Make sure this never happens again",
        "Remind everyone of the checklist",
        "Review processes",
        "Better testing",
    ] {
        let found = about_action(text);
        assert_eq!(found.len(), 1, "{text:?} gives {found:?}");
        assert!(found[0].instead.len() > 20);
    }
    for text in [
        "Alert when connections are above 80 of 100 for 2 minutes",
        "Set idle_in_transaction_session_timeout to 30 s",
        "Investigate why the pool keeps 20 connections, and write down what pool_size has to be",
        "Increase the alert's threshold from 80 % to 90 %",
        "Add a test that runs the export with an empty report",
        "Write a runbook for connections that run out",
        "Review all 14 background jobs for connections that are not released",
    ] {
        let found = about_action(text);
        assert!(found.is_empty(), "{text:?} gives {found:?}");
    }
}

#[test]
fn owners_and_dates_are_asked_for() {
    let action = |owner: Option<&str>, due: Option<&str>, status: Option<&str>| ActionItem {
        text: "Add an alert at 80 of 100 connections".to_owned(),
        owner: owner.map(str::to_owned),
        due: due.map(str::to_owned),
        status: status.map(str::to_owned),
        ..ActionItem::default()
    };
    let given = Postmortem {
        actions: vec![
            action(None, None, None),
            action(Some("TBD"), Some("tomorrow"), None),
            action(Some("Team"), Some("Friday"), None),
            action(Some("Database team"), Some("2026-03-12"), None),
            action(Some("Database team"), None, Some("Completed")),
            action(Some("Database team"), Some("in two weeks"), None),
        ],
        ..Postmortem::default()
    };
    let found = check(&given);
    let of = |n: usize| -> Vec<&str> {
        let place = format!("Action item {n}");
        found.iter().filter(|f| f.place == place).map(|f| f.text.as_str()).collect()
    };
    assert_eq!(of(1).len(), 2, "{found:?}");
    assert_eq!(of(2), ["Add an alert at 80 of 100 connections", "tomorrow"]);
    assert_eq!(of(3), ["Team", "Friday"]);
    assert!(of(4).is_empty() && of(5).is_empty(), "{found:?}");
    assert_eq!(of(6), ["in two weeks"]);
}

#[test]
fn sections_that_matter_are_missed() {
    let found = check(&Postmortem::default());
    let places: Vec<&str> = found.iter().map(|f| f.place.as_str()).collect();
    for place in ["Summary", "Impact", "Timeline", "Root cause", "Duration", "Action items"] {
        assert!(places.contains(&place), "{place} is not in {places:?}");
    }
    let guess = Postmortem { root_cause: vec![Note::candidate("the pool leaks")], ..Postmortem::default() };
    assert!(check(&guess).iter().any(|f| f.why.contains("guessed")));
}

#[test]
fn a_good_report_has_little_to_mend() {
    let found = check(&example());
    let found: Vec<(&str, &str)> = found.iter().map(|f| (f.place.as_str(), f.text.as_str())).collect();
    // An entry without a time, and the item that has no owner and no date.
    assert_eq!(
        found,
        [
            ("Timeline", ""),
            ("Timeline, 09:24 UTC", "some bookings"),
            ("Action item 3", "Write a runbook for connections that run out"),
            ("Action item 3", "Write a runbook for connections that run out"),
        ]
    );
}

proptest! {
    #![proptest_config(crate::any::any_number(48))]

    #[test]
    fn any_postmortem_is_checked(given in postmortem()) {
        let found = check(&given);
        prop_assert!(found.iter().all(|f| !f.place.is_empty() && !f.why.is_empty() && !f.instead.is_empty()));
        prop_assert_eq!(&found, &check(&given));
    }
}
