//! The table of rules: which words between which names say what.
//!
//! Sample rows of `dictionaries/relations.csv`:
//!
//! ```csv
//! rule,predicate,frame,subject,object,confidence,elided,cues
//! en.acquire,acquires,S ~ CUE ~ O,,,0.90,0.80,acquires|acquired|buys
//! zh.acquire.passive,acquires,O ~ 被|遭 S CUE,,,0.90,,收购|并购
//! ```
//!
//! A frame is read in the order of the text: `S` and `O` are the names, `P` the one paper that is cited there (no words need name it), `S: O` a title that begins
//! with a name and a colon, `S+` two or more joined ones, `CUE` one of the cues, `~` a gap
//! within the clause, `…` one that may cross commas, anything else a word that must stand there, alternatives parted by `|`. Two parts
//! without a gap stand side by side. Without cues the names themselves are the cue. Empty kinds are those of the predicate.

use super::kinds::Kinds;
use super::predicate::Predicate;

/// One part of a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// The subject.
    Subject,
    /// The paper that the passage cites: its subject, which no words name.
    Paper,
    /// The title that begins with the name that follows and a colon.
    Title,
    /// Two or more subjects, each the other's object.
    Pair,
    /// The object.
    Object,
    /// One of the rule's cues.
    Cue,
    /// Other words; how many, and whether commas may be among them.
    Gap {
        /// How much may stand there, a Han character counting 4 and any other 1.
        most: u32,
        /// Whether commas and colons may be crossed.
        far: bool,
    },
    /// One of these words.
    Word(Vec<String>),
}

/// One rule.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    /// Its name, as claims give it.
    pub(super) name: String,
    /// What it claims.
    pub(super) predicate: Predicate,
    /// What stands before the cue, nearest first.
    pub(super) before: Vec<Part>,
    /// What stands after the cue.
    pub(super) after: Vec<Part>,
    /// The kinds of its subject.
    pub(super) subject: Kinds,
    /// The kinds of its object.
    pub(super) object: Kinds,
    /// How many of a hundred claims are right.
    pub(super) confidence: u8,
    /// The same for a subject that stands in an earlier clause or the heading; none where the rule does not look there.
    pub(super) elided: Option<u8>,
    /// Its cues, folded.
    pub(super) cues: Vec<String>,
}

impl Rule {
    /// Says whether the cue is a verb between its names: such a cue ends the search for another's object.
    pub(super) fn is_verb(&self) -> bool {
        let gap = |parts: &[Part]| matches!(parts.first(), Some(Part::Gap { .. }));
        gap(&self.before) && gap(&self.after)
    }
}

/// Reads the rows; each bad one is a line and a reason.
pub(super) fn read(text: &str) -> Vec<Result<Rule, (u32, String)>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader
        .records()
        .map(|record| {
            let row = record.map_err(|error| (0, error.to_string()))?;
            let line = row.position().map_or(0, csv::Position::line);
            let cell = |n: usize| row.get(n).unwrap_or_default();
            rule(cell).map_err(|reason| (u32::try_from(line).unwrap_or(u32::MAX), reason))
        })
        .collect()
}

fn rule<'t>(cell: impl Fn(usize) -> &'t str) -> Result<Rule, String> {
    let predicate: Predicate = cell(1).parse()?;
    let cues: Vec<String> = cell(7)
        .split('|')
        .filter(|cue| !cue.is_empty())
        .map(super::sentence::plain)
        .collect();
    let parts: Vec<Part> = cell(2).split_whitespace().map(part).collect();
    let anchor = if cues.is_empty() {
        Some(0)
    } else {
        parts.iter().position(|part| *part == Part::Cue)
    };
    let anchor = anchor.ok_or("the frame has no CUE")?;
    let (before, after) = parts.split_at(anchor);
    let after = after.get(usize::from(!cues.is_empty())..);
    let kinds = |text: &str, otherwise: Kinds| match text {
        "" => Ok(otherwise),
        _ => Kinds::read(text),
    };
    Ok(Rule {
        name: cell(0).to_string(),
        predicate,
        before: before.iter().rev().cloned().collect(),
        after: after.unwrap_or_default().to_vec(),
        subject: kinds(cell(3), predicate.subjects())?,
        object: kinds(cell(4), predicate.objects())?,
        confidence: share(cell(5))?,
        elided: match cell(6) {
            "" => None,
            text => Some(share(text)?),
        },
        cues,
    })
}

fn part(text: &str) -> Part {
    match text {
        "S" => Part::Subject,
        "S+" => Part::Pair,
        "P" => Part::Paper,
        "S:" => Part::Title,
        "O" => Part::Object,
        "CUE" => Part::Cue,
        "~" => Part::Gap {
            most: 100,
            far: false,
        },
        "…" => Part::Gap {
            most: 200,
            far: true,
        },
        words => Part::Word(words.split('|').map(super::sentence::plain).collect()),
    }
}

/// Reads `0.93` as 93.
fn share(text: &str) -> Result<u8, String> {
    let digits = text.strip_prefix("0.").filter(|d| d.len() == 2);
    let number = digits.and_then(|d| d.parse().ok());
    number.ok_or_else(|| format!("{text} is no share such as 0.93"))
}
