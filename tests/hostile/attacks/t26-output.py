"""Prints without end, or what no terminal should see."""

import os
import sys


def flood(descriptor, piece, limit):
    written = 0
    while written < limit:
        written += os.write(descriptor, piece)
    return written


def write_at_once(limit):
    """As large a piece as its memory holds, in one call."""
    rest = memoryview(b"x" * min(limit, 100 << 20))
    written = 0
    while rest:
        count = os.write(1, rest)
        rest, written = rest[count:], written + count
    return written


def both(limit):
    written = 0
    while written < limit:
        written += os.write(1, b"o" * 65536) + os.write(2, b"e" * 65536)
    return written


def by_print(limit):
    written = 0
    while written < limit:
        print("x" * 4095)
        written += 4096
    return written


FLOODS = {
    "stdout": lambda limit: flood(1, b"x" * 65536, limit),
    "stderr": lambda limit: flood(2, b"x" * 65536, limit),
    "lines": lambda limit: flood(1, b"\n" * 65536, limit),
    "single bytes": lambda limit: flood(1, b"x", limit),
    "in one piece": write_at_once,
    "both": both,
    "print": by_print,
}
ODD = {
    "no UTF-8": b"\xff\xfe\x80 half \xe2\x82",
    "escapes": b"\x1b[2J\x1b]0;title\x07\x08\x7f",
    "NUL": b"a\0b",
    "line separators": "\u2028\u2029</script>\r".encode(),
}


def main(setup):
    if PART in ODD:
        os.write(1, ODD[PART])
        os.write(2, ODD[PART])
        sys.stdout.flush()
        return {"attempts": {PART: {"succeeded": True, "detail": "written"}}}
    count = FLOODS[PART](setup["outputBytes"])
    return {"attempts": {PART: {"succeeded": True, "detail": f"{count} bytes written"}}}
