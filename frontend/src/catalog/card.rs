//! One scenario of the catalog.

use leptos::{html, prelude::*};
use leptos::task::spawn_local;
use ride_shared::protocol::{CreateSession, Mode, SessionCreated};
use ride_shared::scenario::{Level, Summary};

use crate::api;
use crate::route::Router;

/// A scenario, with the button that starts it.
pub fn card(summary: Summary) -> AnyView {
    let router: Router = expect_context();
    let starting = RwSignal::new(false);
    let failed = RwSignal::new(String::new());
    let assessed = NodeRef::<html::Input>::new();
    let seed = NodeRef::<html::Input>::new();
    let scenario = summary.id.clone();
    let start = move |_| {
        if starting.get_untracked() {
            return;
        }
        let typed = seed.get_untracked().map(|input| input.value()).unwrap_or_default();
        let Ok(seed) = parse_seed(&typed) else {
            failed.set("The seed is a whole number from 0 on.".to_owned());
            return;
        };
        let assessed = assessed.get_untracked().is_some_and(|input| input.checked());
        let mode = if assessed { Mode::Assessed } else { Mode::Practice };
        let body = api::json(&CreateSession { scenario: scenario.clone(), seed, mode });
        starting.set(true);
        failed.set(String::new());
        spawn_local(async move {
            match api::call::<SessionCreated>("POST", "/api/sessions", body, api::SLOW_MS).await {
                Ok(created) => router.to_lab(&created.id, &created.token),
                Err(error) => {
                    starting.try_set(false);
                    failed.try_set(error.message);
                }
            }
        });
    };
    let level = match summary.level {
        Level::L1 => "L1",
        Level::L2 => "L2",
        Level::L3 => "L3",
    };
    let [least, most] = summary.minutes;
    let facts = [level, " \u{b7} ", &least.to_string(), "\u{2013}", &most.to_string(), " min"].concat();
    let group = ["mode-", &summary.id].concat();
    let label = ["Start ", &summary.title].concat();
    view! {
        <li class="card">
            <p class="muted">{summary.topic} " \u{b7} " {facts}</p>
            <h3>{summary.title}</h3>
            <p>{summary.summary}</p>
            <div class="row start">
                <button class="primary" aria-label=label aria-disabled=move || starting.get().to_string() on:click=start>
                    {move || if starting.get() { "Starting\u{2026}" } else { "Start" }}
                </button>
                <details>
                    <summary>"Options"</summary>
                    <fieldset>
                        <legend>"Mode"</legend>
                        <label><input type="radio" name=group.clone() checked=true/> " Practice: hints are free"</label>
                        <label>
                            <input type="radio" name=group node_ref=assessed/> " Assessed: hints cost points"
                        </label>
                    </fieldset>
                    <label>
                        "Seed " <input type="number" min="0" step="1" placeholder="0" inputmode="numeric" node_ref=seed/>
                    </label>
                    <p class="muted">"Another seed gives other names and numbers."</p>
                </details>
            </div>
            <p class="failed" role="alert">{move || failed.get()}</p>
        </li>
    }
    .into_any()
}

/// A seed as typed; nothing typed is 0.
fn parse_seed(typed: &str) -> Result<u64, std::num::ParseIntError> {
    let typed = typed.trim();
    if typed.is_empty() { Ok(0) } else { typed.parse() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds() {
        assert_eq!(parse_seed(""), Ok(0));
        assert_eq!(parse_seed(" 42 "), Ok(42));
        assert!(parse_seed("-1").is_err());
        assert!(parse_seed("1.5").is_err());
    }
}
