"""Asks for input, which nobody will ever type."""

import os
import select
import sys

from toolbox.attempts import attempt_all


def main(setup):
    def asked():
        try:
            return input("name? ")
        except EOFError:
            return "end of file"

    ways = {
        "input()": asked,
        "read": lambda: sys.stdin.read() == "",
        "readline": lambda: sys.stdin.readline() == "",
        "iteration": lambda: list(sys.stdin) == [],
        "descriptor": lambda: os.read(0, 1) == b"",
        "buffer": lambda: sys.stdin.buffer.read() == b"",
        "select": lambda: select.select([0], [], [], 0.5)[0] == [0],
    }
    return attempt_all(setup, ways)
