/** Whether the bytes of a value frame may be spliced into an answer as they are. */

import { isUtf8 } from "node:buffer";

const quote = 0x22;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/**
 * Checks size, depth and syntax; the worker did so too, but the script may have written the frame itself.
 *
 * @returns why the bytes are refused, or null.
 */
export function refuseResult(json: Buffer, longestBytes: number, deepest: number): string | null {
  if (json.byteLength > longestBytes) {
    return `Returned value has ${json.byteLength} bytes of JSON, at most ${longestBytes} are allowed`;
  }
  if (exceedsDepth(json, deepest)) return `Returned value is nested deeper than ${deepest} levels`;
  if (!isUtf8(json) || !isJson(json))
    return "Returned value is not valid JSON: the script wrote to the service's result channel";
  return null;
}

/** One pass without recursion: brackets outside strings, in bytes that need not be JSON. */
export function exceedsDepth(json: Buffer, deepest: number): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < json.byteLength; at += 1) {
    const byte = json[at];
    if (inString) {
      if (byte === backslash) at += 1;
      else if (byte === quote) inString = false;
    } else if (byte === quote) {
      inString = true;
    } else if (byte === openBracket || byte === openBrace) {
      depth += 1;
      if (depth > deepest) return true;
    } else if (byte === closeBracket || byte === closeBrace) {
      depth -= 1;
    }
  }
  return false;
}

function isJson(json: Buffer): boolean {
  try {
    JSON.parse(json.toString("utf8"));
    return true;
  } catch {
    return false;
  }
}
