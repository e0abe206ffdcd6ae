//! Grading: `grade(journal, rules)` is a pure function. The same journal gives the same scorecard to the byte,
//! wherever it is computed.

mod canonical;
mod evaluate;
mod receipt;
mod scorecard;
#[cfg(test)]
mod tests;

pub use canonical::{canonical_json, sha256_hex};
pub use evaluate::{RulesError, grade, sprung, times};
pub use receipt::{Receipt, ReceiptError, public_key_hex};
pub use scorecard::*;
