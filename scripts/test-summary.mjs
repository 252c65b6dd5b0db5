// @ts-check
/** Adds up the results that the test runs left in a folder, as the one line by which CI counts: `N passed, N failed`. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const [folder = "", failedCommands = "0"] = process.argv.slice(2);
let passed = 0;
let failed = 0;
for (const name of readdirSync(folder)) {
  const results = JSON.parse(readFileSync(join(folder, name), "utf8"));
  passed += results.numPassedTests ?? results.passed;
  failed += results.numFailedTests ?? results.failed;
}
// What failed without a failed test (lint, types, a test file that does not load, no test at all) must not read as a success.
failed = Math.max(failed, Number(failedCommands), passed === 0 ? 1 : 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
