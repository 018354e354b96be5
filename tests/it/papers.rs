//! Papers as entities: their titles, where they appeared, what they propose.

use crate::run::Run;

const TITLED: &str = "# A 2026-01-01\n\n## 小羊\n\n- [SheepNet: Counting Sheep With Deep Networks](https://arxiv.org/abs/2601.00051)\n";
const ALONE: &str = "# B 2026-01-02\n\n## 小羊\n\n論文《SheepNet: Counting Sheep With Deep Networks》發表於 Nature。\n";
const OTHER: &str = "# C 2026-01-03\n\n## 小羊\n\n- [SheepNet: Counting Sheep with Deep Networks](https://arxiv.org/abs/2601.00051)\n";

#[test]
fn a_title_alone_leads_to_the_paper_that_has_it() {
    let mut run = Run::new().file("a.md", TITLED).file("b.md", ALONE);
    run.ok(["build", "a.md", "b.md", "-o", "out"]);
    let papers = run.rows("out/tables/papers.csv");
    let of = |digest: &str| {
        let row = papers.iter().find(|r| r["digest"] == digest).unwrap();
        (row["identifier"].clone(), row["entity"].clone())
    };
    assert_eq!(of("a.md").1, "arxiv-2601.00051");
    assert_eq!(
        of("b.md"),
        (String::new(), String::from("arxiv-2601.00051"))
    );
    let mentions = run.rows("out/tables/mentions.csv");
    let title = mentions
        .iter()
        .find(|r| r["digest"] == "b.md" && r["type"] == "Paper")
        .unwrap();
    assert_eq!(
        title["surface"],
        "SheepNet: Counting Sheep With Deep Networks"
    );
    assert_eq!(title["entity"], "arxiv-2601.00051");
}

#[test]
fn a_paper_is_called_by_the_title_that_most_items_give_it() {
    let mut names = Vec::new();
    for order in [["a.md", "c.md", "d.md"], ["d.md", "c.md", "a.md"]] {
        let mut run = Run::new()
            .file("a.md", TITLED)
            .file("c.md", OTHER)
            .file("d.md", TITLED.replace("01-01", "01-04"));
        run.ok(["build", order[0], order[1], order[2], "-o", "out"]);
        let entities = run.rows("out/tables/entities.csv");
        let paper = entities.iter().find(|r| r["type"] == "Paper").unwrap();
        names.push(paper["canonical"].clone());
        assert!(
            run.ok(["show", "arxiv-2601.00051", "-g", "out"])
                .contains("Counting Sheep With Deep")
        );
    }
    assert_eq!(names, ["SheepNet: Counting Sheep With Deep Networks"; 2]);
}

#[test]
fn the_query_for_papers_tells_venue_and_what_they_propose() {
    let mut run = Run::new().file("a.md", TITLED).file("b.md", ALONE);
    run.ok(["build", "a.md", "b.md", "-o", "out"]);
    let answer = run.ok(["query", "papers", "-g", "out", "-f", "csv"]);
    let line = answer.lines().find(|l| l.contains("2026-01-01")).unwrap();
    assert!(
        line.contains("SheepNet: Counting Sheep With Deep Networks"),
        "{line}"
    );
    assert!(line.ends_with("Nature,SheepNet"), "{line}");
    let titled = run.ok([
        "query",
        "-e",
        "SELECT ?t WHERE { ent:arxiv-2601.00051 <http://purl.org/dc/terms/title> ?t }",
        "-g",
        "out",
        "-f",
        "csv",
    ]);
    assert_eq!(
        titled.lines().nth(1),
        Some("SheepNet: Counting Sheep With Deep Networks")
    );
}
