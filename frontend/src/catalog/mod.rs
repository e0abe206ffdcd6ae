//! The catalog: every scenario, and the way into a lab.

mod card;

use leptos::prelude::*;
use leptos::task::spawn_local;
use ride_shared::scenario::Summary;

use crate::{api, browser};

/// What is known of the catalog.
#[derive(Clone)]
enum Loaded {
    Waiting,
    Failed(String),
    Here(Vec<Summary>),
}

/// The catalog's page.
pub fn catalog() -> impl IntoView {
    browser::set_title("Catalog");
    let loaded = RwSignal::new(Loaded::Waiting);
    let load = move || {
        loaded.set(Loaded::Waiting);
        spawn_local(async move {
            let answer = api::call::<Vec<Summary>>("GET", "/api/scenarios", None, api::QUICK_MS).await;
            loaded.try_set(match answer {
                Ok(list) => Loaded::Here(list),
                Err(error) => Loaded::Failed(error.message),
            });
        });
    };
    load();
    let body = move || match loaded.get() {
        Loaded::Waiting => view! { <p class="muted" role="status">"Loading the catalog\u{2026}"</p> }.into_any(),
        Loaded::Failed(message) => view! {
            <div class="notice" role="alert">
                <h2>"The catalog can't be loaded"</h2>
                <p>{message}</p>
                <button on:click=move |_| load()>"Try again"</button>
            </div>
        }
        .into_any(),
        Loaded::Here(list) if list.is_empty() => view! {
            <div class="notice">
                <h2>"There are no scenarios yet"</h2>
                <p>
                    "ride loads them from its scenarios folder: start it with " <code>"--scenarios DIR"</code>
                    ", and see its log for files that it could not read."
                </p>
            </div>
        }
        .into_any(),
        Loaded::Here(list) => stages(list),
    };
    view! {
        <header class="catalog-head">
            <h1>"ride"</h1>
            <p>"Practise PostgreSQL incidents on a real PostgreSQL, one that is yours alone."</p>
        </header>
        <main class="catalog">{body}</main>
    }
}

/// The scenarios, by stage, in the server's order.
fn stages(list: Vec<Summary>) -> AnyView {
    let mut stages: Vec<(String, Vec<AnyView>)> = Vec::new();
    for summary in list {
        let stage = stage_title(&summary.id);
        let entry = card::card(summary);
        match stages.last_mut() {
            Some((title, cards)) if *title == stage => cards.push(entry),
            _ => stages.push((stage, vec![entry])),
        }
    }
    stages
        .into_iter()
        .map(|(title, cards)| view! { <section><h2>{title}</h2><ul class="cards">{cards}</ul></section> }.into_any())
        .collect::<Vec<_>>()
        .into_any()
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
