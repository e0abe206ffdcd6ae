//! ride's page: the catalog and the lab.
//!
//! Files are laid out by what the user sees. Whatever can be computed without a browser stands in files of its own
//! that know no web-sys, and is tested natively.

mod api;
mod backoff;
mod browser;
mod catalog;
mod dialog;
mod lab;
mod markdown;
mod route;
mod socket;
mod time;

use leptos::prelude::*;

use route::Route;

fn main() {
    if let Some(boot) = browser::document().get_element_by_id("boot") {
        boot.remove();
    }
    leptos::mount::mount_to_body(app);
}

/// The page: whatever the address says.
fn app() -> impl IntoView {
    let route = RwSignal::new(route::take_address());
    provide_context(route::Router(route));
    dialog::provide();
    let back = gloo::events::EventListener::new(&browser::window(), "popstate", move |_| {
        route.set(route::take_address());
    });
    StoredValue::new_local(back);
    view! {
        {move || match route.get() {
            Route::Catalog => catalog::catalog().into_any(),
            Route::Lab { id, token } => lab::lab(id, token).into_any(),
            Route::Unknown => unknown().into_any(),
        }}
        {dialog::dialogs()}
    }
}

fn unknown() -> impl IntoView {
    browser::set_title("Not found");
    view! {
        <main class="notice">
            <h1>"There is nothing at this address"</h1>
            <p><a href="/">"To the catalog"</a></p>
        </main>
    }
}
