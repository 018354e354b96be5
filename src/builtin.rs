//! What is compiled in: dictionaries, queries, the ontology and the sample digests.

use include_dir::{Dir, include_dir};

static DICTIONARIES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/dictionaries");
static QUERIES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/queries");
static SAMPLES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/tests/digests");

/// The ontology, in Turtle.
pub const ONTOLOGY: &str = include_str!("../ontology/aikg.ttl");

/// What a graph looks like: SHACL shapes, in Turtle.
pub const SHAPES: &str = include_str!("../ontology/shapes.ttl");

/// A compiled-in text file.
#[derive(Debug, Clone, Copy)]
pub struct File {
    /// The file's name, without folders.
    pub name: &'static str,
    /// What it holds.
    pub text: &'static str,
}

fn files(dir: &'static Dir<'static>, ending: &'static str) -> Vec<File> {
    let mut found: Vec<File> = dir
        .files()
        .filter_map(|file| {
            Some(File {
                name: file.path().file_name()?.to_str()?,
                text: file.contents_utf8()?,
            })
        })
        .filter(|file| file.name.ends_with(ending))
        .collect();
    found.sort_by_key(|file| file.name);
    found
}

/// The dictionaries, sorted by name.
pub fn dictionaries() -> Vec<File> {
    files(&DICTIONARIES, ".csv")
}

/// One dictionary; empty where there is none of this name.
pub fn dictionary(name: &str) -> &'static str {
    DICTIONARIES
        .get_file(name)
        .and_then(|file| file.contents_utf8())
        .unwrap_or_default()
}

/// The named queries, sorted by name.
pub fn queries() -> Vec<File> {
    files(&QUERIES, ".rq")
}

/// The sample digests that `aikg demo` builds, sorted by name.
pub fn samples() -> Vec<File> {
    files(&SAMPLES, ".md")
        .into_iter()
        .filter(|file| file.name != "README.md")
        .collect()
}
