"""Makes refused calls in a thread and goes on: no filter may end the thread, on which the rest would wait for ever."""

import os
import socket
import threading

from toolbox.attempts import attempt_all
from toolbox.kernel import syscall

CALLS = {
    "socket": lambda: socket.socket() and True,
    "keyctl": lambda: syscall("keyctl", 0, -2, 1),
    "memfd_create": lambda: syscall("memfd_create", b"x", 0),
    "execute": lambda: os.posix_spawn("/bin/true", ["true"], {}),
}


def main(setup):
    attempts = {}

    def work():
        attempts.update(attempt_all(setup, CALLS)["attempts"])

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(10)
    if thread.is_alive():
        attempts["thread"] = {"succeeded": True, "detail": "the thread never came back"}
    return {"attempts": attempts}
