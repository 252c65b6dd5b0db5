"""Waits for ever, and does not want to be woken."""

import os
import signal
import threading
import time


def ignore_everything():
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            continue
    while True:
        time.sleep(1)


def block_everything():
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
    threading.Event().wait()


def stop_itself():
    signal.raise_signal(signal.SIGSTOP)
    time.sleep(3600)


def alarm():
    signal.signal(signal.SIGALRM, lambda *_: alarm())
    signal.alarm(1)
    while True:
        signal.pause() if hasattr(signal, "pause") else time.sleep(1)


def locked():
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()


def joined():
    thread = threading.Thread(target=lambda: time.sleep(3600))
    thread.start()
    thread.join()


def swallow():
    while True:
        try:
            while True:
                time.sleep(0.01)
        except BaseException:
            continue


PARTS = {
    "sleep": lambda: time.sleep(10**6),
    "pipe": lambda: os.read(os.pipe()[0], 1),
    "SIGSTOP": stop_itself,
    "ignored signals": ignore_everything,
    "blocked signals": block_everything,
    "alarms": alarm,
    "lock": locked,
    "thread": joined,
    "swallowed exceptions": swallow,
}


def main(setup):
    return PARTS[PART]()
