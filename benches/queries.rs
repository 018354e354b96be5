//! What the store costs: building, opening, first and later answers, beside loading the same graph into Oxigraph's own store in memory.
//!
//! `cargo bench --bench queries -- GRAPH [QUERY.rq]...`: a line for each figure, parted by tabs. `benches/queries.py` compares it with others.

// Its lines are what it is for.
#![allow(clippy::print_stdout)]

use aikg::query::{Answer, Graph};
use aikg::store::Builder;
use std::io::{BufRead, BufReader, Cursor};
use std::path::{Path, PathBuf};
use std::time::Instant;

fn main() {
    let mut args = std::env::args().skip(1).filter(|a| a != "--bench");
    let Some(dir) = args.next().map(PathBuf::from) else {
        println!("usage: cargo bench --bench queries -- GRAPH [QUERY.rq]...");
        return;
    };
    let queries: Vec<PathBuf> = args.map(PathBuf::from).collect();
    if queries.is_empty() {
        building(&dir);
    }
    for path in &queries {
        asking(&dir, path);
    }
}

fn milliseconds(from: Instant) -> f64 {
    from.elapsed().as_secs_f64() * 1000.0
}

/// Building, opening, and loading `graph.nq` into Oxigraph.
fn building(dir: &Path) {
    let file = std::fs::File::open(dir.join("graph.nq")).expect("a graph");
    let mut reader = BufReader::with_capacity(1 << 20, file);
    let mut lines = Vec::new();
    while reader.read_until(b'\n', &mut lines).expect("lines") > 0 {}
    let start = Instant::now();
    let mut builder = Builder::new();
    let mut quads = 0.0;
    for line in lines.split_inclusive(|b| *b == b'\n') {
        builder.add(line).expect("a quad");
        quads += 1.0;
    }
    let fed = milliseconds(start);
    let mut out = Cursor::new(Vec::new());
    builder.finish(&mut out).expect("memory");
    let built = milliseconds(start);
    println!("quads\t{quads}");
    println!("feed ms\t{fed:.0}");
    println!("build ms\t{built:.0}");
    println!("build quads/s\t{:.0}", quads / built * 1000.0);
    println!("bytes/quad\t{:.1}", out.into_inner().len() as f64 / quads);

    let mut times: Vec<f64> = (0..21)
        .map(|_| {
            let start = Instant::now();
            let graph = Graph::open(dir, "").expect("a store");
            let time = milliseconds(start);
            drop(graph);
            time
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("open ms\t{:.3}", times[10]);

    let start = Instant::now();
    let store = oxigraph::store::Store::new().expect("memory");
    let mut loader = store.bulk_loader();
    loader
        .load_from_slice(oxigraph::io::RdfFormat::NQuads, &lines)
        .expect("quads");
    loader.commit().expect("memory");
    let load = milliseconds(start);
    println!("oxigraph load ms\t{load:.0}");
    println!("open is faster by\t{:.0}", load / times[10]);
}

/// Opening and the first answer, then the median of five more.
fn asking(dir: &Path, path: &Path) {
    let text = std::fs::read_to_string(path).expect("a query");
    let start = Instant::now();
    let graph = Graph::open(dir, &text).expect("a store");
    let first = graph.ask(&text).expect("an answer");
    let cold = milliseconds(start);
    let mut times: Vec<f64> = (0..5)
        .map(|_| {
            let start = Instant::now();
            graph.ask(&text).expect("an answer");
            milliseconds(start)
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let rows = match first {
        Answer::Table { rows, .. } => rows.len(),
        Answer::Truth(_) => 1,
        Answer::Triples(triples) => triples.len(),
    };
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    println!("{name}\t{cold:.2}\t{:.2}\t{rows}", times[2]);
}
