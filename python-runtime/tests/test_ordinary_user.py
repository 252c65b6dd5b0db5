"""The same without root: a zygote of an ordinary user confines its workers too, as far as one can."""

import os
import unittest
from typing import Final

import lockdown
from lockdown import landlock, scratch
from tests.driver import Zygote
from tests.installation import installation

_NOBODY: Final = 65534


def closed_to_nobody() -> str | None:
    """A folder on the way to the runtime, the packages or Python that others may not enter."""
    for path in (installation().runtime, installation().packages, os.__file__):
        while path != "/":
            path = os.path.dirname(path)
            if not os.stat(path).st_mode & 0o001:
                return path
    return None


class OrdinaryUser(unittest.TestCase):
    def setUp(self) -> None:
        if os.geteuid() == 0 and (closed := closed_to_nobody()):
            self.skipTest(f"an ordinary user cannot enter {closed}")
        self.zygote = self.enterContext(Zygote(uid=_NOBODY if os.geteuid() == 0 else None))

    def test_it_runs_scripts_and_its_workers_are_confined(self) -> None:
        source = """
            import os, socket
            import pandas as pd
            def refused(action):
                try:
                    action()
                except OSError as error:
                    return type(error).__name__
            def main():
                return [
                    os.getuid() == os.geteuid() != 0, int(pd.Series([1, 2]).sum()), refused(socket.socket),
                    refused(os.fork), refused(lambda: os.setuid(0)), refused(lambda: os.kill(os.getppid(), 0)),
                ]
        """
        run = self.zygote.run(source)
        self.assertEqual(run.kinds, "CV", run)
        self.assertEqual(
            run.last, [True, 3, "PermissionError", "BlockingIOError", "PermissionError", "PermissionError"]
        )

    def test_all_layers_are_engaged(self) -> None:
        end = self.zygote.spawn()
        end.close()
        in_a_jail = {layer.NAME for layer in lockdown.LAYERS if layer.NAME.endswith("-namespace")}
        expected = [layer.NAME for layer in lockdown.LAYERS if layer.NAME not in {*in_a_jail, scratch.NAME}]
        if not self.zygote.started["landlockAbi"]:
            expected.remove(landlock.NAME)
        self.assertEqual(end.layers, expected)

    def test_its_workers_are_killed_and_reported(self) -> None:
        end = self.zygote.spawn()
        self.zygote.kill(end.worker)
        end.wait_for_end()
        end.close()
        self.assertEqual(self.zygote.event("ended", end.worker)["signal"], 9)
