//! What is fed with bytes of any kind: none of it may panic, hang or say what its input does not hold.
//!
//! `cargo +nightly fuzz run digest fuzz/corpus/digest tests/seeds/digest` (and so on, by the names in [`TARGETS`]) looks for bytes that break
//! one; `tests/it/fuzz.rs` runs all of them over changed seeds in every `cargo test`.

use aikg::cluster::{self, Input};
use aikg::extract::{Knowledge, extract};
use aikg::lexicon::{Lexicon, Table};
use aikg::map::draw::dot;
use aikg::mention::Finder;
use aikg::query::{Names, catalogue};
use aikg::store::{Pattern, Store};
use aikg::text::fold;
use std::borrow::Cow;
use std::io::Cursor;
use std::path::PathBuf;
use std::sync::LazyLock;

/// Takes bytes of any kind.
pub type Target = fn(&[u8]);

/// All targets; `tests/seeds/` has a folder for each.
pub const TARGETS: [(&str, Target); 9] = [
    ("digest", digest),
    ("front", front),
    ("list", list),
    ("folding", folding),
    ("dictionary", dictionary),
    ("store", store),
    ("quoting", quoting),
    ("parameter", parameter),
    ("lines", lines),
];

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(Knowledge::builtin);

fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// A whole digest: every mention is what stands at its bytes.
pub fn digest(bytes: &[u8]) {
    let source = text(bytes);
    let extract = extract(
        "2026-01-05-x.md",
        &source,
        &KNOWLEDGE,
        &mut Finder::default(),
    );
    for surfaced in &extract.mentions {
        assert_eq!(surfaced.mention.span.of(&source), surfaced.surface);
    }
    for claim in &extract.claims {
        assert_eq!(claim.span.of(&source), claim.evidence);
    }
    for item in &extract.items {
        assert!(item.span.end as usize <= source.len());
    }
}

/// The YAML head of a digest.
pub fn front(bytes: &[u8]) {
    let source = format!("---\n{}\n---\n\n## 輝達\n\n一。\n", text(bytes));
    digest(source.as_bytes());
}

/// An entity list.
pub fn list(bytes: &[u8]) {
    let source = format!("# A 2026-01-05\n\n## 一\n\n**關鍵實體**：{}\n", text(bytes));
    digest(source.as_bytes());
}

/// Folding: every stretch of the folded text leads back to whole characters.
pub fn folding(bytes: &[u8]) {
    let source = text(bytes);
    let folded = fold::fold(&source);
    let ends = folded
        .text
        .char_indices()
        .map(|(at, c)| (at, at + c.len_utf8()));
    for (start, end) in ends {
        if let Some((from, to)) = folded.source(start, end) {
            assert!(source.get(from..to).is_some(), "{from}..{to}");
        }
    }
    let key = fold::key(&source);
    assert!(key.len() <= 64 * (source.len() + 1));
}

/// A table of names.
pub fn dictionary(bytes: &[u8]) {
    let rows = text(bytes).into_owned();
    let table = Table {
        name: "companies.csv".to_string(),
        text: rows.clone(),
    };
    let lexicon = Lexicon::new(&[table]);
    for word in rows.split(',').take(20) {
        lexicon.understand(word, None);
    }
}

/// The file of a store, damaged or not.
pub fn store(bytes: &[u8]) {
    let Ok(dir) = tempfile::tempdir() else { return };
    let path = dir.path().join("store");
    let written =
        std::fs::create_dir(&path).and_then(|()| std::fs::write(path.join("graph.aikg"), bytes));
    if written.is_err() {
        return;
    }
    if let Ok(Some(store)) = Store::of(dir.path()) {
        let _ = store.check();
        if let Ok(quads) = store.quads(Pattern::default()) {
            for quad in quads.take(100) {
                let Ok(ids) = quad else { break };
                for id in ids {
                    let _ = store.term(id);
                }
            }
        }
    }
}

/// A label of a map: what is quoted has no end but its last character.
pub fn quoting(bytes: &[u8]) {
    let quoted = dot::quote(&text(bytes));
    let inner = quoted.strip_prefix('"').and_then(|q| q.strip_suffix('"'));
    let mut is_escaped = false;
    for c in inner.expect("quotes stand around it").chars() {
        assert!(is_escaped || c != '"', "{quoted}");
        assert!(c != '\n' && c != '\r', "{quoted:?}");
        is_escaped = c == '\\' && !is_escaped;
    }
    assert!(!is_escaped, "{quoted}");
}

/// A value of a parameter, in every named query: what is filled in is one query still.
pub fn parameter(bytes: &[u8]) {
    static QUERIES: LazyLock<catalogue::Catalogue> =
        LazyLock::new(|| catalogue::Catalogue::builtin().expect("a test reads all of them"));
    let value = text(bytes).into_owned();
    let names = Names {
        built: None,
        topics: None,
        lexicon: &KNOWLEDGE.lexicon,
        elsewhere: true,
    };
    for query in QUERIES.all() {
        for parameter in &query.parameters {
            let given = [(parameter.name.clone(), value.clone())];
            if let Ok(filled) = catalogue::fill(query, &given, &names) {
                let other = [(parameter.name.clone(), parameter.kind.example())];
                let Ok(usual) = catalogue::fill(query, &other, &names) else {
                    continue;
                };
                let braces = |text: &str| outside(text).filter(|c| matches!(c, '{' | '}')).count();
                assert_eq!(braces(&filled), braces(&usual), "{filled}");
            }
        }
    }
}

/// The characters of a query outside its strings and IRIs.
fn outside(query: &str) -> impl Iterator<Item = char> {
    let mut inside = None;
    let mut is_escaped = false;
    let mut rest = query.chars().peekable();
    std::iter::from_fn(move || {
        let c = rest.next()?;
        match inside {
            Some(end) => {
                if c == end && !is_escaped {
                    inside = None;
                }
                is_escaped = c == '\\' && !is_escaped;
                Some(' ')
            }
            None => {
                match c {
                    '"' | '\'' => inside = Some(c),
                    '<' if rest.peek().is_some_and(|c| c.is_ascii_alphabetic()) => {
                        inside = Some('>')
                    }
                    '#' => inside = Some('\n'),
                    _ => return Some(c),
                }
                Some(' ')
            }
        }
    })
}

/// Lines for many machines: each gives a line, and parts that are none are refused.
pub fn lines(bytes: &[u8]) {
    let input = || Input {
        name: PathBuf::from("bytes"),
        bytes: Box::new(Cursor::new(bytes.to_vec())),
    };
    let mut out = Vec::new();
    let counted = cluster::extract(input(), &KNOWLEDGE, &mut out);
    let (good, bad) = counted.expect("a buffer takes all");
    let wanted = bytes.split_inclusive(|b| *b == b'\n').count() as u64;
    assert_eq!(good + bad, wanted);
    assert_eq!(out.iter().filter(|b| **b == b'\n').count() as u64, wanted);
    let _ = cluster::link(vec![input()], &KNOWLEDGE, &mut Vec::new());
    let _ = cluster::merge(vec![input()], &mut Vec::new());
    let _ = cluster::merge_stream(input(), &mut Vec::new());
}
