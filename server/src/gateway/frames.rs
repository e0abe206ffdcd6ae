//! pgwire over a WebSocket: attach, go on after a drop, acknowledge, detach.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use futures_util::{Sink, SinkExt, Stream, StreamExt};
use ride_shared::journal::{Event, Transport};
use ride_shared::protocol::{PG_MAX_FRAME, PgControl, PgReply, Resume, VERSION};
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;

use super::cancel::CancelGate;
use super::console::{Console, negotiate};
use super::error::Complaint;
use super::framing::Opening;
use super::limit::Limiter;
use super::resume::{Hold, Line, LineReader, LineWriter, Next};
use super::splice::{Client, record};
use super::tcp::{StartError, start};
use super::{Directory, Frame, GatewayConfig, Refusal, SessionGateway};

/// From the socket's opening to its first frame.
const FIRST_FRAME_WITHIN: Duration = Duration::from_secs(10);
/// Input after which the page is told how far it came.
const ACK_EVERY: u64 = 32 << 10;
/// Frames a second that a page may send for long, and in a burst; faster ones wait.
const FRAMES_PER_SECOND: f64 = 500.0;
const FRAMES_AT_ONCE: f64 = 1_000.0;
/// How long the last frame may take.
const LAST_FRAME_WITHIN: Duration = Duration::from_secs(2);

/// A `Refused` frame to be.
struct Refused(&'static str, String);

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        let key = match refusal {
            Refusal::BadToken => "bad-token",
            Refusal::Over(_) => "over",
            Refusal::TooMany(_) => "too-many",
        };
        Self(key, refusal.to_string())
    }
}

/// Why a socket let go of its console.
enum Leave {
    /// It closed or broke: the console can be taken up again.
    Dropped,
    /// Its page has left the console for good.
    Detached,
    /// The console is over, and the page has been sent everything.
    Over,
    /// It is told why, and the console can be taken up again.
    Refused(Refused),
    /// Another socket has the console now.
    TakenOver,
    /// The session is over.
    Closed(String),
}

/// Serves one WebSocket of session `id` from its first frame (`Attach`) to its end. `incoming` ends when the socket
/// does; an oversized or otherwise broken frame comes as an error whose text is what the client is told.
pub async fn serve_frames<I, O>(
    config: &GatewayConfig,
    directory: &dyn Directory,
    id: &str,
    mut incoming: I,
    mut outgoing: O,
) where
    I: Stream<Item = Result<Frame, String>> + Send + Unpin,
    O: Sink<Frame> + Send + Unpin,
{
    let refused = match attach(config, directory, id, &mut incoming).await {
        Ok(Some((gateway, line, hold))) => hold_line(config, &gateway, line, hold, &mut incoming, &mut outgoing).await,
        Ok(None) => None,
        Err(refused) => Some(refused),
    };
    if let Some(Refused(error, message)) = refused {
        tracing::debug!(error, message, "a WebSocket is refused");
        let reply = text(&PgReply::Refused { error: error.to_owned(), message });
        let _ = timeout(LAST_FRAME_WITHIN, outgoing.send(reply)).await;
    }
    let _ = timeout(LAST_FRAME_WITHIN, outgoing.close()).await;
}

fn text(reply: &PgReply) -> Frame {
    // These types have no map with other keys than strings and nothing that could fail.
    Frame::Text(serde_json::to_string(reply).unwrap_or_default())
}

fn bad_frame(message: impl Into<String>) -> Refused {
    Refused("bad-frame", message.into())
}

fn control(text: &str) -> Result<PgControl, Refused> {
    serde_json::from_str(text).map_err(|error| {
        bad_frame(format!(
            "a text frame must be JSON with \"type\": \"attach\", \"ack\", \"cancel\" or \"detach\"; this one is not: {error}"
        ))
    })
}

type Attached = (Arc<SessionGateway>, Arc<Line>, Hold);

/// The first frame. Nothing if the socket closed without one.
async fn attach<I>(
    config: &GatewayConfig,
    directory: &dyn Directory,
    id: &str,
    incoming: &mut I,
) -> Result<Option<Attached>, Refused>
where
    I: Stream<Item = Result<Frame, String>> + Send + Unpin,
{
    let first = match timeout(FIRST_FRAME_WITHIN, incoming.next()).await {
        Ok(Some(Ok(Frame::Text(first)))) => control(&first)?,
        Ok(Some(Ok(Frame::Binary(_)))) => {
            return Err(bad_frame("the first frame must be the text frame \"attach\"; a binary one came"));
        }
        Ok(Some(Err(broken))) => return Err(bad_frame(broken)),
        Ok(None) => return Ok(None),
        Err(_) => {
            return Err(bad_frame(format!("no \"attach\" frame came within {} s", FIRST_FRAME_WITHIN.as_secs())));
        }
    };
    let PgControl::Attach { version, token, resume } = first else {
        return Err(bad_frame("the first frame must be \"attach\""));
    };
    if version != VERSION {
        let message = format!("this server speaks version {VERSION}, the page version {version}: load the page again");
        return Err(Refused("version", message));
    }
    let gateway = directory.find(id, &token)?;
    let (line, hold) = match resume {
        Some(resume) => take_up(&gateway, &resume).await?,
        None => open(config, &gateway, id)?,
    };
    Ok(Some((gateway, line, hold)))
}

async fn take_up(gateway: &SessionGateway, resume: &Resume) -> Result<(Arc<Line>, Hold), Refused> {
    let gone = |why: &str| Refused("gone", format!("this console can't be taken up again: {why}"));
    let line = gateway.line(&resume.key).ok_or_else(|| gone("it is over or was dropped too long ago"))?;
    let hold = line.attach(resume.received).map_err(|error| gone(&error.to_string()))?;
    record(gateway.recorder(), &mut [Event::ConsoleResumed { console: line.number() }].into()).await;
    Ok((line, hold))
}

fn open(config: &GatewayConfig, gateway: &Arc<SessionGateway>, id: &str) -> Result<(Arc<Line>, Hold), Refused> {
    let seat = gateway.admit()?;
    let number = seat.number();
    let key = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
    let gate = CancelGate::new();
    let line = Line::new(key, Some(seat), gate.clone());
    let hold = line.attach(0).map_err(|error| bad_frame(error.to_string()))?;
    gateway.add_line(line.clone());
    let instead = match &config.psql_address {
        Some(address) => format!("psql at oncall.{id}@{address}"),
        None => "psql at the lab's address".to_owned(),
    };
    let console = Console {
        gateway: gateway.clone(),
        number,
        transport: Transport::WebSocket,
        gate,
        limiter: Some(Limiter::new(config.browser_rows, config.browser_bytes, instead)),
        cancels: None,
    };
    let within = config.authenticate_within;
    gateway.tasks().spawn(run(console, line.clone(), within));
    Ok((line, hold))
}

/// A console behind a line, from its startup packet on.
async fn run(console: Console, line: Arc<Line>, within: Duration) {
    let mut client = Client::new(LineReader(line.clone()), LineWriter(line));
    let gateway = console.gateway.clone();
    let opening = tokio::select! {
        _ = gateway.closed() => return,
        opening = timeout(within, start(&mut client)) => opening,
    };
    let complaint = match opening {
        Ok(Ok(Opening::Start(startup))) => {
            if let Some(negotiation) = negotiate(&startup)
                && client.send(&negotiation).await.is_err()
            {
                return;
            }
            // A WebSocket's console ends with its session, which the server's stop closes.
            console.run(&mut client, &startup, &CancellationToken::new()).await;
            return;
        }
        Ok(Ok(_)) => Complaint::new("08P01", "a startup packet was expected; to cancel, send the \"cancel\" frame"),
        Ok(Err(StartError::Gone)) => return,
        Ok(Err(StartError::Complaint(complaint))) => complaint,
        Err(_) => Complaint::new("57014", format!("no startup packet came within {} s", within.as_secs())),
    };
    let _ = client.send(&complaint.to_bytes()).await;
}

/// One socket's time with a console. Gives what it is told at its end.
async fn hold_line<I, O>(
    config: &GatewayConfig,
    gateway: &Arc<SessionGateway>,
    line: Arc<Line>,
    mut hold: Hold,
    incoming: &mut I,
    outgoing: &mut O,
) -> Option<Refused>
where
    I: Stream<Item = Result<Frame, String>> + Send + Unpin,
    O: Sink<Frame> + Send + Unpin,
{
    let id = hold.id();
    let attached = PgReply::Attached {
        console: line.number(),
        key: line.key().to_owned(),
        received: hold.received(),
        resume_seconds: config.resume_within.as_secs() as u32,
    };
    let leave = tokio::select! {
        biased;
        reason = gateway.closed() => Leave::Closed(reason),
        () = line.taken_over(id) => Leave::TakenOver,
        leave = listen(gateway, &line, id, incoming) => leave,
        leave = speak(config, &line, &mut hold, text(&attached), outgoing) => leave,
        () = line.overdue(config.ack_within) => {
            let seconds = config.ack_within.as_secs();
            let message = format!("no output was acknowledged for {seconds} s: the page is too slow or gone");
            Leave::Refused(Refused("too-slow", message))
        }
    };
    match leave {
        Leave::Dropped => park(config, gateway, line, id),
        Leave::Refused(refused) => {
            park(config, gateway, line, id);
            return Some(refused);
        }
        Leave::Detached | Leave::Over => {
            gateway.remove_line(line.key());
            line.hang_up();
        }
        Leave::TakenOver => return Some(Refused("gone", "this console was taken up by another connection".into())),
        Leave::Closed(reason) => return Some(Refusal::Over(reason).into()),
    }
    None
}

/// Keeps a dropped console for a while.
fn park(config: &GatewayConfig, gateway: &Arc<SessionGateway>, line: Arc<Line>, hold: u64) {
    let within = config.resume_within;
    let keeper = gateway.clone();
    gateway.tasks().spawn(async move {
        tokio::select! {
            () = line.taken_over(hold) => {}
            _ = keeper.closed() => {}
            () = tokio::time::sleep(within) => {
                if line.hang_up_if_held_by(hold) {
                    keeper.remove_line(line.key());
                }
            }
        }
    });
}

/// What the page says.
async fn listen<I>(gateway: &SessionGateway, line: &Line, hold: u64, incoming: &mut I) -> Leave
where
    I: Stream<Item = Result<Frame, String>> + Send + Unpin,
{
    let mut rate = Rate::new();
    loop {
        line.room().await;
        rate.wait().await;
        let frame = match incoming.next().await {
            Some(Ok(frame)) => frame,
            Some(Err(broken)) => return Leave::Refused(bad_frame(broken)),
            None => return Leave::Dropped,
        };
        let taken = match frame {
            Frame::Binary(bytes) if bytes.len() > PG_MAX_FRAME => {
                let message = format!("a binary frame has {} bytes; at most {PG_MAX_FRAME} are taken", bytes.len());
                return Leave::Refused(bad_frame(message));
            }
            Frame::Binary(bytes) => line.push(hold, bytes),
            Frame::Text(said) => match control(&said) {
                Err(refused) => return Leave::Refused(refused),
                Ok(PgControl::Ack { received }) => line.acknowledge(hold, received),
                Ok(PgControl::Cancel) => {
                    // The gate closes here, before any later frame is passed on.
                    if let Some(job) = line.gate().begin() {
                        gateway.tasks().spawn(job.run());
                    }
                    Ok(())
                }
                Ok(PgControl::Detach) => return Leave::Detached,
                Ok(PgControl::Attach { .. }) => {
                    return Leave::Refused(bad_frame("this socket is attached already; open another one"));
                }
            },
        };
        match taken {
            Ok(()) => {}
            Err(super::resume::LineError::TakenOver) => return Leave::TakenOver,
            Err(error) => return Leave::Refused(bad_frame(error.to_string())),
        }
    }
}

/// What the page is told.
async fn speak<O>(config: &GatewayConfig, line: &Line, hold: &mut Hold, attached: Frame, outgoing: &mut O) -> Leave
where
    O: Sink<Frame> + Send + Unpin,
{
    let mut frame = attached;
    loop {
        match timeout(config.ack_within, outgoing.send(frame)).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => return Leave::Dropped,
            Err(_) => return Leave::Refused(Refused("too-slow", "the page takes nothing in".into())),
        }
        frame = match line.next(hold, ACK_EVERY).await {
            Next::Bytes(bytes) => Frame::Binary(bytes),
            Next::Ack(received) => text(&PgReply::Ack { received }),
            Next::End => return Leave::Over,
        };
    }
}

/// A token bucket for frames.
struct Rate {
    tokens: f64,
    at: Instant,
}

impl Rate {
    fn new() -> Self {
        Self { tokens: FRAMES_AT_ONCE, at: Instant::now() }
    }

    async fn wait(&mut self) {
        let now = Instant::now();
        self.tokens = (self.tokens + (now - self.at).as_secs_f64() * FRAMES_PER_SECOND).min(FRAMES_AT_ONCE);
        self.at = now;
        self.tokens -= 1.0;
        if self.tokens < 0.0 {
            tokio::time::sleep(Duration::from_secs_f64(-self.tokens / FRAMES_PER_SECOND)).await;
        }
    }
}
