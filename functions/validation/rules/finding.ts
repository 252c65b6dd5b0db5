/** What a rule reports, before its offsets become lines and columns. */

import type { Rule } from "../diagnostic.js";
import type { SyntaxNode } from "../syntax-tree.js";

/** Offsets are UTF-16 code units of the source; the end is exclusive. */
export interface Finding {
  readonly rule: Rule;
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** A finding that spans one node. */
export function findingAt(node: SyntaxNode, rule: Rule, message: string): Finding {
  return { rule, message, start: node.start, end: node.end };
}

/** Longer quotes are cut: a script can have names of 100 KB, and name one in a hundred messages. */
const longestQuote = 40;

/** Text of the script for use in a message: in backticks, one line, at most 40 characters. */
export function quote(text: string): string {
  const [line = ""] = text.slice(0, 2 * longestQuote + 2).split("\n", 1);
  const characters = Array.from(line);
  return characters.length > longestQuote ? `\`${characters.slice(0, longestQuote).join("")}…\`` : `\`${line}\``;
}
