//! Postmortems from a journal or a pasted timeline: the model, the two ways to fill it, and one file for each output.

mod model;
pub mod moment;
pub mod timeline;

pub use model::{
    ActionItem, ActionKind, CallStretch, Certainty, Figure, Impact, Item, Kind, Lessons, Line, Measures, Note, Origin,
    Own, Participant, Phase, PhaseName, Point, Postmortem, Range, Slots, Why,
};
pub use moment::{Clock, Precision};
