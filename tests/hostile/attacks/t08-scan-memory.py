"""Searches its own memory for what the server, the zygote or an earlier script may have left in it."""

import ctypes
import gc
import os
import re

from toolbox.attempts import attempt_all
from toolbox.kernel import LIBC

# Whole canaries only: this pattern itself lies in memory too.
CANARY = re.compile(rb"canary-[0-9a-f]{16}-(?:secret|planted)")
PAGE = 4096
CHUNK = 16 * PAGE
STEP = 1 << 20
REACH = 256 << 20


def main(setup):
    read_end, write_end = os.pipe()
    os.set_blocking(write_end, False)

    def look_at(address, size):
        """The kernel copies into a pipe what can be read, and says EFAULT of what cannot: no crash on a wild guess."""
        written = LIBC.write(write_end, ctypes.c_void_p(address), ctypes.c_size_t(size))
        return os.read(read_end, written) if written > 0 else b""

    def scan(start, end):
        found = set()
        address, tail = start, b""
        while address < end:
            data = look_at(address, min(CHUNK, end - address))
            found.update(CANARY.findall(tail + data))
            tail = data[-64:]
            address += len(data) if data and len(data) % PAGE == 0 else PAGE if not data else len(data)
        return found

    def everything_near(addresses):
        """Objects lie in arenas and heaps: what is around them is memory too."""
        found, done = set(), set()
        vector = (ctypes.c_ubyte * (STEP // PAGE))()
        for address in sorted(addresses):
            base = address - address % STEP
            for direction in (1, -1):
                here = base if direction == 1 else base - STEP
                while here > 0 and here not in done and abs(here - base) < REACH:
                    done.add(here)
                    pages = [here + PAGE * index for index in range(STEP // PAGE)]
                    mapped = [page for page in pages if is_mapped(page, vector)]
                    if not mapped:
                        break
                    found |= scan(mapped[0], mapped[-1] + PAGE)
                    here += direction * STEP
        return found

    def is_mapped(page, vector):
        return LIBC.mincore(ctypes.c_void_p(page), ctypes.c_size_t(PAGE), vector) == 0

    def by_collector():
        texts = [one for one in gc.get_objects() if isinstance(one, (dict, list, tuple, set))]
        strings = {repr(part)[:4000] for one in texts for part in one if isinstance(part, (str, bytes))}
        return sorted({match for text in strings for match in CANARY.findall(text.encode(errors="replace"))}) or None

    def by_address():
        objects = {id(one) for one in gc.get_objects()[::50]}
        libraries = {ctypes.cast(function, ctypes.c_void_p).value for function in (LIBC.write, LIBC.mincore)}
        stack = {ctypes.addressof(ctypes.c_int()), id(object()), id(b"x" * 600)}
        return sorted(everything_near(objects | libraries | stack)) or None

    return attempt_all(setup, {"by the garbage collector": by_collector, "by address": by_address})
