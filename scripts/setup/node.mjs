// @ts-check
/** The two steps on Node's side: npm's packages and the TypeScript build. */

import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { filesBelow, fingerprint, freshness, textOf } from "./files.mjs";
import { explainFailure, Problem, run, say, tailOf } from "./process.mjs";

/** @param {string} root */
export const dependenciesKey = (root) =>
  fingerprint(textOf(join(root, "package.json")), textOf(join(root, "package-lock.json")));

/**
 * @param {string} root
 * @returns {boolean} whether node_modules holds what the lock file names, whoever put it there
 */
export function dependenciesMatch(root) {
  const installed = textOf(join(root, "node_modules", ".package-lock.json"));
  if (!installed) return false;
  const { packages: have } = JSON.parse(installed);
  /** @type {[string, { version: string, optional?: boolean }][]} */
  const wanted = Object.entries(JSON.parse(textOf(join(root, "package-lock.json"))).packages);
  return wanted.every(([path, { version, optional }]) => path === "" || optional || have[path]?.version === version);
}

/**
 * Runs the npm that called the set-up, or the one on PATH.
 *
 * @param {string} root
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
function npm(root, args, env = process.env) {
  const script = process.env.npm_execpath;
  if (script?.endsWith("npm-cli.js")) return run(process.execPath, [script, ...args], { cwd: root, env });
  return run("npm", args, { cwd: root, env });
}

/**
 * `npm ci` refuses a lock file that was written where other platforms' packages could not be had; `npm install` works with it.
 *
 * @param {string} root
 * @param {string} unfinished a file that stands while npm is at work: it takes half-unpacked packages for whole ones
 */
export async function installDependencies(root, unfinished) {
  if (existsSync(unfinished)) rmSync(join(root, "node_modules"), { recursive: true, force: true });
  else if (dependenciesMatch(root)) return;
  say("npm dependencies: installing (the first time takes up to a minute)");
  writeFileSync(unfinished, "");
  const args = ["install", "--no-save", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund"];
  // npm's own pauses between tries come to minutes where there is no network.
  args.push("--fetch-retry-mintimeout=1000", "--fetch-retry-factor=2");
  const { code, signal, output } = await npm(root, args);
  const { kind, message } = explainFailure(output);
  // npm takes back what it began, unless it was killed or could not write.
  if (signal === null && (code === 0 || kind !== "space")) rmSync(unfinished);
  if (code !== 0) throw new Problem(`npm dependencies: ${message}`, { tail: tailOf(output) });
}

/**
 * Sees to it that tree-sitter loads: its prebuilt binary needs the C++ library of GCC 13, and Debian 12 has GCC 12's.
 *
 * @param {string} root
 * @param {string} python for node-gyp
 */
export async function ensureTreeSitter(root, python) {
  const loads = () =>
    run(process.execPath, ["-e", "require('tree-sitter'); require('tree-sitter-python')"], { cwd: root });
  const first = await loads();
  if (first.code === 0) return;
  say("tree-sitter: its prebuilt binary does not load here; compiling it");
  const prefix = dirname(dirname(process.execPath));
  // Node's own headers, where they came with it, spare node-gyp a download.
  const headers = existsSync(join(prefix, "include", "node", "common.gypi")) ? { npm_config_nodedir: prefix } : {};
  const { output } = await npm(root, ["rebuild", "tree-sitter", "tree-sitter-python", "--foreground-scripts"], {
    ...process.env,
    npm_config_python: python,
    ...headers,
  });
  const second = await loads();
  if (second.code === 0) return;
  const reason = /^Error: (.*)$/m.exec(first.output)?.[1] ?? "unknown";
  throw new Problem(
    `tree-sitter: the prebuilt binary does not load (${reason}) and it could not be compiled. Either a newer system ` +
      "(Debian 13, Ubuntu 24.04), or a C++ compiler (Debian, Ubuntu: apt install g++ make) makes it work.",
    { tail: tailOf(output), exitCode: 3 },
  );
}

/** @param {string} root */
export const buildKey = (root) =>
  freshness([
    ...["functions", "sandbox"].flatMap((folder) =>
      filesBelow(join(root, folder)).map((path) => join(root, folder, path)),
    ),
    ...["tsconfig.json", "tsconfig.build.json", "package-lock.json", "python-runtime/modules.json"].map((path) =>
      join(root, path),
    ),
  ]);

/**
 * Builds beside `dist` and swaps: what a deleted source had left is gone, and a failed build leaves the old one.
 *
 * @param {string} root
 */
export async function build(root) {
  say("TypeScript: building");
  const fresh = join(root, `dist-tmp-${process.pid}`);
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const { code, output } = await run(process.execPath, [compiler, "-p", "tsconfig.build.json", "--outDir", fresh], {
    cwd: root,
  });
  if (code !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    throw new Problem("TypeScript: the build failed.", { tail: tailOf(output) });
  }
  const dist = join(root, "dist");
  const old = join(root, `dist-tmp-${process.pid}-old`);
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(fresh, dist);
  rmSync(old, { recursive: true, force: true });
}
