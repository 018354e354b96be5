//! The statistics of reports agree with those of scipy, statsmodels and a published burst detection.

use aikg::report::stats::burst::{Automaton, bursts};
use aikg::report::stats::fdr::{Test, q_values};
use aikg::report::stats::rate::{Rate, compare};
use aikg::report::stats::slope::slope;
use serde_json::json;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

fn rates() -> Vec<serde_json::Value> {
    let mut all = Vec::new();
    for (n, m) in [(100, 100), (140, 93), (20, 400)] {
        for (a, b) in [(0, 5), (5, 0), (1, 9), (8, 2), (12, 13), (60, 11), (3, 300)] {
            let rate = |hits: u32, of: u32| Rate {
                hits: hits.into(),
                of: of.into(),
            };
            let c = compare(rate(a, n), rate(b, m), 1.0);
            let high = c.high.is_finite().then_some(c.high);
            all.push(json!({"now": [a, n], "then": [b, m], "p": c.p, "low": c.low, "high": high}));
        }
    }
    all
}

fn burst_cases() -> Vec<serde_json::Value> {
    let plain: [&[(u32, u32)]; 3] = [
        &[
            (1, 20),
            (1, 20),
            (1, 20),
            (12, 20),
            (13, 20),
            (12, 20),
            (1, 20),
            (1, 20),
            (0, 20),
        ],
        &[
            (0, 30),
            (2, 30),
            (1, 30),
            (2, 30),
            (18, 30),
            (1, 30),
            (2, 30),
            (20, 30),
            (19, 30),
            (1, 30),
        ],
        &[(2, 10); 8],
    ];
    let close: [&[(u32, u32)]; 3] = [
        &[(1, 9), (4, 9), (0, 9), (5, 9), (6, 9), (1, 9), (2, 9)],
        &[
            (3, 12),
            (5, 14),
            (6, 11),
            (2, 20),
            (0, 7),
            (7, 13),
            (6, 12),
            (5, 12),
            (1, 9),
            (2, 15),
        ],
        &[
            (0, 5),
            (0, 6),
            (4, 8),
            (0, 9),
            (5, 6),
            (0, 4),
            (3, 7),
            (0, 9),
            (0, 9),
        ],
    ];
    let automaton = Automaton {
        states: 1,
        ..Automaton::default()
    };
    plain
        .into_iter()
        .chain(close)
        .map(|batches| {
            let found: Vec<_> = bursts(batches, automaton)
                .into_iter()
                .map(|b| json!({"start": b.start, "end": b.end, "weight": b.weight}))
                .collect();
            json!({"batches": batches, "bursts": found})
        })
        .collect()
}

#[test]
fn statistics_agree_with_others() {
    let has = Command::new("python3")
        .args(["-c", "import scipy, statsmodels"])
        .output();
    if !has.is_ok_and(|o| o.status.success()) {
        eprintln!("skipped: python3 has no scipy with statsmodels");
        return;
    }
    let p = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.5, 0.0278, 0.0298, 0.9, 0.0344, 1.0,
    ];
    let q = q_values(&p.map(|p| Test { p, least: 0.0 }), 0.05);
    let values = [0.1, 0.12, 0.09, 0.2, 0.22];
    let told = json!({
        "rates": rates(),
        "corrections": [{"p": p, "q": q}],
        "slopes": [{"values": values, "slope": slope(&values).unwrap()}],
        "bursts": burst_cases(),
    });
    let mut child = Command::new("python3")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/statistics.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(told.to_string().as_bytes()).unwrap();
    drop(stdin);
    let done = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(
        done.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&done.stderr)
    );
    eprintln!("{}", said.trim());
}
