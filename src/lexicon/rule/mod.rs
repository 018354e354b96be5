//! Rules that lead from a name in no dictionary to an entity that a dictionary has under another name.
//!
//! Each has a name that reasons print. They apply to names that stand alone: elements of entity lists, names that are asked for. A
//! rule never joins two versions: what it takes off a name is a word without digits, and a version's number stays.
//!
//! | rule | example | file |
//! |---|---|---|
//! | `regional` | 快閃記憶體 → 闪存: words of Taiwan and Hong Kong that are no conversions | wording |
//! | `plural` | GPUs → GPU | wording |
//! | `possessive` | OpenAI's → OpenAI | wording |
//! | `article` | the Transformer → Transformer | wording |
//! | `domain` | n8n.io → n8n | wording |
//! | `brackets` | 英伟达（NVIDIA） → NVIDIA, where both names mean it or one is unknown | pair |
//! | `slash` | Twitter/推特 → Twitter, likewise | pair |
//! | `bilingual` | 量子位QbitAI → QbitAI: both names put together | pair |
//! | `version` | 通义千问3 → Qwen3, 征程六 → 征程6: any name of the family, then the version | version |
//! | `edition` | CES'26, 2026年CES → CES 2026 | version |
//! | `head-noun` | Blackwell架构 → Blackwell, where the noun fits the kind | noun |
//! | `short-form` | 壁仞智能 → 壁仞科技: a firm's name without the words that all firms bear | noun |
//! | `owner` | 英伟达Blackwell → Blackwell, where the one belongs to the other | owner |
//! | `title` | Dr. Hinton, 黄仁勋先生 | person |
//! | `name-order` | Jun Peng → Peng Jun, for people | person |
//! | `romanised` | Zhifeng Chen, Chen Chih-feng → 陈志峰 | person |

mod noun;
mod owner;
mod pair;
pub(super) mod person;
mod version;
pub(super) mod wording;

use super::{Lexicon, Name};
use crate::builtin;
use crate::entity::Kind;
use crate::text::fold;

pub(super) use noun::stem;
pub use noun::{noun_at_end, noun_closing, noun_opening};

/// How a name was understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Understood {
    /// The dictionary name that it leads to.
    pub name: Name,
    /// The rule that led there.
    pub rule: &'static str,
}

/// A name on its way through the rules.
#[derive(Debug, Clone, Copy)]
struct Asked<'a> {
    /// As it is written.
    name: &'a str,
    /// Folded.
    key: &'a str,
    /// The kind that the place asks for.
    wanted: Option<Kind>,
}

/// Finds the entity that a name means, by its dictionary entry or by a rule.
pub(super) fn understand(
    lexicon: &Lexicon,
    name: &str,
    key: &str,
    wanted: Option<Kind>,
) -> Option<Understood> {
    let asked = Asked { name, key, wanted };
    exact(lexicon, asked)
        .or_else(|| pair::parts(lexicon, asked))
        .or_else(|| whole(lexicon, asked))
        .or_else(|| wording::bare(lexicon, asked))
}

fn exact(lexicon: &Lexicon, asked: Asked<'_>) -> Option<Understood> {
    let found = lexicon.meaning_of(asked.key, asked.wanted, asked.name)?;
    let same = lexicon.alias(found).is_some_and(|a| a.text == asked.name);
    Some(Understood {
        name: found,
        rule: if same { "curated" } else { "folded" },
    })
}

/// The rules that read a name as a whole, one after the other.
fn whole(lexicon: &Lexicon, asked: Asked<'_>) -> Option<Understood> {
    let Asked { name, key, wanted } = asked;
    let by = |rule: &'static str, name: Option<Name>| name.map(|name| Understood { name, rule });
    let mainland = wording::regional(key);
    let here = mainland.as_deref().unwrap_or(key);
    by("regional", wording::by_region(lexicon, here, wanted))
        .or_else(|| by("plural", wording::plural(lexicon, key)))
        .or_else(|| by("version", version::version(lexicon, here)))
        .or_else(|| by("edition", version::edition(lexicon, name, here)))
        .or_else(|| by("head-noun", noun::head_noun(lexicon, here)))
        .or_else(|| by("short-form", noun::short_form(lexicon, here)))
        .or_else(|| by("owner", owner::owner(lexicon, here)))
        .or_else(|| by("name-order", person::name_order(lexicon, name)))
        .or_else(|| by("romanised", person::romanised(lexicon, name, key)))
        .or_else(|| by("title", person::titled(lexicon, name, key)))
}

/// The key under which a name in no dictionary is coined: spellings that the rules would join get one.
pub(super) fn coined_key(lexicon: &Lexicon, name: &str) -> String {
    let key = fold::key(name);
    let key = wording::regional(&key).unwrap_or(key);
    let key = wording::without_possessive(&key).to_string();
    version::coined(lexicon, name, &key)
        .or_else(|| noun::coined(lexicon, &key))
        .or_else(|| person::coined(name))
        .unwrap_or(key)
}

/// The family that a name in no dictionary is a version of: Qwen for Qwen9.
pub(super) fn family(lexicon: &Lexicon, key: &str) -> Option<Name> {
    version::family(lexicon, key).map(|(family, _)| family)
}

/// The entity of a fitting kind that a key means by itself.
fn kinded(lexicon: &Lexicon, key: &str, fits: impl Fn(Kind) -> bool) -> Option<Name> {
    let fitting = |n: &Name| lexicon.entity(n.entity).is_some_and(|e| fits(e.kind));
    lexicon
        .meaning(key, None)
        .filter(fitting)
        .or_else(|| lexicon.names(key).iter().copied().find(fitting))
        .or_else(|| lexicon.regional_meaning(key, None).filter(fitting))
}

/// The rows of a table of two columns.
fn pairs(file: &str) -> impl Iterator<Item = (String, String)> {
    let text = builtin::dictionary(file).lines().skip(1);
    text.filter_map(|row| row.split_once(','))
        .map(|(a, b)| (a.to_string(), b.to_string()))
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
                rocket,Hardware,Rocket,火箭芯片,,,acme,,,\n\
                rocket-2,Hardware,Rocket 2,,,,acme|rocket,,,\n\
                qilu-5,Model,Qilu 5,,,,qilu,,,\n\
                qilu,Model,Qilu,,,麒鹿|QL-LM,acme,,,\n\
                flash,Hardware,Flash storage,闪存,,,,,,\n\
                agent,Topic,Agent,智能体,,,,,,\n\
                fair,Event,Robofair,机器人节,,,,,,\n\
                fair-2024,Event,Robofair 2024,,,,fair,,,\n\
                bird,Product,Bird,鸟鸟,,,,,,\n\
                biren,Company,,壁山科技,,,,,,\n\
                peng-jun,Person,Peng Jun,,,,acme,,,\n\
                chen-zhifeng,Person,,陈志峰,,,acme,,,\n\
                mia-stone,Person,Mia Stone,,,Stone^context,acme,,,\n\
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
            ("Acme.", "acme", "folded"),
            ("快閃記憶體", "flash", "regional"),
            ("智慧體", "agent", "regional"),
            ("Agents", "agent", "plural"),
            ("Acme's", "acme", "possessive"),
            ("The Acme", "acme", "article"),
            ("Acme.com", "acme", "domain"),
            ("艾克米（Acme）", "acme", "brackets"),
            ("Acme (US)", "acme", "brackets"),
            ("Bird/鸟鸟", "bird", "slash"),
            ("鸟鸟Bird", "bird", "bilingual"),
            ("Acme, Inc.", "acme", "head-noun"),
            ("麒鹿5", "qilu-5", "version"),
            ("QL-LM 5", "qilu-5", "version"),
            ("麒鹿五", "qilu-5", "version"),
            ("火箭芯片2", "rocket-2", "version"),
            ("Robofair'24", "fair-2024", "edition"),
            ("2024年机器人节", "fair-2024", "edition"),
            ("機器人節2024", "fair-2024", "edition"),
            ("Acme公司", "acme", "head-noun"),
            ("艾克米科技集團", "acme", "head-noun"),
            ("Acme Inc.", "acme", "head-noun"),
            ("Rocket晶片", "rocket", "head-noun"),
            ("麒鹿5大模型", "qilu-5", "head-noun"),
            ("壁山智能", "biren", "short-form"),
            ("壁山", "biren", "short-form"),
            ("艾克米Rocket", "rocket", "owner"),
            ("Acme Rocket 2", "rocket-2", "version"),
            ("艾克米Rocket芯片", "rocket", "head-noun"),
            ("Jun Peng", "peng-jun", "name-order"),
            ("Zhifeng Chen", "chen-zhifeng", "romanised"),
            ("Chen Chih-feng", "chen-zhifeng", "romanised"),
            ("彭君", "peng-jun", "romanised"),
            ("Dr. Mia Stone", "mia-stone", "title"),
            ("陈志峰先生", "chen-zhifeng", "title"),
        ] {
            assert_eq!(rule(name), Some((id.to_string(), by)), "{name}");
        }
    }

    #[test]
    fn what_no_rule_may_join() {
        for name in [
            "Rocket 3",
            "Qilu 5.2",
            "麒鹿5 Pro",
            "Robofair'25",
            "Acme数据集",
            "Numbers公司",
            "Acmes",
            "Peng Jun Jun",
            "Bolt Rocket",
            "Acme/Bird",
            "Acme (Bird)",
            "鸟鸟Acme",
            "公司",
            "科技",
            "彭军伟",
        ] {
            assert_eq!(rule(name), None, "{name}");
        }
    }

    #[test]
    fn names_of_no_dictionary_meet_under_one_key() {
        let lexicon = lexicon();
        for group in [
            &["Qilu 9", "麒鹿9", "QL-LM 9", "麒鹿九"][..],
            &["Robofair 2031", "Robofair'31", "2031年机器人节"],
            &["Foobarium", "Foobarium公司", "Foobarium Inc."],
            &["Zhao Xiaoming", "Xiaoming Zhao"],
            &["Quuxbench基准", "Quuxbench"],
            &["生成资料库Z", "生成數據庫Z"],
        ] {
            let keys: Vec<String> = group.iter().map(|n| coined_key(&lexicon, n)).collect();
            assert!(keys.windows(2).all(|k| k[0] == k[1]), "{group:?}: {keys:?}");
        }
        for (a, b) in [
            ("Qilu 9", "Qilu 9.1"),
            ("Qilu 9", "Qilu 9 Pro"),
            ("Foobarium 2", "Foobarium"),
            ("AI公司", "AI"),
        ] {
            assert_ne!(coined_key(&lexicon, a), coined_key(&lexicon, b), "{a}, {b}");
        }
    }
}
