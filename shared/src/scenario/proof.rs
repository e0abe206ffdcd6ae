//! Proofs, as a scenario's author writes them.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A scripted attempt and the score that it must get.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// The proof's name.
    pub name: String,
    /// Seed; 0 where left out.
    #[serde(default)]
    pub seed: u64,
    /// Whether to run it in assessed mode.
    #[serde(default)]
    pub assessed: bool,
    /// Whether it fixes the incident and then takes the fix back; every scenario needs one that does.
    #[serde(default)]
    pub reverts: bool,
    /// The steps, in order.
    #[serde(default)]
    pub step: Vec<Step>,
    /// The score.
    pub expect: Expect,
}

/// One step of a proof. Exactly one key, but for `console`, which goes with `sql`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// SQL sent through the gateway as `oncall`; errors are part of life and don't fail the proof.
    pub sql: Option<String>,
    /// An action, with its value after a blank.
    pub action: Option<String>,
    /// Reveals the next hint.
    pub hint: Option<bool>,
    /// Submits a diagnosis.
    pub diagnose: Option<DiagnoseStep>,
    /// Waits until the fleet's next calls all succeed.
    pub wait_healthy: Option<String>,
    /// Waits until the journal has an event of this type, and of this name behind a blank: `fleet-blocked checkout_api`.
    pub wait_for: Option<String>,
    /// The same as `sql` in a console of this number, from 2, which stays open beside the first.
    pub console: Option<u32>,
}

/// A proof's diagnosis.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DiagnoseStep {
    /// The cause's key.
    pub cause: Option<String>,
    /// The culprit.
    pub culprit: Option<String>,
    /// Figures by key.
    #[serde(default)]
    pub numbers: BTreeMap<String, f64>,
}

/// The score that a proof must get.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// Total.
    pub total: u32,
    /// Detect's part.
    pub detect: Option<u32>,
    /// Fix's part.
    pub fix: Option<u32>,
    /// Trap's part.
    pub trap: Option<u32>,
    /// Keys of the traps that must have been sprung, exactly these.
    pub sprung: Option<Vec<String>>,
}
