"""Spoils what its own run depends on: the JSON encoder, the builtins, the streams, the result's channel."""

import atexit
import builtins
import gc
import json
import os
import signal
import sys
import threading

CHANNEL = 3


def replace_everything(module):
    for name in list(vars(module)):
        if not name.startswith("__"):
            try:
                setattr(module, name, None)
            except Exception:
                continue


def replace_builtins():
    for name in ("isinstance", "len", "type", "str", "dict", "repr", "all", "any", "next", "iter", "print", "open"):
        setattr(builtins, name, lambda *_, **__: "hostile")


def never_returning_trace(*_):
    sys.settrace(None)
    raise RuntimeError("from the trace function")


def cyclic():
    class Bomb:
        def __del__(self):
            os._exit(0)

    gc.callbacks.append(lambda *_: os._exit(0))
    gc.set_threshold(1)
    return Bomb()


def onto_channel():
    read_end, _ = os.pipe()
    os.dup2(read_end, CHANNEL)


def limit_recursion():
    sys.setrecursionlimit(60)


def frozen_modules():
    sys.modules.clear()


def frames_locals():
    """Everything that called it has variables; it clears what can be cleared."""
    frame = sys._getframe(1)
    while frame:
        try:
            frame.clear()
        except RuntimeError:
            pass
        frame.f_globals.clear() if frame.f_globals is not globals() else None
        frame = frame.f_back


def json_encoder():
    json.JSONEncoder.encode = json.JSONEncoder.iterencode = json.dumps = lambda *_, **__: '"forged"'
    json.encoder.c_make_encoder = json.encoder.encode_basestring_ascii = None


PARTS = {
    "json": json_encoder,
    "os.write": lambda: setattr(os, "write", lambda *_: 0),
    "all of os": lambda: replace_everything(os),
    "all of builtins": lambda: replace_everything(builtins),
    "builtins": replace_builtins,
    "no stdout": lambda: setattr(sys, "stdout", None),
    "closed stdout": lambda: sys.stdout.close(),
    "closed descriptors": lambda: [os.close(number) for number in (0, 1, 2)],
    "closed channel": lambda: os.close(CHANNEL),
    "channel replaced": onto_channel,
    "stdout onto channel": lambda: os.dup2(1, CHANNEL),
    "channel onto stdout": lambda: os.dup2(CHANNEL, 1),
    "print": lambda: setattr(builtins, "print", None),
    "trace": lambda: sys.settrace(never_returning_trace),
    "profile": lambda: sys.setprofile(never_returning_trace),
    "atexit": lambda: atexit.register(lambda: os.write(CHANNEL, b"V\0\0\0\1" + b"2")),
    "collector": cyclic,
    "threading": lambda: setattr(threading, "excepthook", None),
    "excepthook": lambda: setattr(sys, "excepthook", None),
    "import": lambda: setattr(builtins, "__import__", None),
    "modules": frozen_modules,
    "recursion limit": limit_recursion,
    "frames": frames_locals,
    "handlers": lambda: signal.signal(signal.SIGTERM, lambda *_: None),
    "SystemExit": lambda: setattr(builtins, "SystemExit", Exception),
}


def main(setup):
    PARTS[PART]()
    return "own value"
