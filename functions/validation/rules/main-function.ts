/** The rule `main-function`: a script has a top-level `main` that can be called with one argument at most. */

import type { MainSignature } from "../diagnostic.js";
import { findMain, findMisplacedMain } from "../main-definition.js";
import type { Positions } from "../positions.js";
import { childInField, type SyntaxNode, type SyntaxTree } from "../syntax-tree.js";
import { type Finding, findingAt, quote } from "./finding.js";

/** The parameters of a function, as far as a call has to know them. */
interface Parameters {
  /** Those without default that a positional argument can fill. */
  readonly required: readonly SyntaxNode[];
  /** Those without default that only a keyword could fill. */
  readonly requiredKeywords: readonly SyntaxNode[];
  readonly takesPositional: boolean;
}

export function checkMainFunction(tree: SyntaxTree, positions: Positions): Finding[] {
  const main = findMain(tree);
  if (main === undefined) return [missingMain(tree, positions)];
  const { required, requiredKeywords } = parametersOf(main);
  return [
    ...required.slice(1).map((parameter) => {
      const input = quote(tree.text(required[0] ?? parameter));
      const message = `main() is called with one argument at most, the input, which ${input} takes: give ${quote(tree.text(parameter))} a default or remove it.`;
      return findingAt(parameter, "main-function", message);
    }),
    ...requiredKeywords.map((parameter) => {
      const message = `main() is called without keyword arguments: give ${quote(tree.text(parameter))} a default or remove it.`;
      return findingAt(parameter, "main-function", message);
    }),
  ];
}

/** Read off the definition; a decorator that changes it is not understood. */
export function signatureOf(main: SyntaxNode): MainSignature {
  const { required, takesPositional } = parametersOf(main);
  return { acceptsInput: takesPositional, requiresInput: required.length > 0 };
}

function missingMain(tree: SyntaxTree, positions: Positions): Finding {
  const misplaced = findMisplacedMain(tree);
  const hint =
    misplaced === undefined
      ? ""
      : ` The one in line ${positions.at(misplaced.start).line} stands inside another block: move it out, to the left margin.`;
  const message = `The script must define main() at its top level: \`def main(): ...\` or \`async def main(): ...\`.${hint}`;
  return { rule: "main-function", message, start: 0, end: 0 };
}

function parametersOf(main: SyntaxNode): Parameters {
  const required: SyntaxNode[] = [];
  const requiredKeywords: SyntaxNode[] = [];
  let takesPositional = false;
  let keywordsOnly = false;
  for (const parameter of childInField(main, "parameters")?.children ?? []) {
    // `*args: int` is a typed parameter around the pattern.
    const pattern = parameter.type === "typed_parameter" ? (parameter.children[0] ?? parameter) : parameter;
    switch (pattern.type) {
      case "identifier":
        (keywordsOnly ? requiredKeywords : required).push(parameter);
        takesPositional ||= !keywordsOnly;
        break;
      case "default_parameter":
      case "typed_default_parameter":
        takesPositional ||= !keywordsOnly;
        break;
      case "list_splat_pattern":
        takesPositional = true;
        keywordsOnly = true;
        break;
      case "keyword_separator":
        keywordsOnly = true;
        break;
    }
  }
  return { required, requiredKeywords, takesPositional };
}
