/** An instance that ends, or that cannot run anything at all. */

import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findProjectRoot } from "../../functions/project-root.js";
import { cpuTicksBelow, isAlive } from "./processes.js";
import { startService, until } from "./service.js";
import { naptime, poolOf } from "./state.js";

describe("shutting down", () => {
  test("a run in flight is finished, new ones are refused, exit code 0", async () => {
    const single = await startService();
    const inFlight = single.run("import time\ndef main():\n    print('on it')\n    time.sleep(1.5)\n    return 'done'");
    await single.eventually("/health", ({ answer }) => poolOf(answer.result).running === 1);
    const ended = single.terminate();
    const health = await single.eventually("/health", ({ status }) => status === 503);
    expect(health.answer.error).toMatchObject({ code: "shutting_down", started: false });
    const refused = await single.run("def main():\n    return 1");
    expect([refused.status, refused.answer.error?.code]).toEqual([503, "shutting_down"]);
    expect((await single.get("/live")).status).toBe(200);
    expect((await inFlight).answer).toMatchObject({ result: "done", stdout: "on it\n" });
    expect(await ended).toBe(0);
  });

  test("a run that the draining does not wait for is ended and says so", async () => {
    const single = await startService();
    const inFlight = single.run(naptime);
    await single.eventually("/health", ({ answer }) => poolOf(answer.result).running === 1);
    const ended = single.terminate();
    const { status, answer } = await inFlight;
    expect(status).toBe(503);
    expect(answer.error).toMatchObject({ code: "shutting_down", started: true });
    expect(await ended).toBe(0);
  });

  test("an idle service ends at once and leaves no process and no file behind", async ({ onTestFinished }) => {
    const runDirectory = makeRunDirectory();
    onTestFinished(() => rmSync(runDirectory, { recursive: true }));
    const single = await startService({ RUN_DIR: runDirectory });
    const children = [...cpuTicksBelow(single.pid).keys()];
    expect(children.length).toBeGreaterThan(1);
    expect(readdirSync(runDirectory)).not.toEqual([]);
    expect(await single.terminate()).toBe(0);
    await until(() => children.every((pid) => !isAlive(pid)), "the end of its processes", 2000);
    expect(readdirSync(runDirectory)).toEqual([]);
  });

  test("a service that is killed takes its runs with it", async ({ onTestFinished }) => {
    // Nobody is left to remove what is in it.
    const runDirectory = makeRunDirectory();
    onTestFinished(() => rmSync(runDirectory, { recursive: true }));
    const single = await startService({ RUN_DIR: runDirectory });
    const cut = single.run("def main():\n    while True: pass").catch((error: unknown) => error);
    await single.eventually("/health", ({ answer }) => poolOf(answer.result).running === 1);
    const children = [...cpuTicksBelow(single.pid).keys()];
    process.kill(single.pid, "SIGKILL");
    expect(await cut).toBeInstanceOf(TypeError);
    await until(() => children.every((pid) => !isAlive(pid)), "the end of its processes", 5000);
  });
});

test("where no script can be isolated none is run, and the service says so", async () => {
  // An interpreter that runs everything but zygotes: none ever comes up.
  const folder = makeRunDirectory();
  const python = join(folder, "python");
  const { python: real } = JSON.parse(
    readFileSync(join(findProjectRoot(import.meta.dirname), ".runtime/python.json"), "utf8"),
  );
  writeFileSync(python, `#!/bin/sh\ncase "$*" in *zygote.py*) exit 1;; esac\nexec ${real} "$@"\n`, { mode: 0o755 });
  const broken = await startService({ PYTHON: python }, "/live");
  try {
    const health = await broken.get("/health");
    expect([health.status, health.answer.error?.code]).toEqual([503, "sandbox_unavailable"]);
    const { status, answer } = await broken.run("def main():\n    return 1");
    expect([status, answer.error?.code, answer.error?.started]).toEqual([503, "sandbox_unavailable", false]);
  } finally {
    await broken.stop();
    rmSync(folder, { recursive: true });
  }
});

test("an interpreter that is none is a mistake of the operator, told at start", async () => {
  await expect(startService({ PYTHON: "/bin/false" }, "/live")).rejects.toThrow(/PYTHON \/bin\/false/);
});

function makeRunDirectory(): string {
  const folder = mkdtempSync(join(tmpdir(), "service-"));
  // The jail's user has to pass through it.
  chmodSync(folder, 0o755);
  return folder;
}
