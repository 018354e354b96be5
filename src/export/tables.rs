//! The tables of a build → CSV files in a folder, maybe as of a day; and beside them the co-mentions, which a build leaves in the graph.

use super::network::CO_MENTION;
use super::source::Source;
use crate::error::{Error, Result, reading, writing};
use crate::graph::table::{TABLES, cell};
use crate::graph::{Built, ties};
use jiff::civil::Date;
use std::collections::HashSet;
use std::fs::{self, File};
use std::path::Path;

/// Writes the tables to the folder `out`.
///
/// # Errors
/// There is no graph, no digest is that old, a table is damaged, or the folder cannot be written.
pub fn write(source: &Source, out: &Path) -> Result<()> {
    let built = source.built()?;
    fs::create_dir_all(out).map_err(writing(out))?;
    for (name, columns) in TABLES {
        let from = source.dir.join("tables").join(name);
        let to = out.join(name);
        if source.as_of.is_none() {
            fs::copy(&from, &to).map_err(writing(&to))?;
        } else if name == "entities.csv" {
            rows(&to, columns, built.entities.iter().map(entity))?;
        } else {
            filter(&from, &to, &built)?;
        }
    }
    let columns = [
        "a",
        "a_name",
        "b",
        "b_name",
        "items",
        "first_seen",
        "last_seen",
    ];
    let pairs = ties(&built).into_iter().filter_map(|tie| {
        let (a, b) = (built.entity(tie.a)?, built.entity(tie.b)?);
        Some([
            a.id.clone(),
            a.canonical.clone(),
            b.id.clone(),
            b.canonical.clone(),
            tie.items.to_string(),
            date(tie.first),
            date(tie.last),
        ])
    });
    rows(&out.join(format!("{CO_MENTION}s.csv")), &columns, pairs)
}

/// A date as tables have it: empty where there is none.
pub(super) fn date(date: Option<Date>) -> String {
    date.map_or_else(String::new, |d| d.to_string())
}

fn entity(entity: &crate::graph::BuiltEntity) -> [String; 8] {
    [
        entity.id.clone(),
        entity.canonical.clone(),
        entity.kind.name().to_string(),
        cell(&entity.aliases),
        date(entity.first_seen),
        date(entity.last_seen),
        entity.items.to_string(),
        entity.mentions.to_string(),
    ]
}

/// Writes a table.
pub(super) fn rows<const N: usize>(
    path: &Path,
    columns: &[&str],
    rows: impl IntoIterator<Item = [String; N]>,
) -> Result<()> {
    let write = || -> csv::Result<()> {
        let mut writer = csv::Writer::from_path(path)?;
        writer.write_record(columns)?;
        for row in rows {
            writer.write_record(row)?;
        }
        writer.flush()?;
        Ok(())
    };
    write().map_err(|e| writing(path)(unwritten(e)))
}

/// Copies the rows of digests that count; the first column is the digest.
fn filter(from: &Path, to: &Path, built: &Built) -> Result<()> {
    let inputs = &built.manifest.inputs;
    let digests: HashSet<&[u8]> = inputs.iter().map(|i| i.digest.as_bytes()).collect();
    let file = File::open(from).map_err(reading(from))?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(file);
    let mut writer = csv::Writer::from_path(to).map_err(|e| writing(to)(unwritten(e)))?;
    let mut record = csv::ByteRecord::new();
    let mut line = 0;
    while reader
        .read_byte_record(&mut record)
        .map_err(|e| Error::Damaged {
            path: from.to_path_buf(),
            line: e.position().map_or(line, csv::Position::line),
            reason: e.to_string(),
        })?
    {
        line += 1;
        if line == 1 || record.get(0).is_some_and(|digest| digests.contains(digest)) {
            let written = writer.write_byte_record(&record);
            written.map_err(|e| writing(to)(unwritten(e)))?;
        }
    }
    writer.flush().map_err(writing(to))
}

fn unwritten(error: csv::Error) -> std::io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => std::io::Error::other(format!("{other:?}")),
    }
}
