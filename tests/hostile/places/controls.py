"""Runs controls one after the other, each in a fresh place: jobs as JSON lines on stdin, answers on stdout.

Usage: controls.py STAGE PACKAGES: the text of stage.py, for the user that this runs as need not be able to read the
file, and the folder of the third-party packages.
"""

import json
import os
import signal
import subprocess
import sys

OWN_PLACE = "unshare --user --map-root-user --pid --fork --kill-child --mount --net --ipc --uts --cgroup".split()
# For the stage to start and to report; the attack's own time comes on top.
GRACE_SECONDS = 20


def run(job, stage):
    command = [sys.executable, "-I", "-B", "-c", stage, sys.argv[2]]
    place = OWN_PLACE if job["ownPlace"] else []
    process = subprocess.Popen(
        [*place, *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    try:
        out, err = process.communicate(json.dumps(job).encode(), job["timeoutMs"] / 1000 + GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        out, err = process.communicate()
    if not out.endswith(b"}\n"):
        return {"fault": f"the stage ended with {process.returncode}: {err[-2000:].decode(errors='replace')}"}
    return json.loads(out.splitlines()[-1])


def main():
    for line in sys.stdin:
        job = json.loads(line)
        answer = {"id": job["id"], **run(job, sys.argv[1])}
        print(json.dumps(answer), flush=True)


print(json.dumps({"ready": json.loads(os.environ["SURROUNDINGS"])}), flush=True)
main()
