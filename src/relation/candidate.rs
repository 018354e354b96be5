//! Which names may fill a slot of a frame.

use super::kinds::Kinds;
use super::predicate::Predicate;
use super::rule::{Part, Rule};
use crate::entity::Kind;
use crate::lexicon::{Entity, Lexicon};
use crate::mention::{Meaning, Mention};

/// What decides whether a name fits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    /// Its kind, where it is known already.
    pub(super) kind: Option<Kind>,
    /// Whether it is a technique or device of no one in particular.
    pub(super) is_common: bool,
}

impl Candidate {
    /// A paper.
    pub(super) fn paper() -> Self {
        Self {
            kind: Some(Kind::Paper),
            is_common: false,
        }
    }

    /// Says whether a claim may be about it.
    pub(super) fn may_claim(&self) -> bool {
        !matches!(self.kind, Some(Kind::Topic | Kind::Place | Kind::Other))
    }
}

pub(super) fn candidate(mention: &Mention, lexicon: &Lexicon) -> Candidate {
    match &mention.meaning {
        Meaning::Known(id) => {
            let entity = lexicon.by_id(id).and_then(|n| lexicon.entity(n));
            Candidate {
                kind: entity.map(|e| e.kind),
                is_common: entity.is_some_and(|e| {
                    matches!(e.kind, Kind::Method | Kind::Hardware) && !has_maker(e, lexicon)
                }),
            }
        }
        Meaning::Paper(_) => Candidate::paper(),
        Meaning::Coined { kind, .. } => Candidate {
            kind: *kind,
            is_common: false,
        },
    }
}

/// Says whether an entity of the dictionaries is a firm or an organization.
pub(super) fn is_actor(number: u32, lexicon: &Lexicon) -> bool {
    lexicon
        .entity(number)
        .is_some_and(|e| matches!(e.kind, Kind::Company | Kind::Organization))
}

/// Says whether the dictionaries name a firm or laboratory that made it, or what it is part of.
pub(super) fn has_maker(entity: &Entity, lexicon: &Lexicon) -> bool {
    let owners =
        |e: &Entity| -> Vec<u32> { e.of.iter().filter_map(|id| lexicon.by_id(id)).collect() };
    let is_maker = |n: &u32| is_actor(*n, lexicon);
    let first = owners(entity);
    first.iter().any(is_maker)
        || first
            .iter()
            .filter_map(|n| lexicon.entity(*n))
            .any(|e| owners(e).iter().any(is_maker))
}

/// What a slot asks of a name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    pub(super) kinds: Kinds,
    /// Whether the name may be a technique of no one in particular.
    pub(super) common: bool,
    /// Whether a word before may take the name for itself; not where the frame itself names that word.
    pub(super) shield: bool,
    /// What the claim says, so that another verb for the same does not end the search.
    pub(super) predicate: Predicate,
}

impl Slot {
    pub(super) fn of(rule: &Rule, part: &Part) -> Self {
        let is_object = *part == Part::Object;
        Self {
            kinds: if is_object { rule.object } else { rule.subject },
            // What a paper is said to propose that no words name must be its own.
            common: is_object
                && rule.predicate.takes_common()
                && !rule.before.contains(&Part::Paper),
            shield: true,
            predicate: rule.predicate,
        }
    }
}
