//! What is loaded later: modules that were split off this one, each once for the page.
//!
//! A function with `wasm_split` is the only way from the main module to what only it leads to; the bundler splits there.

use std::future::Future;

use leptos::prelude::untrack;
use wasm_bindgen_futures::spawn_local;
use wasm_split_helpers::SplitLoaderError;

use crate::dom::{El, Var, button, div, muted, p};

/// A part of the page: on its way, not to be had, or here.
#[derive(Clone, Copy, PartialEq)]
pub enum Later<T> {
    /// On its way.
    Waiting,
    /// It could not be loaded.
    Failed,
    /// What draws it.
    Here(T),
}

/// Loads a part into `into`.
pub fn load<T: Clone + 'static, F: Future<Output = Result<T, SplitLoaderError>> + 'static>(
    into: Var<Later<T>>,
    part: fn() -> F,
) {
    into.set(Later::Waiting);
    spawn_local(async move {
        into.set(match part().await {
            Ok(part) => Later::Here(part),
            Err(_) => Later::Failed,
        });
    });
}

/// A view that a part draws, and what stands in its place until the part is here.
pub fn view<T: Clone + PartialEq + 'static, F: Future<Output = Result<T, SplitLoaderError>> + 'static>(
    part: fn() -> F,
    draw: impl Fn(T) -> Vec<El> + 'static,
) -> El {
    let drawn_by = Var::new(Later::Waiting);
    load(drawn_by, part);
    div("").part(move || match drawn_by.get() {
        Later::Here(by) => untrack(|| draw(by)),
        waiting => stand_in(waiting == Later::Failed, move || load(drawn_by, part)),
    })
}

/// What stands in a part's place until it is here; `again` loads it once more.
pub fn stand_in(failed: bool, again: impl Fn() + 'static) -> Vec<El> {
    if failed {
        vec![div("notice").attr("role", "alert").with(vec![
            p("This part of the page could not be loaded."),
            button("Try again", "", move |_| untrack(&again)),
        ])]
    } else {
        vec![muted("Loading\u{2026}").attr("role", "status")]
    }
}
