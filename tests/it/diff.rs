//! `aikg diff`: what changed between two builds, each with the reason that the manifests tell.

use crate::run::Run;
use serde_json::Value;

fn json(run: &mut Run, old: &str, new: &str) -> Value {
    serde_json::from_str(&run.ok(["diff", old, new, "-f", "json"])).unwrap()
}

/// The values of some keys of each entry, joined by ` | `.
fn lines(diff: &Value, of: &str, keys: &[&str]) -> Vec<String> {
    let text = |v: &Value| v.as_str().map_or_else(|| v.to_string(), str::to_string);
    diff[of]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            let values: Vec<String> = keys.iter().map(|k| text(&entry[*k])).collect();
            values.join(" | ")
        })
        .collect()
}

#[test]
fn digests_that_come_go_and_change_are_the_reasons() {
    let a = "# A 2026-01-01\n\n## 輝達收購台積電\n\n輝達收購台積電。\n";
    let b = "# B 2026-01-02\n\n## 蘋果公司\n\n蘋果公司。\n\n## 微軟\n\n微軟。\n";
    let b2 = "# B 2026-01-02\n\n## 微軟\n\n微軟。\n\n## 特斯拉\n\n特斯拉。\n";
    let c = "# C 2026-01-03\n\n## 百度\n\n百度與輝達。\n";
    let mut run = Run::new()
        .file("old/a.md", a)
        .file("old/b.md", b)
        .file("new/b.md", b2)
        .file("new/c.md", c);
    run.ok(["build", "old", "-o", "x"]);
    run.ok(["build", "new", "-o", "y"]);
    let diff = json(&mut run, "x", "y");
    assert_eq!(diff["causes"]["added"][0], "c.md");
    assert_eq!(diff["causes"]["removed"][0], "a.md");
    assert_eq!(diff["causes"]["changed"][0], "b.md");
    assert_eq!(
        lines(&diff, "entities", &["change", "entity", "why"]),
        [
            "removed | apple | b.md changed",
            "added | baidu | c.md is new",
            "added | tesla | b.md changed",
            "removed | tsmc | a.md is gone",
        ]
    );
    assert_eq!(
        lines(&diff, "items", &["change", "digest", "heading"]),
        [
            "removed | a.md | 輝達收購台積電",
            "removed | b.md | 蘋果公司",
            "added | b.md | 特斯拉",
            "added | c.md | 百度",
        ],
        "an item that only moved did not change"
    );
    assert_eq!(
        lines(&diff, "claims", &["change", "says", "why"]),
        ["removed | nvidia acquires tsmc | a.md is gone"]
    );
    let text = run.ok(["diff", "x", "y"]);
    assert!(text.contains("Entities: 2 new, 2 gone"), "{text}");
    assert!(
        text.contains("+ 特斯拉 · b.md/2   (b.md changed)"),
        "{text}"
    );
}

#[test]
fn other_dictionaries_re_link_names() {
    let rows = "id,type,en,zh-hans,zh-hant,aliases,of,since,until,notes\n";
    let mut run = Run::new()
        .file(
            "a.md",
            "# A 2026-01-01\n\n## 星野機器人收購台積電\n\n星野機器人收購台積電。\n",
        )
        .file(
            "one/companies.csv",
            format!("{rows}xingye-a,Company,Xingye A,星野机器人,星野機器人,,,,,\n"),
        )
        .file(
            "two/companies.csv",
            format!("{rows}xingye-b,Company,Xingye B,星野机器人,星野機器人,,,,,\n"),
        );
    run.ok(["build", "a.md", "-o", "x", "--dictionaries", "one"]);
    run.ok(["build", "a.md", "-o", "y", "--dictionaries", "two"]);
    let diff = json(&mut run, "x", "y");
    let why = "other dictionaries";
    assert_eq!(
        lines(
            &diff,
            "relinked",
            &["surface", "from", "to", "places", "why"]
        ),
        [format!("星野機器人 | xingye-a | xingye-b | 2 | {why}")]
    );
    assert_eq!(
        lines(&diff, "claims", &["change", "before", "says"]),
        ["relinked | xingye-a acquires tsmc | xingye-b acquires tsmc"]
    );
    assert_eq!(
        lines(&diff, "entities", &["change", "entity", "why"]),
        [
            format!("removed | xingye-a | {why}"),
            format!("added | xingye-b | {why}")
        ]
    );
}

#[test]
fn the_same_build_differs_in_nothing() {
    let mut run = Run::new().file("a.md", "# A 2026-01-01\n\n## 輝達\n\n一。\n");
    run.ok(["build", "a.md", "-o", "x"]);
    let text = run.ok(["diff", "x", "x"]);
    assert!(text.contains("nothing that tables show differs"), "{text}");
    let done = run.run(["diff", "x", "nowhere"]);
    assert_eq!(done.status, 1);
    assert!(
        done.stderr.contains("no graph in nowhere"),
        "{}",
        done.stderr
    );
}
