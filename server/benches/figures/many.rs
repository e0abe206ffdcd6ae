//! Twenty sessions at once on the process driver, each with its storm live.

use std::time::{Duration, Instant};

use ride_shared::protocol::{SessionState, SessionView};
use serde_json::json;

use crate::lab::{STORM, Server, Session};
use crate::wire::Wire;
use crate::{machine, median, ms, quantile, row};

const SESSIONS: usize = 20;
const TRIPS: usize = 100;
/// How long the sessions are watched while nobody asks anything.
const QUIET: Duration = Duration::from_secs(10);
const ASKED: &str = "select application_name, state, count(*) from pg_stat_activity group by 1, 2 order by 3 desc";

pub fn twenty() {
    let server = Server::start("process");
    let pid = server.pid();
    let alone_session = server.session(STORM);
    let alone = console(&alone_session, Duration::ZERO);
    alone_session.stop();
    let at_rest = machine::pss(pid);

    let begun = Instant::now();
    let sessions: Vec<_> =
        (0..SESSIONS).map(|_| server.session_starting(STORM, json!({ "scenario": STORM }))).collect();
    let asked = begun.elapsed();
    for session in &sessions {
        session.wait_for(SessionState::Live);
    }
    told(
        "all incidents live after",
        ms(begun.elapsed()),
        format!("asked for one after the other, within {}", ms(asked)),
    );

    // As people do: a question, a look at its answer. Then all of them without a pause, which no twenty people manage.
    for (pause, how) in
        [(Duration::from_millis(250), "each asks 4 times a second"), (Duration::ZERO, "each without a pause")]
    {
        let mut all = Trips::default();
        std::thread::scope(|scope| {
            let consoles: Vec<_> =
                sessions.iter().map(|session| scope.spawn(move || console(session, pause))).collect();
            for console in consoles {
                all.add(console.join().expect("a console's thread ends"));
            }
        });
        told(
            &format!("console round trip p95, {how}"),
            ms(quantile(&all.times, 0.95)),
            format!(
                "median {}, slowest {}; one session alone, without a pause: median {}, p95 {}",
                ms(median(&all.times)),
                ms(quantile(&all.times, 1.0)),
                ms(median(&alone.times)),
                ms(quantile(&alone.times, 0.95)),
            ),
        );
        told(
            &format!("errors, {how}"),
            all.errors.len(),
            all.errors.first().map_or_else(|| format!("of {} statements", all.times.len()), Clone::clone),
        );
    }

    let postgres = machine::below(pid);
    let each = |kb: u64| format!("{:.1} MB", kb as f64 / 1024.0 / SESSIONS as f64);
    told(
        "memory of ride for each session, PSS",
        each(machine::pss(pid).saturating_sub(at_rest)),
        format!("beside {:.1} MB before the first of them", at_rest as f64 / 1024.0),
    );
    told(
        "memory of PostgreSQL for each session, PSS",
        each(postgres.iter().map(|pid| machine::pss(*pid)).sum()),
        format!("{} processes below ride", postgres.len()),
    );
    let spent = || {
        let below: f64 = machine::below(pid).into_iter().map(|pid| machine::seconds(pid, true)).sum();
        (machine::seconds(pid, false), below)
    };
    let (before, since) = (spent(), Instant::now());
    pause(QUIET);
    let after = spent();
    let share = |a: f64, b: f64| format!("{:.2} %", (b - a) / since.elapsed().as_secs_f64() * 100.0 / SESSIONS as f64);
    told("ride's share of a core for each session", share(before.0, after.0), "storm live, nobody at the console");
    told("PostgreSQL's share of a core for each session", share(before.1, after.1), "the same");
    let begun = Instant::now();
    sessions[0].score();
    told("one of them scored, the replay in it, after", ms(begun.elapsed()), "the nineteen others live");
    let live = sessions.iter().filter(|s| s.get::<SessionView>("").state == SessionState::Live).count();
    told("sessions still live", live, format!("{} and one that was scored", SESSIONS - 1));
}

fn told(what: &str, measured: impl std::fmt::Display, peer: impl std::fmt::Display) {
    row(&format!("20 sessions at once: {what}"), measured, "", peer);
}

#[derive(Default)]
struct Trips {
    times: Vec<Duration>,
    errors: Vec<String>,
}

impl Trips {
    fn add(&mut self, other: Self) {
        self.times.extend(other.times);
        self.errors.extend(other.errors);
    }
}

/// A console that asks, with a pause after each answer.
fn console(session: &Session<'_>, between: Duration) -> Trips {
    let mut trips = Trips::default();
    let mut wire = Wire::connect(session);
    for _ in 0..TRIPS {
        let begun = Instant::now();
        match wire.query(ASKED) {
            Ok(()) => trips.times.push(begun.elapsed()),
            Err(error) => trips.errors.push(error),
        }
        pause(between);
    }
    trips
}

#[allow(clippy::disallowed_methods, reason = "a pause is what is wanted here")]
fn pause(time: Duration) {
    if !time.is_zero() {
        std::thread::sleep(time);
    }
}
