//! What is odd in digests, dictionaries and a built graph, each with its place.

use crate::error::Result;
use crate::extract::{self, Knowledge};
use crate::graph::Manifest;
use crate::graph::table::TABLES;
use crate::input::{self, Found};
use crate::mention::Finder;
use crate::warning::{Code, Warning};
use rayon::prelude::*;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// Checks digests without building anything.
pub fn digests(found: &Found, knowledge: &Knowledge) -> Vec<Warning> {
    let mut warnings = found.warnings.clone();
    let read: Vec<Vec<Warning>> = found
        .inputs
        .par_iter()
        .map_init(Finder::default, |finder, one| match input::read(one) {
            Ok(source) => extract::extract(&one.name, &source, knowledge, finder).warnings,
            Err((line, reason)) => vec![Warning::new(
                one.name.clone(),
                line,
                Code::InputLeftOut,
                reason,
            )],
        })
        .collect();
    warnings.extend(read.into_iter().flatten());
    warnings.sort();
    warnings
}

/// Checks a built graph: that its files are there and whole, its quads sorted, its tables as wide as their heads, its totals true.
///
/// # Errors
/// There is no graph in `dir`, or a file of it cannot be read at all.
pub fn graph(dir: &Path) -> Result<Vec<Warning>> {
    let manifest = Manifest::of(dir)?;
    let mut warnings = Vec::new();
    let quads = quads(dir, &mut warnings)?;
    if quads != manifest.totals.quads {
        warnings.push(Warning::new(
            "graph.nq",
            0,
            Code::GraphFile,
            format!(
                "has {quads} quads, but the manifest counts {}; `aikg build` makes it again",
                manifest.totals.quads
            ),
        ));
    }
    for (name, columns) in TABLES {
        table(dir, name, columns, &mut warnings);
    }
    Ok(warnings)
}

/// Counts the quads; tells the first that is out of order or does not parse.
fn quads(dir: &Path, warnings: &mut Vec<Warning>) -> Result<u64> {
    use oxigraph::io::{RdfFormat, RdfParser};
    let path = dir.join("graph.nq");
    let file = std::fs::File::open(&path).map_err(crate::error::reading(&path))?;
    let mut reader = BufReader::with_capacity(1 << 20, file);
    let (mut line, mut last) = (Vec::new(), Vec::new());
    let mut count = 0u64;
    loop {
        line.clear();
        let read = reader
            .read_until(b'\n', &mut line)
            .map_err(crate::error::reading(&path))?;
        if read == 0 {
            return Ok(count);
        }
        count += 1;
        let number = u32::try_from(count).unwrap_or(u32::MAX);
        let parses = RdfParser::from_format(RdfFormat::NQuads)
            .for_slice(&line)
            .next()
            .is_some_and(|quad| quad.is_ok());
        let reason = if !parses {
            "this line is no quad"
        } else if line <= last {
            "this line is out of order"
        } else {
            std::mem::swap(&mut last, &mut line);
            continue;
        };
        warnings.push(Warning::new("graph.nq", number, Code::GraphFile, reason));
        std::mem::swap(&mut last, &mut line);
    }
}

fn table(dir: &Path, name: &str, columns: &[&str], warnings: &mut Vec<Warning>) {
    let file = format!("tables/{name}");
    let mut warn = |line: u64, reason: String| {
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        warnings.push(Warning::new(file.clone(), line, Code::GraphFile, reason));
    };
    let mut reader = match csv::Reader::from_path(dir.join(&file)) {
        Ok(reader) => reader,
        Err(error) => return warn(0, format!("cannot be read: {error}")),
    };
    match reader.headers() {
        Ok(head) if head.iter().eq(columns.iter().copied()) => {}
        Ok(_) => return warn(1, format!("the columns are not {}", columns.join(","))),
        Err(error) => return warn(1, error.to_string()),
    }
    for record in reader.records() {
        if let Err(error) = record {
            let line = error.position().map_or(0, csv::Position::line);
            return warn(line, error.to_string());
        }
    }
}
