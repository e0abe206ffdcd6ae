//! A console at work: bytes both ways, held back by whoever is slower, with the tap reading.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::{Buf, BytesMut};
use ride_shared::journal::Event;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

use super::backend::{Backend, Reader, Writer};
use super::cancel::{CancelGate, lock};
use super::error::Complaint;
use super::limit::Limiter;
use super::tap::{SentEnd, Tap};
use crate::recorder::Recorder;

/// Bytes moved at once.
const CHUNK: usize = 64 << 10;
/// How long statements that were sent before a client left may take to end by themselves.
const LAST_STATEMENTS: Duration = Duration::from_secs(5);
/// How long a client may take to come to a message's end before it is told why it is cut off.
const FINISH_WITHIN: Duration = Duration::from_secs(2);
/// How long an event may take to be recorded before the console goes on.
const RECORD_WITHIN: Duration = Duration::from_secs(10);

/// A client that speaks pgwire over some transport.
pub struct Client<R, W> {
    /// Reads from the client.
    pub reader: R,
    /// Writes to the client.
    pub writer: W,
    /// Read and not yet looked at.
    pub buffer: BytesMut,
}

impl<R: AsyncRead + Unpin, W: AsyncWrite + Unpin> Client<R, W> {
    /// A client from whom nothing was read yet.
    pub fn new(reader: R, writer: W) -> Self {
        Self { reader, writer, buffer: BytesMut::new() }
    }

    /// Sends something short, for a bounded time.
    pub async fn send(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        let work = async {
            self.writer.write_all(bytes).await?;
            self.writer.flush().await
        };
        let late = || Err(std::io::ErrorKind::TimedOut.into());
        tokio::time::timeout(FINISH_WITHIN, work).await.unwrap_or_else(|_| late())
    }

    /// Closes without losing what was sent last: a socket closed over unread input would take it back.
    pub async fn farewell(&mut self) {
        let work = async {
            self.writer.shutdown().await?;
            let mut left = (&mut self.reader).take(1 << 20);
            tokio::io::copy(&mut left, &mut tokio::io::sink()).await
        };
        let _ = tokio::time::timeout(Duration::from_secs(1), work).await;
    }
}

/// What a client's bytes wait for.
pub struct Gates<'a> {
    /// The end of cancel requests that are on their way.
    pub cancel: &'a CancelGate,
    /// The end of whatever holds the session's consoles up.
    pub held: watch::Receiver<usize>,
}

impl Gates<'_> {
    async fn open(&mut self) {
        while !self.cancel.is_clear() || *self.held.borrow() > 0 {
            self.cancel.clear().await;
            if self.held.wait_for(|n| *n == 0).await.is_err() {
                return;
            }
        }
    }
}

/// How it ended.
#[derive(Debug)]
pub enum End {
    /// The client left.
    Client,
    /// The server closed the connection.
    Backend,
    /// The gateway ended it; the client was told.
    Told,
}

/// How it ended, and in what state the backend is.
#[derive(Debug)]
pub struct Outcome {
    /// How it ended.
    pub end: End,
    /// Whether a part of what the tap has seen never reached the backend.
    pub torn: bool,
}

/// Records events in order; where it is given up in the middle, the rest stays. A journal that fails must not break a
/// console; the session tells its learner.
pub async fn record(recorder: &Recorder, events: &mut VecDeque<Event>) {
    while let Some(event) = events.pop_front() {
        match tokio::time::timeout(RECORD_WITHIN, recorder.record(event)).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::error!(%error, "a console's event was not recorded"),
            Err(_) => tracing::error!("a console's event was not recorded in time"),
        }
    }
}

/// Splices until one side leaves or `closing` comes with a reason.
pub async fn splice<R, W>(
    client: &mut Client<R, W>,
    backend: &mut Backend,
    tap: &Mutex<Tap>,
    limiter: Option<Limiter>,
    gates: Gates<'_>,
    recorder: &Recorder,
    closing: impl Future<Output = Complaint>,
) -> Outcome
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    let mut events = VecDeque::new();
    let outcome = work(client, backend, tap, limiter, gates, (recorder, &mut events), closing).await;
    // What was still on its way to the journal when the client left.
    record(recorder, &mut events).await;
    outcome
}

async fn work<R, W>(
    client: &mut Client<R, W>,
    backend: &mut Backend,
    tap: &Mutex<Tap>,
    limiter: Option<Limiter>,
    gates: Gates<'_>,
    journal: (&Recorder, &mut VecDeque<Event>),
    closing: impl Future<Output = Complaint>,
) -> Outcome
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    let shared = Shared {
        tap,
        answered: Notify::new(),
        finish: CancellationToken::new(),
        torn: AtomicBool::new(false),
        passing: AtomicBool::new(false),
    };
    let told = {
        let up = up(&mut client.reader, &mut client.buffer, &mut backend.writer, gates, &shared);
        let down = down(&mut backend.reader, &mut backend.buffer, &mut client.writer, limiter, journal, &shared);
        let (mut up, mut down, mut closing) = (std::pin::pin!(up), std::pin::pin!(down), std::pin::pin!(closing));
        let complaint = tokio::select! {
            end = &mut down => return shared.outcome(end),
            complaint = &mut closing => Some(complaint),
            complaint = &mut up => complaint,
        };
        let Some(complaint) = complaint else {
            // As without a gateway, what was sent before the goodbye still runs.
            let answered = async {
                while shared.expects_more() {
                    shared.answered.notified().await;
                }
            };
            tokio::select! {
                _ = &mut down => {}
                _ = &mut closing => {}
                _ = tokio::time::timeout(LAST_STATEMENTS, answered) => {}
            }
            return shared.outcome(End::Client);
        };
        shared.finish.cancel();
        let finished = tokio::time::timeout(FINISH_WITHIN, &mut down).await;
        matches!(finished, Ok(End::Told)).then_some(complaint)
    };
    if let Some(complaint) = told {
        tracing::debug!(reason = complaint.message(), "a console is ended");
        let _ = client.send(&complaint.to_bytes()).await;
    }
    shared.outcome(End::Told)
}

struct Shared<'a> {
    tap: &'a Mutex<Tap>,
    /// The server answered something.
    answered: Notify,
    /// The server's side shall stop at the next message's end.
    finish: CancellationToken,
    /// A write to the backend is under way.
    torn: AtomicBool,
    /// A chunk from the server is on its way to the journal and the client.
    passing: AtomicBool,
}

impl Shared<'_> {
    /// Whether more will come from the server, though the client says no more.
    fn expects_more(&self) -> bool {
        let tap = lock(self.tap);
        self.passing.load(Ordering::Relaxed) || (tap.settles() && !tap.is_idle())
    }

    fn outcome(&self, end: End) -> Outcome {
        Outcome { end, torn: self.torn.load(Ordering::Relaxed) }
    }
}

/// Client to server. Ends with a complaint, or without one when the client left.
async fn up<R: AsyncRead + Unpin>(
    reader: &mut R,
    buffer: &mut BytesMut,
    writer: &mut Writer,
    mut gates: Gates<'_>,
    shared: &Shared<'_>,
) -> Option<Complaint> {
    loop {
        gates.open().await;
        let sent = lock(shared.tap).frontend(buffer);
        if sent.pass > 0 {
            shared.torn.store(true, Ordering::Relaxed);
            if writer.write_all(&buffer[..sent.pass]).await.is_err() || writer.flush().await.is_err() {
                // The server is going; what it still has to say, and its end, come from the other direction.
                std::future::pending::<()>().await;
            }
            shared.torn.store(false, Ordering::Relaxed);
            buffer.advance(sent.pass);
        }
        match sent.end {
            Some(SentEnd::Terminate) => return None,
            Some(SentEnd::Broken(error)) => return Some(error.into()),
            None => {}
        }
        while lock(shared.tap).is_full() {
            shared.answered.notified().await;
        }
        buffer.reserve(CHUNK);
        if !matches!(reader.take(CHUNK as u64).read_buf(buffer).await, Ok(1..)) {
            return None;
        }
    }
}

/// Server to client. What a chunk brings to an end is recorded before the chunk goes on, so that a client never saw
/// what the journal does not know.
async fn down<W: AsyncWrite + Unpin>(
    reader: &mut Reader,
    buffer: &mut BytesMut,
    writer: &mut W,
    mut limiter: Option<Limiter>,
    (recorder, events): (&Recorder, &mut VecDeque<Event>),
    shared: &Shared<'_>,
) -> End {
    let mut told = Vec::new();
    let mut cut = BytesMut::new();
    loop {
        let taken = match lock(shared.tap).backend(buffer, &mut told) {
            Ok(taken) => taken,
            Err(error) => {
                tracing::error!(%error, "the sandbox's answer is not the wire protocol");
                return End::Backend;
            }
        };
        events.extend(told.drain(..));
        // Out of the buffer before anything is awaited: what the tap has seen must not be seen again, whatever happens.
        let chunk = buffer.split_to(taken);
        shared.passing.store(taken > 0, Ordering::Relaxed);
        if !events.is_empty() {
            record(recorder, events).await;
        }
        if taken > 0 {
            let passed = if let Some(limiter) = &mut limiter {
                cut.clear();
                limiter.pass(&chunk, &mut cut);
                &cut[..]
            } else {
                &chunk[..]
            };
            if writer.write_all(passed).await.is_err() || writer.flush().await.is_err() {
                return End::Client;
            }
            shared.passing.store(false, Ordering::Relaxed);
            shared.answered.notify_one();
        }
        // Given back before the next read, so that its memory is used again.
        drop(chunk);
        let missing = lock(shared.tap).missing();
        let finishing = shared.finish.is_cancelled();
        if finishing && missing == 0 {
            return End::Told;
        }
        // When finishing, not a byte more than the message that was begun.
        let most = if finishing { missing } else { CHUNK };
        buffer.reserve(most);
        let mut limited = reader.take(most as u64);
        tokio::select! {
            biased;
            () = shared.finish.cancelled(), if !finishing => {}
            read = limited.read_buf(buffer) => {
                if !matches!(read, Ok(1..)) {
                    return End::Backend;
                }
            }
        }
    }
}
