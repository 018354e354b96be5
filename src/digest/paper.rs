//! Identifiers of papers in links and text: arXiv ids and DOIs.

use regex::Regex;
use std::sync::LazyLock;

/// An identifier found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// `arXiv:2512.24880` or a bare DOI in lower case.
    pub(crate) identifier: String,
    /// `v2`, where printed.
    pub(crate) version: String,
    /// The word that was glued to the end of a DOI and has been cut off.
    pub(crate) glued: Option<String>,
}

static ARXIV: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi)
        (?: arxiv\.org/(?:abs|pdf|html|format|ps|e-print|src|list)/ | arxiv\s*[:：]\s* | 10\.48550/arxiv\.
          | alphaxiv\.org/(?:abs|overview|pdf)/ | huggingface\.co/papers/ | hf\.co/papers/ | ar5iv\.(?:labs\.arxiv\.)?org/(?:abs|html)/ )
        (?P<id> \d{4}\.\d{4,5} | [a-z]+(?:-[a-z]+)?(?:\.[a-z]{2})?/\d{7} )
        (?P<version> v\d{1,2} )?",
    )
    .expect("the pattern is fixed and tested")
});

static DOI: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)\b10\.\d{4,9}/[a-z0-9._;()/:+\-]*[a-z0-9)]"#)
        .expect("the pattern is fixed and tested")
});

/// Finds the first identifier in a link's address or in a piece of text.
pub(crate) fn all(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    // Almost no text has one: two plain searches are cheaper than the patterns.
    if !text.contains("10.") && !contains_arxiv(text) {
        return found;
    }
    for hit in ARXIV.captures_iter(text) {
        push(
            &mut found,
            Found {
                identifier: format!("arXiv:{}", hit["id"].to_ascii_lowercase()),
                version: hit
                    .name("version")
                    .map_or_else(String::new, |v| v.as_str().to_ascii_lowercase()),
                glued: None,
            },
        );
    }
    for hit in DOI.find_iter(text) {
        let printed = hit.as_str();
        if printed
            .get(..9)
            .is_some_and(|p| p.eq_ignore_ascii_case("10.48550/"))
        {
            continue;
        }
        push(&mut found, doi(printed));
    }
    found
}

fn contains_arxiv(text: &str) -> bool {
    text.as_bytes()
        .windows(4)
        .any(|w| w.eq_ignore_ascii_case(b"xiv:") || w.eq_ignore_ascii_case(b"xiv."))
        || text.contains("xiv：")
        || text.contains("xiv ")
        || text.contains("ar5iv")
        || text.contains("/papers/")
}

fn push(found: &mut Vec<Found>, one: Found) {
    if !found.iter().any(|f| f.identifier == one.identifier) {
        found.push(one);
    }
}

/// Cleans a DOI as printed: unbalanced brackets, file endings and glued words are no part of it.
fn doi(printed: &str) -> Found {
    let mut doi = printed;
    loop {
        let before = doi.len();
        while doi.ends_with(')') && doi.matches(')').count() > doi.matches('(').count() {
            doi = &doi[..doi.len() - 1];
        }
        doi = doi.trim_end_matches(['.', ',', ';', ':', '-', '/']);
        for ending in [
            ".pdf",
            ".full",
            ".html",
            "/full",
            "/pdf",
            "/abstract",
            "/meta",
            ".short",
        ] {
            if let Some(cut) = doi.len().checked_sub(ending.len())
                && doi.is_char_boundary(cut)
                && doi[cut..].eq_ignore_ascii_case(ending)
            {
                doi = &doi[..cut];
            }
        }
        if doi.len() == before {
            break;
        }
    }
    let glued = glued_word(doi);
    if let Some(word) = glued {
        doi = &doi[..doi.len() - word.len()];
    }
    Found {
        identifier: doi.to_ascii_lowercase(),
        version: String::new(),
        glued: glued.map(str::to_string),
    }
}

/// A capitalised word straight after a digit at the end: `rsos.250921Key` → `Key`. Registrants end DOIs in digits, letters of one
/// case or a check letter, never so.
fn glued_word(doi: &str) -> Option<&str> {
    let tail = doi.len()
        - doi
            .chars()
            .rev()
            .take_while(char::is_ascii_alphabetic)
            .count();
    let word = &doi[tail..];
    let mut letters = word.chars();
    let capital = letters.next().is_some_and(|c| c.is_ascii_uppercase());
    let rest = letters.as_str();
    let lower = rest.len() >= 2 && rest.chars().all(|c| c.is_ascii_lowercase());
    let after_digit = doi[..tail].ends_with(|c: char| c.is_ascii_digit());
    (capital && lower && after_digit).then_some(word)
}

/// The local part of a paper's IRI: `arxiv-2512.24880`, `doi-10.1038-s43588-025-00932-4`.
pub fn entity_id(identifier: &str) -> String {
    let (lead, rest) = match identifier.strip_prefix("arXiv:") {
        Some(id) => ("arxiv-", id),
        None => ("doi-", identifier),
    };
    let safe: String = rest
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '.' {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect();
    format!("{lead}{safe}")
}

/// The address at which a paper is found.
pub fn address(identifier: &str) -> String {
    match identifier.strip_prefix("arXiv:") {
        Some(id) => format!("https://arxiv.org/abs/{id}"),
        None => format!("https://doi.org/{identifier}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_of_all_forms() {
        for (text, identifier, version) in [
            ("https://arxiv.org/abs/2512.24880", "arXiv:2512.24880", ""),
            (
                "https://arxiv.org/pdf/2512.24880v3.pdf",
                "arXiv:2512.24880",
                "v3",
            ),
            (
                "https://arxiv.org/html/2512.24880v1#S1",
                "arXiv:2512.24880",
                "v1",
            ),
            ("see arXiv: 2512.24880", "arXiv:2512.24880", ""),
            (
                "https://doi.org/10.48550/arXiv.2512.24880",
                "arXiv:2512.24880",
                "",
            ),
            ("https://arxiv.org/abs/cs/0112017", "arXiv:cs/0112017", ""),
            (
                "https://huggingface.co/papers/2601.01234",
                "arXiv:2601.01234",
                "",
            ),
            (
                "https://dx.doi.org/10.1038/S41586-021-03819-2.",
                "10.1038/s41586-021-03819-2",
                "",
            ),
            (
                "(doi:10.1016/j.cell.2020.01.001)",
                "10.1016/j.cell.2020.01.001",
                "",
            ),
            (
                "https://www.pnas.org/doi/full/10.1073/pnas.2511925122",
                "10.1073/pnas.2511925122",
                "",
            ),
            (
                "10.1016/S0092-8674(00)80000-1",
                "10.1016/s0092-8674(00)80000-1",
                "",
            ),
        ] {
            let found = all(text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!(
                (found[0].identifier.as_str(), found[0].version.as_str()),
                (identifier, version),
                "{text}"
            );
        }
    }

    #[test]
    fn a_word_glued_to_a_doi_is_cut_off_and_reported() {
        let found = all("https://dx.doi.org/10.9999/rsos.250921Key");
        assert_eq!(found[0].identifier, "10.9999/rsos.250921");
        assert_eq!(found[0].glued.as_deref(), Some("Key"));
        assert_eq!(all("10.9999/x.12ab")[0].glued, None);
    }

    #[test]
    fn other_links_are_no_papers() {
        for text in [
            "https://github.com/x/y",
            "version 10.2/3",
            "https://arxiv.org/list/cs.AI/recent",
            "10.5 billion",
        ] {
            assert_eq!(all(text), [], "{text}");
        }
    }

    #[test]
    fn entity_ids_are_iri_safe() {
        assert_eq!(entity_id("arXiv:2512.24880"), "arxiv-2512.24880");
        assert_eq!(
            entity_id("10.1016/s0092-8674(00)80000-1"),
            "doi-10.1016-s0092-8674-00-80000-1"
        );
    }
}
