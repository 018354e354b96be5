#!/usr/bin/env python3
"""How mentions, types and claims fare in a digest whose names the dictionaries lack.

    benches/unseen.py PROGRAM SCORE.py GOLD DIGESTS FILE=SUFFIX ...

For each annotated digest three builds are scored on that digest alone: with all rows; without a random half of the rows that its mentions
lead to (mean of four seeds); without any of them. A user's dictionary whose rows have no names takes the rows out.
"""
import csv, os, random, subprocess, sys, tempfile

program, score, gold, digests, *files = sys.argv[1:]
HEAD = "id,type,en,zh-hans,zh-hant,aliases,of,since,until,notes"
SHOWN = ("mentions.precision", "mentions.recall", "mentions.f1", "mentions.typed_f1", "relations.f1", "relations.precision")


def build(out, gone=()):
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "companies.csv"), "w", encoding="utf-8") as handle:
            handle.write("\n".join([HEAD, *(f"{entity},Company,,,,,,,," for entity in gone)]) + "\n")
        subprocess.run([program, "build", digests, "-o", out, "-q", "--dictionaries", folder], check=True)
    return os.path.join(out, "tables")


def figures(tables, digest):
    out = subprocess.run([sys.executable, score, "tables", "--gold", gold, "--tables", tables, "--digest", digest],
                         capture_output=True, text=True, check=True).stdout
    found = dict(line.split("\t") for line in out.splitlines() if "\t" in line)
    return {name: float(found[name]) for name in SHOWN}


def known(tables, name):
    with open(os.path.join(tables, "mentions.csv"), encoding="utf-8", newline="") as handle:
        ids = {row["entity"] for row in csv.DictReader(handle) if os.path.basename(row["digest"]) == name}
    return sorted(entity for entity in ids if not entity.startswith(("x-", "arxiv-", "doi-")))


print("digest\trows taken out\t" + "\t".join(SHOWN))
with tempfile.TemporaryDirectory() as work:
    whole = build(os.path.join(work, "all"))
    for number, digest in enumerate(files):
        name = digest.split("=")[0]
        entities = known(whole, name)
        rows = [("none", [figures(whole, digest)])]
        halves = []
        for seed in range(4):
            half = random.Random(seed).sample(entities, len(entities) // 2)
            halves.append(figures(build(os.path.join(work, f"{number}-{seed}"), half), digest))
        rows.append(("half", halves))
        rows.append((f"all {len(entities)}", [figures(build(os.path.join(work, f"{number}-none"), entities), digest)]))
        for label, runs in rows:
            means = (sum(run[figure] for run in runs) / len(runs) for figure in SHOWN)
            print(f"{name}\t{label}\t" + "\t".join(f"{mean:.3f}" for mean in means))
