/** The end after a fault that nothing caught: whoever waits is told, and the instance is given up. */

import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { failure } from "./answer.js";
import { internalFault } from "./problem.js";
import { send } from "./send.js";
import type { Traffic } from "./traffic.js";

export interface FaultParts {
  readonly traffic: Traffic;
  /** For `stop` and the answers. */
  readonly lastMs: number;
  readonly stop: () => Promise<unknown>;
  readonly exit: (code: number) => void;
  readonly log: { error(details: Readonly<Record<string, unknown>>, message: string): void };
}

/** @returns a listener for faults; after the first one nothing in the process is to be trusted, so it always exits. */
export function createFaultListener({
  traffic,
  lastMs,
  stop,
  exit,
  log,
}: FaultParts): (error: unknown) => Promise<void> {
  let isEnding = false;
  return async (error) => {
    log.error({ err: error }, "uncaught fault; the instance ends");
    if (isEnding) return;
    isEnding = true;
    for (const { res } of traffic.inFlight()) send(res, failure(randomUUID(), internalFault(true)), true);
    const stopped = stop().catch((cause: unknown) => log.error({ err: cause }, "stopping failed"));
    await Promise.race([Promise.all([stopped, traffic.idle(lastMs)]), delay(lastMs)]);
    exit(1);
  };
}
