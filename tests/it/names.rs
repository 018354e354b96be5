//! `resolve`, `annotate`, `why`, `show`: names and what they mean.

use crate::run::{Run, built};

fn table(text: &str) -> Vec<Vec<&str>> {
    text.lines().map(|l| l.split('\t').collect()).collect()
}

#[test]
fn resolve_answers_each_name_on_a_line_of_its_own_in_order() {
    let mut run =
        Run::new().stdin("輝達\n\nGPT-5\nGPT-5.2\nＮＶＩＤＩＡ\n從未見過的名字\n从未见过的名字\n");
    let answer = run.ok(["resolve", "-f", "tsv"]);
    let rows = table(&answer);
    assert_eq!(rows.len(), 7, "{answer}");
    assert!(rows.iter().all(|r| r.len() == 5), "{answer}");
    assert_eq!(rows[0][..4], ["輝達", "nvidia", "NVIDIA", "Company"]);
    assert_eq!(rows[4][1], "nvidia");
    assert_ne!(rows[2][1], rows[3][1], "GPT-5 is not GPT-5.2");
    assert_eq!(
        rows[5][1], rows[6][1],
        "spellings that fold together answer alike"
    );
    assert!(rows[5][1].starts_with("x-") && rows[5][3].is_empty());
}

#[test]
fn a_minted_entity_is_the_one_that_build_mints() {
    let mut run = Run::new().file(
        "a.md",
        "# A 2026-01-01\n\n## 一\n\n**關鍵實體**：從未見過的名字、Blackwell架構\n",
    );
    run.ok(["build", "a.md", "-o", "out"]);
    let built: Vec<String> = run
        .rows("out/tables/entities.csv")
        .into_iter()
        .map(|r| r["entity"].clone())
        .collect();
    let asked = run.ok(["resolve", "-f", "tsv", "從未見過的名字", "Blackwell架構"]);
    for row in table(&asked) {
        assert!(built.contains(&row[1].to_string()), "{row:?} in {built:?}");
    }
}

#[test]
fn annotate_finds_in_a_line_what_build_finds_in_an_item() {
    let line = "輝達與台積電合作，metadata 不是 Meta，GPT-5.2 不是 GPT-5";
    let mut run = Run::new()
        .stdin(format!("\n{line}\n"))
        .file("a.md", format!("# A 2026-01-01\n\n## x\n\n{line}\n"));
    let answer = run.ok(["annotate", "-f", "tsv"]);
    let rows = table(&answer);
    let found: Vec<(&str, &str)> = rows.iter().map(|r| (r[3], r[6])).collect();
    assert_eq!(
        found,
        [
            ("輝達", "nvidia"),
            ("台積電", "tsmc"),
            ("Meta", "meta"),
            ("GPT-5.2", "gpt-5.2"),
            ("GPT-5", "gpt-5")
        ]
    );
    for row in &rows {
        let (start, end): (usize, usize) = (row[1].parse().unwrap(), row[2].parse().unwrap());
        assert_eq!((row[0], &line[start..end]), ("2", row[3]));
    }
    run.ok(["build", "a.md", "-o", "out"]);
    let built: Vec<String> = run
        .rows("out/tables/mentions.csv")
        .into_iter()
        .filter(|r| r["origin"] == "text" && r["nested"] == "0")
        .map(|r| r["surface"].clone())
        .collect();
    let mut wanted: Vec<String> = found.iter().map(|f| f.0.to_string()).collect();
    wanted.sort();
    assert_eq!(built, wanted);
}

#[test]
fn why_tells_each_step_with_its_place() {
    let mut run = built();
    let told = run.ok(["why", "英偉達", "-g", "out"]);
    assert!(told.starts_with("英偉達\n→ 英伟达   (Traditional to Simplified)\n→ NVIDIA   (dictionaries/companies.csv:"), "{told}");
    assert!(told.contains("In this graph: NVIDIA (Company)") && told.contains("輝達"));
}

#[test]
fn show_has_an_entity_on_a_page() {
    let mut run = built();
    let page = run.ok(["show", "辉达", "-g", "out"]);
    for part in [
        "NVIDIA   Company · ent:nvidia",
        "spellings",
        "Named with",
        "TSMC   Company",
        "Items, the newest first",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
}

#[test]
fn people_decide_what_is_the_same_and_what_never_is() {
    let mut run = Run::new()
        .file("own/same.csv", "name,id\n老黃,jensen-huang\n無名,nobody\n")
        .file(
            "own/forbid.csv",
            "a,b\nBlackwell架構,Blackwell\n夸娥集群,KUAE2.0\n",
        )
        .file(
            "a.md",
            "# A 2026-01-01\n\n## 一\n\n**關鍵實體**：夸娥集群（KUAE2.0）、飛梭平台（FS1）\n",
        );
    let ask = |run: &mut Run, name: &str| -> String {
        let answer = run.ok(["resolve", "-f", "tsv", "--dictionaries", "own", name]);
        answer.split('\t').nth(1).unwrap().to_string()
    };
    assert_eq!(ask(&mut run, "老黄"), "jensen-huang");
    assert_eq!(ask(&mut run, "Blackwell芯片"), "blackwell");
    assert!(ask(&mut run, "Blackwell架构").starts_with("x-"));
    let done = run.run(["build", "a.md", "-o", "out", "--dictionaries", "own"]);
    assert!(
        done.stderr
            .contains("own/same.csv:3: 無名 is to be nobody, which no dictionary has"),
        "{}",
        done.stderr
    );
    let mentions = run.rows("out/tables/mentions.csv");
    let entity = |surface: &str| {
        mentions.iter().find(|m| m["surface"] == surface).unwrap()["entity"].clone()
    };
    assert_eq!(
        entity("飛梭平台"),
        entity("FS1"),
        "two names in one element are one thing"
    );
    assert_ne!(
        entity("夸娥集群"),
        entity("KUAE2.0"),
        "unless a table keeps them apart"
    );
}

#[test]
fn ordinary_words_swallow_names_and_cues_bring_them_out() {
    let found = |line: &str| -> Vec<String> {
        let mut run = Run::new().stdin(format!("{line}\n"));
        let answer = run.ok(["annotate", "-f", "tsv"]);
        table(&answer)
            .into_iter()
            .filter(|r| r.len() == 7)
            .map(|r| r[6].to_string())
            .collect()
    };
    assert_eq!(
        found("高通量测序很快"),
        [""; 0],
        "高通量 is an ordinary word"
    );
    assert_eq!(found("高通發布晶片平台")[0], "qualcomm");
    assert_eq!(
        found("他吃了一個蘋果"),
        [""; 0],
        "a context name without company"
    );
    assert_eq!(found("蘋果發布新手機"), ["apple"], "a cue beside it");
    assert_eq!(found("一波浪潮過去了"), [""; 0]);
}

#[test]
fn an_own_row_without_names_takes_the_built_in_one_out() {
    let mut run = Run::new().file(
        "own/companies.csv",
        "id,type,en,zh-hans,zh-hant,aliases,of,since,until,notes\nnvidia,Company,,,,,,,,\n",
    );
    let answer = run.ok([
        "resolve",
        "-f",
        "tsv",
        "--dictionaries",
        "own",
        "輝達",
        "OpenAI",
    ]);
    let rows = table(&answer);
    assert_ne!(rows[0][1], "nvidia");
    assert_eq!(rows[1][1], "openai", "the rest stands");
}

#[test]
fn suggest_prints_rows_that_the_dictionaries_can_take() {
    let digest = |n: u32| {
        format!(
            "# 日报 2026-01-0{n}\n\n## 澄山科技集团发布Lumenara框架\n\n**關鍵實體**：澄山科技集团、Lumenara\n"
        )
    };
    let mut run = Run::new();
    for n in 1..=3 {
        run = run.file(&format!("in/{n}.md"), digest(n));
    }
    let rows = run.ok(["suggest", "in"]);
    assert!(rows.starts_with("id,type,en,zh-hans,zh-hant,aliases,of,since,until,notes\n"));
    let row = rows.lines().find(|l| l.starts_with("lumenara,")).unwrap();
    assert!(
        row.contains(",Product,") || row.contains("lumenara,Product"),
        "{row}"
    );
    assert!(
        row.contains("6 mentions in 3 items, 2026-01-01 to 2026-01-03"),
        "{row}"
    );
    let mut again = Run::new().file("own/products.csv", rows);
    let asked = again.ok(["resolve", "-f", "tsv", "--dictionaries", "own", "Lumenara"]);
    assert_eq!(
        table(&asked)[0][1],
        "lumenara",
        "what is printed can be used"
    );
}

#[test]
fn annotate_and_resolve_know_what_a_graph_has_learned() {
    let mut run = Run::new()
        .file(
            "a.md",
            "# A 2026-01-01\n\n## 一\n\n**關鍵實體**：北澤動力（Kitazawa）\n",
        )
        .file("line.txt", "昨天 Kitazawa 交付了\n");
    run.ok(["build", "a.md", "-o", "out"]);
    let rows = run.ok(["resolve", "-f", "tsv", "-g", "out", "Kitazawa", "北泽动力"]);
    let rows = table(&rows);
    assert_eq!(rows[0][1], rows[1][1]);
    let found = run.ok(["annotate", "-f", "tsv", "-g", "out", "line.txt"]);
    assert_eq!(table(&found)[0][6], rows[0][1], "{found}");
}

#[test]
fn the_account_of_a_link_to_a_statement_is_a_source() {
    let mut run = Run::new().file(
        "a.md",
        "# News 2026-02-01\n\n## Faster serving\n\nA [thread](https://x.com/vllm_project/status/12) and [one more](https://x.com/nobody_q7/status/13); see also [this](https://x.com/vllm_project).\n",
    );
    run.ok(["build", "a.md", "-o", "out"]);
    let mentions = run.read("out/tables/mentions.csv");
    let sources: Vec<&str> = mentions
        .lines()
        .filter(|l| l.contains(",source,0,"))
        .collect();
    assert_eq!(
        sources.len(),
        1,
        "a known account, in a link to a statement: {sources:?}"
    );
    assert!(sources[0].contains(",vllm_project,"), "{sources:?}");
}
