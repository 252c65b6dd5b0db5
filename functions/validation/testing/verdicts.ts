/** Short ways to check a script in a test and to read the verdict. */

import { check } from "../check.js";
import type { Diagnostic, MainSignature, Rule } from "../diagnostic.js";
import { readModulePolicy } from "../module-policy.js";
import { normalise } from "../normalise.js";

const policy = readModulePolicy();

/** A `main` that no rule has anything against, to put behind what is tested. */
export const goodMain = "def main():\n    return 1\n";

/** Normalises and checks; a valid script has none. */
export function diagnosticsOf(script: string): readonly Diagnostic[] {
  const verdict = check(normalise(script), policy);
  return verdict.valid ? [] : verdict.diagnostics;
}

/** Their rules, in order. */
export function rulesBrokenBy(script: string): Rule[] {
  return diagnosticsOf(script).map(({ rule }) => rule);
}

/** The text that each diagnostic spans, for those that stay on one line. */
export function textsMarkedIn(script: string): string[] {
  const lines = normalise(script).split("\n");
  return diagnosticsOf(script).map(({ line, column, endColumn }) =>
    Array.from(lines[line - 1] ?? "")
      .slice(column - 1, endColumn - 1)
      .join(""),
  );
}

/** @throws when the script is refused. */
export function mainSignatureOf(script: string): MainSignature {
  const verdict = check(normalise(script), policy);
  if (!verdict.valid) throw new Error(`refused: ${JSON.stringify(verdict.diagnostics)}`);
  return verdict.main;
}
