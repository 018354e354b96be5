//! The fifteen predicates and the kinds of entities that each may join.

use super::kinds::Kinds;
use crate::entity::Kind::{
    self, Company, Dataset, Event, Hardware, Method, Model, Organization, Paper, Person, Product,
};
use serde::{Deserialize, Serialize};

/// What a claim says of its two entities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Predicate {
    /// Buys.
    Acquires,
    /// Works for, is to work for or used to work for.
    AffiliatedWith,
    /// Is an author of.
    Authored,
    /// Is built upon or derived from.
    BasedOn,
    /// Works together with.
    CollaboratesWith,
    /// Is a rival of.
    CompetesWith,
    /// Makes or releases.
    Develops,
    /// Is measured on.
    EvaluatedOn,
    /// Is a founder of.
    Founded,
    /// Puts money into.
    InvestsIn,
    /// Does better than.
    Outperforms,
    /// Is a part, member or version of.
    PartOf,
    /// Puts forward as something new.
    Proposes,
    /// Appears in.
    PublishedIn,
    /// Needs or uses to run.
    RunsOn,
}

use Predicate::{
    Acquires, AffiliatedWith, Authored, BasedOn, CollaboratesWith, CompetesWith, Develops,
    EvaluatedOn, Founded, InvestsIn, Outperforms, PartOf, Proposes, PublishedIn, RunsOn,
};

/// Those who act together or alone.
const ACTORS: Kinds = Kinds::of(&[Company, Organization]);
/// What works.
const WORKS: Kinds = Kinds::of(&[Model, Product, Hardware, Method]);
/// What is made.
const MADE: Kinds = Kinds::of(&[Model, Product, Hardware, Dataset, Method]);

impl Predicate {
    /// All predicates, sorted by name.
    pub const ALL: [Predicate; 15] = [
        Acquires,
        AffiliatedWith,
        Authored,
        BasedOn,
        CollaboratesWith,
        CompetesWith,
        Develops,
        EvaluatedOn,
        Founded,
        InvestsIn,
        Outperforms,
        PartOf,
        Proposes,
        PublishedIn,
        RunsOn,
    ];

    /// The name as it stands in the tables.
    pub fn name(self) -> &'static str {
        match self {
            Acquires => "acquires",
            AffiliatedWith => "affiliated_with",
            Authored => "authored",
            BasedOn => "based_on",
            CollaboratesWith => "collaborates_with",
            CompetesWith => "competes_with",
            Develops => "develops",
            EvaluatedOn => "evaluated_on",
            Founded => "founded",
            InvestsIn => "invests_in",
            Outperforms => "outperforms",
            PartOf => "part_of",
            Proposes => "proposes",
            PublishedIn => "published_in",
            RunsOn => "runs_on",
        }
    }

    /// Says whether the claim says the same with its entities changed about.
    pub fn is_symmetric(self) -> bool {
        matches!(self, CollaboratesWith | CompetesWith)
    }

    /// The kinds that its subject may be of.
    pub fn subjects(self) -> Kinds {
        match self {
            Acquires => ACTORS,
            AffiliatedWith | Authored => Kinds::of(&[Person]),
            BasedOn => MADE,
            EvaluatedOn | RunsOn | Outperforms => WORKS,
            CollaboratesWith | Founded | InvestsIn => ACTORS.and(Kinds::of(&[Person])),
            CompetesWith => ACTORS.and(MADE),
            Develops => ACTORS,
            PartOf => ACTORS.and(MADE),
            Proposes => Kinds::of(&[Paper]),
            PublishedIn => MADE.and(Kinds::of(&[Paper])),
        }
    }

    /// The kinds that its object may be of.
    pub fn objects(self) -> Kinds {
        match self {
            Acquires => ACTORS.and(Kinds::of(&[Product])),
            AffiliatedWith => ACTORS,
            Authored => MADE.and(Kinds::of(&[Paper])),
            BasedOn => MADE.and(Kinds::of(&[Paper])),
            CollaboratesWith => ACTORS.and(Kinds::of(&[Person])),
            CompetesWith => ACTORS.and(MADE),
            Develops | Proposes => MADE,
            Outperforms => WORKS,
            EvaluatedOn => Kinds::of(&[Dataset]),
            Founded | InvestsIn => ACTORS,
            PartOf => ACTORS.and(MADE),
            PublishedIn => Kinds::of(&[Organization, Event]),
            RunsOn => Kinds::of(&[Hardware, Product]),
        }
    }

    /// Says whether its object may be a technique of no one in particular, such as reinforcement learning: one builds upon it or was the
    /// first to describe it, but no one releases it.
    pub(super) fn takes_common(self) -> bool {
        matches!(self, Authored | BasedOn | Proposes)
    }

    /// Says whether a team's claim is that of its parent too: both release what the team releases.
    pub(super) fn takes_owner(self) -> bool {
        matches!(self, Develops | AffiliatedWith)
    }

    /// Says whether entities of these kinds may stand in a claim: a claim joins two who act or two that are made where both sides may be
    /// either.
    pub fn fits(self, subject: Kind, object: Kind) -> bool {
        let alike = ACTORS.has(subject) == ACTORS.has(object);
        self.subjects().has(subject)
            && self.objects().has(object)
            && (self != CompetesWith || alike)
            // A product is part of a product; that a firm has it is `develops`.
            && (self != PartOf || alike)
    }
}

impl std::str::FromStr for Predicate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|p| p.name() == text);
        found.ok_or_else(|| format!("no predicate is named {text}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back() {
        for predicate in Predicate::ALL {
            assert_eq!(predicate.name().parse(), Ok(predicate));
        }
        assert!(Predicate::ALL.windows(2).all(|w| w[0].name() < w[1].name()));
    }

    #[test]
    fn kinds_decide() {
        assert!(Develops.fits(Company, Model));
        assert!(!Develops.fits(Model, Company));
        assert!(PartOf.fits(Organization, Company));
        assert!(!PartOf.fits(Model, Company));
    }
}
