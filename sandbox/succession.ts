/** Which zygote serves: starts the first, replaces it in the background when it is due, at once when it is lost. */

import { createBackoff } from "./backoff.js";
import { type Generation, type GenerationEvents, type Nursery, startGeneration } from "./generation.js";

/** A caller that crashes worker after worker must not keep the machine busy with warming zygotes. */
const crashPauseMs = 5_000;
/** Attempts that may fail in a row before requests are told so, where a zygote has served before: they wait for the next. */
const patience = 2;

export interface SuccessionEvents {
  /** A worker became ready, in the generation that serves. */
  ready(): void;
  /** A worker could not be made, or a zygote could not be started where none serves. */
  failed(reason: string): void;
  /** The serving zygote is gone and another one is on its way. */
  lost(reason: string): void;
  /** How many requests wait for a worker. */
  waiting(): number;
}

export interface Succession {
  readonly current: Generation | null;
  /** Of Python and its libraries, as the last zygote that served reported them; empty before. */
  readonly versions: Readonly<Record<string, string>>;
  start(): void;
  /** Forks what is missing. */
  refill(): void;
  /** A job was given to a worker of this generation. */
  noteRun(): void;
  /** A worker of this generation crashed: its address layout may be known now, so it is replaced. */
  noteCrash(generation: Generation): void;
  close(): Promise<void>;
}

/** @param runsPerZygote jobs after which a zygote is replaced. */
export function createSuccession(nursery: Nursery, runsPerZygote: number, events: SuccessionEvents): Succession {
  const { log } = nursery;
  const living = new Set<Generation>();
  const backoff = createBackoff();
  let current: Generation | null = null;
  let versions: Readonly<Record<string, string>> = {};
  let incoming: Generation | null = null;
  let hasServed = false;
  let startTimer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let crashed: Generation | null = null;
  let lastCrashStart = Number.NEGATIVE_INFINITY;

  function isReplacementDue(): boolean {
    return current === null || current.runs >= runsPerZygote || crashed === current;
  }

  /** Starts the next generation if one is due and none is on its way. */
  function provide(delayMs: number): void {
    if (isClosed || incoming !== null || startTimer !== undefined || !isReplacementDue()) return;
    if (delayMs > 0) {
      startTimer = setTimeout(() => {
        startTimer = undefined;
        provide(0);
      }, delayMs);
      return;
    }
    if (current !== null && crashed === current) lastCrashStart = performance.now();
    const generation: Generation = startGeneration(nursery, {
      ready: () => onReady(generation),
      room: () => generation.refill(generation === current ? events.waiting() : 0),
      workerFailed: (reason, failures) => {
        if (generation === incoming && nursery.candidates.fallBack(reason)) return giveUp(generation);
        log.error({ reason }, "a worker could not be made");
        if (generation === current) events.failed(reason);
        else if (current === null) tellNoneServes(reason, failures);
      },
      lost: (reason) => onLost(generation, reason),
    } satisfies GenerationEvents);
    incoming = generation;
    living.add(generation);
  }

  function tellNoneServes(reason: string, failures: number): void {
    if (hasServed && failures <= patience) events.lost(reason);
    else events.failed(reason);
  }

  /** Its isolation is not to be had here; the next candidate is started instead. */
  function giveUp(generation: Generation): void {
    incoming = null;
    void generation.close();
    provide(0);
  }

  function onReady(generation: Generation): void {
    if (generation === incoming) {
      backoff.succeeded();
      generation.refill(0);
      // A replacement takes over with all its workers ready; the first of all with its first.
      if (current === null || generation.readyCount >= nursery.readyWorkers) promote(generation);
    } else if (generation === current) {
      events.ready();
    }
  }

  function promote(generation: Generation): void {
    const predecessor = current;
    current = generation;
    incoming = null;
    hasServed = true;
    versions = generation.info?.versions ?? {};
    log.info({ versions, replaced: predecessor !== null }, "a zygote serves");
    predecessor?.retire();
    events.ready();
  }

  function onLost(generation: Generation, reason: string): void {
    living.delete(generation);
    if (isClosed) return;
    const wasExpected = generation !== current && generation !== incoming;
    if (wasExpected) return;
    if (generation === incoming && nursery.candidates.fallBack(reason)) {
      incoming = null;
      provide(0);
      return;
    }
    log.error({ reason, wasGood: generation.isGood }, "a zygote was lost");
    const delayMs = generation.isGood ? 0 : backoff.failed();
    if (generation === incoming) {
      incoming = null;
      if (current === null) tellNoneServes(reason, backoff.failures);
    } else {
      current = null;
      clearTimeout(startTimer);
      startTimer = undefined;
      if (incoming !== null && incoming.readyCount > 0) promote(incoming);
      else events.lost(reason);
    }
    provide(delayMs);
  }

  return {
    get current() {
      return current;
    },
    get versions() {
      return versions;
    },
    start: () => provide(0),
    refill: () => current?.refill(events.waiting()),
    noteRun: () => provide(0),
    noteCrash(generation) {
      if (generation !== current) return;
      crashed = generation;
      provide(Math.max(0, lastCrashStart + crashPauseMs - performance.now()));
    },
    async close() {
      isClosed = true;
      clearTimeout(startTimer);
      await Promise.all([...living].map((generation) => generation.close()));
    },
  };
}
