//! A graph → what of it a report is about: the items of one entity or topic, the names of one kind.

use crate::entity::Kind;
use crate::error::Result;
use crate::graph::Built;
use crate::language::Language;
use crate::lexicon::Lexicon;
use crate::link;

/// What a report is only about. Nothing given means everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Focus {
    /// Items that name this entity.
    pub entity: Option<String>,
    /// Items of this topic or a narrower one.
    pub topic: Option<String>,
    /// Entities of this kind.
    pub kind: Option<Kind>,
}

/// What a focus means in a graph.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Focused {
    /// What the report is about, for people; empty for everything.
    pub words: String,
    /// The entity, by id: every item names it, so lists tell what goes with it.
    pub entity: Option<String>,
    /// The kind of which lists tell.
    pub kind: Option<Kind>,
}

impl Focus {
    /// Leaves in a graph only the items that the report is about.
    ///
    /// # Errors
    /// No entity is so named.
    pub fn narrow(
        &self,
        built: &mut Built,
        lexicon: &Lexicon,
        language: Language,
    ) -> Result<Focused> {
        let mut entity = None;
        let mut words: Vec<String> = Vec::new();
        if let Some(name) = &self.entity {
            let number = built.find(name, lexicon)?;
            built.items.retain(|item| item.named.has(number));
            let found = built.entity(number);
            words.extend(found.map(|e| e.canonical.clone()));
            entity = found.map(|e| e.id.clone());
        }
        if let Some(name) = &self.topic {
            let id = link::topic_id(name, lexicon);
            let wanted = link::narrower(&id, lexicon);
            built
                .items
                .retain(|item| item.topics.iter().any(|t| wanted.contains(t)));
            words.push(name.clone());
        }
        if let Some(kind) = self.kind {
            words.push(language.kind(kind).to_string());
        }
        Ok(Focused {
            words: words.join(" · "),
            entity,
            kind: self.kind,
        })
    }
}
