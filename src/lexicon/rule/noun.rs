//! Nouns after a name that say what it is (Blackwell架构), and words that all firms bear (科技, 集团, Inc.).

use super::{kinded, owner, pairs, version};
use crate::entity::Kind;
use crate::lexicon::{Lexicon, Name};
use crate::text::fold;
use crate::text::script;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Head nouns with the kinds of entities that they name: `数据集,Dataset`; and words of firms' names that also name what a larger firm
/// does, `游戏,firm`: they may be missing from a firm's own name, but 腾讯游戏 is not 腾讯.
static NOUNS: LazyLock<Vec<(String, Vec<Kind>)>> = LazyLock::new(|| rows(false));

/// The words that all firms bear, in the same form.
static FIRMS: LazyLock<Vec<(String, Vec<Kind>)>> = LazyLock::new(|| rows(true));

/// Head nouns that name kinds, by a character, in the order of [`NOUNS`].
type ByChar = FxHashMap<char, Vec<&'static (String, Vec<Kind>)>>;

/// By their first character.
static BEGINNINGS: LazyLock<ByChar> = LazyLock::new(|| by_char(|noun| noun.chars().next()));

/// By their last character.
static ENDS: LazyLock<ByChar> = LazyLock::new(|| by_char(|noun| noun.chars().next_back()));

fn by_char(of: fn(&str) -> Option<char>) -> ByChar {
    let mut nouns = ByChar::default();
    for row in NOUNS.iter().filter(|(_, kinds)| !kinds.is_empty()) {
        if let Some(c) = of(&row.0) {
            nouns.entry(c).or_default().push(row);
        }
    }
    nouns
}

fn rows(of_firms: bool) -> Vec<(String, Vec<Kind>)> {
    let mut rows: Vec<(String, Vec<Kind>)> = pairs("suffixes.csv")
        .filter(|(_, kinds)| {
            let firm = kinds.split(' ').any(|k| k == "firm");
            if of_firms {
                firm || kinds == "Company"
            } else {
                kinds != "firm"
            }
        })
        .map(|(suffix, kinds)| {
            let kinds = kinds.split(' ').filter_map(|k| k.parse().ok()).collect();
            (fold::key(&suffix), kinds)
        })
        .collect();
    // The longest first: 有限公司 before 公司.
    rows.sort_by_key(|(suffix, _)| std::cmp::Reverse(suffix.len()));
    rows
}

/// Endings that only say a name is a firm's.
const LEGAL: [&str; 14] = [
    "股份有限公司",
    "有限责任公司",
    "有限公司",
    "公司",
    "incorporated",
    "corporation",
    "limited",
    "gmbh",
    "inc",
    "corp",
    "llc",
    "ltd",
    "plc",
    "pbc",
];

/// What remains of a key without a noun at its end, where enough remains to be a name.
fn without<'k>(key: &'k str, noun: &str) -> Option<&'k str> {
    // Acme, Inc.
    let base = key.strip_suffix(noun)?.trim_end_matches([',', '，']);
    let enough = if base.is_ascii() {
        base.len() >= 2
    } else {
        base.chars().count() >= 2
    };
    enough.then_some(base)
}

/// The longest head noun that a text begins with: the kinds that it names, and its bytes in the folded text.
fn noun_after(folded: &str) -> Option<(&'static [Kind], usize)> {
    let nouns = BEGINNINGS.get(&folded.chars().next()?)?;
    let (noun, kinds) = nouns
        .iter()
        .find(|(noun, _)| folded.starts_with(noun.as_str()))?;
    Some((kinds, noun.len()))
}

/// The longest head noun that a text begins with, before it is folded: most texts begin with none, which their first character shows.
pub fn noun_opening(text: &str) -> Option<&'static [Kind]> {
    let first = text.chars().next().and_then(fold::one);
    if first.is_some_and(|c| !BEGINNINGS.contains_key(&c)) {
        return None;
    }
    noun_after(&fold::text(text)).map(|(kinds, _)| kinds)
}

/// The longest head noun that a text ends with, before it is folded.
pub fn noun_closing(text: &str) -> Option<&'static [Kind]> {
    let last = text.chars().next_back().and_then(fold::one);
    if last.is_some_and(|c| !ENDS.contains_key(&c)) {
        return None;
    }
    noun_at_end(&fold::text(text)).map(|(kinds, _)| kinds)
}

/// The longest head noun that a folded text ends with.
pub fn noun_at_end(folded: &str) -> Option<(&'static [Kind], usize)> {
    let nouns = ENDS.get(&folded.chars().next_back()?)?;
    let (noun, kinds) = nouns
        .iter()
        .find(|(noun, _)| folded.ends_with(noun.as_str()))?;
    Some((kinds, noun.len()))
}

/// Takes a head noun off the end, where it fits the kind of what remains.
pub(super) fn head_noun(lexicon: &Lexicon, key: &str) -> Option<Name> {
    head_noun_plain(lexicon, key).or_else(|| {
        NOUNS.iter().find_map(|(noun, kinds)| {
            let name = owner::owner(lexicon, without(key, noun)?)?;
            let kind = lexicon.entity(name.entity)?.kind;
            kinds.contains(&kind).then_some(name)
        })
    })
}

/// The same where no owner stands in front.
pub(super) fn head_noun_plain(lexicon: &Lexicon, key: &str) -> Option<Name> {
    NOUNS.iter().find_map(|(noun, kinds)| {
        let base = without(key, noun)?;
        let fits = |kind: Kind| kinds.contains(&kind);
        kinded(lexicon, base, fits).or_else(|| {
            version::version(lexicon, base)
                .filter(|n| lexicon.entity(n.entity).is_some_and(|e| fits(e.kind)))
        })
    })
}

/// A firm by its name without the words that all firms bear, taken off what is asked and off the dictionaries' names.
pub(super) fn short_form(lexicon: &Lexicon, key: &str) -> Option<Name> {
    let nouns = NOUNS
        .iter()
        .filter(|(_, kinds)| kinds.as_slice() == [Kind::Company]);
    let bare = nouns.fold(key, |at, (noun, _)| without(at, noun).unwrap_or(at));
    lexicon.stem_meaning(bare)
}

/// A firm's key without the words that all firms bear; the key itself where too little would remain.
pub(in crate::lexicon) fn stem(key: &str) -> &str {
    let mut at = key;
    while let Some(rest) = FIRMS.iter().find_map(|(noun, _)| without(at, noun)) {
        at = rest;
    }
    let enough = if at.is_ascii() {
        at.len() >= 5
    } else {
        at.chars().count() >= 2
    };
    if enough { at } else { key }
}

/// The key of a name in no dictionary without what says only which kind of thing it is: a firm's legal form, and after a Latin name any
/// head noun.
pub(super) fn coined(lexicon: &Lexicon, key: &str) -> Option<String> {
    let legal = LEGAL.iter().find_map(|form| without(key, form));
    let base = legal.or_else(|| {
        NOUNS
            .iter()
            .filter(|(noun, _)| !noun.is_ascii())
            .find_map(|(noun, _)| without(key, noun))
            .filter(|base| base.is_ascii())
    })?;
    let letters = base.chars().filter(|c| c.is_alphabetic()).count();
    let long_enough = letters >= 3 || base.chars().any(script::is_han);
    // AI公司 is no name: what the dictionaries have is a word of its own.
    (long_enough && lexicon.names(base).is_empty()).then(|| base.to_string())
}
