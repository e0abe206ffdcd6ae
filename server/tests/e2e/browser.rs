//! The whole journey in a real Chromium: from the catalog to a signed score, by keyboard and button, with axe-core
//! looking at every view.

use crate::lab::wait::eventually;
use crate::lab::{STORM, Server};
use crate::window::Browser;

const ENTER: &str = "\u{e007}";
pub const SCREEN: &str = "main [role=log]";
pub const PROMPT: &str = ".prompt textarea";

/// Types a line at the console's prompt.
pub async fn type_line(browser: &Browser, line: &str) {
    let prompt = browser.wait(PROMPT).await;
    prompt.send_keys(&format!("{line}{ENTER}")).await.expect("typed");
}

/// Opens a tab of the panel.
async fn panel(browser: &Browser, tab: &str) {
    browser.click(&format!("#tab-{tab}")).await;
}

async fn from_the_catalog_to_a_hundred(driver: &str) {
    let server = tokio::task::spawn_blocking({
        let driver = driver.to_owned();
        move || Server::start(&driver)
    })
    .await
    .expect("it starts");
    let browser = Browser::open(1440, 900, false).await;
    browser.window.goto(&server.address).await.expect("the page loads");

    browser.wait_text("main", "Connection storm after deploy").await;
    browser.check_accessibility("catalog").await;
    browser.screenshot(&format!("{driver}-catalog")).await;
    browser.press("Start Connection storm after deploy").await;

    browser.wait(".lab").await;
    let address = browser.window.current_url().await.expect("an address");
    assert!(address.path().starts_with("/lab/"), "{address}");
    assert_eq!(address.fragment(), None, "the token is gone from the address bar");
    browser.wait_text("header.top", "Down").await;

    type_line(&browser, "select application_name, count(*) from pg_stat_activity group by 1 order by 2 desc;").await;
    let shown = browser.wait_text(SCREEN, "rows)").await;
    assert!(shown.contains("deploy_worker") && shown.contains("85"), "{shown}");
    type_line(&browser, "show max_connections;").await;
    browser.wait_text(SCREEN, "(1 row)").await;

    panel(&browser, "vitals").await;
    browser.wait("#panel-vitals svg path").await;
    browser.wait_text("#panel-vitals", "deploy_worker").await;
    browser.wait_text(".part-feed", "too many clients already").await;
    browser.check_accessibility("lab, vitals").await;
    browser.screenshot(&format!("{driver}-vitals")).await;

    panel(&browser, "hints").await;
    browser.check_accessibility("lab, hints").await;

    panel(&browser, "diagnosis").await;
    browser.wait("#panel-diagnosis form").await;
    browser.check_accessibility("lab, diagnosis").await;
    let fill = "const form = document.querySelector('#panel-diagnosis form');
        [...form.querySelectorAll('label.choice')].find(l => /same moment/.test(l.textContent)).querySelector('input').click();
        const select = form.querySelector('select');
        select.value = 'deploy_worker';
        select.dispatchEvent(new Event('change', { bubbles: true }));
        const numbers = form.querySelectorAll('input[type=number]');
        return numbers.length;";
    assert_eq!(browser.window.execute(fill, vec![]).await.expect("filled"), 2);
    let numbers =
        browser.window.find_all(fantoccini::Locator::Css("#panel-diagnosis input[type=number]")).await.unwrap();
    numbers[0].send_keys("85").await.expect("typed");
    numbers[1].send_keys("100").await.expect("typed");
    browser.press("Put on record").await;
    browser.wait_text("#panel-diagnosis", "On record").await;

    type_line(
        &browser,
        "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'deploy_worker' and state = 'idle';",
    )
    .await;
    browser.wait_text("header.top", "Healthy").await;
    type_line(&browser, "\\action set pool_size 10").await;
    type_line(&browser, "\\action set-reconnect jittered-backoff").await;
    type_line(&browser, "\\echo both 'done'").await;
    browser.wait_text(SCREEN, "both done").await;

    panel(&browser, "score").await;
    browser.press("Submit for scoring").await;
    browser.wait("dialog[open] button.primary").await;
    browser.check_accessibility("the question before submission").await;
    browser.click("dialog[open] button.primary").await;
    let card = browser.wait_text("#panel-score", "of 100").await;
    assert!(card.contains("100 of 100"), "{card}");
    browser.check_accessibility("lab, scored").await;
    browser.screenshot(&format!("{driver}-scored")).await;
    browser.close().await;
    tokio::task::spawn_blocking(move || drop(server)).await.expect("it ends");
}

#[tokio::test(flavor = "multi_thread")]
async fn journey_on_processes() {
    from_the_catalog_to_a_hundred("process").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn journey_on_docker() {
    from_the_catalog_to_a_hundred("docker").await;
}

/// A lab opened by its address, as from a terminal.
pub async fn open_lab(server: &Server, browser: &Browser) -> (String, String) {
    let created = {
        let session = server.session(STORM);
        session.created.clone()
    };
    browser.window.goto(&created.web_url).await.expect("the lab loads");
    browser.wait(PROMPT).await;
    (created.id, created.token)
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_rows_and_no_more_reach_the_page() {
    let server = Server::start("process");
    let browser = Browser::open(1440, 900, false).await;
    open_lab(&server, &browser).await;
    type_line(&browser, "select n, repeat('x', 20) from generate_series(1, 10500) n;").await;
    browser.wait_text(SCREEN, "result cut at 10,000 rows").await;
    // All of it can be scrolled to.
    let top =
        "const s = document.querySelector('main [role=log]'); s.scrollTop = s.scrollHeight / 2; return s.scrollHeight";
    let height = browser.window.execute(top, vec![]).await.unwrap().as_f64().expect("a number");
    assert!(height > 10_000.0 * 10.0, "{height} pixels high");
    type_line(&browser, "select 'still ' || 'there';").await;
    browser.wait_text(SCREEN, "still there").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_connection_keeps_the_transaction_and_the_output() {
    let server = Server::start("process");
    let browser = Browser::open(1024, 768, true).await;
    browser.window.goto(&server.address).await.expect("the page loads");
    // Every socket that the page opens can be dropped by the test, as a network would: no close frame is awaited.
    let hook = "const Real = WebSocket; window.sockets = [];
        window.WebSocket = class extends Real { constructor(...a) { super(...a); window.sockets.push(this); } };";
    browser.window.execute(hook, vec![]).await.expect("hooked");
    browser.press("Start Connection storm after deploy").await;
    type_line(&browser, "begin;").await;
    type_line(&browser, "create temp table mine as select 41 + 1 as n;").await;
    browser.wait_text(SCREEN, "SELECT 1").await;
    let dropped =
        browser.window.execute("window.sockets.forEach(s => s.close()); return window.sockets.length", vec![]).await;
    assert!(dropped.unwrap().as_u64() >= Some(2));
    type_line(&browser, "select 'n is ' || n from mine;").await;
    browser.wait_text(SCREEN, "n is 42").await;
    browser.wait_text(".prompt", "*").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_cancels_what_runs() {
    let server = Server::start("process");
    let browser = Browser::open(1440, 900, true).await;
    open_lab(&server, &browser).await;
    type_line(&browser, "select pg_sleep(600);").await;
    browser.wait(".prompt .cancel").await;
    let prompt = browser.wait(PROMPT).await;
    prompt.send_keys("\u{e009}c").await.expect("typed");
    browser.wait_text(SCREEN, "canceling statement due to user request").await;
    type_line(&browser, "select 'and ' || 'on';").await;
    browser.wait_text(SCREEN, "and on").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_size_and_scheme_is_accessible() {
    let server = Server::start("process");
    for (width, height) in [(1440, 900), (1024, 768), (390, 844)] {
        for dark in [false, true] {
            let browser = Browser::open(width, height, dark).await;
            let view = format!("{width}x{height}-{}", if dark { "dark" } else { "light" });
            browser.window.goto(&server.address).await.expect("the page loads");
            browser.wait_text("main", "Connection storm after deploy").await;
            browser.check_accessibility(&format!("catalog {view}")).await;
            browser.screenshot(&format!("catalog-{view}")).await;
            let (id, _) = open_lab(&server, &browser).await;
            type_line(
                &browser,
                "select application_name, state, count(*) from pg_stat_activity group by 1, 2 order by 3 desc;",
            )
            .await;
            browser.wait_text(SCREEN, "rows)").await;
            browser.check_accessibility(&format!("lab {view}")).await;
            browser.screenshot(&format!("lab-{view}")).await;
            let wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
            assert_eq!(browser.window.execute(wide, vec![]).await.unwrap(), 0, "{view}: the page scrolls sideways");
            assert!(!id.is_empty());
            browser.close().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn states_that_are_no_joy_are_designed_too() {
    let server = Server::start_with("process", &["--session-ttl", "12s"]);
    let browser = Browser::open(1440, 900, false).await;
    browser.window.goto(&format!("{}/lab/aaaaaaaaaaaaaaaa#token=wrong", server.address)).await.expect("loads");
    browser.wait_text("main", "catalog").await;
    browser.check_accessibility("unknown session").await;
    browser.screenshot("state-unknown").await;
    open_lab(&server, &browser).await;
    browser.wait_text(".banners", "expired").await;
    browser.check_accessibility("expired").await;
    browser.screenshot("state-expired").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_tells_that_the_server_is_away() {
    let mut server = Server::start("process");
    let browser = Browser::open(1440, 900, false).await;
    open_lab(&server, &browser).await;
    server.kill();
    browser.wait_text(".banners", "Reconnecting").await;
    browser.check_accessibility("reconnecting").await;
    browser.screenshot("state-reconnecting").await;
    browser.close().await;
}

/// Has every fetch of a part of the page whose name begins so fail until `window.blocked` is emptied.
async fn block(browser: &Browser, parts: &[&str]) {
    let hook = "window.blocked = arguments[0]; const real = window.fetch;
        window.fetch = (what, ...rest) => window.blocked.some(part => String(what.url || what).includes('/' + part + '-'))
            ? Promise.reject(new TypeError('blocked by the test')) : real(what, ...rest);";
    browser.window.execute(hook, vec![serde_json::json!(parts)]).await.expect("hooked");
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_that_can_not_be_loaded_are_said_to_be_and_tried_again() {
    let server = Server::start("process");
    let browser = Browser::open(1440, 900, false).await;
    // The catalog loads parts of its own; at a lab that isn't one's own only the page itself is there.
    browser.window.goto(&format!("{}/lab/nobodys", server.address)).await.expect("the page loads");
    browser.wait_text("main", "This session is not yours").await;
    block(&browser, &["extras", "panel"]).await;
    let lab = {
        let session = server.session(STORM);
        session.created.web_url.clone()
    };
    let go = "history.pushState(null, '', arguments[0]); dispatchEvent(new PopStateEvent('popstate'))";
    browser.window.execute(go, vec![serde_json::json!(lab)]).await.expect("gone there");
    browser.wait(PROMPT).await;

    type_line(&browser, r"\d").await;
    browser.wait_text(SCREEN, "psql's commands could not be loaded: try again").await;
    type_line(&browser, "select 'goes ' || 'on';").await;
    browser.wait_text(SCREEN, "goes on").await;
    panel(&browser, "hints").await;
    browser.wait_text("#panel-hints", "could not be loaded").await;
    browser.check_accessibility("lab, a part is missing").await;

    browser.window.execute("window.blocked = []", vec![]).await.expect("unblocked");
    type_line(&browser, r"\echo and 'back again'").await;
    browser.wait_text(SCREEN, "and back again").await;
    browser.click("#panel-hints button").await;
    browser.wait_text("#panel-hints", "hint").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_first_command_needs_is_there_before_it_is_typed() {
    let server = Server::start("process");
    let browser = Browser::open(1440, 900, false).await;
    open_lab(&server, &browser).await;
    let loaded = "return performance.getEntriesByType('resource').filter(e => e.responseEnd > 0).map(e => e.name)";
    eventually("what comes unasked", async || {
        let names = browser.window.execute(loaded, vec![]).await.expect("the entries").to_string();
        (names.contains("/assets/extras-") && names.contains("/assets/panel-")).then_some(())
    })
    .await;
    type_line(&browser, r"\dn").await;
    browser.wait_text(SCREEN, "List of schemas").await;
    browser.close().await;
}

/// The text that stands at the prompt.
pub async fn typed(browser: &Browser) -> String {
    let value = "return document.querySelector('.prompt textarea').value";
    browser.window.execute(value, vec![]).await.unwrap().as_str().expect("a text").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_prompt_has_readlines_keys_and_psqls_commands() {
    const CONTROL: &str = "\u{e009}";
    const ALT: &str = "\u{e00a}";
    const RELEASE: &str = "\u{e000}";
    let server = Server::start("process");
    let browser = Browser::open(1440, 900, false).await;
    open_lab(&server, &browser).await;
    type_line(&browser, "select 'the ' || 'first';").await;
    browser.wait_text(SCREEN, "the first").await;
    type_line(&browser, "select 1 as n, 'x'::varchar(7) as v \\gdesc").await;
    browser.wait_text(SCREEN, "character varying(7)").await;
    type_line(&browser, "\\! ls").await;
    browser.wait_text(SCREEN, "can't be used in a browser").await;

    let prompt = browser.wait(PROMPT).await;
    prompt.send_keys(&format!("one two{CONTROL}u{RELEASE}")).await.expect("typed");
    assert_eq!(typed(&browser).await, "");
    prompt.send_keys(&format!("{CONTROL}y{RELEASE} three{ALT}b{RELEASE}and ")).await.expect("typed");
    assert_eq!(typed(&browser).await, "one two and three");
    prompt.send_keys(&format!("{CONTROL}a{RELEASE}{ALT}d{RELEASE}{CONTROL}u{RELEASE}")).await.expect("typed");
    assert_eq!(typed(&browser).await, " two and three");
    prompt.send_keys(&format!("{CONTROL}k{RELEASE}select{CONTROL}r{RELEASE}")).await.expect("typed");
    assert_eq!(typed(&browser).await, "select 1 as n, 'x'::varchar(7) as v \\gdesc");
    prompt.send_keys(&format!("{CONTROL}r{RELEASE}")).await.expect("typed");
    assert_eq!(typed(&browser).await, "select 'the ' || 'first';");
    browser.wait_text(".prompt", "Ctrl-R goes further back").await;
    // Escape brings back what stood there.
    prompt.send_keys("\u{e00c}").await.expect("typed");
    assert_eq!(typed(&browser).await, "select");
    browser.close().await;
}
