/** The rule `forbidden-call`: calls that cannot work here or that hide what a script does. Advice, not a boundary. */

import { namesBoundIn } from "../bindings.js";
import { importsOf, type ModuleImport } from "../imports.js";
import { childInField, type SyntaxNode, type SyntaxTree, withoutParentheses } from "../syntax-tree.js";
import { type Finding, findingAt, quote } from "./finding.js";

/** Builtins that run text as code or stop for a debugger, each with the way out. */
const builtins: ReadonlyMap<string, string> = new Map([
  ["eval", "write the expression out, or use ast.literal_eval() for literals"],
  ["exec", "write the statements out"],
  ["compile", "write the code out; patterns are compiled with re.compile()"],
  ["__import__", "use an import statement"],
  ["breakpoint", "nobody can attach to a debugger here; print() what you want to see"],
]);

/** The two names of the module with the system's own calls. */
const systemModules: ReadonlySet<string> = new Set(["os", "posix"]);
const systemOrBuiltins: ReadonlySet<string> = new Set([...systemModules, "builtins"]);
const systemCalls = /^(?:system|popen|(?:exec|spawn|posix_spawn|fork|kill).*)$/;

/** By which names the script reaches the forbidden calls of the system. */
interface SystemNames {
  /** Names of the module: `os`, or `o` after `import os as o`. */
  readonly modules: ReadonlySet<string>;
  /** Names of its functions, such as `s` after `from os import system as s`, with what they stand for. */
  readonly functions: ReadonlyMap<string, string>;
  /** The module of a `from os import *`. */
  readonly wildcard: string | undefined;
}

export function checkCalls(tree: SyntaxTree): Finding[] {
  const imports = importsOf(tree);
  const bound = namesBoundIn(tree);
  const system = systemNamesOf(imports, bound);
  const own = new Set([...bound, ...namesImportedBy(imports)]);
  // `from re import *` defines compile(), `from pandas import *` eval(): what else a module defines is not known here.
  const mayDefineAny = imports.some((entry) => hasWildcard(entry) && !systemOrBuiltins.has(entry.module));
  const calls = tree.ofType("call").flatMap((call): Finding[] => {
    const callee = withoutParentheses(childInField(call, "function") ?? call);
    const message =
      callee.type === "identifier"
        ? judgeName(tree.name(callee), (name) => mayDefineAny || own.has(name), system)
        : callee.type === "attribute"
          ? judgeAttribute(tree, callee, system)
          : undefined;
    return message === undefined ? [] : [findingAt(callee, "forbidden-call", message)];
  });
  return [...checkImportedCalls(imports), ...calls];
}

function judgeName(name: string, isOwn: (name: string) => boolean, system: SystemNames): string | undefined {
  const imported = system.functions.get(name);
  if (imported !== undefined) return describeSystemCall(imported);
  if (isOwn(name)) return undefined;
  const wayOut = builtins.get(name);
  if (wayOut !== undefined) return `${quote(`${name}()`)} is not allowed: ${wayOut}.`;
  if (system.wildcard !== undefined && systemCalls.test(name)) return describeSystemCall(`${system.wildcard}.${name}`);
  return undefined;
}

function judgeAttribute(tree: SyntaxTree, callee: SyntaxNode, system: SystemNames): string | undefined {
  const object = childInField(callee, "object");
  const attribute = childInField(callee, "attribute");
  if (object === undefined || attribute === undefined) return undefined;
  const module = withoutParentheses(object);
  if (module.type !== "identifier" || !system.modules.has(tree.name(module))) return undefined;
  const name = tree.name(attribute);
  return systemCalls.test(name) ? describeSystemCall(`${tree.name(module)}.${name}`) : undefined;
}

/** `from os import system` is reported where it stands, once, used or not. */
function checkImportedCalls(imports: readonly ModuleImport[]): Finding[] {
  return imports
    .filter(isFromSystem)
    .flatMap(({ module, names = [] }) =>
      names
        .filter(({ name }) => systemCalls.test(name))
        .map(({ name, node }) => findingAt(node, "forbidden-call", describeSystemCall(`${module}.${name}`))),
    );
}

function systemNamesOf(imports: readonly ModuleImport[], bound: ReadonlySet<string>): SystemNames {
  // Without an import the names stand for the module all the same, unless the script uses them for something else.
  const modules = new Set([...systemModules].filter((name) => !bound.has(name)));
  const functions = new Map<string, string>();
  let wildcard: string | undefined;
  for (const entry of imports) {
    if (!systemModules.has(entry.topLevel)) continue;
    if (entry.names === undefined) {
      if (entry.alias === undefined) modules.add(entry.topLevel);
      else if (entry.module === entry.topLevel) modules.add(entry.alias);
    } else if (isFromSystem(entry)) {
      for (const { name, alias } of entry.names) {
        if (name === "*") wildcard = entry.module;
        else if (systemCalls.test(name)) functions.set(alias ?? name, `${entry.module}.${name}`);
      }
    }
  }
  return { modules, functions, wildcard };
}

function hasWildcard({ names }: ModuleImport): boolean {
  return names?.some(({ name }) => name === "*") ?? false;
}

function isFromSystem({ module, names }: ModuleImport): boolean {
  return names !== undefined && systemModules.has(module);
}

/** `from re import compile` makes the name the script's own; `from builtins import eval` does not. */
function namesImportedBy(imports: readonly ModuleImport[]): string[] {
  return imports.flatMap(({ module, topLevel, alias, names }) => {
    if (names === undefined) return [alias ?? topLevel];
    return module === "builtins" ? [] : names.map((imported) => imported.alias ?? imported.name);
  });
}

function describeSystemCall(name: string): string {
  return `${quote(`${name}()`)} is not allowed: a script cannot start or signal processes here; do the work in Python itself.`;
}
