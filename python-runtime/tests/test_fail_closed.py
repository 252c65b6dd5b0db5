"""T53: whatever fails on the way into the jail, the worker says so, ends, and never reads the script."""

import contextlib
import json
import os
import shutil
import socket
import tempfile
import unittest
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from unittest import mock

import lockdown
import wire
import worker
from lockdown import kernel, rlimits, seccomp
from lockdown.layer import LayerFailed
from tests.child import place, plan
from tests.server_end import STREAMS, TIMEOUT_SECONDS, Run, ServerEnd

LAYERS = lockdown.choose(plan())
JOB = "print('the script ran')\ndef main():\n    return 'the script ran'\n"


class FailsClosed(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, folder)
        self.path = os.path.join(folder, "worker.sock")
        self.listener = self.enterContext(socket.socket(socket.AF_UNIX))
        self.listener.bind(self.path)
        self.listener.listen()
        self.listener.settimeout(TIMEOUT_SECONDS)

    def live(self, *spoilt: AbstractContextManager[object]) -> tuple[Run, int]:
        """One worker in a child of this test with these things spoilt; its job waits for it. Its run and exit code."""
        there, here = plan(socket=self.path), place()
        pid = os.fork()
        if pid == 0:
            with ExitStack() as stack:
                for context in spoilt:
                    stack.enter_context(context)
                worker.live(worker.Ticket(7, "n0nce", 0), there, here, LAYERS)
        connections = {}
        for _ in STREAMS:
            connection, _ = self.listener.accept()
            hello = wire.receive_json(connection.fileno(), wire.Frame.HELLO)
            self.assertEqual((hello["worker"], hello["nonce"]), (7, "n0nce"))
            connections[hello["stream"]] = connection
        end = ServerEnd(7, connections)
        with contextlib.suppress(BrokenPipeError):  # it may have ended before it could be sent anything
            end.submit(JOB)
        run = end.collect()
        return run, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    def assert_refused(self, layer: str, step: str, message: str, *spoilt: AbstractContextManager[object]) -> None:
        run, code = self.live(*spoilt)
        self.assertEqual(run.kinds[-1:], "X", run)
        document = json.loads(run.frames[-1][1])
        self.assertEqual((document["layer"], document["step"]), (layer, step))
        self.assertIn(message, document["message"])
        self.assertNotIn("C", run.kinds)
        self.assertEqual((run.stdout, run.stderr, code), ("", "", 70))

    def test_control_a_worker_that_nothing_spoils_runs_the_script(self) -> None:
        run, code = self.live()
        self.assertEqual((run.kinds, run.stdout, code), ("RCV", "the script ran\n", 0))

    def test_each_layer_that_cannot_be_taken_or_does_not_hold_ends_the_worker(self) -> None:
        for layer in LAYERS:
            for verb in ("engage", "verify"):
                for error in (
                    PermissionError(1, "refused"),
                    LayerFailed(layer.NAME, verb, "refused"),
                    MemoryError("refused"),
                ):
                    with self.subTest(layer=layer.NAME, verb=verb, error=type(error).__name__):
                        spoilt = mock.patch.object(layer, verb, side_effect=error)
                        self.assert_refused(layer.NAME, verb, "refused", spoilt)

    def test_each_layer_that_silently_does_nothing_is_found_out_where_that_can_be_seen(self) -> None:
        seen = {layer.NAME for layer in LAYERS} - {
            # read back in engage, for seccomp refuses the question afterwards
            "parent-death-signal",
            "no-new-privileges",
            "no-capabilities",
            "unprivileged-user" if os.geteuid() else "",
        }
        for layer in LAYERS:
            if layer.NAME in seen:
                with self.subTest(layer.NAME):
                    run, code = self.live(mock.patch.object(layer, "engage"))
                    self.assertEqual((run.kinds, code), ("X", 70), run)

    def test_what_the_kernel_may_answer(self) -> None:
        system_call = kernel.syscall

        def answer(name: str, result: int) -> Callable[..., int]:
            return lambda called, *words: result if called == name else system_call(called, *words)

        spoilt = mock.patch.object(seccomp, "syscall", answer("seccomp", 5))
        self.assert_refused("seccomp", "engage", "thread 5 did not take the filter", spoilt)
        spoilt = mock.patch.object(seccomp, "syscall", answer("seccomp", 0))
        self.assert_refused("seccomp", "verify socket family 1", "it was permitted", spoilt)
        nothing = mock.patch("lockdown.parent_death.die_with_parent")
        self.assert_refused("parent-death-signal", "engage", "the signal is 0", nothing)
        dumpable = mock.patch.object(rlimits, "prctl", return_value=1)
        self.assert_refused("rlimits", "engage", "still leaves a core", dumpable)

    @unittest.skipIf(kernel.prctl(kernel.PR_GET_NO_NEW_PRIVS), "this place has given up new privileges already")
    def test_new_privileges_that_the_kernel_did_not_take(self) -> None:
        prctl = kernel.prctl

        def leave_out(option: int, *words: int) -> int:
            return 0 if option == kernel.PR_SET_NO_NEW_PRIVS else prctl(option, *words)

        spoilt = mock.patch("lockdown.no_new_privs.prctl", leave_out)
        self.assert_refused("no-new-privileges", "engage", "the kernel did not keep it", spoilt)

    @unittest.skipIf(os.geteuid(), "only root changes its uid and has capabilities to lose")
    def test_what_the_kernel_may_answer_to_root(self) -> None:
        failure = BlockingIOError(11, "Resource temporarily unavailable")
        self.assert_refused(
            "unprivileged-user", "engage", "unavailable", mock.patch("os.setresuid", side_effect=failure)
        )
        self.assert_refused("unprivileged-user", "verify", "still root", mock.patch("os.setresuid"))
        self.assert_refused(
            "no-capabilities", "engage", "is left",
            mock.patch("os.setresuid"), mock.patch("lockdown.capabilities.keep_only"),
        )  # fmt: skip

    def test_limits_of_the_job_that_cannot_be_set_end_the_worker_too(self) -> None:
        ready = lockdown.engage

        def then_refuse(*arguments: object) -> object:
            engaged = ready(*arguments)  # type: ignore[arg-type]
            mock.patch.object(rlimits, "lower", side_effect=PermissionError(1, "refused")).start()
            return engaged

        self.assert_refused(
            "rlimits", "lower to the job", "refused", mock.patch.object(lockdown, "engage", then_refuse)
        )

    def test_a_fault_of_our_own_is_told_to_the_server_and_not_to_the_caller(self) -> None:
        spoilt = mock.patch("script.compile_script", side_effect=OSError("odd"))
        self.assert_refused("worker", "serve", "OSError('odd')", spoilt)
