"""Confinement, one file a layer. The order below is the order in which a worker takes them."""

from collections.abc import Sequence
from typing import Final

from lockdown import (
    capabilities,
    credentials,
    descriptors,
    environment,
    ipc_namespace,
    landlock,
    mount_namespace,
    network_namespace,
    no_new_privs,
    parent_death,
    pid_namespace,
    rlimits,
    scratch,
    seccomp,
    user_namespace,
    uts_namespace,
)
from lockdown.layer import Layer, LayerFailed, Place
from plan import Plan

# The namespaces while the zygote's capabilities are still there; scratch when the worker is who it will be.
# Capabilities and the parent-death signal after credentials: changing those needs the one and clears the other.
# Seccomp last: what the other layers call, the script must not.
LAYERS: Final[tuple[Layer, ...]] = (
    environment,
    descriptors,
    user_namespace,
    network_namespace,
    pid_namespace,
    mount_namespace,
    ipc_namespace,
    uts_namespace,
    credentials,
    scratch,
    capabilities,
    parent_death,
    no_new_privs,
    landlock,
    rlimits,
    seccomp,
)

# What a place may lack. Which of them have to hold together is the server's to judge.
OPTIONAL: Final[tuple[Layer, ...]] = (
    landlock,
    scratch,
    user_namespace,
    network_namespace,
    pid_namespace,
    mount_namespace,
    ipc_namespace,
    uts_namespace,
)


def choose(plan: Plan) -> tuple[Layer, ...]:
    """The layers that this place offers. Raises LayerFailed where one that may not be missing is."""
    chosen = []
    for layer in LAYERS:
        support = layer.probe(plan)
        if support.available:
            chosen.append(layer)
        elif layer not in OPTIONAL:
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
