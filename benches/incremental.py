#!/usr/bin/env python3
"""What one digest more costs: a build of a folder from nothing beside a build that adds one digest to it.

    benches/incremental.py PROGRAM CORPUS N [RUNS]

PROGRAM is a built aikg, CORPUS a folder of at least N digests. Medians of RUNS runs each, 3 where nothing is said: wall time, CPU time of the
process, most memory. A temporary folder ($TMPDIR) needs room for two builds, and for three where the outputs of both ways are compared, which is
done for 2,000 digests or fewer.
"""

import filecmp
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

SMALL = 2_000


def run(program, arguments):
    start = time.monotonic()
    process = subprocess.Popen([program, "build", *arguments, "-q"], stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 3):
        sys.exit(f"{arguments}: status {os.waitstatus_to_exitcode(status)}")
    return time.monotonic() - start, usage.ru_utime, usage.ru_stime, usage.ru_maxrss / 1024


def files(folder):
    return sorted(p.relative_to(folder) for p in folder.rglob("*") if p.is_file())


def main(program, corpus, n, times, work):
    digests = sorted(p for p in pathlib.Path(corpus).rglob("*.md"))[:n]
    if len(digests) < n:
        sys.exit(f"{corpus} has only {len(digests)} digests")
    one = digests.pop(n // 2)
    folder, out = work / "digests", work / "out"
    folder.mkdir()
    for digest in digests:
        os.symlink(digest.resolve(), folder / digest.name)
    new = work / one.name
    shutil.copy(one, new)

    whole, more = [], []
    for _ in range(times):
        shutil.rmtree(out, ignore_errors=True)
        os.sync()
        whole.append(run(program, [str(folder), str(new), "-o", str(out)]))
    size = sum((out / name).stat().st_size for name in files(out))
    manifest = (out / "manifest.json").read_bytes()
    compared = work / "compared"
    if n <= SMALL:
        shutil.copytree(out, compared)
    for _ in range(times):
        # Not measured: the graph without the one.
        run(program, ["--remove", new.name, "-o", str(out)])
        os.sync()
        more.append(run(program, ["--add", str(new), "-o", str(out)]))
    # The manifest has the size of every other file; where there is room, all are compared.
    same = manifest == (out / "manifest.json").read_bytes()
    if n <= SMALL:
        same = same and all(filecmp.cmp(compared / name, out / name, shallow=False) for name in files(compared))
    print(f"{n} digests, {sum(d.stat().st_size for d in [*digests, one]) / 1e6:.0f} MB; output {size / 1e6:.0f} MB; same {'bytes' if n <= SMALL else 'manifest'}: {same}")
    print(f"{'':22} {'wall s':>8} {'CPU s':>8} {'user s':>8} {'peak MB':>8}")
    medians = []
    for name, runs in [("from nothing", whole), ("one digest added", more)]:
        wall, user, system, peak = (statistics.median(r[i] for r in runs) for i in range(4))
        cpu = statistics.median(r[1] + r[2] for r in runs)
        medians.append((wall, cpu, user))
        print(f"{name:22} {wall:8.2f} {cpu:8.2f} {user:8.2f} {peak:8.0f}")
    shares = [f"{100 * b / a:7.1f}%" for a, b in zip(*medians)]
    print(f"{'share':22} {' '.join(shares)}")


if __name__ == "__main__":
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__)
    times = int(sys.argv[4]) if len(sys.argv) == 5 else 3
    with tempfile.TemporaryDirectory() as work:
        main(os.path.abspath(sys.argv[1]), sys.argv[2], int(sys.argv[3]), times, pathlib.Path(work))
