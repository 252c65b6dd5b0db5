import { expect, test } from "vitest";
import { diagnosticsOf, goodMain, rulesBrokenBy } from "../testing/verdicts.js";

/** `line:column message` of each diagnostic. */
function complaints(script: string): string[] {
  return diagnosticsOf(script).map(({ rule, line, column, message }) => {
    expect(rule).toBe("syntax");
    return `${line}:${column} ${message}`;
  });
}

test.each([
  ["an open parenthesis", "def main():\n    x = (1 + 2\n    return x\n", "2:9 `(` is never closed."],
  ["an open list, with functions after it", `x = [1, 2\n${goodMain}`, "1:5 `[` is never closed."],
  ["a parenthesis too many", "def main():\n    return 1)\n", "2:13 `)` closes nothing: no `(` is open here."],
  ["the wrong bracket", "x = f(1, 2]\n", "1:11 `]` does not match the `(` that is open here."],
  ["a parameter list that never ends", "def main(:\n    return 1\n", "1:10 Expected `)` here."],
  ["an open string", "def main():\n    x = 'abc\n    return x\n", "2:9 This string is never closed."],
  ["an open long string", 'def main():\n    return """abc {\n', "2:12 This string is never closed."],
  [
    "an if without colon",
    "def main():\n    if x # why\n        return 1\n",
    "2:9 Expected `:` at the end of this `if`.",
  ],
  ["a def without colon", "def main()\n    return 1\n", "1:11 Expected `:` at the end of this `def`."],
  ["a missing block", "def main():\nreturn 1\n", "1:12 An indented block is expected here."],
  ["a block of comments only", "if x:\n    # todo\nprint(1)\n", "1:6 An indented block is expected here."],
  ["a missing name", "for x in : pass\n", "1:9 Expected a name here."],
  ["a missing comma", "def f(x y): pass\n", "1:9 Unexpected `y`."],
  ["an assignment in a condition", "if x = 1:\n    pass\n", "1:6 Unexpected `=`."],
  ["an incomplete line", "def main():\n    x = 5 +\n    return x\n", "3:5 Unexpected `return`."],
  ["a character of another language", "x = a ? b : c\n", "1:7 Unexpected `?`."],
  ["typographic quotes", "x = “hello”\n", "1:5 Unexpected `“`."],
  ["an incomplete import", "import a as\n", "1:1 This is not valid Python: `import a as`."],
  ["another language", "x = 1\nx++\n", "2:1 This is not valid Python: `x++`."],
  [
    "a conditional expression without else",
    "def main():\n    return 1 if x\n",
    "2:5 This is not valid Python: `return 1 if x`.",
  ],
  ["the print of Python 2", 'print "x"\n', "1:1 In Python 3 `print` is a function: write `print(…)`."],
  ["the exec of Python 2", 'exec "x"\n', "1:1 Python 3 has no `exec` statement."],
])("%s is one diagnostic where it is", (_, script, expected) => {
  expect(complaints(script)).toEqual([expected]);
});

test("brackets in strings and comments do not count", () => {
  expect(complaints('x = "(" # [\ny = f"{(1)}{{"\nz = (1\n')).toEqual(["3:5 `(` is never closed."]);
});

test("columns count code points behind an emoji and a tab", () => {
  expect(complaints('\tx = "😀" + $y\n')).toEqual(["1:12 Unexpected `$`."]);
});

test("independent errors are all reported, in order", () => {
  expect(complaints("x = $1\ny = f(1 2)\nz = ?\n")).toEqual([
    "1:5 Unexpected `$`.",
    "2:9 Unexpected `2`.",
    "3:5 Unexpected `?`.",
  ]);
});

test("where the grammar is broken, main is not judged, but imports are", () => {
  expect(rulesBrokenBy("import subprocess\nx = $1\n")).toEqual(["import-allowlist", "syntax"]);
});

test("a quoted line is cut", () => {
  const [complaint = ""] = complaints(`import ${"a".repeat(100_000)} as\n`);
  expect(complaint.length).toBeLessThan(120);
});

test("T60: the syntax of Python 3.12 passes", () => {
  const script = `
type Pair[T] = tuple[T, T]
match = type = case = _ = 1
class Box[T: (int, str), *Ts, **P]: pass
def main(input: dict | None = None) -> list[int]:
    async def inner():
        async with a as b, c: pass
        return [x async for x in y if await z]
    try:
        print(f"{'a' + f"{"nested"}"!r:>{10}} {input=}", *[1], **{})
    except* (ValueError, TypeError) as group:
        pass
    match input:
        case {"k": [1, *rest], **others} if (n := 10) > 5: return rest
        case Box(x=0) | None: return [lambda *, a=1: a]
        case _: return [0x_ff, 1_000.5e-3j, ...]
`;
  expect(diagnosticsOf(script)).toEqual([]);
});

test("a known false rejection: defaults of type parameters, new in Python 3.13", () => {
  expect(rulesBrokenBy("def main[T: int = str]():\n    return 1\n")).toEqual(["syntax"]);
});

test("print >> file stays an expression, as it is in Python 3", () => {
  expect(rulesBrokenBy(`print >>f, x\n${goodMain}`)).toEqual([]);
});
