// @ts-check
/** What a sandbox's server can see of itself and of what runs below it: counted before and after an attack. */

import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

const pageBytes = 4096;
/** More than these entries under the run directory are not walked: how many there are is no news by then. */
const mostEntries = 5_000;
/** Folders that every user may write to. */
const openFolders = ["/tmp", "/var/tmp", "/dev/shm", "/run/lock"];

/**
 * @typedef {object} Seen
 * @property {number} pid
 * @property {number} parent
 * @property {string} state Z is a zombie
 * @property {number} uid
 * @property {string} command its command line, or its name in parentheses when it has none
 */

/** @typedef {ReturnType<typeof lookAround>} Look */

/**
 * @param {{ surroundings: { listenerPid?: number, contacts?: string }, runParent: string, workerUids: [number, number] }} where
 *   `workerUids` are the first and the last uid that a script may run as
 */
export function lookAround({ surroundings, runParent, workerUids }) {
  const below = processesBelow(process.pid).filter(({ pid }) => pid !== surroundings.listenerPid);
  const zygotes = findZygotes(below);
  return {
    processes: below,
    zygotes,
    zygoteBytes: zygotes.map(residentBytes),
    zygoteDescriptors: zygotes.map((pid) => count(() => readdirSync(`/proc/${pid}/fd`))),
    rssBytes: process.memoryUsage().rss,
    descriptors: count(() => readdirSync("/proc/self/fd")),
    sockets: count(() => lines("/proc/net/unix")),
    mounts: count(() => lines("/proc/self/mountinfo")),
    sharedMemory: count(() => lines("/proc/sysvipc/shm")),
    namespaces: count(() => namespacesOf(below)),
    entries: entriesBelow(runParent),
    strangers: openFolders.flatMap((folder) => entriesOf(folder, workerUids)),
    contacts: surroundings.contacts === undefined ? [] : lines(surroundings.contacts),
  };
}

/**
 * Whoever is a parent of workers: everything below the server has the zygote's command line, also its jailer and its
 * forks, but only workers have no child.
 *
 * @param {Seen[]} below
 */
function findZygotes(below) {
  const parents = new Set(below.map(({ parent }) => parent));
  const workers = below.filter(({ pid }) => !parents.has(pid));
  return [...new Set(workers.map(({ parent }) => parent))].filter((pid) => pid !== process.pid);
}

/**
 * @param {Seen[]} below
 * @returns {string[]} each namespace once, as `pid:[4026531836]`
 */
function namespacesOf(below) {
  const links = below.flatMap(({ pid }) =>
    attempt(() => readdirSync(`/proc/${pid}/ns`).map((kind) => readlinkSync(`/proc/${pid}/ns/${kind}`))),
  );
  return [...new Set(links)];
}

/** @param {string} folder every entry below it, as a path; links are not followed */
function entriesBelow(folder) {
  const found = [];
  const pending = [folder];
  for (let parent = pending.pop(); parent !== undefined && found.length < mostEntries; parent = pending.pop()) {
    for (const entry of attempt(() => readdirSync(/** @type {string} */ (parent), { withFileTypes: true }))) {
      const path = join(parent, entry.name);
      found.push(path);
      if (entry.isDirectory()) pending.push(path);
    }
  }
  return found;
}

/**
 * @param {string} folder
 * @param {[number, number]} owners
 */
function entriesOf(folder, [first, last]) {
  return attempt(() => readdirSync(folder))
    .map((name) => join(folder, name))
    .filter((path) => attempt(() => [lstatSync(path).uid]).some((uid) => uid >= first && uid <= last));
}

/**
 * @template T
 * @param {() => T[]} read
 * @returns {T[]} nothing where it cannot be read
 */
function attempt(read) {
  try {
    return read();
  } catch {
    return [];
  }
}

/**
 * @param {() => unknown[]} read
 * @returns {number | null} null where it cannot be read
 */
function count(read) {
  try {
    return read().length;
  } catch {
    return null;
  }
}

/** @param {string} path */
function lines(path) {
  return readFileSync(path, "utf8").split("\n").filter(Boolean);
}

/**
 * @param {number} root
 * @returns {Seen[]}
 */
export function processesBelow(root) {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap(readProcess);
  const found = [];
  const pending = [root];
  for (let parent = pending.pop(); parent !== undefined; parent = pending.pop()) {
    for (const child of all.filter((one) => one.parent === parent)) {
      found.push(child);
      pending.push(child.pid);
    }
  }
  return found;
}

/**
 * @param {string} name
 * @returns {Seen[]}
 */
function readProcess(name) {
  try {
    // The name of the program, in parentheses, may hold anything.
    const stat = readFileSync(`/proc/${name}/stat`, "utf8");
    const [state = "", parent = "0"] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    const uid = Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/status`, "utf8"))?.[1]);
    const shown = command || stat.slice(stat.indexOf("("), stat.lastIndexOf(")") + 1);
    return [{ pid: Number(name), parent: Number(parent), state, uid, command: shown }];
  } catch {
    return []; // It ended meanwhile.
  }
}

/** @param {number} pid */
function residentBytes(pid) {
  // VmRSS would be that of a process which this user may not look into everywhere; statm may be read by anyone.
  const pages = attempt(() => readFileSync(`/proc/${pid}/statm`, "utf8").split(" "))[1];
  return pages === undefined ? null : Number(pages) * pageBytes;
}
