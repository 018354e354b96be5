//! Names of people: the order of their words, Han characters against their romanisations, titles.

use super::{kinded, pairs};
use crate::entity::Kind;
use crate::lexicon::{Lexicon, Name};
use crate::text::{CharSet, fold, script};
use pinyin::ToPinyin as _;
use rustc_hash::FxHashMap;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Surnames with how they are read: `曾,zeng`.
static SURNAMES: LazyLock<FxHashMap<String, String>> =
    LazyLock::new(|| pairs("surnames.csv").collect());

/// The characters that surnames begin with, in both forms.
static FIRST: LazyLock<CharSet> =
    LazyLock::new(|| SURNAMES.keys().filter_map(|s| s.chars().next()).collect());

/// Says whether a surname may begin with a character.
pub fn may_be_surname(c: char) -> bool {
    c > '\u{3400}' && FIRST.has(fold::simplified_char(c))
}

/// The romanised surnames.
static ROMAN: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| SURNAMES.values().map(String::as_str).collect());

/// Tries the two words of a romanised name the other way round.
pub(super) fn name_order(lexicon: &Lexicon, name: &str) -> Option<Name> {
    let [first, second] = words(name)?;
    let turned = fold::key(&format!("{second} {first}"));
    kinded(lexicon, &turned, |kind| kind == Kind::Person)
}

/// The two words of a name in Latin letters.
fn words(name: &str) -> Option<[&str; 2]> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let [first, second] = words.as_slice() else {
        return None;
    };
    let letters = name
        .chars()
        .all(|c| c.is_ascii_alphabetic() || c.is_whitespace() || matches!(c, '-' | '\''));
    letters.then_some([first, second])
}

/// Han characters against romanised words, in both orders, where one person alone fits.
pub(super) fn romanised(lexicon: &Lexicon, name: &str, key: &str) -> Option<Name> {
    if let Some([first, second]) = words(name) {
        let joined = fold::key(&format!("{first}{second}"));
        return lexicon.romanised_meaning(&joined.replace('\'', ""));
    }
    let found: Vec<Name> = readings(key)
        .iter()
        .filter_map(|reading| kinded(lexicon, reading, |kind| kind == Kind::Person))
        // Who has a Han name of another spelling is another person.
        .filter(|name| !has_han_name(lexicon, *name))
        .collect();
    let first = *found.first()?;
    found
        .iter()
        .all(|n| n.entity == first.entity)
        .then_some(first)
}

fn has_han_name(lexicon: &Lexicon, name: Name) -> bool {
    let aliases = lexicon.entity(name.entity).map_or(&[][..], |e| &e.aliases);
    aliases.iter().any(|a| split(&fold::key(&a.text)).is_some())
}

/// The surname and the given name of a Chinese person's name.
pub fn split(key: &str) -> Option<(&str, &str)> {
    let length = key.chars().count();
    if !(2..=4).contains(&length) || !key.chars().all(script::is_han) {
        return None;
    }
    let parts = [2, 1].into_iter().find_map(|n| {
        let (at, _) = key.char_indices().nth(n)?;
        let (surname, given) = key.split_at(at);
        SURNAMES.contains_key(surname).then_some((surname, given))
    })?;
    (parts.1.chars().count() <= 2).then_some(parts)
}

/// How a Chinese person's name is romanised, as keys: pinyin and Wade-Giles, each in both orders.
pub(in crate::lexicon) fn readings(key: &str) -> Vec<String> {
    let Some((surname, given)) = split(key) else {
        return Vec::new();
    };
    let Some(surname) = SURNAMES.get(surname) else {
        return Vec::new();
    };
    let syllables: Vec<&str> = given
        .chars()
        .filter_map(|c| c.to_pinyin().map(pinyin::Pinyin::plain))
        .collect();
    if syllables.len() != given.chars().count() {
        return Vec::new();
    }
    let spell = |syllable: &str| syllable.replace('ü', "v");
    let given: String = syllables.iter().map(|s| spell(s)).collect();
    let wade: String = syllables.iter().map(|s| wade_giles(&spell(s))).collect();
    let taiwan = wade_giles(surname);
    let mut all = vec![
        format!("{given}{surname}"),
        format!("{surname}{given}"),
        format!("{wade}{taiwan}"),
        format!("{taiwan}{wade}"),
    ];
    for reading in all.clone() {
        // ü is written v, u or yu.
        if reading.contains('v') {
            all.push(reading.replace('v', "u"));
            all.push(reading.replace('v', "yu"));
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// A syllable of pinyin in the system of Wade and Giles (Herbert Giles, A Chinese-English Dictionary, 1912), without its marks, as names
/// of Taiwan are written.
fn wade_giles(syllable: &str) -> String {
    let whole = [
        ("zhi", "chih"),
        ("chi", "chih"),
        ("shi", "shih"),
        ("ri", "jih"),
        ("zi", "tzu"),
        ("ci", "tzu"),
        ("si", "szu"),
        ("yan", "yen"),
        ("ye", "yeh"),
        ("you", "yu"),
        ("yong", "yung"),
        ("yi", "yi"),
        ("he", "ho"),
        ("ke", "ko"),
        ("ge", "ko"),
        ("e", "o"),
        ("er", "erh"),
        ("gui", "kuei"),
        ("kui", "kuei"),
        ("xiong", "hsiung"),
        ("jiong", "chiung"),
        ("qiong", "chiung"),
        ("duo", "to"),
        ("tuo", "to"),
        ("luo", "lo"),
        ("nuo", "no"),
        ("zuo", "tso"),
        ("cuo", "tso"),
        ("suo", "so"),
        ("ruo", "jo"),
        ("zhuo", "cho"),
        ("chuo", "cho"),
    ];
    if let Some((_, wade)) = whole.iter().find(|(pinyin, _)| *pinyin == syllable) {
        return (*wade).to_string();
    }
    let initials = [
        ("zh", "ch"),
        ("ch", "ch"),
        ("sh", "sh"),
        ("b", "p"),
        ("d", "t"),
        ("g", "k"),
        ("j", "ch"),
        ("q", "ch"),
        ("x", "hs"),
        ("z", "ts"),
        ("c", "ts"),
        ("r", "j"),
    ];
    let (initial, rest) = initials
        .iter()
        .find_map(|(pinyin, wade)| Some((*wade, syllable.strip_prefix(pinyin)?)))
        .unwrap_or(("", syllable));
    let palatal = matches!(syllable.as_bytes().first(), Some(b'j' | b'q' | b'x'));
    let rest = match rest {
        "u" | "v" if palatal => "u".to_string(),
        "e" => "e".to_string(),
        _ => rest
            .replace("ian", "ien")
            .replace("ong", "ung")
            .replace("ue", "ueh")
            .replace("ve", "ueh"),
    };
    let rest = if rest.ends_with("ie") {
        format!("{rest}h")
    } else {
        rest
    };
    format!("{initial}{rest}")
}

/// Titles before a name, and after it.
const BEFORE: [&str; 10] = [
    "Dr. ",
    "Dr ",
    "Prof. ",
    "Prof ",
    "Professor ",
    "Sir ",
    "Mr. ",
    "Ms. ",
    "CEO ",
    "President ",
];
const AFTER: [&str; 14] = [
    "先生",
    "女士",
    "博士",
    "教授",
    "院士",
    "老师",
    "ceo",
    "cto",
    "总裁",
    "董事长",
    "创始人",
    "总经理",
    "首席执行官",
    "总统",
];

/// Takes a title off a person's name.
pub(super) fn titled(lexicon: &Lexicon, name: &str, key: &str) -> Option<Name> {
    let person = |key: &str| kinded(lexicon, key, |kind| kind == Kind::Person);
    BEFORE
        .iter()
        .find_map(|title| name.trim().strip_prefix(title))
        .and_then(|rest| person(&fold::key(rest)))
        .or_else(|| {
            AFTER
                .iter()
                .find_map(|title| person(key.strip_suffix(title)?))
        })
}

/// One key for both orders of a romanised Chinese name: the surname first.
pub(super) fn coined(name: &str) -> Option<String> {
    let [first, second] = words(name)?;
    let (a, b) = (fold::key(first), fold::key(second));
    if !is_pinyin(&a) || !is_pinyin(&b) {
        return None;
    }
    match (ROMAN.contains(a.as_str()), ROMAN.contains(b.as_str())) {
        (false, true) => Some(format!("{b}{a}")),
        (true, false) => Some(format!("{a}{b}")),
        (true, true) => Some(if a <= b {
            format!("{a}{b}")
        } else {
            format!("{b}{a}")
        }),
        (false, false) => None,
    }
}

/// Says whether a word is made of one to three syllables of pinyin.
fn is_pinyin(word: &str) -> bool {
    fn reads(word: &str, left: u32) -> bool {
        word.is_empty()
            || (left > 0
                && (1..=word.len().min(6)).any(|n| {
                    word.get(..n).is_some_and(|s| SYLLABLES.contains(s))
                        && word.get(n..).is_some_and(|rest| reads(rest, left - 1))
                }))
    }
    !word.is_empty() && reads(word, 3)
}

/// All syllables of pinyin: an initial and a final that go together.
static SYLLABLES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    ('\u{4E00}'..='\u{9FFF}')
        .filter_map(|c| c.to_pinyin())
        .map(|p| p.plain().replace('ü', "v"))
        .collect()
});
