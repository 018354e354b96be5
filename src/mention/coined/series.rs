//! What a row of names is called: 硬體（NVM、CXL、異構儲存）, 开源模型如甲、乙, 甲、乙等数据集, "models such as A and B".

use super::han::OUTSIDE;
use super::share;
use crate::entity::Kind;
use crate::lexicon::{noun_at_end, noun_opening};
use crate::text::{fold, script};

/// Words that open a row of examples.
const OPENERS: [&str; 12] = [
    "（",
    "(",
    "包括",
    "例如",
    "比如",
    "诸如",
    "譬如",
    "如",
    "such as ",
    "including ",
    "like ",
    "e.g. ",
];

/// Words between 等 and the noun that say how many.
const PLENTY: [&str; 12] = [
    "在内的",
    "多个",
    "多個",
    "多款",
    "多种",
    "多種",
    "多家",
    "众多",
    "眾多",
    "一系列",
    "各类",
    "各種",
];

/// How strongly the noun of a row types its members.
const WEIGHT: u32 = 5;

/// The longest member of a row, in characters: what is longer is a clause.
const MEMBER: usize = 24;

/// The kinds that the noun before or after a row of names gives to one of them, by the text before and after that one.
pub(super) fn votes(before: &str, after: &str) -> Vec<(Kind, u32)> {
    let mut votes = Vec::new();
    if let Some(noun) = noun_before(before) {
        votes.extend(share(noun, WEIGHT));
    }
    if let Some(noun) = noun_behind(after) {
        votes.extend(share(noun, WEIGHT));
    }
    votes
}

/// 硬體（NVM、|CXL: the noun before the bracket or the 如 that opens the row.
fn noun_before(before: &str) -> Option<&'static [Kind]> {
    let clause = before
        .rfind(['。', '；', '！', '？', '\n', ';', '）', ')', '：'])
        .map_or(before, |at| tail_from(before, at));
    let (at, opener) = OPENERS
        .iter()
        .filter_map(|opener| Some((clause.rfind(opener)?, *opener)))
        .max_by_key(|(at, opener)| (*at, opener.len()))?;
    let row = clause.get(at + opener.len()..)?;
    let joined =
        row.ends_with(is_joint) || row.ends_with(['和', '与', '與', '及']) || row.ends_with("and ");
    if !(row.is_empty() || joined) {
        return None;
    }
    if row
        .split(is_joint)
        .any(|member| member.chars().count() > MEMBER)
    {
        return None;
    }
    let named = clause
        .get(..at)?
        .trim_end_matches([' ', '，', ',', '（', '(', '—']);
    let folded = fold::text(named);
    let folded = folded.strip_suffix('s').unwrap_or(&folded);
    noun_at_end(folded).map(|(kinds, _)| kinds)
}

/// 甲|、乙等主流数据集: the noun behind the 等 that closes the row.
fn noun_behind(after: &str) -> Option<&'static [Kind]> {
    let clause = after
        .split(['。', '；', '！', '？', '\n', ';', '：'])
        .next()?;
    let at = clause.find('等')?;
    let row = clause.get(..at)?;
    if !row.is_empty()
        && !row.starts_with(is_joint)
        && !row.starts_with(['和', '与', '與', '及'])
        && !row.starts_with(" 和")
    {
        return None;
    }
    if row
        .split(is_joint)
        .any(|member| member.chars().count() > MEMBER)
    {
        return None;
    }
    let mut rest = clause.get(at + '等'.len_utf8()..)?.trim_start();
    for plenty in PLENTY {
        rest = rest.strip_prefix(plenty).unwrap_or(rest);
    }
    let mut passed = 0;
    for (place, c) in rest.char_indices() {
        if let Some(kinds) = noun_opening(rest.get(place..)?) {
            return Some(kinds);
        }
        passed += 1;
        if passed > 6 || OUTSIDE.contains(c) || !(script::is_han(c) || c.is_ascii_alphabetic()) {
            return None;
        }
    }
    None
}

fn is_joint(c: char) -> bool {
    matches!(c, '、' | ',' | '，' | '/')
}

fn tail_from(text: &str, at: usize) -> &str {
    let mut chars = text.get(at..).unwrap_or_default().chars();
    chars.next();
    chars.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_noun_types_the_members_of_its_row() {
        for (before, after, want) in [
            ("针对新型芯片（甲乙、", "、丙）的研究", Some(Kind::Hardware)),
            ("新数据集包括", "和另一个。", Some(Kind::Dataset)),
            ("已在", "、乙等多个数据集上验证", Some(Kind::Dataset)),
            ("他们用", "等方法", Some(Kind::Method)),
            ("他们用", "，效果相等", None),
            ("这一模型很好。公司（甲、", "）", Some(Kind::Company)),
        ] {
            let kind = votes(before, after).first().map(|(kind, _)| *kind);
            assert_eq!(kind, want, "{before}|{after}");
        }
    }
}
