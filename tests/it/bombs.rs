//! Digests made to end the program: nesting without end, names that multiply, links that go in circles. Each is read or left out, soon.

use crate::run::Run;
use std::time::{Duration, Instant};

/// Far more than any of these takes, and far less than for ever: tests run beside others.
const SOON: Duration = Duration::from_secs(60);

/// Builds one digest and says how many items it has.
fn items(text: &str) -> usize {
    let since = Instant::now();
    let mut run = Run::new().file("2026-01-05-x.md", text);
    let done = run.run(["build", "2026-01-05-x.md", "-o", "out", "-q"]);
    assert!(since.elapsed() < SOON, "{:?}", since.elapsed());
    assert_eq!(done.status, 0, "{}", done.stderr);
    run.rows("out/tables/items.csv").len()
}

#[test]
fn markdown_that_nests_without_end() {
    const DEEP: usize = 20_000;
    for bomb in [
        "> ".repeat(DEEP) + "輝達",
        "- ".repeat(DEEP) + "輝達",
        "[".repeat(DEEP) + "輝達" + &"](x)".repeat(DEEP),
        "![".repeat(DEEP),
        "*a **a ".repeat(DEEP),
        "_".repeat(DEEP) + "輝達" + &"_".repeat(DEEP),
        "`".repeat(DEEP) + "\n" + &"` `` ".repeat(DEEP),
        "<div>".repeat(DEEP),
        "<!-- ".repeat(DEEP),
        "（".repeat(DEEP) + "輝達" + &"）".repeat(DEEP),
        "「『".repeat(DEEP),
        "| a ".repeat(DEEP) + "\n" + &"|---".repeat(DEEP) + "\n| 輝達 |\n",
        "&amp;".repeat(DEEP),
        "# ".repeat(DEEP),
    ] {
        let text = format!("# A 2026-01-05\n\n## 台積電\n\n{bomb}\n\n## 輝達\n\n二。\n");
        let shown: String = bomb.chars().take(12).collect();
        assert!(items(&text) >= 1, "{shown}");
    }
}

#[test]
fn lists_that_sink_step_by_step() {
    let steps: String = (0..600)
        .map(|n| format!("{}- 輝達 {n}\n", "  ".repeat(n)))
        .collect();
    assert!(items(&format!("# A 2026-01-05\n\n## 台積電\n\n{steps}")) >= 1);
}

#[test]
fn heads_that_nest_or_multiply() {
    let laughs: String = (1..40)
        .map(|n| {
            format!(
                "a{n}: &a{n} [*a{m}, *a{m}, *a{m}, *a{m}, *a{m}]\n",
                m = n - 1
            )
        })
        .collect();
    for head in [
        format!("tags: {}", "[".repeat(20_000)),
        format!("tags: {}{}", "[".repeat(5_000), "]".repeat(5_000)),
        format!("tags: {}", "{a: ".repeat(5_000)),
        format!("tags: {}", "- ".repeat(5_000)),
        format!("a0: &a0 [輝達, 台積電]\n{laughs}tags: *a39"),
        format!("title: {}", "!!str ".repeat(2_000)),
        "? ".repeat(5_000),
    ] {
        let text = format!("---\ndate: 2026-01-05\n{head}\n---\n\n## 輝達\n\n一。\n");
        assert!(items(&text) >= 1);
    }
}

#[test]
fn documents_that_nest() {
    let deep = "[".repeat(1 << 20);
    let lines = format!(
        "{deep}\n{{\"digest\": \"a.md\", \"text\": {deep}\n{{\"digest\": \"b.md\", \"text\": \"## 輝達\"}}\n"
    );
    let mut run = Run::new().stdin(&lines);
    let done = run.run(["extract"]);
    assert_eq!(done.status, 3, "{}", done.stderr);
    assert_eq!(done.stdout.lines().count(), 3);
    let mut run = Run::new().stdin(&lines);
    assert_eq!(run.run(["link"]).status, 1);
    let mut run = Run::new().stdin(format!("{{\"known\": {deep}\n"));
    assert_eq!(run.run(["link", "--merge"]).status, 1);
}

#[cfg(unix)]
#[test]
fn links_that_go_in_circles_or_nowhere() {
    use std::os::unix::fs::symlink;
    let mut run = Run::new()
        .file("d/a.md", "# A 2026-01-05\n\n## 輝達\n\n一。\n")
        .file("elsewhere/b.md", "# B 2026-01-06\n\n## 台積電\n\n二。\n");
    let d = run.path().join("d");
    symlink(".", d.join("here")).unwrap();
    symlink("..", d.join("above")).unwrap();
    symlink("loop.md", d.join("loop.md")).unwrap();
    symlink("missing", d.join("gone.md")).unwrap();
    symlink("/dev/zero", d.join("zero.md")).unwrap();
    symlink("../elsewhere/b.md", d.join("linked.md")).unwrap();
    symlink("../elsewhere", d.join("folder.md")).unwrap();
    let pipe = std::process::Command::new("mkfifo")
        .arg(d.join("pipe.md"))
        .status();
    let since = Instant::now();
    let done = run.run(["build", "d", "-o", "out"]);
    assert!(since.elapsed() < SOON);
    assert_eq!(done.status, 3, "{}", done.stderr);
    let names: Vec<String> = run
        .rows("out/tables/items.csv")
        .into_iter()
        .map(|r| r["digest"].clone())
        .collect();
    assert_eq!(names, ["a.md", "linked.md"]);
    for name in ["loop.md", "gone.md", "zero.md", "folder.md"] {
        assert!(done.stderr.contains(name), "{name}: {}", done.stderr);
    }
    if pipe.is_ok_and(|status| status.success()) {
        assert!(done.stderr.contains("pipe.md"), "{}", done.stderr);
    }
}
