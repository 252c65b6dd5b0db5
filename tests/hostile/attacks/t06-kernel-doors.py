"""Makes the system calls through which kernels were broken into, and those that see into other processes."""

import ctypes
import errno
import os

from toolbox.attempts import Absent, attempt_all
from toolbox.kernel import syscall

IORING_PARAMS_BYTES = 120
UFFD_USER_MODE_ONLY = 1
KEY_SPEC_PROCESS_KEYRING = -2
KEYCTL_GET_KEYRING_ID = 0
KCMP_FILE = 0
SECCOMP_GET_ACTION_AVAIL = 2
ALLOW = 0x7FFF0000


def main(setup):
    own = os.getpid()

    def buffer(size):
        return ctypes.create_string_buffer(size)

    def perf():
        attributes = buffer(128)
        ctypes.memmove(attributes, (1).to_bytes(4, "little") + (128).to_bytes(4, "little"), 8)  # software, size
        attributes[40] = 0b1100000  # exclude_kernel, exclude_hv
        return syscall("perf_event_open", attributes, 0, -1, -1, 0) + 1

    def read_own_memory():
        """Harmless on itself, but the call does not ask whose memory it is."""
        secret, found = buffer(b"own memory"), buffer(16)
        local = (ctypes.c_size_t * 2)(ctypes.addressof(found), 10)
        remote = (ctypes.c_size_t * 2)(ctypes.addressof(secret), 10)
        syscall("process_vm_readv", own, local, 1, remote, 1, 0)
        return found.value

    def move_between_pipes(name):
        read_end, write_end = os.pipe()
        os.write(write_end, b"data")
        other = os.pipe()[1]
        if name == "tee":
            return syscall("tee", read_end, other, 4, 0)
        return syscall("splice", read_end, None, other, None, 4, 0)

    def map_into_pipe():
        data = buffer(b"data")
        vector = (ctypes.c_size_t * 2)(ctypes.addressof(data), 4)
        return syscall("vmsplice", os.pipe()[1], vector, 1, 0)

    def file_handle():
        handle, mount = buffer(136), ctypes.c_int()
        ctypes.memmove(handle, (128).to_bytes(4, "little"), 4)
        return syscall("name_to_handle_at", -100, b"/", handle, ctypes.byref(mount), 0) == 0

    def secret_memory():
        try:
            return syscall("memfd_secret", 0)
        except OSError as error:
            if error.errno == errno.ENOSYS and not setup["confined"]:
                raise Absent("memfd_secret") from None
            raise

    def key(name, *words):
        try:
            return syscall(name, *words)
        except OSError as error:
            if error.errno == errno.ENOSYS and not setup["confined"]:
                raise Absent(name) from None
            raise

    ways = {
        "io_uring": lambda: syscall("io_uring_setup", 1, buffer(IORING_PARAMS_BYTES)),
        "userfaultfd": lambda: syscall("userfaultfd", UFFD_USER_MODE_ONLY),
        "bpf": lambda: syscall("bpf", 0, buffer(128), 128),
        "perf_event_open": perf,
        "add_key": lambda: key("add_key", b"user", b"hostile", b"data", 4, KEY_SPEC_PROCESS_KEYRING),
        "keyctl": lambda: key("keyctl", KEYCTL_GET_KEYRING_ID, KEY_SPEC_PROCESS_KEYRING, 1),
        "memfd_create": lambda: syscall("memfd_create", b"hostile", 0),
        "memfd_secret": secret_memory,
        "process_vm_readv": read_own_memory,
        "ptrace": lambda: syscall("ptrace", 0, 0, 0, 0) == 0,
        "splice": lambda: move_between_pipes("splice"),
        "tee": lambda: move_between_pipes("tee"),
        "vmsplice": map_into_pipe,
        "pidfd_open": lambda: syscall("pidfd_open", own, 0),
        "kcmp": lambda: syscall("kcmp", own, own, KCMP_FILE, 0, 1) >= 0,
        "name_to_handle_at": file_handle,
        "open_by_handle_at": lambda: syscall("open_by_handle_at", -100, buffer(136), 0),
        "openat2": lambda: syscall("openat2", -100, b"/", (ctypes.c_uint64 * 3)(0, 0, 0), 24),
        "personality": lambda: syscall("personality", 0x0040000) >= 0,
        "inotify_init1": lambda: syscall("inotify_init1", 0),
        "fanotify_init": lambda: syscall("fanotify_init", 0, 0),
        "seccomp": lambda: syscall("seccomp", SECCOMP_GET_ACTION_AVAIL, 0, ctypes.byref(ctypes.c_uint32(ALLOW))) == 0,
        "landlock_create_ruleset": lambda: syscall("landlock_create_ruleset", None, 0, 1),
        "mlock": lambda: syscall("mlock", buffer(4096), 4096) == 0,
        "sched_setaffinity": lambda: syscall("sched_setaffinity", 0, 8, ctypes.byref(ctypes.c_uint64(1))) == 0,
        "setpriority": lambda: syscall("setpriority", 0, 0, 5) == 0,
        "timer_create": lambda: syscall("timer_create", 0, None, ctypes.byref(ctypes.c_int())) == 0,
    }
    return attempt_all(setup, ways)
