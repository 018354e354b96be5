//! Two builds → what changed between them, and why.
//!
//! Tables are compared digest by digest, so that memory does not grow with the text. The reasons come from the manifests: a digest that
//! is new, gone or changed; other dictionaries; another program; or what other digests say of names, since linking looks at all.

mod cause;
mod claim;
mod entity;
mod item;
mod mention;
mod rows;
mod text;

pub use cause::Causes;
pub use claim::ClaimChange;
pub use entity::EntityChange;
pub use item::ItemChange;
pub use mention::Relinked;
pub use text::text;

use crate::error::Result;
use crate::graph::{Built, Manifest};
use serde::Serialize;
use std::path::Path;

/// What changed between two builds.
#[derive(Debug, Clone, Serialize)]
pub struct Diff {
    /// The form of this structure; 1 now.
    pub format: u32,
    /// The ids of the two builds.
    pub builds: [String; 2],
    /// What their manifests tell apart.
    pub causes: Causes,
    /// Entities that are new, gone, or of another name or type; sorted by id.
    pub entities: Vec<EntityChange>,
    /// Places of unchanged digests where a name now means another entity, sorted by surface.
    pub relinked: Vec<Relinked>,
    /// Items that are new, gone or told otherwise; sorted by digest.
    pub items: Vec<ItemChange>,
    /// Claims that are new, gone, told otherwise or of other entities; sorted by digest.
    pub claims: Vec<ClaimChange>,
}

/// How something changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// Only the second build has it.
    Added,
    /// Only the first build has it.
    Removed,
    /// Both have it, and tell something else of it.
    Changed,
    /// Both have it, of other entities.
    Relinked,
}

impl Change {
    /// The sign before a line.
    pub fn sign(self) -> char {
        match self {
            Change::Added => '+',
            Change::Removed => '-',
            Change::Changed => '~',
            Change::Relinked => '>',
        }
    }
}

/// Compares the builds in two folders.
///
/// # Errors
/// One of them holds no graph, or a table is damaged.
pub fn diff(old: &Path, new: &Path) -> Result<Diff> {
    let manifests = [Manifest::of(old)?, Manifest::of(new)?];
    let causes = Causes::of(&manifests[0], &manifests[1]);
    let entities = [Built::entities_of(old)?, Built::entities_of(new)?];
    let mentions = mention::compare(old, new, &causes, &entities)?;
    Ok(Diff {
        format: 1,
        entities: entity::compare(&entities, &mentions, &causes),
        relinked: mentions.relinked,
        items: item::compare(old, new, &causes)?,
        claims: claim::compare(old, new, &causes)?,
        builds: manifests.map(|m| m.build),
        causes,
    })
}

impl Diff {
    /// Says whether nothing that tables show changed.
    pub fn is_empty(&self) -> bool {
        self.entities.is_empty()
            && self.relinked.is_empty()
            && self.items.is_empty()
            && self.claims.is_empty()
    }
}
