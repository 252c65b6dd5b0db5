"""What main() returned as JSON, or the place where it is none. numpy and pandas values: test_values.py, in a worker."""

import collections
import dataclasses
import datetime
import decimal
import enum
import fractions
import json
import math
import time
import unittest
import uuid
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import result

MAX_BYTES = 1 << 20
MAX_DEPTH = 200


class Color(enum.Enum):
    RED = 1


class Level(enum.IntEnum):
    HIGH = 3


class Text(str):
    def __str__(self) -> str:
        return "a lie"

    def __getitem__(self, _: object) -> str:
        return "a lie"

    def __repr__(self) -> str:
        raise ValueError("no")


class Number(int):
    def __repr__(self) -> str:
        return "1e999"

    __str__ = __repr__


class Always5(str):
    """Two of these with the same text are two keys of one dict."""

    def __hash__(self) -> int:
        return 5

    def __eq__(self, other: object) -> bool:
        return self is other


class Lying(dict[str, object]):
    """Gives other items each time it is asked."""

    calls = 0

    def items(self) -> Any:
        self.calls += 1
        return [("a", {1} if self.calls == 1 else 1)]


@dataclasses.dataclass
class Point:
    x: int


def nested(levels: int) -> object:
    value: object = 1
    for _ in range(levels):
        value = [value]
    return value


def looped() -> object:
    inner: dict[str, object] = {}
    value = [1, inner]
    inner["back"] = value
    return value


PROBLEMS: list[tuple[object, str]] = [
    ({"rows": [1, 2, 3, {1, 2}]}, 'result["rows"][3] is a set; use list(…)'),
    ({1, 2}, "result is a set; use list(…)"),
    (frozenset(), "result is a frozenset; use list(…)"),
    ([b"x"], "result[0] is a bytes; use .decode(), or base64.b64encode(…).decode()"),
    (bytearray(1), "result is a bytearray; use .decode(), or base64.b64encode(…).decode()"),
    (math.nan, "result is nan, which JSON does not have; use None"),
    ([1.5, -math.inf], "result[1] is -inf, which JSON does not have; use None"),
    ({math.inf: 1}, "result has the key inf, which JSON does not have; use str(…) for it"),
    (10**5000, "result is an integer of more than 4,300 digits; use hex(…) or a float"),
    ({10**5000: 1}, "result has a key that is an integer of more than 4,300 digits; use hex(…) or a float"),
    (datetime.datetime(2024, 1, 1), "result is a datetime; use .isoformat()"),
    ({"day": datetime.date(2024, 1, 1)}, 'result["day"] is a date; use .isoformat()'),
    (datetime.timedelta(1), "result is a timedelta; use .total_seconds()"),
    (decimal.Decimal("1.1"), "result is a Decimal; use str(…) or float(…)"),
    (fractions.Fraction(1, 3), "result is a Fraction; use str(…) or float(…)"),
    (1j, "result is a complex; use [z.real, z.imag]"),
    (uuid.UUID(int=1), "result is an UUID; use str(…)"),
    (Path("x"), "result is a PosixPath; use str(…)"),
    (range(3), "result is a range; use list(…)"),
    ((x for x in "ab"), "result is a generator; use list(…)"),
    ({}.items(), "result is a dict_items; use dict(…)"),
    (collections.deque(), "result is a deque; use list(…)"),
    (Color.RED, "result is a Color; use .value"),
    ({Color.RED: 1}, "result has a key of type Color; use str(…) for it"),
    ({"a": {(1, 2): 3}}, 'result["a"] has a key of type tuple; use str(…) for it'),
    (Point(1), "result is a Point; use dataclasses.asdict(…)"),
    (object(), "result is an object; return None, bool, int, float, str, list or dict"),
    (len, "result is a builtin_function_or_method; return None, bool, int, float, str, list or dict"),
    ({1: 2, "1": 3}, 'result has two keys that are both "1" in JSON'),
    ({"x": {None: 2, "null": 3}}, 'result["x"] has two keys that are both "null" in JSON'),
    ({Always5("k"): 1, Always5("k"): 2}, 'result has two keys that are both "k" in JSON'),
    (looped(), 'result[1]["back"] contains itself'),
    (nested(201), f"result{'[0]' * 48}…{'[0]' * 50} is nested deeper than 200 levels; flatten it"),
    ({"it's": {'say "x"': set()}}, 'result["it\'s"][\'say "x"\'] is a set; use list(…)'),
    ({"a\nb": [set()]}, 'result["a\\nb"][0] is a set; use list(…)'),
    ({2.5: {True: {None: set()}}}, "result[2.5][True][None] is a set; use list(…)"),
    ({Text("k"): set()}, 'result["k"] is a set; use list(…)'),
    ({"k" * 100: set()}, f'result["{"k" * 56}…] is a set; use list(…)'),
    (Lying(a=1), "a class of the script failed or changed while its value was read"),
    (MagicMock(spec=dict), "a class of the script failed or changed while its value was read"),
]

VALUES: list[tuple[object, str]] = [
    (None, "null"),
    ({"mean": 2.0, "big": 12345678901234567890}, '{"mean":2.0,"big":12345678901234567890}'),
    (-(10**4299), "-1" + "0" * 4299),
    ((1, [2.5, True], {}), "[1,[2.5,true],{}]"),
    ({1: 1, None: 2, False: 3, 0.5: 4}, '{"1":1,"null":2,"false":3,"0.5":4}'),
    ([Level.HIGH, {Level.HIGH: 1}], '[3,{"3":1}]'),
    (Text("the truth"), '"the truth"'),
    ({Text("k"): 1}, '{"k":1}'),
    ([Number(7), {Number(7): 1}], '[7,{"7":1}]'),
    ("é\u2028</script>\ud800", '"\\u00e9\\u2028</script>\\ud800"'),
    ({"__proto__": 1}, '{"__proto__":1}'),
    (collections.OrderedDict(b=1, a=2), '{"b":1,"a":2}'),
    (collections.Counter("aab"), '{"a":2,"b":1}'),
    (1e308, "1e+308"),
    (5e-324, "5e-324"),
    (-0.0, "-0.0"),
]


class Encoding(unittest.TestCase):
    def test_what_is_json_comes_out_exactly(self) -> None:
        for value, text in VALUES:
            with self.subTest(text[:60]):
                self.assertEqual(result.encode(value, MAX_BYTES, MAX_DEPTH).decode(), text)

    def test_200_levels_pass(self) -> None:
        self.assertEqual(result.encode(nested(200), MAX_BYTES, MAX_DEPTH), b"[" * 200 + b"1" + b"]" * 200)

    def test_what_is_not_json_is_told_with_its_place_and_advice(self) -> None:
        for value, problem in PROBLEMS:
            with self.subTest(problem[:80]), self.assertRaises(result.NotJson) as caught:
                result.encode(value, MAX_BYTES, MAX_DEPTH)
            self.assertEqual(str(caught.exception), f"Returned value is not valid JSON: {problem}")

    def test_nesting_of_100_000_levels_is_an_answer_and_not_a_crash(self) -> None:
        with self.assertRaisesRegex(result.NotJson, "is nested deeper than 200 levels"):
            result.encode(nested(100_000), MAX_BYTES, MAX_DEPTH)

    def test_too_much_is_told_with_the_limit(self) -> None:
        for value in ({str(key): key for key in range(1_000_000)}, "x" * 100_000_000):
            with self.assertRaisesRegex(result.NotJson, r"too large: [\d,]+ bytes of JSON, the limit is 1,048,576\."):
                result.encode(value, MAX_BYTES, MAX_DEPTH)

    def test_a_message_stays_short_whatever_the_value_is_named(self) -> None:
        long = Always5("k" * 100_000)
        kind = type("T" * 100_000, (), {})
        values: list[object] = [{long: 1, Always5(long): 2}, {long: {long: {1}}}, kind(), {kind(): 1}]
        for value in values:
            with self.assertRaises(result.NotJson) as caught:
                result.encode(value, MAX_BYTES, MAX_DEPTH)
            self.assertLess(len(str(caught.exception)), 600)

    def test_an_exception_of_the_scripts_own_class_is_not_swallowed(self) -> None:
        class Broken(dict[str, int]):
            def items(self) -> Any:
                raise LookupError("mine")

        with self.assertRaisesRegex(LookupError, "mine"):
            result.encode([Broken(a=1)], MAX_BYTES, MAX_DEPTH)

    def test_a_keys_clash_is_found_in_linear_time(self) -> None:
        value: dict[object, int] = {**dict.fromkeys(range(200_000), 0), "199999": 1}
        with self.assertRaisesRegex(result.NotJson, 'two keys that are both "199999"'):
            result.encode(value, 16 << 20, MAX_DEPTH)

    def test_checking_costs_little_beside_encoding(self) -> None:
        records = [
            {"id": number, "name": f"n{number}", "score": number / 7, "tags": ["a", "b"]} for number in range(100_000)
        ]
        plain = min(timed(lambda: json.dumps(records)) for _ in range(3))
        checked = min(timed(lambda: result.encode(records, 1 << 30, MAX_DEPTH)) for _ in range(3))
        self.assertLess(checked / plain, 3)


def timed(action: Any) -> float:
    before = time.process_time()
    action()
    return time.process_time() - before
