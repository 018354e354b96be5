//! Answers packed by gzip, where the client takes them so.

use super::accept;
use super::asked::Asked;
use super::reply::{Body, Reply};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{HeaderValue, header};
use http_body::Frame;
use http_body_util::BodyExt;
use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll};

/// How a body is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    /// As it is.
    None,
    /// By gzip.
    Gzip,
}

impl Packing {
    /// What a client takes.
    pub(super) fn of(asked: &Asked) -> Self {
        match accept::takes_gzip(asked.header(header::ACCEPT_ENCODING)) {
            true => Self::Gzip,
            false => Self::None,
        }
    }

    /// A reply whose body is packed while it goes out.
    pub(super) fn stream(self, reply: Reply) -> Reply {
        if self == Self::None {
            return reply;
        }
        let (mut parts, body) = reply.into_parts();
        parts.headers.remove(header::CONTENT_LENGTH);
        let gzip = HeaderValue::from_static("gzip");
        parts.headers.insert(header::CONTENT_ENCODING, gzip);
        let packed = Packed {
            body,
            packer: Some(GzEncoder::new(Vec::new(), Compression::fast())),
        };
        Reply::from_parts(parts, packed.boxed_unsync())
    }
}

/// A body, packed part by part. Each part of it is small, so that packing holds nobody up.
struct Packed {
    body: Body,
    packer: Option<GzEncoder<Vec<u8>>>,
}

impl Packed {
    fn pack(&mut self, bytes: &[u8]) -> io::Result<Bytes> {
        let Some(packer) = &mut self.packer else {
            return Err(io::Error::other("there is more after the end"));
        };
        packer.write_all(bytes)?;
        packer.flush()?;
        Ok(std::mem::take(packer.get_mut()).into())
    }

    fn end(&mut self) -> Option<io::Result<Bytes>> {
        Some(self.packer.take()?.finish().map(Bytes::from))
    }
}

impl http_body::Body for Packed {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let part = match Pin::new(&mut self.body).poll_frame(context) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(part) => part,
        };
        let bytes = match part {
            Some(Ok(frame)) => match frame.into_data() {
                Ok(bytes) => Some(self.pack(&bytes)),
                Err(_) => self.end(),
            },
            Some(Err(error)) => Some(Err(error)),
            None => self.end(),
        };
        Poll::Ready(bytes.map(|bytes| bytes.map(Frame::data)))
    }
}
