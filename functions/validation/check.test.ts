import { expect, test } from "vitest";
import { check, mostDiagnostics } from "./check.js";
import { readModulePolicy } from "./module-policy.js";
import { normalise } from "./normalise.js";
import { PythonParser } from "./parser.js";
import { diagnosticsOf, goodMain, mainSignatureOf, rulesBrokenBy } from "./testing/verdicts.js";

test("a good script passes and tells how main takes its input", () => {
  const script = "\uFEFFimport pandas as pd\r\n\r\ndef main(rows):\r\n    return pd.DataFrame(rows).to_dict()\r\n";
  expect(mainSignatureOf(script)).toEqual({ acceptsInput: true, requiresInput: true });
});

test("all violations are reported at once, in order of position", () => {
  const script = `import subprocess
from os import system

def main(a, b):
    eval("1")
    import socket
    system("ls")
`;
  expect(diagnosticsOf(script).map(({ rule, line, column }) => `${line}:${column} ${rule}`)).toEqual([
    "1:8 import-allowlist",
    "2:16 forbidden-call",
    "4:5 main-return",
    "4:13 main-function",
    "5:5 forbidden-call",
    "6:12 import-allowlist",
    "7:5 forbidden-call",
  ]);
});

test("where the text is broken, syntax and main are not judged, but imports are", () => {
  expect(rulesBrokenBy("import pty\nx = \0 $ (\n")).toEqual(["import-allowlist", "source-text"]);
});

test("too-complex stands alone", () => {
  expect(rulesBrokenBy(`import pty\nx = a${".b".repeat(20_000)}\n`)).toEqual(["too-complex"]);
});

test("a hundred thousand violations are an answer of bounded size, which says so", () => {
  const diagnostics = diagnosticsOf(`${"import pty;".repeat(18_000)}\n${goodMain}`);
  expect(diagnostics).toHaveLength(mostDiagnostics + 1);
  expect(diagnostics.at(-1)?.message).toBe("17900 more violations are not listed: correct these first.");
  expect(JSON.stringify(diagnostics).length).toBeLessThan(200_000);
});

test("nothing of the script is executed: decorators, defaults and bodies may say anything", () => {
  const script = `@(lambda f: 1 / 0)
def main(x=1 / 0, *, y: (1 / 0)=open("/tmp/never", "w")):
    return x
1 / 0
`;
  expect(mainSignatureOf(script)).toEqual({ acceptsInput: true, requiresInput: false });
});

test("T61: roads that are not import statements are left to the kernel", () => {
  const script = `import sys, numpy as np
def main():
    sys.modules["os"].system("true")
    np.f2py.subprocess.run(["true"])
    return ().__class__.__base__.__subclasses__()
`;
  expect(rulesBrokenBy(script)).toEqual([]);
});

/** As in T59, and what else was found to cost much; each at the most that a caller may send, or far above. */
const size = 204_800;
test.each([
  ["a backslash on each of 100,000 lines, on which the scanner is quadratic", "\\\n".repeat(size / 2), ["too-complex"]],
  ["blanks before each of them", "          \\\n".repeat(size / 12), ["too-complex"]],
  ["100,000 open parentheses", "(".repeat(100_000), ["syntax"]],
  ["100,000 pairs of parentheses", "(".repeat(size / 2) + ")".repeat(size / 2), ["too-complex"]],
  ["20,000 attributes", `x = a${".b".repeat(20_000)}`, ["too-complex"]],
  ["200,000 signs", `x = ${"-".repeat(200_000)}1`, ["too-complex"]],
  ["101 levels of blocks", nested(101), ["too-complex"]],
  ["600 levels of blocks", nested(600), ["too-complex"]],
  ["200,000 dots", ".".repeat(size), ["too-complex"]],
  ["200,000 quotes", '"'.repeat(size), ["main-function"]],
  ["an f-string in an f-string in an f-string …", 'f"{'.repeat(size / 3), ["syntax"]],
  ["a million empty lines", "\n".repeat(1_000_000), ["main-function"]],
  ["10 MB of comment", `#${"x".repeat(10_000_000)}`, ["main-function"]],
  ["10 MB of statements", "x\n".repeat(5_000_000), ["too-complex"]],
  ["10 MB of open parentheses", "(".repeat(10_000_000), ["too-complex"]],
  ["half surrogates", "\ud800".repeat(size), ["source-text"]],
  ["nothing", "", ["main-function"]],
])("T59: %s", (_, script, rules) => {
  const start = performance.now();
  expect(rulesBrokenBy(script)).toEqual(rules);
  expect(performance.now() - start).toBeLessThan(3000);
});

test.each([
  ["a sum of 2,500 terms", Array(2500).fill("1").join(" + ")],
  ["a chain of 1,400 calls", `a${".b()".repeat(1400)}`],
  ["5,000 signs", `${"-".repeat(5000)}1`],
  ["a list of 20,000 rows", `[${"[1, 'a', None],\n".repeat(12_000)}]`],
  ["a string of 200 KB", `'''${"text\n".repeat(40_000)}'''`],
])("%s, which CPython compiles, passes", (_, expression) => {
  expect(rulesBrokenBy(`x = ${expression}\n${goodMain}`)).toEqual([]);
});

test("99 levels of blocks, the most that CPython compiles, pass", () => {
  expect(rulesBrokenBy(nested(99) + goodMain)).toEqual([]);
});

test("a parser is as good as new after a script that it gave up on", () => {
  const policy = readModulePolicy();
  const parser = new PythonParser({ timeMs: 20, memoryBytes: 2 ** 30, depth: 100, blocks: 10 });
  for (let run = 0; run < 3; run++) {
    expect(check("\\\n".repeat(50_000), policy, parser)).toMatchObject({
      diagnostics: [{ rule: "too-complex", message: expect.stringContaining("0.02 s") }],
    });
    expect(check(normalise(goodMain), policy, parser)).toMatchObject({ valid: true });
  }
});

test("a parse that eats memory is given up", () => {
  const parser = new PythonParser({ timeMs: 60_000, memoryBytes: 16 * 1024 * 1024, depth: 100, blocks: 10 });
  expect(check("x\n".repeat(1_000_000), readModulePolicy(), parser)).toMatchObject({
    diagnostics: [{ rule: "too-complex", message: expect.stringContaining("16 MiB") }],
  });
});

function nested(levels: number): string {
  const lines = Array.from({ length: levels }, (_, level) => `${" ".repeat(level)}if 1:\n`);
  return `${lines.join("")}${" ".repeat(levels)}pass\n`;
}
