/** Scripts that wait for a helper, first come, first served. */

import type { Verdict } from "./diagnostic.js";

/** One script with the promise of its verdict. */
export class Job {
  readonly source: string;
  readonly verdict: Promise<Verdict>;
  readonly resolve: (verdict: Verdict) => void;
  readonly reject: (reason: unknown) => void;

  constructor(source: string) {
    const settle: { resolve?: (verdict: Verdict) => void; reject?: (reason: unknown) => void } = {};
    this.source = source;
    this.verdict = new Promise((resolve, reject) => Object.assign(settle, { resolve, reject }));
    this.resolve = (verdict) => settle.resolve?.(verdict);
    this.reject = (reason) => settle.reject?.(reason);
  }
}

export class JobQueue {
  readonly #jobs: Job[] = [];
  readonly #takers: Array<(job: Job) => void> = [];

  put(job: Job): void {
    const taker = this.#takers.shift();
    if (taker === undefined) this.#jobs.push(job);
    else taker(job);
  }

  /** Takes back a job that no helper has yet. */
  remove(job: Job): void {
    const index = this.#jobs.indexOf(job);
    if (index >= 0) this.#jobs.splice(index, 1);
  }

  /** The next job, as soon as there is one; undefined once the wait is aborted. */
  take(signal: AbortSignal): Promise<Job | undefined> {
    if (signal.aborted) return Promise.resolve(undefined);
    const next = this.#jobs.shift();
    if (next !== undefined) return Promise.resolve(next);
    return new Promise((resolve) => {
      const giveUp = () => {
        this.#takers.splice(this.#takers.indexOf(taker), 1);
        resolve(undefined);
      };
      const taker = (job: Job) => {
        signal.removeEventListener("abort", giveUp);
        resolve(job);
      };
      signal.addEventListener("abort", giveUp, { once: true });
      this.#takers.push(taker);
    });
  }

  rejectAll(reason: Error): void {
    for (const job of this.#jobs.splice(0)) job.reject(reason);
  }
}
