/** What a caller is told of each way in which a run can fail: the one place that turns outcomes into error codes. */

import type { Outcome } from "../../sandbox/outcome.js";
import { inputRefused, internalFault, type Problem, shuttingDown } from "./problem.js";
import { scriptRefused } from "./script-refused.js";

/** The outcomes that are an error to the caller; the others have no error or nobody to tell. */
export type FailedOutcome = Exclude<Outcome, { readonly kind: "returned" | "withdrawn" | "cancelled" }>;

const kept = "What it printed up to then is in stdout and stderr.";

/** @param started whether a line of the script may have run. */
export function outcomeProblem(outcome: FailedOutcome, started: boolean): Problem {
  switch (outcome.kind) {
    case "raised": {
      const { type, message, line } = outcome.exception;
      const what = message === "" ? type : `${type}: ${message}`;
      return {
        code: "script_error",
        message: line === null ? what : `${what} (line ${line})`,
        started,
        details: { exception: outcome.exception },
      };
    }
    case "invalidResult":
      return { code: "invalid_result", message: outcome.message, started };
    case "noResult":
      return {
        code: "no_result",
        message: `The process ended with exit code ${outcome.exitCode} before main() returned. Return a value instead of calling sys.exit() or os._exit().`,
        started,
        details: { exitCode: outcome.exitCode },
      };
    case "timedOut":
      return {
        code: "timeout",
        message: `main() did not finish within ${grouped(outcome.limitMs)} ms (limits.timeoutMs). ${kept}`,
        started,
        details: { limitMs: outcome.limitMs },
      };
    case "cpuLimit":
      return {
        code: "cpu_limit",
        message: `The script used up its ${grouped(outcome.limitSeconds)} s of CPU time, all threads together. ${kept}`,
        started,
        details: { limitSeconds: outcome.limitSeconds },
      };
    case "memoryLimit":
      return {
        code: "memory_limit",
        message: `The script needed more than its ${inUnits(outcome.limitBytes)} of memory (limits.memoryMb). ${kept}`,
        started,
        details: { limitBytes: outcome.limitBytes },
      };
    case "outputLimit":
      return {
        code: "output_limit",
        message: `The script wrote more than ${inUnits(outcome.limitBytes)} to ${outcome.stream}. Print less, or return the data.`,
        started,
        details: { stream: outcome.stream, limitBytes: outcome.limitBytes },
      };
    case "crashed":
      return {
        code: "crashed",
        message: `The process was ended by ${outcome.signal} before main() returned. ${kept}`,
        started,
        details: { signal: outcome.signal },
      };
    case "notCompiled":
      return { ...scriptRefused([outcome.error]), started };
    case "inputRefused":
      return { ...inputRefused(outcome.message), started };
    case "busy":
      return { code: "busy", message: outcome.reason, started, headers: retryAfter(outcome.retryAfterSeconds) };
    case "unavailable":
      return {
        code: "sandbox_unavailable",
        message: outcome.reason,
        started,
        headers: retryAfter(outcome.retryAfterSeconds),
      };
    case "shuttingDown":
      return shuttingDown(started);
    case "faulted":
      return internalFault(started);
    default:
      return outcome satisfies never;
  }
}

/** Retry-After counts whole seconds; 0 would invite the caller to hammer. */
function retryAfter(seconds: number): Record<string, string> {
  return { "Retry-After": String(Math.max(1, Math.ceil(seconds))) };
}

function grouped(value: number): string {
  return value.toLocaleString("en-US");
}

function inUnits(bytes: number): string {
  const mb = bytes / (1024 * 1024);
  return Number.isInteger(mb) ? `${grouped(mb)} MB` : `${grouped(bytes)} bytes`;
}
