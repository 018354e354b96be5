//! Connections: taken on, bounded, and let go when the server ends.

use super::served::{self, Served, Stamp};
use super::site::Site;
use super::{App, Gate, Metrics, Observer, Options, limit};
use crate::error::{Error, Result};
use crate::extract::Knowledge;
use crate::query::{self, Catalogue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulConnection, GracefulShutdown};
use std::convert::Infallible;
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

/// How long a request's head may take, and how long a connection may be idle.
const HEAD: Duration = Duration::from_secs(10);

/// How long requests under way may go on once the server is told to end.
const GRACE: Duration = Duration::from_secs(10);

/// Bytes of a request's head.
const LONGEST_HEAD: usize = 16 << 10;

/// Headers of a request.
const HEADERS: usize = 64;

/// How long the query of a page may run.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often memory is looked at.
const GLANCE: Duration = Duration::from_millis(50);

/// Serves a graph until the process is told to end (SIGINT, SIGTERM).
///
/// # Errors
/// There is no graph, it cannot be read, or nothing can listen there.
pub fn run(
    options: Options,
    knowledge: Arc<Knowledge>,
    catalogue: Arc<Catalogue>,
    observer: Arc<dyn Observer>,
) -> Result<()> {
    let first = first(&options, &knowledge, &catalogue)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(options.limits.queries + 64)
        // Queries run in the runtime's own threads: these are theirs.
        .thread_name(query::THREAD)
        .thread_stack_size(query::STACK)
        // What a thread has held goes back to the system when it ends, not before.
        .thread_keep_alive(Duration::from_secs(1))
        .build()
        .map_err(|source| Error::Listen {
            address: options.bind,
            source,
        })?;
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let app = Arc::new(App {
        served: RwLock::new(Arc::new(first)),
        gate: Arc::new(Gate::new(&options.limits)),
        pages: Arc::new(Semaphore::new(2 * cores)),
        metrics: Arc::new(Metrics::default()),
        address: OnceLock::new(),
        ends: std::sync::atomic::AtomicBool::new(false),
        requests: std::sync::atomic::AtomicU64::new(0),
        options,
        knowledge,
        catalogue,
        observer,
    });
    let done = runtime.block_on(listen(app));
    // A query that does not end keeps nobody waiting.
    runtime.shutdown_timeout(Duration::from_millis(200));
    done
}

fn first(
    options: &Options,
    knowledge: &Arc<Knowledge>,
    catalogue: &Arc<Catalogue>,
) -> Result<Served> {
    for _ in 0..20 {
        if let Some(served) = served::open(&options.dir, || site(options, knowledge, catalogue))? {
            return Ok(served);
        }
        std::thread::sleep(Duration::from_millis(250));
    }
    Err(Error::Changing {
        dir: options.dir.clone(),
    })
}

fn site(options: &Options, knowledge: &Arc<Knowledge>, catalogue: &Arc<Catalogue>) -> Result<Site> {
    let (knowledge, catalogue) = (Arc::clone(knowledge), Arc::clone(catalogue));
    Site::open(&options.dir, knowledge, catalogue, options.as_of)
        .map(|site| site.patient(options.limits.time.min(PATIENCE)))
}

async fn listen(app: Arc<App>) -> Result<()> {
    let bind = app.options.bind;
    let failed = |source| Error::Listen {
        address: bind,
        source,
    };
    let listener = TcpListener::bind(bind).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let _ = app.address.set(address);
    warm(&app);
    app.observer.listens(address);
    let places = Arc::new(Semaphore::new(app.options.limits.connections.max(1)));
    let graceful = GracefulShutdown::new();
    let watches = [
        tokio::spawn(renew(Arc::clone(&app))),
        tokio::spawn(mind_memory(Arc::clone(&app))),
    ];
    let mut end = std::pin::pin!(told_to_end());
    loop {
        let place = tokio::select! {
            place = Arc::clone(&places).acquire_owned() => place,
            () = &mut end => break,
        };
        let stream = tokio::select! {
            taken = listener.accept() => taken,
            () = &mut end => break,
        };
        match stream {
            Ok((stream, _)) => {
                let connection = connection(Arc::clone(&app), stream);
                let watched = graceful.watch(connection);
                let metrics = Arc::clone(&app.metrics);
                metrics.connections.fetch_add(1, Ordering::Relaxed);
                metrics.connections_all.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(async move {
                    // A client that breaks off is no fault of ours.
                    let _ = watched.await;
                    metrics.connections.fetch_sub(1, Ordering::Relaxed);
                    drop(place);
                });
            }
            // No more files may be open: those that are there end first.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
    app.ends.store(true, Ordering::Relaxed);
    drop(listener);
    app.observer.note("ending: no more requests are taken on");
    let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
    watches.iter().for_each(tokio::task::JoinHandle::abort);
    Ok(())
}

fn connection(
    app: Arc<App>,
    stream: TcpStream,
) -> impl GracefulConnection<Error = hyper::Error> + Send {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let app = Arc::clone(&app);
        async move { Ok::<_, Infallible>(app.answer(request).await) }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(LONGEST_HEAD)
        .max_headers(HEADERS)
        .serve_connection(TokioIo::new(stream), service)
}

/// Looks for a newer build and serves it; requests under way go on with the one that they began with.
async fn renew(app: Arc<App>) {
    let mut last = Stamp::of(&app.options.dir);
    loop {
        tokio::time::sleep(app.options.look).await;
        let now = Stamp::of(&app.options.dir);
        if now == last {
            continue;
        }
        let there = Arc::clone(&app);
        let opened = tokio::task::spawn_blocking(move || {
            let options = &there.options;
            served::open(&options.dir, || {
                site(options, &there.knowledge, &there.catalogue)
            })
        });
        match opened.await {
            Ok(Ok(Some(newer))) => {
                last = now;
                let newer = Arc::new(newer);
                if newer.build != app.served().build {
                    app.metrics.swaps.fetch_add(1, Ordering::Relaxed);
                    app.observer
                        .note("another build stands in the folder: it is served now");
                }
                *app.served.write().unwrap_or_else(PoisonError::into_inner) = newer;
                warm(&app);
            }
            // It is being moved into place: look again.
            Ok(Ok(None)) => {}
            Ok(Err(error)) => {
                last = now;
                app.observer
                    .fault(&format!("the newer build cannot be served: {error}"));
            }
            Err(_) => {
                last = now;
                app.observer
                    .fault("the newer build cannot be served: a fault of the program");
            }
        }
    }
}

/// Makes beside what first pages need, so that no reader waits for it.
fn warm(app: &App) {
    let served = app.served();
    tokio::task::spawn_blocking(move || served.site.warm());
}

/// Stops queries, the oldest first, while the process holds too much.
async fn mind_memory(app: Arc<App>) {
    loop {
        tokio::time::sleep(GLANCE).await;
        let much = limit::held().is_some_and(|held| held > app.options.limits.memory);
        if much && app.gate.running() > 0 && app.gate.stop_longest() {
            app.metrics
                .stopped_for_memory
                .fetch_add(1, Ordering::Relaxed);
            app.observer
                .note("memory runs short: the query that has run longest was stopped");
            // What it held has to be given back before another is stopped.
            tokio::time::sleep(GLANCE * 4).await;
        }
    }
}

#[cfg(unix)]
async fn told_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut interrupt), Ok(mut terminate)) = (
        signal(SignalKind::interrupt()),
        signal(SignalKind::terminate()),
    ) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(not(unix))]
async fn told_to_end() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
