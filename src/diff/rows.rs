//! The rows of a table in two builds, digest by digest: tables are sorted by digest, so both are read once, side by side.

use crate::error::{Error, Result, reading};
use serde::de::DeserializeOwned;
use std::fs::File;
use std::io::BufReader;
use std::iter::Peekable;
use std::path::{Path, PathBuf};

/// A row that knows its digest.
pub(super) trait Row: DeserializeOwned {
    fn digest(&self) -> &str;
}

/// Hands on the rows of each digest in the first and in the second build.
pub(super) fn side_by_side<R: Row>(
    old: &Path,
    new: &Path,
    name: &str,
    mut each: impl FnMut(&str, Vec<R>, Vec<R>),
) -> Result<()> {
    let mut old = Groups::open(old, name)?;
    let mut new = Groups::open(new, name)?;
    loop {
        let (a, b) = (old.digest()?, new.digest()?);
        let Some(digest) = [&a, &b].into_iter().flatten().min().cloned() else {
            return Ok(());
        };
        let before = if a.as_ref() == Some(&digest) {
            old.take(&digest)
        } else {
            Vec::new()
        };
        let after = if b.as_ref() == Some(&digest) {
            new.take(&digest)
        } else {
            Vec::new()
        };
        each(&digest, before, after);
    }
}

struct Groups<R: Row> {
    path: PathBuf,
    rows: Peekable<csv::DeserializeRecordsIntoIter<BufReader<File>, R>>,
}

impl<R: Row> Groups<R> {
    fn open(dir: &Path, name: &str) -> Result<Self> {
        let path = dir.join("tables").join(name);
        let file = File::open(&path).map_err(reading(&path))?;
        let reader = csv::Reader::from_reader(BufReader::with_capacity(1 << 18, file));
        Ok(Self {
            path,
            rows: reader.into_deserialize().peekable(),
        })
    }

    /// The digest of the next row.
    fn digest(&mut self) -> Result<Option<String>> {
        if let Some(Ok(row)) = self.rows.peek() {
            return Ok(Some(row.digest().to_string()));
        }
        match self.rows.next() {
            Some(Err(error)) => Err(self.damaged(&error)),
            _ => Ok(None),
        }
    }

    /// The rows of a digest.
    fn take(&mut self, digest: &str) -> Vec<R> {
        let mut rows = Vec::new();
        while let Some(row) = self
            .rows
            .next_if(|row| row.as_ref().is_ok_and(|r| r.digest() == digest))
        {
            rows.extend(row.ok());
        }
        rows
    }

    fn damaged(&self, error: &csv::Error) -> Error {
        Error::Damaged {
            path: self.path.clone(),
            line: error.position().map_or(0, csv::Position::line),
            reason: error.to_string(),
        }
    }
}
