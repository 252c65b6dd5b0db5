"""Runs one script: compile, execute the module, call main(), encode what it returned."""

import _imp
import ast
import contextlib
import json
import linecache
import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import CodeType, CoroutineType, FrameType, ModuleType
from typing import Any, Final

import raised
import result

FILENAME: Final = "script.py"
MODULE: Final = "script"


class NotCompiled(Exception):
    """CPython refuses the source; `document` is the payload of the frame that says so."""

    def __init__(self, document: dict[str, Any]) -> None:
        super().__init__(document["message"])
        self.document = document


@dataclass(frozen=True)
class Returned:
    value_json: bytes
    kept: object = None
    """Not to be freed before the answer is out: that may take long, and may run a `__del__` of the script's."""


@dataclass(frozen=True)
class NotJson:
    message: str
    kept: object = None


@dataclass(frozen=True)
class Thrown:
    document: dict[str, Any]
    kept: object = None


@dataclass(frozen=True)
class Exited:
    """SystemExit left main() or the module."""

    status: int


Ending = Returned | NotJson | Thrown | Exited


def parse_input(text: bytes) -> tuple[object, ...]:
    """The arguments for main(): none for an empty text. Raises ValueError that says what CPython cannot take."""
    if not text:
        return ()
    try:
        return (json.loads(text),)
    except RecursionError:
        raise ValueError("input is nested too deeply for Python's JSON parser") from None
    except MemoryError:
        raise ValueError("input does not fit into the memory that limits.memoryMb allows") from None
    except ValueError as error:
        raise ValueError(f"input cannot be read by Python: {error}") from None


def compile_script(source: str) -> CodeType:
    """Compile the text as it stands, never a file. Raises NotCompiled."""
    try:
        return compile(source, FILENAME, "exec", dont_inherit=True, optimize=0)
    except SyntaxError as error:
        raise NotCompiled(_syntax_document(error, source)) from None
    except RecursionError:
        message = "The script is nested too deeply for Python's compiler; split long expressions or nested blocks."
        raise NotCompiled(_at_start("too-complex", message)) from None
    except MemoryError:  # the parser says this too when its own stack is full
        message = "The script is nested too deeply for Python's parser, or too large for limits.memoryMb; split it."
        raise NotCompiled(_at_start("too-complex", message)) from None
    except (ValueError, OverflowError) as error:
        raise NotCompiled(_at_start("syntax", f"Python cannot compile the script: {error}")) from None


def run(
    code: CodeType,
    source: str,
    arguments: tuple[object, ...],
    max_bytes: int,
    max_depth: int,
    relief: Callable[[], None],
) -> Ending:
    """Execute the module, call its main() and say how that ended.

    `relief` is called on a MemoryError before anything else: it gives back memory kept for the description.
    """
    value: object = None
    lines: list[str] = []
    try:
        lines += source.split("\n")  # not splitlines(): it also breaks at form feeds, which the compiler does not
        # So that warnings, tracebacks that the script prints itself and inspect.getsource show its lines.
        linecache.cache[FILENAME] = (len(source), None, [f"{line}\n" for line in lines], FILENAME)
        value = _call_main(_execute_module(code), arguments)
        return Returned(result.encode(value, max_bytes, max_depth), value)
    except result.NotJson as error:
        return NotJson(str(error), value)
    except SystemExit as error:
        return Exited(_status_of(error))
    except MemoryError as error:
        relief()
        return Thrown(raised.describe(error, FILENAME, lines), (error, value))
    except BaseException as error:
        return Thrown(raised.describe(error, FILENAME, lines), (error, value))


def forget_paths() -> None:
    """Take the paths of our own files out of every frame below the script, in place: a stack it prints shows none."""
    codes = [run.__code__, _execute_module.__code__, _call_main.__code__]
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        codes.append(frame.f_code)
        frame = frame.f_back
    for code in codes:
        _imp._fix_co_filename(code, "<service>")  # type: ignore[attr-defined]


def _execute_module(code: CodeType) -> dict[str, Any]:
    """The module's name is not `__main__`: a script that ends in `if __name__ == "__main__": main()` runs main once."""
    module = ModuleType(MODULE)
    module.__file__ = FILENAME
    sys.modules[MODULE] = sys.modules["__main__"] = module
    exec(code, module.__dict__)  # noqa: S102 - what this service is for, in a process that is confined
    return module.__dict__


def _call_main(namespace: dict[str, Any], arguments: tuple[object, ...]) -> object:
    if "main" not in namespace:
        raise NameError("name 'main' is not defined: the script removed it again")
    value = namespace["main"](*arguments)
    if isinstance(value, CoroutineType):
        import asyncio  # 50 ms that only a script with `async def main` pays

        value = asyncio.run(value)
    return value


def _status_of(error: SystemExit) -> int:
    """As the interpreter would exit: None is 0, an integer itself, anything else is printed and 1."""
    if error.code is None:
        return 0
    if isinstance(error.code, int):
        return int.__and__(error.code, 0xFF)
    with contextlib.suppress(Exception):
        print(error.code, file=sys.stderr)
    return 1


def _syntax_document(error: SyntaxError, source: str) -> dict[str, Any]:
    """Lines and columns from 1, columns in code points, the end behind the beginning."""
    lines = source.split("\n")
    in_bytes = _parses(source)

    def column_in(line: int, offset: int | None) -> int:
        text = lines[line - 1] if line <= len(lines) else ""
        before = max(offset or 1, 1) - 1
        if in_bytes:
            before = len(text.encode(errors="replace")[:before].decode(errors="ignore"))
        return min(before, len(text)) + 1

    line = max(error.lineno or 1, 1)
    end_line = max(error.end_lineno or line, line)
    column = column_in(line, error.offset)
    end_column = column_in(end_line, error.end_offset)
    if end_line == line and end_column <= column:
        end_column = column + 1
    return {
        "rule": "syntax",
        "message": error.msg or "invalid syntax",
        "line": line,
        "column": column,
        "endLine": end_line,
        "endColumn": end_column,
    }


def _parses(source: str) -> bool:
    """Whether the parser takes it: it counts columns in code points, but the passes behind it in bytes of UTF-8."""
    try:
        compile(source, FILENAME, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    except Exception:
        return False
    return True


def _at_start(rule: str, message: str) -> dict[str, Any]:
    return {"rule": rule, "message": message, "line": 1, "column": 1, "endLine": 1, "endColumn": 1}
