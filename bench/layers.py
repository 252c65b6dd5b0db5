"""What each layer costs a worker between fork and ready: median microseconds, printed as a JSON object.

`python -I -S -B bench/layers.py PLAN` with the plan as the zygote gets it; started by bench/layers.mjs in each mode.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Sequence
from typing import Final

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python-runtime"))

import forking
import jail
import lockdown
import warmup
from lockdown import capabilities, descriptors, rlimits, scratch, seccomp
from lockdown.layer import Layer, Place
from plan import Plan, parse_plan

_WORKERS: Final = 40


def main() -> None:
    plan = parse_plan(json.loads(sys.argv[1]))
    scripts = warmup.read_scripts()
    scratch.make_folder(plan)
    if plan.jail == "self":
        jail.enter(plan)
    elif plan.first_uid is not None:
        capabilities.keep_only(
            capabilities.CAP_KILL, capabilities.CAP_SETGID, capabilities.CAP_SETUID, capabilities.CAP_SETPCAP
        )
    sys.path.append(plan.packages)
    warmup.warm_up(scripts.values())
    seccomp.prepare(plan)
    os.environ.clear()
    layers = lockdown.choose(plan)
    fork = forking.choose(plan.jailed)
    baseline = rlimits.address_space()
    runs = [_measure(fork, plan, layers, baseline, number) for number in range(_WORKERS)]
    os.write(2, json.dumps({name: statistics.median(run[name] for run in runs) for name in runs[0]}).encode())


def _measure(fork: forking.Fork, plan: Plan, layers: Sequence[Layer], baseline: int, number: int) -> dict[str, float]:
    """One worker's life up to ready; it tells over the descriptor that the control channel would have."""
    reading, writing = os.pipe()
    place = Place(0 if plan.jailed else os.getpid(), 0, baseline, scratch.path(plan, f"bench-{number}"))
    start = time.perf_counter()
    pid = fork()
    if pid == 0:
        _be_worker(plan, place, layers, writing, start)
    os.close(writing)
    with open(reading, "rb") as pipe:
        told: dict[str, float] = json.loads(pipe.read())
    os.waitpid(pid, 0)
    if not plan.jailed and plan.scratch_bytes:
        os.rmdir(place.scratch)
    return told


def _be_worker(plan: Plan, place: Place, layers: Sequence[Layer], writing: int, start: float) -> None:
    try:
        os.dup2(writing, descriptors.CONTROL)
        told = {"fork": _since(start)}
        for verb in ("engage", "verify"):
            for layer in layers:
                before = time.perf_counter()
                getattr(layer, verb)(plan, place)
                told[layer.NAME] = told.get(layer.NAME, 0) + _since(before)
        told["fork → ready"] = _since(start)
        os.write(descriptors.CONTROL, json.dumps(told).encode())
    finally:
        os._exit(0)


def _since(start: float) -> float:
    return round((time.perf_counter() - start) * 1e6, 1)


if __name__ == "__main__":
    main()
