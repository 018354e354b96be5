//! A query → a reply: within its limits, streamed as it is found, stopped when the client leaves.

use super::App;
use super::accept::Offer;
use super::limit::Limits;
use super::pipe::{self, Inlet, Outlet, Part};
use super::reply::{self, Refusal, Reply, set};
use super::served::Served;
use crate::error::Error;
use crate::query::format::Writer;
use crate::query::{CancellationToken, Client, Dataset, Options, Row, Sink};
use http::header;
use http_body_util::BodyExt;
use oxigraph::model::Triple;
use std::io::{self, Write};
use std::sync::Arc;
use tokio::time::Instant;

/// A query and how its answer is written.
pub(super) struct Question {
    pub(super) text: String,
    /// The graphs that the protocol names; they take the place of the query's own.
    pub(super) dataset: Option<Dataset>,
    pub(super) offer: &'static Offer,
    /// Less time than there is.
    pub(super) time: Option<std::time::Duration>,
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
    ) -> Result<Reply, Refusal> {
        let place = self.gate.enter().await?;
        let limits = &self.options.limits;
        let time = question.time.map_or(limits.time, |t| t.min(limits.time));
        let deadline = Instant::now() + time;
        let leaves = Leaves(place.stop.clone());
        let ends = place.stop.clone();
        let clock = tokio::spawn(async move {
            tokio::time::sleep_until(deadline).await;
            ends.cancel();
        });
        // Longer than the query: what it had found when its time ended still gets out.
        let grace = std::time::Duration::from_secs(2);
        let runtime = tokio::runtime::Handle::current();
        let (inlet, mut parts) = pipe::pipe(deadline + grace, runtime);
        let kind = question.offer.types[0];
        let services = self.options.allow_service.then(|| Client::new(Some(time)));
        let rows = limits.rows;
        tokio::task::spawn_blocking(move || {
            let options = Options {
                stop: place.stop.clone(),
                services,
                dataset: question.dataset.clone(),
            };
            run(&served, &question, &options, rows, inlet);
            clock.abort();
            drop(place);
        });
        let (first, is_whole) = match parts.recv().await {
            Some(Part::Last(bytes)) => (bytes, true),
            Some(Part::Chunk(bytes)) => (bytes, false),
            Some(Part::Failed(refusal)) => return Err(refusal),
            None => {
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
        set(&mut reply, header::CONTENT_TYPE, &reply::with_charset(kind));
        Ok(reply)
    }
}

/// Runs in a thread of its own.
fn run(served: &Served, question: &Question, options: &Options, rows: u64, mut inlet: Inlet) {
    let done = tell(served, question, options, rows, &mut &mut inlet);
    match done {
        Ok(()) => inlet.end(),
        Err(Error::Output { source }) if source.kind() == io::ErrorKind::BrokenPipe => {}
        Err(error) => inlet.fail(Refusal::from(error)),
    }
}

fn tell(
    served: &Served,
    question: &Question,
    options: &Options,
    rows: u64,
    out: &mut (dyn Write + Send),
) -> crate::error::Result<()> {
    let mut counted = Counted {
        writer: Writer::new(question.offer.format, out),
        left: rows,
    };
    let graph = served.site.graph();
    graph.tell(&question.text, options, &mut counted)?;
    counted.writer.finish()
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
    pub(super) fn asked(
        &self,
        seconds: Option<&str>,
    ) -> Result<Option<std::time::Duration>, Refusal> {
        let Some(text) = seconds else {
            return Ok(None);
        };
        let seconds: Option<f64> = text.parse().ok().filter(|s: &f64| *s > 0.0 && *s < 1e6);
        let duration = seconds.map(std::time::Duration::from_secs_f64);
        match duration {
            Some(duration) => Ok(Some(duration)),
            None => Err(Refusal::bad(format!(
                "timeout={text} is no number of seconds"
            ))),
        }
    }
}
