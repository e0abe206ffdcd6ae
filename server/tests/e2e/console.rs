//! The console in a real Chromium as people's fingers know it: what is typed, pasted, completed, kept, saved and heard.

use serde_json::{Value, json};

use crate::browser::{PROMPT, SCREEN, open_lab, type_line, typed};
use crate::lab::Server;
use crate::lab::wait::eventually;
use crate::window::Browser;

const CONTROL: &str = "\u{e009}";
const SHIFT: &str = "\u{e008}";
const RELEASE: &str = "\u{e000}";
const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";

async fn run(browser: &Browser, script: &str, arguments: Vec<Value>) -> Value {
    browser.window.execute(script, arguments).await.unwrap_or_else(|e| panic!("{script}: {e}"))
}

async fn text(browser: &Browser, script: &str) -> String {
    run(browser, script, vec![]).await.as_str().unwrap_or_default().to_owned()
}

async fn keys(browser: &Browser, keys: &str) {
    // Of several consoles the one that is seen.
    let prompt = browser.wait(".console:not([hidden]) .prompt textarea").await;
    prompt.send_keys(keys).await.expect("typed");
}

/// Waits until the text at the prompt is this.
async fn wait_typed(browser: &Browser, wanted: &str) {
    eventually(&format!("{wanted:?} at the prompt"), async || (typed(browser).await == wanted).then_some(())).await;
}

/// Pastes as the browser does: the page is asked first.
async fn paste(browser: &Browser, make_text: &str) {
    let script = format!(
        "const t = document.querySelector('.prompt textarea'); t.focus();
         const data = new DataTransfer(); data.setData('text/plain', (() => {{ {make_text} }})());
         const event = new ClipboardEvent('paste', {{ clipboardData: data, bubbles: true, cancelable: true }});
         if (t.dispatchEvent(event)) document.execCommand('insertText', false, data.getData('text/plain'));"
    );
    run(browser, &script, vec![]).await;
}

/// What a screen reader was told last.
async fn heard(browser: &Browser) -> String {
    text(browser, "return document.querySelector('.sheets [role=status]').textContent").await
}

/// Everything that the console has printed, seen or not.
async fn printed(browser: &Browser) -> String {
    text(browser, "return document.querySelector('main [role=log] .sheet').textContent").await
}

async fn wait_printed(browser: &Browser, wanted: &str) {
    eventually(&format!("{wanted:?} in the output"), async || printed(browser).await.contains(wanted).then_some(()))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_is_coloured_and_stays_text() {
    let server = Server::start("process");
    for dark in [false, true] {
        let browser = Browser::open(1024, 768, dark).await;
        open_lab(&server, &browser).await;
        let line = r"select 'it', 12 from t where x = :v -- all";
        keys(&browser, line).await;
        browser.wait(".coloured .ink .sql-comment").await;
        let parts = "return [...document.querySelectorAll('.ink span')].map(s => s.className + ' ' + s.textContent)";
        let wanted = [
            "sql-keyword select",
            "sql-literal 'it'",
            "sql-number 12",
            "sql-keyword from",
            "sql-keyword where",
            "sql-variable :v",
            "sql-comment -- all",
        ];
        assert_eq!(run(&browser, parts, vec![]).await, json!(wanted));
        assert_eq!(typed(&browser).await, line, "what is typed is in a text area as ever");
        // Letter for letter in the same places, or the cursor would stand beside them.
        let boxes = "const ink = document.querySelector('.ink'), input = document.querySelector('.prompt textarea');
            const of = e => { const s = getComputedStyle(e), r = e.getBoundingClientRect();
                return [r.x, r.y, r.width, r.height, s.font, s.padding, s.whiteSpaceCollapse, s.tabSize, s.overflowWrap].join() };
            return [of(ink), of(input)]";
        let boxes = run(&browser, boxes, vec![]).await;
        assert_eq!(boxes[0], boxes[1]);
        let lines = "const range = document.createRange(); range.selectNodeContents(document.querySelector('.ink'));
            return new Set([...range.getClientRects()].filter(r => r.width).map(r => Math.round(r.y))).size";
        assert_eq!(run(&browser, lines, vec![]).await, 1, "the colours move nothing");
        browser.check_accessibility(&format!("coloured, dark: {dark}")).await;
        browser.screenshot(&format!("console-colours-{}", if dark { "dark" } else { "light" })).await;
        // While an input method composes, the text area shows its own letters.
        let seen =
            "const t = document.querySelector('.prompt textarea'); t.dispatchEvent(new CompositionEvent(arguments[0]));
            return getComputedStyle(t).color === 'rgba(0, 0, 0, 0)'";
        assert_eq!(run(&browser, seen, vec![json!("compositionstart")]).await, false);
        assert_eq!(run(&browser, seen, vec![json!("compositionend")]).await, true);
        // A command, and what an earlier line began.
        keys(&browser, &format!("{CONTROL}u{RELEASE}\\echo :x")).await;
        browser.wait(".ink .sql-command").await;
        keys(&browser, &format!("{CONTROL}u{RELEASE}select 'a{ENTER}")).await;
        browser.wait_text(".ps", "'>").await;
        keys(&browser, "b' from").await;
        eventually("the literal's end", async || {
            (run(&browser, parts, vec![]).await == json!(["sql-literal b'", "sql-keyword from"])).then_some(())
        })
        .await;
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_psqlrc_runs_at_each_consoles_start() {
    let server = Server::start("process");
    let browser = Browser::open(1440, 900, false).await;
    open_lab(&server, &browser).await;
    browser.press(".psqlrc").await;
    let editor = browser.wait("dialog[open] textarea").await;
    let rc = "\\set PROMPT1 '%[%033[1m%]mine %/%R%[%033[0m%] '\n\\set HISTCONTROL ignorespace\n\\pset null '(null)'\n\\nonsense\nselect 'from the ' || 'file';\n";
    editor.send_keys(rc).await.expect("typed");
    browser.check_accessibility("editing .psqlrc").await;
    browser.screenshot("console-psqlrc").await;
    browser.press("Save").await;
    browser.wait_text(SCREEN, "Saved").await;
    type_line(&browser, "\\i ~/.psqlrc").await;
    browser.wait_text(SCREEN, "from the file").await;
    browser.wait_text(".ps", "mine shop=").await;

    browser.press("New console").await;
    let second = "#console-2 [role=log]";
    let shown = browser.wait_text(second, "from the file").await;
    assert!(shown.contains("psql:.psqlrc:4: ") && shown.contains("invalid command \\nonsense"), "{shown}");
    assert!(shown.find("from the file") < shown.find("psql (ride"), "as psql does, before the greeting: {shown}");
    keys(&browser, &format!("select null;{ENTER}")).await;
    browser.wait_text(second, "(null)").await;

    // As with -X.
    browser.press(".psqlrc").await;
    browser.click("dialog[open] input[type=checkbox]").await;
    browser.press("Save").await;
    browser.press("New console").await;
    let third = browser.wait_text("#console-3 [role=log]", "Type \"help\"").await;
    assert!(!third.contains("from the file"), "{third}");
    browser.wait_text("#console-3 .ps", "shop=>").await;
    // It is kept all the same.
    browser.window.refresh().await.expect("reloaded");
    browser.wait_text(SCREEN, "Type \"help\"").await;
    browser.press(".psqlrc").await;
    let kept = "const d = document.querySelector('dialog[open]'); return d && [d.querySelector('textarea').value, d.querySelector('input').checked]";
    eventually("the text", async || (run(&browser, kept, vec![]).await == json!([rc, false])).then_some(())).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn results_are_saved_as_csv_and_copied_without_prompts() {
    let server = Server::start("process");
    let browser = Browser::open(1440, 900, false).await;
    open_lab(&server, &browser).await;
    let hook = "window.saved = []; const real = URL.createObjectURL;
        URL.createObjectURL = blob => { blob.text().then(text => window.saved.push(text)); return real(blob); };
        window.copied = []; navigator.clipboard.writeText = text => { window.copied.push(text); return Promise.resolve(); };";
    run(&browser, hook, vec![]).await;
    browser.press("CSV").await;
    browser.wait_text(SCREEN, "no table yet").await;
    type_line(&browser, "\\x \\pset numericlocale \\t \\pset title 'no value'").await;
    type_line(
        &browser,
        "select 1234567.5 as n, null as nothing, 'a \"b\", c' as q, e'two\\nlines' as l, '  ' as blank;",
    )
    .await;
    // What was typed stands there, too, and before the answer.
    type_line(&browser, "\\echo a 'table'").await;
    browser.wait_text(SCREEN, "a table").await;
    browser.press("CSV").await;
    let saved = async |wanted: &str| {
        let same = async || (text(&browser, "return window.saved.at(-1)").await == wanted).then_some(());
        eventually(&format!("a file with {wanted:?}"), same).await;
    };
    saved("n,nothing,q,l,blank\n1234567.5,,\"a \"\"b\"\", c\",\"two\nlines\",  \n").await;
    // A status is no table; \pset null counts, as in psql's own csv.
    type_line(&browser, "set work_mem = '5MB';").await;
    type_line(&browser, "\\pset null NULL").await;
    browser.wait_text(SCREEN, "Null display").await;
    browser.press("CSV").await;
    saved("n,nothing,q,l,blank\n1234567.5,NULL,\"a \"\"b\"\", c\",\"two\nlines\",  \n").await;
    // A describing command's table too, exact where the screen cut and wrapped it.
    type_line(&browser, "\\x \\pset numericlocale \\t \\pset title \\dn").await;
    browser.wait_text(SCREEN, "List of schemas").await;
    browser.press("CSV").await;
    eventually("the schemas", async || {
        text(&browser, "return window.saved.at(-1)").await.starts_with("Name,Owner\n").then_some(())
    })
    .await;

    type_line(&browser, "select 7 as seven").await;
    type_line(&browser, ", 8 as eight;").await;
    browser.wait_text(SCREEN, "seven | eight").await;
    browser.press("Copy result").await;
    eventually("the copy", async || {
        (text(&browser, "return window.copied.at(-1)").await
            == " seven | eight \n-------+-------\n     7 |     8\n(1 row)\n\n")
            .then_some(())
    })
    .await;
    // What is selected is copied without prompts too, so that it can be run again.
    let selected = "getSelection().selectAllChildren(document.querySelector('main [role=log] .sheet'));
        const text = getSelection().toString(); getSelection().removeAllRanges(); return text";
    let selected = text(&browser, selected).await;
    assert!(selected.contains("\nselect 7 as seven\n, 8 as eight;\n seven | eight"), "{selected}");
    assert!(!selected.contains("shop="), "{selected}");
    assert!(printed(&browser).await.contains("shop-> , 8 as eight;"));
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_are_edited_cleared_and_remembered() {
    let server = Server::start("process");
    let browser = Browser::open(1440, 900, false).await;
    open_lab(&server, &browser).await;
    browser.wait_text(".ps", "shop=>").await;
    keys(&browser, &format!("select 'never{CONTROL}c{RELEASE}")).await;
    wait_typed(&browser, "").await;
    browser.wait_text(SCREEN, "select 'never^C").await;
    browser.wait_text(".ps", "shop=>").await;
    // Several lines, edited as one text.
    keys(&browser, &format!("select 1 as one,{SHIFT}{ENTER}{RELEASE}2 as two;")).await;
    wait_typed(&browser, "select 1 as one,\n2 as two;").await;
    let rows = "return Math.round((document.querySelector('.prompt textarea').clientHeight - 8) / 20)";
    assert_eq!(run(&browser, rows, vec![]).await, 2, "it grows with its text");
    keys(&browser, &format!("{CONTROL}a{RELEASE}  {ENTER}")).await;
    browser.wait_text(SCREEN, "(1 row)").await;
    type_line(&browser, "\\set HISTCONTROL ignoreboth").await;
    for line in [" select 'secret';", "select 'twice' as t;", "select 'twice' as t;"] {
        type_line(&browser, line).await;
    }
    eventually("three results", async || (printed(&browser).await.matches("(1 row)").count() == 4).then_some(())).await;

    // Another visit.
    browser.window.refresh().await.expect("reloaded");
    browser.wait_text(".ps", "shop=>").await;
    browser.wait(".coloured").await;
    let up = "\u{e013}";
    keys(&browser, up).await;
    wait_typed(&browser, "select 'twice' as t;").await;
    keys(&browser, up).await;
    wait_typed(&browser, "\\set HISTCONTROL ignoreboth").await;
    keys(&browser, up).await;
    wait_typed(&browser, "select 1 as one,\n  2 as two;").await;
    keys(&browser, &format!("{CONTROL}u{RELEASE}{CONTROL}l{RELEASE}")).await;
    eventually("an empty screen", async || printed(&browser).await.is_empty().then_some(())).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tab_completes_by_context() {
    let server = Server::start("process");
    let browser = Browser::open(1440, 900, false).await;
    open_lab(&server, &browser).await;
    browser.wait(".coloured").await;
    for (begun, wanted) in [
        ("sele", "select "),
        ("select * from pg_stat_arc", "select * from pg_stat_archiver "),
        ("select 1 from pg_stat_activity where query_s", "select 1 from pg_stat_activity where query_start "),
        ("select pg_terminate_b", "select pg_terminate_backend("),
        ("drop function pg_terminate_b", "drop function pg_terminate_backend "),
        ("show idle_in_t", "show idle_in_transaction_session_timeout "),
        ("alter role onc", "alter role oncall "),
        ("\\pass", "\\password "),
        ("\\sf pg_terminate_b", "\\sf pg_terminate_backend "),
        ("\\pset format asc", "\\pset format asciidoc "),
    ] {
        keys(&browser, &format!("{CONTROL}u{RELEASE}{begun}{TAB}")).await;
        wait_typed(&browser, wanted).await;
    }
    // Several: what they have in common goes in, and the list can be walked through.
    keys(&browser, &format!("{CONTROL}u{RELEASE}select * from pg_stat_u{TAB}")).await;
    browser.wait(".candidates [role=option]").await;
    wait_typed(&browser, "select * from pg_stat_user_").await;
    browser.check_accessibility("completions").await;
    keys(&browser, &format!("\u{e015}{ENTER}")).await;
    eventually("the second", async || typed(&browser).await.ends_with("indexes ").then_some(())).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tabs_are_named_by_their_backends() {
    let server = Server::start("process");
    let browser = Browser::open(1440, 900, false).await;
    open_lab(&server, &browser).await;
    type_line(&browser, "select 'I am ' || pg_backend_pid() as me;").await;
    // What was typed stands there, too, and before the answer.
    let pid = eventually("the backend's pid", async || {
        let shown = browser.text(SCREEN).await;
        let pid: String = shown.rsplit("I am ").next()?.chars().take_while(char::is_ascii_digit).collect();
        (!pid.is_empty()).then_some(pid)
    })
    .await;
    assert_eq!(browser.text("#console-tab-1").await, format!("pid {pid}"));
    type_line(&browser, "begin;").await;
    browser.wait_text("#console-tab-1", &format!("pid {pid} *")).await;
    type_line(&browser, "select 1/0;").await;
    browser.wait_text("#console-tab-1", &format!("pid {pid} !")).await;
    browser.press("New console").await;
    browser.wait_text("#console-tab-2", "pid ").await;
    assert_ne!(browser.text("#console-tab-2").await, format!("pid {pid}"));
    keys(&browser, &format!("select 'of the ' || 'second';{ENTER}")).await;
    browser.wait_text("#console-2 [role=log]", "of the second").await;
    assert!(!printed(&browser).await.contains("second"), "each has an output of its own");
    browser.click("#console-tab-1").await;
    keys(&browser, &format!("rollback;{ENTER}")).await;
    browser.wait_text(SCREEN, "ROLLBACK").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_statements_are_pasted_at_once() {
    let server = Server::start("process");
    let browser = Browser::open(1440, 900, false).await;
    open_lab(&server, &browser).await;
    browser.wait(".coloured").await;
    paste(&browser, r"return 'select 1 as a; select 2 as b\\gx\n\\echo three\nselect 4\n as d;\nselect 5 as e'").await;
    keys(&browser, ENTER).await;
    wait_printed(&browser, "select 5 as e\n").await;
    let all = printed(&browser).await;
    let order = [
        "shop=> select 1 as a; select 2 as b\\gx\n",
        " a ",
        "b | 2",
        "shop=> \\echo three\nthree\n",
        "shop=> select 4\nshop->  as d;\n",
        " d ",
        "shop=> select 5 as e\n",
    ];
    let places: Vec<_> = order.iter().map(|part| all.find(part)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?} in {all}");
    keys(&browser, &format!(";{ENTER}")).await;
    browser.wait_text(SCREEN, " e ").await;

    // More than can be edited: asked about, run line by line, and stopped by Ctrl-C.
    paste(&browser, "return ('select 1 as pasted; -- ' + 'x'.repeat(77) + '\\n').repeat(100000)").await;
    let question = browser.wait_text("dialog[open]", "MB").await;
    assert!(question.contains("9.6 MB in 100000 lines"), "{question}");
    browser.check_accessibility("a large paste").await;
    browser.press("Run it").await;
    browser.wait_text(".prompt-help", "lines wait for their turn").await;
    wait_printed(&browser, "pasted").await;
    keys(&browser, &format!("{CONTROL}c{RELEASE}")).await;
    browser.wait_text(".prompt-help", "Tab completes").await;
    // One statement of 10 MB.
    paste(&browser, "return '/*\\n' + ('select 1; -- ' + 'x'.repeat(36) + '\\n').repeat(200000) + '*/ select 6 as f;'")
        .await;
    browser.press("Run it").await;
    // Not by the driver's own means, which look at each of fifty thousand lines.
    let end = "return document.querySelector('main [role=log] .sheet').lastElementChild.textContent";
    eventually("its result", async || text(&browser, end).await.contains("(1 row)").then_some(())).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_huge_cell_is_told_and_not_the_end() {
    let server = Server::start("process");
    let browser = Browser::open(1440, 900, false).await;
    open_lab(&server, &browser).await;
    type_line(&browser, "select repeat('x', 100 * 1024 * 1024) as huge;").await;
    browser.wait_text(SCREEN, "result cut at 8 MB").await;
    type_line(&browser, "select repeat('y', 7 * 1024 * 1024) as large;").await;
    wait_printed(&browser, "more bytes not shown)").await;
    type_line(&browser, "select string_agg('line ' || n, e'\\n') as lines from generate_series(1, 60000) n;").await;
    wait_printed(&browser, "line 60000").await;
    browser.wait_text(SCREEN, "(1 row)").await;
    type_line(&browser, "select 'and ' || 'on';").await;
    browser.wait_text(SCREEN, "and on").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn results_are_heard_in_short_and_read_in_full() {
    let server = Server::start("process");
    let browser = Browser::open(1440, 900, false).await;
    open_lab(&server, &browser).await;
    type_line(&browser, "select 'to be ' || 'heard' as words;").await;
    eventually("the result to be said", async || heard(&browser).await.contains("to be heard").then_some(())).await;
    type_line(&browser, "select n, 'row ' || n as r from generate_series(1, 10000) n;").await;
    eventually("the result to be said", async || {
        heard(&browser).await.contains("The rest is in the output").then_some(())
    })
    .await;
    assert!(heard(&browser).await.len() < 2200, "nobody listens to ten thousand rows");
    let log =
        "const log = document.querySelector('main [role=log]'); return [log.getAttribute('aria-live'), log.tabIndex]";
    assert_eq!(run(&browser, log, vec![]).await, json!(["off", 0]), "it is read where it is gone to");
    // The whole is there to be found, selected and read, though only what is near is laid out.
    wait_printed(&browser, "(10000 rows)").await;
    let selected = "getSelection().selectAllChildren(document.querySelector('main [role=log] .sheet'));
        const text = getSelection().toString(); getSelection().removeAllRanges(); return text.split('\\n').filter(l => / row \\d+$/.test(l)).length";
    assert_eq!(run(&browser, selected, vec![]).await, 10_000);
    assert_eq!(run(&browser, "return window.find('row 4321')", vec![]).await, true);
    let chunks = "return document.querySelectorAll('main [role=log] .chunk').length";
    let chunks = run(&browser, chunks, vec![]).await.as_u64().expect("a number");
    assert!((50..500).contains(&chunks), "{chunks}");
    // Pages are turned from the prompt.
    let top = "return document.querySelector('main [role=log]').scrollTop";
    keys(&browser, &format!("{CONTROL}u{RELEASE}")).await;
    type_line(&browser, "\\echo end").await;
    wait_printed(&browser, "end\n").await;
    let end = run(&browser, top, vec![]).await.as_f64().expect("a number");
    keys(&browser, "\u{e00e}").await;
    let paged = run(&browser, top, vec![]).await.as_f64().expect("a number");
    assert!(paged > 0.0 && paged < end - 100.0, "{paged} of {end}");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fingers_have_the_keys_that_they_miss() {
    let server = Server::start("process");
    let browser = Browser::open(390, 844, false).await;
    open_lab(&server, &browser).await;
    browser.wait(".touch button").await;
    let prompt = browser.wait(PROMPT).await;
    browser.press("Backslash").await;
    prompt.send_keys("ech").await.expect("typed");
    browser.press("Tab: complete").await;
    wait_typed(&browser, "\\echo ").await;
    prompt.send_keys("ab").await.expect("typed");
    browser.press("Left").await;
    browser.press("Semicolon").await;
    wait_typed(&browser, "\\echo a;b").await;
    prompt.send_keys(ENTER).await.expect("typed");
    browser.wait_text(SCREEN, "a;b").await;
    browser.press("Up").await;
    wait_typed(&browser, "\\echo a;b").await;
    browser.press("Control C: cancel").await;
    wait_typed(&browser, "").await;
    type_line(&browser, "select pg_sleep(600);").await;
    browser.wait_text(".ps", "running").await;
    browser.press("Control C: cancel").await;
    browser.wait_text(SCREEN, "canceling statement due to user request").await;
    let small = "return [...document.querySelectorAll('.touch button, .console-tabs button')].filter(b => b.clientHeight && (b.clientHeight < 40 || b.clientWidth < 24)).map(b => b.textContent)";
    assert_eq!(run(&browser, small, vec![]).await, json!([]), "too small for a finger");
    browser.screenshot("console-touch").await;
    browser.close().await;
}
