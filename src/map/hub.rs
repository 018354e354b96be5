//! What is named everywhere and says little of who is tied to whom: outlets, platforms, words for the whole field.

use crate::builtin;
use std::collections::BTreeSet;

/// The table of hubs.
pub const TABLE: &str = "hubs.csv";

/// The ids of the built-in table.
pub fn builtin() -> BTreeSet<String> {
    read(builtin::dictionary(TABLE))
}

/// The ids of a table with the columns `id,why`.
pub fn read(table: &str) -> BTreeSet<String> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(table.as_bytes());
    reader
        .records()
        .filter_map(|record| Some(record.ok()?.get(0)?.trim().to_string()))
        .filter(|id| !id.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;

    #[test]
    fn every_hub_stands_in_a_dictionary() {
        let lexicon = Lexicon::builtin();
        let unknown: Vec<String> = builtin()
            .into_iter()
            .filter(|id| lexicon.by_id(id).is_none())
            .collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}
