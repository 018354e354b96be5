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

/// How names begin, as a set of hashes that may hold a few too many: a bit for each. It stays in the processor's cache where the trie
/// does not, and spares most walks.
struct Openings(Vec<u8>);

impl Openings {
    const BYTES: usize = 1 << 17;
    /// Characters that are looked at.
    const LENGTH: usize = 4;

    fn of(keys: &[(String, u32)]) -> Self {
        let mut bits = Self(vec![0; Self::BYTES]);
        for (key, _) in keys {
            let chars: Vec<char> = key.chars().take(Self::LENGTH).collect();
            // A short name is told whole; of a longer one its first two characters and its first four.
            bits.add(&chars, chars.len() < Self::LENGTH);
            if let Some(pair) = chars.get(..2) {
                bits.add(pair, false);
            }
        }
        bits
    }

    fn add(&mut self, chars: &[char], whole: bool) {
        let (byte, bit) = Self::place(chars, whole);
        if let Some(bits) = self.0.get_mut(byte) {
            *bits |= bit;
        }
    }

    #[inline]
    fn has(&self, chars: &[char], whole: bool) -> bool {
        let (byte, bit) = Self::place(chars, whole);
        self.0.get(byte).is_some_and(|bits| bits & bit != 0)
    }

    #[inline]
    fn place(chars: &[char], whole: bool) -> (usize, u8) {
        let hash = chars.iter().fold(u32::from(whole), |hash, c| {
            (hash.rotate_left(5) ^ *c as u32).wrapping_mul(0x9E37_79B1)
        });
        let hash = (hash ^ (hash >> 15)).wrapping_mul(0x2C1B_3C6D) >> 12;
        ((hash >> 3) as usize % Self::BYTES, 1 << (hash & 7))
    }

    /// Says whether a name may begin here; most text is told by one or two looks.
    #[inline]
    fn may_begin(&self, text: &[char]) -> bool {
        let first = |length: usize| text.get(..length);
        let whole = |length: usize| first(length).is_some_and(|chars| self.has(chars, true));
        first(2).is_some_and(|pair| self.has(pair, false))
            && (first(Self::LENGTH).is_some_and(|chars| self.has(chars, false))
                || whole(2)
                || whole(3))
            || whole(1)
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
        let (openings, names) = bytes.split_at(bytes.len().min(Openings::BYTES));
        Self {
            openings: Openings(openings.to_vec()),
            names: (!names.is_empty()).then(|| crawdad::Trie::deserialize_from_slice(names).0),
        }
    }

    /// The trie as bytes.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.openings.0.clone();
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
