//! Tests of the tap: scripts of both directions, whole and cut.

use proptest::prelude::*;
use ride_shared::scenario::Sees;

use super::*;
use crate::gateway::Matcher;
use crate::gateway::error::{Complaint, message_of};
use crate::gateway::matcher::Origins;

const ORIGIN: (u32, i16) = (12_000, 5);

#[derive(Debug, Clone)]
enum Say {
    Front(Vec<u8>),
    Back(Vec<u8>),
}

fn front(tag: u8, parts: &[&[u8]]) -> Say {
    Say::Front(message_of(tag, &parts.concat()).to_vec())
}

fn back(tag: u8, parts: &[&[u8]]) -> Say {
    Say::Back(message_of(tag, &parts.concat()).to_vec())
}

fn query(sql: &str) -> Say {
    front(b'Q', &[sql.as_bytes(), b"\0"])
}

fn tag(text: &str) -> Say {
    back(b'C', &[text.as_bytes(), b"\0"])
}

fn ready(status: u8) -> Say {
    back(b'Z', &[&[status]])
}

fn error() -> Say {
    Say::Back(Complaint::new("22012", "division by zero").to_bytes().to_vec())
}

/// RowDescription of `application_name` and `count`.
fn described(format: u8) -> Say {
    let column = |name: &[u8], (oid, number): (u32, i16), type_oid: u32| {
        let mut column = [name, b"\0", &oid.to_be_bytes(), &number.to_be_bytes(), &type_oid.to_be_bytes()].concat();
        column.extend_from_slice(&[0, 8, 0xff, 0xff, 0xff, 0xff, 0, format]);
        column
    };
    back(b'T', &[&[0, 2], &column(b"application_name", ORIGIN, 25), &column(b"count", (0, 0), 20)])
}

fn row(cells: [&[u8]; 2]) -> Say {
    let size = |cell: &[u8]| (cell.len() as u32).to_be_bytes();
    back(b'D', &[&[0, 2], &size(cells[0]), cells[0], &size(cells[1]), cells[1]])
}

fn tap() -> Tap {
    let from = Some("pg_stat_activity.application_name".to_owned());
    let sees = Sees { from, value: Some("deploy_worker".into()), at_least: 40, show: None, ..Sees::default() };
    let mut origins = Origins::default();
    origins.columns.insert("pg_stat_activity.application_name".into(), vec![ORIGIN]);
    let show = Sees { from: None, value: None, at_least: 1, show: Some("max_connections".into()), ..Sees::default() };
    let matchers = [Matcher { rule: 0, sees: vec![sees] }, Matcher { rule: 1, sees: vec![show] }];
    Tap::new(1, Arc::new(Watch::new(&matchers, origins)), false, 1 << 20, BTreeMap::new())
}

/// Feeds a tap as a connection would, in pieces of at most `piece` bytes.
fn run(tap: &mut Tap, script: &[Say], piece: usize) -> Vec<Event> {
    let mut events = Vec::new();
    let (mut to_server, mut to_client) = (Vec::new(), Vec::new());
    for say in script {
        match say {
            Say::Front(bytes) => {
                for piece in bytes.chunks(piece) {
                    to_server.extend_from_slice(piece);
                    let sent = tap.frontend(&to_server);
                    assert_eq!(sent.end, None);
                    to_server.drain(..sent.pass);
                }
            }
            Say::Back(bytes) => {
                for piece in bytes.chunks(piece) {
                    to_client.extend_from_slice(piece);
                    let taken = tap.backend(&to_client, &mut events).unwrap();
                    to_client.drain(..taken);
                }
            }
        }
    }
    events
}

fn told(events: &[Event]) -> Vec<String> {
    events
        .iter()
        .map(|event| match event {
            Event::Statement { sql, tag, error, rows, .. } => {
                let end = tag.clone().or_else(|| error.as_ref().map(|e| e.sqlstate.clone())).unwrap_or_default();
                format!("{sql} -> {end} ({rows})")
            }
            Event::Evidence { rule, shown, .. } => format!("{rule}: {shown}"),
            other => format!("{other:?}"),
        })
        .collect()
}

fn simple() -> Vec<Say> {
    vec![
        query("select 1; select application_name, count(*) from pg_stat_activity group by 1, state; select 1/0"),
        described(0),
        row([b"psql", b"1"]),
        tag("SELECT 1"),
        described(0),
        row([b"deploy_worker", b"85"]),
        row([b"deploy_worker", b"86"]),
        tag("SELECT 2"),
        error(),
        ready(b'I'),
    ]
}

#[test]
fn each_command_of_a_query_has_its_own_end() {
    let mut tap = tap();
    let sql = "select 1; select application_name, count(*) from pg_stat_activity group by 1, state; select 1/0";
    assert_eq!(
        told(&run(&mut tap, &simple(), 4096)),
        [
            format!("{sql} -> SELECT 1 (1)"),
            "0: deploy_worker | 171".into(),
            format!("{sql} -> SELECT 2 (2)"),
            format!("{sql} -> 22012 (0)"),
        ]
    );
    assert!(tap.is_idle());
}

fn bind(portal: &[u8], statement: &[u8], format: u8) -> Say {
    front(b'B', &[portal, b"\0", statement, b"\0\0\0\0\x01\0\0\0\x02ab\0\x01\0", &[format]])
}

/// As drivers do that describe a statement once and then run it in binary.
fn extended() -> Vec<Say> {
    vec![
        front(b'P', &[b"s1\0select application_name, count(*) from pg_stat_activity group by 1\0\0\0"]),
        front(b'D', &[b"Ss1\0"]),
        front(b'S', &[]),
        back(b'1', &[]),
        back(b't', &[&[0, 0]]),
        described(0),
        ready(b'I'),
        bind(b"", b"s1", 1),
        front(b'E', &[b"\0\0\0\0\x01"]),
        front(b'E', &[b"\0\0\0\0\0"]),
        front(b'C', &[b"Ss1\0"]),
        front(b'S', &[]),
        back(b'2', &[]),
        row([b"psql", &85u64.to_be_bytes()]),
        back(b's', &[]),
        row([b"deploy_worker", &85u64.to_be_bytes()]),
        tag("SELECT 1"),
        back(b'3', &[]),
        ready(b'I'),
    ]
}

#[test]
fn a_statement_described_once_is_understood_later() {
    let mut tap = tap();
    let sql = "select application_name, count(*) from pg_stat_activity group by 1";
    let wanted = [format!("{sql} ->  (1)"), "0: deploy_worker | 85".to_owned(), format!("{sql} -> SELECT 1 (1)")];
    assert_eq!(told(&run(&mut tap, &extended(), 4096)), wanted);
    assert!(tap.is_idle());
}

/// As psycopg does: everything at once, the portal described, pipelined, with an error in the middle.
fn pipelined() -> Vec<Say> {
    vec![
        front(b'P', &[b"\0select 1/0\0\0\0"]),
        bind(b"", b"", 0),
        front(b'D', &[b"P\0"]),
        front(b'E', &[b"\0\0\0\0\0"]),
        front(b'P', &[b"\0never run\0\0\0"]),
        front(b'S', &[]),
        front(b'P', &[b"\0select application_name, count(*) from pg_stat_activity group by 1\0\0\0"]),
        bind(b"p", b"", 0),
        front(b'D', &[b"Pp\0"]),
        front(b'E', &[b"p\0\0\0\0\0"]),
        front(b'S', &[]),
        back(b'1', &[]),
        back(b'2', &[]),
        back(b'n', &[]),
        error(),
        ready(b'I'),
        back(b'1', &[]),
        back(b'2', &[]),
        described(0),
        row([b"deploy_worker", b"85"]),
        tag("SELECT 1"),
        ready(b'T'),
    ]
}

#[test]
fn after_an_error_a_pipeline_goes_on_at_the_next_sync() {
    let mut tap = tap();
    assert_eq!(
        told(&run(&mut tap, &pipelined(), 4096)),
        [
            "select 1/0 -> 22012 (0)",
            "0: deploy_worker | 85",
            "select application_name, count(*) from pg_stat_activity group by 1 -> SELECT 1 (1)"
        ]
    );
    assert!(tap.is_idle() && tap.in_transaction());
}

#[test]
fn what_follows_an_error_is_passed_over_until_a_sync() {
    let mut tap = tap();
    let script =
        [front(b'P', &[b"\0nonsense\0\0\0"]), front(b'H', &[]), error(), bind(b"", b"", 0), query("passed over too")];
    assert_eq!(told(&run(&mut tap, &script, 4096)), ["nonsense -> 22012 (0)"]);
    assert!(!tap.is_idle(), "it waits for a Sync");
    assert_eq!(tap.ending(), b"S\0\0\0\x04");
    run(&mut tap, &[front(b'S', &[]), ready(b'I')], 4096);
    assert!(tap.is_idle());
}

fn copies() -> Vec<Say> {
    vec![
        query("copy t from stdin"),
        back(b'G', &[&[0, 0, 0]]),
        front(b'd', &[b"1\n"]),
        front(b'c', &[]),
        tag("COPY 1"),
        ready(b'I'),
        query("copy t to stdout"),
        back(b'H', &[&[0, 0, 0]]),
        back(b'd', &[b"1\n"]),
        back(b'c', &[]),
        tag("COPY 1"),
        ready(b'I'),
        // libpq: the Sync behind Execute is ignored, the one behind the data counts.
        front(b'P', &[b"\0copy u from stdin\0\0\0"]),
        bind(b"", b"", 0),
        front(b'E', &[b"\0\0\0\0\0"]),
        front(b'S', &[]),
        back(b'1', &[]),
        back(b'2', &[]),
        back(b'G', &[&[0, 0, 0]]),
        front(b'd', &[b"1\n"]),
        front(b'S', &[]),
        front(b'f', &[b"no\0"]),
        front(b'S', &[]),
        error(),
        ready(b'I'),
    ]
}

#[test]
fn copy_both_ways_and_in_both_protocols() {
    let mut tap = tap();
    let wanted =
        ["copy t from stdin -> COPY 1 (0)", "copy t to stdout -> COPY 1 (1)", "copy u from stdin -> 22012 (0)"];
    assert_eq!(told(&run(&mut tap, &copies(), 4096)), wanted);
    assert!(tap.is_idle());
}

#[test]
fn an_unfinished_copy_is_brought_to_its_end() {
    let mut tap = tap();
    run(&mut tap, &[query("copy t from stdin"), back(b'G', &[&[0, 0, 0]])], 4096);
    assert!(!tap.is_idle());
    let ending = tap.ending();
    assert_eq!(ending, b"f\0\0\0\x05\0S\0\0\0\x04");
    assert_eq!(told(&run(&mut tap, &[Say::Front(ending), error(), ready(b'I')], 4096)).len(), 1);
    assert!(!tap.is_idle(), "the Sync's ReadyForQuery is still to come");
    run(&mut tap, &[ready(b'I')], 4096);
    assert!(tap.is_idle());
}

#[test]
fn show_is_evidence_and_a_farewell_is_no_statement() {
    let mut tap = tap();
    let name: &[u8] = b"max_connections\0\0\0\0\0\0\0\0\0\0\x19\xff\xff\xff\xff\xff\xff\0\0";
    let script = [
        query("show max_connections"),
        back(b'T', &[&[0, 1], name]),
        back(b'D', &[b"\0\x01\0\0\0\x03100"]),
        tag("SHOW"),
        ready(b'I'),
        back(b'S', &[b"TimeZone\0UTC\0"]),
        error(),
    ];
    let wanted = ["1: max_connections | 100", "show max_connections -> SHOW (1)"];
    assert_eq!(told(&run(&mut tap, &script, 4096)), wanted);
    assert_eq!(tap.into_parameters().get("TimeZone").map(String::as_str), Some("UTC"));
}

#[test]
fn broken_and_oversized_messages_stop_at_their_start() {
    let mut tap = tap();
    let mut bytes = message_of(b'Q', b"select 1\0").to_vec();
    let whole = bytes.len();
    bytes.extend_from_slice(b"Q\x7f\0\0\0");
    let sent = tap.frontend(&bytes);
    assert_eq!(sent.pass, whole);
    assert!(matches!(sent.end, Some(SentEnd::Broken(FrameError::TooLong { tag: b'Q', .. }))));
    assert!(matches!(tap.frontend(b"GET /").end, Some(SentEnd::Broken(FrameError::UnknownType(b'G')))));
    assert!(matches!(tap.frontend(b"S\0\0\0\x03").end, Some(SentEnd::Broken(FrameError::BadLength { .. }))));
    assert_eq!(tap.frontend(b"X\0\0\0\x04").end, Some(SentEnd::Terminate));
}

#[test]
fn a_client_that_never_reads_is_held_back() {
    let mut tap = tap();
    let bytes = message_of(b'Q', b"select 1\0").repeat(10_000);
    tap.frontend(&bytes);
    assert!(tap.is_full());
}

proptest! {
    #[test]
    fn any_cut_gives_the_same_events(
        pick in prop::collection::vec(0usize..4, 1..5),
        piece in 1usize..40,
    ) {
        let script: Vec<Say> =
            pick.iter().flat_map(|n| [simple, extended, pipelined, copies][*n]()).collect();
        prop_assert_eq!(run(&mut tap(), &script, piece), run(&mut tap(), &script, usize::MAX));
    }

    #[test]
    fn garbage_never_panics(pieces in prop::collection::vec((any::<bool>(), prop::collection::vec(any::<u8>(), 0..200)), 0..20)) {
        let mut tap = tap();
        for (up, bytes) in pieces {
            if up { tap.frontend(&bytes); } else { let _ = tap.backend(&bytes, &mut Vec::new()); }
        }
        let _ = (tap.is_idle(), tap.ending(), tap.is_full());
    }

    #[test]
    fn messages_in_any_order_never_panic(
        said in prop::collection::vec((any::<bool>(), 0usize..30, prop::collection::vec(any::<u8>(), 0..30)), 0..60),
    ) {
        let mut tap = tap();
        for (up, kind, body) in said {
            if up {
                let kinds = b"BCDEFHPQScdf";
                tap.frontend(&message_of(kinds[kind % kinds.len()], &body));
            } else {
                let kinds = b"123ACDEGHIKNRSTVWZcdnstv";
                let _ = tap.backend(&message_of(kinds[kind % kinds.len()], &body), &mut Vec::new());
            }
        }
        let _ = (tap.is_idle(), tap.ending());
    }
}
