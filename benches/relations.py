#!/usr/bin/env python3
"""Prints for each rule of dictionaries/relations.csv how many of its claims an annotation has.

    relations.py --gold DIR --tables DIR --digest FILE_NAME=SUFFIX ... [--wrong] [--missed]

The annotation is DIR/relations.tsv, clusters.tsv and mentions_SUFFIX.tsv. A line is: rule, right, all, and the precision
smoothed with two claims at the mean of all rules, which is what the table's confidence is made from. Standard library only.
"""
import argparse
import collections
import csv

SYMMETRIC = {"collaborates_with", "competes_with"}


def tsv(path):
    with open(path, encoding="utf-8") as handle:
        lines = [line.rstrip("\n").split("\t") for line in handle]
    return [dict(zip(lines[0], line)) for line in lines[1:]]


def table(folder, name):
    with open(f"{folder}/{name}.csv", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gold", required=True)
    parser.add_argument("--tables", required=True)
    parser.add_argument("--digest", action="append", required=True)
    parser.add_argument("--wrong", action="store_true", help="show the claims that the annotation has not")
    parser.add_argument("--missed", action="store_true", help="show what no rule claims")
    args = parser.parse_args()
    digests = dict(pair.split("=", 1) for pair in args.digest)
    names = {}
    for row in tsv(f"{args.gold}/clusters.tsv"):
        for alias in row["aliases"].split("|") + [row["canonical"]]:
            names.setdefault(alias.casefold(), row["canonical"])
    surfaces = collections.defaultdict(dict)
    for suffix in digests.values():
        for row in tsv(f"{args.gold}/mentions_{suffix}.tsv"):
            surfaces[suffix][row["surface"]] = row["canonical"]
    votes = collections.defaultdict(collections.Counter)
    for row in table(args.tables, "mentions"):
        known = surfaces.get(digests.get(row["digest"]), {}).get(row["surface"])
        if known:
            votes[row["entity"]][known] += 1

    def named(entity, name):
        return votes[entity].most_common(1)[0][0] if votes[entity] else names.get(name.casefold(), name)

    def triple(digest, a, predicate, b):
        if predicate in SYMMETRIC and a > b:
            a, b = b, a
        return digest, a, predicate, b

    wanted = {triple(r["digest"], r["subject"], r["relation"], r["object"]): r for r in tsv(f"{args.gold}/relations.tsv")}
    right, count, found = collections.Counter(), collections.Counter(), set()
    for row in table(args.tables, "relations"):
        suffix = digests.get(row["digest"])
        if suffix is None or row["polarity"] != "asserted":
            continue
        a, b = named(row["subject"], row["subject_name"]), named(row["object"], row["object_name"])
        said = triple(suffix, a, row["predicate"], b)
        found.add(said)
        count[row["rule"]] += 1
        right[row["rule"]] += said in wanted
        if args.wrong and said not in wanted:
            print("wrong", row["rule"], suffix, row["item"], f"{a} {row['predicate']} {b}", row["evidence"], sep="\t")
    if args.missed:
        have = {name for digest in votes.values() for name in digest}
        for said, row in wanted.items():
            if said not in found:
                parts = "".join("+" if row[side] in have else "-" for side in ("subject", "object"))
                print("missed", parts, row["digest"], row["item_no"], *said[1:], row["evidence"], sep="\t")
    mean = sum(right.values()) / (sum(count.values()) or 1)
    for rule in sorted(count):
        smooth = (right[rule] + 2 * mean) / (count[rule] + 2)
        print(rule, right[rule], count[rule], f"{smooth:.2f}", sep="\t")


if __name__ == "__main__":
    main()
