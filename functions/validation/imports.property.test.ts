/** The validator sees the import statements that CPython sees, in random programs made of a small grammar. */

import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { importsOf } from "./imports.js";
import { normalise } from "./normalise.js";
import { PythonParser } from "./parser.js";

const programs = 400;
const atLeastValid = 350;

const name = fc.constantFrom("os", "json", "socket", "a_1", "ｏｓ", "𝐨𝐬", "ﬁ", "é", "match", "type", "_", "print");
const dotted = fc
  .tuple(name, fc.array(name, { maxLength: 2 }), fc.constantFrom(".", ".", " . ", ".\\\n "))
  .map(([first, rest, dot]) => [first, ...rest].join(dot));
const aliased = fc
  .tuple(dotted, fc.option(name))
  .map(([module, alias]) => (alias === null ? module : `${module} as ${alias}`));
const specifiers = fc.array(
  fc.tuple(name, fc.option(name)).map(([what, alias]) => (alias === null ? what : `${what} as ${alias}`)),
  { minLength: 1, maxLength: 3 },
);
const nameList = fc.oneof(
  specifiers.map((all) => all.join(", ")),
  specifiers.map((all) => `(${all.join(", # and import x\n  ")},)`),
  fc.constant("*"),
);

const importStatement = fc.oneof(
  fc.array(aliased, { minLength: 1, maxLength: 3 }).map((all) => `import ${all.join(", ")}`),
  fc.tuple(dotted, nameList).map(([module, names]) => `from ${module} import ${names}`),
  fc
    .tuple(fc.constantFrom(".", "..", "...", ". .", "...."), fc.option(dotted), nameList)
    .map(([dots, module, names]) => `from ${dots}${module ?? ""} import ${names}`),
  fc.constantFrom("from __future__ import annotations", "from __future__ import (division as d, annotations)"),
);

/** Statements in which an import only seems to be, or next to which one could be lost. */
const decoy = fc.constantFrom(
  "pass",
  "x = 'import socket'",
  'x = "\\"; import socket"',
  "x = '''\nimport socket\n'''",
  'x = r"\\"; import socket"',
  "x = f'{y!r:>{z}} import socket {{import a}}'",
  "x = f'''{\n  y\n} import socket\n'''",
  "# import socket",
  "x = [1, # import socket\n  2]",
  "f = lambda import_=1: import_",
  "x = (yield)",
  "x: int = y if z else w",
  "x = y \\\n  + z",
  "print(x); type = match = 1",
  "assert x, y",
);

/** A program, as lines; a block is indented by its own unit. */
const { block } = fc.letrec<{ block: string[]; statement: string[] }>((tie) => ({
  block: fc.array(tie("statement"), { minLength: 1, maxLength: 4 }).map((all) => [...all.flat(), "pass"]),
  statement: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { arbitrary: fc.oneof(importStatement, decoy).map((line) => [line]), weight: 4 },
    {
      arbitrary: fc
        .array(fc.oneof(importStatement, decoy), { minLength: 2, maxLength: 3 })
        .map((all) => [all.join("; ")]),
      weight: 2,
    },
    {
      arbitrary: fc.tuple(importStatement, importStatement).map(([one, two]) => [`if x: ${one}`, `else: ${two}; pass`]),
      weight: 1,
    },
    {
      arbitrary: fc
        .tuple(
          fc.constantFrom(
            ["if x:", "elif y:", "else:"],
            ["try:", "except A as e:", "else:", "finally:"],
            ["try:", "except* A:"],
            ["while x:", "else:"],
            ["for x, *y in z:"],
            ["async def f(a, /, b=1, *c: int, d, **e) -> int:"],
            ["def f():"],
            ["class A(B, metaclass=C):"],
            ["with a as b, c as (d, e):"],
            ["with (a as b, c,):"],
          ),
          fc.array(tie("block"), { minLength: 4, maxLength: 4 }),
          fc.constantFrom("    ", " ", "\t"),
        )
        .map(([heads, bodies, unit]) => heads.flatMap((head, index) => [head, ...indent(bodies[index] ?? [], unit)])),
      weight: 3,
    },
    {
      arbitrary: fc
        .tuple(tie("block"), tie("block"))
        .map(([one, two]) => [
          "match x:",
          "  case [A(b=1), *_] | {'k': None, **r} if r:",
          ...indent(one, "    "),
          "  case _:",
          ...indent(two, "    "),
        ]),
      weight: 1,
    },
  ),
}));

function indent(lines: readonly string[], unit: string): string[] {
  return lines.map((line) => unit + line);
}

const program = fc
  .tuple(block, fc.constantFrom("\n", "\n", "\r\n", "\r"))
  .map(([lines, lineEnd]) => `${lines.join("\n")}\n`.replaceAll("\n", lineEnd));

/** Top-level names in order of position, "" for relative imports; null where CPython finds a syntax error. */
const listImports = `
import ast, json, sys, warnings
warnings.simplefilter("ignore")
def imports(source):
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return None
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(node.lineno, node.col_offset, i, alias.name) for i, alias in enumerate(node.names)]
        elif isinstance(node, ast.ImportFrom):
            found.append((node.lineno, node.col_offset, 0, "" if node.level else node.module))
    return [name.split(".")[0] for *_, name in sorted(found)]
json.dump([imports(source) for source in json.load(sys.stdin)], sys.stdout)
`;

const python = spawnSync("python3", ["-I", "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]);

test.skipIf(python.status !== 0)("imports are those that CPython sees (skipped without python3 3.11 or newer)", () => {
  const sources = fc.sample(program, { numRuns: programs, seed: 20_241_121 }).map(normalise);
  const run = spawnSync("python3", ["-I", "-c", listImports], { input: JSON.stringify(sources), maxBuffer: 2 ** 28 });
  expect(run.stderr.toString()).toBe("");
  const expected: Array<string[] | null> = JSON.parse(run.stdout.toString());
  const parser = new PythonParser();
  const valid = sources.flatMap((source, index) => {
    const seen = expected[index];
    return seen === null || seen === undefined ? [] : [{ source, seen }];
  });
  for (const { source, seen } of valid) {
    const tree = parser.parse(source);
    const found = "refused" in tree ? tree.refused : importsOf(tree).map(({ topLevel }) => topLevel);
    expect({ source, found }).toEqual({ source, found: seen });
  }
  expect(valid.length).toBeGreaterThan(atLeastValid);
  expect(valid.flatMap(({ seen }) => seen).length).toBeGreaterThan(programs);
});
