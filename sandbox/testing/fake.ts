/** Sandboxes for tests whose zygote is `fake-zygote.mjs`, and the steps that its workers play. */

import { fileURLToPath } from "node:url";
import type { Backend } from "../backends/backend.js";
import { createSandbox } from "../create.js";
import { plannedLimits } from "../plan.js";
import type { Job, RunReport, Sandbox } from "../sandbox.js";
import type { SandboxSettings } from "../settings.js";
import { createKeptLog, type KeptLog } from "./log.js";
import { testSettings } from "./settings.js";

/** How a fake zygote misbehaves; the default is not at all. */
export interface FakeZygote {
  readonly layers?: readonly string[];
  readonly helloOrder?: readonly string[];
  readonly failsAtStart?: boolean;
  readonly neverWarm?: boolean;
  readonly failsForks?: boolean;
  readonly forgesNonces?: boolean;
  readonly ignoresKills?: boolean;
  readonly ignoresEnd?: boolean;
  readonly complains?: boolean;
  /** Workers that are made as they should; what those after them do is said by `afterwards`. */
  readonly soundWorkers?: number;
  readonly afterwards?: "layer-fails" | "dies" | "silent" | "weaker";
}

interface End {
  readonly exitCode: number | null;
  readonly signal: number | null;
  readonly cpuMs?: number;
}

/** What a fake worker does with its job, one after the other; then it waits to be killed. */
export type Step =
  | { readonly frame: string; readonly text?: string }
  | { readonly raw: string }
  | { readonly stdout: string }
  | { readonly stderr: string }
  | { readonly flood: number }
  | { readonly closesControl: true }
  | { readonly end: End }
  | { readonly reportsEndFirst: End }
  | { readonly killsZygote: true }
  | { readonly ignoresKills: true };

export const compiled: Step = { frame: "C" };

export function fakeBackend(settings: SandboxSettings, behaviour: () => FakeZygote): Backend {
  const script = fileURLToPath(new URL("fake-zygote.mjs", import.meta.url));
  return {
    mode: "rlimit",
    name: "fake",
    socketOwner: null,
    command: () => ({ file: process.execPath, args: [script, JSON.stringify(behaviour())], env: {} }),
    plan: (site) => ({ ...plannedLimits(settings), ...site, jail: "none", firstUid: null }),
  };
}

export interface FakeSandbox extends Sandbox {
  readonly log: KeptLog;
  /** Runs a worker that plays these steps. */
  play(steps: readonly Step[], job?: Partial<Job>, signal?: AbortSignal): Promise<RunReport>;
}

/** @param behaviour of each zygote in turn; the last one's holds for all that follow. */
export function createFakeSandbox(overrides: Partial<SandboxSettings> = {}, ...behaviour: FakeZygote[]): FakeSandbox {
  const settings = testSettings(overrides);
  const log = createKeptLog();
  const backend = fakeBackend(settings, () => (behaviour.length > 1 ? behaviour.shift() : behaviour[0]) ?? {});
  const sandbox = createSandbox(settings, log, {
    choice: { backends: [backend], missing: null },
    findReadable: async () => [],
  });
  return {
    ...sandbox,
    log,
    play: (steps, job = {}, signal = new AbortController().signal) =>
      sandbox.run(async () => fakeJob(steps, job), signal),
  };
}

export function fakeJob(steps: readonly Step[], overrides: Partial<Job> = {}): Job {
  return { script: JSON.stringify(steps), inputJson: undefined, timeoutMs: 5_000, memoryBytes: 2 ** 28, ...overrides };
}

/** Makes fake sandboxes and closes them all; give `closeAll` to `afterEach`. */
export function createFakes() {
  const open: FakeSandbox[] = [];
  return {
    make(...args: Parameters<typeof createFakeSandbox>): FakeSandbox {
      const sandbox = createFakeSandbox(...args);
      open.push(sandbox);
      return sandbox;
    },
    async closeAll(): Promise<void> {
      await Promise.all(open.splice(0).map((sandbox) => sandbox.close()));
    },
  };
}
