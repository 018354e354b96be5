//! What one server gives at most: time and rows for a query, queries at once, connections, bytes.

use super::reply::Refusal;
use crate::query::CancellationToken;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// What is given at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// How long a query may run, its answer's way to the client included.
    pub time: Duration,
    /// Rows or triples of an answer. One with more is broken off, so that nobody takes it for whole.
    pub rows: u64,
    /// Queries that run at once.
    pub queries: usize,
    /// Queries that wait for their turn. Others are told to try again.
    pub waiting: usize,
    /// Open connections. Others wait to be taken on.
    pub connections: usize,
    /// Bytes of a request's body.
    pub body: usize,
    /// Bytes of memory of the whole process above which queries are stopped, the one that has run longest first.
    pub memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            time: Duration::from_secs(30),
            rows: 1_000_000,
            queries: (2 * cores).max(4),
            waiting: 64,
            connections: 16_384,
            body: 1 << 20,
            memory: 2 << 30,
        }
    }
}

/// How long a query waits for its turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// The places in which queries run.
pub(super) struct Gate {
    places: Arc<Semaphore>,
    waiting: AtomicUsize,
    most_waiting: usize,
    running: Mutex<BTreeMap<u64, (Instant, CancellationToken)>>,
    next: AtomicU64,
}

/// A place in which a query runs.
pub(super) struct Place {
    gate: Arc<Gate>,
    number: u64,
    /// Stops the query.
    pub(super) stop: CancellationToken,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Place {
    fn drop(&mut self) {
        let running = &self.gate.running;
        let mut running = running.lock().unwrap_or_else(PoisonError::into_inner);
        running.remove(&self.number);
    }
}

impl Gate {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            places: Arc::new(Semaphore::new(limits.queries.max(1))),
            waiting: AtomicUsize::new(0),
            most_waiting: limits.waiting,
            running: Mutex::default(),
            next: AtomicU64::new(0),
        }
    }

    /// Waits for a place.
    ///
    /// # Errors
    /// Too many wait already, or it takes too long.
    pub(super) async fn enter(self: &Arc<Self>) -> Result<Place, Refusal> {
        let permit = match Arc::clone(&self.places).try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => self.wait().await?,
        };
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let stop = CancellationToken::new();
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.insert(number, (Instant::now(), stop.clone()));
        Ok(Place {
            gate: Arc::clone(self),
            number,
            stop,
            _permit: permit,
        })
    }

    async fn wait(&self) -> Result<OwnedSemaphorePermit, Refusal> {
        /// Counts down when the wait ends, however it does.
        struct Waits<'a>(&'a AtomicUsize);
        impl Drop for Waits<'_> {
            fn drop(&mut self) {
                self.0.fetch_sub(1, Ordering::Relaxed);
            }
        }
        let before = self.waiting.fetch_add(1, Ordering::Relaxed);
        let _waits = Waits(&self.waiting);
        if before >= self.most_waiting {
            return Err(Refusal::busy());
        }
        let place = Arc::clone(&self.places).acquire_owned();
        match tokio::time::timeout(PATIENCE, place).await {
            Ok(Ok(permit)) => Ok(permit),
            _ => Err(Refusal::busy()),
        }
    }

    /// How many queries run.
    pub(super) fn running(&self) -> usize {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.len()
    }

    /// Stops the query that has run longest; those that have just begun are not what fills memory.
    pub(super) fn stop_longest(&self) -> bool {
        const YOUNG: Duration = Duration::from_millis(200);
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let old = running
            .values()
            .filter(|(since, stop)| since.elapsed() > YOUNG && !stop.is_cancelled());
        match old.min_by_key(|(since, _)| *since) {
            Some((_, stop)) => {
                stop.cancel();
                true
            }
            None => false,
        }
    }
}

/// Bytes of memory that this process holds; `None` where the system does not tell.
pub(super) fn held() -> Option<u64> {
    let told = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = told.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * 4096)
}
