"""wire.py against the golden frames that the server's tests use too."""

import json
import os
import socket
import threading
import unittest
from typing import Any
from unittest import mock

import wire
from tests.installation import GOLDEN_JSON

GOLDEN: dict[str, Any] = json.loads(GOLDEN_JSON.read_text(encoding="utf-8"))


def read_back(data: bytes, expected: wire.Frame) -> bytes:
    """What receive() makes of a channel that holds `data` and is at its end."""
    reading, writing = os.pipe()
    try:
        os.write(writing, data)
        os.close(writing)
        return wire.receive(reading, expected)
    finally:
        os.close(reading)


class GoldenFrames(unittest.TestCase):
    def test_every_frame_is_packed_byte_for_byte(self) -> None:
        for frame in GOLDEN["frames"]:
            with self.subTest(frame["name"]):
                packed = wire.pack(wire.Frame(frame["type"].encode()), frame["text"].encode())
                self.assertEqual(packed.hex(), frame["hex"])

    def test_every_frame_is_read(self) -> None:
        for frame in GOLDEN["frames"]:
            with self.subTest(frame["name"]):
                payload = read_back(bytes.fromhex(frame["hex"]), wire.Frame(frame["type"].encode()))
                self.assertEqual(payload.decode(), frame["text"])
                if "json" in frame:
                    self.assertEqual(json.loads(payload), frame["json"])

    def test_every_document_is_sent_so_that_it_means_the_same(self) -> None:
        for frame in GOLDEN["frames"]:
            if "json" in frame:
                with self.subTest(frame["name"]), mock.patch("wire.send") as send:
                    wire.send_json(3, wire.Frame.VALUE, frame["json"])
                    self.assertEqual(json.loads(send.call_args.args[2]), frame["json"])

    def test_the_types_and_the_longest_payload_are_the_same_on_both_sides(self) -> None:
        self.assertEqual({frame["type"] for frame in GOLDEN["frames"]}, {kind.value.decode() for kind in wire.Frame})
        self.assertEqual(wire.MAX_PAYLOAD_BYTES, GOLDEN["maxPayloadBytes"])

    def test_breaches_are_refused(self) -> None:
        for breach in GOLDEN["breaches"]:
            with self.subTest(breach["name"]), self.assertRaises((ValueError, wire.ChannelClosed)):
                read_back(bytes.fromhex(breach["hex"]), wire.Frame.VALUE)


class Channel(unittest.TestCase):
    def test_a_frame_may_arrive_a_byte_at_a_time(self) -> None:
        read = os.read
        with mock.patch("wire.os.read", lambda descriptor, _: read(descriptor, 1)):
            self.assertEqual(read_back(wire.pack(wire.Frame.SCRIPT, b"x = 1"), wire.Frame.SCRIPT), b"x = 1")

    def test_a_frame_may_be_written_in_parts(self) -> None:
        parts: list[bytes] = []

        def write_three(_: int, data: memoryview) -> int:
            parts.append(bytes(data[:3]))
            return len(parts[-1])

        with mock.patch("wire._write", write_three):
            wire.send(3, wire.Frame.INPUT, b"[1, 2, 3]")
        self.assertEqual(b"".join(parts), wire.pack(wire.Frame.INPUT, b"[1, 2, 3]"))

    def test_the_longest_payload_passes_through_a_socket_that_holds_less(self) -> None:
        payload = os.urandom(wire.MAX_PAYLOAD_BYTES)
        server, worker = socket.socketpair()
        with server, worker:
            writer = threading.Thread(target=wire.send, args=(server.fileno(), wire.Frame.INPUT, payload))
            writer.start()
            received = wire.receive(worker.fileno(), wire.Frame.INPUT)
            writer.join()
        self.assertEqual(received, payload)

    def test_a_longer_payload_is_not_sent(self) -> None:
        with self.assertRaisesRegex(ValueError, "6291457 bytes, the wire carries 6291456"):
            wire.pack(wire.Frame.VALUE, bytes(wire.MAX_PAYLOAD_BYTES + 1))

    def test_a_longer_payload_is_refused_as_soon_as_its_header_is_read(self) -> None:
        header = b"S" + (wire.MAX_PAYLOAD_BYTES + 1).to_bytes(4, "big")
        with self.assertRaisesRegex(ValueError, "the wire carries"):
            read_back(header, wire.Frame.SCRIPT)

    def test_another_frame_than_the_one_whose_turn_it_is_is_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, "frame b'S' where b'L' belongs"):
            read_back(wire.pack(wire.Frame.SCRIPT, b"x"), wire.Frame.LIMITS)

    def test_the_end_of_the_channel_is_told_apart_from_a_fault(self) -> None:
        for data in (b"", b"S", b"S\0\0\0\5abc"):
            with self.subTest(data), self.assertRaises(wire.ChannelClosed):
                read_back(data, wire.Frame.SCRIPT)
