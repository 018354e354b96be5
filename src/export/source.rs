//! What is exported: a built graph, maybe as of a day, maybe with its mentions → sorted N-Quads.

use crate::error::{Result, reading, writing};
use crate::graph::sorter::{Merge, Sorter};
use crate::graph::{AsOf, Built, Manifest, occurrence};
use jiff::civil::Date;
use std::collections::HashSet;
use std::fs::File;
use std::io::Write as _;
use std::io::{BufRead, BufReader, BufWriter, Seek};
use std::path::PathBuf;

/// A built graph to be exported.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its folder.
    pub dir: PathBuf,
    /// Only digests dated on or before this day.
    pub as_of: Option<Date>,
    /// Every mention as RDF too.
    pub mentions: bool,
}

impl Source {
    /// What the graph was made from; without later digests.
    ///
    /// # Errors
    /// There is no graph, or no digest is that old.
    pub fn manifest(&self) -> Result<Manifest> {
        let manifest = Manifest::of(&self.dir)?;
        match self.as_of {
            Some(date) => manifest.as_of(date),
            None => Ok(manifest),
        }
    }

    /// The graph's tables; without later digests.
    ///
    /// # Errors
    /// There is no graph, no digest is that old, or a table is damaged.
    pub fn built(&self) -> Result<Built> {
        Built::open_as_of(&self.dir, self.as_of)
    }

    /// The graph's quads: sorted N-Quads, each once.
    ///
    /// # Errors
    /// As [`Source::built`]; or there is no room for temporary files.
    pub fn quads(&self) -> Result<File> {
        let manifest = self.manifest()?;
        let path = self.dir.join("graph.nq");
        let quads = match self.as_of {
            Some(date) => AsOf::open(&self.dir, date)?.file()?,
            None => File::open(&path).map_err(reading(&path))?,
        };
        if !self.mentions || manifest.with_mentions {
            return Ok(quads);
        }
        let digests: HashSet<&str> = manifest.inputs.iter().map(|i| i.digest.as_str()).collect();
        let mut sorter = temporary();
        occurrence::push(&self.dir, &|digest| digests.contains(digest), &mut sorter)?;
        let mentions = sorted(sorter)?;
        rewound(|out| {
            let mut merge = Merge::new(BufReader::with_capacity(256 << 10, mentions), out)?;
            let mut lines = BufReader::with_capacity(1 << 20, quads);
            let mut line = Vec::new();
            while lines.read_until(b'\n', &mut line)? > 0 {
                merge.push(&line)?;
                line.clear();
            }
            merge.finish().map(|_| ())
        })
    }
}

/// A sorter that spills to temporary files.
pub(super) fn temporary() -> Sorter {
    let place = std::env::temp_dir();
    Sorter::new(&place, &place)
}

/// What a sorter holds, in a temporary file.
pub(super) fn sorted(sorter: Sorter) -> Result<File> {
    rewound(|out| sorter.finish(|line| out.write_all(line)).map(|_| ()))
}

/// A temporary file with what is written to it, to be read from its start.
fn rewound(write: impl FnOnce(&mut BufWriter<File>) -> std::io::Result<()>) -> Result<File> {
    let place = std::env::temp_dir();
    let make = || -> std::io::Result<File> {
        let mut out = BufWriter::with_capacity(1 << 20, tempfile::tempfile()?);
        write(&mut out)?;
        let mut file = out
            .into_inner()
            .map_err(std::io::IntoInnerError::into_error)?;
        file.rewind()?;
        Ok(file)
    };
    make().map_err(writing(&place))
}
