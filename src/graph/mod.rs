//! Entities → RDF and tables. Each digest's part is made from its extract and the registry alone, so that digests run in parallel.

mod as_of;
mod built;
mod claim;
pub(crate) mod count;
mod derive;
mod derived;
pub(crate) mod imported;
mod meta;
mod named;
pub(crate) mod names;
pub(crate) mod occurrence;
mod pairs;
mod quad;
mod recount;
mod registry;
mod scheme;
pub(crate) mod seen;
pub(crate) mod sorter;
mod statement;
pub mod table;
pub mod vocab;

pub use as_of::{AsOf, Tie, ties};
pub(crate) use built::read;
pub use built::{Built, BuiltEntity, BuiltItem};
pub(crate) use claim::{edge, node as claim_node};
pub use derive::{Counts, pairs_of};
pub(crate) use derived::Derived;
pub(crate) use meta::FORMAT;
pub use meta::{ImportRecord, InputRecord, Manifest, Totals};
pub use named::Named;
pub(crate) use pairs::Spilled;
pub(crate) use quad::{digest_graph, digest_iri, entity_iri, item_iri, literal, percent_encode};
pub(crate) use recount::{Differing, recount};
pub use scheme::turtle as topics_in_turtle;

use crate::error::Result;
use crate::extract::Extract;
use crate::lexicon::Lexicon;
use crate::link::{Entity, Registry};
use derive::{Counted, ItemNames, Total};

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
    let claims = claim::told(extract, registry);
    Emitted {
        quads: quads(extract, registry, &claims, with_mentions),
        rows: table::rows(extract, registry, &claims),
        names: derive::names(extract, registry),
    }
}

/// Makes a digest's quads alone, sorted.
pub(crate) fn emit_quads(extract: &Extract, registry: &Registry, with_mentions: bool) -> Vec<u8> {
    let claims = claim::told(extract, registry);
    quads(extract, registry, &claims, with_mentions)
}

fn quads(
    extract: &Extract,
    registry: &Registry,
    claims: &[claim::Told<'_>],
    with_mentions: bool,
) -> Vec<u8> {
    let mut quads = Vec::new();
    statement::write(extract, registry, claims, with_mentions, &mut quads);
    sorter::sort_lines(&quads)
}

/// Makes the quads of the named graphs `registry` and `derived`, in sorted runs that are handed on as they fill. Those of `derived` that come in
/// order by themselves are what is returned.
pub(crate) fn emit_shared<'a>(
    registry: &'a Registry,
    lexicon: &Lexicon,
    counts: Counts,
    spilled: Spilled,
    each: impl FnMut(Vec<u8>) -> Result<()> + Send,
) -> Result<Derived<'a>> {
    let mut flush = runs(each);
    let entities = registry.entities.iter().map(counted).collect();
    let (written, derived) = rayon::join(
        || registry::write(registry, lexicon, &mut flush),
        || Derived::new(counts, spilled, entities),
    );
    written?;
    let derived = derived?;
    derived.write_others(&mut flush)?;
    Ok(derived)
}

/// Makes the quads of `registry`, `derived` and `meta`, where digests were counted in parts: `entries` are those of all parts, added up and sorted, `manifest` that of a
/// build without digests.
pub(crate) fn emit_counted(
    registry: &Registry,
    lexicon: &Lexicon,
    entries: impl Iterator<Item = Result<count::Count>>,
    manifest: Manifest,
    each: impl FnMut(Vec<u8>) -> Result<()>,
) -> Result<()> {
    let mut flush = runs(each);
    registry::write(registry, lexicon, &mut flush)?;
    count::write(entries, registry, manifest, &mut flush)
}

/// Sorts buffers that are full and hands them on.
fn runs(
    mut each: impl FnMut(Vec<u8>) -> Result<()>,
) -> impl FnMut(&mut Vec<u8>, bool) -> Result<()> {
    move |buffer, all| {
        if buffer.len() >= RUN || (all && !buffer.is_empty()) {
            each(sorter::sort_lines(buffer))?;
            buffer.clear();
        }
        Ok(())
    }
}

fn counted(entity: &Entity) -> Counted<'_> {
    Counted {
        id: &entity.id,
        total: Total {
            items: entity.items,
            mentions: entity.mentions,
            first: entity.first,
            last: entity.last,
        },
    }
}

/// Bytes of a run of quads.
const RUN: usize = 16 << 20;

/// Takes a buffer of quads and empties it when it is full, or when all is done.
pub(crate) type Flush<'a> = dyn FnMut(&mut Vec<u8>, bool) -> Result<()> + 'a;

/// Makes the quads of the named graph `meta`, sorted.
pub(crate) fn emit_meta(manifest: &Manifest) -> Vec<u8> {
    let mut quads = Vec::new();
    meta::write(manifest, &mut quads);
    sorter::sort_lines(&quads)
}
