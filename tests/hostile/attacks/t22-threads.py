"""Starts more threads than it may have."""

import _thread
import threading
import time

PARTS = {
    "threading": lambda: threading.Thread(target=time.sleep, args=(30,), daemon=True).start(),
    "_thread": lambda: _thread.start_new_thread(time.sleep, (30,)),
}


def main(setup):
    # The smallest stack there is: memory must not be the only thing that stops them.
    threading.stack_size(64 * 1024)
    wanted, begun = setup["threads"], 0
    try:
        for _ in range(wanted):
            PARTS[PART]()
            begun += 1
    except (RuntimeError, MemoryError) as error:
        detail = f"{begun} of {wanted} threads, then {error}"
    else:
        detail = f"all {wanted} threads"
    # The main thread is one of those that count.
    succeeded = begun >= setup["threadLimit"]
    return {"attempts": {PART: {"succeeded": succeeded, "error": "few", "detail": detail}}}
