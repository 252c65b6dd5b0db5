import { expect, test } from "vitest";
import { diagnosticsOf, mainSignatureOf, rulesBrokenBy, textsMarkedIn } from "../testing/verdicts.js";

const missing = "The script must define main() at its top level: `def main(): ...` or `async def main(): ...`.";

test.each([
  ["an empty script", ""],
  ["only a comment", "# main\n"],
  ["a main in a string", '"""\ndef main():\n    return 1\n"""\n'],
  ["main as a lambda", "main = lambda: 1\n"],
  ["main as a class", "class main: pass\n"],
  ["another name", "def Main():\n    return 1\n"],
])("%s has no main: said once, at 1:1", (_, script) => {
  expect(diagnosticsOf(script)).toEqual([
    { rule: "main-function", message: missing, line: 1, column: 1, endLine: 1, endColumn: 1 },
  ]);
});

test.each([
  ["conditional", "if True:\n    def main():\n        return 1\n", 2],
  ["nested", "\ndef f():\n    def main():\n        return 1\n", 3],
  ["a method", "class A:\n    async def main(self):\n        return 1\n", 2],
])("a main that is %s is none, and the message says where it is", (_, script, line) => {
  const [diagnostic, ...others] = diagnosticsOf(script);
  expect(diagnostic).toMatchObject({ rule: "main-function", line: 1, column: 1 });
  expect(diagnostic?.message).toContain(`The one in line ${line} stands inside another block`);
  expect(others).toEqual([]);
});

test.each([
  ["()", false, false],
  ["(input)", true, true],
  ["(input, /)", true, true],
  ["(input: dict)", true, true],
  ["(input=None)", true, false],
  ["(input: dict = {}, other=1)", true, false],
  ["(a, b=1, *, c=2, **d)", true, true],
  ["(*args)", true, false],
  ["(*args: int)", true, false],
  ["(a, *args)", true, true],
  ["(**kwargs)", false, false],
  ["(*, a=1)", false, false],
  ["[T](input: T)", true, true],
])("main%s: accepts input %s, requires it %s", (parameters, acceptsInput, requiresInput) => {
  for (const definition of ["def", "async def"]) {
    const script = `${definition} main${parameters}:\n    return 1\n`;
    expect(mainSignatureOf(script)).toEqual({ acceptsInput, requiresInput });
  }
});

test.each([
  ["(a, b)", ["b"]],
  ["(a, /, b, c: int, d=1)", ["b", "c: int"]],
  ["(*, a)", ["a"]],
  ["(*args, a: int, b=1, c)", ["a: int", "c"]],
  ["(a, b, *, c)", ["b", "c"]],
])("main%s could never be called: each parameter too many is named", (parameters, marked) => {
  const script = `def main${parameters}:\n    return 1\n`;
  expect(textsMarkedIn(script)).toEqual(marked);
  expect(new Set(rulesBrokenBy(script))).toEqual(new Set(["main-function"]));
});

test("the last main wins", () => {
  expect(mainSignatureOf("def main(a, b):\n    pass\n\ndef main():\n    return 1\n").acceptsInput).toBe(false);
});

test("a decorated main counts", () => {
  expect(mainSignatureOf("@cache\n@other(1)\ndef main(x):\n    return 1\n").requiresInput).toBe(true);
});

test("T60: main is found under the names that Python takes for it", () => {
  expect(mainSignatureOf("def ｍain(x):\n    return 1\n").requiresInput).toBe(true);
  expect(mainSignatureOf("def 𝐦𝐚𝐢𝐧():\n    return 1\n").requiresInput).toBe(false);
});

test("names of 100 KB do not end up in messages", () => {
  const script = `def main(${"a".repeat(50_000)}, ${"b".repeat(50_000)}):\n    return 1\n`;
  expect(diagnosticsOf(script)[0]?.message.length).toBeLessThan(300);
});
