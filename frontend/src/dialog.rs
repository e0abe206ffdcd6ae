//! Modal dialogs: something to confirm, a text to edit, or a file to pick. The browser's own `dialog` keeps the focus
//! inside and gives it back.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::browser::document;
use crate::dom::{El, button, div, el, p, txt};

/// Calls `then` if the learner says yes.
pub fn confirm(title: &str, text: &str, yes: &str, then: impl FnOnce() + 'static) {
    let done = |answer: Option<Vec<u8>>| {
        if answer.is_some() {
            then();
        }
    };
    ask(title, text, yes, Kind::Confirm, Box::new(done));
}

/// Lets the learner edit a text, with more to choose `below` it; answers with nothing where it was cancelled.
pub fn edit(title: &str, about: &str, text: &str, below: Vec<El>, done: impl FnOnce(Option<String>) + 'static) {
    let field = el("textarea", "editor").attr("aria-label", "Text").attr("rows", "12").attr("spellcheck", "false");
    field.0.unchecked_ref::<web_sys::HtmlTextAreaElement>().set_value(text);
    let done = |text: Option<Vec<u8>>| done(text.map(|text| String::from_utf8_lossy(&text).into_owned()));
    ask(title, about, "Save", Kind::Edit(field, below), Box::new(done));
}

/// Lets the learner pick a file, and reads it; answers with nothing where it was cancelled.
pub fn file(name: &str, done: impl FnOnce(Option<Vec<u8>>) + 'static) {
    let field = el("input", "").attr("type", "file").attr("required", "").attr("aria-label", "File");
    let text = ["The console wants to read ", name, ". Pick it on this machine."].concat();
    ask("Open a file", &text, "Run it", Kind::File(field), Box::new(done));
}

enum Kind {
    Confirm,
    Edit(El, Vec<El>),
    File(El),
}

/// How long a closed dialog stays in the page, unseen.
const REMOVE_AFTER_MS: u32 = 250;

type Done = Box<dyn FnOnce(Option<Vec<u8>>)>;

fn ask(title: &str, text: &str, yes: &str, kind: Kind, done: Done) {
    let dialog = el("dialog", "").attr("aria-labelledby", "dialog-title");
    let element = dialog.0.clone();
    let answer = Rc::new(RefCell::new(None::<Vec<u8>>));
    let said = answer.clone();
    // Closing is the one way out, however it comes about: by a button, by Escape, or by the browser.
    let finish = move |given: Option<Vec<u8>>| {
        said.replace(given);
        element.unchecked_ref::<web_sys::HtmlDialogElement>().close();
    };
    let cancel = finish.clone();
    let fields = match &kind {
        Kind::Confirm => Vec::new(),
        Kind::Edit(field, below) => [vec![field.clone()], below.clone()].concat(),
        Kind::File(field) => vec![field.clone()],
    };
    let form = el("form", "").with(vec![txt("h2", "", title).attr("id", "dialog-title"), p(text)]);
    let form = form.with(fields).with(vec![div("row end").with(vec![
        button("Cancel", "", move |_| cancel(None)),
        txt("button", "primary", yes).attr("type", "submit"),
    ])]);
    let form = form.on("submit", move |event| {
        event.prevent_default();
        match &kind {
            Kind::Confirm => finish(Some(Vec::new())),
            Kind::Edit(field, _) => finish(Some(field.value().into_bytes())),
            Kind::File(field) => {
                let files = field.0.unchecked_ref::<web_sys::HtmlInputElement>().files();
                let Some(file) = files.and_then(|files| files.get(0)) else { return };
                let finish = finish.clone();
                spawn_local(async move {
                    let bytes = JsFuture::from(file.unchecked_ref::<web_sys::Blob>().array_buffer()).await;
                    finish(bytes.ok().map(|bytes| js_sys::Uint8Array::new(&bytes).to_vec()));
                });
            }
        }
    });
    let element = dialog.0.clone();
    let done = RefCell::new(Some(done));
    let dialog = dialog.with(vec![form]).on("close", move |_| {
        // Not at once: Chromium gives the focus back to the prompt, but where the dialog's own input is gone by then, it
        // lets nothing be typed there.
        let element = element.clone();
        gloo::timers::callback::Timeout::new(REMOVE_AFTER_MS, move || element.remove()).forget();
        if let Some(done) = done.take() {
            done(answer.take());
        }
    });
    if let Some(body) = document().body() {
        let _ = body.append_child(&dialog.0);
    }
    let _ = dialog.0.unchecked_ref::<web_sys::HtmlDialogElement>().show_modal();
}
