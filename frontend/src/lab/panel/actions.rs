//! Actions: the levers outside SQL.

use leptos::{html, prelude::*};
use leptos::task::spawn_local;
use ride_shared::protocol::{ActionTaken, TakeAction};
use ride_shared::scenario::BriefingAction;

use crate::dialog::use_dialogs;
use crate::lab::state::Lab;
use crate::{api, time};

/// Actions that interrupt the service for everybody: asked twice.
const DESTRUCTIVE: [&str; 1] = ["restart-database"];

/// The tab.
pub fn actions(lab: Lab) -> impl IntoView {
    let actions = lab.session.with_untracked(|s| s.as_ref().map(|s| s.briefing.actions.clone())).unwrap_or_default();
    if actions.is_empty() {
        return view! { <p class="muted">"This scenario has no actions: everything is done in SQL."</p> }.into_any();
    }
    let busy = RwSignal::new(false);
    let taken = RwSignal::new(Vec::<(u64, String, bool)>::new());
    let cards: Vec<AnyView> = actions.into_iter().map(|action| one(lab, action, busy, taken)).collect();
    view! {
        <ul class="actions">{cards}</ul>
        <h2>"What came of it"</h2>
        <ol class="outcomes" role="log" aria-label="Outcomes" tabindex="0">
            {move || taken.get().is_empty().then(|| view! { <li class="muted">"No action taken yet."</li> }.into_any())}
            {move || taken.get().into_iter().rev().map(|(at, text, failed)| {
                let class = if failed { "failed" } else { "" };
                view! { <li><time>{stamp(lab, at)}</time> " " <span class=class>{text}</span></li> }.into_any()
            }).collect::<Vec<_>>()}
        </ol>
    }
    .into_any()
}

fn stamp(lab: Lab, at_ms: u64) -> String {
    untrack(|| ["T+", &time::clock(lab.since_live(at_ms).unwrap_or_default())].concat())
}

fn one(lab: Lab, action: BriefingAction, busy: RwSignal<bool>, taken: RwSignal<Vec<(u64, String, bool)>>) -> AnyView {
    let dialogs = use_dialogs();
    let select = NodeRef::<html::Select>::new();
    let running = RwSignal::new(false);
    let BriefingAction { name, label, description, values } = action;
    let has_values = !values.is_empty();
    let title = label.clone();
    let take = move |name: String, label: String| {
        let value = has_values.then(|| select.get_untracked().map(|s| s.value())).flatten();
        busy.set(true);
        running.set(true);
        spawn_local(async move {
            let body = api::json(&TakeAction { action: name, value });
            let outcome = lab.access().call::<ActionTaken>("POST", "/actions", body, api::SLOW_MS).await;
            let at = lab.now().unwrap_or_default();
            let line = match outcome {
                Ok(done) => (at, done.outcome, false),
                Err(error) => (at, [&label, ": ", &error.message].concat(), true),
            };
            taken.try_update(|all| all.push(line));
            busy.try_set(false);
            running.try_set(false);
        });
    };
    let press = move |_| {
        if busy.get_untracked() || lab.is_over() {
            return;
        }
        if DESTRUCTIVE.contains(&name.as_str()) {
            let (name, label) = (name.clone(), label.clone());
            let ask = [&label, "?"].concat();
            let text = "Every connection is lost while it restarts, yours included.";
            let yes = label.clone();
            dialogs.confirm(&ask, text, &yes, move || take(name.clone(), label.clone()));
        } else {
            take(name.clone(), label.clone());
        }
    };
    let choice = has_values.then(|| {
        let options: Vec<AnyView> = values.into_iter().map(|v| view! { <option>{v}</option> }.into_any()).collect();
        view! { <select node_ref=select aria-label=["Value for ", &title].concat()>{options}</select> }.into_any()
    });
    let text = title.clone();
    view! {
        <li>
            <h3>{title}</h3>
            <p class="muted">{description}</p>
            <div class="row">
                {choice}
                <button aria-disabled=move || (busy.get() || lab.is_over()).to_string() on:click=press>
                    {move || if running.get() { "Running\u{2026}".to_owned() } else { text.clone() }}
                </button>
            </div>
        </li>
    }
    .into_any()
}
