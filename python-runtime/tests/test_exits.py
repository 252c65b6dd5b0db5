"""T16 and T39: runs that end without a frame, by an exit or a crash. Nobody can take that for a value."""

import signal

from tests.driver import WorkerTest


class Exiting(WorkerTest):
    """No frame after `compiled`: nobody can take that for a value."""

    def exit_code_of(self, statement: str) -> tuple[int, str]:
        run = self.zygote.run(f"import os, sys, threading\ndef main():\n    {statement}\n    return 1")
        self.assertEqual((run.kinds, run.signal), ("C", None))
        return run.ended["exitCode"], run.stderr

    def test_exits(self) -> None:
        self.assertEqual(self.exit_code_of("sys.exit()"), (0, ""))
        self.assertEqual(self.exit_code_of("sys.exit(0)"), (0, ""))
        self.assertEqual(self.exit_code_of("sys.exit(3)"), (3, ""))
        self.assertEqual(self.exit_code_of("sys.exit(-1)"), (255, ""))
        self.assertEqual(self.exit_code_of("sys.exit('text')"), (1, "text\n"))
        self.assertEqual(self.exit_code_of("exit()"), (0, ""))
        self.assertEqual(self.exit_code_of("raise SystemExit(True)"), (1, ""))
        self.assertEqual(self.exit_code_of("os._exit(0)"), (0, ""))
        self.assertEqual(self.exit_code_of("os._exit(7)"), (7, ""))

    def test_an_exit_of_the_module(self) -> None:
        run = self.zygote.run("import sys\nprint('before')\nsys.exit(0)\ndef main(): return 1")
        self.assertEqual((run.kinds, run.stdout, run.ended["exitCode"]), ("C", "before\n", 0))

    def test_odd_exits(self) -> None:
        liar = "class Liar(int):\n    def __and__(self, other): return 'x'\n    __index__ = __int__ = __and__\n"
        run = self.zygote.run(f"{liar}def main(): raise SystemExit(Liar(9))")
        self.assertEqual((run.kinds, run.ended["exitCode"]), ("C", 9))
        run = self.zygote.run(
            "class Bad:\n    def __str__(self): raise ValueError\ndef main(): raise SystemExit(Bad())"
        )
        self.assertEqual((run.kinds, run.ended["exitCode"], run.stderr), ("C", 1, ""))

    def test_an_exit_in_a_thread_ends_that_thread(self) -> None:
        source = """
            import sys, threading
            def main():
                thread = threading.Thread(target=sys.exit, args=(3,))
                thread.start()
                thread.join()
                return "alive"
        """
        self.assertEqual(self.value_of(source), "alive")

    def test_os_exit_in_a_thread_ends_the_run(self) -> None:
        source = """
            import os, threading, time
            def main():
                threading.Thread(target=os._exit, args=(5,)).start()
                time.sleep(60)
        """
        run = self.zygote.run(source)
        self.assertEqual((run.kinds, run.ended["exitCode"]), ("C", 5))


class Crashing(WorkerTest):
    def crash_of(self, source: str) -> str | None:
        run = self.zygote.run(source)
        self.assertEqual((run.kinds, run.ended["exitCode"]), ("C", None), run)
        return run.signal

    def test_crashes_are_reported_as_their_signal(self) -> None:
        self.assertEqual(self.crash_of("import os\ndef main(): os.abort()"), "SIGABRT")
        self.assertEqual(self.crash_of("import ctypes\ndef main(): ctypes.string_at(0)"), "SIGSEGV")
        self.assertEqual(self.crash_of("import signal\ndef main(): signal.raise_signal(signal.SIGTERM)"), "SIGTERM")
        self.assertEqual(self.crash_of("import signal\ndef main(): signal.raise_signal(signal.SIGKILL)"), "SIGKILL")

    def test_a_crash_in_a_thread_ends_the_whole_run(self) -> None:
        source = """
            import ctypes, threading
            def main():
                thread = threading.Thread(target=ctypes.string_at, args=(0,))
                thread.start()
                thread.join()
        """
        self.assertEqual(self.crash_of(source), "SIGSEGV")

    def test_recursion_without_end(self) -> None:
        thrown = self.thrown_by("def f(): return f()\ndef main(): return f()")
        self.assertEqual((thrown["type"], thrown["omittedFrames"] > 900), ("RecursionError", True))

    def test_recursion_over_the_edge_of_the_stack(self) -> None:
        source = """
            import sys
            class Loop:
                def __eq__(self, other):
                    return [self] == [other]
            def main():
                sys.setrecursionlimit(10**6)
                return Loop() == Loop()
        """
        run = self.zygote.run(source)
        if run.kinds == "CT":  # from 3.12 on Python counts the C stack by itself
            self.assertEqual(run.last["type"], "RecursionError")
        else:
            self.assertEqual((run.kinds, run.signal), ("C", "SIGSEGV"))

    def test_recursion_until_memory_is_used_up(self) -> None:
        run = self.zygote.run("import sys\nsys.setrecursionlimit(10**8)\ndef f(): return f()\ndef main(): return f()")
        # 3.11 forgets to raise the MemoryError and notices that itself; 3.13.0 crashes.
        ending = run.last["type"] if run.kinds == "CT" else run.signal
        self.assertIn(ending, ("MemoryError", "SystemError", "SIGSEGV"))

    def test_a_keyboard_interrupt_is_an_exception_like_any_other(self) -> None:
        self.assertEqual(self.thrown_by("def main(): raise KeyboardInterrupt")["type"], "KeyboardInterrupt")
        self.assertEqual(
            self.thrown_by("import signal\ndef main(): signal.raise_signal(signal.SIGINT)")["type"], "KeyboardInterrupt"
        )

    def test_the_cpu_limit(self) -> None:
        run = self.zygote.run(
            "import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\ndef main():\n    while True: pass",
            cpu_seconds=1,
        )
        self.assertEqual((run.kinds, run.ended["signal"]), ("C", signal.SIGKILL))
        self.assertGreater(run.ended["cpuMs"], 900)
