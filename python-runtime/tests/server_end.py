"""The server's three ends of one worker: hands it a job, reads its frames and its output."""

import json
import selectors
import signal
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import wire
from tests.installation import MEGABYTE

TIMEOUT_SECONDS: Final = 20
STREAMS: Final = ("control", "stdout", "stderr")
_LAST_FRAMES: Final = "VJTEUX"


@dataclass
class Run:
    """What one run left behind. `kinds` is the types of its frames in order, as "CV"."""

    frames: list[tuple[str, bytes]]
    stdout: str
    stderr: str
    ended: dict[str, Any] = field(default_factory=dict)

    @property
    def kinds(self) -> str:
        return "".join(kind for kind, _ in self.frames)

    @property
    def last(self) -> Any:
        """The payload of the last frame as Python reads it."""
        return json.loads(self.frames[-1][1])

    @property
    def signal(self) -> str | None:
        """The name of the signal that ended it."""
        number = self.ended["signal"]
        return None if number is None else signal.Signals(number).name


class ServerEnd:
    """Reads all streams at once, so that none fills up while another is waited for. No wait outlasts the timeout."""

    def __init__(self, worker: int, connections: Mapping[str, socket.socket]) -> None:
        self.worker = worker
        self.frames: list[tuple[str, bytes]] = []
        self.layers: list[str] = []
        self._connections = connections
        self._open = set(connections)
        self._read = {name: bytearray() for name in connections}

    def submit(self, source: str, input_json: bytes = b"", *, memory_mb: int = 256, cpu_seconds: int = 30) -> None:
        limits = {"memoryBytes": memory_mb * MEGABYTE, "cpuSeconds": cpu_seconds}
        job = wire.pack(wire.Frame.LIMITS, json.dumps(limits).encode())
        job += wire.pack(wire.Frame.INPUT, input_json) + wire.pack(wire.Frame.SCRIPT, source.encode())
        self.write(job)

    def write(self, data: bytes) -> None:
        self._connections["control"].sendall(data)

    def take_frame(self) -> tuple[str, bytes]:
        """Wait for the next frame. Raises AssertionError where the channel ends before it."""
        self._pump(lambda: self._parse_frame() or "control" not in self._open)
        if not self.frames:
            raise AssertionError(f"worker {self.worker} ended without a frame: {self._read}")
        return self.frames.pop()

    def wait_for_output(self, text: bytes) -> None:
        self._pump(lambda: text in self._read["stdout"] or not self._open)

    def wait_for_verdict(self) -> bool:
        """Wait for a last frame or the end of the channel; whether the channel is still open."""
        self._pump(self._has_verdict)
        return "control" in self._open

    def wait_for_end(self) -> None:
        """Wait for the end of all three streams: no process holds one of them any more."""
        self._pump(lambda: not self._open)

    def collect(self) -> Run:
        """Wait for the end and close everything. The zygote's report is the caller's to add."""
        self.wait_for_end()
        while self._parse_frame():
            pass
        self.close()
        out, err = (self._read[name].decode(errors="replace") for name in ("stdout", "stderr"))
        return Run(self.frames, out, err)

    def close(self) -> None:
        for connection in self._connections.values():
            connection.close()

    def _has_verdict(self) -> bool:
        while self._parse_frame():
            pass
        return "control" not in self._open or any(kind in _LAST_FRAMES for kind, _ in self.frames)

    def _parse_frame(self) -> bool:
        data = self._read["control"]
        end = 5 + int.from_bytes(data[1:5], "big")
        if len(data) < 5 or len(data) < end:
            return False
        self.frames.append((data[:1].decode("latin-1"), bytes(data[5:end])))
        del data[:end]
        return True

    def _pump(self, is_done: Callable[[], bool]) -> None:
        with selectors.DefaultSelector() as selector:
            for name in self._open:
                selector.register(self._connections[name], selectors.EVENT_READ, name)
            while not is_done():
                arrived = selector.select(TIMEOUT_SECONDS)
                if not arrived:
                    raise AssertionError(f"worker {self.worker} is silent; so far {self.frames} and {self._read}")
                for key, _ in arrived:
                    if data := _receive(self._connections[key.data]):
                        self._read[key.data] += data
                    else:
                        selector.unregister(key.fileobj)
                        self._open.discard(key.data)


def _receive(connection: socket.socket) -> bytes:
    try:
        return connection.recv(1 << 16)
    except ConnectionResetError:
        return b""  # the worker died with something of ours unread
