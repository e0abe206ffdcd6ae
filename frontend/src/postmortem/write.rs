//! The lab's tab: the learner writes first, or won't; then theirs stands beside what the journal proves, with the pack.

use std::cell::RefCell;
use std::rc::Rc;

use ride_shared::postmortem::{Own, Template};

use super::archive;
use super::compared::compared;
use super::findings::findings;
use super::outputs::{Files, outputs};
use super::read::{View, Written, typed};
use super::{skip, skipped};
use crate::dom::{El, Var, button, div, effect, el, failure, link, muted, p, txt};
use crate::lab::state::Lab;
use crate::{api, browser};

/// Where the tab stands.
#[derive(Clone)]
enum Stage {
    Loading,
    Failed(String),
    Writing(Own),
    Here(Rc<View>),
}

/// The tab.
pub fn of_session(lab: Lab) -> Vec<El> {
    let stage = Var::new(Stage::Loading);
    if skipped(lab) {
        lab.told.set(true);
    }
    ask(lab, stage);
    // Said on the score's tab that they won't: then there is nothing to write here either.
    effect(move || {
        if lab.told.get() && matches!(stage.peek(), Stage::Writing(own) if own == Own::default()) {
            ask(lab, stage);
        }
    });
    vec![div("write-up").part(move || match stage.get() {
        Stage::Loading => vec![muted("Reading the journal\u{2026}").attr("role", "status")],
        Stage::Failed(message) => vec![div("notice").attr("role", "alert").with(vec![
            txt("h2", "", "The postmortem can't be loaded"),
            p(&message),
            button("Try again", "", move |_| ask(lab, stage)),
        ])],
        Stage::Writing(own) => form(lab, stage, &own),
        Stage::Here(view) => here(lab, stage, &view),
    })]
}

/// Asks the server, and shows what there is: the form to whoever has neither written nor skipped.
fn ask(lab: Lab, stage: Var<Stage>) {
    stage.set(Stage::Loading);
    lab.access().call::<View>("GET", "/postmortem", None, api::QUICK_MS, move |answer| match answer {
        Ok(view) => {
            if view.own.is_some() {
                skip(lab);
            }
            let told = lab.told.try_peek().unwrap_or_default();
            let begun = || draft(lab).unwrap_or_default();
            stage.set(if told { Stage::Here(Rc::new(view)) } else { Stage::Writing(begun()) });
        }
        Err(error) => stage.set(Stage::Failed(error.message)),
    });
}

fn draft_key(lab: Lab) -> String {
    ["ride.draft.", &lab.access().id].concat()
}

/// What a draft's fields are parted by: nobody types it.
const PARTED: char = '\u{1f}';

/// What was being written when the page was left, as it stood in the fields.
fn draft(lab: Lab) -> Option<Own> {
    let kept = browser::kept(&draft_key(lab))?;
    let mut fields = kept.splitn(3, PARTED);
    let (summary, root_cause, actions) = (fields.next()?, fields.next()?, fields.next()?);
    let actions = actions.split('\n').map(str::to_owned).collect();
    Some(Own { summary: summary.to_owned(), root_cause: root_cause.to_owned(), actions })
}

fn area(id: &str, rows: &str, text: &str) -> El {
    let area = el("textarea", "editor").attr("id", id).attr("rows", rows);
    area.text(text)
}

fn form(lab: Lab, stage: Var<Stage>, own: &Own) -> Vec<El> {
    let (busy, failed) = (Var::new(false), Var::new(String::new()));
    let summary = area("own-summary", "5", &own.summary);
    let root_cause = area("own-cause", "5", &own.root_cause);
    let actions = area("own-actions", "5", &own.actions.join("\n"));
    let label = |id: &str, label: &str, about: &str| {
        txt("label", "label", label).attr("for", id).text(" ").with(vec![txt("span", "muted", about)])
    };
    let fields = vec![
        label("own-summary", "Summary", "what broke, since when, how badly, until when"),
        summary.clone(),
        label("own-cause", "Root cause", "what did it, and why it could"),
        root_cause.clone(),
        label("own-actions", "Action items", "one a line"),
        actions.clone(),
    ];
    let typing = {
        let fields = [summary.clone(), root_cause.clone(), actions.clone()];
        move |_| {
            let texts = fields.each_ref().map(El::value);
            if texts.iter().all(|text| text.trim().is_empty()) {
                browser::forget(&draft_key(lab));
            } else {
                browser::keep(&draft_key(lab), &texts.join(&*PARTED.to_string()));
            }
        }
    };
    let put = move |event: web_sys::Event| {
        event.prevent_default();
        let own = typed(&summary.value(), &root_cause.value(), &actions.value());
        if busy.peek() {
            return;
        }
        if own.summary.is_empty() && own.root_cause.is_empty() && own.actions.is_empty() {
            failed.set("Write at least one of the three first.".to_owned());
            return;
        }
        busy.set(true);
        failed.set(String::new());
        lab.access().call::<Written>("PUT", "/postmortem", api::json(&own), api::QUICK_MS, move |answer| {
            busy.set(false);
            match answer {
                Ok(_) => {
                    browser::forget(&draft_key(lab));
                    skip(lab);
                    ask(lab, stage);
                }
                Err(error) => failed.set(error.message),
            }
        });
    };
    let set_beside = txt("button", "primary", "Set it beside the journal").attr("type", "submit");
    let row = div("row").with(vec![
        set_beside.flag("aria-disabled", move || busy.get()),
        button("Skip", "", move |_| {
            skip(lab);
            ask(lab, stage);
        }),
    ]);
    vec![
        txt("h2", "", "Write it up"),
        p("In your own words, before you read what was behind it. Console, vitals and alerts are still here to look \
           things up. No points are given for it."),
        el("form", "own").with(fields).with(vec![row, failure(failed)]).on("input", typing).on("submit", put),
        el("p", "muted").with(vec![link("/postmortem/guide", "What makes a good postmortem").attr("target", "_blank")]),
    ]
}

fn here(lab: Lab, stage: Var<Stage>, view: &View) -> Vec<El> {
    let own = view.own.clone().unwrap_or_default();
    let wrote = view.own.is_some();
    let again = button(if wrote { "Change what I wrote" } else { "Write mine after all" }, "", move |_| {
        stage.set(Stage::Writing(draft(lab).unwrap_or_else(|| own.clone())));
    });
    let mut all = if wrote {
        let mut beside = vec![
            txt("h2", "", "Yours, beside the journal"),
            muted("A point counts as mentioned by its names and figures: other words for the same are not seen."),
        ];
        beside.extend(compared(&view.comparison));
        beside
    } else {
        vec![txt("h2", "", "Yours"), p("You have written none. The pack below holds what the journal proves.")]
    };
    all.push(div("row").with(vec![again]));
    all.extend(findings(&view.findings));
    all.extend(pack(lab));
    all
}

/// The pack, as the server makes it: the token goes in a header, so a link would not do.
fn pack(lab: Lab) -> Vec<El> {
    let (files, failed) = (Var::new(Files::default()), Var::new(String::new()));
    let bytes = Rc::new(RefCell::new(Vec::<u8>::new()));
    let kept = bytes.clone();
    let fetch = Rc::new(move |template: &str| {
        failed.set(String::new());
        let path = ["/postmortem.zip?template=", template].concat();
        let kept = kept.clone();
        lab.access().bytes("GET", &path, None, api::QUICK_MS, move |answer| {
            match answer.map(|archive| (archive::files(&archive), archive)) {
                Ok((Some(read), archive)) => {
                    kept.replace(archive);
                    files.set(Rc::new(read));
                }
                Ok((None, _)) => failed.set("The server's archive can't be read: reload the page.".to_owned()),
                Err(error) => failed.set(error.message),
            }
        });
    });
    fetch(Template::default().name());
    let options = Template::ALL.map(|one| txt("option", "", one.name()).attr("value", one.name()));
    let select = el("select", "wide").attr("id", "own-template").with(options.into());
    let about = Var::new(Template::default().description());
    let element = select.clone();
    let select = select.on("change", move |_| {
        if let Ok(template) = element.value().parse::<Template>() {
            about.set(template.description());
            fetch(template.name());
        }
    });
    let name = ["postmortem-", &lab.access().id, ".zip"].concat();
    let archive = move || Some((name.clone(), bytes.borrow().clone())).filter(|(_, bytes)| !bytes.is_empty());
    let there = move || files.with(|files| !files.is_empty());
    vec![
        txt("h2", "", "The pack"),
        div("template").with(vec![
            txt("label", "label", "Template").attr("for", "own-template"),
            select,
            el("p", "muted").text_of(move || about.get().to_owned()),
        ]),
        failure(failed),
        muted("Making the pack\u{2026}")
            .attr("role", "status")
            .shown(move || !there() && failed.with(String::is_empty)),
        div("").with(vec![outputs(files, archive)]).shown(there),
    ]
}
