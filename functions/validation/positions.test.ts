import { expect, test } from "vitest";
import { Positions } from "./positions.js";

test.each([
  ["the start", "abc", 0, 1, 1],
  ["the end", "abc", 3, 1, 4],
  ["a line end, which belongs to its line", "ab\ncd", 2, 1, 3],
  ["the start of the second line", "ab\ncd", 3, 2, 1],
  ["the empty line at the end", "ab\n", 3, 2, 1],
  ["behind a tab, which counts one", "\t\tx", 2, 1, 3],
  ["behind an umlaut", "äx", 1, 1, 2],
  ["behind an emoji, which is one code point", "😀x", 2, 1, 2],
  ["a line below one with emoji", "😀😀\nx😀y", 8, 2, 3],
  ["behind half a pair, which counts one", "\uD83Dx", 1, 1, 2],
])("counts %s", (_, text, offset, line, column) => {
  expect(new Positions(text).at(offset)).toEqual({ line, column });
});

test("a hundred thousand look-ups on one line of 200 KB take no time to speak of", () => {
  const positions = new Positions("😀".repeat(100_000));
  const start = performance.now();
  for (let offset = 0; offset < 200_000; offset += 2) positions.at(offset);
  expect(positions.at(199_998)).toEqual({ line: 1, column: 100_000 });
  expect(performance.now() - start).toBeLessThan(500);
});
