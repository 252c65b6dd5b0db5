"""Where set-up has put what a zygote needs, and the plan that the server would send it."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

FIRST_UID: Final = 64000
MEGABYTE: Final = 1 << 20
MODULES_JSON: Final = Path(__file__).resolve().parents[1] / "modules.json"
GOLDEN_JSON: Final = Path(__file__).resolve().parents[2] / "tests" / "wire" / "golden.json"

# What the server gives a zygote: one thread for each BLAS, one arena for malloc.
ENVIRONMENT: Final = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "1",
}


@dataclass(frozen=True)
class Installation:
    """Two folders."""

    packages: str
    runtime: str


def installation() -> Installation:
    """PYTHON_PACKAGES and PYTHON_RUNTIME win over `.runtime/python.json`, which set-up writes."""
    own_folder = Path(__file__).resolve().parents[1]
    written = own_folder.parent / ".runtime" / "python.json"
    found = json.loads(written.read_text()) if written.exists() else {}
    packages = os.environ.get("PYTHON_PACKAGES") or found.get("packages")
    if not packages:
        raise RuntimeError(f"run set-up first, or set PYTHON_PACKAGES: {written} does not exist")
    return Installation(packages, os.environ.get("PYTHON_RUNTIME") or found.get("runtime") or str(own_folder))


@cache
def readable_paths() -> tuple[str, ...]:
    """What the server asks the interpreter for at its start."""
    program = os.path.join(installation().runtime, "readable.py")
    command = [sys.executable, "-I", "-S", "-B", program, installation().packages]
    return tuple(json.loads(subprocess.run(command, check=True, capture_output=True).stdout))


def plan_document(socket_path: str, **changes: Any) -> dict[str, Any]:
    """`changes` are keys of the wire."""
    return {
        "socket": socket_path,
        "packages": installation().packages,
        "readable": list(readable_paths()),
        "jail": "none",
        "firstUid": FIRST_UID if os.geteuid() == 0 else None,
        "slots": 2,
        "workers": 20,
        "cpuSeconds": 30,
        "maxMemoryBytes": 256 * MEGABYTE,
        "scratchBytes": 0,
        "fileBytes": 32 * MEGABYTE,
        "descriptors": 32,
        "threads": 64,
        "resultBytes": 5 * MEGABYTE,
        "resultDepth": 200,
    } | changes
