//! The engine: cues in a sentence, and the names that fit around them.

use super::kinds::Kinds;
use super::rule::{Part, Rule};
use super::sentence::{self, NAME, Sentence, ends_clause, weight};
use super::words::{self, Role};
use super::{Claim, Polarity, Predicate};
use crate::builtin;
use crate::document::Item;
use crate::entity::Kind;
use crate::lexicon::{Entity, Lexicon, Table};
use crate::mention::{Meaning, Mention};
use crate::text::{Span, script, sha256};
use crate::warning::{Code, Warning};
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::BTreeMap;

/// The rules, ready to be asked.
#[derive(Debug)]
pub struct Rules {
    rules: Vec<Rule>,
    /// Finds cues and words of clauses.
    machine: Option<AhoCorasick>,
    /// What each pattern of the machine is.
    patterns: Vec<Pattern>,
    hash: String,
    /// Rows that were left out.
    pub warnings: Vec<Warning>,
}

/// What a string is, as a cue and as a word.
#[derive(Debug, Default)]
struct Pattern {
    rules: Vec<usize>,
    role: Option<Role>,
    is_verb: bool,
}

/// A cue or word in a sentence: tokens `start..end`.
#[derive(Debug, Clone, Copy)]
struct Hit {
    start: usize,
    end: usize,
    pattern: usize,
}

impl Rules {
    /// The built-in rules.
    pub fn builtin() -> Self {
        Self::new(&Self::builtin_tables())
    }

    /// The built-in tables.
    pub fn builtin_tables() -> Vec<Table> {
        let table = |name| Table {
            name: format!("dictionaries/{name}"),
            text: builtin::dictionary(name).to_string(),
        };
        ["relations.csv", "clauses.csv"].map(table).to_vec()
    }

    /// Says whether a file of this name holds rules or words of clauses.
    pub fn is_table(name: &str) -> bool {
        matches!(name, "relations.csv" | "clauses.csv")
    }

    /// Reads tables in order; a rule or word that is known already replaces the earlier one. A bad row is a warning.
    pub fn new(tables: &[Table]) -> Self {
        let mut rules: BTreeMap<String, Rule> = BTreeMap::new();
        let mut roles: BTreeMap<String, Role> = BTreeMap::new();
        let mut warnings = Vec::new();
        let mut hashed = String::new();
        for table in tables {
            hashed.push_str(&table.text);
            hashed.push('\n');
            if table.name.ends_with("clauses.csv") {
                roles.extend(words::read(&table.text));
                continue;
            }
            for row in super::rule::read(&table.text) {
                match row {
                    Ok(rule) => {
                        rules.insert(rule.name.clone(), rule);
                    }
                    Err((line, reason)) => warnings.push(Warning::new(
                        table.name.clone(),
                        line,
                        Code::DictionaryRow,
                        reason,
                    )),
                }
            }
        }
        let rules: Vec<Rule> = rules.into_values().collect();
        let mut patterns: BTreeMap<String, Pattern> = BTreeMap::new();
        for (number, rule) in rules.iter().enumerate() {
            for cue in &rule.cues {
                let pattern = patterns.entry(cue.clone()).or_default();
                pattern.rules.push(number);
                pattern.is_verb |= rule.is_verb();
            }
        }
        for (word, role) in roles {
            patterns.entry(word).or_default().role = Some(role);
        }
        let (strings, patterns): (Vec<String>, Vec<Pattern>) = patterns.into_iter().unzip();
        Self {
            machine: AhoCorasick::builder()
                .match_kind(MatchKind::Standard)
                .build(&strings)
                .ok(),
            rules,
            patterns,
            hash: sha256(hashed.as_bytes()),
            warnings,
        }
    }

    /// A hash of the tables.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Finds the claims of an item. `mentions` are all of the item's, sorted by place; claims name them by their place plus `first`.
    pub fn find(
        &self,
        source: &str,
        item: &Item,
        mentions: &[Mention],
        first: usize,
        lexicon: &Lexicon,
    ) -> Vec<Claim> {
        if mentions.len() < 2 {
            return Vec::new();
        }
        let names: Vec<Candidate> = mentions.iter().map(|m| candidate(m, lexicon)).collect();
        let counts = |n: usize| names.get(n).is_some_and(Candidate::may_claim);
        let sentences = sentence::sentences(source, item, mentions, counts);
        let mut found = Vec::new();
        for sentence in &sentences {
            let scene = Scene {
                source,
                rules: self,
                lexicon,
                mentions,
                names: &names,
                sentences: &sentences,
                sentence,
                hits: self.hits(sentence),
            };
            scene.find(&mut found);
        }
        best(found, mentions)
            .into_iter()
            .filter_map(|match_| match_.claim(source, item.number, first, self))
            .collect()
    }

    /// The cues and words of a sentence; one inside a longer one does not count.
    fn hits(&self, sentence: &Sentence) -> Vec<Hit> {
        let Some(machine) = &self.machine else {
            return Vec::new();
        };
        let mut text = String::with_capacity(sentence.tokens.len() * 3);
        let mut places = Vec::with_capacity(sentence.tokens.len());
        for token in &sentence.tokens {
            places.push(text.len());
            text.push(token.c);
        }
        let place = |byte: usize| places.partition_point(|p| *p < byte);
        let mut hits: Vec<Hit> = machine
            .find_overlapping_iter(&text)
            .map(|hit| Hit {
                start: place(hit.start()),
                end: place(hit.end()),
                pattern: hit.pattern().as_usize(),
            })
            .filter(|hit| is_whole(sentence, hit))
            .collect();
        hits.sort_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end)));
        let mut reach = 0;
        hits.retain(|hit| {
            let inside = hit.end <= reach;
            reach = reach.max(hit.end);
            !inside
        });
        hits
    }
}

/// Says whether a Latin cue is whole words.
fn is_whole(sentence: &Sentence, hit: &Hit) -> bool {
    let wordish = |at: Option<usize>| {
        at.and_then(|at| sentence.tokens.get(at))
            .is_some_and(|t| t.name.is_none() && script::is_wordish(t.c))
    };
    let starts = !(wordish(Some(hit.start)) && wordish(hit.start.checked_sub(1)));
    let ends = !(wordish(hit.end.checked_sub(1)) && wordish(Some(hit.end)));
    starts && ends
}

/// What decides whether a name fits.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    /// Its kind, where it is known already.
    kind: Option<Kind>,
    /// Whether it is a technique or device of no one in particular.
    is_common: bool,
}

impl Candidate {
    /// Says whether a claim may be about it.
    fn may_claim(&self) -> bool {
        !matches!(self.kind, Some(Kind::Topic | Kind::Place | Kind::Other))
    }
}

fn candidate(mention: &Mention, lexicon: &Lexicon) -> Candidate {
    match &mention.meaning {
        Meaning::Known(id) => {
            let entity = lexicon.by_id(id).and_then(|n| lexicon.entity(n));
            Candidate {
                kind: entity.map(|e| e.kind),
                is_common: entity.is_some_and(|e| {
                    matches!(e.kind, Kind::Method | Kind::Hardware) && !has_maker(e, lexicon)
                }),
            }
        }
        Meaning::Coined { kind, .. } => Candidate {
            kind: *kind,
            is_common: false,
        },
    }
}

/// Says whether the dictionaries name a firm or laboratory that made it, or what it is part of.
fn has_maker(entity: &Entity, lexicon: &Lexicon) -> bool {
    let owners =
        |e: &Entity| -> Vec<u32> { e.of.iter().filter_map(|id| lexicon.by_id(id)).collect() };
    let is_maker = |n: &u32| {
        lexicon
            .entity(*n)
            .is_some_and(|e| matches!(e.kind, Kind::Company | Kind::Organization))
    };
    let first = owners(entity);
    first.iter().any(is_maker)
        || first
            .iter()
            .filter_map(|n| lexicon.entity(*n))
            .any(|e| owners(e).iter().any(is_maker))
}

/// What a slot asks of a name.
#[derive(Debug, Clone, Copy)]
struct Slot {
    kinds: Kinds,
    /// Whether the name may be a technique of no one in particular.
    common: bool,
    /// Whether a word before may take the name for itself; not where the frame itself names that word.
    shield: bool,
    /// What the claim says, so that another verb for the same does not end the search.
    predicate: Predicate,
}

impl Slot {
    fn of(rule: &Rule, part: &Part) -> Self {
        let is_object = *part == Part::Object;
        Self {
            kinds: if is_object { rule.object } else { rule.subject },
            common: is_object && rule.predicate.takes_common(),
            shield: true,
            predicate: rule.predicate,
        }
    }
}

/// A claim as the engine finds it: names by their place in the item's mentions.
#[derive(Debug, Clone, Copy)]
struct Match {
    rule: usize,
    subject: usize,
    object: usize,
    polarity: Polarity,
    confidence: u8,
    span: Span,
}

impl Match {
    fn claim(self, source: &str, item: u32, first: usize, rules: &Rules) -> Option<Claim> {
        let rule = rules.rules.get(self.rule)?;
        let number = |place: usize| u32::try_from(first + place).ok();
        Some(Claim {
            item,
            subject: number(self.subject)?,
            predicate: rule.predicate,
            object: number(self.object)?,
            polarity: self.polarity,
            confidence: self.confidence,
            rule: rule.name.clone(),
            span: self.span,
            evidence: self.span.of(source).to_string(),
        })
    }
}

/// Keeps of each claim the best: the surest, then the first.
fn best(mut found: Vec<(Predicate, Match)>, mentions: &[Mention]) -> Vec<Match> {
    found.sort_by_key(|(_, m)| {
        (
            std::cmp::Reverse(m.confidence),
            m.span,
            m.rule,
            m.subject,
            m.object,
        )
    });
    let mut seen = std::collections::HashSet::new();
    found.retain(|(predicate, m)| {
        let meaning = |place: usize| mentions.get(place).map(|m| &m.meaning);
        let (mut a, mut b) = (meaning(m.subject), meaning(m.object));
        if predicate.is_symmetric() && a > b {
            std::mem::swap(&mut a, &mut b);
        }
        a != b && seen.insert((*predicate, a, b))
    });
    found.into_iter().map(|(_, m)| m).collect()
}

/// Everything that decides about one sentence.
struct Scene<'a> {
    source: &'a str,
    rules: &'a Rules,
    lexicon: &'a Lexicon,
    mentions: &'a [Mention],
    names: &'a [Candidate],
    sentences: &'a [Sentence],
    sentence: &'a Sentence,
    hits: Vec<Hit>,
}

/// What a frame has found so far.
#[derive(Debug, Clone, Default)]
struct Bound {
    subjects: Vec<usize>,
    objects: Vec<usize>,
    /// Whether the subjects stand in an earlier clause or sentence.
    elided: bool,
    /// The tokens of the match.
    from: usize,
    to: usize,
}

impl Scene<'_> {
    fn find(&self, found: &mut Vec<(Predicate, Match)>) {
        for hit in &self.hits {
            let Some(pattern) = self.rules.patterns.get(hit.pattern) else {
                continue;
            };
            for &number in &pattern.rules {
                self.apply(number, hit.start, hit.end, found);
            }
        }
        for (number, rule) in self.rules.rules.iter().enumerate() {
            if rule.cues.is_empty() {
                for at in 0..self.sentence.tokens.len() {
                    if self.name_at(at).is_some() {
                        self.apply(number, at, at, found);
                    }
                }
                self.nested(number, rule, found);
            }
        }
    }

    fn apply(&self, number: usize, start: usize, end: usize, found: &mut Vec<(Predicate, Match)>) {
        let Some(rule) = self.rules.rules.get(number) else {
            return;
        };
        let mut bound = Bound {
            from: start,
            to: end,
            ..Bound::default()
        };
        if !self.forward(rule, end, &mut bound) || !self.backward(rule, start, &mut bound, found) {
            return;
        }
        let confidence = match (bound.elided, rule.elided) {
            (false, _) => rule.confidence,
            (true, Some(confidence)) => confidence,
            (true, None) => return,
        };
        let Some(span) = self.evidence(&bound) else {
            return;
        };
        let polarity = self.polarity(&bound, start);
        let mut claim = |subject: usize, object: usize| {
            if subject != object && self.agrees(rule, subject, object) {
                found.push((
                    rule.predicate,
                    Match {
                        rule: number,
                        subject,
                        object,
                        polarity,
                        confidence,
                        span,
                    },
                ));
            }
        };
        if bound.objects.is_empty() {
            for (n, &a) in bound.subjects.iter().enumerate() {
                for &b in bound.subjects.iter().skip(n + 1) {
                    claim(a, b);
                }
            }
            return;
        }
        for &subject in &bound.subjects {
            for &object in &bound.objects {
                claim(subject, object);
            }
        }
    }

    /// Applies a rule of names side by side to the names that begin longer ones: 甲 in 甲乙.
    fn nested(&self, number: usize, rule: &Rule, found: &mut Vec<(Predicate, Match)>) {
        let subject_first = rule.after.first() == Some(&Part::Subject);
        for token in &self.sentence.tokens {
            let Some(outer) = token.name else { continue };
            let inner = (outer + 1..self.mentions.len())
                .take_while(|n| {
                    self.mentions
                        .get(*n)
                        .is_some_and(|m| m.span.start == token.span.start)
                })
                .find(|n| self.mentions.get(*n).is_some_and(|m| m.nested));
            let Some(inner) = inner.filter(|n| self.changes_script(outer, *n)) else {
                continue;
            };
            let (subject, object) = if subject_first {
                (inner, outer)
            } else {
                (outer, inner)
            };
            let fits = self.fits(subject, Slot::of(rule, &Part::Subject))
                && self.fits(object, Slot::of(rule, &Part::Object));
            if fits && self.agrees(rule, subject, object) {
                found.push((
                    rule.predicate,
                    Match {
                        rule: number,
                        subject,
                        object,
                        polarity: Polarity::Asserted,
                        confidence: rule.confidence,
                        span: token.span,
                    },
                ));
            }
        }
    }

    /// Says whether a name that begins a longer one ends where Han meets Latin: in 特斯拉FSD a maker stands before its product, while
    /// DeepSeek R1 is one name.
    fn changes_script(&self, outer: usize, inner: usize) -> bool {
        let (Some(outer), Some(inner)) = (self.mentions.get(outer), self.mentions.get(inner))
        else {
            return false;
        };
        let is_han = |text: Option<&char>| text.is_some_and(|c| script::is_han(*c));
        let count = |span: Span| span.len();
        let chars: Vec<char> = outer.span.of(self.source).chars().collect();
        let inside = inner.span.of(self.source).chars().count();
        count(inner.span) < count(outer.span)
            && inside > 0
            && is_han(chars.get(inside - 1)) != is_han(chars.get(inside))
    }

    /// Says whether the dictionaries agree that a name beside another belongs to it; of most names they say nothing.
    fn agrees(&self, rule: &Rule, subject: usize, object: usize) -> bool {
        if !rule.cues.is_empty() {
            return true;
        }
        let (Some(owner), Some(owned)) = (self.id(subject), self.id(object)) else {
            return true;
        };
        let (owner, owned) = match rule.predicate {
            Predicate::Develops => (owner, owned),
            _ => (owned, owner),
        };
        let mut next = vec![owned];
        let mut says_nothing = true;
        for _ in 0..4 {
            let owners: Vec<&str> = next
                .iter()
                .filter_map(|id| self.lexicon.entity(self.lexicon.by_id(id)?))
                .flat_map(|entity| entity.of.iter().map(String::as_str))
                .collect();
            if owners.contains(&owner) {
                return true;
            }
            says_nothing &= owners.is_empty();
            next = owners;
        }
        says_nothing
    }

    fn id(&self, name: usize) -> Option<&str> {
        match &self.mentions.get(name)?.meaning {
            Meaning::Known(id) => Some(id),
            Meaning::Coined { .. } => None,
        }
    }

    fn name_at(&self, at: usize) -> Option<usize> {
        self.sentence.tokens.get(at)?.name
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.sentence.tokens.get(at).map(|t| t.c)
    }

    fn fits(&self, name: usize, slot: Slot) -> bool {
        let fits = |c: &Candidate| slot.kinds.may_hold(c.kind) && (slot.common || !c.is_common);
        self.names.get(name).is_some_and(fits)
    }

    fn role(&self, hit: &Hit) -> Option<Role> {
        self.rules.patterns.get(hit.pattern)?.role
    }

    fn hit_ending(&self, at: usize) -> Option<&Hit> {
        self.hits.iter().find(|hit| hit.end == at)
    }

    fn hit_starting(&self, at: usize) -> Option<&Hit> {
        self.hits.iter().find(|hit| hit.start == at)
    }

    fn is_verb(&self, hit: &Hit) -> bool {
        self.rules
            .patterns
            .get(hit.pattern)
            .is_some_and(|p| p.is_verb)
    }

    /// Says whether a word before a name, not before `from`, takes it for itself.
    fn is_shielded(&self, at: usize, from: usize) -> bool {
        let at = self.skip_back(at);
        self.hit_ending(at)
            .is_some_and(|hit| hit.start >= from && self.role(hit) == Some(Role::Guard))
    }

    /// Says whether a cue starts here that ends the search for another's object.
    fn is_other_verb(&self, at: usize, slot: Slot) -> bool {
        self.hit_starting(at).is_some_and(|hit| {
            let Some(pattern) = self.rules.patterns.get(hit.pattern) else {
                return false;
            };
            let same = |n: &usize| {
                let rule = self.rules.rules.get(*n);
                rule.is_some_and(|r| r.predicate == slot.predicate)
            };
            pattern.is_verb && pattern.role != Some(Role::Guard) && !pattern.rules.iter().any(same)
        })
    }

    /// Goes back over spaces and words that may be skipped.
    fn skip_back(&self, mut at: usize) -> usize {
        loop {
            let before = at.checked_sub(1);
            if before.and_then(|b| self.char_at(b)) == Some(' ') {
                at -= 1;
                continue;
            }
            match self.hit_ending(at) {
                Some(hit) if self.role(hit) == Some(Role::Skip) => at = hit.start,
                _ => return at,
            }
        }
    }

    /// Goes on over spaces and words that may be skipped.
    fn skip_on(&self, mut at: usize) -> usize {
        loop {
            if self.char_at(at) == Some(' ') {
                at += 1;
                continue;
            }
            match self.hit_starting(at) {
                Some(hit) if self.role(hit) == Some(Role::Skip) => at = hit.end,
                _ => return at,
            }
        }
    }

    /// Binds what stands after the cue.
    fn forward(&self, rule: &Rule, from: usize, bound: &mut Bound) -> bool {
        let mut at = from;
        let mut gap: Option<(u32, bool)> = None;
        for part in &rule.after {
            match part {
                Part::Gap { most, far } => gap = Some((*most, *far)),
                Part::Cue => return false,
                Part::Word(words) => {
                    let Some(end) = self.word_on(words, at, gap.take()) else {
                        return false;
                    };
                    at = end;
                }
                Part::Subject | Part::Object | Part::Pair => {
                    let slot = Slot::of(rule, part);
                    let Some(place) = self.name_on(at, slot, gap.take()) else {
                        return false;
                    };
                    let (names, end) = if rule.cues.is_empty() {
                        (self.name_at(place).into_iter().collect(), place + 1)
                    } else {
                        self.list_on(place, slot)
                    };
                    if *part == Part::Pair && names.len() < 2 {
                        return false;
                    }
                    bound.bind(part, names);
                    at = end;
                }
            }
        }
        bound.to = bound.to.max(at);
        true
    }

    /// Binds what stands before the cue; a subject that is not there may stand in an earlier clause or the heading.
    fn backward(
        &self,
        rule: &Rule,
        from: usize,
        bound: &mut Bound,
        found: &[(Predicate, Match)],
    ) -> bool {
        let mut at = from;
        let mut gap: Option<(u32, bool)> = None;
        for (number, part) in rule.before.iter().enumerate() {
            match part {
                Part::Gap { most, far } => gap = Some((*most, *far)),
                Part::Cue => return false,
                Part::Word(words) => {
                    let Some(start) = self.word_back(words, at, gap.take()) else {
                        return false;
                    };
                    at = start;
                }
                Part::Subject | Part::Object | Part::Pair => {
                    let mut slot = Slot::of(rule, part);
                    slot.shield = !matches!(rule.before.get(number + 1), Some(Part::Word(_)));
                    let Some(place) = self.name_back(at, slot, gap.take()) else {
                        let is_last = number + 1 == rule.before.len();
                        let may = rule.elided.is_some() && *part == Part::Subject && is_last;
                        let Some(name) = may.then(|| self.elided(at, slot, bound, found)).flatten()
                        else {
                            return false;
                        };
                        bound.subjects = vec![name];
                        bound.elided = true;
                        continue;
                    };
                    let (names, start) = self.list_back(place, slot);
                    if *part == Part::Pair && names.len() < 2 {
                        return false;
                    }
                    bound.bind(part, names);
                    at = start;
                }
            }
        }
        bound.from = bound.from.min(at);
        true
    }

    fn word_on(&self, words: &[String], at: usize, gap: Option<(u32, bool)>) -> Option<usize> {
        let mut at = self.skip_on(at);
        let (mut left, far) = gap.unwrap_or_default();
        loop {
            if let Some(word) = words.iter().find(|word| self.reads(at, word)) {
                return Some(at + word.chars().count());
            }
            let c = self.char_at(at)?;
            left = left.checked_sub(weight(c)).filter(|_| gap.is_some())?;
            if c == NAME || (!far && ends_clause(c)) {
                return None;
            }
            at += 1;
        }
    }

    fn word_back(&self, words: &[String], at: usize, gap: Option<(u32, bool)>) -> Option<usize> {
        let mut at = self.skip_back(at);
        let (mut left, far) = gap.unwrap_or_default();
        loop {
            let start = words.iter().find_map(|word| {
                let start = at.checked_sub(word.chars().count())?;
                self.reads(start, word).then_some(start)
            });
            if start.is_some() {
                return start;
            }
            at = at.checked_sub(1)?;
            let c = self.char_at(at)?;
            left = left.checked_sub(weight(c)).filter(|_| gap.is_some())?;
            if c == NAME || (!far && ends_clause(c)) {
                return None;
            }
        }
    }

    /// Says whether a word stands at a token; a Latin one as a whole.
    fn reads(&self, at: usize, word: &str) -> bool {
        let end = at + word.chars().count();
        let same = word
            .chars()
            .enumerate()
            .all(|(n, c)| self.char_at(at + n) == Some(c));
        let hit = Hit {
            start: at,
            end,
            pattern: 0,
        };
        same && is_whole(self.sentence, &hit)
    }

    /// The nearest name after a place that fits.
    fn name_on(&self, from: usize, slot: Slot, gap: Option<(u32, bool)>) -> Option<usize> {
        let at = from;
        let Some((mut left, far)) = gap else {
            let at = self.skip_on(at);
            return self.name_at(at).filter(|n| self.fits(*n, slot)).map(|_| at);
        };
        let mut owner = None;
        let mut at = at;
        while let Some(c) = self.char_at(at) {
            if let Some(name) = self.name_at(at) {
                if self.fits(name, slot) && !(slot.shield && self.is_shielded(at, from)) {
                    // What owns another name gives way to it: X 的 Y is Y.
                    if !self.is_owner(at) {
                        return Some(at);
                    }
                    owner = owner.or(Some(at));
                }
            } else if (!far && ends_clause(c)) || self.is_other_verb(at, slot) {
                break;
            }
            match left.checked_sub(weight(c)) {
                Some(rest) => left = rest,
                None => break,
            }
            at += 1;
        }
        owner
    }

    /// Says whether a name owns what follows: 的 or 's.
    fn is_owner(&self, at: usize) -> bool {
        self.char_at(at + 1) == Some('的')
            || (self.char_at(at + 1) == Some('\'') && self.char_at(at + 2) == Some('s'))
    }

    /// The nearest name before a place that fits; one behind another verb is that verb's object and gives way to a name before the verb.
    fn name_back(&self, at: usize, slot: Slot, gap: Option<(u32, bool)>) -> Option<usize> {
        let fits = |at: usize| {
            self.name_at(at).is_some_and(|name| {
                self.fits(name, slot) && !(slot.shield && self.is_shielded(at, 0))
            })
        };
        let Some((mut left, far)) = gap else {
            let at = self.skip_back(at).checked_sub(1)?;
            return fits(at).then_some(at);
        };
        let mut nearest = None;
        let mut verb = false;
        let mut at = at;
        while let Some(before) = at.checked_sub(1) {
            at = before;
            let c = self.char_at(at)?;
            if !far && ends_clause(c) {
                break;
            }
            if fits(at) {
                match nearest {
                    None => nearest = Some(at),
                    Some(_) if verb => return Some(at),
                    Some(_) => {}
                }
            }
            verb |= nearest.is_some() && self.hit_starting(at).is_some_and(|hit| self.is_verb(hit));
            match left.checked_sub(weight(c)) {
                Some(rest) => left = rest,
                None => break,
            }
        }
        nearest
    }

    /// The names that are joined to one by commas and "and", with those before it.
    fn list_back(&self, place: usize, slot: Slot) -> (Vec<usize>, usize) {
        let mut names: Vec<usize> = self.name_at(place).into_iter().collect();
        let mut first = place;
        if slot.predicate.takes_owner() {
            names.extend(self.owner_inside(place, slot));
            let beside = self.skip_back(first).checked_sub(1);
            let owner = beside.and_then(|at| self.name_at(at).filter(|n| self.fits(*n, slot)));
            if let (Some(at), Some(owner)) = (beside, owner) {
                names.push(owner);
                first = at;
            }
        }
        while let Some(before) = self.joint_back(first) {
            match self.name_at(before) {
                Some(name) if self.fits(name, slot) => {
                    names.insert(0, name);
                    first = before;
                }
                _ => break,
            }
        }
        (names, first)
    }

    /// The name that begins a longer one.
    fn owner_inside(&self, place: usize, slot: Slot) -> Option<usize> {
        let outer = self.name_at(place)?;
        let start = self.sentence.tokens.get(place)?.span.start;
        (outer + 1..self.mentions.len())
            .take_while(|n| self.mentions.get(*n).is_some_and(|m| m.span.start == start))
            .find(|n| self.mentions.get(*n).is_some_and(|m| m.nested) && self.fits(*n, slot))
    }

    /// The token before a joint that stands right before a name.
    fn joint_back(&self, at: usize) -> Option<usize> {
        let mut at = at;
        let mut any = false;
        while let Some(before) = at.checked_sub(1) {
            if self.char_at(before) == Some(' ') {
                at = before;
                continue;
            }
            let joint = JOINTS.iter().find_map(|joint| {
                let start = at.checked_sub(joint.chars().count())?;
                self.reads(start, joint).then_some(start)
            });
            match joint {
                Some(start) => {
                    any = true;
                    at = start;
                }
                None => return any.then_some(before),
            }
        }
        None
    }

    /// The names that are joined to one, with those after it; head nouns may follow a name and modifiers stand before one.
    fn list_on(&self, place: usize, slot: Slot) -> (Vec<usize>, usize) {
        let mut names: Vec<usize> = self.name_at(place).into_iter().collect();
        let mut end = place + 1;
        while let Some(next) = self.joint_on(end, slot) {
            match self.name_at(next) {
                Some(name) if self.fits(name, slot) && !self.is_shielded(next, end) => {
                    names.push(name);
                    end = next + 1;
                }
                _ => break,
            }
        }
        (names, end)
    }

    /// The next name behind a joint.
    fn joint_on(&self, from: usize, slot: Slot) -> Option<usize> {
        let mut at = from;
        let mut left = 56u32;
        let mut joined = false;
        loop {
            let c = self.char_at(at)?;
            if c == NAME {
                return joined.then_some(at);
            }
            if self.is_other_verb(at, slot) {
                return None;
            }
            if let Some(joint) = JOINTS.iter().find(|joint| self.reads(at, joint)) {
                joined = true;
                at += joint.chars().count();
                continue;
            }
            if ends_clause(c) {
                return None;
            }
            left = left.checked_sub(weight(c))?;
            at += 1;
        }
    }

    /// The one name that a clause without a subject may be about. `at` is where its verb stands.
    fn elided(
        &self,
        at: usize,
        slot: Slot,
        bound: &mut Bound,
        found: &[(Predicate, Match)],
    ) -> Option<usize> {
        let start = self.sentence.clause_start(at);
        let mut wanted = slot;
        let mut points_back = false;
        let mut left = 12u32;
        let mut place = self.skip_on(start);
        while place < at {
            if let Some(hit) = self.hit_starting(place)
                && hit.end <= at
                && let Some(Role::StandsFor(meant)) = self.role(hit)
            {
                wanted.kinds = slot.kinds.common(meant);
                points_back = true;
                place = hit.end;
                continue;
            }
            let c = self.char_at(place)?;
            if c == NAME {
                return None;
            }
            left = left.checked_sub(weight(c))?;
            place += 1;
        }
        if wanted.kinds.is_empty() {
            return None;
        }
        bound.from = start;
        let earlier = self.sentence.tokens.get(..start).unwrap_or_default();
        let from_clauses = || {
            let names = earlier.iter().enumerate();
            self.only(
                names.filter_map(|(at, t)| t.name.filter(|_| !self.is_shielded(at, 0))),
                wanted,
            )
        };
        let from_release = || self.released(wanted, found);
        let from_heading = || {
            let mut heads = self.sentences.iter().filter(|s| s.is_heading);
            heads.find_map(|s| self.only(s.tokens.iter().filter_map(|t| t.name), wanted))
        };
        let from_lead = || {
            let lead = self.sentences.iter().find(|s| !s.is_heading)?;
            self.only(lead.tokens.iter().filter_map(|t| t.name), wanted)
        };
        if points_back || earlier.is_empty() {
            from_release()
                .or_else(from_heading)
                .or_else(from_lead)
                .or_else(from_clauses)
        } else {
            from_clauses().or_else(|| {
                let any = earlier
                    .iter()
                    .filter_map(|t| t.name)
                    .any(|n| self.fits(n, wanted));
                (!any)
                    .then(|| from_release().or_else(from_heading).or_else(from_lead))
                    .flatten()
            })
        }
    }

    /// Who released something, or what was released, in the first clause of the item that says so: what an item is about.
    fn released(&self, slot: Slot, found: &[(Predicate, Match)]) -> Option<usize> {
        let mut releases = found
            .iter()
            .filter(|(predicate, _)| *predicate == Predicate::Develops)
            .map(|(_, m)| m);
        let first = releases.clone().next()?.span;
        let mut here = releases.by_ref().filter(|m| m.span == first);
        let names: Vec<usize> = here.by_ref().flat_map(|m| [m.subject, m.object]).collect();
        self.only(names.into_iter(), slot)
    }

    /// The one entity among names that is of a kind for sure.
    fn only(&self, names: impl Iterator<Item = usize>, slot: Slot) -> Option<usize> {
        let mut found: Option<usize> = None;
        for name in names {
            let sure =
                self.names.get(name).is_some_and(|c| c.kind.is_some()) && self.fits(name, slot);
            if !sure {
                continue;
            }
            let meaning = |n: usize| self.mentions.get(n).map(|m| &m.meaning);
            match found {
                Some(other) if meaning(other) != meaning(name) => return None,
                Some(_) => {}
                None => found = Some(name),
            }
        }
        found
    }

    /// Whether the words around a match deny it or only report it.
    fn polarity(&self, bound: &Bound, cue: usize) -> Polarity {
        let start = self.sentence.clause_start(bound.from);
        let mut polarity = Polarity::Asserted;
        for hit in &self.hits {
            match self.role(hit) {
                Some(Role::Denied) if hit.start >= start && hit.end <= bound.to => {
                    return Polarity::Denied;
                }
                Some(Role::Reported) if hit.start <= cue.max(bound.to) => {
                    polarity = Polarity::Reported;
                }
                _ => {}
            }
        }
        polarity
    }

    /// The clauses that a match spans.
    fn evidence(&self, bound: &Bound) -> Option<Span> {
        let start = self.sentence.clause_start(bound.from);
        let rest = self.sentence.tokens.get(bound.to..).unwrap_or_default();
        let length = rest
            .iter()
            .position(|t| ends_clause(t.c))
            .unwrap_or(rest.len());
        let span = self.sentence.span(start, bound.to + length)?;
        let own = self.sentence.span(bound.from, bound.to);
        // A clause of many lines is no quote.
        Some(if span.len() > 600 { own? } else { span })
    }
}

impl Bound {
    fn bind(&mut self, part: &Part, names: Vec<usize>) {
        match part {
            Part::Object => self.objects = names,
            _ => self.subjects = names,
        }
    }
}

/// What joins names.
const JOINTS: [&str; 9] = ["、", "以及", "和", "与", "及", "并", "and", "&", ","];
