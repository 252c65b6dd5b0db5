/** What an attack is told about its target: everything that a well-informed attacker might know, but no secret. */

import { join } from "node:path";
import { mostWorkers } from "../../sandbox/plan.js";
import type { Attack } from "./attack.js";
import type { Controls } from "./controls.js";
import { projectRoot, readInstallation } from "./installation.js";
import type { Look } from "./look.mjs";
import { isRoot } from "./machine.js";
import type { Target } from "./target.js";

const mebibyte = 1024 * 1024;
export const defaultMemoryMb = 128;

type Setup = Readonly<Record<string, unknown>>;

const unlimited = { bytes: 512 * mebibyte, files: 100_000, threads: 10_000, outputBytes: 1024 * mebibyte };

/** @param look the target's last one, for the pids and sockets in it. */
export function setupForTarget(attack: Attack, target: Target, look: Look): Setup {
  const { settings, surroundings, canaries } = target;
  const socket = look.entries.find((path) => path.endsWith("workers.sock"));
  return {
    ...surroundings,
    ...placesOf(settings.packages, settings.runtime),
    openFile: canaries.openFile,
    ownFile: canaries.ownFile,
    openFolder: canaries.openFolder,
    workersSocket: socket ?? join(settings.runParent, "workers.sock"),
    serverPid: target.pid,
    zygotePid: look.zygotes[0] ?? target.pid,
    memoryBytes: (attack.memoryMb ?? defaultMemoryMb) * mebibyte,
    scratchBytes: settings.scratchBytes,
    fileBytes: settings.fileBytes,
    threadLimit: threadLimitOf(target),
    descriptorLimit: settings.descriptors,
    outputLimitBytes: settings.outputLimitBytes,
    confined: true,
    ...unlimited,
    skip: [],
    ...attack.setup,
  };
}

/** The same for a control: bounded, so that it shows the effect and not the damage. */
export function setupForControl(attack: Attack, controls: Controls): Setup {
  const { surroundings, canaries } = controls;
  const { packages, runtime } = readInstallation();
  const control = "none" in attack.control ? undefined : attack.control;
  const memoryBytes = (attack.memoryMb ?? defaultMemoryMb) * mebibyte;
  return {
    ...surroundings,
    ...placesOf(packages, runtime),
    openFile: canaries.openFile,
    ownFile: canaries.ownFile,
    openFolder: canaries.openFolder,
    workersSocket: surroundings.pathSocket,
    memoryBytes,
    scratchBytes: 64 * mebibyte,
    fileBytes: 32 * mebibyte,
    threadLimit: 64,
    descriptorLimit: 32,
    outputLimitBytes: 16 * mebibyte,
    confined: false,
    bytes: memoryBytes + 64 * mebibyte,
    files: 2_000,
    threads: 300,
    outputBytes: 17 * mebibyte,
    skip: Object.keys(control?.except ?? {}),
    ...attack.setup,
    ...control?.setup,
  };
}

/** An ordinary user's jail has one uid for all runs, so the limit is one for all of them; gVisor leaves out the main thread. */
function threadLimitOf({ mode, settings }: Target): number {
  const isShared = mode.user === "ordinary" || (mode.user === "own" && !isRoot);
  const limit = isShared ? settings.threads * settings.slots + mostWorkers(settings) : settings.threads;
  return mode.kernel === "gvisor" ? limit + 1 : limit;
}

function placesOf(packages: string, runtime: string): Setup {
  return { packages, runtime, projectRoot };
}
