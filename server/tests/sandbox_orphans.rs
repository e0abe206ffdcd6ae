//! What a killed ride leaves behind, and what the next one does with it.
#![allow(clippy::print_stdout, reason = "the child tells its parent where its sandbox is")]

mod sandbox_world;

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use ride::sandbox::{Endpoint, SandboxRecord};
use sandbox_world::{World, config, connect, each_alone, kinds, number, open, request};

/// Where the child of a test finds its orders: driver name and data directory.
const CHILD: &str = "RIDE_TEST_SANDBOX_CHILD";

/// Not a test of its own: run by the others in a process that they kill.
#[tokio::test(flavor = "multi_thread")]
async fn child() {
    let Ok(orders) = std::env::var(CHILD) else { return };
    let (name, data) = orders.split_once('=').unwrap();
    let kind = kinds().into_iter().find(|(it, _)| *it == name).unwrap().1;
    let driver = open(kind, &config(name, Path::new(data))).await;
    let sandbox = driver.start(&request("orphan")).await.unwrap();
    let client = connect(sandbox.endpoint(), "oncall", "shop").await.unwrap();
    client.batch_execute("DELETE FROM orders WHERE id > 9").await.unwrap();
    if let Endpoint::Unix { directory, .. } = sandbox.endpoint() {
        println!("\nsocket={}", directory.display());
    }
    std::future::pending::<()>().await;
}

/// Starts a ride with one sandbox and kills it as a power cut would; gives its socket's directory.
fn killed(world: &World) -> PathBuf {
    let mut ride = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child", "--nocapture"])
        .env(CHILD, format!("{}={}", world.name, world.config.data.display()))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(ride.stdout.take().unwrap()).lines();
    let socket = lines.map_while(Result::ok).find_map(|line| line.strip_prefix("socket=").map(PathBuf::from));
    ride.kill().unwrap();
    ride.wait().unwrap();
    socket.expect("the child started its sandbox")
}

#[tokio::test(flavor = "multi_thread")]
async fn orphans_are_reaped_and_nothing_else() {
    each_alone(async |world: World| {
        // Someone else's sandbox, and one of a ride that still runs on the same data directory.
        let other_base = sandbox_world::wait::folder();
        let other = open(world.kind, &config(world.name, other_base.path())).await;
        let theirs = other.start(&request("orphan")).await.unwrap();
        let ours = world.driver.start(&request("alive")).await.unwrap();

        let socket = killed(&world);
        let orphan = Endpoint::Unix { directory: socket.clone(), port: 5432 };
        assert!(connect(&orphan, "oncall", "shop").await.is_ok(), "{}: it lives on", world.name);

        assert_eq!(world.driver.reap(&["orphan".into()]).await.unwrap(), [""; 0], "told to keep it");
        assert!(connect(&orphan, "oncall", "shop").await.is_ok());
        assert_eq!(world.driver.reap(&[]).await.unwrap(), ["orphan"]);
        assert!(!socket.exists());
        assert!(connect(&orphan, "oncall", "shop").await.is_err());
        assert_eq!(world.driver.reap(&[]).await.unwrap(), [""; 0]);

        for sandbox in [&theirs, &ours] {
            let client = connect(sandbox.endpoint(), "oncall", "shop").await.unwrap();
            assert_eq!(number(&client, "SELECT count(*) FROM orders").await, 100);
            sandbox.stop().await.unwrap();
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_survives_is_taken_up_again() {
    each_alone(async |world: World| {
        killed(&world);
        let record = SandboxRecord { driver: world.driver.name().into(), id: "orphan".into() };
        let adopted = world.driver.adopt(&record).await.unwrap();
        assert_eq!(adopted.is_some(), world.driver.survives(), "{}", world.name);
        let gone = SandboxRecord { id: "gone".into(), ..record.clone() };
        assert!(world.driver.adopt(&gone).await.unwrap().is_none());
        if let Some(sandbox) = adopted {
            assert_eq!(sandbox.record(), record);
            let client = connect(sandbox.endpoint(), "oncall", "shop").await.unwrap();
            assert_eq!(number(&client, "SELECT count(*) FROM orders").await, 9);
            assert_eq!(
                number(&client, "SELECT current_setting('server_version_num')::bigint").await,
                i64::from(sandbox.version())
            );
            sandbox.restart().await.unwrap();
            // Adopted means owned: nobody reaps it, until it is left again.
            assert_eq!(world.driver.reap(&[]).await.unwrap(), [""; 0]);
            sandbox.leave();
            drop(sandbox);
            let again = world.driver.adopt(&record).await.unwrap().unwrap();
            let client = connect(again.endpoint(), "oncall", "shop").await.unwrap();
            assert_eq!(number(&client, "SELECT count(*) FROM orders").await, 9);
            again.leave();
        }
        assert_eq!(world.driver.reap(&[]).await.unwrap(), ["orphan"]);
        assert!(world.driver.adopt(&record).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sandbox_that_was_left_is_found_by_the_next_ride() {
    each_alone(async |world: World| {
        let sandbox = world.driver.start(&request("left")).await.unwrap();
        sandbox.leave();
        let endpoint = sandbox.endpoint().clone();
        drop(sandbox);
        assert!(connect(&endpoint, "oncall", "shop").await.is_ok(), "{}: it lives on", world.name);
        let next = open(world.kind, &world.config).await;
        assert_eq!(next.reap(&[]).await.unwrap(), ["left"]);
        assert!(connect(&endpoint, "oncall", "shop").await.is_err());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_sandbox_takes_the_place_of_an_orphan_of_its_name() {
    each_alone(async |world: World| {
        killed(&world);
        let sandbox = world.driver.start(&request("orphan")).await.unwrap();
        let client = connect(sandbox.endpoint(), "oncall", "shop").await.unwrap();
        assert_eq!(number(&client, "SELECT count(*) FROM orders").await, 100, "{}", world.name);
        sandbox.stop().await.unwrap();
        assert_eq!(world.driver.reap(&[]).await.unwrap(), [""; 0]);
    })
    .await;
}
