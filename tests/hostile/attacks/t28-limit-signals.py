"""Catches the signals that announce a limit, and goes on as if nothing had been said."""

import os
import signal
import tempfile


def go_on_computing(setup):
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    while True:
        pass


def go_on_writing(setup):
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    wanted = setup["fileBytes"] + (8 << 20)
    path = os.path.join(tempfile.gettempdir(), "large")
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT)
    written = 0
    while written < wanted:
        written += os.write(descriptor, bytes(1 << 20))
    os.unlink(path)
    return {"attempts": {PART: {"succeeded": True, "detail": f"a file of {written} bytes"}}}


def main(setup):
    return {"CPU time": go_on_computing, "file size": go_on_writing}[PART](setup)
