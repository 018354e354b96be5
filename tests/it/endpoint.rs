//! `aikg query --endpoint` and `SERVICE`: against a server that is not ours, and against servers that misbehave.

use crate::queries::{all, asked, words};
use crate::run::{Run, built};
use crate::served::Server;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A server of another maker with a graph of ours.
struct Foreign {
    child: Child,
    url: String,
}

impl Drop for Foreign {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// rdflib-endpoint serves a file, where Python has it.
fn foreign(graph: &Path) -> Option<Foreign> {
    let has = Command::new("python3")
        .args(["-c", "import rdflib_endpoint, uvicorn"])
        .output();
    if !has.is_ok_and(|o| o.status.success()) {
        eprintln!("skipped: python3 has no rdflib_endpoint with uvicorn");
        return None;
    }
    let port = free_port();
    let child = Command::new("python3")
        .args(["-m", "rdflib_endpoint", "serve", "--host", "127.0.0.1"])
        .args(["--port", &port.to_string()])
        .arg(graph)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut foreign = Foreign {
        child,
        url: format!("http://127.0.0.1:{port}/"),
    };
    let begun = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        let ended = foreign.child.try_wait().unwrap();
        assert!(ended.is_none(), "the server ended: {ended:?}");
        assert!(
            begun.elapsed() < Duration::from_secs(120),
            "the server does not start"
        );
        std::thread::sleep(Duration::from_millis(100));
    }
    Some(foreign)
}

/// The lines of a CSV answer without regard to their order and to how lists in cells are ordered.
fn lines(answer: &str) -> Vec<String> {
    let mut lines: Vec<String> = answer
        .lines()
        .map(|line| {
            let mut parts: Vec<&str> = line.split(", ").collect();
            parts.sort_unstable();
            parts.join(", ")
        })
        .collect();
    lines.sort();
    lines
}

#[test]
fn another_server_answers_every_example_alike() {
    let mut run = asked();
    let Some(foreign) = foreign(&run.path().join("out/graph.nq")) else {
        return;
    };
    let mut wrong = Vec::new();
    for query in all() {
        // Which example is asked matters little: the query is the same.
        let Some(example) = query.examples.first() else {
            continue;
        };
        let format = if query.text.contains("CONSTRUCT") {
            "nt"
        } else {
            "csv"
        };
        let mut args: Vec<String> = ["query", &query.name, "-g", "out", "-f", format]
            .map(String::from)
            .into();
        args.extend(words(example));
        let ours = run.ok(&args);
        args.extend(["--endpoint".to_string(), foreign.url.clone()]);
        let done = run.run(&args);
        if done.status != 0 || lines(&ours) != lines(&done.stdout) {
            wrong.push(format!(
                "{} {example}\n--- ours\n{ours}--- theirs\n{}{}",
                query.name, done.stdout, done.stderr
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn another_server_answers_in_every_form_and_takes_part_in_ours() {
    let mut run = built();
    let Some(foreign) = foreign(&run.path().join("out/graph.nq")) else {
        return;
    };
    let url = foreign.url.as_str();
    // Nothing of the graph is here: names are looked up in the dictionaries.
    let mut away = Run::new();
    let ask = ["query", "spellings", "entity=輝達", "--endpoint", url];
    assert!(away.ok(ask).contains("英偉達"));
    for (format, part) in [
        ("json", "\"value\":\"NVIDIA\""),
        ("xml", "<literal>NVIDIA</literal>"),
        ("tsv", "\"NVIDIA\""),
        ("markdown", "| NVIDIA |"),
        ("table", "NVIDIA"),
    ] {
        // The usual prefixes need not be declared there either.
        let query = "SELECT ?n { ent:nvidia schema:name ?n }";
        let text = away.ok(["query", "-e", query, "--endpoint", url, "-f", format]);
        assert!(text.contains(part), "{format}: {text}");
    }
    let ask = "ASK { ent:nvidia a aikg:Company }";
    assert_eq!(away.ok(["query", "-e", ask, "--endpoint", url]), "yes\n");
    let done = away.run([
        "query",
        "-e",
        "SELECT (STR(1/0) AS ?x) { FILTER (nonsense(1)) }",
        "--endpoint",
        url,
    ]);
    assert_ne!(done.status, 0);

    let federated = format!(
        "SELECT ?n {{ ent:nvidia a aikg:Company . SERVICE <{url}> {{ ent:nvidia schema:name ?n }} }}"
    );
    let args = ["query", "-e", &federated, "-g", "out", "-f", "csv"];
    assert_eq!(run.run(args).status, 2, "not without leave");
    let answer = run.ok(args.iter().copied().chain(["--allow-service"]));
    assert_eq!(answer, "n\r\nNVIDIA\r\n");
}

/// The same against a server of ours, which needs nothing installed.
#[test]
fn a_part_of_a_query_is_answered_by_another_server() {
    let mut run = built();
    let server = Server::start(&run, &[]);
    let url = format!("http://127.0.0.1:{}/sparql", server.port);
    let federated = format!(
        "SELECT ?n {{ ent:nvidia a aikg:Company . SERVICE <{url}> {{ ent:nvidia schema:name ?n }} }}"
    );
    let args = ["query", "-e", &federated, "-g", "out", "-f", "csv"];
    assert_eq!(run.run(args).status, 2, "not without leave");
    let answer = run.ok(args.iter().copied().chain(["--allow-service"]));
    assert_eq!(answer, "n\r\nNVIDIA\r\n");
    let mut away = Run::new();
    let ask = ["query", "spellings", "entity=輝達", "--endpoint", &url];
    assert!(away.ok(ask).contains("英偉達"));
    // A server that answers with no rows is an error that names it.
    let wrong = federated.replace("/sparql", "/nothing");
    let args = ["query", "-e", &wrong, "-g", "out", "--allow-service"];
    let done = run.run(args);
    assert_ne!(done.status, 0);
    assert!(done.stderr.contains("/nothing"), "{}", done.stderr);
}

/// A server that answers each request with the same bytes; it ends with the test.
fn answering(bytes: &'static [u8], then: Duration) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/sparql", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut length = 0;
            let mut line = String::new();
            while reader.read_line(&mut line).is_ok_and(|n| n > 2) {
                if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
                line.clear();
            }
            let mut body = vec![0; length];
            let _ = reader.read_exact(&mut body);
            assert!(body.starts_with(b"query="), "a form is sent");
            let _ = stream.write_all(bytes);
            std::thread::sleep(then);
        }
    });
    url
}

#[test]
fn servers_that_misbehave_are_told_of() {
    let mut run = Run::new();
    let none = Duration::ZERO;
    for (name, bytes) in [
        (
            "endpoint-status",
            &b"HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain\r\ncontent-length: 28\r\n\r\nParse error\n at \x1b[31mline 1, ..."[..],
        ),
        (
            "endpoint-no-sparql",
            b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 6\r\n\r\n<html>",
        ),
        (
            "endpoint-broken-off",
            b"HTTP/1.1 200 OK\r\ncontent-type: application/sparql-results+json\r\ncontent-length: 36\r\n\r\n{\"head\":{\"vars\":[\"n\"]},\"results\":{\"b",
        ),
    ] {
        let url = answering(bytes, none);
        let done = run.run(["query", "-e", "SELECT ?n {}", "--endpoint", &url]);
        assert_eq!(done.status, 1, "{name}");
        let text = done.stderr.replace(&url, "URL");
        insta::with_settings!({snapshot_path => "../mistakes", prepend_module_to_snapshot => false, omit_expression => true}, {
            insta::assert_snapshot!(name, text);
        });
    }
    let nobody = format!("http://127.0.0.1:{}/", free_port());
    let done = run.run(["query", "-e", "ASK {}", "--endpoint", &nobody]);
    assert!(
        done.status == 1 && done.stderr.contains(&nobody),
        "{}",
        done.stderr
    );
    let done = run.run(["query", "-e", "ASK {}", "--endpoint", "not an address"]);
    assert!(
        done.status == 1 && done.stderr.contains("not an address"),
        "{}",
        done.stderr
    );
}

#[test]
fn a_server_that_takes_too_long_is_left() {
    let mut run = Run::new();
    let silent = answering(b"", Duration::from_secs(30));
    let begins = answering(
        b"HTTP/1.1 200 OK\r\ncontent-type: application/sparql-results+json\r\ncontent-length: 99\r\n\r\n{\"head\":",
        Duration::from_secs(30),
    );
    for url in [silent, begins] {
        let begun = Instant::now();
        let args = [
            "query",
            "-e",
            "ASK {}",
            "--endpoint",
            &url,
            "--timeout",
            "0.5",
        ];
        let done = run.run(args);
        assert_eq!(done.status, 1);
        assert!(done.stderr.contains("--timeout"), "{}", done.stderr);
        assert!(begun.elapsed() < Duration::from_secs(10));
    }
}
