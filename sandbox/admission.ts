/** Who may run now: a slot each, a short queue in order of arrival, and a plain no beyond that. */

import { type Interruption, interruptionOf } from "./observation.js";

export interface AdmissionSettings {
  readonly slots: number;
  readonly queueLength: number;
  readonly queueWaitMs: number;
}

export type Entry =
  /** `leave` frees the slot; further calls do nothing. */
  | { readonly kind: "admitted"; leave(): void }
  | { readonly kind: "busy"; readonly reason: string; readonly retryAfterSeconds: number }
  | Interruption;

export interface Admission {
  /** @param signal aborted with an `Interruption` when the request is over. */
  enter(signal: AbortSignal): Promise<Entry>;
  readonly running: number;
  readonly queued: number;
}

const shortestRetrySeconds = 1;
const longestRetrySeconds = 30;
/** How much the newest stay counts in the average. */
const newestShare = 0.2;

export function createAdmission(settings: AdmissionSettings): Admission {
  const queue: (() => void)[] = [];
  let running = 0;
  let averageStayMs = 0;

  function admit(): Entry {
    running += 1;
    const since = performance.now();
    let hasLeft = false;
    return {
      kind: "admitted",
      leave() {
        if (hasLeft) return;
        hasLeft = true;
        running -= 1;
        averageStayMs += (performance.now() - since - averageStayMs) * newestShare;
        queue.shift()?.();
      },
    };
  }

  function refuse(reason: string): Entry {
    // When those before it will have been served, at the pace of late.
    const seconds = Math.ceil((averageStayMs * (queue.length + 1)) / settings.slots / 1000);
    return {
      kind: "busy",
      reason,
      retryAfterSeconds: Math.min(longestRetrySeconds, Math.max(shortestRetrySeconds, seconds)),
    };
  }

  return {
    enter(signal) {
      if (signal.aborted) return Promise.resolve(interruptionOf(signal));
      if (running < settings.slots) return Promise.resolve(admit());
      if (queue.length >= settings.queueLength) {
        return Promise.resolve(refuse(`all ${settings.slots} slots are taken and ${queue.length} requests wait`));
      }
      return new Promise((resolve) => {
        const settle = (entry: Entry): void => {
          clearTimeout(timer);
          signal.removeEventListener("abort", onAbort);
          resolve(entry);
        };
        const onTurn = (): void => settle(admit());
        const giveUp = (entry: Entry): void => {
          queue.splice(queue.indexOf(onTurn), 1);
          settle(entry);
        };
        const onAbort = (): void => giveUp(interruptionOf(signal));
        const timer = setTimeout(
          () => giveUp(refuse(`no slot was free within ${settings.queueWaitMs} ms`)),
          settings.queueWaitMs,
        );
        signal.addEventListener("abort", onAbort);
        queue.push(onTurn);
      });
    },
    get running() {
      return running;
    },
    get queued() {
      return queue.length;
    },
  };
}
