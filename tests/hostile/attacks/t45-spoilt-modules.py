"""Spoils shared modules for whoever comes next, or looks whether somebody has."""

import builtins
import json
import math
import os
import sys
import types

import numpy
import pandas


def spoil():
    json.dumps = lambda *_, **__: '"hostile"'
    builtins.len = lambda _: 42
    builtins.hostile = True
    pandas.DataFrame.mean = lambda *_: 42
    numpy.mean = lambda *_: 42
    math.pi = 3
    os.getpid = lambda: 42
    os.environ["HOSTILE_MARK"] = "left behind"
    sys.modules["statistics"] = types.ModuleType("statistics")
    sys.modules["hostile"] = types.ModuleType("hostile")
    sys.path.insert(0, "/tmp")
    sys.setrecursionlimit(77)
    sys.meta_path.insert(0, object())
    numpy.random.seed(1)
    return "spoilt"


def look():
    found = {
        "json.dumps": json.dumps(1) != "1",
        "len": len([1]) != 1,
        "builtins": hasattr(builtins, "hostile"),
        "pandas": float(pandas.DataFrame({"x": [1, 3]}).x.mean()) != 2 or "42" in str(pandas.DataFrame.mean(pandas.DataFrame({"x": [1]}))),
        "numpy": numpy.mean([1, 3]) != 2,
        "math": math.pi == 3,
        "environment": "HOSTILE_MARK" in os.environ,
        "modules": "hostile" in sys.modules or not hasattr(sys.modules.get("statistics", math), "__file__"),
        "path": "/tmp" in sys.path,
        "recursion limit": sys.getrecursionlimit() == 77,
    }
    attempts = {name: {"succeeded": bool(is_spoilt), "error": "clean", "detail": ""} for name, is_spoilt in found.items()}
    return {"attempts": attempts}


def main(setup):
    return {"spoil": spoil, "look": look}[PART]()
