"""Returns while its threads go on: daemons, ordinary ones, and one that waits to speak up later."""

import os
import threading
import time


def chatter():
    while True:
        os.write(1, b"still here\n")
        time.sleep(0.05)


def spin():
    while True:
        pass


PARTS = {
    "ordinary": lambda: threading.Thread(target=time.sleep, args=(3600,)).start(),
    "daemon": lambda: threading.Thread(target=time.sleep, args=(3600,), daemon=True).start(),
    "spinning": lambda: threading.Thread(target=spin, daemon=True).start(),
    "chatting": lambda: threading.Thread(target=chatter, daemon=True).start(),
    "timer": lambda: threading.Timer(3600, print).start(),
}


def main(setup):
    PARTS[PART]()
    return "own value"
