// @ts-check
/** Which Python runs the scripts: the first one on PATH that is new enough, whole, and within reach of the jail's user. */

import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import { closedFolder } from "./files.mjs";
import { Problem, run } from "./process.mjs";

/** Scripts of a service that runs as root are run by users such as this one: neither owner nor group of anything. */
const JAIL_ID = 65534;
const OLDEST_MINOR = 11;
/** The newest that the locked packages have wheels for; a newer one is only taken when there is no other. */
const NEWEST_MINOR = 14;

/**
 * @typedef {object} Python
 * @property {string} executable the interpreter itself, never a link, a shim or a virtual environment
 * @property {string} version
 * @property {string} library folder of the standard library
 * @property {string} abi tells builds apart that need different packages
 *
 * @typedef {{ path: string, version?: string, fault: "old" | "new" | "closed" | "broken", detail: string }} Refusal
 *
 * @typedef {object} Prober how a candidate is looked at; tests give their own
 * @property {(path: string) => Promise<Python | string>} identify run as this user; a string says why it is no usable Python
 * @property {(python: Python) => Promise<string | undefined>} reach run as the jail's user; undefined when it works
 */

// Modules that the runtime or pandas cannot do without, and that minimal installations leave out.
const PROBE = `
import os, sys
base = getattr(sys, "_base_executable", "") or sys.executable
base = os.path.realpath(base if os.path.exists(base) else sys.executable)
import asyncio, ctypes, decimal, json, sysconfig, zoneinfo
print("\\n".join([sys.implementation.name, base, sys.version.split()[0], os.path.dirname(os.__file__),
  str(sysconfig.get_config_var("SOABI")) + " " + sysconfig.get_platform()]))
`;

/** No folder or variable of the caller's changes what is found. */
const quietly = { cwd: "/", env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "/", LC_ALL: "C.UTF-8" } };

/**
 * Runs a command as scripts will be run: by an unprivileged user, if this is root.
 *
 * @param {string} command
 * @param {string[]} args
 */
async function runJailed(command, args) {
  const options = { ...quietly, env: { ...quietly.env, OPENBLAS_NUM_THREADS: "1" } };
  if (process.getuid?.() !== 0) return run(command, args, options);
  const done = await run(command, args, { ...options, uid: JAIL_ID, gid: JAIL_ID });
  // A container whose root may not change users: only the start of the service can tell.
  return /spawn .* E(INVAL|PERM)$/.test(done.output) ? run(command, args, options) : done;
}

/** @type {Prober} */
export const prober = {
  async identify(path) {
    const { code, output } = await run(path, ["-I", "-S", "-c", PROBE], quietly);
    const [implementation, executable, version, library, abi] = output.trim().split("\n");
    if (code !== 0 || !version || !executable || !library || !abi)
      return output.trim().split("\n").at(-1) || "it does not start";
    if (implementation !== "cpython") return `it is ${implementation}, not CPython`;
    return { executable, version, library, abi };
  },
  async reach({ executable }) {
    if (process.getuid?.() !== 0) return undefined;
    const { code, output } = await runJailed(executable, ["-I", "-S", "-c", PROBE]);
    if (code === 0) return undefined;
    const folder = closedFolder(executable);
    return folder
      ? `the folder ${folder} is closed to other users`
      : output.trim().split("\n").at(-1) || "it does not start";
  },
};

/**
 * What may be a Python, in the order of preference.
 *
 * @param {NodeJS.ProcessEnv} env `PYTHON` (a path or a name) leaves no other choice
 */
export function candidates(env) {
  const folders = (env.PATH ?? "").split(delimiter).filter(isAbsolute);
  const named = env.PYTHON;
  if (named?.includes("/")) return [resolve(named)];
  const names = named ? [named] : ["python3", "python3.14", "python3.13", "python3.12", "python3.11"];
  const seen = new Set();
  return folders
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .filter((path) => {
      try {
        accessSync(path, constants.X_OK);
        const real = realpathSync(path);
        return statSync(real).isFile() && !seen.has(real) && seen.add(real);
      } catch {
        return false;
      }
    });
}

/**
 * @param {string[]} paths
 * @param {Prober} probe
 * @returns {Promise<{ python?: Python, refused: Refusal[] }>}
 */
export async function choose(paths, probe) {
  /** @type {Refusal[]} */
  const refused = [];
  /** @type {Python | undefined} */
  let tooNew;
  const seen = new Set();
  for (const path of paths) {
    const python = await probe.identify(path);
    if (typeof python === "string") {
      refused.push({ path, fault: "broken", detail: python });
      continue;
    }
    const { executable, version } = python;
    if (seen.has(executable)) continue;
    seen.add(executable);
    const [major = 0, minor = 0] = version.split(".").map(Number);
    if (major !== 3 || minor < OLDEST_MINOR) {
      refused.push({ path: executable, version, fault: "old", detail: "too old" });
      continue;
    }
    const closed = await probe.reach(python);
    if (closed !== undefined) refused.push({ path: executable, version, fault: "closed", detail: closed });
    else if (minor > NEWEST_MINOR) tooNew ??= python;
    else return { python, refused };
  }
  return tooNew ? { python: tooNew, refused } : { refused };
}

/**
 * Says why none was chosen, and what to do about it.
 *
 * @param {Refusal[]} refused
 * @param {string | undefined} named the setting `PYTHON`
 */
export function whyNone(refused, named) {
  const install =
    "Debian, Ubuntu: apt install python3 python3-venv; Fedora: dnf install python3; or set PYTHON=/path/to/python3";
  // A version manager's shims for versions that it does not have are no news where anything else was found.
  const telling = refused.filter((one) => one.fault !== "broken");
  const shown = (telling.length > 0 ? telling : refused).map(
    ({ path, version, detail }) => `\n  ${path}${version ? ` (${version})` : ""}: ${detail}`,
  );
  const range = `3.${OLDEST_MINOR} or newer`;
  const subject = named ? `PYTHON=${named} cannot be used` : undefined;
  if (refused.length === 0) {
    return subject
      ? `${subject}: there is no such program.`
      : `there is no Python: ${range} is needed on PATH (${install}).`;
  }
  const closed = telling.some((one) => one.fault === "closed");
  const head = closed
    ? (subject ?? "no Python can be used") +
      ": as root, scripts run as an unprivileged user, who must be able to read Python. " +
      "Install one for all users, or open the folder (chmod o+x FOLDER), or name another with PYTHON=/path/to/python3. Found:"
    : `${subject ?? "no Python can be used"}: ${range} is needed (${install}). Found:`;
  return head + shown.join("");
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Python>}
 */
export async function findPython(env) {
  const { python, refused } = await choose(candidates(env), prober);
  if (!python) throw new Problem(whyNone(refused, env.PYTHON), { exitCode: 3 });
  return python;
}

/**
 * Tries the installed packages from where they lie, as the jail's user when root.
 *
 * @param {Python} python
 * @param {string} packages
 */
export function importPackages(python, packages) {
  const code = "import sys; sys.path.insert(0, sys.argv[1]); import numpy, pandas, requests, dateutil";
  return runJailed(python.executable, ["-I", "-S", "-c", code, packages]);
}
