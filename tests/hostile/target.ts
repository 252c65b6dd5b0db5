/** A sandbox under attack: the driver, started in one of the modes, in surroundings of its own. */

import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SandboxStatus } from "../../sandbox/sandbox.js";
import type { SandboxSettings } from "../../sandbox/settings.js";
import { testSettings } from "../../sandbox/testing/settings.js";
import type { Reported } from "./attack.js";
import { type Canaries, placeCanaries } from "./canaries.js";
import { readInstallation } from "./installation.js";
import { type LineProcess, startLineProcess } from "./line-process.js";
import type { Look } from "./look.mjs";
import { asUser, isRoot, networkNamespace, ordinaryId, runsc } from "./machine.js";
import type { Mode } from "./modes.js";
import { productFor } from "./product.js";

const mebibyte = 1024 * 1024;
/** Not the one of the service, whose other tests may run beside these. */
const firstUid = 63_000;
/** Twice as long as the sandbox itself waits for a zygote. */
const readyTimeoutMs = { linux: 30_000, gvisor: 60_000 };
const places = join(import.meta.dirname, "places");

export interface Job {
  readonly script: string;
  readonly input?: unknown;
  readonly timeoutMs?: number;
  readonly memoryMb?: number;
  readonly cancelAfterMs?: number;
}

/** What surroundings.py made. */
export interface Surroundings {
  readonly ownNetwork: boolean;
  readonly contacts: string;
  readonly [name: string]: unknown;
}

export interface Target {
  readonly mode: Mode;
  /** The server's pid; in gVisor it means nothing outside. */
  readonly pid: number;
  readonly folder: string;
  readonly settings: SandboxSettings;
  readonly status: SandboxStatus;
  readonly surroundings: Surroundings;
  readonly canaries: Canaries;
  readonly log: readonly string[];
  run(job: Job): Promise<Reported>;
  look(): Promise<Look>;
  askStatus(): Promise<SandboxStatus>;
  /** Text of a file as the server's user sees it. */
  read(path: string): Promise<string>;
  /** Closes the sandbox and gives the server's last look at itself. */
  closeSandbox(): Promise<Look>;
  readonly process: LineProcess;
  end(): Promise<void>;
}

/** @throws Error with the sandbox's own reason when it does not become ready. */
export async function startTarget(mode: Mode, overrides: Partial<SandboxSettings> = {}): Promise<Target> {
  const { python, packages, runtime, nsjail } = readInstallation();
  const userId = mode.user === "ordinary" && isRoot ? ordinaryId : undefined;
  const folder = mkdtempSync(join(tmpdir(), "hostile-"));
  chmodSync(folder, 0o755);
  const runParent = join(folder, "run");
  mkdirSync(runParent, { mode: 0o755 });
  if (userId !== undefined) chownSync(runParent, userId, userId);
  const canaries = placeCanaries(folder, userId);
  const settings = testSettings({
    mode: mode.sandbox,
    nsjailPath: nsjail ?? undefined,
    python,
    packages,
    runtime,
    runParent,
    firstUid,
    cpuSeconds: mode.kernel === "gvisor" ? 20 : 5,
    maxMemoryBytes: 256 * mebibyte,
    ...overrides,
  });
  const product = productFor(userId, join(folder, "product"));
  const config = {
    sandbox: product.sandbox,
    settings,
    readyTimeoutMs: readyTimeoutMs[mode.kernel],
    workerUids: userId === undefined ? [firstUid, firstUid + 1_000] : [userId, userId],
  };
  const own = { folder, namespace: mode.kernel === "gvisor" ? "here" : networkNamespace() };
  const command = [
    ...(mode.kernel === "gvisor" ? runsc : []),
    ...[python, "-I", "-B", join(places, "surroundings.py"), JSON.stringify(own)],
    ...(mode.namespaces === "forbidden" ? [python, "-I", "-B", join(places, "forbid-namespaces.py"), runtime] : []),
    ...(userId === undefined ? [] : asUser(userId)),
    ...[process.execPath, "--expose-gc", product.driver, JSON.stringify(config)],
  ];
  const driver = startLineProcess(command, {
    PATH: process.env.PATH ?? "",
    HOME: "/nonexistent",
    HOSTILE_SECRET: canaries.secret,
  });

  async function ask<T>(verb: string, argument?: unknown): Promise<T> {
    const { answer, fault } = await driver.ask({ verb, argument });
    if (fault !== undefined) throw new Error(`the driver failed at ${verb}: ${fault}`);
    return answer as T;
  }

  async function end(): Promise<void> {
    await driver.end();
    rmSync(folder, { recursive: true, force: true });
  }

  const first = await driver.first.catch(async (error: Error) => ({ notReady: error.message }));
  if (!("ready" in first)) {
    await end();
    throw new Error(`the sandbox is not ready in mode ${mode.name}: ${first.notReady}`);
  }
  const ready = first.ready as { pid: number; status: SandboxStatus; surroundings: Surroundings };
  return {
    mode,
    pid: ready.pid,
    folder,
    settings,
    status: ready.status,
    surroundings: ready.surroundings,
    canaries,
    log: driver.log,
    run: ({ timeoutMs = 5_000, memoryMb = 128, ...job }) =>
      ask("run", { ...job, timeoutMs, memoryBytes: memoryMb * mebibyte }),
    look: () => ask("look"),
    askStatus: () => ask("status"),
    read: (path) => ask("read", path),
    async closeSandbox() {
      await ask("close");
      return ask("look");
    },
    process: driver,
    end,
  };
}
