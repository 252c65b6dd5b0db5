// @ts-check
/** Runs every check and says at the end which failed: `--all` with the service's and Python's tests, `--write` only formats. */

import { spawn } from "node:child_process";
import { join } from "node:path";
import { readSetUp } from "./setup/main.mjs";

const all = process.argv.includes("--all");
const write = process.argv.includes("--write");
const python = readSetUp();
if (!python) throw new Error("not set up: run `npm run setup -- --dev` first");

const local = (/** @type {string} */ name) => join("node_modules", ".bin", name);
const ruff = join(python.devTools, "bin", "ruff");
const env = { ...process.env, PYTHONPATH: python.devTools };

/** @typedef {[name: string, command: string, args: string[]]} Check */

/** @type {Check[]} */
const formatters = [
  ["Biome", local("biome"), ["check", "--write"]],
  ["ruff check", ruff, ["check", "--fix"]],
  ["ruff format", ruff, ["format"]],
];
/** @type {Check[]} */
const checks = [
  ["Biome", local("biome"), ["ci"]],
  ["tsc", local("tsc"), ["--noEmit"]],
  ["ruff check", ruff, ["check", "--quiet"]],
  ["ruff format", ruff, ["format", "--check", "--quiet"]],
  ["documentation", process.execPath, ["scripts/docs.mjs", "--check"]],
  ["mypy", python.executable, ["-m", "mypy", "--no-error-summary"]],
];
const vitest = ["run", "--project", "unit", "--passWithNoTests"];
/** @type {Check[]} */
const tests = [
  ["vitest", local("vitest"), all ? [...vitest, "--project", "service", "--coverage"] : vitest],
  ...(all ? [/** @type {Check} */ (["Python tests", process.execPath, ["scripts/python-tests.mjs"]])] : []),
];

/**
 * @param {Check} check
 * @param {boolean} live its output is shown as it comes, not at its end
 * @returns {Promise<string[]>} its name, if it failed
 */
function passes([name, command, args], live) {
  const began = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      env,
      stdio: ["ignore", live ? "inherit" : "pipe", live ? "inherit" : "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (text) => (output += text));
    child.on("error", (error) => (output += `${error.message}\n`));
    child.on("close", (code) => {
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      process.stdout.write(`${code === 0 ? "✓" : "✗"} ${name} (${seconds} s)\n${code === 0 ? "" : output}`);
      resolve(code === 0 ? [] : [name]);
    });
  });
}

/** @type {string[]} */
const failed = [];
if (write) {
  for (const formatter of formatters) failed.push(...(await passes(formatter, false)));
} else {
  failed.push(...(await Promise.all(checks.map((check) => passes(check, false)))).flat());
  for (const test of tests) failed.push(...(await passes(test, true)));
}
if (failed.length > 0) console.error(`\nFailed: ${failed.join(", ")}`);
process.exitCode = failed.length > 0 ? 1 : 0;
