#!/usr/bin/env python3
"""What the rules give for names whose rows are not in the dictionaries.

    benches/rules_alone.py PROGRAM SCORE.py CLUSTERS.tsv NEGATIVES.tsv

Takes out the rows of every tenth cluster (by a user's dictionary whose rows have no names), scores those clusters alone, and prints the mean
over the ten tenths beside the figure with all rows.
"""
import os, subprocess, sys, tempfile

program, score, clusters, negatives = sys.argv[1:]
head, *rows = open(clusters, encoding="utf-8").read().splitlines()
HEAD = "id,type,en,zh-hans,zh-hant,aliases,of,since,until,notes"


def figures(folder, part):
    table = os.path.join(folder, "clusters.tsv")
    open(table, "w", encoding="utf-8").write("\n".join([head, *part]) + "\n")
    command = f"{program} resolve -f tsv --dictionaries {folder}"
    out = subprocess.run([sys.executable, score, "resolve", "--clusters", table, "--negatives", negatives, "--cmd", command],
                         capture_output=True, text=True, check=True).stdout
    return {name: float(value) for name, value in (line.split("\t") for line in out.splitlines())}


def entities(part):
    names = [name for row in part for name in row.split("\t")[3].split("|")]
    out = subprocess.run([program, "resolve", "-f", "tsv"], input="\n".join(names) + "\n", capture_output=True, text=True, check=True).stdout
    return sorted({cells[1] for cells in (line.split("\t") for line in out.splitlines()) if not cells[1].startswith("x-")})


with_rows, without = [], []
for tenth in range(10):
    part = rows[tenth::10]
    with tempfile.TemporaryDirectory() as folder:
        with_rows.append(figures(folder, part))
        gone = "".join(f"{entity},Company,,,,,,,,\n" for entity in entities(part))
        open(os.path.join(folder, "companies.csv"), "w", encoding="utf-8").write(f"{HEAD}\n{gone}")
        without.append(figures(folder, part))
for name in ("alias.pair_recall", "alias.false_merge_rate", "alias.cluster_collisions"):
    mean = lambda runs: sum(run.get(name, 0.0) for run in runs) / len(runs)
    print(f"{name}\tall rows {mean(with_rows):.4f}\trules alone {mean(without):.4f}")
