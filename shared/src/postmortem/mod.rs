//! Postmortems from a journal or a pasted timeline: the model, the two ways to fill it, and one file for each output.

pub mod checker;
mod facts;
mod letters;
pub mod markdown;
mod model;
pub mod moment;
mod order;
mod pack;
pub mod posts;
pub mod session;
pub mod svg;
mod template;
mod text;
pub mod timeline;
mod write;
mod zip;

pub use checker::{Finding, check};
pub use facts::{hours, several_days};
pub use model::{
    ActionItem, ActionKind, CallStretch, Certainty, Figure, Impact, Item, Kind, Lessons, Line, Measures, Note, Origin,
    Own, Participant, Phase, PhaseName, Point, Postmortem, Range, Slots, Why,
};
pub use moment::{Clock, Precision};
pub use pack::{PackFile, pack};
pub use template::{Template, UnknownTemplate};
pub use text::value;
pub use zip::zip;
