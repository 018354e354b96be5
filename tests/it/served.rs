//! Drives a server: starts it, asks as a client on the wire would, and ends it.

use crate::run::Run;
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Longer than anything takes.
pub(crate) const LONG: Duration = Duration::from_secs(60);

/// A server over the graph in `out` of a run.
pub(crate) struct Server {
    child: Child,
    pub(crate) port: u16,
    said: Receiver<String>,
}

/// An answer.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// By name in small letters.
    pub(crate) headers: HashMap<String, String>,
    pub(crate) body: Vec<u8>,
    /// Whether the body came to its end.
    pub(crate) whole: bool,
}

impl Reply {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub(crate) fn kind(&self) -> &str {
        let kind = self.header("content-type");
        kind.split(';').next().unwrap_or_default()
    }
}

impl Server {
    /// Starts one with more arguments than the graph and a free port.
    pub(crate) fn start(run: &Run, more: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_aikg"))
            .args(["serve", "-g", "out", "--bind", "127.0.0.1:0"])
            .args(more)
            .current_dir(run.path())
            .env_remove("RUST_BACKTRACE")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (tell, said) = channel();
        let err = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || {
            for line in err.lines().map_while(Result::ok) {
                if tell.send(line).is_err() {
                    break;
                }
            }
        });
        let mut server = Self {
            child,
            port: 0,
            said,
        };
        let line = server.hears("listening on");
        let port = line.rsplit(':').next().unwrap();
        let digits: String = port.chars().take_while(char::is_ascii_digit).collect();
        server.port = digits.parse().unwrap();
        server
    }

    /// Waits for a line of the log that holds this.
    pub(crate) fn hears(&mut self, part: &str) -> String {
        let end = Instant::now() + LONG;
        let mut all = String::new();
        while let Ok(line) = self
            .said
            .recv_timeout(end.saturating_duration_since(Instant::now()))
        {
            if line.contains(part) {
                return line;
            }
            all.push_str(&line);
            all.push('\n');
        }
        panic!("the server never said {part}: {all}");
    }

    /// Sends bytes and reads what comes until the other side ends or the answer is whole.
    pub(crate) fn raw(&self, bytes: &[u8]) -> std::io::Result<Reply> {
        let mut stream = self.connect();
        stream.write_all(bytes)?;
        read(&mut stream, bytes.starts_with(b"HEAD "))
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        stream
    }

    /// Asks with these headers.
    pub(crate) fn ask(&self, method: &str, target: &str, headers: &[&str], body: &[u8]) -> Reply {
        let mut request =
            format!("{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        for header in headers {
            request.push_str(header);
            request.push_str("\r\n");
        }
        if !body.is_empty() || method == "POST" {
            request.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        request.push_str("\r\n");
        let bytes = [request.as_bytes(), body].concat();
        self.raw(&bytes).unwrap()
    }

    pub(crate) fn get(&self, target: &str) -> Reply {
        self.ask("GET", target, &[], &[])
    }

    /// A query by GET, and what it accepts.
    pub(crate) fn query(&self, query: &str, accept: &str) -> Reply {
        let target = format!("/sparql?query={}", encoded(query));
        self.ask("GET", &target, &[&format!("Accept: {accept}")], &[])
    }

    /// Whether it still answers.
    pub(crate) fn is_well(&self) -> bool {
        self.get("/healthz").status == 200
    }

    /// Tells it to end, and waits; its status, and how long that took.
    pub(crate) fn end(&mut self, signal: &str) -> (Option<i32>, Duration) {
        let began = Instant::now();
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status();
        assert!(sent.is_ok_and(|s| s.success()));
        let status = self.child.wait().unwrap();
        (status.code(), began.elapsed())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Percent-encodes a value.
pub(crate) fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(b).to_string(),
            b => format!("%{b:02X}"),
        })
        .collect()
}

/// Reads one answer.
pub(crate) fn read(stream: &mut TcpStream, is_head: bool) -> std::io::Result<Reply> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let status = line.split(' ').nth(1).and_then(|s| s.parse().ok());
    let status = status.ok_or_else(|| std::io::Error::other(format!("no status: {line:?}")))?;
    let mut headers = HashMap::new();
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_string());
    }
    let mut body = Vec::new();
    let mut whole = true;
    if is_head || status == 204 || status == 304 {
    } else if headers
        .get("transfer-encoding")
        .is_some_and(|t| t == "chunked")
    {
        whole = false;
        loop {
            line.clear();
            if reader.read_line(&mut line)? == 0 {
                break;
            }
            let size = usize::from_str_radix(line.trim(), 16).unwrap_or(0);
            let mut chunk = vec![0; size + 2];
            if reader.read_exact(&mut chunk).is_err() {
                break;
            }
            chunk.truncate(size);
            body.extend(chunk);
            if size == 0 {
                whole = true;
                break;
            }
        }
    } else {
        let length = headers.get("content-length").and_then(|l| l.parse().ok());
        let mut rest = Vec::new();
        match length {
            Some(length) => {
                rest.resize(length, 0);
                whole = reader.read_exact(&mut rest).is_ok();
            }
            None => {
                reader.read_to_end(&mut rest)?;
            }
        }
        body = rest;
    }
    Ok(Reply {
        status,
        headers,
        body,
        whole,
    })
}
