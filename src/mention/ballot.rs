//! What the places of one digest say of names in no dictionary, added up.

use super::Vote;
use crate::entity::Kind;
use rustc_hash::FxHashMap;

/// For each name and each kind the sum of what places say.
#[derive(Debug, Default)]
pub struct Ballot(FxHashMap<String, Sums>);

/// By kind; nothing where no place said so.
type Sums = [Option<u32>; Kind::ALL.len()];

impl Ballot {
    /// Adds what a place says of a name.
    pub fn add(&mut self, key: &str, votes: impl IntoIterator<Item = (Kind, u32)>) {
        let mut votes = votes.into_iter().peekable();
        if votes.peek().is_none() {
            return;
        }
        if !self.0.contains_key(key) {
            self.0.insert(key.to_string(), Sums::default());
        }
        if let Some(sums) = self.0.get_mut(key) {
            for (kind, weight) in votes {
                if let Some(sum) = sums.get_mut(kind as usize) {
                    *sum.get_or_insert_default() += weight;
                }
            }
        }
    }

    /// The sums, sorted by name and kind.
    pub fn count(self) -> Vec<Vote> {
        let mut names: Vec<(String, Sums)> = self.0.into_iter().collect();
        names.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        let votes = |(key, sums): (String, Sums)| {
            let given = Kind::ALL.into_iter().filter_map(move |kind| {
                let weight = (*sums.get(kind as usize)?)?;
                Some((kind, weight))
            });
            given.map(move |(kind, weight)| Vote {
                key: key.clone(),
                kind,
                weight,
            })
        };
        names.into_iter().flat_map(votes).collect()
    }
}
