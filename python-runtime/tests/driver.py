"""Drives a real zygote over the wire as the server does: starts it, has workers made, takes what it reports."""

import json
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import textwrap
import unittest
from collections.abc import Callable, Mapping
from typing import IO, Any, ClassVar, Self

import wire
from tests.installation import ENVIRONMENT, installation, plan_document
from tests.server_end import STREAMS, TIMEOUT_SECONDS, Run, ServerEnd


class Zygote:
    """A context manager that leaves nothing behind; inside it the zygote has started.

    `uid` makes it an ordinary user's; `environment` and `prepare` (called in the child before exec) change its start;
    every other keyword is a key of the plan.
    """

    def __init__(
        self,
        *,
        uid: int | None = None,
        environment: Mapping[str, str] = ENVIRONMENT,
        prepare: Callable[[], object] | None = None,
        **plan: Any,
    ) -> None:
        self.started: dict[str, Any] = {}
        self._events: list[tuple[str, dict[str, Any]]] = []
        self._unread = b""
        self._made = 0
        self._folder = tempfile.mkdtemp(prefix="runtime-test-")
        path = os.path.join(self._folder, "worker.sock")
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.settimeout(TIMEOUT_SECONDS)
        self._listener.bind(path)
        self._listener.listen(64)
        if uid is not None:
            os.chown(self._folder, uid, uid)
            os.chown(path, uid, uid)
            plan = {"firstUid": None, **plan}
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-B", "-X", "utf8", os.path.join(installation().runtime, "zygote.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            cwd="/",
            preexec_fn=prepare,
            user=uid,
            group=uid,
            extra_groups=None if uid is None else [],
        )
        self.send({"plan": plan_document(path, **plan)})

    def __enter__(self) -> Self:
        self.started = self.event("started")
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()
        self._listener.close()
        shutil.rmtree(self._folder)

    def send(self, *documents: object) -> None:
        """Commands, each a line, all in one write."""
        self.send_bytes(b"".join(json.dumps(document).encode() + b"\n" for document in documents))

    def send_bytes(self, data: bytes) -> None:
        os.write(_pipe(self.process.stdin).fileno(), data)

    def close_channel(self) -> None:
        _pipe(self.process.stdin).close()
        self.process.stdin = None

    def event(self, name: str, worker: int | None = None) -> dict[str, Any]:
        """The next event of this name (about this worker); others are kept for later calls."""
        while True:
            for position, (kind, fields) in enumerate(self._events):
                if kind == name and worker in (None, fields.get("worker")):
                    del self._events[position]
                    return fields
            if not self._read_events():
                errors = self.process.communicate(timeout=TIMEOUT_SECONDS)[1].decode()
                raise AssertionError(f"the zygote ended without {name}; it said {self._events}\n{errors}")

    def fork(self, slot: int = 0, nonce: str = "00112233", *, rehearse: bool = False) -> int:
        """Ask for a worker; its number."""
        self._made += 1
        self.send({"fork": {"worker": self._made, "nonce": nonce, "slot": slot, "rehearse": rehearse}})
        return self._made

    def kill(self, worker: int) -> None:
        self.send({"kill": {"worker": worker}})

    def accept(self) -> tuple[dict[str, Any], socket.socket]:
        """One connection of a worker and its hello."""
        connection, _ = self._listener.accept()
        return wire.receive_json(connection.fileno(), wire.Frame.HELLO), connection

    def connect(self, worker: int) -> ServerEnd:
        """All three connections of a worker that was asked for; nothing of it is read yet."""
        accepted = [self.accept() for _ in STREAMS]
        return ServerEnd(worker, {hello["stream"]: connection for hello, connection in accepted})

    def spawn(self, slot: int = 0, *, rehearse: bool = False) -> ServerEnd:
        """A worker that is ready for its job."""
        end = self.connect(self.fork(slot, rehearse=rehearse))
        frame = end.take_frame()
        if frame[0] != "R":
            raise AssertionError(f"no worker: {frame}")
        end.layers = json.loads(frame[1])["layers"]
        return end

    def finish(self, end: ServerEnd) -> Run:
        """Wait for the last frame or the end of the channel, then kill as the server does and collect everything."""
        if end.wait_for_verdict():
            self.kill(end.worker)
        run = end.collect()
        run.ended = self.event("ended", end.worker)
        return run

    def run(self, source: str, input_json: bytes = b"", *, memory_mb: int = 256, cpu_seconds: int = 30) -> Run:
        """One script in one fresh worker."""
        end = self.spawn()
        end.submit(textwrap.dedent(source), input_json, memory_mb=memory_mb, cpu_seconds=cpu_seconds)
        return self.finish(end)

    def _read_events(self) -> bool:
        output = _pipe(self.process.stdout).fileno()
        if not select.select([output], [], [], TIMEOUT_SECONDS)[0]:
            raise AssertionError(f"the zygote is silent; so far {self._events}")
        data = os.read(output, 1 << 16)
        *lines, self._unread = (self._unread + data).split(b"\n")
        for line in lines:
            self._events += json.loads(line).items()
        return bool(data)


class WorkerTest(unittest.TestCase):
    """One zygote for all tests of a class, one worker for each script."""

    zygote: ClassVar[Zygote]

    @classmethod
    def setUpClass(cls) -> None:
        cls.zygote = cls.enterClassContext(Zygote())

    def value_of(self, source: str, input_json: bytes = b"", *, memory_mb: int = 256) -> Any:
        """What main() returned; fails where it did not return."""
        run = self.zygote.run(source, input_json, memory_mb=memory_mb)
        self.assertEqual(run.kinds, "CV", run)
        return run.last

    def thrown_by(self, source: str) -> Any:
        """The description of what main() raised; fails where it did not raise."""
        run = self.zygote.run(source)
        self.assertEqual(run.kinds, "CT", run)
        return run.last


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise AssertionError("no pipe was made")
    return stream
