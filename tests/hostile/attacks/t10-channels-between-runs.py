"""Two scripts at a time: one speaks through whatever they might share, the other one listens."""

import mmap
import os
import tempfile
import time

from toolbox.attempts import attempt_all
from toolbox.kernel import syscall

KEY, IPC_CREAT, LOCK_EX, LOCK_NB = 0x7E57, 0o1000, 2, 4
SPEAKS_FOR, LISTENS_FOR = 2.5, 1.5
KEYRING_USER = -4
PROCESS_NAME = b"hostile-speaker"


def main(setup):
    name = f"hostile-{setup['mark']}"
    return {"speak": speak, "listen": listen}[PART](setup, name)


def speak(setup, name):
    import fcntl

    kept = []
    ways = {
        "shm": lambda: syscall("shmget", KEY, 4096, IPC_CREAT | 0o666),
        "semaphore": lambda: syscall("semget", KEY, 1, IPC_CREAT | 0o666),
        "messages": lambda: syscall("msgget", KEY, IPC_CREAT | 0o666),
        "mqueue": lambda: syscall("mq_open", name.encode(), os.O_CREAT | os.O_RDWR, 0o666, None),
        "key": lambda: syscall("add_key", b"user", name.encode(), b"data", 4, KEYRING_USER),
        "lock": lambda: kept.append(open(json_file(), "rb")) or fcntl.flock(kept[-1], LOCK_EX),
        "record lock": lambda: kept.append(open(json_file(), "rb")) or fcntl.lockf(kept[-1], fcntl.LOCK_SH),
        "abstract name": lambda: kept.append(bound(name)) or True,
        "process name": lambda: syscall("prctl", 15, PROCESS_NAME, 0, 0, 0) == 0,
        **{f"file in {folder}": lambda folder=folder: kept.append(make(folder, name)) or True for folder in open_folders()},
    }
    result = attempt_all(setup, ways)
    time.sleep(SPEAKS_FOR)
    return result


def listen(setup, name):
    import fcntl

    def until_found(look):
        deadline = time.monotonic() + LISTENS_FOR / len(ways)
        while True:
            try:
                if found := look():
                    return found
            except OSError:
                if time.monotonic() > deadline:
                    raise
            if time.monotonic() > deadline:
                return None
            time.sleep(0.01)

    def is_locked():
        with open(json_file(), "rb") as file:
            try:
                fcntl.flock(file, LOCK_EX | LOCK_NB)
            except BlockingIOError:
                return "it is locked"
        return None

    def processes():
        own = os.getpid()
        return [pid for pid in os.listdir("/proc") if pid.isdigit() and int(pid) not in (1, own) and is_other(pid)] or None

    def is_other(pid):
        with open(f"/proc/{pid}/comm", "rb") as file:
            return file.read().strip() == PROCESS_NAME

    def connect():
        import socket

        with socket.socket(socket.AF_UNIX) as one:
            one.connect(f"\0{name}")
            return "connected"

    def signalled():
        found = []
        for pid in range(2, 400):
            try:
                os.kill(pid, 0)
                found.append(pid)
            except ProcessLookupError:
                continue
        return found or None

    ways = {
        "shm": lambda: syscall("shmget", KEY, 4096, 0o666),
        "semaphore": lambda: syscall("semget", KEY, 1, 0o666),
        "messages": lambda: syscall("msgget", KEY, 0o666),
        "mqueue": lambda: syscall("mq_open", name.encode(), os.O_RDWR, 0, None),
        "key": lambda: syscall("request_key", b"user", name.encode(), None, 0),
        "lock": is_locked,
        "abstract name": connect,
        "process name": processes,
        "processes by signal": signalled,
        **{f"file in {folder}": lambda folder=folder: take(folder, name) for folder in open_folders()},
    }
    return attempt_all(setup, {way: lambda look=look: until_found(look) for way, look in ways.items()})


def json_file():
    import json

    return json.__file__


def open_folders():
    return ("/tmp", "/var/tmp", "/dev/shm", tempfile.gettempdir(), "/run/lock")


def bound(name):
    import socket

    one = socket.socket(socket.AF_UNIX)
    one.bind(f"\0{name}")
    one.listen()
    return one


def make(folder, name):
    path = os.path.join(folder, name)
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o666)
    os.write(descriptor, b"x" * mmap.PAGESIZE)
    return descriptor


def take(folder, name):
    with open(os.path.join(folder, name), "rb") as file:
        return file.read(1)
