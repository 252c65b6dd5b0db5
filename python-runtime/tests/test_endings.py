"""How runs end that end by themselves: values, exceptions, input and output; T50, T51. For exits see test_exits.py."""

from tests.driver import WorkerTest


class Returning(WorkerTest):
    def test_a_value_ends_the_run_and_what_was_printed_is_all_there(self) -> None:
        run = self.zygote.run(
            "import sys\ndef main():\n print('out', end='')\n sys.stderr.write('err')\n return {'x': 1}"
        )
        self.assertEqual((run.frames, run.stdout, run.stderr), ([("C", b""), ("V", b'{"x":1}')], "out", "err"))

    def test_long_integers_go_through_exactly_both_ways(self) -> None:
        self.assertEqual(
            self.zygote.run("def main(data): return [data, data + 1]", b"12345678901234567890").frames[-1],
            ("V", b"[12345678901234567890,12345678901234567891]"),
        )

    def test_main_is_awaited_when_it_is_async(self) -> None:
        source = """
            import asyncio
            async def main():
                return await asyncio.gather(*(asyncio.sleep(0, n) for n in range(3)))
        """
        self.assertEqual(self.value_of(source), [0, 1, 2])

    def test_main_runs_once_although_the_script_calls_it_as_a_program_would(self) -> None:
        source = """
            calls = []
            def main():
                calls.append(__name__)
                return calls
            if __name__ == "__main__":
                main()
        """
        self.assertEqual(self.value_of(source), ["script"])

    def test_the_script_is_a_module_like_any_other(self) -> None:
        source = """
            import inspect, pickle, sys, typing
            from dataclasses import dataclass, field
            @dataclass
            class Node:
                value: int
                children: "list[Node]" = field(default_factory=list)
            def main():
                node = pickle.loads(pickle.dumps(Node(1, [Node(2)])))
                return [
                    repr(node), str(typing.get_type_hints(Node)["children"]), inspect.getsource(main).split(chr(10))[0],
                    __file__, sys.argv, sys.modules["__main__"] is sys.modules[__name__],
                ]
        """
        shown, hint, first_line, *names = self.value_of(source)
        self.assertEqual(shown, "Node(value=1, children=[Node(value=2, children=[])])")
        self.assertEqual((hint, first_line), ("list[script.Node]", "def main():"))
        self.assertEqual(names, ["script.py", ["script.py"], True])

    def test_warnings_are_shown_with_their_line(self) -> None:
        run = self.zygote.run("import warnings\ndef main():\n    warnings.warn('mind the gap')\n    return 1")
        self.assertEqual(run.stderr, "script.py:3: UserWarning: mind the gap\n  warnings.warn('mind the gap')\n")

    def test_a_traceback_that_the_script_prints_has_its_lines_and_none_of_ours(self) -> None:
        source = """
            import traceback
            def main():
                try:
                    1 / 0
                except ZeroDivisionError:
                    traceback.print_exc()
        """
        run = self.zygote.run(source)
        self.assertIn('  File "script.py", line 5, in main\n    1 / 0\n', run.stderr)
        self.assertEqual(run.stderr.count("File "), 1)

    def test_threads_that_still_run_hold_up_nothing(self) -> None:
        source = """
            import threading, time
            def main():
                for daemon in (True, False):
                    threading.Thread(target=time.sleep, args=(3600,), daemon=daemon).start()
                return "done"
        """
        run = self.zygote.run(source)
        self.assertEqual((run.kinds, run.last), ("CV", "done"))

    def test_surrogates_and_bytes_are_printed_somehow(self) -> None:
        run = self.zygote.run(
            "import os\ndef main():\n    print('\\ud800 é')\n    os.write(1, b'\\xff\\n')\n    return 1"
        )
        self.assertEqual((run.kinds, run.stdout), ("CV", "\\ud800 é\n\ufffd\n"))


class Failing(WorkerTest):
    def test_an_exception_of_main_or_of_the_module(self) -> None:
        thrown = self.thrown_by("def main():\n    raise ValueError('x')")
        self.assertEqual((thrown["type"], thrown["message"], thrown["line"]), ("ValueError", "x", 2))
        thrown = self.thrown_by("x = 1\n1 / 0\ndef main(): return 1")
        self.assertEqual((thrown["type"], thrown["line"]), ("ZeroDivisionError", 2))
        self.assertEqual(thrown["traceback"], [{"line": 2, "function": "<module>", "source": "1 / 0"}])

    def test_one_in_an_async_main_has_no_frames_of_asyncio(self) -> None:
        source = """
            import asyncio
            async def inner():
                raise KeyError("k")
            async def main():
                async with asyncio.TaskGroup() as group:
                    await inner()
        """
        thrown = self.thrown_by(source)
        self.assertIn(thrown["type"], ("ExceptionGroup", "KeyError"))
        self.assertEqual({frame["function"] for frame in thrown["traceback"]}, {"main"})

    def test_arguments_that_main_does_not_take(self) -> None:
        self.assertIn(
            "takes 0 positional arguments but 1 was given",
            self.zygote.run("def main(): return 1", b"1").last["message"],
        )
        self.assertIn("missing 1 required positional argument", self.thrown_by("def main(x): return 1")["message"])

    def test_a_script_that_does_not_compile_is_never_started(self) -> None:
        run = self.zygote.run("print('ran')\ndef main(:\n    return 1")
        self.assertEqual((run.kinds, run.stdout, run.last["line"], run.last["column"]), ("E", "", 2, 10))

    def test_input_that_python_cannot_take_is_told_before_the_start(self) -> None:
        for input_json in (b"9" * 5000, b"[" * 100_000 + b"]" * 100_000):
            run = self.zygote.run("print('ran')\ndef main(x): return 1", input_json)
            self.assertEqual((run.kinds, run.stdout), ("U", ""))
        run = self.zygote.run("def main(x): return 1", b"[" + b"[]," * 600_000 + b"[]]", memory_mb=16)
        self.assertEqual(
            (run.kinds, run.last["message"]), ("U", "input does not fit into the memory that limits.memoryMb allows")
        )

    def test_a_source_too_large_for_its_memory_is_too_complex(self) -> None:
        run = self.zygote.run("x = [" + "1, " * 60_000 + "]\ndef main(): return x", memory_mb=16)
        self.assertEqual((run.kinds, run.last["rule"]), ("E", "too-complex"))

    def test_what_is_no_json(self) -> None:
        run = self.zygote.run("def main(): return {'rows': [1, 2, 3, {1, 2}]}")
        self.assertEqual(run.kinds, "CJ")
        self.assertEqual(
            run.last["message"], 'Returned value is not valid JSON: result["rows"][3] is a set; use list(…)'
        )


class StandardInput(WorkerTest):
    def test_it_is_at_its_end(self) -> None:
        self.assertEqual(self.thrown_by("def main(): return input()")["type"], "EOFError")
        self.assertEqual(
            self.value_of("import sys\ndef main(): return [sys.stdin.read(), sys.stdin.readline(), list(sys.stdin)]"),
            ["", "", []],
        )
        self.assertEqual(self.value_of("import os\ndef main(): return os.read(0, 1).hex()"), "")

    def test_a_prompt_is_printed(self) -> None:
        self.assertEqual(self.zygote.run("def main(): return input('name? ')").stdout, "name? ")
