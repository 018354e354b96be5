//! Walking from token to token: words, gaps, the nearest name that fits, the names joined to it.

use super::candidate::{Candidate, Slot};
use super::scene::Scene;
use super::sentence::{NAME, ends_clause, weight};
use super::table::{Hit, is_whole};
use super::words::Role;

/// What joins names.
const JOINTS: [&str; 9] = ["、", "以及", "和", "与", "及", "并", "and", "&", ","];

impl Scene<'_> {
    pub(super) fn name_at(&self, at: usize) -> Option<usize> {
        self.sentence.tokens.get(at)?.name
    }

    pub(super) fn char_at(&self, at: usize) -> Option<char> {
        self.sentence.tokens.get(at).map(|t| t.c)
    }

    pub(super) fn fits(&self, name: usize, slot: Slot) -> bool {
        let fits = |c: &Candidate| slot.kinds.may_hold(c.kind) && (slot.common || !c.is_common);
        self.names.get(name).is_some_and(fits)
    }

    pub(super) fn role(&self, hit: &Hit) -> Option<Role> {
        self.rules.patterns.get(hit.pattern)?.role
    }

    pub(super) fn hit_ending(&self, at: usize) -> Option<&Hit> {
        self.hits.iter().find(|hit| hit.end == at)
    }

    pub(super) fn hit_starting(&self, at: usize) -> Option<&Hit> {
        self.hits.iter().find(|hit| hit.start == at)
    }

    pub(super) fn is_verb(&self, hit: &Hit) -> bool {
        self.rules
            .patterns
            .get(hit.pattern)
            .is_some_and(|p| p.is_verb)
    }

    /// Says whether a word before a name, not before `from`, takes it for itself.
    pub(super) fn is_shielded(&self, at: usize, from: usize) -> bool {
        let at = self.skip_back(at);
        self.hit_ending(at)
            .is_some_and(|hit| hit.start >= from && self.role(hit) == Some(Role::Guard))
    }

    /// Says whether a cue starts here that ends the search for another's object.
    pub(super) fn is_other_verb(&self, at: usize, slot: Slot) -> bool {
        self.hit_starting(at).is_some_and(|hit| {
            let Some(pattern) = self.rules.patterns.get(hit.pattern) else {
                return false;
            };
            let same = |n: &usize| {
                let rule = self.rules.rules.get(*n);
                rule.is_some_and(|r| r.predicate == slot.predicate)
            };
            pattern.is_verb && pattern.role != Some(Role::Guard) && !pattern.rules.iter().any(same)
        })
    }

    /// Goes back over spaces and words that may be skipped.
    pub(super) fn skip_back(&self, mut at: usize) -> usize {
        loop {
            let before = at.checked_sub(1);
            if before.and_then(|b| self.char_at(b)) == Some(' ') {
                at -= 1;
                continue;
            }
            match self.hit_ending(at) {
                Some(hit) if self.role(hit) == Some(Role::Skip) => at = hit.start,
                _ => return at,
            }
        }
    }

    /// Goes on over spaces and words that may be skipped.
    pub(super) fn skip_on(&self, mut at: usize) -> usize {
        loop {
            if self.char_at(at) == Some(' ') {
                at += 1;
                continue;
            }
            match self.hit_starting(at) {
                Some(hit) if self.role(hit) == Some(Role::Skip) => at = hit.end,
                _ => return at,
            }
        }
    }

    pub(super) fn word_on(
        &self,
        words: &[String],
        at: usize,
        gap: Option<(u32, bool)>,
    ) -> Option<usize> {
        let mut at = self.skip_on(at);
        let (mut left, far) = gap.unwrap_or_default();
        loop {
            if let Some(word) = words.iter().find(|word| self.reads(at, word)) {
                return Some(at + word.chars().count());
            }
            let c = self.char_at(at)?;
            left = left.checked_sub(weight(c)).filter(|_| gap.is_some())?;
            if c == NAME || (!far && ends_clause(c)) {
                return None;
            }
            at += 1;
        }
    }

    pub(super) fn word_back(
        &self,
        words: &[impl AsRef<str>],
        at: usize,
        gap: Option<(u32, bool)>,
    ) -> Option<usize> {
        let mut at = self.skip_back(at);
        let (mut left, far) = gap.unwrap_or_default();
        loop {
            let start = words.iter().map(AsRef::as_ref).find_map(|word| {
                let start = at.checked_sub(word.chars().count())?;
                self.reads(start, word).then_some(start)
            });
            if start.is_some() {
                return start;
            }
            at = at.checked_sub(1)?;
            let c = self.char_at(at)?;
            left = left.checked_sub(weight(c)).filter(|_| gap.is_some())?;
            if c == NAME || (!far && ends_clause(c)) {
                return None;
            }
        }
    }

    /// Says whether a word stands at a token; a Latin one as a whole.
    pub(super) fn reads(&self, at: usize, word: &str) -> bool {
        let end = at + word.chars().count();
        let same = word
            .chars()
            .enumerate()
            .all(|(n, c)| self.char_at(at + n) == Some(c));
        let hit = Hit {
            start: at,
            end,
            pattern: 0,
        };
        same && is_whole(self.sentence, &hit)
    }

    /// The nearest name after a place that fits.
    pub(super) fn name_on(
        &self,
        from: usize,
        slot: Slot,
        gap: Option<(u32, bool)>,
    ) -> Option<usize> {
        let at = from;
        let Some((mut left, far)) = gap else {
            let at = self.skip_on(at);
            return self.name_at(at).filter(|n| self.fits(*n, slot)).map(|_| at);
        };
        let mut owner = None;
        let mut at = at;
        while let Some(c) = self.char_at(at) {
            if let Some(name) = self.name_at(at) {
                if self.fits(name, slot) && !(slot.shield && self.is_shielded(at, from)) {
                    // What owns another name gives way to it: X 的 Y is Y.
                    if !self.is_owner(at) {
                        return Some(at);
                    }
                    owner = owner.or(Some(at));
                }
            } else if (!far && ends_clause(c)) || self.is_other_verb(at, slot) {
                break;
            }
            match left.checked_sub(weight(c)) {
                Some(rest) => left = rest,
                None => break,
            }
            at += 1;
        }
        owner
    }

    /// Says whether a name owns what follows: 的 or 's.
    pub(super) fn is_owner(&self, at: usize) -> bool {
        self.char_at(at + 1) == Some('的')
            || (self.char_at(at + 1) == Some('\'') && self.char_at(at + 2) == Some('s'))
    }

    /// The nearest name before a place that fits; one behind another verb is that verb's object and gives way to a name before the verb.
    pub(super) fn name_back(
        &self,
        at: usize,
        slot: Slot,
        gap: Option<(u32, bool)>,
    ) -> Option<usize> {
        let fits = |at: usize| {
            self.name_at(at).is_some_and(|name| {
                self.fits(name, slot) && !(slot.shield && self.is_shielded(at, 0))
            })
        };
        let Some((mut left, far)) = gap else {
            let at = self.skip_back(at).checked_sub(1)?;
            return fits(at).then_some(at);
        };
        let mut nearest = None;
        let mut verb = false;
        let mut at = at;
        while let Some(before) = at.checked_sub(1) {
            at = before;
            let c = self.char_at(at)?;
            if !far && ends_clause(c) {
                break;
            }
            if fits(at) {
                match nearest {
                    None => nearest = Some(at),
                    Some(_) if verb => return Some(at),
                    Some(_) => {}
                }
            }
            verb |= nearest.is_some() && self.hit_starting(at).is_some_and(|hit| self.is_verb(hit));
            match left.checked_sub(weight(c)) {
                Some(rest) => left = rest,
                None => break,
            }
        }
        nearest
    }

    /// The names that are joined to one by commas and "and", with those before it.
    pub(super) fn list_back(&self, place: usize, slot: Slot) -> (Vec<usize>, usize) {
        let mut names: Vec<usize> = self.name_at(place).into_iter().collect();
        let mut first = place;
        if slot.predicate.takes_owner() {
            names.extend(self.owner_inside(place, slot));
            let beside = self.skip_back(first).checked_sub(1);
            let owner = beside.and_then(|at| self.name_at(at).filter(|n| self.fits(*n, slot)));
            if let (Some(at), Some(owner)) = (beside, owner) {
                names.push(owner);
                first = at;
            }
        }
        while let Some(before) = self.joint_back(first) {
            match self.name_at(before) {
                Some(name) if self.fits(name, slot) => {
                    names.insert(0, name);
                    first = before;
                }
                _ => break,
            }
        }
        (names, first)
    }

    /// The name that begins a longer one.
    pub(super) fn owner_inside(&self, place: usize, slot: Slot) -> Option<usize> {
        let outer = self.name_at(place)?;
        let start = self.sentence.tokens.get(place)?.span.start;
        (outer + 1..self.mentions.len())
            .take_while(|n| self.mentions.get(*n).is_some_and(|m| m.span.start == start))
            .find(|n| self.mentions.get(*n).is_some_and(|m| m.nested) && self.fits(*n, slot))
    }

    /// The token before a joint that stands right before a name.
    pub(super) fn joint_back(&self, at: usize) -> Option<usize> {
        let mut at = at;
        let mut any = false;
        while let Some(before) = at.checked_sub(1) {
            if self.char_at(before) == Some(' ') {
                at = before;
                continue;
            }
            let joint = JOINTS.iter().find_map(|joint| {
                let start = at.checked_sub(joint.chars().count())?;
                self.reads(start, joint).then_some(start)
            });
            match joint {
                Some(start) => {
                    any = true;
                    at = start;
                }
                None => return any.then_some(before),
            }
        }
        None
    }

    /// The names that are joined to one, with those after it; head nouns may follow a name and modifiers stand before one.
    pub(super) fn list_on(&self, place: usize, slot: Slot) -> (Vec<usize>, usize) {
        let mut names: Vec<usize> = self.name_at(place).into_iter().collect();
        let mut end = place + 1;
        while let Some(next) = self.joint_on(end, slot) {
            match self.name_at(next) {
                Some(name) if self.fits(name, slot) && !self.is_shielded(next, end) => {
                    names.push(name);
                    end = next + 1;
                }
                _ => break,
            }
        }
        (names, end)
    }

    /// The next name behind a joint.
    pub(super) fn joint_on(&self, from: usize, slot: Slot) -> Option<usize> {
        let mut at = from;
        let mut left = 56u32;
        let mut joined = false;
        loop {
            let c = self.char_at(at)?;
            if c == NAME {
                return joined.then_some(at);
            }
            if self.is_other_verb(at, slot) {
                return None;
            }
            if let Some(joint) = JOINTS.iter().find(|joint| self.reads(at, joint)) {
                joined = true;
                at += joint.chars().count();
                continue;
            }
            if ends_clause(c) {
                return None;
            }
            left = left.checked_sub(weight(c))?;
            at += 1;
        }
    }
}
