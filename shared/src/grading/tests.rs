//! Grading, held against journals written by hand and against arbitrary ones.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::journal::{Calls, DiagnosisAnswer, Entry, Event, Transport};
use crate::protocol::Mode;
use crate::scenario::{Scenario, choose, substitute};

const STORM: &str = include_str!("../../../scenarios/stage-03/03-connection-storm-after-deploy/scenario.toml");

#[derive(serde::Deserialize)]
struct Vary {
    vary: Vec<crate::scenario::Names>,
}

fn storm(seed: u64) -> Scenario {
    let Vary { vary } = toml::from_str(STORM).unwrap();
    toml::from_str(&substitute(STORM, &vary[choose(vary.len(), seed)]).unwrap()).unwrap()
}

fn entries(events: impl IntoIterator<Item = Event>) -> Vec<Entry> {
    (1..).zip(events).map(|(seq, event)| Entry { seq, at_ms: seq * 1000, event }).collect()
}

fn started(mode: Mode) -> Event {
    Event::SessionStarted {
        scenario: "stage-03/03-connection-storm-after-deploy".into(),
        version: "ab".repeat(32),
        seed: 0,
        mode,
        driver: "process".into(),
        postgres: 150_010,
        unix_ms: 1_700_000_000_000,
    }
}

fn evidence(rule: u32) -> Event {
    Event::Evidence { console: 1, rule, shown: "deploy_worker | 85".into() }
}

fn answer(cause: &str, culprit: &str, held: f64, limit: f64) -> DiagnosisAnswer {
    let numbers = BTreeMap::from([("culprit_connections".into(), held), ("max_connections".into(), limit)]);
    DiagnosisAnswer { cause: Some(cause.into()), culprit: Some(culprit.into()), numbers }
}

fn right() -> Event {
    Event::Diagnosis(answer("reconnect-storm", "deploy_worker", 85.0, 100.0))
}

fn measured(connections: u32, failed: u32, peak: u32) -> [Event; 3] {
    let calls = |failed| Some(Calls { made: 24, failed });
    [
        Event::Submitted,
        Event::StateMeasured { rule: 0, connections: Some(connections), calls: calls(failed), holds: BTreeMap::new() },
        Event::ReplayMeasured {
            rule: 1,
            run: "deploy".into(),
            peak_connections_percent: peak,
            refused: 0,
            calls: calls(0),
            connections: None,
            recovered: None,
            holds: BTreeMap::new(),
        },
    ]
}

fn held() -> [Event; 3] {
    measured(0, 0, 33)
}

fn card(events: impl IntoIterator<Item = Event>) -> Scorecard {
    static STORM: LazyLock<Scenario> = LazyLock::new(|| storm(0));
    grade(&entries(events), &STORM).unwrap()
}

fn parts(card: &Scorecard) -> [u32; 4] {
    [card.total, card.detect, card.fix, card.trap]
}

fn reference() -> Vec<Event> {
    [started(Mode::Practice), Event::IncidentLive, evidence(0), evidence(1), right()]
        .into_iter()
        .chain(held())
        .collect()
}

#[test]
fn the_reference_gets_it_all_and_each_line_says_why() {
    let card = card(reference());
    assert_eq!(parts(&card), [100, 40, 40, 20]);
    assert_eq!(card.lines[0].events, ["evidence#1"]);
    assert_eq!(card.lines[1].events, ["evidence#2"]);
    assert_eq!(card.lines[2].events, ["diagnosis#1"]);
    let fixes: Vec<_> = card.lines.iter().filter(|l| matches!(l.part, Part::Mitigation | Part::Durable)).collect();
    assert_eq!(fixes.len(), 2);
    assert_eq!(fixes[1].events, ["replay-measured#1"]);
    assert!(card.lines.iter().all(|l| l.reason.ends_with('.')), "{:#?}", card.lines);
    assert_eq!(card.lines.iter().map(|l| l.points).sum::<i32>(), 100);
}

#[test]
fn nothing_done_is_nothing() {
    let card = card([started(Mode::Practice)].into_iter().chain(measured(85, 8, 100)));
    assert_eq!(parts(&card), [0, 0, 0, 0]);
}

#[test]
fn a_session_without_submission_is_not_graded() {
    assert_eq!(grade(&entries([started(Mode::Practice)]), &storm(0)), Err(RulesError::NotSubmitted));
}

#[test]
fn a_journal_of_another_scenario_is_not_graded() {
    let journal = entries([evidence(40), Event::Submitted]);
    let err = grade(&journal, &storm(0)).unwrap_err();
    assert_eq!(err, RulesError::ForeignRule { part: "detect", rule: 40, has: 6 });
}

#[test]
fn the_fix_is_judged_by_what_was_measured() {
    for (connections, failed, peak, fix) in
        [(20, 0, 80, 40), (21, 0, 80, 25), (20, 1, 80, 25), (20, 0, 81, 15), (85, 8, 100, 0)]
    {
        assert_eq!(card(measured(connections, failed, peak)).fix, fix, "{connections} {failed} {peak}");
    }
}

#[test]
fn what_was_not_measured_does_not_hold() {
    assert_eq!(card([Event::Submitted]).fix, 0);
    let calls = Some(Calls { made: 0, failed: 0 });
    let none = Event::StateMeasured { rule: 0, connections: Some(0), calls, holds: BTreeMap::new() };
    assert_eq!(card([Event::Submitted, none]).fix, 0);
    let other = Event::ReplayMeasured {
        rule: 1,
        run: "another".into(),
        peak_connections_percent: 1,
        refused: 0,
        calls: Some(Calls { made: 9, failed: 0 }),
        connections: None,
        recovered: None,
        holds: BTreeMap::new(),
    };
    assert_eq!(card([Event::Submitted, other]).fix, 0);
}

#[test]
fn what_was_found_in_the_way_fails_a_fix_that_did_not_ask_for_it() {
    let mut events = measured(20, 0, 80);
    for event in &mut events {
        if let Event::ReplayMeasured { holds, .. } = event {
            holds.insert("applications are served: role deploy_worker".into(), false);
        }
    }
    assert_eq!(card(events).fix, 15);
}

#[test]
fn each_wrong_answer_halves_its_question_and_no_other() {
    let wrong = |cause: &str| Event::Diagnosis(answer(cause, "deploy_worker", 85.0, 100.0));
    let guessed = card([evidence(0), wrong("lock-queue"), wrong("lock-queue"), right()].into_iter().chain(held()));
    assert_eq!(guessed.lines[2].points, 5);
    assert_eq!(guessed.lines[3].points, 5);
    assert!(guessed.lines[2].reason.contains("after 1 wrong answer;"), "{}", guessed.lines[2].reason);
    let twice = card([wrong("lock-queue"), wrong("missing-index"), right()].into_iter().chain(held()));
    assert_eq!(twice.lines[2].points, 2);
    let all: Vec<_> = ["a", "b", "c", "d", "e"].map(wrong).into_iter().chain([right()]).chain(held()).collect();
    assert_eq!(card(all).lines[2].points, 0);
}

#[test]
fn the_last_diagnosis_counts() {
    let changed = Event::Diagnosis(answer("lock-queue", "checkout_api", 12.0, 200.0));
    assert_eq!(card([right(), changed].into_iter().chain(held())).detect, 0);
}

#[test]
fn numbers_are_right_within_their_bounds() {
    for (held, points) in [(80.0, 3), (90.0, 3), (79.9, 0), (91.0, 0), (f64::NAN, 0)] {
        let event = Event::Diagnosis(answer("x", "x", held, 100.0));
        assert_eq!(card([event, Event::Submitted]).lines[4].points, points, "{held}");
    }
}

#[test]
fn each_trap_costs_what_it_says_and_counts_only_with_a_fix() {
    let changed = Event::SettingChanged { name: "max_connections".into(), from: "100".into(), to: "300".into() };
    let ddl = Event::Ddl { tag: "CREATE INDEX".into(), object: "public.x".into(), role: "oncall".into() };
    let terminated = |fleet: &str| Event::FleetTerminated { fleet: fleet.into(), count: 3 };
    let action = |name: &str, peak| Event::Action { name: name.into(), value: None, peak_connections_percent: peak };
    for (event, trap, keys) in [
        (changed.clone(), 0, vec!["raised-limit"]),
        (ddl, 10, vec!["index"]),
        (terminated("checkout_api"), 10, vec!["terminated-api"]),
        (terminated("inventory_api"), 10, vec!["terminated-stock"]),
        (terminated("deploy_worker"), 20, vec![]),
        (action("restart-database", None), 10, vec!["restarted-database"]),
        (action("deploy", Some(100)), 10, vec!["deployed-again"]),
        (action("deploy", Some(95)), 10, vec!["deployed-again"]),
        (action("deploy", Some(94)), 20, vec![]),
        (action("deploy", None), 20, vec![]),
    ] {
        let journal: Vec<_> = [event.clone()].into_iter().chain(held()).collect();
        assert_eq!(card(journal.clone()).trap, trap, "{event:?}");
        assert_eq!(sprung(&entries(journal), &storm(0)), keys, "{event:?}");
        let unfixed: Vec<_> = [event].into_iter().chain(measured(85, 8, 100)).collect();
        assert_eq!(card(unfixed).trap, 0);
    }
    let many = [changed, terminated("checkout_api"), terminated("inventory_api")].into_iter().chain(held());
    assert_eq!(parts(&card(many)), [40, 0, 40, 0]);
}

#[test]
fn a_trap_seen_only_while_scoring_counts_too() {
    let changed = Event::SettingChanged { name: "max_connections".into(), from: "100".into(), to: "300".into() };
    assert_eq!(card(held().into_iter().chain([changed])).trap, 0);
}

#[test]
fn hints_cost_what_their_events_say_once_each() {
    let hint = |index, cost| Event::Hint { index, cost };
    let deeds = reference().into_iter().take(5).chain([hint(0, 3), hint(1, 5), hint(1, 5)]);
    let card = card(deeds.chain(held()));
    assert_eq!((card.total, card.hints), (92, 8));
    assert_eq!(card.lines.last().unwrap().events, ["hint#2"]);
    assert_eq!(card.lines.last().unwrap().points, -5);
}

#[test]
fn hints_never_take_the_total_below_nothing() {
    let card = card([Event::Hint { index: 0, cost: 90 }, evidence(1), Event::Submitted]);
    assert_eq!((card.total, card.detect), (0, 5));
}

#[test]
fn another_seed_has_another_culprit() {
    let theirs = [evidence(0), evidence(1), right()].into_iter().chain(held());
    let card = grade(&entries(theirs), &storm(1)).unwrap();
    assert_eq!(card.detect, 30, "the cause is the same, culprit and numbers are not");
}

#[test]
fn times_run_from_the_moment_it_went_live() {
    let statement = || Event::Statement { console: 1, sql: "SELECT 1".into(), tag: None, error: None, rows: 1 };
    let journal = entries([statement(), Event::IncidentLive, statement(), evidence(0), Event::Submitted]);
    let times = times(&journal);
    assert_eq!((times.acknowledged_ms, times.detected_ms, times.recovered_ms), (Some(1000), Some(2000), None));
}

const KEY: [u8; 32] = [7; 32];

fn receipt() -> Receipt {
    Receipt::sign("abcdefghij012345", entries(reference()), &storm(0), &KEY).unwrap()
}

#[test]
fn a_receipt_verifies_after_a_way_through_json() {
    let json = serde_json::to_string_pretty(&receipt()).unwrap();
    let again: Receipt = serde_json::from_str(&json).unwrap();
    again.verify().unwrap();
    again.verify_signed_by(&public_key_hex(&KEY)).unwrap();
    again.verify_card(&storm(0), &"ab".repeat(32)).unwrap();
    assert_eq!(receipt(), again);
}

#[test]
fn whatever_is_changed_in_a_receipt_is_told() {
    let told = |change: fn(&mut Receipt)| {
        let mut receipt = receipt();
        change(&mut receipt);
        receipt.verify().unwrap_err()
    };
    assert_eq!(told(|r| r.card.total = 99), ReceiptError::Signature);
    assert_eq!(told(|r| r.card.lines[0].reason.push('!')), ReceiptError::Signature);
    assert_eq!(told(|r| r.session.push('x')), ReceiptError::Signature);
    assert_eq!(told(|r| r.seed = 1), ReceiptError::Signature);
    assert_eq!(told(|r| r.mode = Mode::Assessed), ReceiptError::Signature);
    assert_eq!(told(|r| r.format = 2), ReceiptError::Format(2));
    assert!(matches!(told(|r| r.signature = "0".repeat(7)), ReceiptError::Hex { field: "signature", bytes: 64 }));
    assert!(matches!(told(|r| r.public_key = "z".repeat(64)), ReceiptError::Hex { field: "public_key", .. }));
    assert_eq!(told(|r| r.public_key = public_key_hex(&[8; 32])), ReceiptError::Signature);
    assert!(matches!(told(|r| r.journal[2].at_ms += 1), ReceiptError::Journal { .. }));
    assert!(matches!(told(|r| drop(r.journal.remove(2))), ReceiptError::Journal { .. }));
}

#[test]
fn a_header_that_its_own_journal_denies_is_told_even_if_signed() {
    let mut journal = entries(reference());
    journal.remove(3);
    let gap = Receipt::sign("s", journal, &storm(0), &KEY).unwrap();
    assert_eq!(gap.verify(), Err(ReceiptError::Gap { expected: 4, found: 5 }));
    let headless = Receipt::sign("s", entries(held()), &storm(0), &KEY);
    assert_eq!(headless, Err(ReceiptError::Rules(RulesError::NoBeginning)));
}

#[test]
fn a_card_that_the_journal_does_not_bear_out_is_told() {
    let generous = {
        let mut scenario = storm(0);
        scenario.fix[1].replay.as_mut().unwrap().peak_connections_percent_at_most = Some(100);
        scenario
    };
    let journal = entries([started(Mode::Practice)].into_iter().chain(measured(0, 0, 100)));
    let forged = Receipt::sign("s", journal, &generous, &KEY).unwrap();
    forged.verify().unwrap();
    let err = forged.verify_card(&storm(0), &"ab".repeat(32)).unwrap_err();
    assert_eq!(err, ReceiptError::Card("the receipt says total 60, the journal gives 35".into()));
    assert!(matches!(forged.verify_card(&storm(0), "cd"), Err(ReceiptError::Version { .. })));
    assert!(matches!(forged.verify_signed_by(&public_key_hex(&[8; 32])), Err(ReceiptError::OtherKey { .. })));
}

/// Events that no rule asks about.
fn unrelated() -> impl Strategy<Value = Event> {
    prop_oneof![
        (1..5u32).prop_map(|console| Event::ConsoleClosed { console }),
        (1..5u32, any::<bool>()).prop_map(|(console, on_call)| Event::ConsoleOpened {
            console,
            transport: Transport::Tcp,
            pid: 1,
            on_call
        }),
        "\\PC{0,40}".prop_map(|sql| Event::Statement { console: 1, sql, tag: None, error: None, rows: 85 }),
        "[a-z_]{1,12}".prop_map(|name| Event::SettingChanged { name, from: "1".into(), to: "2".into() }),
        Just(Event::Ddl { tag: "CREATE INDEX".into(), object: "x".into(), role: "ride".into() }),
        Just(Event::FleetTerminated { fleet: "deploy_worker".into(), count: 85 }),
        Just(Event::Action { name: "set-pool-size".into(), value: Some("5".into()), peak_connections_percent: None }),
        Just(Event::Scored { total: 100 }),
        Just(Event::ServerRestarted { adopted: true }),
    ]
}

/// Any event that grading looks at.
fn related() -> impl Strategy<Value = Event> {
    let fleets = prop_oneof![Just("deploy_worker"), Just("checkout_api"), Just("inventory_api")];
    let causes = prop_oneof![Just("reconnect-storm"), Just("lock-queue"), Just("missing-index")];
    prop_oneof![
        (0..6u32).prop_map(evidence),
        (causes, fleets.clone(), 70.0..100.0f64).prop_map(|(c, f, n)| Event::Diagnosis(answer(c, f, n, 100.0))),
        (0..3u32, 0..30u32).prop_map(|(index, cost)| Event::Hint { index, cost }),
        fleets.prop_map(|fleet| Event::FleetTerminated { fleet: fleet.into(), count: 1 }),
        (0..110u32).prop_map(|peak| Event::Action {
            name: "deploy".into(),
            value: None,
            peak_connections_percent: Some(peak)
        }),
        Just(Event::Action { name: "restart-database".into(), value: None, peak_connections_percent: None }),
        Just(Event::SettingChanged { name: "max_connections".into(), from: "100".into(), to: "1".into() }),
        Just(Event::Ddl { tag: "CREATE INDEX".into(), object: "x".into(), role: "oncall".into() }),
        Just(Event::IncidentLive),
    ]
}

/// A whole session: deeds, then measures.
fn session() -> impl Strategy<Value = Vec<Event>> {
    (proptest::collection::vec(prop_oneof![related(), unrelated()], 0..40), 0..100u32, 0..3u32, 0..110u32).prop_map(
        |(deeds, connections, failed, peak)| {
            [started(Mode::Practice)].into_iter().chain(deeds).chain(measured(connections, failed, peak)).collect()
        },
    )
}

proptest! {
    #[test]
    fn a_score_keeps_its_bounds(events in session()) {
        let card = card(events);
        prop_assert!(card.detect <= DETECT && card.fix <= FIX && card.trap <= TRAP && card.total <= 100);
        prop_assert!(card.trap == 0 || card.fix > 0);
        prop_assert_eq!(card.total, (card.detect + card.fix + card.trap).saturating_sub(card.hints));
    }

    #[test]
    fn grading_twice_gives_the_same_bytes(events in session()) {
        let bytes = |events: &[Event]| canonical_json(&card(events.to_vec())).unwrap();
        prop_assert_eq!(bytes(&events), bytes(&events));
    }

    #[test]
    fn unrelated_events_change_no_points(
        events in session(),
        more in proptest::collection::vec((any::<prop::sample::Index>(), unrelated()), 0..20),
    ) {
        let before = card(events.clone());
        let mut noisy = events;
        for (at, event) in more {
            let at = 1 + at.index(noisy.len());
            noisy.insert(at, event);
        }
        let after = card(noisy);
        prop_assert_eq!(parts(&before), parts(&after));
    }

    #[test]
    fn the_order_of_unrelated_events_is_irrelevant(
        events in session(),
        mut noise in proptest::collection::vec(unrelated(), 0..12),
    ) {
        let with = |noise: &[Event]| card(events[..1].iter().chain(noise).chain(&events[1..]).cloned());
        let before = with(&noise);
        noise.reverse();
        prop_assert_eq!(parts(&before), parts(&with(&noise)));
    }

    #[test]
    fn a_further_guess_never_helps_when_the_answer_stands(events in session(), cause in "[a-z]{1,8}") {
        let with = |guesses: Vec<Event>| {
            let submitted = events.iter().position(|e| *e == Event::Submitted).unwrap();
            let (deeds, measures) = events.split_at(submitted);
            card(deeds.iter().cloned().chain(guesses).chain([right()]).chain(measures.iter().cloned())).total
        };
        let guess = Event::Diagnosis(answer(&cause, "deploy_worker", 85.0, 100.0));
        prop_assert!(with(vec![guess]) <= with(vec![]));
    }

    #[test]
    fn every_receipt_survives_json(events in session()) {
        static STORM: LazyLock<Scenario> = LazyLock::new(|| storm(0));
        let receipt = Receipt::sign("s", entries(events), &STORM, &KEY).unwrap();
        let again: Receipt = serde_json::from_str(&serde_json::to_string(&receipt).unwrap()).unwrap();
        prop_assert!(again.verify().is_ok());
        prop_assert!(again.verify_card(&STORM, &"ab".repeat(32)).is_ok());
    }
}
