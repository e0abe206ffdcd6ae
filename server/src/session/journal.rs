//! The journal's pen: numbers events without gaps and returns once the store has them.
//!
//! When the store fails (a full disk), entries wait in a bounded queue in their order, the learner is told once, and
//! every later record tries the queue again first; so does a beat once a second. What has happened is recorded and
//! waits; a deed that can still be refused is committed, and leaves nothing where it can't be kept.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use ride_shared::journal::{Entry, Event};
use ride_shared::protocol::LiveMessage;
use tokio::sync::{broadcast, watch};
use tokio::time::Instant;

use super::progress::Progress;
use crate::recorder::{Record, RecordError};
use crate::store::Store;

/// Entries that wait for the store at most; about an hour of a session. What comes after them is lost, and said to be.
const WAITING_AT_MOST: usize = 10_000;

/// What the learner is told when the store fails.
const TROUBLE: &str = "The journal can't be written just now (the lab's disk may be full). You can go on at the console; \
                       what happens is kept in memory and written as soon as it can be. Hints, the diagnosis and the score \
                       have to wait for that.";

/// Events of all sessions since this process started, for the metrics.
static EVENTS: AtomicU64 = AtomicU64::new(0);

/// Events that were put into journals since this process started.
pub(super) fn events_so_far() -> u64 {
    EVENTS.load(Ordering::Relaxed)
}

/// One session's journal.
pub struct Journal {
    session: String,
    store: Arc<dyn Store>,
    live: broadcast::Sender<LiveMessage>,
    /// Where the journal's clock stood when this process took it up.
    offset_ms: u64,
    since: Instant,
    /// Held while an entry goes to the store, so that entries arrive in the order of their numbers.
    pen: tokio::sync::Mutex<Pen>,
    /// A copy for those who only look.
    progress: watch::Sender<Progress>,
}

#[derive(Default)]
struct Pen {
    waiting: VecDeque<Entry>,
    told: bool,
    lost: u64,
}

impl Journal {
    /// A journal that goes on from `progress`; its clock stands at `now_ms`.
    pub(super) fn new(
        session: String,
        store: Arc<dyn Store>,
        live: broadcast::Sender<LiveMessage>,
        progress: Progress,
        now_ms: u64,
    ) -> Self {
        Self {
            session,
            store,
            live,
            // A clock that was set back must not put later entries before earlier ones.
            offset_ms: now_ms.max(progress.at_ms),
            since: Instant::now(),
            pen: tokio::sync::Mutex::default(),
            progress: watch::Sender::new(progress),
        }
    }

    /// Where the session stands by what was recorded.
    pub(super) fn progress(&self) -> Progress {
        self.progress.borrow().clone()
    }

    /// What the learner must know while entries wait.
    pub(super) async fn trouble(&self) -> Option<LiveMessage> {
        self.pen.lock().await.told.then(|| LiveMessage::Trouble { message: TROUBLE.to_owned() })
    }

    /// Events that found no place any more: the journal is not whole, and never will be.
    pub(super) async fn lost(&self) -> u64 {
        self.pen.lock().await.lost
    }

    /// Records what is only done if it can be kept: on an error it has left nothing, neither in the queue nor in the
    /// progress.
    pub(super) async fn commit(&self, event: Event) -> Result<u64, RecordError> {
        let mut pen = self.pen.lock().await;
        self.flush_held(&mut pen).await?;
        let before = self.progress();
        let seq = self.put_down(&mut pen, event);
        if let Err(e) = self.flush_held(&mut pen).await {
            pen.waiting.pop_back();
            self.progress.send_replace(before);
            return Err(e);
        }
        EVENTS.fetch_add(1, Ordering::Relaxed);
        Ok(seq)
    }

    /// Gives the event its number. Whatever happens to the store or to the caller from now on, it keeps its place.
    fn put_down(&self, pen: &mut Pen, event: Event) -> u64 {
        // Only the pen's holder changes it.
        let entry = Entry { seq: self.progress.borrow().seq + 1, at_ms: self.now_ms(), event };
        self.progress.send_modify(|progress| progress.take(&entry));
        let seq = entry.seq;
        pen.waiting.push_back(entry);
        seq
    }

    /// Waits until it stands like that. Not bounded: that is the caller's.
    pub(super) async fn until(&self, like: impl FnMut(&Progress) -> bool) {
        // The sender is this journal's own: it can't be gone.
        let _ = self.progress.subscribe().wait_for(like).await;
    }

    /// Brings waiting entries to the store.
    pub(super) async fn flush(&self) -> Result<(), RecordError> {
        self.flush_held(&mut *self.pen.lock().await).await
    }

    async fn flush_held(&self, pen: &mut Pen) -> Result<(), RecordError> {
        if pen.waiting.is_empty() {
            return Ok(());
        }
        if let Err(e) = self.store.append(&self.session, pen.waiting.make_contiguous()).await {
            self.tell(pen, &e.to_string());
            return Err(RecordError(e.to_string()));
        }
        pen.waiting.clear();
        if pen.told {
            pen.told = false;
            let message = match pen.lost {
                0 => "The journal can be written again; nothing is missing in it.".to_owned(),
                n => format!("The journal can be written again; {n} events in between are missing in it."),
            };
            tracing::info!(session = %self.session, "{message}");
            let _ = self.live.send(LiveMessage::Trouble { message });
        }
        Ok(())
    }

    fn tell(&self, pen: &mut Pen, error: &str) {
        if pen.told {
            return;
        }
        pen.told = true;
        tracing::error!(session = %self.session, "the journal can't be written: {error}");
        let _ = self.live.send(LiveMessage::Trouble { message: TROUBLE.to_owned() });
    }
}

#[async_trait]
impl Record for Journal {
    async fn record(&self, event: Event) -> Result<u64, RecordError> {
        let mut pen = self.pen.lock().await;
        if pen.waiting.len() >= WAITING_AT_MOST
            && let Err(e) = self.flush_held(&mut pen).await
        {
            pen.lost += 1;
            return Err(e);
        }
        let seq = self.put_down(&mut pen, event);
        EVENTS.fetch_add(1, Ordering::Relaxed);
        self.flush_held(&mut pen).await?;
        Ok(seq)
    }

    fn now_ms(&self) -> u64 {
        self.offset_ms + self.since.elapsed().as_millis() as u64
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::atomic::AtomicBool;

    use ride_shared::postmortem::Own;

    use super::*;
    use crate::store::{SessionRow, StoreError};

    #[derive(Default)]
    struct Shaky {
        full: AtomicBool,
        entries: Mutex<Vec<Entry>>,
    }

    #[async_trait]
    impl Store for Shaky {
        async fn put_session(&self, _: &SessionRow) -> Result<(), StoreError> {
            Ok(())
        }
        async fn session(&self, _: &str) -> Result<Option<SessionRow>, StoreError> {
            Ok(None)
        }
        async fn unfinished(&self) -> Result<Vec<SessionRow>, StoreError> {
            Ok(Vec::new())
        }
        async fn append(&self, _: &str, entries: &[Entry]) -> Result<(), StoreError> {
            if self.full.load(Ordering::SeqCst) {
                return Err(StoreError::Full("ride.sqlite".into()));
            }
            self.entries.lock().unwrap().extend_from_slice(entries);
            Ok(())
        }
        async fn journal(&self, _: &str) -> Result<Vec<Entry>, StoreError> {
            Ok(self.entries.lock().unwrap().clone())
        }
        async fn put_own(&self, _: &str, _: &Own) -> Result<(), StoreError> {
            Ok(())
        }
        async fn own(&self, _: &str) -> Result<Option<Own>, StoreError> {
            Ok(None)
        }
        async fn signing_key(&self) -> Result<[u8; 32], StoreError> {
            Ok([0; 32])
        }
    }

    fn journal() -> (Arc<Shaky>, Journal, broadcast::Receiver<LiveMessage>) {
        let store = Arc::new(Shaky::default());
        let (live, heard) = broadcast::channel(16);
        let journal = Journal::new("a".into(), Arc::clone(&store) as _, live, Progress::default(), 0);
        (store, journal, heard)
    }

    #[tokio::test]
    async fn many_writers_leave_no_gap_and_no_disorder() {
        let (store, journal, _heard) = journal();
        let journal = Arc::new(journal);
        let writers: Vec<_> = (0..8)
            .map(|_| {
                let journal = Arc::clone(&journal);
                tokio::spawn(async move {
                    for _ in 0..50 {
                        journal.record(Event::IncidentLive).await.unwrap();
                    }
                })
            })
            .collect();
        for writer in writers {
            writer.await.unwrap();
        }
        let kept = store.journal("a").await.unwrap();
        assert_eq!(kept.iter().map(|e| e.seq).collect::<Vec<_>>(), (1..=400).collect::<Vec<_>>());
        assert!(kept.is_sorted_by_key(|e| e.at_ms));
    }

    #[tokio::test]
    async fn a_full_disk_is_told_once_and_loses_nothing() {
        let (store, journal, mut heard) = journal();
        journal.record(Event::IncidentLive).await.unwrap();
        store.full.store(true, Ordering::SeqCst);
        journal.record(Event::Hint { index: 0, cost: 0 }).await.unwrap_err();
        journal.record(Event::Hint { index: 1, cost: 0 }).await.unwrap_err();
        assert_eq!(journal.progress().hints, 2);
        assert!(matches!(heard.try_recv(), Ok(LiveMessage::Trouble { .. })));
        assert!(heard.try_recv().is_err());

        store.full.store(false, Ordering::SeqCst);
        assert_eq!(journal.record(Event::Submitted).await.unwrap(), 4);
        let kept = store.journal("a").await.unwrap();
        assert_eq!(kept.iter().map(|e| e.seq).collect::<Vec<_>>(), [1, 2, 3, 4]);
        assert_eq!(kept[1].event, Event::Hint { index: 0, cost: 0 });
        assert!(
            matches!(heard.try_recv(), Ok(LiveMessage::Trouble { message }) if message.contains("nothing is missing"))
        );
    }

    #[tokio::test]
    async fn a_deed_that_cannot_be_kept_has_not_happened() {
        let (store, journal, _heard) = journal();
        let hint = |index| Event::Hint { index, cost: 3 };
        assert_eq!(journal.commit(hint(0)).await.unwrap(), 1);
        store.full.store(true, Ordering::SeqCst);
        journal.commit(hint(1)).await.unwrap_err();
        assert_eq!((journal.progress().hints, journal.progress().seq), (1, 1));
        // Something that has happened waits, and keeps the next deed from happening too.
        journal.record(Event::IncidentLive).await.unwrap_err();
        journal.commit(hint(1)).await.unwrap_err();
        assert!(journal.trouble().await.is_some());
        store.full.store(false, Ordering::SeqCst);
        assert_eq!(journal.commit(hint(1)).await.unwrap(), 3);
        assert!(journal.trouble().await.is_none());
        let kept: Vec<_> = store.journal("a").await.unwrap().into_iter().map(|e| e.event).collect();
        assert_eq!(kept, [hint(0), Event::IncidentLive, hint(1)]);
    }

    #[tokio::test]
    async fn the_queue_is_bounded_and_says_what_it_lost() {
        let (store, journal, mut heard) = journal();
        store.full.store(true, Ordering::SeqCst);
        for _ in 0..WAITING_AT_MOST + 3 {
            journal.record(Event::IncidentLive).await.unwrap_err();
        }
        store.full.store(false, Ordering::SeqCst);
        journal.flush().await.unwrap();
        assert_eq!(store.journal("a").await.unwrap().len(), WAITING_AT_MOST);
        let _ = heard.try_recv();
        assert!(matches!(heard.try_recv(), Ok(LiveMessage::Trouble { message }) if message.contains("3 events")));
        assert_eq!(journal.record(Event::IncidentLive).await.unwrap(), WAITING_AT_MOST as u64 + 1);
    }

    #[tokio::test]
    async fn a_taken_up_journal_goes_on_in_number_and_time() {
        let store = Arc::new(Shaky::default());
        let (live, _) = broadcast::channel(1);
        let before = Progress { seq: 7, at_ms: 5_000, ..Progress::default() };
        let journal = Journal::new("a".into(), store as _, live, before, 3_000);
        assert!(journal.now_ms() >= 5_000);
        assert_eq!(journal.record(Event::ServerRestarted { adopted: true }).await.unwrap(), 8);
    }
}
