//! The scenario's probes: who asks, and what an answer means.

use std::sync::Arc;

use ride_shared::scenario::Probe;

use super::board::Board;
use super::desk::Desk;
use super::{IncidentError, ProbeAnswer, nearest};
use crate::probe::{self, CANCELED, ProbeError};

impl Desk {
    /// Asks one of the scenario's probes. What the server refuses to answer does not hold; that it can't be reached is
    /// an error.
    pub(crate) async fn ask_probe(&self, name: &str) -> Result<ProbeAnswer, IncidentError> {
        let scenario = Arc::clone(&self.board.scenario);
        let Some(asked) = scenario.probe.iter().find(|probe| probe.name == name) else {
            let names = scenario.probe.iter().map(|probe| probe.name.as_str());
            return Err(IncidentError::UnknownProbe { name: name.to_owned(), nearest: nearest(name, names) });
        };
        let mut answered = self.board.answer(asked, self.sandbox.endpoint()).await;
        // What only the clock ended says nothing of the state, nor what somebody ended; who is there all the time does.
        if matches!(&answered, Err(ProbeError::Late(_) | ProbeError::Interrupted))
            || matches!(&answered, Err(ProbeError::Refused { sqlstate, .. }) if sqlstate == CANCELED)
        {
            answered = self.board.answer(asked, self.sandbox.endpoint()).await;
        }
        match answered {
            Err(ProbeError::Refused { sqlstate, message }) => {
                // A role's or database's own limit has the same SQLSTATE, and is somebody's doing.
                let full = sqlstate == "53300" && !message.starts_with("too many connections for");
                Ok(ProbeAnswer { asked: !full, holds: false, answer: format!("{sqlstate}: {message}") })
            }
            Err(error @ ProbeError::Interrupted) => {
                Ok(ProbeAnswer { asked: false, holds: false, answer: error.to_string() })
            }
            answered => Ok(answered?),
        }
    }
}

impl Board {
    async fn answer(&self, asked: &Probe, endpoint: &crate::sandbox::Endpoint) -> Result<ProbeAnswer, ProbeError> {
        let text = asked.sql.as_deref().or(asked.explain.as_deref()).unwrap_or_default();
        let Some(role) = &asked.role else {
            return Ok(yes_or_no(probe::ask_catalog(&self.probers.desk, text).await?));
        };
        if let Some(odd) = probe::not_a_table(&self.probers.desk, text).await? {
            return Ok(ProbeAnswer {
                asked: true,
                holds: false,
                answer: format!("{odd} is no longer an ordinary table"),
            });
        }
        let mut asker = probe::RoleSession::open(endpoint, &self.scenario.sandbox.database, role).await?;
        if asked.explain.is_none() {
            return Ok(yes_or_no(asker.ask(text).await?));
        }
        let nodes = asker.plan(text).await?;
        let has = |wanted: &String| nodes.contains(wanted);
        let holds = (asked.uses.is_empty() || asked.uses.iter().any(has)) && !asked.avoids.iter().any(has);
        Ok(ProbeAnswer { asked: true, holds, answer: nodes.join("; ") })
    }
}

/// A boolean as PostgreSQL prints it; nothing else is a yes.
fn yes_or_no(answer: Option<String>) -> ProbeAnswer {
    ProbeAnswer {
        asked: true,
        holds: answer.as_deref() == Some("t"),
        answer: answer.unwrap_or_else(|| "null".to_owned()),
    }
}
