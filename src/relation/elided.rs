//! What a clause without a subject is about.

use super::Predicate;
use super::candidate::Slot;
use super::scene::{Bound, Scene};
use super::sentence::{NAME, weight};
use super::table::Match;
use super::words::Role;
use crate::entity::Kind;

impl Scene<'_> {
    /// The one name that a clause without a subject may be about. `at` is where its verb stands.
    pub(super) fn elided(
        &self,
        at: usize,
        slot: Slot,
        bound: &mut Bound,
        found: &[(Predicate, Match)],
    ) -> Option<usize> {
        let start = self.sentence.clause_start(at);
        let mut wanted = slot;
        let mut points_back = false;
        let mut left = 12u32;
        let mut place = self.skip_on(start);
        while place < at {
            if let Some(hit) = self.hit_starting(place)
                && hit.end <= at
                && let Some(Role::StandsFor(meant)) = self.role(hit)
            {
                wanted.kinds = slot.kinds.common(meant);
                points_back = true;
                place = hit.end;
                continue;
            }
            let c = self.char_at(place)?;
            if c == NAME {
                return None;
            }
            left = left.checked_sub(weight(c))?;
            place += 1;
        }
        if wanted.kinds.is_empty() {
            return None;
        }
        bound.from = start;
        let earlier = self.sentence.tokens.get(..start).unwrap_or_default();
        let from_clauses = || {
            let names = earlier.iter().enumerate();
            self.only(
                names.filter_map(|(at, t)| t.name.filter(|_| !self.is_shielded(at, 0))),
                wanted,
            )
        };
        let from_release = || self.released(wanted, found);
        let from_heading = || {
            let mut heads = self.sentences.iter().filter(|s| s.is_heading);
            heads.find_map(|s| self.only(s.tokens.iter().filter_map(|t| t.name), wanted))
        };
        // A paper is spoken of where it is cited.
        let cited = self.cited();
        let is_here = |name: &usize| {
            let kind = self.names.get(*name).and_then(|c| c.kind);
            kind != Some(Kind::Paper) || cited == Some(*name)
        };
        let from_citation = || {
            let paper = cited.filter(|_| wanted.kinds.has(Kind::Paper));
            paper.filter(|_| points_back)
        };
        let from_lead = || {
            let lead = self.sentences.iter().find(|s| !s.is_heading)?;
            self.only(lead.tokens.iter().filter_map(|t| t.name), wanted)
        };
        if points_back || earlier.is_empty() {
            from_release()
                .or_else(from_heading)
                .or_else(from_lead)
                .or_else(from_clauses)
                .filter(is_here)
                .or_else(from_citation)
        } else {
            from_clauses().or_else(|| {
                let any = earlier
                    .iter()
                    .filter_map(|t| t.name)
                    .any(|n| self.fits(n, wanted));
                (!any)
                    .then(|| from_release().or_else(from_heading).or_else(from_lead))
                    .flatten()
                    .filter(is_here)
            })
        }
    }

    /// Who released something, or what was released, in the first clause of the item that says so: what an item is about.
    pub(super) fn released(&self, slot: Slot, found: &[(Predicate, Match)]) -> Option<usize> {
        let mut releases = found
            .iter()
            .filter(|(predicate, _)| *predicate == Predicate::Develops)
            .map(|(_, m)| m);
        let first = releases.clone().next()?.span;
        let mut here = releases.by_ref().filter(|m| m.span == first);
        let names: Vec<usize> = here.by_ref().flat_map(|m| [m.subject, m.object]).collect();
        self.only(names.into_iter(), slot)
    }

    /// The one entity among names that is of a kind for sure.
    pub(super) fn only(&self, names: impl Iterator<Item = usize>, slot: Slot) -> Option<usize> {
        let mut found: Option<usize> = None;
        for name in names {
            let sure =
                self.names.get(name).is_some_and(|c| c.kind.is_some()) && self.fits(name, slot);
            if !sure {
                continue;
            }
            let meaning = |n: usize| self.mentions.get(n).map(|m| &m.meaning);
            match found {
                Some(other) if meaning(other) != meaning(name) => return None,
                Some(_) => {}
                None => found = Some(name),
            }
        }
        found
    }
}
