//! The keeper: one task a session, from the moment that it can be used until its sandbox is away.

use std::sync::Arc;
use std::time::Duration;

use ride_shared::journal::Event;
use ride_shared::protocol::SessionState;
use tokio::time::{Instant, MissedTickBehavior};

use super::run::{Parts, Session};
use crate::recorder::Record as _;

/// How long the incident may take to go live.
const LIVE_WITHIN: Duration = Duration::from_secs(90);
/// How long the fleets wait for the learner's first console, and the processors with them.
const PROMPT_WITHIN: Duration = Duration::from_millis(300);
/// How long a console that has been opened may take to its first answer.
const ANSWER_WITHIN: Duration = Duration::from_millis(50);
/// Beats of a second between two looks at the director's state.
const SNAPSHOT_EVERY: u32 = 3;

/// What the keeper found out; carried out once nothing else of its work is under way.
enum Verdict {
    /// Somebody else ended the session, or lets it live on.
    Over,
    /// The sandbox died by itself.
    Died(String),
    /// Its time is up, or its incident can't be brought about.
    Ends(SessionState, String),
    /// It was scored, and looked around in long enough.
    PutAway,
}

/// Runs the incident's beginning, then watches: the sandbox's death, expiry, idleness, the end after a score.
pub(super) async fn keep(session: Arc<Session>) {
    let Some(parts) = session.parts() else { return };
    let work = async {
        if let Err(verdict) = begin(&session, &parts).await {
            return verdict;
        }
        // Its scoring was cut off by the server's death: it goes on where it can't be asked for.
        if session.state() == SessionState::Scoring
            && let Err(e) = session.score().await
        {
            tracing::warn!(session = %session.id(), "taking the scoring up again failed: {e}");
        }
        watch(&session, &parts).await
    };
    let verdict = tokio::select! {
        biased;
        () = session.ended.cancelled() => Verdict::Over,
        last_words = parts.sandbox.died() => Verdict::Died(last_words),
        verdict = work => verdict,
    };
    drop(parts);
    match verdict {
        Verdict::Over => {}
        Verdict::Died(last_words) => lost(&session, last_words).await,
        Verdict::Ends(state, reason) => session.end(state, None, &reason).await,
        Verdict::PutAway => session.put_away("it was scored a while ago, and its sandbox was put away").await,
    }
}

/// Brings a new session's incident about.
async fn begin(session: &Session, parts: &Parts) -> Result<(), Verdict> {
    if session.state() != SessionState::Starting {
        return Ok(());
    }
    session.keep_director(parts).await;
    await_prompt(session).await;
    let begun = tokio::time::timeout(LIVE_WITHIN, parts.director.begin()).await;
    let why = match begun {
        Ok(Ok(())) => {
            // The director records it when its phases have run; a scenario without phases is live at once.
            if session.journal.progress().live_at_ms.is_none() {
                let _ = session.journal.record(Event::IncidentLive).await;
            }
            session.change(|row| {
                if row.state == SessionState::Starting {
                    row.state = SessionState::Live;
                }
            });
            session.keep_director(parts).await;
            session.put_row().await;
            session.push_view();
            return Ok(());
        }
        Ok(Err(e)) => format!("{e:#}"),
        Err(_) => format!("it was not live after {LIVE_WITHIN:?}"),
    };
    // A sandbox that died takes the fleets with it, and its own word on it is the better one.
    if let Ok(last_words) = tokio::time::timeout(Duration::from_millis(500), parts.sandbox.died()).await {
        return Err(Verdict::Died(last_words));
    }
    tracing::error!(session = %session.id(), "the incident did not begin: {why}");
    let reason = "the incident could not be brought about; start another session";
    Err(Verdict::Ends(SessionState::Stopped, reason.into()))
}

/// The fleets' connections are a hundred processes to be started: they come once the learner has a prompt. Whoever has
/// none by then is not on their way to one, and the incident waits for nobody.
async fn await_prompt(session: &Session) {
    let first = async {
        session.journal.until(|progress| progress.console).await;
        let answered = session.journal.until(|progress| progress.answered);
        let _ = tokio::time::timeout(ANSWER_WITHIN, answered).await;
    };
    let _ = tokio::time::timeout(PROMPT_WITHIN, first).await;
}

async fn watch(session: &Session, parts: &Parts) -> Verdict {
    let config = &session.house.config;
    let mut beat = tokio::time::interval(Duration::from_secs(1));
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut beats = 0_u32;
    let mut finished: Option<Instant> = None;
    loop {
        beat.tick().await;
        beats = beats.wrapping_add(1);
        let _ = session.journal.flush().await;
        session.put_row_again().await;
        if session.journal.lost().await > 0 && !session.state().is_over() {
            let reason = "its journal could not be written for so long that it is not whole, and can't be scored";
            return Verdict::Ends(SessionState::Stopped, reason.into());
        }
        match session.state() {
            SessionState::Finished => {
                let since = finished.get_or_insert_with(Instant::now);
                if since.elapsed() >= config.keep_finished {
                    return Verdict::PutAway;
                }
            }
            SessionState::Scoring => {}
            SessionState::Starting | SessionState::Live => {
                if beats.is_multiple_of(SNAPSHOT_EVERY) {
                    session.keep_director(parts).await;
                }
                if u128::from(session.journal.now_ms()) >= config.ttl.as_millis() {
                    let reason = format!("its time ({}) ran out", spoken(config.ttl));
                    return Verdict::Ends(SessionState::Expired, reason);
                }
                if session.untouched() >= config.idle {
                    let reason = format!("nobody used it for {}", spoken(config.idle));
                    return Verdict::Ends(SessionState::Expired, reason);
                }
            }
            SessionState::Expired | SessionState::Lost | SessionState::Stopped => return Verdict::Over,
        }
    }
}

/// The sandbox died by itself.
async fn lost(session: &Session, last_words: String) {
    tracing::warn!(session = %session.id(), "the sandbox died: {last_words}");
    if session.state() == SessionState::Finished {
        session.put_away("its PostgreSQL is gone").await;
        return;
    }
    let reason = "its PostgreSQL is gone; the journal up to then is kept";
    session.end(SessionState::Lost, Some(Event::SandboxLost { reason: last_words }), reason).await;
}

fn spoken(time: Duration) -> String {
    match time.as_secs() {
        s if s >= 7200 && s % 3600 == 0 => format!("{} hours", s / 3600),
        s if s >= 120 => format!("{} minutes", s / 60),
        s => format!("{s} seconds"),
    }
}
