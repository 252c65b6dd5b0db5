"""Ends the process by itself, in the hope that no news counts as success."""

import os
import signal
import sys

PARTS = {
    "os._exit(0)": lambda: os._exit(0),
    "os._exit(7)": lambda: os._exit(7),
    "sys.exit()": sys.exit,
    "SystemExit(0)": lambda: (_ for _ in ()).throw(SystemExit(0)),
    "exit in a generator": lambda: [exit() for _ in range(3)],
    "SIGKILL by kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "SIGTERM by kill": lambda: os.kill(os.getpid(), signal.SIGTERM),
    "SIGKILL to its thread": lambda: signal.raise_signal(signal.SIGKILL),
    "SIGTERM to its thread": lambda: signal.raise_signal(signal.SIGTERM),
    "os.abort()": os.abort,
    "KeyboardInterrupt": lambda: (_ for _ in ()).throw(KeyboardInterrupt),
    "GeneratorExit": lambda: (_ for _ in ()).throw(GeneratorExit),
    "infinite recursion": lambda: recurse(),
}


def recurse():
    return recurse() + 1


def main(setup):
    PARTS[PART]()
    return "survived"
