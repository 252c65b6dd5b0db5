"""Makes processes, by every call that can, and keeps them: the beginning of a fork bomb."""

import ctypes
import os
import subprocess
import sys
import time

from toolbox.attempts import attempt_all
from toolbox.kernel import NUMBERS, platform, syscall

COUNT = 50
SIGCHLD, CLONE_VM, CLONE_VFORK, CLONE_PARENT = 17, 0x100, 0x4000, 0x8000
SLEEP = 5


def stay():
    time.sleep(SLEEP)
    os._exit(0)


def main(setup):
    # For a way whose name is not known here, as `fork` to aarch64.
    known = NUMBERS[platform.machine()]

    def forks():
        made = 0
        for _ in range(COUNT):
            if os.fork() == 0:
                stay()
            made += 1
        return made

    def call(name, *words):
        if syscall(name, *words) == 0:
            os._exit(0)
        return True

    def clone3():
        words = (ctypes.c_uint64 * 11)()
        words[4] = SIGCHLD
        if syscall("clone3", words, 88) == 0:
            os._exit(0)
        return True

    def pool():
        import multiprocessing

        process = multiprocessing.get_context("fork").Process(target=time.sleep, args=(SLEEP,))
        process.start()
        return process.pid

    def terminal():
        import pty

        pid, _ = pty.fork()
        if pid == 0:
            stay()
        return pid

    ways = {
        "os.fork": forks,
        "fork": lambda: call("fork") if "fork" in known else os.fork() or os._exit(0),
        "clone": lambda: call("clone", SIGCHLD, 0, 0, 0, 0),
        "clone without a signal": lambda: call("clone", 0, 0, 0, 0, 0),
        "clone as a sibling": lambda: call("clone", SIGCHLD | CLONE_PARENT, 0, 0, 0, 0),
        "clone3": clone3,
        "subprocess": lambda: subprocess.run(["/bin/true"], check=True).returncode == 0,
        "shell": lambda: os.system("exit 7") >> 8 == 7,
        "popen": lambda: subprocess.Popen(["/bin/sleep", str(SLEEP)]).pid,
        "posix_spawn": lambda: os.posix_spawn("/bin/sleep", ["sleep", str(SLEEP)], {}),
        "multiprocessing": pool,
        "pseudo-terminal": terminal,
        "itself again": lambda: subprocess.run([sys.executable, "-c", ""], check=True).returncode == 0,
    }
    return attempt_all(setup, ways)
