//! The scenario: the whole of it ([`Scenario`], the server's alone) and what a browser may see ([`Briefing`]).

mod briefing;
mod fleet;
mod path;
mod proof;
mod rules;
mod seed;
mod types;

pub use briefing::{Briefing, BriefingAction, DiagnosisForm, Summary};
pub use fleet::*;
pub use path::{DONE_FROM, Path, PathFile};
pub use proof::*;
pub use rules::*;
pub use seed::{Names, SeedError, choose, splitmix, substitute, unknown_placeholders};
pub use types::*;
