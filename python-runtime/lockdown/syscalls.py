"""The allowlist of system calls as data: names, and their numbers on each architecture (asm/unistd.h).

Everything that is not here fails with EPERM. The calls with conditions on their arguments are in seccomp.py.
"""

from typing import Final

_ALWAYS: Final = """
read write readv writev pread64 pwrite64 lseek close close_range dup dup2 dup3 open openat stat fstat lstat newfstatat
statx access faccessat faccessat2 readlink readlinkat getdents getdents64 getcwd chdir statfs fstatfs fadvise64 mmap
munmap mremap mprotect madvise mincore msync brk mbind get_mempolicy set_mempolicy membarrier futex set_robust_list
get_robust_list rseq sched_yield sched_getaffinity set_tid_address arch_prctl exit exit_group rt_sigaction
rt_sigprocmask rt_sigreturn sigaltstack restart_syscall getpid getppid gettid getuid geteuid getresuid getgid getegid
getresgid getgroups getpgrp getpgid clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times
getrusage getrlimit uname sysinfo getrandom umask poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl
epoll_wait epoll_pwait epoll_pwait2 eventfd2 pipe pipe2 recvfrom shutdown
"""

_WITH_SCRATCH: Final = """
truncate ftruncate fsync fdatasync rename renameat renameat2 mkdir mkdirat rmdir unlink unlinkat
"""

CONDITIONAL: Final = ("clone", "clone3", "fcntl", "ioctl", "prlimit64", "sendto", "socketpair", "tgkill")

# New enough that the C library asks for them first and falls back only when they seem not to exist.
PRETEND_MISSING: Final = ("openat2", "io_uring_setup", "io_uring_enter", "io_uring_register", "fsopen", "fsconfig",
                          "fsmount", "fspick", "open_tree", "move_mount", "mount_setattr")  # fmt: skip

AUDIT_ARCH: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

_X86_64: Final = {
    "read": 0, "write": 1, "open": 2, "close": 3, "stat": 4, "fstat": 5, "lstat": 6, "poll": 7, "lseek": 8, "mmap": 9,
    "mprotect": 10, "munmap": 11, "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15,
    "ioctl": 16, "pread64": 17, "pwrite64": 18, "readv": 19, "writev": 20, "access": 21, "pipe": 22, "select": 23,
    "sched_yield": 24, "mremap": 25, "msync": 26, "mincore": 27, "madvise": 28, "dup": 32, "dup2": 33,
    "nanosleep": 35, "getpid": 39, "sendto": 44, "recvfrom": 45, "shutdown": 48, "socketpair": 53, "clone": 56,
    "exit": 60, "uname": 63, "fcntl": 72, "fsync": 74, "fdatasync": 75, "truncate": 76, "ftruncate": 77,
    "getdents": 78, "getcwd": 79, "chdir": 80, "rename": 82, "mkdir": 83, "rmdir": 84, "unlink": 87, "readlink": 89,
    "umask": 95, "gettimeofday": 96, "getrlimit": 97, "getrusage": 98, "sysinfo": 99, "times": 100, "getuid": 102,
    "getgid": 104, "geteuid": 107, "getegid": 108, "getppid": 110, "getpgrp": 111, "getgroups": 115, "getresuid": 118,
    "getresgid": 120, "getpgid": 121, "sigaltstack": 131, "statfs": 137, "fstatfs": 138, "arch_prctl": 158,
    "gettid": 186, "time": 201, "futex": 202, "sched_getaffinity": 204, "epoll_create": 213, "getdents64": 217,
    "set_tid_address": 218, "restart_syscall": 219, "fadvise64": 221, "clock_gettime": 228, "clock_getres": 229,
    "clock_nanosleep": 230, "exit_group": 231, "epoll_wait": 232, "epoll_ctl": 233, "tgkill": 234, "mbind": 237,
    "set_mempolicy": 238, "get_mempolicy": 239, "openat": 257, "mkdirat": 258, "newfstatat": 262, "unlinkat": 263,
    "renameat": 264, "readlinkat": 267, "faccessat": 269, "pselect6": 270, "ppoll": 271, "set_robust_list": 273,
    "get_robust_list": 274, "epoll_pwait": 281, "eventfd2": 290, "epoll_create1": 291, "dup3": 292, "pipe2": 293,
    "prlimit64": 302, "renameat2": 316, "getrandom": 318, "membarrier": 324, "statx": 332, "rseq": 334,
}  # fmt: skip

_AARCH64: Final = {
    "getcwd": 17, "eventfd2": 19, "epoll_create1": 20, "epoll_ctl": 21, "epoll_pwait": 22, "dup": 23, "dup3": 24,
    "fcntl": 25, "ioctl": 29, "mkdirat": 34, "unlinkat": 35, "renameat": 38, "statfs": 43, "fstatfs": 44,
    "truncate": 45, "ftruncate": 46, "faccessat": 48, "chdir": 49, "openat": 56, "close": 57, "pipe2": 59,
    "getdents64": 61, "lseek": 62, "read": 63, "write": 64, "readv": 65, "writev": 66, "pread64": 67, "pwrite64": 68,
    "pselect6": 72, "ppoll": 73, "readlinkat": 78, "newfstatat": 79, "fstat": 80, "fsync": 82, "fdatasync": 83,
    "exit": 93, "exit_group": 94, "set_tid_address": 96, "futex": 98, "set_robust_list": 99, "get_robust_list": 100,
    "nanosleep": 101, "clock_gettime": 113, "clock_getres": 114, "clock_nanosleep": 115, "sched_getaffinity": 123,
    "sched_yield": 124, "restart_syscall": 128, "tgkill": 131, "sigaltstack": 132, "rt_sigaction": 134,
    "rt_sigprocmask": 135, "rt_sigreturn": 139, "times": 153, "getpgid": 155, "getgroups": 158, "uname": 160,
    "getresuid": 148, "getresgid": 150, "getrlimit": 163, "getrusage": 165, "umask": 166, "gettimeofday": 169,
    "getpid": 172, "getppid": 173, "getuid": 174, "geteuid": 175, "getgid": 176, "getegid": 177, "gettid": 178,
    "sysinfo": 179, "socketpair": 199, "sendto": 206, "recvfrom": 207, "shutdown": 210, "brk": 214, "munmap": 215,
    "mremap": 216, "clone": 220, "mmap": 222, "fadvise64": 223, "mprotect": 226, "msync": 227, "mincore": 232,
    "madvise": 233, "mbind": 235, "get_mempolicy": 236, "set_mempolicy": 237, "prlimit64": 261, "renameat2": 276,
    "getrandom": 278, "membarrier": 283, "statx": 291, "rseq": 293,
}  # fmt: skip

_COMMON: Final = {
    "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "open_tree": 428, "move_mount": 429,
    "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433, "clone3": 435, "close_range": 436, "openat2": 437,
    "faccessat2": 439, "epoll_pwait2": 441, "mount_setattr": 442,
}  # fmt: skip

NUMBERS: Final = {"x86_64": {**_X86_64, **_COMMON}, "aarch64": {**_AARCH64, **_COMMON}}


def allowed(machine: str, scratch: bool) -> list[int]:
    """The numbers that are allowed whatever their arguments. Calls that the architecture never had are left out."""
    numbers = NUMBERS[machine]
    names = (_ALWAYS + _WITH_SCRATCH if scratch else _ALWAYS).split()
    return sorted(numbers[name] for name in names if name in numbers)
