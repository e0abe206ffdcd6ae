//! Addresses: `/` is the catalog, `/lab/<id>#token=<token>` a lab, `/postmortem` writes one from a pasted timeline, and
//! `/postmortem/guide` says what makes a good one.
//!
//! The token is taken out of the address bar at once and kept for the browser tab, so that it lands in no bookmark and
//! no screenshot.

use wasm_bindgen::JsValue;

use crate::browser;
use crate::dom::Var;

/// Where the learner is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// The catalog.
    Catalog,
    /// A session's lab.
    Lab {
        /// The session's id.
        id: String,
        /// Its token, where the address or the browser tab had one.
        token: Option<String>,
    },
    /// Postmortems, without a session.
    Postmortem(Page),
    /// No such page.
    Unknown,
}

/// The pages about postmortems.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// One from a pasted timeline.
    Paste,
    /// What makes a good one.
    Guide,
}

/// Goes elsewhere without loading the page again.
#[derive(Clone, Copy)]
pub struct Router(pub Var<Route>);

impl Router {
    /// Goes to a session's lab.
    pub fn to_lab(self, id: &str, token: &str) {
        browser::keep_for_tab(&token_key(id), token);
        push(&["/lab/", id].concat());
        self.0.set(Route::Lab { id: id.to_owned(), token: Some(token.to_owned()) });
    }

    /// Goes to the catalog.
    pub fn to_catalog(self) {
        push("/");
        self.0.set(Route::Catalog);
    }
}

fn push(path: &str) {
    if let Ok(history) = browser::window().history() {
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(path));
    }
}

fn token_key(id: &str) -> String {
    ["ride.token.", id].concat()
}

/// Reads the address and hides the token in it.
pub fn take_address() -> Route {
    let location = browser::window().location();
    let path = location.pathname().unwrap_or_default();
    let hash = location.hash().unwrap_or_default();
    let mut route = parse(&path, &hash);
    if let Route::Lab { id, token } = &mut route {
        if let Some(token) = token {
            browser::keep_for_tab(&token_key(id), token);
            if let Ok(history) = browser::window().history() {
                let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&path));
            }
        } else {
            *token = browser::kept_for_tab(&token_key(id));
        }
    }
    route
}

/// What a path and a fragment mean.
fn parse(path: &str, hash: &str) -> Route {
    if matches!(path, "/" | "/index.html" | "") {
        return Route::Catalog;
    }
    if let Some(rest) = path.strip_prefix("/postmortem") {
        return match rest.trim_end_matches('/') {
            "" => Route::Postmortem(Page::Paste),
            "/guide" => Route::Postmortem(Page::Guide),
            _ => Route::Unknown,
        };
    }
    match path.strip_prefix("/lab/").map(|rest| rest.trim_end_matches('/')) {
        Some(id) if !id.is_empty() && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) => {
            let token = hash.trim_start_matches('#').split('&').find_map(|part| part.strip_prefix("token="));
            Route::Lab { id: id.to_owned(), token: token.filter(|t| !t.is_empty()).map(str::to_owned) }
        }
        _ => Route::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let lab = |id: &str, token: Option<&str>| Route::Lab { id: id.into(), token: token.map(str::to_owned) };
        assert_eq!(parse("/", ""), Route::Catalog);
        assert_eq!(parse("/lab/ab12", "#token=x-_9"), lab("ab12", Some("x-_9")));
        assert_eq!(parse("/lab/ab12/", "#a=b&token=t"), lab("ab12", Some("t")));
        assert_eq!(parse("/lab/ab12", "#token="), lab("ab12", None));
        for end in ["", "/"] {
            assert_eq!(parse(&["/postmortem", end].concat(), ""), Route::Postmortem(Page::Paste));
            assert_eq!(parse(&["/postmortem/guide", end].concat(), ""), Route::Postmortem(Page::Guide));
        }
        assert_eq!(parse("/postmortems", ""), Route::Unknown);
        assert_eq!(parse("/lab/", ""), Route::Unknown);
        assert_eq!(parse("/lab/../x", ""), Route::Unknown);
        assert_eq!(parse("/elsewhere", ""), Route::Unknown);
    }
}
