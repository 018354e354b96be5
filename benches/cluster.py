#!/usr/bin/env python3
"""What the steps for many machines cost, and how what they hold grows: nested random samples of a corpus.

    python3 benches/cluster.py target/release/aikg CORPUS 67 135 270 539

CORPUS is a folder of digests, a .tar.xz of them, or a file of documents, one a line. Needs GNU time. Times are CPU seconds of one thread, the system's included;
memory is the peak of a process.
"""

import base64
import json
import os
import random
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path


def documents(corpus):
    def line(name, data):
        return json.dumps({"digest": name, "bytes": base64.b64encode(data).decode()}) + "\n"

    if corpus.is_dir():
        return [line(str(p.relative_to(corpus)), p.read_bytes()) for p in sorted(corpus.rglob("*.md"))]
    if corpus.name.endswith(".tar.xz"):
        with tarfile.open(corpus) as tar:
            return [line(m.name, tar.extractfile(m).read()) for m in tar if m.isfile()]
    return corpus.read_text(encoding="utf-8").splitlines(True)


def run(*command):
    """Runs a step; returns CPU seconds and peak memory in MB. `time` starts it: a child of this process would begin with what this one holds."""
    timed = ["/usr/bin/time", "-q", "-o", "told", "-f", "%U %S %M", *map(str, command)]
    status = subprocess.run(timed).returncode
    if status not in (0, 3):
        sys.exit(f"{command} ended with {status}")
    user, system, peak = Path("told").read_text().split()
    return float(user) + float(system), int(peak) / 1024


def main():
    aikg, corpus = os.path.abspath(sys.argv[1]), Path(sys.argv[2])
    all_documents = documents(corpus)
    random.Random(1).shuffle(all_documents)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for size in map(int, sys.argv[3:]):
            measure([aikg, "--threads", "1", "--quiet"], all_documents[:size])


def measure(aikg, sample):
    Path("documents").write_text("".join(sample), encoding="utf-8")
    told = []

    def step(name, *command):
        seconds, peak = run(*command)
        told.append(f"{name} {seconds:.2f} s, {peak:.0f} MB")

    step("extract", "sh", "-c", 'exec "$@" > extracts', "sh", *aikg, "extract", "documents")
    step("link", *aikg, "link", "extracts", "--out", "links")
    step("emit", *aikg, "emit", "--links", "links", "extracts", "--out", "own.nq")
    step("count", *aikg, "emit", "--links", "links", "--count", "extracts", "--out", "counts")
    step("merge", *aikg, "link", "--merge", "counts", "--out", "merged")
    step("shared", *aikg, "emit", "--links", "links", "--shared", "merged", "--out", "shared.nq")
    Path("none").write_text("")
    step("emit of nothing", *aikg, "emit", "--links", "links", "none", "--out", "none.nq")

    kinds, texts, mentions = {}, 0, 0
    for name in ("links", "counts"):
        with open(name, encoding="utf-8") as lines:
            for line in lines:
                kind = line[2 : line.index('"', 2)]
                kinds[kind] = kinds.get(kind, 0) + 1
                if kind == "digest":
                    record = json.loads(line)["digest"]
                    texts, mentions = texts + record["bytes"], mentions + record["mentions"]
    print(f"\n{kinds['digest']} documents, {texts / 1e6:.2f} MB, {mentions} mentions")
    for name in ("extracts", "links", "own.nq", "counts", "shared.nq"):
        with open(name, "rb") as file:
            lines = sum(1 for _ in file)
        print(f"  {name}: {lines} lines, {os.path.getsize(name) / 1e6:.1f} MB")
    entries = ("known", "coined", "same", "paper", "topic", "entity", "named", "pair")
    print("  " + ", ".join(f"{kind} {kinds.get(kind, 0)}" for kind in entries))
    print("  " + "; ".join(told), flush=True)


if __name__ == "__main__":
    main()
