//! Paths in a real Chromium: taken step by step, with progress that this browser keeps, exports and forgets.

use std::path::Path;

use serde_json::Value;

use crate::lab::Server;
use crate::lab::wait::eventually;
use crate::window::Browser;

const ENTER: &str = "\u{e007}";
const FIRST: &str = "stage-01/01-first";
const SECOND: &str = "stage-01/02-second";

/// Two small scenarios, and a path over them.
fn write(folder: &Path) {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let base = std::fs::read_to_string(own.join("base.toml")).expect("the base");
    let line = base.lines().find(|line| line.starts_with("title = ")).expect("a title");
    for (id, title) in [(FIRST, "First one"), (SECOND, "Second one")] {
        let place = folder.join(id);
        std::fs::create_dir_all(&place).expect("a folder");
        std::fs::copy(own.join("schema.sql"), place.join("schema.sql")).expect("copied");
        let text = base.replacen(line, &format!("title = \"{title}\""), 1);
        std::fs::write(place.join("scenario.toml"), text).expect("written");
    }
    std::fs::create_dir(folder.join("paths")).expect("a folder");
    let path = format!(
        "title = 'Two causes, one error'\npurpose = 'What `two` of a kind teach.'\nafterwards = ['tell them apart']\n\
         scenarios = ['{FIRST}', '{SECOND}']\n"
    );
    std::fs::write(folder.join("paths/two.toml"), path).expect("written");
}

async fn type_line(browser: &Browser, line: &str) {
    let prompt = browser.wait(".prompt textarea").await;
    prompt.send_keys(&format!("{line}{ENTER}")).await.expect("typed");
}

/// Scrolls to the element with this text.
async fn show(browser: &Browser, css: &str, text: &str) {
    let script = "[...document.querySelectorAll(arguments[0])].find(e => e.textContent.includes(arguments[1]))
        .scrollIntoView({ block: 'start' })";
    browser.window.execute(script, vec![css.into(), text.into()]).await.expect("it is there");
}

/// What the page keeps in this browser.
async fn kept(browser: &Browser) -> Value {
    let text = browser.window.execute("return localStorage.getItem('ride.progress') || 'null'", vec![]).await;
    serde_json::from_str(text.expect("a text").as_str().expect("a text")).expect("JSON")
}

/// Chooses a file for the import.
async fn import(browser: &Browser, folder: &Path, text: &str) {
    let file = folder.join("chosen.json");
    std::fs::write(&file, text).expect("written");
    let input = browser.wait("main input[type=file]").await;
    input.send_keys(&file.display().to_string()).await.expect("chosen");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_path_is_taken_step_by_step_and_remembered_without_an_account() {
    let folder = crate::lab::folder();
    write(folder.path());
    let scenarios = folder.path().display().to_string();
    let server = tokio::task::spawn_blocking(move || Server::start_with("process", &["--scenarios", &scenarios]));
    let server = server.await.expect("it starts");
    let browser = Browser::open(1024, 768, false).await;
    browser.window.goto(&server.address).await.expect("the page loads");

    let shown = browser.wait_text("main", "Two causes, one error").await;
    assert!(shown.contains("0 of 2 done") && shown.contains("What two of a kind teach."), "{shown}");
    assert!(!shown.contains("Export"), "there is nothing to export: {shown}");
    browser.check_accessibility("catalog with a path").await;
    browser.press("Start: First one").await;

    // The first step, solved; its score is on the path, and the next one is offered.
    browser.wait_text("header.top", "Down").await;
    type_line(&browser, "select application_name, count(*) from pg_stat_activity group by 1;").await;
    browser.wait_text("main [role=log]", "rows)").await;
    type_line(&browser, "\\diagnose cause=reconnect-storm culprit=batch_job").await;
    browser.wait_text("main [role=log]", "on record").await;
    type_line(&browser, "\\action set-pool-size 10").await;
    type_line(
        &browser,
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'batch_job' and state = 'idle';",
    )
    .await;
    browser.wait_text("header.top", "Healthy").await;
    type_line(&browser, "\\score").await;
    browser.click("#tab-score").await;
    let card = browser.wait_text("#panel-score", "Start: Second one").await;
    assert!(card.contains("Next in “Two causes, one error”") && card.contains("1 of 2 done"), "{card}");
    browser.check_accessibility("lab, scored, with what comes next").await;
    show(&browser, "#panel-score h2", "Next in").await;
    browser.screenshot("paths-next").await;
    let progress = kept(&browser).await;
    let total = progress["best"][0]["total"].as_u64().expect("a total");
    assert!((80..=100).contains(&total), "{progress}");
    assert_eq!((&progress["best"][0]["scenario"], &progress["best"][0]["mode"]), (&FIRST.into(), &"practice".into()));

    // On to the second from here; then the catalog knows.
    let lab = browser.window.current_url().await.expect("an address");
    browser.press("Start: Second one").await;
    browser.wait_text("header.top", "Second one").await;
    assert_ne!(browser.window.current_url().await.expect("an address"), lab);
    browser.window.goto(&server.address).await.expect("the page loads");
    let shown = browser.wait_text("main", "1 of 2 done").await;
    assert!(shown.contains(&format!("practice {total} of 100")) && shown.contains("Start: Second one"), "{shown}");
    browser.check_accessibility("catalog with progress").await;
    browser.screenshot("paths-progress").await;

    // Out into a file, which is caught on its way.
    let hook = "window.saved = []; const make = URL.createObjectURL;
        URL.createObjectURL = blob => { blob.text().then(text => window.saved.push(text)); return make(blob); };";
    browser.window.execute(hook, vec![]).await.expect("hooked");
    browser.press("Export").await;
    let exported = eventually("the file", async || {
        let saved = browser.window.execute("return window.saved[0] || null", vec![]).await.expect("asked");
        saved.as_str().map(str::to_owned)
    })
    .await;
    assert_eq!(serde_json::from_str::<Value>(&exported).expect("JSON"), progress);

    // Away, and back in from the file; what is no such file changes nothing.
    browser.press("Remove").await;
    browser.wait("dialog[open]").await;
    browser.check_accessibility("the question before removal").await;
    browser.click("dialog[open] button.primary").await;
    browser.wait_text("main", "0 of 2 done").await;
    assert_eq!(kept(&browser).await["best"], serde_json::json!([]));
    import(&browser, folder.path(), "{\"best\": 1}").await;
    browser.wait_text("main", "choose one that Export wrote").await;
    browser.wait_text("main", "0 of 2 done").await;
    import(&browser, folder.path(), &exported).await;
    browser.wait_text("main", "1 of 2 done").await;
    assert_eq!(kept(&browser).await, progress);

    // An author's mistake stands on the page, with its remedy; the path goes on with the last good version.
    let file = folder.path().join(SECOND).join("scenario.toml");
    let text = std::fs::read_to_string(&file).expect("readable");
    std::fs::write(&file, text.replacen("on_call = 4", "on_cal = 4", 1)).expect("written");
    eventually("the mistake", async || (server.get("/api/mistakes").1 != "[]").then_some(())).await;
    browser.window.refresh().await.expect("loaded again");
    let shown = browser.wait_text("main", "Files with mistakes").await;
    assert!(shown.contains("sandbox.on_cal") && shown.contains("did you mean on_call?"), "{shown}");
    browser.wait_text("main", "1 of 2 done").await;
    browser.check_accessibility("catalog with a mistake").await;
    browser.screenshot("paths-mistake").await;
    browser.close().await;
    tokio::task::spawn_blocking(move || drop(server)).await.expect("it ends");
}

/// How the shipped path and a half taken one look: at each size, in light and dark, for people to look at.
#[tokio::test(flavor = "multi_thread")]
async fn paths_at_every_size() {
    let server = tokio::task::spawn_blocking(|| Server::with_all_scenarios("process")).await.expect("it starts");
    for (width, height) in [(1440, 900), (1024, 768), (390, 844)] {
        for dark in [false, true] {
            let view = format!("{width}x{height}-{}", if dark { "dark" } else { "light" });
            let browser = Browser::open(width, height, dark).await;
            browser.window.goto(&server.address).await.expect("the page loads");
            browser.wait_text("main", "Too many clients: six causes, one error").await;
            let done = r"localStorage.setItem('ride.progress', JSON.stringify({ ride_progress: 1, best: [
                { scenario: 'stage-03/03-connection-storm-after-deploy', mode: 'practice', total: 85, at: '2026-01-31T12:00:00.000Z' },
                { scenario: 'stage-03/03-connection-storm-after-deploy', mode: 'assessed', total: 70, at: '2026-02-01T12:00:00.000Z' }] }))";
            browser.window.execute(done, vec![]).await.expect("kept");
            browser.window.refresh().await.expect("loaded again");
            browser.wait_text("main", "practice 85 of 100").await;
            browser.check_accessibility(&format!("paths at {view}")).await;
            let wide = browser.window.execute("return document.documentElement.scrollWidth - innerWidth", vec![]).await;
            assert!(wide.expect("a number").as_i64() <= Some(0), "{view}: the page scrolls sideways");
            browser.screenshot(&format!("paths-{view}")).await;
            show(&browser, "main ol", "Connection").await;
            browser.screenshot(&format!("paths-{view}-steps")).await;
            browser.close().await;
        }
    }
    tokio::task::spawn_blocking(move || drop(server)).await.expect("it ends");
}
