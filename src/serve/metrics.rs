//! What the server has done, as Prometheus reads it.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Kinds of requests that are counted apart.
pub(super) const KINDS: [&str; 5] = ["page", "query", "resource", "api", "operations"];

/// Upper bounds of the classes of durations, in seconds.
const BOUNDS: [f64; 9] = [0.001, 0.0025, 0.01, 0.025, 0.1, 0.25, 1.0, 5.0, 30.0];

#[derive(Debug, Default)]
struct OfKind {
    /// By the first digit of the status.
    statuses: [AtomicU64; 6],
    classes: [AtomicU64; BOUNDS.len() + 1],
    micros: AtomicU64,
}

/// All counts.
#[derive(Debug, Default)]
pub(super) struct Metrics {
    kinds: [OfKind; KINDS.len()],
    pub(super) connections: AtomicU64,
    pub(super) connections_all: AtomicU64,
    pub(super) stopped_for_memory: AtomicU64,
    pub(super) swaps: AtomicU64,
    pub(super) from_cache: AtomicU64,
    pub(super) panics: AtomicU64,
}

impl Metrics {
    /// Counts a request.
    pub(super) fn count(&self, kind: usize, status: u16, took: Duration) {
        let Some(of) = self.kinds.get(kind) else {
            return;
        };
        let one = |counter: Option<&AtomicU64>| {
            if let Some(counter) = counter {
                counter.fetch_add(1, Ordering::Relaxed);
            }
        };
        one(of.statuses.get(usize::from(status / 100)));
        let class = BOUNDS.partition_point(|bound| *bound < took.as_secs_f64());
        one(of.classes.get(class));
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        of.micros.fetch_add(micros, Ordering::Relaxed);
    }

    /// The text that Prometheus reads.
    pub(super) fn text(&self, gauges: &[(&str, &str, u64)]) -> String {
        let mut out = String::new();
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        head(
            &mut out,
            "aikg_http_requests_total",
            "counter",
            "Requests answered, by kind and class of status",
        );
        for (kind, of) in KINDS.iter().zip(&self.kinds) {
            for (class, counter) in of.statuses.iter().enumerate().skip(1) {
                let _ = writeln!(
                    out,
                    "aikg_http_requests_total{{kind=\"{kind}\",status=\"{class}xx\"}} {}",
                    get(counter)
                );
            }
        }
        let name = "aikg_http_request_duration_seconds";
        head(&mut out, name, "histogram", "Until the answer began");
        for (kind, of) in KINDS.iter().zip(&self.kinds) {
            let mut sum = 0;
            let bounds = BOUNDS
                .iter()
                .map(f64::to_string)
                .chain(["+Inf".to_string()]);
            for (bound, counter) in bounds.zip(&of.classes) {
                sum += get(counter);
                let _ = writeln!(out, "{name}_bucket{{kind=\"{kind}\",le=\"{bound}\"}} {sum}");
            }
            let seconds = Duration::from_micros(get(&of.micros)).as_secs_f64();
            let _ = writeln!(out, "{name}_sum{{kind=\"{kind}\"}} {seconds}");
            let _ = writeln!(out, "{name}_count{{kind=\"{kind}\"}} {sum}");
        }
        for (name, kind, help, value) in [
            (
                "aikg_connections",
                "gauge",
                "Open connections",
                get(&self.connections),
            ),
            (
                "aikg_connections_total",
                "counter",
                "Connections taken on",
                get(&self.connections_all),
            ),
            (
                "aikg_queries_stopped_for_memory_total",
                "counter",
                "Queries stopped because memory ran short",
                get(&self.stopped_for_memory),
            ),
            (
                "aikg_graph_swaps_total",
                "counter",
                "Builds that took the place of another",
                get(&self.swaps),
            ),
            (
                "aikg_answers_kept_total",
                "counter",
                "Requests answered with what was kept ready",
                get(&self.from_cache),
            ),
            (
                "aikg_panics_total",
                "counter",
                "Requests that failed by a fault of the program",
                get(&self.panics),
            ),
        ] {
            head(&mut out, name, kind, help);
            let _ = writeln!(out, "{name} {value}");
        }
        for (name, help, value) in gauges {
            head(&mut out, name, "gauge", help);
            let _ = writeln!(out, "{name} {value}");
        }
        out
    }
}

fn head(out: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
}
