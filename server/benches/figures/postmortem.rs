//! The postmortem pack from a session.

use std::time::Instant;

use ride_shared::journal::{Entry, Event};
use ride_shared::postmortem::session::from_session;
use ride_shared::postmortem::{Template, pack, zip};
use ride_shared::protocol::SessionState;
use ride_shared::scenario::Scenario;

use crate::lab::{STORM, Server};
use crate::{median, row};

/// The longest that a session may last.
const TWO_HOURS: u64 = 2 * 60 * 60;

/// The pack of a real session, as it is asked for and as it is computed; and that of the longest there can be.
pub fn from_sessions() {
    let server = Server::start("process");
    let session = server.session(STORM);
    session.wait_for(SessionState::Live);
    session.psql("select application_name, count(*) from pg_stat_activity group by 1");
    session.psql("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'deploy_worker'");
    session.action("set-pool-size", Some("10"));
    session.score();
    let mut journal = session.journal();
    let real = journal.len();
    let asked = times(50, || session.try_bytes("postmortem.zip").1.len());
    row("the pack from a session, asked for over HTTP", ms(asked), "50 ms", format!("{real} events"));

    let catalog = ride::catalog::Catalog::built_in();
    let scenario = catalog.resolve(STORM, 0).expect("there").scenario;
    let computed = times(50, || bytes(&journal, &scenario));
    row("the pack from a session's journal", ms(computed), "50 ms", format!("{real} events, computed alone"));

    stretch(&mut journal);
    let computed = times(10, || bytes(&journal, &scenario));
    row("the same of two hours", ms(computed), "50 ms", format!("{} events", journal.len()));
}

/// Goes on for two hours as in its first bad second: vitals and a line of the application's log each second.
fn stretch(journal: &mut Vec<Entry>) {
    let submitted = journal.iter().position(|e| e.event == Event::Submitted).expect("scored");
    let before = &journal[..submitted];
    let last = |kind: &str| before.iter().rev().find(|e| e.event.kind() == kind).expect("one").event.clone();
    let (vitals, log) = (last("vitals"), last("app-log"));
    let rest = journal.split_off(submitted);
    let from = journal.last().map_or(0, |e| e.at_ms);
    for second in 1..=TWO_HOURS {
        for event in [&vitals, &log] {
            journal.push(Entry { seq: 0, at_ms: from + second * 1000, event: event.clone() });
        }
    }
    journal.extend(rest.into_iter().map(|e| Entry { at_ms: e.at_ms + TWO_HOURS * 1000, ..e }));
    (1..).zip(journal).for_each(|(seq, entry)| entry.seq = seq);
}

fn bytes(journal: &[Entry], scenario: &Scenario) -> usize {
    zip(&pack(&from_session(journal, scenario, None), Template::default())).len()
}

fn times(n: usize, mut work: impl FnMut() -> usize) -> f64 {
    let once = |_| {
        let begun = Instant::now();
        std::hint::black_box(work());
        begun.elapsed().as_secs_f64() * 1000.0
    };
    median(&(0..n).map(once).collect::<Vec<f64>>())
}

fn ms(ms: f64) -> String {
    format!("{ms:.1} ms")
}
