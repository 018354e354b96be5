//! Words that show whether a name is meant: cues beside it, and ordinary words that it is only a part of.
//!
//! Sample rows of `cues.csv`: `发布,after,Company Organization Model Product Hardware` `CEO,before,Person`; of `stop.csv`: `高通量,high-throughput`.

use crate::builtin;
use crate::entity::Kind;
use crate::text::fold;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Cues by their key.
#[derive(Debug, Default)]
struct Cues {
    before: HashMap<String, Vec<Kind>>,
    after: HashMap<String, Vec<Kind>>,
}

static CUES: LazyLock<Cues> = LazyLock::new(|| {
    let mut cues = Cues::default();
    for row in builtin::dictionary("cues.csv").lines().skip(1) {
        let mut cells = row.split(',');
        let (Some(cue), Some(side), Some(kinds)) = (cells.next(), cells.next(), cells.next())
        else {
            continue;
        };
        let kinds = kinds.split(' ').filter_map(|k| k.parse().ok()).collect();
        let table = match side {
            "before" => &mut cues.before,
            _ => &mut cues.after,
        };
        table.insert(fold::key(cue), kinds);
    }
    cues
});

/// Characters of the longest cue.
const LONGEST: usize = 6;

/// Says whether a cue beside a name shows that an entity of this kind is meant. `before` and `after` are the texts around it.
pub fn has_cue(before: &str, after: &str, kind: Kind) -> bool {
    let fits = |kinds: Option<&Vec<Kind>>| kinds.is_some_and(|k| k.contains(&kind));
    let near: String = after.chars().take(LONGEST + 2).collect();
    let near: Vec<char> = fold::fold(near.trim_start()).text.chars().collect();
    let follows = (1..=near.len().min(LONGEST)).any(|n| {
        let cue: String = near[..n].iter().collect();
        fits(CUES.after.get(&cue))
    });
    let near: Vec<char> = before.chars().rev().take(LONGEST + 2).collect();
    let near: String = near.into_iter().rev().collect();
    let near: Vec<char> = fold::fold(near.trim_end()).text.chars().collect();
    follows
        || (1..=near.len().min(LONGEST)).any(|n| {
            let cue: String = near[near.len() - n..].iter().collect();
            fits(CUES.before.get(&cue))
        })
}

/// The keys of ordinary words that swallow a name inside them.
pub(super) fn stop_words() -> Vec<String> {
    builtin::dictionary("stop.csv")
        .lines()
        .skip(1)
        .filter_map(|row| row.split(',').next())
        .map(fold::key)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cues_stand_on_either_side_in_either_script() {
        assert!(has_cue("", "發布了新模型", Kind::Company));
        assert!(has_cue("微軟 CEO ", "說", Kind::Person));
        assert!(has_cue("搭载", "", Kind::Product));
        assert!(!has_cue("吃了一个", "，很甜", Kind::Company));
        assert!(!has_cue("", "發布了新模型", Kind::Person));
    }
}
