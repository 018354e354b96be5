//! `aikg build`: the same bytes by every route, sorted, traceable.

use crate::run::{PROMISED, Run, built, samples};
use std::collections::BTreeMap;

fn promised(run: &Run, out: &str) -> BTreeMap<&'static str, Vec<u8>> {
    PROMISED
        .into_iter()
        .map(|name| (name, run.bytes(&format!("{out}/{name}"))))
        .collect()
}

fn assert_same(a: &BTreeMap<&str, Vec<u8>>, b: &BTreeMap<&str, Vec<u8>>) {
    for (name, bytes) in a {
        assert!(Some(bytes) == b.get(name), "{name} differs");
    }
}

fn copy_samples(run: &Run, folder: &str) {
    let to = run.path().join(folder);
    std::fs::create_dir_all(&to).unwrap();
    for entry in std::fs::read_dir(samples()).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

#[test]
fn threads_and_parent_folders_do_not_show() {
    let mut run = Run::new();
    copy_samples(&run, "here/digests");
    copy_samples(&run, "there/elsewhere");
    run.ok(["build", "here/digests", "-o", "a", "--threads", "1"]);
    run.ok(["build", "there/elsewhere", "-o", "b", "--threads", "2"]);
    assert_same(&promised(&run, "a"), &promised(&run, "b"));
}

#[test]
fn bit_by_bit_gives_the_same_bytes_as_at_once() {
    let mut run = Run::new();
    copy_samples(&run, "all");
    run.ok(["build", "all", "-o", "once"]);
    let mut names: Vec<String> = std::fs::read_dir(run.path().join("all"))
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names.reverse();
    let (some, rest) = names.split_at(5);
    let path = |n: &String| format!("all/{n}");
    let mut args: Vec<String> = vec!["build".into(), "-o".into(), "steps".into()];
    args.extend(some.iter().map(path));
    run.ok(&args);
    // A stranger that goes again, and a change that is taken back.
    let stranger = run.path().join("stranger.md");
    std::fs::write(&stranger, "# x 2026-01-01\n\n## 輝達與小米\n\n輝達。\n").unwrap();
    run.ok(["build", "--add", "stranger.md", "-o", "steps"]);
    let mut args: Vec<String> = vec!["build".into(), "--add".into(), "-o".into(), "steps".into()];
    args.extend(rest.iter().map(path));
    run.ok(&args);
    run.ok(["build", "--remove", "stranger.md", "-o", "steps"]);
    assert_same(&promised(&run, "once"), &promised(&run, "steps"));
}

#[test]
fn only_what_changed_is_read_again() {
    let mut run = Run::new()
        .file("d/a.md", "# A 2026-01-01\n\n## 輝達\n\n一。\n")
        .file("d/b.md", "# B 2026-01-02\n\n## 蘋果公司\n\n二。\n");
    run.ok(["build", "d", "-o", "out"]);
    std::fs::write(
        run.path().join("d/b.md"),
        "# B 2026-01-02\n\n## 微軟\n\n三。\n",
    )
    .unwrap();
    let done = run.run(["build", "d", "-o", "out"]);
    assert!(done.stderr.contains("(1 read anew)"), "{}", done.stderr);
    assert!(run.read("out/tables/items.csv").contains("微軟"));
    let again = run.run(["build", "d", "-o", "out", "--if-new"]);
    assert_eq!(again.status, 4, "nothing is new");
}

#[test]
fn a_damaged_store_is_made_again() {
    let mut run = Run::new().file("a.md", "# A 2026-01-01\n\n## 輝達\n\n一。\n");
    run.ok(["build", "a.md", "-o", "out"]);
    let before = promised(&run, "out");
    let store = run.path().join("out/store/extracts.bin");
    let mut bytes = std::fs::read(&store).unwrap();
    for at in [0, bytes.len() / 2, bytes.len() - 1] {
        bytes[at] ^= 0x55;
        std::fs::write(&store, &bytes).unwrap();
        run.ok(["build", "a.md", "-o", "out"]);
        assert_same(&before, &promised(&run, "out"));
        bytes = std::fs::read(&store).unwrap();
    }
    std::fs::remove_dir_all(run.path().join("out/store")).unwrap();
    run.ok(["build", "a.md", "-o", "out"]);
    assert_same(&before, &promised(&run, "out"));
}

#[test]
fn the_graph_is_sorted_and_every_line_is_a_quad() {
    let run = built();
    let graph = run.bytes("out/graph.nq");
    let lines: Vec<&[u8]> = graph.split_inclusive(|&b| b == b'\n').collect();
    assert!(lines.len() > 5_000);
    assert!(
        lines.windows(2).all(|w| w[0] < w[1]),
        "sorted, each line once"
    );
    let parsed = oxigraph::io::RdfParser::from_format(oxigraph::io::RdfFormat::NQuads)
        .for_slice(&graph)
        .filter(|q| q.is_ok())
        .count();
    assert_eq!(parsed, lines.len());
}

#[test]
fn rows_of_tables_are_sorted() {
    let run = built();
    for name in ["items", "mentions", "papers"] {
        let rows = run.rows(&format!("out/tables/{name}.csv"));
        let keys: Vec<(String, u32, String)> = rows
            .iter()
            .map(|r| {
                let third = match name {
                    "papers" => "identifier",
                    _ => "heading",
                };
                (
                    r["digest"].clone(),
                    r["item"].parse().unwrap(),
                    r[third].clone(),
                )
            })
            .collect();
        assert!(keys.windows(2).all(|w| w[0] <= w[1]), "{name}");
    }
    let entities = run.rows("out/tables/entities.csv");
    assert!(entities.windows(2).all(|w| w[0]["entity"] < w[1]["entity"]));
}

#[test]
fn every_mention_leads_back_to_its_bytes() {
    let run = built();
    let mentions = run.rows("out/tables/mentions.csv");
    assert!(mentions.len() > 800);
    for mention in mentions {
        let bytes = std::fs::read(samples().join(&mention["digest"])).unwrap();
        let (start, end): (usize, usize) = (
            mention["start"].parse().unwrap(),
            mention["end"].parse().unwrap(),
        );
        assert_eq!(&bytes[start..end], mention["surface"].as_bytes());
    }
}

#[test]
fn mentions_as_rdf_only_when_asked_for() {
    let mut run = Run::new().file("a.md", "# A 2026-01-01\n\n## 輝達\n\n一。\n");
    run.ok(["build", "a.md", "-o", "out"]);
    assert!(!run.read("out/graph.nq").contains("ontology#Mention>"));
    run.ok(["build", "a.md", "-o", "out", "--mentions"]);
    let graph = run.read("out/graph.nq");
    assert!(
        graph.contains("<https://w3id.org/aikg/digest/a.md/1/m19-25>"),
        "{graph}"
    );
    assert!(graph.contains("ontology#surface> \"輝達\""));
}

#[test]
fn standard_input_is_a_digest_with_a_name() {
    let mut run = Run::new().stdin("## 輝達\n\n2026\n");
    run.ok(["build", "-", "--name", "2026-01-05-today.md", "-o", "out"]);
    let items = run.rows("out/tables/items.csv");
    assert_eq!(items[0]["digest"], "2026-01-05-today.md");
    assert_eq!(items[0]["date"], "2026-01-05");
}

#[test]
fn own_dictionaries_add_and_override() {
    let mut run = Run::new()
        .file("a.md", "# A 2026-01-01\n\n## 星野機器人與輝達\n\n一。\n")
        .file(
            "own/companies.csv",
            "id,type,en,zh-hans,zh-hant,aliases,of,since,until,notes\nxingye,Company,Xingye Robotics,星野机器人,星野機器人,,,,,\nnvidia,Company,Nvidia!,英伟达,輝達,,,,,\n",
        );
    run.ok(["build", "a.md", "-o", "out", "--dictionaries", "own"]);
    let names: Vec<String> = run
        .rows("out/tables/entities.csv")
        .into_iter()
        .map(|r| format!("{} {} {}", r["entity"], r["canonical"], r["type"]))
        .collect();
    for name in ["nvidia Nvidia! Company", "xingye Xingye Robotics Company"] {
        assert!(names.contains(&name.to_string()), "{names:?}");
    }
}
