//! A console's line to a browser: bytes in and out that outlive the WebSocket they came by. Output is kept until the
//! page has acknowledged it, at most [`PG_WINDOW`] of it; while that is full the console's writes wait, and with them
//! the backend.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use ride_shared::protocol::{PG_ACK_EVERY, PG_WINDOW};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::cancel::{CancelGate, lock};
use super::session::Seat;

/// Input that waits for the console; beyond it the socket isn't read.
const INPUT: usize = 4 << 20;
/// The largest piece that goes out in one frame.
const PIECE: usize = 64 << 10;
/// Frames of input that wait, however short they are.
const INPUT_FRAMES: usize = 4_096;
/// Room that an idle line keeps for its output.
const KEPT_CAPACITY: usize = 64 << 10;
/// Unacknowledged bytes at which a page that acknowledges as agreed has been due for a while.
const OVERDUE: u64 = 2 * PG_ACK_EVERY;

/// A console's line.
pub struct Line {
    key: String,
    seat: Option<Seat>,
    gate: Arc<CancelGate>,
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// Which socket has the line; each one that attaches takes it over from the one before.
    holder: u64,
    input: VecDeque<Bytes>,
    waiting: usize,
    received: u64,
    input_over: bool,
    reader: Option<Waker>,
    /// From the first byte that is not acknowledged.
    output: BytesMut,
    /// Counted from the console's first byte: acknowledged, written.
    acknowledged: u64,
    written: u64,
    /// Since when more than [`OVERDUE`] was unacknowledged without progress.
    overdue: Option<Instant>,
    output_over: bool,
    writer: Option<Waker>,
    hung_up: bool,
}

/// A page said something that can't be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// It acknowledged what it was never sent.
    #[error("{acknowledged} bytes were acknowledged, and only {written} were sent")]
    NeverSent {
        /// By the page.
        acknowledged: u64,
        /// By the server.
        written: u64,
    },
    /// It wants bytes again that it has acknowledged.
    #[error("the bytes from {0} on are no longer kept")]
    NotKept(u64),
    /// It is over.
    #[error("it is over")]
    HungUp,
    /// Another socket has the line now.
    #[error("this console was taken up by another connection")]
    TakenOver,
}

/// What is to be sent next.
#[derive(Debug, PartialEq, Eq)]
pub enum Next {
    /// These bytes.
    Bytes(Bytes),
    /// An acknowledgement of so many bytes.
    Ack(u64),
    /// Nothing any more: the console is over and everything was sent.
    End,
}

/// One socket's hold on a line.
#[derive(Debug)]
pub struct Hold {
    holder: u64,
    sent: u64,
    told: u64,
}

impl Hold {
    /// Bytes from the client that the line had taken in when this socket took hold of it.
    pub fn received(&self) -> u64 {
        self.told
    }
}

impl Line {
    /// A line with nothing on it.
    pub fn new(key: String, seat: Option<Seat>, gate: Arc<CancelGate>) -> Arc<Self> {
        Arc::new(Self { key, seat, gate, state: Mutex::default(), changed: Notify::new() })
    }

    /// Its key.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The console's number.
    pub fn number(&self) -> u32 {
        self.seat.as_ref().map_or(0, Seat::number)
    }

    /// The console's cancel gate.
    pub fn gate(&self) -> &Arc<CancelGate> {
        &self.gate
    }

    /// A socket takes hold of the line; the one that had it loses it. The page has `received` bytes.
    pub fn attach(&self, received: u64) -> Result<Hold, LineError> {
        let mut state = lock(&self.state);
        if state.hung_up {
            return Err(LineError::HungUp);
        }
        if received < state.acknowledged {
            return Err(LineError::NotKept(received));
        }
        state.acknowledge(received)?;
        state.holder += 1;
        state.overdue = None;
        self.changed.notify_waiters();
        Ok(Hold { holder: state.holder, sent: received, told: state.received })
    }

    /// Waits until another socket has the line.
    pub async fn taken_over(&self, hold: u64) {
        self.until(|state| (state.holder != hold).then_some(())).await;
    }

    /// Bytes came from the page.
    pub fn push(&self, hold: u64, bytes: Bytes) -> Result<(), LineError> {
        let mut state = lock(&self.state);
        if state.holder != hold {
            return Err(LineError::TakenOver);
        }
        state.received += bytes.len() as u64;
        if !bytes.is_empty() && !state.input_over {
            state.waiting += bytes.len();
            state.input.push_back(bytes);
        }
        wake(&mut state.reader);
        self.changed.notify_waiters();
        Ok(())
    }

    /// Waits until there is room for more input.
    pub async fn room(&self) {
        self.until(|state| (state.waiting < INPUT && state.input.len() < INPUT_FRAMES).then_some(())).await;
    }

    /// The page acknowledged so many bytes.
    pub fn acknowledge(&self, hold: u64, received: u64) -> Result<(), LineError> {
        let mut state = lock(&self.state);
        if state.holder != hold {
            return Err(LineError::TakenOver);
        }
        state.acknowledge(received)?;
        self.changed.notify_waiters();
        Ok(())
    }

    /// Waits for what this socket has to send next.
    pub async fn next(&self, hold: &mut Hold, ack_every: u64) -> Next {
        let (sent, told) = (hold.sent, hold.told);
        let next = self.until(|state| state.next(sent, told, ack_every)).await;
        match &next {
            Next::Bytes(bytes) => hold.sent += bytes.len() as u64,
            Next::Ack(received) => hold.told = *received,
            Next::End => {}
        }
        next
    }

    /// Waits until the page has been owing an acknowledgement for `within`.
    pub async fn overdue(&self, within: Duration) {
        let step = (within / 4).max(Duration::from_millis(5));
        loop {
            tokio::time::sleep(step).await;
            if lock(&self.state).overdue.is_some_and(|since| since.elapsed() >= within) {
                return;
            }
        }
    }

    /// The page is gone for good: the console reads the end of its input, and what it still writes is dropped.
    pub fn hang_up(&self) {
        lock(&self.state).hang_up();
        self.changed.notify_waiters();
    }

    /// The same, unless another socket has taken the line up meanwhile; tells whether it did.
    pub fn hang_up_if_held_by(&self, hold: u64) -> bool {
        let mut state = lock(&self.state);
        let held = state.holder == hold;
        if held {
            // Nobody can take it up from here on.
            state.holder += 1;
            state.hang_up();
            self.changed.notify_waiters();
        }
        held
    }

    async fn until<T>(&self, mut ready: impl FnMut(&mut State) -> Option<T>) -> T {
        loop {
            let changed = self.changed.notified();
            let mut changed = std::pin::pin!(changed);
            changed.as_mut().enable();
            if let Some(found) = ready(&mut lock(&self.state)) {
                return found;
            }
            changed.await;
        }
    }
}

impl Hold {
    /// Names this hold in [`Line::push`] and [`Line::acknowledge`].
    pub fn id(&self) -> u64 {
        self.holder
    }
}

fn wake(waker: &mut Option<Waker>) {
    if let Some(waker) = waker.take() {
        waker.wake();
    }
}

impl State {
    fn hang_up(&mut self) {
        self.hung_up = true;
        self.input_over = true;
        self.output.clear();
        wake(&mut self.reader);
        wake(&mut self.writer);
    }

    fn acknowledge(&mut self, received: u64) -> Result<(), LineError> {
        if received > self.written {
            return Err(LineError::NeverSent { acknowledged: received, written: self.written });
        }
        let gone = received.saturating_sub(self.acknowledged) as usize;
        if gone == 0 {
            return Ok(());
        }
        self.acknowledged = received;
        self.output.advance(gone.min(self.output.len()));
        if self.output.is_empty() && self.output.capacity() > KEPT_CAPACITY {
            self.output = BytesMut::new();
        }
        self.overdue = (self.written - self.acknowledged > OVERDUE).then(Instant::now);
        wake(&mut self.writer);
        Ok(())
    }

    fn next(&mut self, sent: u64, told: u64, ack_every: u64) -> Option<Next> {
        if self.received - told >= ack_every {
            return Some(Next::Ack(self.received));
        }
        if self.hung_up {
            return Some(Next::End);
        }
        if sent == self.written {
            return self.output_over.then_some(Next::End);
        }
        if self.written - self.acknowledged > OVERDUE && self.overdue.is_none() {
            self.overdue = Some(Instant::now());
        }
        let from = (sent - self.acknowledged.min(sent)) as usize;
        let piece = self.output.get(from..self.output.len().min(from + PIECE))?;
        Some(Next::Bytes(Bytes::copy_from_slice(piece)))
    }
}

/// The console's end of a line, to read from.
pub struct LineReader(pub Arc<Line>);

impl AsyncRead for LineReader {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let line = &self.0;
        let mut state = lock(&line.state);
        let Some(first) = state.input.front_mut() else {
            if state.input_over {
                return Poll::Ready(Ok(()));
            }
            state.reader = Some(cx.waker().clone());
            return Poll::Pending;
        };
        let size = first.len().min(buf.remaining());
        buf.put_slice(&first.split_to(size));
        if first.is_empty() {
            state.input.pop_front();
        }
        state.waiting -= size;
        line.changed.notify_waiters();
        Poll::Ready(Ok(()))
    }
}

/// The console's end of a line, to write to. Dropped, it ends the output.
pub struct LineWriter(pub Arc<Line>);

impl AsyncWrite for LineWriter {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let line = &self.0;
        let mut state = lock(&line.state);
        if state.hung_up {
            return Poll::Ready(Ok(bytes.len()));
        }
        if state.output_over {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        let room = PG_WINDOW.saturating_sub((state.written - state.acknowledged) as usize).min(bytes.len());
        if room == 0 && !bytes.is_empty() {
            state.writer = Some(cx.waker().clone());
            return Poll::Pending;
        }
        state.output.extend_from_slice(&bytes[..room]);
        state.written += room as u64;
        line.changed.notify_waiters();
        Poll::Ready(Ok(room))
    }

    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.0.end_output();
        Poll::Ready(Ok(()))
    }
}

impl Line {
    fn end_output(&self) {
        let mut state = lock(&self.state);
        state.output_over = true;
        // Nobody reads what a page still sends.
        state.input_over = true;
        state.input.clear();
        state.waiting = 0;
        wake(&mut state.reader);
        self.changed.notify_waiters();
    }
}

impl Drop for LineWriter {
    fn drop(&mut self) {
        self.0.end_output();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    fn line() -> Arc<Line> {
        Line::new("key".into(), None, CancelGate::new())
    }

    async fn take(line: &Line, hold: &mut Hold, bytes: usize) -> Vec<u8> {
        let mut got = Vec::new();
        while got.len() < bytes {
            match line.next(hold, u64::MAX).await {
                Next::Bytes(piece) => got.extend_from_slice(&piece),
                other => panic!("{other:?}"),
            }
        }
        got
    }

    #[tokio::test]
    async fn unacknowledged_output_is_sent_again() {
        let line = line();
        let mut writer = LineWriter(line.clone());
        let mut hold = line.attach(0).unwrap();
        writer.write_all(b"hello world").await.unwrap();
        assert_eq!(take(&line, &mut hold, 11).await, b"hello world");
        line.acknowledge(hold.id(), 3).unwrap();
        let mut next = line.attach(6).unwrap();
        assert_eq!(take(&line, &mut next, 5).await, b"world");
        assert_eq!(line.attach(2).unwrap_err(), LineError::NotKept(2));
        assert!(matches!(line.attach(12), Err(LineError::NeverSent { .. })));
    }

    #[tokio::test]
    async fn a_second_socket_takes_over() {
        let line = line();
        let first = line.attach(0).unwrap();
        line.push(first.id(), Bytes::from_static(b"abc")).unwrap();
        let second = line.attach(0).unwrap();
        assert_eq!(second.received(), 3);
        line.taken_over(first.id()).await;
        assert_eq!(line.push(first.id(), Bytes::from_static(b"d")), Err(LineError::TakenOver));
        assert_eq!(line.acknowledge(first.id(), 0), Err(LineError::TakenOver));
    }

    #[tokio::test]
    async fn the_console_waits_while_the_window_is_full() {
        let line = line();
        let mut hold = line.attach(0).unwrap();
        let mut writer = LineWriter(line.clone());
        let task = tokio::spawn(async move {
            writer.write_all(&vec![1; 3 * PG_WINDOW]).await.unwrap();
        });
        let mut got = 0;
        while got < 3 * PG_WINDOW {
            assert!(lock(&line.state).output.len() <= PG_WINDOW);
            got += match line.next(&mut hold, u64::MAX).await {
                Next::Bytes(piece) => piece.len(),
                other => panic!("{other:?}"),
            };
            line.acknowledge(hold.id(), got as u64).unwrap();
        }
        task.await.unwrap();
        assert_eq!(line.next(&mut hold, u64::MAX).await, Next::End);
    }

    #[tokio::test]
    async fn input_is_read_to_the_end_after_a_hang_up() {
        let line = line();
        let hold = line.attach(0).unwrap();
        line.push(hold.id(), Bytes::from_static(b"last words")).unwrap();
        line.hang_up();
        let mut text = String::new();
        LineReader(line.clone()).read_to_string(&mut text).await.unwrap();
        assert_eq!(text, "last words");
        LineWriter(line).write_all(&vec![0; 2 * PG_WINDOW]).await.unwrap();
    }

    #[tokio::test]
    async fn a_page_that_owes_an_acknowledgement_is_overdue() {
        let line = line();
        let mut hold = line.attach(0).unwrap();
        let mut writer = LineWriter(line.clone());
        writer.write_all(&vec![1; OVERDUE as usize]).await.unwrap();
        take(&line, &mut hold, OVERDUE as usize).await;
        assert_eq!(lock(&line.state).overdue, None, "it may keep so much to itself");
        writer.write_all(&vec![1; 1000]).await.unwrap();
        take(&line, &mut hold, 1000).await;
        line.overdue(Duration::from_millis(20)).await;
        line.acknowledge(hold.id(), OVERDUE).unwrap();
        assert_eq!(lock(&line.state).overdue, None);
    }
}
