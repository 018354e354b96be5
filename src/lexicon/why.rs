//! The chain of reasons from a spelling to its entity: `英偉達 → 英伟达 (Traditional to Simplified) → NVIDIA (dictionaries/companies.csv:921)`.

use super::Lexicon;
use crate::entity::coined_id;
use crate::text::fold;
use unicode_normalization::UnicodeNormalization;

/// A step of the chain: a form of the name, and what led to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The name in this form.
    pub form: String,
    /// What led here, empty for the spelling itself.
    pub reason: String,
}

/// Explains how a name that stands alone is understood.
pub fn why(lexicon: &Lexicon, name: &str) -> Vec<Step> {
    let mut chain = vec![Step {
        form: name.to_string(),
        reason: String::new(),
    }];
    let mut step = |form: String, reason: &str| {
        if chain.last().is_none_or(|last| last.form != form) {
            chain.push(Step {
                form,
                reason: reason.to_string(),
            });
        }
    };
    let wide: String = name.nfkc().collect();
    step(wide.clone(), "full-width and other compatibility forms");
    let Some(found) = lexicon.understand(name, None) else {
        step(fold::key(name), "folded");
        let key = lexicon.coined_key(name);
        step(key.clone(), "without what only says what it is");
        let id = coined_id(&key);
        step(
            id,
            "in no dictionary and no rule leads to one: coined from its fold",
        );
        return chain;
    };
    let (Some(entity), Some(alias)) =
        (lexicon.entity(found.name.entity), lexicon.alias(found.name))
    else {
        return chain;
    };
    if found.rule != "curated" {
        step(fold::simplified(&wide), "Traditional to Simplified");
    }
    let place = format!("{}:{}", entity.file, entity.line);
    let reason = match found.rule {
        "curated" => String::new(),
        "folded" => "folds alike".to_string(),
        rule => format!("rule {rule}"),
    };
    if !reason.is_empty() {
        step(alias.text.clone(), &reason);
    }
    step(entity.canonical().to_string(), &place);
    if let Some(last) = chain.last_mut() {
        if last.reason.is_empty() {
            last.reason = place.clone();
        } else if !last.reason.contains(&place) {
            last.reason = format!("{}; {place}", last.reason);
        }
    }
    chain.push(Step {
        form: format!("ent:{}", entity.id),
        reason: entity.kind.name().to_string(),
    });
    chain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(name: &str) -> String {
        let steps = why(&Lexicon::builtin(), name);
        let told: Vec<String> = steps
            .iter()
            .map(|s| match s.reason.split(".csv:").next() {
                Some("") | None => s.form.clone(),
                Some(reason) => format!("{} ({reason})", s.form),
            })
            .collect();
        told.join(" → ")
    }

    #[test]
    fn chains_tell_every_step() {
        assert_eq!(
            chain("英偉達"),
            "英偉達 → 英伟达 (Traditional to Simplified) → NVIDIA (dictionaries/companies) → ent:nvidia (Company)"
        );
        assert_eq!(
            chain("NVIDIA"),
            "NVIDIA (dictionaries/companies) → ent:nvidia (Company)"
        );
        let coined = chain("星野機器人");
        assert!(
            coined.starts_with("星野機器人 → 星野机器人 (folded) → x-"),
            "{coined}"
        );
    }
}
