import { expect, test } from "vitest";
import { diagnosticsOf, goodMain, rulesBrokenBy, textsMarkedIn } from "../testing/verdicts.js";

test.each(["eval", "exec", "compile", "__import__", "breakpoint"])("%s() is refused, with the way out", (name) => {
  const [diagnostic, ...others] = diagnosticsOf(`x = [${name}("1")]\n${goodMain}`);
  expect(diagnostic).toMatchObject({ rule: "forbidden-call", line: 1, column: 6, endColumn: 6 + name.length });
  expect(diagnostic?.message).toMatch(new RegExp(`^\`${name}\\(\\)\` is not allowed: .{10}`));
  expect(others).toEqual([]);
});

test.each([
  ["in parentheses", "((eval))('1')", ["((eval))"]],
  ["as an argument", "print(eval('1'))", ["eval"]],
  ["in an f-string", "f\"{eval('1')}\"", ["eval"]],
  ["in a decorator", "@eval('x')\ndef f(): pass", ["eval"]],
  ["in a default", "def f(a=eval('x')): pass", ["eval"]],
  ["in a lambda", "f = lambda: eval('x')", ["eval"]],
  ["in wide letters", "ｅval('1')", ["ｅval"]],
  ["imported from builtins", "from builtins import eval\neval('1')", ["eval"]],
])("a call is found: %s", (_, text, marked) => {
  const marks = textsMarkedIn(`${text}\n${goodMain}`);
  expect(marks.map((mark) => mark.replace(/[()]/g, ""))).toEqual(marked.map((mark) => mark.replace(/[()]/g, "")));
});

test.each([
  ["a method", "df.eval('a + b'); self.exec(); re.compile('x')"],
  ["a mention", "f = eval"],
  ["an own function", "def compile(x): return x\ncompile(1)"],
  ["an own class", "class exec: pass\nexec()"],
  ["an assignment", "eval = 1\neval()"],
  ["an unpacking", "a, (eval, *exec) = f()\neval(); exec()"],
  ["a parameter", "def f(a, *compile, eval=1, **exec): compile(); eval(); exec()"],
  ["a typed parameter", "def f(eval: F, exec: F = 1): eval(); exec()"],
  ["a parameter of a lambda", "lambda eval: eval()"],
  ["a loop", "for eval in x: eval()"],
  ["a comprehension", "[eval() for eval in x]"],
  ["a with", "with a as eval, b as (exec, c): eval(); exec()"],
  ["a handler", "try: pass\nexcept E as eval: eval()"],
  ["a walrus", "(eval := f)()\neval()"],
  ["a pattern", "match a:\n    case {'x': eval, **exec} | [A(b=compile)]: eval(); exec(); compile()"],
  ["a pattern with as", "match a:\n    case [_] as eval: eval()"],
  ["an import", "from re import compile\ncompile('x')"],
  ["an import under that name", "from ast import literal_eval as eval\neval('1')"],
  ["an import of everything, which may have it", "from re import *\ncompile('x')"],
  ["a definition elsewhere, for scopes are not told apart", "def f():\n    eval = 1\neval()"],
])("%s of that name is the script's own", (_, text) => {
  expect(rulesBrokenBy(`${text}\n${goodMain}`)).toEqual([]);
});

test.each([
  ["class patterns", "match a:\n    case eval(): eval()"],
  ["values in patterns", "match a:\n    case a.eval: eval()"],
  ["attributes", "a.eval = b[eval] = 1\neval()"],
  ["annotations", "x: eval\neval()"],
  ["global statements", "global eval\neval()"],
])("%s define nothing", (_, text) => {
  expect(rulesBrokenBy(`${text}\n${goodMain}`)).toContain("forbidden-call");
});

test.each([
  ["system", "popen", "execv", "execlpe", "spawnl", "spawnvpe", "posix_spawn", "posix_spawnp", "fork", "forkpty"],
  ["kill", "killpg"],
])("os.%s() and the like are refused under all names of os", (...names) => {
  for (const name of names) {
    expect(textsMarkedIn(`import os\nos.${name}(1)\n${goodMain}`)).toEqual([`os.${name}`]);
    expect(textsMarkedIn(`import os.path, os as o\n(o).${name}(1)\n${goodMain}`)).toEqual([`(o).${name}`]);
    expect(textsMarkedIn(`import posix as p\np.${name}(1)\n${goodMain}`)).toEqual([`p.${name}`]);
    expect(textsMarkedIn(`from os import path, ${name}\n${goodMain}`)).toEqual([name]);
    expect(textsMarkedIn(`from os import ${name} as s\ns(1)\n${goodMain}`)).toEqual([`${name} as s`, "s"]);
    expect(textsMarkedIn(`from os import *\n${name}(1)\n${goodMain}`)).toEqual([name]);
  }
});

test("an alias is reported under its full name", () => {
  const [, call] = diagnosticsOf(`from os import system as s\ns('ls')\n${goodMain}`);
  expect(call?.message).toBe(
    "`os.system()` is not allowed: a script cannot start or signal processes here; do the work in Python itself.",
  );
});

test("without an import, os is still os", () => {
  expect(rulesBrokenBy(`os.system('ls')\n${goodMain}`)).toEqual(["forbidden-call"]);
});

test.each([
  ["other functions of os", "import os\nos.getcwd(); os.path.join('a'); os.getpid(); os.environ.get('x')"],
  ["another object of that name", "def f(os): os.system()"],
  ["another module", "import platform as p\np.system()"],
  ["os.path under a name", "import os.path as p\np.system()"],
  ["a method behind os", "import os\nos.x.system()"],
  ["a mention", "import os\nf = os.system"],
  ["an own function", "from os import *\ndef system(): pass\nsystem()"],
])("%s may be called", (_, text) => {
  expect(rulesBrokenBy(`${text}\n${goodMain}`)).toEqual([]);
});
