//! The folder that a build leaves: everything is written aside and moved into place file by file, the manifest last.
//!
//! When all files are written and synced, a file `ready` says so; from then on the build is done even if the process ends: the next one that
//! takes the folder's lock moves what is left. Without it, what stands aside counts for nothing.

use super::early::{Early, Pages};
use super::overlap;
use super::parts::{self, Parts};
use super::summed::Summed;
use super::{imports, kept};
use crate::error::{Error, Result, reading, writing};
use crate::graph::sorter::Sorter;
use crate::graph::table::{self, Rows};
use crate::graph::{Counts, Derived, Manifest, Spilled, names, table::TABLES};
use crate::import::Import;
use crate::link::Registry;
use crate::store::{self, Store};
use crate::warning::Warning;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// A build's output while it is written.
#[derive(Debug)]
pub(super) struct Output {
    dir: PathBuf,
    /// Where files are written.
    aside: PathBuf,
}

/// The folder in which a build is written.
const ASIDE: &str = ".aikg-next";

/// The file that is moved last.
const MANIFEST: &str = "manifest.json";

/// The file that says that everything in it is complete.
const READY: &str = "ready";

/// The folder of claims from elsewhere.
const IMPORTS: &str = "imports";

/// The file of what is kept of every digest.
pub(super) const EXTRACTS: &str = "store/extracts.bin";

/// The file of an import.
fn import_file(name: &str) -> String {
    format!("{IMPORTS}/{name}.jsonl")
}

/// The files of a build in the order in which they are moved.
fn files() -> impl Iterator<Item = String> {
    let tables = TABLES.iter().map(|(name, _)| format!("tables/{name}"));
    [
        "graph.nq",
        store::FILE,
        "warnings.jsonl",
        EXTRACTS,
        parts::FILE,
        names::FILE,
    ]
    .into_iter()
    .map(str::to_string)
    .chain(tables)
    .chain([MANIFEST.to_string()])
}

/// The manifest of a folder whose files are all there, each as long as it was written, and whose store is whole.
pub(super) fn intact(dir: &Path) -> Option<Manifest> {
    let manifest = complete(dir)?;
    let sound = Store::of(dir).is_ok_and(|store| store.is_some_and(|s| s.check().is_ok()));
    sound.then_some(manifest)
}

/// The manifest of a folder whose files are all there, each as long as it was written.
pub(super) fn complete(dir: &Path) -> Option<Manifest> {
    let manifest = Manifest::of(dir).ok()?;
    let whole = files().filter(|name| name != MANIFEST).all(|name| {
        let size = fs::metadata(dir.join(&name)).map(|m| m.len()).ok();
        size.is_some() && size == manifest.files.get(&name).copied()
    });
    whole.then_some(manifest)
}

/// Says whether a build in a folder is complete but not moved into place: its files may be those of two builds. That is so for a moment in
/// every build, and stays so where one is killed in that moment, till the next. Where the system cannot tell, it may be so.
pub fn is_pending(dir: &Path) -> bool {
    waits(dir).unwrap_or(true)
}

/// The same, for those who move or remove files by it: not to know is an error.
fn waits(dir: &Path) -> Result<bool> {
    let ready = dir.join(ASIDE).join(READY);
    match fs::symlink_metadata(&ready) {
        Ok(_) => Ok(true),
        Err(error) => match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => Ok(false),
            _ => Err(reading(ready)(error)),
        },
    }
}

/// Moves what a build that was cut short had ready, and removes what one left unfinished. The caller holds the folder's lock.
///
/// # Errors
/// The folder cannot be written.
pub(super) fn recover(dir: &Path) -> Result<()> {
    let aside = dir.join(ASIDE);
    if waits(dir)? {
        // The manifest is moved last: where it is not aside any more, all else has been moved, and only old imports may be left to remove.
        // One that is there and cannot be read is an error: by the old one, new imports would be left behind.
        let manifest = Manifest::of(&aside).or_else(|error| match error {
            Error::NoGraph { .. } => Manifest::of(dir),
            _ => Err(error),
        })?;
        place(&aside, dir, &manifest, &folders(dir, &manifest)?)?;
    }
    match fs::remove_dir_all(&aside) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(writing(aside)(error)),
        _ => Ok(()),
    }
}

/// Makes the folders that the files of a build stand in; returns them.
fn folders(dir: &Path, manifest: &Manifest) -> Result<Vec<PathBuf>> {
    let imported = (!manifest.imports.is_empty()).then_some(IMPORTS);
    ["tables", "store"]
        .into_iter()
        .chain(imported)
        .map(|folder| {
            let path = dir.join(folder);
            fs::create_dir_all(&path).map_err(writing(&path))?;
            Ok(path)
        })
        .collect()
}

/// Moves the files of a complete build into place, that is into `dir` and these folders of it; those that were moved already are not there any more.
fn place(aside: &Path, dir: &Path, manifest: &Manifest, folders: &[PathBuf]) -> Result<()> {
    let imports: Vec<&str> = manifest.imports.iter().map(|i| i.name.as_str()).collect();
    let imported = imports.iter().map(|name| import_file(name));
    for name in imported.chain(files()) {
        let to = dir.join(&name);
        match fs::rename(aside.join(&name), &to) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(writing(to)(error));
            }
            _ => {}
        }
    }
    let mut gone = imports::names(dir)?;
    gone.retain(|name| !imports.contains(&name.as_str()));
    for name in &gone {
        let path = dir.join(import_file(name));
        fs::remove_file(&path).map_err(writing(path))?;
    }
    if imports.is_empty() && !gone.is_empty() {
        sync(&dir.join(IMPORTS))?;
    }
    for folder in folders.iter().map(PathBuf::as_path).chain([dir]) {
        sync(folder)?;
    }
    let ready = aside.join(READY);
    fs::remove_file(&ready).map_err(writing(ready))
}

/// Sees to it that a file or folder is on the disk.
fn sync(path: &Path) -> Result<()> {
    File::open(path)
        .and_then(|file| file.sync_all())
        .map_err(writing(path))
}

impl Drop for Output {
    /// Removes what was not published; a complete build stays for the next one to move.
    fn drop(&mut self) {
        if matches!(waits(&self.dir), Ok(false)) {
            let _ = fs::remove_dir_all(&self.aside);
        }
    }
}

impl Output {
    /// Makes the folder to write to. The caller holds the lock and has recovered what an earlier build left.
    pub(super) fn create(dir: &Path) -> Result<Self> {
        let aside = dir.join(ASIDE);
        for folder in ["tables", "store"] {
            fs::create_dir_all(aside.join(folder)).map_err(writing(dir))?;
        }
        Ok(Self {
            dir: dir.to_path_buf(),
            aside,
        })
    }

    /// Where a file is written.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.aside.join(name)
    }

    /// Where it will stand: what messages name.
    fn shown(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// Starts the file of extracts.
    pub(super) fn kept(&self, identity: &str, run: &str) -> Result<kept::Writer> {
        let name = EXTRACTS;
        kept::Writer::create(&self.path(name), &self.shown(name), identity, run)
    }

    /// Starts the tables.
    pub(super) fn tables(&self) -> Result<Tables> {
        let start = |name: &str| -> Result<Table> {
            let below = format!("tables/{name}");
            let path = self.shown(&below);
            let file = File::create(self.path(&below)).map_err(writing(&path))?;
            let mut table = Table {
                path,
                out: BufWriter::with_capacity(256 << 10, file),
            };
            table.put(&table::header(name))?;
            Ok(table)
        };
        Ok(Tables {
            items: start("items.csv")?,
            mentions: start("mentions.csv")?,
            papers: start("papers.csv")?,
            entities: start("entities.csv")?,
            relations: start("relations.csv")?,
        })
    }

    /// A sorter that spills into the folder.
    pub(super) fn sorter(&self) -> Sorter {
        Sorter::new(&self.aside, &self.dir)
    }

    /// Moves pairs that are too many for memory to a file in the folder.
    pub(super) fn spill(&self, spilled: &mut Spilled, counts: &mut Counts) -> Result<()> {
        spilled.take(&mut counts.pairs, &self.aside, &self.dir)
    }

    /// Starts `graph.nq`.
    pub(super) fn lines(&self, pages: Pages) -> Result<Summed<Early>> {
        let file = File::create(self.path("graph.nq"));
        let file = file.map_err(writing(self.shown("graph.nq")))?;
        Ok(Summed::new(Early::new(file, pages)))
    }

    /// Writes `graph.nq` and the store, and what is kept of them; returns the number of quads.
    pub(super) fn graph(
        &self,
        sorter: Sorter,
        derived: Derived<'_>,
        parts: &mut Parts,
    ) -> Result<u64> {
        let path = self.shown("graph.nq");
        let store = store::Builder::spilling(&self.aside);
        let made = derived.made(&|_| true);
        // A build from nothing writes ten times what memory it needs: pages that nobody has touched cost more than reading the file again.
        let mut out = self.lines(Pages::Pass)?;
        let (quads, store) = overlap::indexed(&mut out, store, |put| sorter.finish_with(made, put))
            .map_err(writing(&path))?;
        parts.quads = quads;
        drop(derived);
        let (blocks, mut file) = out.finish().map_err(writing(&path))?;
        file.finish().map_err(writing(&path))?;
        parts.blocks = blocks;
        File::create(self.path(store::FILE))
            .and_then(|file| {
                let mut file = Early::new(file, Pages::Stay);
                store.finish(&mut file)?;
                file.finish()
            })
            .map_err(writing(self.shown(store::FILE)))?;
        parts.store = self.store()?;
        Ok(parts.quads)
    }

    /// The sum of the store that was written.
    pub(super) fn store(&self) -> Result<u64> {
        let failed = |e| writing(self.shown(store::FILE))(std::io::Error::other(e));
        store::merge::sum(&self.path(store::FILE)).map_err(failed)
    }

    /// Writes what the next build has to know.
    pub(super) fn parts(&self, parts: &Parts) -> Result<()> {
        self.write(parts::FILE, &parts.bytes())?;
        self.write(names::FILE, &parts.names())
    }

    /// The sizes of the files written, without the manifest's own.
    fn sizes(&self) -> Result<BTreeMap<String, u64>> {
        let sized = |name: String| {
            let path = self.path(&name);
            let size = fs::metadata(&path).map_err(writing(path))?.len();
            Ok((name, size))
        };
        files().filter(|name| name != MANIFEST).map(sized).collect()
    }

    /// Says whether the folder holds this very build already.
    pub(super) fn holds(&self, manifest: &Manifest) -> bool {
        Manifest::of(&self.dir)
            .is_ok_and(|old| old.build == manifest.build && old.totals == manifest.totals)
    }

    /// Moves everything into place, the manifest last.
    pub(super) fn publish(
        &self,
        manifest: &mut Manifest,
        warnings: &[Warning],
        imports: &[Import],
    ) -> Result<()> {
        let mut lines = Vec::new();
        for warning in warnings {
            serde_json::to_writer(&mut lines, warning)
                .expect("a warning holds nothing that JSON cannot");
            lines.push(b'\n');
        }
        self.write("warnings.jsonl", &lines)?;
        manifest.files = self.sizes()?;
        let mut json =
            serde_json::to_vec_pretty(manifest).expect("a manifest holds nothing that JSON cannot");
        json.push(b'\n');
        self.write(MANIFEST, &json)?;

        let written = folders(&self.aside, manifest)?;
        for import in imports {
            self.write(&import.file(), import.text.as_bytes())?;
        }
        for name in files().chain(imports.iter().map(Import::file)) {
            sync(&self.path(&name))?;
        }
        for folder in &written {
            sync(folder)?;
        }
        // Whatever can fail before the first file is moved is done before the build is said to be ready.
        let placed = folders(&self.dir, manifest)?;
        let ready = self.path(READY);
        let declared = self.write(READY, &[]).and_then(|()| {
            [&ready, &self.aside, &self.dir]
                .into_iter()
                .try_for_each(|path| sync(path))
        });
        if let Err(error) = declared {
            // Nothing has been moved: a build that is told as failed must not be moved by the next one.
            let _ = fs::remove_file(&ready);
            return Err(error);
        }
        place(&self.aside, &self.dir, manifest, &placed)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        fs::write(self.path(name), bytes).map_err(writing(self.shown(name)))
    }
}

/// The tables while they are written.
#[derive(Debug)]
pub(super) struct Tables {
    items: Table,
    mentions: Table,
    papers: Table,
    entities: Table,
    relations: Table,
}

#[derive(Debug)]
pub(super) struct Table {
    /// Where it will stand.
    path: PathBuf,
    out: BufWriter<File>,
}

impl Table {
    pub(super) fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.out.write_all(bytes).map_err(writing(&self.path))
    }
}

impl Tables {
    /// Adds the rows of a digest. Digests come in order of their names.
    pub(super) fn write(&mut self, rows: &Rows) -> Result<()> {
        self.items.put(&rows.items)?;
        self.mentions.put(&rows.mentions)?;
        self.relations.put(&rows.relations)?;
        self.papers.put(&rows.papers)
    }

    /// The tables whose rows come digest by digest, in the order of [`parts::Part::rows`].
    pub(super) fn by_digest(&mut self) -> [&mut Table; 4] {
        [
            &mut self.items,
            &mut self.mentions,
            &mut self.relations,
            &mut self.papers,
        ]
    }

    /// Writes the entities and closes all tables.
    pub(super) fn finish(mut self, registry: &Registry) -> Result<()> {
        self.entities.put(&table::entities(registry))?;
        for table in [
            &mut self.items,
            &mut self.mentions,
            &mut self.papers,
            &mut self.entities,
            &mut self.relations,
        ] {
            table.out.flush().map_err(writing(&table.path))?;
        }
        Ok(())
    }
}
