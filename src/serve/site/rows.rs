//! Lists of many things in two long vectors: what a map of vectors would be, at four bytes a list.

/// Lists numbered from 0.
#[derive(Debug, Default)]
pub(super) struct Rows<T> {
    /// Where each list begins; one more at the end.
    starts: Vec<u32>,
    values: Vec<T>,
}

impl<T: Copy> Rows<T> {
    /// Puts pairs of a list's number and a value into `lists` lists, each in the order of `pairs`. Numbers beyond are dropped.
    pub(super) fn new(lists: usize, pairs: &[(u32, T)]) -> Self {
        let mut starts = vec![0u32; lists + 1];
        for (list, _) in pairs {
            if let Some(count) = starts.get_mut(*list as usize + 1) {
                *count += 1;
            }
        }
        for n in 1..starts.len() {
            starts[n] += starts[n - 1];
        }
        let mut next = starts.clone();
        let total = starts.last().copied().unwrap_or(0) as usize;
        let Some((_, first)) = pairs.first() else {
            return Self {
                starts,
                values: Vec::new(),
            };
        };
        let mut values = vec![*first; total];
        for (list, value) in pairs {
            if (*list as usize) < lists
                && let Some(place) = next.get_mut(*list as usize)
                && let Some(slot) = values.get_mut(*place as usize)
            {
                *slot = *value;
                *place += 1;
            }
        }
        Self { starts, values }
    }

    /// The values of a list; none for a list that is not there.
    pub(super) fn of(&self, list: u32) -> &[T] {
        let at = |n: usize| self.starts.get(n).map(|s| *s as usize);
        let list = list as usize;
        match (at(list), at(list + 1)) {
            (Some(start), Some(end)) => self.values.get(start..end).unwrap_or(&[]),
            _ => &[],
        }
    }

    /// What they take in memory.
    pub(super) fn bytes(&self) -> usize {
        self.starts.capacity() * 4 + self.values.capacity() * size_of::<T>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_keep_their_order() {
        let rows = Rows::new(3, &[(2, 'a'), (0, 'b'), (2, 'c'), (9, 'd')]);
        assert_eq!(rows.of(0), ['b']);
        assert!(rows.of(1).is_empty() && rows.of(7).is_empty() && rows.of(u32::MAX).is_empty());
        assert_eq!(rows.of(2), ['a', 'c']);
    }
}
