/** One zygote and the workers that it made: keeps some of them ready, and ends the zygote when the last one is over. */

import type { Site } from "./backends/backend.js";
import { createBackoff } from "./backoff.js";
import type { Candidates } from "./candidates.js";
import type { SandboxLog } from "./log.js";
import type { ZygoteStarted } from "./messages.js";
import type { Rendezvous } from "./rendezvous.js";
import type { Run, RunSettings } from "./run.js";
import type { Isolation, Job } from "./sandbox.js";
import type { UidSlots } from "./uid-slots.js";
import { startWorker, type Worker } from "./worker.js";
import { startZygote } from "./zygote.js";

/** What all generations of one sandbox share. */
export interface Nursery {
  /** What zygotes are started with; fixed once one has served. */
  readonly candidates: Candidates;
  /** Known when the first zygote is started. */
  readonly site: Site;
  /** Makes the socket one that a zygote of this uid can connect to; null is the server's own. */
  giveSocketTo(uid: number | null): void;
  readonly rendezvous: Rendezvous;
  readonly uidSlots: UidSlots;
  readonly log: SandboxLog;
  readonly readyWorkers: number;
  readonly runSettings: RunSettings;
  /** A number that no worker of this sandbox had before. */
  nextWorker(): number;
  /** Why a worker with these layers must not be used; null when it may. */
  refuse(layers: readonly string[]): string | null;
}

export interface GenerationEvents {
  /** A worker became ready. */
  ready(): void;
  /** There may be room for another worker. */
  room(): void;
  /** A worker could not be made as it must be; `failures` counts those in a row. */
  workerFailed(reason: string, failures: number): void;
  /** The zygote is gone. Always the last event. */
  lost(reason: string): void;
}

/** A worker in the hands of one request. */
export interface Taken {
  readonly isolation: Isolation;
  /** False once it died while it was held. */
  isUsable(): boolean;
  give(job: Job): Run;
  /** Not needed any more; one that was given no job serves somebody else. */
  putBack(): void;
  readonly generation: Generation;
}

export interface Generation {
  readonly info: ZygoteStarted | null;
  /** Whether a worker of it met the bar. */
  readonly isGood: boolean;
  readonly readyCount: number;
  /** Jobs given to its workers. */
  readonly runs: number;
  take(): Taken | undefined;
  /** Forks what is missing of the ready workers, and one more for each request that waits. */
  refill(waiting: number): void;
  /** Makes no more workers, and ends the zygote when the running ones are over. */
  retire(): void;
  /** Ends the zygote and all its workers. */
  close(): Promise<void>;
}

interface Member {
  readonly worker: Worker;
  layers: readonly string[];
  isHeld: boolean;
}

export function startGeneration(nursery: Nursery, events: GenerationEvents): Generation {
  const backend = nursery.candidates.current;
  nursery.giveSocketTo(backend.socketOwner);
  const members = new Map<number, Member>();
  const backoff = createBackoff();
  let info: ZygoteStarted | null = null;
  let isGood = false;
  let isRetired = false;
  let runs = 0;
  let pause: NodeJS.Timeout | undefined;

  const zygote = startZygote(
    backend,
    nursery.site,
    {
      started(started) {
        info = started;
        events.room();
      },
      forkFailed: (id, message) => members.get(id)?.worker.reportUnborn(message),
      ended: (id, end) => members.get(id)?.worker.reportEnd(end),
      lost(reason) {
        isRetired = true;
        clearTimeout(pause);
        for (const { worker } of members.values()) worker.reportEnd(null);
        events.lost(reason);
      },
    },
    nursery.log,
  );

  function inState(state: Worker["state"]): Member[] {
    return [...members.values()].filter((member) => member.worker.state === state);
  }

  function fork(rehearse: boolean): boolean {
    const slot = nursery.uidSlots.take();
    if (slot === undefined) {
      nursery.log.warn({ taken: nursery.uidSlots.taken }, "no slot is free for another worker");
      return false;
    }
    const id = nursery.nextWorker();
    const worker = startWorker(id, slot, rehearse, zygote, nursery.rendezvous, {
      ready: (layers) => becomeReady(id, layers),
      failed: workerFailed,
      gone() {
        members.delete(id);
        nursery.uidSlots.free(slot);
        endIfIdle();
        if (!isRetired) events.room();
      },
    });
    members.set(id, { worker, layers: [], isHeld: false });
    return true;
  }

  function becomeReady(id: number, layers: readonly string[]): void {
    const member = members.get(id);
    if (member === undefined) return;
    const refusal = nursery.refuse(layers);
    if (refusal !== null) {
      member.worker.discard();
      workerFailed(refusal);
      return;
    }
    member.layers = layers;
    isGood = true;
    nursery.candidates.settle();
    backoff.succeeded();
    events.ready();
  }

  function workerFailed(reason: string): void {
    if (isRetired) return;
    clearTimeout(pause);
    pause = setTimeout(() => {
      pause = undefined;
      events.room();
    }, backoff.failed());
    events.workerFailed(reason, backoff.failures);
  }

  function endIfIdle(): void {
    if (isRetired && members.size === 0) void zygote.end();
  }

  function hold(member: Member): Taken {
    const { worker, layers } = member;
    member.isHeld = true;
    return {
      isolation: { mode: backend.mode, layers },
      isUsable: () => worker.state === "ready",
      give(job) {
        const run = worker.give(job, nursery.runSettings);
        runs += 1;
        return run;
      },
      putBack() {
        if (worker.state === "given") return;
        member.isHeld = false;
        if (isRetired) worker.discard();
        else if (worker.state === "ready") events.ready();
      },
      generation,
    };
  }

  const generation: Generation = {
    get info() {
      return info;
    },
    get isGood() {
      return isGood;
    },
    get readyCount() {
      return inState("ready").filter((member) => !member.isHeld).length;
    },
    get runs() {
      return runs;
    },
    take() {
      const member = inState("ready").find((candidate) => !candidate.isHeld);
      return member === undefined || isRetired ? undefined : hold(member);
    },
    refill(waiting) {
      if (info === null || isRetired || pause !== undefined) return;
      // The first worker is the probe: no second one before it has met the bar.
      const wanted = isGood ? nursery.readyWorkers + waiting : 1;
      const missing = wanted - inState("ready").length - inState("starting").length;
      // A rehearsal costs as much CPU as a run: only while nobody waits and there is another worker to take.
      const rehearse = waiting === 0 && generation.readyCount > 0;
      for (let made = 0; made < missing; made += 1) if (!fork(rehearse)) return;
    },
    retire() {
      isRetired = true;
      clearTimeout(pause);
      for (const member of members.values()) if (!member.isHeld) member.worker.discard();
      endIfIdle();
    },
    async close() {
      isRetired = true;
      clearTimeout(pause);
      await zygote.end();
    },
  };
  return generation;
}
