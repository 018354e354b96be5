//! The tables of rules, ready to be asked, and the claims of an item.

use super::candidate::{Candidate, candidate};
use super::rule::Rule;
use super::scene::Scene;
use super::sentence::{self, Sentence};
use super::words::{self, Role};
use super::{Claim, Polarity, Predicate, Subject};
use crate::builtin;
use crate::document::Item;
use crate::lexicon::{Lexicon, Table};
use crate::mention::Mention;
use crate::text::{Span, script, sha256};
use crate::warning::{Code, Warning};
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::BTreeMap;

/// The rules, ready to be asked.
#[derive(Debug)]
pub struct Rules {
    pub(super) rules: Vec<Rule>,
    /// Finds cues and words of clauses.
    machine: Option<AhoCorasick>,
    /// What each pattern of the machine is.
    pub(super) patterns: Vec<Pattern>,
    hash: String,
    /// Rows that were left out.
    pub warnings: Vec<Warning>,
}

/// What a string is, as a cue and as a word.
#[derive(Debug, Default)]
pub(super) struct Pattern {
    pub(super) rules: Vec<usize>,
    pub(super) role: Option<Role>,
    pub(super) is_verb: bool,
}

/// A cue or word in a sentence: tokens `start..end`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) pattern: usize,
}

impl Rules {
    /// The built-in rules.
    pub fn builtin() -> Self {
        Self::new(&Self::builtin_tables())
    }

    /// The built-in tables.
    pub fn builtin_tables() -> Vec<Table> {
        let table = |name| Table {
            name: format!("dictionaries/{name}"),
            text: builtin::dictionary(name).to_string(),
        };
        ["relations.csv", "clauses.csv"].map(table).to_vec()
    }

    /// Says whether a file of this name holds rules or words of clauses.
    pub fn is_table(name: &str) -> bool {
        matches!(name, "relations.csv" | "clauses.csv")
    }

    /// Reads tables in order; a rule or word that is known already replaces the earlier one. A bad row is a warning.
    pub fn new(tables: &[Table]) -> Self {
        let mut rules: BTreeMap<String, Rule> = BTreeMap::new();
        let mut roles: BTreeMap<String, Role> = BTreeMap::new();
        let mut warnings = Vec::new();
        let mut hashed = String::new();
        for table in tables {
            hashed.push_str(&table.text);
            hashed.push('\n');
            if table.name.ends_with("clauses.csv") {
                roles.extend(words::read(&table.text));
                continue;
            }
            for row in super::rule::read(&table.text) {
                match row {
                    Ok(rule) => {
                        rules.insert(rule.name.clone(), rule);
                    }
                    Err((line, reason)) => warnings.push(Warning::new(
                        table.name.clone(),
                        line,
                        Code::DictionaryRow,
                        reason,
                    )),
                }
            }
        }
        let rules: Vec<Rule> = rules.into_values().collect();
        let mut patterns: BTreeMap<String, Pattern> = BTreeMap::new();
        for (number, rule) in rules.iter().enumerate() {
            for cue in &rule.cues {
                let pattern = patterns.entry(cue.clone()).or_default();
                pattern.rules.push(number);
                pattern.is_verb |= rule.is_verb();
            }
        }
        for (word, role) in roles {
            patterns.entry(word).or_default().role = Some(role);
        }
        let (strings, patterns): (Vec<String>, Vec<Pattern>) = patterns.into_iter().unzip();
        Self {
            machine: AhoCorasick::builder()
                .match_kind(MatchKind::Standard)
                .build(&strings)
                .ok(),
            rules,
            patterns,
            hash: sha256(hashed.as_bytes()),
            warnings,
        }
    }

    /// A hash of the tables.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Finds the claims of an item. `mentions` are all of the item's, sorted by place; claims name them by their place plus `first`.
    pub fn find(
        &self,
        source: &str,
        item: &Item,
        mentions: &[Mention],
        first: usize,
        lexicon: &Lexicon,
    ) -> Vec<Claim> {
        if mentions.len() < 2 && (mentions.is_empty() || item.citations.is_empty()) {
            return Vec::new();
        }
        let mut names: Vec<Candidate> = mentions.iter().map(|m| candidate(m, lexicon)).collect();
        names.extend(item.citations.iter().map(|_| Candidate::paper()));
        let counts = |n: usize| names.get(n).is_some_and(Candidate::may_claim);
        let sentences = sentence::sentences(source, item, mentions, counts);
        let mut found = Vec::new();
        for sentence in &sentences {
            let scene = Scene {
                source,
                rules: self,
                lexicon,
                mentions,
                names: &names,
                item,
                sentences: &sentences,
                sentence,
                hits: self.hits(sentence),
            };
            scene.find(&mut found);
        }
        super::paper::drop_doubtful(&mut found, source, mentions);
        best(found, mentions)
            .into_iter()
            .filter_map(|match_| match_.claim(source, item.number, (first, mentions.len()), self))
            .collect()
    }

    /// The cues and words of a sentence; one inside a longer one does not count.
    pub(super) fn hits(&self, sentence: &Sentence) -> Vec<Hit> {
        let Some(machine) = &self.machine else {
            return Vec::new();
        };
        let mut text = String::with_capacity(sentence.tokens.len() * 3);
        let mut places = Vec::with_capacity(sentence.tokens.len());
        for token in &sentence.tokens {
            places.push(text.len());
            text.push(token.c);
        }
        let place = |byte: usize| places.partition_point(|p| *p < byte);
        let mut hits: Vec<Hit> = machine
            .find_overlapping_iter(&text)
            .map(|hit| Hit {
                start: place(hit.start()),
                end: place(hit.end()),
                pattern: hit.pattern().as_usize(),
            })
            .filter(|hit| is_whole(sentence, hit))
            .collect();
        hits.sort_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end)));
        let mut reach = 0;
        hits.retain(|hit| {
            let inside = hit.end <= reach;
            reach = reach.max(hit.end);
            !inside
        });
        hits
    }
}

/// Says whether a Latin cue is whole words.
pub(super) fn is_whole(sentence: &Sentence, hit: &Hit) -> bool {
    let wordish = |at: Option<usize>| {
        at.and_then(|at| sentence.tokens.get(at))
            .is_some_and(|t| t.name.is_none() && script::is_wordish(t.c))
    };
    let starts = !(wordish(Some(hit.start)) && wordish(hit.start.checked_sub(1)));
    let ends = !(wordish(hit.end.checked_sub(1)) && wordish(Some(hit.end)));
    starts && ends
}

/// A claim as the engine finds it: names by their place in the item's mentions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Match {
    pub(super) rule: usize,
    pub(super) subject: usize,
    pub(super) object: usize,
    pub(super) polarity: Polarity,
    pub(super) confidence: u8,
    pub(super) span: Span,
}

impl Match {
    pub(super) fn claim(
        self,
        source: &str,
        item: u32,
        (first, mentions): (usize, usize),
        rules: &Rules,
    ) -> Option<Claim> {
        let rule = rules.rules.get(self.rule)?;
        let number = |place: usize| u32::try_from(first + place).ok();
        Some(Claim {
            item,
            subject: match self.subject.checked_sub(mentions) {
                Some(paper) => Subject::Paper(u32::try_from(paper).ok()?),
                None => Subject::Mention(number(self.subject)?),
            },
            predicate: rule.predicate,
            object: number(self.object)?,
            polarity: self.polarity,
            confidence: self.confidence,
            rule: rule.name.clone(),
            span: self.span,
            evidence: self.span.of(source).to_string(),
        })
    }
}

/// Keeps of each claim the best: the surest, then the first.
pub(super) fn best(mut found: Vec<(Predicate, Match)>, mentions: &[Mention]) -> Vec<Match> {
    found.sort_by_key(|(_, m)| {
        (
            std::cmp::Reverse(m.confidence),
            m.span,
            m.rule,
            m.subject,
            m.object,
        )
    });
    let mut seen = rustc_hash::FxHashSet::default();
    found.retain(|(predicate, m)| {
        let meaning = |place: usize| mentions.get(place).map(|m| &m.meaning);
        let (mut a, mut b) = (meaning(m.subject), meaning(m.object));
        if predicate.is_symmetric() && a > b {
            std::mem::swap(&mut a, &mut b);
        }
        // Papers that no words name have no meaning here.
        let unnamed = m.subject.checked_sub(mentions.len());
        a != b && seen.insert((*predicate, a, b, unnamed))
    });
    found.into_iter().map(|(_, m)| m).collect()
}
