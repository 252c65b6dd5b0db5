/** Hostile sources: refused with a clear error, or run as what they are. */

import { describe, expect, test } from "vitest";
import { expectError, serveHostile } from "./hostile.js";
import type { ErrorCode } from "./shape.js";

const hostile = serveHostile();

describe("T18: sources that read differently to a parser and to CPython", () => {
  const main = "\ndef main():\n    return 1";

  test.each([
    ["a lone CR ends a comment", `# comment\rimport subprocess${main}`, "import-allowlist", 2],
    ["a lone CR behind code", `x = 1 # comment\rimport subprocess${main}`, "import-allowlist", 2],
    [
      "a lone CR before an indented import",
      `def main():\n    # comment\r    import subprocess\n    return 1`,
      "import-allowlist",
      3,
    ],
    ["CRLF lines are counted once", `x = 1\r\ny = 2\r\nimport subprocess${main}`, "import-allowlist", 3],
    ["a cookie for UTF-7", `# coding: utf-7\n+AGkAbQBwAG8AcgB0- subprocess${main}`, "source-text", 1],
    [
      "a cookie for unicode_escape",
      `# -*- coding: unicode_escape -*-\n# \\nimport subprocess${main}`,
      "source-text",
      1,
    ],
    [
      "a cookie in the second line",
      `#!/usr/bin/python\n# vim: set fileencoding=raw_unicode_escape :${main}`,
      "source-text",
      2,
    ],
    ["a name in mathematical letters", `import 𝓈𝓊𝒷𝓅𝓇ℴ𝒸ℯ𝓈𝓈${main}`, "import-allowlist", 1],
    ["eval in full width", `ｅｖａｌ("1")${main}`, "forbidden-call", 1],
    ["an import in try", `try:\n    import subprocess\nexcept ImportError:\n    pass${main}`, "import-allowlist", 2],
    [
      "an import in except*",
      `try:\n    pass\nexcept* ValueError:\n    import subprocess${main}`,
      "import-allowlist",
      4,
    ],
    ["an import in a class", `class A:\n    from subprocess import run${main}`, "import-allowlist", 2],
    ["an import in an async function", `async def f():\n    import subprocess as s${main}`, "import-allowlist", 2],
    ["__import__ in a lambda", `f = lambda: __import__("subprocess")${main}`, "forbidden-call", 1],
    ["__import__ in an f-string", `x = f"{__import__('subprocess')}"${main}`, "forbidden-call", 1],
    ["an import behind a semicolon", `x = 1; import subprocess${main}`, "import-allowlist", 1],
    ["an import behind a continuation", `x = 1\nimport \\\n  subprocess${main}`, "import-allowlist", 3],
    ["a relative import", `from . import os${main}`, "import-allowlist", 1],
  ])("%s", async (_, script, rule, line) => {
    const reply = await hostile.run(script);
    expectError(reply, "invalid_script");
    expect(reply.answer.error).toMatchObject({
      diagnostics: expect.arrayContaining([expect.objectContaining({ rule, line })]),
    });
  });

  test.each([
    ["a byte order mark", "\uFEFFdef main():\n    return 1"],
    ["CRLF", "def main():\r\n    return 1\r\n"],
    ["lone CR", "def main():\r    return 1\r"],
    ["a cookie for UTF-8", "# -*- coding: utf-8 -*-\ndef main():\n    return 1"],
    ["a form feed", "\f\ndef main():\n    return 1"],
    ["a main in full width", "def ｍａｉｎ():\n    return 1"],
  ])("%s is fine", async (_, script) => {
    expect((await hostile.run(script)).answer.result).toBe(1);
  });
});

describe("T19: sources that are no text", () => {
  test.each([
    ["NUL", "def main():\n    return 1\0"],
    ["NUL behind a continuation", "x = 1\\\0\nimport subprocess\ndef main():\n    return 1"],
    ["a zip archive behind a script", "def main():\n    return 1\n#PK\x03\x04\x14\0\0\0\b\0__main__.pyPK\x05\x06\0\0"],
    ["an escape sequence", "# \x1b[2J\ndef main():\n    return 1"],
    ["half a surrogate pair", "x = '\ud800'\ndef main():\n    return 1"],
  ])("%s is refused", async (_, script) => {
    const reply = await hostile.run(script);
    expectError(reply, "invalid_script");
    const sourceText = expect.objectContaining({ rule: "source-text" });
    expect(reply.answer.error).toMatchObject({ diagnostics: expect.arrayContaining([sourceText]) });
  });
});

describe("T59: sources that are too much", () => {
  const main = "\ndef main():\n    return 1\n";

  test.each<[string, string, readonly ErrorCode[]]>([
    ["10 MB", `#${"x".repeat(10_000_000)}${main}`, ["too_large"]],
    ["a million lines", `${"\n".repeat(1_000_000)}${main}`, ["too_large"]],
    ["100,000 brackets", `x = ${"(".repeat(100_000)}${main}`, ["invalid_script"]],
    ["100,000 brackets, closed", `x = ${"(".repeat(100_000)}1${")".repeat(100_000)}${main}`, ["invalid_script"]],
    ["20,000 attributes", `x = a${".b".repeat(20_000)}${main}`, ["invalid_script"]],
    ["100 times 1,000 lists", `x = ${"[".repeat(1000)}1${"]".repeat(1000)}${main}`, ["invalid_script"]],
    [
      "101 indents",
      `${Array.from({ length: 101 }, (_, level) => `${" ".repeat(level)}if 1:`).join("\n")}\n${" ".repeat(101)}pass${main}`,
      ["invalid_script"],
    ],
    ["continuations", `${"\\\n".repeat(100_000)}${main}`, ["invalid_script"]],
    ["only a comment", "# nothing", ["invalid_script"]],
    ["nothing", "", ["invalid_script", "invalid_request"]],
    ["only blanks", " \n\t\n", ["invalid_script"]],
  ])("%s: refused, and it never ran", async (_, script, codes) => {
    const { answer, status } = await hostile.run(script);
    expect(codes).toContain(answer.error?.code);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });

  test.each([
    ["5,000 signs", `x = ${"-".repeat(5000)}1${main}`],
    ["200,000 lines", `${"\n".repeat(200_000)}${main}`],
    ["a wide expression", `x = [${"1,".repeat(60_000)}]${main}`],
    ["a long sum", `x = ${"1+".repeat(2000)}1${main}`],
  ])("%s: a value or a refusal", async (_, script) => {
    const { answer } = await hostile.run(script);
    expect([undefined, "invalid_script"]).toContain(answer.error?.code);
    if (answer.error === null) expect(answer.result).toBe(1);
  });

  test("decorators and defaults are not executed by the check", async () => {
    const reply = await hostile.run(
      "import subprocess\nprint('executed')\n@print\ndef f(x=print('executed')): pass\ndef main():\n    return 1",
    );
    expectError(reply, "invalid_script");
    expect(reply.answer).toMatchObject({ stdout: "", error: { started: false } });
  });
});
