/** Where workers and server meet: a Unix socket, and the pairing of each worker's three connections by id and nonce. */

import { timingSafeEqual } from "node:crypto";
import { chmod } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import type { SandboxLog } from "./log.js";
import { helloSchema, parsePayload } from "./messages.js";
import { createFrameDecoder } from "./wire.js";

const helloTimeoutMs = 5_000;
const longestHelloBytes = 1_024;
/** Connections that have not said who they are; a worker needs three for some 100 µs. */
const mostStrangers = 64;

/** A worker's three connections, paused; owned by whoever was told of them. */
export interface Channels {
  readonly control: Socket;
  readonly stdout: Socket;
  readonly stderr: Socket;
}

export interface Rendezvous {
  /** Binds the socket with mode 0600. Rejects where that fails. */
  listen(): Promise<void>;
  /** Calls `onMet` once, when all three connections of the worker have said hello with its nonce. */
  expect(worker: number, nonce: string, onMet: (channels: Channels) => void): void;
  /** Ends the expectation, and the connections that came for it. */
  forget(worker: number): void;
  close(): Promise<void>;
}

interface Expectation {
  readonly nonce: Buffer;
  readonly arrived: { control?: Socket; stdout?: Socket; stderr?: Socket };
  readonly onMet: (channels: Channels) => void;
}

export function createRendezvous(path: string, log: SandboxLog): Rendezvous {
  const strangers = new Set<Socket>();
  const expectations = new Map<number, Expectation>();
  // Half-open: the owner of a connection decides when it is closed, not the other end.
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    // Any error is followed by `close`, which is what the owners of a connection listen to.
    socket.on("error", () => undefined);
    if (strangers.size >= mostStrangers) {
      log.warn({ mostStrangers }, "too many connections without a hello");
      socket.destroy();
      return;
    }
    greet(socket);
  });

  function greet(socket: Socket): void {
    const decoder = createFrameDecoder(longestHelloBytes);
    const dismiss = (): void => {
      part();
      socket.destroy();
    };
    const refuse = (why: string): void => {
      log.warn({ why }, "a connection to the workers' socket was refused");
      dismiss();
    };
    const timer = setTimeout(() => refuse(`no hello within ${helloTimeoutMs} ms`), helloTimeoutMs);
    const onData = (chunk: Buffer): void => {
      decoder.push(chunk);
      const hello = decoder.next();
      if (hello === undefined) {
        if (decoder.breach !== null) refuse(decoder.breach);
        return;
      }
      part();
      socket.pause();
      const rest = decoder.rest();
      if (rest.byteLength > 0) socket.unshift(rest);
      const objection = hello.type === "H" ? seat(socket, hello.payload) : "it began with another frame";
      if (objection !== null) refuse(objection);
    };
    const part = (): void => {
      clearTimeout(timer);
      strangers.delete(socket);
      socket.off("data", onData).off("end", dismiss).off("close", dismiss);
    };
    strangers.add(socket);
    // A worker that was killed on its way is nothing to be warned of.
    socket.on("data", onData).on("end", dismiss).on("close", dismiss);
  }

  /** Gives a connection its place beside its siblings; returns why it gets none. */
  function seat(socket: Socket, payload: Buffer): string | null {
    const hello = parsePayload(helloSchema, payload);
    if (hello === undefined) return "its hello is malformed";
    const expectation = expectations.get(hello.worker);
    if (expectation === undefined) {
      // A worker that was discarded while it started: nothing to be warned of.
      socket.destroy();
      return null;
    }
    const { arrived, nonce, onMet } = expectation;
    if (!isSame(nonce, Buffer.from(hello.nonce))) return "its nonce is wrong";
    if (arrived[hello.stream] !== undefined) return `its worker has a ${hello.stream} already`;
    arrived[hello.stream] = socket;
    const { control, stdout, stderr } = arrived;
    if (control !== undefined && stdout !== undefined && stderr !== undefined) {
      expectations.delete(hello.worker);
      onMet({ control, stdout, stderr });
    }
    return null;
  }

  function forget(worker: number): void {
    const arrived = expectations.get(worker)?.arrived;
    expectations.delete(worker);
    for (const socket of [arrived?.control, arrived?.stdout, arrived?.stderr]) socket?.destroy();
  }

  return {
    async listen() {
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(path, () => {
          server.off("error", reject);
          server.on("error", (error) => log.error({ error: error.message }, "the workers' socket failed"));
          resolve();
        });
      });
      await chmod(path, 0o600);
    },
    expect(worker, nonce, onMet) {
      expectations.set(worker, { nonce: Buffer.from(nonce), arrived: {}, onMet });
    },
    forget,
    async close() {
      for (const socket of strangers) socket.destroy();
      for (const worker of expectations.keys()) forget(worker);
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}

function isSame(one: Buffer, other: Buffer): boolean {
  return one.byteLength === other.byteLength && timingSafeEqual(one, other);
}
