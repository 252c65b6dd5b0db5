"""The worker's side of the wire that docs/wire.md describes: typed frames on blocking descriptors."""

import json
import os
from enum import Enum
from typing import Any, Final

_HEADER_BYTES: Final = 5
MAX_PAYLOAD_BYTES: Final = 6 * 1024 * 1024

# Bound now: a script may put something else into os and json, and the frames after it still have to go out.
_write = os.write
_encode = json.JSONEncoder(separators=(",", ":")).encode


class Frame(Enum):
    """The types of docs/wire.md."""

    HELLO = b"H"
    READY = b"R"
    LAYER_FAILED = b"X"
    LIMITS = b"L"
    INPUT = b"I"
    SCRIPT = b"S"
    UNUSABLE_INPUT = b"U"
    NOT_COMPILED = b"E"
    COMPILED = b"C"
    VALUE = b"V"
    NOT_JSON = b"J"
    THROWN = b"T"


class ChannelClosed(Exception):
    """The server ended the channel: this worker is not wanted any more."""


def pack(kind: Frame, payload: bytes = b"") -> bytes:
    """One frame as bytes. Raises ValueError when the payload is longer than the wire allows."""
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise ValueError(f"payload of {len(payload)} bytes, the wire carries {MAX_PAYLOAD_BYTES}")
    return kind.value + len(payload).to_bytes(4, "big") + payload


def send(descriptor: int, kind: Frame, payload: bytes = b"") -> None:
    """Write one frame as a whole. Raises OSError where the channel is gone."""
    rest = memoryview(pack(kind, payload))
    while rest:
        rest = rest[_write(descriptor, rest) :]


def send_json(descriptor: int, kind: Frame, document: object) -> None:
    """Write a frame whose payload is `document`."""
    send(descriptor, kind, _encode(document).encode())


def receive(descriptor: int, expected: Frame) -> bytes:
    """Read the payload of the next frame. Raises ChannelClosed at the end, ValueError for another or a longer one."""
    header = _read_exactly(descriptor, _HEADER_BYTES)
    if header[:1] != expected.value:
        raise ValueError(f"frame {header[:1]!r} where {expected.value!r} belongs")
    length = int.from_bytes(header[1:], "big")
    if length > MAX_PAYLOAD_BYTES:
        raise ValueError(f"payload of {length} bytes, the wire carries {MAX_PAYLOAD_BYTES}")
    return _read_exactly(descriptor, length)


def receive_json(descriptor: int, expected: Frame) -> Any:
    """Read a frame whose payload is JSON."""
    return json.loads(receive(descriptor, expected))


def _read_exactly(descriptor: int, count: int) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        part = os.read(descriptor, count - len(parts))
        if not part:
            raise ChannelClosed
        parts += part
    return bytes(parts)
