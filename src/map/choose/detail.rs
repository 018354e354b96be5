//! When and where the entities and ties of a map are named.

use super::{Choice, Options, fits, gather};
use crate::graph::{Built, pairs_of};
use std::cmp::Reverse;

/// How many items a tie keeps as its evidence: the latest.
const EVIDENCE: usize = 5;

/// Looks up the days and the items of all that was chosen.
pub(super) fn look_up(choice: &mut Choice, built: &Built, options: &Options) {
    let wanted = gather::wanted(built, options);
    let is_wanted = |number: u32| wanted.get(number as usize).copied().unwrap_or(false);
    for (place, item) in built.items.iter().enumerate() {
        if !fits(item, options, options.from, options.to) {
            continue;
        }
        let mut chosen = 0;
        for number in item.named.entities() {
            if let Some(presence) = choice.entities.get_mut(&number) {
                chosen += 1;
                if let Some(day) = item.date {
                    *presence.days.entry(day).or_default() += 1;
                }
            }
        }
        if chosen < 2 {
            continue;
        }
        for pair in pairs_of(&item.named, is_wanted) {
            if let Some(tie) = choice.ties.get_mut(&pair).filter(|tie| tie.items > 0) {
                tie.evidence.push(place);
                if let Some(day) = item.date {
                    *tie.days.entry(day).or_default() += 1;
                }
            }
        }
    }
    for tie in choice.ties.values_mut() {
        let date = |place: &usize| built.items.get(*place).and_then(|i| i.date);
        tie.evidence
            .sort_by_key(|place| (Reverse(date(place)), *place));
        tie.evidence.truncate(EVIDENCE);
    }
}
