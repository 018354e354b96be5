#!/usr/bin/env bash
# What a build costs: MB/s, items/s, quads/s and peak memory, medians of five runs.
#
#   benches/speed.sh [FOLDER]      a folder of digests; default: $AIKG_BENCH, else the real ones beside the repository, else the samples
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-${AIKG_BENCH:-}}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ -z "$folder" ] && [ -f ../shared/bench/digests.tar.xz ]; then
  mkdir "$work/digests"
  tar -xJf ../shared/bench/digests.tar.xz -C "$work/digests"
  folder=$work/digests
fi
folder=${folder:-tests/digests}
cargo build --release --quiet
python3 - "$folder" "$work" "${CARGO_TARGET_DIR:-target}/release/aikg" <<'PY'
import json, os, resource, shutil, statistics, subprocess, sys, time

folder, work, program = sys.argv[1:]

def run(threads, known):
    out = os.path.join(work, "out")
    if not known:
        shutil.rmtree(out, ignore_errors=True)
    start = time.monotonic()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    pid = subprocess.Popen([program, "build", folder, "-o", out, "-q", "--threads", str(threads)], stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(pid.pid, 0)
    seconds = time.monotonic() - start
    assert os.waitstatus_to_exitcode(status) in (0, 3)
    totals = json.load(open(os.path.join(out, "manifest.json")))["totals"]
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, totals

print(f"{'build':28} {'s':>7} {'CPU s':>7} {'MB/s':>7} {'items/s':>9} {'quads/s':>9} {'peak MB':>8}")
for name, threads, known in [("1 thread", 1, False), ("2 threads", 2, False), ("2 threads, nothing changed", 2, True)]:
    if known:
        run(threads, False)
    runs = [run(threads, known) for _ in range(5)]
    seconds, cpu, peak = (statistics.median(r[i] for r in runs) for i in range(3))
    totals = runs[0][3]
    print(f"{name:28} {seconds:7.2f} {cpu:7.2f} {totals['bytes'] / 1e6 / seconds:7.1f} "
          f"{totals['items'] / seconds:9.0f} {totals['quads'] / seconds:9.0f} {peak:8.0f}")
print(f"{totals['digests']} digests, {totals['bytes'] / 1e6:.1f} MB, {totals['items']} items, {totals['mentions']} mentions, "
      f"{totals['entities']} entities, {totals['quads']} quads")
PY
