//! One session: its state, what the learner can do in it, and how it ends.
//!
//! `Starting -> Live -> Scoring -> Finished`; from each of the first three also `Expired`, `Lost` or `Stopped`.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::time::Duration;

use ride_shared::journal::{DiagnosisAnswer, Entry, Event};
use ride_shared::protocol::{
    ActionTaken, DiagnosisTaken, HintRevealed, LiveMessage, Mode, SessionState, SessionView, VERSION,
};
use tokio::sync::{OwnedSemaphorePermit, broadcast, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::journal::Journal;
use super::registry::House;
use super::score::Kept;
use super::templates::InUse;
use super::{SessionError, world};
use crate::basics::held;
use crate::catalog::Resolved;
use crate::gateway::SessionGateway;
use crate::incident::Director;
use crate::recorder::Record as _;
use crate::sandbox::Sandbox;
use crate::store::SessionRow;

/// Live messages that a slow reader may lag behind before it is given the session whole again.
pub(super) const LIVE_BACKLOG: usize = 256;
/// How long closing a gateway or stopping fleets may take before it is left to their drop.
const PART_ENDS_WITHIN: Duration = Duration::from_secs(10);
/// Between two tries to write down the end of a session whose disk is full.
const SETTLE_EVERY: Duration = Duration::from_secs(1);

/// One learner's run of one scenario.
pub struct Session {
    pub(super) house: Arc<House>,
    /// None for a session of the past whose scenario is not in the catalog as it was.
    pub(super) resolved: Option<Resolved>,
    pub(super) journal: Arc<Journal>,
    pub(super) live: broadcast::Sender<LiveMessage>,
    pub(super) row: Mutex<SessionRow>,
    pub(super) kept: OnceLock<Kept>,
    /// Written by the one that scores, read by actions.
    pub(super) scoring: tokio::sync::RwLock<()>,
    /// Cancelled when the sandbox's time is over: the keeper stops, scoring is broken off.
    pub(super) ended: CancellationToken,
    pub(super) state: watch::Sender<SessionState>,
    pub(super) parts: Mutex<Option<Arc<Parts>>>,
    touched: Mutex<Instant>,
    /// Whether another session takes its place.
    reset: AtomicBool,
    /// Held while the row goes to the store, so that an older one never lands after a newer one.
    pub(super) putting: tokio::sync::Mutex<()>,
    /// Whether the store has an older row than this one's.
    behind: AtomicBool,
    /// Held by what must not happen twice: revealing the same hint, ending.
    once: tokio::sync::Mutex<()>,
}

/// What a session has while its sandbox lives.
pub(super) struct Parts {
    pub sandbox: Arc<dyn Sandbox>,
    pub gateway: Arc<SessionGateway>,
    pub director: Director,
    /// The session's place among those that the server may run.
    pub _place: OwnedSemaphorePermit,
    /// Keeps the template, of which the sandbox may be made again.
    pub _template: InUse,
}

impl Session {
    pub(super) fn new(
        house: Arc<House>,
        row: SessionRow,
        resolved: Option<Resolved>,
        journal: Journal,
        live: broadcast::Sender<LiveMessage>,
    ) -> Self {
        let kept = OnceLock::new();
        if let Some(score) = row.scored.as_deref().and_then(|json| serde_json::from_str(json).ok()) {
            let _ = kept.set(score);
        }
        Self {
            house,
            resolved,
            journal: Arc::new(journal),
            live,
            state: watch::Sender::new(row.state),
            row: Mutex::new(row),
            kept,
            scoring: tokio::sync::RwLock::default(),
            ended: CancellationToken::new(),
            parts: Mutex::new(None),
            touched: Mutex::new(Instant::now()),
            reset: AtomicBool::new(false),
            putting: tokio::sync::Mutex::default(),
            behind: AtomicBool::new(false),
            once: tokio::sync::Mutex::default(),
        }
    }

    /// The session's id.
    pub fn id(&self) -> String {
        self.row().id.clone()
    }

    /// Where it stands.
    pub fn state(&self) -> SessionState {
        *self.state.borrow()
    }

    /// Whether `token` is its token.
    pub fn is_token(&self, token: &str) -> bool {
        world::same_token(&self.row().token_sha256, token)
    }

    /// Its scenario, seed and mode.
    pub fn origin(&self) -> (String, u64, Mode) {
        let row = self.row();
        (row.scenario.clone(), row.seed, row.mode)
    }

    /// The scenario for its seed; none where the files changed since.
    pub fn resolved(&self) -> Option<&Resolved> {
        self.resolved.as_ref()
    }

    /// Its gateway, as long as its sandbox lives.
    pub fn gateway(&self) -> Result<Arc<SessionGateway>, SessionError> {
        self.parts().map(|p| Arc::clone(&p.gateway)).ok_or_else(|| SessionError::Over(self.why_over()))
    }

    /// What happens from now on.
    pub fn listen(&self) -> broadcast::Receiver<LiveMessage> {
        self.live.subscribe()
    }

    /// Somebody uses it.
    pub fn touch(&self) {
        *held(&self.touched) = Instant::now();
    }

    /// How long nobody used it; nothing while somebody watches or has a console open.
    pub(super) fn untouched(&self) -> Duration {
        let used = self.live.receiver_count() > 0 || self.parts().is_some_and(|p| p.gateway.consoles() > 0);
        if used {
            self.touch();
        }
        held(&self.touched).elapsed()
    }

    /// Waits until the incident is live, or the session is over.
    pub async fn wait_live(&self) -> Result<(), SessionError> {
        let mut state = self.state.subscribe();
        // The sender is this session's own field: it can't be gone.
        let reached = state.wait_for(|s| *s != SessionState::Starting).await.map(|s| *s);
        match reached {
            Ok(state) if state.is_over() => Err(SessionError::Over(self.why_over())),
            _ => Ok(()),
        }
    }

    /// The session as its learner sees it; `psql` is host and port that psql reaches the gateway at.
    pub fn view(&self, psql: &str) -> Result<SessionView, SessionError> {
        let row = self.row().clone();
        let resolved = self.resolved.as_ref().ok_or_else(|| SessionError::ScenarioGone(row.scenario.clone()))?;
        let progress = self.journal.progress();
        let briefing = resolved.scenario.to_briefing(&resolved.id);
        let revealed = resolved.scenario.hint.iter().take(progress.hints as usize);
        Ok(SessionView {
            version: VERSION,
            state: row.state,
            ended_because: row.ended_because,
            mode: row.mode,
            seed: row.seed,
            postgres: progress.postgres_version(),
            driver: progress.driver,
            age_ms: if row.state.is_over() { progress.at_ms } else { self.journal.now_ms() },
            live_at_ms: progress.live_at_ms,
            expires_at_ms: self.house.config.ttl.as_millis() as u64,
            hints: revealed.map(|h| h.text.clone()).collect(),
            psql_address: format!("postgres://oncall.{}@{psql}/{}", row.id, briefing.database),
            briefing,
            total: self.kept.get().map(|k| k.scored.card.total),
            id: row.id,
        })
    }

    /// Reveals the next hint.
    pub async fn hint(&self) -> Result<HintRevealed, SessionError> {
        self.must_be_open(true)?;
        let scenario = &self.playable()?.scenario;
        let _one = self.once.lock().await;
        let at = self.journal.progress().hints as usize;
        let hint = scenario.hint.get(at).ok_or(SessionError::NoHintsLeft(scenario.hint.len()))?;
        let cost = if self.row().mode == Mode::Assessed { hint.cost } else { 0 };
        self.commit(Event::Hint { index: at as u32, cost }).await?;
        self.push_view();
        let left = (scenario.hint.len() - at - 1) as u32;
        Ok(HintRevealed { index: at as u32, text: hint.text.clone(), cost, left })
    }

    /// Takes an action. Goes on to its end even if the caller goes away.
    pub async fn action(self: &Arc<Self>, name: &str, value: Option<&str>) -> Result<ActionTaken, SessionError> {
        self.must_be_open(false)?;
        let (session, name, value) = (Arc::clone(self), name.to_owned(), value.map(str::to_owned));
        let work = async move {
            // An action that is under way is the learner's last deed before a submission, not after it.
            let _before = session.scoring.try_read().map_err(|_| SessionError::Scoring)?;
            let parts = session.living()?;
            let outcome = tokio::select! {
                outcome = parts.director.action(&name, value.as_deref()) => outcome?,
                () = session.ended.cancelled() => return Err(SessionError::Over(session.why_over())),
            };
            session.keep_director(&parts).await;
            Ok(ActionTaken { action: name, value, outcome })
        };
        let done = self.house.tasks.spawn(work).await;
        done.map_err(|e| SessionError::broken("taking an action", e))?
    }

    /// Takes a diagnosis; the last one counts.
    pub async fn diagnose(&self, answer: DiagnosisAnswer) -> Result<DiagnosisTaken, SessionError> {
        self.must_be_open(true)?;
        let form = self.playable()?.scenario.to_briefing("").diagnosis;
        if let Some(cause) = &answer.cause {
            one_of("cause", cause, form.causes.iter().map(|c| c.key.as_str()))?;
        }
        if let Some(culprit) = &answer.culprit {
            one_of("culprit", culprit, form.culprits.iter().map(String::as_str))?;
        }
        for key in answer.numbers.keys() {
            one_of("number", key, form.numbers.iter().map(|n| n.key.as_str()))?;
        }
        if let Some((key, _)) = answer.numbers.iter().find(|(_, n)| !n.is_finite()) {
            return Err(SessionError::BadDiagnosis(format!("{key} must be a number")));
        }
        self.commit(Event::Diagnosis(answer.clone())).await?;
        Ok(DiagnosisTaken { diagnosis: answer })
    }

    /// The journal, whole; an error where some of it is not in the store.
    pub async fn entries(&self) -> Result<Vec<Entry>, SessionError> {
        self.journal.flush().await.map_err(|e| SessionError::Journal(e.0))?;
        self.entries_so_far().await
    }

    /// As much of the journal as the store has. That the latest can't be written is told elsewhere.
    pub async fn entries_so_far(&self) -> Result<Vec<Entry>, SessionError> {
        let _ = self.journal.flush().await;
        self.house.store.journal(&self.id()).await.map_err(|e| SessionError::Journal(e.to_string()))
    }

    /// The journal as its learner may see it: whole once it is scored; before that without what tells which evidence
    /// was found and what was measured, numbered anew so that the gaps don't tell either.
    pub async fn entries_for_learner(&self) -> Result<Vec<Entry>, SessionError> {
        let mut entries = self.entries_so_far().await?;
        if self.kept.get().is_none() {
            entries.retain(|e| {
                !matches!(
                    e.event,
                    Event::Evidence { .. }
                        | Event::StateMeasured { .. }
                        | Event::ReplayMeasured { .. }
                        | Event::ProbeAnswered { .. }
                        | Event::Scored { .. }
                )
            });
            (1..).zip(&mut entries).for_each(|(seq, entry)| entry.seq = seq);
        }
        Ok(entries)
    }

    /// Says that another session takes this one's place.
    pub(super) fn give_way(&self) {
        self.reset.store(true, Ordering::Release);
        let _ = self.live.send(LiveMessage::Reset);
    }

    /// Whether another session took its place.
    pub fn was_reset(&self) -> bool {
        self.reset.load(Ordering::Acquire)
    }

    /// Ends the session by its learner's will; does nothing to one that is over but for putting its sandbox away.
    pub async fn stop(&self, reason: &str) {
        if self.state() == SessionState::Finished {
            self.put_away(reason).await;
        } else {
            self.end(SessionState::Stopped, None, reason).await;
        }
    }

    /// Ends the session: state, consoles, fleets, journal, live channel, sandbox, in this order. `last` goes into the
    /// journal instead of `SessionEnded`.
    pub(super) async fn end(&self, state: SessionState, last: Option<Event>, reason: &str) {
        {
            let _one = self.once.lock().await;
            if self.state().is_over() {
                return;
            }
            self.change(|row| {
                row.state = state;
                row.ended_because = Some(reason.to_owned());
            });
        }
        self.ended.cancel();
        let parts = held(&self.parts).take();
        if let Some(parts) = &parts {
            let quiet = async {
                parts.gateway.close(reason).await;
                parts.director.stop().await;
            };
            if tokio::time::timeout(PART_ENDS_WITHIN, quiet).await.is_err() {
                tracing::warn!(session = %self.id(), "consoles or fleets did not end in time");
            }
        }
        let _ = self.journal.record(last.unwrap_or_else(|| Event::SessionEnded { reason: reason.to_owned() })).await;
        self.put_row().await;
        self.house.tasks.spawn(settle(Arc::clone(&self.house), Arc::clone(&self.journal), self.row().clone()));
        self.push_view();
        let _ = self.live.send(LiveMessage::Bye { reason: reason.to_owned() });
        if let Some(parts) = parts {
            self.stop_sandbox(&parts).await;
        }
        tracing::info!(session = %self.id(), ?state, "session over: {reason}");
    }

    /// Puts a scored session's sandbox away; its score stays.
    pub(super) async fn put_away(&self, reason: &str) {
        self.ended.cancel();
        let Some(parts) = held(&self.parts).take() else { return };
        let quiet = async {
            parts.gateway.close(reason).await;
            parts.director.stop().await;
        };
        let _ = tokio::time::timeout(PART_ENDS_WITHIN, quiet).await;
        let _ = self.journal.record(Event::SessionEnded { reason: reason.to_owned() }).await;
        let _ = self.live.send(LiveMessage::Bye { reason: reason.to_owned() });
        self.stop_sandbox(&parts).await;
    }

    /// Lets go of the sandbox without ending it: the next server takes it up.
    pub(super) async fn leave(&self) {
        self.ended.cancel();
        let Some(parts) = held(&self.parts).take() else { return };
        self.keep_director(&parts).await;
        parts.sandbox.leave();
        let reason = "the lab's server is restarting: your session goes on when it is back";
        let _ = self.live.send(LiveMessage::Bye { reason: reason.to_owned() });
        let quiet = async {
            parts.gateway.close(reason).await;
            parts.director.stop().await;
        };
        let _ = tokio::time::timeout(PART_ENDS_WITHIN, quiet).await;
        let _ = self.journal.flush().await;
    }

    async fn stop_sandbox(&self, parts: &Parts) {
        if let Err(e) = parts.sandbox.stop().await {
            tracing::warn!(session = %self.id(), "the sandbox did not stop cleanly: {e}");
        }
    }

    /// Stores what the fleets need to be brought back.
    pub(super) async fn keep_director(&self, parts: &Parts) {
        let snapshot = parts.director.snapshot();
        let changed = self.row().director.as_deref() != Some(&snapshot);
        if changed {
            self.change(|row| row.director = Some(snapshot));
            self.put_row().await;
        }
    }

    pub(super) fn parts(&self) -> Option<Arc<Parts>> {
        held(&self.parts).clone()
    }

    pub(super) fn living(&self) -> Result<Arc<Parts>, SessionError> {
        self.parts().ok_or_else(|| SessionError::Over(self.why_over()))
    }

    pub(super) fn playable(&self) -> Result<&Resolved, SessionError> {
        self.resolved.as_ref().ok_or_else(|| SessionError::ScenarioGone(self.row().scenario.clone()))
    }

    pub(super) fn row(&self) -> MutexGuard<'_, SessionRow> {
        held(&self.row)
    }

    /// Changes the row in memory and tells the state to those who wait for it.
    pub(super) fn change(&self, change: impl FnOnce(&mut SessionRow)) {
        let state = {
            let mut row = self.row();
            change(&mut row);
            row.state
        };
        self.state.send_if_modified(|s| std::mem::replace(s, state) != state);
    }

    /// Brings the row to the store; a failure is made good by the keeper's next beat.
    pub(super) async fn put_row(&self) {
        let _one = self.putting.lock().await;
        let row = self.row().clone();
        let put = self.house.store.put_session(&row).await;
        // Told when it begins, not with each try.
        let told = self.behind.swap(put.is_err(), Ordering::Relaxed);
        if let Err(e) = put
            && !told
        {
            tracing::error!(session = %row.id, "the session's row can't be kept: {e}");
        }
    }

    /// Brings the row to the store if it could not be kept the last time.
    pub(super) async fn put_row_again(&self) {
        if self.behind.load(Ordering::Relaxed) {
            self.put_row().await;
        }
    }

    /// Shows the session as it is now to everybody who watches.
    pub(super) fn push_view(&self) {
        // Watchers put in their own psql address.
        if let Ok(view) = self.view("localhost") {
            let _ = self.live.send(LiveMessage::Session(Box::new(view)));
        }
    }

    pub(super) async fn record(&self, event: Event) -> Result<u64, SessionError> {
        self.journal.record(event).await.map_err(|e| SessionError::Journal(e.0))
    }

    /// Records what is only done if it can be kept.
    pub(super) async fn commit(&self, event: Event) -> Result<u64, SessionError> {
        self.journal.commit(event).await.map_err(|e| SessionError::Journal(e.0))
    }

    /// What the learner must know while the journal can't be written.
    pub async fn trouble(&self) -> Option<LiveMessage> {
        self.journal.trouble().await
    }

    pub(super) fn why_over(&self) -> String {
        let row = self.row();
        row.ended_because.clone().unwrap_or_else(|| match row.state {
            SessionState::Finished => "it was scored".into(),
            _ => "its sandbox was put away".into(),
        })
    }

    fn must_be_open(&self, even_starting: bool) -> Result<(), SessionError> {
        self.touch();
        match self.state() {
            SessionState::Live => Ok(()),
            SessionState::Starting if even_starting => Ok(()),
            SessionState::Starting => Err(SessionError::NotLive),
            SessionState::Scoring => Err(SessionError::Scoring),
            _ => Err(SessionError::Over(self.why_over())),
        }
    }
}

/// Sees to it that the end of a session is kept: where its disk is full, as soon as there is room again.
async fn settle(house: Arc<House>, journal: Arc<Journal>, row: SessionRow) {
    loop {
        let written = journal.flush().await.is_ok() && house.store.put_session(&row).await.is_ok();
        if written || house.stopping.is_cancelled() {
            return;
        }
        tokio::select! {
            () = tokio::time::sleep(SETTLE_EVERY) => {}
            () = house.stopping.cancelled() => {}
        }
    }
}

fn one_of<'a>(what: &str, given: &str, known: impl Iterator<Item = &'a str>) -> Result<(), SessionError> {
    let known: Vec<_> = known.collect();
    if known.contains(&given) {
        return Ok(());
    }
    let message = match known.as_slice() {
        [] => format!("this scenario's diagnosis asks for no {what}: leave {given} out"),
        known => format!("there is no {what} {given}; known: {}", known.join(", ")),
    };
    Err(SessionError::BadDiagnosis(message))
}
