//! The panel: everything about the incident that is not the console.

mod actions;
mod brief;
mod chart;
mod diagnosis;
mod hints;
mod score;
mod vitals;

use leptos::prelude::untrack;
use wasm_bindgen::JsCast;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::state::Lab;
use crate::dom::{El, Var, button, div, effect, el};
use crate::later::{self, Later, stand_in};
use crate::postmortem;
use crate::route::Router;

/// The panel's tabs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// The page that the on-call engineer got.
    Brief,
    /// Staged hints.
    Hints,
    /// Live charts.
    Vitals,
    /// Levers outside SQL.
    Actions,
    /// The diagnosis form.
    Diagnosis,
    /// Submission and the card.
    Score,
    /// What the learner makes of it, beside what the journal proves; there once there is a score.
    Postmortem,
}

const TABS: [(Tab, &str, &str); 7] = [
    (Tab::Brief, "brief", "Brief"),
    (Tab::Hints, "hints", "Hints"),
    (Tab::Vitals, "vitals", "Vitals"),
    (Tab::Actions, "actions", "Actions"),
    (Tab::Diagnosis, "diagnosis", "Diagnosis"),
    (Tab::Score, "score", "Score"),
    (Tab::Postmortem, "postmortem", "Postmortem"),
];

/// Where the arrow keys, Home and End lead from tab `at` of `count`.
pub fn roam(key: &str, at: usize, count: usize) -> Option<usize> {
    match key {
        _ if count == 0 => None,
        "ArrowRight" => Some((at + 1) % count),
        "ArrowLeft" => Some((at + count - 1) % count),
        "Home" => Some(0),
        "End" => Some(count - 1),
        _ => None,
    }
}

/// Puts the focus on tab `to` of the tab list that `event` came from.
pub fn focus_tab(event: &web_sys::Event, to: usize) {
    let list = event.current_target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    let tab = list.and_then(|list| list.children().item(to as u32));
    if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = tab.focus();
    }
}

/// Draws a tab.
type Draw = fn(Router, Tab, Lab) -> Vec<El>;

/// Every tab but the one that is seen first: the module `panel`.
#[wasm_split(panel, fallible)]
fn views_of_tabs() -> Result<Draw, SplitLoaderError> {
    Ok(|router, tab, lab| match tab {
        // Follows what it needs; the others are built once.
        Tab::Vitals => vitals::vitals(lab),
        tab => untrack(|| match tab {
            Tab::Brief | Tab::Vitals => Vec::new(),
            Tab::Hints => hints::hints(lab),
            Tab::Actions => actions::actions(lab),
            Tab::Diagnosis => diagnosis::diagnosis(lab),
            Tab::Score => vec![score::score(router, lab)],
            Tab::Postmortem => vec![write_up(lab)],
        }),
    })
}

/// Nothing of it is loaded before somebody looks.
fn write_up(lab: Lab) -> El {
    let opened = Var::new(false);
    effect(move || {
        if lab.show_panel.get() == Tab::Postmortem && !opened.peek() {
            opened.set(true);
        }
    });
    div("").part(move || if opened.get() { untrack(|| vec![postmortem::of_session(lab)]) } else { Vec::new() })
}

/// The panel.
pub fn panel(router: Router, lab: Lab) -> Vec<El> {
    let chosen = lab.show_panel;
    let views = Var::new(Later::Waiting);
    later::load(views, views_of_tabs);
    let tab = |(tab, id, label): (Tab, &str, &str)| {
        button(label, "", move |_| chosen.set(tab))
            .attr("role", "tab")
            .attr("id", &["tab-", id].concat())
            .attr("aria-controls", &["panel-", id].concat())
            .flag("aria-selected", move || chosen.get() == tab)
            .bind("tabindex", move || Some(if chosen.get() == tab { "0" } else { "-1" }.to_owned()))
            .shown(move || tab != Tab::Postmortem || lab.scored.with(Option::is_some))
    };
    let tabs = div("tabs").attr("role", "tablist").attr("aria-label", "Incident");
    let tabs = tabs.with(TABS.map(tab).into()).on_key(move |event| {
        let at = TABS.iter().position(|(tab, ..)| *tab == chosen.peek()).unwrap_or_default();
        if let Some(to) = roam(&event.key(), at, TABS.len() - usize::from(lab.scored.look(Option::is_none))) {
            event.prevent_default();
            chosen.set(TABS[to].0);
            focus_tab(event, to);
        }
    });
    let section = |(tab, id, _): (Tab, &str, &str)| {
        let section = el("section", "")
            .attr("role", "tabpanel")
            .attr("id", &["panel-", id].concat())
            .attr("aria-labelledby", &["tab-", id].concat())
            .attr("tabindex", "0")
            .shown(move || chosen.get() == tab);
        if tab == Tab::Brief {
            return section.with(brief::brief(router, lab));
        }
        section.part(move || match views.get() {
            Later::Here(draw) => draw(router, tab, lab),
            waiting => stand_in(waiting == Later::Failed, move || later::load(views, views_of_tabs)),
        })
    };
    vec![tabs, div("panel-body").with(TABS.map(section).into())]
}

#[cfg(test)]
mod tests {
    use super::roam;

    #[test]
    fn arrows_go_round() {
        assert_eq!(roam("ArrowRight", 5, 6), Some(0));
        assert_eq!(roam("ArrowLeft", 0, 6), Some(5));
        assert_eq!(roam("End", 0, 6), Some(5));
        assert_eq!(roam("a", 0, 6), None);
        assert_eq!(roam("Home", 0, 0), None);
    }
}
