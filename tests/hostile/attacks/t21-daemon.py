"""Leaves a process behind: twice forked, in a session of its own, with nothing open."""

import os
import time

from toolbox.attempts import attempt_all

LIFE = 20


def main(setup):
    def daemon(fork):
        read_end, write_end = os.pipe()
        if fork() == 0:
            os.setsid()
            if fork() == 0:
                os.write(write_end, str(os.getpid()).encode())
                os.closerange(0, 64)
                time.sleep(LIFE)
            os._exit(0)
        os.close(write_end)
        return os.read(read_end, 100)

    def new_session():
        return os.setsid() is None

    def own_group():
        return os.setpgid(0, 0) is None

    ways = {"daemon": lambda: daemon(os.fork), "session": new_session, "group": own_group}
    return attempt_all(setup, ways)
