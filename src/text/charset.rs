//! Sets of characters that are asked for every character of a text.

/// A set of characters, a bit for each up to the largest one.
#[derive(Debug, Clone, Default)]
pub struct CharSet(Vec<u64>);

impl CharSet {
    /// Says whether the set holds a character.
    #[inline]
    pub fn has(&self, c: char) -> bool {
        let code = c as usize;
        self.0
            .get(code >> 6)
            .is_some_and(|bits| bits & (1 << (code & 63)) != 0)
    }

    /// Adds a character.
    pub fn add(&mut self, c: char) {
        let code = c as usize;
        let place = code >> 6;
        if place >= self.0.len() {
            self.0.resize(place + 1, 0);
        }
        if let Some(bits) = self.0.get_mut(place) {
            *bits |= 1 << (code & 63);
        }
    }
}

impl FromIterator<char> for CharSet {
    fn from_iter<I: IntoIterator<Item = char>>(chars: I) -> Self {
        let mut set = Self::default();
        for c in chars {
            set.add(c);
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_in_it() {
        let set: CharSet = "a的\u{20000}".chars().collect();
        assert!("a的\u{20000}".chars().all(|c| set.has(c)));
        assert!(!"b得\u{10FFFF}".chars().any(|c| set.has(c)));
    }
}
