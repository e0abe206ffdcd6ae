//! A real Chromium through chromedriver, and axe-core in it.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::{Value, json};

use crate::lab::PATIENCE;
use crate::lab::wait::Limit;

/// How often a chromedriver may find its port taken. One of a hundred does on a busy machine.
const STARTS: usize = 10;

/// Starts a chromedriver and says on which port it listens.
///
/// It takes any free port of `::1` and then wants the same one of 127.0.0.1, which may be somebody's. Then it ends, and
/// another one is started.
fn chromedriver() -> (Child, String) {
    let mut said = String::new();
    for _ in 0..STARTS {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is missing: run .ci/setup chromium");
        let mut lines = BufReader::new(driver.stdout.take().expect("piped")).lines().map_while(Result::ok);
        said.clear();
        for line in lines.by_ref() {
            let port = line.strip_suffix('.').and_then(|l| l.rsplit("on port ").next());
            if let Some(port) = port.filter(|port| port.parse::<u16>().is_ok()) {
                let port = port.to_owned();
                std::thread::spawn(move || lines.for_each(drop));
                return (driver, port);
            }
            said += &line;
            said.push('\n');
        }
        driver.wait().expect("it ended");
        assert!(said.contains("port not available"), "chromedriver ended and never listened:\n{said}");
    }
    panic!("{STARTS} chromedrivers found their ports taken:\n{said}");
}

/// A chromedriver with one Chromium window.
pub struct Browser {
    driver: Child,
    /// The window.
    pub window: Client,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// A fresh window of this size, in light or dark.
    pub async fn open(width: u32, height: u32, dark: bool) -> Self {
        let (driver, port) = chromedriver();
        let profile = tempfile::Builder::new().prefix("ride-chromium-").tempdir().expect("a profile");
        let mut args = vec![
            "--headless=new".to_owned(),
            "--no-sandbox".into(),
            "--disable-dev-shm-usage".into(),
            "--disable-gpu".into(),
            "--no-first-run".into(),
            "--disable-background-networking".into(),
            "--disable-component-update".into(),
            "--disable-sync".into(),
            "--hide-scrollbars".into(),
            format!("--window-size={width},{height}"),
            format!("--user-data-dir={}", profile.path().display()),
        ];
        if dark {
            args.push("--blink-settings=preferredColorScheme=0".into());
        }
        let mut chrome = json!({ "args": args });
        if width < 500 {
            let metrics = json!({ "width": width, "height": height, "pixelRatio": 2.0, "touch": true, "mobile": true });
            chrome["mobileEmulation"] = json!({ "deviceMetrics": metrics });
        }
        let wanted = json!({ "goog:chromeOptions": chrome, "goog:loggingPrefs": { "browser": "ALL" } });
        let window = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
            .capabilities(wanted.as_object().expect("an object").clone())
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("Chromium starts");
        window.set_window_size(width, height).await.expect("resized");
        Self { driver, window, _profile: profile }
    }

    /// Waits for an element.
    pub async fn wait(&self, css: &str) -> Element {
        let found =
            self.window.wait().at_most(PATIENCE).every(Duration::from_millis(25)).for_element(Locator::Css(css));
        match found.await {
            Ok(element) => element,
            Err(error) => panic!("waited for {css}: {error}\n{}", self.text("body").await),
        }
    }

    /// The text of the first element that fits, or nothing.
    pub async fn text(&self, css: &str) -> String {
        match self.window.find(Locator::Css(css)).await {
            Ok(element) => element.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    /// Waits until the element's text contains this.
    pub async fn wait_text(&self, css: &str, wanted: &str) -> String {
        let limit = Limit::from_now();
        loop {
            let text = self.text(css).await;
            if text.contains(wanted) {
                return text;
            }
            limit.check(|| format!("`{wanted}` in {css}, which holds:\n{text}")).await;
        }
    }

    /// Clicks the first element that fits, once it is there.
    pub async fn click(&self, css: &str) {
        let element = self.wait(css).await;
        if let Err(error) = element.click().await {
            panic!("click on {css}: {error}\n{}", self.text("body").await);
        }
    }

    /// Clicks the button (or tab, or link) with this accessible name; not that of a dialog which is closed and about to go.
    pub async fn press(&self, name: &str) {
        let path = format!(
            "//*[self::button or self::a or self::summary or @role='tab'][normalize-space(.)='{name}' or @aria-label='{name}']
             [not(ancestor::dialog[not(@open)])]"
        );
        let found = self.window.wait().at_most(PATIENCE).for_element(Locator::XPath(&path)).await;
        let button = found.unwrap_or_else(|e| panic!("waited for a button named {name}: {e}"));
        button.click().await.unwrap_or_else(|e| panic!("press {name}: {e}"));
    }

    /// Saves a screenshot under target/screenshots, for people to look at.
    pub async fn screenshot(&self, name: &str) -> PathBuf {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../screenshots");
        std::fs::create_dir_all(&folder).expect("a folder");
        let path = folder.join(format!("{name}.png"));
        std::fs::write(&path, self.window.screenshot().await.expect("a picture")).expect("written");
        path
    }

    /// Runs axe-core with the rules of WCAG 2.2 AA and fails on any violation.
    pub async fn check_accessibility(&self, view: &str) {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
        let axe = std::fs::read_to_string(root.join(".tools/axe/node_modules/axe-core/axe.min.js"))
            .expect("axe-core is missing: run .ci/setup node");
        // WebDriver runs scripts past the page's CSP, so the page under test stays as it is served.
        self.window.execute(&axe, vec![]).await.expect("axe loads");
        let run = "const done = arguments[arguments.length - 1];
            axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
               .then(r => done({ passes: r.passes.length, violations: r.violations.map(v =>
                  v.id + ': ' + v.help + '\\n' + v.nodes.map(n => '    ' + n.html.slice(0, 300) + '\\n    ' + n.failureSummary).join('\\n')) }),
                     e => done({ passes: 0, violations: ['axe failed: ' + e] }));";
        let found = self.window.execute_async(run, vec![]).await.expect("axe runs");
        let violations = found["violations"].as_array().expect("a list");
        assert!(
            violations.is_empty(),
            "{view}:\n{}",
            violations.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n")
        );
        assert!(found["passes"].as_u64() > Some(5), "{view}: axe looked at something");
    }

    /// Ends the window and the driver.
    pub async fn close(self) {
        let _ = self.window.clone().close().await;
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
