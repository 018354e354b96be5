//! `aikg map`: DOT that others read, pictures where Graphviz is.

use crate::run::built;
use std::process::Command;

fn has_graphviz() -> bool {
    Command::new("dot").arg("-V").output().is_ok()
}

/// The lines of DOT that stand for entities.
fn entities(dot: &str) -> Vec<&str> {
    dot.lines()
        .filter(|l| l.contains("class=") && !l.contains(" -- "))
        .collect()
}

/// What is said where a command is wrong usage.
fn refused<const N: usize>(run: &mut crate::run::Run, args: [&str; N]) -> String {
    let done = run.run(args);
    assert_eq!(done.status, 2, "{}", done.stderr);
    done.stderr
}

/// The lines of DOT that stand for ties.
fn ties(dot: &str) -> Vec<&str> {
    dot.lines()
        .filter(|l| l.contains(" -- ") && !l.contains("style=invis"))
        .collect()
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
    let nodes = |dot: &str| entities(dot).len();
    let all = run.ok(["map", "-g", "out", "--top", "200"]);
    assert!(nodes(&run.ok(["map", "-g", "out", "--top", "7"])) <= 7);
    let companies = run.ok(["map", "-g", "out", "--top", "200", "--type", "Company"]);
    assert!(
        entities(&companies)
            .iter()
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
    assert_eq!(done.status.code(), Some(0));
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(
        said.contains("is not installed") && said.contains("drawn without it"),
        "{said}"
    );
    assert!(String::from_utf8_lossy(&done.stdout).starts_with("<svg"));
    let done = Command::new(env!("CARGO_BIN_EXE_aikg"))
        .args(["map", "-g", "out", "-f", "png", "--out", "no.png"])
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

#[test]
fn claims_are_arrows_with_words_in_three_languages() {
    let mut run = built();
    let english = run.ok(["map", "-g", "out", "--top", "60"]);
    assert!(
        english.contains("label=\"makes\"") && english.contains("dir=forward"),
        "{english}"
    );
    let chinese = run.ok(["map", "-g", "out", "--top", "60", "--lang", "zh-Hant"]);
    assert!(
        chinese.contains("label=\"推出\"") && chinese.contains("輝達"),
        "{chinese}"
    );
    let simplified = run.ok(["map", "-g", "out", "--top", "60", "--lang", "zh-Hans"]);
    assert!(
        simplified.contains("英伟达") && simplified.contains("谁与谁相关"),
        "{simplified}"
    );
    let claimed = run.ok(["map", "-g", "out", "--relation", "develops"]);
    assert!(!ties(&claimed).is_empty());
    assert!(
        ties(&claimed)
            .iter()
            .all(|l| l.contains("class=\"develops\"")),
        "{claimed}"
    );
    let wrong = refused(&mut run, ["map", "-g", "out", "--relation", "devlops"]);
    assert!(
        wrong.contains("co_mention") && wrong.contains("invests_in"),
        "{wrong}"
    );
}

#[test]
fn outlets_and_common_methods_are_left_out_unless_asked_for() {
    let mut run = built();
    let hubs = [
        "arxiv",
        "techcrunch",
        "qbitai",
        "jiqizhixin",
        "reinforcement-learning",
        "fine-tuning",
        "github",
    ];
    let shown = |dot: &str| {
        let line = |id: &&&str| {
            entities(dot)
                .iter()
                .any(|l| l.trim_start().starts_with(&format!("\"{id}\" ")))
        };
        hubs.iter().filter(line).count()
    };
    let plain = run.ok(["map", "-g", "out", "--top", "500", "--min-weight", "1"]);
    assert_eq!(shown(&plain), 0, "{plain}");
    let all = run.ok([
        "map",
        "-g",
        "out",
        "--top",
        "500",
        "--min-weight",
        "1",
        "--hubs",
    ]);
    assert!(shown(&all) > 0, "{all}");
}

#[test]
fn the_ways_between_two_begin_and_end_with_them() {
    let mut run = built();
    let dot = run.ok(["map", "OpenAI", "輝達", "-g", "out", "--paths"]);
    let ids: Vec<&str> = entities(&dot)
        .iter()
        .map(|l| l.split('"').nth(1).unwrap())
        .collect();
    assert!(
        ids.contains(&"openai") && ids.contains(&"nvidia"),
        "{ids:?}"
    );
    // Whoever stands on a way has two neighbours at least.
    for id in &ids {
        let degree = ties(&dot)
            .iter()
            .filter(|l| l.contains(&format!("\"{id}\"")))
            .count();
        assert!(
            degree >= 2 || ["openai", "nvidia"].contains(id),
            "{id}: {dot}"
        );
    }
    // Whom two that are tied have in common is shown too.
    let tied = run.ok(["map", "輝達", "台積電", "-g", "out", "--paths"]);
    assert!(
        tied.contains("\"nvidia\" -- \"tsmc\"") && entities(&tied).len() > 2,
        "{tied}"
    );
    let alone = refused(&mut run, ["map", "OpenAI", "-g", "out", "--paths"]);
    assert!(alone.contains("two entities"), "{alone}");
}

#[test]
fn a_profile_shows_what_belongs_to_a_firm() {
    let mut run = built();
    let dot = run.ok(["map", "OpenAI", "-g", "out", "--profile"]);
    let others: Vec<&str> = entities(&dot)
        .into_iter()
        .filter(|l| !l.contains("\"openai\""))
        .collect();
    assert!(!others.is_empty(), "{dot}");
    assert!(
        others.iter().all(|l| !l.contains("class=\"Company\"")),
        "{dot}"
    );
}

#[test]
fn two_periods_are_compared() {
    let mut run = built();
    let dot = run.ok([
        "map",
        "-g",
        "out",
        "--from",
        "2026-02",
        "--to",
        "2026-02",
        "--against",
        "2026-01",
        "--min-weight",
        "1",
    ]);
    assert!(dot.contains("compared with 2026-01"), "{dot}");
    assert!(
        dot.contains("✦") && dot.contains("✕"),
        "new and gone are marked without colour: {dot}"
    );
}

#[test]
fn weights_and_backbone_change_what_is_drawn() {
    let mut run = built();
    let count = |dot: &str| ties(dot).len();
    let all = run.ok([
        "map",
        "-g",
        "out",
        "--top",
        "200",
        "--min-weight",
        "1",
        "--backbone",
        "1",
    ]);
    let strict = run.ok([
        "map",
        "-g",
        "out",
        "--top",
        "200",
        "--min-weight",
        "1",
        "--backbone",
        "0.05",
    ]);
    assert!(
        count(&strict) < count(&all),
        "{} {}",
        count(&strict),
        count(&all)
    );
    for weight in ["npmi", "association"] {
        assert!(count(&run.ok(["map", "-g", "out", "--weight", weight])) > 5);
    }
    refused(&mut run, ["map", "-g", "out", "--backbone", "2"]);
}

#[test]
fn without_graphviz_a_picture_is_the_same_bytes_and_nothing_overlaps() {
    let mut run = built();
    let args = [
        "map", "-g", "out", "--top", "60", "-f", "svg", "--engine", "own",
    ];
    let svg = run.ok(args);
    assert_eq!(svg, run.ok(args));
    assert!(svg.starts_with("<svg") && svg.ends_with("</svg>\n"));
    let page = run.ok(["map", "-g", "out", "--top", "60", "-f", "html"]);
    let data = page
        .split_once("id=\"data\">")
        .unwrap()
        .1
        .split_once("</script>")
        .unwrap()
        .0;
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    let boxes: Vec<[f64; 4]> = data["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|n| ["x", "y", "w", "h"].map(|k| n[k].as_f64().unwrap()))
        .collect();
    assert!(boxes.len() > 20);
    for (i, a) in boxes.iter().enumerate() {
        for b in &boxes[i + 1..] {
            let apart = (a[0] - b[0]).abs() * 2.0 >= a[2] + b[2]
                || (a[1] - b[1]).abs() * 2.0 >= a[3] + b[3];
            assert!(apart, "{a:?} {b:?}");
        }
    }
    assert!(!page.contains("http-equiv=\"refresh\"") && !page.contains("src=\"http"));
}

#[test]
fn a_map_like_yesterdays_keeps_its_places() {
    let mut run = built();
    run.ok([
        "map",
        "-g",
        "out",
        "--top",
        "40",
        "--to",
        "2026-03-16",
        "-f",
        "svg",
        "--engine",
        "own",
        "--out",
        "old.svg",
    ]);
    run.ok([
        "map", "-g", "out", "--top", "40", "-f", "svg", "--like", "old.svg", "--out", "new.svg",
    ]);
    let places = |svg: &str| aikg::map::like::places(svg);
    let (old, new) = (places(&run.read("old.svg")), places(&run.read("new.svg")));
    let mut moved: Vec<f64> = old
        .iter()
        .filter_map(|(id, a)| Some((a, new.get(id)?)))
        .map(|(a, b)| ((a.x - b.x).powi(2) + (a.y - b.y).powi(2)).sqrt())
        .collect();
    moved.sort_by(f64::total_cmp);
    assert!(moved.len() > 10);
    assert!(moved[moved.len() / 2] < 40.0, "{moved:?}");
}

#[test]
fn maps_are_networks_for_others_with_places_and_colours() {
    let mut run = built();
    let gexf = run.ok(["map", "-g", "out", "-f", "gexf"]);
    assert!(
        gexf.contains("<viz:position") && gexf.contains("<viz:size") && gexf.contains("start=\"")
    );
    let graphml = run.ok(["map", "-g", "out", "-f", "graphml"]);
    assert!(
        graphml.contains("n_x") && graphml.contains("n_color"),
        "{graphml}"
    );
}

#[test]
fn hostile_names_stay_text_in_every_form() {
    let evil = "Evil\"]; <script>alert(1)</script> </title> & \\N \u{202E}gnp.exe";
    let items: String = (1..4)
        .map(|n| {
            format!("### 1.{n} OpenAI 與夥伴\n\n**關鍵實體**：OpenAI、{evil}、NVIDIA\n\n合作。\n\n")
        })
        .collect();
    let digest = format!("---\ndate: 2026-01-05\n---\n\n# 日報\n\n## 一、新聞\n\n{items}");
    let mut run = crate::run::Run::new().file("d/2026-01-05.md", digest);
    run.ok(["build", "d", "-o", "out"]);
    for format in ["dot", "svg", "html", "graphml", "gexf"] {
        for engine in ["auto", "own"] {
            let map = run.ok([
                "map",
                "-g",
                "out",
                "--min-weight",
                "1",
                "-f",
                format,
                "--engine",
                engine,
            ]);
            assert!(!map.contains("<script>alert"), "{format}: {map}");
            assert!(!map.contains('\u{202E}'), "{format}");
            if format == "dot" {
                graphviz_rust::parse(&map).expect("valid DOT");
            }
        }
    }
}

#[test]
fn the_page_does_in_a_browser_what_it_says() {
    let mut run = built();
    run.ok([
        "map", "-g", "out", "--top", "60", "-f", "html", "--out", "map.html",
    ]);
    let test = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/page.py");
    let done = Command::new("python3")
        .arg(test)
        .arg(run.path().join("map.html"))
        .output();
    let Ok(done) = done else {
        eprintln!("skipped: python3 is not installed");
        return;
    };
    let said = String::from_utf8_lossy(&done.stdout);
    eprintln!("{said}");
    assert!(
        done.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&done.stderr)
    );
}
