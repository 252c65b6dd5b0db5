/** What has to be right before a sandbox is made: mistakes of the operator, told at start and all at once. */

import { accessSync, constants } from "node:fs";
import { execa } from "execa";
import { zygoteEnvironment } from "./backends/environment.js";
import { isolated } from "./backends/interpreter.js";
import { availableMemory, memoryProblem } from "./memory.js";
import type { SandboxSettings } from "./settings.js";

const timeoutMs = 10_000;

export interface Surroundings {
  /** The server runs as uid 0, and so jails to another user. */
  readonly isRoot: boolean;
  /** The operator named the nsjail; the one that set-up found may be missing without harm. */
  readonly isNsjailNamed: boolean;
}

/**
 * @returns what is wrong, each with the way out; empty when the sandbox can be made.
 */
export async function preflight(settings: SandboxSettings, around: Surroundings): Promise<readonly string[]> {
  const problems = [
    memoryProblem(settings, availableMemory()),
    runDirectoryProblem(settings.runParent),
    ...(await Promise.all([
      pythonProblem(settings, around.isRoot),
      around.isNsjailNamed ? nsjailProblem(settings.nsjailPath) : null,
    ])),
  ];
  return problems.filter((problem) => problem !== null);
}

function runDirectoryProblem(path: string): string | null {
  try {
    accessSync(`${path}/`, constants.W_OK | constants.X_OK);
    return null;
  } catch {
    return `RUN_DIR ${path} is not a folder that this user can write to`;
  }
}

/** Started as the jail's user: what that user cannot reach, no worker could read. */
async function pythonProblem(settings: SandboxSettings, isRoot: boolean): Promise<string | null> {
  const { python, packages, runtime, firstUid } = settings;
  const program = "import os, sys; [os.listdir(path) for path in sys.argv[1:]]";
  const result = await execa(python, [...isolated, "-c", program, packages, runtime], {
    ...(isRoot ? { uid: firstUid, gid: firstUid } : {}),
    env: zygoteEnvironment(process.env),
    extendEnv: false,
    cwd: "/",
    stdin: "ignore",
    timeout: timeoutMs,
    reject: false,
  });
  if (!result.failed) return null;
  const who = isRoot ? `the jail's user (uid ${firstUid}, SANDBOX_FIRST_UID)` : "this user";
  const said = result.stderr?.trim().split("\n").at(-1) || result.originalMessage || result.shortMessage;
  return `${who} cannot use PYTHON ${python} with ${packages} and ${runtime}: ${said}. Open the folders on the way to others, or set up elsewhere`;
}

async function nsjailProblem(path: string | undefined): Promise<string | null> {
  if (path === undefined) return null;
  const result = await execa(path, ["--help"], { timeout: timeoutMs, reject: false, stdin: "ignore", all: true });
  // It prints its options, whatever status it ends with.
  if (result.all?.includes("--disable_clone_newuser")) return null;
  return `NSJAIL_PATH ${path} is no nsjail: ${result.originalMessage ?? "it does not know nsjail's options"}`;
}
