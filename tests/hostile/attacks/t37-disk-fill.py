"""Writes more than its scratch space holds, in many files that are each small enough."""

import os
import tempfile

from toolbox.attempts import attempt_all

PIECE = bytes(1 << 20)


def main(setup):
    def fill(folder):
        wanted = setup["scratchBytes"] + (64 << 20)
        written, index, paths = 0, 0, []
        try:
            while written < wanted:
                path = os.path.join(folder, f"fill-{index}")
                descriptor = os.open(path, os.O_CREAT | os.O_WRONLY)
                paths.append(path)
                try:
                    for _ in range(setup["fileBytes"] // len(PIECE)):
                        written += os.write(descriptor, PIECE)
                finally:
                    os.close(descriptor)
                index += 1
        except OSError as error:
            if written > setup["scratchBytes"]:
                return f"{written} bytes, then {error}"
            raise
        finally:
            for path in paths:
                os.unlink(path)
        return f"{written} bytes"

    folders = {"scratch": tempfile.gettempdir(), "/tmp": "/tmp", "/dev/shm": "/dev/shm", "/var/tmp": "/var/tmp"}
    return attempt_all(setup, {name: lambda folder=folder: fill(folder) for name, folder in folders.items()})
