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

/// Folded characters, each with the place in the text of the character that made it; used again from text to text, so that nothing is
/// allocated for each.
#[derive(Debug, Default)]
pub struct Scratch(Vec<(char, u32)>);

/// Names with what their hits say.
pub(super) struct Trie {
    /// `None` where there are no names.
    names: Option<crawdad::Trie>,
    /// Which pairs of characters names begin with.
    openings: Openings,
}

/// A set of pairs of characters that may hold a few too many: a bit for each of half a million hashes. It stays in the processor's
/// cache where the trie does not, and spares most walks.
struct Openings(Vec<u8>);

impl Openings {
    const BYTES: usize = 1 << 16;

    fn of(keys: &[(String, u32)]) -> Self {
        let mut bits = Self(vec![0; Self::BYTES]);
        for (key, _) in keys {
            let mut chars = key.chars();
            let (Some(first), second) = (chars.next(), chars.next()) else {
                continue;
            };
            // A name of one character may go on in any way.
            let (byte, bit) = Self::place(first, second.unwrap_or('\0'));
            bits.0[byte] |= bit;
        }
        bits
    }

    fn place(first: char, second: char) -> (usize, u8) {
        let mixed = (first as u32)
            .wrapping_mul(0x9E37_79B1)
            .wrapping_add((second as u32).wrapping_mul(0x85EB_CA6B));
        let hash = (mixed ^ (mixed >> 15)).wrapping_mul(0x2C1B_3C6D) >> 13;
        ((hash >> 3) as usize % Self::BYTES, 1 << (hash & 7))
    }

    fn may_begin(&self, first: char, second: char) -> bool {
        let has = |(byte, bit): (usize, u8)| self.0.get(byte).is_some_and(|b| b & bit != 0);
        has(Self::place(first, second)) || has(Self::place(first, '\0'))
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
    pub(super) fn prefixes(&self, chars: impl Iterator<Item = char>, mut each: impl FnMut(usize)) {
        if let Some(names) = &self.names {
            for (_, length) in names.common_prefix_search(chars) {
                each(length);
            }
        }
    }

    /// Finds the names that start where a word may start, overlapping ones too, in order of their starts, the shorter first.
    pub(super) fn find(&self, text: &str, scratch: &mut Scratch, mut each: impl FnMut(Hit)) {
        let Some(names) = &self.names else {
            return;
        };
        let Scratch(chars) = scratch;
        chars.clear();
        fold::each(text, |c, start, _| chars.push((c, start)));
        let end_of = |start: u32| start as usize + length(text.as_bytes().get(start as usize));
        let (mut inside, mut end) = (false, 0);
        for (i, &(c, start)) in chars.iter().enumerate() {
            let letter = script::is_wordish(c);
            let glued = inside && letter && start as usize == end;
            (inside, end) = (letter, end_of(start));
            let second = chars.get(i + 1).map_or('\0', |(c, _)| *c);
            if glued || !self.openings.may_begin(c, second) {
                continue;
            }
            let rest = chars[i..].iter().map(|(c, _)| *c);
            for (pattern, length) in names.common_prefix_search(rest) {
                each(Hit {
                    pattern,
                    start: start as usize,
                    end: chars.get(i + length - 1).map_or(0, |last| end_of(last.1)),
                });
            }
        }
    }
}

/// The bytes of a character that begins with this byte.
fn length(first: Option<&u8>) -> usize {
    match first {
        None => 0,
        Some(0..0x80) => 1,
        Some(0x80..0xE0) => 2,
        Some(0xE0..0xF0) => 3,
        Some(_) => 4,
    }
}
