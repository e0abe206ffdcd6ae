//! The scenario: the whole of it ([`Scenario`], the server's alone) and what a browser may see ([`Briefing`]).

mod briefing;
mod path;
mod seed;
mod types;

pub use briefing::{Briefing, BriefingAction, DiagnosisForm, Summary};
pub use path::{DONE_FROM, Path, PathFile};
pub use seed::{Names, SeedError, choose, splitmix, substitute, unknown_placeholders};
pub use types::*;
