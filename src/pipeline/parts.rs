//! What the next build has to know to change only what differs: `store/parts.bin`.
//!
//! For each digest hashes of its names, and how long its rows are in each table; the evidence of
//! all digests, added up; the sums of `graph.nq` and the store. Some kilobytes for each digest. As with extracts, a file that is damaged in any way
//! counts as absent.

use super::packed::Packed;
use crate::extract::Extract;
use crate::graph::names::{self, Names};
use crate::graph::{Emitted, InputRecord, seen, table::Rows};
use crate::link::{self, Evidence, Registry};
use crate::text::hash::xxh64;
use crate::warning::Warning;
use serde::{Deserialize, Serialize, Serializer};
use std::path::Path;

/// Where it stands in a build's folder.
pub(super) const FILE: &str = "store/parts.bin";

const MAGIC: &[u8; 8] = b"aikgprt4";

/// What a build was put together from, as the next one reads it.
#[derive(Debug, Deserialize)]
pub(super) struct Last {
    run: String,
    evidence: Vec<u8>,
    /// Sorted by name.
    pub(super) digests: Vec<Part>,
    /// Lines of `graph.nq`.
    pub(super) quads: u64,
    /// The sums of its blocks.
    pub(super) blocks: Vec<u64>,
    /// The sum of the store.
    pub(super) store: u64,
    build: String,
}

/// The same as it is written: of the digests little more than bytes is held.
#[derive(Debug, Serialize)]
pub(super) struct Parts {
    /// The hash of what the build was made from: that of the extracts beside.
    pub(super) run: String,
    /// What all digests tell about names, without dates: as bytes, a fifth of what it takes else.
    evidence: Vec<u8>,
    /// Sorted by name.
    pub(super) digests: Vec<Written>,
    /// Lines of `graph.nq`.
    pub(super) quads: u64,
    /// The sums of its blocks.
    pub(super) blocks: Vec<u64>,
    /// The sum of the store.
    pub(super) store: u64,
    /// The build's id.
    pub(super) build: String,
}

/// What one digest adds, when it is no longer asked.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) record: InputRecord,
    pub(super) warnings: Vec<Warning>,
    part: Packed,
    names: Packed,
}

impl Serialize for Written {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.part.serialize(serializer)
    }
}

/// What one digest adds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Part {
    /// What the manifest says of it.
    pub(super) record: InputRecord,
    pub(super) warnings: Vec<Warning>,
    /// Its rows in `items.csv`, `mentions.csv`, `relations.csv` and `papers.csv`: how many bytes, and their sum.
    pub(super) rows: [(u64, u64); 4],
    /// Hashes of its names, sorted.
    pub(super) keys: Vec<u32>,
    /// What its items name, for counts: as [`seen`] writes it.
    pub(super) seen: Vec<u32>,
    /// What its items name, for maps and reports: in a file of its own.
    #[serde(skip)]
    pub(super) names: Names,
}

impl Part {
    /// What is kept of a digest.
    pub(super) fn of(extract: &Extract, emitted: &Emitted, registry: &Registry) -> Self {
        let Rows {
            items,
            mentions,
            relations,
            papers,
        } = &emitted.rows;
        Self {
            record: InputRecord::of(extract),
            warnings: extract.warnings.clone(),
            rows: [items, mentions, relations, papers].map(|rows| (rows.len() as u64, sum(rows))),
            keys: link::keys(extract),
            seen: seen::keep(&emitted.names, registry),
            names: Names::of(extract, registry),
        }
    }
}

impl From<Part> for Written {
    fn from(part: Part) -> Self {
        Self {
            part: Packed::of(&part),
            names: Packed::of(&part.names),
            record: part.record,
            warnings: part.warnings,
        }
    }
}

/// The sum of a digest's rows.
pub(super) fn sum(rows: &[u8]) -> u64 {
    xxh64(rows, 0)
}

impl Parts {
    /// Those of a build without digests.
    pub(super) fn new(run: String, evidence: &Evidence) -> Self {
        Self {
            run,
            evidence: postcard::to_stdvec(evidence)
                .expect("evidence holds nothing that cannot be written"),
            digests: Vec::new(),
            quads: 0,
            blocks: Vec::new(),
            store: 0,
            build: String::new(),
        }
    }

    /// The bytes of the file with what the digests name.
    pub(super) fn names(&self) -> Vec<u8> {
        let digests = self.digests.iter();
        let held = digests.map(|written| (written.record.digest.as_str(), &written.names));
        names::bytes(&self.build, &held.collect::<Vec<_>>())
    }

    /// The bytes of the file.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes =
            postcard::to_stdvec(self).expect("parts hold nothing that cannot be written");
        let sum = xxh64(&bytes, 0);
        bytes.extend_from_slice(&sum.to_le_bytes());
        bytes.extend_from_slice(MAGIC);
        bytes
    }
}

impl Last {
    /// Reads those of the build of `run` in a folder.
    pub(super) fn open(dir: &Path, run: &str) -> Option<Self> {
        let bytes = std::fs::read(dir.join(FILE)).ok()?;
        let (front, magic) = bytes.split_last_chunk::<8>()?;
        let (body, known) = front.split_last_chunk::<8>()?;
        if magic != MAGIC || u64::from_le_bytes(*known) != xxh64(body, 0) {
            return None;
        }
        let mut parts: Self = postcard::from_bytes(body).ok()?;
        let held = names::read(dir, &parts.build)?;
        if parts.run != run || held.len() != parts.digests.len() {
            return None;
        }
        for (part, (digest, names)) in parts.digests.iter_mut().zip(held) {
            if part.record.digest != digest {
                return None;
            }
            part.names = names;
        }
        Some(parts)
    }

    /// What all digests tell about names, without dates.
    pub(super) fn evidence(&self) -> Option<Evidence> {
        postcard::from_bytes(&self.evidence).ok()
    }
}
