//! What the form of a name says of its kind: SportsGPT, RoboBPP-Bench, Foo-7B-Instruct, 某某大学, Jon Medved.

use crate::entity::Kind;
use crate::lexicon::{Lexicon, noun_at_end, split_person};
use crate::text::{fold, script};
use regex::RegexSet;
use std::sync::{Arc, LazyLock};

/// Patterns of Latin names with the kind that they show and how strongly.
const FORMS: [(&str, Kind, u32); 19] = [
    (
        r"(?:VAE|MoE|DiT|Dock|Gain|Bias|Score|Loss|Tuning|Prompt|RAG|RLHF|RL|SFT|CoT|Sampling|Decoding|Training|Learning)$",
        Kind::Method,
        5,
    ),
    (r"(?i)[-_ ]\d+(\.\d+)?[BMT](?:-A\d+B)?\b", Kind::Model, 8),
    (
        r"(?i)[- ](instruct|chat|base|preview|turbo|vl|omni|thinking|reasoner|distill|coder|flash|exp|mini|nano|lite|pro|max|ultra)(?:[-. ]?v?\d[\d.]*)?$",
        Kind::Model,
        4,
    ),
    (
        r"(?:GPT|LLM|LM|VLM|VLA|BERT|Llama|Diffusion)(?:[-. ]?v?\d[\d.]*)?$",
        Kind::Model,
        5,
    ),
    (
        r"(?:Bench|bench|-Eval|Eval|-Test|-Hard|-Verified|Marathon|QA|Arena|Gym|Suite)(?:[-. ]?(?:v?\d[\d.]*|[A-Z]\w+))?$",
        Kind::Dataset,
        8,
    ),
    (
        r"(?:Net|Former|former|LoRA|PO|Attention|Norm|Fusion|Adam|Cache)$",
        Kind::Method,
        4,
    ),
    (r"(?i)\.(dev|ai|io|com|app|fyi|org|net)$", Kind::Company, 4),
    (
        r"(?i)\b(inc|corp|ltd|llc|gmbh|labs|technologies|robotics|ventures|capital|semiconductor|pharma)\.?$",
        Kind::Company,
        6,
    ),
    (
        r"(?i)\b(university|institute|laboratory|college|school|foundation|association|council|agency|news|times|post|journal|magazine|academy|society|team)\b",
        Kind::Organization,
        6,
    ),
    (
        r"(?i)\b(conference|summit|workshop|expo|olympiad|hackathon|challenge)\b|['’]\d\d$|^[A-Z]{2,}[A-Za-z ]* 20\d\d$",
        Kind::Event,
        6,
    ),
    (
        r"(?i)\b(app|sdk|cli|ide|studio|cloud|copilot|agent|assistant|browser|desktop|code|kit|hub|os)$",
        Kind::Product,
        4,
    ),
    (r"^(Project|Operation|Mission) ", Kind::Organization, 3),
    (
        r"(?i)(chip|gpu|npu|tpu|cpu|soc|processor|accelerator)s?$",
        Kind::Hardware,
        6,
    ),
    (r"^[A-Z]{1,3}\d{3,}[A-Z]?$", Kind::Hardware, 4),
    (r"^[A-Z]{1,3}PUs?$", Kind::Hardware, 6),
    (r"Ops$", Kind::Topic, 5),
    // Three numbers count the releases of a program.
    (r" v?\d+\.\d+\.\d+$", Kind::Product, 6),
    // Q4_K_M, iq4_xs: ways to write weights in few bits.
    (
        r"^(?:UD[-_])?(?i:i?q|tq)\d(?:_[A-Za-z0-9]+)+$|^UD_Q\d$",
        Kind::Method,
        8,
    ),
    (
        r"(?i)(framework|engine|toolkit|library|platform|editor)$",
        Kind::Product,
        5,
    ),
];

/// All of them at once: one pass over a name.
static PATTERNS: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new(FORMS.map(|(pattern, _, _)| pattern)).unwrap_or_else(|_| RegexSet::empty())
});

/// The votes of a name's own form.
pub(super) fn votes(surface: &str, lexicon: &Lexicon) -> Arc<[(Kind, u32)]> {
    lexicon.forms.get(surface, || read(surface, lexicon).into())
}

fn read(surface: &str, lexicon: &Lexicon) -> Vec<(Kind, u32)> {
    // A name without Latin letters and digits has none of these forms.
    let mut votes: Vec<(Kind, u32)> = if surface.bytes().any(|b| b.is_ascii_alphanumeric()) {
        let forms = PATTERNS.matches(surface).into_iter();
        let shown = forms.filter_map(|form| FORMS.get(form));
        shown.map(|(_, kind, weight)| (*kind, *weight)).collect()
    } else {
        Vec::new()
    };
    let key = fold::key(surface);
    // Versions of methods are small numbers: HC1000 is no Hyper-Connections.
    let large = surface.bytes().filter(u8::is_ascii_digit).count() >= 3;
    let family = lexicon.family(&key);
    if let Some(family) = family.filter(|f| !(large && f.kind == Kind::Method)) {
        votes.push((family.kind, 8));
    }
    // GPT-Realtime-Translate: what a family's name begins with a hyphen is of the family.
    if let Some((first, _)) = surface.split_once('-').filter(|_| family.is_none())
        && let Some(name) = lexicon.meaning(&fold::key(first), Some(Kind::Model))
        && lexicon
            .entity(name.entity)
            .is_some_and(|e| e.kind == Kind::Model)
    {
        votes.push((Kind::Model, 5));
    }
    if let Some((kinds, length)) = noun_at_end(&key)
        && let Some(base) = key.get(..key.len() - length)
        && key.chars().any(script::is_han)
        && is_named(base, lexicon)
    {
        // What a name calls itself weighs more than what one sentence takes it for. A team is no firm, though a firm's team may be the firm.
        let kinds = match kinds.contains(&Kind::Organization) {
            true => &[Kind::Organization],
            false => kinds,
        };
        votes.extend(super::share(kinds, 10));
    }
    if is_person(surface, lexicon) {
        votes.push((Kind::Person, 5));
    }
    if split_person(&key).is_some() && key.chars().count() == 3 {
        votes.push((Kind::Person, 1));
    }
    votes
}

/// Says whether what stands before a noun names something, rather than says what kind: 西班牙 in 西班牙研究團隊, not 電動車新創 in
/// 電動車新創公司.
pub(super) fn is_named(base: &str, lexicon: &Lexicon) -> bool {
    if base.is_empty() {
        return false;
    }
    let latin = base.chars().any(|c| c.is_ascii_alphabetic());
    if latin && !base.chars().any(script::is_han) {
        return lexicon.names(base).is_empty() && base.len() >= 3;
    }
    let names_of_makers = |key: &str| {
        lexicon.names(key).iter().any(|name| {
            let plain = lexicon.alias(*name).is_some_and(|a| !a.marks.context);
            let kind = lexicon.entity(name.entity).map(|e| e.kind);
            plain
                && kind.is_some_and(|k| {
                    matches!(
                        k,
                        Kind::Company
                            | Kind::Organization
                            | Kind::Place
                            | Kind::Person
                            | Kind::Model
                            | Kind::Product
                    )
                })
        })
    };
    let chars: Vec<char> = base.chars().collect();
    let mut at = 0;
    let mut odd = 0;
    for length in lexicon.words_of(base) {
        let word: String = chars.iter().skip(at).take(length).collect();
        at += length;
        if names_of_makers(&word) {
            return true;
        }
        let rare = lexicon.word_count(&word) < 2_000;
        odd = if length == 1 && rare { odd + 1 } else { 0 };
        if odd >= 2 {
            return true;
        }
    }
    false
}

/// Says whether a name is a first name that people of the dictionaries bear, and a surname: two or three capitalised words.
pub(super) fn is_person(surface: &str, lexicon: &Lexicon) -> bool {
    let words: Vec<&str> = surface.split(' ').collect();
    let written = |word: &&str| {
        word.starts_with(char::is_uppercase)
            && word.chars().skip(1).all(|c| {
                c.is_lowercase()
                    || matches!(c, '-' | '\'' | '’' | '.')
                    || c.is_uppercase() && (word.contains('-') || is_patronymic(word))
            })
    };
    (2..=3).contains(&words.len())
        && words.iter().all(written)
        && words
            .first()
            .is_some_and(|first| lexicon.is_first_name(first) && !is_system(first, lexicon))
}

/// McAllister, MacKay, O'Neill, DeSantis.
fn is_patronymic(word: &str) -> bool {
    ["Mc", "Mac", "O'", "O’", "De", "La", "Di", "Van"]
        .iter()
        .any(|start| word.starts_with(start))
}

/// Says whether a first name is better known as a model's or a product's: Claude.
fn is_system(first: &str, lexicon: &Lexicon) -> bool {
    let plain = |name: &&crate::lexicon::Name| {
        lexicon.alias(**name).is_some_and(|a| !a.marks.context)
            && lexicon
                .entity(name.entity)
                .is_some_and(|e| matches!(e.kind, Kind::Model | Kind::Product))
    };
    lexicon
        .names(&fold::key(first))
        .iter()
        .any(|name| plain(&name))
}
