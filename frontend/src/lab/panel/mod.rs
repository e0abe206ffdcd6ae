//! The panel: everything about the incident that is not the console.

mod actions;
mod brief;
mod chart;
mod diagnosis;
mod hints;
mod score;
mod vitals;

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;

use super::state::Lab;

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
}

const TABS: [(Tab, &str, &str); 6] = [
    (Tab::Brief, "brief", "Brief"),
    (Tab::Hints, "hints", "Hints"),
    (Tab::Vitals, "vitals", "Vitals"),
    (Tab::Actions, "actions", "Actions"),
    (Tab::Diagnosis, "diagnosis", "Diagnosis"),
    (Tab::Score, "score", "Score"),
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
pub fn focus_tab(event: &web_sys::KeyboardEvent, to: usize) {
    let list = event.current_target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    let tab = list.and_then(|list| list.children().item(to as u32));
    if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = tab.focus();
    }
}

/// The panel.
pub fn panel(lab: Lab) -> impl IntoView {
    let chosen = lab.show_panel;
    let body = NodeRef::<html::Div>::new();
    let tabs: Vec<AnyView> = TABS
        .into_iter()
        .map(|(tab, id, label)| {
            view! {
                <button
                    role="tab"
                    id=["tab-", id].concat()
                    aria-controls=["panel-", id].concat()
                    aria-selected=move || (chosen.get() == tab).to_string()
                    tabindex=move || if chosen.get() == tab { "0" } else { "-1" }
                    on:click=move |_| chosen.set(tab)
                >
                    {label}
                </button>
            }
            .into_any()
        })
        .collect();
    let roaming = move |event: web_sys::KeyboardEvent| {
        let at = TABS.iter().position(|(tab, ..)| *tab == chosen.get_untracked()).unwrap_or_default();
        if let Some(to) = roam(&event.key(), at, TABS.len()) {
            event.prevent_default();
            chosen.set(TABS[to].0);
            focus_tab(&event, to);
        }
    };
    let sections: Vec<AnyView> = TABS
        .into_iter()
        .map(|(tab, id, _)| {
            let content = match tab {
                Tab::Brief => brief::brief(lab).into_any(),
                Tab::Hints => hints::hints(lab).into_any(),
                Tab::Vitals => vitals::vitals(lab).into_any(),
                Tab::Actions => actions::actions(lab).into_any(),
                Tab::Diagnosis => diagnosis::diagnosis(lab).into_any(),
                Tab::Score => score::score(lab).into_any(),
            };
            view! {
                <section
                    role="tabpanel"
                    id=["panel-", id].concat()
                    aria-labelledby=["tab-", id].concat()
                    tabindex="0"
                    hidden=move || chosen.get() != tab
                >
                    {content}
                </section>
            }
            .into_any()
        })
        .collect();
    view! {
        <div class="tabs" role="tablist" aria-label="Incident" on:keydown=roaming>{tabs}</div>
        <div class="panel-body" node_ref=body>{sections}</div>
    }
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
