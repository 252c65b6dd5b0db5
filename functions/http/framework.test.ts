/** The facts about functions-framework that the guard relies on: a new version has to be read before it is taken. */

import { EventEmitter, once } from "node:events";
import { readFileSync } from "node:fs";
import http from "node:http";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as functions from "@google-cloud/functions-framework";
import { getTestServer } from "@google-cloud/functions-framework/testing";
import { expect, onTestFinished, test } from "vitest";
import { findProjectRoot } from "../project-root.js";
import { takeProcessEvents } from "./process-events.js";
import { createFakeSandbox, returned } from "./testing/fakes.js";
import { startService } from "./testing/service.js";

const require = createRequire(import.meta.url);
const framework = dirname(require.resolve("@google-cloud/functions-framework/testing"));
const readJson = (...path: string[]) => JSON.parse(readFileSync(join(...path), "utf8"));

test("the version is the one that was read", () => {
  expect(readJson(findProjectRoot(), "package.json").dependencies["@google-cloud/functions-framework"]).toBe("5.0.5");
  expect(readJson(framework, "..", "..", "package.json").version).toBe("5.0.5");
});

test("it makes its server by http.createServer(listener), once, and the guard stands around that one only", async () => {
  const { createServer } = http;
  await using _service = await startService();
  expect(http.createServer).toBe(createServer);
});

test("it listens in one callback, which is where it takes the process's events", () => {
  const main = readFileSync(join(framework, "main.js"), "utf8");
  expect(main.match(/\.listen\(/g)).toHaveLength(1);
  expect(main).toMatch(/\.listen\(options\.port, \(\) => \{\s*errorHandler\.register\(\);/);
  const invoker = readFileSync(join(framework, "invoker.js"), "utf8");
  expect(invoker.match(/process\.(on|once|addListener|prepend)/g)).toHaveLength(4);
  expect(invoker).toContain("['SIGINT', 'SIGTERM'].forEach(signal => {");
});

test("unguarded, it answers malformed JSON in HTML: what the guard is for", async () => {
  functions.http("unguarded", (_, res) => void res.end());
  const server = getTestServer("unguarded").listen(0);
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const response = await fetch(`http://127.0.0.1:${port}/`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: "{",
  });
  expect([response.status, response.headers.get("content-type")]).toEqual([400, "text/html; charset=utf-8"]);
  server.closeAllConnections();
});

test("its body parsers pass over a body that the guard consumed", async () => {
  const bodies: unknown[] = [];
  const sandbox = createFakeSandbox(() => returned("1"));
  await using service = await startService({ sandbox, onCall: ({ body, rawBody }) => bodies.push(body, rawBody) });
  expect((await service.execute({ script: "" })).status).toBe(200);
  expect((await service.execute(undefined, { body: "{" })).status).toBe(400);
  expect(bodies).toEqual([undefined, undefined, undefined, undefined]);
});

test("it calls the function inside a domain, which the handler leaves: a late fault reaches the process", async () => {
  const domains: unknown[] = [];
  const look = () => domains.push((process as { domain?: unknown }).domain ?? null);
  const sandbox = createFakeSandbox(async () => {
    look();
    await new Promise((resolve) => setTimeout(resolve));
    look();
    return returned("1");
  });
  await using service = await startService({ sandbox, onCall: look });
  await service.execute({ script: "" });
  expect(domains).toEqual([expect.anything(), null, null]);
});

test("of its listeners for signals and faults none is left, and those of others stay", async () => {
  // The framework's own class, on a process of the test's.
  const fake = Object.assign(new EventEmitter(), { exit: () => {}, env: {} });
  const told: unknown[] = [];
  const others = () => told.push("others");
  fake.on("SIGTERM", others);
  fake.on("exit", others);
  const source = readFileSync(join(framework, "invoker.js"), "utf8");
  const module = { exports: {} as { ErrorHandler: new (server: http.Server) => { register(): void } } };
  new Function("exports", "require", "process", source)(
    module.exports,
    (id: string) => require(join(framework, id)),
    fake,
  );

  const server = http.createServer();
  takeProcessEvents(server, fake, {
    onSignal: (signal) => told.push(signal),
    onFault: (error) => told.push(error),
  });
  server.listen(0, () => new module.exports.ErrorHandler(server).register());
  onTestFinished(() => void server.close());
  await once(server, "listening");
  await new Promise(setImmediate);

  for (const event of ["SIGTERM", "SIGINT", "uncaughtException", "unhandledRejection", "exit"]) fake.emit(event, event);
  expect(told).toEqual(["others", "SIGTERM", "SIGINT", "uncaughtException", "others"]);
});
