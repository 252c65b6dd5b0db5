"""Raises what is hard to describe: huge, slow, deep, or not willing to be looked at."""

import time


class Hanging(Exception):
    def __str__(self):
        time.sleep(3600)


class Raising(Exception):
    def __str__(self):
        raise RuntimeError("no")

    __repr__ = __str__


class Hidden(Exception):
    def __getattribute__(self, name):
        raise RuntimeError("no")


class LyingName(type):
    @property
    def __name__(cls):
        raise RuntimeError("no")

    __module__ = __name__


class Nameless(Exception, metaclass=LyingName):
    pass


class NotText(Exception):
    def __str__(self):
        return 7


def deep(depth):
    if depth:
        return deep(depth - 1)
    raise ValueError("at the bottom")


def deeper():
    import sys

    sys.setrecursionlimit(200_000)
    deep(100_000)


def looped():
    one, other = ValueError("one"), ValueError("other")
    one.__cause__, other.__cause__ = other, one
    raise one


def chained():
    error = ValueError("first")
    for number in range(10_000):
        following = ValueError(f"number {number}")
        following.__cause__ = error
        error = following
    raise error


def grouped():
    error = ValueError("innermost")
    for _ in range(500):
        error = ExceptionGroup("group", [error, error])
    raise error


def syntax():
    compile("x = = 1", "elsewhere.py", "exec")


def long_line():
    exec("raise ValueError('x')" + "  # " + "y" * 10_000_000)


def long_name():
    raise type("N" * 1_000_000, (Exception,), {})("x")


def long_function_name():
    namespace = {}
    exec(f"def {'f' * 1_000_000}(): raise ValueError('x')\nf = {'f' * 1_000_000}", namespace)
    namespace["f"]()


def fail(error):
    raise error


PARTS = {
    "long message": lambda: fail(ValueError("x" * 20_000_000)),
    "binary message": lambda: fail(ValueError("\ud800\0\x1b[2J\u2028")),
    "hanging": lambda: fail(Hanging()),
    "raising": lambda: fail(Raising()),
    "hidden": lambda: fail(Hidden()),
    "nameless": lambda: fail(Nameless()),
    "message that is no text": lambda: fail(NotText()),
    "long traceback": deeper,
    "loop of causes": looped,
    "chain of causes": chained,
    "nested groups": grouped,
    "syntax error of its own": syntax,
    "long line": long_line,
    "long name": long_name,
    "long function name": long_function_name,
    "no exception": lambda: fail(42),
    "MemoryError": lambda: fail(MemoryError("forged")),
    "StopIteration": lambda: fail(StopIteration(1)),
}


def main(setup):
    return PARTS[PART]()
