/** Which backend is in use: the strongest that has served; a weaker one is tried only at start, and never after. */

import type { Backend } from "./backends/backend.js";
import type { SandboxLog } from "./log.js";

export interface Candidates {
  /** The one to start zygotes with. */
  readonly current: Backend;
  /** A worker of the current one met the bar: from now on there is no other. */
  settle(): void;
  /** Gives the current one up for the next. False when it has served or is the last: then it is tried again. */
  fallBack(reason: string): boolean;
  /** Why each one that was given up could not be had. */
  readonly refusals: readonly string[];
}

/** @param backends strongest first, at least one. */
export function createCandidates(backends: readonly [Backend, ...Backend[]], log: SandboxLog): Candidates {
  const refusals: string[] = [];
  const waiting = backends.slice(1);
  let current: Backend = backends[0];
  let isSettled = false;
  return {
    get current() {
      return current;
    },
    settle() {
      isSettled = true;
    },
    fallBack(reason) {
      const next = waiting[0];
      if (isSettled || next === undefined) return false;
      refusals.push(`${current.name}: ${reason}`);
      log.warn({ given_up: current.name, next: next.name, reason }, "this isolation cannot be had here");
      waiting.shift();
      current = next;
      return true;
    },
    refusals,
  };
}
