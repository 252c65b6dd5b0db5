/** What a request's head alone decides: where it goes, or why it is refused before its body is read. */

import type { IncomingMessage } from "node:http";
import { bodyBytesMax } from "./limits.js";
import { type Problem, refusal } from "./problem.js";
import { type Endpoint, route } from "./routes.js";

/** @returns the endpoint, or the problem with the head. */
export function inspectHead(req: IncomingMessage): Endpoint | Problem {
  const endpoint = route(req.method ?? "", req.url ?? "");
  if (typeof endpoint !== "string") return endpoint;
  return misfit(req) ?? (endpoint === "execute" ? wrongMediaType(req) : undefined) ?? endpoint;
}

/** The length that the head declares; undefined for a chunked body. */
export function declaredBytes(req: IncomingMessage): number | undefined {
  return req.headers["transfer-encoding"] === undefined ? Number(req.headers["content-length"] ?? 0) : undefined;
}

export function bodyTooLarge(bytes: number): Problem {
  const [max, got] = [bodyBytesMax, bytes].map((count) => count.toLocaleString("en-US"));
  return refusal("too_large", `The body must be at most ${max} bytes, got ${got} or more`);
}

function misfit(req: IncomingMessage): Problem | undefined {
  const { headers } = req;
  if (headers.host === undefined && req.httpVersion === "1.1") {
    return refusal("invalid_request", "The Host header is missing; HTTP/1.1 requires it");
  }
  // 600 KB of gzip can be 600 MB of body.
  const coding = headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  if (coding !== "identity") return coded("Content-Encoding", coding);
  const transfer = headers["transfer-encoding"]?.trim().toLowerCase() ?? "chunked";
  if (transfer !== "chunked") return coded("Transfer-Encoding", transfer);
  const declared = declaredBytes(req) ?? 0;
  return declared > bodyBytesMax ? bodyTooLarge(declared) : undefined;
}

function coded(header: string, value: string): Problem {
  return refusal("unsupported_media_type", `Send the body as it is: ${header} is not taken, got ${quoted(value)}`);
}

function wrongMediaType(req: IncomingMessage): Problem | undefined {
  const type = req.headers["content-type"];
  if (type !== undefined && /^\s*application\/json\s*(;\s*charset\s*=\s*("utf-8"|utf-8)\s*)?;?\s*$/i.test(type))
    return undefined;
  const got = type === undefined ? "none" : quoted(type);
  return refusal("unsupported_media_type", `Content-Type must be application/json in UTF-8, got ${got}`);
}

function quoted(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}
