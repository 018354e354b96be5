//! How fast texts are folded and matched: `cargo bench --bench matching -- TEXT [ALIASES.tsv]` prints MB/s, one JSON line a run.
//!
//! ALIASES.tsv (alias, entity, type, label) is read as rows of a user's own dictionary, beside the built-in ones. `matching.sh` runs this
//! beside a Python program that does the same.

use aikg::lexicon::{Lexicon, Scratch, Table, builtin_tables};
use aikg::text::fold;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut paths = std::env::args().skip(1).filter(|a| !a.starts_with("--"));
    // `cargo test` runs this without arguments: there is nothing to measure then.
    let Some(text) = paths.next() else {
        return Ok(());
    };
    let text = std::fs::read_to_string(text)?;
    let mut tables = builtin_tables();
    if let Some(more) = paths.next() {
        tables.push(own_rows(&std::fs::read_to_string(more)?));
    }
    let start = Instant::now();
    let lexicon = Lexicon::new(&tables);
    lexicon.hits("", &mut Scratch::default(), |_| ());
    let ready = start.elapsed().as_secs_f64();
    let speed = |work: &dyn Fn() -> usize| {
        let start = Instant::now();
        let found = work();
        let seconds = start.elapsed().as_secs_f64();
        (text.len() as f64 / 1e6 / seconds, found)
    };
    let fold = || {
        let mut n = 0;
        fold::stretches(&text, |chars, _| n += chars.len());
        n
    };
    let scan = || {
        let mut n = 0;
        let mut scratch = Scratch::default();
        for line in text.lines() {
            lexicon.hits(line, &mut scratch, |_| n += 1);
        }
        n
    };
    let (folded, _) = speed(&fold);
    let (matched, hits) = speed(&scan);
    writeln!(
        std::io::stdout(),
        "{{\"keys\":{},\"ready_s\":{ready:.3},\"fold_mb_s\":{folded:.1},\"fold_and_match_mb_s\":{matched:.1},\"hits\":{hits}}}",
        lexicon.keys(),
    )?;
    Ok(())
}

/// The rows of `alias, entity, type, label` as a dictionary.
fn own_rows(tsv: &str) -> Table {
    let mut entities: BTreeMap<String, (&str, Vec<&str>)> = BTreeMap::new();
    for row in tsv.lines().filter(|row| !row.starts_with('#')) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [alias, entity, kind, ..] = cells.as_slice() else {
            continue;
        };
        let kind = match *kind {
            "person" => "Person",
            "model" => "Model",
            _ => "Company",
        };
        let id: String = entity
            .to_lowercase()
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
            .collect();
        let row = entities
            .entry(format!("own-{id}"))
            .or_insert((kind, Vec::new()));
        row.1.push(alias);
    }
    let mut text = String::from("id,type,en,zh-hans,zh-hant,aliases,of,since,until,notes\n");
    for (id, (kind, aliases)) in entities {
        let names = aliases.join("|").replace('"', "\"\"");
        text.push_str(&format!("{id},{kind},,,,\"{names}\",,,,\n"));
    }
    Table {
        name: "own/companies.csv".into(),
        text,
    }
}
