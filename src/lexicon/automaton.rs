//! All names at once: an Aho-Corasick automaton that is fed with folded characters as they are made.
//!
//! The text is walked once. No folded copy of it is kept: a ring of the last folded characters knows where in the source they came
//! from, and it is as long as the longest name.

use crate::text::fold;
use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};

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

pub(super) struct Automaton {
    /// `None` where there are no names.
    machine: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    /// The length of the ring: a power of two above the longest name's folded bytes.
    ring: usize,
}

impl std::fmt::Debug for Automaton {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Automaton")
            .field("ring", &self.ring)
            .finish_non_exhaustive()
    }
}

impl Automaton {
    /// Builds the automaton over keys and what their hits say.
    pub(super) fn new(keys: Vec<(String, u32)>) -> Self {
        let longest = keys.iter().map(|(key, _)| key.len()).max().unwrap_or(0);
        let machine = if keys.is_empty() {
            None
        } else {
            CharwiseDoubleArrayAhoCorasickBuilder::new()
                .build_with_values(keys)
                .ok()
        };
        Self {
            machine,
            ring: (longest + 1).next_power_of_two(),
        }
    }

    /// Reads what [`Automaton::to_bytes`] wrote; `None` where the bytes are of another make.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (ring, bytes) = bytes.split_first_chunk()?;
        let (machine, _) = CharwiseDoubleArrayAhoCorasick::deserialize(bytes).ok()?;
        Some(Self {
            machine: Some(machine),
            ring: u32::from_le_bytes(*ring) as usize,
        })
    }

    /// The automaton as bytes.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = u32::try_from(self.ring)
            .unwrap_or(u32::MAX)
            .to_le_bytes()
            .to_vec();
        if let Some(machine) = &self.machine {
            bytes.extend(machine.serialize());
        }
        bytes
    }

    /// Finds every name, overlapping ones too, in order of their ends.
    pub(super) fn find(&self, text: &str, mut each: impl FnMut(Hit)) {
        let Some(machine) = &self.machine else {
            return;
        };
        let mut stepper = machine.find_overlapping_stepper();
        // Where in the text the character came from that starts at this folded byte.
        let mut came_from = vec![0u32; self.ring];
        let last = self.ring - 1;
        let mut at = 0usize;
        fold::each(text, |c, start, end| {
            came_from[at & last] = start;
            at += c.len_utf8();
            stepper.consume(c);
            for found in stepper.matches() {
                each(Hit {
                    pattern: found.value(),
                    start: came_from[found.start() & last] as usize,
                    end: end as usize,
                });
            }
        });
    }
}
