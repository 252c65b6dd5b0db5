"""Returns what is too large, too deep, or no JSON at all."""

import datetime
import decimal


class Liar(dict):
    """Says one thing to one reader and something else to another."""

    def items(self):
        return [("lie", float("nan"))]

    def __iter__(self):
        return iter(["lie"])

    def __len__(self):
        return 10**9

    def keys(self):
        return ["lie", object()]


class LyingString(str):
    def __str__(self):
        return "\ud800"

    def __len__(self):
        return -1

    def encode(self, *_):
        return b"\xff"


class LyingInteger(int):
    def __repr__(self):
        return '1], "forged": [1'

    __str__ = __repr__


class LyingFloat(float):
    def __repr__(self):
        return "NaN"


class ManyMoods(list):
    """Another list at each look."""

    looks = 0

    def __iter__(self):
        type(self).looks += 1
        return iter([{1}] if type(self).looks > 1 else [1])


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


def itself():
    value = []
    value.append(value)
    return value


def numpy(name, *words):
    import numpy

    return getattr(numpy, name)(*words)


def table():
    import pandas

    return pandas.DataFrame({"x": [1, 2]})


PARTS = {
    "nesting": lambda: nested(100_000),
    "200 levels": lambda: nested(199),
    "201 levels": lambda: nested(200),
    "itself": itself,
    "many keys": lambda: {str(number): None for number in range(1_000_000)},
    "long string": lambda: "x" * 20_000_000,
    "just too long": lambda: "x" * (5 * 1024 * 1024),
    "long integer": lambda: 10**5000,
    "20 digits": lambda: 12345678901234567890,
    "NaN": lambda: float("nan"),
    "infinity": lambda: [1, {"a": float("-inf")}],
    "set": lambda: {1, 2},
    "bytes": lambda: b"x",
    "complex": lambda: 1j,
    "decimal": lambda: decimal.Decimal(1),
    "datetime": lambda: datetime.datetime(2024, 1, 1),
    "numpy scalar": lambda: numpy("int64", 7),
    "numpy array": lambda: numpy("arange", 3),
    "numpy NaN": lambda: numpy("float64", "nan"),
    "table": table,
    "tuple keys": lambda: {(1, 2): 3},
    "same key twice": lambda: {1: "a", "1": "b"},
    "lone surrogate": lambda: "\ud800",
    "lying dict": lambda: Liar(real=1),
    "lying string": lambda: [LyingString("true text")],
    "lying integer": lambda: [LyingInteger(1)],
    "lying float": lambda: [LyingFloat(1.5)],
    "many moods": lambda: ManyMoods([1]),
    "object": object,
    "generator": lambda: (number for number in range(3)),
    "type": lambda: int,
}


def main(setup):
    return PARTS[PART]()
