/** The static check of one script: all rules, in one verdict. */

import type { Diagnostic, Verdict } from "./diagnostic.js";
import { findMain } from "./main-definition.js";
import type { ModulePolicy } from "./module-policy.js";
import { PythonParser } from "./parser.js";
import { Positions } from "./positions.js";
import type { Finding } from "./rules/finding.js";
import { checkCalls } from "./rules/forbidden-call.js";
import { checkImports } from "./rules/import-allowlist.js";
import { checkMainFunction, signatureOf } from "./rules/main-function.js";
import { checkMainReturn } from "./rules/main-return.js";
import { checkSourceText } from "./rules/source-text.js";
import { checkSyntax } from "./rules/syntax.js";

/** 200 KB of `import x;` break a rule 20,000 times; an answer of 10 MB helps nobody. */
export const mostDiagnostics = 100;

/**
 * Checks a script without executing any of it. Never throws, whatever the text.
 *
 * @param source as `normalise` gave it.
 * @param parser carries the bounds; give the same one to many checks to save its set-up.
 * @example
 * check("def main():\n    return 1\n", readModulePolicy()) // { valid: true, main: { acceptsInput: false, … } }
 */
export function check(source: string, policy: ModulePolicy, parser: PythonParser = new PythonParser()): Verdict {
  const positions = new Positions(source);
  const text = checkSourceText(source);
  const tree = parser.parse(source);
  // What is wrong with the text is cheap and certain: it is said even where the tree has to be given up.
  if ("refused" in tree) return refuse(text.length > 0 ? text : [tree.refused], positions);

  const readable = text.length > 0 ? text : checkSyntax(tree);
  const findings = [readable, checkImports(tree, policy), checkCalls(tree)];
  // Where the text or the grammar is broken, a `main` may be there and only not be seen.
  if (readable.length === 0) findings.push(checkMainFunction(tree, positions), checkMainReturn(tree));
  const main = findMain(tree);
  const all = findings.flat();
  if (all.length > 0 || main === undefined) return refuse(all, positions);
  return { valid: true, main: signatureOf(main) };
}

function refuse(findings: readonly Finding[], positions: Positions): Verdict {
  const sorted = findings.toSorted((a, b) => a.start - b.start || a.end - b.end);
  const rest = sorted[mostDiagnostics];
  const listed = sorted.slice(0, mostDiagnostics);
  if (rest !== undefined) {
    const message = `${sorted.length - mostDiagnostics} more violations are not listed: correct these first.`;
    listed.push({ ...rest, message });
  }
  return { valid: false, diagnostics: listed.map((finding) => toDiagnostic(finding, positions)) };
}

function toDiagnostic({ rule, message, start, end }: Finding, positions: Positions): Diagnostic {
  const from = positions.at(start);
  const to = positions.at(end);
  return { rule, message, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}
