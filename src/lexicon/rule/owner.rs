//! Names with their maker's or family's name in front: 英伟达Blackwell.

use super::{noun, version};
use crate::lexicon::{Lexicon, Name};

/// Takes the name of a maker or family off the front, where what remains belongs to it.
pub(super) fn owner(lexicon: &Lexicon, key: &str) -> Option<Name> {
    key.char_indices()
        .map(|(at, _)| at)
        .filter(|at| *at >= 2)
        .find_map(|at| {
            let (front, rest) = key.split_at(at);
            // A front with a number is a version, and what follows it a variant: GPT-5-Codex is not Codex.
            if front.bytes().any(|b| b.is_ascii_digit()) {
                return None;
            }
            let owners = lexicon.names(front);
            if owners.is_empty() {
                return None;
            }
            let owned = |name: &Name| {
                owners
                    .iter()
                    .any(|owner| lexicon.belongs(name.entity, owner.entity))
            };
            let names = lexicon.names(rest).iter().copied();
            names
                .chain(version::version(lexicon, rest))
                .chain(noun::head_noun_plain(lexicon, rest))
                .find(owned)
        })
}
