//! A million rows through the gateway and directly, in turn; and what the server's memory did meanwhile.

use std::time::Instant;

use crate::lab::{STORM, Server};
use crate::wire::Wire;
use crate::{machine, median, place, row};

const ROUNDS: usize = 5;
const NARROW: &str = "select n, 'row number ' || n from generate_series(1, 1000000) n";
const WIDE: &str = "select n, repeat('x', 100), now() from generate_series(1, 1000000) n";

pub fn million(driver: &str) {
    let server = Server::start(driver);
    let session = server.session(STORM);
    place::shed(&session);
    let socket = place::socket(&session);
    let before = machine::memory(server.pid(), "VmHWM");
    let mut gateway = Wire::connect(&session);
    let mut direct = Wire::connect_socket(&socket, &session);
    for (sql, name) in [(NARROW, "narrow"), (WIDE, "wide")] {
        let rows = |wire: &mut Wire| {
            let begun = Instant::now();
            wire.query(sql).expect("answered");
            begun.elapsed().as_secs_f64()
        };
        told(driver, &format!("{name} rows by SELECT"), "the same bare client on the socket", || {
            (rows(&mut direct), rows(&mut gateway))
        });
    }
    for (name, arguments) in [
        ("rows by \\copy in psql", vec!["-c".to_owned(), format!("\\copy ({NARROW}) to /dev/null")]),
        ("wide rows by SELECT in psql", vec!["-A".to_owned(), "-t".to_owned(), "-c".to_owned(), WIDE.to_owned()]),
    ] {
        told(driver, name, "psql on the socket", || {
            let (mut straight, mut through) = (place::direct(&session, &socket), place::through(&session));
            straight.args(&arguments);
            through.args(&arguments);
            (place::time(straight).as_secs_f64(), place::time(through).as_secs_f64())
        });
    }
    let after = machine::memory(server.pid(), "VmHWM");
    row(
        &format!("{driver}: the server's peak memory after {} million rows", 4 * ROUNDS),
        format!("{:.1} MB", after as f64 / 1024.0),
        "flat",
        format!("{:.1} MB before the first row", before as f64 / 1024.0),
    );
}

/// Prints a rate beside its peer's; `run` gives the peer's seconds and the gateway's.
fn told(driver: &str, what: &str, peer: &str, mut run: impl FnMut() -> (f64, f64)) {
    let rounds: Vec<(f64, f64)> = (0..ROUNDS).map(|_| run()).collect();
    let pick = |of: fn(&(f64, f64)) -> f64| median(&rounds.iter().map(of).collect::<Vec<_>>());
    row(
        &format!("{driver}: a million {what}, rate"),
        format!("{:.2} x", pick(|(direct, gateway)| direct / gateway)),
        ">= 0.8 x",
        format!("{peer}: {:.2} s against {:.2} s", pick(|r| r.1), pick(|r| r.0)),
    );
}
