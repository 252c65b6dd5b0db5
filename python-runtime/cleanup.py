"""Removes what a run left in its scratch folder, in a process that can touch nothing but that folder.

Needed only where there is no mount namespace: a tmpfs goes with its worker. The names in there are a script's: links,
depth and bytes of all kinds. So the removal runs confined, relative to descriptors, and follows nothing.
"""

import os
import resource
import signal
import sys
from typing import Any, Final, NoReturn

from lockdown import landlock, no_new_privs, parent_death, scratch
from plan import Plan
from worker import Ticket

_CPU_SECONDS: Final = 5
_ATTEMPTS: Final = 3

End = dict[str, Any]


class Cleanup:
    """Holds back the report of an end until nothing of that run is left."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._finished: list[End] = []
        self._removers: dict[int, tuple[Ticket, End, int]] = {}
        if self._has_folders:
            _sweep(plan)

    @property
    def _has_folders(self) -> bool:
        return self._plan.scratch_bytes > 0 and not self._plan.jailed

    def path_of(self, ticket: Ticket) -> str:
        """The folder's name carries the zygote's pid, so that a later zygote knows which ones were left behind."""
        return scratch.path(self._plan, f"{os.getpid()}-{ticket.worker}")

    def begin(self, ticket: Ticket, end: End) -> None:
        """The worker has ended: remove its folder."""
        self._try(ticket, end, 1)

    def go_on(self, pid: int) -> None:
        """A process that this one forked has ended; if it was a remover, the folder is empty now."""
        if pid in self._removers:
            ticket, end, attempt = self._removers.pop(pid)
            self._try(ticket, end, attempt + 1)

    def finished(self) -> list[End]:
        """The ends that may be reported now; each is given once."""
        finished, self._finished = self._finished, []
        return finished

    def complete(self) -> None:
        """Wait until all is removed."""
        while self._removers:
            pid, _ = os.wait()
            self.go_on(pid)

    def _try(self, ticket: Ticket, end: End, attempt: int) -> None:
        path = self.path_of(ticket)
        if not self._has_folders or _remove_empty(path):
            self._finished.append(end)
        elif attempt <= _ATTEMPTS:
            self._removers[_fork_remover(path)] = (ticket, end, attempt)
        else:
            print(f"scratch folder {path} could not be emptied", file=sys.stderr, flush=True)
            self._finished.append(end)


def _sweep(plan: Plan) -> None:
    """Empty the folders of zygotes that were killed before they could."""
    for name in os.listdir(scratch.folder(plan)):
        if not os.path.exists(f"/proc/{name.partition('-')[0]}"):
            path = os.path.join(scratch.folder(plan), name)
            os.waitpid(_fork_remover(path), 0)
            _remove_empty(path)


def _remove_empty(path: str) -> bool:
    try:
        os.rmdir(path)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def _fork_remover(path: str) -> int:
    return os.fork() or _remove_confined(path)


def _remove_confined(path: str) -> NoReturn:
    """Become the folder's owner and no more than that, then empty it."""
    try:
        signal.set_wakeup_fd(-1)
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        owner = os.lstat(path).st_uid
        if os.geteuid() == 0:
            os.setgroups([])
            os.setresgid(owner, owner, owner)
            os.setresuid(owner, owner, owner)
        parent_death.die_with_parent()
        resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
        no_new_privs.set_for_good()  # Landlock asks for it
        landlock.restrict_to_removal(path)
        _empty(path)
    except BaseException as error:
        print(f"{path} was not emptied: {error!r}", file=sys.stderr, flush=True)
    finally:
        os._exit(0)


def _empty(folder: str) -> None:
    """Remove all below `folder` without recursion, by changing into each folder: no depth and no path is too long.

    Nobody else writes there any more, and links are never followed, so `..` is the folder it came from.
    """
    os.chdir(folder)
    below: list[bytes] = []
    while True:
        deeper = _unlink_files()
        if deeper is not None:
            os.chmod(deeper, 0o700)
            os.chdir(deeper)
            below.append(deeper)
        elif below:
            os.chdir("..")
            os.rmdir(below.pop())
        else:
            return


def _unlink_files() -> bytes | None:
    """Remove what is no folder from the working directory; gives one of its folders, or None when it is empty."""
    with os.scandir(b".") as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                return entry.name
            os.unlink(entry.name)
    return None
