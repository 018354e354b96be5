//! A chosen map, dressed: labels with their sizes, shapes and colours, lines with their widths and words. All forms of a map are written
//! from a scene, so that they say the same.

pub(crate) mod label;
mod tie;
mod words;

use super::choose::{Change, Choice};
use super::measure::Measures;
use crate::dress;
use crate::entity::Kind;
use crate::graph::{Built, BuiltEntity};
use crate::language::Language;
use crate::lexicon::Lexicon;
use crate::relation::{Polarity, Predicate};
use crate::text::markup;
use jiff::civil::Date;
use std::collections::BTreeMap;
pub use words::Words;

/// What is drawn. Lengths are in points.
#[derive(Debug, Clone)]
pub struct Scene {
    /// What the map is of.
    pub title: String,
    /// What it shows, from what, and what it leaves out.
    pub notes: Vec<String>,
    /// Its words.
    pub words: Words,
    /// The language of the names; `None` for the names of the tables.
    pub language: Option<Language>,
    /// The days that it covers.
    pub period: Option<(Date, Date)>,
    /// Those that it is compared with.
    pub before: Option<(Date, Date)>,
    /// The entities.
    pub nodes: Vec<Node>,
    /// Their ties.
    pub edges: Vec<Edge>,
    /// Communities of three entities or more, the largest first.
    pub groups: Vec<Group>,
    /// The items that say so.
    pub sources: Vec<Source>,
}

/// An entity of a map.
#[derive(Debug, Clone)]
pub struct Node {
    /// The local part of its IRI.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its name, broken into lines.
    pub lines: Vec<String>,
    /// Its kind.
    pub kind: Kind,
    /// Items of the period that name it.
    pub items: u32,
    /// Items of the period before.
    pub before: u32,
    /// How that changed.
    pub change: Option<Change>,
    /// From 0 to 1, the strongest entity 1.
    pub rank: f64,
    /// Its community, as a place in [`Scene::groups`].
    pub group: Option<usize>,
    /// Whether it was asked for by name.
    pub center: bool,
    /// The size of its letters.
    pub font: f64,
    /// The width of its shape.
    pub width: f64,
    /// The height of its shape.
    pub height: f64,
    /// Other names.
    pub aliases: Vec<String>,
    /// How many items on each day.
    pub days: BTreeMap<Date, u32>,
    /// What else there is to say, in lines.
    pub tooltip: String,
}

/// What a line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// Items name both.
    Together,
    /// The dictionaries say that one belongs to the other.
    Owner,
    /// A digest claims it.
    Claim(Predicate, Polarity),
}

/// A tie of a map.
#[derive(Debug, Clone)]
pub struct Edge {
    /// Where the line begins, as a place in [`Scene::nodes`]; of an arrow its tail.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// What it says.
    pub says: Says,
    /// The words at the line; empty for those named together.
    pub label: String,
    /// Items that say so.
    pub weight: u32,
    /// Items of the period before.
    pub before: u32,
    /// How that changed.
    pub change: Option<Change>,
    /// The width of the line.
    pub width: f64,
    /// How much the tie tells.
    pub strength: f64,
    /// How many items on each day.
    pub days: BTreeMap<Date, u32>,
    /// All that is claimed of the two.
    pub claims: Vec<Quote>,
    /// The items, as places in [`Scene::sources`].
    pub sources: Vec<usize>,
    /// What else there is to say, in lines.
    pub tooltip: String,
}

/// A claim with its words.
#[derive(Debug, Clone)]
pub struct Quote {
    /// What is claimed.
    pub predicate: Predicate,
    /// Whether it is said to be so.
    pub polarity: Polarity,
    /// Whether [`Edge::from`] is its subject.
    pub forward: bool,
    /// How many items say so.
    pub items: u32,
    /// The words that say it best.
    pub quote: String,
    /// Where they stand, as a place in [`Scene::sources`].
    pub source: usize,
}

/// A community.
#[derive(Debug, Clone)]
pub struct Group {
    /// Its strongest members.
    pub name: String,
    /// Its colour.
    pub colour: &'static str,
    /// Its members, as places in [`Scene::nodes`].
    pub members: Vec<usize>,
}

/// An item that says something.
#[derive(Debug, Clone)]
pub struct Source {
    /// The digest.
    pub digest: String,
    /// The item's number.
    pub item: u32,
    /// Its heading.
    pub heading: String,
    /// Its date.
    pub date: Option<Date>,
    /// Where it has it from: links that a browser may follow.
    pub links: Vec<String>,
}

/// What a scene is made from.
#[derive(Debug, Clone, Copy)]
pub struct Stage<'a> {
    /// The graph.
    pub built: &'a Built,
    /// Names in other languages.
    pub lexicon: &'a Lexicon,
    /// The language of names and words; `None` for the names of the tables and English words.
    pub language: Option<Language>,
}

impl Stage<'_> {
    fn name(&self, entity: &BuiltEntity) -> String {
        let known = self.language.and_then(|language| {
            let row = self.lexicon.entity(self.lexicon.by_id(&entity.id)?)?;
            Some(language.name_of(row))
        });
        markup::one_line(known.unwrap_or(&entity.canonical))
    }
}

impl Scene {
    /// Dresses a map.
    pub fn new(stage: Stage<'_>, choice: &Choice, measures: &Measures) -> Self {
        let words = Words(stage.language.unwrap_or(Language::En));
        let mut scene = Self {
            title: title(stage, choice, words),
            notes: notes(choice, words),
            words,
            language: stage.language,
            period: choice.now.period,
            before: choice.before.and_then(|scope| scope.period),
            nodes: Vec::new(),
            edges: Vec::new(),
            groups: Vec::new(),
            sources: Vec::new(),
        };
        let mut place: BTreeMap<u32, usize> = BTreeMap::new();
        for number in choice.entities.keys() {
            if let Some(node) = node(stage, choice, measures, *number, words) {
                place.insert(*number, scene.nodes.len());
                scene.nodes.push(node);
            }
        }
        scene.group(&place, measures);
        tie::add(&mut scene, stage, choice, &place);
        scene
    }

    /// Makes groups of the communities of three entities or more; one that holds all tells nothing.
    fn group(&mut self, place: &BTreeMap<u32, usize>, measures: &Measures) {
        let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (number, at) in place {
            if let Some(part) = measures.community.get(number) {
                members.entry(*part).or_default().push(*at);
            }
        }
        let all = self.nodes.len();
        for (_, members) in members {
            if members.len() < 3 || members.len() == all {
                continue;
            }
            let mut ranked = members.clone();
            ranked.sort_by(|a, b| {
                let rank = |at: &usize| self.nodes.get(*at).map_or(0.0, |n| n.rank);
                rank(b).total_cmp(&rank(a)).then(a.cmp(b))
            });
            let strongest = || ranked.iter().filter_map(|at| self.nodes.get(*at));
            let names: Vec<&str> = strongest().take(2).map(|n| n.name.as_str()).collect();
            let taken: Vec<&str> = self.groups.iter().map(|g| g.colour).collect();
            let group = Group {
                name: markup::shorten(&names.join(" · "), 40),
                colour: dress::group_colour(
                    strongest().next().map_or("", |n| n.id.as_str()),
                    &taken,
                ),
                members,
            };
            for at in &group.members {
                if let Some(node) = self.nodes.get_mut(*at) {
                    node.group = Some(self.groups.len());
                }
            }
            self.groups.push(group);
        }
    }

    /// The kinds of its entities, in the order of [`Kind`].
    pub fn kinds(&self) -> Vec<Kind> {
        let mut kinds: Vec<Kind> = self.nodes.iter().map(|n| n.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }
}

fn title(stage: Stage<'_>, choice: &Choice, words: Words) -> String {
    let names: Vec<String> = choice
        .centers
        .iter()
        .filter_map(|n| stage.built.entity(*n))
        .map(|e| stage.name(e))
        .collect();
    if names.is_empty() {
        words.title().to_string()
    } else {
        markup::shorten(&names.join(" · "), 80)
    }
}

fn notes(choice: &Choice, words: Words) -> Vec<String> {
    let mut first = Vec::new();
    if let Some((from, to)) = choice.now.period {
        first.push(format!("{from} – {to}"));
    }
    if let Some((from, to)) = choice.before.and_then(|scope| scope.period) {
        first.push(words.compared(from, to));
    }
    first.push(words.counts(
        choice.entities.len(),
        choice.ties.len(),
        choice.now.items,
        choice.now.digests,
    ));
    let mut notes = vec![first.join(" · ")];
    let left_out = words.left_out(choice.left_out, choice.thinned, choice.hubs);
    if !left_out.is_empty() {
        notes.push(left_out);
    }
    notes
}

fn node(
    stage: Stage<'_>,
    choice: &Choice,
    measures: &Measures,
    number: u32,
    words: Words,
) -> Option<Node> {
    let entity = stage.built.entity(number)?;
    let presence = choice.entities.get(&number)?;
    let rank = measures.rank.get(&number).copied().unwrap_or(0.0);
    let name = stage.name(entity);
    let mut lines = label::lines(&name);
    let change = choice.change(presence.items, presence.before);
    // A mark that does not need colour.
    let mark = match change {
        Some(Change::New) => "✦ ",
        Some(Change::Grown) => "▲ ",
        Some(Change::Shrunk) => "▼ ",
        Some(Change::Gone) => "✕ ",
        Some(Change::Steady) | None => "",
    };
    if let Some(line) = lines.first_mut() {
        line.insert_str(0, mark);
    }
    if lines.is_empty() {
        lines.push(entity.id.clone());
    }
    let font = 10.0 + 10.0 * rank.clamp(0.0, 1.0).sqrt();
    let widest = lines.iter().map(|l| label::ems(l)).fold(0.0, f64::max);
    let [beside, above] = room(entity.kind);
    let aliases: Vec<String> = entity
        .aliases
        .iter()
        .map(|a| markup::one_line(a))
        .filter(|a| *a != name)
        .collect();
    let mut tooltip = format!(
        "{name} · {} · {}",
        words.0.kind(entity.kind),
        words.items(presence.items)
    );
    if choice.before.is_some() {
        tooltip.push_str(&format!(" ({} → {})", presence.before, presence.items));
    }
    if !aliases.is_empty() {
        let some: Vec<String> = aliases
            .iter()
            .take(5)
            .map(|a| markup::shorten(a, 40))
            .collect();
        tooltip.push_str(&format!("\n{}", some.join(", ")));
    }
    Some(Node {
        id: entity.id.clone(),
        kind: entity.kind,
        items: presence.items,
        before: presence.before,
        change,
        rank,
        group: None,
        center: choice.centers.contains(&number),
        font,
        width: (widest * font * beside + 14.0).max(36.0),
        height: (lines.len() as f64 * font * 1.2 * above + 10.0).max(24.0),
        name,
        lines,
        aliases,
        days: presence.days.clone(),
        tooltip,
    })
}

/// How much wider and higher than its text a shape is, so that no corner cuts the text.
pub(crate) fn room(kind: Kind) -> [f64; 2] {
    match kind {
        Kind::Person | Kind::Other => [1.25, 1.35],
        Kind::Organization | Kind::Place => [1.1, 1.6],
        Kind::Model | Kind::Method => [1.2, 1.15],
        Kind::Dataset => [1.05, 1.5],
        Kind::Event => [1.3, 1.1],
        _ => [1.05, 1.05],
    }
}
