//! What else is read from outside: a scenario's file, journals and receipts, control frames, the lab commands' words, and
//! the describing commands' patterns with whatever the server answers to their queries.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::OnceLock;

use ride_shared::grading::{Receipt, grade};
use ride_shared::journal::{Entry, Facts};
use ride_shared::protocol::{PgControl, PgReply, words};
use ride_shared::psql::describe::{Hide, QueryResult, Step, plan};
use ride_shared::psql::render::Column;
use ride_shared::scenario::{Scenario, VaryValue, substitute, unknown_placeholders};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::bytes::Bytes;

const SCENARIO: &str = include_str!("../../../../scenarios/stage-03/03-connection-storm-after-deploy/scenario.toml");

const COMMANDS: [&str; 41] = [
    "d", "d+", "dS", "da", "dA", "dAc", "dAf", "dAo+", "dAp", "db", "dc", "dC", "dd", "dD", "ddp", "des", "det", "df",
    "dfanptw", "dF+", "dFp+", "dg", "di", "dl", "dL", "dn", "do", "dO", "dp", "dPtin", "drds", "drg", "dRp+", "dT",
    "du", "dx+", "dX", "dy", "dconfig", "sf+", "dt+x",
];

/// Queries after which a describing command is given up: it asks one a table and some more.
const QUERIES: usize = 400;

fn scenario() -> Option<&'static Scenario> {
    static SCENARIO_READ: OnceLock<Option<Scenario>> = OnceLock::new();
    SCENARIO_READ
        .get_or_init(|| {
            let table: toml::Table = SCENARIO.parse().ok()?;
            let names = table.get("vary")?.as_array()?.first()?.clone().try_into().ok()?;
            toml::from_str(&substitute(SCENARIO, &names).ok()?).ok()
        })
        .as_ref()
}

/// What can be read can be written, and is the same when it is read again.
fn there_and_back<T: DeserializeOwned + Serialize + PartialEq + Debug>(text: &str) -> Option<T> {
    let value: T = serde_json::from_str(text).ok()?;
    let written = serde_json::to_string(&value).expect("what was read can be written");
    let again: T = serde_json::from_str(&written).expect("what was written can be read");
    assert_eq!(value, again, "{written}");
    Some(value)
}

/// A scenario's file: the names that are put in leave it as long as it was, and none stays behind.
fn file(mut input: Bytes<'_>) {
    let value = match input.byte() {
        0..=99 => VaryValue::Number(i64::from(input.byte())),
        _ => VaryValue::Text(input.text()),
    };
    let text = input.rest();
    let mut names = BTreeMap::from([("count".to_owned(), value.clone())]);
    let unknown = unknown_placeholders(&text, &names);
    for name in &unknown {
        names.insert(name.name.clone(), value.clone());
    }
    assert_eq!(unknown_placeholders(&text, &names), []);
    let made = substitute(&text, &names).expect("every name is there");
    if !value.to_string().contains('\n') {
        assert_eq!(made.matches('\n').count(), text.matches('\n').count(), "lines stay where they are");
    }
    let _ = toml::from_str::<Scenario>(&made);
}

/// A journal, graded and signed where it can be; what was signed holds.
fn journal(text: &str) {
    let mut entries = Vec::new();
    for line in text.lines().take(500) {
        entries.extend(there_and_back::<Entry>(line));
    }
    for (seq, entry) in (1..).zip(&mut entries) {
        entry.seq = seq;
    }
    let Some(scenario) = scenario() else { panic!("the scenario can't be read any more") };
    Facts::draw(&entries);
    let Ok(card) = grade(&entries, scenario) else { return };
    assert!(card.total <= 100, "{card:?}");
    if let Ok(receipt) = Receipt::sign("s", entries, scenario, &[7; 32]) {
        receipt.verify().expect("what was signed holds");
        receipt.verify_card(scenario, &receipt.version).expect("graded again, it is the same");
    }
}

/// A receipt that somebody hands in.
fn receipt(text: &str) {
    let Some(receipt) = there_and_back::<Receipt>(text) else { return };
    let verdict = receipt.verify();
    if let Some(scenario) = scenario() {
        let _ = receipt.verify_card(scenario, &receipt.version);
    }
    let mut other = receipt.clone();
    other.card.total += 1;
    assert!(verdict.is_err() || other.verify().is_err(), "another total under the same signature");
}

/// A describing command with a pattern, and results of any kind for its queries.
fn describing(mut input: Bytes<'_>) {
    let whole = input.0.len();
    let command = input.one_of(&COMMANDS);
    let version = [150_018, 160_002, 170_006, 180_004][input.below(4)];
    let arguments: Vec<String> = (0..input.below(4)).map(|_| input.text()).collect();
    let texts: usize = arguments.iter().map(String::len).sum();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let Ok(mut plan) = plan(command, &arguments, version, "db", Hide::default()) else { return };
    let mut last = None;
    for _ in 0..QUERIES {
        let (Step::Query(query) | Step::Lookup(query)) = plan.next(last.take()) else { return };
        assert!(query.len() <= 100_000 + 64 * (texts + whole), "{} bytes of query", query.len());
        if input.is_empty() {
            last = Some(QueryResult::default());
            continue;
        }
        let columns: Vec<Column> = (0..input.below(20)).map(|at| Column::text(at.to_string())).collect();
        let rows = (0..input.below(4))
            .map(|_| {
                (0..columns.len())
                    .map(|_| match input.byte() {
                        254 => None,
                        byte @ 0..=127 => Some(char::from(byte).to_string()),
                        _ => Some(input.text()),
                    })
                    .collect()
            })
            .collect();
        last = Some(QueryResult { columns, rows });
    }
}

/// The target.
pub fn check(data: &[u8]) {
    let mut input = Bytes(data);
    match input.byte() {
        b'F' => file(input),
        b'J' => journal(&input.rest()),
        b'R' => receipt(&input.rest()),
        b'C' => {
            let text = input.rest();
            there_and_back::<PgControl>(&text);
            there_and_back::<PgReply>(&text);
        }
        b'W' => {
            let text = input.rest();
            let _ = words::parse_action(&text);
            if let Ok(answer) = words::parse_diagnosis(&text) {
                words::diagnosis_taken(&answer);
            }
        }
        _ => describing(input),
    }
}
