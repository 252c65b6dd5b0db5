// @ts-check
/** The set-up's files: fingerprints, stamps, the lock, and who may reach what. */

import { createHash } from "node:crypto";
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { onInterrupt, say } from "./process.mjs";

/** @param {string[]} parts @returns {string} 12 hex digits */
export const fingerprint = (...parts) => createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 12);

/** @param {string} path @returns {string} the file's text, empty where there is none */
export function textOf(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/**
 * Every file below a folder, sorted; tests and caches are left out.
 *
 * @param {string} folder
 * @returns {string[]} paths below `folder`
 */
export function filesBelow(folder) {
  /** @type {string[]} */
  const found = [];
  const walk = (/** @type {string} */ below) => {
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
      const path = join(below, entry.name);
      if (entry.isDirectory()) {
        if (!["tests", "__pycache__", "node_modules"].includes(entry.name)) walk(path);
      } else if (!/\.(test\.ts|pyc)$/.test(entry.name)) found.push(path);
    }
  };
  if (existsSync(folder)) walk(".");
  return found.sort();
}

/**
 * Changes when a file is added, removed or written; reads no contents.
 *
 * @param {string[]} paths
 */
export const freshness = (paths) =>
  fingerprint(
    ...paths.map((path) => {
      const stat = statSync(path, { throwIfNoEntry: false });
      return `${path} ${stat?.mtimeMs} ${stat?.size}`;
    }),
  );

/**
 * Writes a whole file or nothing.
 *
 * @param {string} path
 * @param {unknown} value
 */
export function writeJson(path, value) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.${process.pid}`, `${JSON.stringify(value, null, 2)}\n`);
  renameSync(`${path}.${process.pid}`, path);
}

/**
 * The folder that keeps an unprivileged user from `path`, by its mode.
 *
 * @param {string} path
 * @returns {string | undefined} undefined when all of them can be passed
 */
export function closedFolder(path) {
  const parent = dirname(path);
  const above = parent === path ? undefined : closedFolder(parent);
  if (above !== undefined) return above;
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isDirectory() && (stat.mode & 0o001) === 0 ? path : undefined;
}

/**
 * @param {string} folder
 * @returns {boolean} whether an unprivileged user can read every file in it
 */
export function isOpenTree(folder) {
  if (closedFolder(folder) !== undefined) return false;
  return filesBelow(folder).every((path) => {
    const file = join(folder, path);
    return (statSync(file).mode & 0o004) !== 0 && (statSync(dirname(file)).mode & 0o005) === 0o005;
  });
}

/** @param {number | string} pid @returns {string} a name for the process that no later one shares; empty when it is gone */
function processName(pid) {
  const stat = textOf(`/proc/${pid}/stat`);
  // After the command's closing parenthesis: the state, and 19 fields later the start time.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return stat === "" || "ZX".includes(fields[0] ?? "") ? "" : `${pid} ${fields[19]}`;
}

/**
 * Runs `work` while no other set-up of this checkout runs; takes over from one that died.
 *
 * @param {string} path the lock file
 * @param {() => Promise<void>} work
 */
export async function withLock(path, work) {
  const me = processName(process.pid);
  const mine = `${path}.${process.pid}`;
  let waiting = "";
  for (;;) {
    writeFileSync(mine, me);
    try {
      linkSync(mine, path);
      rmSync(mine);
      break;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
    }
    const holder = textOf(path);
    const pid = holder.split(" ")[0] ?? "";
    if (holder !== "" && holder !== processName(pid)) {
      // Whoever renames last has it; the pause lets the others' renames happen first.
      renameSync(mine, path);
      await wait(100);
      if (textOf(path) === me) break;
    } else {
      if (holder !== waiting) say(`another set-up is at work (process ${pid}); waiting for it`);
      waiting = holder;
      await wait(200);
    }
  }
  const release = () => {
    rmSync(path, { force: true });
    rmSync(mine, { force: true });
  };
  const forget = onInterrupt(release);
  try {
    await work();
  } finally {
    forget();
    release();
  }
}
