//! Which script a text is written in, named as BCP-47 does.

use super::han;
use serde::{Deserialize, Serialize};

/// The language and script of a text, as far as its characters tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Script {
    /// Latin letters: taken for English.
    En,
    /// Chinese in Simplified characters.
    ZhHans,
    /// Chinese in Traditional characters.
    ZhHant,
}

impl Script {
    /// The language tag for RDF literals, in lower case: `en`, `zh-hans`, `zh-hant`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::ZhHans => "zh-hans",
            Self::ZhHant => "zh-hant",
        }
    }
}

/// Says whether a character is Han (ideographs, 々 and 〇).
#[inline]
pub fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x4E00..=0x9FFF | 0x3400..=0x4DBF | 0xF900..=0xFAFF | 0x20000..=0x3134F | 0x3005 | 0x3007)
}

/// Says whether a character belongs to a script written without spaces between words.
#[inline]
pub fn is_unspaced(c: char) -> bool {
    is_han(c) || matches!(u32::from(c), 0x3040..=0x30FF | 0x31F0..=0x31FF | 0x0E00..=0x0E7F)
}

/// Guesses the script from the characters that only one of them has; Chinese without such characters counts as `fallback`.
pub fn detect(text: &str, fallback: Script) -> Script {
    let (mut han, mut latin, mut hans, mut hant) = (0u32, 0u32, 0u32, 0u32);
    for c in text.chars().take(20_000) {
        if c.is_ascii() {
            latin += u32::from(c.is_ascii_alphabetic());
        } else if is_han(c) {
            han += 1;
            if han::only_traditional(c) {
                hant += 1;
            } else if han::only_simplified(c) {
                hans += 1;
            }
        } else if c.is_alphabetic() {
            latin += 1;
        }
    }
    // In a Chinese digest a heading full of names is Chinese still; elsewhere a Chinese name makes no Chinese text.
    if han == 0 || (fallback == Script::En && han * 4 < latin) {
        return Script::En;
    }
    match hans.cmp(&hant) {
        std::cmp::Ordering::Greater => Script::ZhHans,
        std::cmp::Ordering::Less => Script::ZhHant,
        std::cmp::Ordering::Equal if fallback == Script::En => Script::ZhHans,
        std::cmp::Ordering::Equal => fallback,
    }
}

/// Says whether a character is a letter or digit of a script that puts spaces between words.
#[inline]
pub fn is_wordish(c: char) -> bool {
    // Most characters are ASCII or Han: those are told without the tables of all alphabets.
    if c.is_ascii() {
        c.is_ascii_alphanumeric()
    } else {
        !is_unspaced(c) && c.is_alphanumeric()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_told_by_their_own_characters() {
        assert_eq!(
            detect("輝達發表新晶片，台積電代工", Script::En),
            Script::ZhHant
        );
        assert_eq!(
            detect("英伟达发布新芯片，台积电代工", Script::En),
            Script::ZhHans
        );
        assert_eq!(
            detect("NVIDIA ships a chip, 台積電 makes it", Script::En),
            Script::En
        );
        assert_eq!(detect("小米", Script::ZhHant), Script::ZhHant);
        assert_eq!(detect("", Script::ZhHans), Script::En);
    }
}
