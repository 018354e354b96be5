//! What is sent back: a status, headers, and a body that is whole or comes as it is made.

use bytes::Bytes;
use http::header::{self, HeaderName, HeaderValue};
use http::{Response, StatusCode};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use std::io;

/// A body.
pub(super) type Body = UnsyncBoxBody<Bytes, io::Error>;

/// What is sent back.
pub(super) type Reply = Response<Body>;

/// A body that is there.
pub(super) fn whole(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into())
        .map_err(|never| match never {})
        .boxed_unsync()
}

/// A reply with a body that is there.
pub(super) fn reply(status: StatusCode, kind: &'static str, bytes: impl Into<Bytes>) -> Reply {
    let mut reply = Response::new(whole(bytes));
    *reply.status_mut() = status;
    set(&mut reply, header::CONTENT_TYPE, kind);
    reply
}

/// A line of text.
pub(super) fn text(status: StatusCode, text: &str) -> Reply {
    reply(status, "text/plain; charset=utf-8", format!("{text}\n"))
}

/// Sets a header; a value that no header can have is left out.
pub(super) fn set(reply: &mut Reply, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        reply.headers_mut().insert(name, value);
    }
}

/// A type with its character set, where it is text.
pub(super) fn with_charset(kind: &str) -> String {
    if kind.starts_with("text/") {
        format!("{kind}; charset=utf-8")
    } else {
        kind.to_string()
    }
}

/// Why a request is not answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) text: String,
    /// Seconds after which to try again.
    pub(super) again: Option<u32>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, text: impl Into<String>) -> Self {
        Self {
            status,
            text: text.into(),
            again: None,
        }
    }

    /// A request that is none.
    pub(super) fn bad(text: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, text)
    }

    /// Too much is under way.
    pub(super) fn busy() -> Self {
        Self {
            again: Some(1),
            ..Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "too many queries are under way; try again in a second",
            )
        }
    }

    /// As a line of text.
    pub(super) fn reply(&self) -> Reply {
        let mut reply = text(self.status, &self.text);
        if let Some(seconds) = self.again {
            set(&mut reply, header::RETRY_AFTER, &seconds.to_string());
        }
        reply
    }
}

impl From<crate::error::Error> for Refusal {
    /// What is wrong with a query is told; what is wrong here is told without its place on this machine.
    fn from(error: crate::error::Error) -> Self {
        use crate::error::Error;
        match error {
            Error::Syntax { .. }
            | Error::Service
            | Error::NoParameter { .. }
            | Error::MissingParameter { .. }
            | Error::BadValue { .. }
            | Error::Ambiguous { .. }
            | Error::NoEntity { .. } => Self::bad(error.to_string()),
            Error::NoQuery { .. } => Self::new(StatusCode::NOT_FOUND, error.to_string()),
            Error::Stopped => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "the query took too long, or too much memory, and was stopped",
            ),
            Error::TooLarge { .. } => Self::bad(error.to_string()),
            Error::Evaluation { .. } => {
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
            }
            _ => Self::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "the graph could not be read; the server's log says more",
            ),
        }
    }
}
