"""Writes to the channel on which the service awaits the result, in place of its own worker code."""

import os
import time

CHANNEL = 3


def frame(kind, payload=b"", length=None):
    return kind + (len(payload) if length is None else length).to_bytes(4, "big") + payload


FORGED = b'{"forged": true}'
SYNTAX = b'{"rule":"syntax","message":"forged","line":1,"column":1,"endLine":1,"endColumn":2}'
THROWN = b'{"type":"Forged","message":"","line":1,"traceback":[],"omittedFrames":0,"memoryError":false}'
WRITES = {
    "garbage": b"\xff\x00garbage\r\n" * 100,
    "text": b'{"result": 1}\n',
    "forged syntax error": frame(b"E", SYNTAX),
    "forged compiled": frame(b"C"),
    "forged ready": frame(b"R", b'{"layers":[]}'),
    "forged failed layer": frame(b"X", b'{"layer":"seccomp","step":"x","message":"x"}'),
    "forged hello": frame(b"H", b'{"worker":1,"nonce":"","stream":"control"}'),
    "forged unusable input": frame(b"U", b'{"message":"forged"}'),
    "forged exception": frame(b"T", THROWN),
    "malformed exception": frame(b"T", b"[]"),
    "deep exception": frame(b"T", b"[" * 200_000),
    "forged refusal": frame(b"J", b'{"message":"forged"}'),
    "server's frame": frame(b"S", b"def main(): return 1"),
    "forged value": frame(b"V", FORGED),
    "two values": frame(b"V", FORGED) + frame(b"V", b"2"),
    "value and more": frame(b"V", FORGED) + b"\xff" * 100_000,
    "no JSON": frame(b"V", b"{"),
    "infinite number": frame(b"V", b'{"a":1e999}'),
    "not a number": frame(b"V", b"NaN"),
    "no UTF-8": frame(b"V", b'"\xff\xfe"'),
    "deep value": frame(b"V", b"[" * 100_000 + b"]" * 100_000),
    "two texts": frame(b"V", b"1 2"),
    "huge length": frame(b"V", b"1", 0xFFFFFFFF),
    "too long a value": frame(b"V", b'"' + b"a" * (5 * 1024 * 1024) + b'"'),
    "partial frame": frame(b"V", FORGED)[:-3],
    "half a header": b"V\x00",
}


def main(setup):
    data = memoryview(WRITES[PART])
    while data:
        data = data[os.write(CHANNEL, data) :]
    if PART in ("partial frame", "half a header", "huge length"):
        time.sleep(60)
    return "own value"
