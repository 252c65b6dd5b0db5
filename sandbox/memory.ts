/** Whether the runs that the settings allow fit the memory of the place, all at their worst at once. */

import { totalmem } from "node:os";
import type { SandboxSettings } from "./settings.js";

const mib = 1024 * 1024;

/** Measured on x86_64 with Python 3.11 and pandas 3, rounded up; shared pages are counted once. */
const zygoteBytes = 96 * mib;
const readyWorkerBytes = 12 * mib;
/** The server with its framework, and the bound on what slow callers can pin. */
const serverBytes = 160 * mib;
/** A helper of the static check after a dense script; one a slot. */
const checkerBytes = 160 * mib;

export interface MemorySum {
  readonly parts: readonly { readonly what: string; readonly bytes: number }[];
  readonly totalBytes: number;
}

/** The most memory that a service with these settings uses. */
export function sumMemory(settings: SandboxSettings): MemorySum {
  const { slots, readyWorkers, maxMemoryBytes, scratchBytes, outputKeptBytes, resultBytes } = settings;
  // A result is held as it came and as it is sent, stdout and stderr as bytes and as text of twice their size.
  const replyBytes = 2 * resultBytes + 2 * 3 * outputKeptBytes;
  const parts = [
    { what: `${slots} slots × memory`, bytes: slots * maxMemoryBytes },
    { what: `${slots} slots × scratch`, bytes: slots * scratchBytes },
    { what: `${slots} slots × reply`, bytes: slots * replyBytes },
    { what: `${slots} slots × static check`, bytes: slots * checkerBytes },
    { what: "2 zygotes, while one replaces the other", bytes: 2 * zygoteBytes },
    { what: `${slots + readyWorkers} workers`, bytes: (slots + readyWorkers) * readyWorkerBytes },
    { what: "server", bytes: serverBytes },
  ];
  return { parts, totalBytes: parts.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/**
 * @param availableBytes of the container (its cgroup), or of the machine where no limit is set.
 * @returns the sum written out, or null when it fits.
 */
export function memoryProblem(settings: SandboxSettings, availableBytes: number): string | null {
  const { parts, totalBytes } = sumMemory(settings);
  if (totalBytes <= availableBytes) return null;
  const written = parts.map(({ what, bytes }) => `${what} ${inMb(bytes)}`).join(" + ");
  return (
    `the settings need ${inMb(totalBytes)} of memory and there are ${inMb(availableBytes)}: ${written}. ` +
    "Lower SLOTS, MAX_MEMORY_MB or SCRATCH_MB, or give the container more memory"
  );
}

/** What this process may use: its cgroup's limit, else the machine's memory. */
export function availableMemory(): number {
  const machine = totalmem();
  const limit = process.constrainedMemory();
  return limit > 0 && limit < machine ? limit : machine;
}

function inMb(bytes: number): string {
  return `${Math.floor(bytes / mib).toLocaleString("en-US")} MB`;
}
