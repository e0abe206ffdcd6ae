//! Scoring: what stands is measured, then the cause runs again, then the journal is read back and graded. In this
//! order: the replay disturbs what the mitigation is measured by.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use ride_shared::grading::{Receipt, Scored, grade, times};
use ride_shared::journal::Event;
use ride_shared::protocol::SessionState;
use ride_shared::scenario::Scenario;

use serde::{Deserialize, Serialize};

use super::SessionError;
use super::run::{Parts, Session};
use crate::incident::ProbeAnswer;
use crate::recorder::Record as _;
use crate::store::SessionRow;

/// What is kept of a score.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Kept {
    /// The last entry that was graded: what came after it is not the score's.
    pub graded: u64,
    pub scored: Scored,
}

/// How long one measurement may take.
const MEASURE_WITHIN: Duration = Duration::from_mins(1);
/// How long a replay may take.
const REPLAY_WITHIN: Duration = Duration::from_mins(3);

impl Session {
    /// Measures and grades. A second call gives the same card; calls at the same time wait for the first. Goes on to
    /// its end even if the caller goes away.
    pub async fn score(self: &Arc<Self>) -> Result<Scored, SessionError> {
        let session = Arc::clone(self);
        let work = async move {
            let _one = session.scoring.write().await;
            if let Some(kept) = session.kept.get() {
                return Ok(kept.scored.clone());
            }
            session.touch();
            match session.state() {
                SessionState::Live | SessionState::Scoring => {}
                SessionState::Starting => return Err(SessionError::NotLive),
                _ => return Err(SessionError::Over(session.why_over())),
            }
            let done = tokio::select! {
                done = session.measure_and_grade() => done,
                () = session.ended.cancelled() => Err(SessionError::Over(session.why_over())),
            };
            if done.is_err() && !session.state().is_over() && !session.ended.is_cancelled() {
                // So that the learner can go on and submit again.
                session.stand(SessionState::Live).await;
            }
            done
        };
        let done = self.house.tasks.spawn(work).await;
        done.map_err(|e| SessionError::broken("scoring", e))?
    }

    async fn measure_and_grade(&self) -> Result<Scored, SessionError> {
        let parts = self.living()?;
        let scenario = Arc::clone(&self.playable()?.scenario);
        // What lasts is measured, not what a console is doing: what is typed meanwhile waits, and what runs is ended.
        let _held = parts.gateway.hold_up();
        within(MEASURE_WITHIN, "bringing consoles to rest", parts.director.end_statements()).await?;
        // Before the submission: where scoring is cut off by the server's death, it is done again from what stood here.
        within(MEASURE_WITHIN, "looking at the fleets", parts.director.settle()).await?;
        self.keep_director(&parts).await;
        // Again after a scoring that was cut off: what is measured counts from the last submission on.
        self.commit(Event::Submitted).await?;
        self.stand(SessionState::Scoring).await;
        self.measure_state(&parts, &scenario).await?;
        within(MEASURE_WITHIN, "looking at what was changed", parts.director.record_changes()).await?;
        self.look_for_harm(&parts, &scenario).await?;
        // A transaction left open is a part of what stands, and its locks are gone with the console.
        within(MEASURE_WITHIN, "ending open transactions", parts.director.end_transactions()).await?;
        self.replay(&parts, &scenario).await?;

        let journal = self.entries().await?;
        let graded = journal.last().map_or(0, |e| e.seq);
        let card = grade(&journal, &scenario).map_err(|e| SessionError::broken("grading", e))?;
        let kept = Kept { graded, scored: Scored { card, times: times(&journal), truth: scenario.postmortem.clone() } };
        let total = kept.scored.card.total;
        let json = serde_json::to_string(&kept).map_err(|e| SessionError::broken("keeping the score", e))?;
        // A score counts once it is kept: what a restart would not know of is not shown either.
        self.keep_row(|row| {
            row.scored = Some(json);
            row.state = SessionState::Finished;
        })
        .await?;
        let scored = self.kept.get_or_init(|| kept).scored.clone();
        let _ = self.journal.record(Event::Scored { total }).await;
        self.push_view();
        tracing::info!(session = %self.id(), total, "scored");
        Ok(scored)
    }

    /// The score, once there is one.
    pub fn scored(&self) -> Result<Scored, SessionError> {
        self.kept.get().map(|k| k.scored.clone()).ok_or(SessionError::NotScored)
    }

    /// The signed score, over the journal that was graded: the same each time.
    pub async fn receipt(&self) -> Result<Receipt, SessionError> {
        let graded = self.kept.get().ok_or(SessionError::NotScored)?.graded;
        let scenario = Arc::clone(&self.playable()?.scenario);
        let mut journal = self.entries().await?;
        journal.retain(|e| e.seq <= graded);
        let key = self.house.store.signing_key().await;
        let key = key.map_err(|e| SessionError::broken("reading the signing key", e))?;
        let id = self.id();
        // A long journal takes a while to be hashed.
        let signed = tokio::task::spawn_blocking(move || Receipt::sign(&id, journal, &scenario, &key)).await;
        let signed = signed.map_err(|e| SessionError::broken("signing", e))?;
        signed.map_err(|e| SessionError::broken("signing", e))
    }

    async fn measure_state(&self, parts: &Parts, scenario: &Scenario) -> Result<(), SessionError> {
        for (rule, fix) in (0..).zip(&scenario.fix) {
            let Some(probe) = &fix.probe else { continue };
            let connections = match &probe.connections_of {
                Some(fleet) => {
                    let asked = parts.director.connections_of(fleet);
                    Some(within(MEASURE_WITHIN, "counting connections", asked).await?)
                }
                None => None,
            };
            let calls = match &probe.healthy {
                Some(fleet) => {
                    Some(within(MEASURE_WITHIN, "watching the next calls", parts.director.next_calls(fleet)).await?)
                }
                None => None,
            };
            let mut holds = within(MEASURE_WITHIN, "looking for what diverts", parts.director.diverted()).await?;
            for name in &probe.holds {
                let answer = within(MEASURE_WITHIN, "asking a probe", parts.director.ask_probe(name)).await?;
                holds.insert(name.clone(), answer.holds);
            }
            self.record(Event::StateMeasured { rule, connections, calls, holds }).await?;
        }
        Ok(())
    }

    /// Asks the probes that traps name: before the replay, which is not the learner's doing.
    async fn look_for_harm(&self, parts: &Parts, scenario: &Scenario) -> Result<(), SessionError> {
        let named: BTreeSet<&String> = scenario.trap.iter().filter_map(|trap| trap.broken.as_ref()).collect();
        for name in named {
            let ProbeAnswer { asked, holds, answer } =
                within(MEASURE_WITHIN, "asking a probe", parts.director.ask_probe(name)).await?;
            // What nobody could look at is no harm that was done.
            if !asked {
                continue;
            }
            self.record(Event::ProbeAnswered { name: name.clone(), holds, answer }).await?;
        }
        Ok(())
    }

    async fn replay(&self, parts: &Parts, scenario: &Scenario) -> Result<(), SessionError> {
        for (rule, fix) in (0..).zip(&scenario.fix) {
            let Some(replay) = &fix.replay else { continue };
            let run = parts.director.replay(replay);
            let report = within(REPLAY_WITHIN, "running the cause again", run).await?;
            self.record(Event::ReplayMeasured {
                rule,
                run: replay.run.clone(),
                peak_connections_percent: report.peak_connections_percent,
                refused: report.refused,
                calls: report.calls,
                connections: report.connections,
                recovered: report.recovered,
                holds: report.holds,
            })
            .await?;
        }
        Ok(())
    }

    /// Changes the row in the store first, and then in memory; not at all where the store can't take it.
    async fn keep_row(&self, change: impl FnOnce(&mut SessionRow)) -> Result<(), SessionError> {
        let _one = self.putting.lock().await;
        let mut row = self.row().clone();
        change(&mut row);
        self.house.store.put_session(&row).await.map_err(|e| SessionError::Journal(e.to_string()))?;
        if self.state().is_over() {
            // Ended meanwhile: whoever did it puts the row as it ended after this one.
            return Err(SessionError::Over(self.why_over()));
        }
        self.change(|now| *now = row);
        Ok(())
    }

    async fn stand(&self, state: SessionState) {
        self.change(|row| {
            if !row.state.is_over() {
                row.state = state;
            }
        });
        self.put_row().await;
        self.push_view();
    }
}

async fn within<T>(
    limit: Duration,
    doing: &'static str,
    work: impl Future<Output = anyhow::Result<T>>,
) -> Result<T, SessionError> {
    match tokio::time::timeout(limit, work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(e)) => Err(SessionError::broken(doing, format!("{e:#}"))),
        Err(_) => Err(SessionError::broken(doing, format!("it took longer than {limit:?}"))),
    }
}
