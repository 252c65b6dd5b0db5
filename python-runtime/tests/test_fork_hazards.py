"""The hazards of a fork server, a test each. Second threads and orphans: test_zygote.py; traces: test_warmup.py."""

import json
from typing import Final

from tests.driver import WorkerTest, Zygote
from tests.installation import MEGABYTE

_RANDOM: Final = """
import random, secrets, ssl, tempfile, uuid
import numpy as np

def main():
    return [
        np.random.rand(), np.random.default_rng().random(), np.random.RandomState().rand(), random.random(),
        random.SystemRandom().random(), str(uuid.uuid4()), str(uuid.uuid1()), secrets.token_hex(),
        ssl.RAND_bytes(16).hex(), next(tempfile._get_candidate_names()), np.random.SeedSequence().entropy,
    ]
"""

_MEMORY: Final = """
def main(megabytes):
    return len(bytearray(megabytes << 20))
"""


class Randomness(WorkerTest):
    def test_every_source_of_randomness_differs_in_100_runs(self) -> None:
        drawn = [self.value_of(_RANDOM) for _ in range(100)]
        for number, values in enumerate(zip(*drawn, strict=True)):
            self.assertEqual(len(set(values)), 100, f"value {number} of {_RANDOM}")

    def test_workers_that_live_at_the_same_time_differ_too(self) -> None:
        ends = [self.zygote.spawn(slot) for slot in range(4)]
        for end in ends:
            end.submit(_RANDOM)
        drawn = [self.zygote.finish(end).last for end in ends]
        for values in zip(*drawn, strict=True):
            self.assertEqual(len(set(values)), 4)

    def test_the_hash_seed_is_shared_by_a_zygotes_workers_and_not_by_zygotes(self) -> None:
        """Known and told in the threat model: the server replaces the zygote now and then."""
        source = "def main(): return hash('seed')"
        own = {self.value_of(source) for _ in range(3)}
        self.assertEqual(len(own), 1)
        with Zygote() as other:
            self.assertNotIn(other.run(source).last, own)


class Memory(WorkerTest):
    def test_the_budget_counts_from_what_the_zygote_has(self) -> None:
        self.assertEqual(self.value_of(_MEMORY, b"200"), 200 * MEGABYTE)
        run = self.zygote.run(_MEMORY, b"300")
        self.assertEqual((run.kinds, run.last["type"], run.last["memoryError"]), ("CT", "MemoryError", True))

    def test_a_job_may_ask_for_less_and_gets_no_more(self) -> None:
        self.assertEqual(self.value_of(_MEMORY, b"8", memory_mb=16), 8 * MEGABYTE)
        self.assertTrue(self.zygote.run(_MEMORY, b"20", memory_mb=16).last["memoryError"])
        self.assertTrue(self.zygote.run(_MEMORY, b"300", memory_mb=4096).last["memoryError"])

    def test_exhausted_memory_is_still_told(self) -> None:
        ways = {
            "list growth": "x = []\n    while True: x.append(bytearray(1000))",
            "small objects": "x = []\n    while True: x.append((1, len(x)))",
            "dict growth": "x = {}\n    while True: x[len(x)] = str(len(x))",
            "one large": "x = 'a' * 10**9",
            "doubling": "x = b'ab'\n    while True: x += x",
            "in a comprehension": "x = [[n] for n in range(10**9)]",
            "numpy": "import numpy\n    x = numpy.ones(10**8)",
            "frames": "import sys\n    sys.setrecursionlimit(10**8)\n    f = lambda: [f() for _ in 'a']\n    f()",
        }
        for name, statements in ways.items():
            with self.subTest(name):
                run = self.zygote.run(f"def main():\n    {statements}")
                if name.startswith("frames") and run.kinds == "C":
                    self.assertEqual(run.signal, "SIGSEGV")  # the C stack was used up first
                    continue
                self.assertEqual(run.kinds, "CT", run)
                if not name.startswith("frames"):  # 3.11 makes a SystemError of that one
                    self.assertTrue(run.last["memoryError"], run.last)
                # Without memory for a traceback CPython raises a second MemoryError that has none.
                self.assertIn(run.last["line"], (None, 2, 3, 4))

    def test_memory_that_is_still_held_by_the_module_does_not_spoil_the_description(self) -> None:
        source = """
            hoard = []
            def fill(size):
                while True:
                    try:
                        hoard.append(bytearray(size))
                    except MemoryError:
                        if size < 64:
                            raise
                        size //= 2
            def main():
                fill(1 << 20)
        """
        run = self.zygote.run(source)
        self.assertEqual((run.kinds, run.last["memoryError"], run.last["line"]), ("CT", True, 6))

    def test_a_value_too_large_to_be_encoded_is_a_memory_or_a_size_error(self) -> None:
        run = self.zygote.run("def main(): return {'a': 'x' * 10**8}")
        self.assertIn(run.kinds, ("CJ", "CT"))
        self.assertTrue(run.kinds == "CJ" or run.last["memoryError"])


class LastOutput(WorkerTest):
    def test_output_before_the_end_is_complete_when_the_worker_has_ended(self) -> None:
        """The end of run comes before the last output, on another channel: both ends have to be waited for."""
        source = """
            import sys
            def main(size):
                sys.stderr.write('e' * size)
                sys.stdout.write('o' * size)
                return size
        """
        for size in (1, 4096, 200_000, 1_000_000) * 10:
            run = self.zygote.run(source, json.dumps(size).encode())
            self.assertEqual((run.kinds, len(run.stdout), len(run.stderr)), ("CV", size, size))

    def test_output_of_other_threads_up_to_the_kill_is_kept(self) -> None:
        source = """
            import threading
            def main():
                ready = threading.Event()
                def talk():
                    print("first words")
                    ready.set()
                    while True:
                        print("more")
                threading.Thread(target=talk).start()
                ready.wait()
                return 1
        """
        run = self.zygote.run(source)
        self.assertEqual(run.kinds, "CV")
        self.assertTrue(run.stdout.startswith("first words\n"))


class Isolation(WorkerTest):
    def test_what_one_run_changes_the_next_does_not_see(self) -> None:
        change = """
            import builtins, json, os, sys
            import pandas as pd
            def main():
                builtins.leak = json.leak = pd.leak = sys.leak = 1
                pd.set_option("display.max_rows", 3)
                sys.modules["leak"] = sys
                sys.path.append("/leak")
                os.environ["LEAK"] = "1"
                pd.DataFrame.mean = None
                return 1
        """
        look = """
            import builtins, json, os, sys
            import pandas as pd
            def main():
                return [
                    *(hasattr(module, "leak") for module in (builtins, json, pd, sys)),
                    "leak" in sys.modules, "/leak" in sys.path, dict(os.environ),
                    pd.get_option("display.max_rows"), callable(pd.DataFrame.mean),
                ]
        """
        before = self.value_of(look)
        self.assertEqual(self.value_of(change), 1)
        self.assertEqual(self.value_of(look), before)
        self.assertEqual(before[:7], [False] * 6 + [{}])

    def test_a_script_finds_no_trace_of_another_request(self) -> None:
        self.zygote.run("CANARY = 'canary-of-another-run'\ndef main(data): return data", b'"canary-of-another-input"')
        source = """
            import gc
            def main():
                needle = chr(45).join(["canary", "of", "another"])
                texts = [value for value in gc.get_objects() if isinstance(value, (str, bytes))]
                for container in gc.get_objects():
                    texts += [item for item in gc.get_referents(container) if isinstance(item, (str, bytes))]
                return [text for text in map(str, texts) if needle in text and text != needle]
        """
        self.assertEqual(self.value_of(source), [])
