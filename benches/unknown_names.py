#!/usr/bin/env python3
"""Recall of listed names that stand in no dictionary, as `score.py lists` counts it, for digests whose lists were stripped.

    benches/unknown_names.py --score PATH/score.py --digests FOLDER --tables FOLDER/tables [--program aikg]

A name counts as unknown where `aikg resolve` without a graph calls it coined. Prints one line a kind: names, found, recall.
"""
import argparse, importlib.util, os, subprocess

options = argparse.ArgumentParser()
options.add_argument("--score", required=True)
options.add_argument("--digests", required=True)
options.add_argument("--tables", required=True)
options.add_argument("--program", default="target/release/aikg")
options = options.parse_args()
spec = importlib.util.spec_from_file_location("score", options.score)
score = importlib.util.module_from_spec(spec)
spec.loader.exec_module(score)

spellings = {}
for row in score.rows(os.path.join(options.tables, "entities.csv"), ","):
    spellings[row["entity"]] = {score.bare(a) for a in score.parts(row["aliases"]) + [row["canonical"]]}
seen = {}
for row in score.rows(os.path.join(options.tables, "mentions.csv"), ","):
    seen.setdefault(row["digest"], set()).update(spellings.get(row["entity"], set()) | {score.bare(row["surface"])})

wanted = {}
for path, _ in score.digest_files(options.digests):
    name = os.path.relpath(path, options.digests)
    with open(path, encoding="utf-8") as handle:
        head, body = score.front_matter(handle.read())
    text = score.bare(body)
    for kind, names in score.typed_lists(head or "").items():
        for listed in names:
            if score.bare(listed) and score.bare(listed) in text:
                wanted.setdefault(kind, []).append((name, listed))

names = sorted({listed for pairs in wanted.values() for _, listed in pairs})
unknown = set()
for listed in names:
    answer = subprocess.run([options.program, "resolve", "--", listed], capture_output=True, text=True).stdout
    if answer.rstrip("\n").endswith("\tcoined"):
        unknown.add(listed)
for kind, pairs in sorted(wanted.items()):
    pairs = sorted({(digest, score.bare(listed)) for digest, listed in pairs if listed in unknown})
    found = sum(listed in seen.get(digest, ()) for digest, listed in pairs)
    print(f"{kind}\t{len(pairs)}\t{found}\t{found / (len(pairs) or 1):.3f}")
