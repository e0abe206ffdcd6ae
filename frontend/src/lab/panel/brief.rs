//! Brief: the page that the on-call engineer got, and the ways in.

use leptos::prelude::*;
use leptos::task::spawn_local;
use ride_shared::protocol::SessionCreated;

use crate::dialog::use_dialogs;
use crate::lab::state::Lab;
use crate::markdown::markdown;
use crate::route::Router;
use crate::{api, browser};

/// The tab.
pub fn brief(lab: Lab) -> impl IntoView {
    let router: Router = expect_context();
    let dialogs = use_dialogs();
    let failed = RwSignal::new(String::new());
    let copied = RwSignal::new("");
    let text = lab.session.with_untracked(|s| s.as_ref().map(|s| s.briefing.briefing.clone())).unwrap_or_default();
    let address = lab.session.with_untracked(|s| s.as_ref().map(|s| s.psql_address.clone())).unwrap_or_default();
    let shown = address.clone();
    let copy = move |_| {
        let url = with_token(&address, &lab.access().token);
        spawn_local(async move {
            let done = browser::copy(url).await;
            copied.try_set(if done { "Copied." } else { "This browser doesn't allow it: select the text instead." });
        });
    };
    let reset = move || {
        spawn_local(async move {
            match lab.access().call::<SessionCreated>("POST", "/reset", None, api::SLOW_MS).await {
                Ok(created) => router.to_lab(&created.id, &created.token),
                Err(error) => _ = failed.try_set(error.message),
            }
        });
    };
    let stop = move || {
        spawn_local(async move {
            match lab.access().text("DELETE", "", None, api::SLOW_MS).await {
                Ok(_) => router.to_catalog(),
                Err(error) => _ = failed.try_set(error.message),
            }
        });
    };
    view! {
        <div class="prose">{markdown(&text)}</div>
        <h2>"Your own tools"</h2>
        <p>"psql, pgcli, DBeaver and the like can join this session. The copied address holds your token."</p>
        <div class="row">
            <code class="address" tabindex="0">{shown}</code>
            <button on:click=copy>"Copy address"</button>
        </div>
        <p class="muted" role="status">{move || copied.get()}</p>
        <h2>"This session"</h2>
        <div class="row">
            <button on:click=move |_| dialogs.confirm(
                "Start over?",
                "You get a fresh PostgreSQL with the same incident. What you did so far is not scored.",
                "Start over",
                reset,
            )>"Start over"</button>
            <button on:click=move |_| dialogs.confirm(
                "End this session?",
                "Its PostgreSQL is removed. What you did so far is not scored.",
                "End it",
                stop,
            )>"End session"</button>
        </div>
        <p class="failed" role="alert">{move || failed.get()}</p>
    }
}

/// The address with the token as its password.
fn with_token(address: &str, token: &str) -> String {
    match address.split_once('@') {
        Some((before, after)) => [before, ":", token, "@", after].concat(),
        None => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::with_token;

    #[test]
    fn the_token_is_the_password() {
        assert_eq!(
            with_token("postgres://oncall.ab12@127.0.0.1:6432/shop", "T-_1"),
            "postgres://oncall.ab12:T-_1@127.0.0.1:6432/shop"
        );
        assert_eq!(with_token("nothing", "T"), "nothing");
    }
}
