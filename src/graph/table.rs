//! The same facts as CSV: RFC 4180, UTF-8, LF, a header row, rows sorted by their columns from the left.

use super::claim::Told;
use crate::extract::Extract;
use crate::link::Registry;

/// The tables and their columns; scripts rely on both.
pub const TABLES: [(&str, &[&str]); 5] = [
    (
        "items.csv",
        &[
            "digest",
            "item",
            "heading",
            "section",
            "date",
            "importance",
            "topics",
            "sources",
        ],
    ),
    (
        "mentions.csv",
        &[
            "digest",
            "item",
            "heading",
            "surface",
            "start",
            "end",
            "entity",
            "canonical",
            "type",
            "origin",
            "nested",
            "passage",
        ],
    ),
    (
        "entities.csv",
        &[
            "entity",
            "canonical",
            "type",
            "aliases",
            "first_seen",
            "last_seen",
            "items",
            "mentions",
        ],
    ),
    (
        "relations.csv",
        &[
            "digest",
            "item",
            "subject",
            "subject_name",
            "predicate",
            "object",
            "object_name",
            "date",
            "evidence",
            "confidence",
            "polarity",
            "start",
            "end",
            "rule",
            "subject_at",
            "object_at",
        ],
    ),
    (
        "papers.csv",
        &[
            "digest",
            "item",
            "identifier",
            "version",
            "url",
            "title",
            "entity",
        ],
    ),
];

/// The rows that one digest adds, as CSV without headers.
#[derive(Debug, Default)]
pub struct Rows {
    /// Of `items.csv`.
    pub items: Vec<u8>,
    /// Of `mentions.csv`.
    pub mentions: Vec<u8>,
    /// Of `relations.csv`.
    pub relations: Vec<u8>,
    /// Of `papers.csv`.
    pub papers: Vec<u8>,
}

/// Writes records as CSV. Writing to memory cannot fail.
fn csv<R, F>(records: impl IntoIterator<Item = R>) -> Vec<u8>
where
    R: IntoIterator<Item = F>,
    F: AsRef<[u8]>,
{
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .from_writer(Vec::new());
    for record in records {
        writer
            .write_record(record)
            .expect("writing to memory does not fail");
    }
    writer
        .into_inner()
        .expect("flushing to memory does not fail")
}

/// The header row of a table.
pub(crate) fn header(name: &str) -> Vec<u8> {
    let columns = TABLES
        .iter()
        .find(|(table, _)| *table == name)
        .map_or(&[][..], |(_, columns)| columns);
    csv([columns])
}

/// Joins the values of a multi-valued cell: parted by `|`, with `\|` and `\\` as escapes.
pub fn cell<S: AsRef<str>>(values: impl IntoIterator<Item = S>) -> String {
    let mut out = String::new();
    for (number, value) in values.into_iter().enumerate() {
        if number > 0 {
            out.push('|');
        }
        for c in value.as_ref().chars() {
            if matches!(c, '|' | '\\') {
                out.push('\\');
            }
            out.push(c);
        }
    }
    out
}

/// Parts a multi-valued cell again.
pub fn values(cell: &str) -> Vec<String> {
    if !cell.contains('\\') {
        let values = cell.split('|').filter(|value| !value.is_empty());
        return values.map(str::to_string).collect();
    }
    let mut values = vec![String::new()];
    let mut escaped = false;
    for c in cell.chars() {
        let last = values.len() - 1;
        match c {
            _ if escaped => {
                values[last].push(c);
                escaped = false;
            }
            '\\' => escaped = true,
            '|' => values.push(String::new()),
            c => values[last].push(c),
        }
    }
    values.retain(|v| !v.is_empty());
    values
}

/// Makes the rows of one digest.
pub(super) fn rows(extract: &Extract, registry: &Registry, claims: &[Told<'_>]) -> Rows {
    Rows {
        items: items(extract, registry),
        mentions: mentions(extract, registry),
        relations: relations(extract, claims),
        papers: papers(extract, registry),
    }
}

fn items(extract: &Extract, registry: &Registry) -> Vec<u8> {
    csv(extract.items.iter().map(|item| {
        let mut topics: Vec<&str> = item
            .topics
            .iter()
            .filter_map(|t| Some(registry.topic_of(t)?.id.as_str()))
            .collect();
        topics.sort_unstable();
        topics.dedup();
        [
            extract.name.clone(),
            item.number.to_string(),
            item.heading.clone(),
            item.section.clone(),
            item.date.map_or_else(String::new, |d| d.to_string()),
            item.importance.clone(),
            cell(topics),
            cell(item.sources.iter().map(|s| s.url.as_str())),
        ]
    }))
}

fn mentions(extract: &Extract, registry: &Registry) -> Vec<u8> {
    let heading = |number: u32| -> &str {
        number
            .checked_sub(1)
            .and_then(|i| extract.items.get(i as usize))
            .map_or(&extract.title, |item| &item.heading)
    };
    let mut order: Vec<_> = extract.mentions.iter().collect();
    order.sort_by_key(|s| {
        let m = &s.mention;
        (m.item, &s.surface, m.span.start, m.span.end)
    });
    csv(order.into_iter().filter_map(|surfaced| {
        let mention = &surfaced.mention;
        let entity = registry.entity(registry.entity_of(&mention.meaning)?)?;
        Some([
            extract.name.clone(),
            mention.item.to_string(),
            heading(mention.item).to_string(),
            surfaced.surface.clone(),
            mention.span.start.to_string(),
            mention.span.end.to_string(),
            entity.id.clone(),
            entity.canonical.clone(),
            entity.kind.name().to_string(),
            mention.origin.name().to_string(),
            u8::from(mention.nested).to_string(),
            surfaced.passage.to_string(),
        ])
    }))
}

/// The rows of `relations.csv`; claims come sorted.
fn relations(extract: &Extract, claims: &[Told<'_>]) -> Vec<u8> {
    csv(claims.iter().map(|told| {
        let claim = told.claim;
        let [subject_at, object_at] = told.places();
        [
            extract.name.clone(),
            claim.item.to_string(),
            told.subject.id.clone(),
            told.subject.canonical.clone(),
            claim.predicate.name().to_string(),
            told.object.id.clone(),
            told.object.canonical.clone(),
            told.date.map_or_else(String::new, |d| d.to_string()),
            claim.evidence.clone(),
            told.confidence(),
            claim.polarity.name().to_string(),
            claim.span.start.to_string(),
            claim.span.end.to_string(),
            claim.rule.clone(),
            subject_at,
            object_at,
        ]
    }))
}

fn papers(extract: &Extract, registry: &Registry) -> Vec<u8> {
    let head = extract.citations.iter().map(|c| (0, c));
    let items = extract
        .items
        .iter()
        .flat_map(|item| item.citations.iter().map(move |c| (item.number, c)));
    let mut all: Vec<_> = head.chain(items).collect();
    all.sort();
    csv(all.into_iter().map(|(number, citation)| {
        let entity = registry.paper(citation).and_then(|n| registry.entity(n));
        [
            extract.name.clone(),
            number.to_string(),
            citation.identifier.clone(),
            citation.version.clone(),
            citation.url.clone(),
            citation.title.clone(),
            entity.map_or_else(String::new, |e| e.id.clone()),
        ]
    }))
}

/// Makes all rows of `entities.csv`.
pub(crate) fn entities(registry: &Registry) -> Vec<u8> {
    csv(registry.entities.iter().map(|entity| {
        let date = |d: Option<jiff::civil::Date>| d.map_or_else(String::new, |d| d.to_string());
        [
            entity.id.clone(),
            entity.canonical.clone(),
            entity.kind.name().to_string(),
            cell(entity.spellings.keys()),
            date(entity.first),
            date(entity.last),
            entity.items.to_string(),
            entity.mentions.to_string(),
        ]
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn cells_come_apart_as_they_were_joined(parts in proptest::collection::vec("[a-c|\\\\ 一]{1,5}", 0..5)) {
            proptest::prop_assert_eq!(values(&cell(&parts)), parts);
        }
    }
}
