/** The report of a request: what was measured of its run, or that there was none. */

import type { Observation } from "./observation.js";
import type { Outcome, ServiceOutcome } from "./outcome.js";
import type { Isolation, RunReport } from "./sandbox.js";

type Phases = RunReport["phases"];

/** A request that never reached a worker. */
export function reportNothingRun(outcome: ServiceOutcome, phases: Partial<Phases> = {}): RunReport {
  return {
    outcome,
    started: false,
    stdout: "",
    stderr: "",
    stdoutDroppedBytes: 0,
    stderrDroppedBytes: 0,
    wallMs: null,
    cpuMs: null,
    peakMemoryBytes: null,
    isolation: null,
    phases: { queueMs: 0, workerMs: 0, runMs: 0, ...phases },
  };
}

/** A request whose job was given to a worker. */
export function reportRun(
  seen: Observation,
  outcome: Outcome,
  isolation: Isolation,
  phases: Omit<Phases, "runMs">,
): RunReport {
  return {
    outcome,
    started: seen.compiled,
    stdout: seen.stdout.text,
    stderr: seen.stderr.text,
    stdoutDroppedBytes: seen.stdout.droppedBytes,
    stderrDroppedBytes: seen.stderr.droppedBytes,
    wallMs: seen.wallMs,
    cpuMs: seen.end?.cpuMs ?? null,
    peakMemoryBytes: seen.end?.peakMemoryBytes ?? null,
    isolation,
    phases: { ...phases, runMs: seen.runMs },
  };
}
