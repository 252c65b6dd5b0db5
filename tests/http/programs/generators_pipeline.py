# result: {"primes": [2, 3, 5, 7, 11, 13, 17, 19, 23, 29], "totals": [2, 5, 10, 17, 28], "averages": [10.0, 15.0, 30.0]}
from itertools import islice
from typing import Iterable, Iterator


def naturals() -> Iterator[int]:
    n = 1
    while True:
        yield n
        n += 1


def primes() -> Iterator[int]:
    found: list[int] = []
    for n in naturals():
        if n > 1 and all(n % p for p in found if p * p <= n):
            found.append(n)
            yield n


def running_total(values: Iterable[int]) -> Iterator[int]:
    total = 0
    for value in values:
        total += value
        yield total


def averager():
    total = count = 0
    average = None
    while True:
        total += yield average
        count += 1
        average = total / count


def main():
    coroutine = averager()
    next(coroutine)
    return {
        "primes": list(islice(primes(), 10)),
        "totals": list(islice(running_total(primes()), 5)),
        "averages": [coroutine.send(x) for x in (10, 20, 60)],
    }
