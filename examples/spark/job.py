#!/usr/bin/env python3
"""Builds the graph of documents on Apache Spark, with aikg as the program of every step.

    pip install pyspark                       # 3.5 or 4; Java 17
    python3 job.py documents.ndjson --out load --master 'local-cluster[2,1,1024]'
    spark-submit job.py hdfs:///documents.ndjson --out /shared/load --parts 2000

Documents are lines of JSON: {"digest": "2026-01-05-daily.md", "text": "..."}. Every machine has aikg at the same path (--aikg) and sees the
folder --out. It then holds

    part-00000.nq.gz ...   all quads; one after another, unpacked, they are the graph.nq of `aikg build`, byte for byte
    SHA256SUMS             checksums, written last: where they stand, all is there
    failures.ndjson        the documents that could not be read, and why

Steps: extract (documents -> extracts), link (what they tell about names, added up in a tree), count (what they add to the counts of all, added
up alike), emit (the quads of each part, and those that no digest has alone, sorted). Partial results are files in --out/partial, so that none has to
fit into a record or into the driver; a task that is done again writes another file, with the same bytes, and tells its name.
"""

import argparse
import gzip
import hashlib
import os
import shlex
import shutil
import sys
import time

from pyspark import SparkConf, SparkContext, StorageLevel

# Files that one task adds up; it holds an entry of each.
FAN_IN = 64


def main():
    args = arguments()
    conf = SparkConf().setAppName("aikg")
    if args.master:
        conf.setMaster(args.master)
    sc = SparkContext(conf=conf)
    sc.setLogLevel("ERROR")
    args.threads = conf.get("spark.task.cpus", "1")
    os.makedirs(args.out, exist_ok=True)
    if os.listdir(args.out):
        sys.exit(f"{args.out} holds something; name a new folder with --out")
    os.mkdir(partial(args))
    step = Steps()

    documents = sc.textFile(args.documents, args.parts)
    if documents.getNumPartitions() > args.parts:
        documents = documents.coalesce(args.parts)
    extracts = piped(documents, aikg(args, "extract"))
    extracts.persist(StorageLevel.DISK_ONLY)
    failures = extracts.filter(lambda line: not line.startswith('{"format":')).collect()
    write(args.out, "failures.ndjson", "".join(line + "\n" for line in failures))
    step.done("extract", f"{extracts.count()} documents, {len(failures)} of them failed")

    links = added_up(sc, args, piped(extracts, filed(args, aikg(args, "link"))).collect())
    step.done("link", f"{os.path.getsize(links)} bytes of links")

    emit = f"emit --links {shlex.quote(links)}" + (" --mentions" if args.mentions else "")
    counts = piped(extracts, filed(args, aikg(args, emit + " --count"))).collect()
    counts = added_up(sc, args, counts)
    step.done("count", f"{os.path.getsize(counts)} bytes of counts")

    shared = piped(sc.parallelize([counts], 1), listed(aikg(args, emit + " --shared")))
    quads = piped(extracts, aikg(args, emit)).union(shared)
    # Strings are compared by code points, which is the order of their UTF-8 bytes.
    ordered = quads.sortBy(lambda line: line, numPartitions=args.parts)
    out = args.out
    sums = ordered.mapPartitionsWithIndex(lambda n, lines: packed(out, n, lines)).collect()
    write(args.out, "SHA256SUMS", "".join(f"{digest}  {name}\n" for name, digest, _ in sums))
    shutil.rmtree(partial(args))
    step.done("emit", f"{sum(n for _, _, n in sums)} quads in {len(sums)} parts")
    sc.stop()


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("documents", help="a file or pattern of documents, one a line")
    parser.add_argument("--out", required=True, help="a new folder that all machines see")
    parser.add_argument("--aikg", default="aikg", help="the program, on all machines")
    parser.add_argument("--dictionaries", help="a folder of dictionaries, on all machines")
    parser.add_argument("--mentions", action="store_true", help="write every mention too")
    parser.add_argument("--parts", type=int, default=8, help="into how many parts the work is cut")
    parser.add_argument("--master", help="of Spark, where spark-submit does not say")
    args = parser.parse_args()
    args.out = os.path.abspath(args.out)
    return args


def aikg(args, command):
    """A step as a command of a shell, with one thread for each core that Spark gives a task."""
    own = f" --dictionaries {shlex.quote(args.dictionaries)}" if args.dictionaries else ""
    return f"{shlex.quote(args.aikg)} --quiet --threads {args.threads} {command}{own}"


def piped(lines, command):
    """Lines through a command. Status 3 says that some held no document, which their records tell."""
    return lines.pipe(f"sh -c {shlex.quote(command + ' || [ $? -eq 3 ]')}", checkCode=True)


def filed(args, command):
    """The same, but that what is written goes to a new file, whose name is the one line that comes."""
    place = shlex.quote(os.path.join(partial(args), "XXXXXXXX"))
    return f'f=$(mktemp {place}) && {{ {command} --out "$f" || [ $? -eq 3 ]; }} && echo "$f"'


def listed(command):
    """The same, but that lines are names of files that the command takes."""
    return f"xargs -d '\\n' {command}"


def added_up(sc, args, files):
    """Adds up partial results, many at a time, till one is left."""
    while len(files) > 1:
        groups = sc.parallelize(files, -(-len(files) // FAN_IN))
        files = piped(groups, filed(args, listed(aikg(args, "link --merge")))).collect()
    return files[0]


def partial(args):
    """The folder of partial results."""
    return os.path.join(args.out, "partial")


def packed(out, number, lines):
    """Writes one part, aside first: a task may be done twice."""
    name = f"part-{number:05d}.nq.gz"
    aside = os.path.join(out, f".{name}.{os.getpid()}")
    count = 0
    with open(aside, "wb") as file:
        # Neither name nor time, so that the same quads are the same bytes.
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as pack:
            for line in lines:
                pack.write(line.encode() + b"\n")
                count += 1
    digest = hashlib.sha256()
    with open(aside, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    os.replace(aside, os.path.join(out, name))
    yield name, digest.hexdigest(), count


def write(out, name, text):
    with open(os.path.join(out, name), "w", encoding="utf-8", newline="") as file:
        file.write(text)


class Steps:
    """Tells how long each step took."""

    def __init__(self):
        self.since = time.monotonic()

    def done(self, name, what):
        now = time.monotonic()
        print(f"{name:8} {now - self.since:7.1f} s  {what}", file=sys.stderr, flush=True)
        self.since = now


if __name__ == "__main__":
    main()
