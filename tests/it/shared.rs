//! Real digests, where the folder with them is beside the repository; otherwise skipped.

use crate::run::Run;
use std::path::{Path, PathBuf};
use std::process::Command;

fn shared() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let path = path.canonicalize().ok().filter(|p| p.join("gold").is_dir());
    if path.is_none() {
        eprintln!("skipped: there is no ../shared with real digests");
    }
    path
}

#[test]
fn every_item_list_element_and_paper_of_the_gold_is_found() {
    let Some(shared) = shared() else { return };
    let mut run = Run::new();
    run.ok([
        "build",
        shared.join("digests").to_str().unwrap(),
        "-o",
        "out",
        "-q",
    ]);
    let Ok(done) = Command::new("python3")
        .arg(shared.join("eval/score.py"))
        .args(["tables", "--gold"])
        .arg(shared.join("gold"))
        .arg("--tables")
        .arg(run.path().join("out/tables"))
        .args(["--digest", "2025-12-22-ai-daily.md=000"])
        .args(["--digest", "2025-12-22-ai-hangye-sudi.md=001"])
        .args(["--digest", "2025-12-29-ai-qianyan-subao.md=002"])
        .output()
    else {
        eprintln!("skipped: there is no python3 to score with");
        return;
    };
    let scores = String::from_utf8_lossy(&done.stdout).into_owned();
    let score = |name: &str| -> f64 {
        scores
            .lines()
            .find_map(|l| l.strip_prefix(name)?.strip_prefix('\t')?.parse().ok())
            .unwrap_or_else(|| panic!("{name} in {scores}"))
    };
    for (name, least) in [
        ("items.recall", 1.0),
        ("briefs.recall", 0.95),
        ("list.recall", 1.0),
        ("papers.recall", 1.0),
        ("papers.precision", 0.95),
    ] {
        assert!(score(name) >= least, "{name} is {}", score(name));
    }
}

#[test]
fn all_real_digests_are_read_and_every_mention_leads_back_to_its_bytes() {
    let Some(shared) = shared() else { return };
    let corpus = shared.join("corpus");
    for family in std::fs::read_dir(&corpus).unwrap() {
        let family = family.unwrap().path();
        let mut run = Run::new();
        let done = run.run(["build", family.to_str().unwrap(), "-o", "out", "-q"]);
        assert_eq!(done.status, 0, "{}", done.stderr);
        let mut texts: std::collections::HashMap<String, Vec<u8>> = Default::default();
        for mention in run.rows("out/tables/mentions.csv") {
            let digest = mention["digest"].clone();
            let bytes = texts
                .entry(digest.clone())
                .or_insert_with(|| std::fs::read(family.join(&digest)).unwrap());
            let (start, end): (usize, usize) = (
                mention["start"].parse().unwrap(),
                mention["end"].parse().unwrap(),
            );
            assert_eq!(
                &bytes[start..end],
                mention["surface"].as_bytes(),
                "{digest}"
            );
        }
        let items = run.rows("out/tables/items.csv");
        let files = std::fs::read_dir(&family).unwrap().count();
        let digests: std::collections::HashSet<_> = items.iter().map(|i| &i["digest"]).collect();
        assert_eq!(
            digests.len(),
            files,
            "every digest of {} has items",
            family.display()
        );
        assert!(
            items.iter().all(|i| !i["date"].is_empty()),
            "{}",
            family.display()
        );
    }
}
