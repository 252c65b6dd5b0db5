"""T15, T46, T47, T49: a script that spoils what runs it spoils its own run, and a failed run never yields a value."""

from tests.driver import WorkerTest
from tests.server_end import Run

# What each does before it returns 1 or raises; the value that a failed run may not yield is 1.
_HARMLESS = {
    "json.dumps": "import json\njson.dumps = json.JSONEncoder.encode = json.loads = None",
    "os.write": "import os\nos.write = lambda *_: 1 / 0",
    "os._exit": "import os\nos._exit = lambda *_: None",
    "sys.stdout": "import sys\nsys.stdout = sys.stderr = sys.stdin = None",
    "sys.modules": "import sys\nsys.modules.clear()",
    "print": "import builtins\nbuiltins.print = builtins.open = None",
    "excepthook": "import sys, threading\nsys.excepthook = threading.excepthook = sys.unraisablehook = None",
    "stdout closed": "import os\nos.close(1); os.close(2)",
    "gc callbacks": "import gc\ngc.callbacks.append(lambda *_: 1 / 0)",
    "atexit": "import atexit, os\natexit.register(os.write, 1, b'never')",
    "settrace that does nothing": "import sys\nsys.settrace(lambda *_: None)",
    "linecache": "import linecache\nlinecache.cache.clear()\nlinecache.getline = None",
    "dropped main": "import gc\ngc.freeze(); gc.disable()",
    "numpy": "import sys\nsys.modules['numpy'] = None",
}


class Sabotage(WorkerTest):
    def assert_no_value(self, run: Run) -> None:
        """Neither a value nor a word of ours: the server sees a run that ended by itself, or was told nothing."""
        self.assertNotIn("V", run.kinds, run)
        self.assertNotIn("runtime", run.stdout + run.stderr)
        self.assertNotIn("worker.py", run.stdout + run.stderr)

    def test_what_is_replaced_or_closed_harms_only_the_scripts_own_use_of_it(self) -> None:
        for name, sabotage in _HARMLESS.items():
            with self.subTest(name):
                body = sabotage.replace("\n", "\n    ")
                run = self.zygote.run(f"def main():\n    {body}\n    return {{'a': [1, 'é']}}")
                self.assertEqual(run.kinds, "CV", run)
                self.assertEqual(run.last, {"a": [1, "é"]})
                run = self.zygote.run(f"def main():\n    {body}\n    raise ValueError('bad')")
                self.assertEqual(run.kinds, "CT", run)
                self.assertEqual((run.last["type"], run.last["message"]), ("ValueError", "bad"))

    def test_a_closed_channel_ends_the_run_without_a_word(self) -> None:
        for statement in ("os.close(3)", "os.closerange(0, 100)", "os.dup2(0, 3)"):
            for end in ("return 1", "raise ValueError('bad')", "return {1}"):
                run = self.zygote.run(f"import os\ndef main():\n    {statement}\n    {end}")
                self.assertEqual((run.kinds, run.ended["exitCode"], run.stderr), ("C", 1, ""))

    def test_a_channel_that_leads_elsewhere(self) -> None:
        run = self.zygote.run("import os\ndef main():\n    os.dup2(1, 3)\n    return 'elsewhere'")
        self.assertEqual((run.kinds, run.stdout), ("C", 'V\0\0\0\x0b"elsewhere"'))

    def test_forged_frames_come_after_compiled(self) -> None:
        """All that a script can do is speak for itself; what is no protocol is the server's to refuse."""
        run = self.zygote.run("import os\ndef main():\n    os.write(3, b'E\\0\\0\\0\\2{}')\n    return 1")
        self.assertTrue(run.kinds.startswith("CE"), run)
        run = self.zygote.run("import os\nos.write(3, b'C\\0\\0\\0\\0')\ndef main():\n    return 1")
        self.assertEqual(run.kinds, "CCV")

    def test_frames_on_stdout_are_only_text(self) -> None:
        run = self.zygote.run("import os\ndef main():\n    os.write(1, b'V\\0\\0\\0\\1' + b'1')\n    1 / 0")
        self.assertEqual((run.kinds, run.stdout), ("CT", "V\0\0\0\x011"))

    def test_builtins_that_our_own_code_uses(self) -> None:
        for name in (
            "isinstance",
            "len",
            "str",
            "type",
            "iter",
            "enumerate",
            "BaseException",
            "memoryview",
            "dict",
            "id",
        ):
            with self.subTest(name):
                run = self.zygote.run(
                    f"import builtins\ndef main():\n    builtins.{name} = None\n    raise ValueError('bad')"
                )
                self.assert_no_value(run)

    def test_frames_of_ours_that_the_script_rewrites(self) -> None:
        source = """
            import sys
            def main():
                frame = sys._getframe()
                while frame := frame.f_back:
                    frame.f_globals.clear()
                raise ValueError("bad")
        """
        self.assertEqual(self.zygote.run(source).kinds, "C")

    def test_trace_functions_that_raise(self) -> None:
        for hook in ("settrace", "setprofile"):
            for end in ("return 1", "raise ValueError('bad')"):
                with self.subTest(hook=hook, end=end):
                    source = f"""
                        import sys
                        def trace(frame, event, argument):
                            if frame.f_code.co_filename != "script.py":
                                raise SystemExit(0)
                            return trace
                        def main():
                            sys.{hook}(trace)
                            {end}
                    """
                    run = self.zygote.run(source)
                    self.assertNotIn("T" if end == "return 1" else "V", run.kinds)
                    self.assertEqual(run.stdout, "")
                    self.assertNotIn("worker.py", run.stderr)

    def test_a_signal_handler_that_strikes_while_the_result_is_sent(self) -> None:
        source = """
            import _thread, signal, threading
            def strike(*_):
                raise KeyboardInterrupt
            def main():
                signal.signal(signal.SIGUSR1, strike)
                main_thread = threading.main_thread().ident
                def disturb():
                    while True:
                        signal.pthread_kill(main_thread, signal.SIGUSR1)
                _thread.start_new_thread(disturb, ())
                raise ValueError("bad")
        """
        for _ in range(10):
            self.assert_no_value(self.zygote.run(source))


class OddMains(WorkerTest):
    def test_callables_of_every_kind(self) -> None:
        self.assertEqual(self.value_of("main = lambda: 1"), 1)
        self.assertEqual(self.value_of("import functools\nmain = functools.partial(max, 1, 2)"), 2)
        self.assertEqual(self.value_of("class Main:\n    async def __call__(self): return 3\nmain = Main()"), 3)
        self.assertEqual(self.value_of("def main(*arguments, **options): return [arguments, options]", b"1"), [[1], {}])

    def test_what_a_main_gives_that_is_no_value(self) -> None:
        problems = {
            "def main(): yield 1": "result is a generator; use list(…)",
            "async def main(): yield 1": "result is an async_generator; use [item async for item in …]",
            "class main: pass": "result is a main; return None, bool, int, float, str, list or dict",
            "def main(): return main": "result is a function; return None, bool, int, float, str, list or dict",
            "async def inner(): pass\ndef main(): return [inner()]": "result[0] is a coroutine; await it",
            "def main():\n    x = []\n    x.append(x)\n    return x": "result[0] contains itself",
        }
        for source, problem in problems.items():
            with self.subTest(source):
                run = self.zygote.run(source)
                self.assertEqual(
                    (run.kinds, run.last["message"]), ("CJ", f"Returned value is not valid JSON: {problem}")
                )

    def test_no_main(self) -> None:
        self.assertEqual(self.thrown_by("def main(): return 1\ndel main")["type"], "NameError")
        self.assertEqual(self.thrown_by("x = 1")["message"], "name 'main' is not defined: the script removed it again")
        self.assertEqual(self.thrown_by("def main(): return 1\nmain = 5")["message"], "'int' object is not callable")

    def test_a_value_whose_del_sleeps_holds_up_nothing(self) -> None:
        source = """
            import time
            class Slow(dict):
                def __del__(self):
                    time.sleep(3600)
            def main():
                return Slow(a=1)
        """
        self.assertEqual(self.value_of(source), {"a": 1})

    def test_a_value_that_never_ends_is_killed_like_any_loop(self) -> None:
        source = """
            class Endless(dict):
                def items(self):
                    while True:
                        yield ("k", 1)
            def main():
                return Endless(a=1)
        """
        run = self.zygote.run(source, cpu_seconds=1)
        self.assertIn((run.kinds, run.signal), {("C", "SIGKILL"), ("CT", None), ("CT", "SIGKILL")})
        self.assert_memory_error_if_thrown(run)

    def assert_memory_error_if_thrown(self, run: Run) -> None:
        if run.kinds == "CT":
            self.assertTrue(run.last["memoryError"])
