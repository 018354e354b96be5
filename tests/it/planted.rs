//! Trends that were planted are found, and noise is not called a trend.
//!
//! Twelve weeks of two digests a day, ten items each: 300 names by Zipf's law, and noise that bunches: each name's rate varies from day to day
//! (log-normal), and stories make several items of a day or two name one name. In the last period 36 names more rise, fall, burst or are new.
//! `cargo bench --bench planted -- 200` prints the tables of ARCHITECTURE.md.

use aikg::entity::Kind;
use aikg::graph::{Built, BuiltEntity, BuiltItem};
use aikg::report::trend::Limits;
use aikg::report::{Language, Period, Trend, trend};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

const WEEKS: i64 = 12;
const NAMES: usize = 300;
const BASES: [f64; 4] = [0.02, 0.05, 0.1, 0.2];

/// How items bunch: the deviation of a name's daily rate, as a logarithm, and stories a day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Noise {
    name: &'static str,
    deviation: f64,
    stories: f64,
}

pub(crate) const NOISES: [Noise; 3] = [
    Noise {
        name: "none",
        deviation: 0.0,
        stories: 0.0,
    },
    Noise {
        name: "some",
        deviation: 0.3,
        stories: 0.5,
    },
    Noise {
        name: "much",
        deviation: 0.6,
        stories: 2.0,
    },
];

/// What is planted in the last period.
const PLANTS: [(&str, f64); 9] = [
    ("×1.5", 1.5),
    ("×2", 2.0),
    ("×3", 3.0),
    ("÷1.5", 1.0 / 1.5),
    ("÷2", 0.5),
    ("÷3", 1.0 / 3.0),
    ("burst ×4", 4.0),
    ("burst ×8", 8.0),
    ("new", f64::INFINITY),
];

/// SplitMix64 (Steele, Lea and Flood 2014).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        let (u, v) = (1.0 - self.next(), self.next());
        (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    }
}

fn day(n: i64) -> Date {
    Date::constant(2026, 1, 5)
        .checked_add(jiff::Span::new().days(n))
        .unwrap()
}

/// The last period of so many days.
fn period(days: i64) -> Period {
    Period {
        from: day(WEEKS * 7 - days),
        to: day(WEEKS * 7 - 1),
    }
}

/// A graph of noise, in whose last `days` something is planted, if so many are stated.
fn graph(seed: u64, noise: Noise, planted: Option<i64>) -> Built {
    let mut chance = Chance(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) + 1);
    let zipf: Vec<f64> = (0..NAMES)
        .map(|r| 0.3 / (r as f64 + 1.0).powf(0.9))
        .collect();
    let plants = if planted.is_some() {
        PLANTS.len() * BASES.len()
    } else {
        0
    };
    let mut items = Vec::new();
    let mut stories: Vec<(usize, f64, u32)> = Vec::new();
    let mut first: BTreeMap<u32, Date> = BTreeMap::new();
    for d in 0..WEEKS * 7 {
        let last = planted.filter(|days| d >= WEEKS * 7 - days);
        let mut rates = zipf.clone();
        for plant in 0..plants {
            let ((name, strength), base) =
                (PLANTS[plant / BASES.len()], BASES[plant % BASES.len()]);
            let inside = WEEKS * 7 - d;
            rates.push(match last {
                None if name == "new" => 0.0,
                Some(_) if name == "new" => base,
                // The burst's three days lie in the middle of the last week.
                Some(_) if name.starts_with("burst") => {
                    if (3..6).contains(&inside) {
                        base * strength
                    } else {
                        base
                    }
                }
                Some(_) => base * strength,
                None => base,
            });
        }
        for rate in &mut rates {
            let s = noise.deviation;
            *rate = (*rate * (s * chance.normal() - s * s / 2.0).exp()).min(0.9);
        }
        // A story goes on for a second day at times, never for a third.
        stories.retain_mut(|story| {
            story.2 += 1;
            story.2 < 2 && chance.next() < 0.3
        });
        let mut left = noise.stories;
        while chance.next() < left {
            left -= 1.0;
            let mut at = chance.next() * zipf.iter().sum::<f64>();
            let name = zipf
                .iter()
                .position(|z| {
                    at -= z;
                    at < 0.0
                })
                .unwrap_or(0);
            stories.push((name, 0.1 + 0.1 * chance.next(), 0));
        }
        for digest in 0..2 {
            for number in 1..=10 {
                let mut named: BTreeSet<u32> = BTreeSet::new();
                for (name, rate) in rates.iter().enumerate() {
                    if chance.next() < *rate {
                        named.insert(name as u32);
                    }
                }
                for (name, rate, _) in &stories {
                    if chance.next() < *rate {
                        named.insert(*name as u32);
                    }
                }
                for name in &named {
                    first.entry(*name).or_insert(day(d));
                }
                items.push(BuiltItem {
                    digest: format!("{}-{digest}.md", day(d)),
                    number,
                    heading: format!("{d} {digest} {number}"),
                    date: Some(day(d)),
                    topics: vec![format!("t{}", (chance.next() * 8.0) as u32)],
                    sources: Vec::new(),
                    named: named.into_iter().map(|name| (name, Some(1))).collect(),
                });
            }
        }
    }
    let entities = (0..(NAMES + plants) as u32)
        .map(|n| BuiltEntity {
            id: format!("e{n:04}"),
            canonical: format!("E{n}"),
            kind: Kind::Company,
            aliases: Vec::new(),
            first_seen: first.get(&n).copied(),
            last_seen: None,
            items: 0,
            sourced: 0,
            mentions: 0,
        })
        .collect();
    Built::of(Default::default(), entities, items)
}

fn report(built: &Built, days: i64) -> Trend {
    let limits = Limits {
        lines: usize::MAX,
        ..Limits::default()
    };
    trend(
        built,
        &aikg::lexicon::Lexicon::new(&[]),
        Language::En,
        period(days),
        &limits,
    )
}

/// What is called a trend: names with `r`, `f` or `b`; pairs and topics.
fn called(trend: &Trend) -> (BTreeMap<usize, String>, Vec<[usize; 2]>, usize) {
    let number = |id: &str| id[1..].parse::<usize>().unwrap();
    let mut names: BTreeMap<usize, String> = BTreeMap::new();
    for (lines, sign) in [
        (&trend.rising, 'r'),
        (&trend.falling, 'f'),
        (&trend.bursts, 'b'),
    ] {
        for line in lines {
            names.entry(number(&line.entity)).or_default().push(sign);
        }
    }
    let pairs = trend.pairs.iter().filter(|p| p.trend.is_some());
    let pairs = pairs.map(|p| [number(&p.a_id), number(&p.b_id)]).collect();
    (
        names,
        pairs,
        trend.topics.iter().filter(|t| t.trend.is_some()).count(),
    )
}

/// How many of `seeds` reports on noise alone call anything a trend.
pub(crate) fn alarms(noise: Noise, days: i64, seeds: u64) -> usize {
    (0..seeds)
        .filter(|seed| {
            let (names, pairs, topics) = called(&report(&graph(*seed, noise, None), days));
            !names.is_empty() || !pairs.is_empty() || topics > 0
        })
        .count()
}

/// For each plant at each base rate how many of `seeds` are found, and the mean share of what is called a trend and was not planted.
pub(crate) fn recall(noise: Noise, days: i64, seeds: u64) -> (Vec<usize>, f64) {
    let mut found = vec![0; PLANTS.len() * BASES.len()];
    let mut wrong = 0.0;
    for seed in 0..seeds {
        let (names, pairs, topics) = called(&report(&graph(seed, noise, Some(days)), days));
        let mut false_ones = topics
            + pairs
                .iter()
                .filter(|p| p.iter().all(|n| *n < NAMES))
                .count();
        for (name, signs) in &names {
            let Some(plant) = name.checked_sub(NAMES) else {
                false_ones += 1;
                continue;
            };
            let wanted: &[char] = match plant / BASES.len() {
                0..3 | 8 => &['r'],
                3..6 => &['f'],
                _ => &['b', 'r'],
            };
            found[plant] += usize::from(signs.contains(wanted));
        }
        wrong += false_ones as f64 / (names.len() + pairs.len() + topics).max(1) as f64;
    }
    (found, wrong / seeds as f64)
}

/// The tables of ARCHITECTURE.md.
#[allow(dead_code, reason = "the benchmark prints them")]
pub(crate) fn tables(seeds: u64) -> String {
    let mut out = String::new();
    for days in [7, 28] {
        for noise in NOISES {
            let (found, wrong) = recall(noise, days, seeds);
            let percent = |n: usize| 100.0 * n as f64 / seeds as f64;
            let _ = writeln!(
                out,
                "\n{days} days, noise {}: reports on noise alone that call anything a trend {:.1} %; of what is called a trend beside planted ones false {:.1} %\n\n| planted | 2 % | 5 % | 10 % | 20 % |\n|---|---|---|---|---|",
                noise.name,
                percent(alarms(noise, days, seeds)),
                100.0 * wrong
            );
            for (plant, row) in PLANTS.iter().zip(found.chunks(BASES.len())) {
                let cells: Vec<String> =
                    row.iter().map(|n| format!("{:.0}", percent(*n))).collect();
                let _ = writeln!(out, "| {} | {} |", plant.0, cells.join(" | "));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[allow(unused_imports, reason = "the benchmark has no tests")]
    use super::*;

    #[test]
    fn noise_is_no_trend() {
        for noise in NOISES {
            let alarms = alarms(noise, 7, 20);
            assert!(alarms <= 2, "{alarms} of 20 reports on {noise:?}");
        }
    }

    #[test]
    fn a_series_says_what_each_report_says() {
        let built = graph(1, NOISES[1], Some(7));
        let lexicon = aikg::lexicon::Lexicon::new(&[]);
        let limits = Limits::default();
        let periods = [period(7).before(), period(7)];
        let told = aikg::report::trend::series(&built, &lexicon, Language::En, periods, &limits);
        for (trend_of, period) in told.zip(periods) {
            let alone = trend(&built, &lexicon, Language::En, period, &limits);
            let json = |t: &Trend| serde_json::to_string(t).unwrap();
            assert_eq!(json(&trend_of), json(&alone));
        }
    }

    #[test]
    fn strong_trends_are_found() {
        let (found, wrong) = recall(NOISES[1], 28, 5);
        assert!(wrong <= 0.05, "{wrong}");
        // Thrice as often, at a tenth of the items; new at a tenth.
        assert!(found[2 * 4 + 2] >= 4 && found[8 * 4 + 2] >= 4, "{found:?}");
    }
}
