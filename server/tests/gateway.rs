//! The gateway over TCP, against a real PostgreSQL: real clients, misuse, cancel, on-call slots.

mod gateway_world;

use std::time::Duration;

use gateway_world::wire::{Raw, fields, message, query, startup};
use gateway_world::{ID, Lab, Postgres, TOKEN, cell, connect, said, soon};
use ride::gateway::{GatewayConfig, Matcher};
use ride_shared::journal::{Event, Transport};
use ride_shared::scenario::{Beside, Sees};
use tokio::io::AsyncWriteExt;
use tokio_postgres::SimpleQueryMessage;

#[tokio::test]
async fn who_is_not_let_in_is_told_why() {
    let lab = Lab::start(1).await;
    let mut config = lab.client();
    let (code, text) = said(&connect(config.password("wrong")).await.unwrap_err());
    assert_eq!(code, "28P01");
    assert!(text.contains("no session with this id and token"), "{text}");
    let (code, text) = said(&connect(config.user("oncall.nosuchsession").password(TOKEN)).await.unwrap_err());
    assert_eq!(code, "28P01", "{text}");
    let (code, text) = said(&connect(config.user("postgres")).await.unwrap_err());
    assert_eq!(code, "28000");
    assert!(text.contains("oncall.<id>") && text.contains("\"postgres\""), "{text}");
    lab.gateway.close("its time ran out").await;
    let (code, text) = said(&lab.connect().await.unwrap_err());
    assert_eq!((code.as_str(), text.as_str()), ("57P01", "this session is over: its time ran out"));
}

#[tokio::test]
async fn a_slot_is_like_a_connection_of_ones_own() {
    let lab = Lab::start(1).await;
    let mut config = lab.client();
    config.application_name("my psql").options("-c statement_timeout=12s --DateStyle=ISO,\\ DMY");
    let client = connect(&config).await.unwrap();
    assert_eq!(cell(&client, "show application_name").await, "my psql");
    assert_eq!(cell(&client, "show statement_timeout").await, "12s");
    assert_eq!(cell(&client, "show datestyle").await, "ISO, DMY");
    let pid = cell(&client, "select pg_backend_pid()").await;
    client.batch_execute("create temp table mine (n int); set timezone to 'Asia/Tokyo'; listen x").await.unwrap();
    client.batch_execute("prepare p as select 1; begin; create table half (n int); select 1/0").await.unwrap_err();
    drop(client);
    lab.until_closed(1).await;

    let client = lab.connect().await.unwrap();
    assert_eq!(cell(&client, "select pg_backend_pid()").await, pid, "the slot was lent again");
    assert_eq!(cell(&client, "show statement_timeout").await, "0");
    assert_ne!(cell(&client, "show timezone").await, "Asia/Tokyo");
    for gone in ["select * from mine", "execute p", "select * from half"] {
        client.batch_execute(gone).await.unwrap_err();
    }
    assert_eq!(lab.journal.opened(), [true, true]);

    // A value that the server refuses is fatal at a connection's start, and the slot survives it.
    drop(client);
    lab.until_closed(2).await;
    let mut config = lab.client();
    let (code, text) = said(&connect(config.options("-c work_mem=lots")).await.unwrap_err());
    assert_eq!(code, "22023", "{text}");
    assert_eq!(cell(&lab.connect().await.unwrap(), "select pg_backend_pid()").await, pid);
}

#[tokio::test]
async fn when_slots_and_connections_are_used_up_the_servers_own_error_comes() {
    let lab = Lab::with(2, &["max_connections=4"], GatewayConfig::default(), false).await;
    let first = lab.connect().await.unwrap();
    let mut others = Vec::new();
    for _ in 0..3 {
        others.push(lab.connect().await.unwrap());
    }
    assert_eq!(lab.journal.opened(), [true, true, false, false]);
    let error = lab.connect().await.unwrap_err();
    let db = error.as_db_error().unwrap();
    assert_eq!((db.severity(), db.code().code(), db.message()), ("FATAL", "53300", "sorry, too many clients already"));
    assert!(db.routine().is_some(), "it is the server's very own");
    let refused = Event::ConsoleRefused {
        transport: Transport::Tcp,
        sqlstate: "53300".into(),
        message: "sorry, too many clients already".into(),
    };
    assert!(lab.journal.events().contains(&refused));
    // A slot that comes back lets the next one in.
    drop(first);
    lab.until_closed(1).await;
    assert_eq!(cell(&lab.connect().await.unwrap(), "select 1").await, "1");
    assert_eq!(lab.journal.opened().last(), Some(&true));
}

#[tokio::test]
async fn a_terminated_slot_is_opened_again() {
    let lab = Lab::start(1).await;
    let client = lab.connect().await.unwrap();
    let error = client.batch_execute("select pg_terminate_backend(pg_backend_pid())").await.unwrap_err();
    assert_eq!(said(&error).0, "57P01");
    lab.until_closed(1).await;
    lab.gateway.refill().await;
    cell(&lab.connect().await.unwrap(), "select 1").await;
    assert_eq!(lab.journal.opened(), [true, true]);
    // An idle one that is terminated comes back by itself.
    lab.until_closed(2).await;
    let ride = lab.postgres.connect("ride", "postgres").await.unwrap();
    let idle = "select pid from pg_stat_activity where application_name = 'ride on-call'";
    let pid: i32 = ride.query_one(idle, &[]).await.unwrap().get(0);
    ride.execute("select pg_terminate_backend($1)", &[&pid]).await.unwrap();
    lab.postgres.until(&format!("{idle} and pid <> {pid}")).await;
}

#[tokio::test]
async fn while_consoles_are_held_up_what_runs_goes_on_and_what_is_sent_waits() {
    let lab = Lab::start(2).await;
    let (busy, waits) = (lab.connect().await.unwrap(), lab.connect().await.unwrap());
    let ride = lab.postgres.connect("ride", "shop").await.unwrap();
    let active = "select 1 from pg_stat_activity where query like 'select pg_sleep%' and state = 'active'";
    let cancel = busy.cancel_token();
    let runs = tokio::spawn(async move { busy.batch_execute("select pg_sleep(600)").await });
    lab.postgres.until(active).await;

    let held = lab.gateway.hold_up();
    let asked = tokio::spawn(async move { cell(&waits, "select count(*) from public.made_meanwhile").await });
    // Made on the way past the gateway, several round trips later: whoever had asked before got an error.
    for n in 0..5 {
        ride.batch_execute(&format!("select {n}")).await.unwrap();
    }
    ride.batch_execute("create table public.made_meanwhile (n int); grant select on public.made_meanwhile to public")
        .await
        .unwrap();
    soon("a cancel", cancel.cancel_query(tokio_postgres::NoTls)).await.unwrap();
    assert_eq!(said(&soon("what runs", runs).await.unwrap().unwrap_err()).0, "57014");
    assert!(!asked.is_finished());
    drop(held);
    assert_eq!(soon("what waited", asked).await.unwrap(), "0");
}

#[tokio::test]
async fn a_client_that_vanishes_in_the_middle_leaves_a_clean_slot() {
    let lab = Lab::start(1).await;
    let mut setup = Raw::console(lab.port).await;
    setup.send(&query("create table t (n int)")).await;
    setup.until('Z').await;
    drop(setup);
    let half_a_message = &message(b'd', &[b'1'; 100])[..50];
    let doings: [Vec<u8>; 5] = [
        query("begin; select pg_advisory_lock(1); select generate_series(1, 3000000)"),
        query("copy t from stdin"),
        [query("copy t from stdin"), half_a_message.to_vec()].concat(),
        [message(b'P', b"\0select 1\0\0\0"), message(b'H', b"")].concat(),
        query("select pg_sleep(600)"),
    ];
    for (at, doing) in doings.iter().enumerate() {
        let mut raw = Raw::console(lab.port).await;
        raw.send(doing).await;
        if at < 4 {
            raw.next().await;
        }
        drop(raw);
        lab.until_closed(2 * at + 2).await;
        lab.gateway.refill().await;
        let client = lab.connect().await.unwrap();
        assert_eq!(cell(&client, "select count(*) from pg_locks where locktype = 'advisory'").await, "0");
        assert_eq!(cell(&client, "select count(*) from t").await, "0");
        drop(client);
        lab.until_closed(2 * at + 3).await;
    }
    assert!(lab.journal.opened().iter().all(|on_call| *on_call), "{:?}", lab.journal.opened());
}

#[tokio::test]
async fn a_cancel_never_hits_the_next_statement() {
    let lab = Lab::start(1).await;
    let client = lab.connect().await.unwrap();
    let watcher = lab.connect().await.unwrap();
    let pid = cell(&client, "select pg_backend_pid()").await;
    let sleeping = format!("select count(*) from pg_stat_activity where pid = {pid} and wait_event = 'PgSleep'");
    for round in 0..200 {
        let cancel = client.cancel_token();
        let sleep = client.batch_execute("select pg_sleep(60)");
        let cancelled = async {
            while cell(&watcher, &sleeping).await != "1" {}
            cancel.cancel_query(tokio_postgres::NoTls).await.unwrap();
        };
        let (slept, ()) = soon("the cancelled sleep", async { tokio::join!(sleep, cancelled) }).await;
        assert_eq!(said(&slept.unwrap_err()).0, "57014", "round {round}");
        assert_eq!(cell(&client, "select 'next'").await, "next", "round {round}");
    }
}

#[tokio::test]
async fn a_cancel_with_the_wrong_secret_does_nothing() {
    let lab = Lab::start(1).await;
    let mut raw = Raw::open(lab.port).await;
    raw.send(&startup(&[("user", &format!("oncall.{ID}")), ("database", "shop")])).await;
    raw.next().await;
    raw.send(&message(b'p', format!("{TOKEN}\0").as_bytes())).await;
    let greeting = raw.until('Z').await;
    let key = &greeting.iter().find(|(tag, _)| *tag == 'K').unwrap().1;
    let mut packet = [&16u32.to_be_bytes()[..], &80_877_102u32.to_be_bytes(), key].concat();
    raw.send(&query("select pg_sleep(600)")).await;
    lab.postgres.until("select 1 from pg_stat_activity where wait_event = 'PgSleep'").await;
    packet[15] ^= 1;
    let mut wrong = Raw::open(lab.port).await;
    wrong.send(&packet).await;
    assert_eq!(wrong.next().await, None);
    lab.postgres.until("select 1 from pg_stat_activity where wait_event = 'PgSleep'").await;
    packet[15] ^= 1;
    let mut right = Raw::open(lab.port).await;
    right.send(&packet).await;
    assert_eq!(right.next().await, None);
    assert!(fields(&raw.until('E').await.last().unwrap().1).contains("C=57014"));
}

#[tokio::test]
async fn misuse_is_answered_clearly() {
    let config = GatewayConfig {
        max_message: 100_000,
        unauthenticated: 2,
        authenticate_within: Duration::from_millis(1500),
        ..GatewayConfig::default()
    };
    let lab = Lab::with(1, &["max_connections=20"], config, false).await;

    let mut raw = Raw::open(lab.port).await;
    raw.send(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await;
    let told = raw.told().await;
    assert!(told.contains("S=FATAL") && told.contains("looks like HTTP"), "{told}");

    let mut raw = Raw::open(lab.port).await;
    raw.send(&[0xee; 64]).await;
    let told = raw.told().await;
    assert!(told.contains("not a PostgreSQL startup packet"), "{told}");

    let mut raw = Raw::open(lab.port).await;
    raw.send(&[0, 0, 0, 8, 4, 0xd2, 0x16, 0x2f]).await;
    raw.stream.readable().await.unwrap();
    let mut answer = [0];
    raw.stream.try_read(&mut answer).unwrap();
    assert_eq!(&answer, b"N");
    raw.send(&startup(&[("user", &format!("oncall.{ID}"))])).await;
    assert_eq!(raw.next().await, Some(('R', vec![0, 0, 0, 3])));
    raw.send(&query("select 1")).await;
    let told = raw.told().await;
    assert!(told.contains("a password was asked for"), "{told}");

    let mut raw = Raw::console(lab.port).await;
    raw.send(&message(b'Q', &vec![b'x'; 200_000])).await;
    let told = raw.told().await;
    assert!(told.contains("C=54000") && told.contains("200004 bytes; at most 100000"), "{told}");

    let mut raw = Raw::console(lab.port).await;
    raw.send(b"GET / HTTP/1.1\r\n\r\n").await;
    let told = raw.told().await;
    assert!(told.contains("C=08P01") && told.contains("type 'G'"), "{told}");

    let mut raw = Raw::open(lab.port).await;
    raw.send(&startup(&[("user", &format!("oncall.{ID}")), ("replication", "true")])).await;
    raw.next().await;
    raw.send(&message(b'p', format!("{TOKEN}\0").as_bytes())).await;
    let told = raw.told().await;
    assert!(told.contains("replication"), "{told}");

    let first = Raw::open(lab.port).await;
    let second = Raw::open(lab.port).await;
    let third = Raw::open(lab.port).await.told().await;
    assert!(third.contains("C=53300") && third.contains("without a password"), "{third}");
    for late in [first, second] {
        let told = late.told().await;
        assert!(told.contains("C=57014"), "{told}");
    }
    cell(&lab.connect().await.unwrap(), "select 1").await;
}

#[tokio::test]
async fn who_says_nothing_or_stops_in_the_middle_is_told_and_hung_up_on() {
    let config = GatewayConfig { authenticate_within: Duration::from_millis(300), ..GatewayConfig::default() };
    let lab = Lab::with(1, &["max_connections=20"], config, false).await;
    let whole = startup(&[("user", &format!("oncall.{ID}"))]);
    for sent in [&[][..], &whole[..3], &whole[..12], &whole] {
        let mut raw = Raw::open(lab.port).await;
        raw.send(sent).await;
        let told = raw.told().await;
        assert!(told.contains("S=FATAL") && told.contains("C=57014") && told.contains("no startup packet"), "{told}");
    }
}

#[tokio::test]
async fn evidence_and_statements_are_told() {
    let lab = Lab::start(2).await;
    let mut workers = Vec::new();
    for _ in 0..3 {
        let mut config = tokio_postgres::Config::new();
        let ride::sandbox::Endpoint::Unix { directory, .. } = lab.postgres.endpoint() else { unreachable!() };
        config.host_path(directory).user("oncall").dbname("shop").application_name("deploy_worker");
        workers.push(connect(&config).await.unwrap());
    }
    let client = lab.connect().await.unwrap();
    let count = "select application_name, count(*) from pg_stat_activity group by 1";
    client.batch_execute("select 'deploy_worker' as application_name, 99 as count").await.unwrap();
    client.batch_execute(&format!("{count} limit 0")).await.unwrap();
    client
        .batch_execute(
            "select pid, application_name from pg_stat_activity where application_name = 'deploy_worker' limit 1",
        )
        .await
        .unwrap();
    client.batch_execute("select 100 as max_connections").await.unwrap();
    assert!(lab.journal.evidence().is_empty(), "{:?}", lab.journal.evidence());
    // tokio-postgres describes the statement, then asks for binary.
    client.query(count, &[]).await.unwrap();
    assert_eq!(lab.journal.evidence(), [(0, "deploy_worker | 3".to_owned())]);
    client.batch_execute("select 1; show max_connections; select 1/0; select 2").await.unwrap_err();
    let other = lab.connect().await.unwrap();
    other.simple_query(count).await.unwrap();
    assert_eq!(lab.journal.evidence(), [(0, "deploy_worker | 3".to_owned()), (1, "max_connections | 20".to_owned())]);
    let ends: Vec<String> = lab
        .journal
        .events()
        .into_iter()
        .filter_map(|event| match event {
            Event::Statement { sql, tag, error, rows, .. } if sql.starts_with("select 1;") => {
                Some(format!("{} {rows}", tag.or(error.map(|e| e.sqlstate)).unwrap()))
            }
            _ => None,
        })
        .collect();
    assert_eq!(ends, ["SELECT 1 1", "SHOW 1", "22012 0"]);
}

#[tokio::test]
async fn real_psql_works() {
    let lab = Lab::start(1).await;
    let run = |database: &str, arguments: &[&str], input: &str| {
        let mut psql = tokio::process::Command::new("psql");
        let url = format!("postgres://oncall.{ID}:{TOKEN}@127.0.0.1:{}/{database}", lab.port);
        psql.arg(url).args(["-X", "-A", "-t"]).args(arguments).stdin(std::process::Stdio::piped());
        psql.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).kill_on_drop(true);
        let mut child = psql.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_owned();
        async move {
            stdin.write_all(input.as_bytes()).await.unwrap();
            drop(stdin);
            let done = soon("psql", child.wait_with_output()).await.unwrap();
            (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap())
        }
    };
    let script = "create table t (n int, s text);\n\\copy t from stdin\n1\tone\n2\ttwo\n\\.\n\
                  begin;\nselect sum(n) from t;\nselect 1/0;\nrollback;\n\\copy t to stdout\n\
                  select application_name from pg_stat_activity where pid = pg_backend_pid();\n";
    let (out, err) = run("shop", &[], script).await;
    assert_eq!(out, "CREATE TABLE\nCOPY 2\nBEGIN\n3\nROLLBACK\n1\tone\n2\ttwo\npsql\n");
    assert!(err.contains("division by zero"), "{err}");
    // Another database is a connection of its own; without a name the session's is meant.
    let (out, _) = run("postgres", &["-c", "select current_database()"], "").await;
    assert_eq!(out, "postgres\n");
    let (out, err) =
        run("", &[], "select current_database();\n\\c template1\nselect current_database(), current_user;\n").await;
    assert!(out.starts_with("shop\n") && out.ends_with("template1|oncall\n"), "{out}{err}");
    let (_, err) = run("nosuch", &[], "").await;
    assert!(err.contains("database \"nosuch\" does not exist"), "{err}");
}

#[tokio::test]
async fn a_slow_reader_is_held_back() {
    let lab = Lab::start(1).await;
    let mut raw = Raw::console(lab.port).await;
    raw.send(&query("select repeat('x', 1000) from generate_series(1, 200000)")).await;
    // 200 MB: far more than all the buffers on the way. The backend itself has to wait.
    lab.postgres.until("select 1 from pg_stat_activity where wait_event = 'ClientWrite'").await;
    let rows = raw.until('Z').await.iter().filter(|(tag, _)| *tag == 'D').count();
    assert_eq!(rows, 200_000);
}

#[tokio::test]
async fn a_million_rows_arrive() {
    let lab = Lab::start(1).await;
    let client = lab.connect().await.unwrap();
    let rows = soon("a million rows", client.simple_query("select generate_series(1, 1000000)")).await.unwrap();
    let last = rows.iter().rev().find_map(|m| match m {
        SimpleQueryMessage::Row(row) => row.get(0),
        _ => None,
    });
    assert_eq!(last, Some("1000000"));
    let told = |event: &Event| matches!(event, Event::Statement { rows: 1_000_000, .. });
    lab.journal.wait("the statement", told).await;
}

#[tokio::test]
async fn closing_tells_every_console_and_stop_waits() {
    let lab = Lab::start(1).await;
    let mut idle = Raw::console(lab.port).await;
    let mut busy = Raw::console(lab.port).await;
    busy.send(&query("select repeat('x', 1000) from generate_series(1, 100000)")).await;
    busy.until('D').await;
    let close = lab.gateway.close("the lab was reset");
    let told = async {
        let told = fields(&idle.until('E').await.last().unwrap().1);
        assert!(told.contains("S=FATAL") && told.contains("C=57P01") && told.contains("the lab was reset"), "{told}");
        // In the middle of a result the error still comes at a message's end.
        let told = fields(&busy.until('E').await.last().unwrap().1);
        assert!(told.contains("the lab was reset"), "{told}");
    };
    soon("the close", async { tokio::join!(close, told) }).await;
    assert_eq!(lab.gateway.consoles(), 0);
    let mut waiting = Raw::open(lab.port).await;
    waiting.send(&startup(&[("user", &format!("oncall.{ID}"))])).await;
    waiting.next().await;
    lab.stop.cancel();
    let told = waiting.told().await;
    assert!(told.contains("stopping"), "{told}");
    soon("serve_tcp's end", lab.serving).await.unwrap();
}

#[tokio::test]
async fn a_broken_journal_does_not_break_consoles() {
    let lab = Lab::with(1, &["max_connections=20"], GatewayConfig::default(), true).await;
    assert_eq!(cell(&lab.connect().await.unwrap(), "select 1").await, "1");
}

#[tokio::test]
async fn so_many_consoles_and_no_more() {
    let config = GatewayConfig { consoles_per_session: 2, ..GatewayConfig::default() };
    let lab = Lab::with(1, &["max_connections=20"], config, false).await;
    let _consoles = (lab.connect().await.unwrap(), lab.connect().await.unwrap());
    let (code, text) = said(&lab.connect().await.unwrap_err());
    assert_eq!(code, "53300");
    assert!(text.contains("already has 2 consoles open"), "{text}");
}

#[tokio::test]
async fn what_describing_commands_print_was_shown() {
    let postgres = Postgres::start(&["max_connections=20"]).await;
    let ride = postgres.connect("ride", "shop").await.unwrap();
    for sql in [
        "CREATE TABLE thing (code int) WITH (autovacuum_enabled = off)",
        "INSERT INTO thing VALUES (1), (1)",
        "CREATE POLICY open_door ON thing",
        "ALTER ROLE oncall SET work_mem = '8MB'",
    ] {
        ride.batch_execute(sql).await.unwrap();
    }
    ride.batch_execute("CREATE UNIQUE INDEX CONCURRENTLY thing_code ON thing (code)").await.unwrap_err();

    let sees = |from: &str, value: Option<&str>, beside: Option<(&str, &str)>| Sees {
        from: Some(from.into()),
        value: value.map(str::to_owned),
        at_least: 1,
        beside: beside
            .map(|(from, value)| Beside { from: from.into(), value: Some(value.into()) })
            .into_iter()
            .collect(),
        ..Sees::default()
    };
    let evidence = [
        ("\\d thing", sees("pg_index.indisvalid", Some("f"), None)),
        ("\\d thing", sees("pg_policy.polname", Some("open_door"), None)),
        ("\\d thing", sees("pg_attribute.attname", Some("code"), None)),
        ("\\d+ thing", sees("pg_class.reloptions", None, Some(("pg_class.relname", "thing")))),
        ("\\drds", sees("pg_db_role_setting.setconfig", Some("{work_mem=8MB}"), None)),
        ("\\du oncall", sees("pg_roles.rolbypassrls", Some("f"), Some(("pg_roles.rolname", "oncall")))),
    ];
    let matchers = (0..).zip(&evidence).map(|(rule, (_, sees))| Matcher { rule, sees: vec![sees.clone()] }).collect();
    let lab = Lab::over(postgres, 1, GatewayConfig::default(), false, matchers).await;
    let url = format!("postgres://oncall.{ID}:{TOKEN}@127.0.0.1:{}/shop", lab.port);
    for (rule, (command, _)) in (0..).zip(&evidence) {
        let printed =
            tokio::process::Command::new(env!("CARGO_BIN_EXE_ride")).args(["psql", "-X", "-c", command, &url]).output();
        let printed = soon(command, printed).await.unwrap();
        assert!(printed.status.success(), "{printed:?}");
        let text = String::from_utf8_lossy(&printed.stdout);
        assert!(!text.contains("| ride") && !text.contains("{work_mem"), "what isn't psql's is not printed: {text}");
        let shown = |e: &Event| matches!(e, Event::Evidence { rule: its, .. } if *its == rule);
        assert!(lab.journal.position(shown).is_some(), "{command} shows no evidence {rule}: {text}");
    }
}
