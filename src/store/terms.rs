//! Every term once, with a number.

use super::builder::count32;
use super::id::MOST_TERMS;
use crate::text::hash::xxh64;
use rayon::slice::ParallelSliceMut;

/// A hash table over one buffer.
#[derive(Debug, Default)]
pub(super) struct Terms {
    bytes: Vec<u8>,
    /// Where each ends.
    ends: Vec<usize>,
    /// Upper half of the hash, number + 1; 0 is free.
    slots: Vec<(u32, u32)>,
    /// How many numbers were given before those of these terms.
    before: u32,
}

impl Terms {
    /// A term by its number among those that are held.
    pub(super) fn spelled(&self, number: u32) -> &[u8] {
        let number = number as usize;
        let from = match number.checked_sub(1) {
            Some(before) => self.ends.get(before).copied().unwrap_or_default(),
            None => 0,
        };
        let to = self.ends.get(number).copied().unwrap_or_default();
        self.bytes.get(from..to).unwrap_or_default()
    }

    /// How many bytes they take.
    pub(super) fn size(&self) -> usize {
        self.bytes.len()
    }

    /// How many numbers were given before those of these terms.
    pub(super) fn before(&self) -> usize {
        self.before as usize
    }

    /// How many numbers were given.
    pub(super) fn numbers(&self) -> usize {
        self.before as usize + self.ends.len()
    }

    /// Forgets the terms; numbers go on behind theirs.
    pub(super) fn forget(&mut self) {
        self.before = count32(self.numbers());
        self.bytes.clear();
        self.ends.clear();
        self.slots.fill((0, 0));
    }

    /// The number of a term, a new one if it has none; `None` when numbers run out.
    pub(super) fn number(&mut self, term: &[u8]) -> Option<u32> {
        if self.ends.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let hash = xxh64(term, 0);
        let upper = (hash >> 32) as u32;
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            match self.slots.get(at).copied()? {
                (_, 0) => break,
                (slot, number) if slot == upper && self.spelled(number - 1) == term => {
                    return (number - 1).checked_add(self.before);
                }
                _ => at = (at + 1) & mask,
            }
        }
        let number = u32::try_from(self.ends.len()).ok()?;
        if self.numbers() >= MOST_TERMS {
            return None;
        }
        self.bytes.extend_from_slice(term);
        self.ends.push(self.bytes.len());
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = (upper, number + 1);
        }
        number.checked_add(self.before)
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(1 << 10);
        let mut slots = vec![(0, 0); size];
        for number in 0..count32(self.ends.len()) {
            let hash = xxh64(self.spelled(number), 0);
            let mut at = hash as usize & (size - 1);
            while slots.get(at).is_some_and(|(_, number)| *number != 0) {
                at = (at + 1) & (size - 1);
            }
            if let Some(slot) = slots.get_mut(at) {
                *slot = ((hash >> 32) as u32, number + 1);
            }
        }
        self.slots = slots;
    }

    /// The numbers of those that are held, from 0, in the order of their terms.
    pub(super) fn sorted(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..count32(self.ends.len())).collect();
        order.par_sort_unstable_by(|a, b| self.spelled(*a).cmp(self.spelled(*b)));
        order
    }
}
