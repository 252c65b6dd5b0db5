/** The definition of `main` that a run would call. */

import { childInField, type SyntaxNode, type SyntaxTree } from "./syntax-tree.js";

/** The last top-level `def main` or `async def main`, decorated or not; later ones replace earlier ones. */
export function findMain(tree: SyntaxTree): SyntaxNode | undefined {
  return tree.root.children
    .map((statement) => (statement.type === "decorated_definition" ? childInField(statement, "definition") : statement))
    .findLast((definition) => definition !== undefined && isMain(tree, definition));
}

/** Any other `def main` in the script: nested, conditional or a method. */
export function findMisplacedMain(tree: SyntaxTree): SyntaxNode | undefined {
  return tree.ofType("function_definition").find((definition) => isMain(tree, definition));
}

function isMain(tree: SyntaxTree, node: SyntaxNode): boolean {
  if (node.type !== "function_definition") return false;
  const name = childInField(node, "name");
  return name !== undefined && tree.name(name) === "main";
}
