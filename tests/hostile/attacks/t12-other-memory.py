"""Looks into its parent: as a debugger, through its files in /proc, by borrowing its descriptors."""

import ctypes
import os

from toolbox.attempts import attempt_all
from toolbox.kernel import syscall

PTRACE_ATTACH, PTRACE_SEIZE, PTRACE_DETACH = 16, 0x4206, 17


def main(setup):
    parent = os.getppid()
    others = {"parent": parent, "zygote": setup.get("zygotePid", parent), "server": setup.get("serverPid", parent)}

    def attach(pid):
        """Seizing does not stop it, so nobody has to be let go."""
        return syscall("ptrace", PTRACE_SEIZE, pid, 0, 0) == 0

    def read_memory(pid):
        found = ctypes.create_string_buffer(16)
        here = ctypes.create_string_buffer(b"x")
        local = (ctypes.c_size_t * 2)(ctypes.addressof(found), 1)
        remote = (ctypes.c_size_t * 2)(ctypes.addressof(here), 1)
        return syscall("process_vm_readv", pid, local, 1, remote, 1, 0)

    def write_memory(pid):
        here = ctypes.create_string_buffer(b"x")
        words = (ctypes.c_size_t * 2)(ctypes.addressof(here), 0)
        return syscall("process_vm_writev", pid, words, 1, words, 1, 0) == 0

    def borrow_descriptor(pid):
        return syscall("pidfd_getfd", syscall("pidfd_open", pid, 0), 0, 0)

    def open_file(path, flags=os.O_RDONLY):
        return os.open(path, flags)

    ways = {}
    for name, pid in others.items():
        ways |= {
            f"ptrace the {name}": lambda pid=pid: attach(pid),
            f"read the {name}'s memory": lambda pid=pid: read_memory(pid),
            f"write the {name}'s memory": lambda pid=pid: write_memory(pid),
            f"borrow a descriptor of the {name}'s": lambda pid=pid: borrow_descriptor(pid),
            f"open the {name}'s mem": lambda pid=pid: open_file(f"/proc/{pid}/mem", os.O_RDWR),
            f"open the {name}'s maps": lambda pid=pid: open_file(f"/proc/{pid}/maps"),
            f"list the {name}'s descriptors": lambda pid=pid: os.listdir(f"/proc/{pid}/fd"),
            f"leave through the {name}'s root": lambda pid=pid: os.listdir(f"/proc/{pid}/root/"),
        }
    return attempt_all(setup, ways)
