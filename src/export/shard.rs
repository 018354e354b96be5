//! Sorted N-Quads → parts to load into a store: `part-00000.nq.gz` and so on, their checksums, their description.
//!
//! No part ends within a subject. The parts one after another are the quads that came in; the same quads give the same bytes, however they
//! were spread over files.

use super::describe::Census;
use crate::error::{Error, Result, reading, writing};
use crate::graph::sorter;
use crate::text;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use flate2::{Compression, GzBuilder};
use oxigraph::io::{RdfFormat, RdfParser};
use sha2::Digest as _;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

/// The checksums, as `sha256sum -c` reads them; written last.
const SUMS: &str = "SHA256SUMS";

/// The description.
const DESCRIPTION: &str = "void.ttl";

/// Bytes that are packed and counted at once.
const CHUNK: usize = 8 << 20;

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shards {
    /// How many parts.
    pub parts: usize,
    /// How many quads.
    pub quads: u64,
}

/// Writes the quads of sorted files, packed or not, into a folder; each part has `size` bytes of quads or a little more.
///
/// # Errors
/// A file cannot be read, or its lines are no sorted N-Quads; the folder cannot be written.
pub fn write(files: &[PathBuf], dir: &Path, size: u64) -> Result<Shards> {
    let mut readers = Vec::new();
    for path in files {
        readers.push(open(path).map_err(reading(path))?);
    }
    let mut parts = Parts {
        dir,
        size,
        files: Vec::new(),
        open: None,
        chunk: Vec::with_capacity(CHUNK + (1 << 16)),
        last: Vec::new(),
        census: Census::default(),
    };
    let mut failed = None;
    let merged = sorter::merge_lines(readers, |line| {
        parts.push(line).map_err(|error| {
            failed = Some(error);
            std::io::Error::other("the line before could not be written")
        })
    });
    if let Some(error) = failed {
        return Err(error);
    }
    let quads = merged.map_err(|source| Error::Read {
        path: files.first().cloned().unwrap_or_default(),
        source,
    })?;
    parts.close()?;
    let Parts { files, census, .. } = parts;
    let sized: Vec<(String, u64)> = files.iter().map(|f| (f.name.clone(), f.size)).collect();
    let path = dir.join(DESCRIPTION);
    let mut turtle = Vec::new();
    census.describe(&sized, &mut turtle)?;
    std::fs::write(&path, &turtle).map_err(writing(&path))?;
    let sums = files.iter().map(|f| (f.sum.as_str(), f.name.as_str()));
    let own = text::sha256(&turtle);
    let sums = sums.chain([(own.as_str(), DESCRIPTION)]);
    let sums: String = sums.map(|(sum, name)| format!("{sum}  {name}\n")).collect();
    let path = dir.join(SUMS);
    std::fs::write(&path, sums).map_err(writing(&path))?;
    Ok(Shards {
        parts: files.len(),
        quads,
    })
}

/// Opens a file; one that begins as gzip does is unpacked.
fn open(path: &Path) -> std::io::Result<Box<dyn BufRead>> {
    let mut file = BufReader::with_capacity(256 << 10, File::open(path)?);
    let is_packed = file.fill_buf()?.starts_with(&[0x1F, 0x8B]);
    Ok(if is_packed {
        let unpacked = MultiGzDecoder::new(file);
        Box::new(BufReader::with_capacity(256 << 10, unpacked))
    } else {
        Box::new(file)
    })
}

/// A part that was written.
struct Part {
    name: String,
    sum: String,
    size: u64,
}

struct Parts<'a> {
    dir: &'a Path,
    size: u64,
    files: Vec<Part>,
    open: Option<Packed>,
    /// Lines of the open part that are not packed yet.
    chunk: Vec<u8>,
    last: Vec<u8>,
    census: Census,
}

/// A part while it is written.
struct Packed {
    path: PathBuf,
    gzip: GzEncoder<Hashed>,
    /// Bytes of quads.
    taken: u64,
}

/// A file and the hash of what was written to it.
struct Hashed {
    file: BufWriter<File>,
    hash: sha2::Sha256,
    size: u64,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.file.write_all(bytes)?;
        self.hash.update(bytes);
        self.size += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}

fn subject(line: &[u8]) -> &[u8] {
    let end = memchr::memchr(b' ', line).unwrap_or(line.len());
    line.get(..end).unwrap_or(line)
}

impl Parts<'_> {
    fn push(&mut self, line: &[u8]) -> Result<()> {
        if line <= self.last.as_slice() {
            return Err(self.wrong(line, "stands out of order; sort with LC_ALL=C sort"));
        }
        let is_full = self.open.as_ref().is_some_and(|p| p.taken >= self.size);
        if is_full && subject(line) != subject(&self.last) {
            self.close()?;
        }
        if self.open.is_none() {
            self.open = Some(Packed::create(self.dir, self.files.len())?);
        }
        if let Some(part) = &mut self.open {
            part.taken += line.len() as u64;
        }
        self.chunk.extend_from_slice(line);
        self.last.clear();
        self.last.extend_from_slice(line);
        if self.chunk.len() >= CHUNK {
            self.pack()?;
        }
        Ok(())
    }

    /// Packs and counts what has gathered, side by side.
    fn pack(&mut self) -> Result<()> {
        let Self {
            open,
            chunk,
            census,
            ..
        } = self;
        let (packed, counted) = rayon::join(
            || match open {
                Some(part) => part.gzip.write_all(chunk).map_err(writing(&part.path)),
                None => Ok(()),
            },
            || {
                for quad in RdfParser::from_format(RdfFormat::NQuads).for_slice(chunk.as_slice()) {
                    census.add(quad.map_err(|e| e.to_string())?);
                }
                Ok(())
            },
        );
        packed?;
        counted.map_err(|reason: String| self.wrong(&[], &format!("is no quad: {reason}")))?;
        self.chunk.clear();
        Ok(())
    }

    fn close(&mut self) -> Result<()> {
        self.pack()?;
        if let Some(part) = self.open.take() {
            let path = part.path;
            let mut hashed = part.gzip.finish().map_err(writing(&path))?;
            hashed.flush().map_err(writing(&path))?;
            self.files.push(Part {
                name: name(self.files.len()),
                sum: text::hex(&hashed.hash.finalize()),
                size: hashed.size,
            });
        }
        Ok(())
    }

    fn wrong(&self, line: &[u8], reason: &str) -> Error {
        let line = String::from_utf8_lossy(line);
        let shown: String = line.trim_end().chars().take(80).collect();
        Error::Partial {
            path: PathBuf::from(if shown.is_empty() {
                "the quads".to_string()
            } else {
                shown
            }),
            line: 0,
            reason: reason.to_string(),
        }
    }
}

fn name(number: usize) -> String {
    format!("part-{number:05}.nq.gz")
}

impl Packed {
    fn create(dir: &Path, number: usize) -> Result<Self> {
        let path = dir.join(name(number));
        let file = File::create(&path).map_err(writing(&path))?;
        let hashed = Hashed {
            file: BufWriter::with_capacity(256 << 10, file),
            hash: sha2::Sha256::new(),
            size: 0,
        };
        // No time and no name stand in it: the same quads are the same bytes.
        let gzip = GzBuilder::new()
            .mtime(0)
            .write(hashed, Compression::default());
        Ok(Self {
            path,
            gzip,
            taken: 0,
        })
    }
}
