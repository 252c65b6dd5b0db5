"""Turns what main() returned into JSON, or says where it is none and what to do about it."""

import json
import math
import sys
from collections.abc import Iterator
from typing import Any, Final

_ENCODE_ERRORS: Final = (TypeError, ValueError, RecursionError, OverflowError)
_SCALARS: Final = (str, int, float, bool, type(None))
_CONTAINERS: Final = (dict, list, tuple)
_SURELY_FINE: Final = frozenset({str, bool, type(None)})

_ADVICE: Final = {
    "set": "use list(…)",
    "frozenset": "use list(…)",
    "bytes": "use .decode(), or base64.b64encode(…).decode()",
    "bytearray": "use .decode(), or base64.b64encode(…).decode()",
    "ndarray": "use .tolist()",
    "DataFrame": 'use .to_dict("records")',
    "Series": "use .tolist() or .to_dict()",
    "Index": "use .tolist()",
    "Timestamp": "use .isoformat()",
    "datetime": "use .isoformat()",
    "date": "use .isoformat()",
    "time": "use .isoformat()",
    "datetime64": "use str(…)",
    "Timedelta": "use .total_seconds()",
    "timedelta64": "use str(…), or divide it by numpy.timedelta64(1, 's')",
    "timedelta": "use .total_seconds()",
    "Period": "use str(…)",
    "NaTType": "use None",
    "NAType": "use None",
    "longdouble": "use float(…)",
    "Categorical": "use .tolist()",
    "Interval": "use str(…)",
    "Decimal": "use str(…) or float(…)",
    "Fraction": "use str(…) or float(…)",
    "complex": "use [z.real, z.imag]",
    "UUID": "use str(…)",
    "PosixPath": "use str(…)",
    "range": "use list(…)",
    "generator": "use list(…)",
    "map": "use list(…)",
    "filter": "use list(…)",
    "zip": "use list(…)",
    "dict_keys": "use list(…)",
    "dict_values": "use list(…)",
    "dict_items": "use dict(…)",
    "deque": "use list(…)",
    "coroutine": "await it",
    "async_generator": "use [item async for item in …]",
}
_GENERAL_ADVICE: Final = "return None, bool, int, float, str, list or dict"
# Where nothing is found by looking, a class of the script's own answered differently when it was encoded.
_UNREADABLE: Final = "a class of the script failed or changed while its value was read"


class NotJson(Exception):
    """The value cannot be sent; the text is for the script's author."""


def encode(value: object, max_bytes: int, max_depth: int) -> bytes:
    """JSON of `value`; numpy scalars count as numbers. Raises NotJson."""
    try:
        text = _encode(value)
    except _ENCODE_ERRORS:
        raise NotJson(_explain(value, max_depth)) from None
    if len(text) > max_bytes:
        raise NotJson(f"Returned value is too large: {len(text):,} bytes of JSON, the limit is {max_bytes:,}.")
    if _is_ambiguous(value, max_depth):
        raise NotJson(_explain(value, max_depth))
    return text.encode()


def _explain(value: object, max_depth: int) -> str:
    try:
        problem = _find_problem(value, max_depth)
    except MemoryError:
        raise
    except Exception:
        problem = None
    return f"Returned value is not valid JSON: {problem or _UNREADABLE}"


def _scalar_of_numpy(value: object) -> object:
    """Called for what the encoder does not know: numpy's scalars give up their Python value, all else is refused."""
    numpy = sys.modules.get("numpy")
    # timedelta64 is a number to numpy, and in nanoseconds its value is an int: but five of what?
    if (
        numpy is not None
        and isinstance(value, (numpy.number, numpy.bool_))
        and not isinstance(value, numpy.timedelta64)
    ):
        item = value.item()
        if isinstance(item, (int, float)):
            return item
    raise TypeError(f"{type(value).__name__} is not JSON")


# Bound before any script runs, so that one that replaces json.dumps harms only its own use of it.
_encode: Final = json.JSONEncoder(allow_nan=False, separators=(",", ":"), default=_scalar_of_numpy).encode


def _is_ambiguous(value: object, max_depth: int) -> bool:
    """Whether there is what the encoder lets pass: {1: …, "1": …} names a key twice, or more levels than agreed.

    It looks at containers only, a level at a time: what is in them was encoded, so it is JSON and has no cycle.
    """
    level, depth = [value], 0
    while level := [item for item in level if isinstance(item, _CONTAINERS)]:
        depth += 1
        if depth > max_depth or any(isinstance(item, dict) and _problem_of_keys(item) for item in level):
            return True
        level = [child for item in level for child in (item.values() if isinstance(item, dict) else item)]
    return False


def _find_problem(value: object, max_depth: int) -> str | None:
    """The first place in `value` that is not JSON, as `result["rows"][3] is a set; use list(…)`.

    Without recursion, for the value may be nested deeper than Python's stack, and with no more memory than its depth.
    """
    open_containers: list[object] = []
    path = ["result"]
    rest: list[Iterator[tuple[object, object]]] = []
    item = value
    while True:
        if problem := _problem_of_one(item, open_containers, max_depth):
            return f"{_shorten(''.join(path))} {problem}"
        if isinstance(item, _CONTAINERS):
            open_containers.append(item)
            rest.append(iter(item.items() if isinstance(item, dict) else enumerate(item)))
        else:
            path.pop()
        while rest and (following := _next_doubtful(rest[-1])) is None:
            rest.pop()
            open_containers.pop()
            path.pop()
        if not rest or following is None:
            return None
        key, item = following
        path.append(f"[{_key_text(key)}]")


def _next_doubtful(children: Iterator[tuple[object, object]]) -> tuple[object, object] | None:
    return next((child for child in children if type(child[1]) not in _SURELY_FINE), None)


def _problem_of_one(item: object, open_containers: list[object], max_depth: int) -> str | None:
    if not isinstance(item, _CONTAINERS):
        return _problem_of_scalar(item)
    if any(container is item for container in open_containers):
        return "contains itself"
    if len(open_containers) >= max_depth:
        return f"is nested deeper than {max_depth} levels; flatten it"
    return _problem_of_keys(item) if isinstance(item, dict) else None


def _problem_of_scalar(value: object) -> str | None:
    if isinstance(value, float):
        return None if math.isfinite(value) else f"is {float(value)!r}, which JSON does not have; use None"
    if isinstance(value, int):
        return _problem_of_int(value)
    if isinstance(value, str) or value is None:
        return None
    try:
        scalar = _scalar_of_numpy(value)
    except TypeError:
        name = _type_name(value)
        return f"is {_article(name)} {name}; {_advice(value)}"
    return _problem_of_scalar(scalar)


def _problem_of_int(value: int) -> str | None:
    try:
        int.__repr__(value)
    except ValueError:
        return f"is an integer of more than {sys.get_int_max_str_digits():,} digits; use hex(…) or a float"
    return None


def _advice(value: object) -> str:
    if hasattr(type(value), "__dataclass_fields__"):
        return "use dataclasses.asdict(…)"
    for base in type(value).__mro__:
        if base.__name__ in _ADVICE:
            return _ADVICE[base.__name__]
        if base.__name__ == "Enum":
            return "use .value"
    return _GENERAL_ADVICE


def _key_advice(key: object) -> str:
    return "use int(…) for it" if hasattr(key, "__index__") else "use str(…) for it"


def _problem_of_keys(item: dict[Any, Any]) -> str | None:
    if all(type(key) is str for key in item):
        return None
    names: set[str] = set()
    for key in item:
        if not isinstance(key, _SCALARS):
            return f"has a key of type {_type_name(key)}; {_key_advice(key)}"
        if isinstance(key, float) and not math.isfinite(key):
            return f"has the key {_json_key(key)}, which JSON does not have; use str(…) for it"
        if problem := _problem_of_scalar(key):
            return f"has a key that {problem}"
        name = _json_key(key)
        if name in names:
            return f"has two keys that are both {_key_text(name)} in JSON"
        names.add(name)
    return None


def _json_key(key: object) -> str:
    if isinstance(key, str):
        return str.__str__(key)
    if key is None or isinstance(key, bool):
        return {None: "null", True: "true", False: "false"}[key]
    return float.__repr__(key) if isinstance(key, float) else int.__repr__(key)


def _key_text(key: object) -> str:
    """A key as the script's author would write it; its own __repr__ is not asked."""
    if not isinstance(key, str):
        text = repr(key) if key is None or isinstance(key, bool) else _json_key(key)
    else:
        text = repr(str.__str__(key)[:60])
        text = f'"{text[1:-1]}"' if '"' not in text else text
    return text if len(text) <= 60 else f"{text[:57]}…"


def _shorten(path: str) -> str:
    return path if len(path) <= 300 else f"{path[:150]}…{path[-150:]}"


def _type_name(value: object) -> str:
    return type(value).__name__[:100]


def _article(name: str) -> str:
    return "an" if name[:1].lower() in "aeiou" else "a"
