"""Has a `main` that is no ordinary function."""

import asyncio
import contextlib
import functools
import time


class Slow:
    def __del__(self):
        time.sleep(3600)


class Endless(list):
    def __iter__(self):
        while True:
            yield 1


class Awkward:
    def __call__(self, setup=None):
        return "called"

    def __getattr__(self, name):
        raise RuntimeError(f"no {name}")


class Meta(type):
    def __call__(cls, *words):
        return "made by the metaclass"


def plain(setup=None):
    return "plain"


if PART == "generator":

    def main(setup):
        yield 1

elif PART == "coroutine":

    async def main(setup):
        await asyncio.sleep(0)
        return "awaited"

elif PART == "asynchronous generator":

    async def main(setup):
        yield 1

elif PART == "endless coroutine":

    async def main(setup):
        while True:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(0.01)

elif PART == "class":

    class main:
        def __init__(self, setup):
            pass

elif PART == "metaclass":

    class main(metaclass=Meta):
        pass

elif PART == "lambda":
    main = lambda setup: "from a lambda"  # noqa: E731

elif PART == "partial":
    main = functools.partial(lambda word, setup: word, "partial")

elif PART == "callable object":
    main = Awkward()

elif PART == "two arguments":

    def main(setup, more):
        return "never"

elif PART == "deleted":

    def main(setup):
        return "never"

    del main

elif PART == "not callable":
    main = 42

elif PART == "itself":

    def main(setup):
        return main

elif PART == "slow to forget":

    def main(setup):
        return {"kept": [1], "slow": Slow() and None}

elif PART == "slow result":

    def main(setup):
        return Slow()

elif PART == "endless":

    def main(setup):
        return Endless([1])

elif PART == "raises at import":
    raise ValueError("before main")

elif PART == "decorated":

    @functools.lru_cache
    @functools.wraps(plain)
    def main(setup):
        return "never: a dict has no hash"
