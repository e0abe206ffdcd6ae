//! Postmortems in a real Chromium: from a pasted timeline, without a request; and of a scored session.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fantoccini::Locator;
use ride_shared::postmortem::{Postmortem, Template, pack, timeline, zip};
use serde_json::{Value, json};

use crate::lab::wait::eventually;
use crate::lab::{STORM, Server};
use crate::window::Browser;

const TAB: &str = "\u{e004}";
const RIGHT: &str = "\u{e014}";
const ENTER: &str = "\u{e007}";
const SPACE: &str = " ";

/// Notes everything that would leave the page, and catches what it offers for download or for the clipboard.
const HOOK: &str = "window.sent = []; window.saved = [];
    const note = (of, name) => { const real = of[name]; of[name] = function (...a) { window.sent.push(name); return real.apply(this, a); } };
    note(window, 'fetch'); note(XMLHttpRequest.prototype, 'open'); note(navigator, 'sendBeacon'); note(window, 'open');
    for (const name of ['WebSocket', 'EventSource', 'Worker']) {
        const Real = window[name]; window[name] = class extends Real { constructor(...a) { window.sent.push(name); super(...a); } }; }
    const make = URL.createObjectURL; let last;
    URL.createObjectURL = blob => { last = blob; return make(blob); };
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function () {
        if (!this.download) return click.call(this);
        const name = this.download, reader = new FileReader();
        reader.onload = () => window.saved.push({ name, bytes: reader.result.split(',')[1] });
        reader.readAsDataURL(last); };
    const copy = text => { window.copied = text; return Promise.resolve(); };
    Object.defineProperty(navigator, 'clipboard', { value: { writeText: copy } });
    performance.clearResourceTimings();";

/// All that was asked for since the hook, but for what the page made itself.
const ASKED: &str = "return [...window.sent,
    ...performance.getEntriesByType('resource').map(e => e.name).filter(name => !name.startsWith('blob:'))]";

async fn serve() -> Server {
    tokio::task::spawn_blocking(|| Server::start("process")).await.expect("it starts")
}

async fn opened(server: &Server, browser: &Browser) {
    browser.window.goto(&format!("{}/postmortem", server.address)).await.expect("the page loads");
    browser.wait("#pm-text").await;
}

/// A window on the page, used once, so that all of its parts are there; hooked.
async fn at(server: &Server, browser: &Browser) {
    opened(server, browser).await;
    paste(browser, "pm-text", "10:00 it began").await;
    browser.wait_text("#pack", "it began").await;
    browser.press("Clear").await;
    browser.wait_text("main [role=status]", "Nothing to read yet").await;
    browser.window.execute(HOOK, vec![]).await.expect("hooked");
}

/// Puts a text into an element as pasting does, in one event.
async fn paste(browser: &Browser, id: &str, text: &str) {
    let script = "const e = document.getElementById(arguments[0]); e.focus(); e.value = arguments[1];
        e.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }))";
    browser.window.execute(script, vec![json!(id), json!(text)]).await.expect("pasted");
}

/// Drags a file, or text, over the text area and drops it there; gives whether the page took it upon itself, both times.
async fn dropped(browser: &Browser, text: &str, as_file: bool) -> Value {
    let script = "const data = new DataTransfer(), area = document.getElementById('pm-text');
        if (arguments[1]) data.items.add(new File([arguments[0]], 'timeline.txt', { type: 'text/plain' }));
        else data.setData('text/plain', arguments[0]);
        return ['dragover', 'drop'].map(name => !area.dispatchEvent(
            new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer: data })))";
    browser.window.execute(script, vec![json!(text), json!(as_file)]).await.expect("dropped")
}

async fn ask(browser: &Browser, script: &str) -> Value {
    browser.window.execute(script, vec![]).await.expect("asked")
}

/// What the page offered last under this name.
async fn saved(browser: &Browser, name: &str) -> Vec<u8> {
    let script =
        "const all = window.saved.filter(s => s.name === arguments[0]); return all.length ? all.at(-1).bytes : null";
    let bytes = eventually(name, async || {
        let told = browser.window.execute(script, vec![json!(name)]).await.expect("asked");
        told.as_str().map(str::to_owned)
    })
    .await;
    browser.window.execute("window.saved = []", vec![]).await.expect("forgotten");
    STANDARD.decode(bytes).expect("base64")
}

/// The archive that anybody else makes of the same text.
fn elsewhere(text: &str, title: Option<&str>, template: Template) -> Vec<u8> {
    let mut postmortem: Postmortem = timeline::read(text);
    if let Some(title) = title {
        postmortem.title = Some(title.to_owned());
    }
    zip(&pack(&postmortem, template))
}

async fn chosen(browser: &Browser, id: &str, value: &str) {
    let script =
        "const s = document.getElementById(arguments[0]); s.value = arguments[1]; s.dispatchEvent(new Event('change'))";
    browser.window.execute(script, vec![json!(id), json!(value)]).await.expect("chosen");
}

async fn fits(browser: &Browser, view: &str) {
    let wide = ask(browser, "return document.documentElement.scrollWidth - innerWidth").await;
    assert!(wide.as_i64() <= Some(0), "{view}: the page scrolls sideways by {wide}");
}

async fn end(server: Server, browser: Browser) {
    browser.close().await;
    tokio::task::spawn_blocking(move || drop(server)).await.expect("it ends");
}

const PASTED: &str = "Incident: search was slow\n\
    2025-11-03\n\
    09:02 UTC [Grafana] Alert: search p95 latency 4.1s\n\
    09:06 UTC [PagerDuty] Acknowledged by the on-call engineer\n\
    09:20 UTC [psql] Root cause identified: the index of documents was gone\n\
    09:31 UTC [Deploy] Created the index again\n\
    \n\
    zqxv and so on\n\
    \n\
    09:40 UTC [Status page] Resolved\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_pasted_timeline_becomes_a_pack_and_nothing_leaves_the_page() {
    let mut server = serve().await;
    let browser = Browser::open(1440, 900, false).await;
    at(&server, &browser).await;
    browser.wait_text("main [role=status]", "Nothing to read yet").await;
    // Whatever would now be asked of the server would fail.
    server.kill();

    paste(&browser, "pm-text", PASTED).await;
    let read = timeline::read(PASTED);
    assert_eq!(read.timeline.len(), 5, "{:#?}", read.timeline);
    let told = browser.wait_text("main [role=status]", "5 entries read").await;
    let lost = read.not_understood.iter().find(|line| line.text.contains("zqxv")).expect("nobody understands that");
    assert!(told.contains("line not understood"), "{told}");
    let result = browser.text(".result").await;
    for wanted in ["38 minutes", "4 minutes", "MTTD", "Acknowledgement", "zqxv", &format!("line {}", lost.number)] {
        assert!(result.contains(wanted), "no `{wanted}` in {result}");
    }

    // A line that was not understood, found in the text area.
    browser.click(".lost .to-line").await;
    let selected = "const a = document.activeElement; return a.value.slice(a.selectionStart, a.selectionEnd)";
    assert_eq!(ask(&browser, selected).await, lost.text);

    // The same bytes as anybody gets of this text; with a title and in another form, too.
    browser.press("Download all (.zip)").await;
    assert!(saved(&browser, "postmortem.zip").await == elsewhere(PASTED, None, Template::Ride), "other bytes");
    paste(&browser, "pm-title", "Search, slowly").await;
    chosen(&browser, "pm-template", "google-sre").await;
    browser.wait_text("#pm-template-about", Template::GoogleSre.description()).await;
    let shown = browser.wait_text("#pack", "Search, slowly").await;
    browser.press("Download all (.zip)").await;
    let archive = elsewhere(PASTED, Some("Search, slowly"), Template::GoogleSre);
    assert!(saved(&browser, "postmortem.zip").await == archive, "other bytes");
    assert!(shown.contains("09:31"), "{shown}");

    // Each file by itself: shown, copied, downloaded.
    let mut titled = read.clone();
    titled.title = Some("Search, slowly".to_owned());
    for (file, tab) in pack(&titled, Template::GoogleSre).iter().zip([
        "Postmortem",
        "Timeline",
        "Hacker News",
        "Thread",
        "Status updates",
        "User message",
    ]) {
        browser.press(tab).await;
        browser.press(&format!("Download {}", file.name)).await;
        assert_eq!(String::from_utf8(saved(&browser, &file.name).await).expect("text"), file.text);
        browser.press("Copy").await;
        browser.wait_text(".pack-row [role=status]", "Copied").await;
        assert_eq!(ask(&browser, "return window.copied").await, file.text);
    }
    browser.press("Timeline").await;
    let picture = "const i = document.querySelector('#pack img'); return i.complete && i.naturalWidth > 0 && i.src.startsWith('blob:')";
    eventually("the picture", async || ask(&browser, picture).await.as_bool().filter(|drawn| *drawn)).await;

    // What is typed is read after a pause, and a file is read like what is pasted.
    browser.press("Clear").await;
    browser.wait_text("main [role=status]", "Nothing to read yet").await;
    browser.wait("#pm-text").await.send_keys("10:00 started\n10:05 ended\n").await.expect("typed");
    browser.wait_text("main [role=status]", "2 entries read").await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("timeline.txt");
    std::fs::write(&file, PASTED).expect("written");
    let input = browser.wait("main input[type=file]").await;
    input.send_keys(&file.display().to_string()).await.expect("chosen");
    browser.wait_text("main [role=status]", "5 entries read").await;
    std::fs::write(&file, b"PK\x03\x04\x00\x00").expect("written");
    input.send_keys(&file.display().to_string()).await.expect("chosen");
    browser.wait_text("main .failed", "is no text").await;

    // One that is dropped, too; what else is dragged is the browser's own matter.
    browser.press("Clear").await;
    browser.wait_text("main [role=status]", "Nothing to read yet").await;
    assert_eq!(dropped(&browser, PASTED, true).await, json!([true, true]), "a file would have left the page");
    browser.wait_text("main [role=status]", "5 entries read").await;
    assert_eq!(ask(&browser, "return document.getElementById('pm-text').value").await, PASTED);
    assert_eq!(dropped(&browser, "only words", false).await, json!([false, false]));
    assert_eq!(dropped(&browser, "\u{0}\u{1}", true).await, json!([true, true]));
    browser.wait_text("main .failed", "is no text").await;

    assert_eq!(ask(&browser, ASKED).await, json!([]), "something was asked for");
    browser.close().await;
    tokio::task::spawn_blocking(move || drop(server)).await.expect("it ends");
}

/// Notes what is fetched, and refuses what `window.down` matches.
const FETCHED: &str = "window.fetched = []; window.down = /wasm/; const real = window.fetch;
    window.fetch = (...a) => {
        window.fetched.push([String(a[0]), a.length]);
        return window.down.test(a[0]) ? Promise.reject(new TypeError('down')) : real.apply(window, a); }";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_loaded_at_first_use_is_the_pages_own_and_can_fail() {
    const ALERTS: &str = "return [...document.querySelectorAll('main .notice[role=alert]')].length";
    let server = serve().await;
    let browser = Browser::open(1440, 900, false).await;
    opened(&server, &browser).await;
    browser.window.execute(FETCHED, vec![]).await.expect("hooked");
    assert_eq!(
        ask(&browser, "return window.fetched").await,
        json!([]),
        "opening the page asks for what nobody uses yet"
    );

    // Nothing can be loaded: that is told once, and what was pasted stays.
    paste(&browser, "pm-text", PASTED).await;
    browser.wait_text(".result [role=alert]", "could not be loaded").await;
    assert_eq!(ask(&browser, ALERTS).await, 1);
    // Of the two parts one comes: what was read is shown, and the other's failure stands where its outputs would.
    ask(&browser, "window.down = /pack-/").await;
    browser.press("Try again").await;
    let told = browser.wait_text("main [role=status]", "5 entries read").await;
    assert!(told.ends_with("not understood."), "{told}");
    browser.wait_text("section[aria-label='The pack'] [role=alert]", "could not be loaded").await;
    assert_eq!(ask(&browser, ALERTS).await, 1);
    ask(&browser, "window.down = /^$/").await;
    browser.press("Try again").await;
    browser.wait_text("#pack", "09:31").await;
    browser.wait_text("main [role=status]", "finding").await;
    assert_eq!(ask(&browser, ALERTS).await, 0);
    assert_eq!(ask(&browser, "return document.getElementById('pm-text').value").await, PASTED);

    // Only files of the page were asked for, with nothing in the request that could carry a word of it.
    let fetched = ask(&browser, "return window.fetched").await;
    let fetched = fetched.as_array().expect("a list");
    assert!(fetched.len() > 2, "{fetched:?}");
    for one in fetched {
        let file = one[0].as_str().and_then(|url| url.strip_prefix(&format!("{}/assets/", server.address)));
        let is_part = file.and_then(|file| file.strip_suffix(".wasm")).is_some_and(|stem| stem.len() < 30);
        assert!(is_part && one[1] == 1, "{one}");
    }
    end(server, browser).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_looks_like_html_stays_text() {
    const ATTEMPTS: &str = "12:00 <img src=x onerror=\"window.hacked=1\"> broke\n\
        12:01 [<script>window.hacked=1</script>] said so\n\
        12:02 <svg onload=window.hacked=1><a href=\"javascript:window.hacked=1\">here</a></svg>\n\
        12:03 ]]></text><script>window.hacked=1</script> connections at 90 of 100\n\
        12:04 [link](javascript:window.hacked=1) ![x](x onerror=window.hacked=1) resolved\n\
        <iframe srcdoc=\"<script>parent.hacked=1</script>\"></iframe>\n\
        Root cause: <style>*{display:none}</style> \"><script>window.hacked=1</script>\n";
    let server = serve().await;
    let browser = Browser::open(1440, 900, true).await;
    at(&server, &browser).await;
    paste(&browser, "pm-title", "</title><script>window.hacked=1</script><img src=x onerror=window.hacked=1>").await;
    paste(&browser, "pm-text", ATTEMPTS).await;
    browser.wait_text("main [role=status]", "read").await;
    browser.click("details summary").await;
    browser.wait_text(".entries", "window.hacked").await;
    for tab in ["Timeline", "Hacker News", "Thread", "Status updates", "User message", "Postmortem"] {
        browser.press(tab).await;
    }
    browser.press("Timeline").await;
    let picture = "const i = document.querySelector('#pack img'); return i.complete && i.naturalWidth > 0";
    eventually("the picture", async || ask(&browser, picture).await.as_bool().filter(|drawn| *drawn)).await;
    let made = "return [typeof window.hacked, document.querySelectorAll('main script, main iframe, main style, main svg, main object, main a').length,
        document.querySelectorAll('main img').length, document.querySelectorAll('main [onerror], main [onload]').length]";
    assert_eq!(ask(&browser, made).await, json!(["undefined", 0, 1, 0]));
    assert_eq!(ask(&browser, ASKED).await, json!([]), "something was asked for");
    end(server, browser).await;
}

/// The element that has the focus: its id, or its text.
async fn focused(browser: &Browser) -> String {
    let script = "const a = document.activeElement; return a.id || a.textContent.trim()";
    ask(browser, script).await.as_str().unwrap_or_default().to_owned()
}

async fn press_key(browser: &Browser, key: &str) {
    let active = browser.window.active_element().await.expect("something has the focus");
    active.send_keys(key).await.expect("pressed");
}

/// Presses Tab until this has the focus.
async fn tab_to(browser: &Browser, wanted: &str) {
    let mut passed = Vec::new();
    for _ in 0..60 {
        let now = focused(browser).await;
        if now == wanted {
            let outline = "const s = getComputedStyle(document.activeElement); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0";
            assert_eq!(ask(browser, outline).await, true, "the focus on {wanted} can't be seen");
            return;
        }
        passed.push(now);
        press_key(browser, TAB).await;
    }
    panic!("Tab never came to {wanted}: {passed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_works_from_the_keyboard() {
    let server = serve().await;
    let browser = Browser::open(1440, 900, false).await;
    at(&server, &browser).await;
    tab_to(&browser, "pm-title").await;
    press_key(&browser, "From the keyboard").await;
    tab_to(&browser, "pm-text").await;
    press_key(&browser, "08:00 Alert: error rate 12%\n08:03 Acknowledged by Kim\n???\n08:30 Resolved\n").await;
    browser.wait_text("main [role=status]", "3 entries read").await;
    tab_to(&browser, "pm-template").await;
    tab_to(&browser, "pack-postmortem.md").await;
    press_key(&browser, RIGHT).await;
    assert_eq!(focused(&browser).await, "pack-timeline.svg");
    browser.wait("#pack-timeline\\.svg[aria-selected=true]").await;
    tab_to(&browser, "Copy").await;
    press_key(&browser, ENTER).await;
    browser.wait_text(".pack-row [role=status]", "Copied").await;
    tab_to(&browser, "Download all (.zip)").await;
    press_key(&browser, SPACE).await;
    assert!(!saved(&browser, "postmortem.zip").await.is_empty());
    tab_to(&browser, "pack").await;
    end(server, browser).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_hold_at_every_size() {
    let server = serve().await;
    for (width, height) in [(1440, 900), (1024, 768), (390, 844)] {
        for dark in [false, true] {
            let view = format!("{width}x{height}-{}", if dark { "dark" } else { "light" });
            let browser = Browser::open(width, height, dark).await;
            at(&server, &browser).await;
            browser.check_accessibility(&format!("postmortem, empty, {view}")).await;
            fits(&browser, &view).await;
            browser.screenshot(&format!("postmortem-{view}-empty")).await;
            browser.press("Load the example").await;
            browser.wait_text("main [role=status]", "11 entries read").await;
            browser.check_accessibility(&format!("postmortem {view}")).await;
            fits(&browser, &view).await;
            browser.screenshot(&format!("postmortem-{view}")).await;
            browser.click("details summary").await;
            browser.wait_text(".entries", "booking_api").await;
            ask(&browser, "document.querySelector('details').scrollIntoView()").await;
            browser.check_accessibility(&format!("postmortem, every entry, {view}")).await;
            browser.screenshot(&format!("postmortem-{view}-entries")).await;
            for (tab, name) in [("Postmortem", "file"), ("Timeline", "picture"), ("Thread", "thread")] {
                browser.press(tab).await;
                ask(&browser, "document.querySelector('.pack').scrollIntoView()").await;
                browser.check_accessibility(&format!("postmortem, {name}, {view}")).await;
                fits(&browser, &view).await;
                browser.screenshot(&format!("postmortem-{view}-{name}")).await;
            }
            browser.window.goto(&format!("{}/postmortem/guide", server.address)).await.expect("the page loads");
            browser.wait_text("main", "A timeline is evidence").await;
            browser.check_accessibility(&format!("guide {view}")).await;
            fits(&browser, &view).await;
            browser.screenshot(&format!("guide-{view}")).await;
            for id in ["blameless", "whys", "actions"] {
                browser
                    .window
                    .execute("document.getElementById(arguments[0]).scrollIntoView()", vec![json!(id)])
                    .await
                    .expect("there");
                browser.screenshot(&format!("guide-{view}-{id}")).await;
            }
            browser.close().await;
        }
    }
    tokio::task::spawn_blocking(move || drop(server)).await.expect("it ends");
}

/// A scored session; nothing was done in it but a look.
fn scored(server: &Server) -> (String, String, String) {
    tokio::task::block_in_place(|| {
        let session = server.session(STORM);
        assert!(session.psql("select application_name, count(*) from pg_stat_activity group by 1").0);
        session.score();
        let created = session.created.clone();
        (created.web_url, created.id, created.token)
    })
}

const BEHIND: &str = "restarted every deploy_worker process";

#[tokio::test(flavor = "multi_thread")]
async fn a_learner_writes_first_and_then_compares() {
    let server = serve().await;
    let (address, id, token) = scored(&server);
    let browser = Browser::open(1440, 900, false).await;
    browser.window.goto(&address).await.expect("the lab loads");
    browser.wait("#tab-postmortem:not([hidden])").await;
    browser.click("#tab-score").await;
    let card = browser.wait_text("#panel-score", "Write the postmortem").await;
    assert!(!card.contains(BEHIND), "what was behind it is told before it was asked for: {card}");
    browser.check_accessibility("score, before the postmortem").await;
    browser.press("Write the postmortem").await;
    browser.wait("#own-summary").await;
    browser.window.execute(HOOK, vec![]).await.expect("hooked");
    browser.check_accessibility("postmortem in the lab, to be written").await;
    browser.screenshot("postmortem-lab-form").await;
    browser.press("Set it beside the journal").await;
    browser.wait_text("#panel-postmortem .failed", "at least one").await;

    let type_in = async |id: &str, text: &str| {
        browser.wait(&format!("#{id}")).await.send_keys(text).await.expect("typed");
    };
    type_in("own-summary", "checkout_api could not connect: too many clients already. <b>Bold</b>").await;
    type_in("own-cause", "deploy_worker took 85 connections when it was restarted all at once.").await;
    type_in("own-actions", "- Give deploy_worker a pool of 10 connections\nLook at the moon").await;
    // What was half written is still there when the page is loaded again.
    browser.window.refresh().await.expect("loaded again");
    browser.wait("#tab-postmortem:not([hidden])").await;
    browser.click("#tab-postmortem").await;
    browser.wait("#own-summary").await;
    let fields = "return ['summary', 'cause', 'actions'].map(of => document.getElementById('own-' + of).value)";
    let begun = [
        "checkout_api could not connect: too many clients already. <b>Bold</b>",
        "deploy_worker took 85 connections when it was restarted all at once.",
        "- Give deploy_worker a pool of 10 connections\nLook at the moon",
    ];
    assert_eq!(ask(&browser, fields).await, json!(begun));
    browser.window.execute(HOOK, vec![]).await.expect("hooked");
    browser.press("Set it beside the journal").await;
    let shown = browser.wait_text("#panel-postmortem", "Yours, beside the journal").await;
    for wanted in ["You", "The journal", "deploy_worker took 85 connections", "Not mentioned", "The pack"] {
        assert!(shown.contains(wanted), "no `{wanted}` in {shown}");
    }
    browser.wait("#pack pre").await;
    browser.check_accessibility("postmortem in the lab, compared").await;
    browser.screenshot("postmortem-lab-compared").await;
    let drafts = "return Object.keys(localStorage).filter(key => key.startsWith('ride.draft.')).length";
    assert_eq!(ask(&browser, drafts).await, 0, "what was handed over is no draft any more");
    let kept: Value = {
        let (status, text) = server.call("GET", &format!("/api/sessions/{id}/postmortem"), Some(&token), &Value::Null);
        assert_eq!(status, 200, "{text}");
        serde_json::from_str(&text).expect("JSON")
    };
    assert_eq!(
        kept["postmortem"]["own"]["actions"],
        json!(["Give deploy_worker a pool of 10 connections", "Look at the moon"])
    );

    // The pack as the server makes it, in any form.
    for template in ["ride", "pagerduty"] {
        chosen(&browser, "own-template", template).await;
        let wanted = {
            let address = format!("{}/api/sessions/{id}/postmortem.zip?template={template}", server.address);
            let token = token.clone();
            tokio::task::spawn_blocking(move || bytes_of(&address, &token)).await.expect("asked")
        };
        eventually("the archive", async || {
            browser.press("Download all (.zip)").await;
            (saved(&browser, &format!("postmortem-{id}.zip")).await == wanted).then_some(())
        })
        .await;
    }
    browser.press("Timeline").await;
    browser.wait("#pack img[src^='blob:']").await;
    ask(&browser, "document.querySelector('.pack').scrollIntoView()").await;
    browser.screenshot("postmortem-lab-pack").await;

    // Now it is told; and still so after the page was loaded again.
    browser.click("#tab-score").await;
    browser.wait_text("#panel-score", BEHIND).await;
    browser.window.refresh().await.expect("loaded again");
    browser.wait("#tab-postmortem:not([hidden])").await;
    browser.click("#tab-postmortem").await;
    browser.wait_text("#panel-postmortem", "Yours, beside the journal").await;
    browser.press("Change what I wrote").await;
    let value = ask(&browser, "return document.getElementById('own-cause').value").await;
    assert!(value.as_str().is_some_and(|v| v.starts_with("deploy_worker took")), "{value}");
    end(server, browser).await;
}

fn bytes_of(address: &str, token: &str) -> Vec<u8> {
    let mut answer =
        ureq::get(address).header("Authorization", format!("Bearer {token}")).call().expect("the server answers");
    answer.body_mut().read_to_vec().expect("bytes")
}

#[tokio::test(flavor = "multi_thread")]
async fn who_skips_is_told_and_the_tab_holds_at_every_size() {
    let server = serve().await;
    let (address, ..) = scored(&server);
    for (width, height) in [(1440, 900), (1024, 768), (390, 844)] {
        for dark in [false, true] {
            let view = format!("{width}x{height}-{}", if dark { "dark" } else { "light" });
            let browser = Browser::open(width, height, dark).await;
            browser.window.goto(&address).await.expect("the lab loads");
            browser.wait_text(".banners", "Scored.").await;
            if width < 500 {
                browser.press("Incident").await;
            }
            browser.wait("#tab-postmortem:not([hidden])").await;
            browser.screenshot(&format!("postmortem-lab-{view}-tabs")).await;
            browser.click("#tab-score").await;
            browser.press("Write the postmortem").await;
            browser.wait("#own-summary").await;
            browser.check_accessibility(&format!("lab, postmortem, {view}")).await;
            fits(&browser, &view).await;
            browser.screenshot(&format!("postmortem-lab-{view}")).await;
            browser.click("#tab-score").await;
            let skip = browser.window.find(Locator::XPath("//button[starts-with(., 'Skip it')]")).await.expect("there");
            skip.click().await.expect("pressed");
            browser.wait_text("#panel-score", BEHIND).await;
            browser.click("#tab-postmortem").await;
            browser.wait_text("#panel-postmortem", "You have written none").await;
            browser.wait("#pack pre").await;
            browser.check_accessibility(&format!("lab, postmortem, skipped, {view}")).await;
            fits(&browser, &view).await;
            browser.screenshot(&format!("postmortem-lab-{view}-skipped")).await;
            browser.close().await;
        }
    }
    tokio::task::spawn_blocking(move || drop(server)).await.expect("it ends");
}
