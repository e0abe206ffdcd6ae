//! The learner's own progress: out into a file, back in from one, and away.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::progress::Progress;
use crate::browser;
use crate::dialog::confirm;
use crate::dom::{El, Var, button, div, el, failure, muted, txt};

/// A file that is larger is no progress.
const MOST_BYTES: f64 = 1_048_576.0;

/// Export, import and removal; whoever follows `progress` sees what they change.
pub fn own(progress: Var<Progress>) -> El {
    let (done, failed) = (Var::new(String::new()), Var::new(String::new()));
    let told = move |result: Result<&str, String>| {
        let (good, bad) = match result {
            Ok(text) => (text.to_owned(), String::new()),
            Err(text) => (String::new(), text),
        };
        done.set(good);
        failed.set(bad);
    };
    let take = move |text: &str| match Progress::from_json(text) {
        Ok(other) => {
            let mut merged = Progress::load();
            merged.merge(other);
            let saved = merged.save();
            progress.set(merged);
            told(if saved { Ok("Imported: the better score of each scenario stands.") } else { Err(unkept()) });
        }
        Err(error) => told(Err(error)),
    };
    let file = el("input", "").attr("type", "file").attr("accept", ".json,application/json").attr("hidden", "");
    let input = file.0.clone();
    let file = file.attr("aria-label", "Progress file").on("change", move |_| {
        let input: &web_sys::HtmlInputElement = input.unchecked_ref();
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        // The same file can be chosen again.
        let input = input.clone();
        spawn_local(async move {
            let blob: &web_sys::Blob = file.unchecked_ref();
            let small = blob.size() <= MOST_BYTES;
            let text = if small { JsFuture::from(blob.array_buffer()).await.ok() } else { None };
            let text = text.map(|bytes| js_sys::Uint8Array::new(&bytes).to_vec()).unwrap_or_default();
            take(&String::from_utf8_lossy(&text));
            input.set_value("");
        });
    });
    let chooser = file.0.clone();
    let export = button("Export", "", move |_| {
        browser::download("ride-progress.json", Progress::load().to_json().as_bytes());
        told(Ok("Exported as ride-progress.json."));
    });
    let remove = button("Remove", "", move |_| {
        let text = "The best scores are forgotten in this browser. What you exported stays.";
        confirm("Remove your progress?", text, "Remove", move || {
            progress.set(Progress::default());
            told(if Progress::default().save() { Ok("Removed.") } else { Err(unkept()) });
        });
    });
    let has = move || !progress.with(Progress::is_empty);
    let row = div("row").with(vec![
        export.shown(has),
        button("Import", "", move |_| chooser.click()),
        remove.shown(has),
        file,
    ]);
    row.style("margin-top", "8px");
    el("section", "").with(vec![
        txt("h2", "", "Your progress"),
        muted("The best score of each scenario and mode is kept in this browser and nowhere else."),
        row,
        el("p", "muted").attr("role", "status").text_of(move || done.get()),
        failure(failed),
    ])
}

/// What is told where the browser keeps nothing.
pub fn unkept() -> String {
    "This browser keeps nothing for this page: allow it to store data, or export before you close it.".to_owned()
}
