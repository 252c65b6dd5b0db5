import { expect, test } from "vitest";
import { createLineSplitter } from "./lines.js";

function split(longestBytes: number, ...chunks: string[]): string[] {
  const lines: string[] = [];
  const push = createLineSplitter(longestBytes, (line) => lines.push(line));
  for (const chunk of chunks) push(Buffer.from(chunk));
  return lines;
}

test("lines are the same however they are cut", () => {
  expect(split(100, "one\ntwo\n\nthr", "ee", "\nunfinished")).toEqual(["one", "two", "", "three"]);
});

test("a line that is too long is cut, and the next one is whole", () => {
  expect(split(4, "abcdefgh", "ijk", "\nxy\n")).toEqual(["abcd", "xy"]);
});
