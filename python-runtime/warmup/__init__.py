"""Brings the zygote into the state that every worker is forked from: libraries loaded, common code paths touched."""

import _sitebuiltins
import builtins
import importlib
import importlib.metadata
import os
import platform
import sys
import warnings
from collections.abc import Iterable
from typing import Final

import script

# What scripts ask for most; each saves its import from every run. Never ssl, nor what imports it (asyncio, requests,
# urllib.request): OpenSSL's random state would be the same in every fork.
_MODULES: Final = """
base64 bisect calendar collections contextlib copy csv dataclasses datetime decimal enum fractions functools hashlib
heapq html inspect io itertools json linecache math operator os pathlib pickle random re secrets statistics string
struct sys tempfile textwrap threading time traceback types typing unicodedata uuid warnings zoneinfo
numpy numpy.random pandas dateutil.parser dateutil.relativedelta
""".split()

_DISTRIBUTIONS: Final = ("numpy", "pandas", "requests", "python-dateutil")
_ROUNDS: Final = 3

# The script that a worker rehearses.
REHEARSAL: Final = "rehearsal.py"

_RESULT_BYTES: Final = 1 << 20
_RESULT_DEPTH: Final = 200


def read_scripts() -> dict[str, str]:
    """The representative scripts' sources by name: read before the jail closes, run inside it."""
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "scripts")
    sources = {}
    for name in sorted(name for name in os.listdir(folder) if name.endswith(".py")):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            sources[name] = file.read()
    return sources


def warm_up(scripts: Iterable[str]) -> None:
    """Import what scripts use and run representative scripts a few times. Raises what they raise."""
    for name in _MODULES:
        importlib.import_module(name)
    if "ssl" in sys.modules:
        raise RuntimeError("ssl is loaded in the zygote: its random state would be shared by all workers")
    # Files of the host are closed to scripts; the tzdata package takes the place of its time zones.
    sys.modules["zoneinfo"].reset_tzpath(to=())
    _add_exit()
    for source in scripts:
        for _ in range(_ROUNDS):
            rehearse(source)


def _add_exit() -> None:
    """`exit` and `quit`, which the site module would have added; without site no folder of the host is on the path."""
    for name in ("exit", "quit"):
        setattr(builtins, name, _sitebuiltins.Quitter(name, "Ctrl-D (i.e. EOF)"))


def rehearse(source: str) -> None:
    """Run one trusted script as a worker would, and leave nothing of it behind. Raises RuntimeError if it fails."""
    before = set(sys.modules) | {script.MODULE}
    main_module = sys.modules["__main__"]
    with warnings.catch_warnings():
        ending = script.run(script.compile_script(source), source, ({},), _RESULT_BYTES, _RESULT_DEPTH, lambda: None)
    own_module = sys.modules.get("script")
    sys.modules["__main__"] = main_module
    if own_module is not None:
        sys.modules[script.MODULE] = script
    sys.modules["linecache"].cache.clear()
    if not isinstance(ending, script.Returned):
        raise RuntimeError(f"warm-up ended as {ending} and loaded {sorted(set(sys.modules) - before)}")


def versions() -> dict[str, str]:
    """Name → version of the interpreter and of the packages, for /health."""
    found = {"python": platform.python_version()}
    for name in _DISTRIBUTIONS:
        found[name] = importlib.metadata.version(name)
    return found
