//! Two linkings → what differs: evidence that is taken away again, and the names that mean something else now.
//!
//! What a digest adds to the graph depends on its extract and on what its names mean. So a digest whose extract is the one that was there, and
//! none of whose names are among those that [`changed`] tells, adds what it added before.

use super::{CoinedTally, Evidence, Registry, Tally};
use crate::digest::paper;
use crate::entity::Kind;
use crate::extract::Extract;
use crate::mention::{self, Meaning};
use crate::text::fold;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

impl Evidence {
    /// Forgets the dates, which are least and greatest ones and cannot be taken away again. A build counts them anew.
    pub(crate) fn without_dates(mut self) -> Self {
        let coined = self.coined.values_mut().map(|c| &mut c.tally);
        for tally in self.known.values_mut().chain(coined) {
            (tally.first, tally.last) = (None, None);
        }
        for paper in self.papers.values_mut() {
            (paper.first, paper.last) = (None, None);
        }
        self
    }

    /// Takes away what some digests told, so that what is left is the evidence of the others. `None` where it was never added.
    pub(crate) fn subtract(&mut self, other: &Evidence) -> Option<()> {
        for (id, tally) in &other.known {
            let own = self.known.get_mut(id)?;
            own.subtract(tally)?;
            if own.is_empty() {
                self.known.remove(id);
            }
        }
        for (key, coined) in &other.coined {
            let own = self.coined.get_mut(key)?;
            own.tally.subtract(&coined.tally)?;
            own.listed = own.listed.checked_sub(coined.listed)?;
            less(&mut own.kinds, &coined.kinds)?;
            if own.is_empty() {
                self.coined.remove(key);
            }
        }
        less(&mut self.same, &other.same)?;
        for (identifier, paper) in &other.papers {
            let own = self.papers.get_mut(identifier)?;
            less(&mut own.titles, &paper.titles)?;
            own.named = own.named.checked_sub(paper.named)?;
            own.items = own.items.checked_sub(paper.items)?;
            if own.named == 0 && own.items == 0 {
                self.papers.remove(identifier);
            }
        }
        for (key, spellings) in &other.topics {
            let own = self.topics.get_mut(key)?;
            less(own, spellings)?;
            if own.is_empty() {
                self.topics.remove(key);
            }
        }
        Some(())
    }
}

impl Tally {
    fn subtract(&mut self, other: &Tally) -> Option<()> {
        self.items = self.items.checked_sub(other.items)?;
        self.mentions = self.mentions.checked_sub(other.mentions)?;
        less(&mut self.spellings, &other.spellings)
    }

    fn is_empty(&self) -> bool {
        self.mentions == 0
    }
}

impl CoinedTally {
    fn is_empty(&self) -> bool {
        self.tally.is_empty() && self.listed == 0 && self.kinds.is_empty()
    }
}

/// Takes counts away; what comes to nothing goes.
fn less<K: Ord + Clone>(from: &mut BTreeMap<K, u32>, other: &BTreeMap<K, u32>) -> Option<()> {
    for (key, n) in other {
        let own = from.get_mut(key)?;
        *own = own.checked_sub(*n)?;
        if *own == 0 {
            from.remove(key);
        }
    }
    Some(())
}

/// Hashes of all names that a digest's part of the graph asks the registry about, sorted. Two names of one hash cost time, nothing else.
pub(crate) fn keys(extract: &Extract) -> Vec<u32> {
    let cited = extract.items.iter().flat_map(|i| &i.citations);
    let cited = cited.chain(&extract.citations).map(mention::meaning);
    let tags = extract.items.iter().flat_map(|i| &i.topics);
    let tags = tags.chain(&extract.tags);
    let mut keys: Vec<u32> = extract
        .mentions
        .iter()
        .map(|s| of_meaning(&s.mention.meaning))
        .chain(cited.map(|meaning| of_meaning(&meaning)))
        .chain(tags.map(|tag| hash(b't', &fold::key(tag))))
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn of_meaning(meaning: &Meaning) -> u32 {
    match meaning {
        Meaning::Known(id) => hash(b'e', id),
        Meaning::Coined { key, .. } => hash(b'k', key),
        Meaning::Paper(identifier) => hash(b'e', &paper::entity_id(identifier)),
    }
}

/// FNV-1a (Fowler, Noll, Vo): the same numbers on every machine, since they are kept.
fn hash(class: u8, name: &str) -> u32 {
    [class]
        .iter()
        .chain(name.as_bytes())
        .fold(0x811C_9DC5, |hash, byte| {
            (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
        })
}

/// What a digest's part of the graph shows of an entity.
fn shown(registry: &Registry, number: u32) -> Option<(&str, &str, Kind)> {
    let entity = registry.entity(number)?;
    Some((&entity.id, &entity.canonical, entity.kind))
}

/// Hashes of all names that two registries tell different things of.
pub(crate) fn changed(old: &Registry, new: &Registry) -> FxHashSet<u32> {
    let mut keys = FxHashSet::default();
    for (one, other) in [(old, new), (new, old)] {
        let there = |id: &str| other.by_id(id).and_then(|n| shown(other, n));
        let entities = (0u32..).zip(&one.entities);
        keys.extend(
            entities
                .filter(|(n, entity)| shown(one, *n) != there(&entity.id))
                .map(|(_, entity)| hash(b'e', &entity.id)),
        );
        let there = |key: &String| other.by_key.get(key).and_then(|n| shown(other, *n));
        let coined = one.by_key.iter();
        keys.extend(
            coined
                .filter(|(key, n)| shown(one, **n) != there(key))
                .map(|(key, _)| hash(b'k', key)),
        );
        let topic = |registry: &Registry, key: &String| -> Option<String> {
            let number = *registry.topic_by_key.get(key)?;
            Some(registry.topics.get(number as usize)?.id.clone())
        };
        let tags = one.topic_by_key.keys();
        keys.extend(
            tags.filter(|key| topic(one, key) != topic(other, key))
                .map(|key| hash(b't', key)),
        );
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{self, Knowledge};
    use crate::mention::Finder;

    fn told(knowledge: &Knowledge, text: &str) -> (Extract, Evidence) {
        let extract = extract::extract("d.md", text, knowledge, &mut Finder::default());
        let mut evidence = Evidence::default();
        evidence.add(&extract);
        (extract, evidence.without_dates())
    }

    #[test]
    fn what_was_added_comes_away_and_nothing_else() {
        let knowledge = Knowledge::builtin();
        let one = "# 日报 2026-02-01\n\n## 輝達發布澄波-7B\n\n澄山科技與輝達推出澄波-7B，见 arXiv:2602.00001。\n\n**關鍵詞**：輝達、澄波-7B\n";
        let (_, first) = told(&knowledge, one);
        let (_, second) = told(&knowledge, &one.replace("澄波", "Zorblax"));
        let mut both = first.clone();
        both.merge(second.clone());
        both.subtract(&second).unwrap();
        assert_eq!(both, first);
        assert_eq!(
            both.clone().subtract(&second),
            None,
            "it is not there any more"
        );
        both.subtract(&first).unwrap();
        assert_eq!(both, Evidence::default());
    }

    #[test]
    fn a_name_that_means_something_else_is_among_the_keys() {
        let knowledge = Knowledge::builtin();
        let (extract, evidence) = told(&knowledge, "# A\n\n## NVIDIA\n\nNVIDIA and OpenAI.\n");
        let one = super::super::resolve(evidence, &knowledge.lexicon);
        let none = Registry::default();
        let differ = changed(&none, &one);
        assert!(keys(&extract).iter().any(|key| differ.contains(key)));
        assert!(changed(&one, &one).is_empty());
    }

    #[test]
    fn each_count_comes_away_by_itself() {
        use super::super::tests::evidence;
        let told = evidence().without_dates();
        let mut both = told.clone();
        both.merge(told.clone());
        let twice = both.clone();
        both.subtract(&told).unwrap();
        assert_eq!(both, told);
        assert_eq!(both.subtract(&twice), None, "more than there is");
        // What one of two digests told is left of each count.
        let mut less = twice;
        less.subtract(&told).unwrap();
        let zorb = &less.coined["zorb"];
        assert_eq!(
            (zorb.listed, zorb.kinds[&Kind::Model], zorb.tally.items),
            (1, 20, 1)
        );
        let oils = &less.papers["arXiv:2601.00002"];
        assert_eq!((oils.named, oils.items, oils.titles["Of Oils"]), (1, 3, 2));
        assert_eq!(less.topics["oils"]["Oils"], 2);
        assert_eq!(less.same.values().copied().collect::<Vec<_>>(), [1]);
        for known in less.known.values() {
            assert_eq!(
                (known.first, known.last, known.items, known.mentions),
                (None, None, 2, 3)
            );
        }
        less.subtract(&told).unwrap();
        assert_eq!(less, Evidence::default());
    }

    #[test]
    fn an_entry_stays_while_anything_is_told_of_it() {
        use super::super::tests::{coined, counts};
        let without = |change: fn(&mut CoinedTally)| {
            let mut one = coined("x", Kind::Model, 4);
            (one.tally.first, one.tally.last) = (None, None);
            let mut rest = one.clone();
            change(&mut rest);
            let of = |tally: CoinedTally| Evidence {
                coined: BTreeMap::from([("x".to_string(), tally)]),
                ..Evidence::default()
            };
            let mut evidence = of(one);
            evidence.subtract(&of(rest)).unwrap();
            evidence.coined.len()
        };
        assert_eq!(without(|_| ()), 0);
        assert_eq!(without(|rest| rest.listed = 0), 1);
        assert_eq!(without(|rest| rest.kinds.clear()), 1);
        assert_eq!(
            without(|rest| {
                rest.tally.mentions = 1;
                rest.tally.spellings = counts(&[("x", 1)]);
            }),
            1
        );
        let paper = |named, items| Evidence {
            papers: BTreeMap::from([(
                "p".to_string(),
                super::super::PaperTally {
                    named,
                    items,
                    ..Default::default()
                },
            )]),
            ..Evidence::default()
        };
        for (named, items, left) in [(1, 2, 0), (0, 2, 1), (1, 0, 1)] {
            let mut evidence = paper(1, 2);
            evidence.subtract(&paper(named, items)).unwrap();
            assert_eq!(evidence.papers.len(), left, "{named} {items}");
        }
    }

    #[test]
    fn what_is_told_otherwise_is_among_what_changed() {
        use super::super::tests::{evidence, lexicon};
        let resolve = |evidence| super::super::resolve(evidence, lexicon());
        let old = resolve(evidence());
        let but = |change: fn(&mut Evidence)| {
            let mut other = evidence();
            change(&mut other);
            let new = resolve(other);
            let there = changed(&old, &new);
            assert_eq!(there, changed(&new, &old));
            there
        };
        let keys = |keys: &[(u8, &str)]| -> FxHashSet<u32> {
            keys.iter()
                .map(|(class, name)| hash(*class, name))
                .collect()
        };
        // Counts alone change nothing.
        let more = but(|e| e.known.get_mut("acme").unwrap().mentions += 1);
        assert!(more.is_empty());
        let zorb = crate::entity::coined_id("zorb");
        let all_of_zorb = keys(&[(b'e', &zorb), (b'k', "zorb"), (b'k', "zorblax")]);
        let kind = but(|e| {
            for coined in e.coined.values_mut() {
                coined.kinds = BTreeMap::from([(Kind::Product, 20)]);
            }
        });
        assert_eq!(kind, all_of_zorb);
        let apart = but(|e| e.same.clear());
        let zorblax = crate::entity::coined_id("zorblax");
        assert_eq!(apart, keys(&[(b'e', &zorblax), (b'k', "zorblax")]));
        let untagged = but(|e| e.topics.clear());
        assert_eq!(untagged, keys(&[(b't', "oils")]));
        let unknown = but(|e| e.known.clear());
        assert_eq!(unknown, keys(&[(b'e', "acme")]));
    }

    #[test]
    fn a_digest_asks_about_its_names_papers_and_tags() {
        let knowledge = Knowledge::builtin();
        let text = "# A 2026-02-01\n\n## NVIDIA\n\n见 arXiv:2602.00001。\n\n**關鍵實體**：澄波引擎\n\n**標籤**：我的標籤\n";
        let (extract, _) = told(&knowledge, text);
        let keys = keys(&extract);
        assert!(keys.is_sorted_by(|a, b| a < b), "each once");
        for (class, name) in [
            (b'e', "nvidia"),
            (b'e', "arxiv-2602.00001"),
            (b'k', "澄波引擎"),
            (b't', "我的标签"),
        ] {
            assert!(keys.contains(&hash(class, name)), "{name}");
        }
        assert!(!keys.contains(&hash(b'e', "openai")));
        // FNV-1a of "a" is known: e40c292c.
        assert_eq!(hash(b'a', ""), 0xe40c_292c);
    }
}
