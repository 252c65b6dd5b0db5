/** Which brackets of a script have no partner: the commonest cause of a syntax error, and the worst reported one. */

import type { SyntaxTree } from "./syntax-tree.js";

/** What is wrong with a bracket, by its offset, in order of position. */
export type BracketFaults = ReadonlyMap<number, string>;

const partners: ReadonlyMap<string, string> = new Map([
  [")", "("],
  ["]", "["],
  ["}", "{"],
]);

/** One pass over the text, past strings and comments as the parser saw them. */
export function findBracketFaults(tree: SyntaxTree): BracketFaults {
  const faults: Array<readonly [offset: number, fault: string]> = [];
  const open: Array<{ readonly bracket: string; readonly offset: number }> = [];
  for (const { bracket, offset } of bracketsOf(tree)) {
    const partner = partners.get(bracket);
    if (partner === undefined) {
      open.push({ bracket, offset });
      continue;
    }
    const opener = open.pop();
    if (opener === undefined) faults.push([offset, `\`${bracket}\` closes nothing: no \`${partner}\` is open here.`]);
    else if (opener.bracket !== partner) {
      faults.push([offset, `\`${bracket}\` does not match the \`${opener.bracket}\` that is open here.`]);
    }
  }
  for (const { bracket, offset } of open) faults.push([offset, `\`${bracket}\` is never closed.`]);
  return new Map(faults.sort(([a], [b]) => a - b));
}

function* bracketsOf(tree: SyntaxTree): Generator<{ bracket: string; offset: number }> {
  const opaque = [...tree.ofType("string"), ...tree.ofType("comment")].sort((a, b) => a.start - b.start);
  const brackets = /[()[\]{}]/g;
  let next = 0;
  for (let match = brackets.exec(tree.source); match !== null; match = brackets.exec(tree.source)) {
    let skipTo = 0;
    for (let node = opaque[next]; node !== undefined && node.start <= match.index; node = opaque[++next]) {
      skipTo = Math.max(skipTo, node.end);
    }
    if (skipTo > match.index) brackets.lastIndex = skipTo;
    else yield { bracket: match[0], offset: match.index };
  }
}
