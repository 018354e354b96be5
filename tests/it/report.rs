//! `aikg report`: snapshots in three languages, and what must hold for small numbers.

use crate::run::{Run, built};

#[test]
fn reports_read_well_in_three_languages() {
    let mut run = built();
    for language in ["en", "zh-Hans", "zh-Hant"] {
        let text = run.ok([
            "report", "-g", "out", "--from", "2026-02", "--to", "2026-03", "--lang", language,
        ]);
        // The build's id changes with every dictionary row.
        let manifest: serde_json::Value =
            serde_json::from_str(&run.read("out/manifest.json")).unwrap();
        let text = text.replace(&manifest["build"].as_str().unwrap()[..16], "BUILD");
        insta::with_settings!({snapshot_path => "../snapshots", prepend_module_to_snapshot => false}, {
            insta::assert_snapshot!(format!("report-{language}"), text);
        });
    }
}

#[test]
fn json_holds_what_markdown_says() {
    let mut run = built();
    let json = run.ok([
        "report", "-g", "out", "--from", "2026-03", "--to", "2026-03", "-f", "json",
    ]);
    let trend: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(trend["format"], 2);
    assert_eq!(trend["period"]["from"], "2026-03-01");
    assert_eq!(trend["before"]["to"], "2026-02-28");
    assert!(trend["coverage"]["items"].as_u64().unwrap() > 10);
}

/// `n` digests from a day on, each with one item that names each of `names`.
fn digests(run: Run, from: u32, n: u32, names: &[&str]) -> Run {
    (0..n).fold(run, |run, i| {
        let mut text = format!("# D 2026-01-{:02}\n\n", from + i);
        for name in names {
            text.push_str(&format!("## {name} 新聞 {i}\n\n內容。\n\n"));
        }
        run.file(&format!("d/2026-01-{:02}.md", from + i), text)
    })
}

/// The report of the second ten days.
fn later_half(run: &mut Run) -> serde_json::Value {
    let json = run.ok([
        "report",
        "-g",
        "out",
        "--from",
        "2026-01-11",
        "--to",
        "2026-01-20",
        "-f",
        "json",
    ]);
    serde_json::from_str(&json).unwrap()
}

#[test]
fn a_planted_rise_is_found_and_a_steady_name_is_not() {
    let mut run = Run::new();
    run = digests(run, 1, 10, &["輝達", "OpenAI", "微軟"]);
    run = digests(
        run,
        11,
        10,
        &["輝達", "OpenAI", "微軟", "宇樹科技", "Unitree"],
    );
    run.ok(["build", "d", "-o", "out"]);
    let trend = later_half(&mut run);
    let names = |key: &str| -> Vec<String> {
        trend[key]
            .as_array()
            .unwrap()
            .iter()
            .map(|l| l["entity"].as_str().unwrap().to_string())
            .collect()
    };
    assert_eq!(names("rising"), ["unitree"]);
    assert_eq!(names("falling"), [""; 0]);
    assert_eq!(names("new"), ["unitree"]);
}

#[test]
fn one_digest_alone_makes_no_trend() {
    let mut text = String::from("# D 2026-01-20\n\n");
    for i in 0..30 {
        text.push_str(&format!("## 宇樹科技 {i}\n\n內容。\n\n"));
    }
    let mut run = digests(Run::new(), 1, 10, &["輝達", "微軟", "OpenAI"]).file("d/big.md", text);
    run.ok(["build", "d", "-o", "out"]);
    let trend = later_half(&mut run);
    assert!(trend["rising"].as_array().unwrap().is_empty());
}

#[test]
fn headings_cannot_break_a_report() {
    let mut run = Run::new().file(
        "a.md",
        "# A 2026-01-01\n\n## 輝達 | <script>alert(1)</script> [x](javascript:1)\n\n[l](<https://example.org/a)b>)\n",
    );
    run.ok(["build", "a.md", "-o", "out"]);
    let text = run.ok([
        "report", "-g", "out", "--from", "2026-01", "--to", "2026-01",
    ]);
    assert!(
        !text.contains("<script>") && !text.contains("](javascript"),
        "{text}"
    );
}
