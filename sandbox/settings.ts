/** Everything the sandbox can be told; the composition root fills it from the table of settings, tests by hand. */

export interface SandboxSettings {
  readonly mode: "auto" | "nsjail" | "rlimit";
  /** The nsjail binary, if there is one. */
  readonly nsjailPath: string | undefined;
  /** Its policy, the file `sandbox/nsjail.cfg`. */
  readonly nsjailConfig: string;
  /** Absolute path of the interpreter. */
  readonly python: string;
  /** Folder with the third-party packages, readable by the jail's user. */
  readonly packages: string;
  /** Folder `python-runtime`, readable by the jail's user. */
  readonly runtime: string;
  /** Where the run directory (sockets, scratch) is made. */
  readonly runParent: string;
  /** First uid (and gid) of the worker slots when the server is root. */
  readonly firstUid: number;

  /** Runs at a time. */
  readonly slots: number;
  /** Workers kept ready beyond the running ones. */
  readonly readyWorkers: number;
  readonly queueLength: number;
  readonly queueWaitMs: number;
  /** Runs after which a zygote is replaced in the background. */
  readonly runsPerZygote: number;

  readonly cpuSeconds: number;
  /** The most that a job may ask for; sizes the sum that must fit the container. */
  readonly maxMemoryBytes: number;
  readonly scratchBytes: number;
  readonly fileBytes: number;
  readonly descriptors: number;
  readonly threads: number;
  /** Of stdout and of stderr each: kept for the answer. */
  readonly outputKeptBytes: number;
  /** Of stdout and of stderr each: ends the run. */
  readonly outputLimitBytes: number;
  readonly resultBytes: number;
  readonly resultDepth: number;
}
