/** Waiting for a state in a test, with patience for a machine that is busy with other things. */

import { expect } from "vitest";

export function poll<T>(read: () => T) {
  return expect.poll(read, { timeout: 10_000, interval: 5 });
}
