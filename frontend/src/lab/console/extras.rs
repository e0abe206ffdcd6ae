//! The parts of psql that are a wasm module of their own: loaded once for the page, when they are first needed or
//! when the browser has nothing else to do, whichever comes first.

use std::cell::Cell;

use ride_shared::psql::{EXTRAS, Extras};
use wasm_split_helpers::{SplitLoaderError, wasm_split};

thread_local! {
    static LOADED: Cell<Option<&'static Extras>> = const { Cell::new(None) };
}

/// The extras, where they are here already.
pub fn loaded() -> Option<&'static Extras> {
    LOADED.get()
}

/// Loads them; the error is what the console says.
pub async fn load() -> Result<&'static Extras, String> {
    let extras = table().await.map_err(|_| "this part of psql could not be loaded: try again".to_owned())?;
    LOADED.set(Some(extras));
    Ok(extras)
}

/// Whatever only this function leads to lies in the module `extras`.
#[wasm_split(extras, fallible)]
fn table() -> Result<&'static Extras, SplitLoaderError> {
    Ok(&EXTRAS)
}
