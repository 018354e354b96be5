//! `graph.nq` → its nodes: lines with one subject stand together, since they are sorted.

use super::node::Node;
use super::nquads::Quad;
use crate::error::{Result, reading};
use std::io::{BufRead, BufReader};
use std::path::Path;

/// Reads all nodes, each with its statements; a statement of several named graphs is one. Tells lines that are out of order or are no
/// quads, and passes over the latter. Returns how many lines there are.
pub(super) fn nodes(
    path: &Path,
    mut wrong: impl FnMut(u32, &str),
    mut each: impl FnMut(&Node<'_>),
) -> Result<u64> {
    let file = std::fs::File::open(path).map_err(reading(path))?;
    let mut reader = BufReader::with_capacity(1 << 20, file);
    // The lines of one node, one after another, with where each begins and its number.
    let (mut held, mut starts): (Vec<u8>, Vec<(usize, u32)>) = (Vec::new(), Vec::new());
    let (mut line, mut last) = (Vec::new(), Vec::new());
    let mut count = 0u64;
    while reader.read_until(b'\n', &mut line).map_err(reading(path))? > 0 {
        count += 1;
        let number = u32::try_from(count).unwrap_or(u32::MAX);
        if line <= last {
            wrong(number, "this line is out of order");
        }
        if subject(&held) != subject(&line) {
            node(&held, &starts, &mut wrong, &mut each);
            held.clear();
            starts.clear();
        }
        starts.push((held.len(), number));
        held.extend_from_slice(&line);
        std::mem::swap(&mut last, &mut line);
        line.clear();
    }
    node(&held, &starts, &mut wrong, &mut each);
    Ok(count)
}

fn node(
    held: &[u8],
    starts: &[(usize, u32)],
    wrong: &mut impl FnMut(u32, &str),
    each: &mut impl FnMut(&Node<'_>),
) {
    let mut said: Vec<(Quad<'_>, u32)> = Vec::with_capacity(starts.len());
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([held.len()]);
    for ((start, line), end) in starts.iter().zip(ends) {
        let Some(quad) = held.get(*start..end).and_then(Quad::read) else {
            wrong(*line, "this line is no quad");
            continue;
        };
        let same = |(other, _): &(Quad<'_>, u32)| {
            (other.predicate, other.object) == (quad.predicate, quad.object)
        };
        if !said.last().is_some_and(same) {
            said.push((quad, *line));
        }
    }
    if let Some((quad, _)) = said.first() {
        each(&Node {
            iri: quad.subject,
            said: &said,
        });
    }
}

/// The first term of a line, with its brackets.
fn subject(line: &[u8]) -> &[u8] {
    let end = line.iter().position(|b| *b == b' ').unwrap_or(line.len());
    line.get(..end).unwrap_or_default()
}
