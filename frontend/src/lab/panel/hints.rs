//! Hints: one after the other; in assessed mode each has its price.

use leptos::prelude::*;
use leptos::task::spawn_local;
use ride_shared::protocol::HintRevealed;

use crate::api;
use crate::dialog::use_dialogs;
use crate::lab::state::Lab;
use crate::markdown::markdown;

/// The tab.
pub fn hints(lab: Lab) -> impl IntoView {
    let dialogs = use_dialogs();
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(String::new());
    // The live channel tells revealed hints; those just revealed here are shown at once.
    let own = RwSignal::new(Vec::<String>::new());
    let texts = Memo::new(move |_| {
        let told = lab.session.with(|s| s.as_ref().map(|s| s.hints.clone())).unwrap_or_default();
        let own = own.get();
        if own.len() > told.len() { own } else { told }
    });
    let (count, costs) = lab
        .session
        .with_untracked(|s| s.as_ref().map(|s| (s.briefing.hints as usize, s.briefing.hint_costs.clone())))
        .unwrap_or_default();
    let costs = StoredValue::new(costs);
    let next_cost =
        move || if lab.assessed() { costs.with_value(|c| c.get(texts.get().len()).copied()).unwrap_or(0) } else { 0 };
    let reveal = move || {
        busy.set(true);
        failed.set(String::new());
        spawn_local(async move {
            match lab.access().call::<HintRevealed>("POST", "/hints", None, api::QUICK_MS).await {
                Ok(hint) => {
                    let mut all = texts.get_untracked();
                    if all.len() == hint.index as usize {
                        all.push(hint.text);
                        own.try_set(all);
                    }
                }
                Err(error) => _ = failed.try_set(error.message),
            }
            busy.try_set(false);
        });
    };
    let ask = move |_| {
        let cost = untrack(next_cost);
        if busy.get_untracked() {
            return;
        }
        if cost == 0 {
            reveal();
            return;
        }
        let text = ["This hint costs ", &points(cost), " of your score."].concat();
        dialogs.confirm("Reveal the next hint?", &text, "Reveal it", reveal);
    };
    view! {
        {move || texts.get().is_empty().then(|| {
            view! { <p class="muted">"No hint revealed yet. Hints go from where to look to how it works."</p> }.into_any()
        })}
        <ol class="hints" aria-live="polite">
            {move || texts.get().iter().map(|text| view! { <li>{markdown(text)}</li> }.into_any()).collect::<Vec<_>>()}
        </ol>
        {move || {
            let left = count.saturating_sub(texts.get().len());
            if left == 0 {
                return view! { <p class="muted">"That was the last hint."</p> }.into_any();
            }
            if lab.is_over() {
                return ().into_any();
            }
            let cost = next_cost();
            let label = if cost == 0 {
                "Reveal the next hint".to_owned()
            } else {
                ["Reveal the next hint (", &points(cost), ")"].concat()
            };
            view! {
                <button aria-disabled=move || busy.get().to_string() on:click=ask>{label}</button>
                <p class="muted">{left.to_string()} " left"</p>
            }
            .into_any()
        }}
        <p class="failed" role="alert">{move || failed.get()}</p>
    }
}

fn points(n: u32) -> String {
    if n == 1 { "1 point".to_owned() } else { [&n.to_string(), " points"].concat() }
}
