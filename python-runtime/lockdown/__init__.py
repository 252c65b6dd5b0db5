"""Confinement, one file a layer. The order below is the order in which a worker takes them."""

from collections.abc import Sequence
from typing import Final

from lockdown import (
    capabilities,
    credentials,
    descriptors,
    environment,
    landlock,
    no_new_privs,
    parent_death,
    rlimits,
    seccomp,
)
from lockdown.layer import Layer, LayerFailed, Place
from plan import Plan

# Capabilities and the parent-death signal after credentials: changing those needs the one and clears the other.
# Seccomp last: what the other layers call, the script must not.
LAYERS: Final[tuple[Layer, ...]] = (
    environment,
    descriptors,
    credentials,
    capabilities,
    parent_death,
    no_new_privs,
    landlock,
    rlimits,
    seccomp,
)

OPTIONAL: Final = (landlock.NAME,)


def choose(plan: Plan) -> tuple[Layer, ...]:
    """The layers that this place offers. Raises LayerFailed where one that may not be missing is."""
    chosen = []
    for layer in LAYERS:
        support = layer.probe(plan)
        if support.available:
            chosen.append(layer)
        elif layer.NAME not in OPTIONAL:
            raise LayerFailed(layer.NAME, "probe", support.detail)
    return tuple(chosen)


def engage(layers: Sequence[Layer], plan: Plan, place: Place) -> list[str]:
    """Take every layer, then see that each holds; returns their names. Raises LayerFailed and nothing else."""
    for verb in ("engage", "verify"):
        for layer in layers:
            try:
                getattr(layer, verb)(plan, place)
            except LayerFailed:
                raise
            except Exception as error:
                raise LayerFailed(layer.NAME, verb, f"{type(error).__name__}: {error}") from error
    return [layer.NAME for layer in layers]
