"""Hard limits on memory, CPU, files, descriptors and threads; a job lowers its own further."""

import ctypes
import errno
import mmap
import os
import resource

from lockdown.kernel import PR_GET_DUMPABLE, PR_SET_DUMPABLE, prctl
from lockdown.layer import LayerFailed, Place, Support
from plan import Plan

NAME = "rlimits"


def probe(plan: Plan) -> Support:
    return Support(True)


def engage(plan: Plan, place: Place) -> None:
    for limit, value in _limits(plan, place).items():
        lower(limit, value)
    # RLIMIT_CORE does not bind where the kernel hands cores to a program, which would get one for each crash (core(5)).
    # Read back at once, for the system-call filter refuses prctl.
    prctl(PR_SET_DUMPABLE, 0)
    if prctl(PR_GET_DUMPABLE) != 0:
        raise LayerFailed(NAME, "engage", "the process still leaves a core")


def verify(plan: Plan, place: Place) -> None:
    for limit, value in _limits(plan, place).items():
        soft, hard = resource.getrlimit(limit)
        if soft != hard or hard == resource.RLIM_INFINITY or hard > value:  # infinity is -1 here
            raise LayerFailed(NAME, "verify", f"limit {limit} is {soft}/{hard}, not {value}")
    _must_refuse_memory(place.baseline_bytes + plan.max_memory_bytes)
    _must_refuse_descriptor(plan.descriptors)


def lower_to_job(place: Place, memory_bytes: int, cpu_seconds: int) -> None:
    """Lower this worker's limits to what one job asked for. Raises LayerFailed."""
    try:
        lower(resource.RLIMIT_AS, place.baseline_bytes + memory_bytes)
        lower(resource.RLIMIT_CPU, cpu_seconds)
    except (OSError, ValueError) as error:
        raise LayerFailed(NAME, "lower to the job", error) from None


def lower(limit: int, value: int) -> None:
    """Set soft and hard to `value`, or to the hard limit where that is lower already: limits only ever fall."""
    _, hard = resource.getrlimit(limit)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(limit, (value, value))


def address_space() -> int:
    """This process's address space in bytes, found by what RLIMIT_AS refuses: it needs no /proc.

    The limit is searched for under which one more page is refused (getrlimit(2): RLIMIT_AS). Only the soft limit
    moves, and it is put back.
    """
    page = mmap.PAGESIZE
    before = resource.getrlimit(resource.RLIMIT_AS)
    hard = before[1]
    too_low, enough = 0, 1 << 47
    try:
        while enough - too_low > page:
            middle = (too_low + enough) // 2
            resource.setrlimit(resource.RLIMIT_AS, (middle, hard))
            fits = _can_map(page)
            resource.setrlimit(resource.RLIMIT_AS, before)
            too_low, enough = (too_low, middle) if fits else (middle, enough)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
    return enough


def _limits(plan: Plan, place: Place) -> dict[int, int]:
    limits = {
        resource.RLIMIT_AS: place.baseline_bytes + plan.max_memory_bytes,
        resource.RLIMIT_CPU: plan.cpu_seconds,
        # 0 stops every write to a file while pipes and sockets go on working.
        resource.RLIMIT_FSIZE: plan.file_bytes if plan.scratch_bytes else 0,
        resource.RLIMIT_NOFILE: plan.descriptors,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
    }
    # It counts per uid and user namespace. A slot's own uid makes it a limit of this run. An ordinary user's jail has
    # one uid, so there it bounds all runs together; without a jail that user's other processes would count, too.
    if plan.first_uid is not None:
        limits[resource.RLIMIT_NPROC] = plan.threads
    elif plan.jailed:
        limits[resource.RLIMIT_NPROC] = plan.threads * plan.slots + plan.workers
    return limits


_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.mmap.restype = ctypes.c_void_p
_LIBC.mmap.argtypes = (ctypes.c_void_p, ctypes.c_size_t, *(ctypes.c_int,) * 3, ctypes.c_long)
_LIBC.munmap.argtypes = (ctypes.c_void_p, ctypes.c_size_t)
_MAP_FAILED = ctypes.c_void_p(-1).value


def _can_map(size: int) -> bool:
    """Try an anonymous mapping of `size` bytes and give it back; PROT_NONE, so nothing is charged but space."""
    address = _LIBC.mmap(None, size, 0, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, -1, 0)
    if address == _MAP_FAILED:
        return False
    _LIBC.munmap(address, size)
    return True


def _must_refuse_memory(size: int) -> None:
    if _can_map(size):
        raise LayerFailed(NAME, "verify memory", f"{size} bytes were granted")


def _must_refuse_descriptor(count: int) -> None:
    try:
        os.close(os.dup2(0, count))
    except OSError as error:
        if error.errno == errno.EBADF:
            return
        raise LayerFailed(NAME, "verify descriptors", error) from None
    raise LayerFailed(NAME, "verify descriptors", f"descriptor {count} was granted")
