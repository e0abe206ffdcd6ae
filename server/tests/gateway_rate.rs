//! What the gateway costs, beside a direct connection. Measurements, so not run with the tests:
//! `cargo test --release -p ride --test gateway_rate -- --ignored --nocapture`
#![allow(clippy::print_stdout)]

mod gateway_world;

use std::process::Stdio;
use std::time::{Duration, Instant};

use gateway_world::{ID, Lab, TOKEN};

/// Resident memory of this process, MB.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or_default() / 1024
}

async fn psql(url: &str, sql: &str) -> Duration {
    let started = Instant::now();
    let done = tokio::process::Command::new("psql")
        .args([url, "-X", "-A", "-t", "-c", sql])
        .stdout(Stdio::null())
        .status()
        .await
        .unwrap();
    assert!(done.success());
    started.elapsed()
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn rates() {
    let lab = Lab::start(2).await;
    let ride::sandbox::Endpoint::Unix { directory, port } = lab.postgres.endpoint() else { unreachable!() };
    let direct = format!("postgres://oncall@/shop?host={}&port={port}", directory.display());
    let through = format!("postgres://oncall.{ID}:{TOKEN}@127.0.0.1:{}/shop", lab.port);
    for sql in [
        "select generate_series(1, 1000000)",
        "select n, repeat('x', 100), now() from generate_series(1, 1000000) n",
        "copy (select n, repeat('x', 100) from generate_series(1, 1000000) n) to stdout",
    ] {
        let (mut a, mut b) = (Vec::new(), Vec::new());
        let before = memory();
        for _ in 0..5 {
            a.push(psql(&direct, sql).await);
            b.push(psql(&through, sql).await);
        }
        let (a, b) = (median(a), median(b));
        println!(
            "{sql}\n  direct {a:.3} s, gateway {b:.3} s: {:.2} of its rate; memory {before} -> {} MB",
            a / b,
            memory()
        );
    }
    let client = lab.connect().await.unwrap();
    let other = lab.postgres.connect("oncall", "shop").await.unwrap();
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..2000 {
        for (client, times) in [&other, &client].into_iter().zip(&mut times) {
            let started = Instant::now();
            client.simple_query("select 1").await.unwrap();
            times.push(started.elapsed());
        }
    }
    let [a, b] = times.map(median);
    println!("select 1: direct {:.0} us, gateway {:.0} us: {:.2} times", a * 1e6, b * 1e6, b / a);
}
