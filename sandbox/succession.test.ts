import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { createSandbox } from "./create.js";
import { compiled, createFakes, type FakeSandbox, type Step } from "./testing/fake.js";
import { createKeptLog } from "./testing/log.js";
import { poll } from "./testing/poll.js";
import { testSettings } from "./testing/settings.js";

const { make, closeAll } = createFakes();
afterEach(closeAll);

const value: Step = { frame: "V", text: "42" };
const run = [compiled, value];

/** The fake reports its pid among the versions. */
function pidOf(sandbox: FakeSandbox): number {
  return Number(sandbox.status().versions.pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("a zygote", () => {
  test("that dies during a run fails it as ours, and another one serves", async () => {
    const sandbox = make();
    expect(await sandbox.play([compiled, { stdout: "x" }, { killsZygote: true }])).toMatchObject({
      outcome: { kind: "faulted", reason: "the zygote was lost during the run" },
      started: true,
      stdout: "x",
      cpuMs: null,
    });
    expect(await sandbox.play(run)).toMatchObject({ outcome: { kind: "returned" } });
  });

  test("that dies before the script was compiled: it never started", async () => {
    expect(await make().play([{ killsZygote: true }])).toMatchObject({ outcome: { kind: "faulted" }, started: false });
  });

  test("that dies after the value was written does not take it back", async () => {
    expect(await make().play([compiled, value, { killsZygote: true }])).toMatchObject({
      outcome: { kind: "returned" },
    });
  });

  test("that is killed while idle is replaced, time and again", async () => {
    const sandbox = make();
    await sandbox.play(run);
    for (let turn = 0; turn < 5; turn += 1) {
      const killed = pidOf(sandbox);
      const killedAt = performance.now();
      process.kill(killed, "SIGKILL");
      await poll(() => pidOf(sandbox)).not.toBe(killed);
      expect(await sandbox.play(run)).toMatchObject({ outcome: { kind: "returned" } });
      expect(performance.now() - killedAt).toBeLessThan(1_000);
    }
  });

  test("that does not confirm a kill within a second is killed and replaced; the answer stands", async () => {
    const sandbox = make({}, { ignoresKills: true }, {});
    const report = await sandbox.play(run);
    expect(report).toMatchObject({ outcome: { kind: "returned" }, cpuMs: null });
    expect(report.phases.runMs).toBeGreaterThan(900);
    expect(report.phases.runMs).toBeLessThan(1_900);
    expect(sandbox.log.entries).toContainEqual(
      expect.objectContaining({
        details: { reason: "the zygote did not confirm a kill within 1000 ms", wasGood: true },
      }),
    );
    expect(await sandbox.play(run)).toMatchObject({ outcome: { kind: "returned" }, cpuMs: 2.5 });
  });

  test("that cannot start makes the service unavailable with the reason, until one can", async () => {
    const failing = { failsAtStart: true };
    const sandbox = make({}, failing, failing, {});
    const reason = "the zygote failed at import pandas: No module named 'pandas'";
    expect(await sandbox.play(run)).toMatchObject({ outcome: { kind: "unavailable", reason }, started: false });
    expect(sandbox.status()).toMatchObject({ ready: false, reason });
    await poll(() => sandbox.status().ready).toBe(true);
    expect(await sandbox.play(run)).toMatchObject({ outcome: { kind: "returned" } });
  });

  test("whose successor fails to start once keeps requests waiting, not failing", async () => {
    const sandbox = make({}, {}, { failsAtStart: true }, {});
    await sandbox.play(run);
    process.kill(pidOf(sandbox), "SIGKILL");
    await poll(() => sandbox.status().reason).toMatch(/^restarting: the zygote /);
    expect(await sandbox.play(run)).toMatchObject({ outcome: { kind: "returned" } });
  });

  test("whose program is not there", async () => {
    const settings = testSettings({ python: "/nonexistent/python3" });
    const sandbox = createSandbox(settings, createKeptLog());
    await poll(() => sandbox.status().reason).toMatch(/\/nonexistent\/python3 cannot be used: .*ENOENT/);
    await sandbox.close();
  });

  test("is not warm in time: the request is told so", async () => {
    const sandbox = make({ queueWaitMs: 100 }, { neverWarm: true });
    expect(await sandbox.play(run)).toMatchObject({
      outcome: { kind: "unavailable", reason: "starting: waiting for the first worker" },
    });
  });

  test("that complains is heard in the log", async () => {
    const sandbox = make({}, { complains: true });
    await sandbox.play(run);
    expect(sandbox.log.entries).toContainEqual({
      level: "warn",
      details: { line: "a complaint" },
      message: "zygote wrote to stderr",
    });
  });

  test("is replaced in the background after so many runs; those still running end as they would have", async () => {
    const sandbox = make({ runsPerZygote: 3, slots: 2 });
    const long = sandbox.play([compiled], { timeoutMs: 1_000 });
    await sandbox.play(run);
    const first = pidOf(sandbox);
    await sandbox.play(run);
    await poll(() => pidOf(sandbox)).not.toBe(first);
    expect(isAlive(first)).toBe(true);
    expect(await sandbox.play(run)).toMatchObject({ outcome: { kind: "returned" } });
    expect(await long).toMatchObject({ outcome: { kind: "timedOut" }, cpuMs: 2.5 });
    await poll(() => isAlive(first)).toBe(false);
  });

  test("is replaced after a crash, but not over and over", async () => {
    const sandbox = make();
    const crash: Step[] = [compiled, { end: { exitCode: null, signal: 11 } }];
    expect(await sandbox.play(crash)).toMatchObject({ outcome: { kind: "crashed", signal: "SIGSEGV" } });
    const first = pidOf(sandbox);
    await poll(() => pidOf(sandbox)).not.toBe(first);
    const second = pidOf(sandbox);
    await sandbox.play(crash);
    await sandbox.play(run);
    expect(pidOf(sandbox)).toBe(second);
  });
});

describe("closing", () => {
  test("ends runs, refuses new ones, leaves no process and no file", async () => {
    const parent = await mkdtemp(join(tmpdir(), "close-"));
    const sandbox = make({ runParent: parent, slots: 1 });
    await sandbox.play(run);
    const zygote = pidOf(sandbox);
    const running = sandbox.play([compiled, { stdout: "x" }]);
    const queued = sandbox.play(run);
    await poll(() => sandbox.status().pool.queued).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const closed = sandbox.close();
    expect(await running).toMatchObject({ outcome: { kind: "shuttingDown" }, started: true, stdout: "x" });
    expect(await queued).toMatchObject({ outcome: { kind: "shuttingDown" }, started: false });
    expect(await sandbox.play(run)).toMatchObject({ outcome: { kind: "shuttingDown" } });
    await closed;
    await sandbox.close();
    expect(isAlive(zygote)).toBe(false);
    expect(readdirSync(parent)).toEqual([]);
    expect(sandbox.status()).toMatchObject({ ready: false, reason: "closing" });
    await rm(parent, { recursive: true });
  });

  test("does not wait for a zygote that does not end", async () => {
    const sandbox = make({}, { ignoresEnd: true });
    await sandbox.play(run);
    const zygote = pidOf(sandbox);
    const began = performance.now();
    await sandbox.close();
    expect(performance.now() - began).toBeLessThan(1_800);
    expect(isAlive(zygote)).toBe(false);
  });

  test("works before anything has started", async () => {
    await make().close();
  });
});

describe("a sandbox that cannot be had", () => {
  test("nsjail is demanded", async () => {
    const settings = testSettings({ mode: "nsjail" });
    const sandbox = createSandbox(settings, createKeptLog());
    const report = await sandbox.run(() => Promise.reject(new Error("is not called")), new AbortController().signal);
    expect(report).toMatchObject({
      outcome: { kind: "unavailable", reason: expect.stringContaining("SANDBOX=nsjail") },
    });
    expect(sandbox.status()).toMatchObject({ ready: false, reason: expect.stringContaining("SANDBOX=nsjail") });
    await sandbox.close();
  });

  test("the run directory cannot be made", () => {
    expect(() => createSandbox(testSettings({ runParent: "/nonexistent" }), createKeptLog())).toThrow(
      /no run directory can be made in \/nonexistent: ENOENT/,
    );
  });

  test("the run directory's path is too long for a socket", async () => {
    const parent = await mkdtemp(join(tmpdir(), "x".repeat(80)));
    expect(() => createSandbox(testSettings({ runParent: parent }), createKeptLog())).toThrow(/may have 107 bytes/);
    await poll(() => readdirSync(parent)).toEqual([]);
    await rm(parent, { recursive: true });
    expect(existsSync(parent)).toBe(false);
  });
});
