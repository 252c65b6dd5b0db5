"""How an exception is described to the script's author, and what hostile exceptions can spoil: nothing but that."""

import sys
import types
import unittest
from collections.abc import Callable
from typing import Any

import raised
import script

SOURCE = """
class Odd(Exception):
    pass

def divide(x):
    return 1 / x

def fail(kind, *arguments):
    raise kind(*arguments)

def caused():
    try:
        divide(0)
    except ZeroDivisionError as error:
        raise ValueError("bad") from error

def handled():
    try:
        divide(0)
    except ZeroDivisionError:
        raise ValueError("while handling")

def silenced():
    try:
        divide(0)
    except ZeroDivisionError:
        raise ValueError("alone") from None

def ring():
    first, second = ValueError("first"), KeyError("second")
    first.__cause__, second.__cause__ = second, first
    raise first

def chain(length):
    error = None
    for number in range(length):
        next_error = ValueError(number)
        next_error.__cause__ = error
        error = next_error
    raise error

def recurse(depth):
    if depth == 0:
        raise ValueError("deep")
    recurse(depth - 1)

def sort():
    sorted([1, 2], key=divide_by_nothing)

def divide_by_nothing(x):
    return x / 0

def group(depth):
    error = ValueError("leaf")
    for _ in range(depth):
        error = ExceptionGroup("group", [error])
    raise error
"""
LINES = SOURCE.split("\n")
NAMES: dict[str, Any] = {"__name__": script.MODULE}
exec(compile(SOURCE, script.FILENAME, "exec"), NAMES)


def describe(action: Callable[..., object], *arguments: object) -> dict[str, Any]:
    try:
        action(*arguments)
    except BaseException as error:
        return raised.describe(error, script.FILENAME, LINES)
    raise AssertionError("it did not raise")


def fail_with(body: dict[str, Any], *arguments: object) -> dict[str, Any]:
    """The description of an exception whose class has this body."""
    return describe(NAMES["fail"], type("Hostile", (Exception,), body), *arguments)


def refuse(*_: object) -> Any:
    raise SystemExit("never mind")


class Describing(unittest.TestCase):
    def test_type_message_line_and_the_scripts_own_frames_with_their_source(self) -> None:
        self.assertEqual(
            describe(NAMES["divide"], 0),
            {
                "type": "ZeroDivisionError",
                "message": "division by zero",
                "line": 6,
                "traceback": [{"line": 6, "function": "divide", "source": "return 1 / x"}],
                "omittedFrames": 0,
                "memoryError": False,
            },
        )

    def test_frames_of_others_are_left_out(self) -> None:
        frames = describe(NAMES["sort"])["traceback"]
        self.assertEqual([frame["function"] for frame in frames], ["sort", "divide_by_nothing"])

    def test_an_exception_without_a_frame_of_the_script_has_no_line(self) -> None:
        described = describe(lambda: NAMES["divide"]())
        self.assertEqual((described["line"], described["traceback"]), (None, []))
        self.assertEqual(described["message"], "divide() missing 1 required positional argument: 'x'")

    def test_names_of_types(self) -> None:
        self.assertEqual(describe(NAMES["fail"], NAMES["Odd"])["type"], "Odd")
        self.assertEqual(describe(NAMES["fail"], KeyError, "a")["message"], "'a'")
        self.assertEqual(describe(__import__, "no_such_module")["type"], "ModuleNotFoundError")
        self.assertEqual(fail_with({"__module__": "pandas.errors"})["type"], "pandas.errors.Hostile")

    def test_causes_are_told_unless_silenced(self) -> None:
        cause = describe(NAMES["caused"])["cause"]
        self.assertEqual((cause["type"], cause["line"], cause["omittedFrames"]), ("ZeroDivisionError", 6, 0))
        self.assertNotIn("memoryError", cause)
        self.assertEqual(describe(NAMES["handled"])["cause"]["type"], "ZeroDivisionError")
        self.assertNotIn("cause", describe(NAMES["silenced"]))

    def test_a_memory_error_is_marked(self) -> None:
        self.assertTrue(describe(NAMES["fail"], MemoryError)["memoryError"])
        self.assertTrue(describe(NAMES["fail"], type("ArrayMemoryError", (MemoryError,), {}))["memoryError"])
        self.assertFalse(fail_with({"__class__": MemoryError})["memoryError"])


class Bounds(unittest.TestCase):
    def test_a_message_of_100_mb_is_cut(self) -> None:
        message = describe(NAMES["fail"], ValueError, "x" * 100_000_000)["message"]
        self.assertEqual(message, "x" * 10_000 + "… (99,990,000 more characters)")

    def test_a_traceback_of_100_000_frames_keeps_its_ends(self) -> None:
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(150_000)
        try:
            described = describe(NAMES["recurse"], 100_000)
        finally:
            sys.setrecursionlimit(limit)
        self.assertEqual((len(described["traceback"]), described["omittedFrames"]), (40, 100_001 - 40))
        self.assertEqual(described["line"], LINES.index('        raise ValueError("deep")') + 1)

    def test_a_chain_that_bites_its_tail_ends(self) -> None:
        described = describe(NAMES["ring"])
        self.assertEqual((described["message"], described["cause"]["message"]), ("first", "'second'"))
        self.assertNotIn("cause", described["cause"])

    def test_a_long_chain_is_cut_at_four_causes(self) -> None:
        described, length = describe(NAMES["chain"], 1000), 0
        while "cause" in described:
            described, length = described["cause"], length + 1
        self.assertEqual(length, 4)

    def test_nested_exception_groups_are_one_exception(self) -> None:
        described = describe(NAMES["group"], 500)
        self.assertEqual((described["type"], described["message"]), ("ExceptionGroup", "group (1 sub-exception)"))

    def test_long_names_and_source_lines_are_cut(self) -> None:
        lines = ["", "x = " + "1 + " * 10_000 + "y"]
        name = "f" * 100_000
        code = compile("\n" + "1/0", script.FILENAME, "exec").replace(co_name=name)
        try:
            exec(code)
        except ZeroDivisionError as error:
            frame = raised.describe(error, script.FILENAME, lines)["traceback"][0]
        self.assertEqual((len(frame["function"]), len(frame["source"])), (200, 300))
        self.assertEqual(len(describe(NAMES["fail"], type(name, (Exception,), {}))["type"]), 200)


class HostileExceptions(unittest.TestCase):
    def test_a_message_that_cannot_be_made(self) -> None:
        bodies: list[dict[str, Any]] = [
            {"__str__": refuse},
            {"__str__": lambda self: 5},
            {"__str__": lambda self: 1 / 0},
            {"__str__": lambda self: str(self)},
        ]
        for body in bodies:
            self.assertEqual(fail_with(body)["message"], "(its message could not be made into a string)")

    def test_attributes_that_lie_are_not_asked(self) -> None:
        liar = property(refuse)
        body = dict.fromkeys(("__cause__", "__context__", "__traceback__", "__suppress_context__", "args"), liar)
        described = fail_with({**body, "__module__": script.MODULE})
        self.assertEqual((described["type"], described["traceback"][0]["function"]), ("Hostile", "fail"))

    def test_names_that_are_no_proper_strings(self) -> None:
        text = type("Text", (str,), {"__getitem__": refuse, "__format__": refuse, "__str__": refuse})
        kind = type("Hostile", (Exception,), {"__module__": text("m"), "__str__": lambda self: text("said")})
        kind.__qualname__ = text("q")
        described = describe(NAMES["fail"], kind)
        self.assertEqual((described["type"], described["message"]), ("m.q", "said"))
        self.assertIs(type(described["type"]), str)
        self.assertIs(type(described["message"]), str)
        self.assertEqual(fail_with({"__module__": 5})["type"], "Hostile")

    def test_what_still_defeats_the_description_yields_a_plain_one(self) -> None:
        equal = type("Module", (str,), {"__eq__": refuse, "__hash__": str.__hash__})
        described = fail_with({"__module__": equal("m")})
        self.assertEqual(described["message"], "(it could not be described)")
        self.assertEqual(described.keys(), describe(NAMES["divide"], 0).keys())

    def test_a_traceback_that_the_script_made_up(self) -> None:
        def with_made_up_frames() -> None:
            raise ValueError("x").with_traceback(types.TracebackType(None, sys._getframe(), 0, 99_999))

        self.assertEqual(describe(with_made_up_frames)["traceback"], [])
