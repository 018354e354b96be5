//! The rows of `mentions.csv` and `relations.csv` → the quads that `build --mentions` writes beside the rest: a node for every mention,
//! and from every claim to the mentions of its two entities.

use super::quad::{Term, Writer, digest_graph, digest_iri, entity_iri, item_iri};
use super::sorter::{Sorter, sort_lines};
use super::statement::Mentioned;
use super::{RUN, built, claim, vocab as v};
use crate::error::Result;
use crate::relation::Predicate;
use serde::Deserialize;
use std::path::Path;

#[derive(Deserialize)]
struct MentionRow {
    digest: String,
    item: u32,
    surface: String,
    start: u32,
    end: u32,
    entity: String,
    origin: String,
}

#[derive(Deserialize)]
struct ClaimRow {
    digest: String,
    item: u32,
    subject: String,
    predicate: String,
    object: String,
    subject_at: String,
    object_at: String,
}

/// Hands the quads of the graph in `dir` to a sorter; of digests that `wanted` takes.
pub(crate) fn push(dir: &Path, wanted: &dyn Fn(&str) -> bool, sorter: &mut Sorter) -> Result<()> {
    let mut out = Vec::new();
    let mut flush = |out: &mut Vec<u8>, all: bool| {
        if out.len() < RUN && !all {
            return Ok(());
        }
        let run = sort_lines(out);
        out.clear();
        sorter.push(run)
    };
    let mut failed = Ok(());
    built::read(dir, "mentions.csv", |row: MentionRow| {
        if wanted(&row.digest) && failed.is_ok() {
            let subject = item_iri(&digest_iri(&row.digest), row.item);
            Mentioned {
                surface: &row.surface,
                start: row.start,
                end: row.end,
                entity: &row.entity,
                origin: &row.origin,
            }
            .write(
                &mut Writer::new(&mut out, &digest_graph(&row.digest)),
                &subject,
            );
            failed = flush(&mut out, false);
        }
        Ok(())
    })?;
    built::read(dir, "relations.csv", |row: ClaimRow| {
        let predicate = Predicate::ALL
            .into_iter()
            .find(|p| p.name() == row.predicate)
            .ok_or_else(|| format!("no predicate is named {}", row.predicate))?;
        if wanted(&row.digest) && failed.is_ok() {
            let item = item_iri(&digest_iri(&row.digest), row.item);
            let (subject, object) = (entity_iri(&row.subject), entity_iri(&row.object));
            let node = claim::node(&item, &subject, claim::edge(predicate), &object);
            let graph = digest_graph(&row.digest);
            let mut writer = Writer::new(&mut out, &graph);
            for place in [&row.subject_at, &row.object_at] {
                if !place.is_empty() {
                    let mention = format!("{item}/m{place}");
                    writer.quad(&node, v::WAS_DERIVED_FROM, Term::Iri(&mention));
                }
            }
            failed = flush(&mut out, false);
        }
        Ok(())
    })?;
    failed?;
    flush(&mut out, true)
}
