//! Known names in an item's text: those of the dictionaries, and those that the digest's own lists coin.

use super::boundary::Found;
use super::{Meaning, Mention, known_id};
use crate::document::{Item, Origin};
use crate::entity::Kind;
use crate::lexicon::is_everyday_english;
use crate::lexicon::{Alias, Entity, Lexicon, Marks, Name, Scratch, Senses, cue_kinds};
use crate::text::Span;
use crate::text::fold::{self, Folded};
use crate::text::script;
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use std::borrow::Cow;
use std::cell::{LazyCell, OnceCell, RefCell};
use std::collections::BTreeSet;

/// What is used again from text to text, so that nothing is allocated for each.
#[derive(Debug, Default)]
pub struct Finder {
    folded: Folded,
    scratch: Scratch,
    coined: Option<Coined>,
}

/// The names that the lists of one digest coin.
#[derive(Debug)]
struct Coined {
    machine: AhoCorasick,
    names: Vec<(Alias, Meaning)>,
}

/// A known name found in a text.
#[derive(Debug, Clone)]
struct Known<'l> {
    /// Its bytes in the source.
    span: Span,
    /// What it means, where the digest's own lists say so.
    meaning: Option<Meaning>,
    /// The dictionary names that fit.
    names: Cow<'l, [Name]>,
    /// Whether a table gives the name another sense.
    sensed: bool,
}

impl Known<'_> {
    /// Says whether it is an ordinary word and no name.
    fn is_ordinary(&self) -> bool {
        self.meaning.is_none() && self.names.is_empty()
    }
}

impl Finder {
    /// Prepares the names that a digest's lists coin to be found in its text too.
    pub fn coin<'a>(&mut self, names: impl IntoIterator<Item = (&'a str, &'a Meaning)>) {
        self.coined = None;
        let mut keys: Vec<String> = Vec::new();
        let mut kept = Vec::new();
        let mut seen = BTreeSet::new();
        for (surface, meaning) in names {
            let key = fold::key(surface);
            let long_enough = if key.is_ascii() {
                key.len() >= 3
            } else {
                key.chars().count() >= 2
            };
            if long_enough && seen.insert(key.clone()) {
                keys.push(key);
                kept.push((
                    Alias {
                        text: surface.to_string(),
                        marks: Marks::default(),
                    },
                    meaning.clone(),
                ));
            }
        }
        if keys.is_empty() {
            return;
        }
        self.coined = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::NoncontiguousNFA))
            .build(&keys)
            .ok()
            .map(|machine| Coined {
                machine,
                names: kept,
            });
    }

    /// Finds the names in one run of text that stands at `run` in `source`, longest first at each place; spans are in `source`.
    fn in_run<'l>(&mut self, source: &str, run: Span, lexicon: &'l Lexicon) -> Vec<Known<'l>> {
        let text = run.of(source);
        let base = run.start as usize;
        let mut found: Vec<Known<'l>> = Vec::new();
        let place = |start: usize, end: usize| {
            let found = Found {
                source,
                start: base + start,
                end: base + end,
            };
            found.is_whole().then_some(found)
        };
        lexicon.hits(text, &mut self.scratch, |hit| {
            let Some(mut spot) = place(hit.start, hit.end) else {
                return;
            };
            let of_hit = lexicon.names_of(&hit);
            if of_hit.is_empty() {
                found.push(Known {
                    span: Span::new(spot.start, spot.end),
                    meaning: None,
                    names: Cow::Borrowed(&[]),
                    sensed: false,
                });
                return;
            }
            let fits = |name: &Name| lexicon.alias(*name).is_some_and(|alias| spot.fits(alias));
            let names = match of_hit.iter().all(fits) {
                true => Cow::Borrowed(of_hit),
                false => of_hit.iter().copied().filter(fits).collect(),
            };
            if names.is_empty() {
                return;
            }
            if spot.may_cross_words() {
                let plain = |n: &Name| lexicon.alias(*n).is_some_and(|a| !a.marks.context);
                let margin = if of_hit.iter().any(plain) { 2.0 } else { 0.5 };
                if !lexicon.stands_between_words(source, spot.start, spot.end, margin) {
                    return;
                }
            }
            // Nat. Methods.: the stop of an abbreviation belongs to it.
            let stopped = |n: &Name| lexicon.alias(*n).is_some_and(|a| a.text.ends_with('.'));
            if source.as_bytes().get(spot.end) == Some(&b'.') && names.iter().any(stopped) {
                spot.end += 1;
            }
            found.push(Known {
                span: Span::new(spot.start, spot.end),
                meaning: None,
                names,
                sensed: lexicon.has_sense(&hit),
            });
        });
        if let Some(coined) = &self.coined {
            fold::fold_into(text, &mut self.folded);
            for hit in coined.machine.find_overlapping_iter(&self.folded.text) {
                let spot = self.folded.source(hit.start(), hit.end());
                let Some(spot) = spot.and_then(|(start, end)| place(start, end)) else {
                    continue;
                };
                // A list's everyday word, 工具 or 时间, names something in the list alone.
                let surface = spot.surface();
                let han = surface.chars().all(script::is_han);
                let everyday = han
                    && (lexicon.word_count(&fold::key(surface)) > 0
                        || !lexicon.stands_between_words(source, spot.start, spot.end, 0.0)
                        || is_phrase(surface, lexicon))
                    || is_everyday_english(surface);
                if let Some((alias, meaning)) = coined.names.get(hit.pattern().as_usize())
                    && !everyday
                    && spot.fits(alias)
                {
                    found.push(Known {
                        span: Span::new(spot.start, spot.end),
                        meaning: Some(meaning.clone()),
                        names: Cow::Borrowed(&[]),
                        sensed: false,
                    });
                }
            }
        }
        // Longest first at each place; a dictionary's word before a coined one.
        found.sort_by_key(|k| {
            (
                k.span.start,
                std::cmp::Reverse(k.span.end),
                k.meaning.is_some(),
            )
        });
        found.dedup_by_key(|k| k.span);
        found
    }
}

/// Finds the known names in an item's passages.
pub(super) fn find(
    source: &str,
    item: &Item,
    lexicon: &Lexicon,
    finder: &mut Finder,
    listed: &[Mention],
) -> Vec<Mention> {
    let mut found: Vec<(Origin, Vec<Known<'_>>)> = Vec::new();
    for passage in &item.passages {
        for run in &passage.runs {
            found.push((passage.origin, finder.in_run(source, *run, lexicon)));
        }
    }
    let company = company(lexicon, listed, &found);
    let mut mentions = Vec::new();
    for (origin, names) in found {
        // The longest name so far, and whether a list of the digest coined it: a name that ends before it is nested in it, one that crosses it gives way.
        let mut outer: Option<(Span, bool)> = None;
        let mut swallowed: Option<Span> = None;
        let scene = Scene {
            source,
            lexicon,
            company: &company,
            names: &names,
            senses: RefCell::new(Senses::of(source)),
            world: OnceCell::new(),
        };
        for known in &names {
            if swallowed.is_some_and(|word| word.overlaps(known.span)) {
                continue;
            }
            if known.is_ordinary() {
                // The one that reaches furthest: a shorter word inside it must not end it.
                swallowed = Some(match swallowed {
                    Some(word) if word.end > known.span.end => word,
                    _ => known.span,
                });
                continue;
            }
            let Some(meaning) = scene.decide(known) else {
                continue;
            };
            let nested = match outer {
                // 星野 in 星野機器人, a firm that no dictionary has, is not the app of that name.
                Some((span, true)) if span.covers(known.span) && scene.asks(known) => continue,
                Some((span, _)) if span.covers(known.span) => true,
                Some((span, _)) if span.overlaps(known.span) => continue,
                _ => {
                    outer = Some((known.span, known.meaning.is_some()));
                    false
                }
            };
            mentions.push(Mention {
                item: item.number,
                span: scene.with_firm_word(scene.with_book_marks(known), &meaning),
                origin,
                nested,
                meaning,
            });
        }
    }
    mentions
}

/// The entities that an item names without doubt, and those that they belong to.
fn company(
    lexicon: &Lexicon,
    listed: &[Mention],
    found: &[(Origin, Vec<Known<'_>>)],
) -> BTreeSet<u32> {
    let of_lists = listed.iter().filter_map(|mention| match &mention.meaning {
        Meaning::Known(id) => lexicon.by_id(id),
        Meaning::Coined { .. } | Meaning::Paper(_) => None,
    });
    let of_text = found
        .iter()
        .flat_map(|(_, names)| names)
        .flat_map(|known| &*known.names)
        .filter(|name| lexicon.alias(**name).is_some_and(|a| !a.marks.context))
        .map(|name| name.entity);
    let named: BTreeSet<u32> = of_lists.chain(of_text).collect();
    let owners = named
        .iter()
        .filter_map(|number| lexicon.entity(*number))
        .flat_map(|entity| &entity.of)
        .filter_map(|id| lexicon.by_id(id));
    named.iter().copied().chain(owners).collect()
}

/// What decides between the meanings of a spelling.
struct Scene<'a> {
    source: &'a str,
    lexicon: &'a Lexicon,
    /// The entities that the item names without doubt.
    company: &'a BTreeSet<u32>,
    /// The names of the same run of text.
    names: &'a [Known<'a>],
    /// Tells other senses of the names.
    senses: RefCell<Senses<'a>>,
    /// Whether one of these is of this world without doubt, once that is asked.
    world: OnceCell<bool>,
}

/// What joins names of one kind: 小马、百度和文远知行.
const JOINTS: [&str; 12] = [
    "、", "，", "和", "与", "與", "及", "以及", "/", ", ", " and ", " & ", "或",
];

/// The bytes of the longest of them: 以及.
const LONGEST_JOINT: usize = 6;

impl Scene<'_> {
    /// Decides what a spelling means here: a name that stands for itself, else one that has company or a cue beside it.
    fn decide(&self, known: &Known<'_>) -> Option<Meaning> {
        if let Some(meaning) = &known.meaning {
            return Some(meaning.clone());
        }
        // Most names mean one thing everywhere: they need no look around.
        if let ([name], false) = (&*known.names, known.sensed)
            && self.lexicon.alias(*name).is_some_and(|a| !a.marks.context)
        {
            return known_id(self.lexicon, *name).map(Meaning::Known);
        }
        let (start, end) = (known.span.start as usize, known.span.end as usize);
        let before = tail(self.source.get(..start).unwrap_or_default());
        let after = head(self.source.get(end..).unwrap_or_default());
        let other_sense =
            LazyCell::new(|| known.sensed && self.senses.borrow_mut().has_other(start, end));
        let cues = LazyCell::new(|| cue_kinds(before, after));
        // What newspapers say a thousand times, 自然 or 时代, needs more than one sign.
        let common = LazyCell::new(|| {
            let key = fold::key(known.span.of(self.source));
            self.lexicon.word_count(&key) > 1_500
        });
        let mut best: Option<(u32, bool, Kind, Name)> = None;
        for name in &*known.names {
            let Some(entity) = self.lexicon.entity(name.entity) else {
                continue;
            };
            let context = self.lexicon.alias(*name).is_some_and(|a| a.marks.context);
            // Book marks stand around titles: a journal's, a paper's, a model's.
            let marked = before.ends_with('《')
                && after.starts_with('》')
                && matches!(
                    entity.kind,
                    Kind::Organization | Kind::Paper | Kind::Product | Kind::Model
                );
            let glued = entity.kind == Kind::Company && is_glued(known.span.of(self.source), after);
            let votes = |asks: bool, other_sense: bool| {
                2 * u32::from(cues.contains(&entity.kind))
                    + 2 * u32::from(marked)
                    + 2 * u32::from(asks && glued)
                    + 2 * u32::from(!other_sense && self.supports(name, entity))
                    + u32::from(asks && self.is_joined(known.span, entity.kind))
                    + u32::from(asks && self.is_at_home(known.span, entity, before, after))
            };
            let enough = |votes: u32| votes >= 3 || votes >= 1 && (marked || !*common);
            // Another sense only takes votes away: what has too few without it need not read the sentence.
            if context && !enough(votes(true, false)) {
                continue;
            }
            // A river or a mountain is what the other sense of a chip's name is.
            let is_sense = entity.kind == Kind::Place && known.names.len() > 1;
            let other_sense = !is_sense && *other_sense;
            let asks = context || other_sense;
            if !asks && known.names.len() == 1 {
                return known_id(self.lexicon, *name).map(Meaning::Known);
            }
            let votes = votes(asks, other_sense);
            if asks && !enough(votes) || other_sense && votes < 3 {
                continue;
            }
            let rank = (votes, !asks, entity.kind, *name);
            let better = best.is_none_or(|(votes, plain, kind, other)| {
                (rank.0, rank.1, std::cmp::Reverse((rank.2, rank.3.entity)))
                    > (votes, plain, std::cmp::Reverse((kind, other.entity)))
            });
            if better {
                best = Some(rank);
            }
        }
        best.and_then(|(_, _, _, name)| known_id(self.lexicon, name))
            .map(Meaning::Known)
    }

    /// Says whether a name asks for signs in all its meanings.
    fn asks(&self, known: &Known<'_>) -> bool {
        let asks = |name: &Name| {
            self.lexicon
                .alias(*name)
                .is_some_and(|alias| alias.marks.context)
        };
        !known.names.is_empty() && known.names.iter().all(asks)
    }

    /// 稀宇科技, where the dictionaries have 稀宇: the words that all firms bear belong to the name.
    fn with_firm_word(&self, span: Span, meaning: &Meaning) -> Span {
        const WORDS: [&str; 7] = [
            "科技集团",
            "科技集團",
            "科技",
            "集团",
            "集團",
            "股份",
            "控股",
        ];
        let after = self.source.get(span.range().end..).unwrap_or_default();
        let Some(word) = WORDS.iter().find(|word| after.starts_with(**word)) else {
            return span;
        };
        let longer = Span {
            start: span.start,
            end: span.end + word.len() as u32,
        };
        let surface = longer.of(self.source);
        let same = surface.chars().all(script::is_han)
            && self
                .lexicon
                .understand(surface, None)
                .and_then(|found| known_id(self.lexicon, found.name))
                .is_some_and(|id| *meaning == Meaning::Known(id));
        if same { longer } else { span }
    }

    /// A name that is an everyday word but for its book marks has them as part of it: 《自然》.
    fn with_book_marks(&self, known: &Known<'_>) -> Span {
        let marked = |c: u32, mark: &str, at: fn(u32, u32) -> Span| {
            let span = at(c, mark.len() as u32);
            span.range().end <= self.source.len() && span.of(self.source) == mark
        };
        let Span { start, end } = known.span;
        let word = known.names.iter().all(|name| {
            self.lexicon
                .alias(*name)
                .is_some_and(|alias| alias.marks.context)
        });
        let before = |c: u32, n: u32| Span {
            start: c.saturating_sub(n),
            end: c,
        };
        let after = |c: u32, n: u32| Span {
            start: c,
            end: c + n,
        };
        if word
            && !known.names.is_empty()
            && marked(start, "《", before)
            && marked(end, "》", after)
        {
            Span {
                start: start - 3,
                end: end + 3,
            }
        } else {
            known.span
        }
    }

    /// Says whether a name that may be an ordinary word reads as a name here: among names of this world, and no everyday word itself.
    fn is_at_home(&self, span: Span, entity: &Entity, before: &str, after: &str) -> bool {
        let surface = span.of(self.source);
        let mut near = before
            .chars()
            .next_back()
            .into_iter()
            .chain(after.chars().next());
        if surface.starts_with(char::is_uppercase) {
            // A capitalised Latin word in Han text is a name; in English text a sentence's first word is capitalised too.
            let in_han = before
                .trim_end()
                .chars()
                .next_back()
                .is_some_and(script::is_unspaced)
                || after
                    .trim_start()
                    .chars()
                    .next()
                    .is_some_and(script::is_unspaced);
            let odd = !surface.contains(' ') && !is_everyday_english(surface);
            return in_han || (self.has_world() && (odd || is_inside_sentence(before)));
        }
        // 幻觉 and 蒸馏 mean the technique among names of this world; 合作 is said everywhere. Other kinds must be no word at all.
        let most = match entity.kind {
            Kind::Method | Kind::Topic | Kind::Dataset => 500,
            _ => 0,
        };
        let rare = surface.chars().all(script::is_han)
            && self.lexicon.word_count(&fold::key(surface)) <= most;
        if entity.kind == Kind::Person {
            // A nickname means one person; a surname, or a name that many bear, does not.
            return rare && is_nickname(surface, entity) && self.has_world();
        }
        rare && near.any(|c| !c.is_whitespace()) && self.has_world()
    }

    /// Says whether the text around names something of this world without doubt.
    fn has_world(&self) -> bool {
        *self.world.get_or_init(|| {
            let mut names = self.names.iter().flat_map(|known| &*known.names);
            names.any(|name| self.is_of_world(name))
        })
    }

    fn is_of_world(&self, name: &Name) -> bool {
        let marks = self
            .lexicon
            .alias(*name)
            .map(|a| a.marks)
            .unwrap_or_default();
        let kind = self.lexicon.entity(name.entity).map(|e| e.kind);
        !marks.context
            && kind.is_some_and(|k| {
                !matches!(k, Kind::Place | Kind::Person | Kind::Event | Kind::Other)
            })
    }

    /// Says whether the item names the entity or its owner.
    fn supports(&self, name: &Name, entity: &Entity) -> bool {
        self.company.contains(&name.entity)
            || entity
                .of
                .iter()
                .filter_map(|id| self.lexicon.by_id(id))
                .any(|owner| self.company.contains(&owner))
    }

    /// Says whether a name of the same kind is joined to a span by a comma or an "and".
    fn is_joined(&self, span: Span, kind: Kind) -> bool {
        let plain = |known: &&Known<'_>| {
            known.names.iter().any(|name| {
                let marks = self
                    .lexicon
                    .alias(*name)
                    .map(|a| a.marks)
                    .unwrap_or_default();
                !marks.context
                    && self
                        .lexicon
                        .entity(name.entity)
                        .is_some_and(|e| e.kind == kind)
            })
        };
        let joint = |from: u32, to: u32| {
            let between = self
                .source
                .get(from as usize..to as usize)
                .unwrap_or_default();
            let bare = between.trim();
            // Most names stand further apart than any joint is long.
            bare.len() <= LONGEST_JOINT
                && JOINTS
                    .iter()
                    .any(|joint| between == *joint || bare == joint.trim())
        };
        let near = |known: &&Known<'_>| {
            known.span.end <= span.start && joint(known.span.end, span.start)
                || span.end <= known.span.start && joint(span.end, known.span.start)
        };
        self.names.iter().filter(near).any(|known| plain(&known))
    }
}

/// 苹果SHARP: a Han name before a Latin one without a space between is its maker.
fn is_glued(surface: &str, after: &str) -> bool {
    surface.chars().all(script::is_han) && after.starts_with(|c: char| c.is_ascii_uppercase())
}

/// 节省时间, 导出代码: ordinary words in a row, which a list of keywords has as a subject and sentences as what they say.
fn is_phrase(surface: &str, lexicon: &Lexicon) -> bool {
    /// How often newspapers write an ordinary word, at least.
    const ORDINARY: u32 = 20;
    let key = fold::key(surface);
    let chars: Vec<char> = key.chars().collect();
    let mut at = 0;
    let mut words = lexicon.words_of(&key).into_iter();
    chars.len() >= 3
        && words.all(|length| {
            let word: String = chars.iter().skip(at).take(length).collect();
            at += length;
            length > 1 && lexicon.word_count(&word) > ORDINARY
        })
}

/// 苏妈, 小扎: a name that is neither a surname and given name nor the surname of a foreign name.
fn is_nickname(surface: &str, entity: &Entity) -> bool {
    let surname = |alias: &Alias| {
        alias
            .text
            .strip_suffix(surface)
            .is_some_and(|before| before.ends_with(['·', '‧', ' ']))
    };
    let own = [&entity.zh_hans, &entity.zh_hant].map(|name| fold::key(name));
    let full = own.contains(&fold::key(surface));
    !full && surface.chars().count() <= 3 && !entity.aliases.iter().any(surname)
}

/// Says whether a word before is written small, so that a capital letter is no sentence's first.
pub(super) fn is_inside_sentence(before: &str) -> bool {
    let before = before.trim_end_matches(['[', '*', '_', '(', '“', '"', '‘']);
    let word = before.trim_end().rsplit(' ').next().unwrap_or_default();
    before.ends_with(' ')
        && word.ends_with(|c: char| c.is_alphanumeric() || c == ',')
        && word.starts_with(char::is_lowercase)
}

/// The last few characters of a text, so that looking back does not walk through all of it.
pub(super) fn tail(text: &str) -> &str {
    let from = (text.len().saturating_sub(80)..text.len())
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(text.len());
    text.get(from..).unwrap_or_default()
}

/// The first few characters.
pub(super) fn head(text: &str) -> &str {
    let to = (0..=text.len().min(80))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0);
    text.get(..to).unwrap_or_default()
}
