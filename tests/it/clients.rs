//! Clients that are not ours ask a running server and get what the command gives: curl, SPARQLWrapper, rdflib, Comunica.

use crate::run::{Run, built};
use crate::served::Server;
use serde_json::Value;
use std::path::Path;
use std::process::Command;

const QUERY: &str = "PREFIX aikg: <https://w3id.org/aikg/ontology#> PREFIX schema: <https://schema.org/>
SELECT ?name ?items WHERE { ?e a aikg:Company ; schema:name ?name ; aikg:items ?items } ORDER BY DESC(?items) ?name LIMIT 12";

fn ours(run: &mut Run) -> Vec<Vec<String>> {
    let csv = run.ok(["query", "-g", "out", "-f", "csv", "-e", QUERY]);
    let rows = csv.lines().skip(1).filter_map(|line| line.rsplit_once(','));
    rows.map(|(name, items)| vec![name.to_string(), items.to_string()])
        .collect()
}

/// Runs a client that prints JSON lines, and holds its rows against ours.
fn agrees(mut client: Command, wanted: &[Vec<String>]) {
    let done = client.output().unwrap();
    let (text, error) = (
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr),
    );
    assert!(done.status.success(), "{text}{error}");
    let mut seen = 0;
    for line in text.lines() {
        let told: Value = serde_json::from_str(line).unwrap();
        if let Some(skipped) = told["skipped"].as_str() {
            eprintln!("skipped: {skipped}");
            seen += 1;
            continue;
        }
        match told.get("rows") {
            Some(rows) => {
                let rows: Vec<Vec<String>> = serde_json::from_value(rows.clone()).unwrap();
                assert_eq!(rows, wanted, "{}", told["client"]);
            }
            None => {
                let count = told["count"].as_u64().or(told["bytes"].as_u64());
                assert!(count > Some(0), "{told}");
            }
        }
        seen += 1;
    }
    assert!(seen > 0, "{text}{error}");
}

#[test]
fn python_clients_get_what_the_command_gives() {
    let mut run = built();
    let wanted = ours(&mut run);
    let server = Server::start(&run, &["-q"]);
    if Command::new("python3").arg("--version").output().is_err() {
        eprintln!("skipped: there is no python3");
        return;
    }
    let mut client = Command::new("python3");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients.py");
    client
        .arg(script)
        .arg(format!("http://127.0.0.1:{}", server.port));
    agrees(client, &wanted);
}

#[test]
fn comunica_gets_what_the_command_gives() {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/comunica");
    if !place.join("node_modules/@comunica/query-sparql").exists() {
        eprintln!(
            "skipped: npm install --prefix target/comunica @comunica/query-sparql@4 brings Comunica"
        );
        return;
    }
    let mut run = built();
    let wanted = ours(&mut run);
    let server = Server::start(&run, &["-q"]);
    let mut client = Command::new("node");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/comunica.mjs");
    client
        .arg(script)
        .arg(format!("http://127.0.0.1:{}", server.port))
        .current_dir(place);
    agrees(client, &wanted);
}

#[test]
fn curl_gets_what_the_command_gives() {
    let mut run = built();
    let wanted = ours(&mut run);
    let server = Server::start(&run, &["-q"]);
    let url = format!("http://127.0.0.1:{}/sparql", server.port);
    let query = format!("query={QUERY}");
    for more in [&["-G"][..], &[], &["--compressed"]] {
        let mut curl = Command::new("curl");
        curl.args([
            "-sSf",
            "-H",
            "Accept: text/csv",
            "--data-urlencode",
            &query,
            &url,
        ])
        .args(more);
        let Ok(done) = curl.output() else {
            eprintln!("skipped: there is no curl");
            return;
        };
        let text = String::from_utf8_lossy(&done.stdout).into_owned();
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
        let rows: Vec<Vec<String>> = text
            .lines()
            .skip(1)
            .filter_map(|l| l.rsplit_once(','))
            .map(|(a, b)| vec![a.to_string(), b.to_string()])
            .collect();
        assert_eq!(rows, wanted, "{more:?}");
    }
}
