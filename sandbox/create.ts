/** Puts a sandbox together from its settings: the composition root of this folder. */

import { createAdmission } from "./admission.js";
import { type Choice, chooseBackends } from "./backends/choose.js";
import { belowBar, sameLayers } from "./bar.js";
import { createCandidates } from "./candidates.js";
import type { Nursery } from "./generation.js";
import type { SandboxLog } from "./log.js";
import type { Interruption } from "./observation.js";
import { mostWorkers } from "./plan.js";
import { createPool } from "./pool.js";
import { findReadable } from "./readable.js";
import { createRendezvous } from "./rendezvous.js";
import { reportNothingRun } from "./report.js";
import { type RequestParts, serveRequest } from "./request.js";
import { createRunDirectory, removeAbandoned } from "./run-directory.js";
import type { Sandbox } from "./sandbox.js";
import type { SandboxSettings } from "./settings.js";
import { createSuccession } from "./succession.js";
import { createUidSlots } from "./uid-slots.js";
import { createUnavailableSandbox } from "./unavailable.js";

/** How a sandbox isolates: what may be tried, and what scripts have to be able to read. */
export interface Means {
  readonly choice: Choice;
  findReadable(): Promise<readonly string[]>;
}

/**
 * Makes a sandbox and starts it in the background: `run` and `status` may be called at once.
 *
 * @param means how to isolate; tests put their own in.
 * @throws Error when no run directory can be made in `settings.runParent`, or its path is too long for a socket.
 */
export function createSandbox(settings: SandboxSettings, log: SandboxLog, means: Means = findMeans(settings)): Sandbox {
  const [strongest, ...weaker] = means.choice.backends;
  if (means.choice.missing !== null) log.warn({ reason: means.choice.missing }, "no nsjail mode");
  if (strongest === undefined)
    return createUnavailableSandbox(`SANDBOX=${settings.mode}: ${means.choice.missing}`, settings.slots);
  const directory = createRunDirectory(settings.runParent);
  const rendezvous = createRendezvous(directory.socket, log);
  const standard = createStandard();
  const candidates = createCandidates([strongest, ...weaker], log);
  let readable: readonly string[] = [];
  const nursery: Nursery = {
    candidates,
    get site() {
      return { socket: directory.socket, readable };
    },
    giveSocketTo: directory.giveTo,
    rendezvous,
    uidSlots: createUidSlots(mostWorkers(settings)),
    log,
    readyWorkers: settings.readyWorkers,
    runSettings: settings,
    nextWorker: createCounter(),
    refuse: standard.refuse,
  };
  const pool = createPool((events) => createSuccession(nursery, settings.runsPerZygote, events));
  const admission = createAdmission(settings);
  const parts: RequestParts = { admission, pool, workerWaitMs: settings.queueWaitMs, limits: settings };
  const requests = new Map<AbortController, Promise<unknown>>();
  let closing: Promise<void> | undefined;

  const listening = Promise.all([rendezvous.listen(), means.findReadable()]).then(
    ([, found]) => {
      readable = found;
      if (closing === undefined) pool.start();
    },
    (error: unknown) =>
      pool.fail(`the sandbox cannot start: ${error instanceof Error ? error.message : String(error)}`),
  );

  void removeAbandoned(settings.runParent);

  async function shutDown(): Promise<void> {
    await listening;
    for (const request of requests.keys()) request.abort({ kind: "shuttingDown" } satisfies Interruption);
    await Promise.allSettled(requests.values());
    await pool.close();
    await rendezvous.close();
    await directory.remove();
  }

  return {
    async run(prepare, signal) {
      if (closing !== undefined) return reportNothingRun({ kind: "shuttingDown" });
      const request = new AbortController();
      const onAbort = (): void => request.abort({ kind: "cancelled" } satisfies Interruption);
      if (signal.aborted) onAbort();
      signal.addEventListener("abort", onAbort);
      const served = serveRequest(parts, prepare, request);
      requests.set(request, served);
      try {
        return await served;
      } finally {
        requests.delete(request);
        signal.removeEventListener("abort", onAbort);
      }
    },
    status() {
      const reason = pool.reason;
      return {
        ready: reason === null,
        reason: reason === null ? null : [reason, ...candidates.refusals].join("; "),
        isolation: standard.layers === null ? null : { mode: candidates.current.mode, layers: standard.layers },
        versions: pool.versions,
        pool: {
          slots: settings.slots,
          running: admission.running,
          queued: admission.queued,
          readyWorkers: pool.readyCount,
        },
      };
    },
    close() {
      closing ??= shutDown();
      return closing;
    },
  };
}

/** The layers that the first worker verified: every later one has to report the same, whichever zygote it comes from. */
function createStandard() {
  let layers: readonly string[] | null = null;
  return {
    get layers() {
      return layers;
    },
    refuse(reported: readonly string[]): string | null {
      if (layers === null) {
        const below = belowBar(reported);
        if (below === null) layers = [...reported];
        return below;
      }
      if (sameLayers(layers, reported)) return null;
      return `a worker engaged ${reported.join(", ") || "nothing"} where the first one engaged ${layers.join(", ")}`;
    },
  };
}

function createCounter(): () => number {
  let last = 0;
  return () => {
    last += 1;
    return last;
  };
}

function findMeans(settings: SandboxSettings): Means {
  return {
    choice: chooseBackends(settings, process.getuid?.() === 0),
    findReadable: () => findReadable(settings),
  };
}
