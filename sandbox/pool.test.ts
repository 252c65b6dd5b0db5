import { afterEach, describe, expect, test } from "vitest";
import { compiled, createFakes, type Step } from "./testing/fake.js";
import { poll } from "./testing/poll.js";

const { make, closeAll } = createFakes();
afterEach(closeAll);

const value: Step = { frame: "V", text: "42" };
const run = [compiled, value];

describe("workers", () => {
  test("are made ahead, and again when they were used", async () => {
    const sandbox = make({ readyWorkers: 3 });
    await sandbox.play(run);
    await poll(() => sandbox.status().pool.readyWorkers).toBe(3);
    await Promise.all([sandbox.play(run), sandbox.play(run)]);
    await poll(() => sandbox.status().pool.readyWorkers).toBe(3);
  });

  test("serve more requests at a time than are kept ready", async () => {
    const sandbox = make({ slots: 6, readyWorkers: 1 });
    const reports = await Promise.all(Array.from({ length: 6 }, () => sandbox.play(run)));
    expect(reports.map((report) => report.outcome.kind)).toEqual(Array(6).fill("returned"));
  });

  test("may say hello in any order", async () => {
    const sandbox = make({}, { helloOrder: ["stderr", "stdout", "control"] });
    expect(await sandbox.play([compiled, { stdout: "o" }, { stderr: "e" }, value])).toMatchObject({
      stdout: "o",
      stderr: "e",
    });
  });

  test("with a wrong nonce are not let in", async () => {
    const sandbox = make({ queueWaitMs: 200 }, { forgesNonces: true });
    expect(await sandbox.play(run)).toMatchObject({
      outcome: { kind: "unavailable", reason: "starting: waiting for the first worker" },
    });
    expect(sandbox.log.entries).toContainEqual(expect.objectContaining({ details: { why: "its nonce is wrong" } }));
  });

  test.each([
    ["layer-fails", "layer seccomp failed at install: EINVAL"],
    ["weaker", "a worker engaged seccomp where the first one engaged landlock, seccomp"],
    ["dies", "ended before it was given a script: signal SIGSEGV"],
  ] as const)(
    "that fail later (%s) fail the request that waits for them, and never run its script",
    async (afterwards, reason) => {
      const sandbox = make({ readyWorkers: 1, slots: 1 }, { soundWorkers: 1, afterwards });
      expect(await sandbox.play(run)).toMatchObject({ outcome: { kind: "returned" } });
      expect(await sandbox.play(run)).toMatchObject({ outcome: { kind: "unavailable", reason }, started: false });
      expect(sandbox.status()).toMatchObject({ ready: false, reason });
    },
  );

  test("that cannot be forked make the service unavailable", async () => {
    const sandbox = make({}, { failsForks: true });
    const reason = "fork failed: EAGAIN";
    expect(await sandbox.play(run)).toMatchObject({ outcome: { kind: "unavailable", reason, retryAfterSeconds: 1 } });
    expect(await sandbox.play(run)).toMatchObject({ outcome: { kind: "unavailable", reason } });
  });

  test("that die again and again are made ever more seldom", async () => {
    const sandbox = make({}, { soundWorkers: 0, afterwards: "dies" });
    await new Promise((resolve) => setTimeout(resolve, 900));
    const failures = sandbox.log.entries.filter(({ message }) => message === "a worker could not be made");
    expect(failures.length).toBeGreaterThan(0);
    expect(failures.length).toBeLessThan(5);
  });

  test("below the bar run nothing", async () => {
    const sandbox = make({}, { layers: ["seccomp"] });
    const reason = "too little isolation: nothing holds files (needs mount-namespace or landlock); engaged: seccomp";
    expect(await sandbox.play(run)).toMatchObject({ outcome: { kind: "unavailable", reason }, started: false });
    expect(sandbox.status()).toMatchObject({ ready: false, reason, isolation: null });
  });

  test("that do not come within the queue's bound make the service busy", async () => {
    const sandbox = make({ readyWorkers: 1, slots: 1, queueWaitMs: 150 }, { soundWorkers: 1, afterwards: "silent" });
    await sandbox.play(run);
    expect(await sandbox.play(run)).toMatchObject({
      outcome: { kind: "busy", reason: "no worker was ready within 150 ms" },
    });
  });
});

describe("status", () => {
  test("tells what holds and how many are ready", async () => {
    const sandbox = make({ slots: 3, readyWorkers: 2 });
    expect(sandbox.status()).toMatchObject({
      ready: false,
      reason: "starting: waiting for the first worker",
      isolation: null,
    });
    await sandbox.play(run);
    await poll(() => sandbox.status().pool.readyWorkers).toBe(2);
    expect(sandbox.status()).toEqual({
      ready: true,
      reason: null,
      isolation: { mode: "rlimit", layers: ["landlock", "seccomp"] },
      versions: { python: "3.11.2", pid: expect.any(String) },
      pool: { slots: 3, running: 0, queued: 0, readyWorkers: 2 },
    });
  });
});
