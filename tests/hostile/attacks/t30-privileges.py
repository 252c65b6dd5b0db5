"""Becomes somebody else: by credentials, by capabilities, by programs that are set-uid."""

import ctypes
import os
import stat
import subprocess

from toolbox.attempts import Absent, attempt_all
from toolbox.kernel import syscall

CAPABILITY_VERSION_3 = 0x20080522
PR_SET_KEEPCAPS, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_NAME, PR_SET_PDEATHSIG = 8, 4, 22, 15, 1
FOLDERS = ("/usr/bin", "/bin", "/usr/sbin", "/usr/lib", "/usr/libexec")


def set_uid_programs():
    for folder in FOLDERS:
        for name in os.listdir(folder):
            path = os.path.join(folder, name)
            try:
                if os.stat(path).st_mode & (stat.S_ISUID | stat.S_ISGID) and os.path.isfile(path):
                    yield path
            except OSError:
                continue


def main(setup):
    def gain_capabilities():
        header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
        data = (ctypes.c_uint32 * 6)(1, 1, 0, 0, 0, 0)
        return syscall("capset", header, data) == 0

    def execute_set_uid():
        path = next(set_uid_programs(), None)
        if path is None:
            raise Absent("no set-uid program")
        return subprocess.run([path, "--version"], capture_output=True, timeout=5, stdin=subprocess.DEVNULL).args

    def find_set_uid():
        found = list(set_uid_programs())
        if not found and not setup["confined"]:
            raise Absent("no set-uid program")
        return found[:5] or None

    ways = {
        "setuid(0)": lambda: os.setuid(0) is None,
        "setresuid(0)": lambda: os.setresuid(0, 0, 0) is None,
        "setgid(0)": lambda: os.setgid(0) is None,
        "setreuid(0)": lambda: os.setreuid(0, 0) is None,
        "setgroups": lambda: syscall("setgroups", 0, None) == 0,
        "capset": gain_capabilities,
        "keep capabilities": lambda: syscall("prctl", PR_SET_KEEPCAPS, 1, 0, 0, 0) == 0,
        "outlive the parent": lambda: syscall("prctl", PR_SET_PDEATHSIG, 0, 0, 0, 0) == 0,
        "find set-uid programs": find_set_uid,
        "execute a set-uid program": execute_set_uid,
        "execute": lambda: subprocess.run(["/usr/bin/id"], capture_output=True, timeout=5).stdout,
    }
    return attempt_all(setup, ways)
