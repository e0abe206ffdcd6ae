//! ride's page: the catalog, the lab and postmortems.
//!
//! Files are laid out by what the user sees. Whatever can be computed without a browser stands in files of its own
//! that know no web-sys, and is tested natively.

#![allow(
    clippy::large_types_passed_by_value,
    reason = "in debug builds Leptos' handles carry the place they were made at, which makes structs of them look large"
)]
#![allow(clippy::unnecessary_wraps, reason = "wasm_split wants a Result of what can fail to be loaded, and not to run")]

mod api;
mod backoff;
mod browser;
mod catalog;
mod dialog;
mod dom;
mod json;
mod lab;
mod later;
mod markdown;
mod paths;
mod postmortem;
mod read;
mod route;
mod socket;
mod time;

use leptos::html::ElementChild;
use leptos::prelude::*;

use dom::{El, Var, div, el, link, txt};
use route::{Route, Router};

fn main() {
    if let Some(boot) = browser::document().get_element_by_id("boot") {
        boot.remove();
    }
    leptos::mount::mount_to_body(app);
}

/// The page: Leptos mounts it and owns everything in it; see `dom` for how it is drawn.
fn app() -> impl IntoView {
    let root = NodeRef::<leptos::html::Div>::new();
    let route = Var::new(route::take_address());
    let router = Router(route);
    let back = gloo::events::EventListener::new(&browser::window(), "popstate", move |_| {
        route.set(route::take_address());
    });
    StoredValue::new_local(back);
    let owner = Owner::current();
    root.on_load(move |root| {
        // The element is loaded outside of any owner.
        if let Some(owner) = owner {
            owner.with(|| {
                El(root.into()).part(move || {
                    let route = route.get();
                    untrack(|| match route {
                        Route::Catalog => catalog::catalog(router),
                        Route::Lab { id, token } => lab::lab(router, id, token),
                        Route::Postmortem(page) => postmortem::page(page),
                        Route::Unknown => unknown(),
                    })
                })
            });
        }
    });
    leptos::html::div().node_ref(root).child(())
}

fn unknown() -> Vec<El> {
    browser::set_title("Not found");
    vec![
        el("main", "notice").with(vec![
            txt("h1", "", "There is nothing at this address"),
            div("").with(vec![link("/", "To the catalog")]),
        ]),
    ]
}
