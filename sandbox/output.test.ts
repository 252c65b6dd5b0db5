import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { createOutput } from "./output.js";

function printed(text: string | Buffer, keptBytes: number, pieceBytes = 3) {
  const output = createOutput(keptBytes, 1_000_000, () => undefined);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.byteLength; at += pieceBytes) output.push(bytes.subarray(at, at + pieceBytes));
  return output.printed();
}

test("what fits is shown whole, in whatever pieces it came", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 9 }), (text, piece) => {
      expect(printed(text, 1_000_000, piece)).toEqual({ text, droppedBytes: 0 });
    }),
  );
});

test("what does not fit is cut between characters, and counted", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.nat(30), (text, keptBytes) => {
      const { text: shown, droppedBytes } = printed(text, keptBytes);
      expect(text.startsWith(shown)).toBe(true);
      expect(shown).not.toContain("\ufffd");
      expect(Buffer.byteLength(shown) + droppedBytes).toBe(Buffer.byteLength(text));
    }),
  );
});

test("bytes that are no UTF-8 are shown with replacement characters", () => {
  expect(printed(Buffer.from([0x61, 0xff, 0x62, 0xe2, 0x82]), 100)).toEqual({
    text: "a\ufffdb\ufffd",
    droppedBytes: 0,
  });
});

test("continuation bytes without a beginning do not make the cut run away", () => {
  expect(printed(Buffer.alloc(20, 0x80), 10).droppedBytes).toBe(10);
});

test("a byte order mark at the beginning is kept", () => {
  expect(printed("\ufeffx", 100).text).toBe("\ufeffx");
});

test("the limit is told once, when it is passed", () => {
  const onLimit = vi.fn();
  const output = createOutput(4, 10, onLimit);
  output.push(Buffer.alloc(10));
  expect(onLimit).not.toHaveBeenCalled();
  output.push(Buffer.alloc(1));
  output.push(Buffer.alloc(100));
  expect(onLimit).toHaveBeenCalledTimes(1);
  expect(output.printed().droppedBytes).toBe(107);
});
