//! Two names that a sentence gives to one thing: 月之暗面（Moonshot AI）, X，简称 Y, Group Relative Policy Optimization (GRPO).

use super::{Meaning, Mention, SameName, SameRule};
use crate::document::Item;
use crate::lexicon::Lexicon;
use crate::text::{Span, fold, script};
use regex::Regex;
use std::sync::LazyLock;

/// What stands between a name and its other name, where words say so.
static CALLED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^[，,（(\s]*(?:以下)?(?:简称|簡稱|又称|又稱|也叫|亦称|亦稱|原名|曾用名|前身为|前身為|英文名(?:为|為|是)?|中文名(?:为|為|是)?|also known as|formerly known as|formerly|previously known as|a\.k\.a\.|aka|short for|abbreviated as)[:：为為\s]*",
    )
    .ok()
});

/// Notes the other names that an item's text gives to the names found in it.
pub(super) fn find(
    source: &str,
    item: &Item,
    mentions: &[Mention],
    lexicon: &Lexicon,
    same: &mut Vec<SameName>,
) {
    for run in item.passages.iter().flat_map(|p| &p.runs) {
        for mention in mentions.iter().filter(|m| run.covers(m.span) && !m.nested) {
            let rest = Span::new(mention.span.end as usize, run.end as usize).of(source);
            let surface = mention.span.of(source);
            if let Some((other, rule)) = other_name(surface, rest) {
                note(mention, surface, other, rule, lexicon, same);
            }
        }
    }
}

/// The other name that follows a name, and what shows that it is one.
fn other_name<'t>(surface: &str, rest: &'t str) -> Option<(&'t str, SameRule)> {
    if let Some(cue) = CALLED.as_ref().and_then(|cue| cue.find(rest)) {
        let other = rest.get(cue.end()..)?;
        let quoted = other
            .strip_prefix(['「', '“', '"', '『'])
            .and_then(|inner| inner.split(['」', '”', '"', '』']).next());
        let bare = other
            .split([
                '，', '。', '、', '）', ')', ',', ';', '；', '：', '\n', '“', '「',
            ])
            .next();
        let name = quoted.or(bare)?.trim().trim_end_matches('.');
        return is_name(name).then_some((name, SameRule::Called));
    }
    let inside = rest.trim_start_matches(' ').strip_prefix(['（', '('])?;
    let name = inside.split(['）', ')']).next()?.trim();
    if !is_name(name) || inside.len() == name.len() {
        return None;
    }
    let crosses = is_han(surface) != is_han(name);
    if is_initialism(name, surface) {
        Some((name, SameRule::Initialism))
    } else {
        crosses.then_some((name, SameRule::Brackets))
    }
}

fn is_han(name: &str) -> bool {
    name.chars().any(script::is_han)
}

/// Says whether a text between brackets may be a name: one to five words without marks, not a number or a share's code.
fn is_name(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let clean = !name.contains([
        '，', ',', '、', '；', ';', '：', ':', '/', '%', '$', '=', '。', '？', '?', '！', '“', '「',
    ]);
    let capital = name
        .chars()
        .next()
        .is_some_and(|c| c.is_uppercase() || script::is_han(c));
    letters >= 2
        && clean
        && capital
        && name.chars().count() <= 40
        && name.split_whitespace().count() <= 5
}

/// Says whether a short form's letters stand in order in a long form, the first at its beginning and each at a word's beginning or
/// inside one (Schwartz and Hearst 2003, A simple algorithm for identifying abbreviation definitions).
fn is_initialism(short: &str, long: &str) -> bool {
    let letters: Vec<char> = fold::key(short).chars().collect();
    let is_short = (2..=10).contains(&letters.len())
        && short.chars().filter(|c| c.is_uppercase()).count() >= 2
        && long.split([' ', '-']).count() >= 2;
    if !is_short {
        return false;
    }
    let text: Vec<char> = long.to_lowercase().chars().collect();
    let mut at = text.len();
    for (place, letter) in letters.iter().enumerate().rev() {
        loop {
            let Some(before) = at.checked_sub(1) else {
                return false;
            };
            at = before;
            let starts = at == 0 || text.get(at - 1).is_some_and(|c| !c.is_alphanumeric());
            if text.get(at) == Some(letter) && (place > 0 || starts) {
                break;
            }
        }
    }
    at == 0
}

fn note(
    mention: &Mention,
    surface: &str,
    other: &str,
    rule: SameRule,
    lexicon: &Lexicon,
    same: &mut Vec<SameName>,
) {
    // What a dictionary knows needs no evidence, and evidence does not overrule it.
    if lexicon.understand(other, None).is_some() {
        return;
    }
    let first = match &mention.meaning {
        Meaning::Coined { key, .. } => key.clone(),
        Meaning::Known(_) | Meaning::Paper(_) => fold::key(surface),
    };
    let second = lexicon.coined_key(other);
    if first != second {
        same.push(SameName {
            first,
            second,
            rule,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_brackets_give_other_names() {
        for (surface, rest, want) in [
            (
                "月之暗面",
                "（Moonshot AI）发布",
                Some(("Moonshot AI", SameRule::Brackets)),
            ),
            (
                "北山科技",
                "，简称“北山”，今日",
                Some(("北山", SameRule::Called)),
            ),
            (
                "Acme",
                " (formerly Bolt Labs) said",
                Some(("Bolt Labs", SameRule::Called)),
            ),
            (
                "Group Relative Policy Optimization",
                " (GRPO) is",
                Some(("GRPO", SameRule::Initialism)),
            ),
            ("谷歌", "（Google，美国）", None),
            ("英伟达", "（54岁）", None),
            ("Acme", " (USA) said", None),
            ("北山", "（未完", None),
        ] {
            assert_eq!(other_name(surface, rest), want, "{surface}{rest}");
        }
    }

    #[test]
    fn letters_of_an_initialism_stand_in_order() {
        assert!(is_initialism("VLM", "Vision-Language Model"));
        assert!(!is_initialism("VLM", "Large Model of Vision"));
        assert!(!is_initialism("IBM", "Business Machines"));
    }
}
