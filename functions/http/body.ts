/** Reads a request's body, counting. */

import type { IncomingMessage } from "node:http";

export type Body =
  | { readonly kind: "whole"; readonly bytes: Buffer }
  | { readonly kind: "tooLarge"; readonly bytesSoFar: number }
  /** `signal` was aborted before the end. */
  | { readonly kind: "interrupted" };

/** Leaves the stream paused and without listeners, whatever happens. */
export function readBody(req: IncomingMessage, maxBytes: number, signal: AbortSignal): Promise<Body> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const settle = (body: Body) => {
      req.off("data", onData).off("end", onEnd).pause();
      signal.removeEventListener("abort", onAbort);
      resolve(body);
    };
    const onData = (chunk: Buffer) => {
      length += chunk.length;
      chunks.push(chunk);
      if (length > maxBytes) settle({ kind: "tooLarge", bytesSoFar: length });
    };
    const onEnd = () => settle({ kind: "whole", bytes: Buffer.concat(chunks, length) });
    const onAbort = () => settle({ kind: "interrupted" });
    if (signal.aborted) return resolve({ kind: "interrupted" });
    signal.addEventListener("abort", onAbort);
    req.on("data", onData).once("end", onEnd);
  });
}
