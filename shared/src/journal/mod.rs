//! The journal: everything that happened in a session, in order, append-only. Facts are drawn from it, a score is
//! computed from it, a postmortem is made from it; nothing downstream is believed that does not stand here.

mod event;
mod facts;

pub use event::*;
pub use facts::{ActionFact, DdlFact, EntryRef, Fact, Facts, ReplayFact, StateFact, references};
