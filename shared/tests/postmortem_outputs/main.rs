//! The outputs of a postmortem: what others make of them, with an incident that never was and with any at all.

#[path = "../any/mod.rs"]
mod any;
mod arbitrary;
mod checker;
mod example;
mod golden;
mod markdown;
mod posts;
mod svg;
