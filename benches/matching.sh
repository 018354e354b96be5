#!/usr/bin/env bash
# Folding and matching beside a Python program that does the same (OpenCC, ahocorasick_rs), in one run, medians of five.
#
#   benches/matching.sh TEXT ALIASES.tsv       needs: pip install opencc ahocorasick_rs
#
# ALIASES.tsv (alias, entity, ...): the Python program knows these names, ours knows them and all its dictionaries.
set -euo pipefail
cd "$(dirname "$0")/.."
text=$(realpath "${1:?a file of text}")
aliases=$(realpath "${2:?a table of aliases}")
cargo bench --quiet --bench matching
exec python3 - "$text" "$aliases" <<'PY'
import json, re, statistics, subprocess, sys, time
import ahocorasick_rs, opencc

path, aliases = sys.argv[1:]
convert = opencc.OpenCC("t2s").convert
fold = lambda text: convert(text).lower()
names = {}
for row in open(aliases, encoding="utf-8"):
    if not row.startswith("#"):
        name, entity = row.split("\t")[:2]
        names.setdefault(fold(name), entity)
matcher = ahocorasick_rs.AhoCorasick(list(names), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
word = set("abcdefghijklmnopqrstuvwxyz0123456789_")
text = open(path, encoding="utf-8").read()
size = len(text.encode()) / 1e6
parts = re.split(r"(?m)^#+ ", text)

def peer():
    start, found = time.monotonic(), 0
    for part in parts:
        folded = fold(part)
        for _, a, b in matcher.find_matches_as_indexes(folded):
            if not (folded[a] in word and a and folded[a - 1] in word or folded[b - 1] in word and b < len(folded) and folded[b] in word):
                found += 1
    return size / (time.monotonic() - start)

def ours():
    run = subprocess.run(["cargo", "bench", "--quiet", "--bench", "matching", "--", path, aliases], capture_output=True, check=True)
    return json.loads(run.stdout.splitlines()[-1])["fold_and_match_mb_s"]

runs = [(peer(), ours()) for _ in range(5)]
python, aikg = (statistics.median(column) for column in zip(*runs))
print(f"Python {python:.1f} MB/s, aikg {aikg:.1f} MB/s, {statistics.median(o / p for p, o in runs):.1f} times")
PY
