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

import cleanup
import forking
import jail
import lockdown
import warmup
import worker
from lockdown import capabilities, landlock, mounts, parent_death, rlimits, scratch, seccomp
from lockdown.layer import Place
from plan import Plan, parse_plan

_COMMANDS: Final = 0
_EVENTS: Final = 1
_READ_BYTES: Final = 65536


class Zygote:
    """The loop between the server's commands and the ends of workers. One thread, for it forks."""

    def __init__(self, plan: Plan, rest: bytes, rehearsal: str) -> None:
        self._plan = plan
        self._rest = rest
        self._rehearsal = rehearsal
        self._workers: dict[int, worker.Ticket] = {}
        self._cleanup = cleanup.Cleanup(plan)
        self._layers = lockdown.choose(plan)
        self._fork_process = forking.choose(plan.jailed)
        self._baseline_bytes = rlimits.address_space()

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
            baselineBytes=self._baseline_bytes,
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
                case {"fork": {"worker": int(n), "nonce": str(nonce), "slot": int(slot), "rehearse": bool(rehearse)}}:
                    self._fork(worker.Ticket(n, nonce, slot), self._rehearsal if rehearse else None)
                case {"kill": {"worker": int(number)}}:
                    self._kill(number)
                case other:
                    raise ValueError(f"unknown command {other!r}")

    def _fork(self, ticket: worker.Ticket, rehearsal: str | None) -> None:
        parent_pid = 0 if self._plan.jailed else os.getpid()
        place = Place(parent_pid, ticket.slot, self._baseline_bytes, self._cleanup.path_of(ticket))
        try:
            pid = self._fork_process()
        except OSError as error:
            _say("forkFailed", worker=ticket.worker, message=str(error))
            return
        if pid == 0:
            worker.live(ticket, self._plan, place, self._layers, rehearsal)
        self._workers[pid] = ticket
        _say("forked", worker=ticket.worker, pid=pid)

    def _kill(self, number: int) -> None:
        for pid, ticket in self._workers.items():
            if ticket.worker == number:
                os.kill(pid, signal.SIGKILL)

    def _reap(self) -> None:
        """Report every worker that ended; wait4 gives its own times and peak memory."""
        while True:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if ticket := self._workers.pop(pid, None):
                end = {
                    "worker": ticket.worker,
                    "exitCode": os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
                    "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else None,
                    "cpuMs": round((usage.ru_utime + usage.ru_stime) * 1000, 3),
                    "peakMemoryBytes": usage.ru_maxrss * 1024,
                    "minorFaults": usage.ru_minflt,
                }
                self._cleanup.begin(ticket, end)
            else:
                self._cleanup.go_on(pid)
            for end in self._cleanup.finished():
                _say("ended", **end)

    def _end(self) -> NoReturn:
        for pid in self._workers:
            os.kill(pid, signal.SIGKILL)
        for pid, ticket in self._workers.items():
            os.waitpid(pid, 0)
            self._cleanup.begin(ticket, {})
        self._cleanup.complete()
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


def _take_jail(plan: Plan) -> None:
    """Whoever jails the zygote, it keeps of its powers what making workers needs."""
    if plan.jail == "self":
        jail.enter(plan)
    elif plan.jail == "nsjail":
        jail.keep_what_workers_need()
        # nsjail had to show it these files; its workers need not see them.
        mounts.unmount(os.path.dirname(os.path.abspath(__file__)))
    elif plan.first_uid is not None:
        capabilities.keep_only(
            capabilities.CAP_KILL, capabilities.CAP_SETGID, capabilities.CAP_SETUID, capabilities.CAP_SETPCAP
        )


def main() -> None:
    step = "plan"
    try:
        parent_death.die_with_parent()
        os.chdir("/")
        plan, rest = _read_plan()
        scripts = warmup.read_scripts()
        step = "jail"
        scratch.make_folder(plan)
        _take_jail(plan)
        step = "warm-up"
        sys.path[:1] = []
        sys.path.append(plan.packages)
        warmup.warm_up(scripts.values())
        forking.must_be_single_threaded()
        step = "layers"
        seccomp.prepare(plan)
        os.environ.clear()
        zygote = Zygote(plan, rest, scripts[warmup.REHEARSAL])
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
