"""Runs a piece of a test in a forked child, so that what it confines or spoils is gone afterwards."""

import errno
import json
import os
import signal
import traceback
from collections.abc import Callable
from typing import Any, NoReturn

from lockdown import rlimits
from lockdown.layer import Place
from plan import Plan, parse_plan
from tests.installation import plan_document


def in_child(action: Callable[[], object], *, answer_on: int | None = None) -> Any:
    """The JSON value that `action` returned in the child; AssertionError with its traceback where it raised.

    `answer_on` is for an action that closes descriptors: the one that it leaves open.
    """
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        _report(action, writing if answer_on is None else os.dup2(writing, answer_on))
    os.close(writing)
    with open(reading, "rb") as pipe:
        answer = pipe.read()
    _, status = os.waitpid(pid, 0)
    if not answer:
        raise AssertionError(f"the child ended with {os.waitstatus_to_exitcode(status)} and said nothing")
    value, failure = json.loads(answer)
    if failure is not None:
        raise AssertionError(failure)
    return value


def end_of_child(action: Callable[[], object]) -> str:
    """How a child ended that has nothing to say: "0" or the name of the signal."""
    pid = os.fork()
    if pid == 0:
        try:
            action()
        finally:
            os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return str(code) if code >= 0 else signal.Signals(-code).name


def _report(action: Callable[[], object], descriptor: int) -> NoReturn:
    answer: tuple[object, object] = (None, "it could not be told")
    try:
        answer = (action(), None)
    except BaseException:
        answer = (None, traceback.format_exc())
    finally:
        os.write(descriptor, json.dumps(answer).encode())
        os._exit(0)


def outcome(action: Callable[[], object]) -> str:
    """ "done", or the name of the error with which the kernel refused."""
    try:
        action()
    except OSError as error:
        return errno.errorcode[error.errno or 0]
    return "done"


def plan(**changes: Any) -> Plan:
    return parse_plan(plan_document("/nowhere/worker.sock", **changes))


def place() -> Place:
    """That of a child of this process."""
    return Place(os.getpid(), 0, rlimits.address_space(), "/nowhere/scratch")
