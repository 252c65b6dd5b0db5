"""Each layer alone: engaged, it forbids what it is there for; not engaged, its verify says so."""

import dataclasses
import os
import signal
import socket
import tempfile
import threading
import unittest
from collections.abc import Callable, Sequence
from ctypes import byref
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

import lockdown
from lockdown import (
    capabilities,
    credentials,
    descriptors,
    environment,
    kernel,
    landlock,
    no_new_privs,
    parent_death,
    rlimits,
    seccomp,
)
from lockdown.layer import Layer, LayerFailed, Place, Support
from tests.child import in_child, outcome, place, plan
from tests.installation import FIRST_UID

IS_ROOT = os.geteuid() == 0


def status_line(name: str) -> str:
    """A line of /proc/self/status; empty where the kernel does not have it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(f"{name}:")), "")


class Order(unittest.TestCase):
    def test_seccomp_is_last_and_what_depends_on_another_comes_after_it(self) -> None:
        order = [layer.NAME for layer in lockdown.LAYERS]
        self.assertEqual(order[-1], seccomp.NAME)
        for earlier, later in (
            (credentials, capabilities),
            (credentials, parent_death),
            (no_new_privs, landlock),
            (no_new_privs, seccomp),
        ):
            self.assertLess(order.index(earlier.NAME), order.index(later.NAME))
        self.assertEqual(len(set(order)), len(order))

    def test_a_jail_has_every_layer_but_landlock_and_without_one_the_namespaces_are_missing(self) -> None:
        names = [layer.NAME for layer in lockdown.LAYERS]
        jailed = [one.NAME for one in lockdown.choose(plan(jail="self", scratchBytes=1 << 20))]
        self.assertEqual(jailed, [name for name in names if name != landlock.NAME])
        if landlock.abi():
            unjailed = [one.NAME for one in lockdown.choose(plan(jail="none", scratchBytes=1 << 20))]
            self.assertEqual(unjailed, [name for name in names if not name.endswith("-namespace")])

    def test_only_what_the_place_or_the_plan_decides_may_be_missing(self) -> None:
        for layer in lockdown.LAYERS:
            with mock.patch.object(layer, "probe", return_value=Support(False, "not here")):
                if layer in lockdown.OPTIONAL:
                    self.assertNotIn(layer, lockdown.choose(plan()))
                else:
                    with self.assertRaisesRegex(LayerFailed, f"{layer.NAME}: probe: not here"):
                        lockdown.choose(plan())

    def test_a_root_zygote_without_uids_for_its_workers_is_refused(self) -> None:
        with mock.patch("os.geteuid", return_value=0), self.assertRaisesRegex(LayerFailed, "given no uid"):
            lockdown.choose(plan(firstUid=None))


class Verify(unittest.TestCase):
    """A layer that was not taken must not pass for one that holds."""

    def verify_alone(self, layer: Layer, prepare: Callable[[], object] = lambda: None) -> Any:
        here, there = place(), plan()

        def verify() -> str:
            prepare()
            return failing_layer(partial(layer.verify, there, here))

        return in_child(verify)

    def test_without_engage_it_fails(self) -> None:
        self.assertEqual(self.verify_alone(environment, lambda: os.putenv("LEFT", "1")), environment.NAME)
        self.assertEqual(self.verify_alone(descriptors, lambda: os.dup2(0, 77)), descriptors.NAME)
        self.assertEqual(self.verify_alone(rlimits), rlimits.NAME)
        self.assertEqual(self.verify_alone(seccomp), seccomp.NAME)
        if landlock.abi():
            self.assertEqual(self.verify_alone(landlock), landlock.NAME)
        if IS_ROOT:
            self.assertEqual(self.verify_alone(credentials), credentials.NAME)
            self.assertEqual(self.verify_alone(capabilities), capabilities.NAME)

    def test_a_dead_parent_is_noticed(self) -> None:
        orphan = dataclasses.replace(place(), parent_pid=1 << 22)
        for verb in (parent_death.engage, parent_death.verify):
            self.assertEqual(in_child(partial(failing_layer, partial(verb, plan(), orphan))), parent_death.NAME)


def failing_layer(action: Callable[[], object]) -> str:
    try:
        action()
    except LayerFailed as failure:
        return failure.layer
    return "none"


class EngagedAlone(unittest.TestCase):
    def engaged(self, layers: Sequence[Layer], action: Callable[[], object], where: Place | None = None) -> Any:
        """What `action` returns in a child that has taken these layers and verified them."""
        there, here = plan(), where or place()

        def run() -> object:
            lockdown.engage(layers, there, here)
            return action()

        return in_child(run, answer_on=descriptors.CONTROL if descriptors in layers else None)

    def test_environment_is_empty_for_python_and_for_c(self) -> None:
        def look() -> object:
            return [dict(os.environ), kernel._LIBC.getenv(b"PATH"), kernel._LIBC.getenv(b"HOME")]

        self.assertEqual(self.engaged([environment], look), [{}, 0, 0])

    def test_only_descriptors_0_to_3_are_left(self) -> None:
        def look() -> object:
            return [number for number in range(4096) if outcome(partial(os.fstat, number)) == "done"]

        with tempfile.TemporaryFile() as file:
            self.addCleanup(os.close, os.dup2(file.fileno(), 900))
            self.assertEqual(self.engaged([descriptors], look), [0, 1, 2, 3])

    @unittest.skipUnless(IS_ROOT, "the uid can be changed by root only")
    def test_the_uid_is_the_slots_own_and_does_not_come_back(self) -> None:
        def look() -> object:
            refused = [outcome(lambda: os.setresuid(0, 0, 0)), outcome(lambda: os.setgroups([0]))]
            return [*os.getresuid(), *os.getresgid(), os.getgroups(), refused]

        where = dataclasses.replace(place(), slot=5)
        uid = FIRST_UID + 5
        self.assertEqual(self.engaged([credentials], look, where), [uid] * 6 + [[], ["EPERM", "EPERM"]])

    def test_no_capability_is_left_in_any_set(self) -> None:
        def look() -> object:
            return [status_line(name) for name in ("CapInh", "CapPrm", "CapEff", "CapAmb", "CapBnd")]

        *sets, bounding = self.engaged([credentials, capabilities], look)
        self.assertLessEqual(set(sets), {"0" * 16, ""})  # gVisor has no ambient set
        if IS_ROOT:
            self.assertEqual(bounding, "0" * 16)

    @unittest.skipUnless(IS_ROOT, "root alone can give itself an inheritable set")
    def test_an_inheritable_set_without_effect_is_dropped_too(self) -> None:
        """What older Docker leaves to an ordinary user: it must neither stay nor be taken for a power that is held."""

        def look() -> object:
            data = (capabilities._Data * 2)()
            data[0].permitted = data[0].inheritable = 1 << capabilities.CAP_SETPCAP
            kernel.syscall("capset", byref(capabilities._Header(capabilities._VERSION_3, 0)), byref(data))
            before = capabilities.held_capabilities()
            capabilities.engage(plan(), place())
            return [before, capabilities.held_capabilities()]

        self.assertEqual(in_child(look), [1 << capabilities.CAP_SETPCAP, 0])

    @unittest.skipUnless(status_line("NoNewPrivs"), "this kernel does not show it")
    def test_new_privileges_are_given_up(self) -> None:
        self.assertEqual(self.engaged([no_new_privs], lambda: status_line("NoNewPrivs")), "1")

    def test_a_worker_dies_with_its_zygote(self) -> None:
        """Grandchild of this test: its stream ends when its parent, this test's child, has gone."""
        reading, writing = os.pipe()

        def leave_a_child_behind() -> object:
            if os.fork() == 0:
                parent_death.engage(plan(), dataclasses.replace(place(), parent_pid=os.getppid()))
                os.write(writing, b"engaged")
                signal.pause()
                os._exit(0)
            return os.read(reading, 7).decode()

        self.assertEqual(in_child(leave_a_child_behind), "engaged")
        os.close(writing)
        with open(reading, "rb") as pipe:
            self.assertEqual(pipe.read(), b"")

    def test_threads_that_run_already_take_the_filter_too(self) -> None:
        def look() -> object:
            asked, answers = threading.Event(), []

            def wait() -> None:
                asked.wait()
                answers.append(outcome(lambda: socket.socket().close()))

            thread = threading.Thread(target=wait)
            thread.start()
            seccomp.engage(plan(), place())
            asked.set()
            thread.join()
            return answers

        self.assertEqual(self.engaged([no_new_privs], look), ["EPERM"])

    def test_the_filter_lets_threads_be_made_and_no_process(self) -> None:
        def look() -> object:
            thread = threading.Thread(target=lambda: None)
            thread.start()
            thread.join()
            return [outcome(lambda: os.fork() or os._exit(0)), outcome(lambda: os.kill(os.getpid(), 0))]

        self.assertEqual(self.engaged([no_new_privs, seccomp], look), ["EAGAIN", "EPERM"])
