//! Round trips: the same statements by psql through the gateway, by ride's psql, by psql on the sandbox's own socket,
//! and by psql through a proxy that only copies; in turn, so that all meet the same machine.

use std::time::{Duration, Instant};

use crate::lab::{STORM, Server};
use crate::place::{self, Proxy};
use crate::wire::Wire;
use crate::{median, row, us};

/// Statements, how often in a script, and what they stand for.
const STATEMENTS: &[(&str, usize, &str)] = &[
    ("select 1", 3000, "select 1"),
    (
        "select application_name, state, count(*) from pg_stat_activity group by 1, 2 order by 3 desc",
        600,
        "pg_stat_activity, grouped",
    ),
    (
        "select n.nspname, c.relname, c.relkind, pg_catalog.pg_get_userbyid(c.relowner) from pg_catalog.pg_class c \
         left join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r','p','v','m','S','f','') \
         and n.nspname !~ '^pg_toast' and pg_catalog.pg_table_is_visible(c.oid) order by 1, 2",
        600,
        "the catalog, as \\d asks it",
    ),
];
const ROUNDS: usize = 7;
/// Round trips of the bare client for each way.
const BARE: usize = 3000;

pub fn round_trips(driver: &str) {
    let server = Server::start(driver);
    let session = server.session(STORM);
    place::shed(&session);
    let socket = place::socket(&session);
    let proxy = Proxy::start(&socket);
    let script = server.data.join("script.sql");
    for (sql, times, name) in STATEMENTS {
        std::fs::write(&script, format!("{sql};\n").repeat(*times)).expect("written");
        let ways = [
            ("psql through the gateway", place::through(&session)),
            ("ride psql through the gateway", place::engine(&session)),
            ("psql through a proxy that only copies", place::copied(&session, proxy.port)),
        ];
        let timed = |command: &std::process::Command| {
            // A command can't be copied; its program, arguments and environment can.
            let mut again = std::process::Command::new(command.get_program());
            again.args(command.get_args()).envs(command.get_envs().filter_map(|(k, v)| Some((k, v?))));
            again.arg("-f").arg(&script);
            place::time(again).as_secs_f64() / *times as f64
        };
        let straight = place::direct(&session, &socket);
        let mut direct = Vec::new();
        let mut measured = vec![Vec::new(); ways.len()];
        for _ in 0..ROUNDS {
            let base = timed(&straight);
            direct.push(base);
            for ((_, way), measured) in ways.iter().zip(&mut measured) {
                let took = timed(way);
                measured.push((took / base, took));
            }
        }
        let peer = us(Duration::from_secs_f64(median(&direct)));
        for ((way, _), measured) in ways.iter().zip(&measured) {
            let ratios: Vec<f64> = measured.iter().map(|(ratio, _)| *ratio).collect();
            let took: Vec<f64> = measured.iter().map(|(_, took)| *took).collect();
            row(
                &format!("{driver}: {name}: {way}"),
                format!("{:.2} x", median(&ratios)),
                if way.contains("only copies") { "(floor)" } else { "1.3 x" },
                format!("{} against {peer} of psql on the socket", us(Duration::from_secs_f64(median(&took)))),
            );
        }
    }
    bare(driver, &mut Wire::connect(&session), &mut Wire::connect_socket(&socket, &session));
}

/// The way alone: a client that does nothing but ask and read.
fn bare(driver: &str, gateway: &mut Wire, direct: &mut Wire) {
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..BARE {
        for (wire, times) in [&mut *direct, &mut *gateway].into_iter().zip(&mut times) {
            let begun = Instant::now();
            wire.query("select 1").expect("answered");
            times.push(begun.elapsed());
        }
    }
    let [direct, gateway] = times.map(|t| median(&t));
    row(
        &format!("{driver}: select 1: a bare client through the gateway"),
        format!("+{}", us(gateway.saturating_sub(direct))),
        "",
        format!("{} against {} of the same client on the socket", us(gateway), us(direct)),
    );
}
