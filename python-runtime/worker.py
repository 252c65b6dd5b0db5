"""One worker: confines itself, says so, takes one job, runs it, ends. It is never used twice."""

import os
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NoReturn

import lockdown
import script
import streams
import warmup
import wire
from lockdown import parent_death, rlimits
from lockdown.descriptors import CONTROL
from lockdown.layer import Layer, LayerFailed, Place
from plan import Plan
from wire import Frame

_LAYER_FAILED_STATUS: Final = 70
# Enough to describe a MemoryError after the script has used up everything.
_BALLAST_BYTES: Final = 4 * 1024 * 1024
# 64 threads of the C library's 8 MiB would not fit a budget of 256 MB.
_THREAD_STACK_BYTES: Final = 2 * 1024 * 1024

# Own modules that a script would find by `import` before anything of its own.
_OWN_MODULES: Final = frozenset(
    {
        "cleanup",
        "forking",
        "jail",
        "lockdown",
        "plan",
        "raised",
        "result",
        "script",
        "streams",
        "warmup",
        "wire",
        "worker",
        "zygote",
    }
)
_OWN_FOLDER: Final = os.path.dirname(os.path.abspath(__file__))

_exit = os._exit


@dataclass(frozen=True)
class Ticket:
    """What the server said about this worker when it asked for it."""

    worker: int
    nonce: str
    slot: int


def live(ticket: Ticket, plan: Plan, place: Place, layers: Sequence[Layer], rehearsal: str | None = None) -> NoReturn:
    """Everything between fork and end. Never returns and never unwinds into the zygote's frames.

    `rehearsal` is a trusted script, run before `ready`: its page faults are then not the caller's to wait for.
    """
    try:
        _forget_zygote()
        _connect(ticket, plan)
    except BaseException:
        # The server does not know this worker yet: to its log, through the zygote's stderr.
        sys.excepthook(*sys.exc_info())
        _exit(1)
    try:
        engaged = lockdown.engage(layers, plan, place)
        if rehearsal is not None:
            warmup.rehearse(rehearsal)
        wire.send_json(CONTROL, Frame.READY, {"layers": engaged})
        _serve(plan, place)
    except wire.ChannelClosed:
        _exit(0)
    except BaseException as error:
        # Before the script, so a failure of ours. Not to stderr: that is the caller's by now.
        _refuse(error if isinstance(error, LayerFailed) else LayerFailed("worker", "serve", repr(error)))
    finally:
        _exit(1)
    raise AssertionError("unreachable")


def _refuse(failure: LayerFailed) -> NoReturn:
    document = {"layer": failure.layer, "step": failure.step, "message": failure.reason}
    wire.send_json(CONTROL, Frame.LAYER_FAILED, document)
    _exit(_LAYER_FAILED_STATUS)


def _forget_zygote() -> None:
    # At once, for connecting may wait; again among the layers, for a change of credentials clears it.
    parent_death.die_with_parent()
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    # The generator of numpy.random was seeded in the zygote: the same in every fork. random reseeds by itself.
    if numpy_random := sys.modules.get("numpy.random"):
        numpy_random.seed()
    threading.stack_size(_THREAD_STACK_BYTES)


def _connect(ticket: Ticket, plan: Plan) -> None:
    """Three connections in place of the zygote's descriptors, and an stdin that is at its end."""
    connections = {name: _open_stream(ticket, plan, name) for name in ("control", "stdout", "stderr")}
    empty, other_end = os.pipe()
    os.close(other_end)
    # Stderr last: until then a failure here is still told to the zygote's log.
    for target, descriptor in (
        (CONTROL, connections["control"].detach()),
        (0, empty),
        (1, connections["stdout"].detach()),
        (2, connections["stderr"].detach()),
    ):
        os.dup2(descriptor, target, inheritable=False)
    streams.replace()


def _open_stream(ticket: Ticket, plan: Plan, name: str) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.connect(plan.socket)
    hello = {"worker": ticket.worker, "nonce": ticket.nonce, "stream": name}
    wire.send_json(connection.fileno(), Frame.HELLO, hello)
    return connection


def _serve(plan: Plan, place: Place) -> None:
    """Take the job; the script is the last thing read, when nothing is left to be locked."""
    limits = wire.receive_json(CONTROL, Frame.LIMITS)
    rlimits.lower_to_job(place, limits["memoryBytes"], limits["cpuSeconds"])
    input_json = wire.receive(CONTROL, Frame.INPUT)
    source = wire.receive(CONTROL, Frame.SCRIPT).decode()
    ballast = [bytearray(_BALLAST_BYTES)]
    try:
        arguments = script.parse_input(input_json)
        del input_json
        code = script.compile_script(source)
    except script.NotCompiled as refusal:
        wire.send_json(CONTROL, Frame.NOT_COMPILED, refusal.document)
        _exit(0)
    except ValueError as error:
        wire.send_json(CONTROL, Frame.UNUSABLE_INPUT, {"message": str(error)})
        _exit(0)
    _hide_runtime()
    wire.send(CONTROL, Frame.COMPILED)
    try:
        ending = script.run(code, source, arguments, plan.result_bytes, plan.result_depth, ballast.clear)
        _report(ending)
    except BaseException:
        # The script has closed the channel or spoilt what we run on. A traceback would show our files to the caller.
        _exit(1)


def _hide_runtime() -> None:
    script.forget_paths()
    for name in [name for name in sys.modules if name.partition(".")[0] in _OWN_MODULES]:
        del sys.modules[name]
    for path in [path for path in sys.path_importer_cache if path.startswith(_OWN_FOLDER)]:
        del sys.path_importer_cache[path]
    sys.argv = [script.FILENAME]
    sys.orig_argv = [sys.executable, script.FILENAME]


def _report(ending: script.Ending) -> NoReturn:
    """The one frame that ends the run; the server kills what is left of this process when it has it."""
    match ending:
        case script.Returned(value_json, _):
            wire.send(CONTROL, Frame.VALUE, value_json)
        case script.NotJson(message, _):
            wire.send_json(CONTROL, Frame.NOT_JSON, {"message": message})
        case script.Thrown(document, _):
            wire.send_json(CONTROL, Frame.THROWN, document)
        case script.Exited(status):
            _exit(status)
    _exit(0)
