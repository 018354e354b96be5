#!/usr/bin/env python3
"""Whether one issue gives the same entities in two languages: the mean Jaccard of their companies, models, products and people.

    benches/languages.py TABLES TABLES        two folders of tables, built from digests of the same names
"""
import collections, csv, os, sys

KINDS = {"Company", "Model", "Product", "Person"}


def entities(tables):
    found = collections.defaultdict(set)
    with open(os.path.join(tables, "mentions.csv"), encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            if row["type"] in KINDS:
                found[os.path.basename(row["digest"])].add(row["entity"])
    return found


one, other = (entities(folder) for folder in sys.argv[1:3])
shared = sorted(set(one) & set(other))
scores = [len(one[name] & other[name]) / len(one[name] | other[name]) for name in shared]
print(f"issues\t{len(shared)}\nmean Jaccard\t{sum(scores) / (len(scores) or 1):.4f}")
