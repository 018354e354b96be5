//! What was asked before: the same names come back, within a digest and from digest to digest.
//!
//! An answer depends on the question and the dictionaries alone, so it never shows which answers are still kept.

use rustc_hash::FxBuildHasher;
use std::hash::BuildHasher as _;
use std::sync::{Mutex, PoisonError};

/// Places in a memo: enough for the names of many digests.
const PLACES: usize = 1 << 14;

/// Each part has a lock of its own, so that threads seldom wait for one another.
const PARTS: usize = 64;

/// A direct-mapped cache of answers to strings: each string has one place, and the last one that came stays. So it never grows.
pub struct Memo<T>(Vec<Mutex<Part<T>>>);

/// A part of the places, each with a question and its answer; none until the first comes.
type Part<T> = Vec<Option<(Box<str>, T)>>;

impl<T> std::fmt::Debug for Memo<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Memo").finish_non_exhaustive()
    }
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self((0..PARTS).map(|_| Mutex::default()).collect())
    }
}

impl<T: Clone> Memo<T> {
    /// Returns the answer that is kept for a question, else works it out and keeps it.
    pub fn get(&self, question: &str, answer: impl FnOnce() -> T) -> T {
        // The low bits of the sum choose a part, the others a place in it.
        let hash = FxBuildHasher.hash_one(question) as usize;
        let Some(part) = self.0.get(hash % PARTS) else {
            return answer();
        };
        let place = hash / PARTS % (PLACES / PARTS);
        {
            let kept = part.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(Some((known, answer))) = kept.get(place)
                && **known == *question
            {
                return answer.clone();
            }
        }
        // Worked out without the lock: the answer may ask for others.
        let answer = answer();
        let mut kept = part.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.is_empty() {
            kept.resize_with(PLACES / PARTS, || None);
        }
        if let Some(place) = kept.get_mut(place) {
            *place = Some((question.into(), answer.clone()));
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_question_has_its_own_answer() {
        let memo: Memo<usize> = Memo::default();
        for round in 0..2 {
            for n in 0..100_000 {
                assert_eq!(memo.get(&n.to_string(), || n), n, "round {round}");
            }
        }
    }

    #[test]
    fn what_is_kept_is_not_worked_out_again() {
        let memo: Memo<u32> = Memo::default();
        assert_eq!(memo.get("a", || 1), 1);
        assert_eq!(memo.get("a", || 2), 1);
    }
}
