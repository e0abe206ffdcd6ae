//! A postmortem from a pasted timeline. All of it is done in this page: nothing is asked of the server.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use leptos::prelude::untrack;
use ride_shared::postmortem::{Finding, Postmortem, Template};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::example::EXAMPLE;
use super::findings::findings as to_mend;
use super::found::{GoTo, found, status};
use super::outputs::{Files, none_yet, outputs};
use super::tools::{Read, Tools};
use super::{part_of_pack, part_of_reader};
use crate::dom::{El, Var, button, div, effect, el, failure, link, muted, on_change, p, txt};
use crate::later::{self, Later, stand_in};

/// Whoever types pauses as long before it is read; what is pasted is read at once.
const PAUSE_MS: u32 = 150;
/// The largest file that is read.
const MOST_BYTES: f64 = 2_097_152.0;
/// The height of a line in the text area, as the style has it.
const LINE_PX: i32 = 20;

/// The page.
pub fn paste() -> Vec<El> {
    let found_in = Var::new(None::<Rc<Postmortem>>);
    let (reader, tools) = (Var::new(Later::<Read>::Waiting), Var::new(Later::<Tools>::Waiting));
    // Whether there is a text that nothing reads yet.
    let unread = Var::new(false);
    let findings = Var::new(None::<Rc<Vec<Finding>>>);
    let files = Var::new(Files::default());
    let failed = Var::new(String::new());
    let title = el("input", "wide").attr("type", "text").attr("id", "pm-title").attr("autocomplete", "off");
    let area = el("textarea", "editor")
        .attr("id", "pm-text")
        .attr("wrap", "off")
        .attr("spellcheck", "false")
        .attr("rows", "20")
        .attr("aria-describedby", "pm-forms");
    let template = Var::new(Template::default());

    // What reads comes at the first sign that there will be something to read, and with it what makes the pack.
    let asked = Cell::new(false);
    let wanted = Rc::new(move || {
        if !asked.replace(true) {
            later::load(reader, part_of_reader);
            later::load(tools, part_of_pack);
        }
    });
    let (text, name, want) = (area.clone(), title.clone(), wanted.clone());
    let read: Rc<dyn Fn()> = Rc::new(move || {
        let text = text.value();
        let any = !text.trim().is_empty();
        if any {
            want();
        }
        // Where the reader isn't there yet, it is read as soon as it is.
        let read = here(reader);
        unread.set(any && read.is_none());
        found_in.set(read.filter(|_| any).map(|read| read(&text, &name.value())));
    });
    let again = read.clone();
    on_change(move || reader.track(), move || again());
    effect(move || {
        let (all, template) = (found_in.get(), template.get());
        tools.track();
        let made = all.and_then(|all| Some((here(tools)?.make)(&all, template)));
        files.set(made.as_ref().map(|made| made.files.clone()).unwrap_or_default());
        findings.set(made.map(|made| made.findings));
    });

    let pending = Rc::new(RefCell::new(None::<Timeout>));
    let (now, waiting) = (read.clone(), pending.clone());
    let at_once = move || {
        waiting.take();
        now();
    };
    let typed = {
        let (at_once, read) = (at_once.clone(), read.clone());
        move |event: web_sys::Event| {
            let kind = js_sys::Reflect::get(&event, &JsValue::from_str("inputType")).ok().and_then(|k| k.as_string());
            if kind.is_some_and(|kind| kind.starts_with("insertFrom")) {
                at_once();
            } else {
                let read = read.clone();
                pending.replace(Some(Timeout::new(PAUSE_MS, move || read())));
            }
        }
    };
    let put = {
        let (area, at_once) = (area.clone(), at_once.clone());
        move |text: &str| {
            area.0.unchecked_ref::<web_sys::HtmlTextAreaElement>().set_value(text);
            at_once();
        }
    };

    let (leave, enter) = (at_once.clone(), at_once.clone());
    let title = title.on("input", typed.clone()).on("change", move |_| enter());
    let area = area.on("input", typed).on("change", move |_| leave());
    let area = dropped_on(area, put.clone(), failed);
    let chooser = file(put.clone(), failed);
    let choose = chooser.0.clone();
    let (example, clear) = (put.clone(), put);
    let row = div("row").with(vec![
        button("Open a file", "", move |_| choose.click()),
        button("Load the example", "", move |_| example(EXAMPLE)),
        button("Clear", "", move |_| clear("")).shown(move || found_in.with(Option::is_some)),
        chooser,
    ]);
    let form = el("section", "paste").attr("aria-label", "The timeline").with(vec![
        labelled("pm-title", "Title", "optional"),
        title,
        labelled("pm-text", "Timeline", ""),
        area.clone(),
        muted(
            "Times as people write them, one entry a line: 14:23 UTC [PagerDuty] text, - **14:30** - text, tables with a \
             column for the time, chat exports, ISO timestamps. Whole postmortems, too.",
        )
        .attr("id", "pm-forms"),
        row,
        failure(failed),
        chosen_template(template),
    ]);
    let form = form.on("focusin", move |_| wanted());

    let told = move || {
        let findings = findings.with(|all| all.as_ref().map(|all| all.len()));
        found_in.with(|all| all.as_ref().map(|all| status(all, findings)))
    };
    let waits = move || found_in.with(Option::is_none);
    let (every, go_to) = (Var::new(false), shows_line(area));
    let result = el("section", "result").attr("aria-label", "What was read").with(vec![
        el("p", "read")
            .attr("role", "status")
            .text_of(move || told().unwrap_or_else(|| "Nothing to read yet.".to_owned()))
            .shown(move || !unread.get()),
        coming(
            reader,
            move || unread.get(),
            move || {
                later::load(reader, part_of_reader);
                later::load(tools, part_of_pack);
            },
        ),
        div("").with(vec![empty()]).shown(waits),
        div("found").part(move || match found_in.get() {
            Some(all) => untrack(|| found(&all, &go_to, every)),
            None => Vec::new(),
        }),
        div("found").part(move || match findings.get() {
            Some(all) => vec![div("").with(to_mend(&all))],
            None => Vec::new(),
        }),
    ]);
    let archive =
        move || Some(("postmortem.zip".to_owned(), files.with(|files| here(tools).map(|all| (all.zip)(files)))?));
    vec![
        head("Postmortem from a timeline", Some(("/postmortem/guide", "What makes a good one"))),
        el("main", "postmortem").with(vec![
            el("p", "promise")
                .text("Paste what you have, and take the whole pack with you. It is made in this page: nothing that you paste is sent anywhere."),
            div("beside").with(vec![form, result]),
            el("section", "").attr("aria-label", "The pack").with(vec![
                none_yet("The postmortem, a drawn timeline, posts, status updates and a message to users will stand here.")
                    .shown(waits),
                coming(tools, move || !waits(), move || later::load(tools, part_of_pack)),
                div("").with(vec![txt("h2", "", "The pack"), outputs(files, archive)]).shown(move || files.with(|files| !files.is_empty())),
            ]),
        ]),
    ]
}

/// A part, if it is here.
fn here<T: Clone>(part: Var<Later<T>>) -> Option<T> {
    match part.peek() {
        Later::Here(part) => Some(part),
        _ => None,
    }
}

/// What stands in the place of what a part would make, where that is missed; `again` loads the part once more.
fn coming<T: Clone>(part: Var<Later<T>>, missed: impl Fn() -> bool + 'static, again: impl Fn() + Copy + 'static) -> El {
    div("").part(move || match part.get() {
        Later::Here(_) => Vec::new(),
        waiting if missed() => stand_in(matches!(waiting, Later::Failed), again),
        _ => Vec::new(),
    })
}

/// The head of these pages.
pub fn head(title: &str, beside: Option<(&str, &str)>) -> El {
    let links = beside.into_iter().map(|(to, text)| link(to, text)).collect();
    el("header", "postmortem-head").with(vec![
        link("/", "ride").attr("class", "home").attr("aria-label", "ride: to the catalog"),
        txt("h1", "", title),
        el("nav", "").attr("aria-label", "More on postmortems").with(links),
    ])
}

fn labelled(id: &str, label: &str, about: &str) -> El {
    txt("label", "label", label).attr("for", id).text(" ").with(vec![txt("span", "muted", about)])
}

fn empty() -> El {
    div("prose empty").with(vec![
        p("What can be read of it will stand here:"),
        el("ul", "").with(
            [
                "when it began and ended, and how long it took to notice it, to take it on and to end it;",
                "its phases, the figures that moved, who took part;",
                "candidates for the cause and for what helped, marked as candidates;",
                "what to say in another way before others read it, and the lines that were not understood.",
            ]
            .map(|text| txt("li", "", text))
            .into(),
        ),
        p("What the timeline doesn't say is marked for you to fill in. Nothing is made up."),
    ])
}

fn chosen_template(template: Var<Template>) -> El {
    let options = Template::ALL.map(|one| txt("option", "", one.name()).attr("value", one.name()));
    let select = el("select", "wide").attr("id", "pm-template").attr("aria-describedby", "pm-template-about");
    let select = select.with(options.into());
    let element = select.clone();
    let select = select.on("change", move |_| {
        if let Ok(chosen) = element.value().parse() {
            template.set(chosen);
        }
    });
    let about =
        el("p", "muted").attr("id", "pm-template-about").text_of(move || template.get().description().to_owned());
    div("template").with(vec![labelled("pm-template", "Template", ""), select, about])
}

/// Reads a file's text; says so where it can't be.
fn read_file(file: web_sys::File, put: impl Fn(&str) + 'static, failed: Var<String>) {
    failed.set(String::new());
    let blob: web_sys::Blob = file.unchecked_into();
    if blob.size() > MOST_BYTES {
        failed.set("That file is larger than 2 MB: take the part of it that is about the incident.".to_owned());
        return;
    }
    spawn_local(async move {
        match JsFuture::from(blob.array_buffer()).await {
            Ok(bytes) => {
                let bytes = js_sys::Uint8Array::new(&bytes).to_vec();
                if bytes.contains(&0) {
                    failed.set("That file is no text: save it as UTF-8 text, and open that.".to_owned());
                } else {
                    put(&String::from_utf8_lossy(&bytes));
                }
            }
            Err(_) => failed.set("That file can't be read: open it elsewhere, and paste its text.".to_owned()),
        }
    });
}

fn file(put: impl Fn(&str) + Clone + 'static, failed: Var<String>) -> El {
    let input = el("input", "").attr("type", "file").attr("accept", ".txt,.md,.log,.csv,text/*").attr("hidden", "");
    let element = input.0.clone();
    input.attr("aria-label", "Timeline's file").on("change", move |_| {
        let input: &web_sys::HtmlInputElement = element.unchecked_ref();
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            read_file(file, put.clone(), failed);
        }
        // The same file can be chosen again.
        input.set_value("");
    })
}

fn dropped_on(area: El, put: impl Fn(&str) + Clone + 'static, failed: Var<String>) -> El {
    let carried = |event: &web_sys::Event| -> Option<web_sys::DataTransfer> {
        js_sys::Reflect::get(event, &JsValue::from_str("dataTransfer")).ok().map(JsCast::unchecked_into)
    };
    let over = move |event: web_sys::Event| {
        // What is on its way can't be looked at, but its sort can.
        let sorts = carried(&event).and_then(|data| js_sys::Reflect::get(&data, &JsValue::from_str("types")).ok());
        if sorts.is_some_and(|sorts| js_sys::Array::from(&sorts).includes(&JsValue::from_str("Files"), 0)) {
            event.prevent_default();
        }
    };
    area.on("dragover", over).on("drop", move |event| {
        let files = carried(&event).and_then(|data| data.files());
        // Dragged text goes in as text.
        if let Some(file) = files.and_then(|files| files.get(0)) {
            event.prevent_default();
            read_file(file, put.clone(), failed);
        }
    })
}

/// Selects a line of the text area and scrolls to it.
fn shows_line(area: El) -> GoTo {
    Rc::new(move |number| {
        let text = area.value();
        let before = number.saturating_sub(1) as usize;
        // A browser counts in UTF-16.
        let units = |text: &str| text.encode_utf16().count() as u32;
        let start: u32 = text.split('\n').take(before).map(|line| units(line) + 1).sum();
        let line = text.split('\n').nth(before).unwrap_or_default();
        let element: &web_sys::HtmlTextAreaElement = area.0.unchecked_ref();
        area.focus();
        let _ = element.set_selection_range(start, start + units(line));
        let top = i32::try_from(before).unwrap_or(i32::MAX / LINE_PX).saturating_mul(LINE_PX);
        area.0.set_scroll_top(top.saturating_sub(area.0.client_height() / 2));
        area.0.set_scroll_left(0);
    })
}
