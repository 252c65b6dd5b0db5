"""Changes what the whole machine shares: its clock, its name, its kernel, its swap."""

import ctypes
import time

from toolbox.attempts import attempt_all
from toolbox.kernel import syscall

REBOOT_MAGIC = (0xFEE1DEAD, 672274793)
REBOOT_CAD_OFF = 0
SYSLOG_ACTION_SIZE_BUFFER, SYSLOG_ACTION_READ_ALL = 10, 3


def main(setup):
    now = (ctypes.c_long * 2)(int(time.time()), 0)
    ways = {
        "clock_settime": lambda: syscall("clock_settime", 0, now) == 0,
        "settimeofday": lambda: syscall("settimeofday", now, None) == 0,
        "adjtimex": lambda: syscall("adjtimex", ctypes.create_string_buffer(208)) >= 0,
        "reboot": lambda: syscall("reboot", *REBOOT_MAGIC, REBOOT_CAD_OFF, 0) == 0,
        "swapon": lambda: syscall("swapon", b"/dev/null", 0) == 0,
        "sethostname": lambda: syscall("sethostname", b"hostile", 7) == 0,
        "setdomainname": lambda: syscall("setdomainname", b"hostile", 7) == 0,
        "syslog": lambda: syscall("syslog", SYSLOG_ACTION_READ_ALL, ctypes.create_string_buffer(64), 64) >= 0,
        "init_module": lambda: syscall("init_module", b"", 0, b"") == 0,
        "delete_module": lambda: syscall("delete_module", b"hostile", 0) == 0,
        "kexec_load": lambda: syscall("kexec_load", 0, 0, None, 0) == 0,
        "acct": lambda: syscall("acct", None) == 0,
        "iopl": lambda: syscall("iopl", 3) == 0,
        "ioperm": lambda: syscall("ioperm", 0x80, 1, 1) == 0,
        "vhangup": lambda: syscall("vhangup") == 0,
        "quotactl": lambda: syscall("quotactl", 0x800001, b"/dev/null", 0, None) == 0,
        "ioprio_set": lambda: syscall("ioprio_set", 1, 0, (2 << 13) | 4) == 0,
        "sched_setscheduler": lambda: syscall("sched_setscheduler", 0, 3, ctypes.byref(ctypes.c_int(0))) == 0,
    }
    return attempt_all(setup, ways)
