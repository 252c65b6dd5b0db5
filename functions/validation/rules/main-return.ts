/** The rule `main-return`: a `main` that can only fall off its end has no result to give. */

import { findMain } from "../main-definition.js";
import {
  childInField,
  childrenOfType,
  descendants,
  type SyntaxNode,
  type SyntaxTree,
  withoutParentheses,
} from "../syntax-tree.js";
import { type Finding, findingAt } from "./finding.js";

/** Where names and statements belong to another function or class. */
const scopes: ReadonlySet<string> = new Set(["function_definition", "class_definition", "lambda"]);
const loops: ReadonlySet<string> = new Set(["for_statement", "while_statement"]);

export function checkMainReturn(tree: SyntaxTree): Finding[] {
  const main = findMain(tree);
  const body = main && childInField(main, "body");
  if (main === undefined || body === undefined) return [];
  const own = [...descendants(body, (node) => !scopes.has(node.type))];
  if (own.some(returnsValue) || neverEnds(tree, body)) return [];
  const advice = own.some((node) => node.type === "yield")
    ? "it uses `yield`, which makes it a generator: collect the values in a list and `return` that."
    : "end it with `return VALUE`, or with `return None` if there is nothing to tell.";
  return [findingAt(childInField(main, "name") ?? main, "main-return", `main() never returns a value: ${advice}`)];
}

function returnsValue(node: SyntaxNode): boolean {
  return node.type === "return_statement" && node.children.some((child) => child.type !== "comment");
}

/** True if control cannot pass the end of the block: some statement of it always raises or runs for ever. */
function neverEnds(tree: SyntaxTree, block: SyntaxNode | undefined): boolean {
  return block?.children.some((statement) => neverPassed(tree, statement)) ?? false;
}

/** Recurses by blocks, the depth of which is bounded. */
function neverPassed(tree: SyntaxTree, statement: SyntaxNode): boolean {
  switch (statement.type) {
    case "raise_statement":
      return true;
    case "while_statement":
      return isAlwaysTrue(tree, childInField(statement, "condition")) && !hasOwnBreak(statement);
    case "with_statement":
      return neverEnds(tree, childInField(statement, "body"));
    case "if_statement":
      return neverPassedIf(tree, statement);
    case "try_statement":
      return neverPassedTry(tree, statement);
    case "match_statement":
      return neverPassedMatch(tree, statement);
    default:
      return false;
  }
}

function neverPassedIf(tree: SyntaxTree, statement: SyntaxNode): boolean {
  const [otherwise] = childrenOfType(statement, "else_clause");
  return (
    otherwise !== undefined &&
    neverEnds(tree, childInField(statement, "consequence")) &&
    childrenOfType(statement, "elif_clause").every((clause) => neverEnds(tree, childInField(clause, "consequence"))) &&
    neverEnds(tree, childInField(otherwise, "body"))
  );
}

function neverPassedTry(tree: SyntaxTree, statement: SyntaxNode): boolean {
  const blockOf = (clause: SyntaxNode | undefined) => clause && childrenOfType(clause, "block")[0];
  const [last] = childrenOfType(statement, "finally_clause");
  if (neverEnds(tree, blockOf(last))) return true;
  const [otherwise] = childrenOfType(statement, "else_clause");
  const straight = neverEnds(tree, childInField(statement, "body")) || neverEnds(tree, blockOf(otherwise));
  return straight && childrenOfType(statement, "except_clause").every((clause) => neverEnds(tree, blockOf(clause)));
}

function neverPassedMatch(tree: SyntaxTree, statement: SyntaxNode): boolean {
  const body = childInField(statement, "body");
  const cases = body === undefined ? [] : childrenOfType(body, "case_clause");
  return (
    cases.some((clause) => takesAnything(tree, clause)) &&
    cases.every((clause) => neverEnds(tree, childInField(clause, "consequence")))
  );
}

/** `case _:` and `case name:` without a guard. */
function takesAnything(tree: SyntaxTree, clause: SyntaxNode): boolean {
  const patterns = childrenOfType(clause, "case_pattern");
  const [pattern] = patterns;
  if (pattern === undefined || patterns.length > 1 || childInField(clause, "guard") !== undefined) return false;
  return (
    /^[_\p{XID_Start}][_\p{XID_Continue}]*$/u.test(tree.text(pattern)) &&
    !/^(?:None|True|False)$/.test(tree.text(pattern))
  );
}

function isAlwaysTrue(tree: SyntaxTree, condition: SyntaxNode | undefined): boolean {
  if (condition === undefined) return false;
  const value = withoutParentheses(condition);
  return value.type === "true" || (value.type === "integer" && /[1-9]/.test(tree.text(value)));
}

/** A `break` in the loop itself, not in a loop inside it; one in the `else` of an inner loop is its own again. */
function hasOwnBreak(loop: SyntaxNode): boolean {
  const pending = [childInField(loop, "body")];
  for (let block = pending.pop(); block !== undefined; block = pending.pop()) {
    for (const node of descendants(block, ({ type }) => !scopes.has(type) && !loops.has(type))) {
      if (node.type === "break_statement") return true;
      if (!loops.has(node.type)) continue;
      const [otherwise] = childrenOfType(node, "else_clause");
      if (otherwise !== undefined) pending.push(otherwise);
    }
  }
  return false;
}
