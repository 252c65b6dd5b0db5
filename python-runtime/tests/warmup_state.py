"""What of an interpreter's state a script can see: run in a worker and, as it stands, in a fresh interpreter."""

import builtins
import csv
import decimal
import gc
import linecache
import locale
import logging
import os
import signal
import sys
import threading
import time
import warnings
import zoneinfo
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd


def flatten(options: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in options.items():
        if isinstance(value, dict):
            yield from flatten(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", repr(value)


def main() -> dict[str, object]:
    context = decimal.getcontext()
    return {
        "modules": sorted(sys.modules),
        "builtins": sorted(vars(builtins)),
        "path": sys.path,
        "argv": sys.argv,
        "original arguments": sys.orig_argv,
        "folder": os.getcwd(),
        "environment": dict(os.environ),
        "umask": [os.umask(0o22), os.umask(0o22)],
        "importers": [
            type(finder).__name__ if not isinstance(finder, type) else finder.__name__ for finder in sys.meta_path
        ],
        "path hooks": len(sys.path_hooks),
        "hooks": [
            hook is getattr(sys, f"__{name}__")
            for name, hook in (("excepthook", sys.excepthook), ("displayhook", sys.displayhook))
        ],
        "tracing": [repr(sys.gettrace()), repr(sys.getprofile())],
        "limits": [
            sys.getrecursionlimit(),
            sys.getswitchinterval(),
            sys.get_int_max_str_digits(),
            csv.field_size_limit(),
        ],
        "flags": repr(sys.flags),
        "warning filters": [repr(entry) for entry in warnings.filters],
        "warning functions": [
            warnings.showwarning.__module__,
            warnings.formatwarning.__module__,
            str(vars(warnings)["onceregistry"]),
        ],
        "lines": sorted(linecache.cache),
        "decimal": [context.prec, context.rounding, str(context.flags), str(context.traps)],
        "locale": [locale.setlocale(locale.LC_ALL), locale.getpreferredencoding()],
        "csv": csv.list_dialects(),
        "time zone": [list(time.tzname), time.timezone],
        "time zone files": zoneinfo.TZPATH,
        "pandas": sorted(flatten(pd._config.config._global_config)),
        "numpy": [repr(np.geterr()), repr(np.geterrcall()), repr(np.get_printoptions()), np.getbufsize()],
        "signals": {
            number.name: str(signal.getsignal(number))
            for number in signal.valid_signals()
            if isinstance(number, signal.Signals)
        },
        "threads": [thread.name for thread in threading.enumerate()],
        "thread stack": threading.stack_size(),
        "thread tracing": [repr(threading.gettrace()), repr(threading.getprofile())],
        "garbage": [gc.isenabled(), gc.get_threshold(), gc.callbacks, gc.garbage, gc.get_debug()],
        "logging": [
            logging.root.level,
            repr(logging.root.handlers),
            logging.raiseExceptions,
            sorted(logging.root.manager.loggerDict),
        ],
        "streams": [
            [stream.encoding, stream.isatty(), stream.line_buffering] for stream in (sys.stdin, sys.stdout, sys.stderr)
        ],
        "stream errors": [stream.errors for stream in (sys.stdin, sys.stdout, sys.stderr)],
    }
