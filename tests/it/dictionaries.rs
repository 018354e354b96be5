//! Data is tested like code: ids, references, ambiguity, order, form.

use aikg::builtin;
use aikg::digest::Labels;
use aikg::entity::Kind;
use aikg::lexicon::{Lexicon, is_entity_table};
use aikg::text::fold;
use std::collections::{BTreeMap, BTreeSet};
use unicode_normalization::is_nfc;

#[test]
fn every_row_is_read() {
    let lexicon = Lexicon::builtin();
    assert!(lexicon.warnings.is_empty(), "{:#?}", lexicon.warnings);
    assert!(Labels::builtin().warnings.is_empty());
    assert!(lexicon.len() >= 400, "{} entities", lexicon.len());
    for kind in Kind::ALL {
        let any = lexicon.entities().any(|e| e.kind == kind);
        assert!(any || kind == Kind::Other, "no {kind}");
    }
}

#[test]
fn ids_stand_once_over_all_files() {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for file in builtin::dictionaries()
        .into_iter()
        .filter(|f| is_entity_table(f.name))
    {
        for row in csv::Reader::from_reader(file.text.as_bytes()).records() {
            let id = row.unwrap()[0].to_string();
            if let Some(other) = seen.insert(id.clone(), file.name) {
                panic!("{id} stands in {other} and in {}", file.name);
            }
        }
    }
}

#[test]
fn no_name_has_two_meanings_of_one_kind() {
    let lexicon = Lexicon::builtin();
    let mut meanings: BTreeMap<(Kind, String), BTreeSet<&str>> = BTreeMap::new();
    for entity in lexicon.entities() {
        for alias in entity.aliases.iter().filter(|a| !a.marks.context) {
            let key = (entity.kind, fold::key(&alias.text));
            meanings.entry(key).or_default().insert(&entity.id);
        }
    }
    let doubles: Vec<_> = meanings.iter().filter(|(_, ids)| ids.len() > 1).collect();
    assert!(doubles.is_empty(), "mark them ^context: {doubles:?}");
}

#[test]
fn files_are_sorted_and_normal() {
    for file in builtin::dictionaries() {
        assert!(is_nfc(file.text), "{} is not NFC", file.name);
        assert!(!file.text.contains('\r'), "{} has CR", file.name);
        assert!(
            file.text.ends_with('\n'),
            "{} ends without a line end",
            file.name
        );
        if !is_entity_table(file.name) {
            continue;
        }
        let ids: Vec<String> = csv::Reader::from_reader(file.text.as_bytes())
            .records()
            .map(|r| r.unwrap()[0].to_string())
            .collect();
        assert!(
            ids.windows(2).all(|w| w[0] < w[1]),
            "{} is not sorted",
            file.name
        );
    }
}

#[test]
fn every_name_folds_to_something() {
    for entity in Lexicon::builtin().entities() {
        for alias in &entity.aliases {
            assert!(
                !fold::key(&alias.text).is_empty(),
                "{}: {}",
                entity.id,
                alias.text
            );
        }
    }
}

#[test]
fn words_are_tables_of_their_form_and_stop_words_are_no_names() {
    let lexicon = Lexicon::builtin();
    for (name, columns) in [
        ("stop.csv", 2),
        ("clauses.csv", 3),
        ("cues.csv", 3),
        ("suffixes.csv", 2),
        ("regional.csv", 2),
        ("senses.csv", 3),
        ("surnames.csv", 2),
        ("words.csv", 2),
    ] {
        let text = builtin::dictionary(name);
        let rows: Vec<&str> = text.lines().skip(1).collect();
        assert!(rows.len() > 30, "{name}");
        assert!(
            rows.windows(2).all(|w| w[0] < w[1]),
            "{name} is sorted, each row once"
        );
        for row in rows {
            assert_eq!(row.split(',').count(), columns, "{name}: {row}");
        }
    }
    for row in builtin::dictionary("stop.csv").lines().skip(1) {
        let word = row.split(',').next().unwrap();
        assert!(
            lexicon.names(&fold::key(word)).is_empty(),
            "{word} is a name too"
        );
    }
}

#[test]
fn versions_are_rows_of_their_own() {
    let versioned = regex::Regex::new(r"^v?\d+(\.\d+)*$").unwrap();
    // A year of an event, the day or month of a snapshot: not a version.
    let year = regex::Regex::new(
        r"((19|20)\d\d|20\d{6}|2[2-7](0[1-9]|1[0-2])|(0[1-9]|1[0-2])([0-2]\d|3[01]))$",
    )
    .unwrap();
    let lexicon = Lexicon::builtin();
    let mut wrong = Vec::new();
    for entity in lexicon.entities() {
        if !matches!(
            entity.kind,
            Kind::Model | Kind::Product | Kind::Hardware | Kind::Method | Kind::Dataset
        ) {
            continue;
        }
        let preferred = [&entity.en, &entity.zh_hans, &entity.zh_hant].map(|n| fold::key(n));
        for alias in &entity.aliases {
            let key = fold::key(&alias.text);
            let is_version = preferred.iter().any(|base| {
                !base.is_empty()
                    && !base.ends_with(|c: char| c.is_ascii_digit())
                    && key
                        .strip_prefix(base.as_str())
                        .is_some_and(|v| versioned.is_match(v))
            });
            if is_version && !year.is_match(&key) {
                wrong.push(format!("{}: {}", entity.id, alias.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
