import { afterEach, describe, expect, test } from "vitest";
import { compiled, createFakes, type Step } from "./testing/fake.js";
import { poll } from "./testing/poll.js";

const { make, closeAll } = createFakes();
afterEach(closeAll);

const value: Step = { frame: "V", text: "42" };

describe("a run", () => {
  test("gives the value as written, the output, and what the zygote measured", async () => {
    const report = await make().play([
      compiled,
      { stdout: "out" },
      { stderr: "err" },
      { frame: "V", text: '{"n": 1.0}' },
    ]);
    expect(report).toMatchObject({
      outcome: { kind: "returned", resultJson: Buffer.from('{"n": 1.0}') },
      started: true,
      stdout: "out",
      stderr: "err",
      stdoutDroppedBytes: 0,
      cpuMs: 2.5,
      peakMemoryBytes: 1_000_000,
      isolation: { mode: "rlimit", layers: ["landlock", "seccomp"] },
    });
    expect(report.wallMs).toBeGreaterThan(0);
    expect(report.phases.runMs).toBeGreaterThanOrEqual(report.wallMs ?? 0);
  });

  test("is ended at its deadline and keeps what it printed", async () => {
    const report = await make().play([compiled, { stdout: "until here" }], { timeoutMs: 150 });
    expect(report).toMatchObject({ outcome: { kind: "timedOut", limitMs: 150 }, started: true, stdout: "until here" });
    expect(report.wallMs).toBeGreaterThanOrEqual(149);
  });

  test("that prints too much is ended, and only the beginning is kept", async () => {
    const sandbox = make({ outputKeptBytes: 1_000, outputLimitBytes: 1_000_000 });
    const report = await sandbox.play([compiled, { flood: 1_000_001 }]);
    expect(report).toMatchObject({
      outcome: { kind: "outputLimit", stream: "stdout", limitBytes: 1_000_000 },
      stdout: "x".repeat(1_000),
      stdoutDroppedBytes: 999_001,
    });
  });

  test("that prints a lot is not ended, and what is dropped is counted", async () => {
    const report = await make({ outputKeptBytes: 1_000 }).play([compiled, { flood: 500_000 }, value]);
    expect(report).toMatchObject({ outcome: { kind: "returned" }, stdoutDroppedBytes: 499_000 });
  });

  test("that ends by itself has no result", async () => {
    const report = await make().play([compiled, { end: { exitCode: 3, signal: null } }]);
    expect(report).toMatchObject({ outcome: { kind: "noResult", exitCode: 3 }, started: true });
  });

  test("whose end is reported before its last frame is read still gives its value", async () => {
    const report = await make().play([
      compiled,
      { reportsEndFirst: { exitCode: 0, signal: null } },
      { stdout: "late" },
      value,
    ]);
    expect(report).toMatchObject({ outcome: { kind: "returned" }, stdout: "late" });
  });

  test("that closes the channel and lives on is ended", async () => {
    const report = await make().play([compiled, { closesControl: true }]);
    expect(report).toMatchObject({
      outcome: { kind: "invalidResult", message: expect.stringContaining("closed the service's result channel") },
      started: true,
    });
  });

  test.each<[string, Step[]]>([
    ["garbage", [{ raw: "00010203" }]],
    ["a forged refusal", [{ frame: "E", text: "{}" }]],
    ["a second compiled", [{ frame: "C" }]],
    ["a huge length", [{ raw: "56ffffffff" }]],
    ["ready", [{ frame: "R", text: '{"layers":[]}' }]],
  ])("that writes %s to the channel has no valid result", async (_name, steps) => {
    const report = await make().play([compiled, ...steps]);
    expect(report).toMatchObject({ outcome: { kind: "invalidResult" }, started: true });
  });

  test("that writes a part of a frame and hangs is ended at its deadline", async () => {
    const report = await make().play([compiled, { raw: "5600000010" }, { raw: "3132" }], { timeoutMs: 150 });
    expect(report.outcome).toMatchObject({ kind: "timedOut" });
  });

  test("has the first of two values", async () => {
    const report = await make().play([compiled, value, { frame: "V", text: "43" }, { raw: "00" }]);
    expect(report.outcome).toMatchObject({ kind: "returned", resultJson: Buffer.from("42") });
  });

  test.each<[string, Step[], object]>([
    ["value", [value], { kind: "faulted" }],
    ["garbage", [{ raw: "00" }], { kind: "faulted" }],
    ["a refusal of the input", [{ frame: "U", text: '{"message":"no"}' }], { kind: "inputRefused", message: "no" }],
    ["its channel's end", [{ closesControl: true }], { kind: "faulted" }],
    ["its own end", [{ end: { exitCode: 1, signal: null } }], { kind: "faulted" }],
    ["a segfault", [{ end: { exitCode: null, signal: 11 } }], { kind: "crashed", signal: "SIGSEGV" }],
    [
      "a failed layer",
      [{ frame: "X", text: '{"layer":"rlimits","step":"lower","message":"EPERM"}' }],
      { kind: "unavailable", reason: "layer rlimits failed at lower: EPERM" },
    ],
  ])("before compiled, %s means that the script never started", async (_name, steps, outcome) => {
    expect(await make().play(steps)).toMatchObject({ outcome, started: false });
  });
});

describe("a cancelled request", () => {
  test("is killed while it runs, and its slot is free", async () => {
    const sandbox = make({ slots: 1, queueLength: 0 });
    const caller = new AbortController();
    const running = sandbox.play([compiled, { stdout: "x" }], {}, caller.signal);
    await poll(() => sandbox.status().pool.running).toBe(1);
    setTimeout(() => caller.abort(), 100);
    expect(await running).toMatchObject({ outcome: { kind: "cancelled" }, started: true, stdout: "x" });
    expect(await sandbox.play([compiled, value])).toMatchObject({ outcome: { kind: "returned" } });
  });

  test("leaves the queue", async () => {
    const sandbox = make({ slots: 1 });
    const first = sandbox.play([compiled], { timeoutMs: 300 });
    const caller = new AbortController();
    const queued = sandbox.play([compiled, value], {}, caller.signal);
    await poll(() => sandbox.status().pool.queued).toBe(1);
    caller.abort();
    expect(await queued).toMatchObject({ outcome: { kind: "cancelled" }, started: false, isolation: null });
    await first;
  });

  test("does not wait for a worker that is still to come", async () => {
    const sandbox = make({}, { neverWarm: true });
    const caller = new AbortController();
    const waiting = sandbox.play([compiled, value], {}, caller.signal);
    caller.abort();
    expect(await waiting).toMatchObject({ outcome: { kind: "cancelled" }, started: false });
  });

  test("was over before it came", async () => {
    expect(await make().play([compiled, value], {}, AbortSignal.abort())).toMatchObject({
      outcome: { kind: "cancelled" },
    });
  });
});

describe("the preparation of a job", () => {
  const never = new AbortController().signal;

  test("that gives none leaves the worker for somebody else", async () => {
    const sandbox = make({ readyWorkers: 1 });
    await sandbox.play([compiled, value]);
    await poll(() => sandbox.status().pool.readyWorkers).toBe(1);
    expect(await sandbox.run(async () => undefined, never)).toMatchObject({
      outcome: { kind: "withdrawn" },
      started: false,
    });
    expect(sandbox.status().pool).toMatchObject({ readyWorkers: 1, running: 0 });
  });

  test("that fails makes the run fail, and frees slot and worker", async () => {
    const sandbox = make({ readyWorkers: 1 });
    await sandbox.play([compiled, value]);
    await poll(() => sandbox.status().pool.readyWorkers).toBe(1);
    const broken = new Error("broken");
    await expect(sandbox.run(() => Promise.reject(broken), never)).rejects.toBe(broken);
    expect(sandbox.status().pool).toMatchObject({ readyWorkers: 1, running: 0 });
  });

  test("that goes on after its caller went away keeps its slot, not its caller", async () => {
    const sandbox = make({ slots: 1 });
    const caller = new AbortController();
    let finish: (job: undefined) => void = () => undefined;
    const report = sandbox.run(
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
      caller.signal,
    );
    caller.abort();
    expect(await report).toMatchObject({ outcome: { kind: "cancelled" } });
    expect(sandbox.status().pool.running).toBe(1);
    finish(undefined);
    await poll(() => sandbox.status().pool.running).toBe(0);
  });
});
