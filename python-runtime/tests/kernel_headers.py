"""The numbers of system calls as the kernel's own headers have them, where the machine has the headers."""

import re
from collections.abc import Iterable
from pathlib import Path

_X86_64 = ("/usr/include/asm/unistd_64.h", "/usr/include/x86_64-linux-gnu/asm/unistd_64.h")
# What aarch64 takes as it is; the file writes 64-bit variants as 3264 and gives them their names at its end.
_GENERIC = ("/usr/include/asm-generic/unistd.h",)


def numbers(machine: str) -> dict[str, int] | None:
    """Name → number for "x86_64" or "aarch64"; None without the headers."""
    text = _first_text(_X86_64 if machine == "x86_64" else _GENERIC)
    if text is None:
        return None
    plain = {name: int(value) for name, value in re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", text)}
    for name, wide in re.findall(r"#define __NR_(\w+)\s+__NR3264_(\w+)", text):
        if wide in plain:
            plain.setdefault(name, plain[wide])
    return plain


def _first_text(paths: Iterable[str]) -> str | None:
    return next((Path(path).read_text() for path in paths if Path(path).exists()), None)
