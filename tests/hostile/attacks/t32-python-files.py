"""Changes the Python that the next script will run on: its library, its packages, the service's own runtime."""

import json
import os
import sys
import sysconfig

from toolbox.attempts import attempt_all

NAMES = ("sitecustomize.py", "usercustomize.py", "hostile.pth", "hostile.py", "json.py")


def main(setup):
    def replace(path):
        """Opening it for writing is enough; nothing is written."""
        os.close(os.open(path, os.O_RDWR))
        return path

    def rename_away(path):
        os.rename(path, path + ".old")
        os.rename(path + ".old", path)
        return path

    library = os.path.dirname(json.__file__)
    folders = {
        "library": library,
        "library's cache": os.path.join(library, "__pycache__"),
        "standard library": sysconfig.get_path("stdlib"),
        "packages": setup["packages"],
        "numpy": os.path.join(setup["packages"], "numpy"),
        "runtime": setup["runtime"],
        "runtime's layers": os.path.join(setup["runtime"], "lockdown"),
        **{f"path {index}": path for index, path in enumerate(sys.path) if os.path.isdir(path or ".")},
        **setup.get("folders", {}),
    }
    files = {
        "json": json.__file__,
        "interpreter": sys.executable,
        "zygote.py": os.path.join(setup["runtime"], "zygote.py"),
        "seccomp.py": os.path.join(setup["runtime"], "lockdown", "seccomp.py"),
        "pandas": os.path.join(setup["packages"], "pandas", "__init__.py"),
        "C library": "/lib/x86_64-linux-gnu/libc.so.6",
        **setup.get("targets", {}),
    }
    ways = {}
    for index, (name, folder) in enumerate(folders.items()):
        ways[f"plant in {name}"] = lambda folder=folder, index=index: plant_in(folder, index)
    for name, path in files.items():
        ways[f"replace {name}"] = lambda path=path: replace(path)
        ways[f"move {name}"] = lambda path=path: rename_away(path)
    return attempt_all(setup, ways)


def plant_in(folder, index):
    path = os.path.join(folder, NAMES[index % len(NAMES)])
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    os.unlink(path)
    return path
