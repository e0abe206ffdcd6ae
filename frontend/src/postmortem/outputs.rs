//! The pack, file by file: to look at, to copy, to download, and all of it as one archive.

use std::cell::RefCell;
use std::rc::Rc;

use ride_shared::postmortem::PackFile;
use wasm_bindgen_futures::spawn_local;

use crate::browser;
use crate::dom::{El, Var, button, div, effect, el, failure, muted, txt};
use crate::lab::panel::{focus_tab, roam};

/// The files of a pack, and what stands on their tabs.
const FILES: [(&str, &str); 6] = [
    ("postmortem.md", "Postmortem"),
    (PICTURE, "Timeline"),
    ("hn-post.txt", "Hacker News"),
    ("twitter-thread.txt", "Thread"),
    ("status-updates.txt", "Status updates"),
    ("user-message.txt", "User message"),
];
const PICTURE: &str = "timeline.svg";

/// A pack's files.
pub type Files = Rc<Vec<PackFile>>;

/// The pack as tabs; `archive` gives the whole of it with its name. No files: nothing to show.
pub fn outputs(files: Var<Files>, archive: impl Fn() -> Option<(String, Vec<u8>)> + 'static) -> El {
    let chosen = Var::new(0_usize);
    let (done, failed) = (Var::new(String::new()), Var::new(String::new()));
    let text = move || files.with(|files| find(files, FILES[chosen.get()].0));
    let tab = |(at, (name, label)): (usize, &(&str, &str))| {
        let press = move |_| {
            chosen.set(at);
            done.set(String::new());
        };
        button(label, "", press)
            .attr("role", "tab")
            .attr("id", &["pack-", name].concat())
            .attr("aria-controls", "pack")
            .flag("aria-selected", move || chosen.get() == at)
            .bind("tabindex", move || Some(if chosen.get() == at { "0" } else { "-1" }.to_owned()))
    };
    let tabs = div("tabs").attr("role", "tablist").attr("aria-label", "Files of the pack");
    let tabs = tabs.with(FILES.iter().enumerate().map(tab).collect()).on_key(move |event| {
        if let Some(to) = roam(&event.key(), chosen.peek(), FILES.len()) {
            event.prevent_default();
            chosen.set(to);
            focus_tab(event, to);
        }
    });
    let is_picture = move || FILES[chosen.get()].0 == PICTURE;
    let sheet = el("pre", "").text_of(move || if is_picture() { String::new() } else { text() });
    let panel = div("pack-file")
        .attr("role", "tabpanel")
        .attr("id", "pack")
        .attr("tabindex", "0")
        .bind("aria-labelledby", move || Some(["pack-", FILES[chosen.get()].0].concat()))
        .with(vec![sheet.shown(move || !is_picture()), picture(files, is_picture).shown(is_picture)]);
    let top = panel.0.clone();
    effect(move || {
        chosen.track();
        top.set_scroll_top(0);
    });
    let copy = move |_| {
        let text = text();
        failed.set(String::new());
        spawn_local(async move {
            if browser::copy(text).await {
                done.set("Copied.".to_owned());
            } else {
                failed.set("This browser doesn't let the page copy: select the text, or download it.".to_owned());
            }
        });
    };
    let save = move |_| browser::download(FILES[chosen.peek()].0, text().as_bytes());
    let save = button("", "", save).text_of(move || ["Download ", FILES[chosen.get()].0].concat());
    let save_all = move |_| {
        if let Some((name, bytes)) = archive() {
            browser::download(&name, &bytes);
        }
    };
    div("pack").with(vec![
        tabs,
        div("row pack-row").with(vec![
            button("Copy", "", copy),
            save,
            button("Download all (.zip)", "primary", save_all),
            el("span", "muted").attr("role", "status").text_of(move || done.get()),
        ]),
        failure(failed),
        panel,
    ])
}

fn find(files: &[PackFile], name: &str) -> String {
    files.iter().find(|file| file.name == name).map(|file| file.text.clone()).unwrap_or_default()
}

/// The picture as an image: nothing in an image can run, load or link, whatever it was drawn from.
/// Drawn only while it is looked at: a browser lays out an image that is hidden, too.
fn picture(files: Var<Files>, is_shown: impl Fn() -> bool + 'static) -> El {
    let image = el("img", "").attr("alt", "The incident's timeline. The postmortem holds the same as a table.");
    let shown = RefCell::new(None::<String>);
    let element = image.0.clone();
    effect(move || {
        if !is_shown() {
            return;
        }
        let drawn = files.with(|files| find(files, PICTURE));
        let url = if drawn.is_empty() { None } else { browser::blob_url(drawn.as_bytes(), "image/svg+xml") };
        if let Some(url) = &url {
            let _ = element.set_attribute("src", url);
        }
        if let Some(old) = shown.replace(url) {
            let _ = web_sys::Url::revoke_object_url(&old);
        }
    });
    div("picture").with(vec![image])
}

/// What stands in place of a pack that isn't there yet.
pub fn none_yet(text: &str) -> El {
    div("pack-none").with(vec![txt("h2", "", "The pack"), muted(text)])
}
