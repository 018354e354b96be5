//! Entities → RDF and tables. Each digest's part is made from its extract and the registry alone, so that digests run in parallel.

mod built;
mod derive;
mod meta;
mod quad;
mod registry;
pub(crate) mod sorter;
mod statement;
pub mod table;
pub mod vocab;

pub use built::{Built, BuiltEntity, BuiltItem};
pub use derive::{Counts, pairs_of};
pub use meta::{InputRecord, Manifest, Totals};
pub(crate) use quad::literal;

use crate::extract::Extract;
use crate::lexicon::Lexicon;
use crate::link::Registry;
use derive::ItemNames;

/// What one digest adds to the graph.
#[derive(Debug, Default)]
pub(crate) struct Emitted {
    /// Its quads, sorted.
    pub(crate) quads: Vec<u8>,
    /// Its rows.
    pub(crate) rows: table::Rows,
    /// Which entities its items name, for the derived counts.
    pub(crate) names: Vec<ItemNames>,
}

/// Makes a digest's quads and rows.
pub(crate) fn emit(extract: &Extract, registry: &Registry, with_mentions: bool) -> Emitted {
    let mut quads = Vec::new();
    statement::write(extract, registry, with_mentions, &mut quads);
    Emitted {
        quads: sorter::sort_lines(&quads),
        rows: table::rows(extract, registry),
        names: derive::names(extract, registry),
    }
}

/// Makes the quads of the named graphs `registry` and `derived`, sorted.
pub(crate) fn emit_shared(registry: &Registry, lexicon: &Lexicon, counts: &Counts) -> Vec<Vec<u8>> {
    let mut named = Vec::new();
    registry::write(registry, lexicon, &mut named);
    let mut derived = Vec::new();
    counts.write(registry, &mut derived);
    vec![sorter::sort_lines(&named), sorter::sort_lines(&derived)]
}

/// Makes the quads of the named graph `meta`, sorted.
pub(crate) fn emit_meta(manifest: &Manifest) -> Vec<u8> {
    let mut quads = Vec::new();
    meta::write(manifest, &mut quads);
    sorter::sort_lines(&quads)
}
