/** From the bytes of a body to a checked request, or to the problem with it. */

import { isUtf8 } from "node:buffer";
import type { createExecuteSchema, ExecuteFields } from "./execute-schema.js";
import { jsonDepth, memberText } from "./json-scan.js";
import { bodyDepthMax, inputBytesMax, scriptBytesMax } from "./limits.js";
import { isProblem, type Problem, refusal } from "./problem.js";

export interface ExecuteRequest extends ExecuteFields {
  /** The text of `input` as it stands in the body; undefined where it was not given. */
  readonly inputJson: Uint8Array | undefined;
}

/** @returns the request, or the problem (`invalid_json`, `invalid_request`, `too_large`). */
export function readExecuteRequest(
  bytes: Uint8Array,
  checkSchema: ReturnType<typeof createExecuteSchema>,
): ExecuteRequest | Problem {
  const body = withoutBom(bytes);
  const parsed = parse(body);
  if (isProblem(parsed)) return parsed;
  const fields = checkSchema(parsed.value);
  if (isProblem(fields)) return fields;

  const scriptBytes = Buffer.byteLength(fields.script);
  if (scriptBytes > scriptBytesMax) return tooLarge("script", scriptBytesMax, scriptBytes);
  const inputJson = memberText(body, "input");
  if (inputJson !== undefined && inputJson.length > inputBytesMax) {
    return tooLarge("input", inputBytesMax, inputJson.length);
  }
  return { ...fields, inputJson };
}

function parse(body: Uint8Array): { readonly value: unknown } | Problem {
  if (!isUtf8(body)) {
    const advice = "PowerShell 5 sends it with -Body ([Text.Encoding]::UTF8.GetBytes($json))";
    return refusal("invalid_json", `The body is not UTF-8. ${advice}.`);
  }
  const depth = jsonDepth(body);
  if (depth > bodyDepthMax) {
    return refusal("invalid_request", `The body must nest at most ${bodyDepthMax} levels deep, got ${depth}`);
  }
  try {
    return { value: JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString()) };
  } catch (error) {
    return refusal("invalid_json", `The body is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** .NET writes one by default, and `JSON.parse` does not take it. */
function withoutBom(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

function tooLarge(field: string, max: number, bytes: number): Problem {
  const [allowed, got] = [max, bytes].map((count) => count.toLocaleString("en-US"));
  return refusal("too_large", `${field} must be at most ${allowed} bytes of UTF-8, got ${got}`);
}
