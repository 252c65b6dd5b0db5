import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonDepth, memberText } from "./json-scan.js";

const shown = (json: string) => {
  const bytes = memberText(Buffer.from(json), "input");
  return bytes && Buffer.from(bytes).toString();
};

test.each([
  ['{"input":12345678901234567890}', "12345678901234567890"],
  ['{"input": 1e400 ,"a":1}', "1e400"],
  ['{"input":1,"input":2}', "2"],
  ['{"inp\\u0075t":[1, 2]}', "[1, 2]"],
  ['{"a":{"input":1},"b":[{"input":2}]}', undefined],
  ['{"a":"\\"input\\":1","b":"\\\\"}', undefined],
  [' {\n "a" : [ "]" , "}" ] ,\t"input" : {"x": "}\\""}\r\n} ', '{"x": "}\\""}'],
  ['{"input":null}', "null"],
  ['{"input":-0}', "-0"],
  ['{"ïnput":1,"input":"é"}', '"é"'],
  ["{}", undefined],
])("%s holds the input %s", (json, expected) => {
  expect(shown(json)).toBe(expected);
});

const blank = fc.stringMatching(/^[ \t\r\n]{0,3}$/);
const spelled = (key: string) =>
  fc.array(fc.boolean(), { minLength: key.length, maxLength: key.length }).map((escaped) => {
    const units = key
      .split("")
      .map((unit, at) =>
        escaped[at] ? `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}` : JSON.stringify(unit).slice(1, -1),
      );
    return `"${units.join("")}"`;
  });
const key = fc.oneof(
  fc.constantFrom("input", "script", "Input", "inputs", "__proto__", ""),
  fc.string({ unit: "binary" }),
);
const value = fc.oneof(
  fc.json({ stringUnit: "binary" }),
  fc.bigInt().map(String),
  fc.constantFrom('{"input":[{"input":1}]}', '"\\\\"', '"\\u0022,"', "1E+5", "-0.0"),
);
const member = fc
  .tuple(blank, key.chain(spelled), blank, blank, value, blank)
  .map(([a, k, b, c, v, d]) => `${a}${k}${b}:${c}${v}${d}`);
const object = fc.tuple(blank, fc.array(member), blank).map(([a, members, b]) => `${a}{${members.join(",")}}${b}`);

test("the member found is the one that JSON.parse takes", () => {
  fc.assert(
    fc.property(object, (json) => {
      const parsed = JSON.parse(json) as Record<string, unknown>;
      const found = shown(json);
      expect(found === undefined ? undefined : JSON.parse(found)).toEqual(parsed.input);
      expect(found !== undefined).toBe(Object.hasOwn(parsed, "input"));
      expect(found).toBe(found?.trim());
    }),
    { numRuns: 500 },
  );
});

test("no bytes, however odd, keep the scan from ending", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.stringMatching(/^[{}[\]",:\\ 1]*$/).map((odd) => Buffer.from(odd)),
      ),
      (bytes) => {
        expect(jsonDepth(bytes)).toBeGreaterThanOrEqual(0);
      },
    ),
  );
});

test("depth counts brackets, and none of those inside strings", () => {
  expect(jsonDepth(Buffer.from('{"a":[[1],"[[[[\\"[["]}'))).toBe(3);
  expect(jsonDepth(Buffer.from("[".repeat(100_000)))).toBe(100_000);
  expect(jsonDepth(Buffer.from("1"))).toBe(0);
});
