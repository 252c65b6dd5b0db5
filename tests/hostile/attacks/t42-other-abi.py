"""Calls the kernel by its other doors, where the same numbers mean other calls: x32, and int 0x80."""

import ctypes
import mmap
import os
import platform

from toolbox.attempts import Absent, attempt_all

X32_GETPID = 0x40000000 + 39
CODE = {
    # mov eax, 0x40000027; syscall; ret
    "x32": b"\xb8" + X32_GETPID.to_bytes(4, "little") + b"\x0f\x05\xc3",
    # mov eax, 20 (getpid of i386); int 0x80; ret
    "int 0x80": b"\xb8\x14\x00\x00\x00\xcd\x80\xc3",
}


def main(setup):
    def call():
        if platform.machine() != "x86_64":
            raise Absent("there is no other door")
        area = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        area.write(CODE[PART])
        function = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(area)))
        answer = function()
        if answer == -38:
            raise Absent("ENOSYS: this kernel has no such door")
        return answer == os.getpid()

    return attempt_all(setup, {PART: call})
