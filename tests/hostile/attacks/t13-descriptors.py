"""Counts the open descriptors, and looks at what the known ones are."""

import os
import stat

from toolbox.attempts import attempt_all

KNOWN = {0: "an empty stdin", 1: "stdout", 2: "stderr", 3: "the control channel"}


def main(setup):
    def extra():
        found = []
        for descriptor in range(len(KNOWN), 4096):
            try:
                found.append((descriptor, oct(os.fstat(descriptor).st_mode)))
            except OSError:
                continue
        return found or None

    def a_folder():
        """Through a descriptor of a folder everything below it can be opened (openat)."""
        return [one for one in range(4096) if is_kind(one, stat.S_ISDIR)] or None

    def a_file():
        return [one for one in range(4096) if is_kind(one, stat.S_ISREG) or is_kind(one, stat.S_ISCHR)] or None

    return attempt_all(setup, {"more than four": extra, "a folder": a_folder, "a file or a device": a_file})


def is_kind(descriptor, test):
    try:
        return test(os.fstat(descriptor).st_mode)
    except OSError:
        return False
