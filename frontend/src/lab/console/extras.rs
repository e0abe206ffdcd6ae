//! What psql's core can do without: a wasm module of its own, loaded once for the page, as soon as the first prompt is
//! there or when it is needed, whichever comes first.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use ride_shared::psql::{EXTRAS, HostRequest};
use wasm_bindgen_futures::spawn_local;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::core::Core;
use super::prompt::Prompt;
use super::{assist, keys, outside};
use crate::dom::El;

/// Time for the module to come.
const WITHIN_MS: u32 = 20_000;

/// What the module holds.
#[derive(Clone, Copy)]
pub struct Extras {
    /// For the engine.
    pub psql: &'static ride_shared::psql::Extras,
    /// Answers what the engine asks of its host.
    pub carry_out: fn(&Rc<Core>, u64, HostRequest),
    /// Makes a prompt a whole one.
    pub dress: fn(&Rc<Prompt>, &El, &El),
    /// Colours what is being typed.
    pub paint: fn(&Prompt),
    /// Does what a key asks for at the prompt.
    pub key: fn(&Rc<Prompt>, &web_sys::KeyboardEvent),
    /// Completes what is being typed.
    pub complete: fn(&Rc<Prompt>),
    /// Offers the last table as CSV.
    pub save_csv: fn(&Rc<Core>),
    /// Edits the saved `.psqlrc`.
    pub edit_psqlrc: fn(&Rc<Core>),
}

thread_local! {
    static LOADED: Cell<Option<Extras>> = const { Cell::new(None) };
}

/// The extras, where they are here already.
pub fn loaded() -> Option<Extras> {
    LOADED.get()
}

/// Loads them; the error is what the console says. One that fails is tried again by the next call.
pub fn load(done: impl FnOnce(Result<Extras, String>) + 'static) {
    let done = Rc::new(RefCell::new(Some(done)));
    let late = done.clone();
    let tell = |what: &str| Err(["psql's commands could not be loaded: ", what].concat());
    let timeout = Timeout::new(WITHIN_MS, move || {
        if let Some(done) = late.take() {
            done(tell("the server doesn't answer"));
        }
    });
    spawn_local(async move {
        let table = table().await;
        drop(timeout);
        if let Ok(extras) = table {
            LOADED.set(Some(extras));
        }
        if let Some(done) = done.take() {
            done(table.or_else(|_| tell("try again")));
        }
    });
}

/// Whatever only this function leads to lies in the module `extras`.
#[wasm_split(extras, fallible)]
fn table() -> Result<Extras, SplitLoaderError> {
    Ok(Extras {
        psql: &EXTRAS,
        carry_out: outside::carry_out,
        dress: keys::dress,
        paint: keys::paint,
        key: keys::key,
        complete: keys::complete,
        save_csv: assist::save_csv,
        edit_psqlrc: assist::edit_psqlrc,
    })
}
