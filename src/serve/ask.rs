//! A query → a reply: within its limits, streamed as it is found, stopped when the client leaves.

use super::limit::{Limits, Place};
use super::pipe::{self, Inlet, Outlet, Part};
use super::reply::{self, Refusal, Reply, set};
use super::served::Served;
use super::{App, accept, protocol};
use crate::error::Error;
use crate::query::catalogue::{self, NamedQuery};
use crate::query::format::Writer;
use crate::query::{self, CancellationToken, Client, Dataset, Names, Options, Row, Sink};
use http::header;
use http_body_util::BodyExt;
use oxigraph::model::Triple;
use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// A query, and how its answer is written. What takes time is done where it holds up nobody.
pub(super) struct Question {
    /// What tells this question and its form from all others, in one build.
    pub(super) key: String,
    /// Makes the query's text.
    pub(super) text: Text,
    /// The graphs that the protocol names; they take the place of the query's own.
    pub(super) dataset: Option<Dataset>,
    /// The form that is asked for by name.
    pub(super) named: Option<String>,
    /// What the client accepts.
    pub(super) accept: String,
    /// Less time than there is.
    pub(super) time: Option<Duration>,
}

/// The text of a query.
pub(super) enum Text {
    /// As it came.
    Own(String),
    /// A named query, and what it is given.
    Named(Box<NamedQuery>, Vec<(String, String)>),
}

impl Text {
    fn get(&self, served: &Served) -> Result<Cow<'_, str>, Refusal> {
        match self {
            Self::Own(text) => Ok(Cow::Borrowed(text)),
            Self::Named(query, given) => {
                let site = &served.site;
                let names = Names {
                    built: Some(site.built()),
                    topics: Some(site.topics()),
                    lexicon: &site.knowledge().lexicon,
                    elsewhere: false,
                };
                Ok(Cow::Owned(catalogue::fill(query, given, &names)?))
            }
        }
    }

    /// Whether the same text may have another answer the next time. A word of it is enough.
    fn is_steady(text: &str) -> bool {
        let text = text.to_ascii_uppercase();
        let words = ["NOW", "RAND", "UUID", "BNODE", "SERVICE"];
        !words.iter().any(|word| text.contains(word))
    }
}

/// An answer that has begun.
pub(super) struct Begun {
    pub(super) reply: Reply,
    /// Whether it would be the same again.
    pub(super) is_steady: bool,
}

/// Stops a query when it is dropped.
struct Leaves(CancellationToken);

impl Drop for Leaves {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

impl App {
    /// Asks, and returns as soon as the answer has begun.
    ///
    /// # Errors
    /// The query fails before its answer begins, or there is no place for it.
    pub(super) async fn ask(
        self: &Arc<Self>,
        served: Arc<Served>,
        question: Question,
    ) -> Result<Begun, Refusal> {
        let place = self.gate.enter().await?;
        let limits = &self.options.limits;
        let time = question.time.map_or(limits.time, |t| t.min(limits.time));
        let deadline = Instant::now() + time;
        let leaves = Leaves(place.stop.clone());
        let stop = place.stop.clone();
        let place = Arc::new(Mutex::new(Some(place)));
        let held = Arc::clone(&place);
        let ends = stop.clone();
        let clock = tokio::spawn(async move {
            tokio::time::sleep_until(deadline).await;
            ends.cancel();
            // A product of two subqueries in memory hears nobody. Its thread goes on alone; its place is for others.
            tokio::time::sleep(GRACE).await;
            leave(&held);
        });
        let runtime = tokio::runtime::Handle::current();
        let (inlet, mut parts) = pipe::pipe(deadline + GRACE, runtime);
        let run = Run {
            options: Options {
                stop,
                services: self.options.allow_service.then(|| Client::new(Some(time))),
                dataset: question.dataset.clone(),
            },
            served,
            question,
            rows: limits.rows,
            begun: Arc::default(),
        };
        let begun = Arc::clone(&run.begun);
        tokio::task::spawn_blocking(move || {
            run.answer(inlet);
            clock.abort();
            leave(&place);
        });
        let first = tokio::time::timeout_at(deadline + GRACE, parts.recv());
        let (first, is_whole) = match first.await {
            Ok(Some(Part::Last(bytes))) => (bytes, true),
            Ok(Some(Part::Chunk(bytes))) => (bytes, false),
            Ok(Some(Part::Failed(refusal))) => return Err(refusal),
            Err(_) => return Err(Error::Stopped.into()),
            Ok(None) => {
                return Err(Refusal::new(
                    http::StatusCode::INTERNAL_SERVER_ERROR,
                    "the query ended without an answer",
                ));
            }
        };
        let body = if is_whole {
            reply::whole(first)
        } else {
            Outlet::new(first, parts, leaves).boxed_unsync()
        };
        let mut reply = Reply::new(body);
        let (kind, is_steady) = begun.get().copied().unwrap_or_default();
        set(&mut reply, header::CONTENT_TYPE, &reply::with_charset(kind));
        Ok(Begun { reply, is_steady })
    }
}

/// Longer than the query: what it had found when its time ended still gets out.
const GRACE: Duration = Duration::from_secs(2);

/// Gives up a query's place.
fn leave(place: &Mutex<Option<Place>>) {
    place.lock().unwrap_or_else(PoisonError::into_inner).take();
}

/// A question on its way, in a thread of its own.
struct Run {
    served: Arc<Served>,
    question: Question,
    options: Options,
    rows: u64,
    /// The answer's type, and whether it would be the same again; told before its first part.
    begun: Arc<OnceLock<(&'static str, bool)>>,
}

impl Run {
    fn answer(self, mut inlet: Inlet) {
        match self.tell(&mut inlet) {
            Ok(()) => inlet.end(),
            Err(None) => {}
            Err(Some(refusal)) => inlet.fail(refusal),
        }
    }

    /// Writes the answer; `None` is the refusal for a client that has gone.
    fn tell(&self, inlet: &mut Inlet) -> Result<(), Option<Refusal>> {
        let text = self.question.text.get(&self.served)?;
        let prepared = query::prepare(&text).map_err(Refusal::from)?;
        let offers = accept::offers(prepared.shape.form);
        let Question { named, accept, .. } = &self.question;
        let offer = protocol::choose(offers, named.as_deref(), accept)?;
        let _ = self.begun.set((offer.types[0], Text::is_steady(&text)));
        let mut counted = Counted {
            writer: Writer::new(offer.format, inlet),
            left: self.rows,
        };
        let graph = self.served.site.graph();
        graph
            .tell_prepared(prepared, &self.options, &mut counted)
            .and_then(|()| counted.writer.finish())
            .map_err(|error| match error {
                Error::Output { source } if source.kind() == io::ErrorKind::BrokenPipe => None,
                error => Some(Refusal::from(error)),
            })
    }
}

/// Takes so many rows and no more.
struct Counted<W: Write> {
    writer: Writer<W>,
    left: u64,
}

impl<W: Write> Counted<W> {
    fn count(&mut self) -> crate::error::Result<()> {
        self.left = self.left.checked_sub(1).ok_or_else(|| Error::TooLarge {
            reason: "the answer has more rows than this server gives; add a LIMIT".to_string(),
        })?;
        Ok(())
    }
}

impl<W: Write> Sink for Counted<W> {
    fn head(&mut self, variables: &[String]) -> crate::error::Result<()> {
        self.writer.head(variables)
    }

    fn row(&mut self, row: Row) -> crate::error::Result<()> {
        self.count()?;
        self.writer.row(row)
    }

    fn truth(&mut self, truth: bool) -> crate::error::Result<()> {
        self.writer.truth(truth)
    }

    fn triple(&mut self, triple: Triple) -> crate::error::Result<()> {
        self.count()?;
        self.writer.triple(triple)
    }
}

impl Limits {
    /// The time that a client asks for, in seconds; never more than there is.
    pub(super) fn asked(&self, seconds: Option<&str>) -> Result<Option<Duration>, Refusal> {
        let Some(text) = seconds else {
            return Ok(None);
        };
        let seconds: Option<f64> = text.parse().ok().filter(|s: &f64| *s > 0.0 && *s < 1e6);
        let duration = seconds.map(Duration::from_secs_f64);
        match duration {
            Some(duration) => Ok(Some(duration)),
            None => Err(Refusal::bad(format!(
                "timeout={text} is no number of seconds"
            ))),
        }
    }
}
