//! The tables with the rows of some digests in place of others: rows stand digest by digest, in order of their names.

use super::Digest;
use crate::graph::table::{self, Rows};
use crate::link::Registry;
use crate::pipeline::output::Output;
use crate::pipeline::parts::sum;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

/// The tables in the order of [`crate::pipeline::parts::Part::rows`].
const NAMES: [&str; 4] = ["items.csv", "mentions.csv", "relations.csv", "papers.csv"];

/// Writes all tables; `None` where one cannot be read or written, or is not what the last build wrote.
pub(super) fn rewrite(
    dir: &Path,
    digests: &[Digest<'_>],
    registry: &Registry,
    output: &Output,
) -> Option<()> {
    let mut tables = output.tables().ok()?;
    let rows: [fn(&Rows) -> &Vec<u8>; 4] = [
        |r| &r.items,
        |r| &r.mentions,
        |r| &r.relations,
        |r| &r.papers,
    ];
    for (number, (name, table)) in NAMES.into_iter().zip(tables.by_digest()).enumerate() {
        let file = File::open(dir.join("tables").join(name)).ok()?;
        let mut old = BufReader::with_capacity(256 << 10, file);
        let mut buffer = Vec::new();
        let header = table::header(name);
        take(&mut old, header.len() as u64, &mut buffer)?;
        if buffer != header {
            return None;
        }
        for digest in digests {
            if let Some((length, known)) = digest.old.and_then(|p| p.rows.get(number)) {
                take(&mut old, *length, &mut buffer)?;
                if digest.change.is_none() {
                    if sum(&buffer) != *known {
                        return None;
                    }
                    table.put(&buffer).ok()?;
                }
            }
            if let Some(change) = &digest.change {
                table.put(rows.get(number)?(&change.is.rows)).ok()?;
            }
        }
        if take(&mut old, 1, &mut buffer).is_some() {
            return None;
        }
    }
    tables.finish(registry).ok()
}

/// Reads so many bytes.
fn take(file: &mut impl Read, length: u64, buffer: &mut Vec<u8>) -> Option<()> {
    buffer.clear();
    let read = file.take(length).read_to_end(buffer).ok()?;
    (read as u64 == length).then_some(())
}
