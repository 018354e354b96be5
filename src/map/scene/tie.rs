//! The ties of a scene: one line for each pair, with the words of what is claimed most.

use super::{Edge, Quote, Says, Scene, Source, Stage, Words};
use crate::map::choose::{Choice, Claimed, Tie};
use crate::text::markup;
use std::collections::BTreeMap;

/// Adds the ties and the items that they stand on.
pub(super) fn add(
    scene: &mut Scene,
    stage: Stage<'_>,
    choice: &Choice,
    place: &BTreeMap<u32, usize>,
) {
    let heaviest = choice.ties.values().map(weight).max().unwrap_or(1);
    // Among ties of one or two items none is heavy.
    let heaviest = heaviest.max(12);
    let mut sources = Sources {
        stage,
        places: BTreeMap::new(),
        list: Vec::new(),
    };
    for ((a, b), tie) in &choice.ties {
        if let (Some(a), Some(b)) = (place.get(a), place.get(b)) {
            let edge = edge(scene, choice, tie, [*a, *b], heaviest, &mut sources);
            scene.edges.push(edge);
        }
    }
    scene.sources = sources.list;
}

fn weight(tie: &Tie) -> u32 {
    tie.weight().max(tie.before)
}

/// The items, each once.
struct Sources<'a> {
    stage: Stage<'a>,
    places: BTreeMap<usize, usize>,
    list: Vec<Source>,
}

impl Sources<'_> {
    fn place(&mut self, item: usize) -> Option<usize> {
        if let Some(place) = self.places.get(&item) {
            return Some(*place);
        }
        let found = self.stage.built.items.get(item)?;
        let place = self.list.len();
        self.list.push(Source {
            digest: markup::one_line(&found.digest),
            item: found.number,
            heading: markup::one_line(&found.heading),
            date: found.date,
            links: found
                .sources
                .iter()
                .filter(|link| markup::is_web_link(link))
                .cloned()
                .collect(),
        });
        self.places.insert(item, place);
        Some(place)
    }
}

fn edge(
    scene: &Scene,
    choice: &Choice,
    tie: &Tie,
    [a, b]: [usize; 2],
    heaviest: u32,
    sources: &mut Sources<'_>,
) -> Edge {
    let words = scene.words;
    let (says, turned, label) = match (tie.claims.first(), tie.owner) {
        (Some(claim), _) => {
            let says = Says::Claim(claim.predicate, claim.polarity);
            (says, !claim.forward, label(claim, words))
        }
        // From the owner to what belongs to it.
        (None, Some(first_belongs)) => (Says::Owner, first_belongs, String::new()),
        (None, None) => (Says::Together, false, String::new()),
    };
    let (from, to) = if turned { (b, a) } else { (a, b) };
    let claims: Vec<Quote> = tie
        .claims
        .iter()
        .filter_map(|claim| {
            Some(Quote {
                predicate: claim.predicate,
                polarity: claim.polarity,
                forward: claim.forward != turned,
                items: claim.items,
                quote: markup::one_line(&claim.quote),
                source: sources.place(claim.item)?,
            })
        })
        .collect();
    let mut cited: Vec<usize> = Vec::new();
    for place in tie.evidence.iter().filter_map(|item| sources.place(*item)) {
        if !cited.contains(&place) {
            cited.push(place);
        }
    }
    let share = f64::from(weight(tie)) / f64::from(heaviest);
    Edge {
        from,
        to,
        says,
        label,
        weight: tie.weight(),
        before: tie.before,
        change: choice.change(tie.weight(), tie.before),
        width: 0.7 + 4.3 * share.sqrt(),
        strength: tie.strength,
        days: tie.days.clone(),
        tooltip: tooltip(scene, tie, [a, b], &claims, turned, &cited, &sources.list),
        claims,
        sources: cited,
    }
}

fn label(claim: &Claimed, words: Words) -> String {
    let predicate = words.0.predicate(claim.predicate);
    match words.polarity(claim.polarity) {
        "" => predicate.to_string(),
        how => format!("{predicate} ({how})"),
    }
}

fn tooltip(
    scene: &Scene,
    tie: &Tie,
    ends: [usize; 2],
    claims: &[Quote],
    turned: bool,
    cited: &[usize],
    sources: &[Source],
) -> String {
    let name = |end: usize| scene.nodes.get(end).map_or("", |n| n.name.as_str());
    let [a, b] = ends.map(name);
    let words = scene.words;
    let mut lines = vec![format!("{a} — {b}")];
    if tie.items > 0 || claims.is_empty() {
        lines.push(words.both(tie.items));
    }
    if let Some(first_belongs) = tie.owner {
        let (made, maker) = if first_belongs { (a, b) } else { (b, a) };
        lines.push(format!("{made} {} {maker}", words.owner()));
    }
    for claim in claims.iter().take(3) {
        let (subject, object) = if claim.forward == turned {
            (b, a)
        } else {
            (a, b)
        };
        let how = words.polarity(claim.polarity);
        let how = if how.is_empty() {
            String::new()
        } else {
            format!(" ({how})")
        };
        lines.push(format!(
            "{subject} {} {object}{how}: {}",
            words.0.predicate(claim.predicate),
            markup::shorten(&claim.quote, 90)
        ));
    }
    for source in cited.iter().take(3).filter_map(|at| sources.get(*at)) {
        let date = source.date.map_or_else(String::new, |d| format!("{d} "));
        lines.push(format!("{date}{}", markup::shorten(&source.heading, 70)));
    }
    lines.join("\n")
}
