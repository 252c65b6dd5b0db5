/** The import statements of a script, at whatever depth, as Python would execute them. */

import { childInField, childrenOfType, type SyntaxNode, type SyntaxTree } from "./syntax-tree.js";

/** One module that an import statement names. */
export interface ModuleImport {
  /** Dotted, after NFKC; for a relative import with its leading dots. */
  readonly module: string;
  /** The first part of it, the one that Python looks up; "" for a relative import. */
  readonly topLevel: string;
  /** The dotted name in the text. */
  readonly node: SyntaxNode;
  /** `import a.b as c`: c. */
  readonly alias: string | undefined;
  /** `from module import …`: what; undefined for `import module`. */
  readonly names: readonly ImportedName[] | undefined;
}

/** One name of `from module import name as alias`; `*` for all. */
interface ImportedName {
  readonly name: string;
  readonly alias: string | undefined;
  /** The whole specifier in the text. */
  readonly node: SyntaxNode;
}

/** All imports of the script in order of position. */
export function importsOf(tree: SyntaxTree): ModuleImport[] {
  const imports = [
    ...tree.ofType("import_statement").flatMap((statement) => modulesOf(tree, statement)),
    ...tree.ofType("import_from_statement").flatMap((statement) => fromImport(tree, statement)),
    ...tree.ofType("future_import_statement").map((statement) => futureImport(tree, statement)),
  ];
  return imports.sort((a, b) => a.node.start - b.node.start);
}

function modulesOf(tree: SyntaxTree, statement: SyntaxNode): ModuleImport[] {
  return namesOf(tree, statement).map(({ name, alias, node }) => ({
    module: name,
    topLevel: topLevelOf(name),
    node: childInField(node, "name") ?? node,
    alias,
    names: undefined,
  }));
}

function fromImport(tree: SyntaxTree, statement: SyntaxNode): ModuleImport[] {
  const node = childInField(statement, "module_name");
  // Only within a syntax error.
  if (node === undefined) return [];
  const names = namesOf(tree, statement);
  if (node.type === "relative_import") {
    const module = tree.text(node).replace(/\s/g, "");
    return [{ module, topLevel: "", node, alias: undefined, names }];
  }
  const module = tree.dottedName(node);
  return [{ module, topLevel: topLevelOf(module), node, alias: undefined, names }];
}

/** The grammar has a statement of its own for it, in which the module is a keyword. */
function futureImport(tree: SyntaxTree, statement: SyntaxNode): ModuleImport {
  const module = "__future__";
  const start = statement.start + tree.text(statement).indexOf(module);
  return {
    module,
    topLevel: module,
    node: { type: "dotted_name", field: undefined, start, end: start + module.length, missing: false, children: [] },
    alias: undefined,
    names: namesOf(tree, statement),
  };
}

function namesOf(tree: SyntaxTree, statement: SyntaxNode): ImportedName[] {
  return statement.children.flatMap((node): ImportedName[] => {
    if (node.type === "wildcard_import") return [{ name: "*", alias: undefined, node }];
    if (node.field === "module_name") return [];
    if (node.type === "dotted_name") return [{ name: tree.dottedName(node), alias: undefined, node }];
    if (node.type !== "aliased_import") return [];
    const [name] = childrenOfType(node, "dotted_name");
    const alias = childInField(node, "alias");
    if (name === undefined) return [];
    return [{ name: tree.dottedName(name), alias: alias && tree.name(alias), node }];
  });
}

function topLevelOf(module: string): string {
  return module.split(".", 1)[0] ?? "";
}
