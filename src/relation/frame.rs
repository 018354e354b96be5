//! A frame laid over a sentence: its parts are bound outwards from the cue.

use super::Predicate;
use super::candidate::Slot;
use super::rule::{Part, Rule};
use super::scene::{Bound, Scene};
use super::table::Match;

/// What stands before the other side of a tie.
const WITH: [&str; 5] = ["与", "和", "同", "跟", "with"];

impl Scene<'_> {
    /// Binds what stands after the cue.
    pub(super) fn forward(&self, rule: &Rule, from: usize, bound: &mut Bound) -> bool {
        let mut at = from;
        let mut gap: Option<(u32, bool)> = None;
        for part in &rule.after {
            match part {
                Part::Gap { most, far } => gap = Some((*most, *far)),
                Part::Cue => return false,
                Part::Word(words) => {
                    let Some(end) = self.word_on(words, at, gap.take()) else {
                        return false;
                    };
                    at = end;
                }
                Part::Paper | Part::Title => return false,
                Part::Subject | Part::Object | Part::Pair => {
                    let slot = Slot::of(rule, part);
                    let Some(place) = self.name_on(at, slot, gap.take()) else {
                        return false;
                    };
                    let (names, end) = if rule.cues.is_empty() {
                        (self.name_at(place).into_iter().collect(), place + 1)
                    } else {
                        self.list_on(place, slot)
                    };
                    if *part == Part::Pair && names.len() < 2 {
                        return false;
                    }
                    bound.bind(part, names);
                    at = end;
                }
            }
        }
        bound.to = bound.to.max(at);
        true
    }

    /// Binds what stands before the cue; a subject that is not there may stand in an earlier clause or the heading.
    pub(super) fn backward(
        &self,
        rule: &Rule,
        from: usize,
        bound: &mut Bound,
        found: &[(Predicate, Match)],
    ) -> bool {
        let mut at = from;
        let mut gap: Option<(u32, bool)> = None;
        for (number, part) in rule.before.iter().enumerate() {
            match part {
                Part::Gap { most, far } => gap = Some((*most, *far)),
                Part::Cue => return false,
                Part::Word(words) => {
                    let Some(start) = self.word_back(words, at, gap.take()) else {
                        return false;
                    };
                    at = start;
                }
                Part::Paper => {
                    let paper = self.cited().filter(|_| !self.is_about_another(at));
                    let Some(paper) = paper else {
                        return false;
                    };
                    bound.subjects = vec![paper];
                }
                Part::Title => return false,
                Part::Subject | Part::Object | Part::Pair => {
                    let mut slot = Slot::of(rule, part);
                    slot.shield = !matches!(rule.before.get(number + 1), Some(Part::Word(_)));
                    let Some(place) = self.name_back(at, slot, gap.take()) else {
                        let is_last = number + 1 == rule.before.len();
                        let may = rule.elided.is_some() && *part == Part::Subject && is_last;
                        let Some(name) = may.then(|| self.elided(at, slot, bound, found)).flatten()
                        else {
                            return false;
                        };
                        bound.subjects = vec![name];
                        bound.elided = true;
                        continue;
                    };
                    let (names, start) = self.list_back(place, slot);
                    // A list behind "with" is the other side of a tie, not its two sides.
                    let is_side = self.word_back(&WITH, start, None).is_some();
                    if *part == Part::Pair && (names.len() < 2 || is_side) {
                        return false;
                    }
                    bound.bind(part, names);
                    at = start;
                }
            }
        }
        bound.from = bound.from.min(at);
        true
    }
}
