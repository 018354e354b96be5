//! A stretch of bytes in a file, and the line it stands on.

use serde::{Deserialize, Serialize};

/// Bytes `start..end` of a file as it is on disk; `end` is excluded.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// Makes a span from offsets as slices give them. Files are limited to far less than 4 GiB, so larger offsets saturate.
    pub fn new(start: usize, end: usize) -> Self {
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self {
            start: narrow(start),
            end: narrow(end.max(start)),
        }
    }

    /// Returns the span as a range for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Returns the text at this span; empty where the span does not fit the text.
    pub fn of(self, source: &str) -> &str {
        source.get(self.range()).unwrap_or_default()
    }

    /// Says whether `other` lies inside this span (equal spans do).
    pub fn covers(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Says whether the two spans share a byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The number of bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Says whether the span holds no byte.
    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// Returns the span without white space at its ends.
    pub fn trim(self, source: &str) -> Span {
        let text = self.of(source);
        let left = text.len() - text.trim_start().len();
        let kept = text.trim().len();
        Span::new(
            self.start as usize + left,
            self.start as usize + left + kept,
        )
    }
}

/// Returns the line (from 1) on which the byte at `offset` stands.
pub fn line_of(source: &str, offset: usize) -> u32 {
    let end = offset.min(source.len());
    let lines = source.as_bytes()[..end]
        .iter()
        .filter(|&&b| b == b'\n')
        .count();
    u32::try_from(lines + 1).unwrap_or(u32::MAX)
}
