"""Runs an attack without confinement, as its control: reads one job as JSON from stdin, prints what happened as JSON.

A job: {"steps": [{"source": …, "setup": …}], "how": "sequence" | "parallel" | "together" | "forks", "ownPlace": bool,
"timeoutMs": …, "preload": [module…]}. Every step is a process of its own below one that it may kill; `together` runs all
steps in one process, `forks` in forks of a process that has imported what `preload` names.
"""

import ctypes
import importlib
import json
import os
import selectors
import signal
import sys
import time
import traceback

MS_REC_PRIVATE = 0x4000 | 0x40000
libc = ctypes.CDLL(None, use_errno=True)
# What the request before left behind, as a service would have it that runs all scripts in one process.
PLANTED = ["canary-" + "5eed" * 4 + "-planted"]


def mount(source, target, kind, flags=0, options=None):
    if libc.mount(source, target.encode(), kind, flags, options) != 0:
        raise OSError(ctypes.get_errno(), f"mount {target}")


def furnish():
    """Give the place throw-away folders in place of the machine's, so that anything may be written."""
    mount(None, "/", None, MS_REC_PRIVATE)
    kept = {}
    for name in ("passwd", "group", "hosts", "resolv.conf", "ld.so.cache", "localtime"):
        try:
            with open(f"/etc/{name}", "rb") as file:
                kept[name] = file.read()
        except OSError:
            pass
    for folder in ("/tmp", "/var/tmp", "/dev/shm", "/run", "/etc"):
        if os.path.isdir(folder):
            mount(b"tmpfs", folder, b"tmpfs", 0, b"mode=1777")
    for name, content in kept.items():
        with open(f"/etc/{name}", "wb") as file:
            file.write(content)
    os.makedirs("/run/lock", mode=0o777, exist_ok=True)
    mount(b"proc", "/proc", b"proc")
    os.chdir("/tmp")
    os.environ["HOME"] = "/tmp"


def run_steps(steps, report):
    """In the attacking process: execute the modules, call their main(), write what they returned."""
    results = []
    for step in steps:
        namespace = {"__name__": "script", "__file__": "script.py"}
        try:
            exec(compile(step["source"], "script.py", "exec"), namespace)
            results.append({"result": namespace["main"](step["setup"])})
        except Exception as error:
            results.append({"error": f"{type(error).__name__}: {error}", "trace": traceback.format_exc()[-2000:]})
    os.write(report, json.dumps(results).encode())
    # As a plain interpreter ends: threads are waited for.
    sys.exit(0)


class Attacker:
    """One forked process below a parent that it may kill, what it prints, and how it ends."""

    def __init__(self, steps):
        self.output_bytes, self.report, self.status, self.ended = 0, b"", None, set()
        outputs, reports, statuses = os.pipe(), os.pipe(), os.pipe()
        self.streams = {"output": outputs[0], "report": reports[0], "status": statuses[0]}
        self.parent = os.fork()
        if self.parent == 0:
            os.setsid()
            child = os.fork()
            if child == 0:
                os.dup2(outputs[1], 1)
                os.dup2(outputs[1], 2)
                os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
                run_steps(steps, reports[1])
            for pair in (outputs, reports):
                os.close(pair[1])
            os.write(statuses[1], f"{os.waitpid(child, 0)[1]}".encode())
            os._exit(0)
        for pair in (outputs, reports, statuses):
            os.close(pair[1])

    def take(self, name, data):
        if name == "output":
            self.output_bytes += len(data)
        elif name == "report":
            self.report += data
        else:
            self.status = int(data)

    def ending(self, still_running):
        status = self.status
        return {
            "running": still_running,
            "exit": os.waitstatus_to_exitcode(status) if status is not None and os.WIFEXITED(status) else None,
            "signal": signal.Signals(os.WTERMSIG(status)).name if status is not None and os.WIFSIGNALED(status) else None,
            "outputBytes": self.output_bytes,
            "results": json.loads(self.report) if self.report else [],
        }


def watch(attackers, deadline):
    """Drain everything until all attackers' ends are known or time is up; returns those that still run."""
    selector = selectors.DefaultSelector()
    running = set(attackers)
    for attacker in attackers:
        for name, descriptor in attacker.streams.items():
            selector.register(descriptor, selectors.EVENT_READ, (attacker, name))
    while running and (left := deadline - time.monotonic()) > 0:
        for key, _ in selector.select(left):
            attacker, name = key.data
            data = os.read(key.fd, 1 << 20)
            if data:
                attacker.take(name, data)
                if name == "status":
                    running.discard(attacker)
                continue
            selector.unregister(key.fd)
            # Where it has killed its parent no status will come; the end of the report alone says nothing of how it ended.
            attacker.ended.add(name)
            if {"status", "report"} <= attacker.ended:
                running.discard(attacker)
    for attacker in attackers:
        for key in [key for key in selector.get_map().values() if key.data[0] is attacker]:
            drain(attacker, key)
    return running


def drain(attacker, key):
    """What is there already; nobody is waited for."""
    os.set_blocking(key.fd, False)
    try:
        while data := os.read(key.fd, 1 << 20):
            attacker.take(key.data[1], data)
    except BlockingIOError:
        pass


def main():
    job = json.load(sys.stdin)
    sys.path.append(sys.argv[1])
    if job["ownPlace"]:
        furnish()
    for name in job.get("preload", ()):
        importlib.import_module(name)
    # Something to be found by whoever looks for descriptors.
    os.dup2(os.open(os.devnull, os.O_RDWR), 77)
    groups = [job["steps"]] if job["how"] == "together" else [[step] for step in job["steps"]]
    endings = []
    deadline = time.monotonic() + job["timeoutMs"] / 1000
    if job["how"] == "parallel":
        attackers = [Attacker(group) for group in groups]
        running = watch(attackers, deadline)
        endings = [attacker.ending(attacker in running) for attacker in attackers]
    else:
        for group in groups:
            attackers = [Attacker(group)]
            running = watch(attackers, deadline)
            endings.append(attackers[0].ending(bool(running)))
    print(json.dumps({"endings": endings}), flush=True)
    # Outside a namespace of its own nobody else ends what is left; each attacker leads a session.
    for attacker in attackers:
        try:
            os.killpg(attacker.parent, signal.SIGKILL)
        except OSError:
            pass
    os._exit(0)


main()
