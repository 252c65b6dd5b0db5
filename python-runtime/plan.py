"""How the server wants the zygote and its workers confined: the first line on the zygote's channel."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True)
class Plan:
    """Bytes, seconds and counts as plain numbers; see docs/wire.md."""

    socket: str
    packages: str
    readable: tuple[str, ...]
    """Files and folders that scripts may read: Python's own, its libraries, the packages (readable.py)."""
    jail: str
    """Who jails the zygote: "nsjail" did already, "self" is its own doing, "none" leaves it to each worker."""
    first_uid: int | None
    """uid of slot 0 when the server is root, in slot n plus n; None where it is not and all share its own."""
    slots: int
    """Runs at a time."""
    workers: int
    """The most workers alive at a time, and so the number of uids."""
    cpu_seconds: int
    max_memory_bytes: int
    scratch_bytes: int
    file_bytes: int
    descriptors: int
    threads: int
    result_bytes: int
    result_depth: int

    @property
    def jailed(self) -> bool:
        """Whether the zygote stands in namespaces of its own."""
        return self.jail != "none"


def parse_plan(document: Mapping[str, Any]) -> Plan:
    """Read the camelCase keys of the wire. Raises ValueError that names a missing or superfluous one."""
    wanted = {_camel(field.name): field.name for field in fields(Plan)}
    if difference := wanted.keys() ^ document.keys():
        raise ValueError(f"plan has missing or unknown keys: {', '.join(sorted(difference))}")
    values = {name: document[key] for key, name in wanted.items()}
    return Plan(**{**values, "readable": tuple(values["readable"])})


def _camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(word.capitalize() for word in tail)
