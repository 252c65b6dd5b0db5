"""Leaves marks wherever something may be written, or looks for those of an earlier script."""

import os
import tempfile

from toolbox.attempts import attempt_all


def folders(setup):
    home = os.environ.get("HOME") or os.path.expanduser("~")
    return {
        "/tmp": "/tmp",
        "/var/tmp": "/var/tmp",
        "/dev/shm": "/dev/shm",
        "/run/lock": "/run/lock",
        "/run": "/run",
        "/": "/",
        "working folder": os.getcwd(),
        "home": home,
        "temporary folder": tempfile.gettempdir(),
        "open folder": setup["openFolder"],
    }


def main(setup):
    name = f"hostile-mark-{setup['mark']}"

    def leave(folder):
        path = os.path.join(folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write("left behind")
        os.makedirs(os.path.join(folder, f"{name}-folder"), exist_ok=True)
        return path

    def find(folder):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            return file.read()

    act = {"leave": leave, "find": find}[PART]
    return attempt_all(setup, {where: lambda folder=folder: act(folder) for where, folder in folders(setup).items()})
