/** How much one parse may cost, and the clock and scale that hold it to that. */

/** The bounds of one parse. */
export interface ParseBounds {
  /** Wall clock. Ordinary code of 200 KB takes 50 ms; `"\\\n"` repeated takes minutes, for the scanner is quadratic. */
  readonly timeMs: number;
  /** Growth of the process: the densest 200 KB of code that we found take 90 MiB. */
  readonly memoryBytes: number;
  /** Levels of the tree. CPython 3.13 compiles sums and calls some 10,000 levels deep, 3.11 and 3.12 some 3,000. */
  readonly depth: number;
  /** Levels of indented blocks. CPython accepts 99, and the rules recurse by them. */
  readonly blocks: number;
}

export const defaultBounds: ParseBounds = {
  timeMs: 1000,
  memoryBytes: 160 * 1024 * 1024,
  depth: 10_000,
  blocks: 99,
};

/** Reading the memory costs 2 µs, too much for each of some ten thousand calls. */
const memoryCheckMs = 10;

/** The time and memory that one parse has left. */
export class Budget {
  readonly #bounds: ParseBounds;
  readonly #deadline: number;
  readonly #memoryLimit: number;
  #nextMemoryCheck: number;
  #exceeded: "time" | "memory" | undefined;

  constructor(bounds: ParseBounds) {
    const now = performance.now();
    this.#bounds = bounds;
    this.#deadline = now + bounds.timeMs;
    this.#memoryLimit = process.memoryUsage.rss() + bounds.memoryBytes;
    this.#nextMemoryCheck = now + memoryCheckMs;
  }

  /** True once a bound was passed; it stays true. */
  isExceeded(): boolean {
    if (this.#exceeded !== undefined) return true;
    const now = performance.now();
    if (now > this.#deadline) this.#exceeded = "time";
    else if (now > this.#nextMemoryCheck) {
      this.#nextMemoryCheck = now + memoryCheckMs;
      if (process.memoryUsage.rss() > this.#memoryLimit) this.#exceeded = "memory";
    }
    return this.#exceeded !== undefined;
  }

  /** Which bound was passed, for people. */
  describe(): string {
    return this.#exceeded === "memory"
      ? `parsing it takes more than ${this.#bounds.memoryBytes / 1024 / 1024} MiB of memory`
      : `parsing it takes longer than ${this.#bounds.timeMs / 1000} s`;
  }
}
