//! What an earlier server left: sessions whose sandbox is still there go on, the others are closed with their journal.

use std::sync::Arc;
use std::time::Duration;

use ride_shared::journal::Event;
use ride_shared::protocol::SessionState;
use tokio::sync::broadcast;

use super::create::{Origin, open_parts, place_for_adopted};
use super::journal::Journal;
use super::keeper;
use super::progress::Progress;
use super::registry::Registry;
use super::run::{LIVE_BACKLOG, Parts, Session};
use crate::basics::held;
use crate::recorder::Record as _;
use crate::sandbox::Sandbox;
use crate::store::{SessionRow, StoreError};

/// How long one session may take to be taken up.
const ADOPT_WITHIN: Duration = Duration::from_mins(1);
/// How long the old server's connections may take to be noticed as gone, so that on-call slots are free again.
const SLOTS_FREE_WITHIN: Duration = Duration::from_secs(15);

impl Registry {
    /// Takes up the unfinished sessions of an earlier server, then ends every sandbox that belongs to none.
    pub async fn adopt(self: &Arc<Self>) -> Result<(), StoreError> {
        let rows = self.house.store.unfinished().await?;
        let taken = futures_util::future::join_all(rows.into_iter().map(|row| self.adopt_one(row))).await;
        let keep: Vec<_> = taken.into_iter().flatten().collect();
        match self.house.driver.reap(&keep).await {
            Ok(reaped) if reaped.is_empty() => {}
            Ok(reaped) => {
                tracing::info!("ended {} sandboxes that an earlier server left: {}", reaped.len(), reaped.join(" "));
            }
            Err(e) => tracing::warn!("sandboxes of an earlier server could not be ended: {e}"),
        }
        Ok(())
    }

    /// The session's id if it goes on.
    async fn adopt_one(self: &Arc<Self>, row: SessionRow) -> Option<String> {
        let id = row.id.clone();
        let journal = match self.house.store.journal(&id).await {
            Ok(journal) => journal,
            Err(e) => {
                tracing::error!(session = %id, "its journal can't be read, it is left as it is: {e}");
                return None;
            }
        };
        let progress = Progress::of(&journal);
        let resolved = self.house.catalog().resolve(&row.scenario, row.seed).ok().filter(|r| r.version == row.version);
        let now_ms = self.house.world.unix_ms().saturating_sub(row.unix_ms);
        let (live, _) = broadcast::channel(LIVE_BACKLOG);
        let journal = Journal::new(id.clone(), Arc::clone(&self.house.store), live.clone(), progress, now_ms);
        let session = Arc::new(Session::new(Arc::clone(&self.house), row, resolved, journal, live));
        self.add(Arc::clone(&session));

        match tokio::time::timeout(ADOPT_WITHIN, self.take_up(&session)).await {
            Ok(Ok(())) => {
                tracing::info!(session = %id, "goes on after the restart");
                self.house.tasks.spawn(keeper::keep(session));
                return Some(id);
            }
            Ok(Err(why)) => close(&session, &why).await,
            Err(_) => close(&session, "its sandbox could not be taken up in time").await,
        }
        None
    }

    async fn take_up(&self, session: &Session) -> Result<(), String> {
        const GONE: &str = "the server was killed and its sandbox went with it; the journal up to then is kept";
        let house = &self.house;
        let row = session.row().clone();
        let record = row.sandbox.filter(|r| r.driver == house.driver.name() && house.driver.survives()).ok_or(GONE)?;
        let resolved = session.resolved().ok_or("the scenario's files changed while the server was away")?;
        let sandbox: Arc<dyn Sandbox> = match house.driver.adopt(&record).await {
            Ok(Some(sandbox)) => sandbox.into(),
            Ok(None) => return Err(GONE.into()),
            Err(e) => {
                tracing::warn!(session = %row.id, "adopting its sandbox failed: {e}");
                return Err(
                    "the server was killed and its sandbox could not be taken up again; the journal is kept".into()
                );
            }
        };
        let place = place_for_adopted(house).ok_or("there is no place for it any more on this server")?;
        let _ = session.journal.record(Event::ServerRestarted { adopted: true }).await;
        // One that was killed before its incident began, begins again.
        let snapshot = row.director.as_deref().filter(|_| row.state != SessionState::Starting);
        let opening = async {
            loop {
                match open_parts(session, resolved, Arc::clone(&sandbox), Origin::Adopted(snapshot)).await {
                    Ok(parts) => return parts,
                    Err(e) => {
                        if let super::SessionError::Broken { doing, why } = &e {
                            tracing::info!(session = %row.id, "{doing}: {why}; trying again");
                        }
                        tokio::time::sleep(Duration::from_millis(500)).await;
                    }
                }
            }
        };
        let Ok((gateway, director)) = tokio::time::timeout(SLOTS_FREE_WITHIN, opening).await else {
            return Err("its fleets could not be brought back after the server was killed; the journal is kept".into());
        };
        let in_use = house.templates.in_use(&resolved.template);
        *held(&session.parts) = Some(Arc::new(Parts { sandbox, gateway, director, _place: place, _template: in_use }));
        Ok(())
    }
}

async fn close(session: &Session, why: &str) {
    let _ = session.journal.record(Event::ServerRestarted { adopted: false }).await;
    session.end(SessionState::Stopped, None, why).await;
}
