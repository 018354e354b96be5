//! The targets of `fuzz/` over the seeds of `tests/seeds`, which are changed at random, the same way in every run: a short look for what
//! breaks a reader. `AIKG_FUZZ=20000 cargo test fuzz` looks longer.

use crate::run::Run;
use crate::targets::{TARGETS, Target};
use std::path::Path;

/// Pieces that mean something to one reader or another.
const PIECES: [&str; 28] = [
    "\n",
    "---\n",
    "```\n",
    "## ",
    "**",
    "[",
    "](",
    ")",
    "（",
    "）",
    "、",
    "：",
    "\"",
    "\\",
    "{",
    "}",
    "<",
    ">",
    "|",
    "\u{0}",
    "\u{FEFF}",
    "\u{202E}",
    "輝達",
    "GPT-5.2",
    "99999999999999999999",
    "2026-02-30",
    "arXiv:2503.01234",
    "\r",
];

/// Numbers that look random (xorshift; Marsaglia 2003).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (limit.max(1) as u64)).unwrap()
    }
}

fn change(bytes: &mut Vec<u8>, seeds: &[Vec<u8>], chance: &mut Chance) {
    let at = chance.below(bytes.len() + 1);
    let end = (at + chance.below(16)).min(bytes.len());
    match chance.below(6) {
        0 if at < bytes.len() => bytes[at] ^= 1 << chance.below(8),
        1 => drop(bytes.drain(at..end)),
        2 => {
            let again: Vec<u8> = bytes[at..end].to_vec();
            // Deep nesting is where readers end.
            let times = if chance.below(20) == 0 {
                500
            } else {
                1 + chance.below(4)
            };
            bytes.splice(at..at, again.repeat(times));
        }
        3 => {
            let piece = PIECES[chance.below(PIECES.len())];
            bytes.splice(at..at, piece.bytes());
        }
        4 => {
            let other = &seeds[chance.below(seeds.len())];
            let from = chance.below(other.len() + 1);
            bytes.truncate(at);
            bytes.extend_from_slice(&other[from..]);
        }
        _ => bytes.truncate(at.max(bytes.len() / 2)),
    }
}

fn run(name: &str, target: Target, seeds: &[Vec<u8>], times: usize) {
    let mut chance = Chance(0x9E37_79B9_7F4A_7C15);
    for seed in seeds {
        target(seed);
    }
    for _ in 0..times {
        let mut bytes = seeds[chance.below(seeds.len())].clone();
        for _ in 0..=chance.below(6) {
            change(&mut bytes, seeds, &mut chance);
        }
        let done = std::panic::catch_unwind(|| target(&bytes));
        let shown = String::from_utf8_lossy(&bytes);
        assert!(done.is_ok(), "{name} fails on {shown:?}");
    }
}

fn seeds(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/seeds")
        .join(name);
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect()
}

#[test]
fn no_bytes_break_a_reader() {
    let times = std::env::var("AIKG_FUZZ")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(150);
    for (name, target) in TARGETS {
        let mut seeds = seeds(name);
        if name == "store" {
            let mut run = Run::new().file("a.md", "# A 2026-01-01\n\n## 輝達與台積電\n\n一。\n");
            run.ok(["build", "a.md", "-o", "out"]);
            seeds.push(run.bytes("out/store/graph.aikg"));
        }
        run(name, target, &seeds, times);
    }
}
