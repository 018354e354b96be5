#!/usr/bin/env python3
"""Adds, changes and removes digests thousands of times in one folder; now and then all files are held against a build from nothing.

    python3 benches/soak.py target/release/aikg DIGESTS [-n 2000] [--every 100] [--held 60] [--rng 1]

DIGESTS is a folder; the graph begins with --held of its digests. Prints seconds, peak memory of a build and size of the folder as they go,
and fails where bytes differ or where something is left behind in the folder. 2,000 builds with at most 36 digests of 28 KB at a time (--held 30): 0.11 to 0.4 s
each and 330 MB at most from the first to the last, all as from nothing.
"""

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROMISED = ["graph.nq", "manifest.json", "warnings.jsonl"]
PROMISED += [f"tables/{name}.csv" for name in ("items", "mentions", "entities", "relations", "papers")]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("aikg", type=os.path.abspath)
    parser.add_argument("digests", type=Path)
    parser.add_argument("-n", type=int, default=2000)
    parser.add_argument("--every", type=int, default=100)
    parser.add_argument("--held", type=int, default=60)
    parser.add_argument("--rng", type=int, default=1)
    args = parser.parse_args()
    chance = random.Random(args.rng)
    pool = sorted(path for path in args.digests.rglob("*.md"))
    with tempfile.TemporaryDirectory() as folder:
        soak(args, chance, pool, Path(folder))


def soak(args, chance, pool, folder):
    inputs, out = folder / "d", folder / "out"
    inputs.mkdir()
    names = {path: f"{path.parent.name}-{path.name}" for path in pool}
    held = set(chance.sample(pool, min(args.held, len(pool))))
    for path in held:
        shutil.copy(path, inputs / names[path])
    run(args.aikg, "build", inputs, "-o", out)
    files = listed(out)
    times, peaks, sizes = [], [], []
    for number in range(1, args.n + 1):
        step = [args.aikg, "build", "-o", out]
        kind = chance.choice(["add", "change", "remove", "same"])
        if kind == "add" and len(held) < len(pool):
            path = chance.choice([path for path in pool if path not in held])
            held.add(path)
            shutil.copy(path, inputs / names[path])
            step += ["--add", inputs / names[path]]
        elif kind == "remove" and len(held) > 2:
            path = chance.choice(sorted(held))
            held.remove(path)
            (inputs / names[path]).unlink()
            step += ["--remove", names[path]]
        elif kind == "change":
            path = inputs / names[chance.choice(sorted(held))]
            path.write_bytes(path.read_bytes() + f"\n\n## 輝達 {number}\n\n台積電。\n".encode())
            step += ["--add", path]
        else:
            step += [inputs]
        since = time.monotonic()
        peaks.append(run(*step))
        times.append(time.monotonic() - since)
        sizes.append(sum(path.stat().st_size for path in out.rglob("*") if path.is_file()))
        if listed(out) != files:
            sys.exit(f"step {number} ({kind}) left {sorted(set(listed(out)) ^ set(files))}")
        if number % args.every == 0 or number == args.n:
            fresh = folder / "fresh"
            run(args.aikg, "build", inputs, "-o", fresh)
            for name in PROMISED:
                if (out / name).read_bytes() != (fresh / name).read_bytes():
                    sys.exit(f"after step {number} ({kind}) {name} is not that of a build from nothing")
            shutil.rmtree(fresh)
            last = slice(-args.every, None)
            print(
                f"{number:6} builds, {len(held)} digests: {statistics.median(times[last]):.2f} s each,"
                f" {max(peaks[last]) >> 10} MB at most, folder {sizes[-1] >> 20} MB",
                flush=True,
            )
    print("all the same as builds from nothing")


def listed(out):
    return sorted(path.relative_to(out).as_posix() for path in out.rglob("*"))


def run(*command):
    """Runs a command that has to end well; returns its peak memory in KB."""
    process = subprocess.Popen([*map(str, command), "--quiet"], stderr=subprocess.PIPE)
    _, status, usage = os.wait4(process.pid, 0)
    said = process.stderr.read().decode()
    process.stderr.close()
    process.returncode = status
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{' '.join(map(str, command))}: {said}")
    return usage.ru_maxrss


if __name__ == "__main__":
    main()
