/** The check as the server uses it: helper processes do the work, are held to their time and replaced when they die. */

import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findProjectRoot } from "../project-root.js";
import { defaultBounds } from "./bounds.js";
import type { Verdict } from "./diagnostic.js";
import { Helper } from "./helper.js";
import { Job, JobQueue } from "./job-queue.js";
import { tooComplexDiagnostic } from "./rules/too-complex.js";

/** Checks scripts beside the server's event loop. */
export interface Checker {
  /** Starts the helpers ahead of the first check. Rejects when one does not start; it is tried again all the same. */
  start(): Promise<void>;
  /**
   * Never takes longer than the wait for a helper and `timeoutMs`. A script that kills its helper is `too-complex`.
   *
   * @param source as `normalise` gave it.
   * @param signal aborted when nobody waits any more: rejects with its reason.
   * @throws when no helper can be started, and after `close`: faults of ours.
   */
  check(source: string, signal?: AbortSignal): Promise<Verdict>;
  /** Rejects what waits, kills every helper, and resolves when they are gone. */
  close(): Promise<void>;
  /** The helpers that live now. */
  pids(): readonly number[];
}

export interface CheckerOptions {
  /** How many helpers, and so how many checks at a time. */
  readonly processes: number;
  /** From the hand-over to a helper until it is killed. The helper's own bound on the parse should fire first. */
  readonly timeoutMs?: number;
  /** A helper that is not ready by then is killed. */
  readonly startTimeoutMs?: number;
  /** The compiled entry of a helper. */
  readonly entry?: string;
}

/** The parse has 1 s; as much again for the rules, and for a machine under load. */
const defaultTimeoutMs = 2 * defaultBounds.timeMs;
const defaultStartTimeoutMs = 15_000;

/** Between attempts of one seat after `failures` in a row: 0.1 s, 0.2 s, … 5 s. */
function backOffMs(failures: number): number {
  return Math.min(100 * 2 ** (failures - 1), 5000);
}

/** @example const checker = createChecker({ processes: 2 }); await checker.start(); */
export function createChecker(options: CheckerOptions): Checker {
  return new HelperPool(options);
}

class HelperPool implements Checker {
  readonly #processes: number;
  readonly #timeoutMs: number;
  readonly #startTimeoutMs: number;
  readonly #entry: string;
  readonly #queue = new JobQueue();
  readonly #closing = new AbortController();
  readonly #helpers = new Set<Helper>();
  /** One loop per seat; each runs from the first use to `close`. */
  readonly #seats: Promise<void>[] = [];
  readonly #firstStarts: Promise<void>[] = [];
  /** Seats whose last attempt to start a helper failed, with the reason. */
  readonly #down = new Map<number, Error>();

  constructor(options: CheckerOptions) {
    this.#processes = options.processes;
    this.#timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
    this.#startTimeoutMs = options.startTimeoutMs ?? defaultStartTimeoutMs;
    this.#entry = options.entry ?? join(findProjectRoot(), "dist", "functions", "validation", "checker-process.js");
  }

  async start(): Promise<void> {
    this.#open();
    await Promise.all(this.#firstStarts);
  }

  async check(source: string, signal?: AbortSignal): Promise<Verdict> {
    signal?.throwIfAborted();
    this.#open();
    const [fault] = this.#down.values();
    if (fault !== undefined && this.#down.size === this.#processes) throw fault;
    const job = new Job(source);
    const giveUp = () => {
      this.#queue.remove(job);
      job.reject(signal?.reason);
    };
    signal?.addEventListener("abort", giveUp, { once: true });
    try {
      this.#queue.put(job);
      return await job.verdict;
    } finally {
      signal?.removeEventListener("abort", giveUp);
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#queue.rejectAll(closedError());
    await Promise.all([...this.#helpers].map((helper) => helper.kill()));
    await Promise.all(this.#seats);
  }

  pids(): readonly number[] {
    return [...this.#helpers].flatMap((helper) => helper.pid ?? []);
  }

  #open(): void {
    if (this.#closing.signal.aborted) throw closedError();
    while (this.#seats.length < this.#processes) {
      const seat = this.#seats.length;
      this.#firstStarts.push(
        new Promise((resolve, reject) => {
          this.#seats.push(this.#serve(seat, resolve, reject));
        }),
      );
      // Whoever calls `start` hears of it; nobody has to.
      this.#firstStarts.at(-1)?.catch(() => {});
    }
  }

  /** Keeps one helper alive and at work until `close`. */
  async #serve(seat: number, onUp: () => void, onDown: (error: unknown) => void): Promise<void> {
    const { signal } = this.#closing;
    for (let failures = 0; !signal.aborted; ) {
      if (failures > 0) await delay(backOffMs(failures), undefined, { signal }).catch(() => {});
      if (signal.aborted) break;
      let helper: Helper | undefined;
      try {
        helper = new Helper(this.#entry);
        this.#helpers.add(helper);
        await helper.waitUntilReady(this.#startTimeoutMs);
        this.#down.delete(seat);
        onUp();
        // A helper that dies before any work is likely to do so again; one that a script killed is replaced at once.
        const jobs = await this.#work(helper);
        failures = jobs > 0 ? 0 : failures + 1;
      } catch (cause) {
        failures++;
        onDown(this.#markDown(seat, cause));
      } finally {
        await helper?.kill();
        if (helper !== undefined) this.#helpers.delete(helper);
      }
    }
    onDown(closedError());
  }

  #markDown(seat: number, cause: unknown): Error {
    const error = new Error("The static check is out of order: a helper process does not start.", { cause });
    this.#down.set(seat, error);
    if (this.#down.size === this.#processes) this.#queue.rejectAll(error);
    return error;
  }

  /** Hands jobs to a helper as long as it is fit; gives how many. */
  async #work(helper: Helper): Promise<number> {
    let jobs = 0;
    while (helper.isFit && !this.#closing.signal.aborted) {
      const job = await this.#nextJob(helper);
      if (job === undefined) break;
      jobs++;
      const answer = await helper.check(job.source, this.#timeoutMs);
      if (this.#closing.signal.aborted) job.reject(closedError());
      else if (answer.kind === "verdict") job.resolve(answer.verdict);
      else if (answer.kind === "fault") job.reject(new Error(`The static check failed: ${answer.message}`));
      else job.resolve(refusal(answer.kind, this.#timeoutMs));
    }
    return jobs;
  }

  /** Waits for a job as long as the helper lives; `close` ends that too. */
  async #nextJob(helper: Helper): Promise<Job | undefined> {
    const waiting = new AbortController();
    const taken = this.#queue.take(waiting.signal);
    void helper.waitUntilGone(waiting.signal).then(() => waiting.abort());
    try {
      return await taken;
    } finally {
      waiting.abort();
    }
  }
}

function refusal(kind: "late" | "died", timeoutMs: number): Verdict {
  const reason =
    kind === "late" ? `checking it takes longer than ${timeoutMs / 1000} s` : "checking it ended in a crash";
  return { valid: false, diagnostics: [tooComplexDiagnostic(reason)] };
}

function closedError(): Error {
  return new Error("The checker is closed.");
}
