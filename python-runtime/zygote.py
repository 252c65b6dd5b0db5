"""The zygote: a warm Python that never sees a request and forks one-shot workers when told to.

Started as `python -I -S -B -X utf8 zygote.py`; its channel is described in docs/wire.md.
"""

import gc
import json
import os
import select
import signal
import sys
import traceback
from typing import Any, Final, NoReturn

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import lockdown
import warmup
import worker
from lockdown import capabilities, landlock, libraries, parent_death, rlimits, seccomp
from lockdown.layer import LayerFailed, Place
from plan import Plan, parse_plan

_COMMANDS: Final = 0
_EVENTS: Final = 1
_READ_BYTES: Final = 65536


class Zygote:
    """The loop between the server's commands and the ends of workers. One thread, for it forks."""

    def __init__(self, plan: Plan, rest: bytes) -> None:
        self._plan = plan
        self._rest = rest
        self._pids: dict[int, int] = {}
        self._layers = lockdown.choose(plan)
        self._place = Place(os.getpid(), 0, libraries.readable(plan.packages), rlimits.address_space())

    def serve(self) -> NoReturn:
        """Obey until the server closes the channel; then end with every worker."""
        wakeup, alarm = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(alarm, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        poll = select.poll()
        poll.register(_COMMANDS, select.POLLIN)
        poll.register(wakeup, select.POLLIN)
        _say(
            "started",
            versions=warmup.versions(),
            landlockAbi=landlock.abi(),
            baselineBytes=self._place.baseline_bytes,
        )
        self._obey(b"")  # what came together with the plan
        while True:
            for descriptor, _ in poll.poll():
                if descriptor == wakeup:
                    os.read(wakeup, _READ_BYTES)
                    self._reap()
                elif data := os.read(_COMMANDS, _READ_BYTES):
                    self._obey(data)
                else:
                    self._end()

    def _obey(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            match json.loads(line):
                case {"fork": {"worker": int(number), "nonce": str(nonce), "slot": int(slot)}}:
                    self._fork(worker.Ticket(number, nonce, slot))
                case {"kill": {"worker": int(number)}}:
                    if number in self._pids:
                        os.kill(self._pids[number], signal.SIGKILL)
                case other:
                    raise ValueError(f"unknown command {other!r}")

    def _fork(self, ticket: worker.Ticket) -> None:
        place = Place(self._place.zygote_pid, ticket.slot, self._place.readable, self._place.baseline_bytes)
        try:
            pid = os.fork()
        except OSError as error:
            _say("forkFailed", worker=ticket.worker, message=str(error))
            return
        if pid == 0:
            worker.live(ticket, self._plan, place, self._layers)
        self._pids[ticket.worker] = pid
        _say("forked", worker=ticket.worker, pid=pid)

    def _reap(self) -> None:
        """Report every worker that ended; wait4 gives its own times and peak memory."""
        while True:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            number = next((n for n, p in self._pids.items() if p == pid), None)
            if number is None:
                continue
            del self._pids[number]
            _say(
                "ended",
                worker=number,
                exitCode=os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
                signal=os.WTERMSIG(status) if os.WIFSIGNALED(status) else None,
                cpuMs=round((usage.ru_utime + usage.ru_stime) * 1000, 3),
                peakMemoryBytes=usage.ru_maxrss * 1024,
                minorFaults=usage.ru_minflt,
            )

    def _end(self) -> NoReturn:
        for pid in self._pids.values():
            os.kill(pid, signal.SIGKILL)
        for pid in self._pids.values():
            os.waitpid(pid, 0)
        os._exit(0)


def _say(event: str, **fields: Any) -> None:
    os.write(_EVENTS, json.dumps({event: fields}, separators=(",", ":")).encode() + b"\n")


def _read_plan() -> tuple[Plan, bytes]:
    data = b""
    while b"\n" not in data:
        part = os.read(_COMMANDS, _READ_BYTES)
        if not part:
            os._exit(0)
        data += part
    line, _, rest = data.partition(b"\n")
    return parse_plan(json.loads(line)["plan"]), rest


def _keep_what_forking_needs(plan: Plan) -> None:
    """A zygote that is root keeps what changes a worker's uid and kills it, and nothing else of root's powers."""
    if os.geteuid() == 0 and plan.first_uid is not None:
        capabilities.keep_only(
            capabilities.CAP_KILL, capabilities.CAP_SETGID, capabilities.CAP_SETUID, capabilities.CAP_SETPCAP
        )


def _must_be_single_threaded() -> None:
    """A fork copies one thread; locks that others held would stay locked in every worker."""
    threads = len(os.listdir("/proc/self/task"))
    if threads != 1:
        raise LayerFailed("zygote", "threads", f"{threads} threads before the first fork; is a BLAS variable missing?")


def main() -> None:
    step = "plan"
    try:
        parent_death.die_with_parent()
        os.chdir("/")
        plan, rest = _read_plan()
        step = "warm-up"
        sys.path.append(plan.packages)
        warmup.warm_up()
        sys.path.pop(0)
        _must_be_single_threaded()
        step = "layers"
        _keep_what_forking_needs(plan)
        seccomp.prepare(plan)
        os.environ.clear()
        zygote = Zygote(plan, rest)
        step = "serve"
        # Workers share these pages: without a freeze, a collection in a worker would touch and copy them all (47 ms).
        gc.collect()
        gc.freeze()
        zygote.serve()
    except Exception as error:
        traceback.print_exc()
        _say("failed", step=step, message=f"{type(error).__name__}: {error}")
        os._exit(1)


if __name__ == "__main__":
    main()
