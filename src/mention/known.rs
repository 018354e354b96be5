//! Known names in an item's text: those of the dictionaries, and those that the digest's own lists coin.

use super::boundary::Found;
use super::{Meaning, Mention, known_id};
use crate::document::{Item, Origin};
use crate::lexicon::{Alias, Lexicon, Marks, Name, Scratch, has_cue};
use crate::text::Span;
use crate::text::fold::{self, Folded};
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::BTreeSet;

/// What is used again from text to text, so that nothing is allocated for each.
#[derive(Debug, Default)]
pub struct Finder {
    folded: Folded,
    scratch: Scratch,
    coined: Option<Coined>,
}

/// The names that the lists of one digest coin.
#[derive(Debug)]
struct Coined {
    machine: AhoCorasick,
    names: Vec<(Alias, Meaning)>,
}

/// A known name found in a text.
#[derive(Debug, Clone)]
struct Known {
    /// Its bytes in the source.
    span: Span,
    /// What it means, where the digest's own lists say so.
    meaning: Option<Meaning>,
    /// The dictionary names that fit.
    names: Vec<Name>,
}

impl Known {
    /// Says whether it is an ordinary word and no name.
    fn is_ordinary(&self) -> bool {
        self.meaning.is_none() && self.names.is_empty()
    }
}

impl Finder {
    /// Prepares the names that a digest's lists coin to be found in its text too.
    pub fn coin<'a>(&mut self, names: impl IntoIterator<Item = (&'a str, &'a Meaning)>) {
        self.coined = None;
        let mut keys: Vec<String> = Vec::new();
        let mut kept = Vec::new();
        let mut seen = BTreeSet::new();
        for (surface, meaning) in names {
            let key = fold::key(surface);
            let long_enough = if key.is_ascii() {
                key.len() >= 3
            } else {
                key.chars().count() >= 2
            };
            if long_enough && seen.insert(key.clone()) {
                keys.push(key);
                kept.push((
                    Alias {
                        text: surface.to_string(),
                        marks: Marks::default(),
                    },
                    meaning.clone(),
                ));
            }
        }
        if keys.is_empty() {
            return;
        }
        self.coined = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(&keys)
            .ok()
            .map(|machine| Coined {
                machine,
                names: kept,
            });
    }

    /// Finds the names in one run of text that stands at `run` in `source`, longest first at each place; spans are in `source`.
    fn in_run(&mut self, source: &str, run: Span, lexicon: &Lexicon) -> Vec<Known> {
        let text = run.of(source);
        let base = run.start as usize;
        let mut found: Vec<Known> = Vec::new();
        let place = |start: usize, end: usize| {
            let found = Found {
                source,
                start: base + start,
                end: base + end,
            };
            found.is_whole().then_some(found)
        };
        lexicon.hits(text, &mut self.scratch, |hit| {
            let Some(spot) = place(hit.start, hit.end) else {
                return;
            };
            let of_hit = lexicon.names_of(&hit);
            if of_hit.is_empty() {
                found.push(Known {
                    span: Span::new(spot.start, spot.end),
                    meaning: None,
                    names: Vec::new(),
                });
                return;
            }
            let names: Vec<Name> = of_hit
                .iter()
                .copied()
                .filter(|name| lexicon.alias(*name).is_some_and(|alias| spot.fits(alias)))
                .collect();
            if !names.is_empty() {
                found.push(Known {
                    span: Span::new(spot.start, spot.end),
                    meaning: None,
                    names,
                });
            }
        });
        if let Some(coined) = &self.coined {
            fold::fold_into(text, &mut self.folded);
            for hit in coined.machine.find_overlapping_iter(&self.folded.text) {
                let spot = self.folded.source(hit.start(), hit.end());
                let Some(spot) = spot.and_then(|(start, end)| place(start, end)) else {
                    continue;
                };
                if let Some((alias, meaning)) = coined.names.get(hit.pattern().as_usize())
                    && spot.fits(alias)
                {
                    found.push(Known {
                        span: Span::new(spot.start, spot.end),
                        meaning: Some(meaning.clone()),
                        names: Vec::new(),
                    });
                }
            }
        }
        // Longest first at each place; a dictionary's word before a coined one.
        found.sort_by_key(|k| {
            (
                k.span.start,
                std::cmp::Reverse(k.span.end),
                k.meaning.is_some(),
            )
        });
        found.dedup_by_key(|k| k.span);
        found
    }
}

/// Finds the known names in an item's passages.
pub(super) fn find(
    source: &str,
    item: &Item,
    lexicon: &Lexicon,
    finder: &mut Finder,
    listed: &[Mention],
) -> Vec<Mention> {
    let mut found: Vec<(Origin, Vec<Known>)> = Vec::new();
    for passage in &item.passages {
        for run in &passage.runs {
            found.push((passage.origin, finder.in_run(source, *run, lexicon)));
        }
    }
    let company = company(lexicon, listed, &found);
    let mut mentions = Vec::new();
    for (origin, names) in found {
        // The end of the longest name so far: a name that ends before it is nested in it, one that crosses it gives way.
        let mut outer: Option<Span> = None;
        let mut swallowed: Option<Span> = None;
        for known in names {
            if swallowed.is_some_and(|word| word.overlaps(known.span)) {
                continue;
            }
            if known.is_ordinary() {
                swallowed = Some(known.span);
                continue;
            }
            let Some(meaning) = decide(source, lexicon, &known, &company) else {
                continue;
            };
            let nested = match outer {
                Some(span) if span.covers(known.span) => true,
                Some(span) if span.overlaps(known.span) => continue,
                _ => {
                    outer = Some(known.span);
                    false
                }
            };
            mentions.push(Mention {
                item: item.number,
                span: known.span,
                origin,
                nested,
                meaning,
            });
        }
    }
    mentions
}

/// The entities that an item names without doubt, and those that they belong to.
fn company(lexicon: &Lexicon, listed: &[Mention], found: &[(Origin, Vec<Known>)]) -> BTreeSet<u32> {
    let mut company = BTreeSet::new();
    for mention in listed {
        if let Meaning::Known(id) = &mention.meaning {
            company.extend(lexicon.by_id(id));
        }
    }
    for known in found.iter().flat_map(|(_, names)| names) {
        for name in &known.names {
            if lexicon.alias(*name).is_some_and(|a| !a.marks.context) {
                company.insert(name.entity);
            }
        }
    }
    company
}

/// Decides what a spelling means here: a name that stands for itself, else one that has company or a cue beside it.
fn decide(
    source: &str,
    lexicon: &Lexicon,
    known: &Known,
    company: &BTreeSet<u32>,
) -> Option<Meaning> {
    if let Some(meaning) = &known.meaning {
        return Some(meaning.clone());
    }
    let supported = |name: &Name| {
        let owners = lexicon
            .entity(name.entity)
            .map_or(&[][..], |e| e.of.as_slice());
        company.contains(&name.entity)
            || owners
                .iter()
                .filter_map(|id| lexicon.by_id(id))
                .any(|owner| company.contains(&owner))
    };
    let cued = |name: &Name| {
        let before = source.get(..known.span.start as usize).unwrap_or_default();
        let after = source.get(known.span.end as usize..).unwrap_or_default();
        let kind = lexicon.entity(name.entity).map(|e| e.kind);
        kind.is_some_and(|kind| has_cue(tail(before), after, kind))
    };
    known
        .names
        .iter()
        .copied()
        .filter(|name| {
            let context = lexicon.alias(*name).is_some_and(|a| a.marks.context);
            !context || supported(name) || cued(name)
        })
        .min_by_key(|name| {
            let kind = lexicon.entity(name.entity).map(|e| e.kind);
            (!supported(name), kind, name.entity)
        })
        .and_then(|name| known_id(lexicon, name))
        .map(Meaning::Known)
}

/// The last few characters of a text, so that looking back does not walk through all of it.
fn tail(text: &str) -> &str {
    let from = (text.len().saturating_sub(40)..text.len())
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(text.len());
    text.get(from..).unwrap_or_default()
}
