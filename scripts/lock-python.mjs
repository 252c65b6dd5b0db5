// @ts-check
/** Writes the lock files of python-runtime/ anew from its `.in` files: newest versions that fit, every wheel's hash. */

import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSetUp } from "./setup/main.mjs";

const UV = "uv==0.13.8";
const folder = "python-runtime";

const python = readSetUp();
if (!python) throw new Error("not set up: run `npm run setup` first");
const work = mkdtempSync(join(tmpdir(), "lock-"));
try {
  const run = (/** @type {string} */ command, /** @type {string[]} */ ...args) =>
    execFileSync(command, args, { stdio: "inherit" });
  run(python.executable, "-m", "venv", work);
  run(join(work, "bin", "pip"), "install", "--quiet", UV);
  for (const input of readdirSync(folder).filter((name) => /^requirements.*\.in$/.test(name))) {
    // For every platform and every Python from 3.11 on; neither the command nor the index is named in the file.
    const shape = [
      "--universal",
      "--python-version",
      "3.11",
      "--generate-hashes",
      "--no-header",
      "--no-annotate",
      "--upgrade",
    ];
    const output = join(folder, input.replace(/\.in$/, ".txt"));
    run(join(work, "bin", "uv"), "pip", "compile", "--quiet", ...shape, "--output-file", output, join(folder, input));
    console.log(output);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
