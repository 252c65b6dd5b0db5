"""Crashes the interpreter, in the main thread and in another one."""

import ctypes
import faulthandler
import sys
import threading


def in_thread():
    thread = threading.Thread(target=lambda: ctypes.string_at(0))
    thread.start()
    thread.join()


def deep_in_c():
    """Recursion that takes the stack of C, with the interpreter's own guard out of the way."""
    sys.setrecursionlimit(10**9)

    def compare(_):
        return sorted([0], key=compare)

    return compare(0)


def write_to_code():
    ctypes.memset(ctypes.cast(ctypes.CDLL(None).getpid, ctypes.c_void_p).value, 0, 8)


def break_an_object():
    number = 10**20
    ctypes.memset(id(number), 0xFF, 16)
    return repr(number), [number] * 10


PARTS = {
    "null pointer": lambda: ctypes.string_at(0),
    "in a thread": in_thread,
    "stack overflow": deep_in_c,
    "faulthandler": lambda: faulthandler._sigsegv(),
    "write to code": write_to_code,
    "broken object": break_an_object,
}


def main(setup):
    PARTS[PART]()
    return "survived"
