import { once } from "node:events";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { bodyBytesMax } from "./limits.js";
import { open, parseAnswers, readAnswers, shape, talk } from "./testing/raw.js";
import { startService } from "./testing/service.js";

const last = "Connection: close";
const json = (bytes: number) => `{"script":"","input":"${"x".repeat(bytes)}"}`;
const request = (line: string, ...headers: string[]) => `${[`${line} HTTP/1.1`, ...headers].join("\r\n")}\r\n\r\n`;
const post = (...headers: string[]) =>
  request("POST /execute", "Host: x", "Content-Type: application/json", ...headers);
const get = (target: string, ...headers: string[]) => request(`GET ${target}`, "Host: x", last, ...headers);
const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

test.each([
  ["not HTTP at all", "hello\r\n\r\n", 400, "invalid_request"],
  ["a version of HTTP that does not exist", "GET / HTTP/9.9\r\n\r\n", 400, "invalid_request"],
  ["TLS on a plain port", Buffer.from([22, 3, 1, 0, 200, 1, 0, 0, 196, 3, 3]), 400, "invalid_request"],
  ["two lengths", post("Content-Length: 1", "Content-Length: 2"), 400, "invalid_request"],
  ["a length and chunks", post("Content-Length: 1", "Transfer-Encoding: chunked"), 400, "invalid_request"],
  ["a header without name", post(": x"), 400, "invalid_request"],
  ["a NUL in a header", post("X: a\0b"), 400, "invalid_request"],
  ["headers of 20 KB", post(`X: ${"x".repeat(20_000)}`), 431, "too_large"],
  ["broken chunks", `${post("Transfer-Encoding: chunked")}zz\r\n`, 400, "invalid_request"],
  ["no Host", request("GET /live", last), 400, "invalid_request"],
  ["an unknown expectation", post("Expect: miracles", "Content-Length: 5"), 400, "invalid_request"],
  ["CONNECT", "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n", 405, "method_not_allowed"],
  ["OPTIONS *", request("OPTIONS *", "Host: x", last), 404, "not_found"],
  ["the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "invalid_request"],
  ["a path that is no URL", get("/%E0%A4%A"), 404, "not_found"],
  ["favicon.ico", get("/favicon.ico"), 404, "not_found"],
  ["robots.txt", get("/robots.txt"), 404, "not_found"],
  ["the prototype's path", get("/__proto__"), 404, "not_found"],
  ["a length above the limit", post("Content-Length: 4194305"), 413, "too_large"],
  ["a length beyond all numbers", post("Content-Length: 99999999999999999"), 413, "too_large"],
  ["gzip as a transfer coding", post("Transfer-Encoding: gzip, chunked"), 415, "unsupported_media_type"],
])("%s is answered in JSON", async (_, bytes, status, code) => {
  await using service = await startService();
  const answers = await talk(service.port, bytes);
  expect(answers).toHaveLength(1);
  expect(answers[0]?.status).toBe(status);
  expect(shape(answers[0]?.text ?? "").error).toMatchObject({ code, started: false });
  expect(Object.fromEntries(answers[0]?.headers ?? [])).toMatchObject({
    "content-type": "application/json; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    connection: "close",
  });
  expect((await fetch(`${service.url}/live`)).status).toBe(200);
});

test("half a request is answered when its sender stops", async () => {
  await using service = await startService();
  const socket = await open(service.port);
  socket.end("POST /execute HTTP/1.1\r\nHo");
  const [answer] = await readAnswers(socket);
  expect(answer?.status).toBe(400);
});

test("a request that comes too slowly is answered 408", async () => {
  await using service = await startService({ headTimeoutMs: 20 });
  const [answer] = await talk(service.port, "POST /execute HTTP/1.1\r\nHost: x\r\n");
  expect(answer?.status).toBe(408);
  expect(shape(answer?.text ?? "").error?.code).toBe("invalid_request");
});

test("a body that comes too slowly is answered 408", async () => {
  await using service = await startService({ headTimeoutMs: 20 });
  const [answer] = await talk(service.port, post("Content-Length: 10"), "{");
  expect(answer?.status).toBe(408);
  expect(await service.traffic.idle(1000)).toBe(true);
});

test("a body of the greatest length is taken, one byte more is not", async () => {
  await using service = await startService();
  const greatest = JSON.stringify({ script: "", unknown: "" }).length;
  const post = (bytes: number) => service.execute({ script: "", unknown: "x".repeat(bytes - greatest) });
  expect((await post(bodyBytesMax)).status).toBe(400);
  const refused = await post(bodyBytesMax + 1);
  expect(refused.status).toBe(413);
  expect(shape(await refused.text()).error?.message).toMatch(/4,194,304 bytes, got 4,194,305/);
});

test("chunks are counted: below the limit they are a body, above it they are refused at once", async () => {
  await using service = await startService();
  const [fine] = await talk(
    service.port,
    post(last, "Transfer-Encoding: chunked"),
    chunk('{"scr'),
    chunk('ipt":"","input":[1]}'),
    "0\r\n\r\n",
  );
  expect(fine?.status).toBe(200);
  // The last chunk never comes.
  const [refused] = await talk(service.port, post("Transfer-Encoding: chunked"), chunk(json(bodyBytesMax)));
  expect(refused?.status).toBe(413);
});

test("a caller who sends 32 MB before reading anything still gets the refusal", async () => {
  await using service = await startService();
  const body = Buffer.alloc(32 * 1024 * 1024, 0x20);
  const response = await fetch(`${service.url}/execute`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body,
  });
  expect(response.status).toBe(413);
});

test.each(["gzip", "deflate", "br", "zstd", "gzip, identity", "x-unknown"])(
  "the coding %s is refused",
  async (coding) => {
    await using service = await startService();
    const response = await service.execute(undefined, {
      headers: { "Content-Type": "application/json", "Content-Encoding": coding },
      body: gzipSync(json(10)),
    });
    expect(response.status).toBe(415);
    expect(shape(await response.text()).error).toMatchObject({
      code: "unsupported_media_type",
      message: `Send the body as it is: Content-Encoding is not taken, got "${coding}"`,
    });
  },
);

test.each([
  ["application/json", 200],
  ["application/json; charset=utf-8", 200],
  ['Application/JSON;charset="UTF-8"', 200],
  ["application/json; charset=latin1", 415],
  ["application/jsonp", 415],
  ["text/plain", 415],
  ["application/cloudevents+json", 415],
  ["application/x-www-form-urlencoded", 415],
  ["multipart/form-data; boundary=x", 415],
  ["x".repeat(5000), 415],
])("the type %s is answered %i", async (type, status) => {
  await using service = await startService();
  const response = await service.execute({ script: "" }, { headers: { "Content-Type": type } });
  expect(response.status).toBe(status);
  const text = await response.text();
  shape(text);
  expect(text.length).toBeLessThan(500);
});

test("no type at all is refused", async () => {
  await using service = await startService();
  const [answer] = await talk(service.port, request("POST /execute", "Host: x", last));
  expect(answer?.status).toBe(415);
});

test("100-continue is answered before the body is sent, or refused without it", async () => {
  await using service = await startService();
  const socket = await open(service.port);
  socket.write(post("Content-Length: 13", "Expect: 100-continue", last));
  const [first] = (await once(socket, "data")) as [Buffer];
  expect(parseAnswers(first)[0]?.status).toBe(100);
  socket.write('{"script":""}');
  expect((await readAnswers(socket))[0]?.status).toBe(200);

  const [refused] = await talk(service.port, post("Content-Length: 9000000", "Expect: 100-continue"), "{}");
  expect(refused?.status).toBe(413);
});

test("the connection of a refused body ends soon, though the body never does", async () => {
  await using service = await startService();
  const socket = await open(service.port);
  socket.write(`${post("Transfer-Encoding: chunked")}${chunk(json(bodyBytesMax))}`);
  socket.resume();
  await once(socket, "end");
  expect(await service.traffic.idle(1000)).toBe(true);
});

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
