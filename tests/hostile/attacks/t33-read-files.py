"""Reads what is not its own: accounts, the service's source, secrets that platforms mount, the kernel's files."""

import os
import sys
import sysconfig
import tempfile

from toolbox.attempts import Absent, attempt_all

LIBRARIES = ("/lib", "/lib32", "/lib64", "/libx32", "/usr/lib", "/usr/local/lib", "/bin", "/usr/bin", "/etc/ld.so.cache")
# Of these two empty folders one is where the scratch space is mounted.
MOUNT_POINTS = ("/tmp", "/scratch")
O_PATH = 0o10000000
FILES = (
    "/etc/passwd", "/etc/shadow", "/etc/group", "/etc/hosts", "/etc/resolv.conf", "/etc/hostname", "/etc/os-release",
    "/etc/ssl/certs/ca-certificates.crt", "/etc/machine-id", "/root/.bashrc", "/root/.ssh/id_rsa",
    "/var/run/secrets/kubernetes.io/serviceaccount/token", "/run/secrets/kubernetes.io/serviceaccount/token",
    "/proc/self/mountinfo", "/proc/self/maps", "/proc/self/cgroup", "/proc/self/status", "/proc/self/cmdline",
    "/proc/1/cmdline", "/proc/cpuinfo", "/proc/version", "/proc/net/unix", "/proc/kallsyms", "/proc/config.gz",
    "/sys/kernel/mm/transparent_hugepage/enabled", "/sys/class/dmi/id/product_uuid", "/sys/fs/cgroup/cgroup.controllers",
    "/dev/mem", "/dev/kmsg", "/dev/sda", "/dev/vda", "/dev/urandom", "/.dockerenv", "/workspace/package.json",
)  # fmt: skip
FOLDERS = ("/", "/etc", "/root", "/home", "/proc", "/sys", "/dev", "/var", "/tmp", "/run", "/var/run/secrets", "/opt", "/srv")


def own_names(folder, setup):
    """Names in a folder through which the interpreter reaches what belongs to it."""
    mine = [*sys.path, sys.executable, sys.prefix, sys.base_prefix, setup["packages"], setup["runtime"], *LIBRARIES, *MOUNT_POINTS]
    mine += [sysconfig.get_path("stdlib"), tempfile.gettempdir(), os.getcwd(), os.environ.get("HOME", "/tmp")]
    # Where Python lies under /tmp, a jail shows the way to the socket that its workers came from, and nothing behind it.
    mine.append(setup["workersSocket"])
    prefix = folder.rstrip("/") + "/"
    return {path[len(prefix) :].split("/")[0] for path in map(os.path.abspath, mine) if path.startswith(prefix)}


def main(setup):
    def read(path):
        try:
            with open(path, "rb") as file:
                return file.read(80)
        except OSError as error:
            # Unconfined, what is missing or closed to everybody says nothing of the sandbox.
            if not setup["confined"] and not isinstance(error, ValueError):
                raise Absent(str(error)) from None
            raise

    def names(path):
        """What is there beside the way to what a script may read anyway."""
        try:
            found = set(os.listdir(path))
        except OSError as error:
            if not setup["confined"]:
                raise Absent(str(error)) from None
            raise
        beside = sorted(found - own_names(path, setup)) if setup["confined"] else sorted(found)
        return f"{len(beside)} entries: {beside[:10]}" if beside or not setup["confined"] else None

    def through_parents(path):
        return read("/".join(["..", *[".."] * 20, path.lstrip("/")]))

    def by_descriptor(path):
        """Opening for no more than its name is free under Landlock; reading through that must not be."""
        descriptor = os.open(path, O_PATH)
        with open(f"/proc/self/fd/{descriptor}", "rb") as file:
            return file.read(80)

    def from_folder(path):
        folder = os.open(os.path.dirname(path), O_PATH)
        descriptor = os.open(os.path.basename(path), os.O_RDONLY, dir_fd=folder)
        return os.read(descriptor, 80)

    canary = setup["openFile"]
    own_files = {
        "open canary": canary,
        "server's canary": setup["ownFile"],
        "service's source": f"{setup['projectRoot']}/package.json",
        "built service": f"{setup['projectRoot']}/dist/sandbox/create.js",
        "this test": f"{setup['projectRoot']}/tests/hostile/table.ts",
    }
    files = {path: path for path in FILES if setup["confined"] or os.path.exists(path)} | own_files
    return attempt_all(
        setup,
        {
            **{f"read {name}": lambda path=path: read(path) for name, path in files.items()},
            **{f"list {path}": lambda path=path: names(path) for path in FOLDERS},
            "through ..": lambda: through_parents(canary),
            "by a path descriptor": lambda: by_descriptor(canary),
            "relative to a folder": lambda: from_folder(canary),
            "by /proc/self/root": lambda: read(f"/proc/self/root{canary}"),
            "by /proc/self/cwd": lambda: read(f"/proc/self/cwd/../../../../../../../..{canary}"),
        },
    )
