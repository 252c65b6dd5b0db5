/** The way of one request through the sandbox: a slot, a worker beside its preparation, a run, a report. */

import type { Admission } from "./admission.js";
import type { Taken } from "./generation.js";
import { type Interruption, interruptionOf } from "./observation.js";
import type { Answer, Pool } from "./pool.js";
import { reportNothingRun, reportRun } from "./report.js";
import type { Job, RunReport } from "./sandbox.js";
import { decideOutcome, type RunLimits } from "./verdict.js";

export interface RequestParts {
  readonly admission: Admission;
  readonly pool: Pool;
  /** For a worker, once there is a slot. */
  readonly workerWaitMs: number;
  /** What holds for every run; the rest is the job's. */
  readonly limits: Omit<RunLimits, "timeoutMs" | "memoryBytes">;
}

/**
 * Serves one request.
 *
 * @param prepare see `Sandbox.run`.
 * @param request aborted with an `Interruption` when the request is over before its time; aborted here when it is over
 *   anyway, so that nothing goes on waiting for it.
 */
export async function serveRequest(
  { admission, pool, workerWaitMs, limits }: RequestParts,
  prepare: () => Promise<Job | undefined>,
  request: AbortController,
): Promise<RunReport> {
  const { signal } = request;
  const arrivedAt = performance.now();
  const entry = await admission.enter(signal);
  const admittedAt = performance.now();
  const queueMs = admittedAt - arrivedAt;
  if (entry.kind !== "admitted") return reportNothingRun(entry, { queueMs });

  let workerMs = 0;
  const take = async (): Promise<Answer> => {
    const answer = await pool.take(workerWaitMs, signal);
    workerMs = performance.now() - admittedAt;
    return answer;
  };
  const prepared = startPreparing(prepare);
  let taking = take();
  try {
    const job = await Promise.race([prepared, aborted(signal)]);
    if (signal.aborted) return reportNothingRun(interruptionOf(signal), { queueMs });
    if (job === undefined) return reportNothingRun({ kind: "withdrawn" }, { queueMs });
    for (;;) {
      const answer = await taking;
      if ("outcome" in answer) return reportNothingRun(answer.outcome, { queueMs, workerMs });
      if (signal.aborted) return reportNothingRun(interruptionOf(signal), { queueMs, workerMs });
      if (answer.taken.isUsable()) return await execute(answer.taken, job, pool, limits, signal, { queueMs, workerMs });
      taking = take();
    }
  } finally {
    // A worker that comes for nobody, or was not used, goes to somebody else.
    if (!signal.aborted) request.abort({ kind: "cancelled" } satisfies Interruption);
    void taking.then((answer) => "taken" in answer && answer.taken.putBack());
    // A preparation that outlives its request keeps the slot: it still costs what the slot stands for.
    void prepared.then(entry.leave, entry.leave);
  }
}

async function startPreparing(prepare: () => Promise<Job | undefined>): Promise<Job | undefined> {
  return prepare();
}

function aborted(signal: AbortSignal): Promise<undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(undefined), { once: true }));
}

async function execute(
  taken: Taken,
  job: Job,
  pool: Pool,
  shared: RequestParts["limits"],
  signal: AbortSignal,
  phases: { readonly queueMs: number; readonly workerMs: number },
): Promise<RunReport> {
  const run = taken.give(job);
  const onAbort = (): void => run.stop(interruptionOf(signal));
  signal.addEventListener("abort", onAbort);
  pool.noteGiven();
  const seen = await run.finished;
  signal.removeEventListener("abort", onAbort);
  const outcome = decideOutcome(seen, { ...shared, timeoutMs: job.timeoutMs, memoryBytes: job.memoryBytes });
  if (outcome.kind === "crashed") pool.noteCrash(taken.generation);
  return reportRun(seen, outcome, taken.isolation, phases);
}
