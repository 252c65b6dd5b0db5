import fc from "fast-check";
import { expect, test } from "vitest";
import { check } from "./check.js";
import { readModulePolicy } from "./module-policy.js";
import { normalise } from "./normalise.js";
import { PythonParser } from "./parser.js";

const policy = readModulePolicy();
const parser = new PythonParser();

const tokens =
  "def main class if elif else: for while try except except* finally with as async await match case _ import from . .. * ** " +
  "os eval exec print lambda yield return raise break global type in is not and or None True ( ) [ ] { } : ; , = == := -> " +
  "@ + - ~ <> ` $ ? \\ ' \" ''' \"\"\" f' f\"{ rb' 1 0x 1e 1_0 ... # \n \n\t \n    \t \f \0 \r \u200b \ud83d 😀 ｍain";

/** Words of Python in no order: what stays near the grammar reaches further into it than noise does. */
const soup = fc
  .array(fc.tuple(fc.constantFrom(...tokens.split(" ")), fc.constantFrom("", " ", " ", "\n")), { maxLength: 200 })
  .map((words) => words.flat().join(""));

/** Any UTF-16, half surrogates included. */
const noise = fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)), maxLength: 300 });

const repeated = fc
  .tuple(
    fc.array(fc.constantFrom(...tokens.split(" ")), { minLength: 1, maxLength: 4 }),
    fc.integer({ min: 1, max: 3000 }),
  )
  .map(([words, times]) => words.join(" ").repeat(times));

test.each([
  ["words of Python", soup, 400],
  ["noise", noise, 300],
  ["a few words again and again", repeated, 100],
])(
  "the check answers to whatever text within its bounds: %s",
  (_, texts, numRuns) => {
    fc.assert(
      fc.property(texts, (text) => {
        const source = normalise(text);
        const lines = source.split("\n");
        const start = performance.now();
        const verdict = check(source, policy, parser);
        expect(performance.now() - start).toBeLessThan(3000);
        if (verdict.valid) return;
        expect(verdict.diagnostics.length).toBeGreaterThan(0);
        let before = 0;
        for (const { message, line, column, endLine, endColumn } of verdict.diagnostics) {
          expect(message.length).toBeLessThan(2000);
          expect(line).toBeGreaterThanOrEqual(Math.max(before, 1));
          expect(endLine * 1e6 + endColumn).toBeGreaterThanOrEqual(line * 1e6 + column);
          expect(column).toBeGreaterThanOrEqual(1);
          expect(endColumn).toBeLessThanOrEqual(Array.from(lines[endLine - 1] ?? "").length + 1);
          before = line;
        }
      }),
      { numRuns },
    );
  },
  60_000,
);
