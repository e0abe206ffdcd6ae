//! Brief: the page that the on-call engineer got, and the ways in.

use wasm_bindgen_futures::spawn_local;

use crate::dialog::confirm;
use crate::dom::{El, Var, button, div, el, failure, p, txt};
use crate::lab::state::Lab;
use crate::markdown::markdown;
use crate::read::Created;
use crate::route::Router;
use crate::{api, browser};

/// The tab.
pub fn brief(router: Router, lab: Lab) -> Vec<El> {
    let Some(session) = lab.session.peek() else { return Vec::new() };
    let failed = Var::new(String::new());
    let copied = Var::new(String::new());
    let address = session.psql_address.clone();
    let copy = move |_| {
        let url = with_token(&address, &lab.access().token);
        spawn_local(async move {
            let done = browser::copy(url).await;
            copied.set(
                if done { "Copied." } else { "This browser doesn't allow it: select the text instead." }.to_owned(),
            );
        });
    };
    let reset = move || {
        lab.access().call::<Created>("POST", "/reset", None, api::SLOW_MS, move |answer| match answer {
            Ok(created) => router.to_lab(&created.id, &created.token),
            Err(error) => failed.set(error.message),
        });
    };
    let stop = move || {
        lab.access().text("DELETE", "", None, api::SLOW_MS, move |answer| match answer {
            Ok(_) => router.to_catalog(),
            Err(error) => failed.set(error.message),
        });
    };
    let start_over = button("Start over", "", move |_| {
        let text = "You get a fresh PostgreSQL with the same incident. What you did so far is not scored.";
        confirm("Start over?", text, "Start over", reset);
    });
    let end = button("End session", "", move |_| {
        let text = "Its PostgreSQL is removed. What you did so far is not scored.";
        confirm("End this session?", text, "End it", stop);
    });
    vec![
        div("prose").with(markdown(&session.briefing.briefing)),
        txt("h2", "", "Your own tools"),
        p("psql, pgcli, DBeaver and the like can join this session. The copied address holds your token."),
        div("row").with(vec![
            txt("code", "address", &session.psql_address).attr("tabindex", "0"),
            button("Copy address", "", copy),
        ]),
        el("p", "muted").attr("role", "status").text_of(move || copied.get()),
        txt("h2", "", "This session"),
        div("row").with(vec![start_over, end]),
        failure(failed),
    ]
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
