//! Postmortems: from a pasted timeline, of a scored session, and what makes a good one.
//!
//! Three parts: nobody who only wants the catalog or a lab loads any of them. `postmortem` is what the pages and the lab's tab
//! show, with its style. What the page for pasting needs more comes at the first sign that something will be pasted: `timeline`
//! reads it, `pack` makes the outputs of it and checks them. The lab's packs are made by the server.

mod archive;
mod compared;
mod example;
mod figures;
mod findings;
mod found;
mod guide;
mod outputs;
mod paste;
mod read;
mod style;
mod tools;
mod write;

use leptos::prelude::untrack;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use crate::browser;
use crate::dom::El;
use crate::lab::state::Lab;
use crate::later;
use crate::route::Page;

/// Draws a page.
type Draw = fn(Page) -> Vec<El>;

#[wasm_split(postmortem, fallible)]
fn part_of_pages() -> Result<Draw, SplitLoaderError> {
    style::put_on();
    Ok(|page| match page {
        Page::Paste => paste::paste(),
        Page::Guide => guide::guide(),
    })
}

#[wasm_split(timeline, fallible)]
fn part_of_reader() -> Result<tools::Read, SplitLoaderError> {
    Ok(tools::read)
}

#[wasm_split(pack, fallible)]
fn part_of_pack() -> Result<tools::Tools, SplitLoaderError> {
    Ok(tools::TOOLS)
}

/// The pages without a session.
pub fn page(page: Page) -> Vec<El> {
    browser::set_title("Postmortem");
    vec![later::view(part_of_pages, move |draw| draw(page))]
}

/// Draws the lab's tab.
type DrawInLab = fn(Lab) -> Vec<El>;

#[wasm_split(postmortem, fallible)]
fn part_of_lab() -> Result<DrawInLab, SplitLoaderError> {
    style::put_on();
    Ok(write::of_session)
}

/// The postmortem of a scored session.
pub fn of_session(lab: Lab) -> El {
    later::view(part_of_lab, move |draw| untrack(|| draw(lab)))
}

fn skipped_key(lab: Lab) -> String {
    ["ride.told.", &lab.access().id].concat()
}

/// The learner would rather read what was behind the incident than write it down first.
pub fn skip(lab: Lab) {
    browser::keep_for_tab(&skipped_key(lab), "1");
    lab.told.set(true);
}

/// Whether they have said so, or written it, in this browser tab.
pub fn skipped(lab: Lab) -> bool {
    browser::kept_for_tab(&skipped_key(lab)).is_some()
}
