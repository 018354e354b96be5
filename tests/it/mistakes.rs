//! Every message a person can meet: what is wrong, where, and what would work. Each has a file in `tests/mistakes/`.

use crate::run::{Done, Run, built};
use std::path::Path;

const GOOD: &str = "# A 2026-01-01\n\n## 輝達\n\n一。\n";

/// Compares what a command said and how it ended with the file of this name.
fn said(name: &str, run: &Run, done: &Done) {
    let folder = run.path().to_string_lossy().into_owned();
    let text = format!(
        "status {}\n{}",
        done.status,
        done.stderr.replace(&folder, "FOLDER")
    );
    insta::with_settings!({snapshot_path => "../mistakes", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!(name, text);
    });
}

fn items(run: &Run) -> usize {
    run.rows("out/tables/items.csv").len()
}

#[test]
fn a_missing_path() {
    let mut run = Run::new().file("a.md", GOOD);
    let done = run.run(["build", "a.md", "missing.md", "none-*.md", "-o", "out"]);
    said("missing-path", &run, &done);
    assert_eq!((done.status, items(&run)), (3, 1), "the rest is built");
    let done = run.run(["build", "missing.md", "-o", "out"]);
    assert_eq!(
        (done.status, items(&run)),
        (1, 1),
        "what was there still stands"
    );
    said("nothing-to-build", &run, &done);
}

#[test]
fn a_folder_without_digests() {
    let mut run = Run::new().file("a.md", GOOD).file("empty/notes.txt", "x");
    let done = run.run(["build", "a.md", "empty", "-o", "out"]);
    said("folder-without-digests", &run, &done);
    assert_eq!((done.status, items(&run)), (3, 1));
}

#[test]
fn bytes_that_are_no_text() {
    let mut run = Run::new()
        .file("d/a.md", GOOD)
        .file("d/binary.md", [0x7f, b'E', b'L', b'F', 0, 1, 2])
        .file("d/gbk.md", b"# A\n\n\xd3\xa2\xce\xb0\xb4\xef\n")
        .file("d/utf16.md", b"\xff\xfe#\0 \0")
        .file("d/folder.md/x.txt", "a folder named like a digest");
    let done = run.run(["build", "d", "-o", "out"]);
    said("no-text", &run, &done);
    assert_eq!((done.status, items(&run)), (3, 1));
}

#[test]
fn a_line_of_200_megabytes() {
    let mut run = Run::new()
        .file("d/a.md", GOOD)
        .file("d/long.md", vec![b'a'; 200 << 20]);
    let done = run.run(["build", "d", "-o", "out"]);
    said("too-large", &run, &done);
    assert_eq!((done.status, items(&run)), (3, 1));
    let mut run = Run::new()
        .file("d/a.md", GOOD)
        .file("d/long.md", vec![b'*'; 20 << 20]);
    let done = run.run(["build", "d", "-o", "out"]);
    said("line-too-long", &run, &done);
    assert_eq!((done.status, items(&run)), (3, 1));
}

#[test]
fn heads_that_do_not_parse_or_never_end() {
    let mut run = Run::new()
        .file(
            "d/broken.md",
            "---\ntitle: \"no end\ndate: 2026-01-02\n tags: [\n---\n\n## 輝達\n\n一。\n",
        )
        .file(
            "d/open.md",
            "---\ntitle: x\ndate: 2026-01-03\n\n## 台積電 2026-01-03\n\n二。\n",
        );
    let done = run.run(["build", "d", "-o", "out"]);
    said("heads", &run, &done);
    assert_eq!(
        (done.status, items(&run)),
        (0, 2),
        "odd, but nothing is left out"
    );
    let warnings = run.read("out/warnings.jsonl");
    assert!(
        warnings.contains("\"code\":\"front-matter\"")
            && warnings.contains("\"code\":\"front-matter-open\"")
    );
}

#[test]
fn a_digest_without_date_or_items() {
    let mut run = Run::new()
        .file("d/a.md", "## 輝達\n\n一。\n")
        .file("d/empty.md", "");
    let done = run.run(["build", "d", "-o", "out"]);
    said("no-date-no-items", &run, &done);
    assert_eq!(done.status, 0);
}

#[test]
fn an_output_that_cannot_be_written() {
    let mut run = Run::new()
        .file("a.md", GOOD)
        .file("out", "a file where the folder should be");
    let done = run.run(["build", "a.md", "-o", "out"]);
    said("output-is-a-file", &run, &done);
    assert_eq!(done.status, 1);
}

/// A folder of two digests, a third beside it, and a dictionary of one's own.
fn held() -> Run {
    let mut run = Run::new()
        .file("d/a.md", GOOD)
        .file("d/b.md", GOOD)
        .file("c.md", GOOD)
        .file(
            "own/companies.csv",
            "id,type,en,zh-hans,zh-hant,aliases,of,since,until,notes\nzorblax,Company,Zorblax,,,,,,,\n",
        );
    run.ok(["build", "d", "-o", "out", "-q"]);
    run
}

#[test]
fn digests_that_could_not_be_kept() {
    // Other dictionaries.
    let mut run = held();
    let before = run.bytes("out/graph.nq");
    let done = run.run([
        "build",
        "--add",
        "c.md",
        "-o",
        "out",
        "--dictionaries",
        "own",
    ]);
    said("add-with-other-dictionaries", &run, &done);
    assert_eq!((done.status, items(&run)), (1, 2));
    let done = run.run([
        "build",
        "--remove",
        "a.md",
        "-o",
        "out",
        "--dictionaries",
        "own",
    ]);
    said("remove-with-other-dictionaries", &run, &done);
    assert_eq!((done.status, items(&run)), (1, 2));
    assert!(
        before == run.bytes("out/graph.nq"),
        "what was there still stands"
    );
    // Every digest is given: nothing can be lost.
    run.ok([
        "build",
        "--add",
        "d",
        "c.md",
        "-o",
        "out",
        "--dictionaries",
        "own",
        "-q",
    ]);
    assert_eq!(items(&run), 3);

    // Another version.
    let mut run = held();
    let manifest = run.read("out/manifest.json");
    let software = format!("aikg {}", env!("CARGO_PKG_VERSION"));
    assert!(manifest.contains(&software));
    std::fs::write(
        run.path().join("out/manifest.json"),
        manifest.replace(&software, "aikg 0.0.1"),
    )
    .unwrap();
    let store = run.path().join("out/store/extracts.bin");
    let whole = std::fs::read(&store).unwrap();
    std::fs::write(&store, b"of another version").unwrap();
    let done = run.run(["build", "--add", "c.md", "-o", "out"]);
    said("add-to-another-version", &run, &done);
    assert_eq!((done.status, items(&run)), (1, 2));

    // What was kept is damaged: its end, its first record, all of it, with or without a manifest.
    let damaged = |bytes: &[u8], manifest: bool| {
        let mut run = held();
        std::fs::write(run.path().join("out/store/extracts.bin"), bytes).unwrap();
        if !manifest {
            std::fs::remove_file(run.path().join("out/manifest.json")).unwrap();
        }
        let done = run.run(["build", "--add", "c.md", "-o", "out"]);
        assert_eq!((done.status, items(&run)), (1, 2), "{}", done.stderr);
        (run, done)
    };
    let mut end = whole.clone();
    *end.last_mut().unwrap() ^= 1;
    damaged(&end, false);
    let (run, done) = damaged(&end, true);
    said("add-to-a-damaged-store", &run, &done);
    let mut first = whole.clone();
    first[0] ^= 1;
    let (run, done) = damaged(&first, true);
    said("add-to-a-damaged-record", &run, &done);
    let mut run = held();
    std::fs::remove_dir_all(run.path().join("out/store")).unwrap();
    let done = run.run(["build", "--remove", "a.md", "-o", "out"]);
    said("remove-without-store", &run, &done);
    assert_eq!((done.status, items(&run)), (1, 2));
    run.ok(["build", "d", "c.md", "-o", "out", "-q"]);
    assert_eq!(items(&run), 3);
}

#[test]
fn a_full_disk() {
    let mut run = built();
    if !Path::new("/dev/full").exists() {
        eprintln!("skipped: there is no /dev/full");
        return;
    }
    let done = run.run(["map", "-g", "out", "--out", "/dev/full"]);
    said("full-disk", &run, &done);
    assert_eq!(done.status, 1);
}

/// Runs a shell line in the folder, `$AIKG` being the program; `None` where the machine does not allow it.
fn shell(run: &Run, line: &str) -> Option<Done> {
    let done = std::process::Command::new("sh")
        .args(["-c", line])
        .env("AIKG", env!("CARGO_BIN_EXE_aikg"))
        .current_dir(run.path())
        .output()
        .ok()?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let status = done.status.code().unwrap_or(-1);
    (status != 99).then(|| Done {
        stdout: text(&done.stdout),
        stderr: text(&done.stderr),
        status,
    })
}

#[test]
fn a_small_disk_that_fills_up() {
    let digests: String = (0..4000)
        .map(|i| format!("## 輝達與台積電 {i}\n\n內容 {i}。\n\n"))
        .collect();
    let run = Run::new()
        .file("d/a.md", format!("# A 2026-01-01\n\n{digests}"))
        .file("small/.keep", "");
    let line = "unshare -rm sh -c 'mount -t tmpfs -o size=256k tmpfs small || exit 99; \
        \"$AIKG\" build d -o small/out; status=$?; ls -A small/out >&2; exit $status' || exit $?";
    match shell(&run, line).filter(|d| !d.stderr.contains("unshare")) {
        Some(done) => {
            assert_eq!(done.status, 1, "{}", done.stderr);
            assert!(
                done.stderr.contains("No space left on device"),
                "{}",
                done.stderr
            );
            assert!(
                !done.stderr.contains(".aikg-"),
                "nothing is left behind: {}",
                done.stderr
            );
        }
        None => eprintln!("skipped: this machine lets a test mount no file system"),
    }
}

#[test]
fn files_and_folders_without_the_right() {
    let run = Run::new()
        .file("d/a.md", GOOD)
        .file("d/closed.md", GOOD)
        .file("locked/x", "");
    // Rights are dropped, since tests may run as root, who may read everything.
    let line = "chmod 755 . d; chmod 000 d/closed.md; chmod 555 locked; mkdir -m 777 open; \
        drop=''; if [ \"$(id -u)\" = 0 ]; then command -v setpriv >/dev/null || exit 99; \
        drop='setpriv --reuid=65534 --regid=65534 --clear-groups'; fi; \
        $drop true || exit 99; $drop \"$AIKG\" --version >/dev/null 2>&1 || exit 99; \
        $drop \"$AIKG\" build d -o open/out; echo $? >&2; $drop \"$AIKG\" build d/a.md -o locked/out; echo $? >&2";
    match shell(&run, line) {
        Some(done) => said("without-the-right", &run, &done),
        None => eprintln!(
            "skipped: rights cannot be dropped here, or the program lies where others may not go"
        ),
    }
}

#[test]
fn two_inputs_of_one_name() {
    let mut run = Run::new()
        .file("one/a.md", GOOD)
        .file("two/a.md", "# other 2026-01-02\n\n## 台積電\n")
        .file("same/a.md", GOOD);
    let done = run.run(["build", "one", "two", "-o", "out"]);
    said("same-name", &run, &done);
    assert_eq!(done.status, 1);
    assert_eq!(
        run.run(["build", "one", "same", "-o", "out"]).status,
        0,
        "the same bytes are one digest"
    );
}

#[test]
fn broken_dictionary_rows() {
    let mut run = Run::new().file("a.md", GOOD).file(
        "own/companies.csv",
        "id,type,en,zh-hans,zh-hant,aliases,of,since,until,notes\nGood Name,Company,X,,,,,,,\nacme,Firm,Acme,,,,,,,\nshort,Company,Short\nmarked,Company,Marked^loud,,,,,,,\nfine,Company,Fine Company,,,,nobody,,,\n",
    );
    let done = run.run(["build", "a.md", "-o", "out", "--dictionaries", "own"]);
    said("dictionary-rows", &run, &done);
    assert_eq!((done.status, items(&run)), (0, 1));
    let checked = run.run(["check", "-g", "out", "--dictionaries", "own"]);
    assert_eq!(checked.status, 3);
    assert!(
        checked.stdout.contains("own/companies.csv:3:"),
        "{}",
        checked.stdout
    );
}

#[test]
fn queries_given_wrongly() {
    let mut run = built();
    for (name, args) in [
        (
            "query-syntax",
            &[
                "query",
                "-e",
                "SELECT ?s WHERE {\n  ?s a aikg:Item ?o\n}",
                "-g",
                "out",
            ][..],
        ),
        ("query-unknown", &["query", "top-entitys", "-g", "out"]),
        (
            "query-parameter",
            &["query", "top-entities", "form=2026", "-g", "out"],
        ),
        (
            "query-missing-parameter",
            &["query", "co-mentions", "-g", "out"],
        ),
        (
            "query-bad-date",
            &["query", "top-entities", "from=yesterday", "-g", "out"],
        ),
        (
            "query-bad-type",
            &["query", "top-entities", "type=Compny", "-g", "out"],
        ),
        (
            "query-not-a-parameter",
            &["query", "top-entities", "2026", "-g", "out"],
        ),
        (
            "query-bad-number",
            &["query", "top-entities", "limit=0", "-g", "out"],
        ),
        (
            "query-bad-period",
            &["query", "bursts", "period=2026-01-05", "-g", "out"],
        ),
        (
            "query-bad-relation",
            &[
                "query",
                "claims",
                "entity=Meta",
                "relation=devlops",
                "-g",
                "out",
            ],
        ),
        (
            "query-bad-choice",
            &[
                "query",
                "claims",
                "entity=Meta",
                "polarity=maybe",
                "-g",
                "out",
            ],
        ),
        (
            "query-bad-share",
            &["query", "doubtful", "below=80", "-g", "out"],
        ),
        (
            "query-bad-digest",
            &["query", "digest", "digest=morning", "-g", "out"],
        ),
        (
            "query-several-digests",
            &["query", "digest", "digest=2026-03-1", "-g", "out"],
        ),
        (
            "query-service",
            &[
                "query",
                "-e",
                "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
                "-g",
                "out",
            ],
        ),
        (
            "query-bad-timeout",
            &["query", "digests", "--timeout", "0", "-g", "out"],
        ),
        ("query-list-nothing", &["query", "--list", "weather"]),
    ] {
        let done = run.run(args);
        said(name, &run, &done);
        assert_eq!(done.status, 2, "{name}");
    }
    let done = run.run([
        "query",
        "co-mentions",
        "entity=Unitre Robotics",
        "-g",
        "out",
    ]);
    said("query-no-entity", &run, &done);
    assert_eq!(done.status, 1);
    let done = run.run(["query", "items-of-topic", "topic=robotic", "-g", "out"]);
    said("query-no-topic", &run, &done);
    assert_eq!(done.status, 1);
    let endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";
    let done = run.run(["query", "-e", endless, "--timeout", "0.5", "-g", "out"]);
    said("query-timeout", &run, &done);
    assert_eq!(done.status, 1);
}

#[test]
fn a_name_of_several() {
    let mut run = Run::new()
        .file("a.md", "# A 2026-01-01\n\n## Zorvo Robotics 与 Zorvo Pharma\n\nx\n")
        .file(
            "own/companies.csv",
            "id,type,en,zh-hans,zh-hant,aliases,of,since,until,notes\nzorvo-pharma,Company,Zorvo Pharma,,,Zorvo,,,,\nzorvo-robotics,Company,Zorvo Robotics,,,Zorvo,,,,\n",
        );
    run.ok(["build", "a.md", "-o", "out", "--dictionaries", "own"]);
    let asked = [
        "query",
        "entity",
        "entity=Zorvo",
        "-g",
        "out",
        "--dictionaries",
        "own",
    ];
    let done = run.run(asked);
    said("query-several", &run, &done);
    assert_eq!(done.status, 2);
}

#[test]
fn updates_are_no_queries() {
    let mut run = built();
    let done = run.run(["query", "-e", "DROP ALL", "-g", "out"]);
    assert_eq!(done.status, 1, "{}", done.stderr);
}

#[test]
fn no_graph_yet() {
    let mut run = Run::new();
    for command in [&["query", "digests"][..], &["map"], &["report"]] {
        let done = run.run(command);
        assert_eq!(done.status, 1);
        assert!(
            done.stderr
                .contains("run `aikg build INPUT... -o output` first"),
            "{}",
            done.stderr
        );
    }
}

#[test]
fn a_damaged_graph_is_told() {
    let mut run = built();
    let path = run.path().join("out/graph.nq");
    let mut text = std::fs::read_to_string(&path).unwrap();
    let at = text.len() / 2;
    let at = (at..).find(|i| text.is_char_boundary(*i)).unwrap();
    text.truncate(at);
    std::fs::write(&path, &text).unwrap();
    // Queries read the store; without one they make do with these lines.
    std::fs::remove_file(run.path().join("out/store/graph.aikg")).unwrap();
    let done = run.run(["query", "digests", "-g", "out"]);
    assert_eq!(done.status, 1);
    assert!(
        done.stderr.contains("graph.nq is damaged at line"),
        "{}",
        done.stderr
    );
    let done = run.run(["check", "-g", "out"]);
    assert_eq!(done.status, 3);
    assert!(
        done.stdout.contains("this line is no quad"),
        "{}",
        done.stdout
    );
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    use std::process::{Command, Stdio};
    let run = built();
    let mut child = Command::new(env!("CARGO_BIN_EXE_aikg"))
        .args(["query", "digests", "-g", "out"])
        .current_dir(run.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let done = child.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&done.stderr), "");
}

/// A run with the extracts, links and counts of a few digests in two parts.
fn in_parts() -> Run {
    let document = |n: u32, name: &str| {
        let text = format!("# A 2026-01-0{n}\\n\\n## 輝達與台積電\\n\\n一。\\n");
        format!("{{\"digest\": \"{name}\", \"text\": \"{text}\"}}\n")
    };
    let mut run = Run::new()
        .file("1", document(1, "a.md"))
        .file("2", document(2, "b.md"));
    for part in ["1", "2"] {
        let extracts = run.ok(["extract", part]);
        std::fs::write(run.path().join(format!("{part}.extracts")), extracts).unwrap();
        run.ok([
            "link",
            &format!("{part}.extracts"),
            "--out",
            &format!("{part}.links"),
        ]);
    }
    run.ok(["link", "--merge", "1.links", "2.links", "--out", "links"]);
    for part in ["1", "2"] {
        let (extracts, counts) = (format!("{part}.extracts"), format!("{part}.counts"));
        run.ok([
            "emit", "--links", "links", "--count", &extracts, "--out", &counts,
        ]);
    }
    run
}

fn changed(run: &Run, name: &str, to: &str, change: impl FnOnce(String) -> String) {
    let text = change(run.read(name));
    std::fs::write(run.path().join(to), text).unwrap();
}

/// The hash of this make of the program is another one in every make.
fn without_hash(done: &mut Done) {
    let text = std::mem::take(&mut done.stderr);
    let words: Vec<String> = text
        .split_inclusive([' ', ',', ';'])
        .map(|word| {
            let hash = word.trim_end_matches([' ', ',', ';']);
            let is_hash = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
            if is_hash {
                word.replace(hash, "HASH")
            } else {
                word.to_string()
            }
        })
        .collect();
    done.stderr = words.concat();
}

#[test]
fn parts_that_do_not_belong_together() {
    let mut run = in_parts();
    let other = |text: String| text.replacen("aikg ", "aikg 9.", 1);
    changed(&run, "2.links", "other.links", other);
    changed(&run, "2.extracts", "other.extracts", other);
    for (name, args) in [
        (
            "link-other-make",
            vec!["link", "1.extracts", "other.extracts"],
        ),
        (
            "merge-other-make",
            vec!["link", "--merge", "1.links", "other.links"],
        ),
        (
            "merge-links-and-counts",
            vec!["link", "--merge", "1.links", "1.counts"],
        ),
        (
            "emit-other-make",
            vec!["emit", "--links", "links", "other.extracts"],
        ),
        (
            "emit-from-counts",
            vec!["emit", "--links", "1.counts", "1.extracts"],
        ),
        (
            "emit-shared-of-links",
            vec!["emit", "--links", "links", "--shared", "1.links"],
        ),
        (
            "emit-shared-without-a-part",
            vec!["emit", "--links", "links", "--shared", "1.counts"],
        ),
        (
            "emit-shared-twice",
            vec![
                "emit", "--links", "links", "--shared", "1.counts", "1.counts",
            ],
        ),
        (
            "emit-shared-other-links",
            vec!["emit", "--links", "1.links", "--shared", "1.counts"],
        ),
        (
            "emit-count-twice",
            vec![
                "emit",
                "--links",
                "links",
                "--count",
                "1.extracts",
                "1.extracts",
            ],
        ),
    ] {
        let mut done = run.run(args);
        without_hash(&mut done);
        said(name, &run, &done);
        assert_eq!(done.status, 1, "{name}");
    }
}

#[test]
fn parts_that_are_not_whole() {
    let mut run = in_parts();
    let cut = |text: String| {
        let end = text.trim_end().rfind('\n').unwrap();
        text[..=end].to_string()
    };
    changed(&run, "1.links", "cut.links", cut);
    changed(&run, "1.links", "less.links", |text| {
        let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
        lines.remove(1);
        lines.concat()
    });
    changed(&run, "1.links", "turned.links", |text| {
        let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
        lines.swap(1, 2);
        lines.concat()
    });
    changed(&run, "1.links", "two.links", |text| text.clone() + &text);
    changed(&run, "1.extracts", "cut.extracts", |text| {
        text[..text.len() / 2].to_string()
    });
    std::fs::write(run.path().join("empty"), "").unwrap();
    for (name, args) in [
        (
            "links-cut",
            vec!["emit", "--links", "cut.links", "1.extracts"],
        ),
        (
            "links-less",
            vec!["link", "--merge", "less.links", "2.links"],
        ),
        (
            "links-out-of-order",
            vec!["link", "--merge", "turned.links"],
        ),
        ("links-two-in-one", vec!["link", "--merge", "two.links"]),
        ("links-empty", vec!["link", "--merge", "empty", "1.links"]),
        ("links-none", vec!["link", "--merge", "1.extracts"]),
        ("extracts-cut", vec!["link", "cut.extracts"]),
        ("extracts-none", vec!["link", "1"]),
    ] {
        let mut done = run.run(args);
        without_hash(&mut done);
        said(name, &run, &done);
        assert_eq!(done.status, 1, "{name}");
    }
    std::fs::write(run.path().join("bad"), "{}\n\n").unwrap();
    let done = run.run(["extract", "bad"]);
    said("extract-bad-lines", &run, &done);
    std::fs::write(run.path().join("bad.extracts"), done.stdout).unwrap();
    let done = run.run(["link", "bad.extracts", "1.extracts"]);
    said("link-bad-lines", &run, &done);
    assert_eq!(done.status, 3);
    assert!(done.stdout.contains("\"digests\":1}"), "the rest is linked");
}

#[test]
fn a_graph_of_another_form() {
    let mut run = Run::new().file("a.md", GOOD);
    run.ok(["build", "a.md", "-o", "out", "-q"]);
    let manifest = run.read("out/manifest.json");
    assert!(manifest.contains("\"format\": 1,"));
    let other = [
        manifest.replace("\"format\": 1,", "\"format\": 2,"),
        // An older one, or one in which nothing else is as it was.
        manifest.replace("\"format\": 1,", "\"format\": 0,"),
        "{\"format\": 3, \"digests\": {}}\n".to_string(),
    ];
    for (number, other) in other.iter().enumerate() {
        std::fs::write(run.path().join("out/manifest.json"), other).unwrap();
        for args in [
            &["show", "輝達", "-g", "out"][..],
            &["check", "-g", "out"],
            &["map", "-g", "out"],
            &["report", "-g", "out"],
            &["import", "none.jsonl", "-g", "out"],
        ] {
            std::fs::write(run.path().join("none.jsonl"), "").unwrap();
            let done = run.run(args);
            assert_eq!(done.status, 1, "{args:?}: {}", done.stderr);
            let told = done.stderr.contains("this aikg knows form 1 alone");
            assert!(told, "{args:?}: {}", done.stderr);
            if number == 0 && args[0] == "show" {
                said("other-form", &run, &done);
            }
        }
        run.ok(["build", "a.md", "-o", "out", "-q"]);
        assert_eq!(run.read("out/manifest.json"), manifest);
    }
}
