//! What the graph was made from: `manifest.json` and the named graph `meta`. No clock is read.

use super::imported;
use super::quad::{Term, Writer, digest_iri};
use super::vocab as v;
use crate::error::{Error, Result};
use crate::extract::Extract;
use crate::text;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// The form of `manifest.json`.
pub(crate) const FORMAT: u32 = 1;

/// What every form of it says.
#[derive(Deserialize)]
struct Form {
    format: u32,
}

/// `manifest.json`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The form of this file; 1 now.
    pub format: u32,
    /// The build's id: a hash of everything that decides its bytes.
    pub build: String,
    /// The program and its version.
    pub software: String,
    /// The hash of the dictionaries.
    pub dictionaries: String,
    /// Whether mentions are in `graph.nq`.
    pub with_mentions: bool,
    /// The digests, sorted by name.
    pub inputs: Vec<InputRecord>,
    /// Claims from elsewhere, sorted by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub imports: Vec<ImportRecord>,
    /// The sums.
    pub totals: Totals,
    /// The other files of the build with their sizes in bytes, by name.
    #[serde(default)]
    pub files: BTreeMap<String, u64>,
}

/// One digest of a manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputRecord {
    /// Its name.
    pub digest: String,
    /// The SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// Its date, empty where it has none.
    pub date: String,
    /// How many items it has.
    pub items: u32,
    /// How many mentions it has.
    pub mentions: u32,
    /// How many warnings it gave.
    pub warnings: u32,
}

impl InputRecord {
    /// What is recorded of a digest.
    pub(crate) fn of(extract: &Extract) -> Self {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self {
            digest: extract.name.clone(),
            sha256: extract.sha256.clone(),
            bytes: extract.bytes,
            date: extract.date.map_or_else(String::new, |d| d.to_string()),
            items: count(extract.items.len()),
            mentions: count(extract.mentions.len()),
            warnings: count(extract.warnings.len()),
        }
    }
}

/// One import of a manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRecord {
    /// Its name.
    pub name: String,
    /// The SHA-256 of its lines, in hex.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// How many claims it has.
    pub claims: u64,
}

/// The sums of a manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Totals {
    /// Digests.
    pub digests: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Items.
    pub items: u64,
    /// Mentions.
    pub mentions: u64,
    /// Entities.
    pub entities: u64,
    /// Papers among them.
    pub papers: u64,
    /// Quads.
    pub quads: u64,
    /// Warnings.
    pub warnings: u64,
}

impl Totals {
    /// The sums over digests; entities, papers and quads are for the caller to count.
    pub fn of(inputs: &[InputRecord]) -> Self {
        let sum = |of: fn(&InputRecord) -> u64| inputs.iter().map(of).sum();
        Self {
            digests: inputs.len() as u64,
            bytes: sum(|i| i.bytes),
            items: sum(|i| u64::from(i.items)),
            mentions: sum(|i| u64::from(i.mentions)),
            warnings: sum(|i| u64::from(i.warnings)),
            ..Self::default()
        }
    }
}

impl Manifest {
    /// The program that writes this.
    pub fn software() -> String {
        format!("aikg {}", env!("CARGO_PKG_VERSION"))
    }

    /// Reads the manifest of a built graph.
    ///
    /// # Errors
    /// There is no graph, or its manifest is damaged or of another form.
    pub fn of(dir: &Path) -> Result<Self> {
        let path = dir.join("manifest.json");
        let bytes = std::fs::read(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Error::NoGraph {
                dir: dir.to_path_buf(),
            },
            _ => Error::Read {
                path: path.clone(),
                source: error,
            },
        })?;
        // What another form means by the same words is not known, even where it can be read.
        if let Ok(Form { format }) = serde_json::from_slice(&bytes)
            && format != FORMAT
        {
            return Err(Error::OtherForm {
                dir: dir.to_path_buf(),
                format,
                known: FORMAT,
            });
        }
        serde_json::from_slice(&bytes).map_err(|error| Error::Damaged {
            path,
            line: error.line() as u64,
            reason: error.to_string(),
        })
    }

    /// The manifest of the same build without the digests that are dated later than a day, or not at all. Entities, papers and quads are
    /// for the caller to count.
    ///
    /// # Errors
    /// No digest is that old.
    pub fn as_of(&self, date: Date) -> Result<Self> {
        let dated = |input: &InputRecord| input.date.parse::<Date>().ok();
        let mut manifest = self.clone();
        manifest
            .inputs
            .retain(|input| dated(input).is_some_and(|day| day <= date));
        if manifest.inputs.is_empty() {
            return Err(Error::NoDigestThen {
                date,
                first: self.inputs.iter().filter_map(dated).min(),
            });
        }
        manifest.build = format!("{} as of {date}", self.build);
        // An import is no digest, and says nothing of when it was known.
        manifest.imports.clear();
        manifest.totals = Totals::of(&manifest.inputs);
        Ok(manifest)
    }

    /// Computes the build's id from what decides the bytes of the graph.
    pub fn identify(&mut self) {
        let mut id = BuildId::of(self);
        for input in &self.inputs {
            id.input(input);
        }
        for import in &self.imports {
            id.import(import);
        }
        self.build = id.finish();
    }
}

/// A build's id while what it was made from is added, digest by digest in order of their names, then imports.
pub(crate) struct BuildId(sha2::Sha256);

impl BuildId {
    /// That of a build without digests.
    pub(crate) fn of(manifest: &Manifest) -> Self {
        let mut id = Self(sha2::Sha256::default());
        id.add(&format!(
            "{}\n{}\n{}\n{}\n",
            manifest.format, manifest.software, manifest.dictionaries, manifest.with_mentions
        ));
        id
    }

    pub(crate) fn input(&mut self, input: &InputRecord) {
        self.add(&format!("{}\t{}\n", input.sha256, input.digest));
    }

    fn import(&mut self, import: &ImportRecord) {
        self.add(&format!("import\t{}\t{}\n", import.sha256, import.name));
    }

    pub(crate) fn finish(self) -> String {
        use sha2::Digest as _;
        text::hex(&self.0.finalize())
    }

    fn add(&mut self, text: &str) {
        use sha2::Digest as _;
        self.0.update(text.as_bytes());
    }
}

pub(super) fn write(manifest: &Manifest, out: &mut Vec<u8>) {
    let graph = graph();
    let mut writer = Writer::new(out, &graph);
    let dates = || manifest.inputs.iter().map(|i| i.date.as_str());
    let dated = || dates().filter(|d| !d.is_empty());
    write_build(&mut writer, manifest, dated().min().zip(dated().max()));
    for input in &manifest.inputs {
        write_input(&mut writer, input);
    }
    for import in &manifest.imports {
        let graph = imported::graph(&import.name);
        writer.quad(&build(), v::WAS_DERIVED_FROM, Term::Iri(&graph));
        writer.quad(&graph, v::TYPE, Term::Iri(v::IMPORT));
        writer.quad(&graph, v::NAME, Term::Text(&import.name));
        writer.quad(&graph, v::SHA256, Term::Text(&import.sha256));
        writer.quad(&graph, v::EXTENT, Term::Number(import.bytes));
    }
}

/// The IRI of the named graph.
pub(super) fn graph() -> String {
    format!("{}meta", v::GRAPH)
}

/// The IRI of the build.
fn build() -> String {
    format!("{}build", v::GRAPH)
}

/// Writes what is said of the build; `period` is that of its digests.
pub(super) fn write_build(
    writer: &mut Writer<'_>,
    manifest: &Manifest,
    period: Option<(&str, &str)>,
) {
    let build = build();
    let program = format!("{}aikg", v::GRAPH);
    writer.quad(&build, v::TYPE, Term::Iri(v::VOID_DATASET));
    writer.quad(&build, v::TYPE, Term::Iri(v::DCAT_DATASET));
    writer.quad(&build, v::TITLE, Term::In("AI news as a graph", "en"));
    if let Some((first, last)) = period {
        let period = format!("{build}/period");
        writer.quad(&build, v::TEMPORAL, Term::Iri(&period));
        writer.quad(&period, v::TYPE, Term::Iri(v::PERIOD_OF_TIME));
        writer.quad(&period, v::DCAT_START_DATE, Term::Date(first));
        writer.quad(&period, v::DCAT_END_DATE, Term::Date(last));
    }
    writer.quad(&build, v::IDENTIFIER, Term::Text(&manifest.build));
    writer.quad(&build, v::WAS_ATTRIBUTED_TO, Term::Iri(&program));
    writer.quad(
        &build,
        v::VOID_ENTITIES,
        Term::Number(manifest.totals.entities),
    );
    writer.quad(
        &build,
        v::VOID_DOCUMENTS,
        Term::Number(manifest.totals.digests),
    );
    writer.quad(&program, v::TYPE, Term::Iri(v::SOFTWARE_AGENT));
    writer.quad(&program, v::NAME, Term::Text("aikg"));
    writer.quad(
        &program,
        v::SOFTWARE_VERSION,
        Term::Text(env!("CARGO_PKG_VERSION")),
    );
}

/// Writes what is said of one digest as what the build was made from.
pub(super) fn write_input(writer: &mut Writer<'_>, input: &InputRecord) {
    let digest = digest_iri(&input.digest);
    writer.quad(&build(), v::WAS_DERIVED_FROM, Term::Iri(&digest));
    writer.quad(&digest, v::SHA256, Term::Text(&input.sha256));
    writer.quad(&digest, v::EXTENT, Term::Number(input.bytes));
}
