import { expect, test } from "vitest";
import { readModulePolicy } from "../module-policy.js";
import { diagnosticsOf, goodMain, rulesBrokenBy, textsMarkedIn } from "../testing/verdicts.js";

test("T62: every allowed module passes, and everything in it", () => {
  const imports = [...readModulePolicy().allowed].filter((name) => name !== "__future__");
  const script = imports
    .map((name) => `import ${name}, ${name}.sub as x\nfrom ${name}.sub import y as z, q\n`)
    .join("");
  expect(diagnosticsOf(`from __future__ import annotations\n${script}${goodMain}`)).toEqual([]);
});

test("every refused module is refused, and the message says why", () => {
  for (const [name, reason] of readModulePolicy().refused) {
    const [diagnostic] = diagnosticsOf(`import ${name}\n${goodMain}`);
    expect(diagnostic).toMatchObject({ rule: "import-allowlist", line: 1, column: 8, endColumn: 8 + name.length });
    expect(diagnostic?.message).toContain(`(\`${name}\` ${reason}.)`);
  }
});

test("the message names the module and all that there is", () => {
  const refused = [...readModulePolicy().refused.keys()].join(", ");
  expect(diagnosticsOf(`import scipy.stats\n${goodMain}`)).toEqual([
    {
      rule: "import-allowlist",
      message: `\`scipy\` is not available in this service. Available: os, pandas, numpy, requests, dateutil and the standard library except ${refused}.`,
      line: 1,
      column: 8,
      endLine: 1,
      endColumn: 19,
    },
  ]);
});

test.each([
  ["several", "import os, subprocess, json, socket", ["subprocess", "socket"]],
  ["a submodule", "import xmlrpc.client as x", ["xmlrpc.client"]],
  ["from", "from subprocess import run as r, PIPE", ["subprocess"]],
  ["from, in parentheses", "from ctypes import (\n    c_int,  # an int\n    c_char,\n)", ["ctypes"]],
  ["everything", "from multiprocessing.pool import *", ["multiprocessing.pool"]],
  ["private", "import _socket", ["_socket"]],
  ["behind a semicolon", "import os; import pty", ["pty"]],
  ["in a function", "def f():\n    def g():\n        import pty", ["pty"]],
  ["in a class", "class A:\n    import pty", ["pty"]],
  ["in async code", "async def f():\n    async with a:\n        import pty", ["pty"]],
  ["in a handler", "try:\n    import pty\nexcept* ImportError:\n    import tty", ["pty", "tty"]],
  ["in a case", "match a:\n    case 1: import pty", ["pty"]],
  ["after a lambda", "f = lambda: 0; import pty", ["pty"]],
])("an import is found: %s", (_, text, marked) => {
  expect(textsMarkedIn(`${text}\n${goodMain}`)).toEqual(marked);
});

test.each([
  ["in a string", '"import pty"'],
  ["in an f-string", 'f"{x} import pty"'],
  ["in a comment", "# import pty"],
  ["as an attribute", "a.subprocess.run()"],
])("what stands %s is no import", (_, text) => {
  expect(rulesBrokenBy(`${text}\n${goodMain}`)).toEqual([]);
});

test("T18: an import behind a lone carriage return is seen", () => {
  for (const text of ["# x\rimport pty", "#\r\rimport pty", "x = 1 # a\r\nimport pty"]) {
    expect(textsMarkedIn(`${text}\n${goodMain}`)).toEqual(["pty"]);
  }
});

test("T18: a name is read as Python reads it", () => {
  expect(rulesBrokenBy(`import 𝐨𝐬, ｊson\n${goodMain}`)).toEqual([]);
  expect(diagnosticsOf(`import ｐty\n${goodMain}`)[0]?.message).toContain("`pty` is not available");
});

test.each([
  ["from . import x", "."],
  ["from .. import (a, b)", ".."],
  ["from .os import path", ".os"],
])("a relative import has a message of its own: %s", (text, marked) => {
  const script = `${text}\n${goodMain}`;
  expect(textsMarkedIn(script)).toEqual([marked]);
  expect(diagnosticsOf(script)[0]?.message).toContain(`relative import \`${marked}\``);
});
