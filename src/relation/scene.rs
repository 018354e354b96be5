//! One sentence, and the rules whose cues stand in it.

use super::candidate::is_actor;
use super::candidate::{Candidate, Slot};
use super::rule::{Part, Rule};
use super::sentence::{Sentence, ends_clause};
use super::table::{Hit, Match, Rules};
use super::words::Role;
use super::{Polarity, Predicate};
use crate::document::Item;
use crate::entity::Kind;
use crate::lexicon::{Lexicon, noun_at_end};
use crate::mention::{Meaning, Mention};
use crate::text::{Span, fold, script};

/// Everything that decides about one sentence.
pub(super) struct Scene<'a> {
    pub(super) source: &'a str,
    pub(super) rules: &'a Rules,
    pub(super) lexicon: &'a Lexicon,
    pub(super) mentions: &'a [Mention],
    pub(super) names: &'a [Candidate],
    pub(super) item: &'a Item,
    pub(super) sentences: &'a [Sentence],
    pub(super) sentence: &'a Sentence,
    pub(super) hits: Vec<Hit>,
}

/// What a frame has found so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Bound {
    pub(super) subjects: Vec<usize>,
    pub(super) objects: Vec<usize>,
    /// Whether the subjects stand in an earlier clause or sentence.
    pub(super) elided: bool,
    /// The tokens of the match.
    pub(super) from: usize,
    pub(super) to: usize,
}

impl Scene<'_> {
    pub(super) fn find(&self, found: &mut Vec<(Predicate, Match)>) {
        for hit in &self.hits {
            let Some(pattern) = self.rules.patterns.get(hit.pattern) else {
                continue;
            };
            for &number in &pattern.rules {
                self.apply(number, hit.start, hit.end, found);
            }
        }
        for (number, rule) in self.rules.rules.iter().enumerate() {
            if rule.after.first() == Some(&Part::Title) {
                self.titles(number, rule, found);
            } else if rule.cues.is_empty() {
                for at in 0..self.sentence.tokens.len() {
                    if self.name_at(at).is_some() {
                        self.apply(number, at, at, found);
                    }
                }
                self.nested(number, rule, found);
            }
        }
    }

    pub(super) fn apply(
        &self,
        number: usize,
        start: usize,
        end: usize,
        found: &mut Vec<(Predicate, Match)>,
    ) {
        let Some(rule) = self.rules.rules.get(number) else {
            return;
        };
        let mut bound = Bound {
            from: start,
            to: end,
            ..Bound::default()
        };
        if !self.forward(rule, end, &mut bound) || !self.backward(rule, start, &mut bound, found) {
            return;
        }
        let confidence = match (bound.elided, rule.elided) {
            (false, _) => rule.confidence,
            (true, Some(confidence)) => confidence,
            (true, None) => return,
        };
        if bound.elided && rule.predicate == Predicate::Proposes {
            let is_common = |n: &usize| self.names.get(*n).is_some_and(|c| c.is_common);
            bound.objects.retain(|n| !is_common(n));
            if bound.objects.is_empty() {
                return;
            }
        }
        let Some(span) = self.evidence(&bound) else {
            return;
        };
        let polarity = self.polarity(&bound, start);
        let mut claim = |subject: usize, object: usize| {
            if subject != object {
                found.push((
                    rule.predicate,
                    Match {
                        rule: number,
                        subject,
                        object,
                        polarity,
                        confidence,
                        span,
                    },
                ));
            }
        };
        if bound.objects.is_empty() {
            for (n, &a) in bound.subjects.iter().enumerate() {
                for &b in bound.subjects.iter().skip(n + 1) {
                    claim(a, b);
                }
            }
            return;
        }
        for &object in &bound.objects {
            // Of those who release a thing together, one must be its maker.
            let makers = &bound.subjects;
            if makers.iter().any(|s| self.agrees(rule, *s, object)) {
                for &subject in makers {
                    claim(subject, object);
                }
            }
        }
    }

    /// Applies a rule of names side by side to the names that begin longer ones: 甲 in 甲乙.
    pub(super) fn nested(&self, number: usize, rule: &Rule, found: &mut Vec<(Predicate, Match)>) {
        let subject_first = rule.after.first() == Some(&Part::Subject);
        for token in &self.sentence.tokens {
            let Some(outer) = token.name else { continue };
            let inner = (outer + 1..self.mentions.len())
                .take_while(|n| {
                    self.mentions
                        .get(*n)
                        .is_some_and(|m| m.span.start == token.span.start)
                })
                .find(|n| self.mentions.get(*n).is_some_and(|m| m.nested));
            let parted = |n: &usize| self.changes_script(outer, *n) && !self.names_kind(outer, *n);
            let Some(inner) = inner.filter(parted) else {
                continue;
            };
            let (subject, object) = if subject_first {
                (inner, outer)
            } else {
                (outer, inner)
            };
            let fits = self.fits(subject, Slot::of(rule, &Part::Subject))
                && self.fits(object, Slot::of(rule, &Part::Object));
            if fits && self.agrees(rule, subject, object) {
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

    /// Says whether a longer name adds to an institution's only what that is: the Ames of Ames国家实验室.
    fn names_kind(&self, outer: usize, inner: usize) -> bool {
        let (Some(long), Some(short)) = (self.mentions.get(outer), self.mentions.get(inner)) else {
            return false;
        };
        let rest = Span {
            start: short.span.end,
            end: long.span.end,
        };
        let firm = self.names.get(inner).and_then(|c| c.kind) == Some(Kind::Company);
        let key = fold::key(rest.of(self.source));
        !firm && noun_at_end(&key).is_some_and(|(_, length)| length == key.len())
    }

    /// Says whether a name that begins a longer one ends where Han meets Latin: in 特斯拉FSD a maker stands before its product, while
    /// DeepSeek R1 is one name.
    pub(super) fn changes_script(&self, outer: usize, inner: usize) -> bool {
        let (Some(outer), Some(inner)) = (self.mentions.get(outer), self.mentions.get(inner))
        else {
            return false;
        };
        let is_han = |text: Option<&char>| text.is_some_and(|c| script::is_han(*c));
        let count = |span: Span| span.len();
        let chars: Vec<char> = outer.span.of(self.source).chars().collect();
        let inside = inner.span.of(self.source).chars().count();
        count(inner.span) < count(outer.span)
            && inside > 0
            && is_han(chars.get(inside - 1)) != is_han(chars.get(inside))
    }

    /// Says whether the dictionaries let an entity make or hold another; of most they say nothing.
    fn agrees(&self, rule: &Rule, subject: usize, object: usize) -> bool {
        let (Some(a), Some(b)) = (self.id(subject), self.id(object)) else {
            return true;
        };
        let (owner, owned) = match rule.predicate {
            Predicate::Develops => (a, b),
            // Teams and people move: only names side by side need what the dictionaries say.
            _ if rule.cues.is_empty() => (b, a),
            _ => return true,
        };
        let makers = self.makers(owned);
        // A firm of the same house may release it.
        makers.is_empty()
            || makers.contains(&owner)
            || (!rule.cues.is_empty() && self.makers(owner).iter().any(|m| makers.contains(m)))
    }

    /// The firms and laboratories that an entity belongs to, at up to four removes.
    fn makers<'s>(&'s self, id: &'s str) -> Vec<&'s str> {
        let mut all: Vec<&str> = Vec::new();
        let mut next = vec![id];
        for _ in 0..4 {
            next = next
                .iter()
                .filter_map(|id| self.lexicon.entity(self.lexicon.by_id(id)?))
                .flat_map(|entity| entity.of.iter().map(String::as_str))
                .collect();
            all.extend(&next);
        }
        all.retain(|id: &&str| {
            self.lexicon
                .by_id(id)
                .is_some_and(|n| is_actor(n, self.lexicon))
        });
        all
    }

    pub(super) fn id(&self, name: usize) -> Option<&str> {
        match &self.mentions.get(name)?.meaning {
            Meaning::Known(id) => Some(id),
            Meaning::Coined { .. } | Meaning::Paper(_) => None,
        }
    }

    /// Whether the words around a match deny it or only report it.
    pub(super) fn polarity(&self, bound: &Bound, cue: usize) -> Polarity {
        let start = self.sentence.clause_start(bound.from);
        let mut polarity = Polarity::Asserted;
        for hit in &self.hits {
            match self.role(hit) {
                Some(Role::Denied) if hit.start >= start && hit.end <= bound.to => {
                    return Polarity::Denied;
                }
                Some(Role::Reported) if hit.start <= cue.max(bound.to) => {
                    polarity = Polarity::Reported;
                }
                _ => {}
            }
        }
        polarity
    }

    /// The clauses that a match spans.
    pub(super) fn evidence(&self, bound: &Bound) -> Option<Span> {
        let start = self.sentence.clause_start(bound.from);
        let rest = self.sentence.tokens.get(bound.to..).unwrap_or_default();
        let length = rest
            .iter()
            .position(|t| ends_clause(t.c))
            .unwrap_or(rest.len());
        let span = self.sentence.span(start, bound.to + length)?;
        let own = self.sentence.span(bound.from, bound.to);
        // A clause of many lines is no quote.
        let span = if span.len() > 600 { own? } else { span };
        Some(span.trim(self.source))
    }
}

impl Bound {
    pub(super) fn bind(&mut self, part: &Part, names: Vec<usize>) {
        match part {
            Part::Object => self.objects = names,
            _ => self.subjects = names,
        }
    }
}
