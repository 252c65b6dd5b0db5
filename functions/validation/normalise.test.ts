import { expect, test } from "vitest";
import { normalise } from "./normalise.js";

test.each([
  ["Windows line ends", "a\r\nb\r\n", "a\nb\n"],
  ["old Macintosh line ends", "a\rb\r", "a\nb\n"],
  ["a mixture", "a\r\r\nb\n\rc", "a\n\nb\n\nc"],
  ["a byte order mark", "\uFEFFa", "a"],
  ["only one byte order mark", "\uFEFF\uFEFFa", "\uFEFFa"],
  ["a byte order mark elsewhere", "a\uFEFF", "a\uFEFF"],
  ["nothing", "", ""],
])("normalises %s", (_, script, expected) => {
  expect(normalise(script)).toBe(expected);
});

test("a line end inside a string is one, too, as Python reads source files", () => {
  expect(normalise('"""a\r\nb"""')).toBe('"""a\nb"""');
});
