//! Postmortems from journals that real sessions left: what they say, and what they never say.

use std::collections::BTreeSet;

use ride_shared::grading::times;
use ride_shared::journal::{Entry, Event, references};
use ride_shared::postmortem::session::{Comparison, Section, compare, from_session};
use ride_shared::postmortem::{
    ActionKind, Finding, Kind, Measures, Note, Own, PhaseName, Postmortem, Template, check, pack, zip,
};
use ride_shared::scenario::{Names, Scenario, choose, substitute};
use serde_json::Value;

const STORM: &str = include_str!("../../scenarios/stage-03/03-connection-storm-after-deploy/scenario.toml");
const LOCK: &str = include_str!("../../scenarios/stage-02/01-blocking-transaction/scenario.toml");

fn scenario(text: &str, seed: u64) -> Scenario {
    #[derive(serde::Deserialize)]
    struct Vary {
        #[serde(default)]
        vary: Vec<Names>,
    }
    let Vary { vary } = toml::from_str(text).unwrap();
    let names = vary.get(choose(vary.len(), seed)).cloned().unwrap_or_default();
    toml::from_str(&substitute(text, &names).unwrap()).unwrap()
}

fn journal(text: &str) -> Vec<Entry> {
    serde_json::from_str(text).unwrap()
}

/// A session with a wrong diagnosis, two traps, statements of no use, and a fix that was taken back.
fn storm_journal() -> Vec<Entry> {
    journal(include_str!("journals/storm-with-detours.json"))
}

fn storm() -> Postmortem {
    from_session(&storm_journal(), &scenario(STORM, 0), None)
}

/// A session that ended what held the locks, handed in no diagnosis, and left the cause as it was.
fn lock() -> Postmortem {
    from_session(&journal(include_str!("journals/lock-mitigated.json")), &scenario(LOCK, 0), None)
}

fn has(notes: &[Note], part: &str) -> bool {
    notes.iter().any(|note| note.text.contains(part))
}

#[track_caller]
fn assert_has(notes: &[Note], part: &str) {
    assert!(has(notes, part), "no note says {part:?}: {notes:#?}");
}

#[test]
fn everything_rests_on_entries_that_there_are() {
    for (postmortem, journal) in
        [(storm(), storm_journal()), (lock(), journal(include_str!("journals/lock-mitigated.json")))]
    {
        let names: BTreeSet<String> = references(&journal).into_iter().map(|(name, _)| name.to_string()).collect();
        let mut found = 0;
        let mut open = vec![serde_json::to_value(&postmortem).unwrap()];
        while let Some(value) = open.pop() {
            if let Some(evidence) = value.get("evidence").and_then(Value::as_array) {
                for name in evidence {
                    assert!(names.contains(name.as_str().unwrap()), "{name} in {value}");
                    found += 1;
                }
            }
            match value {
                Value::Object(map) => open.extend(map.into_iter().map(|(_, v)| v)),
                Value::Array(list) => open.extend(list),
                _ => {}
            }
        }
        assert!(found > 100, "{found}");
        for item in &postmortem.timeline {
            assert!(!item.evidence.is_empty() && item.at.is_some() && item.source.is_some(), "{item:?}");
        }
        assert!(postmortem.timeline.is_sorted_by_key(|item| item.at));
    }
}

#[test]
fn every_deed_is_in_the_timeline_and_noise_is_told_once() {
    let (postmortem, journal) = (storm(), storm_journal());
    let cited: BTreeSet<&str> = postmortem.timeline.iter().flat_map(|i| &i.evidence).map(String::as_str).collect();
    for (name, entry) in references(&journal) {
        let told = match entry.event {
            Event::Vitals(_) | Event::ConsoleClosed { .. } | Event::Scored { .. } | Event::AppLog(_) => false,
            // One of three that were the same; the first and the last stand for all.
            Event::Statement { .. } => name.to_string() != "statement#5",
            _ => true,
        };
        assert!(!told || cited.contains(name.to_string().as_str()), "{name} is nowhere: {:?}", entry.event);
    }
    let refused: Vec<_> = postmortem.timeline.iter().filter(|i| i.text.contains("too many clients")).collect();
    let sources: Vec<_> = refused.iter().map(|i| i.source.as_deref().unwrap()).collect();
    assert_eq!(sources, ["checkout_api", "inventory_api"], "{refused:#?}");
    let logged: u32 = journal
        .iter()
        .filter_map(|e| match &e.event {
            Event::AppLog(log) if log.source == "checkout_api" => Some(log.times),
            _ => None,
        })
        .sum();
    assert!(
        refused[0].notes.as_ref().unwrap().starts_with(&format!("Logged {logged} times until ")),
        "{:?}",
        refused[0]
    );
    let again: Vec<_> = postmortem.timeline.iter().filter(|i| i.text.ends_with("3 times")).collect();
    assert_eq!(again.len(), 1);
    assert_eq!(again[0].notes.as_deref(), Some("It showed deploy_worker | 85."));
    assert_eq!(again[0].source.as_deref(), Some("psql console 4"));
    assert!(postmortem.timeline.len() < 40, "{}", postmortem.timeline.len());
}

#[test]
fn the_turning_points_are_what_callers_measured() {
    let postmortem = storm();
    let at = |kind, part: &str| {
        let found: Vec<_> = postmortem.timeline.iter().filter(|i| i.kind == kind && i.text.contains(part)).collect();
        assert_eq!(found.len(), 1, "{kind:?} {part}: {found:#?}");
        assert_eq!(found[0].source.as_deref(), Some("checkout_api"));
        found[0].at.unwrap()
    };
    let (first, worst) = (at(Kind::Alert, "The first calls fail: 4 of 6"), at(Kind::Alert, "The worst second: 4 of 4"));
    let over = at(Kind::Resolved, "succeed again");
    assert!(first < worst && worst < over);
    assert_eq!(postmortem.measures.duration_ms, Some(over - first));
    assert_eq!(postmortem.clock.day(first).as_deref(), Some("2026-11-21"));
    assert_eq!(postmortem.clock.zone.as_deref(), Some("UTC"));
}

#[test]
fn measures_are_gradings_times() {
    for (postmortem, journal) in
        [(storm(), storm_journal()), (lock(), journal(include_str!("journals/lock-mitigated.json")))]
    {
        let (measures, times) = (postmortem.measures, times(&journal));
        let ms = |ms: Option<u64>| ms.map(|ms| ms as i64);
        assert_eq!(measures.acknowledge_ms, ms(times.acknowledged_ms));
        assert_eq!(measures.detect_ms, ms(times.detected_ms));
        assert_eq!(measures.resolve_ms, ms(times.recovered_ms));
        assert!(measures.resolve_ms.is_some());
        let names: Vec<_> = postmortem.phases.iter().map(|p| p.name).collect();
        use PhaseName::{Acknowledgement, Detection, Investigation, Mitigation, Resolution};
        assert_eq!(names, [Detection, Acknowledgement, Investigation, Mitigation, Resolution]);
        assert!(postmortem.phases.windows(2).all(|two| two[0].from <= two[0].to && two[0].to == two[1].from));
    }
}

#[test]
fn impact_is_counted_from_the_vitals() {
    let (postmortem, journal) = (storm(), storm_journal());
    let submitted = journal.iter().position(|e| e.event == Event::Submitted).unwrap();
    let vitals = journal[..submitted].iter().filter_map(|e| match &e.event {
        Event::Vitals(v) => Some(v),
        _ => None,
    });
    let (made, failed) = vitals.fold((0, 0), |(m, f), v| (m + u64::from(v.calls), f + u64::from(v.failed)));
    let calls = &postmortem.impact.calls;
    let names: Vec<_> = calls.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["before", "during", "after"]);
    assert_eq!(calls.iter().map(|c| c.made).sum::<u64>(), made);
    assert_eq!((calls[0].failed, calls[1].failed, calls[2].failed), (0, failed, 0));
    assert_eq!(calls[1].slots.map(|s| (s.most, s.limit)), Some((100, 100)));
    assert!(calls[1].p95_ms.is_some_and(|p| (112.0..113.0).contains(&p.highest) && p.median < p.highest));
    let impact = &postmortem.impact;
    assert!(impact.users.is_empty() && impact.revenue.is_empty() && impact.objectives.is_empty(), "nobody can know");
    assert_has(&impact.services, "checkout_api: 278 of 427 calls failed (65.1 %)");
    let figure = |name: &str| postmortem.figures.iter().find(|f| f.name == name).unwrap_or_else(|| panic!("{name}"));
    assert_eq!(figure("Connections").limit, Some(100.0));
    let most = |name: &str| figure(name).points.iter().map(|p| p.value).fold(0.0, f64::max);
    assert_eq!([most("Connections of deploy_worker"), most("Error rate")].map(|n| n as u32), [85, 100]);
    assert!(postmortem.figures.iter().all(|f| f.name != "Waiting for locks"), "nobody waited");
    assert!(lock().figures.iter().any(|f| f.name == "Waiting for locks"));
}

#[test]
fn what_went_badly_is_told_by_what_was_done() {
    let postmortem = storm();
    let wrong = &postmortem.went_wrong;
    for part in [
        "No query was slow",
        "inventory_api had nothing to do with it",
        "1 statement ended in the error “column \"application\" does not exist” (42703)",
        "was not right in the cause “An application forgets to give connections back",
        "the action restart-api did not help",
        "set-pool-size 10 was replaced by set-pool-size 85",
        "The on-call engineer never looked up the limit",
        "it filled the server again",
        "1 hint was taken",
    ] {
        assert_has(wrong, part);
    }
    assert_eq!(postmortem.timeline.iter().filter(|i| i.kind == Kind::Harm).count(), 2);
    assert_has(&postmortem.went_well, "The server showed deploy_worker holding most of the connections");
    assert_has(&postmortem.went_well, "The diagnosis names the cause");
    assert!(!has(&postmortem.went_well, "halved"), "no word of points");
    assert_eq!(postmortem.status.as_deref(), Some("Mitigated; the cause is still there"));
    assert_has(&postmortem.mitigations, "Held: deploy_worker let go of the slots");
    assert_has(&postmortem.durable, "Did not hold: the release was rolled out again");
    assert_has(&postmortem.durable, "connections reached 100 % of max_connections, 8 connections refused");

    let lock = lock();
    assert_has(&lock.went_wrong, "No diagnosis was handed in");
    assert!(!has(&lock.went_wrong, "The diagnosis doesn't name the cause"), "told once");
    assert!(has(&lock.follow_ups, "ledger_ran_through does not hold"), "{:#?}", lock.follow_ups);
}

#[test]
fn the_truth_stands_beside_the_diagnosis_and_the_gaps_become_items() {
    let postmortem = storm();
    assert_has(&postmortem.root_cause, "Release v214 restarted every deploy_worker process");
    assert_has(&postmortem.root_cause, "The diagnosis handed in by the on-call engineer names this cause");
    assert_has(&postmortem.trigger, "release v214: restarting every deploy_worker process");
    assert!(postmortem.whys.len() >= 4 && postmortem.whys.iter().any(|why| why.answer.is_none()));
    let kinds: BTreeSet<_> = postmortem.actions.iter().filter_map(|a| a.kind).collect();
    assert_eq!(kinds.len(), 4, "{:#?}", postmortem.actions);
    assert!(postmortem.actions.iter().all(|a| a.owner.is_none() && a.due.is_none() && a.priority.is_some()));
    let first = &postmortem.actions[0];
    assert_eq!(
        (first.kind, first.priority.as_deref()),
        (Some(ActionKind::Prevent), Some("P0")),
        "the fix did not hold"
    );
    assert!(postmortem.lessons.process.len() == 2 && !postmortem.reading.is_empty());
}

#[test]
fn the_same_journal_gives_the_same_pack_to_the_byte() {
    let bytes = || zip(&pack(&storm(), Template::default()));
    assert_eq!(bytes(), bytes());
    assert_eq!(serde_json::to_string(&storm()).unwrap(), serde_json::to_string(&storm()).unwrap());
    // What happens after the score is no part of the incident.
    let mut later = storm_journal();
    let last = later.last().unwrap().clone();
    later.push(Entry {
        seq: last.seq + 1,
        at_ms: last.at_ms + 50_000,
        event: Event::SessionEnded { reason: "x".into() },
    });
    assert_eq!(from_session(&later, &scenario(STORM, 0), None), storm());
    let read: Postmortem = serde_json::from_str(&serde_json::to_string(&storm()).unwrap()).unwrap();
    assert_eq!(read, storm());
}

/// Every text of a postmortem but what people typed themselves.
fn texts(value: &Value, key: &str, out: &mut Vec<String>) {
    match value {
        Value::String(text) if !matches!(key, "code" | "reading" | "words") => out.push(text.clone()),
        Value::Array(list) => list.iter().for_each(|v| texts(v, key, out)),
        Value::Object(map) => map.iter().filter(|(k, _)| *k != "own").for_each(|(k, v)| texts(v, k, out)),
        _ => {}
    }
}

#[test]
fn nobody_is_spoken_to_and_nobody_is_named() {
    for postmortem in [storm(), lock()] {
        let mut all = Vec::new();
        texts(&serde_json::to_value(&postmortem).unwrap(), "", &mut all);
        for text in &all {
            let lower = text.to_lowercase();
            let mut words = lower.split(|c: char| !c.is_alphanumeric() && c != '_');
            assert!(words.all(|w| !matches!(w, "you" | "your" | "yours" | "yourself")), "{text}");
        }
        assert_eq!(postmortem.participants.len(), 1);
        let people: BTreeSet<_> = postmortem.timeline.iter().filter_map(|i| i.person.as_deref()).collect();
        assert_eq!(people.into_iter().collect::<Vec<_>>(), ["the on-call engineer"]);
    }
    for postmortem in [storm(), lock()] {
        assert_eq!(to_mend(&postmortem), []);
    }
}

/// What the checker finds but who does what until when, which is for people: everything else ride has written itself.
fn to_mend(postmortem: &Postmortem) -> Vec<Finding> {
    let left_to_people = |f: &Finding| {
        f.place.starts_with("Action item")
            && (f.instead.contains("calendar date") || f.instead.contains("agreed to it"))
    };
    check(postmortem).into_iter().filter(|f| !left_to_people(f)).collect()
}

/// Every scenario's sentences, under each of its names, as far as any journal brings them up.
#[cfg(not(target_arch = "wasm32"))]
#[test]
fn what_ride_writes_itself_is_left_alone_by_its_own_checker() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios");
    let below = |folder: &std::path::Path| -> Vec<std::path::PathBuf> {
        let all = std::fs::read_dir(folder).into_iter().flatten();
        all.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_dir()).collect()
    };
    let files: Vec<_> = below(&folder).iter().flat_map(|stage| below(stage)).map(|f| f.join("scenario.toml")).collect();
    let texts: Vec<_> = files.iter().filter(|f| f.is_file()).collect();
    assert!(texts.len() >= 18, "{texts:?}");
    let journals = [storm_journal(), journal(include_str!("journals/lock-mitigated.json"))];
    let mut found = BTreeSet::new();
    for path in texts {
        let text = std::fs::read_to_string(path).expect("a scenario");
        for seed in 0..3 {
            let scenario = scenario(&text, seed);
            for journal in &journals {
                let mended = to_mend(&from_session(journal, &scenario, None));
                found.extend(mended.into_iter().map(|f| format!("{}: {}: {}", path.display(), f.place, f.text)));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_session_without_anything_says_so_and_makes_nothing_up() {
    let storm = scenario(STORM, 0);
    let empty = from_session(&[], &storm, None);
    assert!(empty.timeline.is_empty() && empty.phases.is_empty() && empty.figures.is_empty());
    assert_eq!(empty.measures, Measures::default());
    assert_eq!(empty.status.as_deref(), Some("Not resolved"));
    assert_has(&empty.went_wrong, "The work was never handed in");
    pack(&empty, Template::default());
}

fn of<'c>(all: &'c [Comparison], section: Section, point: &str) -> &'c Comparison {
    let found: Vec<_> = all.iter().filter(|c| c.section == section && c.point == point).collect();
    assert_eq!(found.len(), 1, "{point}: {all:#?}");
    found[0]
}

#[test]
fn theirs_stands_beside_what_is_proven_point_by_point() {
    let own = Own {
        summary: "After the v214 deploy checkout-api failed for about 36 seconds.\nSome 280 calls were lost. \
                  Terminating the idle sessions brought it back."
            .into(),
        root_cause: "The deploy workers had a leak of connections, 84 of them.".into(),
        actions: vec![
            "Give deploy_worker a smaller pool, with jitter and backoff".into(),
            "Alert at 80 % of the limit".into(),
        ],
    };
    let postmortem = from_session(&storm_journal(), &scenario(STORM, 0), Some(own.clone()));
    assert_eq!(postmortem.own.as_ref(), Some(&own));
    let all = compare(&own, &postmortem);
    let mentioned = |section, point: &str| of(&all, section, point).mentioned;
    for point in ["what broke", "since when", "how long", "how many calls failed", "what fixed it"] {
        assert!(mentioned(Section::Summary, point), "{point}");
    }
    assert_eq!(of(&all, Section::Summary, "how many calls failed").own.as_deref(), Some("Some 280 calls were lost."));
    assert!(!mentioned(Section::Summary, "the cause") && !mentioned(Section::Summary, "the culprit"));
    assert!(
        mentioned(Section::RootCause, "the culprit")
            && mentioned(Section::RootCause, "connections that the culprit held")
    );
    assert!(!mentioned(Section::RootCause, "connections that the server allows"));
    let cause = of(&all, Section::RootCause, "the cause");
    assert!(!cause.mentioned, "a leak is not the cause: {cause:?}");
    assert_eq!(cause.own.as_ref(), Some(&own.root_cause), "theirs stands beside it all the same");
    assert!(cause.proven.starts_with("Release v214 restarted"));
    assert!(
        mentioned(Section::Actions, "the durable fix") && mentioned(Section::Actions, "an item that detects it sooner")
    );
    assert!(!mentioned(Section::Actions, "an item that helps those who respond"));
    let harm: Vec<_> = all.iter().filter(|c| c.point == "harm that the response did").collect();
    assert!(harm.len() == 2 && harm.iter().all(|c| !c.mentioned), "{harm:#?}");
    assert!(!mentioned(Section::Actions, "evidence that was not looked at"));

    let right =
        Own { root_cause: "A reconnect storm: the release restarted all processes at the same moment.".into(), ..own };
    assert!(of(&compare(&right, &postmortem), Section::RootCause, "the cause").mentioned);
    let nothing = compare(&Own::default(), &postmortem);
    assert!(nothing.iter().all(|c| !c.mentioned && c.own.is_none() && !c.proven.is_empty()));
    assert!(compare(&right, &Postmortem::default()).is_empty(), "a pasted timeline proves nothing");
}
