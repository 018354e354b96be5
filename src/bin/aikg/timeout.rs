//! `--timeout`: a query that takes too long is stopped, and the command fails.

use crate::say;
use aikg::query::CancellationToken;
use std::time::Duration;

/// How long a query that was told to stop may take to do so. Sorting and printing ask for no leave.
const GRACE: Duration = Duration::from_millis(500);

/// Stops a query after a time, and the program where that does not help.
pub(crate) fn watch(limit: Duration, stop: CancellationToken) {
    std::thread::spawn(move || {
        std::thread::sleep(limit);
        stop.cancel();
        std::thread::sleep(GRACE);
        say::error(&passed(limit));
        std::process::exit(1);
    });
}

/// Says that the time has passed.
pub(crate) fn passed(limit: Duration) -> anyhow::Error {
    anyhow::anyhow!(
        "the query did not end within {} s (--timeout)",
        limit.as_secs_f64()
    )
}
