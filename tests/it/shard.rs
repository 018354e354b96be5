//! `aikg shard`: parts to load are the graph, the same bytes by any route; Virtuoso, where it is installed, counts what we count.

use crate::run::{Run, built};
use flate2::read::MultiGzDecoder;
use std::io::Read;
use std::path::Path;
use std::process::Command;

/// All parts of a folder, unpacked, one after another; and how many.
fn unpacked(folder: &Path) -> (Vec<u8>, usize) {
    let mut all = Vec::new();
    for number in 0.. {
        let path = folder.join(format!("part-{number:05}.nq.gz"));
        let Ok(file) = std::fs::File::open(path) else {
            return (all, number);
        };
        MultiGzDecoder::new(file).read_to_end(&mut all).unwrap();
    }
    unreachable!()
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            (name, std::fs::read(entry.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}

#[test]
fn parts_are_the_graph_and_have_their_checksums() {
    let mut run = built();
    run.ok(["shard", "out/graph.nq", "--size", "1", "--out", "load"]);
    let load = run.path().join("load");
    let (all, parts) = unpacked(&load);
    assert!(all == run.bytes("out/graph.nq"));
    assert!(parts > 3, "{parts}");
    let sums = run.read("load/SHA256SUMS");
    assert_eq!(sums.lines().count(), parts + 1, "and void.ttl");
    for line in sums.lines() {
        let (sum, name) = line.split_once("  ").unwrap();
        assert_eq!(sum, aikg::text::sha256(&run.bytes(&format!("load/{name}"))));
    }
    // Lines spread over files, one of them packed, give the same bytes.
    let lines: Vec<&[u8]> = all.split_inclusive(|&b| b == b'\n').collect();
    for rest in 0..3 {
        let own = lines.iter().enumerate().filter(|(n, _)| n % 3 == rest);
        let own: Vec<&[u8]> = own.map(|(_, line)| *line).collect();
        std::fs::write(run.path().join(format!("{rest}.nq")), own.concat()).unwrap();
    }
    let packed = std::fs::File::create(run.path().join("3.nq.gz")).unwrap();
    let mut packed = flate2::write::GzEncoder::new(packed, flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, &run.bytes("2.nq")).unwrap();
    packed.finish().unwrap();
    run.ok([
        "shard", "3.nq.gz", "1.nq", "0.nq", "--size", "1", "--out", "again",
    ]);
    assert!(files(&load) == files(&run.path().join("again")));
}

#[test]
fn the_description_says_what_that_of_the_build_says() {
    let mut run = built();
    run.ok(["shard", "out/graph.nq", "--out", "load"]);
    let void = run.ok(["export", "-f", "void", "-g", "out"]);
    // The files of which there are others.
    let counted = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|l| l.contains("void:"));
        lines
            .map(|l| l.trim_end_matches([' ', ';', '.']).to_string())
            .collect()
    };
    let own = run.read("load/void.ttl");
    assert!(own.contains("part-00000.nq.gz"));
    assert!(counted(&void).len() > 100);
    assert_eq!(counted(&void), counted(&own));
}

#[test]
fn what_cannot_be_sharded_is_refused() {
    let mut run = built();
    let done = run.run(["shard", "out/graph.nq", "--out", "out"]);
    assert_eq!(done.status, 2, "{}", done.stderr);
    let graph = run.read("out/graph.nq");
    let mut lines: Vec<&str> = graph.split_inclusive('\n').collect();
    lines.swap(3, 4);
    std::fs::write(run.path().join("turned.nq"), lines.concat()).unwrap();
    let done = run.run(["shard", "turned.nq", "--out", "a"]);
    assert_eq!(done.status, 1);
    assert!(done.stderr.contains("out of order"), "{}", done.stderr);
    std::fs::write(run.path().join("none.nq"), "a\nb\n").unwrap();
    let done = run.run(["shard", "none.nq", "--out", "b"]);
    assert_eq!(done.status, 1);
    assert!(done.stderr.contains("is no quad"), "{}", done.stderr);
    assert!(!run.path().join("b/SHA256SUMS").exists());
}

#[test]
fn virtuoso_loads_all_parts() {
    if Command::new("virtuoso-t").arg("-?").output().is_err() {
        eprintln!("skipped: Virtuoso is not installed");
        return;
    }
    let mut run: Run = built();
    run.ok(["shard", "out/graph.nq", "--size", "2", "--out", "load"]);
    let wanted = run.ok([
        "query",
        "-g",
        "out",
        "-f",
        "csv",
        "-e",
        "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }",
    ]);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/load/virtuoso.sh");
    let done = Command::new("bash")
        .arg(script)
        .arg("load")
        .arg("db")
        .env("KEEP", "no")
        .current_dir(run.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(
        done.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&done.stderr)
    );
    let wanted = wanted.lines().nth(1).unwrap();
    assert!(
        said.contains(&format!("{wanted} quads")),
        "{wanted}: {said}"
    );
}
