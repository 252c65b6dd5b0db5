"""Runs a classic BPF program as the kernel would: filters of every architecture can be asked, without their kernel."""

import struct
from collections.abc import Sequence
from typing import Final

_LOAD, _AND, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x06
INSTRUCTION_BYTES: Final = 8


def run(program: bytes, arch: int, number: int, arguments: Sequence[int] = ()) -> int:
    """The verdict on one system call. Raises ValueError for what the kernel would not load."""
    words = [argument & (1 << 64) - 1 for argument in (*arguments, 0, 0, 0, 0, 0, 0)[:6]]
    data = struct.pack("<IIQ6Q", number & 0xFFFFFFFF, arch, 0, *words)
    instructions = list(struct.iter_unpack("<HBBI", program))
    accumulator = position = 0
    while True:
        code, if_true, if_false, operand = instructions[position]
        position += 1
        if code == _RETURN:
            return int(operand)
        if code == _LOAD:
            (accumulator,) = struct.unpack_from("<I", data, operand)
        elif code == _AND:
            accumulator &= operand
        elif code == _EQUAL:
            position += if_true if accumulator == operand else if_false
        elif code == _AT_LEAST:
            position += if_true if accumulator >= operand else if_false
        else:
            raise ValueError(f"instruction {code:#x}")
