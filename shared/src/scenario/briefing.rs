//! What a browser may see of a scenario before it is scored. Types of their own: a secret has no field to sit in.

use serde::{Deserialize, Serialize};

use super::{Choice, Level, Scenario};

/// A line of the catalog (`GET /api/scenarios`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Summary {
    /// `stage-NN/NN-name`.
    pub id: String,
    /// The title.
    pub title: String,
    /// The topic.
    pub topic: String,
    /// How hard it is.
    pub level: Level,
    /// Least and most minutes that it usually takes.
    pub minutes: [u32; 2],
    /// One sentence.
    pub summary: String,
}

/// What the learner reads and may press (`GET /api/scenarios/{stage}/{name}` and in a session).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Briefing {
    /// The catalog's line.
    pub scenario: Summary,
    /// Such as `SEV-1`.
    pub severity: String,
    /// The page that the on-call engineer got: paragraphs of Markdown.
    pub briefing: String,
    /// The application's database.
    pub database: String,
    /// The levers.
    pub actions: Vec<BriefingAction>,
    /// The diagnosis form, without its answers.
    pub diagnosis: DiagnosisForm,
    /// How many hints there are.
    pub hints: u32,
    /// What each hint costs in assessed mode.
    pub hint_costs: Vec<u32>,
}

/// A lever, as a button.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BriefingAction {
    /// The name on the wire.
    pub name: String,
    /// The button's text.
    pub label: String,
    /// What it does.
    pub description: String,
    /// The values it takes; none for an action without one.
    pub values: Vec<String>,
}

/// The diagnosis form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DiagnosisForm {
    /// The differential list.
    pub causes: Vec<Choice>,
    /// Culprits to choose from.
    pub culprits: Vec<String>,
    /// Figures to fill in: key and label.
    pub numbers: Vec<Choice>,
}

impl Scenario {
    /// The catalog's line for this scenario under its `stage-NN/NN-name`.
    pub fn summary(&self, id: &str) -> Summary {
        Summary {
            id: id.to_owned(),
            title: self.title.clone(),
            topic: self.topic.clone(),
            level: self.level,
            minutes: self.minutes,
            summary: self.summary.clone(),
        }
    }

    /// What a browser may see before scoring.
    pub fn to_briefing(&self, id: &str) -> Briefing {
        let culprits = if self.diagnosis.culprits.is_empty() {
            self.fleet.iter().map(|f| f.name.clone()).collect()
        } else {
            self.diagnosis.culprits.clone()
        };
        Briefing {
            scenario: self.summary(id),
            severity: self.severity.clone(),
            briefing: self.briefing.clone(),
            database: self.sandbox.database.clone(),
            actions: self
                .action
                .iter()
                .map(|a| BriefingAction {
                    name: a.name.clone(),
                    label: a.label.clone(),
                    description: a.description.clone(),
                    values: a.values.iter().map(ToString::to_string).collect(),
                })
                .collect(),
            diagnosis: DiagnosisForm {
                causes: self.diagnosis.cause.clone(),
                culprits,
                numbers: self
                    .diagnosis
                    .number
                    .iter()
                    .map(|n| Choice { key: n.key.clone(), label: n.label.clone() })
                    .collect(),
            },
            hints: self.hint.len() as u32,
            hint_costs: self.hint.iter().map(|h| h.cost).collect(),
        }
    }
}
