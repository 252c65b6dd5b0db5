"""Warm-up leaves traces, but only those that are written here."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import warmup
from tests.driver import WorkerTest
from tests.installation import ENVIRONMENT, installation

_SOURCE: Final = Path(__file__).with_name("warmup_state.py").read_text(encoding="utf-8")

# The same source as a module of the same name where nothing was warmed up; then the modules that warm-up imports.
_FRESH: Final = """
import sys
sys.path.append({packages!r})
import importlib, json, types
module = types.ModuleType("script")
sys.modules["script"] = module
exec(compile(sys.stdin.read(), "script.py", "exec"), module.__dict__)
state = module.main()
for name in {modules!r}:
    importlib.import_module(name)
print(json.dumps([state, sorted(sys.modules)]))
"""

# Name in warmup_state.py → what a worker has there and why.
_WRITTEN: Final[dict[str, object]] = {
    "argv": ["script.py"],
    "original arguments": [sys.executable, "script.py"],
    "environment": {},
    "lines": ["script.py"],  # so that tracebacks and inspect show them
    "stream errors": ["replace", "backslashreplace", "backslashreplace"],  # no print() fails
    "streams": [["utf-8", False, False]] * 3,  # written through, not by lines
    "thread stack": 2 << 20,  # 64 threads within the budget
    "time zone files": [],  # the tzdata package instead of the host's files
}
_ADDED_BUILTINS: Final = {"exit", "quit"}
# What the rehearsals and the zygote itself load beyond warm-up's list, by their first name.
_ADDED_MODULES: Final = {
    "_sitebuiltins", "_socket", "array", "csv", "email", "importlib", "pandas", "quopri", "resource", "socket",
}  # fmt: skip


class WarmUp(WorkerTest):
    maxDiff = None

    def test_the_state_is_that_of_a_fresh_interpreter_less_a_written_list(self) -> None:
        warm, (fresh, modules) = self.value_of(_SOURCE), self.fresh()
        added = {name.partition(".")[0] for name in set(warm.pop("modules")) - modules}
        self.assertLessEqual(added, _ADDED_MODULES)
        self.assertEqual(set(warm.pop("builtins")) - set(fresh.pop("builtins")), _ADDED_BUILTINS)
        del fresh["modules"]
        self.assertEqual(warm, fresh | _WRITTEN)

    def test_a_rehearsal_leaves_no_trace_and_prints_nothing(self) -> None:
        end = self.zygote.spawn(rehearse=True)
        end.submit(_SOURCE)
        run = self.zygote.finish(end)
        self.assertEqual((run.last, run.stdout, run.stderr), (self.value_of(_SOURCE), "", ""))

    def test_no_module_of_the_runtime_is_left(self) -> None:
        folder = Path(warmup.__file__).parents[1]
        own = {path.stem for path in folder.glob("*.py")} | {path.parent.name for path in folder.glob("*/__init__.py")}
        found = set(self.value_of("import sys\ndef main(): return sorted(sys.modules)")) & own
        self.assertEqual(found, {"script"})  # the script's own
        for name in sorted(own - {"script"}):
            self.assertEqual(
                self.thrown_by(f"import {name}\ndef main(): return 1")["type"], "ModuleNotFoundError", name
            )

    def test_our_own_folder_is_not_told(self) -> None:
        source = """
            import sys
            def main():
                return [*sys.argv, *sys.orig_argv, *sys.path, *sys.path_importer_cache]
        """
        runtime = installation().runtime
        self.assertEqual([path for path in self.value_of(source) if path.startswith(runtime)], [])

    def test_nothing_that_would_share_its_random_state_is_loaded(self) -> None:
        source = """
            import sys, tempfile
            def main():
                return [{"ssl", "_ssl", "asyncio", "requests"}.isdisjoint(sys.modules), tempfile._name_sequence]
        """
        self.assertEqual(self.value_of(source), [True, None])

    def fresh(self) -> tuple[dict[str, Any], set[str]]:
        program = _FRESH.format(packages=installation().packages, modules=warmup._MODULES)
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-B", "-X", "utf8", "-c", program],
            input=_SOURCE, capture_output=True, text=True, check=True, cwd="/", env=ENVIRONMENT,
        )  # fmt: skip
        state, modules = json.loads(done.stdout)
        return state, set(modules)
