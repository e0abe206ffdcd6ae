//! The signed receipt.

use serde::{Deserialize, Serialize};

use crate::journal::Entry;
use crate::protocol::Mode;

use super::Scorecard;

/// A scorecard with its proof: everything but `signature`, `public_key` and `journal` is signed as canonical JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Receipt {
    /// Always 1.
    pub format: u32,
    /// The session's id.
    pub session: String,
    /// `stage-NN/NN-name`.
    pub scenario: String,
    /// SHA-256 of the scenario's files, hex.
    pub version: String,
    /// The seed.
    pub seed: u64,
    /// Practice or assessed.
    pub mode: Mode,
    /// SHA-256 of the journal's canonical JSON, hex.
    pub journal_sha256: String,
    /// The card.
    pub card: Scorecard,
    /// Ed25519 public key, hex.
    pub public_key: String,
    /// Ed25519 signature, hex.
    pub signature: String,
    /// The journal that was graded.
    pub journal: Vec<Entry>,
}
