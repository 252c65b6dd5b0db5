/** Ready workers for requests: hands them out in order of arrival, and says why there is none. */

import type { Generation, Taken } from "./generation.js";
import { interruptionOf } from "./observation.js";
import type { ServiceOutcome } from "./outcome.js";
import type { Succession, SuccessionEvents } from "./succession.js";

/** Worth a new attempt: workers take milliseconds, a zygote half a second. */
const retryAfterSeconds = 1;

/** A worker, or the outcome of the request that wanted one. */
export type Answer = { readonly taken: Taken } | { readonly outcome: ServiceOutcome };

export interface Pool {
  start(): void;
  /** There will never be a worker, for this reason. */
  fail(reason: string): void;
  /** Waits for a worker, `waitMs` at most; `signal` is aborted with an `Interruption`. */
  take(waitMs: number, signal: AbortSignal): Promise<Answer>;
  /** A taken worker was given its job: makes the next one. */
  noteGiven(): void;
  noteCrash(generation: Generation): void;
  readonly readyCount: number;
  readonly versions: Readonly<Record<string, string>>;
  /** Why no worker can be had for now; null when one can. */
  readonly reason: string | null;
  close(): Promise<void>;
}

/** @param createSuccession makes what the workers come from. */
export function createPool(createSuccession: (events: SuccessionEvents) => Succession): Pool {
  const waiters: ((answer: Answer) => void)[] = [];
  /** What failed last, until a worker is ready again. */
  let trouble: string | null = null;
  /** What is waited for while nothing failed. */
  let progress = "starting: waiting for the first worker";
  let isClosed = false;

  const succession = createSuccession({
    ready() {
      trouble = null;
      serve();
    },
    failed(reason) {
      // Whoever came first is told; the others may still get a worker, unless no zygote serves.
      if (succession.current === null) return fail(reason);
      trouble = reason;
      waiters.shift()?.({ outcome: unavailable(reason) });
    },
    lost(reason) {
      // Those who wait go on waiting: another zygote is warm in less than their bound.
      trouble = null;
      progress = `restarting: ${reason}`;
    },
    waiting: () => waiters.length,
  });

  function fail(reason: string): void {
    trouble = reason;
    answerAll({ outcome: unavailable(reason) });
  }

  function serve(): void {
    while (waiters.length > 0) {
      const taken = succession.current?.take();
      if (taken === undefined) break;
      waiters.shift()?.({ taken });
    }
    succession.refill();
  }

  function answerAll(answer: Answer): void {
    for (const answerOne of waiters.splice(0)) answerOne(answer);
  }

  function currentReason(): string | null {
    if (isClosed) return "closing";
    const isGood = succession.current?.isGood === true;
    if (isGood && (trouble === null || succession.current.readyCount > 0)) return null;
    return trouble ?? progress;
  }

  function noWorkerInTime(waitMs: number): ServiceOutcome {
    const reason = currentReason();
    if (reason !== null) return unavailable(reason);
    return { kind: "busy", reason: `no worker was ready within ${waitMs} ms`, retryAfterSeconds };
  }

  return {
    start: succession.start,
    fail,
    take(waitMs, signal) {
      if (isClosed) return Promise.resolve({ outcome: { kind: "shuttingDown" } });
      if (signal.aborted) return Promise.resolve({ outcome: interruptionOf(signal) });
      const taken = waiters.length === 0 ? succession.current?.take() : undefined;
      if (taken !== undefined) return Promise.resolve({ taken });
      if (trouble !== null && succession.current === null) return Promise.resolve({ outcome: unavailable(trouble) });
      return new Promise((resolve) => {
        const answer = (given: Answer): void => {
          clearTimeout(timer);
          signal.removeEventListener("abort", onAbort);
          resolve(given);
        };
        const giveUp = (outcome: ServiceOutcome): void => {
          waiters.splice(waiters.indexOf(answer), 1);
          answer({ outcome });
        };
        const onAbort = (): void => giveUp(interruptionOf(signal));
        const timer = setTimeout(() => giveUp(noWorkerInTime(waitMs)), waitMs);
        signal.addEventListener("abort", onAbort);
        waiters.push(answer);
        succession.refill();
      });
    },
    noteGiven() {
      succession.refill();
      succession.noteRun();
    },
    noteCrash: succession.noteCrash,
    get readyCount() {
      return succession.current?.readyCount ?? 0;
    },
    get versions() {
      return succession.versions;
    },
    get reason() {
      return currentReason();
    },
    async close() {
      isClosed = true;
      answerAll({ outcome: { kind: "shuttingDown" } });
      await succession.close();
    },
  };
}

function unavailable(reason: string): ServiceOutcome {
  return { kind: "unavailable", reason, retryAfterSeconds };
}
