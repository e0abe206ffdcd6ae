//! From asking for a session to a prompt that answered, and from there to the incident.

use std::time::{Duration, Instant};

use ride_shared::journal::Event;
use ride_shared::protocol::SessionState;
use serde_json::json;

use crate::lab::{STORM, Server};
use crate::{median, ms, place, quantile, row};

const SESSIONS: usize = 15;

/// Asked over HTTP, then a psql started for the purpose.
pub fn start(driver: &str) {
    let server = Server::start(driver);
    let (mut answered, mut usable, mut live, mut alone) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..SESSIONS {
        let asked = Instant::now();
        let session = server.session_starting(STORM, json!({ "scenario": STORM }));
        answered.push(asked.elapsed());
        let psql = || {
            let mut psql = place::through(&session);
            psql.args(["-c", "select 1"]);
            psql
        };
        place::time(psql());
        usable.push(asked.elapsed());
        session.wait_for(SessionState::Live);
        alone.push(place::time(psql()));
        // By the journal's own clock: asking for the state would only measure how often one asks.
        let journal = session.journal();
        let at = |like: fn(&Event) -> bool| journal.iter().find(|e| like(&e.event)).map_or(0, |e| e.at_ms);
        let prompt = at(|e| matches!(e, Event::Statement { .. }));
        live.push(Duration::from_millis(at(|e| *e == Event::IncidentLive).saturating_sub(prompt)));
        session.stop();
    }
    let bar = if driver == "docker" { "700 ms" } else { "250 ms" };
    row(
        &format!("{driver}: session asked for -> first answer of a new psql, median"),
        ms(median(&usable)),
        bar,
        format!(
            "{} of it until the session is there; the same psql later {}",
            ms(median(&answered)),
            ms(median(&alone))
        ),
    );
    let spread = format!("{} sessions one after the other, the quickest {}", SESSIONS, ms(quantile(&usable, 0.0)));
    row(&format!("{driver}: the same, slowest"), ms(quantile(&usable, 1.0)), bar, spread);
    row(
        &format!("{driver}: from that answer to the incident live, 85 connections"),
        ms(median(&live)),
        "1000 ms",
        format!("slowest {}", ms(quantile(&live, 1.0))),
    );
}
