/** The first line for the zygote: how it confines itself and each of its workers. */

import type { SandboxSettings } from "./settings.js";

/** Read by `python-runtime/plan.py`, which refuses missing and unknown keys. */
export interface Plan {
  /** Path of the Unix socket that workers connect to. */
  readonly socket: string;
  /** Folder with numpy, pandas, requests. */
  readonly packages: string;
  readonly mode: "nsjail" | "rlimit";
  /** The worker in slot n runs as this uid (and gid) plus n; null where the server is not root and cannot change it. */
  readonly firstUid: number | null;
  /** Use Landlock where the kernel offers it. Where it does not, the bar decides. */
  readonly landlock: boolean;
  readonly cpuSeconds: number;
  readonly maxMemoryBytes: number;
  readonly scratchBytes: number;
  readonly fileBytes: number;
  readonly descriptors: number;
  readonly threads: number;
  readonly resultBytes: number;
  readonly resultDepth: number;
}

/** What a plan takes from the settings as it is. */
export type PlannedLimits = Omit<Plan, "socket" | "mode" | "firstUid" | "landlock">;

export function plannedLimits(settings: SandboxSettings): PlannedLimits {
  return {
    packages: settings.packages,
    cpuSeconds: settings.cpuSeconds,
    maxMemoryBytes: settings.maxMemoryBytes,
    scratchBytes: settings.scratchBytes,
    fileBytes: settings.fileBytes,
    descriptors: settings.descriptors,
    threads: settings.threads,
    resultBytes: settings.resultBytes,
    resultDepth: settings.resultDepth,
  };
}
