//! Evidence ↔ entries, one for each name: what partial results are made of where digests are linked on several machines.
//!
//! Entries of one key add up, in any order; dates are left out, as a build counts them anew.

use super::{CoinedTally, Evidence, PaperTally, Spellings, Tally, add_up};
use crate::mention::{SameName, SameRule};
use serde::{Deserialize, Serialize};

/// What is told of one name, by its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Entry {
    /// An entity of the dictionaries, by id.
    Known(String, Tally),
    /// A name in no dictionary.
    Coined(String, CoinedTally),
    /// Two names that lists or sentences give to one thing, the rule that reads it so, and how many digests do.
    Same(String, String, SameRule, u32),
    /// A paper, by identifier.
    Paper(String, PaperTally),
    /// A tag or category, with its spellings.
    Topic(String, Spellings),
}

/// What entries are sorted by.
pub(crate) type Key<'a> = (u8, &'a str, &'a str, u8);

impl Entry {
    /// What it is an entry of: entries of one key add up.
    pub(crate) fn key(&self) -> Key<'_> {
        match self {
            Self::Known(id, _) => (0, id, "", 0),
            Self::Coined(key, _) => (1, key, "", 0),
            Self::Same(first, second, rule, _) => (2, first, second, *rule as u8),
            Self::Paper(identifier, _) => (3, identifier, "", 0),
            Self::Topic(key, _) => (4, key, "", 0),
        }
    }

    /// Adds what another entry of the same key tells.
    pub(crate) fn merge(&mut self, other: Self) {
        match (self, other) {
            (Self::Known(_, own), Self::Known(_, other)) => own.merge(other),
            (Self::Coined(_, own), Self::Coined(_, other)) => own.merge(other),
            (Self::Same(.., own), Self::Same(.., other)) => *own = own.saturating_add(other),
            (Self::Paper(_, own), Self::Paper(_, other)) => own.merge(other),
            (Self::Topic(_, own), Self::Topic(_, other)) => add_up(own, other),
            _ => {}
        }
    }
}

impl Evidence {
    /// Its entries, sorted by key.
    pub(crate) fn into_entries(self) -> impl Iterator<Item = Entry> {
        let known = self.known.into_iter().map(|(id, t)| Entry::Known(id, t));
        let coined = self.coined.into_iter();
        let coined = coined.map(|(key, tally)| Entry::Coined(key, tally));
        let same = self.same.into_iter();
        let same = same.map(|(same, n)| Entry::Same(same.first, same.second, same.rule, n));
        let papers = self.papers.into_iter();
        let papers = papers.map(|(identifier, tally)| Entry::Paper(identifier, tally));
        let topics = self.topics.into_iter();
        let topics = topics.map(|(key, spellings)| Entry::Topic(key, spellings));
        known.chain(coined).chain(same).chain(papers).chain(topics)
    }

    /// Adds an entry.
    pub(crate) fn put(&mut self, entry: Entry) {
        match entry {
            Entry::Known(id, tally) => self.known.entry(id).or_default().merge(tally),
            Entry::Coined(key, tally) => self.coined.entry(key).or_default().merge(tally),
            Entry::Same(first, second, rule, n) => {
                let same = SameName {
                    first,
                    second,
                    rule,
                };
                let sum = self.same.entry(same).or_default();
                *sum = sum.saturating_add(n);
            }
            Entry::Paper(identifier, tally) => {
                self.papers.entry(identifier).or_default().merge(tally);
            }
            Entry::Topic(key, spellings) => {
                add_up(self.topics.entry(key).or_default(), spellings);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{counts, evidence};
    use super::*;

    #[test]
    fn entries_come_sorted_and_give_the_evidence_again() {
        let entries: Vec<Entry> = evidence().into_entries().collect();
        assert_eq!(entries.len(), 6);
        assert!(
            entries.is_sorted_by(|a, b| a.key() < b.key()),
            "and each key once"
        );
        let mut again = Evidence::default();
        for entry in entries.iter().rev() {
            again.put(entry.clone());
        }
        assert_eq!(again, evidence());
        for entry in entries {
            again.put(entry);
        }
        let mut twice = evidence();
        twice.merge(evidence());
        assert_eq!(again, twice);
    }

    #[test]
    fn entries_of_one_key_add_up() {
        let mut twice = Evidence::default();
        for entry in evidence().into_entries() {
            let mut sum = entry.clone();
            sum.merge(entry);
            twice.put(sum);
        }
        let mut other = evidence();
        other.merge(evidence());
        assert_eq!(twice, other);
        // What is of another sort tells nothing.
        let mut topic = Entry::Topic("x".to_string(), counts(&[("X", 1)]));
        topic.merge(Entry::Same(
            "x".to_string(),
            "y".to_string(),
            SameRule::List,
            1,
        ));
        assert_eq!(topic, Entry::Topic("x".to_string(), counts(&[("X", 1)])));
    }
}
