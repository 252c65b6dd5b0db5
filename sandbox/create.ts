/** Puts a sandbox together from its settings: the composition root of this folder. */

import { createAdmission } from "./admission.js";
import { type Choice, chooseBackend } from "./backends/choose.js";
import { belowBar, sameLayers } from "./bar.js";
import type { Nursery } from "./generation.js";
import type { SandboxLog } from "./log.js";
import type { Interruption } from "./observation.js";
import { createPool } from "./pool.js";
import { createRendezvous } from "./rendezvous.js";
import { reportNothingRun } from "./report.js";
import { type RequestParts, serveRequest } from "./request.js";
import { createRunDirectory, removeAbandoned } from "./run-directory.js";
import type { Sandbox } from "./sandbox.js";
import type { SandboxSettings } from "./settings.js";
import { createSuccession } from "./succession.js";
import { createUidSlots } from "./uid-slots.js";
import { createUnavailableSandbox } from "./unavailable.js";

/**
 * Makes a sandbox and starts it in the background: `run` and `status` may be called at once.
 *
 * @param choice what serves `settings.mode`; tests put their own in.
 * @throws Error when no run directory can be made in `settings.runParent`, or its path is too long for a socket.
 */
export function createSandbox(
  settings: SandboxSettings,
  log: SandboxLog,
  choice: Choice = chooseBackend(settings),
): Sandbox {
  if ("missing" in choice) {
    log.error({ reason: choice.missing }, "the sandbox is unavailable");
    return createUnavailableSandbox(choice.missing, settings.slots);
  }
  const directory = createRunDirectory(settings.runParent);
  const rendezvous = createRendezvous(directory.socket, log);
  const standard = createStandard();
  const nursery: Nursery = {
    backend: choice.backend,
    socket: directory.socket,
    rendezvous,
    // Two zygotes with their workers while one replaces the other, and as many again that are just dying.
    uidSlots: createUidSlots(4 * (settings.slots + settings.readyWorkers)),
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

  const listening = rendezvous.listen().then(
    () => (closing === undefined ? pool.start() : undefined),
    (error: unknown) =>
      pool.fail(`the workers' socket cannot be made: ${error instanceof Error ? error.message : String(error)}`),
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
        reason,
        isolation: standard.layers === null ? null : { mode: choice.backend.mode, layers: standard.layers },
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
