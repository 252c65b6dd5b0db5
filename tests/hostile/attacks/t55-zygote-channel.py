"""Writes to whatever might be the zygote's channel to the server: every descriptor, its own and others'."""

import json
import os

from toolbox.attempts import attempt_all

LINES = (json.dumps({"ended": {"worker": 1, "exitCode": 0, "signal": None}}) + "\n" + json.dumps({"kill": {"worker": 1}}) + "\n").encode()
FIRST_UNKNOWN, LAST = 4, 1024


def main(setup):
    parent = os.getppid()
    zygote, server = setup.get("zygotePid", parent), setup.get("serverPid", parent)

    def all_descriptors():
        found = []
        for descriptor in range(FIRST_UNKNOWN, LAST):
            try:
                os.write(descriptor, LINES)
            except OSError:
                continue
            found.append(descriptor)
        return found or None

    def of_process(pid, descriptor):
        with open(f"/proc/{pid}/fd/{descriptor}", "wb", buffering=0) as file:
            return file.write(LINES)

    ways = {"descriptors of its own": all_descriptors}
    for name, pid in (("parent", parent), ("zygote", zygote), ("server", server)):
        for descriptor in (0, 1):
            ways[f"the {name}'s {descriptor}"] = lambda pid=pid, descriptor=descriptor: of_process(pid, descriptor)
    return attempt_all(setup, ways)
