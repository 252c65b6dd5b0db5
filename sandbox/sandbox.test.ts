import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSandbox } from "./create.js";
import type { Job, RunReport, Sandbox } from "./sandbox.js";
import { createKeptLog } from "./testing/log.js";
import { poll } from "./testing/poll.js";
import { findProcesses, findRuntime } from "./testing/runtime.js";
import { testSettings } from "./testing/settings.js";

const runtime = findRuntime();
const mebibyte = 1024 * 1024;

describe.skipIf("missing" in runtime)(
  `with the real runtime${"missing" in runtime ? ` (${runtime.missing})` : ""}`,
  { timeout: 20_000 },
  () => {
    const log = createKeptLog();
    let sandbox: Sandbox;

    beforeAll(() => {
      const found = "settings" in runtime ? runtime.settings : {};
      sandbox = createSandbox(testSettings({ ...found, queueWaitMs: 10_000, cpuSeconds: 1 }), log);
    });
    afterAll(async () => {
      await sandbox.close();
      expect(findProcesses("zygote.py").filter(({ parent }) => parent === process.pid)).toEqual([]);
    });

    function run(script: string, job: Partial<Job> = {}, signal = new AbortController().signal): Promise<RunReport> {
      const whole: Job = { script, inputJson: undefined, timeoutMs: 10_000, memoryBytes: 256 * mebibyte, ...job };
      return sandbox.run(async () => whole, signal);
    }

    async function resultOf(script: string, job?: Partial<Job>): Promise<string> {
      const { outcome } = await run(script, job);
      return outcome.kind === "returned" ? Buffer.from(outcome.resultJson).toString() : JSON.stringify(outcome);
    }

    function main(...lines: string[]): string {
      return `def main():\n${lines.map((line) => `    ${line}\n`).join("")}`;
    }

    function zygotePids(): number[] {
      return findProcesses("zygote.py").flatMap(({ pid, parent }) => (parent === process.pid ? [pid] : []));
    }

    /** The sandbox's own: other test files have zygotes too. */
    function countProcesses(): number {
      const zygotes = zygotePids();
      return zygotes.length + findProcesses("zygote.py").filter(({ parent }) => zygotes.includes(parent)).length;
    }

    test("a value comes back as Python wrote it", async () => {
      expect(await resultOf(main("return {'a': 1.0, 'n': 10**30}"))).toBe(`{"a":1.0,"n":${10n ** 30n}}`);
    });

    test("input arrives exactly", async () => {
      const inputJson = Buffer.from('{"n": 12345678901234567890123, "s": "é"}');
      expect(await resultOf("def main(data):\n    return [data['n'] + 1, data['s']]\n", { inputJson })).toMatch(
        /^\[12345678901234567890124,"(é|\\u00e9)"\]$/,
      );
    });

    test("pandas works", async () => {
      const script = main("import pandas as pd", "return pd.DataFrame({'x': [1, 2, 6]})['x'].mean()");
      expect(await resultOf(script)).toBe("3.0");
    });

    test("the report tells what was measured and what held", async () => {
      const report = await run(main("print('out')", "import sys", "print('err', file=sys.stderr)", "return None"));
      expect(report).toMatchObject({ started: true, stdout: "out\n", stderr: "err\n", isolation: { mode: "rlimit" } });
      expect(report.isolation?.layers).toContain("seccomp");
      expect(report.cpuMs).toBeGreaterThan(0);
      expect(report.peakMemoryBytes).toBeGreaterThan(mebibyte);
      expect(sandbox.status()).toMatchObject({ ready: true, versions: { pandas: expect.any(String) } });
    });

    test("an endless loop is killed at its deadline and keeps what it printed", async () => {
      const report = await run(main("print('before', end='')", "import time", "while True: time.sleep(0.01)"), {
        timeoutMs: 300,
      });
      expect(report).toMatchObject({ outcome: { kind: "timedOut", limitMs: 300 }, stdout: "before", started: true });
      expect(report.phases.runMs).toBeLessThan(1_300);
    });

    test("an endless computation meets the CPU limit", async () => {
      expect((await run(main("while True: pass"))).outcome).toEqual({ kind: "cpuLimit", limitSeconds: 1 });
    });

    test("an exception comes with its lines", async () => {
      expect((await run(main("x = 1", "raise ValueError('no')"))).outcome).toMatchObject({
        kind: "raised",
        exception: { type: "ValueError", message: "no", line: 3 },
      });
    });

    test.each([
      ["import os\ndef main():\n    os._exit(0)\n", { kind: "noResult", exitCode: 0 }],
      ["import sys\ndef main():\n    sys.exit(7)\n", { kind: "noResult", exitCode: 7 }],
      ["import ctypes\ndef main():\n    ctypes.string_at(0)\n", { kind: "crashed", signal: "SIGSEGV" }],
      // The first process of a PID namespace ignores SIGABRT, and abort(3) then dies by an invalid instruction.
      [
        "import os\ndef main():\n    os.abort()\n",
        { kind: "crashed", signal: expect.stringMatching(/^SIG(ABRT|SEGV)$/) },
      ],
      ["def main():\n    return {1, 2}\n", { kind: "invalidResult" }],
      ["def main(:\n    return 1\n", { kind: "notCompiled", error: { rule: "syntax", line: 1 } }],
      ["def main():\n    return bytearray(2**30)\n", { kind: "memoryLimit", limitBytes: 256 * mebibyte }],
      ["def main():\n    while True: print('x' * 100000)\n", { kind: "outputLimit", stream: "stdout" }],
      ["import os\ndef main():\n    os.write(3, b'garbage')\n    return 1\n", { kind: "invalidResult" }],
      ["import os\ndef main():\n    os.write(3, b'V\\xff\\xff\\xff\\xff')\n    return 1\n", { kind: "invalidResult" }],
      ["import os\ndef main():\n    os.close(3)\n    return 1\n", { kind: "noResult" }],
      ["import os, time\ndef main():\n    os.close(3)\n    time.sleep(9)\n", { kind: "invalidResult" }],
      ["import os\ndef main():\n    os.write(3, b'V\\0\\0\\0\\x011')\n    while True: pass\n", { kind: "returned" }],
    ])("%j ends as %j", async (script, outcome) => {
      expect((await run(script)).outcome).toMatchObject(outcome);
    });

    test("a source that is not compiled never started", async () => {
      expect(await run("x = 0777\n")).toMatchObject({ outcome: { kind: "notCompiled" }, started: false });
    });

    test("threads that still run after main() keep nothing up", async () => {
      const report = await run(
        main("import threading, time", "threading.Thread(target=lambda: time.sleep(60)).start()", "return 'done'"),
      );
      expect(report.outcome.kind).toBe("returned");
      expect(report.phases.runMs).toBeLessThan(2_000);
    });

    test("output on closed and replaced streams does not hold up the end", async () => {
      const report = await run(
        main("import os", "print('seen', flush=True)", "os.close(1)", "os.dup2(2, 1)", "return 1"),
      );
      expect(report).toMatchObject({ outcome: { kind: "returned" }, stdout: "seen\n" });
    });

    test("a caller who goes away ends the run", async () => {
      const caller = new AbortController();
      setTimeout(() => caller.abort(), 200);
      const report = await run(main("import time", "time.sleep(60)"), {}, caller.signal);
      expect(report).toMatchObject({ outcome: { kind: "cancelled" }, started: true });
      expect(report.phases.runMs).toBeLessThan(1_500);
    });

    test("a zygote that is killed takes its workers with it, and another one serves", async () => {
      await poll(() => zygotePids().length).toBe(1);
      const [zygote = 0] = zygotePids();
      const running = run(main("print('here', flush=True)", "import time", "time.sleep(60)"));
      await poll(() => sandbox.status().pool.running).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 100));
      const workers = findProcesses("zygote.py").filter(({ parent }) => parent === zygote);
      expect(workers.length).toBeGreaterThan(0);
      process.kill(zygote, "SIGKILL");
      expect(await running).toMatchObject({
        outcome: { kind: "faulted" },
        started: true,
        stdout: "here\n",
        cpuMs: null,
      });
      expect(await resultOf(main("return 1"))).toBe("1");
      const left = new Set(findProcesses("zygote.py").map(({ pid }) => pid));
      expect(workers.filter(({ pid }) => left.has(pid))).toEqual([]);
    });

    test("nothing is left behind by many runs", async () => {
      const settled = async (): Promise<void> => {
        await poll(() => sandbox.status().pool).toMatchObject({ running: 0, readyWorkers: 2 });
        await poll(() => zygotePids().length).toBe(1);
      };
      await settled();
      const before = { descriptors: readdirSync("/proc/self/fd").length, processes: countProcesses() };
      for (let turn = 0; turn < 30; turn += 1) {
        await Promise.all([resultOf(main("return 1")), run(main("import time", "time.sleep(9)"), { timeoutMs: 100 })]);
      }
      await settled();
      expect({
        descriptors: readdirSync("/proc/self/fd").length,
        processes: countProcesses(),
      }).toEqual(before);
      expect(findProcesses("").filter(({ parent, state }) => parent === process.pid && state === "Z")).toEqual([]);
    });
  },
);
