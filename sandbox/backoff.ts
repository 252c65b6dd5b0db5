/** How long to wait before trying again what failed. */

const firstMs = 100;
const longestMs = 10_000;

export interface Backoff {
  /** Failures since the last success. */
  readonly failures: number;
  /** Counts a failure and says how many ms to wait: 100, doubling to 10,000. */
  failed(): number;
  succeeded(): void;
}

export function createBackoff(): Backoff {
  let failures = 0;
  return {
    get failures() {
      return failures;
    },
    failed() {
      failures += 1;
      return Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 10));
    },
    succeeded() {
      failures = 0;
    },
  };
}
