/** The rule `source-text`: characters that make the same source mean different things to different readers. */

import { type Finding, quote } from "./finding.js";

/** Control characters but tab, line feed and form feed; halves of surrogate pairs that stand alone. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for.
const forbidden = /(?:[\0-\x08\x0B\x0E-\x1F\x7F-\x9F]|[\uD800-\uDFFF])+/gu;

/** A coding cookie as PEP 263 defines it, of one line. */
const cookie = /^([ \t\f]*#.*?coding[:=][ \t]*)([-\w.]+)/;
const blankOrComment = /^[ \t\f]*(?:#.*)?$/;

/** The spellings of UTF-8 that Python knows, once `_` is `-` and all is lower case. */
const utf8 = /^(?:utf-?8(?:-.*)?|utf|u8)$/;

/** Findings on the text as such; it needs no tree. */
export function checkSourceText(source: string): Finding[] {
  return [...checkCookie(source), ...checkCharacters(source)].sort((a, b) => a.start - b.start);
}

function checkCharacters(source: string): Finding[] {
  return Array.from(source.matchAll(forbidden), (match) => ({
    rule: "source-text",
    message: describe(match[0].codePointAt(0) ?? 0),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

function describe(codePoint: number): string {
  const hex = codePoint.toString(16).toUpperCase().padStart(4, "0");
  if (codePoint >= 0xd800) {
    return `U+${hex} is half of a surrogate pair and no character: remove it, or write \`\\u${hex.toLowerCase()}\` in a string.`;
  }
  const written = `\\x${hex.slice(2).toLowerCase()}`;
  return `The control character U+${hex} is not allowed in a script: remove it, or write \`${written}\` in a string.`;
}

/** The script is UTF-8 by definition; Python reads a cookie in the first two lines, in the second only below a comment. */
function checkCookie(source: string): Finding[] {
  const [first = "", second = ""] = source.split("\n", 2);
  const lines = blankOrComment.test(first) ? [first, second] : [first];
  let lineStart = 0;
  for (const line of lines) {
    const [, before, encoding] = cookie.exec(line) ?? [];
    if (before !== undefined && encoding !== undefined) {
      if (utf8.test(encoding.toLowerCase().replaceAll("_", "-"))) return [];
      const message = `A script is UTF-8 text: remove the declaration of the encoding ${quote(encoding)}.`;
      const start = lineStart + before.length;
      return [{ rule: "source-text", message, start, end: start + encoding.length }];
    }
    lineStart += line.length + 1;
  }
  return [];
}
