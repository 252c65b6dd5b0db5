import { once } from "node:events";
import { expect, test } from "vitest";
import { get, open, parseAnswers, post, request, shape, talk } from "./testing/raw.js";
import { startService } from "./testing/service.js";

test("a kept connection survives a refusal of a short body", async () => {
  await using service = await startService();
  const answers = await talk(
    service.port,
    request("POST /nowhere", "Host: x", "Content-Length: 5"),
    "12345",
    get("/live"),
  );
  expect(answers.map(({ status }) => status)).toEqual([404, 200]);
});

test("pipelined requests are answered in order, and what follows them is answered too", async () => {
  await using service = await startService();
  const live = request("GET /live", "Host: x");
  const answers = await talk(service.port, live.repeat(20), "nonsense\r\n\r\n");
  expect(answers.map(({ status }) => status)).toEqual([...Array(20).fill(200), 400]);
});

// Java's client asks for h2c with every first request.
test.each(["h2c", "websocket"])("an upgrade to %s is passed over", async (protocol) => {
  await using service = await startService();
  const body = '{"script":""}';
  const headers = ["Connection: Upgrade, close", `Upgrade: ${protocol}`, `Content-Length: ${body.length}`];
  const socket = await open(service.port);
  socket.write(post(...headers) + body);
  const [bytes] = (await once(socket, "data")) as [Buffer];
  expect(parseAnswers(bytes)[0]?.status).toBe(200);
});

test("a target that is a whole URL is understood, and a query is passed over", async () => {
  await using service = await startService();
  const statuses = async (target: string) => (await talk(service.port, get(target))).map(({ status }) => status);
  expect(await statuses("http://example.com/live?a=%E0%A4%A")).toEqual([200]);
  expect(await statuses("/live?x[__proto__]=1")).toEqual([200]);
  expect(await statuses("//live")).toEqual([404]);
  expect(await statuses("/live/")).toEqual([404]);
});

test("HEAD is answered like GET, without the body", async () => {
  await using service = await startService();
  for (const path of ["/live", "/health"]) {
    const [get, headed] = [await fetch(service.url + path), await fetch(service.url + path, { method: "HEAD" })];
    expect(headed.status).toBe(200);
    expect(await headed.text()).toBe("");
    expect(headed.headers.get("content-length")).toBe(get.headers.get("content-length"));
  }
  expect((await fetch(`${service.url}/nowhere`, { method: "HEAD" })).status).toBe(404);
});

test.each([
  ["/execute", "GET", "POST"],
  ["/execute", "HEAD", "POST"],
  ["/execute", "PUT", "POST"],
  ["/execute", "OPTIONS", "POST"],
  ["/health", "POST", "GET, HEAD"],
  ["/live", "DELETE", "GET, HEAD"],
])("%s does not take %s", async (path, method, allow) => {
  await using service = await startService();
  const response = await fetch(service.url + path, { method });
  expect(response.status).toBe(405);
  expect(response.headers.get("allow")).toBe(allow);
});

test("HTTP/1.0 without Host is served", async () => {
  await using service = await startService();
  const [answer] = await talk(service.port, "GET /live HTTP/1.0\r\n\r\n");
  expect(answer?.status).toBe(200);
});

test("what waiting requests may hold is bounded, and given back", async () => {
  await using service = await startService({ heldBytes: 1000 });
  const waiting = await open(service.port);
  waiting.write(`${post("Content-Length: 900")}{`);
  while (service.traffic.inFlight().length === 0) await new Promise(setImmediate);
  const refused = await service.execute({ script: "x".repeat(200) });
  expect(refused.status).toBe(429);
  expect(refused.headers.get("retry-after")).toBe("1");
  expect((await fetch(`${service.url}/live`)).status).toBe(200);

  waiting.destroy();
  expect(await service.traffic.idle(1000)).toBe(true);
  expect((await service.execute({ script: "x".repeat(200) })).status).toBe(200);
});

test("every answer has an id of its own", async () => {
  await using service = await startService();
  const ids = await Promise.all(
    ["/live", "/health", "/a", "/b"].map(async (path) => shape(await (await fetch(service.url + path)).text()).run.id),
  );
  expect(new Set(ids).size).toBe(4);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{36}$/);
});
