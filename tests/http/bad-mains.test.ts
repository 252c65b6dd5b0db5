/** A `main` that is not what it seems, and sabotage of what runs it. */

import { describe, expect, test } from "vitest";
import { expectError, ownValue, serveHostile } from "./hostile.js";
import type { ErrorCode } from "./shape.js";

const hostile = serveHostile();

describe("T46: sabotage of the run's own machinery", () => {
  test.each([
    ["json.dumps replaced", "import json\njson.dumps = lambda *a, **k: 'forged'"],
    ["stdout gone", "sys.stdout = None"],
    ["print replaced", "import builtins\nbuiltins.print = None"],
    ["a trace function", "sys.settrace(lambda *a: None)"],
    ["a profile function that raises", "import threading\nthreading.setprofile(lambda *a: 1 / 0)"],
    ["an exit handler that hangs", "import atexit, time\natexit.register(time.sleep, 60)"],
    ["a collector's callback that exits", "import gc\ngc.callbacks.append(lambda *a: None)"],
    ["stdout closed", "os.close(1)"],
    ["sys.modules emptied", "sys.modules.clear()"],
    ["an excepthook", "sys.excepthook = sys.unraisablehook = None"],
    ["stdin closed", "os.close(0)"],
  ])("%s: its own value", async (_, body) => {
    const { answer } = await hostile.runMain(body, "import os, sys");
    expect(answer).toMatchObject({ result: ownValue, error: null });
  });

  test.each([
    ["the encoder replaced", "import json\njson.JSONEncoder.encode = lambda *a: 'forged'"],
    ["os.write replaced", "os.write = lambda *a: 0"],
    ["the result channel replaced by stdout", "os.dup2(1, 3)"],
    ["the builtins emptied", "import builtins\nbuiltins.__dict__.clear()"],
    ["a trace function that raises", "def trace(*a): raise RuntimeError('traced')\nsys.settrace(trace)"],
    ["a recursion limit of nearly nothing", "sys.setrecursionlimit(30)"],
    ["all descriptors closed", "os.closerange(0, 100)"],
    [
      "all classes of ours",
      "for c in object.__subclasses__():\n    try: c.__call__ = c.encode = None\n    except TypeError: pass",
    ],
    ["all collected objects", "import gc\nfor o in gc.get_objects():\n    if type(o) is dict: o.clear()"],
  ])("%s: an answer at the deadline at the latest", async (_, body) => {
    const { status, answer } = await hostile.runMain(body, "import os, sys", 2000);
    // A run that spoiled itself has its own value or an error of its own: the service is never at fault.
    expect([200, 422]).toContain(status);
    if (status === 200) expect(answer.result).toBe(ownValue);
  });
});

describe("T47: a main that is not what it seems", () => {
  test.each<[string, string, ErrorCode, string | RegExp]>([
    ["a generator", "def main():\n    yield 1", "invalid_script", "yield"],
    ["a generator that returns", "def main():\n    yield 1\n    return 2", "invalid_result", "generator"],
    ["a class", "class main:\n    pass", "invalid_script", /must define main\(\)/],
    ["a lambda", "main = lambda: 1", "invalid_script", /must define main\(\)/],
    ["nested", "def outer():\n    def main():\n        return 1", "invalid_script", "line 2"],
    ["two parameters", "def main(a, b):\n    return 1", "invalid_script", "one argument"],
    ["without return", "def main():\n    print(1)", "invalid_script", "never returns"],
    ["deleted", "def main():\n    return 1\ndel main", "script_error", "NameError"],
    ["a number by then", "def main():\n    return 1\nmain = 5", "script_error", "TypeError"],
    ["in need of arguments by then", "def main():\n    return 1\nmain = lambda a, b: 1", "script_error", "TypeError"],
    ["calling itself", "def main():\n    return main()", "script_error", "RecursionError"],
    [
      "not JSON: what is never done iterating",
      "class A:\n    def __iter__(self):\n        while True: yield 1\ndef main():\n    return A()",
      "invalid_result",
      "A",
    ],
  ])("%s", async (_, script, code, message) => {
    expectError(await hostile.run(script), code, message);
  });

  test.each([
    ["a coroutine function", "import asyncio\nasync def main():\n    await asyncio.sleep(0)\n    return 1"],
    ["a function that gives a coroutine", "async def work():\n    return 1\ndef main():\n    return work()"],
    ["partial by then", "from functools import partial\ndef main():\n    return 2\nmain = partial(int, '1')"],
    ["decorated", "def one(f):\n    return lambda: f() - 1\n@one\ndef main():\n    return 2"],
    [
      "an object whose __del__ sleeps",
      "import time\nclass A:\n    def __del__(self): time.sleep(60)\nkeep = A()\ndef main():\n    return 1",
    ],
  ])("%s works", async (_, script) => {
    expect((await hostile.run(script, { timeoutMs: 5000 })).answer).toMatchObject({
      result: 1,
      error: null,
    });
  });

  test("a dict whose items never end meets a limit", async () => {
    const { answer } = await hostile.run(
      "import itertools\nclass D(dict):\n    def items(self): return itertools.repeat(('k', 1))\ndef main():\n    return D(a=1)",
      { timeoutMs: 3000, memoryMb: 64 },
    );
    expect(["timeout", "memory_limit", "invalid_result"]).toContain(answer.error?.code);
  });
});
