//! What placing nodes costs and how good the places are, beside `sfdp` of Graphviz on the same graphs, in one run.
//!
//! `cargo bench --bench layout`: three graphs of 5,000 nodes and 10,000 ties, medians of five, node sizes alike and overlaps kept in both; then 50,000
//! nodes and 100,000 ties, once, with overlaps kept and removed. `cargo bench --bench layout -- svg FOLDER` writes pictures of smaller graphs.

// Its lines are what it is for.
#![allow(clippy::print_stdout)]

use aikg::map::layout::{Edge, Lengths, Node, Options, Point, Quality, layout, quality};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

const KINDS: [&str; 3] = ["news", "random", "grid"];
const RUNS: usize = 5;

fn main() {
    let args: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    match args.as_slice() {
        [] => beside_sfdp(),
        [command, folder] if command == "svg" => pictures(Path::new(folder)),
        _ => println!("usage: cargo bench --bench layout [-- svg FOLDER]"),
    }
}

fn beside_sfdp() {
    println!(
        "| 5,000 nodes, 10,000 ties | s | stress per pair | edge / diagonal, largest part | edge / diagonal, whole drawing |"
    );
    println!("|---|---|---|---|---|");
    for kind in KINDS {
        let (nodes, edges) = graph(kind, 5_000, 10_000);
        let kept = Options {
            overlaps: true,
            lengths: Lengths::Even,
            ..Options::default()
        };
        // One after the other, so that what else the machine does falls on both.
        let (mut ours, mut theirs, mut places) = (Vec::new(), Vec::new(), (Vec::new(), None));
        for _ in 0..RUNS {
            let (took, drawn) = timed(|| layout(&nodes, &edges, &kept));
            ours.push(took);
            places.0 = drawn;
            let (took, drawn) = timed(|| sfdp(&nodes, &edges));
            theirs.push(took);
            places.1 = drawn;
        }
        let (fast, slow) = (median(ours), median(theirs));
        line(
            &format!("{kind}, aikg"),
            fast,
            &quality(&nodes, &edges, &places.0),
        );
        match &places.1 {
            Some(places) => line(
                &format!("{kind}, sfdp: {:.1} times the time", slow / fast),
                slow,
                &quality(&nodes, &edges, places),
            ),
            None => println!("| {kind}, sfdp | skipped: Graphviz is not installed | | | |"),
        }
    }
    println!();
    for kind in KINDS {
        let (nodes, edges) = graph(kind, 50_000, 100_000);
        for overlaps in [true, false] {
            let (took, _) = timed(|| {
                layout(
                    &nodes,
                    &edges,
                    &Options {
                        overlaps,
                        ..Options::default()
                    },
                )
            });
            let how = if overlaps { "kept" } else { "removed" };
            println!("{kind}: 50,000 nodes, 100,000 ties, overlaps {how}: {took:.1} s");
        }
    }
}

fn timed<T>(run: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let done = run();
    (start.elapsed().as_secs_f64(), done)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn line(name: &str, took: f64, q: &Quality) {
    println!(
        "| {name} | {took:.2} | {:.4} | {:.4} | {:.4} |",
        q.stress_per_pair, q.edge_share_of_largest, q.edge_share
    );
}

/// Has Graphviz place the same nodes.
fn sfdp(nodes: &[Node], edges: &[Edge]) -> Option<Vec<Point>> {
    let mut dot = String::from("graph g { node [shape=box, fixedsize=true, label=\"\"];\n");
    for (i, node) in nodes.iter().enumerate() {
        let _ = writeln!(
            dot,
            "{i} [width={:.4}, height={:.4}];",
            node.width / 72.0,
            node.height / 72.0
        );
    }
    for edge in edges {
        let _ = writeln!(dot, "{} -- {};", edge.a, edge.b);
    }
    dot.push_str("}\n");
    let file = std::env::temp_dir().join(format!("aikg-layout-{}.dot", std::process::id()));
    std::fs::write(&file, dot).ok()?;
    let told = Command::new("sfdp")
        .args(["-Goverlap=true", "-Tplain"])
        .arg(&file)
        .output();
    let _ = std::fs::remove_file(&file);
    let mut places = vec![Point::default(); nodes.len()];
    for line in String::from_utf8(told.ok()?.stdout).ok()?.lines() {
        let fields: Vec<&str> = line.split(' ').collect();
        if let ["node", name, x, y, ..] = fields.as_slice() {
            let i: usize = name.parse().ok()?;
            places[i] = Point {
                x: x.parse().ok()?,
                y: y.parse().ok()?,
            };
        }
    }
    Some(places)
}

/// Draws smaller graphs, for eyes.
fn pictures(folder: &Path) {
    for kind in KINDS {
        for count in [30, 100, 300, 1_000] {
            let (nodes, edges) = graph(kind, count, count * 3 / 2);
            let places = layout(&nodes, &edges, &Options::default());
            std::fs::write(
                folder.join(format!("{kind}-{count}.svg")),
                svg(&nodes, &edges, &places),
            )
            .expect("a folder to write to");
        }
    }
}

fn svg(nodes: &[Node], edges: &[Edge], places: &[Point]) -> String {
    let corners = || {
        nodes
            .iter()
            .zip(places)
            .map(|(n, p)| (p.x - n.width / 2.0, p.y - n.height / 2.0, n.width, n.height))
    };
    let left = corners().map(|c| c.0).fold(f64::MAX, f64::min) - 10.0;
    let top = corners().map(|c| c.1).fold(f64::MAX, f64::min) - 10.0;
    let width = corners().map(|c| c.0 + c.2).fold(f64::MIN, f64::max) + 10.0 - left;
    let height = corners().map(|c| c.1 + c.3).fold(f64::MIN, f64::max) + 10.0 - top;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{left} {top} {width} {height}\">\n"
    );
    for edge in edges {
        let (a, b) = (places[edge.a], places[edge.b]);
        let _ = writeln!(
            svg,
            "<path d=\"M{:.1} {:.1}L{:.1} {:.1}\" stroke=\"#999\"/>",
            a.x, a.y, b.x, b.y
        );
    }
    for (x, y, width, height) in corners() {
        let _ = writeln!(
            svg,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"#9ecae9\" stroke=\"#444\"/>"
        );
    }
    svg + "</svg>\n"
}

/// Numbers that look random (Knuth's linear congruential generator).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound.max(1)
    }
}

/// Makes a graph: `news` has communities in which who has ties gets more, and hundreds of small parts, as names that items name together have; `random`
/// has ties between any two; `grid` has some diagonals.
fn graph(kind: &str, nodes: usize, ties: usize) -> (Vec<Node>, Vec<Edge>) {
    let random = &mut Random(42);
    let mut pairs = BTreeSet::new();
    match kind {
        "news" => news(nodes, ties, random, &mut pairs),
        "random" => {
            while pairs.len() < ties {
                tie(&mut pairs, random.below(nodes), random.below(nodes));
            }
        }
        _ => {
            let height = (nodes as f64 / 2.0).sqrt() as usize;
            let width = nodes / height;
            for i in 0..width * height {
                if (i + 1) % width > 0 {
                    tie(&mut pairs, i, i + 1);
                }
                if i + width < width * height {
                    tie(&mut pairs, i, i + width);
                }
            }
            while pairs.len() < ties {
                let (x, y) = (random.below(width - 1), random.below(height - 1));
                tie(&mut pairs, y * width + x, (y + 1) * width + x + 1);
            }
        }
    }
    let boxes = (0..nodes)
        .map(|_| Node {
            width: 60.0 + random.below(60) as f64,
            height: 30.0,
            place: None,
        })
        .collect();
    (
        boxes,
        pairs
            .into_iter()
            .map(|(a, b)| Edge { a, b, weight: 1.0 })
            .collect(),
    )
}

fn tie(pairs: &mut BTreeSet<(usize, usize)>, a: usize, b: usize) {
    if a != b {
        pairs.insert((a.min(b), a.max(b)));
    }
}

fn news(nodes: usize, ties: usize, random: &mut Random, pairs: &mut BTreeSet<(usize, usize)>) {
    let large = nodes * 4 / 5;
    let count = (nodes / 120).max(4);
    // A name stands here once and once more for each of its ties: who has ties gets more.
    let mut communities: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut all: Vec<usize> = Vec::new();
    for node in 0..large {
        let own = if node < count {
            node
        } else {
            random.below(count).min(random.below(count))
        };
        for one in 0..1 + random.below(3) {
            let near = (one == 0 || random.below(100) < 85) && !communities[own].is_empty();
            let pool = if near { &communities[own] } else { &all };
            if let Some(to) = pool.get(random.below(pool.len())).copied() {
                tie(pairs, node, to);
                communities[own].push(to);
                all.push(to);
            }
        }
        communities[own].push(node);
        all.push(node);
    }
    let mut node = large;
    while node < nodes {
        let size = (2 + random.below(4)).min(nodes - node);
        for other in 1..size {
            tie(pairs, node + other, node + random.below(other));
        }
        node += size;
    }
    while pairs.len() < ties {
        let own = &communities[random.below(count)];
        let (a, b) = (random.below(own.len()), random.below(own.len()));
        tie(pairs, own[a], own[b]);
    }
}
