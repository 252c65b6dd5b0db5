"""The zygote's channel: commands, reports, and that nothing outlives it."""

import json
import os
import resource
import signal
import subprocess
import sys
import unittest
from pathlib import Path
from typing import Any, Final

from tests.driver import WorkerTest, Zygote
from tests.installation import ENVIRONMENT, installation, plan_document
from tests.server_end import STREAMS, TIMEOUT_SECONDS
from tests.test_wire import GOLDEN

SLEEP: Final = "import time\ndef main():\n    print('asleep')\n    time.sleep(3600)"
NOBODY: Final = 65534
IS_ROOT: Final = os.geteuid() == 0
FROM_ZYGOTE: Final = {next(iter(line["json"])): line["json"] for line in GOLDEN["zygote"]["fromZygote"]}


def children_of(pid: int) -> list[int]:
    """Zombies included."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def descriptors_of(pid: int) -> list[str]:
    return sorted(os.listdir(f"/proc/{pid}/fd"))


class Reports(WorkerTest):
    def assert_shape(self, name: str, fields: dict[str, Any]) -> None:
        self.assertEqual(fields.keys(), FROM_ZYGOTE[name][name].keys())

    def test_started_has_versions_and_what_memory_is_counted_from(self) -> None:
        started = self.zygote.started
        self.assert_shape("started", started)
        self.assertEqual(started["versions"]["python"], ".".join(map(str, sys.version_info[:3])))
        self.assertEqual(started["versions"].keys(), {"python", "numpy", "pandas", "requests", "python-dateutil"})
        self.assertGreater(started["baselineBytes"], 50 << 20)

    def test_forked_has_the_pid_and_a_worker_says_which_it_is(self) -> None:
        golden = next(line["json"] for line in GOLDEN["zygote"]["toZygote"] if "fork" in line["json"])
        zygote = self.enterContext(Zygote())
        zygote.send(golden)
        hellos = [zygote.accept() for _ in STREAMS]
        for hello, connection in hellos:
            self.addCleanup(connection.close)
            self.assertEqual((hello["worker"], hello["nonce"]), (golden["fork"]["worker"], golden["fork"]["nonce"]))
        self.assertEqual([hello["stream"] for hello, _ in hellos], list(STREAMS))
        forked = zygote.event("forked", golden["fork"]["worker"])
        self.assert_shape("forked", forked)
        self.assertEqual(children_of(zygote.process.pid), [forked["pid"]])

    def test_a_command_that_comes_before_it_has_started_is_not_lost(self) -> None:
        """The plan and the command then arrive in one read."""
        starting = Zygote()
        worker = starting.fork()
        with starting:
            starting.event("forked", worker)

    def test_an_end_by_exit_and_one_by_signal(self) -> None:
        exited = self.zygote.run("import os\ndef main(): os._exit(3)").ended
        killed = self.zygote.run("import os, signal\ndef main(): signal.raise_signal(signal.SIGUSR1)").ended
        for ended in (exited, killed):
            self.assert_shape("ended", ended)
        self.assertEqual((exited["exitCode"], exited["signal"]), (3, None))
        self.assertEqual((killed["exitCode"], killed["signal"]), (None, signal.SIGUSR1))

    def test_time_and_memory_are_the_workers_own(self) -> None:
        idle = self.zygote.run("def main(): return 1").ended
        busy = self.zygote.run(
            """
            import time
            def main():
                hold = bytearray(b"x") * (100 << 20)
                while time.process_time() < 0.2:
                    pass
                return len(hold)
            """
        ).ended
        self.assertLess(idle["cpuMs"], 150)
        self.assertGreater(busy["cpuMs"], 190)
        self.assertGreater(busy["peakMemoryBytes"] - idle["peakMemoryBytes"], 90 << 20)
        self.assertGreaterEqual(busy["minorFaults"], idle["minorFaults"])  # gVisor does not count them

    def test_kill(self) -> None:
        idle, running = self.zygote.spawn(), self.zygote.spawn()
        running.submit(SLEEP)
        running.wait_for_output(b"asleep")
        for end in (idle, running):
            self.zygote.kill(end.worker)
            self.zygote.kill(end.worker)
            end.wait_for_end()
            end.close()
            self.assertEqual(self.zygote.event("ended", end.worker)["signal"], signal.SIGKILL)
            self.zygote.kill(end.worker)  # it is gone: without effect
        self.zygote.kill(4711)  # it never was
        self.assertEqual(self.zygote.run("def main(): return 1").kinds, "CV")

    def test_commands_may_come_together_or_in_pieces(self) -> None:
        self.zygote.send(
            *({"fork": {"worker": number, "nonce": "n", "slot": 0, "rehearse": False}} for number in (101, 102))
        )
        for number in (101, 102):
            self.zygote.event("forked", number)
        line = json.dumps({"fork": {"worker": 103, "nonce": "n", "slot": 0, "rehearse": False}}).encode() + b"\n"
        for byte in line:
            self.zygote.send_bytes(bytes([byte]))
        self.zygote.event("forked", 103)
        for _ in range(9):
            self.zygote.accept()[1].close()

    def test_a_worker_whose_server_goes_away_ends(self) -> None:
        end = self.zygote.spawn()
        end.close()
        self.assertEqual(self.zygote.event("ended", end.worker)["exitCode"], 0)

    def test_50_runs_leave_no_zombie_and_no_descriptor(self) -> None:
        self.zygote.run("def main(): return 1")
        before = descriptors_of(self.zygote.process.pid)
        for number in range(50):
            self.zygote.run("def main(): return 1" if number % 2 else "import os\ndef main(): os._exit(1)")
        self.assertEqual(children_of(self.zygote.process.pid), [])
        self.assertEqual(descriptors_of(self.zygote.process.pid), before)

    @unittest.skipUnless(IS_ROOT, "an ordinary user has no capabilities")
    def test_a_root_zygote_keeps_four_capabilities(self) -> None:
        status = Path(f"/proc/{self.zygote.process.pid}/status").read_text()
        sets = {line.split(":")[0]: int(line.split()[1], 16) for line in status.splitlines() if line.startswith("Cap")}
        kept = 1 << 5 | 1 << 6 | 1 << 7 | 1 << 8  # KILL SETGID SETUID SETPCAP
        self.assertEqual(sets.pop("CapAmb", 0), 0)  # gVisor has none
        self.assertEqual(sets, {"CapInh": 0, "CapPrm": kept, "CapEff": kept, "CapBnd": kept})


class Ends(unittest.TestCase):
    def setUp(self) -> None:
        self.zygote = self.enterContext(Zygote())
        self.ends = [self.zygote.spawn(slot) for slot in range(3)]
        self.ends[0].submit(SLEEP)
        self.ends[0].wait_for_output(b"asleep")

    def assert_all_gone(self) -> int:
        for end in self.ends:
            end.wait_for_end()
            end.close()
        return self.zygote.process.wait(TIMEOUT_SECONDS)

    def test_the_end_of_the_channel_ends_it_and_all_workers(self) -> None:
        self.zygote.close_channel()
        self.assertEqual(self.assert_all_gone(), 0)

    def test_its_own_death_ends_all_workers(self) -> None:
        self.zygote.process.kill()
        self.assertEqual(self.assert_all_gone(), -signal.SIGKILL)

    def test_an_unknown_command_is_the_end(self) -> None:
        self.assert_ended_by({"shell": {}})

    def test_a_command_with_a_wrong_type_is_the_end(self) -> None:
        self.assert_ended_by({"fork": {"worker": "7", "nonce": "n", "slot": 0, "rehearse": False}})

    def assert_ended_by(self, command: object) -> None:
        self.zygote.send(command)
        failed = self.zygote.event("failed")
        self.assertEqual(failed["step"], "serve")
        self.assertIn("unknown command", failed["message"])
        self.assertEqual(self.assert_all_gone(), 1)


class Starts(unittest.TestCase):
    def failure(self, zygote: Zygote) -> dict[str, Any]:
        self.addCleanup(zygote.close)
        failed = zygote.event("failed")
        self.assertEqual(failed.keys(), FROM_ZYGOTE["failed"]["failed"].keys())
        self.assertEqual(zygote.process.wait(TIMEOUT_SECONDS), 1)
        return failed

    def test_a_plan_that_is_not_understood(self) -> None:
        failed = self.failure(Zygote(colour="red"))
        self.assertEqual((failed["step"], "colour" in failed["message"]), ("plan", True))

    def test_packages_that_are_not_there(self) -> None:
        failed = self.failure(Zygote(packages="/nowhere"))
        self.assertEqual((failed["step"], "numpy" in failed["message"]), ("warm-up", True))

    @unittest.skipUnless(IS_ROOT, "it is about root")
    def test_a_root_zygote_without_uids_for_its_workers(self) -> None:
        failed = self.failure(Zygote(firstUid=None))
        self.assertEqual((failed["step"], "given no uid" in failed["message"]), ("layers", True))

    @unittest.skipIf(os.cpu_count() == 1, "with one CPU no BLAS starts a second thread")
    def test_a_second_thread_before_fork_is_refused(self) -> None:
        failed = self.failure(Zygote(environment={**ENVIRONMENT, "OPENBLAS_NUM_THREADS": "4"}))
        self.assertEqual(failed["step"], "warm-up")
        self.assertRegex(failed["message"], "a second thread before the first fork; is a BLAS variable missing")

    def test_a_fork_that_the_kernel_refuses_is_reported_and_the_zygote_goes_on(self) -> None:
        def allow_no_process() -> None:
            resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))

        if IS_ROOT:
            self.assertTrue(os.access(installation().runtime, os.R_OK))
        with Zygote(uid=NOBODY if IS_ROOT else None, prepare=allow_no_process) as zygote:
            for _ in range(2):
                failed = zygote.event("forkFailed", zygote.fork())
                self.assertEqual(failed.keys(), FROM_ZYGOTE["forkFailed"]["forkFailed"].keys())
                self.assertIn("Resource temporarily unavailable", failed["message"])

    def test_a_channel_that_ends_before_the_plan_is_no_fault(self) -> None:
        program = os.path.join(installation().runtime, "zygote.py")
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-B", program], stdin=subprocess.DEVNULL, capture_output=True
        )
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"", b""))

    def test_it_dies_with_its_server_though_its_channel_is_held_open(self) -> None:
        """The server is a child of this test, which keeps the zygote's input open when that child has gone."""
        commands_out, commands_in = os.pipe()
        events_out, events_in = os.pipe()
        server = f"""if True:
            import subprocess, sys
            subprocess.Popen({[sys.executable, "-I", "-S", "-B", os.path.join(installation().runtime, "zygote.py")]!r},
                             stdin={commands_out}, stdout={events_in}, env={ENVIRONMENT!r})
            sys.stdin.read()
        """
        parent = subprocess.Popen(
            [sys.executable, "-c", server], stdin=subprocess.PIPE, pass_fds=(commands_out, events_in)
        )
        os.close(commands_out)
        os.close(events_in)
        with open(commands_in, "wb", buffering=0) as commands, open(events_out, "rb") as events:
            commands.write(json.dumps({"plan": plan_document("/nowhere")}).encode() + b"\n")
            self.assertIn(b"started", events.readline())
            parent.kill()
            parent.communicate()
            self.assertEqual(events.read(), b"")
