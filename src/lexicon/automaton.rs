//! All names at once: an Aho-Corasick automaton over folded text.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

/// A dictionary name found in a folded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Which name, for [`super::Lexicon::names_of`].
    pub(super) pattern: u32,
    /// The first folded byte.
    pub start: usize,
    /// One past the last folded byte.
    pub end: usize,
}

#[derive(Debug)]
pub(super) struct Automaton {
    /// `None` where there are no names.
    machine: Option<AhoCorasick>,
}

impl Automaton {
    /// Builds the automaton; pattern `i` is `keys[i]`.
    pub(super) fn new(keys: &[String]) -> Self {
        // Every overlapping match is wanted: which one stands is decided by word boundaries, and a name inside a longer one is told
        // as nested. The contiguous NFA is small; the DFA is a fifth faster and takes forty times the memory.
        let machine = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(keys)
            .ok()
            .filter(|_| !keys.is_empty());
        Self { machine }
    }

    pub(super) fn find(&self, folded: &str, mut each: impl FnMut(Hit)) {
        let Some(machine) = &self.machine else {
            return;
        };
        for found in machine.find_overlapping_iter(folded) {
            each(Hit {
                pattern: u32::try_from(found.pattern().as_usize()).unwrap_or(u32::MAX),
                start: found.start(),
                end: found.end(),
            });
        }
    }
}
