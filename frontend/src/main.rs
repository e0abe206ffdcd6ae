//! ride's page.
use leptos::prelude::*;
fn main() {
    leptos::mount::mount_to_body(|| {
        let (n, set) = signal(0);
        view! { <main class="a"><button on:click=move |_| set.update(|n| *n += 1)>{n}</button></main> }
    });
}
