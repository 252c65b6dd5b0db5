import { expect, test } from "vitest";
import { diagnosticsOf, goodMain, rulesBrokenBy, textsMarkedIn } from "../testing/verdicts.js";

test.each([
  ["NUL", "\0", "U+0000"],
  ["NUL behind a line continuation, which tree-sitter accepts", "x=1\\\0\n", "U+0000"],
  ["a vertical tab", "x = 1\v\n", "U+000B"],
  ["escape", "# \x1b[31m\n", "U+001B"],
  ["delete", "# \x7f\n", "U+007F"],
  ["a C1 control", "# \x9b\n", "U+009B"],
  ["half a surrogate pair", "x = '\ud83d'\n", "U+D83D"],
])("%s is refused by name", (_, text, name) => {
  const [diagnostic, ...others] = diagnosticsOf(text + goodMain);
  expect(diagnostic).toMatchObject({ rule: "source-text", message: expect.stringContaining(name) });
  expect(others).toEqual([]);
});

test("tab, line feed, form feed and whole surrogate pairs are text", () => {
  expect(rulesBrokenBy(`# \t\f 😀\n\f\n${goodMain}`)).toEqual([]);
});

test("a run of bad characters is one diagnostic, at its place", () => {
  expect(diagnosticsOf(`${goodMain}# 😀\0\x01\0 x`)).toEqual([
    {
      rule: "source-text",
      message: "The control character U+0000 is not allowed in a script: remove it, or write `\\x00` in a string.",
      line: 3,
      column: 4,
      endLine: 3,
      endColumn: 7,
    },
  ]);
});

test("T19: a zip archive with a script in it is refused", () => {
  const zip = "PK\x03\x04\x14\0\0\0\0\0 __main__.pyimport os\nPK\x05\x06\0\0\n";
  expect(new Set(rulesBrokenBy(zip + goodMain))).toContain("source-text");
});

test.each(["utf-8", "utf8", "UTF-8", "utf_8", "utf-8-sig", "UTF_8_SIG", "u8", "utf-8-unix"])(
  "a cookie that says %s is fine",
  (encoding) => {
    expect(rulesBrokenBy(`# -*- coding: ${encoding} -*-\n${goodMain}`)).toEqual([]);
  },
);

test.each([
  ["utf-7", "# coding: utf-7\n"],
  ["unicode_escape", "#!/usr/bin/python\n# vim: set fileencoding=unicode_escape :\n"],
  ["latin-1", "\n# -*- coding: latin-1 -*-\n"],
  ["utf-16", "\uFEFF# coding=utf-16\r\n"],
])("T18: a cookie that says %s is refused", (encoding, text) => {
  expect(rulesBrokenBy(text + goodMain)).toEqual(["source-text"]);
  expect(textsMarkedIn(text + goodMain)).toEqual([encoding]);
});

test.each([
  ["in the third line", "\n\n# coding: latin-1\n"],
  ["in the second line, below code", "x = 1\n# coding: latin-1\n"],
  ["behind code", "x = 1 # coding: latin-1\n"],
  ["in a string", "'# coding: latin-1'\n"],
])("what looks like a cookie %s is none, as in Python", (_, text) => {
  expect(rulesBrokenBy(text + goodMain)).toEqual([]);
});
