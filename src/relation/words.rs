//! Words of clauses that are no cues: what may be skipped, what shields a name, what denies, what only reports.
//!
//! Sample rows of `dictionaries/clauses.csv`: `基于,guard,` `据传,reported,` `该公司,stands-for,Company Organization` `发布会,plain,`.

use super::kinds::Kinds;

/// What a word does in a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing: it holds a cue by chance.
    Plain,
    /// May stand between parts that stand side by side.
    Skip,
    /// Takes the name after it for itself: 搭载X的Y is about Y.
    Guard,
    /// Says that it is not so.
    Denied,
    /// Says that it is hearsay or a plan.
    Reported,
    /// Stands for what the heading names, of these kinds.
    StandsFor(Kinds),
}

/// Reads the table: words, folded, with their roles.
pub(super) fn read(text: &str) -> Vec<(String, Role)> {
    text.lines()
        .skip(1)
        .filter_map(|row| {
            let mut cells = row.split(',');
            let word = super::sentence::plain(cells.next()?);
            let role = match cells.next()? {
                "plain" => Role::Plain,
                "skip" => Role::Skip,
                "guard" => Role::Guard,
                "denied" => Role::Denied,
                "reported" => Role::Reported,
                "stands-for" => Role::StandsFor(Kinds::read(cells.next()?).ok()?),
                _ => return None,
            };
            Some((word, role))
        })
        .collect()
}
