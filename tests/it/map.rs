//! `aikg map`: DOT that others read, pictures where Graphviz is.

use crate::run::built;
use std::process::Command;

fn has_graphviz() -> bool {
    Command::new("dot").arg("-V").output().is_ok()
}

#[test]
fn a_map_is_dot_and_shows_who_was_asked_for() {
    let mut run = built();
    let dot = run.ok(["map", "輝達", "-g", "out", "--top", "12"]);
    graphviz_rust::parse(&dot).expect("valid DOT");
    assert!(dot.contains("\"nvidia\" [label=\"NVIDIA\""));
    assert!(dot.contains("\"nvidia\" -- \"tsmc\"") || dot.contains("\"tsmc\" -- \"nvidia\""));
    assert_eq!(
        dot,
        run.ok(["map", "NVIDIA", "-g", "out", "--top", "12"]),
        "the same map by any name"
    );
}

#[test]
fn limits_and_filters_hold() {
    let mut run = built();
    let nodes = |dot: &str| dot.lines().filter(|l| l.contains("class=")).count();
    let all = run.ok(["map", "-g", "out", "--top", "200"]);
    assert!(nodes(&run.ok(["map", "-g", "out", "--top", "7"])) <= 7);
    let companies = run.ok(["map", "-g", "out", "--top", "200", "--type", "Company"]);
    assert!(
        companies
            .lines()
            .filter(|l| l.contains("class="))
            .all(|l| l.contains("class=\"Company\""))
    );
    assert!(nodes(&companies) < nodes(&all));
    let january = run.ok(["map", "-g", "out", "--top", "200", "--to", "2026-01"]);
    assert!(january.contains("2026-01-05") && !january.contains("2026-02"));
    let strong = run.ok(["map", "-g", "out", "--top", "200", "--min-weight", "3"]);
    assert!(nodes(&strong) < nodes(&all));
}

#[test]
fn pictures_are_drawn_where_graphviz_is_installed() {
    if !has_graphviz() {
        eprintln!("skipped: Graphviz is not installed");
        return;
    }
    let mut run = built();
    assert!(run.ok(["map", "-g", "out", "-f", "svg"]).contains("<svg"));
    run.ok(["map", "-g", "out", "-f", "png", "--out", "map.png"]);
    assert!(run.bytes("map.png").starts_with(b"\x89PNG"));
}

#[test]
fn a_missing_graphviz_is_told_kindly() {
    let run = built();
    let done = Command::new(env!("CARGO_BIN_EXE_aikg"))
        .args(["map", "-g", "out", "-f", "svg"])
        .current_dir(run.path())
        .env("PATH", "/nowhere")
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(1));
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(
        said.contains("is not installed") && said.contains("-f dot"),
        "{said}"
    );
}
