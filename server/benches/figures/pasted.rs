//! A pasted timeline in a real Chromium: from the text to the painted page, with everything that is read of it. Beside it the
//! same text in a plain `<pre>` of the same page.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::lab::Server;
use crate::window::Browser;
use crate::{median, row};

const ENTRIES: usize = 500;
const ROUNDS: usize = 15;

/// A promise of the next painted frame.
const HOOK: &str = "window.painted = () => new Promise(done => requestAnimationFrame(() => {
    const after = new MessageChannel(); after.port1.onmessage = () => done(performance.now()); after.port2.postMessage(0); }));";

/// Pastes the text; milliseconds until all that is shown of it is painted.
const READ: &str = "const done = arguments[arguments.length - 1], text = arguments[0], area = document.getElementById('pm-text');
    area.value = '';  area.dispatchEvent(new Event('change'));
    requestAnimationFrame(() => requestAnimationFrame(() => { const from = performance.now();
        area.value = text; area.dispatchEvent(new InputEvent('input', { inputType: 'insertFromPaste' }));
        const read = performance.now();
        window.painted().then(now => done([now - from, read - from, document.querySelector('main [role=status]').textContent])); }));";

/// The same text in a plain `<pre>`.
const PLAIN: &str = "const done = arguments[arguments.length - 1], pre = document.createElement('pre');
    pre.style.cssText = 'position: fixed; inset: 0; z-index: 9; margin: 0; overflow: auto; background: white';
    document.body.append(pre);
    requestAnimationFrame(() => requestAnimationFrame(() => { const from = performance.now(); pre.textContent = arguments[0];
        window.painted().then(now => { pre.remove(); done(now - from); }); }));";

pub fn pasted() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let server = Server::start("process");
    let text = timeline();
    runtime.block_on(async {
        let browser = Browser::open(1440, 900, false).await;
        browser.window.goto(&format!("{}/postmortem", server.address)).await.expect("the page loads");
        browser.wait("#pm-text").await;
        browser.window.execute(HOOK, vec![]).await.expect("hooked");
        let ask = async |script: &str| -> Value {
            browser.window.execute_async(script, vec![json!(text)]).await.expect("measured")
        };
        let (mut shown, mut read, mut plain) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let told = ask(READ).await;
            let said = told[2].as_str().unwrap_or_default();
            assert!(said.starts_with(&format!("{ENTRIES} entries read")), "{said}");
            shown.push(told[0].as_f64().expect("a number"));
            read.push(told[1].as_f64().expect("a number"));
            plain.push(ask(PLAIN).await.as_f64().expect("a number"));
        }
        row(
            "browser: a pasted timeline of 500 lines, read and painted",
            format!("{:.0} ms", median(&shown)),
            "< 100 ms",
            format!(
                "{:.0} ms of it in the script; the text into a plain <pre>: {:.0} ms",
                median(&read),
                median(&plain)
            ),
        );
        browser.close().await;
    });
}

/// As many lines as the bar names, in several of the forms that people write.
fn timeline() -> String {
    let sources = ["PagerDuty", "Slack", "psql", "Datadog", "Deploy"];
    let told = [
        "Alert: error rate {n}%, p95 latency 4.2s",
        "the on-call engineer looks at pg_stat_activity: {n} sessions of booking_api, idle in transaction",
        "Support reports that customers can't book",
        "Connections at {n} of 100",
        "Rolled booking_api back to 3.7.4; error rate {n}%",
    ];
    let mut text = "Incident: bookings refused\nDate: 2026-03-12\n\n".to_owned();
    for n in 0..ENTRIES {
        let (minute, at) = (n / 2, n % told.len());
        let (hour, minute, second) = (8 + minute / 60, minute % 60, n % 2 * 30);
        let says = told[at].replace("{n}", &(n % 90 + 5).to_string());
        let _ = writeln!(text, "{hour:02}:{minute:02}:{second:02} UTC [{}] {says}", sources[at]);
    }
    text
}
