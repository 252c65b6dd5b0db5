import { mkdtemp, rm, stat } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Channels, createRendezvous, type Rendezvous } from "./rendezvous.js";
import { createKeptLog, type KeptLog } from "./testing/log.js";
import { poll } from "./testing/poll.js";
import { encodeFrame } from "./wire.js";

const nonce = "0123456789abcdef0123456789abcdef";
let folder = "";
let log: KeptLog = createKeptLog();
let rendezvous: Rendezvous = createRendezvous("", log);
const clients: Socket[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "rendezvous-"));
  log = createKeptLog();
  rendezvous = createRendezvous(join(folder, "s"), log);
  await rendezvous.listen();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await rendezvous.close();
  await rm(folder, { recursive: true });
});

function say(bytes: Buffer): Socket {
  const client = connect(join(folder, "s"));
  client.on("error", () => undefined).resume();
  client.write(bytes);
  clients.push(client);
  return client;
}

function hello(stream: string, overrides: object = {}): Buffer {
  return encodeFrame("H", JSON.stringify({ worker: 1, nonce, stream, ...overrides }));
}

async function refusal(bytes: Buffer): Promise<unknown> {
  const client = say(bytes);
  await new Promise((resolve) => client.once("close", resolve));
  return log.entries.at(-1)?.details.why;
}

test("pairs three connections, and keeps what came after the hello", async () => {
  const met = new Promise<Channels>((resolve) => rendezvous.expect(1, nonce, resolve));
  say(Buffer.concat([hello("control"), encodeFrame("R", "{}")]));
  say(hello("stderr"));
  say(Buffer.concat([hello("stdout"), Buffer.from("early")]));
  const channels = await met;
  const read = (socket: Socket) =>
    new Promise<string>((resolve) => socket.once("data", (chunk) => resolve(chunk.toString())).resume());
  expect(await read(channels.stdout)).toBe("early");
  expect(await read(channels.control)).toBe(encodeFrame("R", "{}").toString());
  for (const socket of [channels.control, channels.stdout, channels.stderr]) socket.destroy();
});

test("the socket is the server's alone", async () => {
  expect((await stat(join(folder, "s"))).mode & 0o777).toBe(0o600);
});

test.each([
  ["its nonce is wrong", hello("control", { nonce: nonce.replace("0", "1") })],
  ["its nonce is wrong", hello("control", { nonce: "0" })],
  ["its hello is malformed", hello("stdin")],
  ["its hello is malformed", encodeFrame("H", "{")],
  ["it began with another frame", encodeFrame("R", "{}")],
])("refuses a connection: %s", async (why, bytes) => {
  rendezvous.expect(1, nonce, () => undefined);
  expect(await refusal(bytes)).toBe(why);
});

test("refuses a stream that is there already", async () => {
  rendezvous.expect(1, nonce, () => undefined);
  say(hello("control"));
  expect(await refusal(hello("control"))).toBe("its worker has a control already");
});

test("turns away a worker that nobody waits for, without a word", async () => {
  expect(await refusal(hello("control"))).toBeUndefined();
});

test("refuses a long hello and what is none", async () => {
  expect(await refusal(encodeFrame("H", "x".repeat(2_000)))).toBe(
    "frame H announces 2000 bytes, at most 1024 are taken",
  );
  expect(await refusal(Buffer.from("GET / HTTP/1.1"))).toBe('unknown frame type "G"');
});

test("keeps the number of strangers small", async () => {
  for (let index = 0; index < 64; index += 1) say(Buffer.from("H"));
  const client = say(Buffer.from("H"));
  await new Promise((resolve) => client.once("close", resolve));
  expect(log.entries.at(-1)?.message).toBe("too many connections without a hello");
});

test("a worker that is forgotten loses its connections", async () => {
  rendezvous.expect(1, nonce, () => undefined);
  const client = say(hello("control"));
  const closed = new Promise((resolve) => client.once("close", resolve));
  await poll(() => {
    // Until its hello has been read there is nothing to forget but the expectation; it is then refused, which is as good.
    rendezvous.forget(1);
    return client.destroyed || client.readableEnded;
  }).toBe(true);
  await closed;
});
