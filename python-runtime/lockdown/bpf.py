"""Classic BPF as seccomp(2) takes it: a handful of instructions and how to lay them out in memory."""

import errno
import struct
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

# linux/filter.h, linux/seccomp.h
_LOAD: Final = 0x20
_AND: Final = 0x54
_JUMP_EQUAL: Final = 0x15
_JUMP_GREATER_OR_EQUAL: Final = 0x35
_RETURN: Final = 0x06

ALLOW: Final = 0x7FFF0000
KILL_PROCESS: Final = 0x80000000

# struct seccomp_data: int nr; __u32 arch; __u64 instruction_pointer; __u64 args[6], low word first.
NR: Final = 0
ARCH: Final = 4


class Instruction(NamedTuple):
    """struct sock_filter."""

    code: int
    if_true: int
    if_false: int
    operand: int


Block = list[Instruction]


def refuse(code: int = errno.EPERM) -> int:
    """The verdict that makes the call fail with `code`."""
    return 0x00050000 | code


def argument(index: int, high: bool = False) -> int:
    """Offset of the low (or high) word of argument `index` on a little-endian machine."""
    return 16 + 8 * index + (4 if high else 0)


def load(offset: int) -> Instruction:
    return Instruction(_LOAD, 0, 0, offset)


def mask(bits: int) -> Instruction:
    return Instruction(_AND, 0, 0, bits)


def verdict(value: int) -> Instruction:
    return Instruction(_RETURN, 0, 0, value)


def when_equal(value: int, block: Sequence[Instruction]) -> Block:
    """Run `block` when the loaded word is `value`, else go on behind it."""
    return [Instruction(_JUMP_EQUAL, 0, len(block), value), *block]


def when_at_least(value: int, block: Sequence[Instruction]) -> Block:
    """Run `block` when the loaded word is `value` or more, else go on behind it."""
    return [Instruction(_JUMP_GREATER_OR_EQUAL, 0, len(block), value), *block]


def allow_only(values: Iterable[int], otherwise: int) -> Block:
    """End with ALLOW when the loaded word is one of `values`, else with `otherwise`."""
    block: Block = []
    for value in values:
        block += when_equal(value, [verdict(ALLOW)])
    return [*block, verdict(otherwise)]


def assemble(program: Sequence[Instruction]) -> bytes:
    """The program as the kernel reads it. Raises ValueError where a jump is too long for its byte."""
    if any(i.if_true > 255 or i.if_false > 255 for i in program):
        raise ValueError("a jump over more than 255 instructions")
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in program)
