"""System calls by number, as an attacker makes them."""

import ctypes
import os
import platform

NUMBERS = {
    "x86_64": {
        "fork": 57, "vfork": 58, "clone": 56, "execve": 59, "execveat": 322, "kill": 62, "tkill": 200, "tgkill": 234,
        "socket": 41, "connect": 42, "sendto": 44, "sendmsg": 46, "sendmmsg": 307, "socketpair": 53, "bind": 49,
        "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312, "userfaultfd": 323,
        "bpf": 321, "perf_event_open": 298, "keyctl": 250, "add_key": 248, "request_key": 249, "memfd_create": 319,
        "splice": 275, "tee": 276, "vmsplice": 278, "name_to_handle_at": 303, "open_by_handle_at": 304,
        "personality": 135, "modify_ldt": 154, "fanotify_init": 300, "inotify_init1": 294, "setns": 308,
        "unshare": 272, "mount": 165, "umount2": 166, "pivot_root": 155, "chroot": 161, "setuid": 105, "setgid": 106,
        "setresuid": 117, "setgroups": 116, "capset": 126, "prctl": 157, "setsid": 112, "setpgid": 109,
        "shmget": 29, "shmat": 30, "semget": 64, "semop": 65, "msgget": 68, "mq_open": 240, "flock": 73,
        "clock_settime": 227, "settimeofday": 164, "adjtimex": 159, "reboot": 169, "swapon": 167, "sethostname": 170,
        "setdomainname": 171, "syslog": 103, "init_module": 175, "delete_module": 176, "kexec_load": 246, "acct": 163,
        "iopl": 172, "ioperm": 173, "vhangup": 153, "quotactl": 179, "prlimit64": 302, "setrlimit": 160,
        "setpriority": 141, "sched_setscheduler": 144, "sched_setaffinity": 203, "ioprio_set": 251, "mlock": 149,
        "symlink": 88, "link": 86, "mknod": 133, "chmod": 90, "chown": 92, "setxattr": 188, "getpid": 39, "seccomp": 317,
        "timer_create": 222, "setitimer": 38, "fcntl": 72, "ioctl": 16, "move_pages": 279, "migrate_pages": 256,
        "memfd_secret": 447, "process_madvise": 440, "rt_sigqueueinfo": 129, "rt_tgsigqueueinfo": 297,
    },
    "aarch64": {
        "clone": 220, "execve": 221, "execveat": 281, "kill": 129, "tkill": 130, "tgkill": 131,
        "socket": 198, "connect": 203, "sendto": 206, "sendmsg": 211, "sendmmsg": 269, "socketpair": 199, "bind": 200,
        "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271, "kcmp": 272, "userfaultfd": 282,
        "bpf": 280, "perf_event_open": 241, "keyctl": 219, "add_key": 217, "request_key": 218, "memfd_create": 279,
        "splice": 76, "tee": 77, "vmsplice": 75, "name_to_handle_at": 264, "open_by_handle_at": 265,
        "personality": 92, "fanotify_init": 262, "inotify_init1": 26, "setns": 268,
        "unshare": 97, "mount": 40, "umount2": 39, "pivot_root": 41, "chroot": 51, "setuid": 146, "setgid": 144,
        "setresuid": 147, "setgroups": 159, "capset": 91, "prctl": 167, "setsid": 157, "setpgid": 154,
        "shmget": 194, "shmat": 196, "semget": 190, "semop": 193, "msgget": 186, "mq_open": 180, "flock": 32,
        "clock_settime": 112, "settimeofday": 170, "adjtimex": 171, "reboot": 142, "swapon": 224, "sethostname": 161,
        "setdomainname": 162, "syslog": 116, "init_module": 105, "delete_module": 106, "kexec_load": 104, "acct": 89,
        "vhangup": 58, "quotactl": 60, "prlimit64": 261, "setrlimit": 164, "setpriority": 140,
        "sched_setscheduler": 119, "sched_setaffinity": 122, "ioprio_set": 30, "mlock": 228, "setxattr": 5,
        "getpid": 172, "seccomp": 277, "timer_create": 107, "setitimer": 103, "fcntl": 25, "ioctl": 29,
        "move_pages": 239, "migrate_pages": 238, "memfd_secret": 447, "process_madvise": 440,
        "rt_sigqueueinfo": 138, "rt_tgsigqueueinfo": 240,
    },
}  # fmt: skip
EVERYWHERE = {
    "pidfd_send_signal": 424, "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427,
    "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433,
    "pidfd_open": 434, "clone3": 435, "openat2": 437, "pidfd_getfd": 438, "mount_setattr": 442,
    "landlock_create_ruleset": 444, "statmount": 457, "listmount": 458,
}  # fmt: skip

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.syscall.restype = ctypes.c_long


def syscall(name, *arguments):
    """Make the call; raises OSError with errno, KeyError where this architecture has no such call."""
    number = EVERYWHERE[name] if name in EVERYWHERE else NUMBERS[platform.machine()][name]
    words = [ctypes.c_long(word) if isinstance(word, int) else word for word in arguments]
    result = LIBC.syscall(ctypes.c_long(number), *words)
    if result == -1:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")
    return result
