/** The rule `syntax`: text that fits no rule of Python's grammar, or that lacks something. */

import { type BracketFaults, findBracketFaults } from "../brackets.js";
import type { SyntaxNode, SyntaxTree } from "../syntax-tree.js";
import { type Finding, findingAt, quote } from "./finding.js";

const blockKeywords: ReadonlySet<string> = new Set(
  "if elif else for while def class with try except finally async match case".split(" "),
);

/** How far a look at the line goes: a script may be one line of 200 KB with an error in every word. */
const deepestIndent = 400;
const longestLine = 1000;

/** One finding for each outermost error; what lies inside one is its echo. */
export function checkSyntax(tree: SyntaxTree): Finding[] {
  const python2 = checkPython2(tree);
  const errors = [...tree.ofType("ERROR"), ...tree.missing, ...emptyBlocks(tree)];
  if (errors.length === 0) return python2;
  const faults = findBracketFaults(tree);
  const outermost: SyntaxNode[] = [];
  let end = -1;
  for (const error of errors.sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (error.start > end || (error.start === end && error.end > end)) outermost.push(error);
    end = Math.max(end, error.end);
  }
  const findings = outermost.map((error) => describe(tree, error, faults));
  return [...new Map(findings.map((finding) => [`${finding.start} ${finding.message}`, finding])).values(), ...python2];
}

function describe(tree: SyntaxTree, error: SyntaxNode, faults: BracketFaults): Finding {
  if (error.type === "block") return findingAt(error, "syntax", "An indented block is expected here.");
  const tokens = tokensOf(error);
  const unclosed = [findOpenString(tokens), findBracketFault(tokens, faults)].filter(
    (finding) => finding !== undefined,
  );
  return (
    // What was left open first swallowed the rest.
    unclosed.sort((a, b) => a.start - b.start)[0] ??
    (error.missing ? describeMissing(error) : undefined) ??
    findMissingColon(tree, tokens) ??
    describeUnexpected(tree, error, tokens)
  );
}

/** The direct children of an error, those of errors right inside it included. */
function tokensOf(error: SyntaxNode): SyntaxNode[] {
  const tokens: SyntaxNode[] = [];
  const pending = error.children.toReversed();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === "comment") continue;
    if (node.type === "ERROR" && node.children.length > 0) {
      for (const child of node.children.toReversed()) pending.push(child);
    } else tokens.push(node);
  }
  return tokens;
}

function findBracketFault(tokens: readonly SyntaxNode[], faults: BracketFaults): Finding | undefined {
  for (const { start } of tokens) {
    const message = faults.get(start);
    if (message !== undefined) return { rule: "syntax", message, start, end: start + 1 };
  }
  return undefined;
}

function describeMissing(node: SyntaxNode): Finding {
  const what =
    node.type === "identifier" ? "a name" : /\w/.test(node.type) ? node.type.replaceAll("_", " ") : undefined;
  return findingAt(node, "syntax", `Expected ${what ?? `\`${node.type}\``} here.`);
}

function findOpenString(tokens: readonly SyntaxNode[]): Finding | undefined {
  const last = tokens.findLastIndex((token) => token.type === "string_end");
  const quote = tokens.find((token, index) => token.type === "string_start" && index > last);
  return quote && findingAt(quote, "syntax", "This string is never closed.");
}

/** Of a statement that begins its line, as the `if` of a conditional expression does not. */
function findMissingColon(tree: SyntaxTree, tokens: readonly SyntaxNode[]): Finding | undefined {
  const keyword = tokens.find((token) => blockKeywords.has(token.type) && token.children.length === 0);
  if (keyword === undefined || !beginsLine(tree, keyword.start)) return undefined;
  const line = restOfLine(tree, keyword.start).replace(/\s*(?:#.*)?$/, "");
  // `if = 1` is another mistake, and so is whatever has its colon.
  if (line.includes(":") || /^\w+\s*=/.test(line)) return undefined;
  const end = keyword.start + line.length;
  return { rule: "syntax", message: `Expected \`:\` at the end of this \`${keyword.type}\`.`, start: end, end };
}

function describeUnexpected(tree: SyntaxTree, error: SyntaxNode, tokens: readonly SyntaxNode[]): Finding {
  // A character that begins no token of Python, such as `?` or a typographic quote.
  const foreign = tokens.find(({ type }) => type === "ERROR");
  // An error may begin with statements that are whole.
  const token = foreign ?? tokens.find(({ type }) => !/_(?:statement|definition)$/.test(type)) ?? tokens[0] ?? error;
  const { start } = token;
  const line = restOfLine(tree, start).trimEnd();
  // A lone keyword that a line begins with ran into a line before it that was not complete.
  const isStray = tokens.length === 1 && token.type === tree.text(token) && line !== token.type;
  if (foreign === undefined && !isStray && beginsLine(tree, start)) {
    return { rule: "syntax", message: `This is not valid Python: ${quote(line)}.`, start, end: start + line.length };
  }
  const [text = ""] = tree.text(token).split("\n", 1);
  return { rule: "syntax", message: `Unexpected ${quote(text)}.`, start, end: start + text.length };
}

function beginsLine(tree: SyntaxTree, offset: number): boolean {
  // Not by a look back to the line's start: that would be quadratic in errors on one long line.
  return /(?:^|\n)[ \t\f]*$/.test(tree.source.slice(Math.max(0, offset - deepestIndent), offset));
}

function restOfLine(tree: SyntaxTree, offset: number): string {
  const [line = ""] = tree.source.slice(offset, offset + longestLine).split("\n", 1);
  return line;
}

/** The grammar lets a block be empty, Python does not. */
function emptyBlocks(tree: SyntaxTree): SyntaxNode[] {
  return tree.ofType("block").filter((block) => block.children.every((child) => child.type === "comment"));
}

/** Statements that the grammar still has, but Python 3 has not; `print >>f` remains valid there, as an expression. */
function checkPython2(tree: SyntaxTree): Finding[] {
  const prints = tree
    .ofType("print_statement")
    .filter(({ children }) => children.every(({ type }) => type !== "chevron"));
  return [
    ...prints.map((node) => findingAt(node, "syntax", "In Python 3 `print` is a function: write `print(…)`.")),
    ...tree.ofType("exec_statement").map((node) => findingAt(node, "syntax", "Python 3 has no `exec` statement.")),
  ];
}
