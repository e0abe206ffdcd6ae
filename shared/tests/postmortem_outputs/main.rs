//! The outputs of a postmortem: what others make of them, with an incident that never was and with any at all.

mod arbitrary;
mod example;
mod markdown;
mod svg;
