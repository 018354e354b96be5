//! What the map measures, beside what networkx and igraph say of the same graphs.

use aikg::map::measure::between::betweenness;
use aikg::map::measure::community::communities;
use aikg::map::measure::net::Net;
use aikg::map::measure::partition::modularity;
use aikg::map::measure::rank::page_rank;
use std::path::Path;
use std::process::Command;

/// A number that looks random.
fn random(state: &mut u64) -> usize {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize
}

/// Pairs with their weights.
type Ties = Vec<(usize, usize, f64)>;

/// Nodes and weighted ties: of communities, at random, in a ring, in parts.
fn graphs() -> Vec<(&'static str, usize, Ties)> {
    let state = &mut 7;
    let mut clusters = Vec::new();
    for i in 1..300 {
        for _ in 0..3 {
            let group = i / 20 * 20;
            let to = if !random(state).is_multiple_of(5) {
                group + random(state) % 20
            } else {
                random(state) % 300
            };
            clusters.push((i, to.min(299), 1.0 + (random(state) % 9) as f64));
        }
    }
    let any = (0..400)
        .map(|_| (random(state) % 150, random(state) % 150, 1.0))
        .collect();
    let ring = (0..90).map(|i| (i, (i + 1) % 90, 1.0)).collect();
    let parts = (0..200)
        .filter(|i| i % 7 > 0)
        .map(|i| (i, i - 1, 0.5 + (i % 3) as f64))
        .collect();
    let mut hubs = Vec::new();
    for i in 1..600 {
        // Who has ties gets more of them.
        let to = if hubs.is_empty() {
            0
        } else {
            let (a, b, _) = hubs[random(state) % hubs.len()];
            if random(state).is_multiple_of(2) {
                b
            } else {
                a
            }
        };
        hubs.push((i, to, 1.0));
        hubs.push((i, random(state) % i, 1.0));
    }
    vec![
        ("clusters", 300, clusters),
        ("any", 150, any),
        ("ring", 90, ring),
        ("parts", 200, parts),
        ("hubs", 600, hubs),
    ]
}

#[test]
fn networkx_and_igraph_say_the_same() {
    let has = Command::new("python3")
        .args(["-c", "import networkx, numpy, scipy"])
        .output();
    if !has.is_ok_and(|o| o.status.success()) {
        eprintln!("skipped: python3 has no networkx with numpy and scipy");
        return;
    }
    let told: Vec<serde_json::Value> = graphs()
        .into_iter()
        .map(|(name, count, ties)| {
            let net = Net::new(count, ties.clone());
            let found = communities(&net, 1.0);
            serde_json::json!({
                "name": name,
                "count": count,
                "ties": ties,
                "rank": page_rank(&net),
                "between": betweenness(&net),
                "community": found,
                "modularity": modularity(&net, &found, 1.0),
            })
        })
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("measures.json");
    std::fs::write(&file, serde_json::to_vec(&told).unwrap()).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/measures.py");
    let done = Command::new("python3")
        .arg(script)
        .arg(&file)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(
        done.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&done.stderr)
    );
    eprintln!("{said}");
}
