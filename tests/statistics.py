"""Holds aikg's statistics, given as JSON on stdin, against scipy, statsmodels and, where installed, a published burst detection."""

import itertools
import json
import math
import sys
import warnings

import numpy as np
from scipy.stats import binom, binomtest, linregress
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.rates import test_poisson_2indep

warnings.simplefilter("ignore", RuntimeWarning)
told = json.load(sys.stdin)
made = 0


def near(ours, theirs, what, tolerance=1e-9):
    global made
    made += 1
    assert math.isclose(ours, theirs, rel_tol=tolerance, abs_tol=1e-12), (what, ours, theirs)


for case in told["rates"]:
    (a, n), (b, m) = case["now"], case["then"]
    greater = test_poisson_2indep(a, n, b, m, method="exact-cond", alternative="larger").pvalue
    less = test_poisson_2indep(a, n, b, m, method="exact-cond", alternative="smaller").pvalue
    near(case["p"], min(1, 2 * min(greater, less)), case)
    interval = binomtest(a, a + b, n / (n + m)).proportion_ci(0.95, "exact")
    ratio = lambda x: x / (1 - x) * m / n if x < 1 else math.inf
    near(case["low"], ratio(interval.low), case, 1e-6)
    near(math.inf if case["high"] is None else case["high"], ratio(interval.high), case, 1e-6)

for case in told["corrections"]:
    for ours, theirs in zip(case["q"], multipletests(case["p"], method="fdr_bh")[1]):
        near(ours, theirs, case)

for case in told["slopes"]:
    line = linregress(range(len(case["values"])), case["values"])
    near(case["slope"][0], line.slope, case)
    near(case["slope"][1], line.stderr, case, 1e-6)


def cheapest(batches, s, gamma):
    """Kleinberg's two states, every sequence tried, with scipy's binomial distribution."""
    hits, of = sum(b[0] for b in batches), sum(b[1] for b in batches)
    p = [min(hits / of * s**i, 0.99999) for i in range(2)]
    cost = [[-binom.logpmf(r, d, q) for q in p] for r, d in batches]
    up = gamma * math.log(len(batches))
    best = min(
        itertools.product(range(2), repeat=len(batches)),
        key=lambda q: sum(cost[t][q[t]] + max(0, q[t] - (q[t - 1] if t else 0)) * up for t in range(len(q))),
    )
    return best, cost


for case in told["bursts"]:
    states, cost = cheapest(case["batches"], 2.0, 1.0)
    ours = [0] * len(states)
    for burst in case["bursts"]:
        stretch = range(burst["start"], burst["end"] + 1)
        for t in stretch:
            ours[t] = 1
        near(burst["weight"], sum(cost[t][0] - cost[t][1] for t in stretch), case, 1e-6)
    assert tuple(ours) == states, (case, states)
    made += 1

try:
    np.float = float  # it was written for an older numpy
    import burst_detection
    import pandas as pd
except ImportError:
    print("burst_detection is not installed: bursts were held against all sequences alone")
else:
    # Its loop asks for an older numpy and never goes back over earlier days; its costs, its enumeration and its weights stand.
    for case in told["bursts"]:
        r, d = (np.array([b[i] for b in case["batches"]], dtype=float) for i in range(2))
        usual = r.sum() / d.sum()
        p = {0: usual, 1: min(usual * 2.0, 0.99999)}
        n = len(r)

        def price(q):
            fits = sum(burst_detection.fit(d[t], r[t], p[q[t]]) for t in range(n))
            return fits + sum(burst_detection.tau(q[t - 1] if t else 0, q[t], 1.0, n) for t in range(n))

        states = min(itertools.product(range(2), repeat=n), key=price)
        found = burst_detection.enumerate_bursts(np.array([[i] for i in states], dtype=float)[:, 0], "")
        theirs = burst_detection.burst_weights(found, r, d, p)
        theirs = sorted((int(b.begin), int(b.end), float(b.weight)) for b in theirs.itertuples())
        assert len(theirs) == len(case["bursts"]), (case, theirs)
        for burst, (start, end, weight) in zip(case["bursts"], theirs):
            assert (burst["start"], burst["end"]) == (start, end), (case, theirs)
            near(burst["weight"], weight, case, 1e-6)

print(f"{made} figures agree")
