//! The pages of a running server, in a real browser: `tests/site.py`, where Python has playwright and there is a Chromium.

use crate::run::built;
use crate::served::Server;
use std::process::Command;

#[test]
fn pages_do_what_they_say_in_a_browser() {
    let run = built();
    let server = Server::start(&run, &["-q"]);
    let script = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/site.py");
    let done = Command::new("python3")
        .arg(script)
        .arg(format!("http://127.0.0.1:{}", server.port))
        .output();
    let Ok(done) = done else {
        eprintln!("skipped: there is no python3");
        return;
    };
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(
        done.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&done.stderr)
    );
    if said.contains("skipped") {
        eprintln!("{said}");
    }
}
