//! Clients that mean harm, or are broken: the server goes on, and those that mean well are answered.

use crate::run::{Run, built};
use crate::served::{Server, encoded};
use std::io::{Read, Write};
use std::time::Duration;

/// The same numbers in every run (xorshift, Marsaglia 2003).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[(self.next() % all.len() as u64) as usize]
    }
}

/// How many requests; the long run is for when something of it changes: AIKG_FUZZ=100000.
fn count() -> u64 {
    let told = std::env::var("AIKG_FUZZ").ok();
    told.and_then(|n| n.parse().ok()).unwrap_or(4_000)
}

fn fuzzed(chance: &mut Chance) -> Vec<u8> {
    let methods = [
        "GET", "HEAD", "POST", "OPTIONS", "PUT", "G\u{0}T", "", "get", "BREW",
    ];
    let paths = [
        "/",
        "/sparql",
        "/entity/nvidia",
        "/search?q=",
        "/query?name=",
        "/api/queries/co-mentions?entity=",
        "/graphs?graph=",
        "/map?entity=",
        "/digest/",
        "/trends?period=",
        "/complete?q=",
        "//",
        "/../../etc/passwd",
        "/%2e%2e/",
        "*",
        "http://x/",
        "/topic/",
        "/sparql?query=",
        "/assets/",
        "/entity/%",
        "/.well-known/void?format=",
        "/sparql?timeout=1&query=",
    ];
    let bits = [
        "SELECT",
        "*",
        "{",
        "}",
        "?s",
        " ",
        "%20",
        "\u{202e}",
        "輝達",
        "%F0%9F",
        "%00",
        "'",
        "\"",
        "<",
        ">",
        "&",
        "=",
        "#",
        "?",
        "/..",
        "FILTER",
        "(",
        ")",
        "REGEX(",
        "1e999",
        "-1",
        "99999999999999999999",
        "2026-13",
        "limit=",
        "lang=",
        "ORDER BY",
        "\\u0000",
        "GROUP BY",
        "CONSTRUCT",
        "DESCRIBE",
        "BIND(1/0 AS ?x)",
        "{{",
        "VALUES",
        "UNION",
        "a aikg:Company",
        ".",
        ";",
        "^^xsd:date",
    ];
    let headers = [
        "Accept: text/csv",
        "Accept: ;;;q=,",
        "Accept: text/html",
        "Accept-Language: ,;q=9",
        "Content-Type: application/sparql-query",
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Length: 5",
        "Content-Length: -1",
        "Transfer-Encoding: chunked",
        "If-None-Match: \u{ff}",
        "Accept-Encoding: gzip;q=x",
        "Cookie: lang=; lang",
        "X: \r\n y",
        "Authorization: Basic \u{0}",
        "Host: ",
        "Range: bytes=0-",
        "Expect: 100-continue",
        "Connection: upgrade",
    ];
    let mut text = format!("{} {}", chance.of(&methods), chance.of(&paths));
    for _ in 0..chance.next() % 12 {
        let bit = chance.of(&bits);
        match chance.next() % 3 {
            0 => text.push_str(bit),
            _ => text.push_str(&encoded(bit)),
        }
    }
    text.push_str(chance.of(&[" HTTP/1.1", " HTTP/1.0", "", " HTTP/9"]));
    text.push_str("\r\nHost: localhost\r\nConnection: close\r\n");
    for _ in 0..chance.next() % 4 {
        text.push_str(chance.of(&headers));
        text.push_str("\r\n");
    }
    text.push_str(chance.of(&["\r\n", "\r\n", "\r\n", "", "\n\n"]));
    text.push_str(chance.of(&["", "ASK{}", "query=ASK{}", "5\r\nhello\r\n0\r\n\r\n"]));
    let mut bytes = text.into_bytes();
    if chance.next().is_multiple_of(3) {
        let at = (chance.next() % bytes.len() as u64) as usize;
        bytes[at] = (chance.next() & 0xFF) as u8;
    }
    bytes
}

/// Whatever comes, the answer is the client's fault or fine, and the process stands.
#[test]
fn broken_requests_end_nothing() {
    let run = built();
    let server = Server::start(&run, &["-q", "--timeout", "2"]);
    let mut chance = Chance(0x9E37_79B9_7F4A_7C15);
    for number in 0..count() {
        let bytes = fuzzed(&mut chance);
        let mut stream = server.connect();
        let _ = stream.write_all(&bytes);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let head = String::from_utf8_lossy(&answer[..answer.len().min(12)]).into_owned();
        let told = String::from_utf8_lossy(&bytes).into_owned();
        assert!(
            !head.starts_with("HTTP/1.1 500"),
            "{number}: {told:?}: {}",
            String::from_utf8_lossy(&answer)
        );
    }
    assert!(server.is_well());
    let panics = server.get("/metrics").text();
    assert!(panics.contains("aikg_panics_total 0"), "{panics}");
}

/// A query on which the evaluator itself fails is one clean error, and the next one is answered.
#[test]
fn a_query_that_the_evaluator_fails_on_ends_itself_alone() {
    let run = built();
    let server = Server::start(&run, &["-q", "--timeout", "5"]);
    let deep = format!("ASK {{ {} {} }}", "{".repeat(5_000), "}".repeat(5_000));
    let nested = format!(
        "SELECT * {{ FILTER({}1{}) }}",
        "(".repeat(190),
        ")".repeat(190)
    );
    let doubled: String = (0..40)
        .map(|n| format!("BIND(CONCAT(?v{n},?v{n}) AS ?v{}) ", n + 1))
        .collect();
    for query in [
        deep,
        nested,
        format!("SELECT * {{ BIND(\"aaaa\" AS ?v0) {doubled} }}"),
        "SELECT * { { SELECT ?o { ?s ?p ?o } ORDER BY ?o } { ?a ?b ?o } } ORDER BY ?o LIMIT 1".to_string(),
        "SELECT (GROUP_CONCAT(?x; separator=\"\") AS ?all) { ?a ?b ?c . ?d ?e ?f . BIND(STR(?c) AS ?x) }".to_string(),
        "SELECT * { ?s (aikg:between|^aikg:between)* ?o }".to_string(),
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?c) = CONCAT(STR(?f), STR(?i))) }".to_string(),
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(BOUND(?c)) }".to_string(),
        "SELECT (COUNT(*) AS ?n) { { SELECT ?a { ?a ?b ?c } } { SELECT ?d { ?d ?e ?f } } { SELECT ?g { ?g ?h ?i } } }".to_string(),
        "SELECT * { ?a ?b ?c MINUS { ?d ?e ?f . ?g ?h ?i . FILTER(STRLEN(STR(?f)) > 100000) } }".to_string(),
    ] {
        let form = format!("query={}", encoded(&query));
        let kind = "Content-Type: application/x-www-form-urlencoded";
        let reply = server.ask("POST", "/sparql", &[kind, "Accept: text/csv"], form.as_bytes());
        let shown: String = query.chars().take(60).collect();
        assert!([200, 400, 500, 503].contains(&reply.status), "{shown}: {}", reply.status);
        let next = server.query("ASK { ?s ?p ?o }", "text/csv");
        assert_eq!(next.status, 200, "after {shown}");
    }
}

#[test]
fn large_bodies_heads_and_paths_are_refused() {
    let run = built();
    let server = Server::start(&run, &["-q"]);
    let query = format!("ASK {{}} #{}", "x".repeat(1 << 20));
    let kind = "Content-Type: application/sparql-query";
    assert_eq!(
        server
            .ask("POST", "/sparql", &[kind], query.as_bytes())
            .status,
        413
    );
    let long = format!("/search?q={}", "a".repeat(20_000));
    assert!([400, 414, 431].contains(&server.get(&long).status));
    let header = format!("X: {}", "a".repeat(20_000));
    assert!([400, 431].contains(&server.ask("GET", "/", &[&header], &[]).status));
    let many: Vec<String> = (0..200).map(|n| format!("X{n}: 1")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert!([400, 431].contains(&server.ask("GET", "/", &many, &[]).status));
    let pairs: String = (0..1000).map(|n| format!("a{n}=1&")).collect();
    assert_eq!(server.get(&format!("/search?{pairs}")).status, 400);
    assert!(server.is_well());
}

/// Slow readers and idle connections hold no place that others need.
#[test]
fn who_means_well_is_served_beside_who_does_not() {
    let run = built();
    let server = Server::start(&run, &["-q", "--queries-at-once", "2", "--timeout", "2"]);
    let idle: Vec<_> = (0..300).map(|_| server.connect()).collect();
    let half: Vec<_> = (0..50)
        .map(|_| {
            let mut stream = server.connect();
            stream.write_all(b"GET /sparql?query=").unwrap();
            stream
        })
        .collect();
    let slow: Vec<_> = (0..4)
        .map(|_| {
            let mut stream = server.connect();
            let target = format!(
                "/sparql?query={}",
                encoded("SELECT * { ?s ?p ?o . ?a ?b ?c }")
            );
            write!(stream, "GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
            stream
        })
        .collect();
    let asking: Vec<_> = (0..8)
        .map(|_| {
            let mut stream = server.connect();
            let query = "SELECT (COUNT(*) AS ?n) { { SELECT ?a { ?a ?b ?c } } { SELECT ?d { ?d ?e ?f } } { SELECT ?g { ?g ?h ?i } } }";
            let target = format!("/query?query={}", encoded(query));
            write!(stream, "GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
            stream
        })
        .collect();
    assert_eq!(
        server.get("/entity/nvidia").status,
        200,
        "a page needs no place of a query"
    );
    let mut answered = false;
    for _ in 0..10 {
        answered |= server.query("ASK { ?s ?p ?o }", "text/csv").status == 200;
        if answered {
            break;
        }
        std::thread::sleep(Duration::from_millis(500));
    }
    assert!(answered);
    drop((idle, half, slow, asking));
}

/// Names of digests, entities and queries are text on every page.
#[test]
fn hostile_names_stay_text_on_pages() {
    let name = "<script>alert(1)</script>";
    let text = format!(
        "# {name} 2026-01-01\n\n## {name} \"onload=\" 輝達\n\n**關鍵實體**：{name}、輝達\n\n[x](javascript:alert(1))\n"
    );
    let mut run = Run::new().file("d/2026-01-01.md", text);
    run.ok(["build", "d", "-o", "out", "-q"]);
    let server = Server::start(&run, &["-q"]);
    for target in [
        "/",
        "/digest/2026-01-01.md",
        "/digest/2026-01-01.md/1",
        "/search?q=%3Cscript%3E",
        "/query?query=%3C%2Ftextarea%3E%3Cscript%3E",
        "/%3Cscript%3E",
        "/trends",
    ] {
        let page = server.ask("GET", target, &["Accept: text/html"], &[]);
        let text = page.text();
        assert!(
            !text.contains("<script>") && !text.contains("href=\"javascript"),
            "{target}"
        );
    }
}
