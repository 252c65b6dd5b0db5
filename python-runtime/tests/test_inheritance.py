"""What a worker has from its zygote and its server by birth: it sheds some at once, and keeps some untouched."""

import os
import select
import signal
import unittest
from unittest import mock

import worker
from lockdown import credentials
from tests.child import in_child, place, plan
from tests.driver import WorkerTest
from tests.server_end import TIMEOUT_SECONDS


class Inheritance(WorkerTest):
    def test_the_zygotes_heap_is_frozen(self) -> None:
        """A collection in a worker would otherwise touch and copy every page of it: 47 ms."""
        self.assertGreater(self.value_of("import gc\ndef main(): return gc.get_freeze_count()"), 10_000)

    def test_a_worker_that_is_still_connecting_dies_with_its_zygote(self) -> None:
        """Before any layer is taken: a connect() to a server that is stuck may wait for ever."""
        reading, writing = os.pipe()

        def wait_instead(*_: object) -> None:
            os.closerange(3, writing)  # nobody is to wait for this one but the test below
            os.closerange(writing + 1, 256)
            os.write(writing, b"%10d" % os.getpid())
            signal.pause()

        def leave_a_worker_behind() -> object:
            if os.fork() == 0:
                with mock.patch.object(worker, "_connect", wait_instead):
                    worker.live(worker.Ticket(7, "n0nce", 0), plan(), place(), ())
            return int(os.read(reading, 10))

        orphan = in_child(leave_a_worker_behind)
        os.close(writing)
        self.addCleanup(os.close, reading)
        if not select.select([reading], [], [], TIMEOUT_SECONDS)[0]:
            os.kill(orphan, signal.SIGKILL)
            self.fail("it lives on")
        self.assertEqual(os.read(reading, 1), b"")

    @unittest.skipIf(os.geteuid(), "only root has other groups to give up, and can")
    def test_groups_of_the_server_are_left_behind(self) -> None:
        def look() -> object:
            os.setgroups([4, 27])
            credentials.engage(plan(), place())
            return os.getgroups()

        self.assertEqual(in_child(look), [])
