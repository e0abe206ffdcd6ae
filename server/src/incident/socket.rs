//! A fleet's socket: on which the server's farewell is always heard.

use std::io::{ErrorKind, Result};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, join};

use crate::sandbox::Endpoint;

/// Both directions of it.
pub(crate) trait Socket: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Socket for S {}

/// Opens a socket to PostgreSQL.
pub(crate) async fn open(endpoint: &Endpoint) -> Result<impl Socket + use<>> {
    let (reader, writer) = endpoint.open().await?;
    Ok(join(reader, Undaunted(writer)))
}

/// Takes writes to a peer that has gone as done. What ended the connection is the last thing that the peer said, and
/// still to be read; a client that gave up at the failed write would never know. As libpq does it.
struct Undaunted<W>(W);

impl<W> Undaunted<W> {
    fn unless_gone<T>(done: Poll<Result<T>>, instead: T) -> Poll<Result<T>> {
        match done {
            Poll::Ready(Err(error)) if matches!(error.kind(), ErrorKind::BrokenPipe | ErrorKind::ConnectionReset) => {
                Poll::Ready(Ok(instead))
            }
            done => done,
        }
    }
}

impl<W: AsyncWrite + Unpin> AsyncWrite for Undaunted<W> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        Self::unless_gone(Pin::new(&mut self.0).poll_write(context, bytes), bytes.len())
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Self::unless_gone(Pin::new(&mut self.0).poll_flush(context), ())
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, split};
    use tokio::net::UnixStream;

    use super::*;

    #[tokio::test]
    async fn what_a_peer_said_last_is_read_after_a_write_that_came_too_late() {
        let (mut peer, here) = UnixStream::pair().unwrap();
        peer.write_all(b"farewell").await.unwrap();
        drop(peer);
        let (reader, mut writer) = split(here);
        assert_eq!(writer.write(b"call").await.unwrap_err().kind(), ErrorKind::BrokenPipe);
        let mut socket = join(reader, Undaunted(writer));
        socket.write_all(b"call").await.unwrap();
        socket.flush().await.unwrap();
        let mut heard = String::new();
        socket.read_to_string(&mut heard).await.unwrap();
        assert_eq!(heard, "farewell");
    }
}
