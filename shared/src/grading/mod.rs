//! Grading: `grade(journal, rules)` is a pure function. The same journal gives the same scorecard to the byte,
//! wherever it is computed.

mod evaluate;
mod receipt;
mod scorecard;

pub use evaluate::{RulesError, grade, times};
pub use receipt::Receipt;
pub use scorecard::*;
