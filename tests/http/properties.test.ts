/** No input, however odd, gets anything but well-formed JSON of the one shape, and none outlives its deadline. */

import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { tokensOf } from "./json-text.js";
import { programs } from "./program.js";
import { type Service, startService } from "./service.js";
import type { Reply } from "./shape.js";

let service: Service;

beforeAll(async () => {
  service = await startService();
  return () => service.stop();
});

const timeoutMs = 1000;
/** For the check, a kill and two busy cores; a run without end would take no less than 30 s. */
const graceMs = 9000;

/** The text of a JSON number: integers of up to 40 digits, and any double. */
const numberText = fc.oneof(
  fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
);

/** The text of a string: any characters, lone surrogates escaped. */
const stringText = fc
  .oneof(fc.string({ unit: "binary" }), fc.string(), fc.constantFrom("\ud800", "__proto__", "</script>\u2028"))
  .map((value) => JSON.stringify(value));

const { value: jsonText } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom("null", "true", "false"),
    numberText,
    stringText,
    fc.array(tie("value"), { maxLength: 5 }).map((items) => `[${items.join(",")}]`),
    fc
      .uniqueArray(fc.tuple(stringText, tie("value")), { maxLength: 5, selector: ([key]) => JSON.parse(key) as string })
      .map((members) => `{${members.map(([key, value]) => `${key}: ${value}`).join(", ")}}`),
  ),
}));

/** What a token means: integers by their digits, other numbers by their value, strings by their characters. */
function meaningOf(token: string): unknown {
  if (token.startsWith('"')) return { text: JSON.parse(token) as string };
  if (/^-?\d+$/.test(token)) return { integer: BigInt(token) };
  return /^-?\d/.test(token) ? { number: Number(token) } : token;
}

describe("JSON through input and back", () => {
  test("is identical", async () => {
    await fc.assert(
      fc.asyncProperty(jsonText, async (json) => {
        const reply = await service.post(`{"script": "def main(input):\\n    return input", "input": ${json}}`);
        expect(reply.answer.error).toBeNull();
        expect(tokensOf(reply.resultJson).map(meaningOf)).toEqual(tokensOf(json).map(meaningOf));
      }),
      { numRuns: 300 },
    );
  });

  test("is what Python's own parser makes of it", async () => {
    const script = "import json\ndef main(input):\n    return input[0] == json.loads(input[1])";
    await fc.assert(
      fc.asyncProperty(jsonText, async (json) => {
        const reply = await service.post(
          `{"input": [${json}, ${JSON.stringify(json)}], "script": ${JSON.stringify(script)}}`,
        );
        expect(reply.answer).toMatchObject({ result: true, error: null });
      }),
      { numRuns: 50 },
    );
  });
});

describe("any body", () => {
  const sound =
    '{"script": "def main(input):\\n    return input", "input": {"a": [1, 2.5, "x"]}, "limits": {"timeoutMs": 1000}}';

  test("of any bytes gets an answer of the one shape", async () => {
    const anyBytes = fc.oneof(fc.uint8Array({ maxLength: 300 }), mutated(Buffer.from(sound)));
    const anyType = fc.constantFrom("application/json", "application/json; charset=utf-8", "text/plain", "");
    await fc.assert(
      fc.asyncProperty(anyBytes, anyType, async (body, type) => {
        // The client itself checks shape and status.
        const { status } = await service.post(Buffer.from(body), { "Content-Type": type });
        expect(status).toBeLessThan(500);
      }),
      { numRuns: 300 },
    );
  });

  test("of any JSON gets one too", async () => {
    const fields = fc.record(
      {
        script: fc.oneof(fc.jsonValue(), fc.constant("def main():\n    return 1")),
        input: fc.jsonValue(),
        limits: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.jsonValue(), fields), async (body) => {
        expect((await service.execute(body)).status).toBeLessThan(500);
      }),
      { numRuns: 300 },
    );
  });

  test("on any path with any method gets one too", async () => {
    const method = fc.constantFrom("GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH");
    const path = fc.oneof(
      fc.webPath(),
      fc.constantFrom("/execute", "/health?x", "/live#a", "/%ff", "/..%2f", "/execute/"),
    );
    await fc.assert(
      fc.asyncProperty(method, path, async (verb, target) => {
        const { status } = await service.get(target || "/", { method: verb });
        expect(status).toBeLessThan(500);
      }),
      { numRuns: 100 },
    );
  });

  test("of any bytes on the connection gets one too", async () => {
    const request = Buffer.from(
      `POST /execute HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`,
    );
    await fc.assert(
      fc.asyncProperty(spoiltStart(request), async (bytes) => {
        expect((await service.raw(Buffer.from(bytes))).status).toBeLessThan(500);
      }),
      { numRuns: 50 },
    );
  });
});

describe("any script", () => {
  test("of random text is answered in time", async () => {
    const text = fc.oneof(fc.string({ unit: "binary", maxLength: 400 }), pythonish());
    await fc.assert(
      fc.asyncProperty(text, async (script) => answersInTime(script)),
      { numRuns: 400 },
    );
  });

  test("made from a sound one by damage is answered in time", async () => {
    const damaged = fc
      .constantFrom(...programs)
      .chain(({ script, inputJson }) => fc.tuple(mutated(Buffer.from(script)), fc.constant(inputJson)));
    await fc.assert(
      fc.asyncProperty(damaged, async ([bytes, inputJson]) => answersInTime(Buffer.from(bytes).toString(), inputJson)),
      { numRuns: 300 },
    );
  });

  async function answersInTime(script: string, inputJson?: string): Promise<void> {
    const sentAt = performance.now();
    const input = inputJson === undefined ? "" : `,"input":${inputJson}`;
    const reply: Reply = await service.post(
      `{"script":${JSON.stringify(script)}${input},"limits":{"timeoutMs":${timeoutMs}}}`,
    );
    expect(reply.status, reply.text).toBeLessThan(500);
    expect(performance.now() - sentAt).toBeLessThan(timeoutMs + graceMs);
  }
});

/** Bytes with a few places cut out, doubled, overwritten or swapped in from elsewhere. */
function mutated(bytes: Buffer): fc.Arbitrary<Uint8Array> {
  const edit = fc.record({
    at: fc.nat({ max: Math.max(bytes.length - 1, 0) }),
    length: fc.nat({ max: 12 }),
    insert: fc.oneof(
      fc.uint8Array({ maxLength: 4 }),
      fc.constantFrom(...["(", "\n", "\\\n", "    ", '"', "'''", "{", "\0"].map((text) => Buffer.from(text))),
    ),
    keeps: fc.boolean(),
  });
  return fc
    .array(edit, { minLength: 1, maxLength: 4 })
    .map((edits) =>
      edits.reduce(
        (text, { at, length, insert, keeps }) =>
          Buffer.concat([text.subarray(0, at), insert, text.subarray(keeps ? at : at + length)]),
        bytes,
      ),
    );
}

/** Tokens of Python in no order. */
function pythonish(): fc.Arbitrary<string> {
  const tokens =
    "def main(): return yield lambda if else elif for in while try: except finally: with as class import from os pandas ( ) [ ] { } : ; = := == , . * ** @ 1 1e999 0x 'a' \"b\" f'{ }' '''  \\ # await async match case _ type not and or None True x print \n \n\t \n\u0020\u0020\u0020\u0020".split(
      " ",
    );
  return fc
    .array(fc.constantFrom(...tokens), { maxLength: 60 })
    .map((chosen) => `def main():\n    return 1\n${chosen.join(" ")}`);
}

/** A request whose first line or headers are damaged: bytes in the body would only make the server wait for more. */
function spoiltStart(request: Buffer): fc.Arbitrary<Buffer> {
  return fc
    .tuple(fc.nat({ max: 20 }), fc.integer({ min: 0, max: 255 }))
    .filter(([at, byte]) => at < request.length && byte !== 10 && byte !== 13)
    .map(([at, byte]) => Buffer.concat([request.subarray(0, at), Buffer.from([byte]), request.subarray(at + 1)]));
}
