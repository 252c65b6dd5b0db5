/** The refusal of a script, with every diagnostic. */

import type { Diagnostic } from "../validation/diagnostic.js";
import { type Problem, refusal } from "./problem.js";

/** @param diagnostics in the order of the source; at least one. */
export function scriptRefused(diagnostics: readonly Diagnostic[]): Problem {
  const [first] = diagnostics;
  if (first === undefined) throw new Error("a script was refused without a diagnostic");
  const where = `line ${first.line}, column ${first.column}: ${first.message}`;
  const message = diagnostics.length === 1 ? where : `${diagnostics.length} problems. The first: ${where}`;
  return refusal("invalid_script", message, { details: { diagnostics } });
}
