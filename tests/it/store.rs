//! The store: answers as Oxigraph's own store gives them, damage is an error, no query ends the process.

use crate::run::built;
use aikg::graph::Built;
use aikg::lexicon::{Lexicon, builtin_tables};
use aikg::query::{CancellationToken, Catalogue, Graph, Names, catalogue};
use aikg::store::{self, Answer, Builder, Pattern, Store};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, Literal, Quad, Term};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use proptest::prelude::*;
use spareval::QueryEvaluator;
use std::path::Path;

/// Asks a store without the guard around queries.
fn ask(store: &Store, query: &str) -> aikg::error::Result<Answer> {
    let mut answer = Answer::default();
    let stop = CancellationToken::new();
    let evaluator = QueryEvaluator::new().with_cancellation_token(stop.clone());
    store.tell(store::prepare(query)?, evaluator, &stop, &mut answer)?;
    Ok(answer)
}

/// A graph in both stores.
struct Both {
    ours: Store,
    theirs: oxigraph::store::Store,
}

impl Both {
    fn of(lines: &str) -> Self {
        let mut builder = Builder::new();
        let theirs = oxigraph::store::Store::new().unwrap();
        for line in lines.split_inclusive('\n') {
            builder.add(line.as_bytes()).unwrap();
        }
        for quad in RdfParser::from_format(RdfFormat::NQuads).for_slice(lines.as_bytes()) {
            let quad: Quad = quad.unwrap();
            theirs.insert(&quad).unwrap();
            // The union of all graphs, each triple once.
            let (s, p, o) = (quad.subject, quad.predicate, quad.object);
            theirs
                .insert(&Quad::new(s, p, o, GraphName::DefaultGraph))
                .unwrap();
        }
        let ours = Store::in_memory(builder, Path::new("memory")).unwrap();
        Self { ours, theirs }
    }

    fn ours(&self, query: &str) -> Vec<Vec<String>> {
        rows(ask(&self.ours, query).unwrap_or_else(|e| panic!("{e}: {query}")))
    }

    /// `None` where their evaluator fails or gives up.
    fn theirs(&self, query: &str) -> Option<Vec<Vec<String>>> {
        let query = store::prepare(query).unwrap();
        let run = || {
            let results = SparqlEvaluator::new()
                .for_query(query)
                .on_store(&self.theirs)
                .execute()
                .ok()?;
            Some(rows(match results {
                QueryResults::Boolean(truth) => Answer::Truth(truth),
                QueryResults::Graph(triples) => {
                    Answer::Triples(triples.collect::<Result<_, _>>().ok()?)
                }
                QueryResults::Solutions(solutions) => {
                    let head = vec![String::new(); solutions.variables().len()];
                    let mut rows = Vec::new();
                    for solution in solutions {
                        let solution = solution.ok()?;
                        rows.push((0..head.len()).map(|i| solution.get(i).cloned()).collect());
                    }
                    Answer::Table { head, rows }
                }
            }))
        };
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).ok()?
    }

    fn agree(&self, query: &str) {
        self.agree_with(query, query);
    }

    /// That both give the same rows; theirs may be asked without an order, which they cannot always keep.
    fn agree_with(&self, ours: &str, theirs: &str) {
        let Some(mut theirs) = self.theirs(theirs) else {
            return;
        };
        let mut ours_rows = self.ours(ours);
        ours_rows.sort();
        theirs.sort();
        assert_eq!(ours_rows, theirs, "{ours}");
    }
}

/// An answer as text. Decimals lose their last zeros: their store keeps values, ours keeps spellings.
fn rows(answer: Answer) -> Vec<Vec<String>> {
    match answer {
        Answer::Truth(truth) => vec![vec![truth.to_string()]],
        Answer::Triples(triples) => {
            let mut rows: Vec<_> = triples.iter().map(|t| vec![t.to_string()]).collect();
            rows.sort();
            rows.dedup();
            rows
        }
        Answer::Table { rows, .. } => rows
            .into_iter()
            .map(|row| {
                row.into_iter()
                    .map(|term| term.map_or_else(String::new, shown))
                    .collect()
            })
            .collect(),
    }
}

fn shown(term: Term) -> String {
    if let Term::Literal(literal) = &term {
        if literal.datatype().as_str().ends_with("#decimal") && literal.value().contains('.') {
            let value = literal.value().trim_end_matches('0').trim_end_matches('.');
            return format!("{value} (decimal)");
        }
        // GROUP_CONCAT joins in the order of evaluation.
        if literal.value().contains(", ") {
            let mut parts: Vec<&str> = literal.value().split(", ").collect();
            parts.sort_unstable();
            return Literal::new_simple_literal(parts.join(", ")).to_string();
        }
    }
    term.to_string()
}

/// The words of an example, `key="two words"` being one.
fn words(example: &str) -> Vec<(String, String)> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in example.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    words
        .iter()
        .filter_map(|word| word.split_once('='))
        .map(|(key, value)| (key.to_string(), value.to_string()))
        .collect()
}

#[test]
fn every_named_query_answers_as_oxigraph_does() {
    let run = built();
    let dir = run.path().join("out");
    let both = Both::of(&std::fs::read_to_string(dir.join("graph.nq")).unwrap());
    let lexicon = Lexicon::new(&builtin_tables());
    let built = Built::entities_of(&dir).unwrap();
    let names = Names {
        built: Some(&built),
        topics: None,
        lexicon: &lexicon,
        elsewhere: true,
    };
    let mut answered = 0;
    for query in Catalogue::builtin().unwrap().all() {
        let none = [String::new()];
        let examples = if query.examples.is_empty() {
            &none[..]
        } else {
            &query.examples[..]
        };
        for example in examples {
            let mut given = words(example);
            // All rows: which of those that are level come first is left open.
            if query.parameters.iter().any(|p| p.name == "limit") {
                given.retain(|(key, _)| key != "limit");
                given.push(("limit".to_string(), "100000".to_string()));
            }
            let text = catalogue::fill(query, &given, &names)
                .unwrap_or_else(|e| panic!("{} {example}: {e}", query.name));
            both.agree(&text);
            answered += usize::from(both.ours(&text).len() > 1);
        }
    }
    assert!(
        answered > 40,
        "{answered} of the queries have rows to compare"
    );
}

/// Choices, taken one by one; when they run out, the first of all.
struct Tape<'a> {
    choices: std::slice::Iter<'a, u16>,
    named: usize,
}

impl<'a> Tape<'a> {
    fn new(choices: &'a [u16]) -> Self {
        Self {
            choices: choices.iter(),
            named: 0,
        }
    }

    /// A variable that stands nowhere else.
    fn fresh(&mut self) -> String {
        self.named += 1;
        format!("?v{}", self.named)
    }

    fn below(&mut self, count: usize) -> usize {
        usize::from(self.choices.next().copied().unwrap_or(0)) % count
    }

    fn pick(&mut self, list: &[&str]) -> String {
        list[self.below(list.len())].to_string()
    }
}

const LITERALS: [&str; 14] = [
    "\"a\"",
    "\"b\"",
    "\"5\"",
    "\"a\"@en",
    "\"a\"@zh-hans",
    "\"1\"^^<http://www.w3.org/2001/XMLSchema#integer>",
    "\"5\"^^<http://www.w3.org/2001/XMLSchema#integer>",
    "\"10\"^^<http://www.w3.org/2001/XMLSchema#integer>",
    "\"1.5\"^^<http://www.w3.org/2001/XMLSchema#decimal>",
    "\"2.5\"^^<http://www.w3.org/2001/XMLSchema#double>",
    "\"true\"^^<http://www.w3.org/2001/XMLSchema#boolean>",
    "\"2026-01-05\"^^<http://www.w3.org/2001/XMLSchema#date>",
    "\"2025-12-31\"^^<http://www.w3.org/2001/XMLSchema#date>",
    "\"x\"^^<e:type>",
];

fn graph_of(tape: &mut Tape<'_>) -> String {
    let mut lines: Vec<String> = (0..60)
        .map(|_| {
            let object = if tape.below(3) == 0 {
                LITERALS[tape.below(LITERALS.len())].to_string()
            } else {
                format!("<e:n{}>", tape.below(8))
            };
            let (s, p, g) = (tape.below(8), tape.below(4), tape.below(3));
            format!("<e:n{s}> <e:p{p}> {object} <e:g{g}> .\n")
        })
        .collect();
    lines.sort();
    lines.dedup();
    lines.concat()
}

fn triple(tape: &mut Tape<'_>) -> String {
    let subject = tape.pick(&["?a", "?b", "?c", "?a", "?d", "<e:n1>", "<e:n2>"]);
    let object = if tape.below(6) == 0 {
        LITERALS[tape.below(LITERALS.len())].to_string()
    } else {
        tape.pick(&["?b", "?c", "?d", "?a", "?b", "<e:n3>", "<e:n4>"])
    };
    let predicate = tape.pick(&[
        "<e:p0>",
        "<e:p1>",
        "<e:p2>",
        "<e:p3>",
        "<e:p0>",
        "<e:p1>",
        "?p",
        "<e:none>",
        "<e:p0>/<e:p1>",
        "<e:p0>|<e:p2>",
        "<e:p1>+",
        "^<e:p2>",
        "<e:p3>*",
        "!<e:p0>",
        "<e:p2>?",
    ]);
    format!("{subject} {predicate} {object} . ")
}

fn condition(tape: &mut Tape<'_>) -> String {
    let left = tape.pick(&["?a", "?b", "?c", "?d"]);
    let right = match tape.below(3) {
        0 => LITERALS[tape.below(LITERALS.len())].to_string(),
        1 => tape.pick(&["?a", "?b", "?c", "<e:n3>", "<e:absent>", "\"absent\""]),
        _ => tape.pick(&["5", "1.5", "\"a\"", "\"2026-01-01\"^^xsd:date"]),
    };
    let operator = tape.pick(&["=", "!=", "<", "<=", ">", ">="]);
    match tape.below(7) {
        0 => format!("!({left} {operator} {right})"),
        1 => format!("BOUND({left}) && {left} {operator} {right}"),
        2 => format!("{left} {operator} {right} || ISIRI({left})"),
        3 => format!("{left} IN ({right}, <e:n1>, 5)"),
        4 => format!("EXISTS {{ {} }}", triple(tape)),
        _ => format!("{left} {operator} {right}"),
    }
}

fn group(tape: &mut Tape<'_>, depth: usize) -> String {
    let mut text = String::new();
    for _ in 0..=tape.below(3) {
        text += &triple(tape);
    }
    for _ in 0..tape.below(3) {
        if depth == 0 {
            break;
        }
        text += &match tape.below(10) {
            0 | 1 => format!("OPTIONAL {{ {} }} ", group(tape, depth - 1)),
            2 => format!("MINUS {{ {} }} ", group(tape, depth - 1)),
            3 => format!(
                "{{ {} }} UNION {{ {} }} ",
                group(tape, depth - 1),
                group(tape, depth - 1)
            ),
            4 => format!("GRAPH ?g {{ {} }} ", triple(tape)),
            5 => format!("GRAPH <e:g1> {{ {} }} ", group(tape, 0)),
            6 => format!(
                "VALUES (?a ?b) {{ (<e:n1> UNDEF) (<e:n2> {}) (UNDEF \"a\") }} ",
                LITERALS[tape.below(LITERALS.len())]
            ),
            7 => format!("BIND (CONCAT(\"a\", \"\") AS {}) ", tape.fresh()),
            8 => format!(
                "{{ SELECT ?b (COUNT(*) AS {}) WHERE {{ {} }} GROUP BY ?b }} ",
                tape.fresh(),
                group(tape, 0)
            ),
            _ => format!("FILTER ({}) ", condition(tape)),
        };
    }
    text
}

/// A query without and with an order.
fn query(tape: &mut Tape<'_>) -> (String, String) {
    let body = group(tape, 2);
    let order = tape.pick(&[
        "ORDER BY ?a ?b",
        "ORDER BY DESC(?b) ?a",
        "ORDER BY ?c DESC(?d)",
        "ORDER BY STR(?b)",
    ]);
    let (text, order) = match tape.below(5) {
        0 => (format!("SELECT DISTINCT ?a ?b WHERE {{ {body} }}"), order),
        1 => (
            format!(
                "SELECT ?a (COUNT(*) AS ?n) (COUNT(DISTINCT ?b) AS ?m) (COUNT(?c) AS ?k) WHERE {{ {body} }} GROUP BY ?a"
            ),
            "ORDER BY DESC(?n) ?a".to_string(),
        ),
        2 => (
            format!(
                "SELECT ?a ?b (MIN(?d) AS ?n) (MAX(?d) AS ?m) (SUM(?d) AS ?k) WHERE {{ {body} }} GROUP BY ?a ?b HAVING (COUNT(*) > 1)"
            ),
            "ORDER BY ?m ?a ?b".to_string(),
        ),
        3 => (format!("ASK {{ {body} }}"), String::new()),
        _ => (
            format!("SELECT ?a ?b ?c ?d ?p ?g WHERE {{ {body} }}"),
            order,
        ),
    };
    (text.clone(), format!("{text} {order}"))
}

/// Whether a line's object is a number.
fn is_number(line: &str) -> bool {
    ["#integer", "#decimal", "#double"]
        .iter()
        .any(|t| line.contains(t))
}

/// A query with the paths that may have several ways written out as the specification defines them: between two known ends Oxigraph
/// forgets how many ways there are.
fn written_out(query: &str) -> String {
    let either = regex::Regex::new(r"(\S+) <e:p0>\|<e:p2> (\S+) \. ").unwrap();
    let query = either.replace_all(query, "{ $1 <e:p0> $2 } UNION { $1 <e:p2> $2 } ");
    let other = regex::Regex::new(r"(\S+) !<e:p0> (\S+) \. ").unwrap();
    let mut made = 0;
    other
        .replace_all(&query, |found: &regex::Captures<'_>| {
            made += 1;
            format!(
                "{{ {} ?w{made} {} FILTER (?w{made} != <e:p0>) }} ",
                &found[1], &found[2]
            )
        })
        .into_owned()
}

#[test]
fn ways_along_a_path_are_counted() {
    let mut lines: Vec<String> = (0..4)
        .map(|p| format!("<e:n1> <e:p{p}> <e:n2> <e:g> .\n"))
        .collect();
    lines.push("<e:n2> <e:p2> <e:n1> <e:g> .\n".to_string());
    lines.push("<e:n2> <e:p1> <e:n3> <e:g> .\n".to_string());
    let both = Both::of(&lines.concat());
    let count = |body: &str| {
        let rows = both.ours(&format!("SELECT (COUNT(*) AS ?n) WHERE {{ {body} }}"));
        let cell = rows[0][0].trim_start_matches('"');
        cell.split('"').next().unwrap().parse::<usize>().unwrap()
    };
    for (body, wanted) in [
        // Both ends in the query, one of them, none.
        ("<e:n1> <e:p0>|<e:p2> <e:n2>", 2),
        ("<e:n1> <e:p0>|<e:p2> ?b", 2),
        ("?a <e:p0>|<e:p2> ?b", 3),
        ("<e:n1> !<e:p0> <e:n2>", 3),
        ("<e:n1> !(<e:p0>|<e:p1>|^<e:p1>) <e:n2>", 3),
        ("<e:n2> ^<e:p0>|^<e:p1>|^<e:p3> <e:n1>", 3),
        ("<e:n1> (<e:p0>|<e:p1>)/<e:p2> <e:n1>", 2),
        ("<e:n1> ((<e:p0>|<e:p1>)/<e:p2>)|(<e:p2>/<e:p1>) ?b", 3),
        // Ends that other patterns know by then, two such paths among them.
        ("?a <e:p1> ?b . ?a <e:p0>|<e:p2> ?b", 2),
        ("?a !<e:p0> ?b . ?a <e:p0>|<e:p2> ?b", 7),
        ("?a <e:p1> ?b OPTIONAL { ?a !<e:p0> ?b }", 4),
        (
            "GRAPH ?g { ?a <e:p0>|<e:p2> <e:n2> . ?a !<e:p1> <e:n2> }",
            6,
        ),
        // One way at most, by definition.
        ("<e:n1> (<e:p0>|<e:p2>)? <e:n2>", 1),
        ("<e:n1> (<e:p0>|<e:p2>)+ <e:n2>", 1),
        ("<e:n1> (!<e:none>)* <e:n2>", 1),
    ] {
        assert_eq!(count(body), wanted, "{body}");
    }
    let rows = both.ours("SELECT (COUNT(DISTINCT *) AS ?n) WHERE { ?a !<e:p0> ?b }");
    assert!(rows[0][0].starts_with("\"3\""), "{rows:?}");
    assert_eq!(
        both.ours("SELECT * WHERE { <e:n1> !<e:p0> ?b }"),
        vec![["<e:n2>"]; 3]
    );
}

#[test]
fn two_paths_that_share_their_ends_lose_no_row() {
    let both = Both::of(
        "<e:n1> <e:p0> <e:n2> <e:g> .\n<e:n1> <e:p2> <e:n2> <e:g> .\n<e:n2> <e:p1> <e:n2> <e:g> .\n<e:n2> <e:p3> <e:n2> <e:g> .\n<e:n1> <e:p1> <e:n2> <e:h> .\n",
    );
    let query = "SELECT ?a (COUNT(*) AS ?n) (COUNT(DISTINCT ?b) AS ?m) (COUNT(?c) AS ?k) WHERE { ?a !<e:p0> ?d . <e:n1> ?p ?d . \
                 <e:n1> <e:p0>|<e:p2> ?a . VALUES (?a ?b) { (<e:n1> UNDEF) (<e:n2> \"2026-01-05\"^^xsd:date) (UNDEF \"a\") } } GROUP BY ?a";
    both.agree_with(query, &written_out(query));
    // Two ways to e:n2, two from there, three to where they end, two rows of values.
    assert_eq!(
        both.ours(query)[0][1],
        "\"24\"^^<http://www.w3.org/2001/XMLSchema#integer>"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, max_shrink_iters: 2000, ..ProptestConfig::default() })]

    #[test]
    fn generated_queries_answer_as_in_oxigraph(
        data in prop::collection::vec(any::<u16>(), 320),
        choices in prop::collection::vec(any::<u16>(), 4..60),
    ) {
        let (plain, ordered) = query(&mut Tape::new(&choices));
        let mut lines = graph_of(&mut Tape::new(&data));
        if plain.contains("MAX(") {
            // Their order of 5, 10 and a date is a circle, so that the greatest is the one met last.
            lines = lines.split_inclusive('\n').filter(|line| !line.contains('"') || is_number(line)).collect();
        }
        let both = Both::of(&lines);
        both.agree_with(&ordered, &written_out(&plain));
        // The first rows of an order are the first rows of the whole.
        if ordered.contains("ORDER BY") {
            let whole = both.ours(&ordered);
            let first = both.ours(&format!("{ordered} LIMIT 5 OFFSET 1"));
            let wanted: Vec<_> = whole.into_iter().skip(1).take(5).collect();
            prop_assert_eq!(first, wanted, "{}", ordered);
        }
    }
}

#[test]
fn a_node_is_level_with_itself_and_with_nothing_else() {
    let both = Both::of("<e:n1> <e:p> <e:n3> <e:g> .\n<e:n2> <e:p> <e:n4> <e:g> .\n");
    for condition in [
        "!(?d > <e:n3>)",
        "?d >= <e:n3>",
        "!(?d < <e:n3>)",
        "?d <= <e:n3>",
    ] {
        let query = format!("SELECT ?d WHERE {{ ?s <e:p> ?d FILTER ({condition}) }}");
        both.agree(&query);
        assert_eq!(both.ours(&query), [["<e:n3>"]], "{condition}");
    }
}

#[test]
fn mixed_types_have_one_order() {
    let lines: String = LITERALS
        .iter()
        .chain(&["<e:iri>", "_:blank"])
        .enumerate()
        .map(|(n, object)| format!("<e:s{n:02}> <e:p> {object} <e:g> .\n"))
        .collect();
    let both = Both::of(&lines);
    let order = |query: &str| -> Vec<String> {
        both.ours(query)
            .into_iter()
            .map(|row| row.concat())
            .collect()
    };
    let up = order("SELECT ?o WHERE { ?s <e:p> ?o } ORDER BY ?o");
    let xsd = |v: &str, t: &str| format!("\"{v}\"^^<http://www.w3.org/2001/XMLSchema#{t}>");
    assert!(up[0].starts_with("_:"), "{up:?}");
    assert_eq!(
        up[1..],
        [
            "<e:iri>".to_string(),
            xsd("1", "integer"),
            "1.5 (decimal)".to_string(),
            xsd("2.5", "double"),
            xsd("5", "integer"),
            xsd("10", "integer"),
            xsd("true", "boolean"),
            xsd("2025-12-31", "date"),
            xsd("2026-01-05", "date"),
            "\"5\"".to_string(),
            "\"a\"@en".to_string(),
            "\"a\"@zh-hans".to_string(),
            "\"a\"".to_string(),
            "\"b\"".to_string(),
            "\"x\"^^<e:type>".to_string(),
        ]
    );
    let mut down = order("SELECT ?o WHERE { ?s <e:p> ?o } ORDER BY DESC(?o)");
    down.reverse();
    assert_eq!(up, down);
}

#[test]
fn several_graphs_give_each_triple_once() {
    let both = Both::of(
        "<e:s> <e:p> <e:o> <e:g0> .\n<e:s> <e:p> <e:o> <e:g1> .\n<e:s> <e:p> <e:q> <e:g2> .\n",
    );
    let count = |query: &str| both.ours(query).len();
    assert_eq!(count("SELECT * WHERE { ?s ?p ?o }"), 2);
    assert_eq!(
        count("SELECT * FROM <e:g0> FROM <e:g1> WHERE { ?s ?p ?o }"),
        1
    );
    assert_eq!(
        count("SELECT * FROM <e:g0> FROM <e:g2> WHERE { ?s ?p ?o }"),
        2
    );
    assert_eq!(count("SELECT * FROM <e:absent> WHERE { ?s ?p ?o }"), 0);
    assert_eq!(count("SELECT * WHERE { GRAPH ?g { ?s ?p ?o } }"), 3);
    assert_eq!(
        count("SELECT * FROM NAMED <e:g1> WHERE { GRAPH ?g { ?s ?p ?o } }"),
        1
    );
    assert_eq!(count("SELECT * FROM NAMED <e:g1> WHERE { ?s ?p ?o }"), 0);
    assert_eq!(count("SELECT * WHERE { GRAPH ?g {} }"), 3);
}

#[test]
fn what_differs_from_oxigraph_is_spelling_alone() {
    let xsd = "http://www.w3.org/2001/XMLSchema#";
    let both = Both::of(&format!(
        "<e:s> <e:p> \"0.90\"^^<{xsd}decimal> <e:g> .\n<e:s> <e:p> \"0.9\"^^<{xsd}decimal> <e:g> .\n<e:s> <e:p> \"07\"^^<{xsd}integer> <e:g> .\n<e:s> <e:p> \"7\"^^<{xsd}int> <e:g> .\n"
    ));
    let query = "SELECT ?o WHERE { ?s <e:p> ?o }";
    let spelled = |answer: Answer| match answer {
        Answer::Table { rows, .. } => {
            let mut all: Vec<String> = rows
                .into_iter()
                .flatten()
                .flatten()
                .map(|t| t.to_string())
                .collect();
            all.sort();
            all
        }
        _ => Vec::new(),
    };
    let ours = spelled(ask(&both.ours, query).unwrap());
    assert_eq!(
        ours,
        [
            format!("\"0.9\"^^<{xsd}decimal>"),
            format!("\"0.90\"^^<{xsd}decimal>"),
            format!("\"07\"^^<{xsd}integer>"),
            format!("\"7\"^^<{xsd}int>"),
        ]
    );
    // Their store keeps values: 0.90 and 0.9 are one object there, and so are 07 and 7.
    assert_eq!(both.theirs(query).unwrap().len(), 2);
    // By value they are the same for us too.
    assert_eq!(
        both.ours("SELECT ?o WHERE { ?s <e:p> ?o FILTER (?o = 7) }")
            .len(),
        2
    );
    assert_eq!(
        both.ours("SELECT ?o WHERE { ?s <e:p> ?o FILTER (?o < 0.95) }")
            .len(),
        2
    );
}

#[test]
fn computed_terms_join_with_those_of_the_graph() {
    let both = Both::of(
        "<e:s> <e:p> \"ab\" <e:g> .\n<e:s> <e:q> <e:ab> <e:g> .\n<e:t> <e:p> \"7\"^^<http://www.w3.org/2001/XMLSchema#integer> <e:g> .\n",
    );
    for query in [
        "SELECT ?s WHERE { BIND (CONCAT(\"a\", \"b\") AS ?o) ?s <e:p> ?o }",
        "SELECT ?s WHERE { BIND (IRI(\"e:ab\") AS ?o) ?s <e:q> ?o }",
        "SELECT ?s WHERE { BIND (3 + 4 AS ?o) ?s <e:p> ?o }",
    ] {
        assert_eq!(both.ours(query).len(), 1, "{query}");
    }
}

#[test]
fn quads_are_found_by_pattern() {
    let both = Both::of(
        "<e:s> <e:p> \"x\"@en <e:g0> .\n<e:s> <e:p> \"x\"@en <e:g1> .\n<e:s> <e:q> <e:o> <e:g1> .\n",
    );
    let store = &both.ours;
    let id = |iri: &str| {
        let node = oxigraph::model::NamedNode::new(iri).unwrap();
        store.id(Term::from(node).as_ref()).unwrap()
    };
    let count = |pattern: Pattern| store.quads(pattern).unwrap().filter_map(Result::ok).count();
    assert_eq!(count(Pattern::default()), 3);
    assert_eq!(
        count(Pattern {
            graph: id("e:g1"),
            ..Pattern::default()
        }),
        2
    );
    assert_eq!(
        count(Pattern {
            predicate: id("e:p"),
            ..Pattern::default()
        }),
        2
    );
    assert_eq!(
        count(Pattern {
            object: id("e:o"),
            subject: id("e:s"),
            ..Pattern::default()
        }),
        1
    );
    assert_eq!(id("e:absent"), None);
    let [_, _, o, g] = store
        .quads(Pattern {
            subject: id("e:s"),
            ..Pattern::default()
        })
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    assert_eq!(store.term(o).unwrap().to_string(), "\"x\"@en");
    assert_eq!(store.term(g).unwrap().to_string(), "<e:g0>");
}

/// Queries that touch every section of the file.
const TOUCHING: [&str; 6] = [
    "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }",
    "SELECT ?s ?o WHERE { ?s schema:name ?o }",
    "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    "SELECT ?p WHERE { ?s ?p ent:nvidia }",
    "SELECT ?s WHERE { ?s aikg:items 2 ; aikg:firstSeen ?d FILTER (?d > \"2020-01-01\"^^xsd:date) MINUS { ?s a aikg:Company } }",
    "SELECT ?o WHERE { GRAPH graph:meta { ?s ?p ?o FILTER (CONTAINS(STR(?o), \"a\")) } }",
];

#[test]
fn damage_anywhere_is_an_error_and_never_another_answer() {
    let run = built();
    let dir = run.path().join("out");
    let path = dir.join(store::FILE);
    let whole = std::fs::read(&path).unwrap();
    let answers = || -> Vec<Option<Vec<Vec<String>>>> {
        let Ok(Some(store)) = Store::of(&dir) else {
            return vec![None; TOUCHING.len()];
        };
        let sorted = |query: &&str| {
            let mut rows = rows(ask(&store, query).ok()?);
            rows.sort();
            Some(rows)
        };
        TOUCHING.iter().map(sorted).collect()
    };
    let right = answers();
    assert!(
        right
            .iter()
            .all(|a| a.as_ref().is_some_and(|rows| !rows.is_empty()))
    );
    let mut seed = 0x2545_F491_4F6C_DD1Du64;
    let mut next = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % below as u64) as usize
    };
    let mut noticed = 0;
    let mut check = |bytes: &[u8], what: String| {
        std::fs::write(&path, bytes).unwrap();
        for (found, right) in answers().iter().zip(&right) {
            match found {
                None => noticed += 1,
                found => assert_eq!(found, right, "{what}"),
            }
        }
    };
    for round in 0..120 {
        let mut bytes = whole.clone();
        // Head and sums are small: half of the damage goes there.
        let at = match round % 4 {
            0 => next(512),
            1 => whole.len() - 1 - next(whole.len() / 50),
            _ => next(whole.len()),
        };
        match round % 3 {
            0 => bytes[at] ^= 1 << next(8),
            1 => {
                let end = (at + 1 + next(5000)).min(bytes.len());
                bytes[at..end].fill(0);
            }
            _ => {
                let to = next(whole.len());
                bytes.swap(at, to);
            }
        }
        check(&bytes, format!("round {round} at {at}"));
    }
    for length in [0, 1, 7, 511, 512, 513, whole.len() / 2, whole.len() - 1] {
        check(&whole[..length], format!("cut to {length}"));
    }
    let mut longer = whole.clone();
    longer.push(0);
    check(&longer, "one byte more".to_string());
    assert!(noticed > 300, "{noticed} answers were refused");
}

#[test]
fn a_store_that_is_cut_while_it_is_open_is_an_error() {
    let run = built();
    let dir = run.path().join("out");
    let store = Store::of(&dir).unwrap().unwrap();
    std::fs::OpenOptions::new()
        .write(true)
        .open(dir.join(store::FILE))
        .unwrap()
        .set_len(600)
        .unwrap();
    for query in TOUCHING {
        assert!(ask(&store, query).is_err(), "{query}");
    }
}

#[test]
fn build_mends_a_damaged_store_and_queries_do_without_one() {
    let mut run = built();
    let path = run.path().join("out").join(store::FILE);
    let whole = std::fs::read(&path).unwrap();
    let query = ["query", "-e", TOUCHING[1], "-g", "out", "-f", "csv"];
    let right = run.ok(query);

    let mut bytes = whole.clone();
    bytes[whole.len() / 3] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    let digests = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/digests");
    let failed = run.run(["query", "-e", TOUCHING[0], "-g", "out"]);
    let told = run.run(["check", "-g", "out"]);
    assert!(
        failed.status == 1 || told.status == 3,
        "{} {}",
        failed.stderr,
        told.stderr
    );
    run.ok(["build", digests, "-o", "out", "-q"]);
    assert!(
        whole == std::fs::read(&path).unwrap(),
        "the same bytes again"
    );

    std::fs::remove_file(&path).unwrap();
    let done = run.run(query);
    assert_eq!(done.status, 0, "{}", done.stderr);
    assert_eq!(done.stdout, right);
    assert!(done.stderr.contains("graph.nq"), "{}", done.stderr);
}

#[test]
fn no_query_ends_the_process() {
    let run = built();
    let graph = Graph::open(&run.path().join("out"), "").unwrap();
    // Numbers compare as numbers among themselves and as text with text: no order at all.
    let mut values = String::new();
    for n in 0..400u32 {
        let n = n.wrapping_mul(2_654_435_761) >> 20;
        values += &format!("{n} \"{}\" ", n.wrapping_mul(7) % 5000);
    }
    let mixed = format!("SELECT ?x WHERE {{ VALUES ?x {{ {values} }} }} ORDER BY ?x");
    let Ok(Answer::Table { rows, .. }) = graph.ask(&mixed) else {
        panic!("an order of the whole answer is kept")
    };
    assert_eq!(rows.len(), 800);
    let inner = format!("SELECT ?x WHERE {{ {{ {mixed} LIMIT 700 }} BIND (1 AS ?y) }}");
    if let Err(error) = graph.ask(&inner) {
        assert!(error.to_string().contains("gave up"), "{error}");
    }
    for text in [
        format!(
            "SELECT * WHERE {{ FILTER ({}1{}) }}",
            "(".repeat(5000),
            ")".repeat(5000)
        ),
        format!("SELECT * WHERE {{ FILTER (1{}) }}", " || 1".repeat(3_000)),
        format!("SELECT * WHERE {{ FILTER ({}1) }}", "!".repeat(20_000)),
        format!("SELECT * WHERE {{ ?s <e:p>{} ?o }}", "/<e:p>".repeat(1_000)),
        format!("SELECT * WHERE {{ {{}} {} }}", "UNION {} ".repeat(1_000)),
        format!(
            "SELECT * WHERE {{ {} }}",
            "OPTIONAL { ?s <e:p> ?o } ".repeat(5_000)
        ),
        "x".repeat(2_000_000),
    ] {
        // An answer or an error.
        let _ = graph.ask(&text);
    }
    assert!(graph.ask("ASK { ?s ?p ?o }").is_ok(), "others are answered");
}

#[test]
fn updates_are_refused() {
    let run = built();
    let graph = Graph::open(&run.path().join("out"), "").unwrap();
    let error = graph.ask("INSERT DATA { <e:s> <e:p> <e:o> }").unwrap_err();
    assert!(error.to_string().contains("aikg build"), "{error}");
}
