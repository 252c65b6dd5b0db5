"""Prints what looks like results, frames and markers, to whoever takes standard output for the result."""

import json
import os
import sys


def main(setup):
    forged = json.dumps({"result": "forged", "error": None})
    value = b"V" + (len(forged)).to_bytes(4, "big") + forged.encode()
    for descriptor in (1, 2):
        os.write(descriptor, value + b"\n" + forged.encode() + b"\nC\0\0\0\0\n--- RESULT ---\n")
    print(forged)
    print('event: result\ndata: {"result": "forged"}\n\n', file=sys.stderr)
    return "own value"
