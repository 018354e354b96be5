//! Claims about papers: which paper a sentence is about where no words name it, and what titles say.

use super::Polarity;
use super::Predicate;
use super::candidate::Slot;
use super::rule::{Part, Rule};
use super::scene::Scene;
use super::table::Match;
use crate::document::Origin;
use crate::entity::Kind;
use crate::mention::Mention;
use crate::text::{Span, fold};

/// How many bytes an item may have of which every sentence may be about the one paper that it cites; a longer one is a roundup.
const SHORT: usize = 3000;

/// How far from the link to its paper a sentence may stand in its passage: link lists are one passage.
const NEAR: u32 = 400;

impl Scene<'_> {
    /// The one paper that the sentence's passage cites, else the one that a short item cites, by its place behind the mentions; its title,
    /// where it is one of the names.
    pub(super) fn cited(&self) -> Option<usize> {
        let citations = &self.item.citations;
        let only = |mut numbers: Box<dyn Iterator<Item = usize> + '_>| {
            let first = numbers.next()?;
            numbers.next().is_none().then_some(first)
        };
        let passage = self.passage()?;
        let here = |n: &usize| {
            citations
                .get(*n)
                .is_some_and(|c| c.places.iter().any(|place| passage.covers(*place)))
        };
        let own = self.sentence.span(0, self.sentence.tokens.len())?;
        let near = |place: &Span| {
            place.start <= own.end + NEAR && own.start <= place.end.saturating_add(NEAR)
        };
        let within: Vec<usize> = (0..citations.len()).filter(here).collect();
        let number = if within.is_empty() {
            let is_short = self.item.span.len() <= SHORT;
            only(Box::new(0..citations.len())).filter(|_| is_short)?
        } else {
            let number = only(Box::new(within.into_iter()))?;
            let places = &citations.get(number)?.places;
            places.iter().any(near).then_some(number)?
        };
        let title = citations.get(number)?.title_span;
        let named = self
            .mentions
            .iter()
            .position(|m| !title.is_empty() && m.span == title);
        Some(named.unwrap_or(self.mentions.len() + number))
    }

    /// Says whether a made thing is named in the clause before a verb: then it is that thing which proposes or appears.
    pub(super) fn is_about_another(&self, verb: usize) -> bool {
        let start = self.sentence.clause_start(verb);
        let before = self.sentence.tokens.get(start..verb).unwrap_or_default();
        let kinds = before.iter().filter_map(|t| self.names.get(t.name?)?.kind);
        let made = [Kind::Model, Kind::Method, Kind::Product, Kind::Dataset];
        kinds.into_iter().any(|kind| made.contains(&kind))
    }

    /// The bytes from where the sentence's passage begins to where the next one does.
    fn passage(&self) -> Option<Span> {
        let at = self.sentence.tokens.first()?.span.start;
        let starts = |p: &crate::document::Passage| p.runs.first().map(|run| run.start);
        let texts = self.item.passages.iter();
        let starts: Vec<u32> = texts
            .filter(|p| p.origin != Origin::List)
            .filter_map(starts)
            .collect();
        let start = starts.iter().copied().filter(|s| *s <= at).max()?;
        let next = starts.iter().copied().filter(|s| *s > at).min();
        let end = next.unwrap_or(self.item.span.end.max(at));
        Some(Span::new(start as usize, end as usize))
    }

    /// `X: ...`: a title puts the name of what its paper proposes before a colon.
    pub(super) fn titles(&self, number: usize, rule: &Rule, found: &mut Vec<(Predicate, Match)>) {
        for token in &self.sentence.tokens {
            let Some(subject) = token.name else { continue };
            if !self.fits(subject, Slot::of(rule, &Part::Subject)) {
                continue;
            }
            let slot = Slot::of(rule, &Part::Object);
            let object = (subject + 1..self.mentions.len())
                .take_while(|n| {
                    self.mentions
                        .get(*n)
                        .is_some_and(|m| m.span.start == token.span.start)
                })
                .find(|n| self.fits(*n, slot) && self.ends_at_colon(*n) && self.is_own_name(*n));
            if let Some(object) = object {
                found.push((
                    rule.predicate,
                    Match {
                        rule: number,
                        subject,
                        object,
                        polarity: Polarity::Asserted,
                        confidence: rule.confidence,
                        span: token.span,
                    },
                ));
            }
        }
    }

    /// Says whether an entity of the dictionaries is called by its name: an abbreviation before a title's colon stands for what follows,
    /// whatever else it may stand for.
    fn is_own_name(&self, name: usize) -> bool {
        let Some(id) = self.id(name) else { return true };
        let row = self.lexicon.by_id(id).and_then(|n| self.lexicon.entity(n));
        let printed = self.mentions.get(name).map(|m| m.span.of(self.source));
        row.zip(printed)
            .is_some_and(|(row, printed)| fold::key(row.canonical()) == fold::key(printed))
    }

    fn ends_at_colon(&self, name: usize) -> bool {
        let end = self.mentions.get(name).map(|m| m.span.end as usize);
        let rest = end.and_then(|end| self.source.get(end..));
        rest.is_some_and(|rest| rest.starts_with(": ") || rest.starts_with('：'))
    }
}

/// Takes out claims of papers that no words name where a name in the text is said to do the same, and claims whose object is cut off.
pub(super) fn drop_doubtful(
    found: &mut Vec<(Predicate, Match)>,
    source: &str,
    mentions: &[Mention],
) {
    let is_cut = |name: usize| {
        let end = mentions.get(name).map(|m| m.span.end as usize);
        let rest = end.and_then(|end| source.get(end..)).unwrap_or_default();
        rest.starts_with("..") || rest.starts_with('…') || rest.starts_with('-')
    };
    found.retain(|(p, m)| *p != Predicate::Proposes || !is_cut(m.object));
    let mentions = mentions.len();
    let named: Vec<(Predicate, usize)> = found
        .iter()
        .filter(|(p, m)| m.subject < mentions && *p == Predicate::PublishedIn)
        .map(|(p, m)| (*p, m.object))
        .collect();
    found.retain(|(p, m)| m.subject < mentions || !named.contains(&(*p, m.object)));
}
