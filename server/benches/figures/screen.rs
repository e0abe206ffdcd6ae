//! Ten thousand rows in a real Chromium: from the last byte to the painted screen, and whether frames are dropped while they
//! are scrolled. Beside it the same text in a plain `<pre>` of the same page.

use serde_json::{Value, json};

use crate::lab::{STORM, Server};
use crate::window::Browser;
use crate::{median, row};

const ROUNDS: usize = 5;
const NARROW: &str = "select n, 'row number ' || n as t, now() as at from generate_series(1, 10000) n;";
const WIDE: &str = "select n, repeat('x', 200) as t from generate_series(1, 10000) n;";

/// Notes when the page was last handed bytes, and gives a promise of the next painted frame.
const HOOK: &str = "const real = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data').get;
    Object.defineProperty(MessageEvent.prototype, 'data', { get() {
        const data = real.call(this);
        if (this.target instanceof WebSocket && typeof data !== 'string') window.lastByte = performance.now();
        return data; } });
    window.painted = () => new Promise(done => requestAnimationFrame(() => {
        const after = new MessageChannel(); after.port1.onmessage = () => done(performance.now()); after.port2.postMessage(0); }));";

/// Runs a query at the prompt; milliseconds from the last byte to the painted result.
const RUN: &str = "const done = arguments[arguments.length - 1], screen = document.querySelector('main [role=log]');
    const input = document.querySelector('.prompt textarea'), key = (k, more) =>
        input.dispatchEvent(new KeyboardEvent('keydown', { key: k, bubbles: true, ...more }));
    key('l', { ctrlKey: true });
    requestAnimationFrame(() => requestAnimationFrame(() => {
        input.value = arguments[0]; input.dispatchEvent(new Event('input')); window.lastByte = 0; key('Enter');
        const look = () => {
            const last = screen.querySelector('.sheet').lastElementChild;
            if (window.lastByte && last && last.textContent.includes('(10000 rows)')) {
                const at = window.lastByte; window.painted().then(now => done(now - at));
            } else requestAnimationFrame(look); };
        look(); }));";

/// The same text in a plain `<pre>`; milliseconds from the text to the painted end.
const PLAIN: &str = "const done = arguments[arguments.length - 1], text = document.querySelector('main [role=log] .sheet').textContent;
    const pre = document.createElement('pre'); pre.id = 'plain';
    pre.style.cssText = 'position: fixed; inset: 0; z-index: 9; margin: 0; overflow: auto; background: white; line-height: 20px';
    document.body.append(pre);
    window.painted().then(() => { const from = performance.now(); pre.textContent = text; pre.scrollTop = pre.scrollHeight;
        window.painted().then(now => done(now - from)); });";

/// Scrolls from the top, some lines a frame; how many frames of 300 came late by more than a half.
const SCROLL: &str = "const done = arguments[arguments.length - 1], box = document.querySelector(arguments[0]);
    box.scrollTop = 0; let last = 0, late = 0, frames = 0; const each = 1000 / 60;
    const step = now => {
        if (last && now - last > 1.5 * each) late += 1;
        last = now; box.scrollTop += 400;
        if (++frames < 300) requestAnimationFrame(step); else done(late); };
    requestAnimationFrame(() => requestAnimationFrame(step));";

pub fn rows() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let server = Server::start("process");
    let session = server.session(STORM);
    runtime.block_on(async {
        let browser = Browser::open(1440, 900, false).await;
        browser.window.goto(&session.created.web_url).await.expect("the lab loads");
        browser.wait(".coloured").await;
        browser.window.execute(HOOK, vec![]).await.expect("hooked");
        let ask = async |script: &str, argument: &str| -> f64 {
            let told: Value = browser.window.execute_async(script, vec![json!(argument)]).await.expect("measured");
            told.as_f64().expect("a number")
        };
        for (sql, name) in [(NARROW, "narrow"), (WIDE, "wide")] {
            let (mut ours, mut plain, mut late, mut plain_late) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
            for _ in 0..ROUNDS {
                ours.push(ask(RUN, sql).await);
                late.push(ask(SCROLL, "main [role=log]").await);
                plain.push(ask(PLAIN, "").await);
                plain_late.push(ask(SCROLL, "#plain").await);
                browser.window.execute("document.querySelector('#plain').remove()", vec![]).await.expect("removed");
            }
            row(
                &format!("browser: 10,000 {name} rows on screen after the last byte"),
                format!("{:.0} ms", median(&ours)),
                "< 200 ms",
                format!("the text alone into a plain <pre>: {:.0} ms", median(&plain)),
            );
            row(
                &format!("browser: late frames of 300 while the {name} rows are scrolled"),
                format!("{:.0}", median(&late)),
                "0",
                format!("a plain <pre>: {:.0}", median(&plain_late)),
            );
        }
        browser.close().await;
    });
}
