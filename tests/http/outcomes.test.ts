/** Each way in which a run can end, as its caller sees it; what was printed is always kept. */

import { beforeAll, describe, expect, test } from "vitest";
import { type Service, startService, withService } from "./service.js";

let service: Service;

beforeAll(async () => {
  service = await startService();
  return () => service.stop();
});

const say = `
import os, sys
print("printed")
sys.stdout.write("no newline, not flushed")
sys.stderr.write("warned")
`;
const said = { stdout: "printed\nno newline, not flushed", stderr: "warned" };

/** Two busy loops in C that let go of the interpreter's lock. */
const twoThreads = `
import hashlib, threading
def main():
    def burn():
        while True:
            hashlib.sha256(bytes(10_000_000))
    threads = [threading.Thread(target=burn) for _ in range(2)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    return 1
`;

describe("what was printed, flushed or not, stands in every answer", () => {
  test.each([
    ["a value", "return [1]", 200, null],
    ["an exception", "raise KeyError('k')", 422, { code: "script_error", exception: { type: "KeyError", line: 8 } }],
    ["no JSON", "return {1, 2}", 422, { code: "invalid_result" }],
    ["sys.exit()", "sys.exit(3); return 1", 422, { code: "no_result", exitCode: 3 }],
    ["os._exit()", "os._exit(0); return 1", 422, { code: "no_result", exitCode: 0 }],
    ["SIGABRT", "os.abort(); return 1", 422, { code: "crashed", signal: expect.stringMatching(/^SIG(ABRT|SEGV)$/) }],
    ["a memory error", "return len(bytearray(10**9))", 422, { code: "memory_limit", limitBytes: 256 * 1024 ** 2 }],
    ["a timeout", "while True: pass", 422, { code: "timeout", limitMs: 1000 }],
  ])("%s", async (_, end, status, error) => {
    const reply = await service.run(`${say}\ndef main():\n    ${end}`, { limits: { timeoutMs: 1000 } });
    expect(reply.status, reply.text).toBe(status);
    expect(reply.answer).toMatchObject({ ...said, error: error && { ...error, started: true } });
  });

  test("a module that raises", async () => {
    const { answer } = await service.run(`${say}\n1 / 0\ndef main():\n    return 1`);
    expect(answer).toMatchObject({
      ...said,
      error: { code: "script_error", exception: { type: "ZeroDivisionError", line: 7 } },
    });
  });

  test("the output limit", async () => {
    const { status, answer } = await service.run(`${say}\ndef main():\n    while True: print("x" * 9999)`);
    expect(status).toBe(422);
    expect(answer.error).toMatchObject({
      code: "output_limit",
      stream: "stdout",
      limitBytes: 16 * 1024 ** 2,
      started: true,
    });
    expect(answer.stdout.startsWith(said.stdout)).toBe(true);
    expect(answer.stdout).toHaveLength(1024 ** 2);
    expect(answer.run.stdoutDroppedBytes).toBeGreaterThan(14 * 1024 ** 2);
    expect(answer.stderr).toBe(said.stderr);
  });

  test("stderr has an output limit of its own", async () => {
    const { answer } = await service.run("import sys\ndef main():\n    while True: sys.stderr.write('x' * 99999)");
    expect(answer.error).toMatchObject({ code: "output_limit", stream: "stderr" });
  });

  test("output over what is kept is counted, and the value stands", async () => {
    const { answer } = await service.run("def main():\n    print('x' * (2 * 1024 ** 2), end='')\n    return 1");
    expect(answer).toMatchObject({ result: 1, run: { stdoutDroppedBytes: 1024 ** 2, stderrDroppedBytes: 0 } });
    expect(answer.stdout).toHaveLength(1024 ** 2);
  });
});

describe("the process crashes", () => {
  test.each(["np.ctypeslib.ctypes", "sys.modules['ctypes']"])("by %s", async (route) => {
    const { status, answer } = await service.run(
      `import sys\nimport numpy as np\ndef main():\n    print("still here")\n    ${route}.string_at(0)\n    return 1`,
    );
    expect(status).toBe(422);
    expect(answer.error).toMatchObject({ code: "crashed", signal: "SIGSEGV", started: true });
    expect(answer.error?.message).toContain("SIGSEGV");
    expect(answer.stdout).toBe("still here\n");
  });

  test("by a signal of its own, unless it is the first process of a PID namespace, which ignores those", async () => {
    const { answer } = await service.run(
      "import signal\ndef main():\n    signal.raise_signal(signal.SIGTERM)\n    return 1",
    );
    if (answer.run.sandbox?.layers.includes("pid-namespace")) expect(answer.result).toBe(1);
    else expect(answer.error).toMatchObject({ code: "crashed", signal: "SIGTERM" });
  });
});

describe("memory", () => {
  test("limits.memoryMb holds, and the default gives more", async () => {
    const script = "def main():\n    return len(bytearray(100 * 1024 ** 2))";
    const { answer } = await service.run(script, { limits: { memoryMb: 64 } });
    expect(answer.error).toMatchObject({ code: "memory_limit", limitBytes: 64 * 1024 ** 2 });
    expect((await service.run(script)).answer.result).toBe(100 * 1024 ** 2);
  });

  test("a MemoryError that the script catches is its own business", async () => {
    const { answer } = await service.run(
      "def main():\n    try:\n        return len(bytearray(10 ** 10))\n    except MemoryError:\n        return 'too much'",
    );
    expect(answer.result).toBe("too much");
  });

  test.each([
    ["a growing list", "rows = []\n    while True: rows.append('x' * 100_000 + str(len(rows)))"],
    ["a numpy array", "import numpy as np\n    return float(np.ones(10 ** 9).sum())"],
    [
      "a merge that explodes",
      "import pandas as pd\n    df = pd.DataFrame({'k': [1] * 20_000})\n    return len(df.merge(df, on='k'))",
    ],
  ])("%s meets the limit", async (_, body) => {
    const { answer } = await service.run(`def main():\n    ${body}`);
    expect(answer.error).toMatchObject({ code: "memory_limit", started: true });
  });
});

test("CPU time is limited, all threads together", async () => {
  await withService({ CPU_SECONDS: "1" }, async (frugal) => {
    const busy = await frugal.run('def main():\n    print("so far", end="")\n    while True: pass');
    expect(busy.status).toBe(422);
    expect(busy.answer).toMatchObject({
      stdout: "so far",
      error: { code: "cpu_limit", limitSeconds: 1, started: true },
    });
    const threads = await frugal.run(twoThreads);
    expect(threads.answer.error, threads.text).toMatchObject({ code: "cpu_limit", limitSeconds: 1 });
    expect((await frugal.run("import time\ndef main():\n    time.sleep(1.2)\n    return 1")).answer.result).toBe(1);
  });
});
