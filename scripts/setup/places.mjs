// @ts-check
/** Where the set-up puts things, and how it leaves those places tidy. */

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
import { closedFolder, filesBelow, fingerprint, textOf } from "./files.mjs";
import { say } from "./process.mjs";

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
/** What is made here may be deleted at any time. */
export const MADE = join(ROOT, ".runtime");
export const SOURCES = join(ROOT, "python-runtime");
export const TOOLS = join(ROOT, ".tools");
/** For root, when the project lies in a folder that the jail's user cannot pass, such as root's home, or that a jail hides. */
const OUTSIDE = "/var/lib/python-executor";

/**
 * Where packages go: inside the project, or, where the jail's user cannot get there or would not see it, elsewhere.
 *
 * @param {boolean} asRoot
 */
export function baseFolder(asRoot) {
  // A run's own /tmp lies over the machine's; the service copes with packages below it, but the paths are odd then.
  const isHidden = ROOT.startsWith("/tmp/");
  if (!asRoot || (closedFolder(ROOT) === undefined && !isHidden)) return MADE;
  return join(OUTSIDE, fingerprint(ROOT));
}

/**
 * Makes a folder that everybody can read.
 *
 * @param {string} folder
 */
export function makeFolder(folder) {
  mkdirSync(folder, { recursive: true });
  if (process.getuid?.() === 0) chmodSync(folder, 0o755);
  if (folder.startsWith(OUTSIDE)) writeFileSync(join(folder, "project"), ROOT);
}

/**
 * Copies what the jail's user needs of python-runtime/, readable for it, in place of an earlier copy.
 *
 * @param {string} target
 */
export function copyRuntime(target) {
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
export function sweep() {
  const outside = process.getuid?.() === 0 && existsSync(OUTSIDE) ? readdirSync(OUTSIDE) : [];
  for (const folder of outside.map((name) => join(OUTSIDE, name))) {
    const project = textOf(join(folder, "project"));
    if (project && !existsSync(project)) rmSync(folder, { recursive: true, force: true });
  }
  for (const folder of [ROOT, MADE, TOOLS, baseFolder(true)].filter((folder) => existsSync(folder))) {
    for (const name of readdirSync(folder).filter((name) => /^(dist-)?tmp-\d+/.test(name))) {
      rmSync(join(folder, name), { recursive: true, force: true });
    }
  }
}
