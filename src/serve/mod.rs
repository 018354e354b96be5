//! A built graph → a service: a SPARQL endpoint for tools, pages for people.
//!
//! * `asked`, `accept`: a request's head, and which form it wants. `access`: who may ask.
//! * `route`: what answers which path. `protocol`, `description`: the SPARQL 1.1 Protocol. `graphs`: the Graph Store Protocol, reading.
//!   `resource`: linked data. `api`: named queries. `site`: pages.
//! * `ask`, `pipe`, `limit`: a query within its limits, its answer streamed at the client's pace; `packing`: by gzip, where wanted.
//! * `served`: the build, what is kept ready of it, and its change for a newer one. `ready`: answers from there.
//! * `server`: connections. `metrics`: what was done.
//!
//! Unlike the rest of the library this one needs the time: limits are in seconds. What happens is told to an [`Observer`].

mod accept;
mod access;
mod api;
mod ask;
mod asked;
mod description;
mod graphs;
mod limit;
mod metrics;
mod packing;
mod pipe;
mod protocol;
mod ready;
mod reply;
mod resource;
mod route;
mod served;
mod server;
pub mod site;

pub use access::Access;
pub use limit::Limits;
pub use server::run;

use crate::extract::Knowledge;
use crate::query::Catalogue;
use jiff::civil::Date;
use limit::Gate;
use metrics::Metrics;
use packing::Packing;
use served::Served;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::Duration;

/// What is served, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of the graph.
    pub dir: PathBuf,
    /// As it stood on this day.
    pub as_of: Option<Date>,
    /// Where to listen. Port 0 is any that is free.
    pub bind: SocketAddr,
    /// Who may ask.
    pub access: Access,
    /// The origin whose pages may ask (`Access-Control-Allow-Origin`); none where `None`.
    pub cors: Option<String>,
    /// Whether queries may ask other servers.
    pub allow_service: bool,
    /// What is given at most.
    pub limits: Limits,
    /// How often to look for a newer build.
    pub look: Duration,
}

/// A request that was answered.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// The request's id: the client's own, or a number.
    pub id: &'a str,
    /// GET, POST ...
    pub method: &'a str,
    /// As it came.
    pub path: &'a str,
    /// The status of the answer.
    pub status: u16,
    /// Until the answer began.
    pub took: Duration,
}

/// Told what happens.
pub trait Observer: Send + Sync {
    /// The server listens.
    fn listens(&self, address: SocketAddr);
    /// A request was answered.
    fn answered(&self, request: &Request<'_>);
    /// Something that an operator should know.
    fn note(&self, text: &str);
    /// Something that went wrong.
    fn fault(&self, text: &str);
}

/// The server's state.
pub(crate) struct App {
    options: Options,
    knowledge: Arc<Knowledge>,
    catalogue: Arc<Catalogue>,
    observer: Arc<dyn Observer>,
    served: RwLock<Arc<Served>>,
    gate: Arc<Gate>,
    /// Places in which pages are made.
    pages: Arc<tokio::sync::Semaphore>,
    metrics: Arc<Metrics>,
    address: OnceLock<SocketAddr>,
    /// Set when no more is taken on.
    ends: std::sync::atomic::AtomicBool,
    requests: std::sync::atomic::AtomicU64,
}

impl App {
    /// The build that is served now.
    fn served(&self) -> Arc<Served> {
        let served = self.served.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&served)
    }

    /// Where this server is reached.
    fn base(&self) -> String {
        let address = self.address.get().copied().unwrap_or(self.options.bind);
        format!("http://{address}")
    }
}
