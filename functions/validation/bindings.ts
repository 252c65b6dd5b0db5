/** The names that a script defines itself, so that its own `compile` is not taken for Python's. */

import { childInField, type SyntaxNode, type SyntaxTree } from "./syntax-tree.js";

/** Kinds that bind what stands in one of their fields. */
const bindingFields: ReadonlyArray<readonly [type: string, field: string]> = [
  ["function_definition", "name"],
  ["class_definition", "name"],
  ["assignment", "left"],
  ["augmented_assignment", "left"],
  ["named_expression", "name"],
  ["for_statement", "left"],
  ["for_in_clause", "left"],
  ["default_parameter", "name"],
  ["typed_default_parameter", "name"],
];

/** Kinds of which every direct child is a target, or none. */
const bindingParents = ["parameters", "lambda_parameters", "typed_parameter", "as_pattern_target", "splat_pattern"];

/** Kinds of a `match` in which a plain name captures. */
const patternKinds = ["case_pattern", "union_pattern", "keyword_pattern"];

/** Targets that hold targets. `a.b` and `a[b]` bind no name. */
const compoundTargets: ReadonlySet<string> = new Set([
  "pattern_list",
  "tuple_pattern",
  "list_pattern",
  "list_splat_pattern",
  "dictionary_splat_pattern",
  "list_splat",
  "tuple",
  "list",
  "expression_list",
  "parenthesized_expression",
]);

/**
 * Every name that a definition, assignment, loop, parameter, `as` or pattern binds anywhere in the script. Imports are
 * not among them, and scopes are not told apart: a name that is bound in one function counts as bound in all.
 */
export function namesBoundIn(tree: SyntaxTree): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [type, field] of bindingFields) {
    for (const node of tree.ofType(type)) addTargets(tree, childInField(node, field), names);
  }
  for (const type of bindingParents) {
    for (const node of tree.ofType(type)) {
      for (const child of node.children) addTargets(tree, child, names);
    }
  }
  for (const type of patternKinds) {
    for (const node of tree.ofType(type)) addCaptures(tree, node, names);
  }
  return names;
}

function addTargets(tree: SyntaxTree, target: SyntaxNode | undefined, names: Set<string>): void {
  const pending = target === undefined ? [] : [target];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === "identifier") names.add(tree.name(node));
    else if (compoundTargets.has(node.type)) {
      for (const child of node.children) pending.push(child);
    }
  }
}

/** `case x`, `case [x]` and `case P as x` capture x; `case a.b` compares, `case P(…)` only names P. */
function addCaptures(tree: SyntaxTree, pattern: SyntaxNode, names: Set<string>): void {
  for (const child of pattern.children) {
    if (child.type === "dotted_name") {
      if (child.children.length === 1) names.add(tree.dottedName(child));
    } else if (child.type === "as_pattern") {
      addTargets(
        tree,
        child.children.findLast((part) => part.type === "identifier"),
        names,
      );
    }
  }
}
