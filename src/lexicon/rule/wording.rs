//! Words around and inside a name that do not change what it means.

use super::{Asked, Understood, exact, kinded, pairs, whole};
use crate::entity::Kind;
use crate::lexicon::{Lexicon, Name};
use crate::text::fold;
use std::sync::LazyLock;

/// Words of Taiwan and Hong Kong with those of the mainland, the longest first.
static REGIONAL: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let mut rows: Vec<(String, String)> = pairs("regional.csv")
        .map(|(word, mainland)| (fold::key(&word), fold::key(&mainland)))
        .collect();
    rows.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    rows
});

/// A key with the mainland's words for those of Taiwan and Hong Kong, where that changes it.
pub(in crate::lexicon) fn regional(key: &str) -> Option<String> {
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

pub(super) fn by_region(lexicon: &Lexicon, key: &str, wanted: Option<Kind>) -> Option<Name> {
    lexicon
        .meaning(key, wanted)
        .or_else(|| lexicon.regional_meaning(key, wanted))
}

/// A plural s of a word of some length; names of people and firms have none.
pub(super) fn plural(lexicon: &Lexicon, key: &str) -> Option<Name> {
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

/// A key without an English possessive ending.
pub(super) fn without_possessive(key: &str) -> &str {
    key.strip_suffix("'s").unwrap_or(key)
}

/// Endings of internet addresses that firms and services put behind their names.
const DOMAINS: [&str; 9] = [
    ".ai", ".io", ".com", ".org", ".net", ".cn", ".dev", ".app", ".co",
];

/// A name without an ending, an article or a domain, by any rule that then leads on.
pub(super) fn bare(lexicon: &Lexicon, asked: Asked<'_>) -> Option<Understood> {
    let owned = without_possessive(asked.key);
    let article = ["the ", "The ", "THE "]
        .iter()
        .find_map(|the| asked.name.trim_start().strip_prefix(the));
    let lower = asked.name.trim().to_ascii_lowercase();
    let domain = DOMAINS.iter().find_map(|end| lower.strip_suffix(end));
    let maker = |kind: Kind| {
        matches!(
            kind,
            Kind::Company | Kind::Organization | Kind::Product | Kind::Model
        )
    };
    let by = |rule, name| Understood { name, rule };
    let through = |name: &str| {
        let key = fold::key(name);
        let asked = Asked {
            name,
            key: &key,
            wanted: asked.wanted,
        };
        exact(lexicon, asked).or_else(|| whole(lexicon, asked))
    };
    if owned != asked.key {
        return through(owned).map(|found| by("possessive", found.name));
    }
    if let Some(rest) = article.filter(|rest| rest.len() > 1) {
        return through(rest).map(|found| by("article", found.name));
    }
    let rest = domain.filter(|rest| rest.len() > 1 && !rest.contains(' '))?;
    kinded(lexicon, &fold::key(rest), maker).map(|name| by("domain", name))
}
