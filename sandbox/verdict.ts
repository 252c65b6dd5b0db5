/** How a run ended, told from what the server saw of it: a pure function. */

import { constants } from "node:os";
import {
  layerFailedSchema,
  messageSchema,
  notCompiledSchema,
  parsePayload,
  thrownSchema,
  type WorkerEnd,
} from "./messages.js";
import type { Observation, Stop } from "./observation.js";
import type { Outcome } from "./outcome.js";
import { exceedsDepth, refuseResult } from "./result.js";
import type { Frame } from "./wire.js";

/** The limits that a run was under. */
export interface RunLimits {
  readonly timeoutMs: number;
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
  readonly outputLimitBytes: number;
  readonly resultBytes: number;
  readonly resultDepth: number;
}

/** The worker shortens what it reports; anything longer or deeper was not written by it. */
const longestReportBytes = 1024 * 1024;
const deepestReport = 100;
/**
 * The kernel ends a process at its CPU limit with SIGKILL. It counts whole ticks towards the limit and exact time in
 * rusage, and the two differ by a tenth at 1 s: from this share of the limit on it was that.
 */
const cpuLimitShare = 0.75;

export function decideOutcome(seen: Observation, limits: RunLimits): Outcome {
  const { decision } = seen;
  if (decision === null)
    return seen.end === null ? faulted("the zygote was lost during the run") : byEnd(seen.end, seen, limits);
  switch (decision.kind) {
    case "frame":
      return byFrame(decision.frame, seen, limits);
    case "breach":
      return breach(seen, decision.message);
    case "closed":
      return seen.compiled
        ? {
            kind: "invalidResult",
            message: "Returned value is not valid JSON: the script closed the service's result channel",
          }
        : faulted("the worker closed its channel before it ran the script");
    case "stopped":
      return byStop(decision.stop, limits);
  }
}

function byFrame(frame: Frame, seen: Observation, limits: RunLimits): Outcome {
  const { payload } = frame;
  const malformed = (): Outcome => breach(seen, `malformed ${frame.type} frame`);
  if (frame.type === "V") {
    const refusal = refuseResult(payload, limits.resultBytes, limits.resultDepth);
    return refusal === null ? { kind: "returned", resultJson: payload } : { kind: "invalidResult", message: refusal };
  }
  if (payload.byteLength > longestReportBytes || exceedsDepth(payload, deepestReport)) return malformed();
  switch (frame.type) {
    case "T": {
      const thrown = parsePayload(thrownSchema, payload);
      if (thrown === undefined) return malformed();
      const { memoryError, ...exception } = thrown;
      return memoryError ? { kind: "memoryLimit", limitBytes: limits.memoryBytes } : { kind: "raised", exception };
    }
    case "J": {
      const refusal = parsePayload(messageSchema, payload);
      return refusal === undefined ? malformed() : { kind: "invalidResult", message: refusal.message };
    }
    case "U": {
      const refusal = parsePayload(messageSchema, payload);
      return refusal === undefined ? malformed() : { kind: "inputRefused", message: refusal.message };
    }
    case "E": {
      const error = parsePayload(notCompiledSchema, payload);
      return error === undefined ? malformed() : { kind: "notCompiled", error };
    }
    case "X": {
      const failure = parsePayload(layerFailedSchema, payload);
      if (failure === undefined) return malformed();
      const reason = `layer ${failure.layer} failed at ${failure.step}: ${failure.message}`;
      return { kind: "unavailable", reason, retryAfterSeconds: 1 };
    }
    default:
      return malformed();
  }
}

/** Before the script runs only our own code writes to the channel; after that, only the script can have broken it. */
function breach(seen: Observation, message: string): Outcome {
  if (!seen.compiled) return faulted(`the worker broke the protocol: ${message}`);
  return {
    kind: "invalidResult",
    message: "Returned value is not valid JSON: the script wrote to the service's result channel",
  };
}

function byStop(stop: Stop, limits: RunLimits): Outcome {
  switch (stop.kind) {
    case "timeout":
      return { kind: "timedOut", limitMs: limits.timeoutMs };
    case "output":
      return { kind: "outputLimit", stream: stop.stream, limitBytes: limits.outputLimitBytes };
    case "cancelled":
    case "shuttingDown":
      return { kind: stop.kind };
  }
}

function byEnd(end: WorkerEnd, seen: Observation, limits: RunLimits): Outcome {
  const isKill = end.signal === constants.signals.SIGKILL;
  if (end.signal === constants.signals.SIGXCPU || (isKill && end.cpuMs >= limits.cpuSeconds * 1000 * cpuLimitShare)) {
    return { kind: "cpuLimit", limitSeconds: limits.cpuSeconds };
  }
  // Also before the script ran: a source can take the compiler's stack, and then it is the script's fault.
  if (end.signal !== null) return { kind: "crashed", signal: signalName(end.signal) };
  if (!seen.compiled) return faulted(`the worker ended before it ran the script: ${describeEnd(end)}`);
  return { kind: "noResult", exitCode: end.exitCode ?? 0 };
}

/** "signal SIGSEGV" or "exit code 1", for the log. */
export function describeEnd(end: WorkerEnd): string {
  return end.signal === null ? `exit code ${end.exitCode}` : `signal ${signalName(end.signal)}`;
}

function signalName(signal: number): string {
  const named = Object.entries(constants.signals).find(([, number]) => number === signal);
  return named === undefined ? `signal ${signal}` : named[0];
}

function faulted(reason: string): Outcome {
  return { kind: "faulted", reason };
}
