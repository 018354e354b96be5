//! Which entities and ties a map shows.
//!
//! `gather` counts who is named with whom in the period, `strength` says how much each tie tells, `reach` which entities are drawn,
//! `thin` which of their ties, and `detail` looks up when and where those are named.

mod detail;
mod gather;
mod reach;
mod strength;
mod thin;

use crate::entity::Kind;
use crate::error::Result;
use crate::graph::{Built, BuiltItem};
use crate::lexicon::Lexicon;
use crate::relation::{Polarity, Predicate};
use gather::Gathered;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// How the strength of a tie is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weight {
    /// The number of items that name both.
    #[default]
    Count,
    /// Normalised pointwise mutual information (Bouma 2009), from 0 to 1.
    Npmi,
    /// Association strength (van Eck and Waltman 2009): items that name both, over those expected by chance.
    Association,
}

/// Which entities a map is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shape {
    /// What is near the entities in the middle; without any, the most named of all.
    #[default]
    Around,
    /// The ways from each entity in the middle to the next.
    Paths,
    /// What belongs to the entities in the middle: their models, products, people and papers.
    Profile,
}

/// A kind of tie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// Named together.
    CoMention,
    /// Made, owned or employed by, as the dictionaries say.
    Owner,
    /// Claimed by a digest.
    Claim(Predicate),
}

impl std::str::FromStr for Relation {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let claim = || Predicate::ALL.into_iter().find(|p| p.name() == text);
        match text {
            "co_mention" => Ok(Self::CoMention),
            "owner" => Ok(Self::Owner),
            _ => claim().map(Self::Claim).ok_or_else(|| {
                let names: Vec<&str> = Predicate::ALL.iter().map(|p| p.name()).collect();
                format!("one of co_mention, owner, {}", names.join(", "))
            }),
        }
    }
}

/// What the map is asked for.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Entities that stand in the middle, by number; none for the strongest of all.
    pub centers: Vec<u32>,
    /// How many steps away from them.
    pub depth: u8,
    /// Which entities.
    pub shape: Shape,
    /// How many entities at the most.
    pub top: usize,
    /// Only these kinds; none for all that act or are made.
    pub kinds: Vec<Kind>,
    /// Only these kinds of ties; none for all.
    pub relations: Vec<Relation>,
    /// Only items with one of these topics, by id.
    pub topics: Option<BTreeSet<String>>,
    /// Only items from this day on.
    pub from: Option<Date>,
    /// Only items up to this day.
    pub to: Option<Date>,
    /// First and last day of another period to compare with.
    pub against: Option<(Date, Date)>,
    /// Only ties of at least this many items; `None` for two where enough ties have that, else one.
    pub min_weight: Option<u32>,
    /// How strength is measured.
    pub weight: Weight,
    /// Only ties whose strength chance explains with less than this probability, by the disparity filter; `None` for as many ties as
    /// can be read.
    pub backbone: Option<f64>,
    /// What is named everywhere and says little, by id: left out unless it is asked for.
    pub hubs: BTreeSet<String>,
}

/// What a map shows.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// The entities by number.
    pub entities: BTreeMap<u32, Presence>,
    /// Their ties, the smaller number first.
    pub ties: BTreeMap<(u32, u32), Tie>,
    /// The entities in the middle.
    pub centers: Vec<u32>,
    /// What was looked at.
    pub now: Scope,
    /// What it is compared with.
    pub before: Option<Scope>,
    /// How many entities were left out because of the limit.
    pub left_out: usize,
    /// How many ties between the entities shown are not drawn.
    pub thinned: usize,
    /// How many hubs were left out.
    pub hubs: usize,
}

/// How much there was to look at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Scope {
    /// Items.
    pub items: u32,
    /// Digests that hold them.
    pub digests: usize,
    /// First and last date of those items.
    pub period: Option<(Date, Date)>,
}

/// How often an entity is named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Presence {
    /// Items of the period.
    pub items: u32,
    /// Items of the period before.
    pub before: u32,
    /// How many of the items of the period on each day.
    pub days: BTreeMap<Date, u32>,
}

/// A tie between two entities.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tie {
    /// How many items name both.
    pub items: u32,
    /// How many did in the period before.
    pub before: u32,
    /// How much it tells, by [`Weight`].
    pub strength: f64,
    /// Whether one belongs to the other by the dictionaries: `true` if the first belongs to the second.
    pub owner: Option<bool>,
    /// What is claimed, the most claimed first.
    pub claims: Vec<Claimed>,
    /// Some of the items, as places in [`Built::items`], the latest first.
    pub evidence: Vec<usize>,
    /// How many of the items on each day.
    pub days: BTreeMap<Date, u32>,
}

/// What digests claim of the two ends of a tie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// What is said.
    pub predicate: Predicate,
    /// Whether it is said to be so.
    pub polarity: Polarity,
    /// Whether the first end is the subject.
    pub forward: bool,
    /// How many items say it.
    pub items: u32,
    /// The words that say it best.
    pub quote: String,
    /// The item that holds them, as a place in [`Built::items`].
    pub item: usize,
    /// How many of a hundred such claims are right.
    pub confidence: u8,
}

impl Tie {
    /// The number that widths and limits go by: items, or claims where no item counts.
    pub fn weight(&self) -> u32 {
        let claims = self.claims.iter().map(|c| c.items).max().unwrap_or(0);
        self.items.max(claims)
    }
}

/// Whether a number went up or down between two periods, as shares of what each holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Not there before.
    New,
    /// At least half as much again.
    Grown,
    /// Neither.
    Steady,
    /// At most two thirds.
    Shrunk,
    /// There no more.
    Gone,
}

impl Choice {
    /// How a number of items changed; `None` where nothing is compared.
    pub fn change(&self, now: u32, before: u32) -> Option<Change> {
        let other = self.before?;
        let share = |n: u32, of: u32| f64::from(n) / f64::from(of.max(1));
        let (a, b) = (share(now, self.now.items), share(before, other.items));
        Some(match (now, before) {
            (_, 0) => Change::New,
            (0, _) => Change::Gone,
            // One item more or less is no news.
            _ if now.abs_diff(before) < 2 => Change::Steady,
            _ if a >= b * 1.5 => Change::Grown,
            _ if a <= b / 1.5 => Change::Shrunk,
            _ => Change::Steady,
        })
    }
}

/// So many ties of two items make a map; a single item that names two entities says little of them.
const ENOUGH: usize = 12;

/// Chooses what to draw of the graph in `dir`.
///
/// # Errors
/// The table of claims is damaged.
pub fn choose(built: &Built, dir: &Path, lexicon: &Lexicon, options: &Options) -> Result<Choice> {
    let mut gathered = Gathered::new(built, options);
    gathered.claims(built, dir, options)?;
    gathered.owners(built, lexicon, options);
    let hubs = gathered.leave_out_hubs(built, lexicon, options);
    let mut choice = chosen(gathered, built, options);
    choice.hubs = hubs;
    detail::look_up(&mut choice, built, options);
    Ok(choice)
}

fn chosen(mut gathered: Gathered, built: &Built, options: &Options) -> Choice {
    let least = options.min_weight.unwrap_or_else(|| {
        let strong = gathered.ties.values().filter(|t| t.weight() >= 2).count();
        let alone = options.centers.is_empty() && options.shape == Shape::Around;
        if alone && strong >= ENOUGH { 2 } else { 1 }
    });
    gathered
        .ties
        .retain(|_, tie| tie.weight().max(tie.before) >= least || tie.owner.is_some());
    strength::measure(&mut gathered, options.weight);
    let ranked = reach::ranked(&gathered, built, options);
    let mut choice = Choice {
        centers: options.centers.clone(),
        now: gathered.now,
        before: gathered.before,
        left_out: ranked.len().saturating_sub(options.top),
        ..Choice::default()
    };
    let kept: BTreeSet<u32> = ranked.into_iter().take(options.top.max(1)).collect();
    let mut ties = gathered.ties;
    ties.retain(|(a, b), _| kept.contains(a) && kept.contains(b));
    let before = ties.len();
    choice.ties = match options.shape {
        Shape::Paths => reach::on_paths(ties, options),
        _ => thin::thin(ties, options),
    };
    choice.thinned = before - choice.ties.len();
    // Whoever is tied only to entities that were left out would stand alone.
    let tied: BTreeSet<u32> = choice
        .ties
        .keys()
        .flat_map(|(a, b)| [*a, *b])
        .chain(options.centers.iter().copied())
        .collect();
    choice.left_out += kept.difference(&tied).count();
    choice.entities = tied
        .iter()
        .map(|n| (*n, gathered.entities.get(n).cloned().unwrap_or_default()))
        .collect();
    choice
}

/// Whether an item is of a period, and of the topics that are asked for.
fn fits(item: &BuiltItem, options: &Options, from: Option<Date>, to: Option<Date>) -> bool {
    let in_time = match item.date {
        Some(day) => from.is_none_or(|from| day >= from) && to.is_none_or(|to| day <= to),
        None => from.is_none() && to.is_none(),
    };
    in_time
        && options
            .topics
            .as_ref()
            .is_none_or(|wanted| item.topics.iter().any(|t| wanted.contains(t)))
}
