"""Writes where the whole machine would notice: name resolution, devices, cgroups, the kernel's settings."""

import os

from toolbox.attempts import Absent, attempt_all

FILES = (
    "/etc/hosts", "/etc/resolv.conf", "/etc/passwd", "/etc/ld.so.preload", "/dev/mem", "/dev/kmsg", "/dev/ptmx",
    "/dev/tty", "/dev/fuse", "/dev/kvm", "/dev/net/tun", "/dev/shm/hostile", "/dev/mqueue/hostile",
    "/sys/fs/cgroup/cgroup.procs", "/sys/fs/cgroup/memory.max", "/sys/kernel/mm/ksm/run",
    "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname", "/proc/sysrq-trigger", "/proc/self/oom_score_adj",
    "/proc/self/uid_map", "/proc/self/mem", "/proc/self/comm", "/run/hostile", "/run/lock/hostile", "/var/tmp/hostile",
    "/home/hostile", "/root/hostile", "/hostile", "/var/log/hostile", "/var/spool/cron/hostile",
)  # fmt: skip
NEW = ("hostile",)


def main(setup):
    def write(path):
        create = os.O_CREAT if path.endswith(NEW) else 0
        try:
            descriptor = os.open(path, os.O_WRONLY | create | os.O_NONBLOCK | os.O_NOCTTY, 0o600)
        except OSError as error:
            if not setup["confined"]:
                raise Absent(str(error)) from None
            raise
        os.close(descriptor)
        if create:
            os.unlink(path)
        return path

    def set_times(path):
        os.utime(path)
        return path

    def truncate(path):
        os.truncate(path, 0)
        return path

    canary = setup["openFolder"]
    kept, moved = os.path.join(canary, "kept"), os.path.join(canary, "moved")
    if not setup["confined"]:
        os.makedirs(canary, exist_ok=True)
        with open(kept, "w", encoding="utf-8") as file:
            file.write("kept")

    def move():
        os.rename(kept, moved)
        os.rename(moved, kept)
        return moved

    ways = {f"write {path}": lambda path=path: write(path) for path in FILES}
    return attempt_all(
        setup,
        {
            **ways,
            "write into an open folder": lambda: write(os.path.join(canary, "hostile")),
            "make a folder": lambda: os.mkdir(os.path.join(canary, "folder")) is None,
            "make a link": lambda: os.symlink("/etc/passwd", os.path.join(canary, "link")) is None,
            "make a hard link": lambda: os.link(kept, os.path.join(canary, "hard")) is None,
            "make a fifo": lambda: os.mkfifo(os.path.join(canary, "fifo")) is None,
            "change the mode": lambda: os.chmod(kept, 0o600) is None,
            "change an attribute": lambda: os.setxattr(kept, "user.hostile", b"x") is None,
            "change the times": lambda: set_times(kept),
            "rename it": move,
            "empty it": lambda: truncate(kept),
            "remove it": lambda: os.unlink(kept) is None,
        },
    )
