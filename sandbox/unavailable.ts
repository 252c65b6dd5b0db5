/** The sandbox of a service that cannot have the isolation it was told to use: it says so, and runs nothing. */

import { reportNothingRun } from "./report.js";
import type { Sandbox } from "./sandbox.js";

const retryAfterSeconds = 30;

export function createUnavailableSandbox(reason: string, slots: number): Sandbox {
  return {
    run: async () => reportNothingRun({ kind: "unavailable", reason, retryAfterSeconds }),
    status: () => ({
      ready: false,
      reason,
      isolation: null,
      versions: {},
      pool: { slots, running: 0, queued: 0, readyWorkers: 0 },
    }),
    close: async () => undefined,
  };
}
