//! Actions: the levers outside SQL.

use ride_shared::protocol::{ActionTaken, TakeAction};
use ride_shared::scenario::BriefingAction;

use crate::dialog::confirm;
use crate::dom::{El, Var, button, div, el, muted, txt};
use crate::lab::state::Lab;
use crate::{api, time};

/// Actions that interrupt the service for everybody: asked twice.
const DESTRUCTIVE: [&str; 1] = ["restart-database"];

/// What came of an action: when, what, and whether it failed.
#[derive(Clone)]
struct Outcome {
    at_ms: u64,
    text: String,
    failed: bool,
}

/// The tab.
pub fn actions(lab: Lab) -> Vec<El> {
    let actions = lab.session.peek().map(|s| s.briefing.actions.clone()).unwrap_or_default();
    if actions.is_empty() {
        return vec![muted("This scenario has no actions: everything is done in SQL.")];
    }
    let busy = Var::new(None::<String>);
    let taken = Var::new(Vec::<Outcome>::new());
    let outcomes = move || {
        let line = |outcome: &Outcome| {
            let stamp = ["T+", &time::clock(lab.since_live(outcome.at_ms).unwrap_or_default()), " "].concat();
            let class = if outcome.failed { "failed" } else { "" };
            div("").with(vec![txt("time", "", &stamp), txt("span", class, &outcome.text)])
        };
        taken.with(|taken| taken.iter().rev().map(line).collect())
    };
    vec![
        txt("h2", "", "What you can do outside SQL"),
        el("ul", "actions").with(actions.iter().map(|action| one(lab, action, busy, taken)).collect()),
        txt("h2", "", "What came of it"),
        muted("No action taken yet.").shown(move || taken.with(Vec::is_empty)),
        div("outcomes").attr("role", "log").attr("aria-label", "Outcomes").attr("tabindex", "0").part(outcomes),
    ]
}

fn one(lab: Lab, action: &BriefingAction, busy: Var<Option<String>>, taken: Var<Vec<Outcome>>) -> El {
    let label = action.label.clone();
    let select = (!action.values.is_empty()).then(|| {
        let options = action.values.iter().map(|value| txt("option", "", value)).collect();
        el("select", "").attr("aria-label", &["Value for ", &label].concat()).with(options)
    });
    let (name, chosen) = (action.name.clone(), select.clone());
    let take = move || {
        let value = chosen.as_ref().map(El::value);
        busy.set(Some(name.clone()));
        let body = api::json(&TakeAction { action: name.clone(), value });
        let label = label.clone();
        lab.access().call::<ActionTaken>("POST", "/actions", body, api::SLOW_MS, move |answer| {
            let at_ms = lab.now().unwrap_or_default();
            let (text, failed) = match answer {
                Ok(done) => (done.outcome, false),
                Err(error) => ([&label, ": ", &error.message].concat(), true),
            };
            taken.update(|all| all.push(Outcome { at_ms, text, failed }));
            busy.set(None);
        });
    };
    let (name, label) = (action.name.clone(), action.label.clone());
    let press = move |_| {
        if busy.look(Option::is_some) || lab.is_over() {
            return;
        }
        if DESTRUCTIVE.contains(&name.as_str()) {
            let text = "Every connection is lost while it restarts, yours included.";
            confirm(&[&label, "?"].concat(), text, &label, take.clone());
        } else {
            take();
        }
    };
    let (name, label) = (action.name.clone(), action.label.clone());
    let button = button("", "", press)
        .flag("aria-disabled", move || busy.with(Option::is_some) || lab.is_over())
        .text_of(move || if busy.get().as_ref() == Some(&name) { "Running\u{2026}".to_owned() } else { label.clone() });
    el("li", "").with(vec![
        txt("h3", "", &action.label),
        muted(&action.description),
        div("row").with(select.into_iter().collect()).with(vec![button]),
    ])
}
