/**
 * Stands around the HTTP server that functions-framework makes: reads every request's body itself, within bounds, and
 * answers in JSON what the framework, Express or Node would answer otherwise. What the framework gets to see is sound,
 * has its body consumed (so its body parsers, which inflate up to 1 GB, pass it over) and goes to a path of the service.
 */

import { randomUUID } from "node:crypto";
import http, { type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type Answer, failure } from "./answer.js";
import { readBody } from "./body.js";
import type { Budget, Hold } from "./budget.js";
import type { Drain } from "./drain.js";
import { bodyTooLarge, declaredBytes, inspectHead } from "./head.js";
import { bodyBytesMax, headTimeoutMs, keepAliveMs, requestTimeoutMs } from "./limits.js";
import { createMalformedListener } from "./malformed.js";
import { internalFault, type Problem, refusal, shuttingDown } from "./problem.js";
import type { Endpoint } from "./routes.js";
import { send, sendEarly, sendRaw } from "./send.js";
import type { Exchange, Traffic } from "./traffic.js";

/** A request that passed the guard. */
export interface Admitted {
  readonly id: string;
  readonly endpoint: Endpoint;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Aborted when the caller went away. */
  readonly signal: AbortSignal;
  answer(answer: Answer): void;
}

export interface GuardParts {
  readonly traffic: Traffic;
  readonly drain: Drain;
  readonly budget: Budget;
  readonly log: {
    debug(details: Readonly<Record<string, unknown>>, message: string): void;
    error(details: Readonly<Record<string, unknown>>, message: string): void;
  };
}

export interface Guard {
  /** What the guard knows of a request that reached the function; undefined when it did not come through the guard. */
  admitted(req: IncomingMessage): Admitted | undefined;
}

type Listener = (req: IncomingMessage, res: ServerResponse) => void;

/**
 * Guards the next server that anything in this process makes with `http.createServer(listener)`, and that one only:
 * the framework makes its server after it loaded the function, so it gets the guarded one.
 *
 * @param onServer told of the server before it listens.
 */
export function guardNextServer(parts: GuardParts, onServer: (server: Server) => void): Guard {
  const passed = new WeakMap<IncomingMessage, Admitted>();
  const { createServer } = http;
  Object.assign(http, {
    createServer(framework: Listener): Server {
      Object.assign(http, { createServer });
      const server = createServer({
        headersTimeout: headTimeoutMs,
        requestTimeout: requestTimeoutMs,
        keepAliveTimeout: keepAliveMs,
        connectionsCheckingInterval: 5000,
        // Node's own refusal has no body; inspectHead refuses instead.
        requireHostHeader: false,
      });
      const listen = (event: string, expect: "nothing" | "continue" | "other") =>
        server.on(event, (req: IncomingMessage, res: ServerResponse) => {
          guardRequest(parts, passed, framework, req, res, expect).catch((error: unknown) => {
            parts.log.error({ err: error }, "the guard failed");
            send(res, failure(randomUUID(), internalFault(true)), true);
          });
        });
      listen("request", "nothing");
      listen("checkContinue", "continue");
      listen("checkExpectation", "other");
      server.on("connect", (_, socket) => {
        const problem = refusal("method_not_allowed", "CONNECT is not taken", {
          headers: { Allow: "GET, HEAD, POST" },
        });
        sendRaw(socket, failure(randomUUID(), problem));
      });
      server.on("clientError", createMalformedListener(parts.traffic));
      onServer(server);
      return server;
    },
  });
  return { admitted: (req) => passed.get(req) };
}

async function guardRequest(
  parts: GuardParts,
  passed: WeakMap<IncomingMessage, Admitted>,
  framework: Listener,
  req: IncomingMessage,
  res: ServerResponse,
  expect: "nothing" | "continue" | "other",
): Promise<void> {
  const { traffic, drain, budget, log } = parts;
  const id = randomUUID();
  const exchange = traffic.open(req, res);
  // A lost connection is an error of the stream; `exchange.ended` says the same.
  req.on("error", () => {});

  const refuse = (problem: Problem) => {
    log.debug({ run: id, code: problem.code }, "refused");
    refuseUnread(exchange, failure(id, problem), expect !== "nothing" || drain.isDraining);
  };

  const endpoint = inspectHead(req);
  if (drain.isDraining && endpoint !== "live") return refuse(shuttingDown(false));
  if (typeof endpoint !== "string") return refuse(endpoint);
  if (expect === "other") return refuse(refusal("invalid_request", "Of Expect only 100-continue is taken"));
  const hold = budget.take(declaredBytes(req) ?? bodyBytesMax);
  if (hold === undefined) return refuse(overloaded());
  exchange.ended.addEventListener("abort", () => hold.release());

  if (expect === "continue") res.writeContinue();
  const body = await readBody(req, bodyBytesMax, AbortSignal.any([exchange.ended, drain.graceOver]));
  if (body.kind === "tooLarge") return refuse(bodyTooLarge(body.bytesSoFar));
  if (exchange.ended.aborted) return;
  if (body.kind === "interrupted") return refuse(shuttingDown(false));
  hold.set(body.bytes.length);
  passed.set(req, admit(exchange, id, endpoint, body.bytes, hold, drain));
  // One plain path: nothing for Express to decode, and no query to parse.
  req.url = `/${endpoint}`;
  framework(req, res);
}

function admit(exchange: Exchange, id: string, endpoint: Endpoint, body: Buffer, hold: Hold, drain: Drain): Admitted {
  return {
    id,
    endpoint,
    headers: exchange.req.headers,
    body,
    signal: exchange.ended,
    answer(answer) {
      hold.set(body.length + answer.body.length);
      send(exchange.res, answer, drain.isDraining);
    },
  };
}

/** A short body can be left to Node, which drops it and keeps the connection; one of unknown length cannot. */
function refuseUnread({ req, res }: Exchange, answer: Answer, isLast: boolean): void {
  const rest = req.complete ? 0 : (declaredBytes(req) ?? Number.POSITIVE_INFINITY);
  if (rest > 0 && (rest > bodyBytesMax || isLast)) {
    sendEarly(req, res, answer);
  } else {
    req.resume();
    send(res, answer, isLast);
  }
}

function overloaded(): Problem {
  const message = "The instance holds as many requests and answers as its memory allows; send the request again.";
  return refusal("busy", message, { headers: { "Retry-After": "1" } });
}
