//! Which entities an item names, and in which of its passages.

/// Stands for no passage: a paper that is only cited.
const NOWHERE: u32 = u32::MAX;

/// The entities that an item names, by number, each with the passages that name it. Eight bytes for each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named(Vec<(u32, u32)>);

impl FromIterator<(u32, Option<u32>)> for Named {
    fn from_iter<I: IntoIterator<Item = (u32, Option<u32>)>>(all: I) -> Self {
        let all = all.into_iter();
        let mut named: Vec<_> = all.map(|(n, p)| (n, p.unwrap_or(NOWHERE))).collect();
        named.sort_unstable();
        named.dedup();
        Self(named)
    }
}

impl Named {
    /// The entities, each once, in the order of their numbers.
    pub fn entities(&self) -> impl Iterator<Item = u32> + '_ {
        self.0
            .chunk_by(|a, b| a.0 == b.0)
            .filter_map(|same| Some(same.first()?.0))
    }

    /// How many entities there are.
    pub fn count(&self) -> usize {
        self.entities().count()
    }

    /// Says whether an entity is named.
    pub fn has(&self, entity: u32) -> bool {
        let at = self.0.partition_point(|(n, _)| *n < entity);
        self.0.get(at).is_some_and(|(n, _)| *n == entity)
    }

    /// Each entity with each passage that names it; `None` where it is only cited. In order.
    pub fn places(&self) -> impl Iterator<Item = (u32, Option<u32>)> + '_ {
        let places = self.0.iter();
        places.map(|(n, p)| (*n, Some(*p).filter(|p| *p != NOWHERE)))
    }

    /// Leaves only some of the entities.
    pub fn retain(&mut self, wanted: impl Fn(u32) -> bool) {
        self.0.retain(|(n, _)| wanted(*n));
    }
}
