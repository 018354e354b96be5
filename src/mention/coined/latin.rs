//! Runs of Latin words that read as names: InstanceAssemble框架, FSD v14.2.2, "the Foo-7B model".

use super::{Page, form, word};
use crate::builtin;
use crate::entity::Kind;
use crate::lexicon::{Memo, is_everyday_english};
use crate::text::{Span, fold, script};
use regex::Regex;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Latin words that name nothing by themselves, as keys.
static GENERIC: LazyLock<FxHashMap<String, &'static str>> = LazyLock::new(|| {
    let rows = builtin::dictionary("generic.csv").lines().skip(1);
    rows.filter_map(|row| row.split_once(','))
        .map(|(word, reason)| (fold::key(word), reason))
        .collect()
});

/// Words that stand small inside a name: Attention is All You Need, Bank of America.
const INNER: [&str; 12] = [
    "of", "for", "the", "and", "in", "to", "is", "on", "de", "von", "van", "with",
];

/// Says whether a Latin word names nothing by itself.
pub(super) fn is_generic(word: &str) -> bool {
    reason(word).is_some()
}

/// Why a Latin word names nothing by itself, where it does not.
fn reason(word: &str) -> Option<&'static str> {
    static KNOWN: LazyLock<Memo<Option<&'static str>>> = LazyLock::new(Memo::default);
    KNOWN.get(word, || GENERIC.get(&fold::key(word)).copied())
}

/// A word and how it is written.
#[derive(Debug, Clone, Copy)]
struct Word<'s> {
    text: &'s str,
    span: Span,
}

impl Word<'_> {
    fn is_capital(&self) -> bool {
        self.text.starts_with(|c: char| c.is_uppercase())
    }

    fn has_digit(&self) -> bool {
        self.text.bytes().any(|b| b.is_ascii_digit())
    }

    /// Written as no ordinary word is: RNACOREX, vLLM, o3, GPT-5.
    fn is_formed(&self) -> bool {
        let letters = self.text.chars().filter(|c| c.is_alphabetic()).count();
        let inner_capital = self.text.chars().skip(1).any(char::is_uppercase);
        if self.ends_plainly() {
            return false;
        }
        letters >= 2 && inner_capital || letters >= 1 && self.has_digit() && self.text.len() > 1
    }

    /// M3, K2, R1.
    fn is_version_letter(&self) -> bool {
        let mut chars = self.text.chars();
        chars.next().is_some_and(char::is_uppercase)
            && !chars.as_str().is_empty()
            && chars.all(|c| c.is_ascii_digit() || c == '.')
    }

    /// AI-assisted, MIT-licensed, OS-level: an everyday word behind a hyphen makes a property, not a name.
    fn ends_plainly(&self) -> bool {
        let small = |part: &str| {
            part.len() > 2
                && part.bytes().all(|b| b.is_ascii_lowercase())
                && is_everyday_english(part)
        };
        // human-AI, day-0
        if self
            .text
            .split_once('-')
            .is_some_and(|(first, _)| small(first))
        {
            return true;
        }
        self.text.rsplit_once('-').is_some_and(|(_, last)| {
            last.len() > 2
                && last.bytes().all(|b| b.is_ascii_lowercase())
                && (is_everyday_english(last) || last.ends_with("ed") || last.ends_with("ing"))
        })
    }

    /// PRs, KLD, LOC: capitals alone, as English writes any initials.
    fn is_initials(&self) -> bool {
        let bare = self.text.strip_suffix('s').unwrap_or(self.text);
        bare.len() <= 5 && bare.bytes().all(|b| b.is_ascii_uppercase())
    }

    /// 5.0-Preview: what begins with a decimal number is the rest of a name.
    fn is_measured(&self) -> bool {
        let digits = self.text.find(|c: char| !c.is_ascii_digit());
        digits.is_some_and(|n| n > 0 && self.text.get(n..).is_some_and(|t| t.starts_with('.')))
    }

    /// 0.0021, 161.29: a measured value, which no version is.
    fn is_measure(&self) -> bool {
        let decimals = self.text.split_once('.').map_or(0, |(_, d)| d.len());
        self.is_number() && decimals >= 2 && self.text.matches('.').count() == 1
    }

    fn is_year(&self) -> bool {
        self.text.len() == 4 && self.is_number() && self.text.starts_with(['1', '2'])
    }

    fn is_number(&self) -> bool {
        self.text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
    }

    fn is_version(&self) -> bool {
        let rest = self.text.trim_start_matches(['v', 'V']);
        rest.starts_with(|c: char| c.is_ascii_digit()) && self.has_digit()
    }

    /// Larger, Batch, Requests: an everyday word with a capital letter.
    fn is_everyday(&self) -> bool {
        self.ends_plainly() || !self.is_formed() && is_everyday_english(self.text)
    }

    /// 18GB, 120K, 5x: a number with its unit.
    fn is_quantity(&self) -> bool {
        static QUANTITY: LazyLock<Option<Regex>> = LazyLock::new(|| {
            Regex::new(r"(?i)^\d[\d.,]*(?:[kmgtp]?b|[kmbt]|gbps|mbps|x|s|ms|w|kw|mw|gw|kwh|mwh|gwh|hz|mhz|ghz|nm|mm|cm|km|kg|mah|fps|tops|th|st|nd|rd|d|h|m|p|bit|-bit|k?tokens?|usd|%)$").ok()
        });
        self.text.starts_with(char::is_numeric)
            && QUANTITY.as_ref().is_some_and(|q| q.is_match(self.text))
    }

    /// App, Studio: a maker's name and this word are a product.
    fn names_product(&self) -> bool {
        reason(self.text) == Some("product")
    }

    fn is_generic(&self) -> bool {
        is_generic(self.text)
    }

    /// Elo 1932: a word that a number behind it measures.
    fn is_measured_by(&self) -> bool {
        reason(self.text) == Some("measure")
    }

    /// LD_LIBRARY_PATH: a setting of a program.
    fn is_setting(&self) -> bool {
        self.text.contains('_')
            && self.text.len() > 8
            && self.text.chars().all(|c| c.is_uppercase() || c == '_')
    }

    /// Alpha and Open begin names that Pro and Preview only end.
    fn is_generic_first(&self) -> bool {
        reason(self.text).is_some_and(|reason| reason != "grade")
    }
}

/// Names in a run of text, with what their form and place say beside the usual votes.
pub(super) fn find(page: &Page<'_>, run: Span) -> Vec<(Span, Vec<(Kind, u32)>)> {
    let text = run.of(page.source);
    let base = run.start as usize;
    let words: Vec<Word<'_>> = word::all_in(text)
        .into_iter()
        .map(|at| {
            let whole = text.get(at.clone()).unwrap_or_default();
            // LLM vs.VLA: the stop belongs to the word before it.
            let versus = ["vs.", "VS.", "Vs."]
                .iter()
                .find(|vs| whole.starts_with(**vs));
            let skip = versus.map_or(0, |vs| vs.len());
            Word {
                text: whole.get(skip..).unwrap_or_default(),
                span: Span::new(base + at.start + skip, base + at.end),
            }
        })
        .collect();
    let han = text.chars().filter(|c| script::is_han(*c)).count();
    let in_han = han * 4 > words.len() * 2;
    let mut found = handles(page, run);
    let mut at = 0;
    while at < words.len() {
        let length = group(page, &words[at..], in_han);
        if length == 0 {
            at += 1;
            continue;
        }
        found.extend(names(page, &words[at..at + length], in_han));
        at += length;
    }
    found
}

/// Accounts that a text names: @acme_ai, a firm's or a project's where its words say so, else a person's.
fn handles(page: &Page<'_>, run: Span) -> Vec<(Span, Vec<(Kind, u32)>)> {
    static HANDLE: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(?:^|[^\w@.])@([A-Za-z]\w{2,30})").ok());
    let Some(handle) = HANDLE.as_ref() else {
        return Vec::new();
    };
    let text = run.of(page.source);
    if !text.contains('@') {
        return Vec::new();
    }
    let names = handle.captures_iter(text).filter_map(|c| c.get(1));
    names
        .map(|name| {
            let kind = account_kind(page, name.as_str());
            let start = run.start as usize + name.start();
            (Span::new(start, start + name.len()), vec![(kind, 4)])
        })
        .filter(|(span, _)| !page.known.iter().any(|m| m.span.covers(*span)))
        .collect()
}

/// Whose an account is: a firm's, a medium's or community's, or a person's.
fn account_kind(page: &Page<'_>, account: &str) -> Kind {
    static FIRM: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)(ai|hq|labs?|inc|corp|project|dev|devs|team|official|compute|cloud|tech|robotics|bench|arena)$").ok()
    });
    static GROUP: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)(papers|news|daily|live|pod|podcast|weekly|research|times|_mit|university|foundation|community)$").ok()
    });
    let is =
        |pattern: &LazyLock<Option<Regex>>| pattern.as_ref().is_some_and(|p| p.is_match(account));
    let kind_of = |name: &str| {
        let name = page.lexicon.meaning(&fold::key(name), None)?;
        page.lexicon.entity(name.entity).map(|e| e.kind)
    };
    // @cohere is the firm's.
    if let Some(kind @ (Kind::Company | Kind::Organization | Kind::Product | Kind::Model)) =
        kind_of(account)
    {
        return kind;
    }
    if is(&GROUP) {
        return Kind::Organization;
    }
    // @Alibaba_Qwen, @ZhihuFrontier, @googlegemma begin with a firm's name.
    let begins = |end: usize| {
        let maker = account.get(..end).and_then(kind_of);
        matches!(maker, Some(Kind::Company | Kind::Organization))
    };
    let parted = |(at, c): (usize, char)| at > 3 && (c.is_uppercase() || c == '_') && begins(at);
    if is(&FIRM) || account.char_indices().any(parted) || (6..account.len()).any(begins) {
        return Kind::Company;
    }
    Kind::Person
}

/// How many words from the first on belong to one name.
fn group(page: &Page<'_>, words: &[Word<'_>], in_han: bool) -> usize {
    let Some(first) = words.first() else {
        return 0;
    };
    if !(first.is_capital() || first.is_formed())
        || first.is_number()
        || first.is_quantity()
        || first.is_measured()
    {
        return 0;
    }
    let mut length = 1;
    let mut reach = 1;
    while let (Some(before), Some(word)) = (words.get(reach - 1), words.get(reach)) {
        let between = Span {
            start: before.span.end,
            end: word.span.start,
        }
        .of(page.source);
        if !matches!(between, " " | "\u{A0}") {
            break;
        }
        if word.is_capital() || word.is_formed() || word.is_version() && !counts(page, word) {
            length = reach + 1;
        } else if !INNER.contains(&word.text)
            || !in_han && reach > 1
            || word.text == "and"
                && (before.is_formed() || words.get(reach + 1).is_some_and(Word::is_formed))
        {
            // Qwen3 and Coder-Next are two.
            break;
        }
        reach += 1;
    }
    length
}

/// Says whether a number counts what follows it: 5 亿, 2026 年, 30%.
fn counts(page: &Page<'_>, word: &Word<'_>) -> bool {
    let after = page.after(word.span);
    let next = after.trim_start().chars().next();
    word.is_number()
        && next.is_some_and(|c| {
            "年月日号號亿億万萬倍个個款家%％款次天小时分美元位名项項种種".contains(c)
        })
        || word.is_number() && !after.is_empty() && after.starts_with('%')
}

/// The names in a group of words: without generic words at its ends, and without a maker known already.
fn names(page: &Page<'_>, words: &[Word<'_>], in_han: bool) -> Vec<(Span, Vec<(Kind, u32)>)> {
    let mut words = words;
    // MiniMax App: what a firm calls by what it is.
    if let [maker, noun] = words
        && in_han
        && noun.names_product()
        && page.known_at(|m| m.span == maker.span) == Some(Kind::Company)
    {
        let span = Span {
            start: maker.span.start,
            end: noun.span.end,
        };
        return vec![(span, vec![(Kind::Product, 5)])];
    }
    while let [first, rest @ ..] = words
        && (first.is_generic_first() || rest.is_empty() && first.is_generic())
    {
        words = rest;
    }
    let start = words.first().map_or(0, |w| w.span.start);
    let of_family = page.known.iter().any(|m| {
        m.span.start == start
            && page
                .kind_of(m)
                .is_some_and(|k| matches!(k, Kind::Model | Kind::Product | Kind::Hardware))
    });
    // Pro and ASR end a version's name; elsewhere they are words.
    while let [rest @ .., last] = words
        && !(of_family && rest.len() > 1 && !last.is_measure())
        && (last.is_measure()
            || last.is_generic()
            || last.is_number() && rest.last().is_some_and(Word::is_measured_by)
            || last.is_number() && rest.iter().all(Word::is_generic))
    {
        words = rest;
    }
    let (Some(first), Some(last)) = (words.first(), words.last()) else {
        return Vec::new();
    };
    let span = Span {
        start: first.span.start,
        end: last.span.end,
    };
    let known: Vec<_> = page
        .known
        .iter()
        .filter(|m| m.span.overlaps(span) && m.origin != crate::document::Origin::List)
        .collect();
    if known.iter().any(|m| m.span.covers(span)) {
        return Vec::new();
    }
    // What a known name begins goes on without it where it names the maker, and with it where it names the family.
    if let Some(head) = known
        .iter()
        .filter(|m| !m.nested)
        .find(|m| m.span.start == span.start)
    {
        let kind = page.kind_of(head);
        let rest: Vec<Word<'_>> = words
            .iter()
            .filter(|w| w.span.start >= head.span.end)
            .copied()
            .collect();
        // CES 2026 After Party: an edition has its year, and no more.
        if kind == Some(Kind::Event)
            && let Some(year) = rest.first().filter(|w| w.is_year())
        {
            let edition = Span {
                end: year.span.end,
                ..span
            };
            let whole = (span, vec![(Kind::Event, 4)]);
            let edition = (edition, vec![(Kind::Event, 8)]);
            return match edition.0 == span {
                true => vec![edition],
                false => vec![whole, edition],
            };
        }
        let makes = matches!(
            kind,
            Some(Kind::Company | Kind::Organization | Kind::Person | Kind::Place)
        );
        if makes {
            // MiniMax M3: a letter and a number are a version only with the maker's name.
            if let [only] = rest.as_slice()
                && matches!(kind, Some(Kind::Company))
                && only.is_version_letter()
            {
                return vec![(span, vec![(Kind::Model, 5)])];
            }
            let formed = rest.iter().any(|w| w.is_formed());
            return if formed {
                names(page, &rest, in_han)
            } else {
                Vec::new()
            };
        }
        let versioned = rest.iter().any(|w| w.is_version() || w.is_formed()) || rest.len() == 1;
        if let Some(kind) = kind.filter(|_| versioned) {
            return vec![(span, vec![(kind, 4)])];
        }
        return Vec::new();
    }
    // Known names further on part the group: what stands before the first of them is a name of its own. A technique at its end only says
    // what it is: TEN VAD.
    let next = known
        .iter()
        .filter(|m| m.span.start > span.start)
        .min_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end)));
    let idea_ends = next.is_some_and(|m| {
        m.span.end == span.end && matches!(page.kind_of(m), Some(Kind::Method | Kind::Topic))
    });
    if let Some(next) = next.filter(|_| !idea_ends) {
        let front: Vec<Word<'_>> = words
            .iter()
            .filter(|w| w.span.end <= next.span.start)
            .copied()
            .collect();
        if front.len() == words.len() {
            return Vec::new();
        }
        let mut found = names(page, &front, in_han);
        // Introducing Claude Fable 5: the name that begins later may go on, too.
        let rest: Vec<Word<'_>> = words
            .iter()
            .filter(|w| w.span.start >= next.span.start)
            .copied()
            .collect();
        if rest.len() < words.len() {
            found.extend(names(page, &rest, in_han));
        }
        return found;
    }
    let surface = span.of(page.source);
    // Batch Size, Pull Request: words of a heading. In Han text an English word is odd enough to ask its neighbours.
    if words.iter().all(|w| w.is_everyday() || w.is_version()) && (!in_han || words.len() > 1) {
        return Vec::new();
    }
    let formed = words.iter().any(|w| w.is_formed());
    let person = form::is_person(surface, page.lexicon);
    let letters = surface.chars().filter(|c| c.is_alphabetic()).count();
    if words.iter().any(Word::is_setting)
        || letters < 2
        || surface.chars().count() > 60
        || (letters < 3 && !formed)
    {
        return Vec::new();
    }
    // In English a capital letter alone shows little: a sentence's first word and a title have it too.
    let mid_sentence = super::super::known::is_inside_sentence(page.before(span));
    let (before, after) = (page.before(span), page.after(span));
    let linked = before.ends_with('[') && after.starts_with("](");
    let bold = before.ends_with("**")
        && after
            .trim_start_matches([',', '.', '、', '，'])
            .starts_with("**");
    let fits = in_han || formed || person || ((mid_sentence || linked || bold) && words.len() <= 4);
    // In Han text a word that is written as no ordinary word is a name: short capitals mostly a method's, others a product's. What
    // opens a heading before a colon is what the heading is about.
    let opens = page
        .before(span)
        .chars()
        .next_back()
        .is_none_or(|c| matches!(c, '\n' | '[' | '#' | ' ' | '*'))
        && page.after(span).starts_with(['：', ':']);
    let capitals = surface.chars().all(|c| !c.is_lowercase()) && letters <= 6;
    // Where the name itself says what it is, nothing need be guessed.
    let guess = !person && formed && in_han && form::votes(surface, page.lexicon).is_empty();
    let idea = if page.is_research {
        // DeepSeek-R1: what has versions is trained rather than thought up.
        match last.has_digit() && !surface.contains(' ') {
            true => Kind::Model,
            false => Kind::Method,
        }
    } else {
        Kind::Product
    };
    let mut own = match (guess, capitals) {
        (true, true) if follows_maker(page, span) => vec![(Kind::Product, 4)],
        (true, true) if surface.bytes().filter(u8::is_ascii_digit).count() < 3 => {
            vec![(Kind::Method, 3)]
        }
        (true, false) => vec![(idea, 3)],
        _ => Vec::new(),
    };
    // Anthropic: a capitalised word of no language in Han text names something.
    let strange = |w: &Word<'_>| {
        w.is_capital()
            && w.text.len() > 3
            && !w.is_everyday()
            && !page.lexicon.is_first_name(&w.text.to_lowercase())
    };
    if in_han
        && !formed
        && !person
        && !page.is_research
        && words.len() <= 3
        && words.iter().all(strange)
    {
        own.push((Kind::Product, 4));
    }
    if formed && !in_han && !words.iter().all(|w| w.is_initials()) {
        own.push((Kind::Product, 2));
    }
    // What Han text puts in quotes is called so.
    let quoted =
        before.ends_with(['“', '「', '『', '‘']) && after.starts_with(['”', '」', '』', '’']);
    if quoted && in_han {
        own.push((Kind::Product, 4));
    }
    // An author who links or stresses it means a thing, or a person where it is the account that the link leads to.
    if linked && leads_to_account(surface, after) {
        own = vec![(account_kind(page, surface), 5)];
    } else if linked || bold {
        own.push((Kind::Product, 2));
    }
    // r/LocalLLaMA is a community, u/someone a person.
    if before.ends_with("r/") {
        own = vec![(Kind::Organization, 9)];
    } else if before.ends_with("u/") {
        own = vec![(Kind::Person, 9)];
    }
    // "- someone_1 argues that": who speaks first in a line of comments.
    if formed && words.len() == 1 && opens_line(before) && says(after) {
        own = vec![(Kind::Person, 9)];
    }
    if words.len() > 1 && last.is_version() {
        // Holo 3.1 and K 2.5 are released; Route 66 is not.
        let decimal = last.text.contains('.');
        own.push((Kind::Model, if decimal { 4 } else { 3 }));
    }
    // TEN VAD: what a technique ends is a thing that does it.
    if next.is_some_and(|_| idea_ends) && formed {
        own.push((Kind::Product, 4));
    }
    if opens && in_han {
        let told = told(run_after(page, span));
        match told.is_empty() {
            true if guess || !formed => own.push((idea, 4)),
            true => {}
            false => own.extend(told),
        }
    }
    let everyday = words.iter().all(Word::is_everyday);
    let stressed = quoted || opens || linked || bold;
    if !fits || everyday && !stressed {
        return Vec::new();
    }
    // 元脑HC1000: characters that make up no words belong to the name.
    let brand = (formed && last.has_digit())
        .then(|| brand_before(page, span))
        .flatten();
    if let Some(start) = brand {
        let whole = Span { start, ..span };
        return vec![(whole, own.clone()), (span, own)];
    }
    vec![(span, own)]
}

/// Says whether a link leads to the account of its text's name: [someone](https://x.com/someone/…).
fn leads_to_account(surface: &str, after: &str) -> bool {
    let address = after.strip_prefix("](").unwrap_or_default();
    let path = ["https://x.com/", "https://twitter.com/"]
        .iter()
        .find_map(|host| address.strip_prefix(host));
    let account = path.and_then(|p| p.split(['/', ')', '?']).next());
    account.is_some_and(|a| a.eq_ignore_ascii_case(surface))
}

/// Says whether a line begins before a name.
fn opens_line(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or_default();
    line.len() < before.len().max(1) && line.trim_matches([' ', '-', '*', '\t', '>']).is_empty()
}

/// Says whether a name is followed by a verb of saying.
fn says(after: &str) -> bool {
    const VERBS: [&str; 34] = [
        "questions",
        "suggests",
        "provides",
        "notes",
        "argues",
        "points out",
        "highlights",
        "mentions",
        "explains",
        "asks",
        "shares",
        "reports",
        "comments",
        "criticizes",
        "discusses",
        "describes",
        "expresses",
        "recommends",
        "raises",
        "observes",
        "emphasizes",
        "对",
        "對",
        "认为",
        "表示",
        "指出",
        "建议",
        "提到",
        "质疑",
        "分享",
        "询问",
        "强调",
        "解释",
        "提供",
    ];
    let after = after.trim_start_matches([' ', '*']);
    VERBS.iter().any(|verb| after.starts_with(verb))
}

/// Where a brand begins that stands directly before a name, in characters that make up no words and no known name.
fn brand_before(page: &Page<'_>, span: Span) -> Option<u32> {
    if page.known_at(|m| m.span.end == span.start).is_some() {
        return None;
    }
    let length = super::han::unknown_words(page, page.before(span))?;
    let start = span.start.checked_sub(u32::try_from(length).ok()?)?;
    let brand = Span {
        start,
        end: span.start,
    };
    let free = |m: &super::Mention| !m.span.overlaps(brand);
    page.known.iter().all(free).then_some(start)
}

/// Says whether a firm's name stands directly before: 英特尔TDX.
fn follows_maker(page: &Page<'_>, span: Span) -> bool {
    let maker = page.known_at(|m| m.span.end == span.start);
    maker == Some(Kind::Company)
}

/// The rest of the line after a name.
fn run_after<'s>(page: &Page<'s>, span: Span) -> &'s str {
    let rest = page.source.get(span.end as usize..).unwrap_or_default();
    rest.split('\n').next().unwrap_or_default()
}

/// What a heading says that its name is: X：……框架.
fn told(rest: &str) -> Vec<(Kind, u32)> {
    const NOUNS: [(&str, Kind); 14] = [
        ("框架", Kind::Product),
        ("平台", Kind::Product),
        ("工具", Kind::Product),
        ("引擎", Kind::Product),
        ("系统", Kind::Product),
        ("数据集", Kind::Dataset),
        ("基准", Kind::Dataset),
        ("评测", Kind::Dataset),
        ("大模型", Kind::Model),
        ("模型", Kind::Model),
        ("方法", Kind::Method),
        ("算法", Kind::Method),
        ("机制", Kind::Method),
        ("芯片", Kind::Hardware),
    ];
    let first = NOUNS
        .iter()
        .filter_map(|(noun, kind)| Some((rest.find(noun)?, *kind)))
        .min();
    first.map(|(_, kind)| (kind, 5)).into_iter().collect()
}
