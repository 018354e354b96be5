//! Names that digests give to one thing, `X (Y)` → groups of names with one entity.
//!
//! The pairs are taken in order of their weight, then of their text, so that the digests' order does not matter. Evidence adds up over
//! digests, and contradictions block: a pair is refused where it would join two entities of the dictionaries, two kinds, two names with
//! different numbers (GPT-5 is not GPT-5.2), or what a table forbids; and a name that sentences give to two things is given to neither.

use crate::entity::Kind;
use crate::lexicon::Lexicon;
use crate::mention::{SameName, SameRule};
use std::collections::{BTreeMap, HashMap};

/// What a name in no dictionary stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// An entity of the dictionaries.
    Known(String),
    /// The group of this key.
    Coined(String),
}

/// Returns the target of every key that is joined to another, and the rule that joined it. `kind_of` tells what lists say of a key.
pub(super) fn groups(
    pairs: &BTreeMap<SameName, u32>,
    kind_of: &dyn Fn(&str) -> Option<Kind>,
    lexicon: &Lexicon,
) -> HashMap<String, (Target, SameRule)> {
    let known = |key: &str| {
        lexicon
            .meaning(key, None)
            .and_then(|name| lexicon.entity(name.entity))
            .map(|e| e.id.clone())
    };
    let head = |key: &str| known(key).unwrap_or_else(|| key.to_string());
    // What sentences call by this name: if two things, it is no one's.
    let mut claims: HashMap<&str, BTreeMap<String, u32>> = HashMap::new();
    for (pair, n) in pairs.iter().filter(|(p, _)| p.rule != SameRule::List) {
        let claim = claims.entry(&pair.second).or_default();
        *claim.entry(head(&pair.first)).or_default() += n;
    }
    let mut ordered: Vec<(&SameName, u32)> = pairs
        .iter()
        .map(|(p, n)| (p, *n))
        .filter(|(p, n)| {
            let rivals = claims.get(p.second.as_str()).map_or(1, BTreeMap::len);
            p.rule == SameRule::List || (*n >= p.rule.digests_needed() && rivals == 1)
        })
        .collect();
    ordered.sort_by(|a, b| {
        (a.0.rule, b.1)
            .cmp(&(b.0.rule, a.1))
            .then_with(|| a.0.cmp(b.0))
    });
    let kind = |key: &str| {
        let row = lexicon
            .meaning(key, None)
            .and_then(|n| lexicon.entity(n.entity));
        row.map(|e| e.kind).or_else(|| kind_of(key))
    };
    let mut joined_by: HashMap<String, SameRule> = HashMap::new();
    let mut above: HashMap<String, String> = HashMap::new();
    let mut entity: HashMap<String, String> = HashMap::new();
    for (pair, _) in ordered {
        if lexicon.is_forbidden(&pair.first, &pair.second) {
            continue;
        }
        if pair.rule != SameRule::List
            && let (Some(a), Some(b)) = (kind(&pair.first), kind(&pair.second))
            && a != b
        {
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
        joined_by.entry(pair.second.clone()).or_insert(pair.rule);
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
        let rule = joined_by.get(&key).copied().unwrap_or(SameRule::List);
        targets.insert(key, (target, rule));
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
        of_rule(pairs, SameRule::List)
    }

    fn of_rule(pairs: &[(&str, &str, u32)], rule: SameRule) -> HashMap<String, Target> {
        let pairs = pairs
            .iter()
            .map(|(a, b, n)| {
                let pair = SameName {
                    first: (*a).into(),
                    second: (*b).into(),
                    rule,
                };
                (pair, *n)
            })
            .collect();
        let groups = groups(&pairs, &|_| None, &Lexicon::new(&[]));
        groups.into_iter().map(|(k, (t, _))| (k, t)).collect()
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

    #[test]
    fn sentences_need_two_digests_and_no_rival() {
        let join = |pairs| of_rule(pairs, SameRule::Brackets);
        assert_eq!(join(&[("北山", "beishan", 1)]).get("beishan"), None);
        assert!(join(&[("北山", "beishan", 2)]).contains_key("beishan"));
        let rivals = join(&[("北山", "beishan", 2), ("南山", "beishan", 3)]);
        assert_eq!(rivals.get("beishan"), None);
    }

    /// Groups of pairs of one rule, with kinds that lists give, and the two companies of a table.
    fn with_kinds(
        pairs: &[(&str, &str, u32)],
        rule: SameRule,
        kinds: &[(&str, Kind)],
    ) -> HashMap<String, (Target, SameRule)> {
        let pairs = pairs.iter();
        let pairs = pairs.map(|(a, b, n)| (super::super::tests::same(a, b, rule), *n));
        let kind_of = |key: &str| kinds.iter().find(|(k, _)| *k == key).map(|(_, kind)| *kind);
        groups(&pairs.collect(), &kind_of, super::super::tests::lexicon())
    }

    #[test]
    fn a_name_joined_to_a_known_one_is_known_whichever_comes_first() {
        let acme = Target::Known("acme".to_string());
        for (pair, name) in [(("acme", "zorb", 1), "zorb"), (("zorb", "acme", 1), "zorb")] {
            let found = with_kinds(&[pair], SameRule::List, &[]);
            assert_eq!(found.get(name).map(|f| &f.0), Some(&acme), "{pair:?}");
            assert!(!found.contains_key("acme"));
        }
        // Through another one.
        let found = with_kinds(
            &[("zorb", "gnat", 2), ("acme", "zorb", 1)],
            SameRule::List,
            &[],
        );
        assert_eq!(found["gnat"].0, acme);
        assert_eq!(found["zorb"].0, acme);
    }

    #[test]
    fn two_known_names_are_never_joined_through_a_third() {
        let found = with_kinds(
            &[("acme", "zorb", 2), ("bolt", "zorb", 1)],
            SameRule::List,
            &[],
        );
        assert_eq!(found["zorb"].0, Target::Known("acme".to_string()));
        assert_eq!(found.len(), 1);
        let found = with_kinds(&[("acme", "bolt", 9)], SameRule::List, &[]);
        assert!(found.is_empty());
        // Two spellings of one are.
        let found = with_kinds(
            &[("acme", "顶峰", 9), ("顶峰", "zorb", 1)],
            SameRule::List,
            &[],
        );
        assert_eq!(found["zorb"].0, Target::Known("acme".to_string()));
    }

    #[test]
    fn what_a_sentence_joins_must_be_of_one_kind() {
        let pair = [("北山", "beishan", 2)];
        let of = |rule, kinds: &[(&str, Kind)]| !with_kinds(&pair, rule, kinds).is_empty();
        let (company, model) = (("北山", Kind::Company), ("beishan", Kind::Model));
        assert!(!of(SameRule::Brackets, &[company, model]));
        assert!(of(
            SameRule::Brackets,
            &[company, ("beishan", Kind::Company)]
        ));
        assert!(
            of(SameRule::Brackets, &[company]),
            "no one says what the other is"
        );
        assert!(
            of(SameRule::List, &[company, model]),
            "a list says so itself"
        );
        // What the dictionaries say of a name counts before what lists say.
        let acme = with_kinds(
            &[("acme", "zorb", 2)],
            SameRule::Called,
            &[("zorb", Kind::Model)],
        );
        assert!(acme.is_empty());
    }

    #[test]
    fn numbers_tell_versions_apart() {
        assert_eq!(numbers("gpt5.2-mini-7b"), ["5.2", "7"]);
        assert_eq!(numbers("v.1."), ["1"]);
        assert!(numbers("gpt...").is_empty());
        let of = |a: &str, b: &str| !joined(&[(a, b, 1)]).is_empty();
        assert!(!of("gpt5", "gpt5.2"));
        assert!(of("gpt5", "gpt") && of("gpt", "gpt5") && of("gpt5", "五代5"));
    }

    #[test]
    fn surer_rules_go_first_and_then_what_more_digests_say() {
        let pair = |a: &str, b: &str, rule| super::super::tests::same(a, b, rule);
        let join = |pairs: &[(SameName, u32)]| {
            let pairs = pairs.iter().cloned().collect();
            groups(&pairs, &|_| None, super::super::tests::lexicon())
        };
        // Both ends known: the first pair that is taken decides.
        let found = join(&[
            (pair("bolt", "zorb", SameRule::Initialism), 9),
            (pair("acme", "zorb", SameRule::List), 1),
        ]);
        assert_eq!(
            found["zorb"],
            (Target::Known("acme".to_string()), SameRule::List)
        );
        let found = join(&[
            (pair("acme", "zorb", SameRule::List), 1),
            (pair("bolt", "zorb", SameRule::List), 2),
        ]);
        assert_eq!(found["zorb"].0, Target::Known("bolt".to_string()));
        let found = join(&[
            (pair("acme", "zorb", SameRule::List), 1),
            (pair("bolt", "zorb", SameRule::List), 1),
        ]);
        assert_eq!(
            found["zorb"].0,
            Target::Known("acme".to_string()),
            "by their text"
        );
        let found = join(&[(pair("zorb", "gnat", SameRule::Called), 1)]);
        assert_eq!(
            found["gnat"],
            (Target::Coined("zorb".to_string()), SameRule::Called)
        );
        // One thing under two of its names is no rival of itself.
        let found = join(&[
            (pair("acme", "zorb", SameRule::Called), 1),
            (pair("顶峰", "zorb", SameRule::Called), 1),
        ]);
        assert_eq!(found["zorb"].0, Target::Known("acme".to_string()));
    }
}
