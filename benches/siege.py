#!/usr/bin/env python3
"""Minutes of mixed load with hostile clients: memory stays bounded, good clients are served, nothing crashes.

    benches/siege.py --program target/release/aikg --graph DIR [--minutes 10] [--idle 10000]

Hostile: connections that say nothing, half requests, slow readers of endless answers, cartesian products, sorts of them, huge queries, broken
encodings, clients that leave in the middle. Good: an entity page and an everyday query, one after the other, from four clients. Prints a
line every ten seconds, and at the end how the good clients fared.
"""
import argparse, asyncio, os, random, re, resource, socket, statistics, subprocess, time, urllib.parse

ap = argparse.ArgumentParser()
ap.add_argument("--program", default="target/release/aikg")
ap.add_argument("--graph", required=True)
ap.add_argument("--minutes", type=float, default=10)
ap.add_argument("--idle", type=int, default=10000)
a = ap.parse_args()
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
with socket.socket() as s:
    s.bind(("127.0.0.1", 0))
    port = s.getsockname()[1]
server = subprocess.Popen([a.program, "-q", "serve", "-g", a.graph, "--bind", f"127.0.0.1:{port}", "--timeout", "5", "--memory", "1024"])
end = time.monotonic() + 60 * a.minutes
good, late, bad, hostile, peak = [0], [], [], [0], [0]
random.seed(7)


def quoted(query):
    return urllib.parse.quote(query, safe="")


def get(target, more=""):
    return f"GET {target} HTTP/1.1\r\nHost: localhost\r\n{more}Connection: close\r\n\r\n".encode()


async def connect():
    return await asyncio.open_connection("127.0.0.1", port)


async def idle():
    while time.monotonic() < end:
        try:
            reader, writer = await connect()
            if random.random() < 0.3:
                writer.write(b"GET /sparql?query=")
            await asyncio.wait_for(reader.read(), 60)
            writer.close()
        except (OSError, asyncio.TimeoutError):
            await asyncio.sleep(1)


HOSTILE = [
    "SELECT * { ?a ?b ?c . ?d ?e ?f }", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }", "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c",
    "SELECT ?c (GROUP_CONCAT(?f) AS ?all) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?c", "SELECT DISTINCT ?a ?d { ?a ?b ?c . ?d ?e ?f }",
    "SELECT * { ?s (aikg:between|^aikg:between)* ?o }", "SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), '(a+)+$')) }",
    "SELECT * { " + " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(200)) + " }", "ASK { " + "{" * 4000 + "}" * 4000 + " }",
    "SELECT * { VALUES ?x { " + "'y' " * 50000 + "} ?s ?p ?x }", "SELECT", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
]


async def wicked():
    while time.monotonic() < end:
        hostile[0] += 1
        try:
            reader, writer = await connect()
            query = random.choice(HOSTILE)
            body = ("query=" + quoted(query)).encode()
            writer.write(b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            await writer.drain()
            if random.random() < 0.3:
                await asyncio.sleep(random.random())
            else:
                for _ in range(20):
                    if not await asyncio.wait_for(reader.read(1000), 10):
                        break
                    await asyncio.sleep(0.3)
            writer.close()
        except (OSError, asyncio.TimeoutError):
            pass


GOOD = [get("/entity/nvidia", "Accept: text/html\r\n"), get("/healthz"),
        get("/sparql?query=" + quoted("SELECT ?other ?n { ?tie aikg:between ent:nvidia, ?other ; aikg:items ?n } ORDER BY DESC(?n) ?other LIMIT 20"))]


async def friend():
    while time.monotonic() < end:
        for request in GOOD:
            began = time.monotonic()
            try:
                reader, writer = await connect()
                writer.write(request)
                answer = await asyncio.wait_for(reader.read(), 30)
                writer.close()
                status = answer[9:12]
            except (OSError, asyncio.TimeoutError) as error:
                status = repr(error).encode()
            late.append(time.monotonic() - began)
            if status == b"200":
                good[0] += 1
            else:
                bad.append(status.decode())
        await asyncio.sleep(0.05)


async def watch():
    began = time.monotonic()
    while time.monotonic() < end and server.poll() is None:
        await asyncio.sleep(10)
        with open(f"/proc/{server.pid}/status") as f:
            rss = int(re.search(r"VmRSS:\s+(\d+)", f.read()).group(1)) // 1024
        peak[0] = max(peak[0], rss)
        files = len(os.listdir(f"/proc/{server.pid}/fd"))
        print(f"{time.monotonic() - began:5.0f} s  {rss:5} MB  {files:6} files  {good[0]:7} good  {len(bad):5} not  {hostile[0]:6} hostile", flush=True)


async def main():
    for _ in range(100):
        try:
            (await connect())[1].close()
            break
        except OSError:
            await asyncio.sleep(0.1)
    tasks = [idle() for _ in range(a.idle)] + [wicked() for _ in range(12)] + [friend() for _ in range(4)] + [watch()]
    await asyncio.gather(*tasks)


asyncio.run(main())
alive = server.poll() is None
server.terminate()
print(f"server {'stands' if alive else 'has ended'}; ended with {server.wait(30)}; {good[0]} good answers, {len(bad)} not: {sorted(set(bad))}; "
      f"median {1000 * statistics.median(late):.1f} ms, 99 of 100 within {1000 * statistics.quantiles(late, n=100)[98]:.0f} ms; peak {peak[0]} MB")
