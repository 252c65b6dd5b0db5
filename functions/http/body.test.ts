import { once } from "node:events";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { bodyBytesMax } from "./limits.js";
import { last, open, parseAnswers, post, readAnswers, request, shape, talk } from "./testing/raw.js";
import { startService } from "./testing/service.js";

const json = (bytes: number) => `{"script":"","input":"${"x".repeat(bytes)}"}`;
const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

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
