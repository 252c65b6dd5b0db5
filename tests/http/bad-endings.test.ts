/** Hostile ends of a run: exits, exceptions, threads that go on. */

import { describe, expect, test } from "vitest";
import { expectError, ownValue, serveHostile } from "./hostile.js";
import type { ErrorCode } from "./shape.js";

const hostile = serveHostile();

describe("T16: ending before the result", () => {
  test.each<[string, ErrorCode, string | RegExp]>([
    ["os._exit(0)", "no_result", "exit code 0"],
    ["sys.exit()", "no_result", "exit code 0"],
    ["raise SystemExit(0)", "no_result", "exit code 0"],
    ["sys.exit('a reason')", "no_result", "exit code 1"],
    ["exit(7)", "no_result", "exit code 7"],
    // The first process of a PID namespace ignores SIGABRT, and abort(3) then dies by an invalid instruction.
    ["os.abort()", "crashed", /SIG(ABRT|SEGV)/],
    ["main()", "script_error", "RecursionError"],
    ["sys.setrecursionlimit(10 ** 9); f = lambda x: [f(x)]; f(1)", "memory_limit", ""],
  ])("%s is an error, never a success", async (body, code, message) => {
    const reply = await hostile.runMain(body, "import os, signal, sys");
    // Endless recursion meets one of its ends: of the memory, of the stack, of the time.
    if (code === "memory_limit")
      expect(["memory_limit", "crashed", "script_error", "timeout"]).toContain(reply.answer.error?.code);
    else expectError(reply, code, message);
  });

  test.each([9, 15])(
    "signal %i to itself ends it, or is ignored by the first process of a PID namespace",
    async (signal) => {
      const { answer } = await hostile.runMain(`signal.raise_signal(${signal})`, "import signal");
      if (answer.error === null) expect(answer.result).toBe(ownValue);
      else expect(answer.error.code).toBe("crashed");
    },
  );

  test("os.kill by another name kills nobody else", async () => {
    const { answer } = await hostile.runMain('getattr(os, "kill")(os.getpid(), 9)', "import os");
    expect(["crashed", "script_error"]).toContain(answer.error?.code);
  });
});

describe("T48: hostile exceptions", () => {
  test("a message of 100 MB is cut", async () => {
    const reply = await hostile.runMain('raise ValueError("x" * 10 ** 8)');
    expectError(reply, "script_error", "ValueError");
    expect(reply.text.length).toBeLessThan(100_000);
    expect(reply.answer.error?.message).toContain("more characters");
  });

  test("a __str__ that hangs ends at the deadline", async () => {
    const reply = await hostile.runMain(
      "raise E()",
      "class E(Exception):\n    def __str__(self):\n        while True: pass\n",
      500,
    );
    expectError(reply, "timeout");
  });

  test.each([
    ["a __str__ that raises", "raise E()", "class E(Exception):\n    def __str__(self): raise ValueError\n", "E"],
    ["a __str__ that is no string", "raise E()", "class E(Exception):\n    __str__ = lambda self: 5\n", "E"],
    [
      "a nest of exception groups",
      "e = ValueError('deep')\nfor _ in range(5000): e = ExceptionGroup('g', [e])\nraise e",
      "",
      "ExceptionGroup",
    ],
    [
      "a loop of causes",
      "a, b = ValueError('a'), KeyError('b')\na.__cause__, b.__cause__ = b, a\nraise a",
      "",
      "ValueError",
    ],
    [
      "a long chain of causes",
      "e = None\nfor i in range(10_000):\n    n = ValueError(str(i))\n    n.__cause__ = e\n    e = n\nraise e",
      "",
      "ValueError",
    ],
    ["a KeyboardInterrupt", "raise KeyboardInterrupt", "", "KeyboardInterrupt"],
    ["a BaseException of its own", "raise E", "class E(BaseException): pass\n", "E"],
    ["a name with lone surrogates", 'raise type("\\udcff", (Exception,), {})("\\ud800")', "", ""],
  ])("%s is told", async (_, body, before, message) => {
    const reply = await hostile.runMain(body, before);
    expectError(reply, "script_error", message);
    expect(reply.text.length).toBeLessThan(100_000);
  });

  test("a traceback of 100,000 frames is cut in the middle", async () => {
    const reply = await hostile.runMain(
      "sys.setrecursionlimit(10 ** 6)\ndown(99_998)",
      "import sys\ndef down(n):\n    if n == 0: raise ValueError('bottom')\n    down(n - 1)\n",
      20_000,
    );
    expectError(reply, "script_error", "ValueError: bottom");
    const { error } = reply.answer;
    const exception = error?.code === "script_error" ? error.exception : undefined;
    expect(exception?.traceback.length).toBeLessThan(100);
    expect((exception?.traceback.length ?? 0) + (exception?.omittedFrames ?? 0)).toBe(100_000);
  });
});

describe("T49: nothing of the service is told", () => {
  const ours = /\/work|\/tmp|python-runtime|worker\.py|zygote|lockdown|site-packages|nonce|functions\/|sandbox\//;

  test.each([
    ["an exception in the standard library", "import json\njson.loads('{')"],
    ["an exception in pandas", "import pandas as pd\npd.DataFrame({'x': [1]})['y']"],
    [
      "an exception in a thread",
      "import threading\nt = threading.Thread(target=lambda: 1 / 0)\nt.start()\nt.join()\nraise ValueError",
    ],
    [
      "a traceback printed",
      "import traceback\ntry: 1 / 0\nexcept ZeroDivisionError: traceback.print_exc()\nraise ValueError",
    ],
    ["a warning", "import warnings\nwarnings.warn('careful')\nraise ValueError"],
    ["the stack printed", "import traceback\ntraceback.print_stack()\nraise ValueError"],
  ])("by %s", async (_, body) => {
    const reply = await hostile.runMain(body);
    expectError(reply, "script_error");
    const { error, stdout, stderr } = reply.answer;
    expect(JSON.stringify({ error, stdout, stderr })).not.toMatch(ours);
    const exception = error?.code === "script_error" ? error.exception : undefined;
    expect(exception?.traceback.map((frame) => frame.function)).toEqual(["main"]);
  });
});

describe("T50: threads that are still running", () => {
  test.each(["True", "False"])("daemon=%s: the result is delivered, the process is gone", async (daemon) => {
    const { answer } = await hostile.runMain(
      `for _ in range(4): threading.Thread(target=spin, daemon=${daemon}).start()`,
      "import threading, time\ndef spin():\n    while True: time.sleep(0.001)\n",
      10_000,
    );
    expect(answer).toMatchObject({ result: ownValue, error: null });
    expect(answer.run.wallMs).toBeLessThan(9000);
  });
});
