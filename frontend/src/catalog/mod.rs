//! The catalog: every scenario, and the way into a lab.

mod card;

use ride_shared::scenario::Summary;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use crate::dom::{El, Var, button, div, el, link, muted, p, txt};
use crate::later;
use crate::paths;
use crate::route::Router;
use crate::{api, browser};

/// What is known of the catalog.
#[derive(Clone)]
enum Loaded {
    Waiting,
    Failed(String),
    Here(Vec<Summary>),
}

/// Draws the catalog.
type Draw = fn(Router) -> Vec<El>;

/// Whoever opens a lab's address doesn't load the catalog.
#[wasm_split(catalog, fallible)]
fn part() -> Result<Draw, SplitLoaderError> {
    Ok(drawn)
}

/// The catalog's page.
pub fn catalog(router: Router) -> Vec<El> {
    browser::set_title("Catalog");
    vec![later::view(part, move |draw| draw(router))]
}

fn drawn(router: Router) -> Vec<El> {
    let loaded = Var::new(Loaded::Waiting);
    load(loaded);
    let head = el("header", "catalog-head").with(vec![
        txt("h1", "", "ride"),
        p("Practise PostgreSQL incidents on a real PostgreSQL, one that is yours alone."),
        link("/postmortem", "Write up an incident of your own"),
    ]);
    let body = el("main", "catalog").part(move || match loaded.get() {
        Loaded::Waiting => vec![muted("Loading the catalog\u{2026}").attr("role", "status")],
        Loaded::Failed(message) => vec![div("notice").attr("role", "alert").with(vec![
            txt("h2", "", "The catalog can't be loaded"),
            p(&message),
            button("Try again", "", move |_| load(loaded)),
        ])],
        Loaded::Here(list) if list.is_empty() => vec![div("notice").with(vec![
            txt("h2", "", "There are no scenarios yet"),
            p("ride loads them from its scenarios folder: start it with ")
                .with(vec![txt("code", "", "--scenarios DIR")])
                .text(", and see its log for files that it could not read."),
        ])],
        Loaded::Here(list) => stages(router, &list),
    });
    vec![head, body]
}

fn load(loaded: Var<Loaded>) {
    loaded.set(Loaded::Waiting);
    api::call::<Vec<Summary>>("GET", "/api/scenarios", None, api::QUICK_MS, move |answer| {
        loaded.set(match answer {
            Ok(list) => Loaded::Here(list),
            Err(error) => Loaded::Failed(error.message),
        });
    });
}

/// The paths, then the scenarios by stage, in the server's order.
fn stages(router: Router, list: &[Summary]) -> Vec<El> {
    let mut parts = vec![paths::paths(router)];
    for group in list.chunk_by(|a, b| stage_title(&a.id) == stage_title(&b.id)) {
        parts.push(el("section", "").with(vec![
            txt("h2", "", &stage_title(&group[0].id)),
            el("ul", "cards").with(group.iter().map(|summary| card::card(router, summary)).collect()),
        ]));
    }
    parts
}

/// `stage-03/...` as `Stage 3`.
fn stage_title(id: &str) -> String {
    let stage = id.split('/').next().unwrap_or(id);
    match stage.strip_prefix("stage-").map(|number| number.trim_start_matches('0')) {
        Some(number) if !number.is_empty() => ["Stage ", number].concat(),
        _ => stage.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_have_titles() {
        assert_eq!(stage_title("stage-03/03-connection-storm"), "Stage 3");
        assert_eq!(stage_title("stage-10/x"), "Stage 10");
        assert_eq!(stage_title("other/x"), "other");
    }
}
