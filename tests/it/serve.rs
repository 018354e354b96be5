//! `aikg serve`: the behaviours of the SPARQL 1.1 Protocol that apply to reading, one by one, and what else a client relies on.

use crate::run::{Run, built};
use crate::served::{Server, encoded};
use std::io::{Read, Write};
use std::time::Duration;

const COMPANIES: &str =
    "SELECT ?name { ?e a aikg:Company ; schema:name ?name } ORDER BY ?name LIMIT 3";
const CSV: &str = "text/csv";

fn server() -> (Run, Server) {
    let run = built();
    let server = Server::start(&run, &["-q"]);
    (run, server)
}

fn post(server: &Server, kind: &str, body: &str) -> crate::served::Reply {
    let kind = format!("Content-Type: {kind}");
    server.ask(
        "POST",
        "/sparql",
        &[&kind, "Accept: text/csv"],
        body.as_bytes(),
    )
}

/// Protocol 2.1: a query by GET, by a form, and by itself, gives one answer; so does the command.
#[test]
fn a_query_may_come_three_ways() {
    let (mut run, server) = server();
    let wanted = run.ok(["query", "-g", "out", "-f", "csv", "-e", COMPANIES]);
    let wanted = wanted.replace("\r\n", "\n");
    let form = format!("query={}", encoded(COMPANIES));
    for reply in [
        server.query(COMPANIES, CSV),
        post(&server, "application/x-www-form-urlencoded", &form),
        post(
            &server,
            "application/x-www-form-urlencoded; charset=UTF-8",
            &form,
        ),
        post(&server, "application/sparql-query", COMPANIES),
    ] {
        assert_eq!(reply.status, 200, "{}", reply.text());
        assert_eq!(reply.kind(), CSV);
        assert_eq!(reply.text().replace("\r\n", "\n"), wanted);
    }
}

/// Protocol 2.1.6: the form is agreed upon.
#[test]
fn an_answer_comes_in_the_form_that_is_asked_for() {
    let (_run, server) = server();
    for (query, accept, kind) in [
        (COMPANIES, "", "application/sparql-results+json"),
        (COMPANIES, "*/*", "application/sparql-results+json"),
        (
            COMPANIES,
            "application/sparql-results+xml",
            "application/sparql-results+xml",
        ),
        (
            COMPANIES,
            "text/csv;q=0.9, text/tab-separated-values",
            "text/tab-separated-values",
        ),
        (
            "ASK { ?s ?p ?o }",
            "application/json",
            "application/sparql-results+json",
        ),
        ("ASK { ?s ?p ?o }", "text/csv", "text/csv"),
        ("CONSTRUCT WHERE { ?s a aikg:Digest }", "", "text/turtle"),
        (
            "CONSTRUCT WHERE { ?s a aikg:Digest }",
            "application/ld+json",
            "application/ld+json",
        ),
        (
            "DESCRIBE ent:nvidia",
            "application/n-triples",
            "application/n-triples",
        ),
        (
            "DESCRIBE ent:nvidia",
            "application/rdf+xml",
            "application/rdf+xml",
        ),
    ] {
        let reply = server.query(query, accept);
        assert_eq!(reply.status, 200, "{query} {accept}: {}", reply.text());
        assert_eq!(reply.kind(), kind, "{query} {accept}");
        assert!(!reply.body.is_empty());
    }
    assert_eq!(server.query(COMPANIES, "image/png").status, 406);
    let named = format!("/sparql?format=csv&query={}", encoded(COMPANIES));
    assert_eq!(server.get(&named).kind(), CSV);
}

/// Protocol 2.1.4: the request's dataset takes the place of the query's.
#[test]
fn the_request_says_which_graphs_are_asked() {
    let (_run, server) = server();
    let count = |query: &str, graphs: &str| {
        let target = format!("/sparql?format=csv&query={}{graphs}", encoded(query));
        let reply = server.get(&target);
        assert_eq!(reply.status, 200, "{}", reply.text());
        let text = reply.text();
        text.lines().nth(1).unwrap().trim().parse::<u64>().unwrap()
    };
    let all = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }";
    let named = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }";
    let meta = "&default-graph-uri=https%3A%2F%2Fw3id.org%2Faikg%2Fgraph%2Fmeta";
    let as_named = meta.replace("default", "named");
    let whole = count(all, "");
    let only = count(all, meta);
    assert!(0 < only && only < whole);
    assert_eq!(count(named, &as_named), only);
    assert_eq!(
        count(all, &as_named),
        0,
        "a named graph alone is no default graph"
    );
    assert_eq!(count(named, meta), 0);
    // It wins over FROM.
    let from = "SELECT (COUNT(*) AS ?n) FROM graph:registry { ?s ?p ?o }";
    assert_eq!(count(from, meta), only);
    let both = format!("{meta}&default-graph-uri=https%3A%2F%2Fw3id.org%2Faikg%2Fgraph%2Fregistry");
    assert!(count(all, &both) > only);
    let bad = server.get("/sparql?query=ASK%7B%7D&default-graph-uri=no%20iri");
    assert_eq!(bad.status, 400);
}

/// Protocol 2.1.7: what is wrong with a request is told, and is the client's.
#[test]
fn wrong_requests_are_told_apart() {
    let (_run, server) = server();
    let syntax = server.query("SELECT * {\n ?s ?p }", CSV);
    assert_eq!(syntax.status, 400);
    assert!(syntax.text().contains("line 2"), "{}", syntax.text());
    assert_eq!(
        server.get("/sparql?query=ASK%7B%7D&query=ASK%7B%7D").status,
        400
    );
    assert_eq!(
        server
            .get("/sparql?default-graph-uri=http%3A%2F%2Fx%2F")
            .status,
        400
    );
    assert_eq!(
        post(&server, "application/x-www-form-urlencoded", "a=b").status,
        400
    );
    assert_eq!(server.get("/sparql?query=%FF").status, 400);
    assert_eq!(post(&server, "text/plain", "ASK{}").status, 415);
    assert_eq!(
        post(&server, "application/sparql-query; charset=utf-16", "ASK{}").status,
        415
    );
    for (kind, body) in [
        ("application/sparql-update", "DROP ALL"),
        ("application/x-www-form-urlencoded", "update=DROP%20ALL"),
    ] {
        let reply = post(&server, kind, body);
        assert_eq!(reply.status, 403, "{}", reply.text());
    }
    assert_eq!(server.get("/sparql?update=DROP%20ALL").status, 403);
    let service = server.query(
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        CSV,
    );
    assert_eq!(service.status, 400);
    assert!(service.text().contains("--allow-service"));
    for method in ["PUT", "DELETE", "PATCH"] {
        let reply = server.ask(method, "/sparql", &[], &[]);
        assert_eq!(reply.status, 405, "{method}");
        assert!(reply.header("allow").contains("POST"));
    }
    assert_eq!(server.ask("POST", "/graphs?default", &[], b"x").status, 405);
    assert!(server.is_well());
}

#[test]
fn head_is_get_without_the_body_and_options_let_other_pages_ask() {
    let (_run, server) = server();
    let target = format!("/sparql?format=csv&query={}", encoded(COMPANIES));
    let head = server.ask("HEAD", &target, &[], &[]);
    assert_eq!((head.status, head.kind(), head.body.len()), (200, CSV, 0));
    let options = server.ask("OPTIONS", "/sparql", &["Origin: https://yasgui.org"], &[]);
    assert_eq!(options.status, 200);
    assert_eq!(options.header("access-control-allow-origin"), "*");
    assert!(
        options
            .header("access-control-allow-methods")
            .contains("POST")
    );
    let run = built();
    let closed = Server::start(&run, &["-q", "--cors", "none"]);
    let reply = closed.get(&target);
    assert_eq!(reply.header("access-control-allow-origin"), "");
}

/// Service Description 2: the endpoint describes itself.
#[test]
fn the_service_describes_itself_and_its_data() {
    let (_run, server) = server();
    let reply = server.ask("GET", "/sparql", &["Accept: text/turtle"], &[]);
    assert_eq!((reply.status, reply.kind()), (200, "text/turtle"));
    let quads = oxigraph::io::RdfParser::from_format(oxigraph::io::RdfFormat::Turtle);
    let told: Vec<_> = quads
        .for_slice(&reply.body)
        .collect::<Result<_, _>>()
        .unwrap();
    let has = |part: &str| told.iter().any(|q| q.to_string().contains(part));
    assert!(has("UnionDefaultGraph") && has(&format!("127.0.0.1:{}/sparql", server.port)));
    assert!(!has("BasicFederatedQuery") && !has("_:"));
    let void = server.get("/.well-known/void");
    assert_eq!(void.status, 200);
    assert!(void.text().contains("void#") || void.text().contains("void:"));
}

/// Graph Store Protocol 5.2: graphs are read by name, and only read.
#[test]
fn graphs_are_read_by_name_and_at_their_own_path() {
    let (_run, server) = server();
    let meta = "/graphs?graph=https%3A%2F%2Fw3id.org%2Faikg%2Fgraph%2Fmeta";
    let lines = |target: &str| {
        let reply = server.ask("GET", target, &["Accept: application/n-triples"], &[]);
        assert_eq!(
            (reply.status, reply.kind()),
            (200, "application/n-triples"),
            "{target}"
        );
        reply.text().lines().count()
    };
    let count = lines(meta);
    assert!(count > 5);
    assert_eq!(lines("/graph/meta"), count);
    assert!(lines("/graphs?default") > 100 * count);
    assert_eq!(
        server
            .get("/graphs?graph=http%3A%2F%2Fexample.org%2F")
            .status,
        404
    );
    for bad in [
        "/graphs",
        "/graphs?default&graph=http%3A%2F%2Fx%2F",
        "/graphs?graph=x",
    ] {
        assert_eq!(server.get(bad).status, 400, "{bad}");
    }
    for method in ["PUT", "POST", "DELETE"] {
        assert_eq!(server.ask(method, meta, &[], b"").status, 405, "{method}");
    }
}

#[test]
fn named_queries_are_plain_addresses() {
    let (mut run, server) = server();
    let wanted = run.ok([
        "query",
        "-g",
        "out",
        "-f",
        "csv",
        "co-mentions",
        "entity=輝達",
        "limit=5",
    ]);
    let target = format!(
        "/api/queries/co-mentions?limit=5&format=csv&entity={}",
        encoded("輝達")
    );
    let reply = server.get(&target);
    assert_eq!((reply.status, reply.kind()), (200, CSV));
    assert_eq!(
        reply.text().replace("\r\n", "\n"),
        wanted.replace("\r\n", "\n")
    );
    let missing = server.get("/api/queries/co-mentions");
    assert_eq!(missing.status, 400);
    assert!(missing.text().contains("entity="), "{}", missing.text());
    assert_eq!(
        server
            .get("/api/queries/co-mentions?entity=NVIDIA&limt=5")
            .status,
        400
    );
    let unknown = server.get("/api/queries/co-mention?entity=NVIDIA");
    assert_eq!(unknown.status, 404);
    assert!(unknown.text().contains("co-mentions"), "{}", unknown.text());
    let list: serde_json::Value = serde_json::from_slice(&server.get("/api/queries").body).unwrap();
    let count = list.as_array().unwrap().len();
    assert!(count > 60);
    let api = server.get("/api/openapi.json");
    let api: serde_json::Value = serde_json::from_slice(&api.body).unwrap();
    assert_eq!(api["paths"].as_object().unwrap().len(), count);
    let parameters = &api["paths"]["/api/queries/co-mentions"]["get"]["parameters"];
    assert!(parameters.to_string().contains("\"entity\""));
}

/// One thing, one address: a page for people, triples for programs.
#[test]
fn everything_has_a_page_and_triples_at_its_path() {
    let (run, server) = server();
    let browser = "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    let claim = run.read("out/graph.nq");
    let claim = claim
        .lines()
        .find(|l| l.contains("ontology#Claim>"))
        .unwrap();
    let claim = claim
        .split('>')
        .next()
        .unwrap()
        .replace("<https://w3id.org/aikg", "");
    let digest = "/digest/2026-03-30-chenguang-daily.md";
    let digest = match server.ask("GET", digest, &[browser], &[]).status {
        200 => digest.to_string(),
        _ => claim.rsplitn(3, '/').last().unwrap().to_string(),
    };
    for path in [
        "/entity/nvidia".to_string(),
        digest.clone(),
        format!("{digest}/1"),
        claim,
    ] {
        let page = server.ask("GET", &path, &[browser], &[]);
        assert_eq!((page.status, page.kind()), (200, "text/html"), "{path}");
        for (accept, kind) in [
            ("text/turtle", "text/turtle"),
            ("application/ld+json", "application/ld+json"),
            ("application/n-triples", "application/n-triples"),
        ] {
            let triples = server.ask("GET", &path, &[&format!("Accept: {accept}")], &[]);
            assert_eq!((triples.status, triples.kind()), (200, kind), "{path}");
            assert!(!triples.body.is_empty());
        }
    }
    let lines = server.get("/entity/nvidia?format=nt").text();
    assert!(
        lines
            .lines()
            .all(|l| l.starts_with("<https://w3id.org/aikg/entity/nvidia>"))
    );
    for accept in [browser, "Accept: text/turtle"] {
        let missing = server.ask("GET", "/entity/no-such-thing", &[accept], &[]);
        assert_eq!(missing.status, 404, "{accept}");
    }
    // A link without an Accept, and the languages of a browser.
    let page = server.ask(
        "GET",
        "/",
        &["Accept: text/html", "Accept-Language: zh-TW"],
        &[],
    );
    assert!(page.text().contains("lang=\"zh-Hant\""));
    let chosen = server.ask("GET", "/?lang=zh-Hans", &["Accept: text/html"], &[]);
    assert!(chosen.header("set-cookie").starts_with("lang=zh-Hans"));
}

#[test]
fn answers_carry_what_protects_readers_and_no_place_of_this_machine() {
    let (run, server) = server();
    let place = run.path().to_string_lossy().into_owned();
    for target in [
        "/",
        "/about",
        "/nowhere",
        "/sparql?query=x",
        "/metrics",
        "/api/queries/x",
        "/entity/%FF",
    ] {
        let reply = server.ask("GET", target, &["Accept: text/html, */*;q=0.5"], &[]);
        let policy = reply.header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && !policy.contains("unsafe"),
            "{target}"
        );
        assert_eq!(
            reply.header("x-content-type-options"),
            "nosniff",
            "{target}"
        );
        assert!(!reply.header("x-request-id").is_empty());
        assert!(!reply.text().contains(&place), "{target}");
    }
    let own = server.ask("GET", "/healthz", &["X-Request-Id: job-17"], &[]);
    assert_eq!(own.header("x-request-id"), "job-17");
    let forged = server.ask("GET", "/healthz", &["X-Request-Id: a<b>"], &[]);
    assert_ne!(forged.header("x-request-id"), "a<b>");
}

#[test]
fn what_a_client_has_is_not_sent_again_and_what_is_long_is_packed() {
    let (_run, server) = server();
    let first = server.get("/entity/nvidia");
    let tag = format!("If-None-Match: {}", first.header("etag"));
    let again = server.ask("GET", "/entity/nvidia", &[&tag], &[]);
    assert_eq!((again.status, again.body.len()), (304, 0));
    let all = "SELECT * { ?s ?p ?o }";
    for query in [all, "SELECT * { ?s ?p ?o } LIMIT 200"] {
        let plain = server.query(query, CSV);
        let target = format!("/sparql?query={}", encoded(query));
        let packed = server.ask(
            "GET",
            &target,
            &["Accept: text/csv", "Accept-Encoding: gzip"],
            &[],
        );
        assert_eq!(packed.header("content-encoding"), "gzip", "{query}");
        assert!(packed.whole && packed.body.len() < plain.body.len() / 2);
        let mut text = Vec::new();
        flate2::read::GzDecoder::new(packed.body.as_slice())
            .read_to_end(&mut text)
            .unwrap();
        assert!(text == plain.body, "{query}");
    }
}

#[test]
fn an_answer_that_is_not_whole_is_broken_off_or_refused() {
    let run = built();
    let server = Server::start(&run, &["-q", "--rows", "1000", "--timeout", "2"]);
    let few = server.query("SELECT * { ?s ?p ?o } LIMIT 1000", CSV);
    assert!(few.status == 200 && few.whole);
    let many = server.query("SELECT * { ?s ?p ?o }", CSV);
    assert!(
        many.status == 400 || !many.whole,
        "{} {}",
        many.status,
        many.whole
    );
    let long = server.query(
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        CSV,
    );
    assert_eq!(long.status, 503, "{}", long.text());
    let less = format!(
        "/sparql?timeout=0.05&query={}",
        encoded("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }")
    );
    assert_eq!(server.get(&less).status, 503);
    assert_eq!(
        server.get("/sparql?timeout=soon&query=ASK%7B%7D").status,
        400
    );
    assert!(server.is_well());
}

#[test]
fn queries_that_find_no_place_are_told_to_come_again() {
    let run = built();
    let server = Server::start(&run, &["-q", "--queries-at-once", "1", "--timeout", "20"]);
    let long = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";
    let mut busy = server.connect();
    let target = format!("/sparql?query={}", encoded(long));
    write!(busy, "GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    std::thread::sleep(Duration::from_millis(300));
    let second = server.query(COMPANIES, CSV);
    assert_eq!(second.status, 503);
    assert_eq!(second.header("retry-after"), "1");
    // The client leaves: its query ends, and the place is free.
    drop(busy);
    let mut status = 0;
    for _ in 0..10 {
        status = server.query(COMPANIES, CSV).status;
        if status == 200 {
            break;
        }
    }
    assert_eq!(status, 200);
    assert!(server.is_well());
}

#[test]
fn a_newer_build_is_served_without_a_request_lost() {
    let mut run = Run::new().file(
        "d/2026-01-01.md",
        "# D 2026-01-01\n\n## 輝達發布晶片\n\n內容。\n",
    );
    run.ok(["build", "d", "-o", "out", "-q"]);
    let mut server = Server::start(&run, &[]);
    let stop = std::sync::atomic::AtomicBool::new(false);
    let port = server.port;
    std::thread::scope(|scope| {
        let asking = scope.spawn(|| {
            let mut asked = 0;
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                let mut stream = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
                write!(
                    stream,
                    "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                )
                .unwrap();
                let reply = crate::served::read(&mut stream, false).unwrap();
                assert_eq!(reply.status, 200);
                assert!(reply.whole);
                asked += 1;
            }
            asked
        });
        let mut next = run;
        for day in 2..5 {
            let text = format!("# D 2026-01-0{day}\n\n## OpenAI 發布 GPT-{day}\n\n內容。\n");
            next = next.file(&format!("d/2026-01-0{day}.md"), text);
            next.ok(["build", "d", "-o", "out", "-q"]);
            server.hears("it is served now");
        }
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        assert!(asking.join().unwrap() > 3);
        assert_eq!(server.get("/digest/2026-01-04.md").status, 200);
    });
}

#[test]
fn it_asks_who_you_are_where_that_is_wanted_and_refuses_to_be_open_by_chance() {
    let run = built()
        .file("token", "s3cret\n")
        .file("password", "ada:lovelace\n");
    let server = Server::start(&run, &["-q", "--token-file", "token"]);
    let reply = server.get("/");
    assert_eq!(reply.status, 401);
    assert!(reply.header("www-authenticate").starts_with("Bearer"));
    let known = server.ask("GET", "/", &["Authorization: Bearer s3cret"], &[]);
    assert_eq!(known.status, 200);
    assert_eq!(
        server.get("/healthz").status,
        200,
        "who watches over it need not know"
    );
    let server = Server::start(&run, &["-q", "--password-file", "password"]);
    let known = server.ask("GET", "/", &["Authorization: Basic YWRhOmxvdmVsYWNl"], &[]);
    assert_eq!((server.get("/").status, known.status), (401, 200));
    let mut run = run;
    let open = run.run(["serve", "-g", "out", "--bind", "0.0.0.0:0"]);
    assert_eq!(open.status, 2);
    assert!(open.stderr.contains("--token-file"), "{}", open.stderr);
    let none = run.run(["serve", "-g", "nowhere"]);
    assert_eq!(none.status, 1);
    assert!(none.stderr.contains("aikg build"), "{}", none.stderr);
}

#[test]
fn a_page_elsewhere_whose_name_points_here_is_not_answered() {
    let (_run, server) = server();
    let forged = b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
    assert_eq!(server.raw(forged).unwrap().status, 421);
}

#[test]
fn it_ends_well_when_told_to() {
    for signal in ["-TERM", "-INT"] {
        let run = built();
        let mut server = Server::start(&run, &["-q"]);
        assert!(server.is_well());
        let (status, took) = server.end(signal);
        assert_eq!(status, Some(0), "{signal}");
        assert!(took < Duration::from_secs(12), "{took:?}");
    }
}

#[test]
fn metrics_count_what_was_done_and_logs_are_lines() {
    let run = built();
    let mut server = Server::start(&run, &["--json-log"]);
    server.get("/entity/nvidia");
    let line = server.hears("/entity/nvidia");
    let told: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(
        (&told["status"], &told["method"]),
        (&200.into(), &"GET".into())
    );
    server.get("/nowhere");
    let text = server.get("/metrics").text();
    for part in [
        "aikg_http_requests_total{kind=\"page\",status=\"2xx\"} 1",
        "aikg_http_requests_total{kind=\"page\",status=\"4xx\"} 1",
        "aikg_http_request_duration_seconds_bucket{kind=\"page\",le=\"+Inf\"} 2",
        "aikg_quads ",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(server.get("/readyz").status, 200);
}
