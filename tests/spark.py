#!/usr/bin/env python3
"""Runs examples/spark/job.py on a cluster of two processes and holds what it writes against the graph.nq of `aikg build`.

    python3 tests/spark.py AIKG DIGESTS GRAPH.nq
"""

import gzip
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

aikg, digests, graph = sys.argv[1:]
job = Path(__file__).parent.parent / "examples/spark/job.py"

with tempfile.TemporaryDirectory() as folder:
    documents = Path(folder) / "documents.ndjson"
    with open(documents, "w", encoding="utf-8", newline="") as file:
        for path in sorted(Path(digests).rglob("*.md")):
            name = path.relative_to(digests).as_posix()
            text = path.read_bytes().decode()
            file.write(json.dumps({"digest": name, "text": text}) + "\n")
        # One that is none must take nothing with it.
        file.write('{"digest": "binary.md", "bytes": "AAEC"}\n')
    out = Path(folder) / "out"
    since = time.monotonic()
    subprocess.run(
        [sys.executable, job, documents, "--out", out, "--aikg", aikg, "--parts", "5"]
        + ["--master", "local-cluster[2,1,1024]"],
        check=True,
        # So that workers run this very Python.
        env={**os.environ, "PYSPARK_PYTHON": sys.executable},
    )
    parts = sorted(out.glob("part-*.nq.gz"))
    made = b"".join(gzip.decompress(part.read_bytes()) for part in parts)
    assert made == Path(graph).read_bytes(), "the quads are not those of aikg build"
    failed = [json.loads(line) for line in open(out / "failures.ndjson", encoding="utf-8")]
    assert [f["digest"] for f in failed] == ["binary.md"], failed
    sums = dict(reversed(line.split()) for line in open(out / "SHA256SUMS"))
    for part in parts:
        assert sums[part.name] == hashlib.sha256(part.read_bytes()).hexdigest(), part.name
    print(f"the same bytes in {len(parts)} parts, {time.monotonic() - since:.0f} s")
