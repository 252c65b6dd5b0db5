/** The HTTP side as it is composed, on functions-framework's own server, with the sandbox and the check replaced. */

import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import * as functions from "@google-cloud/functions-framework";
import { getTestServer } from "@google-cloud/functions-framework/testing";
import type { Sandbox } from "../../../sandbox/sandbox.js";
import { createTraceFields } from "../../log.js";
import { createBudget } from "../budget.js";
import { createDrain } from "../drain.js";
import { createExecute } from "../execute.js";
import { guardNextServer } from "../guard.js";
import { createHandler, type HandlerParts } from "../handler.js";
import { createHealth, serveLive } from "../health.js";
import { heldBytesMax } from "../limits.js";
import type { Validation } from "../prepare.js";
import { createTraffic } from "../traffic.js";
import { allowEverything, createFakeLog, createFakeSandbox, returned } from "./fakes.js";
import { shape } from "./raw.js";

export interface ServiceOptions {
  readonly sandbox?: Sandbox;
  readonly check?: Validation["check"];
  readonly endpoints?: Partial<HandlerParts["endpoints"]>;
  readonly graceMs?: number;
  readonly heldBytes?: number;
  /** Sees each request as the framework hands it to the function. */
  readonly onCall?: (req: functions.Request) => void;
  /** For Node's look at slow requests. */
  readonly headTimeoutMs?: number;
}

/** Starts a service on a free port; `await using` ends it. */
export async function startService(options: ServiceOptions = {}) {
  const { sandbox = createFakeSandbox(() => returned("42")), check = allowEverything } = options;
  const log = createFakeLog();
  const traffic = createTraffic();
  const exits: number[] = [];
  const drain = createDrain({
    traffic,
    graceMs: options.graceMs ?? 9000,
    lastMs: 500,
    stop: () => sandbox.close(),
    exit: (code) => exits.push(code),
    log,
  });
  const budget = createBudget(options.heldBytes ?? heldBytesMax);
  const guard = guardNextServer({ traffic, drain, budget, log }, (server) => {
    if (options.headTimeoutMs === undefined) return;
    server.headersTimeout = options.headTimeoutMs;
    server.requestTimeout = options.headTimeoutMs;
    Object.assign(server, { connectionsCheckingInterval: 10 });
  });
  const execute = createExecute({
    sandbox,
    validation: { normalise: (script) => script, check },
    maxima: { maxTimeoutMs: 30_000, maxMemoryMb: 256 },
    graceOver: drain.graceOver,
    log,
    traceFields: createTraceFields("a-project"),
  });
  const health = createHealth(sandbox, { slots: 2 });
  const name = `f${randomUUID()}`;
  const handle = createHandler({ guard, endpoints: { execute, health, live: serveLive, ...options.endpoints }, log });
  functions.http(name, (req, res) => {
    options.onCall?.(req);
    return handle(req, res);
  });
  const server = getTestServer(name);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    log,
    traffic,
    drain,
    exits,
    /** POSTs a value as JSON to /execute. */
    execute: (body: unknown, init: RequestInit = {}) =>
      fetch(`http://127.0.0.1:${port}/execute`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
        ...init,
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Runs one request through a service of its own. */
export async function executed(options: ServiceOptions, body: unknown = { script: "" }) {
  await using service = await startService(options);
  const response = await service.execute(body);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, log: service.log.entries, ...shape(text) };
}
