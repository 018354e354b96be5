//! `aikg report`: snapshots in three languages, and what must hold for small numbers.

use crate::run::{Run, built};
use serde_json::Value;

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
        let build = manifest["build"].as_str().unwrap();
        let (text, stamp) = text.rsplit_once("\n<!-- aikg-build: ").unwrap();
        assert!(stamp.starts_with(build), "{stamp}");
        let text = text.replace(&build[..16], "BUILD");
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

/// Says where a value is not what a schema wants: the part of JSON Schema that ours uses.
fn faults(schema: &Value, root: &Value, value: &Value, place: &str, found: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        return faults(&root["$defs"][name], root, value, place, found);
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        several => several
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect(),
    };
    let fits = |wanted: &&str| match *wanted {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "null" => value.is_null(),
        other => panic!("the schema has a type {other}"),
    };
    let listed = schema["enum"]
        .as_array()
        .is_none_or(|all| all.contains(value));
    if !(types.is_empty() || types.iter().any(fits)) || !listed {
        found.push(format!("{place}: {value} is not {types:?}"));
    }
    for key in schema["required"].as_array().into_iter().flatten() {
        if value.get(key.as_str().unwrap()).is_none() {
            found.push(format!("{place}: no {key}"));
        }
    }
    for (key, part) in value.as_object().into_iter().flatten() {
        if let Some(wanted) = schema["properties"].get(key) {
            faults(wanted, root, part, &format!("{place}.{key}"), found);
        }
    }
    for (number, part) in value.as_array().into_iter().flatten().enumerate() {
        if let Some(wanted) = schema.get("items") {
            faults(wanted, root, part, &format!("{place}[{number}]"), found);
        }
    }
}

#[test]
fn json_is_what_the_published_schema_says() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |name: &str| -> Value {
        serde_json::from_str(&std::fs::read_to_string(root.join(name)).unwrap()).unwrap()
    };
    let schema = read("docs/report.schema.json");
    let mut sample = read("tests/report.json");
    sample["aikg-build"] = "x".into();
    let mut run = built();
    let made = run.ok(["report", "-g", "out", "--from", "2026-03", "-f", "json"]);
    for value in [sample, serde_json::from_str(&made).unwrap()] {
        let mut found = Vec::new();
        faults(&schema, &schema, &value, "report", &mut found);
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
    let mut found = Vec::new();
    faults(
        &schema,
        &schema,
        &serde_json::json!({"rising": 1}),
        "report",
        &mut found,
    );
    assert!(found.len() > 10, "the test finds faults: {found:?}");
}

#[test]
fn every_format_tells_the_same_items() {
    let mut run = built();
    let mut report = |format: &str| {
        run.ok([
            "report", "-g", "out", "--from", "2026-03", "--to", "2026-03", "-f", format,
        ])
    };
    let json: Value = serde_json::from_str(&report("json")).unwrap();
    let items = json["coverage"]["items"].to_string();
    assert!(report("csv").contains(&format!(",items,,{items},")));
    assert!(report("html").contains(&format!("told {items} news items")));
    assert!(report("markdown").contains(&format!(" {items} items ·")));
    let table = report("csv");
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    assert_eq!(&rows.headers().unwrap()[0], "section");
    assert!(rows.records().all(|row| row.is_ok()));
}

#[test]
fn a_page_speaks_three_languages_and_asks_for_nothing() {
    let mut run = built();
    for (language, title) in [
        ("en", "AI trends"),
        ("zh-Hans", "AI 趋势报告"),
        ("zh-Hant", "AI 趨勢報告"),
    ] {
        let page = run.ok(["report", "-g", "out", "-f", "html", "--lang", language]);
        assert!(page.starts_with("<!DOCTYPE html>"), "{}", &page[..80]);
        assert!(page.contains(&format!("<html lang=\"{language}\">")) && page.contains(title));
        assert!(page.contains("default-src 'none'") && page.contains("<svg"));
        for asked in ["<script", "<link", "src=", "url("] {
            assert!(!page.contains(asked), "{asked}");
        }
    }
}

#[test]
fn a_series_has_an_index_and_takes_the_place_of_the_last_one() {
    let mut run = built();
    let series = [
        "report", "-g", "out", "--every", "month", "-f", "html", "--out", "reports", "--if-new",
    ];
    run.ok(series);
    let index = run.read("reports/index.html");
    for month in ["2026-02", "2026-03"] {
        assert!(
            index.contains(&format!("<a href=\"{month}.html\">")),
            "{month}"
        );
        assert!(
            run.read(&format!("reports/{month}.html"))
                .contains("aikg-build")
        );
    }
    assert_eq!(run.run(series).status, 4);
    // Another series, and nothing is left of the first; nothing lies beside it.
    run.ok([
        "report", "-g", "out", "--every", "quarter", "--from", "2026-01", "--out", "reports",
    ]);
    assert!(run.path().join("reports/2026-Q1.md").exists());
    assert!(!run.path().join("reports/index.html").exists());
    let beside: Vec<_> = std::fs::read_dir(run.path())
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .filter(|n| n.starts_with('.'))
        .collect();
    assert!(beside.is_empty(), "{beside:?}");
    let weeks = run.ok([
        "report",
        "-g",
        "out",
        "--every",
        "week",
        "--from",
        "2026-03-09",
        "--to",
        "2026-03-10",
        "--out",
        "weeks",
    ]);
    assert!(weeks.is_empty() && run.path().join("weeks/2026-W11.md").exists());
    // What a series did not write is not thrown away.
    let mut run = run.file("reports/mine.txt", "mine");
    let done = run.run(["report", "-g", "out", "--every", "day", "--out", "reports"]);
    assert_eq!(done.status, 2, "{}", done.stderr);
    assert!(done.stderr.contains("mine.txt") && run.path().join("reports/2026-Q1.md").exists());
}

#[cfg(unix)]
#[test]
fn a_kill_leaves_the_last_good_series() {
    let mut run = built();
    let series = [
        "report", "-g", "out", "--every", "month", "-f", "html", "--out", "reports",
    ];
    run.ok(series);
    let whole = |run: &Run| {
        let list: Value = serde_json::from_str(&run.read("reports/series.json")).unwrap();
        let files = list["files"].as_array().unwrap();
        assert!(files.len() > 2);
        for file in files {
            let text = run.read(&format!("reports/{}", file.as_str().unwrap()));
            assert!(
                text.ends_with("</html>\n") || text.ends_with("}\n"),
                "{file}"
            );
        }
    };
    for wait in [1, 5, 10, 20, 30, 40, 60, 80] {
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_aikg"))
            .args(series)
            .args(["--lang", "zh-Hant"])
            .current_dir(run.path())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(wait));
        let _ = child.kill();
        child.wait().unwrap();
        whole(&run);
    }
    run.ok(series);
    whole(&run);
}

#[test]
fn nothing_new_is_status_4_and_nothing_is_written() {
    let mut run = built();
    for format in ["markdown", "html", "json", "csv"] {
        let file = format!("report.{format}");
        let args = [
            "report", "-g", "out", "-f", format, "--out", &file, "--if-new",
        ];
        assert_eq!(run.run(args).status, 0, "{format}");
        let before = std::fs::metadata(run.path().join(&file))
            .unwrap()
            .modified()
            .unwrap();
        assert_eq!(run.run(args).status, 4, "{format}");
        let after = std::fs::metadata(run.path().join(&file))
            .unwrap()
            .modified()
            .unwrap();
        assert_eq!(before, after);
        let mut other = args.to_vec();
        other.extend(["--lang", "zh-Hant"]);
        assert_eq!(run.run(other).status, 0, "{format}");
    }
    let done = run.run(["report", "-g", "out", "--if-new"]);
    assert_eq!(done.status, 2, "{}", done.stderr);
}

#[test]
fn hostile_names_stay_text_on_a_page() {
    let mut run = Run::new().file(
        "a.md",
        "# A 2026-01-01\n\n## 輝達 \"><img src=x onerror=alert(1)> </style><script>alert(1)</script> {{ 7*7 }}\n\n[l](javascript:alert(1))\n\n[m](<https://example.org/a\"onload=b>)\n",
    );
    run.ok(["build", "a.md", "-o", "out"]);
    let page = run.ok(["report", "-g", "out", "-f", "html"]);
    assert!(
        !page.contains("<script") && !page.contains("<img") && !page.contains("href=\"javascript")
    );
    assert_eq!(page.matches("</style").count(), 1);
    assert!(!page.contains("\"onload"));
}

#[test]
fn a_folder_replaces_templates_and_faults_have_a_place() {
    let mut run = built().file(
        "mine/report.md",
        "I say {{ trend.coverage.items }} <{{ t.items }}>\n",
    );
    let report = ["report", "-g", "out", "--templates", "mine"];
    let text = run.ok(report);
    assert!(
        text.starts_with("I say ") && text.ends_with(" <items>\n"),
        "{text}"
    );
    // The others stay.
    let mut html = report.to_vec();
    html.extend(["-f", "html"]);
    assert!(run.ok(html).contains("<h1>"));
    for (template, line) in [("a\nb {{ nothing.there }}\n", 2), ("{% if %}\n", 1)] {
        run = run.file("mine/report.md", template);
        let done = run.run(report);
        assert_eq!(done.status, 1);
        let place = format!("mine/report.md, line {line}");
        assert!(done.stderr.contains(&place), "{}", done.stderr);
    }
    let mut run = run.file("none/readme.txt", "");
    let done = run.run(["report", "-g", "out", "--templates", "none"]);
    assert!(done.stderr.contains("report.html"), "{}", done.stderr);
}

#[test]
fn a_report_can_be_about_one_thing() {
    let mut run = digests(Run::new(), 1, 6, &["輝達", "OpenAI"]);
    run.ok(["build", "d", "-o", "out"]);
    let mut items = |args: &[&str]| {
        let mut all = vec!["report", "-g", "out", "-f", "json"];
        all.extend(args);
        let trend: Value = serde_json::from_str(&run.ok(all)).unwrap();
        (
            trend["coverage"]["items"].clone(),
            trend["most_named"].clone(),
        )
    };
    assert_eq!(items(&[]).0, 12);
    let (count, named) = items(&["--entity", "英伟达"]);
    assert_eq!(count, 6);
    assert!(!named.to_string().contains("OpenAI"));
    assert_eq!(items(&["--kind", "Person"]).1, serde_json::json!([]));
    assert_eq!(items(&["--topic", "no-such-topic"]).0, 0);
}

#[test]
fn what_was_left_out_is_named() {
    let mut run = Run::new()
        .file("d/2026-01-01.md", "# A 2026-01-01\n\n## 輝達\n\n內容。\n")
        .file("d/2026-01-02.md", b"\xff\xfe\x00bad\xff");
    assert_eq!(run.run(["build", "d", "-o", "out"]).status, 3);
    for format in ["markdown", "html", "json", "csv"] {
        let text = run.ok(["report", "-g", "out", "-f", format]);
        assert!(text.contains("2026-01-02.md"), "{format}: {text}");
    }
}

#[test]
fn messages_can_be_lines_of_json() {
    let mut run = Run::new()
        .file("d/2026-01-01.md", "# A 2026-01-01\n\n## 輝達\n\n內容。\n")
        .file("d/2026-01-02.md", b"\xff\xfe\x00bad\xff");
    for args in [
        &["build", "d", "-o", "out"][..],
        &["report", "-g", "nowhere"],
        &["report", "--nonsense"],
    ] {
        let mut all = args.to_vec();
        all.push("--json-log");
        let done = run.run(all);
        assert_ne!(done.status, 0);
        assert!(!done.stderr.is_empty());
        for line in done.stderr.lines() {
            let told: Value = serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
            assert!(
                told["level"].is_string() && told["message"].is_string(),
                "{line}"
            );
            assert!(
                told.get("file").is_some() && told.get("line").is_some(),
                "{line}"
            );
        }
    }
}

#[test]
fn watch_once_builds_and_reports() {
    let mut run = digests(Run::new(), 1, 2, &["輝達"]);
    let watch = [
        "watch",
        "d",
        "-o",
        "out",
        "--report",
        "report.html",
        "--once",
    ];
    run.ok(watch);
    let page = run.read("report.html");
    assert!(page.contains("told 2 news items"), "{page}");
    let mut run = digests(run, 3, 1, &["OpenAI"]);
    run.ok(watch);
    assert!(run.read("report.html").contains("told 3 news items"));
    assert_eq!(run.run(["watch", "nowhere", "--once"]).status, 1);
}

/// The file that the build leaves for maps and reports is a short cut: the table says the same.
#[test]
fn what_items_name_is_the_same_with_and_without_the_short_cut() {
    let mut run = built();
    let report = |run: &mut Run| {
        let period = ["--from", "2026-02", "--to", "2026-03", "-f", "json"];
        let report = run.ok(["report", "-g", "out"].into_iter().chain(period));
        (report, run.ok(["map", "-g", "out", "-f", "dot"]))
    };
    let quick = report(&mut run);
    let path = run.path().join("out/store/names.bin");
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    assert!(quick == report(&mut run), "damaged");
    std::fs::remove_file(&path).unwrap();
    assert!(quick == report(&mut run), "not there");
}
