import http from "node:http";
import { expect, test } from "vitest";
import { createHandler } from "./handler.js";
import { createFakeLog, createFakeSandbox, readyStatus, returned } from "./testing/fakes.js";
import { shape } from "./testing/raw.js";
import { startService } from "./testing/service.js";

test("an endpoint that throws is answered 500, and only the log says why", async () => {
  for (const live of [
    () => {
      throw new Error("a bug");
    },
    () => Promise.reject(new Error("a bug")),
  ]) {
    await using service = await startService({ endpoints: { live } });
    const response = await fetch(`${service.url}/live`);
    expect(response.status).toBe(500);
    const { error, run } = shape(await response.text());
    expect(error).toMatchObject({ code: "internal", message: expect.not.stringContaining("a bug") });
    expect(service.log.entries.at(-1)).toEqual({
      level: "error",
      message: "a request failed",
      details: { run: run.id, err: new Error("a bug") },
    });
  }
});

test("a request that came past the guard is a fault", async () => {
  const log = createFakeLog();
  const endpoint = () => undefined;
  const endpoints = { execute: endpoint, health: endpoint, live: endpoint };
  const server = http.createServer(createHandler({ guard: { admitted: () => undefined }, endpoints, log }));
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as { port: number };
  const response = await fetch(`http://127.0.0.1:${port}/live`);
  expect(shape(await response.text()).error).toMatchObject({ code: "internal" });
  server.close();
});

test("/live answers as long as the process does", async () => {
  const sandbox = {
    ...createFakeSandbox(() => returned("1")),
    status: () => {
      throw new Error("the sandbox was asked");
    },
  };
  await using service = await startService({ sandbox });
  const response = await fetch(`${service.url}/live`);
  expect(response.status).toBe(200);
  expect(shape(await response.text())).toMatchObject({ result: { live: true }, error: null });
});

const { pool, versions } = readyStatus;

test("/health tells mode, layers, versions, pool and limits", async () => {
  await using service = await startService();
  const response = await fetch(`${service.url}/health`);
  expect(response.status).toBe(200);
  expect(shape(await response.text())).toMatchObject({
    result: {
      ready: true,
      reason: null,
      mode: "rlimit",
      layers: ["rlimits", "seccomp"],
      versions,
      pool,
      limits: { slots: 2 },
    },
    error: null,
  });
});

test("/health is 503 with its reason while no script can run", async () => {
  const status = { ...readyStatus, ready: false, reason: "seccomp does not hold", isolation: null };
  await using service = await startService({ sandbox: createFakeSandbox(() => returned("1"), status) });
  const response = await fetch(`${service.url}/health`);
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
  expect(shape(await response.text())).toMatchObject({
    result: null,
    error: {
      code: "sandbox_unavailable",
      message: "seccomp does not hold",
      started: false,
      health: { ready: false, mode: null, layers: [], versions, pool, limits: { slots: 2 } },
    },
  });
});
