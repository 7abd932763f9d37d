"""The same loops by numba and NumPy.

Reads a line `KERNEL ITEMS`, answers nanoseconds a run: the median of slices. `--json` runs every kernel once instead
and prints all figures as JSON.
"""

import json
import math
import sys
import time
from statistics import median

import numpy as np
from numba import float64, njit, prange, uint64, vectorize

FROM_32_BITS = 1.0 / 4294967296.0


@njit(parallel=True)
def sum_prange(a):
    total = 0.0
    for i in prange(a.size):
        total += a[i]
    return total


@njit(parallel=True, fastmath=True)
def sum_fast(a):
    total = 0.0
    for i in prange(a.size):
        total += a[i]
    return total


@njit(parallel=True)
def dot_prange(a, b):
    total = 0.0
    for i in prange(a.size):
        total += a[i] * b[i]
    return total


@njit(parallel=True, fastmath=True)
def dot_fast(a, b):
    total = 0.0
    for i in prange(a.size):
        total += a[i] * b[i]
    return total


@njit(parallel=True)
def scale_prange(out, a):
    for i in prange(a.size):
        out[i] = a[i] * 2.0 + 1.0


@njit(uint64(uint64))
def steps(count):
    state = count | uint64(1)
    for _ in range(count):
        state ^= state << uint64(13)
        state ^= state >> uint64(7)
        state ^= state << uint64(17)
    return state


@njit(parallel=True)
def rising_prange(out):
    for i in prange(out.size):
        out[i] = steps(uint64(i + 1))


@njit(parallel=True)
def matmul_prange(out, a, b):
    n = a.shape[0]
    for i in prange(n):
        for j in range(n):
            out[i, j] = 0.0
        for k in range(n):
            factor = a[i, k]
            for j in range(n):
                out[i, j] += factor * b[k, j]


@njit(parallel=True)
def pi_prange(samples):
    inside = 0
    for i in prange(samples):
        z = (uint64(i) + uint64(1)) * uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> uint64(30))) * uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> uint64(27))) * uint64(0x94D049BB133111EB)
        z ^= z >> uint64(31)
        x = float(z >> uint64(32)) * FROM_32_BITS
        y = float(z & uint64(0xFFFFFFFF)) * FROM_32_BITS
        if x * x + y * y <= 1.0:
            inside += 1
    return inside


@njit(parallel=True)
def pi_random(samples):
    inside = 0
    for _ in prange(samples):
        x = np.random.random()
        y = np.random.random()
        if x * x + y * y <= 1.0:
            inside += 1
    return inside


def ufuncs(target):
    pair, single = [float64(float64, float64)], [float64(float64)]

    @vectorize(pair, target=target)
    def add(x, y):
        return x + y

    @vectorize(pair, target=target)
    def hypot(x, y):
        return math.sqrt(x * x + y * y)

    @vectorize(single, target=target)
    def polynomial(x):
        return ((((0.5 * x - 0.25) * x + 0.125) * x - 2.0) * x + 3.0) * x - 1.0

    return add, hypot, polynomial


ADD, HYPOT, POLYNOMIAL = ufuncs("cpu")
ADD_PARALLEL, HYPOT_PARALLEL, POLYNOMIAL_PARALLEL = ufuncs("parallel")


def vectors(n):
    return np.full(n, 1.5), np.full(n, 2.5), np.zeros(n)


def one(function):
    def make(n):
        a, _, _ = vectors(n)
        return lambda: function(a)

    return make


def two(function):
    def make(n):
        a, b, _ = vectors(n)
        return lambda: function(a, b)

    return make


def into(function):
    def make(n):
        a, _, out = vectors(n)
        return lambda: function(a, out)

    return make


def two_into(function):
    def make(n):
        a, b, out = vectors(n)
        return lambda: function(a, b, out)

    return make


def squares(function):
    def make(n):
        a, b, out = np.full((n, n), 1.5), np.full((n, n), 1.5), np.zeros((n, n))
        return lambda: function(a, b, out)

    return make


def rising(n):
    out = np.zeros(n, dtype=np.uint64)
    return lambda: rising_prange(out)


KERNELS = {
    "sum": one(sum_prange),
    "sum-fast": one(sum_fast),
    "sum-numpy": one(np.sum),
    "dot": two(dot_prange),
    "dot-fast": two(dot_fast),
    "dot-numpy": two(np.dot),
    "scale": into(lambda a, out: scale_prange(out, a)),
    "rising": rising,
    "matmul": squares(lambda a, b, out: matmul_prange(out, a, b)),
    "matmul-numpy": squares(lambda a, b, out: np.matmul(a, b, out=out)),
    "pi": lambda n: lambda: pi_prange(n),
    "pi-random": lambda n: lambda: pi_random(n),
    "add": two_into(lambda a, b, out: ADD(a, b, out)),
    "add-parallel": two_into(lambda a, b, out: ADD_PARALLEL(a, b, out)),
    "add-numpy": two_into(lambda a, b, out: np.add(a, b, out)),
    "hypot": two_into(lambda a, b, out: HYPOT(a, b, out)),
    "hypot-parallel": two_into(lambda a, b, out: HYPOT_PARALLEL(a, b, out)),
    "polynomial": into(lambda a, out: POLYNOMIAL(a, out)),
    "polynomial-parallel": into(lambda a, out: POLYNOMIAL_PARALLEL(a, out)),
}

SIZES = {"matmul": 1000, "matmul-numpy": 1000, "pi": 10_000_000, "pi-random": 10_000_000, "rising": 4000}


def hot(run):
    """As `measure.rs` does it."""
    clock = time.perf_counter_ns
    run()
    began = clock()
    run()
    once = max(clock() - began, 20)
    if once > 20e6:
        return once
    passes = max(int(400e3 / once), 1)
    slices = []
    for _ in range(min(max(int(8e6 / (once * passes)), 3), 15)):
        began = clock()
        for _ in range(passes):
            run()
        slices.append((clock() - began) / passes)
    return median(slices)


def serve():
    print("ready", flush=True)
    made = {}
    for line in sys.stdin:
        name, items = line.split()
        if name not in KERNELS:
            print(-1.0, flush=True)
            continue
        key = (name, int(items))
        if key not in made:
            made = {key: KERNELS[name](int(items))} if len(made) > 30 else {**made, key: KERNELS[name](int(items))}
        print(f"{hot(made[key]):.1f}", flush=True)


def main():
    if "--json" in sys.argv:
        print(json.dumps({name: hot(make(SIZES.get(name, 1_000_000))) for name, make in KERNELS.items()}, indent=1))
    else:
        serve()


main()
