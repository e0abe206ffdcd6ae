//! The catalog's paths: what each is for, its steps with the best score so far, and the next one.

use ride_shared::protocol::{FileMistake, Mode};
use ride_shared::scenario::{Path, Summary};

use super::next::{count, first, is_done};
use super::own::own;
use super::progress::{MODES, Progress};
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
            Ok(list) => vec![el("section", "").with(vec![
                txt("h2", "", "Paths"),
                el("ul", "cards").with(list.into_iter().map(|path| card(router, path, progress)).collect()),
                own(progress),
            ])],
        }),
    ]
}

fn card(router: Router, path: Path, progress: Var<Progress>) -> El {
    let [least, most] = path.minutes.map(|minutes| minutes.to_string());
    let head = vec![
        txt("h3", "", &path.title),
        div("prose").with(markdown(&path.purpose)),
        muted("Afterwards you can"),
        div("prose").with(vec![el("ul", "").with(path.afterwards.iter().map(|text| txt("li", "", text)).collect())]),
    ];
    let facts =
        [&path.steps.len().to_string(), " scenarios \u{b7} ", &least, "\u{2013}", &most, " min \u{b7} "].concat();
    let failed = Var::new(String::new());
    el("li", "card")
        .with(vec![el("p", "muted").part({
            let path = path.clone();
            move || vec![txt("span", "", &[facts.as_str(), &progress.with(|p| count(&path, p))].concat())]
        })])
        .with(head)
        .with(vec![div("").part(move || {
            let progress = progress.get();
            let next = first(&path, &progress);
            let last = match next {
                Some(step) => div("row start").with(vec![start(router, step, Mode::Practice, failed)]),
                None => p("All of it is done. Another seed, or assessed mode, gives other names and counts hints."),
            };
            let steps = path.steps.iter().enumerate();
            vec![
                el("ol", "reasons").with(steps.map(|(at, step)| line(&path, at, step, next, &progress)).collect()),
                last,
            ]
        })])
        .with(vec![failure(failed)])
}

fn line(path: &Path, at: usize, step: &Summary, next: Option<&Summary>, progress: &Progress) -> El {
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
    el("li", if done { "got" } else { "missed" }).with(vec![
        txt("span", "points", &mark).attr("aria-hidden", "true"),
        div("").with(vec![p(&step.title), muted(&facts.join(" \u{b7} "))]),
    ])
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
