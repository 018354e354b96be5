//! Answers that are kept ready: a build does not change, so a page or an answer is made once. What is kept is bounded, and goes with the build.

use super::ask::{Begun, Question};
use super::asked::Asked;
use super::reply::{Refusal, Reply, set, whole};
use super::served::{LONGEST, Ready, Served};
use super::site::{Ask, Page};
use super::{App, Packing};
use crate::language::Language;
use crate::text::hash::xxh64;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{HeaderValue, StatusCode, header};
use http_body_util::BodyExt;
use std::io::Write;
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// Bytes below which packing saves nothing.
const SHORT: usize = 1024;

/// Pages that ask a query, or draw a map: they wait for the places of queries, so that all other pages need not wait for them.
const ASKING: [&str; 3] = ["/query", "/map", "/trends"];

/// How much longer than a query a page may take.
const GRACE: Duration = Duration::from_secs(5);

impl App {
    /// Answers with what is kept, or asks.
    ///
    /// # Errors
    /// As for [`App::ask`].
    pub(super) async fn kept(
        self: &Arc<Self>,
        served: Arc<Served>,
        asked: &Asked,
        question: Question,
    ) -> Result<Reply, Refusal> {
        let packing = Packing::of(asked);
        let key = question.key.clone();
        if let Some(ready) = served.ready.get(&key) {
            self.metrics.from_cache.fetch_add(1, Ordering::Relaxed);
            return Ok(ready.reply(asked, packing));
        }
        let Begun { reply, is_steady } = self.ask(Arc::clone(&served), question).await?;
        let length = http_body::Body::size_hint(reply.body()).exact();
        if !is_steady || length.is_none_or(|n| n > LONGEST as u64) {
            return Ok(packing.stream(reply));
        }
        let kind = reply.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|k| k.to_str().ok()).unwrap_or_default();
        let kind = kind.to_string();
        let body = reply.into_body().collect().await;
        let bytes = body.map(|b| b.to_bytes()).unwrap_or_default();
        let ready = Arc::new(Ready::new(StatusCode::OK, kind, bytes, None));
        served.ready.insert(key, Arc::clone(&ready));
        Ok(ready.reply(asked, packing))
    }

    /// A page, or `None` where there is none.
    ///
    /// # Errors
    /// The page could not be made.
    pub(super) async fn page(
        self: &Arc<Self>,
        served: &Arc<Served>,
        asked: &Asked,
        language: Language,
    ) -> Result<Option<Reply>, Refusal> {
        let key = format!("p\0{}\0{}\0{:?}", language.tag(), asked.path, asked.query);
        let packing = Packing::of(asked);
        if let Some(ready) = served.ready.get(&key) {
            self.metrics.from_cache.fetch_add(1, Ordering::Relaxed);
            return Ok(Some(ready.reply(asked, packing)));
        }
        let (site, wanted) = (Arc::clone(served), asked.clone());
        let make = move || {
            let ask = Ask {
                path: &wanted.path,
                query: &wanted.query,
                language,
            };
            site.site.answer(&ask)
        };
        let page = if ASKING.contains(&asked.path.as_str()) {
            let place = self.gate.enter().await?;
            let page = self.made(make).await?;
            drop(place);
            page
        } else {
            let place = Arc::clone(&self.pages).acquire_owned();
            let place = tokio::time::timeout(self.options.limits.time, place).await;
            let Ok(Ok(_place)) = place else {
                return Err(Refusal::busy());
            };
            self.made(make).await?
        };
        let Some(page) = page else {
            return Ok(None);
        };
        let ready = Arc::new(Ready::of(page));
        if ready.status.is_success() && ready.body.len() <= LONGEST * 4 {
            served.ready.insert(key, Arc::clone(&ready));
        }
        Ok(Some(ready.reply(asked, packing)))
    }

    /// Makes something where it holds up nobody, and where a fault of it stays alone.
    ///
    /// # Errors
    /// It panics, or takes much longer than a query may.
    pub(super) async fn made<T: Send + 'static>(
        self: &Arc<Self>,
        make: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let time = self.options.limits.time + GRACE;
        match tokio::time::timeout(time, tokio::task::spawn_blocking(make)).await {
            Ok(Ok(made)) => Ok(made),
            Ok(Err(_)) => {
                self.metrics.panics.fetch_add(1, Ordering::Relaxed);
                Err(Refusal::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "this could not be made: a fault of the program",
                ))
            }
            Err(_) => Err(Refusal::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "this took too long",
            )),
        }
    }
}

impl Ready {
    pub(super) fn new(
        status: StatusCode,
        kind: String,
        body: Bytes,
        location: Option<String>,
    ) -> Self {
        let tag = format!("\"{:016x}\"", xxh64(&body, kind.len() as u64));
        Self {
            packed: OnceLock::new(),
            status,
            kind,
            body,
            location,
            tag,
        }
    }

    pub(super) fn of(page: Page) -> Self {
        let status = StatusCode::from_u16(page.status).unwrap_or(StatusCode::OK);
        Self::new(
            status,
            page.kind.to_string(),
            page.body.into(),
            page.location,
        )
    }

    /// The answer to a request: nothing but the tag where the client has it already.
    pub(super) fn reply(&self, asked: &Asked, packing: Packing) -> Reply {
        let known = asked.header(header::IF_NONE_MATCH);
        let has = known.split(',').map(str::trim);
        let mut has = has.map(|tag| tag.strip_prefix("W/").unwrap_or(tag));
        let is_known = self.status.is_success() && has.any(|tag| tag == self.tag || tag == "*");
        let mut reply = if is_known {
            let mut reply = Reply::new(whole(Bytes::new()));
            *reply.status_mut() = StatusCode::NOT_MODIFIED;
            reply
        } else {
            let packed = match packing {
                Packing::Gzip => self.packed.get_or_init(|| packed(&self.body)).clone(),
                Packing::None => None,
            };
            let is_packed = packed.is_some();
            let body = packed.unwrap_or_else(|| self.body.clone());
            let mut reply = Reply::new(whole(body));
            *reply.status_mut() = self.status;
            set(&mut reply, header::CONTENT_TYPE, &self.kind);
            if is_packed {
                let gzip = HeaderValue::from_static("gzip");
                reply.headers_mut().insert(header::CONTENT_ENCODING, gzip);
            }
            reply
        };
        set(&mut reply, header::ETAG, &self.tag);
        if let Some(location) = &self.location {
            set(&mut reply, header::LOCATION, location);
        }
        reply
    }
}

fn packed(body: &Bytes) -> Option<Bytes> {
    if body.len() < SHORT {
        return None;
    }
    let mut packer = GzEncoder::new(Vec::with_capacity(body.len() / 3), Compression::fast());
    packer.write_all(body).ok()?;
    let packed = packer.finish().ok()?;
    (packed.len() < body.len()).then(|| packed.into())
}
