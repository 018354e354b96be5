//! The build that is served, and its change for a newer one without a request lost.

use super::site::Site;
use crate::error::Result;
use crate::graph::Manifest;
use crate::pipeline;
use bytes::Bytes;
use http::StatusCode;
use quick_cache::sync::Cache;
use quick_cache::{UnitWeighter, Weighter};
use std::fs::Metadata;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// Bytes of pages and answers that are kept ready.
const KEPT: u64 = 64 << 20;

/// Pages and answers that are expected to be kept.
const EXPECTED: usize = 4096;

/// Longest answer that is kept.
pub(super) const LONGEST: usize = 256 << 10;

/// One build. It does not change, so what was answered once is the answer for as long as it is served.
pub(super) struct Served {
    pub(super) site: Site,
    /// The build's id.
    pub(super) build: String,
    pub(super) ready: Cache<String, Arc<Ready>, Weight>,
}

/// An answer that is kept.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) status: StatusCode,
    pub(super) kind: String,
    pub(super) body: Bytes,
    /// The same, packed by gzip, where that is shorter; made when it is first wanted.
    pub(super) packed: OnceLock<Option<Bytes>>,
    pub(super) location: Option<String>,
    pub(super) tag: String,
}

/// Counts bytes.
#[derive(Debug, Clone, Default)]
pub(super) struct Weight(UnitWeighter);

impl Weighter<String, Arc<Ready>> for Weight {
    fn weight(&self, key: &String, ready: &Arc<Ready>) -> u64 {
        // The packed form comes later, and is shorter.
        (key.len() + ready.body.len() * 2 + 256) as u64
    }
}

impl Served {
    pub(super) fn new(site: Site) -> Self {
        Self {
            build: site.built().manifest.build.clone(),
            site,
            ready: Cache::with_weighter(EXPECTED, KEPT, Weight::default()),
        }
    }
}

/// What tells that another build stands in the folder, without reading it.
#[derive(Debug, PartialEq, Eq, Clone)]
pub(super) struct Stamp(Option<(u64, std::time::SystemTime, u64)>);

impl Stamp {
    pub(super) fn of(dir: &Path) -> Self {
        let stamp = |meta: Metadata| Some((meta.len(), meta.modified().ok()?, inode(&meta)));
        let path = dir.join("manifest.json");
        Self(std::fs::metadata(path).ok().and_then(stamp))
    }
}

#[cfg(unix)]
fn inode(meta: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(meta)
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> u64 {
    0
}

/// Opens a build such that all of it is of one build; `None` where another takes its place meanwhile.
///
/// # Errors
/// There is no graph, or it is damaged.
pub(super) fn open(dir: &Path, open: impl Fn() -> Result<Site>) -> Result<Option<Served>> {
    if pipeline::is_pending(dir) {
        return Ok(None);
    }
    let before = Stamp::of(dir);
    let build = Manifest::of(dir)?.build;
    let site = open()?;
    let same = Manifest::of(dir)?.build == build && Stamp::of(dir) == before;
    Ok((same && !pipeline::is_pending(dir)).then(|| Served::new(site)))
}
