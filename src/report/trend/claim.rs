//! What the period claims for the first time, who moved, and how rivals stand.

use super::line::View;
use super::period::Period;
use crate::entity::Kind;
use crate::error::Result;
use crate::graph::{Built, read};
use crate::relation::Predicate;
use crate::warning::Warning;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// What a built graph records beside its items: its claims, and which digests were left out.
#[derive(Debug, Clone, Default)]
pub struct Record {
    /// Claims, by date.
    pub(super) told: Vec<Told>,
    /// Digests that were left out.
    pub(super) left_out: Vec<LeftOut>,
}

/// A row of `relations.csv`.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) date: Option<Date>,
    place: usize,
    pub(super) subject: u32,
    pub(super) predicate: Predicate,
    pub(super) object: u32,
    polarity: String,
    quote: String,
}

impl Told {
    pub(super) fn is_asserted(&self) -> bool {
        self.polarity == "asserted"
    }
}

/// A digest that was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// The digest.
    pub digest: String,
    /// Why.
    pub reason: String,
}

#[derive(Deserialize)]
struct Row {
    digest: String,
    item: u32,
    subject: String,
    predicate: String,
    object: String,
    evidence: String,
    polarity: String,
}

impl Record {
    /// Reads the claims of the digests of `built`, and the warnings of its build.
    ///
    /// # Errors
    /// A table is damaged.
    pub fn open(dir: &Path, built: &Built) -> Result<Self> {
        let mut told = Vec::new();
        read(dir, "relations.csv", |row: Row| {
            let place = built
                .items
                .binary_search_by(|i| (i.digest.as_str(), i.number).cmp(&(&row.digest, row.item)));
            let predicate = Predicate::ALL
                .into_iter()
                .find(|p| p.name() == row.predicate);
            if let (Ok(place), Some(predicate), Some(subject), Some(object)) = (
                place,
                predicate,
                built.by_id(&row.subject),
                built.by_id(&row.object),
            ) {
                told.push(Told {
                    date: built.items[place].date,
                    place,
                    subject,
                    predicate,
                    object,
                    polarity: row.polarity,
                    quote: row.evidence,
                });
            }
            Ok(())
        })?;
        told.sort_by_key(|t| (t.date, t.place));
        // No file is no warning.
        let warnings = std::fs::read_to_string(dir.join("warnings.jsonl")).unwrap_or_default();
        let left_out = warnings
            .lines()
            .filter_map(|line| serde_json::from_str::<Warning>(line).ok())
            .filter(|w| w.code.leaves_out())
            .map(|w| LeftOut {
                digest: w.file,
                reason: w.message,
            })
            .collect();
        Ok(Self { told, left_out })
    }
}

/// A claim in a report.
#[derive(Debug, Clone, Serialize)]
pub struct ClaimLine {
    /// The id of its subject.
    pub subject: String,
    /// Its subject.
    pub subject_name: String,
    /// What it says of the two.
    pub predicate: String,
    /// The id of its object.
    pub object: String,
    /// Its object.
    pub object_name: String,
    /// `asserted`, `denied` or as the table has it.
    pub polarity: String,
    /// The day it is first made.
    pub date: Option<Date>,
    /// Items of the period that make it.
    pub items: u32,
    /// The sentence.
    pub quote: String,
    /// The digest.
    pub digest: String,
    /// The item's number.
    pub item: u32,
    /// The item's first link, empty where it has none.
    pub link: String,
}

/// Companies as rivals.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Competitors {
    /// The companies that most items of the period name.
    pub companies: Vec<Company>,
    /// Their names.
    pub names: Vec<String>,
    /// How many claims of the period say that the company of the row outperforms or competes with that of the column.
    pub claims: Vec<Vec<u32>>,
    /// How many items of the period name both.
    pub matrix: Vec<Vec<u32>>,
}

/// A company of the matrix.
#[derive(Debug, Clone, Serialize)]
pub struct Company {
    /// Its id.
    pub entity: String,
    /// Its name.
    pub name: String,
}

/// Claims first made in the period, those of most items first; all of them and, apart, who came, went or founded.
pub(super) fn lines(view: &View<'_>, record: &Record, period: Period) -> [Vec<ClaimLine>; 2] {
    let mut first: BTreeMap<(u32, Predicate, u32, &str), (&Told, u32)> = BTreeMap::new();
    for told in record
        .told
        .iter()
        .filter(|t| t.date.is_some_and(|d| d <= period.to))
    {
        if !is_wanted(view, told) {
            continue;
        }
        let (a, b) = match told.predicate.is_symmetric() {
            true => (told.subject.min(told.object), told.subject.max(told.object)),
            false => (told.subject, told.object),
        };
        let key = (a, told.predicate, b, told.polarity.as_str());
        first.entry(key).or_insert((told, 0)).1 += 1;
    }
    let mut new: Vec<(&Told, u32)> = first
        .into_values()
        .filter(|(told, _)| period.has(told.date))
        .collect();
    new.sort_by_key(|(t, items)| {
        (
            std::cmp::Reverse(*items),
            t.date,
            t.place,
            t.subject,
            t.predicate,
            t.object,
        )
    });
    let line = |(told, items): &(&Told, u32)| {
        let item = &view.index.built.items[told.place];
        ClaimLine {
            subject: view.id(told.subject),
            subject_name: view.name(told.subject),
            predicate: told.predicate.name().to_string(),
            object: view.id(told.object),
            object_name: view.name(told.object),
            polarity: told.polarity.clone(),
            date: told.date,
            items: *items,
            quote: told.quote.clone(),
            digest: item.digest.clone(),
            item: item.number,
            link: item.sources.first().cloned().unwrap_or_default(),
        }
    };
    let moves = |t: &&(&Told, u32)| {
        matches!(
            t.0.predicate,
            Predicate::AffiliatedWith | Predicate::Founded
        )
    };
    let most = view.limits.lines;
    [
        new.iter().take(most).map(line).collect(),
        new.iter().filter(moves).take(most).map(line).collect(),
    ]
}

/// Says whether a claim is about what the report is about.
fn is_wanted(view: &View<'_>, told: &Told) -> bool {
    let limits = view.limits;
    let ends = [told.subject, told.object];
    limits
        .entity
        .as_ref()
        .is_none_or(|id| ends.iter().any(|n| view.id(*n) == *id))
        && limits
            .kind
            .is_none_or(|_| ends.iter().any(|n| view.wants(*n)))
}

/// The companies that most items name, each against each.
pub(super) fn competitors(view: &View<'_>, record: &Record, period: Period) -> Competitors {
    let mut top: Vec<(u32, &[u32])> = view
        .now
        .iter()
        .filter(|(n, _)| {
            view.index
                .built
                .entity(**n)
                .is_some_and(|e| e.kind == Kind::Company)
        })
        .map(|(n, t)| (*n, *t))
        .collect();
    top.sort_by_key(|(n, t)| (std::cmp::Reverse(t.len()), *n));
    top.truncate(view.limits.lines);
    let mut claims = vec![vec![0; top.len()]; top.len()];
    let place = |n: u32| top.iter().position(|(m, _)| *m == n);
    for told in record
        .told
        .iter()
        .filter(|t| period.has(t.date) && t.is_asserted())
    {
        if let (Some(a), Some(b)) = (place(told.subject), place(told.object)) {
            match told.predicate {
                Predicate::Outperforms => claims[a][b] += 1,
                Predicate::CompetesWith => {
                    claims[a][b] += 1;
                    claims[b][a] += 1;
                }
                _ => {}
            }
        }
    }
    let both = |a: &[u32], b: &[u32]| {
        super::line::count(a.iter().filter(|t| b.binary_search(t).is_ok()).count())
    };
    let matrix = top
        .iter()
        .map(|(n, a)| {
            top.iter()
                .map(|(m, b)| if n == m { 0 } else { both(a, b) })
                .collect()
        })
        .collect();
    let companies: Vec<Company> = top
        .iter()
        .map(|(n, _)| Company {
            entity: view.id(*n),
            name: view.name(*n),
        })
        .collect();
    Competitors {
        names: companies.iter().map(|c| c.name.clone()).collect(),
        companies,
        claims,
        matrix,
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{graph, item, period, record, report_within};
    use super::super::{Limits, Trend};
    use super::*;

    const KINDS: [Kind; 5] = [
        Kind::Company,
        Kind::Company,
        Kind::Person,
        Kind::Model,
        Kind::Company,
    ];

    /// Digests of January, February and March, an item a name.
    fn year() -> Built {
        let days = [
            ("1.md", "2026-01-10", "ab"),
            ("2.md", "2026-02-10", "abcd"),
            ("3.md", "2026-03-10", "abcde"),
            ("3.md", "2026-03-10", "ab"),
            ("4.md", "2026-03-20", "abe"),
        ];
        graph(
            &KINDS,
            days.iter().map(|(d, day, n)| item(d, day, n)).collect(),
        )
    }

    fn march(rows: &[[&str; 6]], limits: Limits) -> Trend {
        let built = year();
        let record = record(&built, rows);
        let limits = Limits { record, ..limits };
        report_within(&built, period("2026-03", "2026-03"), &limits)
    }

    fn told(lines: &[ClaimLine]) -> Vec<String> {
        let line = |l: &ClaimLine| {
            let words = [&l.subject, &l.predicate, &l.object, &l.polarity, &l.digest];
            format!("{} {}", words.map(String::as_str).join(" "), l.items)
        };
        lines.iter().map(line).collect()
    }

    #[test]
    fn a_claim_is_new_where_no_earlier_item_makes_it() {
        let trend = march(
            &[
                ["1.md", "1", "a", "invests_in", "b", "asserted"],
                ["3.md", "1", "a", "invests_in", "b", "asserted"],
                ["3.md", "1", "b", "invests_in", "a", "asserted"],
                ["3.md", "1", "a", "invests_in", "b", "denied"],
                ["4.md", "1", "a", "acquires", "b", "asserted"],
                ["3.md", "2", "a", "acquires", "b", "asserted"],
                ["3.md", "1", "c", "affiliated_with", "a", "asserted"],
                ["4.md", "1", "a", "no such predicate", "b", "asserted"],
                ["4.md", "9", "a", "develops", "d", "asserted"],
                ["4.md", "1", "z", "develops", "d", "asserted"],
            ],
            Limits::default(),
        );
        assert_eq!(
            told(&trend.claims),
            [
                "a acquires b asserted 3.md 2",
                "a invests_in b denied 3.md 1",
                "b invests_in a asserted 3.md 1",
                "c affiliated_with a asserted 3.md 1",
            ]
        );
        assert_eq!(told(&trend.moves), ["c affiliated_with a asserted 3.md 1"]);
        let first = &trend.claims[0];
        assert_eq!(
            (first.subject_name.as_str(), first.object_name.as_str()),
            ("A", "B")
        );
        assert_eq!((first.item, first.quote.as_str()), (2, "a said so"));
        assert_eq!(first.date, Some("2026-03-10".parse().unwrap()));
    }

    #[test]
    fn rivals_are_rivals_whichever_is_named_first() {
        let trend = march(
            &[
                ["1.md", "1", "b", "competes_with", "a", "asserted"],
                ["3.md", "1", "a", "competes_with", "b", "asserted"],
                ["3.md", "1", "e", "competes_with", "b", "asserted"],
                ["4.md", "1", "b", "competes_with", "e", "asserted"],
                ["3.md", "1", "a", "outperforms", "e", "asserted"],
                ["4.md", "1", "a", "outperforms", "e", "denied"],
                ["3.md", "1", "a", "outperforms", "d", "asserted"],
                ["2.md", "1", "b", "outperforms", "a", "asserted"],
                ["4.md", "1", "a", "invests_in", "e", "asserted"],
            ],
            Limits::default(),
        );
        let rivals: Vec<&ClaimLine> = trend
            .claims
            .iter()
            .filter(|c| c.predicate == "competes_with")
            .collect();
        assert_eq!(rivals.len(), 1, "that of A and B was told in January");
        assert_eq!((rivals[0].subject.as_str(), rivals[0].items), ("e", 2));
        let table = trend.competitors;
        assert_eq!(table.names, ["A", "B", "E"]);
        let ids: Vec<&str> = table.companies.iter().map(|c| c.entity.as_str()).collect();
        assert_eq!(ids, ["a", "b", "e"]);
        // Claims of March: A and B each a rival of the other; B and E twice; A does better than E once, since the other denies it.
        assert_eq!(table.claims, [[0, 1, 1], [1, 0, 2], [0, 2, 0]]);
        assert_eq!(table.matrix, [[0, 3, 2], [3, 0, 2], [2, 2, 0]]);
    }

    #[test]
    fn a_report_on_one_kind_or_name_tells_its_claims_alone() {
        let rows = [
            ["3.md", "1", "a", "invests_in", "b", "asserted"],
            ["3.md", "1", "c", "affiliated_with", "b", "asserted"],
            ["3.md", "1", "b", "develops", "d", "asserted"],
        ];
        let people = Limits {
            kind: Some(Kind::Person),
            ..Limits::default()
        };
        assert_eq!(
            told(&march(&rows, people).claims),
            ["c affiliated_with b asserted 3.md 1"]
        );
        let of = |id: &str| Limits {
            entity: Some(id.to_string()),
            ..Limits::default()
        };
        assert_eq!(
            told(&march(&rows, of("a")).claims),
            ["a invests_in b asserted 3.md 1"]
        );
        assert_eq!(told(&march(&rows, of("b")).claims).len(), 3);
        let one = Limits {
            lines: 1,
            ..Limits::default()
        };
        let trend = march(&rows, one);
        assert_eq!((trend.claims.len(), trend.moves.len()), (1, 1));
        assert_eq!(trend.competitors.names, ["A"]);
    }

    #[test]
    fn digests_that_a_build_left_out_are_told_with_the_reason() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("tables")).unwrap();
        let table = "digest,item,subject,predicate,object,polarity,evidence\n";
        std::fs::write(dir.path().join("tables/relations.csv"), table).unwrap();
        let none = Record::open(dir.path(), &year()).unwrap();
        assert!(none.told.is_empty() && none.left_out.is_empty());
        let lines = concat!(
            r#"{"file":"x.md","line":0,"code":"input-left-out","message":"no text"}"#,
            "\nno line of ours\n",
            r#"{"file":"y.md","line":1,"code":"no-date","message":"no date"}"#,
            "\n"
        );
        std::fs::write(dir.path().join("warnings.jsonl"), lines).unwrap();
        let some = Record::open(dir.path(), &year()).unwrap();
        let left_out = LeftOut {
            digest: "x.md".to_string(),
            reason: "no text".to_string(),
        };
        assert_eq!(some.left_out, [left_out]);
    }
}
