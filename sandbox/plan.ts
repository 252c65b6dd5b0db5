/** The first line for the zygote: how it confines itself and each of its workers. */

import type { SandboxSettings } from "./settings.js";

/** Read by `python-runtime/plan.py`, which refuses missing and unknown keys. */
export interface Plan {
  /** Path of the Unix socket that workers connect to. */
  readonly socket: string;
  /** Folder with numpy, pandas, requests. */
  readonly packages: string;
  /** Files and folders that scripts may read. */
  readonly readable: readonly string[];
  /** Who jails the zygote: nsjail did, it does so itself, or nobody and each worker takes what it can. */
  readonly jail: "nsjail" | "self" | "none";
  /** uid (and gid) of the jail, or without one of the worker in slot 0, in slot n plus n; null where the server is not root. */
  readonly firstUid: number | null;
  readonly slots: number;
  /** The most workers alive at a time, and so the number of uids. */
  readonly workers: number;
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
export type PlannedLimits = Omit<Plan, "socket" | "readable" | "jail" | "firstUid">;

/** Two zygotes with their workers while one replaces the other, and as many again that are just dying. */
export function mostWorkers(settings: SandboxSettings): number {
  return 4 * (settings.slots + settings.readyWorkers);
}

export function plannedLimits(settings: SandboxSettings): PlannedLimits {
  return {
    packages: settings.packages,
    slots: settings.slots,
    workers: mostWorkers(settings),
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
