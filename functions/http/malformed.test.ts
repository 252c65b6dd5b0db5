import fc from "fast-check";
import { expect, test } from "vitest";
import { get, last, open, post, readAnswers, request, shape, talk } from "./testing/raw.js";
import { startService } from "./testing/service.js";

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

test("no bytes, however odd, are answered with anything but JSON of the one shape", async () => {
  await using service = await startService();
  const sound = `${post("Content-Length: 26")}{"script":"","input":[1]} `;
  const damage = fc.array(fc.tuple(fc.nat(sound.length), fc.nat(4), fc.string({ maxLength: 4, unit: "binary" })), {
    maxLength: 4,
  });
  const damaged = damage.map((edits) =>
    edits.reduce((text, [at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut), sound),
  );
  await fc.assert(
    fc.asyncProperty(fc.oneof(damaged, fc.string({ unit: "binary", maxLength: 300 })), async (text) => {
      const socket = await open(service.port);
      // What follows ends every request that is still open, and is no request itself.
      socket.write(text);
      socket.end(" \0 \r\n\r\n".repeat(20));
      for (const answer of await readAnswers(socket)) {
        expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
        expect(shape(answer.text).error?.code).not.toBe("internal");
      }
    }),
    { numRuns: 300 },
  );
  expect(await service.traffic.idle(2000)).toBe(true);
  expect((await fetch(`${service.url}/live`)).status).toBe(200);
});
