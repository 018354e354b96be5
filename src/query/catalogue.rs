//! The named queries: files of `queries/` with title, description and typed parameters in their leading comment.
//!
//! ```sparql
//! # title: Co-mentions of an entity
//! # description: Who and what is named together with it, most often first.
//! # parameter: entity entity            the one in the middle
//! # parameter: limit number 1.. = 20    how many rows
//! # example: entity=輝達
//! SELECT ?name ?items WHERE { ?pair aikg:between $entity, ?other ... } LIMIT $limit
//! ```
//!
//! A parameter stands in the query as a variable with `$`, so that the file is a SPARQL query as it is and other tools can read it.

use super::parameter::{self, Parameter};
use super::template;
use super::value::{self, Names};
use crate::builtin;
use crate::error::{Error, Result, reading, suggest};
use std::collections::BTreeMap;
use std::path::Path;

/// A query with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedQuery {
    /// The file's name without `.rq`.
    pub name: String,
    /// What it is about, so that a list can be read by subject.
    pub group: String,
    /// One line.
    pub title: String,
    /// A sentence or two.
    pub description: String,
    /// What can be set.
    pub parameters: Vec<Parameter>,
    /// Parameters as they can be typed, each of which answers something.
    pub examples: Vec<String>,
    /// The query.
    pub text: String,
}

/// All named queries.
#[derive(Debug, Default)]
pub struct Catalogue {
    queries: BTreeMap<String, NamedQuery>,
}

impl Catalogue {
    /// The built-in queries.
    ///
    /// # Errors
    /// Never in a released program: a test reads them all.
    pub fn builtin() -> Result<Self> {
        let mut catalogue = Self::default();
        for file in builtin::queries() {
            catalogue.add(file.name, file.text)?;
        }
        Ok(catalogue)
    }

    /// Adds the `.rq` files of a folder; one with a known name replaces the built-in one.
    ///
    /// # Errors
    /// The folder or a file cannot be read, or a leading comment is not understood.
    pub fn add_folder(&mut self, dir: &Path) -> Result<()> {
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(dir).map_err(reading(dir))? {
            paths.push(entry.map_err(reading(dir))?.path());
        }
        paths.sort();
        for path in paths {
            if path.extension().is_some_and(|e| e == "rq") {
                let text = std::fs::read_to_string(&path).map_err(reading(&path))?;
                let name = path.file_name().map(|n| n.to_string_lossy().into_owned());
                self.add(&name.unwrap_or_default(), &text)?;
            }
        }
        Ok(())
    }

    fn add(&mut self, file: &str, text: &str) -> Result<()> {
        let query = read(file, text)?;
        self.queries.insert(query.name.clone(), query);
        Ok(())
    }

    /// All queries, sorted by name.
    pub fn all(&self) -> impl Iterator<Item = &NamedQuery> {
        self.queries.values()
    }

    /// A query by name.
    ///
    /// # Errors
    /// There is none; the nearest name is told.
    pub fn get(&self, name: &str) -> Result<&NamedQuery> {
        self.queries.get(name).ok_or_else(|| Error::NoQuery {
            name: name.to_string(),
            suggestion: suggest(name, self.queries.keys().map(String::as_str)),
        })
    }
}

/// Reads a query file. A text without a leading comment is a query without parameters.
///
/// # Errors
/// A line of the leading comment is not understood.
pub fn read(file: &str, text: &str) -> Result<NamedQuery> {
    let mut query = NamedQuery {
        name: file.strip_suffix(".rq").unwrap_or(file).to_string(),
        group: String::new(),
        title: String::new(),
        description: String::new(),
        parameters: Vec::new(),
        examples: Vec::new(),
        text: text.to_string(),
    };
    for (number, line) in (1u32..).zip(text.lines()) {
        let Some(comment) = line.trim_start().strip_prefix('#') else {
            if line.trim().is_empty() {
                continue;
            }
            break;
        };
        let Some((key, value)) = comment.split_once(':') else {
            continue;
        };
        let value = value.trim();
        match key.trim() {
            "group" => query.group = value.to_string(),
            "example" => query.examples.push(value.to_string()),
            "title" => query.title = value.to_string(),
            "description" => {
                if !query.description.is_empty() {
                    query.description.push(' ');
                }
                query.description.push_str(value);
            }
            "parameter" => {
                let parameter = parameter::read(value).map_err(|reason| Error::QueryHead {
                    name: file.to_string(),
                    line: number,
                    reason,
                })?;
                query.parameters.push(parameter);
            }
            _ => {}
        }
    }
    Ok(query)
}

/// A parameter with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// The parameter's name.
    pub name: String,
    /// The value as it was typed, or the default.
    pub value: String,
    /// Whether nobody typed it.
    pub default: bool,
    /// What stands for it in the query.
    pub term: String,
}

/// Puts values into a query.
///
/// # Errors
/// An unknown or missing parameter, or a value that does not fit its type; what would work is told.
pub fn fill(query: &NamedQuery, given: &[(String, String)], names: &Names<'_>) -> Result<String> {
    Ok(put(query, &bind(query, given, names)?))
}

/// The query with what is bound in its place.
pub fn put(query: &NamedQuery, bindings: &[Binding]) -> String {
    let terms = bindings
        .iter()
        .map(|b| (b.name.as_str(), b.term.clone()))
        .collect();
    template::replace(&query.text, &terms)
}

/// Finds the value of each parameter.
///
/// # Errors
/// As for [`fill`].
pub fn bind(
    query: &NamedQuery,
    given: &[(String, String)],
    names: &Names<'_>,
) -> Result<Vec<Binding>> {
    let known = || query.parameters.iter().map(|p| p.name.as_str());
    for (name, _) in given {
        if !known().any(|n| n == name) {
            let takes: Vec<String> = query
                .parameters
                .iter()
                .map(|p| format!("{}={}", p.name, p.kind.example()))
                .collect();
            return Err(Error::NoParameter {
                query: query.name.clone(),
                name: name.clone(),
                suggestion: suggest(name, known()),
                takes: if takes.is_empty() {
                    "none".to_string()
                } else {
                    takes.join(" ")
                },
            });
        }
    }
    let mut bindings = Vec::new();
    for parameter in &query.parameters {
        let typed = given
            .iter()
            .rev()
            .find(|(name, _)| *name == parameter.name)
            .map(|(_, value)| value);
        let value =
            typed
                .or(parameter.default.as_ref())
                .ok_or_else(|| Error::MissingParameter {
                    query: query.name.clone(),
                    name: parameter.name.clone(),
                    example: parameter.kind.example(),
                })?;
        bindings.push(Binding {
            name: parameter.name.clone(),
            value: value.clone(),
            default: typed.is_none(),
            term: value::term(parameter, value, names)?,
        });
    }
    Ok(bindings)
}
