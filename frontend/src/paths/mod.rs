//! Paths: scenarios in an order that teaches something together, and how far this browser's learner is on them.
//!
//! All of it lies in the part `panel`, which every lab needs and no catalog waits for: the catalog shows its scenarios,
//! and then, with the paths, has loaded what the lab will ask for next.

mod next;
mod own;
pub mod progress;
mod read;
mod start;
mod view;

use wasm_split_helpers::{SplitLoaderError, wasm_split};

use crate::dom::El;
use crate::later;
use crate::route::Router;

pub use next::next;
pub use own::unkept;

/// Draws the paths.
type Draw = fn(Router) -> Vec<El>;

#[wasm_split(panel, fallible)]
fn part_of_paths() -> Result<Draw, SplitLoaderError> {
    Ok(view::paths)
}

/// The catalog's paths.
pub fn paths(router: Router) -> El {
    later::view(part_of_paths, move |draw| draw(router))
}
