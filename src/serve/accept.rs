//! Which of the forms that there are a client wants: `Accept` (RFC 9110, 12.5.1), or a parameter that names one.

use crate::query::Form;
use crate::query::format::Format;
use oxigraph::io::{JsonLdProfileSet, RdfFormat};
use oxigraph::sparql::results::QueryResultsFormat;

/// A form of answers: its short name, what it is called in `Accept`, all of that, and how it is written.
pub(super) struct Offer {
    pub(super) name: &'static str,
    /// Other names that clients have for it.
    pub(super) also: &'static [&'static str],
    /// The first is what the answer is sent as.
    pub(super) types: &'static [&'static str],
    pub(super) format: Format,
}

/// The forms of tables. The first is for who does not say.
pub(super) const RESULTS: [Offer; 6] = [
    Offer {
        name: "json",
        also: &["sparql-results+json"],
        types: &["application/sparql-results+json", "application/json"],
        format: Format::Results(QueryResultsFormat::Json),
    },
    Offer {
        name: "xml",
        also: &["sparql-results+xml"],
        types: &[
            "application/sparql-results+xml",
            "application/xml",
            "text/xml",
        ],
        format: Format::Results(QueryResultsFormat::Xml),
    },
    Offer {
        name: "csv",
        also: &[],
        types: &["text/csv"],
        format: Format::Results(QueryResultsFormat::Csv),
    },
    Offer {
        name: "tsv",
        also: &[],
        types: &["text/tab-separated-values"],
        format: Format::Results(QueryResultsFormat::Tsv),
    },
    Offer {
        name: "table",
        also: &["text"],
        types: &["text/plain"],
        format: Format::Table,
    },
    Offer {
        name: "markdown",
        also: &["md"],
        types: &["text/markdown"],
        format: Format::Markdown,
    },
];

/// The forms of triples.
pub(super) const TRIPLES: [Offer; 6] = [
    Offer {
        name: "ttl",
        also: &["turtle", "n3"],
        types: &["text/turtle", "application/x-turtle"],
        format: Format::Rdf(RdfFormat::Turtle),
    },
    Offer {
        name: "nt",
        also: &["ntriples", "n-triples"],
        types: &["application/n-triples", "text/plain"],
        format: Format::Rdf(RdfFormat::NTriples),
    },
    Offer {
        name: "jsonld",
        also: &["json-ld", "json"],
        types: &["application/ld+json", "application/json"],
        format: Format::Rdf(RdfFormat::JsonLd {
            profile: JsonLdProfileSet::empty(),
        }),
    },
    Offer {
        name: "rdfxml",
        also: &["rdf+xml", "rdf", "xml"],
        types: &["application/rdf+xml", "application/xml", "text/xml"],
        format: Format::Rdf(RdfFormat::RdfXml),
    },
    Offer {
        name: "nq",
        also: &["nquads", "n-quads"],
        types: &["application/n-quads"],
        format: Format::Rdf(RdfFormat::NQuads),
    },
    Offer {
        name: "trig",
        also: &[],
        types: &["application/trig"],
        format: Format::Rdf(RdfFormat::TriG),
    },
];

/// The forms for what a query answers.
pub(super) fn offers(form: Form) -> &'static [Offer] {
    match form {
        Form::Rows | Form::Truth => &RESULTS,
        Form::Triples => &TRIPLES,
    }
}

/// Chooses: the name in a parameter, else what `Accept` likes best, else the first.
///
/// # Errors
/// None of them is wanted; in words, with those that there are.
pub(super) fn choose<'a>(
    offers: &'a [Offer],
    named: Option<&str>,
    accept: &str,
) -> Result<&'a Offer, String> {
    let missing = || {
        let names: Vec<&str> = offers.iter().map(|o| o.name).collect();
        let types: Vec<&str> = offers.iter().flat_map(|o| o.types).copied().collect();
        format!(
            "none of the forms asked for is one of this answer; format= takes {}, Accept takes {}",
            names.join(", "),
            types.join(", ")
        )
    };
    if let Some(name) = named {
        let is_named =
            |o: &&Offer| o.name == name || o.types.contains(&name) || o.also.contains(&name);
        return offers.iter().find(is_named).ok_or_else(missing);
    }
    if accept.trim().is_empty() {
        return offers.first().ok_or_else(missing);
    }
    let mut best: Option<(u16, &Offer)> = None;
    for offer in offers {
        let liked = offer.types.iter().map(|t| weight(accept, t)).max();
        let liked = liked.unwrap_or(0);
        if liked > best.map_or(0, |(weight, _)| weight) {
            best = Some((liked, offer));
        }
    }
    best.map(|(_, offer)| offer).ok_or_else(missing)
}

/// Whether a page for people is liked better than any of the offers.
pub(super) fn prefers_page(accept: &str, offers: &[Offer]) -> bool {
    let page = weight(accept, "text/html");
    let types = offers.iter().flat_map(|o| o.types);
    // What stands for everything is no wish for a page.
    accept.contains("html") && types.map(|t| weight(accept, t)).all(|other| page >= other)
}

/// How much a type is liked, in thousandths; the range that says most about it counts.
pub(super) fn weight(accept: &str, wanted: &str) -> u16 {
    let (kind, _) = wanted.split_once('/').unwrap_or((wanted, ""));
    let mut found: Option<(u8, u16)> = None;
    for range in accept.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let closeness = match name {
            "*/*" => 0,
            _ if name.eq_ignore_ascii_case(wanted) => 2,
            _ => match name.split_once('/') {
                Some((k, "*")) if k.eq_ignore_ascii_case(kind) => 1,
                _ => continue,
            },
        };
        let quality = parts
            .find_map(|p| p.strip_prefix("q=").or_else(|| p.strip_prefix("Q=")))
            .map_or(Some(1.0), |q| q.trim().parse::<f64>().ok())
            .filter(|q| (0.0..=1.0).contains(q))
            .unwrap_or(0.0);
        // Between 0 and 1000 by the check above.
        let quality = (quality * 1000.0) as u16;
        if found.is_none_or(|(close, _)| closeness > close) {
            found = Some((closeness, quality));
        }
    }
    found.map_or(0, |(_, quality)| quality)
}

/// Whether a client takes an answer packed by gzip.
pub(super) fn takes_gzip(accept_encoding: &str) -> bool {
    accept_encoding.split(',').any(|part| {
        let mut parts = part.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let refused = parts.any(|p| {
            p.strip_prefix("q=")
                .is_some_and(|q| q.trim_start_matches(['0', '.']).is_empty())
        });
        (name.eq_ignore_ascii_case("gzip") || name == "*") && !refused
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(accept: &str) -> Result<&'static str, String> {
        choose(&RESULTS, None, accept).map(|o| o.name)
    }

    #[test]
    fn the_best_liked_form_is_taken() {
        for (accept, name) in [
            ("", "json"),
            ("*/*", "json"),
            ("text/csv", "csv"),
            (
                "text/csv;q=0.5, application/sparql-results+xml;q=0.9",
                "xml",
            ),
            ("text/*;q=0.3, text/tab-separated-values", "tsv"),
            ("application/json", "json"),
            ("TEXT/CSV", "csv"),
            ("text/csv;q=0, */*;q=0.1", "json"),
            ("text/html, */*;q=0.1", "json"),
        ] {
            assert_eq!(chosen(accept).unwrap(), name, "{accept}");
        }
        assert!(chosen("image/png").unwrap_err().contains("text/csv"));
        assert!(chosen("text/csv;q=0").is_err());
        assert!(chosen("text/csv;q=7").is_err());
        let named = |offers, name| choose(offers, Some(name), "").map(|o| o.name);
        assert_eq!(named(&TRIPLES, "turtle").unwrap(), "ttl");
        assert_eq!(named(&TRIPLES, "json-ld").unwrap(), "jsonld");
        assert!(named(&RESULTS, "turtle").is_err());
    }

    #[test]
    fn a_browser_gets_a_page_and_a_program_does_not() {
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        assert!(prefers_page(browser, &TRIPLES));
        for program in ["*/*", "", "text/turtle", "text/turtle, text/html;q=0.5"] {
            assert!(!prefers_page(program, &TRIPLES), "{program}");
        }
    }

    #[test]
    fn gzip_is_for_who_takes_it() {
        assert!(takes_gzip("deflate, gzip;q=0.5"));
        assert!(takes_gzip("*"));
        assert!(!takes_gzip("gzip;q=0"));
        assert!(!takes_gzip("br"));
        assert!(!takes_gzip(""));
    }
}
