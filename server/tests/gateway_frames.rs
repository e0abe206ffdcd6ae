//! The gateway over WebSocket frames, against a real PostgreSQL: attach, resume, acknowledge, cancel, cut results.

mod gateway_world;

use std::time::Duration;

use gateway_world::page::Page;
use gateway_world::wire::{fields, query, startup};
use gateway_world::{Lab, TOKEN};
use ride::gateway::{Frame, GatewayConfig};
use ride_shared::journal::{Event, Transport};
use ride_shared::protocol::{PG_MAX_FRAME, PG_WINDOW, PgControl, PgReply, Resume, VERSION};

fn settings() -> Vec<&'static str> {
    vec!["max_connections=20"]
}

fn tags(seen: &[(char, Vec<u8>)]) -> String {
    seen.iter().map(|(tag, _)| *tag).collect()
}

#[tokio::test]
async fn a_page_runs_statements() {
    let lab = Lab::start(1).await;
    let mut page = Page::open(&lab);
    page.control(&PgControl::Attach { version: VERSION, token: TOKEN.into(), resume: None }).await;
    let PgReply::Attached { console, received, resume_seconds, .. } = page.reply().await else { panic!("not in") };
    assert_eq!((console, received, resume_seconds), (1, 0, 60));
    page.binary(startup(&[("user", "whoever"), ("database", "shop"), ("application_name", "page")])).await;
    let greeting = page.until('Z').await;
    assert!(tags(&greeting).starts_with("RS"), "no password is asked for");
    let parameters: Vec<String> = greeting.iter().map(|(_, body)| String::from_utf8_lossy(body).into_owned()).collect();
    assert!(parameters.contains(&"application_name\0page\0".to_owned()));
    assert_eq!(tags(&page.query("select 1; select 2").await), "TDCTDCZ");
    // A frame may hold half a message.
    let (first, second) = {
        let q = query("select 3");
        (q[..7].to_vec(), q[7..].to_vec())
    };
    page.binary(first).await;
    page.binary(second).await;
    assert_eq!(tags(&page.until('Z').await), "TDCZ");
    let opened = |e: &Event| matches!(e, Event::ConsoleOpened { transport: Transport::WebSocket, on_call: true, .. });
    lab.journal.wait("the console", opened).await;
    page.control(&PgControl::Detach).await;
    assert_eq!(page.frame().await, None);
    lab.until_closed(1).await;
    assert_eq!(lab.gateway.consoles(), 0);
}

#[tokio::test]
async fn misuse_is_refused_clearly() {
    let config = GatewayConfig { consoles_per_session: 1, ..GatewayConfig::default() };
    let lab = Lab::with(1, &settings(), config, false).await;
    let attach = |version, token: &str| PgControl::Attach { version, token: token.into(), resume: None };

    let page = Page::open(&lab);
    page.control(&attach(VERSION, "wrong")).await;
    assert_eq!(page.refused().await.0, "bad-token");

    let page = Page::open(&lab);
    page.control(&attach(99, TOKEN)).await;
    let (error, message) = page.refused().await;
    assert_eq!(error, "version");
    assert!(message.contains("version 99"), "{message}");

    let page = Page::open(&lab);
    page.text("hello").await;
    let (error, message) = page.refused().await;
    assert_eq!(error, "bad-frame");
    assert!(message.contains("\"attach\"") && message.contains("JSON"), "{message}");

    let page = Page::open(&lab);
    page.binary(vec![1, 2, 3]).await;
    assert_eq!(page.refused().await.0, "bad-frame");

    let page = Page::open(&lab);
    page.give(Err("a frame of 9 MB came".into())).await;
    assert_eq!(page.refused().await, ("bad-frame".to_owned(), "a frame of 9 MB came".to_owned()));

    let page = Page::console(&lab).await;
    let other = Page::open(&lab);
    other.control(&attach(VERSION, TOKEN)).await;
    assert_eq!(other.refused().await.0, "too-many");

    let (key, received) = (page.key.clone(), page.received);
    page.binary(vec![0; PG_MAX_FRAME + 1]).await;
    let (error, message) = page.refused().await;
    assert_eq!(error, "bad-frame");
    assert!(message.contains("1048577 bytes; at most 1048576"), "{message}");

    // The console is still there for a page that behaves.
    let (error, _) = Page::resume(&lab, "another key", 0).await.map(drop).unwrap_err();
    assert_eq!(error, "gone");
    let (error, message) = Page::resume(&lab, &key, u64::MAX).await.map(drop).unwrap_err();
    assert_eq!(error, "gone");
    assert!(message.contains("only"), "{message}");
    let (error, message) = Page::resume(&lab, &key, 0).await.map(drop).unwrap_err();
    assert_eq!(error, "gone");
    assert!(message.contains("no longer kept"), "{message}");
    let page = Page::resume(&lab, &key, received).await.unwrap();
    page.control(&PgControl::Ack { received: 1 << 40 }).await;
    assert_eq!(page.refused().await.0, "bad-frame");
    let mut page = Page::resume(&lab, &key, received).await.unwrap();
    assert_eq!(tags(&page.query("select 1").await), "TDCZ");
    // Garbage inside the wire protocol is answered in the wire protocol.
    page.binary(b"GET / HTTP/1.1\r\n".to_vec()).await;
    let told = fields(&page.until('E').await.last().unwrap().1);
    assert!(told.contains("C=08P01"), "{told}");
    assert_eq!(page.frame().await, None);
}

#[tokio::test]
async fn a_dropped_console_goes_on_where_it_was() {
    let lab = Lab::start(1).await;
    let mut page = Page::console(&lab).await;
    page.query("begin; create temp table mine as select 42 as answer").await;
    page.acknowledges = false;
    page.binary(query("select generate_series(1, 5000)")).await;
    for _ in 0..100 {
        page.next().await;
    }
    let (key, received, buffer) = page.drop_socket().await;
    // What the server goes on to say finds nobody, and is kept.
    lab.postgres.until("select 1 from pg_stat_activity where state = 'idle in transaction'").await;
    let mut page = Page::resume(&lab, &key, received).await.unwrap().with(buffer);
    assert!(page.kept > 0);
    let rest = page.until('Z').await;
    assert_eq!(rest.len(), 1 + 5000 + 2 - 100, "not a row twice, not a row less");
    assert_eq!(&rest[rest.len() - 3].1[6..], b"5000");
    assert_eq!(rest.last().unwrap().1, b"T", "the transaction is still open");
    let seen = page.query("select answer from mine; commit").await;
    assert_eq!((tags(&seen).as_str(), &seen[1].1[6..]), ("TDCCZ", &b"42"[..]));
    lab.journal.wait("the resume", |e| *e == Event::ConsoleResumed { console: 1 }).await;
}

#[tokio::test]
async fn a_second_socket_takes_over_from_a_half_open_one() {
    let lab = Lab::start(1).await;
    let first = Page::console(&lab).await;
    let (key, received) = (first.key.clone(), first.received);
    let mut second = Page::resume(&lab, &key, received).await.unwrap();
    let (error, message) = first.refused().await;
    assert_eq!(error, "gone");
    assert!(message.contains("another connection"), "{message}");
    assert_eq!(tags(&second.query("select 1").await), "TDCZ");
}

#[tokio::test]
async fn a_dropped_console_is_not_kept_for_ever() {
    let config = GatewayConfig { resume_within: Duration::from_millis(100), ..GatewayConfig::default() };
    let lab = Lab::with(1, &settings(), config, false).await;
    let mut page = Page::console(&lab).await;
    page.query("begin").await;
    let (key, received, _) = page.drop_socket().await;
    lab.until_closed(1).await;
    assert_eq!(Page::resume(&lab, &key, received).await.map(drop).unwrap_err().0, "gone");
    let mut next = Page::console(&lab).await;
    assert_eq!(next.query("select 1").await.last().unwrap().1, b"I", "the slot was cleaned");
}

#[tokio::test]
async fn a_result_is_cut_for_the_page_and_the_protocol_goes_on() {
    let config = GatewayConfig { psql_address: Some("lab.example:6432".into()), ..GatewayConfig::default() };
    let lab = Lab::with(1, &settings(), config, false).await;
    let mut page = Page::console(&lab).await;
    let whole = page.query("select generate_series(1, 10000)").await;
    assert_eq!(whole.iter().filter(|(tag, _)| *tag == 'D').count(), 10_000);
    assert!(!tags(&whole).contains('N'));
    let seen = page.query("select generate_series(1, 10001); select 1").await;
    let cut = tags(&seen).replace('D', "");
    assert_eq!(cut, "TCTCZ");
    assert_eq!(seen.iter().filter(|(tag, _)| *tag == 'D').count(), 10_001);
    let notice = page.until('N').await.last().map(|(_, body)| fields(body)).unwrap();
    assert!(notice.contains("cut at 10,000 rows") && notice.contains("psql at oncall."), "{notice}");
    assert!(notice.contains("@lab.example:6432"), "{notice}");
    let seen = page.query("select repeat('x', 1000000) from generate_series(1, 20)").await;
    assert_eq!(tags(&seen), "TDDDDDDDDCZ");
    page.until('N').await;
    // The journal knows what the server sent.
    lab.journal.wait("the statement", |e| matches!(e, Event::Statement { rows: 10_001, .. })).await;
}

#[tokio::test]
async fn cancel_reaches_the_statement_and_not_the_next() {
    let lab = Lab::start(1).await;
    let mut page = Page::console(&lab).await;
    for round in 0..50 {
        page.binary(query("select pg_sleep(600)")).await;
        lab.postgres.until("select 1 from pg_stat_activity where wait_event = 'PgSleep'").await;
        page.control(&PgControl::Cancel).await;
        // Sent at once, and not hit.
        page.binary(query("select 'next'")).await;
        assert!(Page::error(&page.until('Z').await).contains("C=57014"), "round {round}");
        assert_eq!(tags(&page.until('Z').await), "TDCZ", "round {round}");
    }
}

#[tokio::test]
async fn a_page_that_acknowledges_nothing_holds_the_backend_back() {
    let config = GatewayConfig {
        ack_within: Duration::from_millis(300),
        browser_rows: u64::MAX,
        browser_bytes: u64::MAX,
        ..GatewayConfig::default()
    };
    let lab = Lab::with(1, &settings(), config, false).await;
    let mut page = Page::console(&lab).await;
    page.acknowledges = false;
    page.binary(query("select repeat('x', 1000) from generate_series(1, 30000)")).await;
    let (mut got, mut refused) = (0, None);
    let key = page.key.clone();
    while let Some(frame) = page.frame().await {
        match frame {
            Frame::Binary(bytes) => got += bytes.len(),
            Frame::Text(text) => refused = Some(text),
        }
    }
    assert!(got <= PG_WINDOW, "{got} bytes were sent without an acknowledgement");
    assert!(refused.unwrap().contains("too-slow"));
    lab.postgres.until("select 1 from pg_stat_activity where wait_event = 'ClientWrite'").await;
    let mut page = Page::resume(&lab, &key, page.received).await.unwrap();
    let rest = page.until('C').await;
    assert_eq!(rest.iter().filter(|(tag, _)| *tag == 'D').count(), 30_000);
}

#[tokio::test]
async fn much_input_is_acknowledged_and_does_not_deadlock() {
    let lab = Lab::start(1).await;
    let mut page = Page::console(&lab).await;
    page.query("create table t (s text)").await;
    page.binary(query("copy t from stdin")).await;
    page.until('G').await;
    let line = [&[b'x'; 999][..], b"\n"].concat();
    for _ in 0..16 {
        page.binary(gateway_world::wire::message(b'd', &line.repeat(500))).await;
    }
    page.binary(gateway_world::wire::message(b'c', b"")).await;
    assert_eq!(tags(&page.until('Z').await), "CZ");
    let seen = page.query("select count(*) from t").await;
    assert_eq!(&seen[1].1[6..], b"8000");
}

#[tokio::test]
async fn closing_says_over() {
    let lab = Lab::start(1).await;
    let page = Page::console(&lab).await;
    let (key, ..) = Page::console(&lab).await.drop_socket().await;
    lab.gateway.close("its time ran out").await;
    let (error, message) = page.refused().await;
    assert_eq!(error, "over");
    assert!(message.contains("its time ran out"), "{message}");
    assert_eq!(lab.gateway.consoles(), 0);
    let resume = Some(Resume { key, received: 0 });
    let page = Page::open(&lab);
    page.control(&PgControl::Attach { version: VERSION, token: TOKEN.into(), resume }).await;
    assert!(matches!(page.refused().await.0.as_str(), "gone" | "over"));
}
