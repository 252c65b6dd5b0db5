"""Reaches the operating system without an import of it, by every route known; then executes, reads, connects.

The static check may pass all of these: they are attribute accesses. The kernel has to say no to what comes after.
"""

import codecs
import dataclasses
import io
import json
import logging
import pickle
import random
import statistics
import sys
import types
import uuid

import numpy as np
import pandas as pd

from toolbox.attempts import Absent, attempt_all


def from_builtins(found):
    """builtins as a module or as a dict."""
    return (found["__import__"] if isinstance(found, dict) else found.__import__)("os")


def from_import(importlib):
    return importlib.import_module("os")


def from_subprocess(subprocess):
    return subprocess.os


def subclasses():
    for one in ().__class__.__base__.__subclasses__():
        if one.__name__ == "_wrap_close":
            return one.__init__.__globals__["sys"].modules["os"]
    raise Absent("os._wrap_close")


def frames():
    try:
        raise ValueError
    except ValueError as error:
        frame = error.__traceback__.tb_frame
    while frame:
        if "os" in frame.f_globals:
            return frame.f_globals["os"]
        frame = frame.f_back
    return from_builtins(sys._getframe().f_builtins)


def generator_frame():
    generator = (one for one in [1])
    return from_builtins(generator.gi_frame.f_builtins)


def formatted():
    class Spy:
        def __getattr__(self, name):
            return name

    assert "{0.x}".format(Spy()) == "x"
    return "{0.__class__}".format(0) and from_builtins(Spy.__getattr__.__globals__["__builtins__"])


def attribute_error():
    try:
        random.hostile
    except AttributeError as error:
        return error.obj._os


def matched():
    match random:
        case types.ModuleType(_os=found):
            return found


def decorated():
    @sys.modules["builtins"].__import__
    @lambda _: "os"
    class found:
        pass

    return found


def named_decorator():
    found = []

    @lambda _: exec("import os; found.append(os)", {"found": found})
    class Anything:
        pass

    return found[0]


def metaclass():
    class Meta(type):
        def __getattr__(cls, name):
            return __import__(name)

    class Door(metaclass=Meta):
        pass

    return Door.os


def descriptor():
    class Door:
        def __get__(self, *_):
            return __import__("os")

    class House:
        door = Door()

    return House().door


def pickled():
    return pickle.loads(b"cbuiltins\n__import__\n(S'os'\ntR.")


def pandas_pickle():
    return pd.read_pickle(io.BytesIO(b"cbuiltins\n__import__\n(S'os'\ntR."), compression=None)


def numpy_pickle():
    class Door:
        def __reduce__(self):
            return (__import__, ("os",))

    file = io.BytesIO()
    np.save(file, np.array([Door()], dtype=object), allow_pickle=True)
    return np.load(io.BytesIO(file.getvalue()), allow_pickle=True)[0]


def query():
    found = []

    def keep(os):
        found.append(os)
        return 1

    pd.DataFrame({"x": [1]}).query("x == @keep(@pd.io.common.os)", local_dict={"keep": keep, "pd": pd}, engine="python")
    return found[0]


def new_function():
    return types.FunctionType((lambda: __import__("os")).__code__, {"__builtins__": __builtins__})()


def text_transform():
    return from_builtins(json.codecs.builtins) if codecs.decode("bf", "rot13") == "os" else None


ROUTES = {
    "np._pytesttester": lambda: np._pytesttester.os,
    "np.f2py.subprocess": lambda: from_subprocess(np.f2py.subprocess),
    "np.ctypeslib": lambda: np.ctypeslib.ctypes._os,
    "np._core.numeric.builtins": lambda: from_builtins(np._core.numeric.builtins),
    "np._core._methods.pickle": lambda: np._core._methods.pickle.loads(b"cbuiltins\n__import__\n(S'os'\ntR."),
    "pd.compat.sys": lambda: pd.compat.sys.modules["os"],
    "pd._testing.os": lambda: pd._testing.os,
    "pd.io.common": lambda: pd.io.common.os,
    "pd.io.common.mmap": lambda: pd.io.common.mmap and pd.io.common.os,
    "pd.errors.ctypes": lambda: pd.errors.ctypes._os,
    "pd._config.localization.subprocess": lambda: from_subprocess(pd._config.localization.subprocess),
    "pd.compat._optional.importlib": lambda: from_import(pd.compat._optional.importlib),
    "random._os": lambda: random._os,
    "logging.os": lambda: logging.os,
    "uuid.os": lambda: uuid.os,
    "statistics.sys": lambda: statistics.sys.modules["os"],
    "json.codecs": lambda: from_builtins(json.codecs.builtins),
    "dataclasses.builtins": lambda: from_builtins(dataclasses.builtins),
    "sys.modules": lambda: sys.modules["os"],
    "subclasses": subclasses,
    "frames": frames,
    "generator frame": generator_frame,
    "format": formatted,
    "AttributeError.obj": attribute_error,
    "match": matched,
    "decorator": decorated,
    "decorator of exec": named_decorator,
    "metaclass": metaclass,
    "descriptor": descriptor,
    "pickle": pickled,
    "pandas pickle": pandas_pickle,
    "numpy pickle": numpy_pickle,
    "query": query,
    "new function": new_function,
    "text transform": text_transform,
}


def main(setup):
    def execute(os):
        """posix_spawn says by itself whether the program could be started."""
        return os.waitstatus_to_exitcode(os.waitpid(os.posix_spawn("/bin/true", ["true"], {}), 0)[1]) == 0

    def read(os):
        return os.read(os.open(setup["openFile"], os.O_RDONLY), 80)

    def connect(os):
        socket = __import__("_socket") if "_socket" not in os.sys.modules else os.sys.modules["_socket"]
        one = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        one.settimeout(2)
        one.connect(("127.0.0.1", setup["serverPort"]))
        return "connected"

    def go(route, goal):
        try:
            os = route()
        except (AttributeError, ImportError) as error:
            # Of other versions of the libraries, or not reachable in here: there is no such route then.
            raise Absent(f"no such route: {error}") from None
        return goal(os)

    goals = {"execute": execute, "read": read, "connect": connect}
    return attempt_all(
        setup,
        {
            f"{name}, {verb}": lambda route=route, goal=goal: go(route, goal)
            for name, route in ROUTES.items()
            for verb, goal in goals.items()
        },
    )
