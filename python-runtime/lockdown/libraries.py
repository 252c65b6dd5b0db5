"""Works out from the Python at hand which files a script may read: its own tree, its packages, shared libraries."""

import os
import sysconfig
from typing import Final

_LOADER_FILES: Final = ("/etc/ld.so.cache",)


def readable(packages: str) -> tuple[str, ...]:
    """Existing folders and files, resolved, none inside another.

    Extension modules that are imported later need libraries from where those already loaded lie.
    """
    wanted = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), packages, *_library_folders()}
    real = {os.path.realpath(path) for path in (*wanted, *_LOADER_FILES) if os.path.exists(path)}
    return tuple(sorted(path for path in real if not any(path.startswith(f"{other}/") for other in real)))


def _library_folders() -> set[str]:
    """Folders of the shared objects mapped into this process."""
    with open("/proc/self/maps", encoding="utf-8") as maps:
        paths = {line.split(maxsplit=5)[5].strip() for line in maps if len(line.split(maxsplit=5)) == 6}
    return {os.path.dirname(path) for path in paths if path.startswith("/") and ".so" in os.path.basename(path)}
