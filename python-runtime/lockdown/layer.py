"""What every layer of confinement has in common: its three verbs, its failure, and what it is told."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from plan import Plan


@dataclass(frozen=True)
class Support:
    """What a probe found. `detail` says why not, or which version."""

    available: bool
    detail: str = ""


@dataclass(frozen=True)
class Place:
    """Where one worker stands: what differs from worker to worker or is known only after the zygote's start."""

    parent_pid: int
    """What getppid() has to give: the zygote, or 0 from inside a PID namespace of one's own."""
    slot: int
    baseline_bytes: int
    """Address space of the zygote; the memory budget comes on top."""
    scratch: str
    """Absolute path of the folder to write in."""


class LayerFailed(Exception):
    """A layer could not be taken, or does not hold. The worker ends before it reads a script."""

    def __init__(self, layer: str, step: str, reason: object) -> None:
        super().__init__(f"{layer}: {step}: {reason}")
        self.layer = layer
        self.step = step
        self.reason = str(reason)


class Layer(Protocol):
    """A module of this package. `verify` runs in the worker after all layers are engaged."""

    NAME: str

    def probe(self, plan: Plan) -> Support: ...
    def engage(self, plan: Plan, place: Place) -> None: ...
    def verify(self, plan: Plan, place: Place) -> None: ...


def must_fail(layer: str, what: str, error: type[OSError], attempt: Callable[[], object]) -> None:
    """Call `attempt` and raise LayerFailed unless it fails with `error`: a layer is what it forbids."""
    try:
        attempt()
    except error:
        return
    except OSError as other:
        raise LayerFailed(layer, f"verify {what}", f"failed with {other}, not {error.__name__}") from None
    raise LayerFailed(layer, f"verify {what}", "it was permitted")
