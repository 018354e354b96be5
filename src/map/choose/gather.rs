//! Who is named, claimed and owned with whom in the period of a map.

use super::{Claimed, Options, Presence, Relation, Scope, Tie, fits};
use crate::entity::Kind;
use crate::error::Result;
use crate::graph::{Built, BuiltEntity, pairs_of, read};
use crate::lexicon::Lexicon;
use crate::relation::{Polarity, Predicate};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What the items of a period say.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) entities: BTreeMap<u32, Presence>,
    pub(super) ties: BTreeMap<(u32, u32), Tie>,
    pub(super) now: Scope,
    pub(super) before: Option<Scope>,
}

#[derive(Deserialize)]
struct ClaimRow {
    digest: String,
    item: u32,
    subject: String,
    predicate: String,
    object: String,
    evidence: String,
    confidence: String,
    polarity: String,
}

impl Gathered {
    /// Counts items, the pairs that they name, and their dates.
    pub(super) fn new(built: &Built, options: &Options) -> Self {
        let wanted = wanted(built, options);
        let is_wanted = |number: u32| wanted.get(number as usize).copied().unwrap_or(false);
        let together =
            options.relations.is_empty() || options.relations.contains(&Relation::CoMention);
        let mut gathered = Self::default();
        let mut ties: FxHashMap<(u32, u32), Tie> = FxHashMap::default();
        let mut digests = BTreeSet::new();
        for item in &built.items {
            if !fits(item, options, options.from, options.to) {
                continue;
            }
            gathered.now.items += 1;
            digests.insert(item.digest.as_str());
            widen(&mut gathered.now.period, item.date);
            for number in item.named.entities().filter(|n| is_wanted(*n)) {
                gathered.entities.entry(number).or_default().items += 1;
            }
            if !together {
                continue;
            }
            for pair in pairs_of(&item.named, is_wanted) {
                ties.entry(pair).or_default().items += 1;
            }
        }
        gathered.now.digests = digests.len();
        if let Some((from, to)) = options.against {
            let mut scope = Scope::default();
            let mut digests = BTreeSet::new();
            for item in built
                .items
                .iter()
                .filter(|i| fits(i, options, Some(from), Some(to)))
            {
                scope.items += 1;
                digests.insert(item.digest.as_str());
                widen(&mut scope.period, item.date);
                for number in item.named.entities().filter(|n| is_wanted(*n)) {
                    gathered.entities.entry(number).or_default().before += 1;
                }
                if together {
                    for pair in pairs_of(&item.named, is_wanted) {
                        ties.entry(pair).or_default().before += 1;
                    }
                }
            }
            scope.digests = digests.len();
            gathered.before = Some(scope);
        }
        gathered.ties = ties.into_iter().collect();
        gathered
    }

    /// Adds what digests claim.
    pub(super) fn claims(&mut self, built: &Built, dir: &Path, options: &Options) -> Result<()> {
        read(dir, "relations.csv", |row: ClaimRow| {
            let ends = built.by_id(&row.subject).zip(built.by_id(&row.object));
            let Some((subject, object)) = ends else {
                return Ok(());
            };
            let known = |n: u32| self.entities.contains_key(&n);
            if !known(subject) || !known(object) {
                return Ok(());
            }
            let place = built.items.binary_search_by(|item| {
                (item.digest.as_str(), item.number).cmp(&(row.digest.as_str(), row.item))
            });
            let Ok(place) = place else {
                return Ok(());
            };
            let in_period = built
                .items
                .get(place)
                .is_some_and(|item| fits(item, options, options.from, options.to));
            let predicate = Predicate::ALL
                .into_iter()
                .find(|p| p.name() == row.predicate);
            let Some(predicate) = predicate.filter(|_| in_period) else {
                return Ok(());
            };
            let asked = options.relations.is_empty()
                || options.relations.contains(&Relation::Claim(predicate));
            if !asked {
                return Ok(());
            }
            let polarity = [Polarity::Asserted, Polarity::Denied, Polarity::Reported]
                .into_iter()
                .find(|p| p.name() == row.polarity)
                .ok_or_else(|| format!("{} is no polarity", row.polarity))?;
            let confidence: f64 = row
                .confidence
                .parse()
                .map_err(|_| format!("{} is no confidence", row.confidence))?;
            let tie = self
                .ties
                .entry((subject.min(object), subject.max(object)))
                .or_default();
            tie.claim(Claimed {
                predicate,
                polarity,
                forward: subject < object,
                items: 1,
                quote: row.evidence,
                item: place,
                confidence: (confidence.clamp(0.0, 1.0) * 100.0) as u8,
            });
            Ok(())
        })?;
        for tie in self.ties.values_mut() {
            tie.claims.sort_by_key(|c| {
                (
                    c.polarity,
                    Reverse(c.items),
                    Reverse(c.confidence),
                    c.predicate,
                    c.forward,
                )
            });
        }
        Ok(())
    }

    /// Adds what belongs to whom by the dictionaries, between entities that the period names.
    pub(super) fn owners(&mut self, built: &Built, lexicon: &Lexicon, options: &Options) {
        if !(options.relations.is_empty() || options.relations.contains(&Relation::Owner)) {
            return;
        }
        for made in self.entities.keys() {
            let row = built
                .entity(*made)
                .and_then(|e| lexicon.entity(lexicon.by_id(&e.id)?));
            for owner in row.iter().flat_map(|row| &row.of) {
                let owner = built
                    .by_id(owner)
                    .filter(|o| o != made && self.entities.contains_key(o));
                if let Some(owner) = owner {
                    let tie = self
                        .ties
                        .entry((*made.min(&owner), *made.max(&owner)))
                        .or_default();
                    tie.owner = Some(*made < owner);
                }
            }
        }
    }

    /// Takes out what is named everywhere and says little, unless it stands in the middle; returns how many there were.
    ///
    /// That is what `hubs` lists, whoever is named mostly as the source of items, and, unless methods are asked for, techniques of no one in particular: all train by reinforcement
    /// learning, which ties none of them to another.
    pub(super) fn leave_out_hubs(
        &mut self,
        built: &Built,
        lexicon: &Lexicon,
        options: &Options,
    ) -> usize {
        let methods = options.hubs.is_empty() || options.kinds.contains(&Kind::Method);
        let is_common = |e: &BuiltEntity| {
            let row = |id: &str| lexicon.entity(lexicon.by_id(id)?);
            let makes = |id: &String| {
                row(id).is_some_and(|r| !matches!(r.kind, Kind::Method | Kind::Topic))
            };
            e.kind == Kind::Method && row(&e.id).is_some_and(|r| !r.of.iter().any(makes))
        };
        let is_hub = |n: &u32| {
            let listed = |e: &BuiltEntity| {
                let reports = !options.hubs.is_empty() && e.sourced * 2 >= e.mentions.max(1);
                reports || options.hubs.contains(&e.id)
            };
            !options.centers.contains(n)
                && built
                    .entity(*n)
                    .is_some_and(|e| listed(e) || (!methods && is_common(e)))
        };
        let hubs: BTreeSet<u32> = self.entities.keys().copied().filter(is_hub).collect();
        self.entities.retain(|n, _| !hubs.contains(n));
        self.ties
            .retain(|(a, b), _| !hubs.contains(a) && !hubs.contains(b));
        hubs.len()
    }
}

/// For each entity whether a map may show it.
pub(super) fn wanted(built: &Built, options: &Options) -> Vec<bool> {
    let mut wanted: Vec<bool> = built
        .entities
        .iter()
        .map(|e| match options.kinds.as_slice() {
            [] => e.kind.is_core(),
            kinds => kinds.contains(&e.kind),
        })
        .collect();
    for center in &options.centers {
        if let Some(wanted) = wanted.get_mut(*center as usize) {
            *wanted = true;
        }
    }
    wanted
}

impl Tie {
    /// Counts a claim; those that say the same are one.
    fn claim(&mut self, claim: Claimed) {
        let same = self.claims.iter_mut().find(|c| {
            let turned = c.forward == claim.forward || claim.predicate.is_symmetric();
            c.predicate == claim.predicate && c.polarity == claim.polarity && turned
        });
        match same {
            Some(same) => {
                same.items += 1;
                if claim.confidence > same.confidence {
                    same.quote = claim.quote;
                    same.item = claim.item;
                    same.confidence = claim.confidence;
                }
            }
            None => self.claims.push(claim),
        }
    }
}

fn widen(period: &mut Option<(Date, Date)>, day: Option<Date>) {
    if let Some(day) = day {
        let (first, last) = period.unwrap_or((day, day));
        *period = Some((first.min(day), last.max(day)));
    }
}
