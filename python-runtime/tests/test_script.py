"""compile_script and parse_input; what run() does is seen in workers (test_endings.py)."""

import unittest
import warnings
from typing import Any

import script


def refusal(source: str) -> dict[str, Any]:
    with warnings.catch_warnings(), unittest.TestCase().assertRaises(script.NotCompiled) as caught:
        warnings.simplefilter("ignore")
        script.compile_script(source)
    return caught.exception.document


# source, line, column, part of the message; columns are those of 3.11 and later alike
SYNTAX_ERRORS = [
    ("x = (1,\n", 1, 5, "'(' was never closed"),
    ("é = 'ü' + (a b)\n", 1, 12, "invalid syntax"),
    ("x = 'äöü𝐱'; return 1\n", 1, 13, "'return' outside function"),
    ("def main():\n    x = 'ééé'; nonlocal x\n", 2, 16, "nonlocal declaration"),
    ("x = 1\nü = 'ü' ; from __future__ import nope\n", 2, 11, "__future__"),
    ("def main():\n    'é'; yield from f()\n    async for x in y: pass\n", 3, 5, "'async for' outside async function"),
    ("print 'x'\n", 1, 1, "print"),
    ("x = 0777\n", 1, 5, "leading zeros"),
    ("def main():\n        x = 1\n    return 5\n", 3, None, "unindent does not match"),
    ("if 1:\n\tx = 1\n        y = 2\n", 3, None, "inconsistent use of tabs"),
    ("x = 1\ny = \\ 3\n", 2, None, "line continuation"),
    ("def main():", 1, 12, "expected an indented block"),
    ("x = '''\n\n", 1, 5, "unterminated triple-quoted"),
    ("x = 1\n\n\ny = $\n", 4, 5, "invalid syntax"),
    ("x = “1”\n", 1, 5, "invalid character '“'"),
    ("\f\nx = )\n", 2, 5, "unmatched ')'"),
    ("x = 1\0\n", 1, None, "null bytes"),
    ("x = '\ud800'\n", 1, 1, "surrogates not allowed"),
    (f"x = {'9' * 5000}\n", 1, 1, "Exceeds the limit (4300 digits)"),
]

TOO_DEEP = {
    "minus signs": "x = " + "-" * 100_000 + "1",
    "attributes": "x = a" + ".b" * 90_000,
    "calls": "x = a" + "()" * 90_000,
    "additions": "x = " + "a + " * 40_000 + "a",
    "lambdas": "x = " + "lambda: " * 20_000 + "1",
    "elif": "if a: pass\n" + "elif a: pass\n" * 10_000,
    "not": "x = " + "not " * 40_000 + "a",
    "conditions": "x = " + "a if a else " * 15_000 + "a",
}


class Compiling(unittest.TestCase):
    def test_syntax_errors_have_lines_and_columns_from_1_in_code_points(self) -> None:
        for source, line, column, message in SYNTAX_ERRORS:
            with self.subTest(source[:40]):
                document = refusal(source)
                self.assertIn(message, document["message"])
                self.assertEqual((document["rule"], document["line"]), ("syntax", line))
                if column is not None:
                    self.assertEqual(document["column"], column)

    def test_the_end_lies_behind_the_beginning_and_both_within_the_source(self) -> None:
        for source, *_ in SYNTAX_ERRORS:
            with self.subTest(source[:40]):
                document = refusal(source)
                begin = (document["line"], document["column"])
                end = (document["endLine"], document["endColumn"])
                self.assertLess((1, 0), begin)
                if (begin, end) != ((1, 1), (1, 1)):  # of the source as a whole
                    self.assertLess(begin, end)
                self.assertLessEqual(document["column"], len(source.split("\n")[begin[0] - 1]) + 1)

    def test_too_deep_a_source_is_refused_and_crashes_nothing(self) -> None:
        for name, source in TOO_DEEP.items():
            with self.subTest(name):
                document = refusal(source + "\n")
                self.assertEqual((document["rule"], document["line"], document["column"]), ("too-complex", 1, 1))
        self.assertEqual(refusal("(" * 250 + ")" * 250)["rule"], "syntax")
        self.assertEqual(refusal("".join(" " * n + "if 1:\n" for n in range(101)))["rule"], "syntax")

    def test_nothing_of_the_runtime_is_inherited(self) -> None:
        """Neither `from __future__` of script.py nor the optimisation of the interpreter."""
        names: dict[str, Any] = {}
        exec(
            script.compile_script(
                "def f() -> int: ...\nasserted = False\ntry:\n assert False\nexcept AssertionError:\n asserted = True"
            ),
            names,
        )
        self.assertIs(names["f"].__annotations__["return"], int)
        self.assertTrue(names["asserted"])

    def test_a_coding_cookie_changes_nothing(self) -> None:
        names: dict[str, Any] = {}
        exec(script.compile_script("# -*- coding: utf-7 -*-\nx = '+AGk-é'\n"), names)
        self.assertEqual(names["x"], "+AGk-é")


class Input(unittest.TestCase):
    def test_none_and_null_are_two_things(self) -> None:
        self.assertEqual(script.parse_input(b""), ())
        self.assertEqual(script.parse_input(b"null"), (None,))

    def test_long_integers_arrive_exactly(self) -> None:
        self.assertEqual(script.parse_input(b"[12345678901234567890, -0, 1e2]"), ([12345678901234567890, 0, 100.0],))

    def test_text_arrives_as_it_was_sent(self) -> None:
        self.assertEqual(script.parse_input('{"é\\u2028": "\\ud800"}'.encode()), ({"é\u2028": "\ud800"},))

    def test_what_python_cannot_take_is_told(self) -> None:
        with self.assertRaisesRegex(ValueError, "input cannot be read by Python: Exceeds the limit"):
            script.parse_input(b"9" * 5000)
        with self.assertRaisesRegex(ValueError, "input is nested too deeply for Python's JSON parser"):
            script.parse_input(b"[" * 100_000 + b"]" * 100_000)
