//! The postmortem of a session that was scored, and what its learner wrote.
//!
//! What they wrote is no event: nothing was done to the incident by it, it is written as often as they like, and it must
//! not move the journal that the score and the receipt rest on. So it has a place of its own in the store.

use std::sync::Arc;

use ride_shared::postmortem::session::from_session;
use ride_shared::postmortem::{Own, Postmortem};
use ride_shared::protocol::SessionState;

use super::SessionError;
use super::run::Session;

/// The longest summary and root cause, characters.
const TEXT_AT_MOST: usize = 4_000;
/// Action items at most, and the longest of them, characters.
const ITEMS_AT_MOST: usize = 30;
const ITEM_AT_MOST: usize = 500;

impl Session {
    /// The postmortem, with what the learner wrote. Holds the truth: there is none before the score.
    pub async fn postmortem(&self) -> Result<Postmortem, SessionError> {
        // The journal that was graded, as in the receipt: so the same session gives the same postmortem for good.
        let graded = self.kept.get().ok_or(SessionError::NotScored)?.graded;
        let scenario = Arc::clone(&self.playable()?.scenario);
        let mut journal = self.entries_so_far().await?;
        journal.retain(|e| e.seq <= graded);
        let own = self.house.store.own(&self.id()).await.map_err(|e| SessionError::Journal(e.to_string()))?;
        let own = own.filter(|own| *own != Own::default());
        // A long journal takes a while.
        let made = tokio::task::spawn_blocking(move || from_session(&journal, &scenario, own)).await;
        made.map_err(|e| SessionError::broken("writing the postmortem", e))
    }

    /// Keeps what the learner writes, once the session was submitted: while the score is being made, or after it.
    pub async fn write_postmortem(&self, own: Own) -> Result<Own, SessionError> {
        if self.kept.get().is_none() && self.state() != SessionState::Scoring {
            return Err(SessionError::NotScored);
        }
        check(&own)?;
        let kept = self.house.store.put_own(&self.id(), &own).await;
        kept.map_err(|e| SessionError::Journal(e.to_string()))?;
        Ok(own)
    }
}

fn check(own: &Own) -> Result<(), SessionError> {
    let too_long = |what: &str, text: &str, most: usize| {
        let long = text.chars().count();
        let message = format!("{what} has {long} characters; write at most {most}");
        if long > most { Err(SessionError::BadPostmortem(message)) } else { Ok(()) }
    };
    too_long("summary", &own.summary, TEXT_AT_MOST)?;
    too_long("root_cause", &own.root_cause, TEXT_AT_MOST)?;
    if own.actions.len() > ITEMS_AT_MOST {
        let message = format!("actions has {} items; write at most {ITEMS_AT_MOST}", own.actions.len());
        return Err(SessionError::BadPostmortem(message));
    }
    for (at, item) in own.actions.iter().enumerate() {
        too_long(&format!("actions[{at}]"), item, ITEM_AT_MOST)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_is_named_with_its_limit() {
        let told = |own: Own| check(&own).map_err(|e| e.told());
        let own =
            Own { summary: "ü".repeat(4_000), root_cause: "x".repeat(4_000), actions: vec!["y".repeat(500); 30] };
        assert_eq!(told(own.clone()), Ok(()));
        let long = Own { root_cause: "x".repeat(4_001), ..own.clone() };
        assert_eq!(told(long), Err("root_cause has 4001 characters; write at most 4000".to_owned()));
        let long = Own { actions: vec!["ok".into(), "y".repeat(501)], ..own.clone() };
        assert_eq!(told(long), Err("actions[1] has 501 characters; write at most 500".to_owned()));
        let many = Own { actions: vec![String::new(); 31], ..own };
        assert_eq!(told(many), Err("actions has 31 items; write at most 30".to_owned()));
    }
}
