/** Answers what is not HTTP, or came too slowly: Node would answer it without a body. */

import { randomUUID } from "node:crypto";
import type { Duplex } from "node:stream";
import { failure } from "./answer.js";
import { requestTimeoutMs } from "./limits.js";
import { type Problem, refusal } from "./problem.js";
import { send, sendRaw } from "./send.js";
import type { Traffic } from "./traffic.js";

/** @returns a listener for the server's `clientError`. */
export function createMalformedListener(traffic: Traffic): (error: NodeJS.ErrnoException, socket: Duplex) => void {
  // Each further packet on such a connection is reported again.
  const met = new WeakSet<Duplex>();

  return ({ code }, socket) => {
    const problem = problemOf(code);
    if (problem === undefined || !socket.writable) return void socket.destroy();
    if (met.has(socket)) return;
    met.add(socket);

    const answer = failure(randomUUID(), problem);
    const latest = traffic.inFlight(socket).at(-1);
    if (latest === undefined) return sendRaw(socket, answer);
    if (latest.req.complete) {
      // The request before it was sound: it is answered first.
      latest.ended.addEventListener("abort", () => sendRaw(socket, answer));
    } else if (latest.res.headersSent) {
      socket.destroy();
    } else {
      send(latest.res, answer, true);
    }
  };
}

/** @returns undefined for faults of the connection, over which nothing can be said any more. */
function problemOf(code: string | undefined): Problem | undefined {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return refusal("too_large", "The request's headers are too long; 16 KB are taken", { status: 431 });
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return refusal("too_large", "The chunk extensions are too long; 16 KB are taken");
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return refusal("invalid_request", `The request did not arrive within ${requestTimeoutMs / 1000} s`, {
        status: 408,
      });
    default:
      return code?.startsWith("HPE_") ? refusal("invalid_request", `This is not HTTP/1.1 (${code})`) : undefined;
  }
}
