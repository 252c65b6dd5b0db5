/** Settings for tests: small, quick, and overridable one by one. */

import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SandboxSettings } from "../settings.js";

const mebibyte = 1024 * 1024;

export function testSettings(overrides: Partial<SandboxSettings> = {}): SandboxSettings {
  return {
    mode: "rlimit",
    nsjailPath: undefined,
    nsjailConfig: join(import.meta.dirname, "../nsjail.cfg"),
    python: "/usr/bin/python3",
    packages: "/nonexistent",
    runtime: "/nonexistent",
    runParent: tmpdir(),
    firstUid: 64_000,
    slots: 2,
    readyWorkers: 2,
    queueLength: 4,
    queueWaitMs: 2_000,
    runsPerZygote: 1_000,
    cpuSeconds: 30,
    maxMemoryBytes: 256 * mebibyte,
    scratchBytes: 64 * mebibyte,
    fileBytes: 32 * mebibyte,
    descriptors: 32,
    threads: 64,
    outputKeptBytes: mebibyte,
    outputLimitBytes: 16 * mebibyte,
    resultBytes: 5 * mebibyte,
    resultDepth: 200,
    ...overrides,
  };
}
