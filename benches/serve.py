#!/usr/bin/env python3
"""What the server does under load, beside `oxigraph serve` in the same run.

    benches/serve.py --program target/release/aikg --graph DIR [--seconds 8] [--connections 32] [--oxigraph oxigraph]

Needs wrk (Debian: apt-get install wrk); `pip install oxigraph` brings the other server. Everyday questions are asked in turn about the
entities that are named most. "kept": each question as it is, so that answers come from what is kept ready after the first time; "anew": each
with a comment of its own, so that every answer is found anew.
"""
import argparse, os, re, shutil, socket, subprocess, tempfile, time, urllib.parse, urllib.request

ap = argparse.ArgumentParser()
ap.add_argument("--program", default="target/release/aikg")
ap.add_argument("--graph", required=True)
ap.add_argument("--seconds", type=int, default=8)
ap.add_argument("--connections", type=int, default=32)
ap.add_argument("--oxigraph", default=shutil.which("oxigraph"))
a = ap.parse_args()

PREFIX = "PREFIX aikg: <https://w3id.org/aikg/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
QUESTIONS = {
    "named with": PREFIX + """SELECT ?other ?n { ?tie aikg:between <%s>, ?other ; aikg:items ?n . FILTER(?other != <%s>) } ORDER BY DESC(?n) ?other LIMIT 20""",
    "items": PREFIX + """SELECT ?item ?date { ?item aikg:mentions <%s> ; <http://purl.org/dc/terms/issued> ?date . FILTER(?item != <%s>) } ORDER BY DESC(?date) ?item LIMIT 20""",
    "by week": PREFIX + """SELECT ?week ?n { ?c aikg:countOf <%s> ; aikg:week ?week ; aikg:items ?n . FILTER(?c != <%s>) } ORDER BY ?week""",
}


def free():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait(url):
    for _ in range(600):
        try:
            urllib.request.urlopen(url, timeout=1)
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{url} does not answer")


def load(base, paths, anew, work):
    """Requests a second and the latency of 99 of 100, by wrk."""
    script = os.path.join(work, "load.lua")
    with open(script, "w") as f:
        f.write("local paths = {\n" + "".join(f"  {lua(p)},\n" for p in paths) + "}\n")
        f.write("local n = 0\nlocal anew = " + ("true" if anew else "false") + "\n")
        f.write("""function request()
  n = n + 1
  local path = paths[n % #paths + 1]
  if anew then path = path .. "%23" .. n end
  return wrk.format("GET", path, { Accept = "application/sparql-results+json, text/html;q=0.9" })
end
""")
    done = subprocess.run(["wrk", "-t1", f"-c{a.connections}", f"-d{a.seconds}s", "--latency", "-s", script, base],
                          capture_output=True, text=True, check=True).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", done).group(1))
    late = re.search(r"99%\s+([\d.]+)(us|ms|s)", done)
    late = float(late.group(1)) * {"us": 0.001, "ms": 1, "s": 1000}[late.group(2)]
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", done)
    return rate, late, int(wrong.group(1)) if wrong else 0


def lua(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def top():
    done = subprocess.run([a.program, "query", "-g", a.graph, "-f", "csv", "-e",
                           PREFIX + "SELECT ?e { ?e a aikg:Company ; aikg:itemCount ?n } ORDER BY DESC(?n) ?e LIMIT 100"],
                          capture_output=True, text=True)
    rows = done.stdout.split()[1:]
    if not rows:
        done = subprocess.run([a.program, "query", "-g", a.graph, "-f", "csv", "-e", PREFIX + "SELECT ?e { ?e a aikg:Company } ORDER BY ?e LIMIT 100"],
                              capture_output=True, text=True, check=True)
        rows = done.stdout.split()[1:]
    return rows


def memory(process):
    with open(f"/proc/{process.pid}/status") as f:
        return int(re.search(r"VmRSS:\s+(\d+)", f.read()).group(1)) / 1024


entities = top()
work = tempfile.mkdtemp()
servers = {}
port = free()
ours = subprocess.Popen([a.program, "-q", "serve", "-g", a.graph, "--bind", f"127.0.0.1:{port}"], stderr=subprocess.DEVNULL)
servers["aikg"] = (ours, f"http://127.0.0.1:{port}", "/sparql")
wait(f"http://127.0.0.1:{port}/healthz")
if a.oxigraph:
    place = os.path.join(work, "ox")
    subprocess.run([a.oxigraph, "load", "--location", place, "--file", os.path.join(a.graph, "graph.nq")], check=True, capture_output=True)
    port = free()
    theirs = subprocess.Popen([a.oxigraph, "serve-read-only", "--location", place, "--bind", f"127.0.0.1:{port}", "--union-default-graph"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    servers["oxigraph"] = (theirs, f"http://127.0.0.1:{port}", "/query")
    wait(f"http://127.0.0.1:{port}/query?query=ASK%7B%7D")
try:
    print(f"{'':24}{'':10} {'requests/s':>12} {'p99 ms':>8} {'wrong':>6} {'MB':>6}")
    pages = ["/entity/" + e.rsplit("/", 1)[1] for e in entities]
    rate, late, wrong = load(servers["aikg"][1], pages, False, work)
    print(f"{'entity page':24}{'aikg':10} {rate:12.0f} {late:8.1f} {wrong:6} {memory(ours):6.0f}")
    for name, question in QUESTIONS.items():
        for anew in (False, True):
            rates = {}
            for server, (process, base, path) in servers.items():
                paths = [path + "?query=" + urllib.parse.quote(question % (e, e), safe="") for e in entities]
                rate, late, wrong = load(base, paths, anew, work)
                rates[server] = rate
                label = f"{name}, {'anew' if anew else 'kept'}"
                print(f"{label:24}{server:10} {rate:12.0f} {late:8.1f} {wrong:6} {memory(process):6.0f}")
            if len(rates) == 2:
                print(f"{'':24}{'times':10} {rates['aikg'] / rates['oxigraph']:12.1f}")
finally:
    for process, _, _ in servers.values():
        process.terminate()
    shutil.rmtree(work, ignore_errors=True)
