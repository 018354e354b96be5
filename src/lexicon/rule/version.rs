//! Families and their versions: the family under any of its names, then what tells the version.

use crate::entity::Kind;
use crate::lexicon::{Lexicon, Name};
use crate::text::fold;

use super::{kinded, noun, owner};

/// The family that a key begins with, and the version after it: (Qwen, `3-235ba22b`).
///
/// The longest family name counts, so that what follows Qwen3 is a variant of Qwen3. A version has a number: after the name directly, after
/// `v`, or after one letter (K2).
pub(super) fn family(lexicon: &Lexicon, key: &str) -> Option<(Name, String)> {
    let chars: Vec<(usize, char)> = key.char_indices().collect();
    let at = |i: usize| chars.get(i).map(|(_, c)| *c);
    (1..chars.len()).rev().find_map(|i| {
        let (place, first) = *chars.get(i)?;
        let before = at(i.checked_sub(1)?)?;
        let number = |c: char| c.is_ascii_digit() || numeral(c).is_some();
        let glued =
            (before.is_ascii_digit() || before == '.') && (first.is_ascii_digit() || first == '.');
        let starts = number(first)
            || (first == '-' && at(i + 1).is_some_and(number))
            || (first.is_ascii_lowercase() && at(i + 1).is_some_and(|c| c.is_ascii_digit()));
        if !starts || glued {
            return None;
        }
        let base = key.get(..place)?;
        if base.len() < 2 || !base.chars().any(char::is_alphabetic) {
            return None;
        }
        let fits = |kind: Kind| {
            matches!(
                kind,
                Kind::Model | Kind::Product | Kind::Hardware | Kind::Method | Kind::Dataset
            )
        };
        let family = kinded(lexicon, base, fits).or_else(|| {
            owner::owner(lexicon, base)
                .filter(|n| lexicon.entity(n.entity).is_some_and(|e| fits(e.kind)))
        })?;
        Some((family, tail(key.get(place..)?)))
    })
}

/// The value of a Chinese numeral.
fn numeral(c: char) -> Option<char> {
    "零一二三四五六七八九"
        .chars()
        .zip('0'..='9')
        .find(|(han, _)| *han == c)
        .map(|(_, digit)| digit)
}

/// A version with Arabic digits, without a `v` before them and without the word for a generation after them.
fn tail(text: &str) -> String {
    let mut digits: String = text.chars().map(|c| numeral(c).unwrap_or(c)).collect();
    for word in ["代"] {
        if let Some(rest) = digits.strip_suffix(word) {
            digits = rest.to_string();
        }
    }
    match digits.strip_prefix('v') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => rest.to_string(),
        _ => digits,
    }
}

/// A version that the dictionaries have under another name of its family.
pub(super) fn version(lexicon: &Lexicon, key: &str) -> Option<Name> {
    let (family, tail) = family(lexicon, key)?;
    let entity = lexicon.entity(family.entity)?;
    entity.aliases.iter().find_map(|alias| {
        let base = fold::key(&alias.text);
        let joint = ["", "-", "v"].into_iter().find_map(|joint| {
            let whole = format!("{base}{joint}{tail}");
            (whole != key)
                .then(|| kinded(lexicon, &whole, |kind| kind == entity.kind))
                .flatten()
        })?;
        (joint.entity != family.entity).then_some(joint)
    })
}

/// An event and the year of its edition, where the name tells both.
fn dated(lexicon: &Lexicon, name: &str, key: &str) -> Option<(Name, u32)> {
    let event = |base: &str| {
        let fits = |kind: Kind| kind == Kind::Event;
        kinded(lexicon, base, fits).or_else(|| {
            noun::head_noun_plain(lexicon, base)
                .filter(|n| lexicon.entity(n.entity).is_some_and(|e| fits(e.kind)))
        })
    };
    let year = |digits: &str| {
        let n: u32 = digits.parse().ok()?;
        match digits.len() {
            4 => (1950..2100).contains(&n).then_some(n),
            // '26 and " 26" stand for 2026; digits glued to a name are its own.
            2 if name.contains(['\'', '’', '‘', ' ']) => Some(2000 + n),
            _ => None,
        }
    };
    for (at, _) in key.char_indices().skip(1) {
        let (front, back) = key.split_at(at);
        let number = back.trim_start_matches(['\'', '-']).trim_end_matches('年');
        if number.bytes().all(|b| b.is_ascii_digit())
            && let Some((event, year)) = event(front.trim_end_matches('\'')).zip(year(number))
        {
            return Some((event, year));
        }
        let number = front.trim_end_matches('年');
        if number.len() == 4
            && number.bytes().all(|b| b.is_ascii_digit())
            && !back.starts_with('年')
            && let Some((event, year)) = event(back).zip(year(number))
        {
            return Some((event, year));
        }
    }
    None
}

/// An edition of an event that the dictionaries have under another name.
pub(super) fn edition(lexicon: &Lexicon, name: &str, key: &str) -> Option<Name> {
    let (event, year) = dated(lexicon, name, key)?;
    let aliases = &lexicon.entity(event.entity)?.aliases;
    aliases.iter().find_map(|alias| {
        let whole = fold::key(&format!("{} {year}", alias.text));
        kinded(lexicon, &whole, |kind| kind == Kind::Event)
    })
}

/// The key of a version or an edition in no dictionary: its family's own name, then what tells it.
pub(super) fn coined(lexicon: &Lexicon, name: &str, key: &str) -> Option<String> {
    if let Some((event, year)) = dated(lexicon, name, key) {
        let family = fold::key(lexicon.entity(event.entity)?.canonical());
        return Some(format!("{family}{year}"));
    }
    let (family, tail) = family(lexicon, key)?;
    let family = fold::key(lexicon.entity(family.entity)?.canonical());
    // Two numbers must not run into one: Qilu 5 and 12b are not Qilu 512b.
    let joint = family.ends_with(|c: char| c.is_ascii_digit())
        && tail.starts_with(|c: char| c.is_ascii_digit());
    Some(format!("{family}{}{tail}", if joint { "-" } else { "" }))
}
