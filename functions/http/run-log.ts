/** The one log line of a run: what it took and how it ended, never what it said. */

import type { RunReport } from "../../sandbox/sandbox.js";
import type { ErrorCode } from "./problem.js";

type Write = (details: Readonly<Record<string, unknown>>, message: string) => void;

export interface RunLog {
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
}

export interface RunEnd {
  readonly id: string;
  /** As answered; 499 where the caller was gone. */
  readonly status: number;
  readonly code: ErrorCode | "cancelled" | null;
  /** Undefined where the sandbox was not asked, or failed. */
  readonly report: RunReport | undefined;
  readonly checkMs: number | undefined;
  readonly requestBytes: number;
  readonly answerBytes: number;
  readonly trace: Readonly<Record<string, unknown>>;
}

export function logRun(
  log: RunLog,
  { id, status, code, report, checkMs, requestBytes, answerBytes, trace }: RunEnd,
): void {
  const write = status === 500 ? log.error : status === 503 ? log.warn : log.info;
  write.call(
    log,
    {
      run: id,
      status,
      code,
      ...fault(report),
      mode: report?.isolation?.mode ?? null,
      started: report?.started ?? false,
      ms: {
        queue: report?.phases.queueMs,
        worker: report?.phases.workerMs,
        check: checkMs,
        run: report?.phases.runMs,
        wall: report?.wallMs,
        cpu: report?.cpuMs,
      },
      bytes: {
        request: requestBytes,
        answer: answerBytes,
        peakMemory: report?.peakMemoryBytes,
        stdoutDropped: report?.stdoutDroppedBytes,
        stderrDropped: report?.stderrDroppedBytes,
      },
      ...trace,
    },
    code === null ? "run" : `run: ${code}`,
  );
}

/** Reasons of the service's own; those of scripts would repeat what the script holds. */
function fault(report: RunReport | undefined): Readonly<Record<string, unknown>> {
  const outcome = report?.outcome;
  return outcome?.kind === "faulted" || outcome?.kind === "unavailable" ? { reason: outcome.reason } : {};
}
