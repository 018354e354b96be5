//! Han names by their head noun (大晓机器人公司, 郑明月团队) and by a title beside them (CEO 陈志峰).

use super::Page;
use crate::document::Origin;
use crate::entity::Kind;
use crate::lexicon::{cue_kinds, may_be_surname, split_person};
use crate::text::{CharSet, Span, fold, script};
use aho_corasick::AhoCorasick;
use std::sync::LazyLock;

/// Nouns that end a name, with what it names and how strongly.
const NOUNS: [(&str, Kind, u32); 28] = [
    ("国家重点实验室", Kind::Organization, 8),
    ("国家实验室", Kind::Organization, 8),
    ("國家實驗室", Kind::Organization, 8),
    ("联合实验室", Kind::Organization, 8),
    ("研究基金会", Kind::Organization, 8),
    ("创新中心", Kind::Organization, 6),
    ("重点实验室", Kind::Organization, 8),
    ("研究团队", Kind::Organization, 7),
    ("研究中心", Kind::Organization, 8),
    ("科研计划", Kind::Organization, 6),
    ("实验室", Kind::Organization, 8),
    ("實驗室", Kind::Organization, 8),
    ("研究院", Kind::Organization, 8),
    ("研究所", Kind::Organization, 8),
    ("基金会", Kind::Organization, 8),
    ("研究團隊", Kind::Organization, 7),
    ("大學", Kind::Organization, 8),
    ("大学", Kind::Organization, 8),
    ("学院", Kind::Organization, 7),
    ("學院", Kind::Organization, 7),
    ("團隊", Kind::Organization, 7),
    ("团队", Kind::Organization, 7),
    ("计划", Kind::Organization, 3),
    ("科技", Kind::Company, 7),
    ("集团", Kind::Company, 7),
    ("集團", Kind::Company, 7),
    ("公司", Kind::Company, 5),
    ("机器人", Kind::Company, 4),
];

/// Nouns of groups of people.
const TEAMS: [&str; 4] = ["团队", "團隊", "研究团队", "研究團隊"];

/// Nouns of places of work and of what they pursue.
const PLACES: [&str; 15] = [
    "国家重点实验室",
    "国家实验室",
    "國家實驗室",
    "联合实验室",
    "创新中心",
    "实验室",
    "實驗室",
    "研究院",
    "学院",
    "學院",
    "研究中心",
    "研究所",
    "计划",
    "科研计划",
    "重点实验室",
];

/// Words that no name holds.
pub(super) const OUTSIDE: &str = "的了在是和与與及或由为為将將被把对對从從向据據称稱等该該这這那其各每某多个個家款种種项項名位让讓给給用以于於至到也都还還又再曾已正就才只更最很新旧大小";

/// Words before a noun that make it no name: 研究团队, 开源框架.
const ORDINARY: u32 = 30;

/// What follows the name of one who leads a team, or has a chair.
const TITLES: [&str; 4] = ["团队", "團隊", "教授", "院士"];

/// What follows the name of one who says or does something.
const SAYS: [&str; 12] = [
    "表示", "称", "稱", "说", "說", "认为", "認為", "指出", "透露", "，", "、", "在",
];

/// Characters that are words of their own more often than this are parts of no name: 时, 能, 不.
const FREQUENT: u32 = 20_000;

static NOUN_FINDER: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| super::longest_of(NOUNS.iter().map(|(noun, _, _)| *noun)));

/// Says whether a title in Latin letters or a founder's stands directly before: CEO韩旭.
fn ends_with_title(before: &str) -> bool {
    [
        "CEO",
        "CTO",
        "CFO",
        "COO",
        "创始人",
        "創始人",
        "创办人",
        "董事长",
        "董事長",
        "总裁",
        "總裁",
        "首席科学家",
    ]
    .iter()
    .any(|title| before.ends_with(title))
}

/// Names in a run of text, with what their form says.
pub(super) fn find(page: &Page<'_>, run: Span) -> Vec<(Span, Vec<(Kind, u32)>)> {
    let text = run.of(page.source);
    let base = run.start as usize;
    let people = people(page, run);
    let mut found = Vec::new();
    for hit in NOUN_FINDER.iter().flat_map(|finder| finder.find_iter(text)) {
        if let Some((noun, kind, weight)) = NOUNS.get(hit.pattern().as_usize()).copied() {
            let at = hit.start();
            let end = base + at + noun.len();
            let leader = people
                .iter()
                .find(|(span, _)| span.end as usize == base + at);
            let leader = leader.filter(|_| TEAMS.contains(&noun));
            let start = leader.map(|(span, _)| span.start as usize);
            if let Some(start) = start.or_else(|| beginning(page, run, base + at, noun)) {
                found.push((Span::new(start, end), vec![(kind, weight)]));
            }
        }
    }
    found.extend(people);
    found.retain(|(span, _)| {
        let inside = |m: &super::Mention| m.span.covers(*span) && m.origin != Origin::List;
        !page.known.iter().any(inside)
    });
    found
}

/// Where a name begins that a noun ends: at a known name or Latin words directly before, else at characters that make up no words.
fn beginning(page: &Page<'_>, run: Span, noun: usize, text: &str) -> Option<usize> {
    let before = page.source.get(run.start as usize..noun)?;
    let trimmed = before.trim_end_matches(' ');
    let place = run.start as usize + trimmed.len();
    let known = page
        .known
        .iter()
        .filter(|m| m.origin != Origin::List && !m.nested)
        .find(|m| m.span.end as usize == place);
    if let Some(known) = known {
        let kind = page.kind_of(known)?;
        // 南大团队 is 南大; a person's team, or that of a method, has no other name.
        let fits = match kind {
            Kind::Person | Kind::Method => TEAMS.contains(&text) || PLACES.contains(&text),
            Kind::Place => matches!(text, "研究团队" | "研究團隊"),
            Kind::Model | Kind::Product => PLACES.contains(&text),
            // 小红书AIGC团队: a firm's team by its field.
            Kind::Topic if TEAMS.contains(&text) => return firm_at(page, known.span.start),
            // 谷歌计划收购…: a firm plans.
            Kind::Company | Kind::Organization => PLACES.contains(&text) && text != "计划",
            _ => false,
        };
        return fits.then_some(known.span.start as usize);
    }
    let last = trimmed.chars().next_back()?;
    if script::is_wordish(last) {
        let latin = latin_words(trimmed)?;
        let start = run.start as usize + latin;
        let word = trimmed.get(latin..)?;
        let named = word.chars().any(char::is_uppercase) && word.len() >= 2;
        // The Latin word alone is the name; with the noun it is one only for laboratories and the like.
        let keeps = PLACES.contains(&text) || matches!(text, "大学" | "大學");
        // 小红书AIGC团队: a firm's team by its field.
        let team = TEAMS.contains(&text) && word.chars().any(char::is_uppercase);
        let firm = firm_at(page, u32::try_from(start).ok()?).filter(|_| team);
        if firm.is_some() {
            return firm;
        }
        let plain = super::latin::is_generic(word) || word.chars().count() == 1;
        return (named && keeps && !plain).then_some(start);
    }
    // Of what a firm or an institute is called nothing is known; a model or a tool is seldom called by unknown Han characters alone.
    let named = matches!(
        text,
        "科技"
            | "集团"
            | "集團"
            | "公司"
            | "大学"
            | "大學"
            | "学院"
            | "學院"
            | "研究院"
            | "研究所"
            | "实验室"
            | "實驗室"
            | "基金会"
            | "机器人"
    );
    unknown_words(page, trimmed)
        .filter(|_| named)
        .map(|length| place - length)
}

/// Where the name of a firm begins that ends at a place.
fn firm_at(page: &Page<'_>, end: u32) -> Option<usize> {
    let firm = |m: &&super::Mention| {
        m.origin != Origin::List && m.span.end == end && page.kind_of(m) == Some(Kind::Company)
    };
    page.known.iter().find(firm).map(|m| m.span.start as usize)
}

/// Where the capitalised Latin words at a text's end begin.
fn latin_words(text: &str) -> Option<usize> {
    let mut begin = None;
    let mut rest = text;
    loop {
        let word = rest
            .char_indices()
            .rev()
            .take_while(|(_, c)| script::is_wordish(*c) || matches!(c, '-' | '.' | '_'))
            .last();
        let Some((at, first)) = word else { break };
        if begin.is_some() && !first.is_uppercase() {
            break;
        }
        begin = Some(at);
        let Some(before) = rest.get(..at).and_then(|t| t.strip_suffix(' ')) else {
            break;
        };
        rest = before;
    }
    begin
}

/// The bytes of the characters at a text's end that make up no words.
pub(super) fn unknown_words(page: &Page<'_>, text: &str) -> Option<usize> {
    let clause: String = text
        .chars()
        .rev()
        .take_while(|c| script::is_han(*c))
        .take(10)
        .collect();
    let clause: String = clause.chars().rev().collect();
    let words = page.lexicon.words_of(&clause);
    let chars: Vec<char> = clause.chars().collect();
    let mut end = chars.len();
    let mut taken = 0;
    for length in words.iter().rev() {
        let start = end.checked_sub(*length)?;
        let word: String = chars.get(start..end)?.iter().collect();
        let outside = word.chars().any(is_outside);
        let count = page.lexicon.word_count(&fold::key(&word));
        let common = *length > 1 && count > ORDINARY || *length == 1 && count > FREQUENT;
        if outside || common || taken + length > 4 {
            break;
        }
        taken += length;
        end = start;
    }
    let name: String = chars.get(end..)?.iter().collect();
    (2..=4).contains(&taken).then_some(name.len())
}

/// People by a title beside a surname and one or two characters.
fn people(page: &Page<'_>, run: Span) -> Vec<(Span, Vec<(Kind, u32)>)> {
    let text = run.of(page.source);
    let base = run.start as usize;
    let mut found = Vec::new();
    let mut done = 0;
    for (start, first) in text.char_indices() {
        if start < done || !may_be_surname(first) {
            continue;
        }
        for length in [3usize, 2] {
            let Some(name) = slice(text, start, length) else {
                continue;
            };
            let span = Span::new(base + start, base + start + name.len());
            let after = page.after(span);
            let team = TITLES.iter().any(|title| after.starts_with(title));
            let says = SAYS.iter().any(|verb| after.starts_with(verb));
            // Most characters of surnames begin no name, so that what costs least is asked first.
            if length == 2 && !team && !says || name.chars().any(|c| is_outside(c) || is_letter(c))
            {
                continue;
            }
            let key = fold::key(name);
            let Some((_, given)) = split_person(&key) else {
                continue;
            };
            let odd = page.lexicon.word_count(&key) > 0
                || page.lexicon.word_count(given) > 2000 && given.chars().count() > 1;
            let overlaps = page
                .known
                .iter()
                .any(|m| m.span.overlaps(span) && m.origin != Origin::List);
            if odd || overlaps {
                continue;
            }
            // 包括声称: words that begin or end inside are no name.
            let letters: Vec<char> = key.chars().collect();
            let opening: String = letters.iter().take(2).collect();
            let next = after.chars().take(1);
            let closing: String = letters.last().into_iter().copied().chain(next).collect();
            let common = |word: &str| page.lexicon.word_count(&fold::key(word)) > 200;
            let before = page.before(span);
            // 军方评估: a surname that ends a word is none.
            let leading: String = before
                .chars()
                .next_back()
                .into_iter()
                .chain(letters.first().copied())
                .collect();
            let ends_word = leading.chars().count() == 2 && common(&leading);
            if ends_word || common(&closing) || length == 3 && common(&opening) {
                continue;
            }
            let titled = cue_kinds(before, after).contains(&Kind::Person)
                && page.lexicon.stands_between_words(
                    page.source,
                    span.range().start,
                    span.range().end,
                    6.0,
                );
            // CEO韩旭表示: a short name needs a sign on either side.
            let between = titled && length == 2 && ends_with_title(before);
            if titled && length == 3 || team || between {
                found.push((span, vec![(Kind::Person, if team { 6 } else { 3 })]));
                done = start + name.len();
                break;
            }
        }
    }
    found
}

/// So many characters of a text from a place on.
fn slice(text: &str, start: usize, length: usize) -> Option<&str> {
    let rest = text.get(start..)?;
    let (last, c) = rest.char_indices().nth(length.checked_sub(1)?)?;
    rest.get(..last + c.len_utf8())
}

/// Says whether no name holds a character.
fn is_outside(c: char) -> bool {
    static SET: LazyLock<CharSet> = LazyLock::new(|| OUTSIDE.chars().collect());
    SET.has(c)
}

/// Says whether a character is a letter or digit, other than a Han one, when it is folded.
fn is_letter(c: char) -> bool {
    fold::one(c).is_some_and(|c| !script::is_han(c) && c.is_alphanumeric())
}
