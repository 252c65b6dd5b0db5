"""Computes for ever, in Python and in C where Python cannot be interrupted."""

import collections
import hashlib
import itertools
import math
import re


def loop():
    while True:
        pass


def numpy_loop():
    import numpy

    matrix = numpy.ones((500, 500))
    while True:
        matrix = matrix @ matrix


def in_threads():
    import threading

    for _ in range(4):
        threading.Thread(target=loop).start()
    loop()


PARTS = {
    "while True": loop,
    "a large power": lambda: 10**10**8,
    "regular expression": lambda: re.match(r"(a+)+$", "a" * 60 + "b"),
    "a large sum": lambda: sum(range(10**12)),
    "a search in an iterator": lambda: -1 in iter(range(10**18)),
    "a consumer in C": lambda: collections.deque(itertools.repeat(0), maxlen=0),
    "a hash": lambda: hashlib.pbkdf2_hmac("sha256", b"", b"", 2**31 - 1),
    "numpy": numpy_loop,
    "threads": in_threads,
    "a large factorial": lambda: math.factorial(10**8),
}


def main(setup):
    return PARTS[PART]()
