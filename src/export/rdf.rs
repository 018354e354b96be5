//! Sorted N-Quads → N-Quads, TriG, Turtle, JSON-LD.
//!
//! N-Quads and Turtle keep the order of the file, in which all of a subject stands together. TriG and JSON-LD are sorted by named graph
//! first, so that each graph is one block. Turtle knows no graphs: it has the union of all, each triple once.

use super::source::{self, Source};
use super::{put, unwritten};
use crate::error::{Error, Result, reading};
use crate::graph::sorter::sort_lines;
use crate::graph::vocab;
use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfParser, RdfSerializer};
use oxigraph::model::{Quad, Triple};
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};

/// A form of RDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// N-Quads, sorted by bytes: the graph as a build leaves it.
    NQuads,
    /// TriG, graph by graph.
    TriG,
    /// Turtle: all graphs as one.
    Turtle,
    /// JSON-LD, graph by graph.
    JsonLd,
}

/// Bytes of lines that are sorted or parsed at once.
const CHUNK: usize = 8 << 20;

/// Writes a graph.
///
/// # Errors
/// There is no graph, it is damaged, no digest is that old, or `out` takes no more.
pub fn write(source: &Source, form: Form, out: &mut dyn Write) -> Result<()> {
    let quads = source.quads()?;
    let mut out = BufWriter::with_capacity(1 << 20, out);
    match form {
        Form::NQuads => {
            let mut quads = quads;
            std::io::copy(&mut quads, &mut out).map_err(unwritten)?;
        }
        Form::Turtle => {
            let mut writer = serializer(RdfFormat::Turtle).for_writer(&mut out);
            let mut last: Option<Triple> = None;
            each(source, quads, &mut |quad| {
                let triple = Triple::from(quad);
                if last.as_ref() != Some(&triple) {
                    put(writer.serialize_triple(&triple))?;
                    last = Some(triple);
                }
                Ok(())
            })?;
            put(writer.finish().map(|_| ()))?;
        }
        Form::TriG | Form::JsonLd => {
            let format = match form {
                Form::TriG => RdfFormat::TriG,
                _ => RdfFormat::JsonLd {
                    profile: JsonLdProfileSet::empty(),
                },
            };
            let mut writer = serializer(format).for_writer(&mut out);
            by_graph(source, quads, &mut |quad| put(writer.serialize_quad(&quad)))?;
            put(writer.finish().map(|_| ()))?;
            // A file of text ends with a line end.
            put(out.write_all(b"\n"))?;
        }
    }
    put(out.flush())
}

/// A serializer that knows the prefixes of this project.
pub(super) fn serializer(format: RdfFormat) -> RdfSerializer {
    let mut serializer = RdfSerializer::from_format(format);
    for (prefix, iri) in vocab::PREFIXES {
        serializer = serializer
            .with_prefix(prefix, iri)
            .expect("the prefixes of the vocabulary are IRIs");
    }
    serializer
}

/// Hands on all quads of a file.
pub(super) fn each(
    source: &Source,
    quads: File,
    take: &mut dyn FnMut(Quad) -> Result<()>,
) -> Result<()> {
    let parser = RdfParser::from_format(RdfFormat::NQuads)
        .for_reader(BufReader::with_capacity(1 << 20, quads));
    for (number, quad) in (1u64..).zip(parser) {
        take(quad.map_err(|e| damaged(source, number, e.to_string()))?)?;
    }
    Ok(())
}

fn damaged(source: &Source, line: u64, reason: String) -> Error {
    Error::Damaged {
        path: source.dir.join("graph.nq"),
        line,
        reason,
    }
}

/// Hands on all quads of a file, sorted by graph, then by bytes.
fn by_graph(source: &Source, quads: File, take: &mut dyn FnMut(Quad) -> Result<()>) -> Result<()> {
    let path = source.dir.join("graph.nq");
    let mut sorter = source::temporary();
    let mut lines = BufReader::with_capacity(1 << 20, quads);
    let (mut line, mut run) = (Vec::new(), Vec::new());
    let mut number = 0;
    loop {
        line.clear();
        let read = lines.read_until(b'\n', &mut line);
        if read.map_err(reading(&path))? == 0 {
            break;
        }
        number += 1;
        let place = line.windows(2).rposition(|w| w == b" <");
        let graph = line.strip_suffix(b" .\n").zip(place);
        let Some((graph, at)) = graph.and_then(|(l, at)| Some((l.get(at + 1..)?, at))) else {
            return Err(damaged(source, number, "this line is no quad".to_string()));
        };
        // Neither graph nor triple holds a tab as it is written.
        run.extend_from_slice(graph);
        run.push(b'\t');
        run.extend_from_slice(&line[..at]);
        run.push(b'\n');
        if run.len() >= CHUNK {
            sorter.push(sort_lines(&run))?;
            run.clear();
        }
    }
    sorter.push(sort_lines(&run))?;
    let mut lines = BufReader::with_capacity(1 << 20, source::sorted(sorter)?);
    let mut chunk = Vec::new();
    loop {
        line.clear();
        let read = lines.read_until(b'\n', &mut line);
        let ended = read.map_err(reading(&path))? == 0;
        let mut parts = line.trim_ascii_end().splitn(2, |b| *b == b'\t');
        if let (Some(graph), Some(triple)) = (parts.next(), parts.next()) {
            chunk.extend_from_slice(triple);
            chunk.push(b' ');
            chunk.extend_from_slice(graph);
            chunk.extend_from_slice(b" .\n");
        }
        if chunk.len() >= CHUNK || ended {
            for quad in RdfParser::from_format(RdfFormat::NQuads).for_slice(&chunk) {
                take(quad.map_err(|e| damaged(source, 0, e.to_string()))?)?;
            }
            chunk.clear();
        }
        if ended {
            return Ok(());
        }
    }
}
