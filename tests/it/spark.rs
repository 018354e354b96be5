//! The job of `examples/spark` writes the bytes of `aikg build`, where Python has PySpark and there is Java.

use crate::run::built;
use std::path::Path;
use std::process::Command;

/// Says whether a command runs and ends well.
fn runs(program: &str, args: &[&str]) -> bool {
    let done = Command::new(program).args(args).output();
    done.is_ok_and(|done| done.status.success())
}

#[test]
fn a_cluster_of_two_writes_the_bytes_of_one_machine() {
    if !runs("python3", &["-c", "import pyspark"]) {
        eprintln!("skipped: python3 has no pyspark");
        return;
    }
    if !runs("java", &["-version"]) {
        eprintln!("skipped: there is no java");
        return;
    }
    let run = built();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let done = Command::new("python3")
        .arg(root.join("tests/spark.py"))
        .arg(env!("CARGO_BIN_EXE_aikg"))
        .arg(root.join("tests/digests"))
        .arg(run.path().join("out/graph.nq"))
        .current_dir(run.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}");
    eprintln!("{}", String::from_utf8_lossy(&done.stdout));
}
