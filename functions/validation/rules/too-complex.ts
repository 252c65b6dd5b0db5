/** The rule `too-complex`: what cannot be checked within its bounds is refused. */

import type { Diagnostic } from "../diagnostic.js";
import type { Finding } from "./finding.js";

/** @param reason ends the sentence "The script is too complex to check: …". */
export function tooComplex(reason: string, start = 0, end = start): Finding {
  return {
    rule: "too-complex",
    message: `The script is too complex to check: ${reason}. Make it simpler, or pass data as \`input\` instead of code.`,
    start,
    end,
  };
}

/** The same for a script whose check never answered. */
export function tooComplexDiagnostic(reason: string): Diagnostic {
  const { rule, message } = tooComplex(reason);
  return { rule, message, line: 1, column: 1, endLine: 1, endColumn: 1 };
}
