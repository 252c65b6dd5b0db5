/** Looks into JSON text without building what it says: how deep it nests, and where a member's value stands. */

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;

/** How deeply brackets nest in the text, which need not be JSON. Strings are passed over. */
export function jsonDepth(text: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at += 1) {
    const byte = text[at];
    if (byte === quote) at = stringEnd(text, at) - 1;
    else if (isOpening(byte)) deepest = Math.max(deepest, ++depth);
    else if (isClosing(byte)) depth -= 1;
  }
  return deepest;
}

/**
 * The bytes of one top-level member's value, as they stand in the text: an integer of 20 digits survives,
 * which it would not through `JSON.parse`. Of several members of that name the last counts, as in `JSON.parse`.
 *
 * @param text a valid JSON object in UTF-8; of anything else the answer means nothing.
 * @returns undefined where there is no such member.
 */
export function memberText(text: Uint8Array, name: string): Uint8Array | undefined {
  let found: Uint8Array | undefined;
  let at = skipBlank(text, skipBlank(text, 0) + 1);
  while (text[at] === quote) {
    const keyEnd = stringEnd(text, at);
    const isWanted = JSON.parse(decode(text.subarray(at, keyEnd))) === name;
    const start = skipBlank(text, skipBlank(text, keyEnd) + 1);
    const end = valueEnd(text, start);
    if (isWanted) found = text.subarray(start, end);
    at = skipBlank(text, end);
    if (text[at] === comma) at = skipBlank(text, at + 1);
  }
  return found;
}

/** One past the closing quote of the string that opens at `at`. */
function stringEnd(text: Uint8Array, at: number): number {
  let end = at + 1;
  while (end < text.length && text[end] !== quote) end += text[end] === backslash ? 2 : 1;
  return Math.min(end + 1, text.length);
}

function valueEnd(text: Uint8Array, start: number): number {
  if (text[start] === quote) return stringEnd(text, start);
  let depth = 0;
  let at = start;
  for (; at < text.length; at += 1) {
    const byte = text[at];
    if (byte === quote) {
      at = stringEnd(text, at) - 1;
    } else if (isOpening(byte)) {
      depth += 1;
    } else if (isClosing(byte)) {
      // The bracket that closes the object around a number, or the value's own.
      if (depth === 0) return at;
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (depth === 0 && (byte === comma || isBlank(byte))) {
      return at;
    }
  }
  return at;
}

function skipBlank(text: Uint8Array, from: number): number {
  let at = from;
  while (isBlank(text[at])) at += 1;
  return at;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function isOpening(byte: number | undefined): boolean {
  return byte === 0x7b || byte === 0x5b;
}

function isClosing(byte: number | undefined): boolean {
  return byte === 0x7d || byte === 0x5d;
}

function decode(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}
