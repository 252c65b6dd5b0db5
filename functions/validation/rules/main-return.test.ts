import { expect, test } from "vitest";
import { diagnosticsOf, rulesBrokenBy } from "../testing/verdicts.js";

/** A main with this body, each line indented once more. */
function main(body: string): string {
  return `def main():\n${body.replace(/^/gm, "    ")}\n`;
}

test.each([
  ["a return of a value", "return 1"],
  ["return None, which says so", "return None"],
  ["a return anywhere", "for x in y:\n    if x:\n        return x"],
  ["a return in a handler", "try:\n    f()\nexcept E:\n    return 1"],
  ["a raise at the end", "raise NotImplementedError"],
  ["an endless loop", "while True:\n    f()"],
  ["an endless loop by number, in parentheses", "while (1):\n    f()"],
  ["an endless loop with code behind it", "while True:\n    f()\nprint()"],
  ["an endless loop in which another one breaks", "while True:\n    for x in y:\n        break"],
  ["branches that all raise", "if a:\n    raise A\nelif b:\n    raise B\nelse:\n    raise C"],
  ["a with that ends in raise", "with a as b:\n    raise A"],
  ["a try that always raises", "try:\n    f()\n    raise A\nexcept B:\n    raise C"],
  ["a finally that raises", "try:\n    f()\nfinally:\n    raise A"],
  ["an else that raises", "try:\n    f()\nexcept A:\n    raise\nelse:\n    raise B"],
  ["cases that all raise", "match a:\n    case 1:\n        raise A\n    case _:\n        raise B"],
])("%s is fine", (_, body) => {
  expect(rulesBrokenBy(main(body))).toEqual([]);
});

test.each([
  ["pass", "pass"],
  ["a print", "print(1)"],
  ["a bare return", "return"],
  ["a bare return with a comment", "return # 1"],
  ["a return of another function", "def f():\n    return 1\nf()"],
  ["a return of a method", "class A:\n    def f(self):\n        return 1"],
  ["a lambda", "f = lambda: 1"],
  ["a raise under a condition", "if x:\n    raise A"],
  ["an elif that falls through", "if a:\n    raise A\nelif b:\n    pass\nelse:\n    raise C"],
  ["a loop that breaks", "while True:\n    if x:\n        break"],
  [
    "a loop that breaks in the else of an inner one",
    "while True:\n    for x in y:\n        f()\n    else:\n        break",
  ],
  ["a loop with a condition", "while x:\n    f()"],
  ["while 0", "while 0:\n    f()"],
  ["a handler that goes on", "try:\n    raise A\nexcept A:\n    pass"],
  ["a match that may take no case", "match a:\n    case 1:\n        raise A"],
  ["a match whose last case has a guard", "match a:\n    case _ if b:\n        raise A"],
  ["a match on None only", "match a:\n    case None:\n        raise A"],
])("%s gives no result", (_, body) => {
  expect(diagnosticsOf(main(body))).toEqual([
    {
      rule: "main-return",
      message:
        "main() never returns a value: end it with `return VALUE`, or with `return None` if there is nothing to tell.",
      line: 1,
      column: 5,
      endLine: 1,
      endColumn: 9,
    },
  ]);
});

test("a generator is told what it is", () => {
  expect(diagnosticsOf(main("for x in y:\n    yield x"))[0]?.message).toContain("generator");
});

test("the last main is judged, on one line too", () => {
  expect(rulesBrokenBy("def main(): return 1\ndef main(): pass\n")).toEqual(["main-return"]);
  expect(rulesBrokenBy("def main(): pass\nasync def main(): return 1\n")).toEqual([]);
});
