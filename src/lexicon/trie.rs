//! All names at once: a trie over folded characters, walked from every place where a name may start.
//!
//! A Latin name starts where a word starts, so that most letters of an English text start no walk; in Han text every character may. A
//! walk ends at the first character that continues no name, after two steps on average. An Aho-Corasick automaton never walks back,
//! but steps through every letter and reports names inside words, which nobody wants: see ARCHITECTURE.md for what each costs.

use crate::text::{fold, script};

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

/// How names begin, as a set of hashes that may hold a few too many (Bloom 1970; two bits of one word for each). It stays in the processor's
/// cache where the trie does not, and spares most walks.
///
/// In front stands a bit for each character of the first plane that is a name by itself: that is asked everywhere, and may not err.
struct Openings(Vec<u64>);

/// What is asked of the first characters of a text.
#[derive(Clone, Copy)]
enum Look {
    /// Whether they are a name.
    Whole,
    /// Whether a longer name begins with them.
    Part,
}

impl Openings {
    /// Words of 64 bits for the hashes.
    const WORDS: usize = 1 << 15;
    /// Those before them, for single characters.
    const SINGLE: usize = 1 << 10;
    /// Characters that are looked at: shorter names are told whole.
    const LENGTH: usize = 6;

    fn of(keys: &[(String, u32)]) -> Self {
        let mut bits = Self(vec![0; Self::SINGLE + Self::WORDS]);
        for (key, _) in keys {
            let mut hash = 0;
            let length = key.chars().take(Self::LENGTH).count();
            for (c, count) in key.chars().zip(1..=Self::LENGTH) {
                hash = Self::step(hash, c);
                if matches!(count, 2 | 4 | Self::LENGTH) {
                    bits.add(hash, Look::Part);
                }
                if count == length && count == 1 {
                    if let Some(word) = bits.0.get_mut(c as usize >> 6).filter(|_| c < '\u{10000}')
                    {
                        *word |= 1 << (c as u32 & 63);
                    }
                } else if count == length && count < Self::LENGTH {
                    bits.add(hash, Look::Whole);
                }
            }
        }
        bits
    }

    fn add(&mut self, hash: u32, look: Look) {
        let (word, bits) = Self::place(hash, look);
        if let Some(word) = self.0.get_mut(word) {
            *word |= bits;
        }
    }

    #[inline]
    fn has(&self, hash: u32, look: Look) -> bool {
        let (word, bits) = Self::place(hash, look);
        self.0.get(word).is_some_and(|word| word & bits == bits)
    }

    /// Says whether a character is a name; beyond the first plane it may be.
    #[inline]
    fn is_single(&self, c: char) -> bool {
        let word = self.0.get(c as usize >> 6).filter(|_| c < '\u{10000}');
        word.is_none_or(|word| word & (1 << (c as u32 & 63)) != 0)
    }

    #[inline]
    fn step(hash: u32, c: char) -> u32 {
        (hash.rotate_left(5) ^ c as u32).wrapping_mul(0x9E37_79B1)
    }

    /// The word of a hash, and two bits of it.
    #[inline]
    fn place(hash: u32, look: Look) -> (usize, u64) {
        let hash = u64::from(hash ^ (look as u32).wrapping_mul(0x85EB_CA77));
        let hash = (hash ^ (hash >> 15)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let bit = |from: u32| 1 << ((hash >> from) & 63);
        let word = Self::SINGLE + (hash >> 40) as usize % Self::WORDS;
        (word, bit(28) | bit(34))
    }

    /// Says whether a name may begin here; most text is told by one or two looks.
    #[inline]
    fn may_begin(&self, text: &[char]) -> bool {
        let mut hash = 0;
        for (c, count) in text.iter().zip(1..=Self::LENGTH) {
            hash = Self::step(hash, *c);
            let goes_on = !matches!(count, 2 | 4 | Self::LENGTH) || self.has(hash, Look::Part);
            if !goes_on {
                return false;
            }
            let ends = match count {
                1 => self.is_single(*c),
                Self::LENGTH => true,
                _ => self.has(hash, Look::Whole),
            };
            if ends {
                return true;
            }
        }
        false
    }
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
            openings: Openings::of(&keys),
            names: crawdad::Trie::from_records(keys).ok(),
        }
    }

    /// Reads what [`Trie::to_bytes`] wrote.
    pub(super) fn from_bytes(bytes: &[u8]) -> Self {
        let (openings, names) =
            bytes.split_at(bytes.len().min((Openings::SINGLE + Openings::WORDS) * 8));
        let words = openings.as_chunks::<8>().0.iter();
        Self {
            openings: Openings(words.map(|word| u64::from_le_bytes(*word)).collect()),
            names: (!names.is_empty()).then(|| crawdad::Trie::deserialize_from_slice(names).0),
        }
    }

    /// The trie as bytes.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let words = self.openings.0.iter();
        let mut bytes: Vec<u8> = words.flat_map(|word| word.to_le_bytes()).collect();
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
        let (mut inside, mut end) = (false, 0);
        for (i, (&c, &start)) in chars.iter().zip(&*starts).enumerate() {
            let letter = script::is_wordish(c);
            let glued = inside && letter && start as usize == end;
            (inside, end) = (letter, end_of(start));
            let rest = chars.get(i..).unwrap_or_default();
            if glued || !self.openings.may_begin(rest) {
                continue;
            }
            for (pattern, length) in names.common_prefix_search(rest.iter().copied()) {
                each(Hit {
                    pattern,
                    start: start as usize,
                    end: starts.get(i + length - 1).map_or(0, |last| end_of(*last)),
                });
            }
        }
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
