//! How names begin: what tells of most places of a text, without a walk through the names, that none starts there.
//!
//! Every place is asked for its first two characters, by small tables and without a branch, since which way one
//! goes hangs on the text and nothing else; 64 answers are one number. What is left, a fifth, is asked for what follows.

use crate::text::script;

/// The beginnings of names, as sets of hashes that may hold a few too many and lose none.
pub(super) struct Openings {
    /// Of each character of the first plane: [`LETTER`], [`NAME`].
    kinds: Vec<u8>,
    /// The first two characters, a bit for each.
    pairs: Vec<u64>,
    /// Longer beginnings (Bloom 1970; two bits of one word for each).
    longer: Vec<u64>,
}

/// A letter or digit of a script that puts spaces between words: no name starts behind one.
const LETTER: u8 = 1;
/// A name by itself.
const NAME: u8 = 2;

/// Characters of the first plane. The last of them, which is none, stands for all others: any of those may be a name, and none is a letter of a
/// script with spaces that digests use.
const KINDS: usize = 1 << 16;
/// Words of 64 bits for pairs.
const PAIRS: usize = 1 << 13;
/// Words of 64 bits for what is longer.
const LONGER: usize = 1 << 15;

/// Characters that are looked at: shorter names are told whole.
const LENGTH: usize = 6;

/// What is asked of the first characters of a text.
#[derive(Clone, Copy)]
enum Look {
    /// Whether they are a name.
    Whole,
    /// Whether a longer name begins with them.
    Part,
}

impl Openings {
    /// The beginnings of some names.
    pub(super) fn of<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let kind = |c| char::from_u32(c).map_or(0, letter);
        let mut openings = Self {
            kinds: (0..KINDS as u32).map(kind).collect(),
            pairs: vec![0; PAIRS],
            longer: vec![0; LONGER],
        };
        if let Some(others) = openings.kinds.last_mut() {
            *others = NAME;
        }
        for name in names {
            openings.add(name);
        }
        openings
    }

    fn add(&mut self, name: &str) {
        let mut chars = name.chars();
        let Some(first) = chars.next() else {
            return;
        };
        let Some(second) = chars.next() else {
            let others = KINDS - 1;
            if let Some(kind) = self.kinds.get_mut((first as usize).min(others)) {
                *kind |= NAME;
            }
            return;
        };
        let (word, bit) = pair(first, second);
        if let Some(word) = self.pairs.get_mut(word) {
            *word |= 1 << bit;
        }
        let (mut hash, mut count) = (step(step(0, first), second), 2);
        for c in chars.take(LENGTH - 2) {
            (hash, count) = (step(hash, c), count + 1);
            if matches!(count, 4 | LENGTH) {
                self.set(hash, Look::Part);
            }
        }
        if count < LENGTH {
            self.set(hash, Look::Whole);
        }
    }

    fn set(&mut self, hash: u32, look: Look) {
        let (word, bits) = place(hash, look);
        if let Some(word) = self.longer.get_mut(word) {
            *word |= bits;
        }
    }

    #[inline]
    fn has(&self, hash: u32, look: Look) -> bool {
        let (word, bits) = place(hash, look);
        self.longer
            .get(word)
            .is_some_and(|word| word & bits == bits)
    }

    #[inline]
    fn kind(&self, c: char) -> u8 {
        let place = (c as usize).min(KINDS - 1);
        self.kinds.get(place).copied().unwrap_or_default()
    }

    /// The lowest bit says whether a name begins with these two.
    #[inline]
    fn pair(&self, first: char, second: char) -> u8 {
        let (word, bit) = pair(first, second);
        self.pairs.get(word).map_or(0, |word| (word >> bit) as u8)
    }

    /// Says whether a name may begin with some folded characters.
    pub(super) fn may_begin(&self, chars: &[char]) -> bool {
        let first = chars.first().copied().unwrap_or_default();
        let second = chars.get(1).copied().unwrap_or_default();
        (self.kind(first) >> 1 | self.pair(first, second)) & 1 == 1 && self.goes_on(chars)
    }

    /// The same where the first two characters are known to fit.
    #[inline]
    fn goes_on(&self, chars: &[char]) -> bool {
        let mut hash = 0;
        for (c, count) in chars.iter().zip(1..=LENGTH) {
            hash = step(hash, *c);
            if matches!(count, 4 | LENGTH) && !self.has(hash, Look::Part) {
                return false;
            }
            let ends = match count {
                1 => self.kind(*c) & NAME != 0,
                LENGTH => true,
                _ => self.has(hash, Look::Whole),
            };
            if ends {
                return true;
            }
        }
        false
    }

    /// Hands on the places among the folded characters of a text where a name may start, in order. `starts` has for each character the first
    /// byte in the text of what made it.
    #[inline]
    pub(super) fn places(
        &self,
        text: &str,
        chars: &[char],
        starts: &[u32],
        mut each: impl FnMut(usize),
    ) {
        let (mut inside, mut end, mut from) = (0, 0, 0);
        let mut blocks = chars.chunks(64).zip(starts.chunks(64)).peekable();
        while let Some((block, starts)) = blocks.next() {
            let behind = blocks.peek().and_then(|(next, _)| next.first());
            let seconds = block.iter().skip(1).chain([behind.unwrap_or(&'\0')]);
            let mut may = 0_u64;
            for (bit, ((c, start), second)) in (0..).zip(block.iter().zip(starts).zip(seconds)) {
                let kind = self.kind(*c);
                let is_glued = inside & kind & u8::from(*start == end);
                inside = kind & LETTER;
                end = start.saturating_add(length(text, *start));
                let fits = (kind >> 1 | self.pair(*c, *second)) & !is_glued & 1;
                may |= u64::from(fits) << bit;
            }
            while may != 0 {
                let place = from + may.trailing_zeros() as usize;
                may &= may - 1;
                if self.goes_on(chars.get(place..).unwrap_or_default()) {
                    each(place);
                }
            }
            from += block.len();
        }
    }

    /// How many bytes [`Openings::write`] writes.
    pub(super) const SIZE: usize = KINDS + (PAIRS + LONGER) * 8;

    /// Writes them behind `bytes`.
    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.kinds);
        let words = self.pairs.iter().chain(&self.longer);
        bytes.extend(words.flat_map(|word| word.to_le_bytes()));
    }

    /// Reads what [`Openings::write`] wrote.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let (kinds, words) = bytes.split_at(bytes.len().min(KINDS));
        let words = words.as_chunks::<8>().0.iter();
        let mut words = words.map(|word| u64::from_le_bytes(*word));
        Self {
            kinds: kinds.to_vec(),
            pairs: words.by_ref().take(PAIRS).collect(),
            longer: words.collect(),
        }
    }
}

fn letter(c: char) -> u8 {
    if script::is_wordish(c) { LETTER } else { 0 }
}

/// How many bytes the character at a place of a text has, by the upper half of its first one.
#[inline]
fn length(text: &str, start: u32) -> u32 {
    const LENGTHS: u64 = 0x4322_1111_1111_1111;
    let first = text.as_bytes().get(start as usize).copied().unwrap_or(0);
    (LENGTHS >> (u32::from(first >> 4) * 4)) as u32 & 0xF
}

#[inline]
fn step(hash: u32, c: char) -> u32 {
    (hash.rotate_left(5) ^ c as u32).wrapping_mul(0x9E37_79B1)
}

/// The word of two characters, and a bit of it.
#[inline]
fn pair(first: char, second: char) -> (usize, u32) {
    let hash = (first as u32).wrapping_mul(0x9E37_79B1).rotate_left(15) ^ second as u32;
    let hash = hash.wrapping_mul(0x85EB_CA77) >> 13;
    (hash as usize / 64 % PAIRS, hash % 64)
}

/// The word of a hash, and two bits of it.
#[inline]
fn place(hash: u32, look: Look) -> (usize, u64) {
    let hash = u64::from(hash ^ (look as u32).wrapping_mul(0x85EB_CA77));
    let hash = (hash ^ (hash >> 15)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let bit = |from: u32| 1 << ((hash >> from) & 63);
    ((hash >> 40) as usize % LONGER, bit(28) | bit(34))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;
    use proptest::prelude::*;

    /// Where a name may start in a text, as bytes.
    fn places(names: &[&str], text: &str) -> Vec<u32> {
        let openings = Openings::of(names.iter().copied());
        let (mut chars, mut starts) = (Vec::new(), Vec::new());
        fold::stretches(text, |folded, from| {
            chars.extend_from_slice(folded);
            starts.extend_from_slice(from);
        });
        let mut found = Vec::new();
        openings.places(text, &chars, &starts, |place| found.push(starts[place]));
        found
    }

    #[test]
    fn a_name_starts_behind_no_letter_of_its_script() {
        let names = ["ab", "e", "汉字", "x"];
        // Behind a space, a sign, a Han character; not within a word, whatever its letters.
        assert_eq!(places(&names, "ab xab -ab 字ab éab 1ab"), [0, 3, 8, 14, 17]);
        assert_eq!(places(&names, "ab汉字ab"), [0, 2, 8]);
        assert_eq!(places(&names, "ａb aｂab"), [0, 5]);
    }

    proptest! {
        /// Wherever the blocks end, a place is told that has a name.
        #[test]
        fn every_name_is_seen_at_any_place(before in 0usize..140, name in "[ab汉字\u{20000}]{1,8}") {
            let text = format!("{}{name}", "。字".repeat(before / 2) + &"字".repeat(before % 2));
            let start = (text.len() - name.len()) as u32;
            prop_assert!(places(&[&name], &text).contains(&start));
        }
    }
}
