"""How the server wants the zygote and its workers confined: the first line on the zygote's channel."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True)
class Plan:
    """Bytes, seconds and counts as plain numbers; see docs/wire.md."""

    socket: str
    packages: str
    mode: str
    first_uid: int | None
    """uid of slot 0 when the zygote is root; None where it is not."""
    landlock: bool
    """Use Landlock where the kernel offers it."""
    cpu_seconds: int
    max_memory_bytes: int
    scratch_bytes: int
    file_bytes: int
    descriptors: int
    threads: int
    result_bytes: int
    result_depth: int


def parse_plan(document: Mapping[str, Any]) -> Plan:
    """Read the camelCase keys of the wire. Raises ValueError that names a missing or superfluous one."""
    wanted = {_camel(field.name): field.name for field in fields(Plan)}
    if difference := wanted.keys() ^ document.keys():
        raise ValueError(f"plan has missing or unknown keys: {', '.join(sorted(difference))}")
    return Plan(**{name: document[key] for key, name in wanted.items()})


def _camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(word.capitalize() for word in tail)
