//! The catalog's paths: what each is for, its steps with the best score so far, and the next one.

use ride_shared::protocol::{FileMistake, Mode};

use super::next::{count, first, is_done};
use super::own::own;
use super::progress::{MODES, Progress};
use super::read::{Path, Step};
use super::start::start;
use crate::api;
use crate::dom::{El, Var, div, el, failure, muted, p, txt};
use crate::markdown::markdown;
use crate::route::Router;

/// The paths, the learner's progress, and the mistakes in an author's own files.
pub fn paths(router: Router) -> Vec<El> {
    let progress = Var::new(Progress::load());
    let known = Var::new(Ok::<_, String>(Vec::<Path>::new()));
    let mistakes = Var::new(Vec::<FileMistake>::new());
    api::call::<Vec<Path>>("GET", "/api/paths", None, api::QUICK_MS, move |answer| {
        known.set(answer.map_err(|error| error.message));
    });
    api::call::<Vec<FileMistake>>("GET", "/api/mistakes", None, api::QUICK_MS, move |answer| {
        mistakes.set(answer.unwrap_or_default());
    });
    vec![
        el("div", "").part(move || wrong(&mistakes.get())),
        el("div", "").part(move || match known.get() {
            Err(message) => vec![p(&message).attr("role", "alert")],
            Ok(list) if list.is_empty() => Vec::new(),
            Ok(list) => {
                let cards = el("ul", "cards").with(list.into_iter().map(|path| card(router, path, progress)).collect());
                cards.style("grid-template-columns", "minmax(0, 1fr)");
                vec![el("section", "").with(vec![txt("h2", "", "Paths"), cards]), own(progress)]
            }
        }),
    ]
}

fn card(router: Router, path: Path, progress: Var<Progress>) -> El {
    let [least, most] = path.minutes.map(|minutes| minutes.to_string());
    let scenarios = path.steps.len();
    let many = if scenarios == 1 { " scenario \u{b7} " } else { " scenarios \u{b7} " };
    let facts = [&scenarios.to_string(), many, &least, "\u{2013}", &most, " min \u{b7} "].concat();
    let about = vec![
        div("prose").with(markdown(&path.purpose)),
        muted("Afterwards you can"),
        div("prose").with(vec![el("ul", "").with(path.afterwards.iter().map(|text| txt("li", "", text)).collect())]),
    ];
    let title = txt("h3", "", &path.title);
    let failed = Var::new(String::new());
    let counted = path.clone();
    let head = el("p", "muted").text_of(move || [&*facts, &progress.with(|p| count(&counted, p))].concat());
    let way = div("").part(move || {
        let progress = progress.get();
        let next = first(&path, &progress);
        let last = match next {
            Some(step) => start(router, step, Mode::Practice, failed),
            None => p("All of it is done. Another seed, or assessed mode, gives other names and counts hints."),
        };
        let steps = path.steps.iter().enumerate();
        vec![
            el("ol", "reasons").with(steps.map(|(at, step)| line(&path, at, step, next, &progress)).collect()),
            div("start").with(vec![last]),
        ]
    });
    // Beside each other where there is room.
    let columns = div("cards").with(vec![div("").with(about), div("").with(vec![way, failure(failed)])]);
    el("li", "card").with(vec![head, title, columns])
}

fn line(path: &Path, at: usize, step: &Step, next: Option<&Step>, progress: &Progress) -> El {
    let done = is_done(path, step, progress);
    let mark = if done { "\u{2713}".to_owned() } else { [&(at + 1).to_string(), "."].concat() };
    let [least, most] = step.minutes.map(|minutes| minutes.to_string());
    let mut facts = vec![[&least, "\u{2013}", &most, " min"].concat()];
    if done {
        facts.push("done".to_owned());
    } else if next.is_some_and(|next| next.id == step.id) {
        facts.push("next".to_owned());
    }
    for mode in MODES {
        if let Some(best) = progress.best(&step.id, mode) {
            let day = best.at.split('T').next().unwrap_or_default();
            facts.push([mode, " ", &best.total.to_string(), " of 100 (", day, ")"].concat());
        }
    }
    let line = el("li", if done { "got" } else { "missed" }).with(vec![
        txt("span", "points", &mark).attr("aria-hidden", "true"),
        div("").with(vec![p(&step.title), muted(&facts.join(" \u{b7} "))]),
    ]);
    line.style("grid-template-columns", "20px 1fr");
    line
}

/// Only a server on the reader's own machine tells any.
fn wrong(mistakes: &[FileMistake]) -> Vec<El> {
    if mistakes.is_empty() {
        return Vec::new();
    }
    let line = |mistake: &FileMistake| {
        let line = mistake.line.map(|line| [":", &line.to_string()].concat()).unwrap_or_default();
        let place = [mistake.file.as_str(), &line, ": ", &mistake.key].concat();
        el("li", "").with(vec![txt("code", "", place.trim_end_matches([':', ' ']))]).text(" ").text(&mistake.message)
    };
    vec![el("section", "").with(vec![
        txt("h2", "", "Files with mistakes"),
        muted("What is listed here stays as it was before, or out of the catalog, until its file is mended."),
        div("prose").with(vec![el("ul", "").with(mistakes.iter().map(line).collect())]),
    ])]
}
