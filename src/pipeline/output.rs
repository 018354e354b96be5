//! The folder that a build leaves: everything is written aside and moved into place file by file, the manifest last.

use super::{imports, kept};
use crate::error::{Result, writing};
use crate::graph::sorter::Sorter;
use crate::graph::table::{self, Rows};
use crate::graph::{Manifest, table::TABLES};
use crate::import::Import;
use crate::link::Registry;
use crate::warning::Warning;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// A build's output while it is written.
#[derive(Debug)]
pub(super) struct Output {
    dir: PathBuf,
    /// Removed with everything in it when the build ends, however it ends.
    aside: tempfile::TempDir,
}

impl Output {
    /// Makes the folder and, in it, the one to write to.
    pub(super) fn create(dir: &Path) -> Result<Self> {
        if dir.exists() && !dir.is_dir() {
            let reason = std::io::Error::other("it is a file; name a folder with -o");
            return Err(writing(dir)(reason));
        }
        fs::create_dir_all(dir).map_err(writing(dir))?;
        let aside = tempfile::Builder::new()
            .prefix(".aikg-")
            .tempdir_in(dir)
            .map_err(writing(dir))?;
        for folder in ["tables", "store"] {
            fs::create_dir(aside.path().join(folder)).map_err(writing(dir))?;
        }
        Ok(Self {
            dir: dir.to_path_buf(),
            aside,
        })
    }

    /// Where a file is written.
    fn path(&self, name: &str) -> PathBuf {
        self.aside.path().join(name)
    }

    /// Where it will stand: what messages name.
    fn shown(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// Starts the file of extracts.
    pub(super) fn kept(&self, identity: &str) -> Result<kept::Writer> {
        let name = "store/extracts.bin";
        kept::Writer::create(&self.path(name), &self.shown(name), identity)
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
        Sorter::new(self.aside.path(), &self.dir)
    }

    /// Writes `graph.nq`; returns the number of quads.
    pub(super) fn graph(&self, sorter: Sorter) -> Result<u64> {
        let path = self.shown("graph.nq");
        let file = File::create(self.path("graph.nq")).map_err(writing(&path))?;
        let mut out = BufWriter::with_capacity(1 << 20, file);
        let quads = sorter
            .finish(&mut out)
            .and_then(|quads| out.flush().map(|()| quads))
            .map_err(writing(&path))?;
        Ok(quads)
    }

    /// Says whether the folder holds this very build already.
    pub(super) fn holds(&self, manifest: &Manifest) -> bool {
        Manifest::of(&self.dir).is_ok_and(|old| old == *manifest)
    }

    /// Moves everything into place, the manifest last.
    pub(super) fn publish(
        &self,
        manifest: &Manifest,
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
        let mut json =
            serde_json::to_vec_pretty(manifest).expect("a manifest holds nothing that JSON cannot");
        json.push(b'\n');
        self.write("manifest.json", &json)?;

        let mut folders = vec!["tables", "store"];
        if !imports.is_empty() {
            folders.push("imports");
            let path = self.path("imports");
            fs::create_dir_all(&path).map_err(writing(self.shown("imports")))?;
        }
        for import in imports {
            self.write(&import.file(), import.text.as_bytes())?;
        }
        for folder in folders {
            let path = self.dir.join(folder);
            fs::create_dir_all(&path).map_err(writing(path))?;
        }
        let tables = TABLES.iter().map(|(name, _)| format!("tables/{name}"));
        let files = ["graph.nq", "warnings.jsonl", "store/extracts.bin"]
            .into_iter()
            .map(str::to_string)
            .chain(tables)
            .chain(imports.iter().map(Import::file))
            .chain(["manifest.json".to_string()]);
        for name in files {
            let from = self.path(&name);
            let to = self.dir.join(&name);
            File::open(&from)
                .and_then(|file| file.sync_all())
                .and_then(|()| fs::rename(&from, &to))
                .map_err(writing(to))?;
        }
        for name in imports::names(&self.dir)? {
            if !imports.iter().any(|import| import.name == name) {
                let path = self.dir.join("imports").join(format!("{name}.jsonl"));
                fs::remove_file(&path).map_err(writing(path))?;
            }
        }
        Ok(())
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
struct Table {
    /// Where it will stand.
    path: PathBuf,
    out: BufWriter<File>,
}

impl Table {
    fn put(&mut self, bytes: &[u8]) -> Result<()> {
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
