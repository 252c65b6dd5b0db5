/** A sandbox, a check and a log for tests of the HTTP side: no process is started. */

import type { Outcome } from "../../../sandbox/outcome.js";
import type { Job, RunReport, Sandbox, SandboxStatus } from "../../../sandbox/sandbox.js";
import type { Verdict } from "../../validation/diagnostic.js";

export function report(outcome: Outcome, overrides: Partial<RunReport> = {}): RunReport {
  return {
    outcome,
    started: true,
    stdout: "",
    stderr: "",
    stdoutDroppedBytes: 0,
    stderrDroppedBytes: 0,
    wallMs: 3.14,
    cpuMs: 2.36,
    peakMemoryBytes: 71_303_168,
    isolation: { mode: "rlimit", layers: ["rlimits", "seccomp"] },
    phases: { queueMs: 0, workerMs: 1, runMs: 3 },
    ...overrides,
  };
}

export function returned(json: string, overrides: Partial<RunReport> = {}): RunReport {
  return report({ kind: "returned", resultJson: Buffer.from(json) }, overrides);
}

/** What a sandbox reports where no worker was used. */
export function nothingRan(outcome: Outcome): RunReport {
  const nothing = { started: false, wallMs: null, cpuMs: null, peakMemoryBytes: null, isolation: null };
  return report(outcome, nothing);
}

export const readyStatus: SandboxStatus = {
  ready: true,
  reason: null,
  isolation: { mode: "rlimit", layers: ["rlimits", "seccomp"] },
  versions: { python: "3.13.1", numpy: "2.4.0" },
  pool: { slots: 2, running: 0, queued: 0, readyWorkers: 3 },
};

/** @param runJob what becomes of each job that was prepared. */
export function createFakeSandbox(
  runJob: (job: Job, signal: AbortSignal) => RunReport | Promise<RunReport>,
  status: SandboxStatus = readyStatus,
): Sandbox {
  return {
    async run(prepare, signal) {
      const job = await prepare();
      return job === undefined ? nothingRan({ kind: "withdrawn" }) : runJob(job, signal);
    },
    status: () => status,
    close: async () => {},
  };
}

/** Every script is fine, and takes an input or does without. */
export const allowEverything = async (): Promise<Verdict> => ({
  valid: true,
  main: { acceptsInput: true, requiresInput: false },
});

export interface LogEntry {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly details: Readonly<Record<string, unknown>>;
  readonly message: string;
}

export function createFakeLog() {
  const entries: LogEntry[] = [];
  const at = (level: LogEntry["level"]) => (details: LogEntry["details"], message: string) => {
    entries.push({ level, details, message });
  };
  return { entries, debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}
