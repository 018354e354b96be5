//! Names that lists give to one thing, `X (Y)` → groups of names with one entity.
//!
//! The pairs are taken in order of their count, then of their text, so that the digests' order does not matter. A pair is refused
//! where it would join two entities of the dictionaries, or two names with different numbers: GPT-5 is not GPT-5.2.

use crate::lexicon::Lexicon;
use crate::mention::SameName;
use std::collections::{BTreeMap, HashMap};

/// What a name in no dictionary stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// An entity of the dictionaries.
    Known(String),
    /// The group of this key.
    Coined(String),
}

/// Returns the target of every key that is joined to another.
pub(super) fn groups(
    pairs: &BTreeMap<SameName, u32>,
    lexicon: &Lexicon,
) -> HashMap<String, Target> {
    let mut ordered: Vec<(&SameName, u32)> = pairs.iter().map(|(p, n)| (p, *n)).collect();
    ordered.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let known = |key: &str| {
        lexicon
            .meaning(key, None)
            .and_then(|name| lexicon.entity(name.entity))
            .map(|e| e.id.clone())
    };
    let mut above: HashMap<String, String> = HashMap::new();
    let mut entity: HashMap<String, String> = HashMap::new();
    for (pair, _) in ordered {
        if lexicon.is_forbidden(&pair.first, &pair.second) {
            continue;
        }
        if numbers(&pair.first) != numbers(&pair.second)
            && !numbers(&pair.second).is_empty()
            && !numbers(&pair.first).is_empty()
        {
            continue;
        }
        let (a, b) = (top(&above, &pair.first), top(&above, &pair.second));
        if a == b {
            continue;
        }
        let of = |root: &String| entity.get(root).cloned().or_else(|| known(root));
        match (of(&a), of(&b)) {
            (Some(x), Some(y)) if x != y => {}
            (Some(id), _) => {
                entity.insert(a.clone(), id);
                above.insert(b, a);
            }
            (None, Some(id)) => {
                entity.insert(b.clone(), id);
                above.insert(a, b);
            }
            (None, None) => {
                above.insert(b, a);
            }
        }
    }
    let mut keys: Vec<String> = above.keys().cloned().collect();
    keys.sort_unstable();
    let mut targets = HashMap::new();
    for key in keys {
        let root = top(&above, &key);
        let target = match entity.get(&root) {
            Some(id) => Target::Known(id.clone()),
            None => Target::Coined(root),
        };
        targets.insert(key, target);
    }
    targets
}

fn top(above: &HashMap<String, String>, key: &str) -> String {
    let mut at = key;
    while let Some(next) = above.get(at) {
        at = next;
    }
    at.to_string()
}

/// The numbers in a name: what tells versions apart.
fn numbers(key: &str) -> Vec<&str> {
    key.split(|c: char| !c.is_ascii_digit() && c != '.')
        .map(|n| n.trim_matches('.'))
        .filter(|n| !n.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(pairs: &[(&str, &str, u32)]) -> HashMap<String, Target> {
        let pairs = pairs
            .iter()
            .map(|(a, b, n)| {
                let pair = SameName {
                    first: (*a).into(),
                    second: (*b).into(),
                };
                (pair, *n)
            })
            .collect();
        groups(&pairs, &Lexicon::new(&[]))
    }

    #[test]
    fn names_in_brackets_join_and_versions_do_not() {
        let groups = joined(&[("夸娥集群", "kuae2.0", 1), ("lumen2", "lumen3", 5)]);
        assert_eq!(
            groups.get("kuae2.0"),
            Some(&Target::Coined("夸娥集群".into()))
        );
        assert_eq!(groups.get("lumen3"), None);
    }

    #[test]
    fn chains_end_at_one_name() {
        let groups = joined(&[("a", "b", 3), ("b", "c", 2), ("c", "a", 1)]);
        assert_eq!(groups.get("b"), Some(&Target::Coined("a".into())));
        assert_eq!(groups.get("c"), Some(&Target::Coined("a".into())));
        assert_eq!(groups.get("a"), None);
    }
}
