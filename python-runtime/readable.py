"""Works out from the Python at hand which files a script may read: its own tree, its packages, shared libraries.

A program of its own, for it loads libraries that the zygote must not: `python -I -S -B readable.py PACKAGES` prints the
paths as a JSON list, and the server puts them into the plan.
"""

import importlib
import json
import os
import struct
import sys
import sysconfig
from typing import Final

_LOADER_CACHE: Final = "/etc/ld.so.cache"
# Modules of the standard library that stand on libraries of the system: loading them shows where those lie.
_EXTENSIONS: Final = "_bz2 _ctypes _dbm _decimal _hashlib _lzma _sqlite3 _ssl _uuid pyexpat zlib".split()
_PT_INTERP: Final = 3


def readable(packages: str) -> tuple[str, ...]:
    """Existing files and folders, none inside another. Needs /proc."""
    for name in _EXTENSIONS:
        try:
            importlib.import_module(name)
        except ImportError:
            continue  # a Python built without it
    paths = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), packages, os.path.realpath(sys.executable)}
    paths |= {_LOADER_CACHE, _program_interpreter()}
    for folder in _library_folders():
        # /usr/lib/x and /lib/x are one folder where /lib is a link; the loader asks for either name.
        paths |= {folder, folder.removeprefix("/usr"), os.path.realpath(folder)}
    existing = {path for path in paths if path and os.path.exists(path)}
    return tuple(sorted(path for path in existing if not any(path.startswith(f"{other}/") for other in existing)))


def _library_folders() -> set[str]:
    """Folders of the shared objects mapped into this process."""
    with open("/proc/self/maps", encoding="utf-8") as maps:
        fields = [line.rstrip("\n").split(maxsplit=5) for line in maps]
    paths = {line[5] for line in fields if len(line) == 6 and line[5].startswith("/")}
    return {os.path.dirname(path) for path in paths if ".so" in os.path.basename(path)}


def _program_interpreter() -> str:
    """The dynamic loader that the interpreter names in its ELF header (elf(5)); empty for a static one."""
    with open(sys.executable, "rb") as file:
        header = file.read(64)
        offset, size, count = (*struct.unpack_from("=Q", header, 32), *struct.unpack_from("=HH", header, 54))
        file.seek(offset)
        for _ in range(count):
            kind, _, start, _, _, length = struct.unpack_from("=IIQQQQ", file.read(size))
            if kind == _PT_INTERP:
                file.seek(start)
                return file.read(length).rstrip(b"\0").decode()
    return ""


if __name__ == "__main__":
    print(json.dumps(readable(sys.argv[1])))
