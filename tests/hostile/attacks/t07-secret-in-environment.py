"""Looks for the server's secret in every environment that a process can see."""

import ctypes
import os
import re

from toolbox.attempts import attempt_all

SECRET = re.compile(rb"canary-[0-9a-f]{16}-secret")


def main(setup):
    def environ():
        return os.environ.get("HOSTILE_SECRET") or SECRET.findall(repr(dict(os.environ)).encode())[:1] or None

    def c_library():
        ctypes.CDLL(None).getenv.restype = ctypes.c_char_p
        table = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
        index = 0
        while table and table[index]:
            if found := SECRET.search(table[index]):
                return found.group()
            index += 1
        return None

    def behind_the_stack():
        """The kernel puts the first environment above the stack's end, where clearing a variable leaves it."""
        with open("/proc/self/environ", "rb") as file:
            found = SECRET.search(file.read())
        return found and found.group()

    def of_process(pid):
        with open(f"/proc/{pid}/environ", "rb") as file:
            found = SECRET.search(file.read())
        return found and found.group()

    def of_any_process():
        for name in os.listdir("/proc"):
            if name.isdigit():
                try:
                    if found := of_process(name):
                        return name, found
                except OSError:
                    continue
        return None

    def of_tasks():
        for name in os.listdir(f"/proc/{setup.get('serverPid', os.getppid())}/task"):
            if found := of_process(f"{setup.get('serverPid', os.getppid())}/task/{name}"):
                return found
        return None

    return attempt_all(
        setup,
        {
            "os.environ": environ,
            "C library": c_library,
            "/proc/self": behind_the_stack,
            "parent": lambda: of_process(os.getppid()),
            "process 1": lambda: of_process(1),
            "server": lambda: of_process(setup.get("serverPid", os.getppid())),
            "server's threads": of_tasks,
            "every process": of_any_process,
        },
    )
