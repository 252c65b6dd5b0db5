"""The script's standard streams: written through, so that a kill loses nothing."""

import io
import sys
from typing import Final

# The wrappers that the interpreter made own descriptors 0 to 2 and would close them when they are freed.
_ORIGINALS: Final = (sys.stdin, sys.stdout, sys.stderr)


def replace() -> None:
    """Put new objects on descriptors 0 to 2 in the place of the zygote's.

    Lone surrogates come out as `\\udc80` instead of failing the script at its print().
    """
    sys.stdin = io.TextIOWrapper(open(0, "rb", closefd=False), encoding="utf-8", errors="replace")
    sys.stdout = _writer(1)
    sys.stderr = _writer(2)
    for name in ("stdin", "stdout", "stderr"):
        setattr(sys, f"__{name}__", getattr(sys, name))


def _writer(descriptor: int) -> io.TextIOWrapper:
    raw = io.FileIO(descriptor, "w", closefd=False)
    # Like `python -u`: no buffer between print() and the kernel.
    return io.TextIOWrapper(
        raw,
        encoding="utf-8",
        errors="backslashreplace",
        newline="\n",
        write_through=True,
    )
