//! The extracts of a build, kept in `store/extracts.bin` so that the next build reads only what changed.
//!
//! Records stand one after another; the index of names stands at the end, its place and a checksum in
//! the last 48 bytes. A file that is damaged in any way counts as absent: the next build extracts everything again.

use crate::error::{Error, Result, writing};
use crate::extract::Extract;
use crate::text;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

const MAGIC: &[u8; 8] = b"aikgext6";

/// Where one extract stands.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Place {
    offset: u64,
    length: u64,
    sha256: String,
    /// SHA-256 of the record, so that a damaged one is never taken for what a digest says.
    record: String,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Index {
    identity: String,
    /// A hash of what the build was made from.
    run: String,
    places: BTreeMap<String, Place>,
}

/// Extracts that can be read.
#[derive(Debug, Default)]
pub(super) struct Kept {
    file: Option<File>,
    path: PathBuf,
    index: Index,
}

impl Kept {
    /// Opens what the last build in `dir` kept; empty where there is nothing, or other dictionaries or another program made it.
    pub(super) fn open(dir: &Path, identity: &str) -> Self {
        let path = dir.join("store/extracts.bin");
        Self::try_open(&path)
            .filter(|kept| kept.index.identity == identity)
            .unwrap_or_default()
    }

    fn try_open(path: &Path) -> Option<Self> {
        let file = File::open(path).ok()?;
        let size = file.metadata().ok()?.len();
        let mut foot = [0u8; 48];
        file.read_exact_at(&mut foot, size.checked_sub(48)?).ok()?;
        if &foot[40..] != MAGIC {
            return None;
        }
        let at = u64::from_le_bytes(foot[..8].try_into().ok()?);
        let length = size.checked_sub(48)?.checked_sub(at)?;
        let mut bytes = vec![0u8; usize::try_from(length).ok()?];
        file.read_exact_at(&mut bytes, at).ok()?;
        if checksum(&bytes) != foot[8..40] {
            return None;
        }
        let index = postcard::from_bytes(&bytes).ok()?;
        Some(Self {
            file: Some(file),
            path: path.to_path_buf(),
            index,
        })
    }

    /// The hash of what the build was made from; empty where nothing was kept.
    pub(super) fn run(&self) -> &str {
        &self.index.run
    }

    /// The SHA-256 of the digest of a name.
    pub(super) fn sha256(&self, name: &str) -> Option<&str> {
        Some(&self.index.places.get(name)?.sha256)
    }

    /// The names of the digests, sorted.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.index.places.keys().map(String::as_str)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.index.places.len()
    }

    /// Says whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.index.places.is_empty()
    }

    /// Reads the extract of a digest.
    pub(super) fn get(&self, name: &str) -> Option<Extract> {
        let (bytes, _) = self.record(name)?;
        postcard::from_bytes(&bytes).ok()
    }

    /// Reads the record of a digest.
    fn record(&self, name: &str) -> Option<(Vec<u8>, &Place)> {
        let place = self.index.places.get(name)?;
        let mut bytes = vec![0u8; usize::try_from(place.length).ok()?];
        self.file
            .as_ref()?
            .read_exact_at(&mut bytes, place.offset)
            .ok()?;
        (text::sha256(&bytes) == place.record).then_some((bytes, place))
    }

    /// Reads the extract of a digest if it was made from these bytes.
    pub(super) fn same(&self, name: &str, sha256: &str) -> Option<Extract> {
        self.index.places.get(name).filter(|p| p.sha256 == sha256)?;
        self.get(name)
    }

    /// The same where it must be there.
    pub(super) fn extract(&self, name: &str) -> Result<Extract> {
        self.get(name).ok_or_else(|| Error::Damaged {
            path: self.path.clone(),
            line: 0,
            reason: format!("the record of {name} cannot be read"),
        })
    }
}

fn checksum(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).into()
}

/// An extract as it is written.
#[derive(Debug)]
pub(super) struct Record {
    name: String,
    sha256: String,
    /// The SHA-256 of the bytes.
    own: String,
    bytes: Vec<u8>,
}

impl Record {
    pub(super) fn of(extract: &Extract) -> Self {
        let bytes =
            postcard::to_stdvec(extract).expect("an extract holds nothing that cannot be written");
        Self {
            name: extract.name.clone(),
            sha256: extract.sha256.clone(),
            own: text::sha256(&bytes),
            bytes,
        }
    }
}

/// Extracts being written.
#[derive(Debug)]
pub(super) struct Writer {
    path: PathBuf,
    shown: PathBuf,
    out: BufWriter<File>,
    offset: u64,
    index: Index,
}

impl Writer {
    /// Starts the file at `path`; messages call it `shown`.
    pub(super) fn create(path: &Path, shown: &Path, identity: &str, run: &str) -> Result<Self> {
        Ok(Self {
            path: path.to_path_buf(),
            shown: shown.to_path_buf(),
            out: BufWriter::with_capacity(256 << 10, File::create(path).map_err(writing(shown))?),
            offset: 0,
            index: Index {
                identity: identity.to_string(),
                run: run.to_string(),
                places: BTreeMap::new(),
            },
        })
    }

    /// Writes an extract. Digests come in order of their names.
    pub(super) fn push(&mut self, record: Record) -> Result<()> {
        let Record {
            name,
            sha256,
            own,
            bytes,
        } = record;
        self.put(&name, &sha256, own, &bytes)
    }

    /// Writes the extract of a digest as another build kept it; `None` where that cannot be read.
    pub(super) fn copy(&mut self, kept: &Kept, name: &str) -> Option<Result<()>> {
        let (bytes, place) = kept.record(name)?;
        Some(self.put(name, &place.sha256, place.record.clone(), &bytes))
    }

    fn put(&mut self, name: &str, sha256: &str, record: String, bytes: &[u8]) -> Result<()> {
        self.out.write_all(bytes).map_err(writing(&self.shown))?;
        let place = Place {
            offset: self.offset,
            length: bytes.len() as u64,
            sha256: sha256.to_string(),
            record,
        };
        self.offset += place.length;
        self.index.places.insert(name.to_string(), place);
        Ok(())
    }

    /// Writes the index and opens what was written.
    pub(super) fn finish(mut self) -> Result<Kept> {
        let bytes = postcard::to_stdvec(&self.index)
            .expect("an index holds nothing that cannot be written");
        let mut foot = bytes.clone();
        foot.extend_from_slice(&self.offset.to_le_bytes());
        foot.extend_from_slice(&checksum(&bytes));
        foot.extend_from_slice(MAGIC);
        self.out
            .write_all(&foot)
            .and_then(|()| self.out.flush())
            .map_err(writing(&self.shown))?;
        Kept::try_open(&self.path).ok_or_else(|| Error::Damaged {
            path: self.path.clone(),
            line: 0,
            reason: "what was written cannot be read back".to_string(),
        })
    }
}
