//! Sets of kinds.

use crate::entity::Kind;

/// A set of kinds of entities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Kinds(u16);

impl Kinds {
    /// Makes a set.
    pub const fn of(kinds: &[Kind]) -> Self {
        let mut bits = 0;
        let mut at = 0;
        while at < kinds.len() {
            bits |= 1 << kinds[at] as u16;
            at += 1;
        }
        Self(bits)
    }

    /// Reads a set: kinds parted by spaces.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let kinds: Result<Vec<Kind>, String> = text.split_whitespace().map(str::parse).collect();
        Ok(Self::of(&kinds?))
    }

    /// Says whether the set holds a kind.
    pub fn has(self, kind: Kind) -> bool {
        self.0 & (1 << kind as u16) != 0
    }

    /// Says whether the set holds a kind that may not be known yet: then it may be any.
    pub(super) fn may_hold(self, kind: Option<Kind>) -> bool {
        kind.is_none_or(|k| self.has(k))
    }

    /// The kinds of both sets.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The kinds that both sets have.
    pub(super) const fn common(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Says whether no kind is in it.
    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }
}
