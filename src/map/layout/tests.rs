//! What every drawing must be, whatever the graph.

use super::random::Random;
use super::*;
use proptest::prelude::*;

/// A graph in clusters, as names that items name together are.
fn clusters(count: usize, seed: u64) -> (Vec<Node>, Vec<Edge>) {
    let mut random = Random::new(seed);
    let nodes = (0..count)
        .map(|_| Node {
            width: 60.0 + 100.0 * random.unit(),
            height: 25.0 + 20.0 * random.unit(),
            place: None,
        })
        .collect();
    let mut edges = Vec::new();
    for b in 1..count {
        for _ in 0..1 + random.below(2) {
            // Mostly in one's own cluster of twelve.
            let first = if random.below(8) > 0 { b / 12 * 12 } else { 0 };
            let a = first + random.below((b - first).max(1));
            edges.push(Edge {
                a,
                b,
                weight: 1.0 + random.below(5) as f64,
            });
        }
    }
    (nodes, edges)
}

/// Returns the first two boxes that are nearer than the gap.
fn too_near(nodes: &[Node], places: &[Point], gap: f64) -> Option<(usize, usize)> {
    let size = |v: f64| {
        if v.is_finite() {
            v.clamp(0.0, 1e6)
        } else {
            0.0
        }
    };
    (0..nodes.len())
        .flat_map(|a| (0..a).map(move |b| (a, b)))
        .find(|(a, b)| {
            let (one, other) = (nodes[*a], nodes[*b]);
            let across = (size(one.width) + size(other.width)) / 2.0 + gap
                - (places[*a].x - places[*b].x).abs();
            let down = (size(one.height) + size(other.height)) / 2.0 + gap
                - (places[*a].y - places[*b].y).abs();
            across > 1e-3 && down > 1e-3
        })
}

fn bits(places: &[Point]) -> Vec<(u64, u64)> {
    places
        .iter()
        .map(|p| (p.x.to_bits(), p.y.to_bits()))
        .collect()
}

fn on_threads(threads: usize, nodes: &[Node], edges: &[Edge], options: &Options) -> Vec<Point> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    pool.unwrap().install(|| layout(nodes, edges, options))
}

fn odd_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        8 => 0.0..200.0,
        1 => Just(0.0),
        1 => Just(-5.0),
        1 => Just(1e300),
        1 => Just(f64::NAN),
        1 => Just(f64::INFINITY),
        1 => Just(1e-300),
    ]
}

fn odd_node() -> impl Strategy<Value = Node> {
    let place = prop_oneof![3 => Just(None), 1 => (odd_number(), odd_number()).prop_map(Some), 1 => Just(Some((7.0, 7.0)))];
    (odd_number(), odd_number(), place).prop_map(|(width, height, place)| Node {
        width,
        height,
        place,
    })
}

fn odd_edge() -> impl Strategy<Value = Edge> {
    (0..45_usize, 0..45_usize, odd_number()).prop_map(|(a, b, weight)| Edge { a, b, weight })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Loops, parallel edges, edges to nowhere, sizes and places that are no numbers.
    #[test]
    fn any_graph_is_drawn(
        nodes in proptest::collection::vec(odd_node(), 0..40),
        edges in proptest::collection::vec(odd_edge(), 0..80),
        overlaps in any::<bool>(),
    ) {
        let options = Options { overlaps, ..Options::default() };
        let places = on_threads(1, &nodes, &edges, &options);
        prop_assert_eq!(places.len(), nodes.len());
        prop_assert!(places.iter().all(|p| p.x.is_finite() && p.y.is_finite()));
        prop_assert!(overlaps || too_near(&nodes, &places, 8.0).is_none());
        let again = on_threads(2, &nodes, &edges, &options);
        prop_assert_eq!(bits(&places), bits(&again));
    }

    #[test]
    fn labels_never_overlap(count in 1..160_usize, seed in 0..1000_u64) {
        let (nodes, edges) = clusters(count, seed);
        let places = layout(&nodes, &edges, &Options::default());
        prop_assert_eq!(too_near(&nodes, &places, 8.0), None);
    }
}

#[test]
fn a_large_graph_is_the_same_on_any_number_of_threads() {
    let (nodes, edges) = clusters(3_000, 1);
    for overlaps in [true, false] {
        let options = Options {
            overlaps,
            ..Options::default()
        };
        let one = on_threads(1, &nodes, &edges, &options);
        let two = on_threads(2, &nodes, &edges, &options);
        assert_eq!(bits(&one), bits(&two));
        assert!(overlaps || too_near(&nodes, &one, 8.0).is_none());
    }
}

#[test]
fn the_order_of_edges_and_of_their_ends_changes_nothing() {
    let (nodes, mut edges) = clusters(80, 2);
    let first = layout(&nodes, &edges, &Options::default());
    edges.reverse();
    for edge in &mut edges {
        std::mem::swap(&mut edge.a, &mut edge.b);
    }
    assert_eq!(
        bits(&first),
        bits(&layout(&nodes, &edges, &Options::default()))
    );
}

#[test]
fn what_was_drawn_stays_where_it_was() {
    let (mut nodes, mut edges) = clusters(60, 3);
    let options = Options::default();
    let before = layout(&nodes, &edges, &options);
    for (node, place) in nodes.iter_mut().zip(&before) {
        node.place = Some((place.x, place.y));
    }
    assert_eq!(
        bits(&before),
        bits(&layout(&nodes, &edges, &options)),
        "nothing new, nothing moved"
    );
    nodes.push(Node {
        width: 150.0,
        height: 40.0,
        place: None,
    });
    edges.extend([7, 19, 40].map(|a| Edge {
        a,
        b: 60,
        weight: 2.0,
    }));
    let after = layout(&nodes, &edges, &options);
    assert_eq!(too_near(&nodes, &after, 8.0), None);
    let size = quality(&nodes, &edges, &after).size;
    let diagonal = (size.0 * size.0 + size.1 * size.1).sqrt();
    let mut moves: Vec<f64> = before
        .iter()
        .zip(&after)
        .map(|(a, b)| a.distance(*b) / diagonal)
        .collect();
    moves.sort_by(f64::total_cmp);
    assert!(moves[30] < 0.02 && moves[59] < 0.2, "{moves:?}");
}

#[test]
fn a_drawing_has_the_wanted_proportions_and_short_ties() {
    for (count, seed) in [(20, 4), (60, 5), (150, 6), (300, 7)] {
        let (nodes, edges) = clusters(count, seed);
        let places = layout(&nodes, &edges, &Options::default());
        let quality = quality(&nodes, &edges, &places);
        assert!((1.0..2.0).contains(&quality.aspect), "{count}: {quality:?}");
        let boxes: f64 = nodes
            .iter()
            .map(|n| (n.width + 8.0) * (n.height + 8.0))
            .sum();
        let filled = boxes / (quality.size.0 * quality.size.1);
        assert!(filled > 0.12, "{count}: boxes fill {filled} of the drawing");
        assert!(quality.edge_share < 0.25, "{count}: {quality:?}");
    }
}

#[test]
fn boxes_at_one_place_and_giants_are_parted() {
    let mut nodes = vec![
        Node {
            width: 90.0,
            height: 30.0,
            place: Some((1.0, 1.0))
        };
        700
    ];
    nodes[3] = Node {
        width: 1e12,
        height: 5_000.0,
        place: Some((1.0, 1.0)),
    };
    let places = layout(&nodes, &[], &Options::default());
    assert_eq!(too_near(&nodes, &places, 8.0), None);
}
