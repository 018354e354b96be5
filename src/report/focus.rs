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

impl Focus {
    /// Leaves in a graph only what the report is about, and says that in words; empty for everything.
    ///
    /// # Errors
    /// No entity is so named.
    pub fn narrow(
        &self,
        built: &mut Built,
        lexicon: &Lexicon,
        language: Language,
    ) -> Result<String> {
        let mut words: Vec<String> = Vec::new();
        if let Some(name) = &self.entity {
            let number = built.find(name, lexicon)?;
            built.items.retain(|item| item.named.contains_key(&number));
            let canonical = built.entity(number).map(|e| e.canonical.clone());
            words.extend(canonical);
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
            let entities = &built.entities;
            for item in &mut built.items {
                item.named.retain(|number, _| {
                    entities
                        .get(*number as usize)
                        .is_some_and(|e| e.kind == kind)
                });
            }
            words.push(language.kind(kind).to_string());
        }
        Ok(words.join(" · "))
    }
}
