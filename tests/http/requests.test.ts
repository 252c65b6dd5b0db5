/** Requests that are none, and what HTTP itself can get wrong: always JSON of the one shape. */

import { beforeAll, describe, expect, test } from "vitest";
import { type Service, startService } from "./service.js";

let service: Service;

beforeAll(async () => {
  service = await startService();
  return () => service.stop();
});

describe("a request that is none", () => {
  test.each([
    ["not JSON", "{script: 1}", "invalid_json"],
    ["nothing", "", "invalid_json"],
    ["not UTF-8", Buffer.from('{"script": "\xe9"}', "latin1"), "invalid_json"],
    ["no object", "[1]", "invalid_request"],
    ["without script", "{}", "invalid_request"],
  ])("%s", async (_, body, code) => {
    const { status, answer } = await service.post(body);
    expect(status).toBe(400);
    expect(answer.error?.code).toBe(code);
  });

  test("every issue is told with its path, and nothing is clamped", async () => {
    const { answer } = await service.execute({
      script: 1,
      timeout: 5,
      limits: { timeoutMs: 30_001, memoryMb: 15, cpu: 1 },
    });
    expect(answer.error).toMatchObject({ code: "invalid_request" });
    const paths = answer.error?.code === "invalid_request" ? answer.error.issues?.map(({ path }) => path).sort() : [];
    expect(paths).toEqual(["limits.cpu", "limits.memoryMb", "limits.timeoutMs", "script", "timeout"]);
    expect(answer.error?.message).toContain("100..30000");
  });

  test.each([99, 30_001, 100.5, "1000", null])("limits.timeoutMs of %j is refused", async (timeoutMs) => {
    const { answer } = await service.execute({ script: "def main():\n    return 1", limits: { timeoutMs } });
    expect(answer.error).toMatchObject({
      code: "invalid_request",
      message: expect.stringContaining("limits.timeoutMs"),
    });
  });

  test.each([15, 257, -1])("limits.memoryMb of %j is refused", async (memoryMb) => {
    const { answer } = await service.execute({ script: "def main():\n    return 1", limits: { memoryMb } });
    expect(answer.error).toMatchObject({
      code: "invalid_request",
      message: expect.stringContaining("limits.memoryMb"),
    });
  });

  test("an input over 2 MiB", async () => {
    const { status, answer } = await service.run("def main(input):\n    return 1", {
      input: "x".repeat(2 * 1024 * 1024),
    });
    expect(status).toBe(413);
    expect(answer.error).toMatchObject({ code: "too_large", message: expect.stringContaining("input") });
  });
});

describe("HTTP", () => {
  test.each(["/", "/robots.txt", "/favicon.ico", "/healthz", "/execute/x", "/%00", "//execute"])(
    "%s is not there",
    async (path) => {
      const { status } = await service.get(path);
      expect(status).toBe(404);
    },
  );

  test("another method is told which one is allowed", async () => {
    const { status, headers } = await service.get("/execute");
    expect([status, headers.get("allow")]).toEqual([405, "POST"]);
    const post = await service.get("/health", { method: "POST" });
    expect(post.status).toBe(405);
  });

  test.each([
    ["another type", { "Content-Type": "text/plain" }],
    ["another charset", { "Content-Type": "application/json; charset=latin1" }],
    ["a content coding", { "Content-Type": "application/json", "Content-Encoding": "gzip" }],
  ])("%s is refused", async (_, headers) => {
    const { status } = await service.post('{"script": "def main():\\n    return 1"}', headers);
    expect(status).toBe(415);
  });

  test("a body over 4 MiB is refused, declared or chunked", async () => {
    const body = "x".repeat(4 * 1024 * 1024 + 1);
    expect((await service.post(body)).status).toBe(413);
    const chunked = new ReadableStream({
      start(controller) {
        for (let sent = 0; sent < body.length; sent += 65_536)
          controller.enqueue(Buffer.from(body.slice(sent, sent + 65_536)));
        controller.close();
      },
    });
    const init = { method: "POST", body: chunked, duplex: "half", headers: { "Content-Type": "application/json" } };
    expect((await service.get("/execute", init as RequestInit)).status).toBe(413);
  });

  test("a chunked body is taken", async () => {
    const body = Buffer.from('{"script": "def main():\\n    return 1"}');
    const reply = await service.raw(
      `POST /execute HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${[
        ...body,
      ]
        .map((byte) => `1\r\n${String.fromCharCode(byte)}\r\n`)
        .join("")}0\r\n\r\n`,
    );
    expect(reply.status).toBe(200);
  });

  test.each([
    ["no HTTP", "hello\r\n\r\n", 400],
    ["a wrong length", "POST /execute HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400],
    ["two lengths", "POST /execute HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400],
    ["no host", "GET /live HTTP/1.1\r\n\r\n", 400],
    ["long headers", `GET /live HTTP/1.1\r\nHost: x\r\nX-Long: ${"x".repeat(20_000)}\r\n\r\n`, 431],
    [
      "an unknown transfer coding",
      "POST /execute HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
      415,
    ],
  ])("%s is answered in JSON", async (_, bytes, status) => {
    expect((await service.raw(bytes)).status).toBe(status);
  });
});

describe("health", () => {
  test("tells mode, layers, versions, pool and limits", async () => {
    const { answer } = await service.get("/health");
    expect(answer.result).toMatchObject({
      mode: expect.stringMatching(/^(nsjail|rlimit)$/),
      layers: expect.arrayContaining(["seccomp"]),
      versions: { python: expect.stringMatching(/^3\./), numpy: expect.any(String), pandas: expect.any(String) },
      pool: { slots: expect.any(Number), running: 0, queued: 0, readyWorkers: expect.any(Number) },
      limits: expect.objectContaining({ timeoutMs: 30_000 }),
    });
  });

  test("a run shows the layers that health shows", async () => {
    const { answer: health } = await service.get("/health");
    const { answer } = await service.run("def main():\n    return 1");
    const { mode, layers } = health.result as { mode: string; layers: string[] };
    expect(answer.run.sandbox).toEqual({ mode, layers });
  });

  test("live answers", async () => {
    expect((await service.get("/live")).status).toBe(200);
  });
});
