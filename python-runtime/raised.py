"""Describes an exception to its author: type, message, and the frames of the script itself, never ours."""

import builtins
from collections import deque
from types import TracebackType
from typing import Any, Final

_MESSAGE_CHARACTERS: Final = 10_000
_NAME_CHARACTERS: Final = 200
_SOURCE_CHARACTERS: Final = 300
_FIRST_FRAMES: Final = 10
_LAST_FRAMES: Final = 30
_CAUSES: Final = 4

_BASE: Final = vars(BaseException)
_TYPE: Final = vars(type)


def describe(error: BaseException, filename: str, lines: list[str]) -> dict[str, Any]:
    """The payload of a `thrown` frame. Never raises: a hostile exception can only spoil its own description."""
    try:
        document = _describe_chain(error, filename, lines)
    except BaseException:
        message = "(it could not be described)"
        document = {"type": "Exception", "message": message, "line": None, "traceback": [], "omittedFrames": 0}
    document["memoryError"] = issubclass(type(error), MemoryError)
    return document


def _describe_chain(error: BaseException, filename: str, lines: list[str]) -> dict[str, Any]:
    document = _describe(error, filename, lines)
    inner, seen = document, {id(error)}
    while (cause := _cause_of(error)) is not None and id(cause) not in seen and len(seen) <= _CAUSES:
        inner["cause"] = _describe(cause, filename, lines)
        inner, error = inner["cause"], cause
        seen.add(id(cause))
    return document


def _describe(error: BaseException, filename: str, lines: list[str]) -> dict[str, Any]:
    frames, omitted = _frames(_kept(error, "__traceback__"), filename, lines)
    return {
        "type": _type_name(type(error)),
        "message": _message(error),
        "line": frames[-1]["line"] if frames else None,
        "traceback": frames,
        "omittedFrames": omitted,
    }


def _kept(error: BaseException, name: str) -> Any:
    """The attribute as BaseException keeps it, whatever a subclass puts in its place."""
    return _BASE[name].__get__(error)


def _cause_of(error: BaseException) -> BaseException | None:
    cause: BaseException | None = _kept(error, "__cause__")
    if cause is None and not _kept(error, "__suppress_context__"):
        cause = _kept(error, "__context__")
    return cause


def _type_name(kind: type) -> str:
    name = _plain(_TYPE["__qualname__"].__get__(kind))
    module = _TYPE["__module__"].__get__(kind)
    is_plain = module in ("script", "__main__") or getattr(builtins, name, None) is kind
    return (name if is_plain or not isinstance(module, str) else f"{_plain(module)}.{name}")[:_NAME_CHARACTERS]


def _message(error: BaseException) -> str:
    try:
        text = _plain(str(error))
    except BaseException:
        return "(its message could not be made into a string)"
    if len(text) <= _MESSAGE_CHARACTERS:
        return text
    return f"{text[:_MESSAGE_CHARACTERS]}… ({len(text) - _MESSAGE_CHARACTERS:,} more characters)"


def _plain(text: str) -> str:
    """The text as a str proper: a subclass could answer a slice or a format with something else."""
    return str.__str__(text)


def _frames(traceback: TracebackType | None, filename: str, lines: list[str]) -> tuple[list[dict[str, Any]], int]:
    first: list[dict[str, Any]] = []
    last: deque[dict[str, Any]] = deque(maxlen=_LAST_FRAMES)
    count = 0
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_filename == filename:
            line = traceback.tb_lineno or 0
            source = lines[line - 1].strip() if 0 < line <= len(lines) else ""
            function = _plain(code.co_name)[:_NAME_CHARACTERS]
            frame = {"line": line, "function": function, "source": source[:_SOURCE_CHARACTERS]}
            (first if count < _FIRST_FRAMES else last).append(frame)
            count += 1
        traceback = traceback.tb_next
    return [*first, *last], count - len(first) - len(last)
