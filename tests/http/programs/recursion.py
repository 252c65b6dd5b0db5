# result: {"moves": [["A", "C"], ["A", "B"], ["C", "B"], ["A", "C"], ["B", "A"], ["B", "C"], ["A", "C"]], "ackermann": 9, "fib": 222232244629420445529739893461909967206666939096499764990979600}
import sys
from functools import lru_cache


def hanoi(n, a="A", b="B", c="C"):
    return [] if n == 0 else hanoi(n - 1, a, c, b) + [(a, c)] + hanoi(n - 1, b, a, c)


def ackermann(m, n):
    if m == 0:
        return n + 1
    return ackermann(m - 1, 1) if n == 0 else ackermann(m - 1, ackermann(m, n - 1))


@lru_cache(maxsize=None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def main():
    sys.setrecursionlimit(5000)
    return {"moves": hanoi(3), "ackermann": ackermann(2, 3), "fib": fib(300)}
