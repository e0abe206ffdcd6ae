//! The signed receipt.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::journal::{Entry, Event};
use crate::protocol::Mode;
use crate::scenario::Scenario;

use super::canonical::{canonical_json, from_hex, sha256_hex, to_hex};
use super::{RulesError, Scorecard, grade};

/// The receipt format that this build writes and reads.
const FORMAT: u32 = 1;

/// A scorecard with its proof: everything but `signature`, `public_key` and `journal` is signed as canonical JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
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

/// What is signed.
#[derive(Serialize)]
struct Signed<'a> {
    format: u32,
    session: &'a str,
    scenario: &'a str,
    version: &'a str,
    seed: u64,
    mode: Mode,
    journal_sha256: &'a str,
    card: &'a Scorecard,
}

/// What doesn't fit in a receipt, or why there can't be one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// Written by another version of ride.
    #[error("the receipt's format is {0}; this ride reads format {FORMAT}")]
    Format(u32),
    /// Not hex, or too short or long.
    #[error("the receipt's {field} is not {bytes} bytes in hex")]
    Hex {
        /// The field.
        field: &'static str,
        /// How many bytes it must have.
        bytes: usize,
    },
    /// Bytes that are no public key.
    #[error("the receipt's public_key is not an Ed25519 key")]
    Key,
    /// Signed by somebody else.
    #[error("the receipt is signed with the key {found}, not with {expected}")]
    OtherKey {
        /// The key that was asked for, hex.
        expected: String,
        /// The receipt's, hex.
        found: String,
    },
    /// Header or card were changed, or signed by another key.
    #[error("the signature doesn't fit the receipt: its header or its card was changed")]
    Signature,
    /// The journal was changed.
    #[error("the journal doesn't fit the receipt: its SHA-256 is {found}, the receipt says {expected}")]
    Journal {
        /// What the receipt says.
        expected: String,
        /// What the journal gives.
        found: String,
    },
    /// An entry is missing.
    #[error("the journal isn't whole: entry {expected} is missing, {found} stands in its place")]
    Gap {
        /// The number that should come.
        expected: u64,
        /// The number that came.
        found: u64,
    },
    /// Header and journal disagree.
    #[error("the receipt says {field} {header}, its journal says {journal}")]
    Header {
        /// The field.
        field: &'static str,
        /// What the receipt says.
        header: String,
        /// What the journal says.
        journal: String,
    },
    /// Graded by other files.
    #[error("the receipt was graded by version {receipt} of {scenario}; this ride has version {here}")]
    Version {
        /// The scenario.
        scenario: String,
        /// The receipt's version.
        receipt: String,
        /// This build's.
        here: String,
    },
    /// The journal can't be graded.
    #[error(transparent)]
    Rules(#[from] RulesError),
    /// Graded again, the card is another.
    #[error("graded again, the card is another: {0}")]
    Card(String),
    /// A value that JSON has no form for.
    #[error("the receipt can't be written as JSON: {0}")]
    Json(String),
}

impl Receipt {
    /// Grades a journal and signs the card. Scenario, version, seed and mode are what the journal's first entry says;
    /// `key` is the Ed25519 secret key.
    pub fn sign(session: &str, journal: Vec<Entry>, scenario: &Scenario, key: &[u8; 32]) -> Result<Self, ReceiptError> {
        let card = grade(&journal, scenario)?;
        let (id, version, seed, mode) = header(&journal)?;
        let key = SigningKey::from_bytes(key);
        let mut receipt = Self {
            format: FORMAT,
            session: session.to_owned(),
            scenario: id.to_owned(),
            version: version.to_owned(),
            seed,
            mode,
            journal_sha256: digest(&journal)?,
            card,
            public_key: to_hex(key.verifying_key().as_bytes()),
            signature: String::new(),
            journal,
        };
        receipt.signature = to_hex(&key.sign(receipt.signed()?.as_bytes()).to_bytes());
        Ok(receipt)
    }

    /// Checks what can be checked without the scenario: the signature over header and card, the journal's digest, and
    /// that header and journal tell of the same session. Who holds the key is not checked: see
    /// [`Receipt::verify_signed_by`].
    pub fn verify(&self) -> Result<(), ReceiptError> {
        if self.format != FORMAT {
            return Err(ReceiptError::Format(self.format));
        }
        let key = from_hex::<32>(&self.public_key).ok_or(ReceiptError::Hex { field: "public_key", bytes: 32 })?;
        let signature = from_hex::<64>(&self.signature).ok_or(ReceiptError::Hex { field: "signature", bytes: 64 })?;
        let key = VerifyingKey::from_bytes(&key).map_err(|_| ReceiptError::Key)?;
        key.verify_strict(self.signed()?.as_bytes(), &Signature::from_bytes(&signature))
            .map_err(|_| ReceiptError::Signature)?;
        let found = digest(&self.journal)?;
        if found != self.journal_sha256 {
            return Err(ReceiptError::Journal { expected: self.journal_sha256.clone(), found });
        }
        for (expected, entry) in (1..).zip(&self.journal) {
            if entry.seq != expected {
                return Err(ReceiptError::Gap { expected, found: entry.seq });
            }
        }
        let (scenario, version, seed, mode) = header(&self.journal)?;
        agree("scenario", &self.scenario, scenario)?;
        agree("version", &self.version, version)?;
        agree("seed", &self.seed.to_string(), &seed.to_string())?;
        agree("mode", &format!("{:?}", self.mode), &format!("{mode:?}"))
    }

    /// [`Receipt::verify`], and that it was signed with this public key (hex).
    pub fn verify_signed_by(&self, public_key: &str) -> Result<(), ReceiptError> {
        self.verify()?;
        if !self.public_key.eq_ignore_ascii_case(public_key) {
            return Err(ReceiptError::OtherKey { expected: public_key.to_owned(), found: self.public_key.clone() });
        }
        Ok(())
    }

    /// Grades the journal again by the scenario whose files have the hash `version`, resolved for the receipt's seed.
    pub fn verify_card(&self, scenario: &Scenario, version: &str) -> Result<(), ReceiptError> {
        if version != self.version {
            return Err(ReceiptError::Version {
                scenario: self.scenario.clone(),
                receipt: self.version.clone(),
                here: version.to_owned(),
            });
        }
        let again = grade(&self.journal, scenario)?;
        if again == self.card {
            return Ok(());
        }
        let (said, is) = (&self.card, &again);
        let parts = [
            ("total", said.total, is.total),
            ("detect", said.detect, is.detect),
            ("fix", said.fix, is.fix),
            ("trap", said.trap, is.trap),
            ("hints", said.hints, is.hints),
        ];
        let what = parts.iter().find(|(_, said, is)| said != is).map_or_else(
            || "the points are the same, the reasons are not".to_owned(),
            |(part, said, is)| format!("the receipt says {part} {said}, the journal gives {is}"),
        );
        Err(ReceiptError::Card(what))
    }

    fn signed(&self) -> Result<String, ReceiptError> {
        let Self { format, session, scenario, version, seed, mode, journal_sha256, card, .. } = self;
        let (format, seed, mode) = (*format, *seed, *mode);
        let signed = Signed { format, session, scenario, version, seed, mode, journal_sha256, card };
        canonical_json(&signed).map_err(|e| ReceiptError::Json(e.to_string()))
    }
}

/// The public key that belongs to a secret one, hex.
pub fn public_key_hex(key: &[u8; 32]) -> String {
    to_hex(SigningKey::from_bytes(key).verifying_key().as_bytes())
}

fn digest(journal: &[Entry]) -> Result<String, ReceiptError> {
    let json = canonical_json(journal).map_err(|e| ReceiptError::Json(e.to_string()))?;
    Ok(sha256_hex(json.as_bytes()))
}

fn header(journal: &[Entry]) -> Result<(&str, &str, u64, Mode), ReceiptError> {
    match journal.first().map(|e| &e.event) {
        Some(Event::SessionStarted { scenario, version, seed, mode, .. }) => Ok((scenario, version, *seed, *mode)),
        _ => Err(RulesError::NoBeginning.into()),
    }
}

fn agree(field: &'static str, header: &str, journal: &str) -> Result<(), ReceiptError> {
    if header == journal {
        return Ok(());
    }
    Err(ReceiptError::Header { field, header: header.to_owned(), journal: journal.to_owned() })
}
