/** `POST /execute`: reads the request, has its script checked and run, and answers with the outcome. */

import type { IncomingHttpHeaders } from "node:http";
import type { Job, RunReport, Sandbox } from "../../sandbox/sandbox.js";
import { type Answer, failure, success } from "./answer.js";
import { readExecuteRequest } from "./execute-request.js";
import { createExecuteSchema, type Maxima } from "./execute-schema.js";
import type { Serve } from "./handler.js";
import { outcomeProblem } from "./outcome-problem.js";
import { prepareJob, type Validation } from "./prepare.js";
import { internalFault, isProblem, type Problem, shuttingDown } from "./problem.js";
import { logRun, type RunLog } from "./run-log.js";

export interface ExecuteParts {
  readonly sandbox: Pick<Sandbox, "run">;
  readonly validation: Validation;
  readonly maxima: Maxima;
  /** Aborted when a draining instance gives up what still runs. */
  readonly graceOver: AbortSignal;
  readonly log: RunLog;
  /** What links a log line to its trace. */
  readonly traceFields: (headers: IncomingHttpHeaders) => Readonly<Record<string, unknown>>;
}

/** What became known of a request while it was served. */
interface Progress {
  report?: RunReport;
  refused?: Problem;
  job?: Job;
  checkMs?: number;
}

export function createExecute({ sandbox, validation, maxima, graceOver, log, traceFields }: ExecuteParts): Serve {
  const checkSchema = createExecuteSchema(maxima);

  async function run(
    body: Buffer,
    signal: AbortSignal,
    progress: Progress,
  ): Promise<Uint8Array | Problem | "cancelled"> {
    const request = readExecuteRequest(body, checkSchema);
    if (isProblem(request)) return request;

    const report = await sandbox.run(async () => {
      const begin = performance.now();
      const prepared = await prepareJob(request, validation, signal);
      progress.checkMs = Math.round(performance.now() - begin);
      if (!isProblem(prepared)) progress.job = prepared;
      else progress.refused = prepared;
      return progress.job;
    }, signal);

    progress.report = report;
    const { outcome } = report;
    if (outcome.kind === "returned") return outcome.resultJson;
    if (outcome.kind === "cancelled") return "cancelled";
    if (outcome.kind !== "withdrawn") return outcomeProblem(outcome, report.started);
    if (progress.refused === undefined) throw new Error("the sandbox withdrew a job that was given");
    return progress.refused;
  }

  return async ({ id, body, headers, signal }) => {
    const progress: Progress = {};
    const end = await run(body, signal, progress).catch((error: unknown) => {
      if (signal.aborted) return "cancelled" as const;
      const started = progress.report?.started ?? progress.job !== undefined;
      // The end of the instance takes the static check away under those who wait for it.
      if (graceOver.aborted) return shuttingDown(started);
      log.error({ run: id, err: error }, "a run failed");
      return internalFault(started);
    });
    const answer = answerOf(id, end, progress.report);
    logRun(log, {
      id,
      status: answer?.status ?? 499,
      code: end === "cancelled" ? end : isProblem(end) ? end.code : null,
      report: progress.report,
      checkMs: progress.checkMs,
      requestBytes: body.length,
      answerBytes: answer?.body.length ?? 0,
      trace: traceFields(headers),
    });
    return answer;
  };
}

function answerOf(
  id: string,
  end: Uint8Array | Problem | "cancelled",
  report: RunReport | undefined,
): Answer | undefined {
  if (end === "cancelled") return undefined;
  return isProblem(end) ? failure(id, end, report) : success(id, end, report);
}
