//! Any sequence of events, whether it could have happened or not, gives a postmortem: the same each time.

mod any;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use ride_shared::journal::{AppLogLine, Calls, DiagnosisAnswer, Entry, Event, LogLevel, ServerError, Transport};
use ride_shared::postmortem::session::{compare, from_session};
use ride_shared::postmortem::{Own, Template, check, pack};
use ride_shared::protocol::{AlertLevel, AppConnections, Mode, Vitals};
use ride_shared::scenario::{Names, Scenario, substitute};

const STORM: &str = include_str!("../../scenarios/stage-03/03-connection-storm-after-deploy/scenario.toml");

static STORM_0: LazyLock<Scenario> = LazyLock::new(storm);

fn storm() -> Scenario {
    #[derive(serde::Deserialize)]
    struct Vary {
        vary: Vec<Names>,
    }
    let Vary { vary } = toml::from_str(STORM).unwrap();
    toml::from_str(&substitute(STORM, &vary[0]).unwrap()).unwrap()
}

/// Names that the scenario knows, and what it doesn't.
fn name() -> impl Strategy<Value = String> {
    let known = vec![
        "checkout_api",
        "deploy_worker",
        "inventory_api",
        "deploy",
        "set-pool-size",
        "restart-database",
        "connections",
        "max_connections",
        "CREATE INDEX",
        "reconnect-storm",
        "connection-leak",
        "culprit_connections",
        "oncall",
        "",
    ];
    prop_oneof![3 => prop::sample::select(known).prop_map(str::to_owned), 1 => "\\PC{0,12}"]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        name(),
        "\\PC{0,30}",
        Just("SELECT pg_terminate_backend(pid) FROM pg_stat_activity".to_owned()),
        Just("<script>alert(1)</script>\n\n# x | y `z` \u{202e}".to_owned()),
        Just("yours. You're you".to_owned()),
    ]
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![4 => 0.0..3000.0, 1 => any::<f64>()]
}

fn count() -> impl Strategy<Value = u32> {
    prop_oneof![6 => 0_u32..120, 1 => any::<u32>()]
}

fn holds() -> impl Strategy<Value = BTreeMap<String, bool>> {
    btree_map(name(), any::<bool>(), 0..3)
}

fn calls() -> impl Strategy<Value = Option<Calls>> {
    option::of((count(), count()).prop_map(|(made, failed)| Calls { made, failed }))
}

prop_compose! {
    fn vitals()(
        at_ms in any::<u64>(), max_connections in count(), waiting_locks in count(), calls in count(), failed in count(),
        p95_ms in option::of(number()), connections in vec((name(), count(), count()), 0..5)
    ) -> Event {
        let connections = connections.into_iter().map(|(application, total, idle)| AppConnections { application, total, idle });
        // Sums of what never was are not what this is about: a server has at most so many.
        let connections = connections.map(|c| AppConnections { total: c.total % 100_000, ..c }).collect();
        Event::Vitals(Vitals { at_ms, max_connections, connections, waiting_locks, calls, failed, p95_ms })
    }
}

fn event() -> BoxedStrategy<Event> {
    let level = || prop::sample::select(vec![AlertLevel::Ok, AlertLevel::Warning, AlertLevel::Critical]);
    let log = prop::sample::select(vec![LogLevel::Info, LogLevel::Warning, LogLevel::Error]);
    let error =
        option::weighted(0.2, (text(), text()).prop_map(|(sqlstate, message)| ServerError { sqlstate, message }));
    let tag = option::of(prop_oneof![Just("SELECT 3".to_owned()), Just("ALTER ROLE".to_owned()), text()]);
    let quiet = prop_oneof![
        (any::<u32>(), any::<u64>(), name()).prop_map(|(postgres, unix_ms, driver)| Event::SessionStarted {
            scenario: "a".into(),
            version: "b".into(),
            seed: 0,
            mode: Mode::Practice,
            driver,
            postgres,
            unix_ms,
        }),
        Just(Event::IncidentLive),
        Just(Event::Submitted),
        count().prop_map(|total| Event::Scored { total }),
        (name(), count()).prop_map(|(name, peak_connections_percent)| Event::Phase { name, peak_connections_percent }),
        count().prop_map(|n| Event::ConsoleOpened {
            console: n % 4,
            transport: Transport::Tcp,
            pid: 1,
            on_call: false
        }),
        count().prop_map(|n| Event::ConsoleClosed { console: n % 4 }),
        count().prop_map(|n| Event::ConsoleResumed { console: n % 4 }),
        (text(), text()).prop_map(|(sqlstate, message)| {
            Event::ConsoleRefused { transport: Transport::WebSocket, sqlstate, message }
        }),
        any::<bool>().prop_map(|adopted| Event::ServerRestarted { adopted }),
        text().prop_map(|reason| Event::SandboxLost { reason }),
        text().prop_map(|reason| Event::SessionEnded { reason }),
    ];
    let deeds = prop_oneof![
        (count(), text(), tag, error, any::<u64>()).prop_map(|(console, sql, tag, error, rows)| {
            Event::Statement { console: console % 4, sql, tag, error, rows }
        }),
        (count(), count(), text()).prop_map(|(console, rule, shown)| Event::Evidence {
            console: console % 4,
            rule: rule % 8,
            shown
        }),
        (name(), text(), name()).prop_map(|(tag, object, role)| Event::Ddl { tag, object, role }),
        (name(), option::of(name()), option::of(count())).prop_map(|(name, value, peak_connections_percent)| {
            Event::Action { name, value, peak_connections_percent }
        }),
        (option::of(name()), option::of(name()), btree_map(name(), number(), 0..3))
            .prop_map(|(cause, culprit, numbers)| Event::Diagnosis(DiagnosisAnswer { cause, culprit, numbers })),
        (count(), count()).prop_map(|(index, cost)| Event::Hint { index, cost }),
        (name(), text(), text()).prop_map(|(name, from, to)| Event::SettingChanged { name, from, to }),
    ];
    let told = prop_oneof![
        3 => vitals(),
        1 => (name(), count()).prop_map(|(fleet, count)| Event::FleetTerminated { fleet, count }),
        1 => (name(), count()).prop_map(|(fleet, count)| Event::FleetBlocked { fleet, count }),
        2 => (name(), log, text(), count()).prop_map(|(source, level, text, times)| {
            Event::AppLog(AppLogLine { source, level, text, times })
        }),
        1 => (name(), level(), number()).prop_map(|(name, level, value)| Event::Alert { name, level, value }),
        1 => (name(), any::<bool>(), text()).prop_map(|(name, holds, answer)| Event::ProbeAnswered { name, holds, answer }),
        1 => (count(), option::of(count()), calls(), holds()).prop_map(|(rule, connections, calls, holds)| {
            Event::StateMeasured { rule: rule % 3, connections, calls, holds }
        }),
        1 => (count(), count(), count(), calls(), option::of(any::<bool>()), holds()).prop_map(
            |(rule, peak_connections_percent, refused, calls, recovered, holds)| Event::ReplayMeasured {
                rule: rule % 3, run: "deploy".into(), peak_connections_percent, refused, calls, connections: None, recovered, holds,
            }
        ),
    ];
    prop_oneof![2 => quiet, 3 => deeds, 3 => told].boxed()
}

/// Times that mostly go on, and sometimes don't.
fn journal() -> impl Strategy<Value = Vec<Entry>> {
    let step = prop_oneof![9 => 0_u64..5_000, 1 => any::<u64>()];
    vec((step, event()), 0..60).prop_map(|all| {
        let mut now = 0_u64;
        (1..)
            .zip(all)
            .map(|(seq, (step, event))| {
                now = now.wrapping_add(step);
                Entry { seq, at_ms: now, event }
            })
            .collect()
    })
}

fn own() -> impl Strategy<Value = Own> {
    let words = "(\\PC{0,8} |[0-9:.,]{1,8}[a-z%]{0,3} |deploy_worker |pool |backoff |alert ){0,12}";
    (words, words, vec(words, 0..4)).prop_map(|(summary, root_cause, actions)| Own { summary, root_cause, actions })
}

proptest! {
    #![proptest_config(any::any_number(150))]

    #[test]
    fn any_journal_gives_a_postmortem(journal in journal(), own in own()) {
        let storm = &*STORM_0;
        let postmortem = from_session(&journal, storm, Some(own.clone()));
        prop_assert!(postmortem.timeline.is_sorted_by_key(|item| item.at));
        prop_assert!(postmortem.phases.iter().all(|phase| phase.from <= phase.to));
        prop_assert!(postmortem.phases.windows(2).all(|two| two[0].to <= two[1].from));
        prop_assert!(postmortem.figures.iter().all(|figure| figure.points.len() <= 300));
        let compared = compare(&own, &postmortem);
        prop_assert_eq!(compared.len(), postmortem.proven.len());
        check(&postmortem);
        for template in [Template::Ride, Template::Public] {
            prop_assert_eq!(pack(&postmortem, template).len(), 6);
        }
        let again = from_session(&journal, storm, Some(own.clone()));
        prop_assert_eq!(serde_json::to_string(&postmortem).unwrap(), serde_json::to_string(&again).unwrap());
        prop_assert_eq!(compare(&own, &again), compared);
    }
}
