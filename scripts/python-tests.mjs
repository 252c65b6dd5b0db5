// @ts-check
/** Runs the Python tests with the Python and the packages that the service uses. */

import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter } from "node:path";

const folder = "python-runtime/tests";
if (!existsSync(folder)) {
  console.log("no Python tests");
  process.exit();
}
const { python, packages } = JSON.parse(readFileSync(".runtime/python.json", "utf8"));
const args = ["-m", "unittest", "discover", "-s", folder, ...process.argv.slice(2)];
const env = { ...process.env, PYTHONPATH: ["python-runtime", packages].join(delimiter), OPENBLAS_NUM_THREADS: "1" };
const child = spawn(python, args, { env, stdio: ["ignore", "inherit", "pipe"] });
let output = "";
child.stderr.setEncoding("utf8").on("data", (text) => {
  process.stderr.write(text);
  output = (output + text).slice(-4096);
});
child.on("close", (code) => {
  // unittest's last lines: `Ran 12 tests in 0.5s`, `FAILED (failures=1, errors=2, skipped=3)`.
  const count = (/** @type {RegExp} */ pattern) => Number(pattern.exec(output)?.[1] ?? 0);
  const failed = count(/\bfailures=(\d+)/) + count(/\berrors=(\d+)/);
  const passed = Math.max(0, count(/^Ran (\d+) tests?/m) - failed - count(/\bskipped=(\d+)/));
  const results = process.env.TEST_RESULTS;
  if (results) writeFileSync(`${results}/python.json`, JSON.stringify({ passed, failed }));
  process.exitCode = code ?? 1;
});
