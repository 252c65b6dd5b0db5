import { expect, test } from "vitest";
import { readExecuteRequest } from "./execute-request.js";
import { createExecuteSchema } from "./execute-schema.js";
import { bodyDepthMax, inputBytesMax, issuesMax, scriptBytesMax } from "./limits.js";

const checkSchema = createExecuteSchema({ maxTimeoutMs: 3000, maxMemoryMb: 512 });
const read = (body: string | Uint8Array) => readExecuteRequest(Buffer.from(body), checkSchema);
const readValue = (value: unknown) => read(JSON.stringify(value));

test("limits left out are the server's maxima, in part or as a whole", () => {
  const maxima = { timeoutMs: 3000, memoryMb: 512 };
  expect(readValue({ script: "x" })).toEqual({ script: "x", limits: maxima, inputJson: undefined });
  expect(readValue({ script: "x", limits: {} })).toMatchObject({ limits: maxima });
  expect(readValue({ script: "x", limits: { timeoutMs: 100 } })).toMatchObject({
    limits: { ...maxima, timeoutMs: 100 },
  });
});

test.each([
  [{ script: "", limits: { memoryMb: 4096 } }, "limits.memoryMb must be 16..512, got 4096"],
  [{ script: "", limits: { memoryMb: 15 } }, "limits.memoryMb must be 16..512, got 15"],
  [{ script: "", limits: { timeoutMs: 99 } }, "limits.timeoutMs must be 100..3000, got 99"],
  [{ script: "", limits: { timeoutMs: 100.5 } }, "limits.timeoutMs must be an integer 100..3000, got 100.5"],
  [{ script: "", limits: { timeoutMs: 1e300 } }, "limits.timeoutMs must be an integer 100..3000, got 1e+300"],
  [{ script: "", limits: { timeoutMs: "5" } }, 'limits.timeoutMs must be 100..3000, got "5"'],
  [{ script: "", limits: { timeoutMs: null } }, "limits.timeoutMs must be 100..3000, got null"],
  [{ script: "", limits: null }, "limits must be an object, got null"],
  [{ script: "", limits: { cpu: 1 } }, "limits.cpu is not a field of limits"],
  [{ script: "", scripts: 1 }, "scripts is not a field of the request"],
  [{}, "script must be a string of Python source with a top-level main(), got nothing"],
  [{ script: [1] }, "script must be a string of Python source with a top-level main(), got an array"],
  [{ script: { a: 1 } }, "script must be a string of Python source with a top-level main(), got an object"],
  [[], "the body must be a JSON object, got an array"],
  [null, "the body must be a JSON object, got null"],
  ["x".repeat(100), `the body must be a JSON object, got "${"x".repeat(60)}…"`],
])("%j is refused by name", (body, message) => {
  expect(readValue(body)).toMatchObject({ code: "invalid_request", message, started: false });
});

test("every issue is told with its path", () => {
  expect(read('{"limits":{"timeoutMs":1,"memoryMb":1,"__proto__":1},"a":1}')).toMatchObject({
    details: {
      issues: [
        { path: "script" },
        { path: "limits.timeoutMs", message: "limits.timeoutMs must be 100..3000, got 1" },
        { path: "limits.memoryMb" },
        { path: "limits.__proto__" },
        { path: "a" },
      ],
    },
  });
});

test("of a flood of unknown fields the first are listed, cut short, and the rest counted", () => {
  const names = Array.from({ length: 1000 }, (_, at) => `${at}`.padEnd(1000, "x"));
  const problem = readValue({ script: "", ...Object.fromEntries(names.map((name) => [name, 1])) });
  expect(problem).toMatchObject({ details: { issues: { length: issuesMax } } });
  expect(problem).toHaveProperty("message", expect.stringMatching(/; and 980 more$/));
  expect(JSON.stringify(problem).length).toBeLessThan(10_000);
});

test("a byte order mark before the body is passed over", () => {
  const problem = read(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('{"script":"x","input":1}')]));
  expect(problem).toMatchObject({ script: "x", inputJson: Buffer.from("1") });
});

test.each([
  ["nothing", ""],
  ["half an object", '{"script":"x"'],
  ["Python's spelling", "{'script': None}"],
  ["NaN", '{"script":"x","input":NaN}'],
  ["two values", '{"script":"x"}{}'],
  ["Latin-1", Buffer.from('{"script":"é"}', "latin1")],
  ["UTF-16", Buffer.from('{"script":"x"}', "utf16le")],
])("%s is not JSON", (_, body) => {
  expect(read(body)).toMatchObject({ code: "invalid_json", started: false });
});

test("input keeps the bytes that it came in", () => {
  const request = read('{"script":"","input": {"n": 12345678901234567890, "x": 1.0} }');
  expect(request).toMatchObject({ inputJson: Buffer.from('{"n": 12345678901234567890, "x": 1.0}') });
});

test("an input of null is given, one left out is not", () => {
  expect(read('{"script":"","input":null}')).toMatchObject({ inputJson: Buffer.from("null") });
  expect(read('{"script":""}')).toMatchObject({ inputJson: undefined });
});

test("the script's size is counted in bytes of UTF-8", () => {
  expect(readValue({ script: "é".repeat(scriptBytesMax / 2) })).not.toHaveProperty("code");
  expect(readValue({ script: `${"é".repeat(scriptBytesMax / 2)}x` })).toMatchObject({
    code: "too_large",
    message: "script must be at most 204,800 bytes of UTF-8, got 204,801",
  });
});

test("the input's size is counted as it stands in the body", () => {
  const ofLength = (bytes: number) => `{"script":"","input":"${"x".repeat(bytes - 2)}"}`;
  expect(read(ofLength(inputBytesMax))).not.toHaveProperty("code");
  expect(read(ofLength(inputBytesMax + 1))).toMatchObject({ code: "too_large" });
});

test("a body nested too deeply is refused before it is parsed", () => {
  const nested = (levels: number) => `{"script":"","input":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`;
  expect(read(nested(bodyDepthMax))).not.toHaveProperty("code");
  expect(read(nested(bodyDepthMax + 1))).toMatchObject({ code: "invalid_request" });
});
