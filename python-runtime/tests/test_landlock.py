"""Landlock alone: what is granted can be read, nothing else be opened, nothing at all be changed."""

import os
import shutil
import socket
import tempfile
import unittest
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lockdown import landlock, no_new_privs
from tests.child import in_child, outcome, place, plan


@unittest.skipUnless(landlock.abi(), "this kernel has no Landlock")
class Landlock(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, folder)
        os.chmod(folder, 0o777)
        self.granted, self.withheld = Path(folder, "granted"), Path(folder, "withheld")
        for path in (self.granted, self.withheld):
            path.mkdir()
            (path / "file").write_text("text")
        (self.granted / "way-out").symlink_to(self.withheld / "file")

    def confined(self, action: Callable[[], object], *more: str) -> Any:
        allowing = plan(readable=[str(self.granted), *more])

        def run() -> object:
            no_new_privs.engage(allowing, place())
            landlock.engage(allowing, place())
            return action()

        return in_child(run)

    def opens(self, path: Path | str, flags: int = os.O_RDONLY) -> str:
        return outcome(lambda: os.close(os.open(path, flags)))

    def test_what_is_granted_can_be_read_and_listed(self) -> None:
        self.assertEqual(
            self.confined(lambda: [(self.granted / "file").read_text(), len(os.listdir(self.granted))]), ["text", 2]
        )

    def test_a_single_file_can_be_granted(self) -> None:
        file = str(self.withheld / "file")
        self.assertEqual(self.confined(lambda: [self.opens(file), self.opens(self.withheld)], file), ["done", "EACCES"])

    def test_nothing_else_can_be_opened(self) -> None:
        paths: list[Path | str] = [
            self.withheld,
            self.withheld / "file",
            self.granted / "way-out",
            "/",
            "/etc/passwd",
            "/proc/self/environ",
            "/dev/null",
        ]
        control = [self.opens(path) for path in paths]
        self.assertEqual(control, ["done"] * len(paths))
        self.assertEqual(self.confined(lambda: [self.opens(path) for path in paths]), ["EACCES"] * len(paths))

    def test_nothing_can_be_changed(self) -> None:
        file, other = self.granted / "file", self.granted / "other"
        attempts: list[Callable[[], object]] = [
            lambda: os.open(file, os.O_WRONLY),
            lambda: os.open(other, os.O_WRONLY | os.O_CREAT),
            lambda: os.open(self.granted, os.O_TMPFILE | os.O_RDWR),
            lambda: os.unlink(file),
            lambda: os.mkdir(other),
            lambda: os.symlink("x", other),
            lambda: os.mkfifo(other),
            lambda: os.rename(file, other),
            lambda: os.link(self.withheld / "file", other),
        ]
        refusals = self.confined(lambda: [outcome(attempt) for attempt in attempts])
        self.assertLessEqual(set(refusals), {"EACCES", "EXDEV"})
        if landlock.abi() >= 3:
            self.assertEqual(self.confined(lambda: outcome(lambda: os.truncate(file, 0))), "EACCES")
        self.assertEqual(file.read_text(), "text")

    @unittest.skipUnless(landlock.abi() >= 4, "TCP is governed from ABI 4 on")
    def test_tcp_is_refused(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            address = server.getsockname()

            def attempt() -> object:
                with socket.socket() as client, socket.socket() as listener:
                    return [outcome(lambda: client.connect(address)), outcome(lambda: listener.bind(("127.0.0.1", 0)))]

            self.assertEqual(in_child(attempt), ["done", "done"])
            self.assertEqual(self.confined(attempt), ["EACCES", "EACCES"])

    @unittest.skipUnless(landlock.abi() >= 6, "abstract sockets and signals are governed from ABI 6 on")
    def test_abstract_sockets_and_processes_outside_are_out_of_reach(self) -> None:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("\0runtime-test-" + os.urandom(8).hex())
            server.listen()

            def attempt() -> object:
                with socket.socket(socket.AF_UNIX) as client:
                    return [
                        outcome(lambda: client.connect(server.getsockname())),
                        outcome(lambda: os.kill(os.getppid(), 0)),
                    ]

            self.assertEqual(in_child(attempt), ["done", "done"])
            self.assertEqual(self.confined(attempt), ["EPERM", "EPERM"])
