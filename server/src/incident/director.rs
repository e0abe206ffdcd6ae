//! The director: the one task that owns a session's fleets, and the handle on it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use anyhow::Context as _;
use ride_shared::journal::Calls;
use ride_shared::scenario::Replay;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::time::timeout;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::board::Board;
use super::desk::Desk;
use super::fleet::Fleet;
use super::plan::Plan;
use super::snapshot::Snapshot;
use super::state::FleetState;
use super::watch::{BEAT, watch};
use super::{ActionError, IncidentContext, IncidentError, ProbeAnswer, ReplayReport};
use crate::probe::{self, Unrest};
use crate::sandbox::ONCALL;

/// Commands that wait for the director, at most.
const COMMANDS: usize = 16;
/// The longest that any command may take; each of its parts has a shorter bound of its own.
const COMMAND_WITHIN: Duration = Duration::from_secs(90);
/// The longest that everything may take to end.
const STOP_WITHIN: Duration = Duration::from_secs(10);

/// A handle on a session's incident. Dropping it ends every fleet.
pub struct Director {
    commands: mpsc::Sender<Command>,
    board: Arc<Board>,
    begun: Arc<AtomicBool>,
    acting: Mutex<()>,
    _ends_all: DropGuard,
}

/// The fleets' own count of their sessions; it ends with the incident.
#[derive(Clone)]
pub struct Muster(Weak<Board>);

impl Muster {
    /// Sessions open now that are `counted`, by their role and `application_name`; none once the incident is over.
    pub fn sessions(&self, counted: impl Fn(&str, &str) -> bool) -> Option<u32> {
        let board = self.0.upgrade()?;
        let of = |fleet: &Arc<FleetState>| {
            let open = fleet.counters.open_as().into_iter();
            open.filter(|(name, _)| counted(&fleet.spec.role, name)).map(|(_, open)| open).sum::<u32>()
        };
        Some(board.fleets.iter().map(of).sum())
    }
}

/// How the fleets stand when a director is there.
enum Fleets {
    /// Without a connection until the incident begins.
    Later,
    /// As they are before the incident.
    AtBaseline,
    /// As an earlier director left them.
    As(Box<Snapshot>),
}

type Reply<T> = oneshot::Sender<Result<T, IncidentError>>;

enum Command {
    Begin(Reply<()>),
    Action { name: String, value: Option<String>, reply: oneshot::Sender<Result<String, ActionError>> },
    ConnectionsOf(String, Reply<u32>),
    NextCalls(String, Reply<Calls>),
    Replay(Box<Replay>, Reply<ReplayReport>),
    AskProbe(String, Reply<ProbeAnswer>),
    Diverted(Reply<BTreeMap<String, bool>>),
    Settle(Reply<()>),
    Rest(Unrest, Reply<()>),
    RecordChanges(Reply<()>),
}

impl Director {
    /// Opens the prober and the one-second watch. The fleets come with [`Director::begin`], so that nobody waits for
    /// their connections to be there.
    pub async fn open(context: IncidentContext) -> anyhow::Result<Self> {
        Self::bring_up(context, Fleets::Later).await
    }

    /// The same with the fleets at their baseline.
    pub async fn start(context: IncidentContext) -> anyhow::Result<Self> {
        Self::bring_up(context, Fleets::AtBaseline).await
    }

    async fn bring_up(context: IncidentContext, fleets_stand: Fleets) -> anyhow::Result<Self> {
        let (snapshot, later) = match fleets_stand {
            Fleets::Later => (None, true),
            Fleets::AtBaseline => (None, false),
            Fleets::As(snapshot) => (Some(*snapshot), false),
        };
        let states: Vec<Arc<FleetState>> =
            context.scenario.fleet.iter().map(|spec| Arc::new(FleetState::new(spec.clone()))).collect();
        for state in &states {
            if let Some(kept) = snapshot.as_ref().and_then(|snapshot| snapshot.fleet(&state.spec.name)) {
                state.apply(kept.setup.clone())?;
            }
        }
        let reported = snapshot.as_ref().map(|snapshot| snapshot.reported.clone());
        let phase = snapshot.as_ref().and_then(|snapshot| snapshot.phase.clone());
        let board = Arc::new(Board::open(&context, states, reported, phase).await?);
        // From here on, an early return ends what was started.
        let ends_all = board.wiring.stop.clone().drop_guard();
        let plan = Plan::new(context.seed);
        let fleets =
            board.fleets.iter().map(|state| Fleet::new(Arc::clone(state), Arc::clone(&board.wiring), plan)).collect();
        let mut desk = Desk {
            board: Arc::clone(&board),
            fleets,
            sandbox: Arc::clone(&context.sandbox),
            after_restart: context.after_restart.clone(),
            settled: false,
            begun: snapshot.as_ref().is_some_and(|snapshot| snapshot.begun),
        };
        match &snapshot {
            Some(snapshot) => {
                desk.await_predecessor().await?;
                desk.settle_in(|name| snapshot.fleet(name).map(|kept| &kept.open)).await;
            }
            None if later => {}
            None => desk.settle().await?,
        }
        let begun = Arc::new(AtomicBool::new(desk.begun));
        let (commands, inbox) = mpsc::channel(COMMANDS);
        board.wiring.tasks.spawn(run(desk, inbox, board.wiring.stop.clone(), Arc::clone(&begun)));
        // Where the fleets come later, the first sample is theirs.
        let first = tokio::time::Instant::now() + if later { BEAT } else { Duration::ZERO };
        board.wiring.tasks.spawn(watch(Arc::clone(&board), context.sandbox, first));
        Ok(Self { commands, board, begun, acting: Mutex::new(()), _ends_all: ends_all })
    }

    /// Brings the fleets to their baseline where they aren't yet, and runs the phases that are `at_start`; returns when
    /// their symptoms are there.
    pub async fn begin(&self) -> anyhow::Result<()> {
        self.ask(Command::Begin).await
    }

    /// Takes an action. One at a time.
    pub async fn action(&self, name: &str, value: Option<&str>) -> Result<String, ActionError> {
        let _acting = self
            .acting
            .try_lock()
            .map_err(|_| ActionError::NotNow("another action is still running: wait until it is done".into()))?;
        let (reply, answer) = oneshot::channel();
        let command = Command::Action { name: name.to_owned(), value: value.map(str::to_owned), reply };
        let over = || ActionError::NotNow("the incident is over".into());
        let late = || {
            ActionError::Failed(format!("{name} was not done within {} s; it may still be", COMMAND_WITHIN.as_secs()))
        };
        self.commands.send(command).await.map_err(|_| over())?;
        timeout(COMMAND_WITHIN, answer).await.map_err(|_| late())?.map_err(|_| over())?
    }

    /// Established connections of a fleet, counted by the server (probe), now.
    pub async fn connections_of(&self, fleet: &str) -> anyhow::Result<u32> {
        self.ask(|reply| Command::ConnectionsOf(fleet.to_owned(), reply)).await
    }

    /// Gives a fleet two further calls for each of its callers and counts those that fail; bounded in time, and what
    /// was not made by then counts as failed.
    pub async fn next_calls(&self, fleet: &str) -> anyhow::Result<Calls> {
        self.ask(|reply| Command::NextCalls(fleet.to_owned(), reply)).await
    }

    /// Runs a phase again against what the learner left behind.
    pub async fn replay(&self, replay: &Replay) -> anyhow::Result<ReplayReport> {
        self.ask(|reply| Command::Replay(Box::new(replay.clone()), reply)).await
    }

    /// Asks one of the scenario's probes, now.
    pub async fn ask_probe(&self, name: &str) -> anyhow::Result<ProbeAnswer> {
        self.ask(|reply| Command::AskProbe(name.to_owned(), reply)).await
    }

    /// What diverts the applications' statements from what they say, as conditions that don't hold.
    pub async fn diverted(&self) -> anyhow::Result<BTreeMap<String, bool>> {
        self.ask(Command::Diverted).await
    }

    /// Ends the statements that the learner's consoles run, after a while in which they may end by themselves.
    pub async fn end_statements(&self) -> anyhow::Result<()> {
        self.ask(|reply| Command::Rest(Unrest::Statement, reply)).await
    }

    /// Ends those of the learner's sessions that have a transaction or a lock.
    pub async fn end_transactions(&self) -> anyhow::Result<()> {
        self.ask(|reply| Command::Rest(Unrest::Transaction, reply)).await
    }

    /// Waits, not for ever, until the fleets have noticed what was done to their connections, so that a snapshot tells it.
    pub async fn settle(&self) -> anyhow::Result<()> {
        self.ask(Command::Settle).await
    }

    /// Records what differs from the template at submission: settings changed, DDL not yet recorded, connections
    /// terminated.
    pub async fn record_changes(&self) -> anyhow::Result<()> {
        self.ask(Command::RecordChanges).await
    }

    /// The fleets' state as JSON, for the store.
    pub fn snapshot(&self) -> String {
        Snapshot::take(&self.board, self.begun.load(Ordering::SeqCst)).write()
    }

    /// Brings the fleets to a snapshot's state, in a sandbox that outlived this server's predecessor.
    pub async fn restore(context: IncidentContext, snapshot: &str) -> anyhow::Result<Self> {
        Self::bring_up(context, Fleets::As(Box::new(Snapshot::read(snapshot)?))).await
    }

    /// Who knows, at any time and without asking anybody, how many sessions the fleets have.
    pub fn muster(&self) -> Muster {
        Muster(Arc::downgrade(&self.board))
    }

    /// Ends every fleet and the watch.
    pub async fn stop(&self) {
        self.board.wiring.stop.cancel();
        self.board.wiring.tasks.close();
        if timeout(STOP_WITHIN, self.board.wiring.tasks.wait()).await.is_err() {
            tracing::warn!(left = self.board.wiring.tasks.len(), "tasks of an incident outlived its end");
        }
        self.board.probers.close().await;
    }

    async fn ask<T>(&self, command: impl FnOnce(Reply<T>) -> Command) -> anyhow::Result<T> {
        let (reply, answer) = oneshot::channel();
        self.commands.send(command(reply)).await.ok().context("the incident is over")?;
        let answered = timeout(COMMAND_WITHIN, answer).await.context("the director took too long")?;
        Ok(answered.ok().context("the incident is over")??)
    }
}

/// Obeys commands, one after the other, until the incident ends; then every fleet goes with the desk.
async fn run(mut desk: Desk, mut inbox: mpsc::Receiver<Command>, stop: CancellationToken, begun: Arc<AtomicBool>) {
    let work = async {
        while let Some(command) = inbox.recv().await {
            obey(&mut desk, command).await;
            begun.store(desk.begun, Ordering::SeqCst);
        }
    };
    tokio::select! {
        () = stop.cancelled() => {}
        () = work => {}
    }
}

/// Who asked may have stopped listening; what was begun is done all the same.
async fn obey(desk: &mut Desk, command: Command) {
    // Whoever asks before the beginning means the fleets as they stand before the incident; a beginning says itself why
    // it failed.
    if !matches!(command, Command::Begin(_))
        && let Err(error) = desk.settle().await
    {
        tracing::warn!(%error, "the fleets did not settle in");
    }
    match command {
        Command::Begin(reply) => {
            let _ = reply.send(desk.begin().await);
        }
        Command::Action { name, value, reply } => {
            let _ = reply.send(desk.action(&name, value.as_deref()).await);
        }
        Command::ConnectionsOf(fleet, reply) => {
            let _ = reply.send(desk.connections_of(&fleet).await);
        }
        Command::NextCalls(fleet, reply) => {
            let _ = reply.send(desk.next_calls(&fleet).await);
        }
        Command::Replay(replay, reply) => {
            let _ = reply.send(desk.replay(&replay).await);
        }
        Command::AskProbe(name, reply) => {
            let _ = reply.send(desk.ask_probe(&name).await);
        }
        Command::Diverted(reply) => {
            let _ = reply.send(desk.diverted().await);
        }
        Command::Settle(reply) => {
            let _ = reply.send(desk.board.settle().await.map_err(IncidentError::from));
        }
        Command::Rest(unrest, reply) => {
            let rested = probe::bring_to_rest(&desk.board.probers.desk, ONCALL, unrest).await;
            let _ = reply.send(rested.map_err(IncidentError::from));
        }
        Command::RecordChanges(reply) => {
            let _ = reply.send(desk.board.report_all().await);
        }
    }
}
