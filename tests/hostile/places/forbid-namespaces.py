"""Runs a command as default Docker would: namespaces and mounts are refused, and root has the usual few capabilities.

Usage: forbid-namespaces.py RUNTIME COMMAND…, where RUNTIME is the folder python-runtime, whose assembler it borrows.
"""

import ctypes
import errno
import os
import platform
import sys

sys.path.insert(0, sys.argv[1])

from lockdown import bpf  # noqa: E402

# Of the calls that Docker's profile leaves to CAP_SYS_ADMIN, those that make or enter namespaces and mounts.
REFUSED = {
    "x86_64": {"mount": 165, "umount2": 166, "pivot_root": 155, "unshare": 272, "setns": 308},
    "aarch64": {"mount": 40, "umount2": 39, "pivot_root": 41, "unshare": 97, "setns": 268},
}
REFUSED_EVERYWHERE = {"open_tree": 428, "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432,
                      "fspick": 433, "mount_setattr": 442}  # fmt: skip
CLONE = {"x86_64": 56, "aarch64": 220}
CLONE3 = 435
CLONE_NAMESPACES = 0x7E020080  # NEWTIME is no flag of clone's, but its bit is refused as well
# The capabilities of a default container (moby/oci/caps): CHOWN DAC_OVERRIDE FOWNER FSETID KILL SETGID SETUID SETPCAP
# NET_BIND_SERVICE NET_RAW SYS_CHROOT MKNOD AUDIT_WRITE SETFCAP.
DOCKER_CAPABILITIES = {1, 0, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31}

PR_CAPBSET_READ, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP = 23, 24, 38, 22
SECCOMP_MODE_FILTER = 2

libc = ctypes.CDLL(None, use_errno=True)


class Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def prctl(option, *arguments):
    words = [ctypes.c_ulong(word) for word in (*arguments, 0, 0, 0, 0)[:4]]
    if (result := libc.prctl(option, *words)) < 0:
        raise OSError(ctypes.get_errno(), f"prctl {option}")
    return result


def program():
    machine = platform.machine()
    allow = bpf.verdict(bpf.ALLOW)
    code = [bpf.load(bpf.NR)]
    for number in (REFUSED[machine] | REFUSED_EVERYWHERE).values():
        code += bpf.when_equal(number, [bpf.verdict(bpf.refuse(errno.EPERM))])
    code += bpf.when_equal(CLONE3, [bpf.verdict(bpf.refuse(errno.ENOSYS))])
    clone = [bpf.load(bpf.argument(0)), bpf.mask(CLONE_NAMESPACES), *bpf.when_equal(0, [allow])]
    code += bpf.when_equal(CLONE[machine], [*clone, bpf.verdict(bpf.refuse(errno.EPERM))])
    return bpf.assemble([*code, allow])


def main():
    if os.geteuid() != 0:
        prctl(PR_SET_NO_NEW_PRIVS, 1)
    code = program()
    buffer = ctypes.create_string_buffer(code, len(code))
    filter_program = Program(len(code) // 8, ctypes.addressof(buffer))
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(filter_program))
    if os.geteuid() == 0:
        for capability in set(range(64)) - DOCKER_CAPABILITIES:
            try:
                if prctl(PR_CAPBSET_READ, capability):
                    prctl(PR_CAPBSET_DROP, capability)
            except OSError:
                break  # Past the last capability that this kernel knows.
    os.execvp(sys.argv[2], sys.argv[2:])


main()
