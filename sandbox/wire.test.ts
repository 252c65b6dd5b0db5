import fc from "fast-check";
import { describe, expect, test } from "vitest";
import golden from "../tests/wire/golden.json" with { type: "json" };
import {
  helloSchema,
  layerFailedSchema,
  messageSchema,
  notCompiledSchema,
  readySchema,
  thrownSchema,
  zygoteLineSchema,
} from "./messages.js";
import type { Plan } from "./plan.js";
import { createFrameDecoder, encodeFrame, type Frame, type FrameType, maxPayloadBytes } from "./wire.js";

const payloadSchemas = {
  H: helloSchema,
  R: readySchema,
  X: layerFailedSchema,
  U: messageSchema,
  E: notCompiledSchema,
  J: messageSchema,
  T: thrownSchema,
};
const fromWorker = golden.frames.filter((frame) => frame.direction === "from worker");

function decodeAll(chunks: Iterable<Buffer>): { frames: Frame[]; breach: string | null } {
  const decoder = createFrameDecoder();
  const frames: Frame[] = [];
  for (const chunk of chunks) {
    decoder.push(chunk);
    for (let frame = decoder.next(); frame !== undefined; frame = decoder.next()) frames.push(frame);
  }
  return { frames, breach: decoder.breach };
}

describe("golden frames", () => {
  test("the longest payload is the same on both sides", () => {
    expect(maxPayloadBytes).toBe(golden.maxPayloadBytes);
  });

  test.each(golden.frames)("$name is written as agreed", ({ type, text, hex }) => {
    expect(encodeFrame(type as FrameType, text).toString("hex")).toBe(hex);
  });

  test.each(fromWorker)("$name is read as agreed", ({ type, text, hex }) => {
    const { frames } = decodeAll([Buffer.from(hex, "hex")]);
    expect(frames.map((frame) => [frame.type, frame.payload.toString()])).toEqual([[type, text]]);
  });

  test.each(fromWorker.filter((frame) => frame.type in payloadSchemas))("$name means what is agreed", (frame) => {
    const schema = payloadSchemas[frame.type as keyof typeof payloadSchemas];
    expect(schema.parse(JSON.parse(frame.text))).toEqual("json" in frame ? frame.json : undefined);
  });

  test.each(golden.breaches)("$name", ({ hex }) => {
    const { frames, breach } = decodeAll([Buffer.from(hex, "hex")]);
    expect(frames).toEqual([]);
    expect(breach).not.toBeNull();
  });

  test.each(golden.zygote.fromZygote)("the zygote's line: $name", ({ line, json }) => {
    expect(zygoteLineSchema.parse(JSON.parse(line))).toEqual(json);
  });

  test("the plan has exactly the agreed keys", () => {
    const keys: Record<keyof Plan, true> = {
      socket: true,
      packages: true,
      readable: true,
      jail: true,
      firstUid: true,
      slots: true,
      workers: true,
      cpuSeconds: true,
      maxMemoryBytes: true,
      scratchBytes: true,
      fileBytes: true,
      descriptors: true,
      threads: true,
      resultBytes: true,
      resultDepth: true,
    };
    const plans = golden.zygote.toZygote.flatMap(({ json }) => ("plan" in json ? [json.plan] : []));
    for (const plan of plans) expect(Object.keys(plan ?? {}).sort()).toEqual(Object.keys(keys).sort());
    expect(plans).toHaveLength(2);
  });
});

describe("the decoder", () => {
  const types = fc.constantFrom<FrameType>("R", "C", "V", "J", "T");
  const frames = fc.array(fc.tuple(types, fc.uint8Array({ maxLength: 300 })), { maxLength: 8 });

  test("gives the same frames however the stream is cut", () => {
    fc.assert(
      fc.property(frames, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (sent, cuts) => {
        const stream = Buffer.concat(sent.map(([type, payload]) => encodeFrame(type, payload)));
        const { frames: got, breach } = decodeAll(cut(stream, cuts));
        expect(breach).toBeNull();
        expect(got.map(({ type, payload }) => [type, Buffer.from(payload)])).toEqual(
          sent.map(([type, payload]) => [type, Buffer.from(payload)]),
        );
      }),
    );
  });

  test("never throws and never gives more than was sent, whatever arrives", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }),
        (bytes, cuts) => {
          const { frames: got } = decodeAll(cut(Buffer.from(bytes), cuts));
          const total = got.reduce((sum, frame) => sum + 5 + frame.payload.byteLength, 0);
          expect(total).toBeLessThanOrEqual(bytes.byteLength);
        },
      ),
    );
  });

  test("takes a payload of the longest length", () => {
    const { frames: got } = decodeAll(cut(encodeFrame("V", Buffer.alloc(maxPayloadBytes, "1")), [65_536]));
    expect(got[0]?.payload.byteLength).toBe(maxPayloadBytes);
  });

  test("leaves what follows a frame to whoever reads on", () => {
    const decoder = createFrameDecoder();
    decoder.push(Buffer.concat([encodeFrame("C"), Buffer.from("not a frame")]));
    expect(decoder.next()?.type).toBe("C");
    expect(decoder.rest().toString()).toBe("not a frame");
  });

  test("a payload that is too long to send is refused", () => {
    expect(() => encodeFrame("S", Buffer.alloc(maxPayloadBytes + 1))).toThrow(RangeError);
  });
});

function* cut(stream: Buffer, sizes: readonly number[]): Generator<Buffer> {
  for (let at = 0, turn = 0; at < stream.byteLength; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield stream.subarray(at, at + size);
    at += size;
  }
}
