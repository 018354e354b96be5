//! All names at once: a trie over folded characters, walked from every place where a name may start.
//!
//! A Latin name starts where a word starts, so that most letters of an English text start no walk; in Han text every character may. A
//! walk ends at the first character that continues no name, after two steps on average. An Aho-Corasick automaton never walks back,
//! but steps through every letter and reports names inside words, which nobody wants: see ARCHITECTURE.md for what each costs.

use super::opening::Openings;
use crate::text::fold;

/// A dictionary name found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Which name, for [`super::Lexicon::names_of`].
    pub(super) pattern: u32,
    /// Its first byte in the text.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
}

/// Folded characters, and of each the place in the text of the character that made it; used again from text to text, so that nothing is
/// allocated for each.
#[derive(Debug, Default)]
pub struct Scratch {
    chars: Vec<char>,
    starts: Vec<u32>,
}

/// Names with what their hits say.
pub(super) struct Trie {
    /// `None` where there are no names.
    names: Option<crawdad::Trie>,
    /// How names begin.
    openings: Openings,
}

impl std::fmt::Debug for Trie {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Trie").finish_non_exhaustive()
    }
}

impl Trie {
    /// Builds the trie over sorted keys.
    pub(super) fn new(keys: Vec<(String, u32)>) -> Self {
        Self {
            openings: Openings::of(keys.iter().map(|(key, _)| key.as_str())),
            names: crawdad::Trie::from_records(keys).ok(),
        }
    }

    /// Reads what [`Trie::to_bytes`] wrote.
    pub(super) fn from_bytes(bytes: &[u8]) -> Self {
        let (openings, names) = bytes.split_at(bytes.len().min(Openings::SIZE));
        Self {
            openings: Openings::read(openings),
            names: (!names.is_empty()).then(|| crawdad::Trie::deserialize_from_slice(names).0),
        }
    }

    /// The trie as bytes.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.openings.write(&mut bytes);
        if let Some(names) = &self.names {
            bytes.extend(names.serialize_to_vec());
        }
        bytes
    }

    /// Tells the length of every name that some folded characters begin with.
    pub(super) fn prefixes(&self, chars: &[char], mut each: impl FnMut(usize)) {
        if let Some(names) = &self.names
            && self.openings.may_begin(chars)
        {
            for (_, length) in names.common_prefix_search(chars.iter().copied()) {
                each(length);
            }
        }
    }

    /// Finds the names that start where a word may start, overlapping ones too, in order of their starts, the shorter first.
    pub(super) fn find(&self, text: &str, scratch: &mut Scratch, mut each: impl FnMut(Hit)) {
        let Some(names) = &self.names else {
            return;
        };
        let Scratch { chars, starts } = scratch;
        chars.clear();
        starts.clear();
        fold::stretches(text, |folded, from| {
            chars.extend_from_slice(folded);
            starts.extend_from_slice(from);
        });
        let end_of = |start: u32| {
            let first = text.as_bytes().get(start as usize);
            start as usize + fold::length(first) as usize
        };
        self.openings.places(text, chars, starts, |place| {
            let start = starts.get(place).copied().unwrap_or_default();
            let rest = chars.get(place..).unwrap_or_default();
            for (pattern, length) in names.common_prefix_search(rest.iter().copied()) {
                each(Hit {
                    pattern,
                    start: start as usize,
                    end: starts
                        .get(place + length - 1)
                        .map_or(0, |last| end_of(*last)),
                });
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// The filter may let too much through, but no name is lost by it, also once it was written and read.
        #[test]
        fn every_name_is_found(names in prop::collection::btree_set("[ab汉字\u{20000}]{1,9}", 1..20)) {
            let keys = names.iter().cloned().zip(0..).collect();
            let trie = Trie::from_bytes(&Trie::new(keys).to_bytes());
            for name in &names {
                let mut found = Vec::new();
                trie.find(name, &mut Scratch::default(), |hit| found.push((hit.start, hit.end)));
                prop_assert!(found.contains(&(0, name.len())), "{name} is not among {found:?}");
            }
        }
    }
}
