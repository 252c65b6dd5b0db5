// @ts-check
/** What the set-up says, the children that it starts, and what it leaves behind when it is interrupted. */

import { spawn } from "node:child_process";
import { constants } from "node:os";

/** A reason for the set-up to stop that its user can do something about. */
export class Problem extends Error {
  /**
   * @param {string} message what is wrong and what to do
   * @param {{ tail?: string, exitCode?: number }} [more] raw output to show below; 3 says that Python or pip is lacking
   */
  constructor(message, { tail = "", exitCode = 1 } = {}) {
    super(message);
    this.tail = tail;
    this.exitCode = exitCode;
  }
}

/** @param {string} line */
export const say = (line) => console.log(`set-up: ${line}`);

/** @typedef {{ code: number | null, signal: string | null, output: string }} Finished */

/** @type {Set<() => void | Promise<unknown>>} */
const cleanUps = new Set();
const PATIENCE_MS = 1000;

/**
 * Has `cleanUp` called, and waited for, when the set-up is interrupted before the returned function was called.
 *
 * @param {() => void | Promise<unknown>} cleanUp
 */
export function onInterrupt(cleanUp) {
  cleanUps.add(cleanUp);
  return () => cleanUps.delete(cleanUp);
}

/** Ends children, then releases the lock, on the signals that a terminal, npm or a supervisor sends. */
export function watchSignals() {
  for (const name of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.once(name, async () => {
      for (const cleanUp of [...cleanUps].reverse()) await cleanUp();
      say(`interrupted by ${name}; run it again to go on`);
      process.exit(128 + constants.signals[name]);
    });
  }
}

/**
 * Runs a command to its end, keeping the last 64 KB of what it printed.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, uid?: number, gid?: number }} [options]
 * @returns {Promise<Finished>} code 127 where it could not be started
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"], detached: true });
    // With the processes that npm or pip started, which they do not all end themselves.
    const kill = (/** @type {NodeJS.Signals} */ signal) => child.pid && process.kill(-child.pid, signal);
    let interrupted = false;
    const forget = onInterrupt(() => {
      interrupted = true;
      kill("SIGTERM");
      const harder = setTimeout(() => kill("SIGKILL"), PATIENCE_MS);
      return new Promise((ended) => child.on("exit", ended)).then(() => clearTimeout(harder));
    });
    let output = "";
    const keep = (/** @type {string} */ text) => {
      output = (output + text).slice(-65_536);
    };
    child.stdout.setEncoding("utf8").on("data", keep);
    child.stderr.setEncoding("utf8").on("data", keep);
    const finish = (/** @type {number | null} */ code, /** @type {string | null} */ signal) => {
      forget();
      // The process is about to exit: nothing may go on as if the command had merely failed.
      if (!interrupted) resolve({ code, signal, output });
    };
    child.on("error", (error) => {
      keep(error.message);
      finish(127, null);
    });
    child.on("close", finish);
  });
}

/**
 * Says what a failed installation most likely met. npm and pip tell it in words only.
 *
 * @param {string} output what npm or pip printed
 * @returns {{ kind: "space" | "hash" | "registry" | "missing" | "other", message: string }}
 */
export function explainFailure(output) {
  if (/ENOSPC|EDQUOT|No space left on device|Disk quota exceeded/.test(output)) {
    return { kind: "space", message: "there is no space left on the disk; some 700 MB are needed in all." };
  }
  if (/EINTEGRITY|DO NOT MATCH THE HASHES/.test(output)) {
    return {
      kind: "hash",
      message:
        "a downloaded file is not the one that the lock file names: its hash differs. Nothing of it was kept. " +
        "A damaged cache is the harmless cause (npm cache clean --force, pip cache purge), a registry that serves other files the other one.",
    };
  }
  const unreachable =
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|E?TIMEDOUT|EHOSTUNREACH|ENETUNREACH|E40[137]\b|CERT|NewConnectionError|Max retries exceeded|ReadTimeout|ConnectTimeout|ProxyError|SSLError|ConnectionResetError|ProtocolError|HTTP error (?:40[137]|5\d\d)|name resolution/;
  if (unreachable.test(output)) {
    return {
      kind: "registry",
      message:
        "the package registry cannot be reached. Is there a network, a proxy (HTTPS_PROXY), " +
        "or a mirror (npm config set registry, PIP_INDEX_URL) to name?",
    };
  }
  if (/No matching distribution found|ETARGET|E404/.test(output)) {
    return { kind: "missing", message: "the registry has no build of a locked package for this machine." };
  }
  return { kind: "other", message: "the command failed." };
}

/** @param {string} output @returns {string} its last 20 lines */
export const tailOf = (output) => output.trimEnd().split("\n").slice(-20).join("\n");

/** @type {Record<string, string>} */
const REFUSALS = {
  EACCES: "it belongs to another user",
  EPERM: "it belongs to another user",
  EROFS: "it is read-only",
  ENOSPC: "there is no space left on the disk",
};

/**
 * Shows why the set-up stopped.
 *
 * @param {unknown} error
 * @returns {number} the exit code
 */
export function report(error) {
  if (error instanceof Problem) {
    console.error(`\nset-up: ${error.message}`);
    if (error.tail) console.error(`\n${error.tail.replace(/^/gm, "  | ")}`);
    return error.exitCode;
  }
  const { code = "", path, stack } = /** @type {NodeJS.ErrnoException} */ (error);
  const refusal = REFUSALS[code];
  console.error(`\nset-up: ${path && refusal ? `${path} cannot be written: ${refusal} (${code}).` : stack}`);
  return 1;
}
