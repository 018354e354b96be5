//! An answer from the thread that finds it to the client that reads it, at the client's pace, within the query's time.

use super::reply::Refusal;
use bytes::Bytes;
use http_body::{Body, Frame};
use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// Bytes that are gathered before they are sent.
const CHUNK: usize = 32 << 10;

/// Chunks between the thread and the client.
const AHEAD: usize = 4;

/// What comes through.
#[derive(Debug)]
pub(super) enum Part {
    /// Some of the answer.
    Chunk(Bytes),
    /// The rest of it.
    Last(Bytes),
    /// There is no more, and what came is not whole.
    Failed(Refusal),
}

/// The end that is written to.
pub(super) struct Inlet {
    parts: mpsc::Sender<Part>,
    gathered: Vec<u8>,
    deadline: Instant,
    runtime: Handle,
}

/// The end that is read from.
pub(super) struct Outlet<G> {
    parts: mpsc::Receiver<Part>,
    first: Option<Bytes>,
    ended: bool,
    /// Dropped with it: stops the query of a client that has gone.
    _guard: G,
}

/// Both ends. What is not taken by the deadline is not waited for.
pub(super) fn pipe(deadline: Instant, runtime: Handle) -> (Inlet, mpsc::Receiver<Part>) {
    let (parts, receiver) = mpsc::channel(AHEAD);
    let inlet = Inlet {
        parts,
        gathered: Vec::with_capacity(CHUNK),
        deadline,
        runtime,
    };
    (inlet, receiver)
}

impl Inlet {
    fn send(&self, part: Part) -> io::Result<()> {
        let sent = tokio::time::timeout_at(self.deadline, self.parts.send(part));
        match self.runtime.block_on(sent) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(io::Error::new(
                io::ErrorKind::BrokenPipe,
                "the client has gone",
            )),
            Err(_) => Err(io::Error::new(
                io::ErrorKind::TimedOut,
                "the client is too slow",
            )),
        }
    }

    /// Sends the rest.
    pub(super) fn end(mut self) {
        let rest = std::mem::take(&mut self.gathered);
        let _ = self.send(Part::Last(rest.into()));
    }

    /// Says that there is no more.
    pub(super) fn fail(self, refusal: Refusal) {
        let _ = self.send(Part::Failed(refusal));
    }
}

impl Write for &mut Inlet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() >= CHUNK {
            let full = std::mem::replace(&mut self.gathered, Vec::with_capacity(CHUNK));
            self.send(Part::Chunk(full.into()))?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<G> Outlet<G> {
    /// A body that begins with what was read already.
    pub(super) fn new(first: Bytes, parts: mpsc::Receiver<Part>, guard: G) -> Self {
        Self {
            parts,
            first: Some(first),
            ended: false,
            _guard: guard,
        }
    }
}

impl<G: Unpin> Body for Outlet<G> {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(Ok(Frame::data(first))));
        }
        if self.ended {
            return Poll::Ready(None);
        }
        let part = match self.parts.poll_recv(context) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(part) => part,
        };
        let frame = match part {
            Some(Part::Chunk(bytes)) => Ok(Frame::data(bytes)),
            Some(Part::Last(bytes)) => {
                self.ended = true;
                Ok(Frame::data(bytes))
            }
            // The connection is broken off, so that nobody takes a part for the whole.
            Some(Part::Failed(refusal)) => {
                self.ended = true;
                Err(io::Error::other(refusal.text))
            }
            None => {
                self.ended = true;
                Err(io::Error::other("the answer ended before its end"))
            }
        };
        Poll::Ready(Some(frame))
    }
}
