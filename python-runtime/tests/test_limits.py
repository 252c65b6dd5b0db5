"""The limits of the kernel: on memory, files, descriptors, threads and time. None can be raised again."""

import os
import resource
import signal
import tempfile
import threading
import unittest
from collections.abc import Callable
from functools import partial
from typing import Any
from unittest import mock

import lockdown
from lockdown import credentials, rlimits
from lockdown.kernel import PR_GET_DUMPABLE, prctl
from lockdown.layer import Layer, LayerFailed
from tests.child import end_of_child, in_child, outcome, place, plan
from tests.installation import MEGABYTE
from tests.test_layers import IS_ROOT, status_line


class Limits(unittest.TestCase):
    def limited(self, action: Callable[[], object], **changes: Any) -> Any:
        here, there = place(), plan(**changes)
        layers: list[Layer] = [credentials, rlimits]

        def run() -> object:
            lockdown.engage(layers, there, here)
            return action()

        return in_child(run)

    def test_memory(self) -> None:
        def allocate() -> object:
            return [len(bytearray(size * MEGABYTE)) for size in (40, 20)] and self.too_much(100)

        self.assertEqual(self.limited(allocate, maxMemoryBytes=64 * MEGABYTE), "MemoryError")

    def test_every_single_limit_that_was_not_lowered_is_noticed(self) -> None:
        here, there = place(), plan()

        def engage_all_but(left_out: int) -> str:
            lower = rlimits.lower
            with mock.patch.object(rlimits, "lower", lambda limit, value: limit == left_out or lower(limit, value)):
                rlimits.engage(there, here)
            try:
                rlimits.verify(there, here)
            except LayerFailed as failure:
                return failure.reason
            return "it holds"

        self.assertEqual(in_child(partial(engage_all_but, -1)), "it holds")
        for limit in rlimits._limits(there, here):
            if resource.getrlimit(limit) != (0, 0):
                self.assertRegex(in_child(partial(engage_all_but, limit)), f"limit {limit} is|bytes were granted")

    def test_a_crash_leaves_no_core_wherever_the_kernel_would_send_it(self) -> None:
        answers = self.limited(lambda: [resource.getrlimit(resource.RLIMIT_CORE), prctl(PR_GET_DUMPABLE)])
        self.assertEqual(answers, [[0, 0], 0])

    def too_much(self, megabytes: int) -> str:
        try:
            bytearray(megabytes * MEGABYTE)
        except MemoryError:
            return "MemoryError"
        return "granted"

    def test_no_file_can_be_written(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            os.chmod(folder, 0o777)
            path = os.path.join(folder, "file")
            self.assertEqual(self.limited(lambda: outcome(lambda: self.write(path))), "EFBIG")
            self.assertEqual(os.path.getsize(path), 0)

    def write(self, path: str) -> None:
        with open(path, "wb", buffering=0) as file:
            file.write(b"x")

    def test_descriptors(self) -> None:
        def open_many() -> object:
            return outcome(lambda: [os.dup(0) for _ in range(64)])

        self.assertEqual(self.limited(open_many), "EMFILE")

    @unittest.skipUnless(IS_ROOT, "threads are counted for each uid: only a slot's own uid makes it a limit")
    def test_threads(self) -> None:
        def start_many() -> object:
            release = threading.Event()
            started = 0
            try:
                for _ in range(200):
                    threading.Thread(target=release.wait, daemon=True).start()
                    started += 1
            except RuntimeError:
                pass
            release.set()
            return started

        self.assertLess(self.limited(start_many), 64)

    def test_a_limit_is_not_raised_again(self) -> None:
        def raise_all() -> object:
            answers = []
            for limit in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE):
                hard = resource.getrlimit(limit)[1]
                try:
                    resource.setrlimit(limit, (hard + 1, hard + 1))
                except (ValueError, OSError) as error:
                    answers.append(type(error).__name__)
            return answers

        self.assertEqual(self.limited(raise_all), ["ValueError"] * 4)

    def test_a_cpu_limit_ends_what_ignores_its_signal(self) -> None:
        def spin() -> None:
            signal.signal(signal.SIGXCPU, signal.SIG_IGN)
            rlimits.lower(resource.RLIMIT_CPU, 1)
            while True:
                pass

        self.assertEqual(end_of_child(spin), "SIGKILL")

    def test_the_address_space_is_found_to_a_page(self) -> None:
        def measure() -> object:
            size = rlimits.address_space()
            kilobytes = int(status_line("VmSize").removesuffix(" kB"))
            return abs(size - kilobytes * 1024)

        self.assertLess(in_child(measure), 2 * MEGABYTE)
