/** The end of an instance: requests in flight are finished, new ones refused, then everything is stopped. */

import { setTimeout as delay } from "node:timers/promises";
import type { Traffic } from "./traffic.js";

export interface DrainParts {
  readonly traffic: Traffic;
  /** For the requests in flight. */
  readonly graceMs: number;
  /** For `stop`, and for the answers to what it ended. */
  readonly lastMs: number;
  /** Ends what still runs and every helper process. */
  readonly stop: () => Promise<unknown>;
  readonly exit: (code: number) => void;
  readonly log: {
    info(details: Readonly<Record<string, unknown>>, message: string): void;
    error(details: Readonly<Record<string, unknown>>, message: string): void;
  };
}

export interface Drain {
  /** New requests are refused. */
  readonly isDraining: boolean;
  /** Aborted when the grace is over: whatever still waits is to be given up. */
  readonly graceOver: AbortSignal;
  /** Ends with a call of `exit`. A second call changes nothing: npm hands a Ctrl-C on twice. */
  begin(cause: string): Promise<void>;
}

export function createDrain({ traffic, graceMs, lastMs, stop, exit, log }: DrainParts): Drain {
  const grace = new AbortController();
  let ending: Promise<void> | undefined;

  async function end(cause: string): Promise<void> {
    log.info({ cause, inFlight: traffic.inFlight().length }, "draining");
    const isIdle = await traffic.idle(graceMs);
    grace.abort();
    const stopped = stop().then(
      () => traffic.idle(lastMs),
      (error: unknown) => log.error({ err: error }, "stopping failed"),
    );
    await Promise.race([stopped, delay(lastMs)]);
    log.info({ cause, finishedInTime: isIdle, unanswered: traffic.inFlight().length }, "stopped");
    exit(0);
  }

  return {
    get isDraining() {
      return ending !== undefined;
    },
    graceOver: grace.signal,
    begin(cause) {
      ending ??= end(cause);
      return ending;
    },
  };
}
