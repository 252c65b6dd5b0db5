// @ts-check
/** The order of the set-up: each step knows whether it is done, and its stamp is written when it is. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { filesBelow, fingerprint, freshness, isOpenTree, textOf, withLock, writeJson } from "./files.mjs";
import { build, buildKey, dependenciesKey, ensureTreeSitter, installDependencies } from "./node.mjs";
import { checkPackages, compileStandardLibrary, folderFor, install } from "./packages.mjs";
import { baseFolder, copyRuntime, MADE, makeFolder, ROOT, SOURCES, sweep, TOOLS } from "./places.mjs";
import { report, run, say, watchSignals } from "./process.mjs";
import { findPython } from "./python.mjs";

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
        await install({ ...what(), base, name: "packages" });
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
    process.exitCode = report(error);
  }
}
