"""Fills its scratch space with what cleaning up has stumbled over elsewhere, and says what it could make."""

import os
import socket
import tempfile

DEPTH = 1_000
TEBIBYTE = 1 << 40
ODD_NAMES = (b"-rf", b"--", b"*", b"..hidden", b"\xff\xfe", b"new\nline", b" ", b"~", b"$(touch x)", b"a" * 255, b"con\r")


def main(setup):
    folder = os.fsencode(tempfile.gettempdir())
    outside = os.fsencode(setup["openFolder"])
    made = {}

    def note(name, action):
        try:
            made[name] = action() or True
        except OSError as error:
            made[name] = f"{type(error).__name__}: {error}"

    def write(path):
        with open(path, "wb") as file:
            file.write(b"x")

    def deep():
        """By steps, for no path may be that long."""
        here = os.getcwd()
        os.chdir(folder)
        depth = 0
        try:
            for depth in range(DEPTH):
                os.mkdir(b"d" * 100)
                os.chdir(b"d" * 100)
        finally:
            os.chdir(here)
        return depth + 1

    def many():
        count = 0
        try:
            for count in range(setup["files"]):
                os.close(os.open(os.path.join(folder, b"f%d" % count), os.O_CREAT | os.O_WRONLY))
        except OSError:
            return count
        return count + 1

    def sparse():
        path = os.path.join(folder, b"sparse")
        write(path)
        os.truncate(path, TEBIBYTE)

    def named_socket():
        socket.socket(socket.AF_UNIX).bind(os.path.join(folder, b"socket"))

    note("link to a folder", lambda: os.symlink(outside, os.path.join(folder, b"link")))
    note("link to a file", lambda: os.symlink(os.path.join(outside, b"kept"), os.path.join(folder, b"file-link")))
    note("link to itself", lambda: os.symlink(b"loop", os.path.join(folder, b"loop")))
    note("hard link", lambda: os.link(os.path.join(outside, b"kept"), os.path.join(folder, b"hard")))
    note("fifo", lambda: os.mkfifo(os.path.join(folder, b"fifo")))
    note("device", lambda: os.mknod(os.path.join(folder, b"null"), 0o020666, os.makedev(1, 3)))
    note("socket", named_socket)
    note("sparse file", sparse)
    for name in ODD_NAMES:
        note(f"name {name[:12]!r}", lambda name=name: write(os.path.join(folder, name)))
    note("closed folder", lambda: os.mkdir(os.path.join(folder, b"closed"), 0o000))
    note("deep folders", deep)
    note("many files", many)
    return made
