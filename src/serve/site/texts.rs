//! Many short texts in one long one, each by its number.

use rustc_hash::FxHashMap;

/// Texts that are kept once, however often they come.
#[derive(Debug, Default)]
pub(super) struct Texts {
    all: String,
    /// Where each ends.
    ends: Vec<u32>,
}

/// Texts while they are gathered.
#[derive(Debug, Default)]
pub(super) struct Gatherer {
    texts: Texts,
    numbers: FxHashMap<Box<str>, u32>,
}

impl Gatherer {
    /// The number of a text.
    pub(super) fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = self.texts.push(text);
        self.numbers.insert(text.into(), number);
        number
    }

    /// The texts alone.
    pub(super) fn finish(self) -> Texts {
        self.texts
    }
}

impl Texts {
    /// Adds a text, whether or not it is there already. Four thousand million bytes are more than tables hold; what comes after is empty.
    pub(super) fn push(&mut self, text: &str) -> u32 {
        if u32::try_from(self.all.len() + text.len()).is_ok() {
            self.all.push_str(text);
        }
        self.ends
            .push(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        u32::try_from(self.ends.len() - 1).unwrap_or(u32::MAX)
    }

    /// A text by number.
    pub(super) fn get(&self, number: u32) -> &str {
        let end = |n: u32| self.ends.get(n as usize).map(|e| *e as usize);
        let start = number.checked_sub(1).map_or(Some(0), end);
        start
            .zip(end(number))
            .and_then(|(start, end)| self.all.get(start..end))
            .unwrap_or("")
    }

    /// What they take in memory.
    pub(super) fn bytes(&self) -> usize {
        self.all.capacity() + self.ends.capacity() * 4
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back() {
        let mut gatherer = Gatherer::default();
        let numbers: Vec<u32> = ["輝達", "", "b", "輝達"]
            .iter()
            .map(|t| gatherer.number(t))
            .collect();
        assert_eq!(numbers, [0, 1, 2, 0]);
        let texts = gatherer.finish();
        assert_eq!([0, 1, 2, 9].map(|n| texts.get(n)), ["輝達", "", "b", ""]);
    }
}
