"""Goes on after its caller has gone away."""

import time


def main(setup):
    print("begun", flush=True)
    time.sleep(60)
