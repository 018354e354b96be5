//! Rules that lead from a name in no dictionary to an entity that a dictionary has under another name.
//!
//! Each has a name that reasons print. They apply to names that stand alone: elements of entity lists, names that are asked for. A
//! rule never joins two versions: what it takes off a name is a word without digits.
//!
//! | rule | example |
//! |---|---|
//! | `regional` | 快閃記憶體 → 闪存: words of Taiwan and Hong Kong that are no conversions |
//! | `plural` | GPUs → GPU |
//! | `head-noun` | Blackwell架构 → Blackwell, where the noun fits the kind |
//! | `owner` | 英伟达Blackwell → Blackwell, where the one belongs to the other |
//! | `name-order` | Jun Peng → Peng Jun, for people |

use super::{Lexicon, Name};
use crate::builtin;
use crate::entity::Kind;
use crate::text::fold;
use std::sync::LazyLock;

/// How a name was understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Understood {
    /// The dictionary name that it leads to.
    pub name: Name,
    /// The rule that led there.
    pub rule: &'static str,
}

/// Head nouns with the kinds of entities that they name: `数据集,Dataset`.
static SUFFIXES: LazyLock<Vec<(String, Vec<Kind>)>> = LazyLock::new(|| {
    let mut rows: Vec<(String, Vec<Kind>)> = pairs("suffixes.csv")
        .map(|(suffix, kinds)| {
            let kinds = kinds.split(' ').filter_map(|k| k.parse().ok()).collect();
            (fold::key(&suffix), kinds)
        })
        .collect();
    // The longest first: 有限公司 before 公司.
    rows.sort_by_key(|(suffix, _)| std::cmp::Reverse(suffix.len()));
    rows
});

/// Words of Taiwan and Hong Kong with those of the mainland, the longest first.
static REGIONAL: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let mut rows: Vec<(String, String)> = pairs("regional.csv")
        .map(|(word, mainland)| (fold::key(&word), fold::key(&mainland)))
        .collect();
    rows.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    rows
});

fn pairs(file: &str) -> impl Iterator<Item = (String, String)> {
    let text = builtin::dictionary(file).lines().skip(1);
    text.filter_map(|row| row.split_once(','))
        .map(|(a, b)| (a.to_string(), b.to_string()))
}

/// A key with the mainland's words for those of Taiwan and Hong Kong.
pub(super) fn regional(key: &str) -> Option<String> {
    if key.is_ascii() {
        return None;
    }
    let mut out = key.to_string();
    for (word, mainland) in REGIONAL.iter() {
        if out.contains(word.as_str()) {
            out = out.replace(word.as_str(), mainland);
        }
    }
    (out != key).then_some(out)
}

/// Finds the entity that a name means, by its dictionary entry or by a rule.
pub(super) fn understand(
    lexicon: &Lexicon,
    name: &str,
    key: &str,
    wanted: Option<Kind>,
) -> Option<Understood> {
    if let Some(found) = lexicon.meaning(key, wanted) {
        let same = lexicon.alias(found).is_some_and(|a| a.text == name);
        return Some(Understood {
            name: found,
            rule: if same { "curated" } else { "folded" },
        });
    }
    let by = |rule: &'static str, name: Option<Name>| name.map(|name| Understood { name, rule });
    let mainland = regional(key);
    let here = mainland.as_deref().unwrap_or(key);
    by("regional", by_region(lexicon, here, wanted))
        .or_else(|| by("plural", plural(lexicon, key)))
        .or_else(|| by("head-noun", head_noun(lexicon, here)))
        .or_else(|| by("owner", owner(lexicon, here)))
        .or_else(|| by("name-order", name_order(lexicon, name)))
}

fn by_region(lexicon: &Lexicon, key: &str, wanted: Option<Kind>) -> Option<Name> {
    lexicon
        .meaning(key, wanted)
        .or_else(|| lexicon.regional_meaning(key, wanted))
}

/// A plural s of a word of some length; names of people and firms have none.
fn plural(lexicon: &Lexicon, key: &str) -> Option<Name> {
    let base = key.strip_suffix('s').filter(|b| b.len() >= 3)?;
    let ends_in_letter = base.ends_with(|c: char| c.is_ascii_alphabetic());
    let fits = |kind: Kind| {
        matches!(
            kind,
            Kind::Method | Kind::Topic | Kind::Hardware | Kind::Model | Kind::Product
        )
    };
    kinded(lexicon, base, fits).filter(|_| ends_in_letter)
}

fn kinded(lexicon: &Lexicon, key: &str, fits: impl Fn(Kind) -> bool) -> Option<Name> {
    lexicon
        .meaning(key, None)
        .filter(|n| lexicon.entity(n.entity).is_some_and(|e| fits(e.kind)))
        .or_else(|| {
            lexicon
                .names(key)
                .iter()
                .copied()
                .find(|n| lexicon.entity(n.entity).is_some_and(|e| fits(e.kind)))
        })
}

/// Takes a head noun off the end, where it fits the kind of what remains.
fn head_noun(lexicon: &Lexicon, key: &str) -> Option<Name> {
    SUFFIXES.iter().find_map(|(suffix, kinds)| {
        let base = key.strip_suffix(suffix.as_str())?;
        let enough = if base.is_ascii() {
            base.len() >= 2
        } else {
            base.chars().count() >= 2
        };
        if !enough {
            return None;
        }
        let fits = |kind: Kind| kinds.contains(&kind);
        kinded(lexicon, base, fits).or_else(|| {
            let name = owner(lexicon, base)?;
            lexicon
                .entity(name.entity)
                .is_some_and(|e| fits(e.kind))
                .then_some(name)
        })
    })
}

/// Takes the name of a maker or family off the front, where what remains belongs to it.
fn owner(lexicon: &Lexicon, key: &str) -> Option<Name> {
    key.char_indices()
        .map(|(at, _)| at)
        .filter(|at| *at >= 2)
        .find_map(|at| {
            let (front, rest) = key.split_at(at);
            // A front with a number is a version, and what follows it a variant: GPT-5-Codex is not Codex.
            let owners = lexicon.names(front);
            if owners.is_empty() || front.bytes().any(|b| b.is_ascii_digit()) {
                return None;
            }
            lexicon.names(rest).iter().copied().find(|name| {
                owners
                    .iter()
                    .any(|owner| lexicon.belongs(name.entity, owner.entity))
            })
        })
}

/// Tries the two words of a romanised name the other way round.
fn name_order(lexicon: &Lexicon, name: &str) -> Option<Name> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let [first, second] = words.as_slice() else {
        return None;
    };
    if !name
        .chars()
        .all(|c| c.is_alphabetic() || c.is_whitespace() || c == '-')
        || !name.is_ascii()
    {
        return None;
    }
    let turned = fold::key(&format!("{second} {first}"));
    kinded(lexicon, &turned, |kind| kind == Kind::Person)
}

#[cfg(test)]
mod tests {
    use super::super::Table;
    use super::*;

    fn lexicon() -> Lexicon {
        Lexicon::new(&[Table {
            name: "t.csv".into(),
            text: "id,type,en,zh-hans,zh-hant,aliases,of,since,until,notes\n\
                acme,Company,Acme,艾克米,,,,,,\n\
                rocket,Hardware,Rocket,,,,acme,,,\n\
                rocket-2,Hardware,Rocket 2,,,,acme,,,\n\
                flash,Hardware,Flash storage,闪存,,,,,,\n\
                agent,Topic,Agent,智能体,,,,,,\n\
                peng-jun,Person,Peng Jun,,,,acme,,,\n\
                numbers,Dataset,Numbers,,,,,,,\n"
                .into(),
        }])
    }

    fn rule(name: &str) -> Option<(String, &'static str)> {
        let lexicon = lexicon();
        let found = understand(&lexicon, name, &fold::key(name), None)?;
        Some((lexicon.entity(found.name.entity)?.id.clone(), found.rule))
    }

    #[test]
    fn each_rule_by_its_name() {
        for (name, id, by) in [
            ("Acme", "acme", "curated"),
            ("ＡＣＭＥ", "acme", "folded"),
            ("快閃記憶體", "flash", "regional"),
            ("智慧體", "agent", "regional"),
            ("Agents", "agent", "plural"),
            ("Acme公司", "acme", "head-noun"),
            ("艾克米科技集團", "acme", "head-noun"),
            ("Rocket晶片", "rocket", "head-noun"),
            ("艾克米Rocket", "rocket", "owner"),
            ("Acme Rocket 2", "rocket-2", "owner"),
            ("艾克米Rocket芯片", "rocket", "head-noun"),
            ("Jun Peng", "peng-jun", "name-order"),
        ] {
            assert_eq!(rule(name), Some((id.to_string(), by)), "{name}");
        }
    }

    #[test]
    fn what_no_rule_may_join() {
        for name in [
            "Rocket 3",
            "Acme数据集",
            "Numbers公司",
            "Acmes",
            "Peng Jun Jun",
            "Bolt Rocket",
            "公司",
        ] {
            assert_eq!(rule(name), None, "{name}");
        }
    }
}
