//! A request → its answer: who may ask, what answers the path, and what every answer carries.

use super::accept;
use super::access::{Access, is_local_host};
use super::asked::Asked;
use super::metrics::KINDS;
use super::reply::{Refusal, Reply, reply, set, text, whole};
use super::served::Served;
use super::site::Ask;
use super::{App, Request, api, description, graphs, protocol, resource};
use crate::language::Language;
use bytes::Bytes;
use http::header::{self, HeaderName, HeaderValue};
use http::{Method, StatusCode};
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

const ID: HeaderName = HeaderName::from_static("x-request-id");

/// What pages may do: nothing but use what this server itself gives.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Headers of every answer.
const ALWAYS: [(HeaderName, HeaderValue); 5] = [
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    ),
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(POLICY),
    ),
    (header::SERVER, HeaderValue::from_static("aikg")),
];

/// Where a path leads, and how its requests are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Page,
    Query,
    Resource,
    Api,
    Operations,
}

impl Way {
    fn of(asked: &Asked) -> Self {
        match asked.path.as_str() {
            "/sparql" => Self::Query,
            "/graphs" | "/.well-known/void" => Self::Resource,
            "/healthz" | "/readyz" | "/metrics" => Self::Operations,
            path if path == "/api" || path.starts_with("/api/") => Self::Api,
            path if path.starts_with("/graph/") => Self::Resource,
            _ if resource::wants_triples(asked) => Self::Resource,
            _ => Self::Page,
        }
    }

    fn kind(self) -> usize {
        let name = match self {
            Self::Page => "page",
            Self::Query => "query",
            Self::Resource => "resource",
            Self::Api => "api",
            Self::Operations => "operations",
        };
        KINDS.iter().position(|k| *k == name).unwrap_or_default()
    }

    /// What may be done there.
    fn methods(self) -> &'static str {
        match self {
            Self::Query => "GET, HEAD, POST, OPTIONS",
            _ => "GET, HEAD, OPTIONS",
        }
    }
}

impl App {
    /// Answers a request, whatever it is.
    pub(super) async fn answer(self: Arc<Self>, request: http::Request<Incoming>) -> Reply {
        let began = Instant::now();
        let (parts, body) = request.into_parts();
        let id = self.id_of(parts.headers.get(ID));
        let path = parts.uri.path().to_string();
        let method = parts.method.clone();
        let (kind, mut answer) = match Asked::of(&parts) {
            Ok(asked) => {
                let way = Way::of(&asked);
                (way.kind(), self.routed(way, &asked, body).await)
            }
            Err(problem) => (Way::Page.kind(), Refusal::bad(problem).reply()),
        };
        for (name, value) in ALWAYS {
            answer.headers_mut().insert(name, value);
        }
        set(&mut answer, ID, &id);
        let (status, took) = (answer.status().as_u16(), began.elapsed());
        self.metrics.count(kind, status, took);
        self.observer.answered(&Request {
            id: &id,
            method: method.as_str(),
            path: &path,
            status,
            took,
        });
        answer
    }

    /// The client's own id, where it is short and harmless, else a number.
    fn id_of(&self, given: Option<&HeaderValue>) -> String {
        let given = given.and_then(|v| v.to_str().ok());
        let is_plain = |id: &&str| {
            (1..=64).contains(&id.len())
                && id
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        };
        match given.filter(is_plain) {
            Some(id) => id.to_string(),
            None => format!("{:08x}", self.requests.fetch_add(1, Ordering::Relaxed)),
        }
    }

    async fn routed(self: &Arc<Self>, way: Way, asked: &Asked, body: Incoming) -> Reply {
        let local = self.options.bind.ip().is_loopback() && self.options.access == Access::Open;
        if local && !is_local_host(asked.header(header::HOST)) {
            return text(
                StatusCode::MISDIRECTED_REQUEST,
                "this server answers for this machine alone; --bind lets others ask",
            );
        }
        if asked.method == Method::OPTIONS {
            return self.shared(way, Reply::new(whole(Bytes::new())));
        }
        if way != Way::Operations
            && let Some(challenge) = self.options.access.challenge(asked)
        {
            let mut reply = text(StatusCode::UNAUTHORIZED, "this server asks who you are");
            set(&mut reply, header::WWW_AUTHENTICATE, challenge);
            return reply;
        }
        let reads = asked.method == Method::GET || asked.is_head();
        let posts = asked.method == Method::POST && way == Way::Query;
        if !reads && !posts {
            let mut reply = text(
                StatusCode::METHOD_NOT_ALLOWED,
                "the graph is read here and never changed",
            );
            set(&mut reply, header::ALLOW, way.methods());
            return self.shared(way, reply);
        }
        let body = match posts {
            true => match self.read(body).await {
                Ok(body) => body,
                Err(refusal) => return self.shared(way, refusal.reply()),
            },
            false => Bytes::new(),
        };
        let served = self.served();
        let answer = match way {
            Way::Operations => Ok(self.operations(asked, &served)),
            Way::Page => self.to_people(&served, asked).await,
            Way::Query => protocol::answer(self, Arc::clone(&served), asked, body).await,
            Way::Api => self.to_programs(Arc::clone(&served), asked).await,
            Way::Resource => self.to_machines(Arc::clone(&served), asked).await,
        };
        let mut reply = match answer {
            Ok(reply) => reply,
            Err(refusal) => self.refused(&served, way, asked, &refusal),
        };
        // Answers differ by these, and are good for as long as the build is: the tag tells.
        let vary = "accept, accept-encoding, accept-language, cookie";
        set(&mut reply, header::VARY, vary);
        if !reply.headers().contains_key(header::CACHE_CONTROL) {
            set(&mut reply, header::CACHE_CONTROL, "no-cache");
        }
        if asked.is_head() {
            *reply.body_mut() = whole(Bytes::new());
        }
        self.shared(way, reply)
    }

    /// Reads a body, in time and within bounds.
    async fn read(&self, body: Incoming) -> Result<Bytes, Refusal> {
        let limits = &self.options.limits;
        let body = Limited::new(body, limits.body).collect();
        match tokio::time::timeout(limits.time, body).await {
            Ok(Ok(body)) => Ok(body.to_bytes()),
            Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => Err(Refusal::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                format!("a body has at most {} bytes here", limits.body),
            )),
            Ok(Err(_)) => Err(Refusal::bad("the body broke off")),
            Err(_) => Err(Refusal::new(
                StatusCode::REQUEST_TIMEOUT,
                "the body did not come in time",
            )),
        }
    }

    /// Lets pages of other origins read it, where that is wanted.
    fn shared(&self, way: Way, mut reply: Reply) -> Reply {
        if let Some(origin) = &self.options.cors {
            set(&mut reply, header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            set(
                &mut reply,
                header::ACCESS_CONTROL_ALLOW_METHODS,
                way.methods(),
            );
            let headers = "accept, authorization, content-type, x-request-id";
            set(&mut reply, header::ACCESS_CONTROL_ALLOW_HEADERS, headers);
            set(&mut reply, header::ACCESS_CONTROL_MAX_AGE, "86400");
        }
        reply
    }

    async fn to_people(
        self: &Arc<Self>,
        served: &Arc<Served>,
        asked: &Asked,
    ) -> Result<Reply, Refusal> {
        let language = language(asked);
        if let Some(mut reply) = self.page(served, asked, language).await? {
            if let Some(chosen) = asked.first("lang").and_then(named_language) {
                let cookie = format!(
                    "lang={}; Path=/; Max-Age=31536000; SameSite=Lax",
                    chosen.tag()
                );
                set(&mut reply, header::SET_COOKIE, &cookie);
            }
            if asked.path.starts_with("/assets/") {
                // Their names change with what they hold.
                let ever = "public, max-age=31536000, immutable";
                set(&mut reply, header::CACHE_CONTROL, ever);
            }
            return Ok(reply);
        }
        let missing = Refusal::new(StatusCode::NOT_FOUND, "there is nothing at this path");
        if !is_for_people(asked) {
            return Err(missing);
        }
        let (site, wanted) = (Arc::clone(served), asked.clone());
        let page = self.made(move || site.site.missing(&ask(&wanted, language)));
        let page = super::served::Ready::of(page.await?);
        Ok(page.reply(asked, super::Packing::of(asked)))
    }

    async fn to_programs(
        self: &Arc<Self>,
        served: Arc<Served>,
        asked: &Asked,
    ) -> Result<Reply, Refusal> {
        match asked.path.trim_end_matches('/') {
            "/api" | "/api/openapi.json" => Ok(api::openapi(&served)),
            "/api/queries" => Ok(api::list(&served)),
            path => match path.strip_prefix("/api/queries/") {
                Some(name) => api::answer(self, served, asked, name).await,
                None => Err(Refusal::new(
                    StatusCode::NOT_FOUND,
                    "there are /api/queries, /api/queries/NAME and /api/openapi.json",
                )),
            },
        }
    }

    async fn to_machines(
        self: &Arc<Self>,
        served: Arc<Served>,
        asked: &Asked,
    ) -> Result<Reply, Refusal> {
        match asked.path.as_str() {
            "/graphs" => graphs::answer(self, served, asked).await,
            "/.well-known/void" => description::void(self, served, asked).await,
            path if path.starts_with("/graph/") => {
                let name = graphs::iri_of(&asked.raw_path);
                graphs::graph(self, served, asked, &name).await
            }
            _ => match resource::describe(self, served, asked).await? {
                Some(reply) => Ok(reply),
                None => Err(Refusal::new(
                    StatusCode::NOT_FOUND,
                    "the graph has nothing of that name",
                )),
            },
        }
    }

    fn operations(&self, asked: &Asked, served: &Served) -> Reply {
        match asked.path.as_str() {
            "/metrics" => {
                let gauges = [
                    (
                        "aikg_queries_running",
                        "Queries under way",
                        self.gate.running() as u64,
                    ),
                    (
                        "aikg_quads",
                        "Quads of the graph",
                        served.site.graph().store().len(),
                    ),
                    (
                        "aikg_memory_bytes",
                        "Memory of the process",
                        super::limit::held().unwrap_or(0),
                    ),
                ];
                let kind = "text/plain; version=0.0.4; charset=utf-8";
                reply(StatusCode::OK, kind, self.metrics.text(&gauges))
            }
            "/readyz" if self.ends.load(Ordering::Relaxed) => {
                text(StatusCode::SERVICE_UNAVAILABLE, "ending")
            }
            _ => text(StatusCode::OK, "ok"),
        }
    }

    /// Says why not: as a page to people, else as a line.
    fn refused(&self, served: &Served, way: Way, asked: &Asked, refusal: &Refusal) -> Reply {
        if refusal.status.is_server_error() && refusal.again.is_none() {
            self.observer
                .fault(&format!("{}: {}", asked.path, refusal.text));
        }
        if way != Way::Page || !is_for_people(asked) {
            return refusal.reply();
        }
        let page = served.site.fault(
            &ask(asked, language(asked)),
            refusal.status.as_u16(),
            &refusal.text,
        );
        let mut reply = reply(refusal.status, page.kind, page.body);
        if let Some(seconds) = refusal.again {
            set(&mut reply, header::RETRY_AFTER, &seconds.to_string());
        }
        reply
    }
}

fn ask(asked: &Asked, language: Language) -> Ask<'_> {
    Ask {
        path: &asked.path,
        query: &asked.query,
        language,
    }
}

fn is_for_people(asked: &Asked) -> bool {
    accept::weight(asked.header(header::ACCEPT), "text/html") > 0
}

/// The language of a page: what is chosen, what was chosen before, what the browser likes best.
fn language(asked: &Asked) -> Language {
    let chosen = asked.first("lang").and_then(named_language);
    let before = || {
        let cookies = asked.header(header::COOKIE).split(';').map(str::trim);
        cookies
            .filter_map(|c| c.strip_prefix("lang="))
            .find_map(named_language)
    };
    let liked = || {
        let list = asked.header(header::ACCEPT_LANGUAGE);
        let mut liked: Vec<(u16, Language)> = list
            .split(',')
            .filter_map(|range| {
                let (tag, quality) = range.split_once(';').unwrap_or((range, ""));
                let quality = quality.trim().strip_prefix("q=").unwrap_or("1");
                let quality: f64 = quality.parse().ok().filter(|q| (0.0..=1.0).contains(q))?;
                Some(((quality * 1000.0) as u16, named_language(tag.trim())?))
            })
            .collect();
        // Stable: of those liked alike the first.
        liked.sort_by_key(|(quality, _)| std::cmp::Reverse(*quality));
        liked.first().map(|(_, language)| *language)
    };
    chosen
        .or_else(before)
        .or_else(liked)
        .unwrap_or(Language::En)
}

/// `zh-TW`, `zh-hant-HK`, `en-GB`, `zh` ...
fn named_language(tag: &str) -> Option<Language> {
    let tag = tag.to_ascii_lowercase();
    let mut parts = tag.split('-');
    match parts.next()? {
        "en" => Some(Language::En),
        "zh" => {
            let is_traditional = parts.any(|p| matches!(p, "hant" | "tw" | "hk" | "mo"));
            let is_simplified = tag.contains("hans");
            Some(match is_traditional && !is_simplified {
                true => Language::ZhHant,
                false => Language::ZhHans,
            })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(headers: &[(HeaderName, &str)], uri: &str) -> Language {
        let mut request = http::Request::get(uri);
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        language(&Asked::of(&parts).unwrap())
    }

    #[test]
    fn the_language_is_the_chosen_one_or_the_best_liked() {
        let accept = header::ACCEPT_LANGUAGE;
        assert_eq!(of(&[], "/"), Language::En);
        for (list, language) in [
            ("zh-TW,zh;q=0.9,en;q=0.8", Language::ZhHant),
            ("zh-CN", Language::ZhHans),
            ("zh-Hans-HK", Language::ZhHans),
            ("de, en;q=0.7, zh-HK;q=0.9", Language::ZhHant),
            ("fr", Language::En),
            ("zh;q=0.2, en;q=9", Language::ZhHans),
        ] {
            assert_eq!(of(&[(accept.clone(), list)], "/"), language, "{list}");
        }
        let both = [(header::COOKIE, "a=b; lang=zh-Hans"), (accept, "en")];
        assert_eq!(of(&both, "/"), Language::ZhHans);
        assert_eq!(of(&both, "/?lang=zh-Hant"), Language::ZhHant);
    }
}
