//! What the README shows is what the program says.

use crate::run::Run;

#[test]
fn the_readme_shows_the_output_of_its_first_command() {
    let mut run = Run::new();
    let done = run.run(["demo"]);
    assert_eq!(done.status, 0, "{}", done.stderr);
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let built = done.stderr.lines().next().unwrap();
    let coverage = done
        .stdout
        .lines()
        .find(|l| l.contains("digests ·"))
        .unwrap();
    for page in ["README.md", "README.zh.md"] {
        let text = std::fs::read_to_string(root.join(page)).unwrap();
        assert!(text.contains(built), "{page} should say: {built}");
        assert!(text.contains(coverage), "{page} should say: {coverage}");
    }
    for file in [
        "graph.nq",
        "map.dot",
        "map.html",
        "report.md",
        "tables/items.csv",
    ] {
        assert!(run.path().join("output/demo").join(file).exists(), "{file}");
    }
}

#[test]
fn help_names_every_command_of_the_contract_that_is_built() {
    let mut run = Run::new();
    let help = run.ok(["--help"]);
    for command in [
        "demo",
        "build",
        "extract",
        "link",
        "emit",
        "query",
        "map",
        "report",
        "show",
        "why",
        "annotate",
        "resolve",
        "check",
        "suggest",
        "completions",
    ] {
        assert!(help.contains(&format!("\n  {command} ")), "{command}");
        let own = run.ok([command, "--help"]);
        assert!(own.contains("Usage: aikg"), "{command}");
    }
    assert!(run.ok(["completions", "bash"]).contains("complete -F"));
}

#[test]
fn the_manual_has_a_page_for_each_command_that_help_names() {
    let mut run = Run::new();
    let help = run.ok(["--help"]);
    run.ok(["man", "--out", "pages/man1"]);
    assert!(run.read("pages/man1/aikg.1").contains("aikg build"));
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|l| !l.starts_with("Commands:"))
        .skip(1)
        .take_while(|l| l.starts_with("  "))
        .filter_map(|l| l.strip_prefix("  ")?.split(' ').next())
        .filter(|name| !name.is_empty() && *name != "help")
        .collect();
    assert!(commands.len() > 10, "{commands:?}");
    for command in commands {
        let page = run.read(&format!("pages/man1/aikg-{command}.1"));
        assert!(
            page.contains(".SH SYNOPSIS") && page.contains("aikg"),
            "{command}"
        );
    }
    // A file in the place of the folder is said, and left as it is.
    let mut run = run.file("taken", "mine");
    let done = run.run(["man", "--out", "taken"]);
    assert_eq!(done.status, 1);
    assert!(done.stderr.contains("cannot write taken") && run.read("taken") == "mine");
}
