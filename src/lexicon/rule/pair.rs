//! Two names for one thing: `X (Y)`, `X/Y`, 量子位QbitAI.

use super::{Asked, Understood, exact, whole};
use crate::lexicon::{Lexicon, Name};
use crate::text::fold;

/// What a pair means: what its first name means, unless the second means another thing.
pub(super) fn parts(lexicon: &Lexicon, asked: Asked<'_>) -> Option<Understood> {
    let name = asked.name.trim();
    if let Some((first, second)) = bracketed(name) {
        return one(lexicon, asked, first, second).map(|name| Understood {
            name,
            rule: "brackets",
        });
    }
    if let Some(name) = bilingual(lexicon, asked, name) {
        return Some(Understood {
            name,
            rule: "bilingual",
        });
    }
    let (first, second) = name.split_once('/').filter(|(_, b)| !b.contains('/'))?;
    let digits = |text: &str| text.trim().bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if digits(first) || digits(second) {
        return None;
    }
    // A slash also stands between alternatives: both sides must be known, or what looks like a pair is a list.
    let (a, b) = (
        means(lexicon, asked, first)?,
        means(lexicon, asked, second)?,
    );
    (a.entity == b.entity).then_some(Understood {
        name: a,
        rule: "slash",
    })
}

/// A name in Han characters and one in Latin letters, put together, where both mean one thing.
fn bilingual(lexicon: &Lexicon, asked: Asked<'_>, name: &str) -> Option<Name> {
    let is_han = |c: char| crate::text::script::is_han(c);
    let first = is_han(name.chars().next()?);
    let (at, _) = name
        .char_indices()
        .find(|(_, c)| c.is_alphabetic() && is_han(*c) != first)?;
    let (front, back) = name.split_at(at);
    if back
        .chars()
        .any(|c| c.is_alphabetic() && is_han(c) == first)
    {
        return None;
    }
    let part = |part: &str| {
        let key = fold::key(part);
        lexicon.meaning(&key, asked.wanted)
    };
    let (a, b) = (part(front)?, part(back)?);
    (a.entity == b.entity).then_some(a)
}

fn one(lexicon: &Lexicon, asked: Asked<'_>, first: &str, second: &str) -> Option<Name> {
    let (a, b) = (means(lexicon, asked, first), means(lexicon, asked, second));
    match (a, b) {
        (Some(a), Some(b)) => {
            // The second name may say whose it is, or where: Gemini (Google), Acme (US).
            let apart = a.entity != b.entity && !lexicon.belongs(a.entity, b.entity);
            let place = lexicon
                .entity(b.entity)
                .is_some_and(|e| e.kind == crate::entity::Kind::Place);
            (!apart || place).then_some(a)
        }
        (Some(found), None) | (None, Some(found)) => {
            // What is unknown may hold a version's number, which the known name lacks.
            let unknown = if a.is_some() { second } else { first };
            (!unknown.bytes().any(|b| b.is_ascii_digit())).then_some(found)
        }
        (None, None) => None,
    }
}

fn means(lexicon: &Lexicon, asked: Asked<'_>, name: &str) -> Option<Name> {
    let key = fold::key(name);
    let part = Asked {
        name: name.trim(),
        key: &key,
        wanted: asked.wanted,
    };
    exact(lexicon, part)
        .or_else(|| whole(lexicon, part))
        .map(|found| found.name)
}

/// The two parts of `X (Y)` where the brackets close the name.
fn bracketed(name: &str) -> Option<(&str, &str)> {
    let inner = name.strip_suffix([')', '）'])?;
    let open = inner.rfind(['(', '（'])?;
    let first = inner.get(..open)?.trim();
    let second = inner.get(open..)?.trim_start_matches(['(', '（']).trim();
    (!first.is_empty() && !second.is_empty() && !first.contains(['(', '（']))
        .then_some((first, second))
}
