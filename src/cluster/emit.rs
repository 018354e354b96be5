//! Extracts and the links of all → quads, counts, and what no digest has alone.

use super::extract::unwritten;
use super::line::Input;
use super::partial::{self, Head, Holds, Lines, Merged, Partial};
use super::record;
use crate::error::{Error, Result, reading};
use crate::extract::Knowledge;
use crate::graph::sorter::Sorter;
use crate::graph::{
    self,
    count::{Count, Part, Seen},
};
use crate::link::{self, Entry, Evidence, Registry};
use crate::pipeline;
use crate::text;
use sha2::Digest as _;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// The links of all digests, with what every name means.
#[derive(Debug)]
pub struct Linked {
    path: PathBuf,
    registry: Registry,
    /// The program and the dictionaries.
    by: String,
    /// The hash of the file.
    hash: String,
    /// How many digests were linked.
    digests: u64,
}

impl Linked {
    /// Reads links and decides what each name means.
    ///
    /// # Errors
    /// The file cannot be read, is not whole, or was made by another program or with other dictionaries.
    pub fn open(path: &Path, knowledge: &Knowledge) -> Result<Self> {
        let by = pipeline::identity(knowledge);
        let mut lines = Lines::of(Input::file(path)?);
        let head = lines.head()?.ok_or_else(|| partial::empty(path))?;
        if head.holds != Holds::Links {
            return Err(Error::Partial {
                path: path.to_path_buf(),
                line: 1,
                reason: "holds counts; --links wants what `aikg link` wrote".to_string(),
            });
        }
        same_make(path, &head, &by)?;
        let mut evidence = Evidence::default();
        for entry in Partial::<Entry>::new(lines) {
            evidence.put(entry?);
        }
        Ok(Self {
            path: path.to_path_buf(),
            registry: link::resolve(evidence, &knowledge.lexicon),
            by,
            hash: hash(path)?,
            digests: head.digests,
        })
    }
}

fn same_make(path: &Path, head: &Head, by: &str) -> Result<()> {
    if head.by == by {
        return Ok(());
    }
    Err(Error::OtherMake {
        path: path.to_path_buf(),
        made: head.by.clone(),
        own: by.to_string(),
    })
}

fn hash(path: &Path) -> Result<String> {
    let mut file = File::open(path).map_err(reading(path))?;
    let mut hash = sha2::Sha256::new();
    let mut block = vec![0; 1 << 20];
    loop {
        match file.read(&mut block).map_err(reading(path))? {
            0 => return Ok(text::hex(&hash.finalize())),
            read => hash.update(block.get(..read).unwrap_or_default()),
        }
    }
}

/// Writes the quads of the digests of these extracts, sorted. Failures among the extracts were told when they were linked.
///
/// # Errors
/// A line is no extract, or was made by another program or with other dictionaries; `out` takes no more.
pub fn quads(
    linked: &Linked,
    inputs: Vec<Input>,
    with_mentions: bool,
    out: &mut dyn Write,
) -> Result<()> {
    let mut sorter = temporary();
    let emit = |extract| graph::emit_quads(&extract, &linked.registry, with_mentions);
    record::each(inputs, &linked.by, emit, |made| match made {
        Ok(quads) => sorter.push(quads),
        Err(_) => Ok(()),
    })?;
    finish(sorter, out)
}

/// Writes what the digests of these extracts add to the shared graphs.
///
/// # Errors
/// As [`quads`]; two digests have one name.
pub fn count(linked: &Linked, inputs: Vec<Input>, out: &mut dyn Write) -> Result<()> {
    let mut part = Part::default();
    let seen = |extract| Seen::of(&extract, &linked.registry);
    record::each(inputs, &linked.by, seen, |made| match made {
        Ok(seen) => part.add(seen).map_err(|name| Error::Partial {
            path: PathBuf::from("the extracts"),
            line: 0,
            reason: partial::twice(&name),
        }),
        Err(_) => Ok(()),
    })?;
    let head = Head::counts(linked.by.clone(), linked.hash.clone(), part.len());
    let entries = part.into_entries(&linked.registry);
    partial::write(&head, entries.into_iter().map(Ok), out)
}

/// Writes the quads that no digest has alone, sorted: the named graphs `registry`, `derived` and `meta`.
///
/// # Errors
/// The counts are not those of all digests that were linked, or not by these links; `out` takes no more.
pub fn shared(
    linked: &Linked,
    counts: Vec<Input>,
    knowledge: &Knowledge,
    with_mentions: bool,
    out: &mut dyn Write,
) -> Result<()> {
    let mut heads = Vec::new();
    let mut parts = Vec::new();
    for input in counts {
        let name = input.name.clone();
        let mut lines = Lines::of(input);
        let head = lines.head()?.ok_or_else(|| partial::empty(&name))?;
        heads.push((name, head));
        parts.push(Partial::<Count>::new(lines));
    }
    let head = partial::together(&heads)?;
    let name = heads.first().map_or(Path::new(""), |(name, _)| name);
    let wrong = |reason: String| Error::Partial {
        path: name.to_path_buf(),
        line: 0,
        reason,
    };
    if head.holds != Holds::Counts {
        return Err(wrong(
            "holds links; --shared wants what `aikg emit --count` wrote".to_string(),
        ));
    }
    same_make(name, &head, &linked.by)?;
    let links = linked.path.display();
    if head.links != linked.hash {
        return Err(wrong(format!(
            "counts by other links than {links}; count again"
        )));
    }
    if head.digests != linked.digests {
        return Err(wrong(format!(
            "counts {} digests where {links} is of {}; count each digest once",
            head.digests, linked.digests
        )));
    }
    let mut sorter = temporary();
    let manifest = pipeline::without_digests(with_mentions, &linked.registry, knowledge);
    let merged = Merged::new(parts);
    let lexicon = &knowledge.lexicon;
    graph::emit_counted(&linked.registry, lexicon, merged, manifest, |run| {
        sorter.push(run)
    })?;
    finish(sorter, out)
}

/// A sorter that spills to temporary files.
fn temporary() -> Sorter {
    let place = std::env::temp_dir();
    Sorter::new(&place, &place)
}

fn finish(sorter: Sorter, out: &mut dyn Write) -> Result<()> {
    sorter
        .finish(|line| out.write_all(line))
        .and_then(|_| out.flush())
        .map_err(unwritten)
}
