//! An incident that never was, with every part of the model filled: what a good report of it would know.

use ride_shared::postmortem::{
    ActionItem, ActionKind, CallStretch, Clock, Figure, Impact, Item, Kind, Lessons, Line, Measures, Note, Origin, Own,
    Participant, Phase, PhaseName, Point, Postmortem, Precision, Range, Slots, Why, moment,
};

/// 2026-03-05, the day of it.
fn at(hour: i64, minute: i64) -> i64 {
    moment::day_of(2026, 3, 5).expect("a date") * moment::DAY + (hour * 60 + minute) * 60_000
}

fn notes(texts: &[&str]) -> Vec<Note> {
    texts.iter().map(|t| Note::known(*t)).collect()
}

fn item(at: i64, source: &str, kind: Kind, text: &str, line: u32) -> Item {
    Item {
        at: Some(at),
        source: Some(source.to_owned()),
        kind,
        text: text.to_owned(),
        evidence: vec![format!("line {line}")],
        ..Item::default()
    }
}

fn timeline() -> Vec<Item> {
    let mut items = vec![
        item(at(8, 50), "GitHub", Kind::Trigger, "report-builder v4.2.0 deployed from PR #512", 3),
        item(at(9, 2), "Prometheus", Kind::Alert, "Connections at 82 of 100 for 2 minutes", 4),
        item(at(9, 5), "PagerDuty", Kind::Alert, "CRITICAL: booking_api p95 > 2000ms", 5),
        item(at(9, 8), "Slack", Kind::Acknowledged, "@mira took it on", 6),
        item(at(9, 12), "psql", Kind::Investigation, "71 sessions of report_builder idle in transaction", 7),
        item(at(9, 19), "GitHub", Kind::Identified, "The export opens a transaction and never ends it", 8),
        item(at(9, 24), "Slack", Kind::Communication, "Status page: some bookings fail; we know why", 9),
        item(at(9, 27), "GitHub", Kind::Mitigation, "report-builder rolled back to v4.1.3", 10),
        item(at(9, 31), "psql", Kind::Mitigation, "Ended the sessions that were left", 11),
        item(at(9, 36), "Prometheus", Kind::Improving, "Connections down to 31 of 100, error rate 4%", 12),
        item(at(9, 47), "PagerDuty", Kind::Resolved, "Error rate at 0.2% for ten minutes, closed", 13),
    ];
    items[3].person = Some("Mira".to_owned());
    items[4].code = Some("SELECT state, count(*) FROM pg_stat_activity GROUP BY 1;".to_owned());
    items[4].notes = Some("oldest since 08:51".to_owned());
    items[8].code = Some(
        "SELECT pg_terminate_backend(pid)\n  FROM pg_stat_activity\n WHERE application_name = 'report_builder'\n   AND \
         state = 'idle in transaction';"
            .to_owned(),
    );
    items.push(Item {
        text: "Somebody from sales asked in the hallway whether bookings were down".to_owned(),
        evidence: vec!["line 16".to_owned()],
        ..Item::default()
    });
    items
}

fn figures() -> Vec<Figure> {
    let points = |values: &[(i64, f64)]| {
        values.iter().map(|(at, value)| Point { at: Some(*at), value: *value, text: None }).collect()
    };
    let bare = |value: f64, text: Option<&str>| Point { at: None, value, text: text.map(str::to_owned) };
    vec![
        Figure {
            name: "Connections".to_owned(),
            unit: String::new(),
            limit: Some(100.0),
            points: points(&[(at(9, 2), 82.0), (at(9, 12), 98.0), (at(9, 27), 100.0), (at(9, 36), 31.0)]),
        },
        Figure {
            name: "Error rate".to_owned(),
            unit: "%".to_owned(),
            limit: None,
            points: points(&[(at(9, 5), 12.5), (at(9, 27), 38.0), (at(9, 36), 4.0), (at(9, 47), 0.2)]),
        },
        Figure {
            name: "p95 of booking_api".to_owned(),
            unit: "ms".to_owned(),
            limit: None,
            points: vec![bare(140.0, None), bare(2300.0, None), bare(0.0, Some("timeout")), bare(150.0, None)],
        },
    ]
}

fn impact() -> Impact {
    Impact {
        services: notes(&["Booking API", "Back office"]),
        users: notes(&["about 3,100 people could not book (38 % of those who tried)"]),
        revenue: vec![Note::candidate("$9,200 of bookings not made").resting_on(["line 21".to_owned()])],
        objectives: notes(&["31 % of the month's error budget"]),
        other: notes(&["Nightly exports of two partners came late"]),
        calls: vec![
            CallStretch {
                name: "before".to_owned(),
                for_ms: 600_000,
                made: 12_000,
                failed: 0,
                p95_ms: Some(Range { median: 140.2, highest: 188.0 }),
                slots: Some(Slots { most: 24, limit: 100 }),
            },
            CallStretch {
                name: "during".to_owned(),
                for_ms: 1_860_000,
                made: 36_500,
                failed: 9_610,
                p95_ms: Some(Range { median: 1240.0, highest: 5000.0 }),
                slots: Some(Slots { most: 100, limit: 100 }),
            },
        ],
    }
}

fn actions() -> Vec<ActionItem> {
    let action = |text: &str, kind, priority: &str, owner: Option<&str>, due: Option<&str>, status: &str| ActionItem {
        text: text.to_owned(),
        kind: Some(kind),
        priority: Some(priority.to_owned()),
        owner: owner.map(str::to_owned),
        due: due.map(str::to_owned),
        status: Some(status.to_owned()),
        evidence: Vec::new(),
    };
    vec![
        action(
            "Set idle_in_transaction_session_timeout to 30 s for report_builder",
            ActionKind::Prevent,
            "P0",
            Some("Database team"),
            Some("2026-03-06"),
            "Completed",
        ),
        action(
            "Alert when a session is idle in transaction for more than 60 s",
            ActionKind::Detect,
            "P1",
            Some("Platform team"),
            Some("2026-03-12"),
            "Open",
        ),
        action("Write a runbook for connections that run out", ActionKind::Respond, "P2", None, None, "Open"),
    ]
}

/// The incident.
pub fn example() -> Postmortem {
    let why = |question: &str, answer: Option<Note>| Why { question: question.to_owned(), answer };
    let phase = |name, from, to| Phase { name, from, to };
    Postmortem {
        title: Some("Exports left transactions open until bookings failed".to_owned()),
        incident_id: Some("INC-2026-031".to_owned()),
        severity: Some("SEV-2".to_owned()),
        status: Some("Resolved".to_owned()),
        origin: Origin::Timeline,
        clock: Clock { dated: true, zone: Some("UTC".to_owned()), precision: Precision::Minute },
        summary: notes(&[
            "A new version of the report builder opened a transaction for each export and did not end it.",
            "Within twelve minutes the open transactions held all 100 connections, and bookings failed.",
        ]),
        timeline: timeline(),
        phases: vec![
            phase(PhaseName::Detection, at(9, 0), at(9, 2)),
            phase(PhaseName::Acknowledgement, at(9, 2), at(9, 8)),
            phase(PhaseName::Investigation, at(9, 8), at(9, 27)),
            phase(PhaseName::Mitigation, at(9, 27), at(9, 36)),
            phase(PhaseName::Resolution, at(9, 36), at(9, 47)),
        ],
        measures: Measures {
            duration_ms: Some(47 * 60_000),
            detect_ms: Some(120_000),
            acknowledge_ms: Some(360_000),
            resolve_ms: Some(47 * 60_000),
        },
        impact: impact(),
        figures: figures(),
        detection: notes(&["The alert on connections came three minutes before the first failed booking."]),
        response: notes(&["The on-call engineer asked the database first, then the log."]),
        recovery: notes(&["The rollback freed nothing by itself: sessions had to be ended."]),
        root_cause: notes(&["The export's code path had no end of transaction when a report was empty."]),
        trigger: notes(&["Version 4.2.0 went out at 08:50, ten minutes before the exports of the hour."]),
        contributing: notes(&[
            "No timeout ended idle transactions.",
            "Staging has no empty reports, so nothing showed there.",
        ]),
        whys: vec![
            why("Why did bookings fail?", Some(Note::known("No connection was free."))),
            why("Why was none free?", Some(Note::known("Exports held them in open transactions."))),
            why("Why did nothing end them?", None),
        ],
        mitigations: notes(&["Rolled back to v4.1.3.", "Ended 71 sessions with pg_terminate_backend()."]),
        durable: vec![Note::candidate("A timeout for idle transactions.").resting_on(["line 30".to_owned()])],
        went_well: notes(&["The dashboard named the application that held the connections."]),
        went_wrong: notes(&["The rollback took eight minutes, five of them waiting for a review."]),
        lucky: notes(&["It was not the first of the month, when there are ten times as many exports."]),
        surprises: notes(&["An idle session can keep everybody else out."]),
        actions: actions(),
        lessons: Lessons {
            technical: notes(&["Idle in transaction is a state to alert on."]),
            process: notes(&["A rollback needs no review."]),
            cultural: notes(&["Asking in the hallway is a report too: it needs a place to go."]),
        },
        communication: notes(&["09:52 mail to the two partners"]),
        technical: notes(&["PostgreSQL 17.2, max_connections = 100", "Pool of 20 for each of five workers"]),
        related: notes(&["INC-2025-118: an export without a LIMIT"]),
        follow_ups: notes(&["2026-03-19: timeout in place, no session idle for more than 30 s since"]),
        participants: vec![
            Participant { name: "Mira".to_owned(), role: Some("on-call engineer".to_owned()) },
            Participant { name: "the database team".to_owned(), role: None },
        ],
        own: Some(Own {
            summary: "Connections ran out.".to_owned(),
            root_cause: "Exports kept transactions open.".to_owned(),
            actions: vec!["Add a timeout".to_owned()],
        }),
        reading: vec![
            "Client connection defaults https://www.postgresql.org/docs/17/runtime-config-client.html".to_owned(),
        ],
        not_understood: vec![
            Line { number: 14, text: "```".to_owned() },
            Line { number: 15, text: "¯\\_(ツ)_/¯".to_owned() },
        ],
    }
}
