/** The one interface between `functions/`, which knows HTTP, and `sandbox/`, which knows processes. */

import type { Outcome } from "./outcome.js";

/** One script to run, already checked. */
export interface Job {
  /** The normalised source; exactly this string is compiled. */
  readonly script: string;
  /** The JSON text handed to `main(input)`; undefined calls `main()`. */
  readonly inputJson: Uint8Array | undefined;
  readonly timeoutMs: number;
  /** On top of what the interpreter with its libraries occupies. */
  readonly memoryBytes: number;
}

/** The isolation that held for a run, as its worker verified it before it read the script. */
export interface Isolation {
  readonly mode: "nsjail" | "rlimit";
  readonly layers: readonly string[];
}

/** What the server measured of a run. Times in ms; null where nothing ran or the end was not reported. */
export interface RunReport {
  readonly outcome: Outcome;
  /** False only where no line of the script can have run: safe to retry. */
  readonly started: boolean;
  readonly stdout: string;
  readonly stderr: string;
  readonly stdoutDroppedBytes: number;
  readonly stderrDroppedBytes: number;
  readonly wallMs: number | null;
  readonly cpuMs: number | null;
  readonly peakMemoryBytes: number | null;
  readonly isolation: Isolation | null;
  /** For the log: time waited for a slot, for a worker, and from the job's hand-over to the end. */
  readonly phases: { readonly queueMs: number; readonly workerMs: number; readonly runMs: number };
}

/** What `/health` tells. */
export interface SandboxStatus {
  readonly ready: boolean;
  /** Why it is not ready, or what it waits for; null when ready. */
  readonly reason: string | null;
  readonly isolation: Isolation | null;
  /** Name → version: `python` and each library. Empty before the first zygote reported. */
  readonly versions: Readonly<Record<string, string>>;
  readonly pool: {
    readonly slots: number;
    readonly running: number;
    readonly queued: number;
    readonly readyWorkers: number;
  };
}

export interface Sandbox {
  /**
   * Waits for a slot, then runs `prepare` beside the taking of a worker, and runs the job that it gives.
   * Never rejects for what a script or the load does. When `prepare` rejects, so does `run`.
   *
   * @param prepare gives the job, or undefined when there is nothing to run (outcome `withdrawn`).
   * @param signal aborted when the caller went away: the run is killed and ends as `cancelled`.
   */
  run(prepare: () => Promise<Job | undefined>, signal: AbortSignal): Promise<RunReport>;
  status(): SandboxStatus;
  /** Ends every run as `shuttingDown`, kills every process, removes every file of its own. */
  close(): Promise<void>;
}
