/** Talks to a running service; every answer is checked for its shape on the way in. */

import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { assertShape, type Reply } from "./shape.js";

const pollMs = 20;

export interface Limits {
  readonly timeoutMs?: number;
  readonly memoryMb?: number;
}

export interface Client {
  readonly url: string;
  /** `POST /execute` of any value as JSON. */
  execute(body: unknown, signal?: AbortSignal): Promise<Reply>;
  /** `POST /execute` of a script. */
  run(
    script: string,
    more?: { readonly input?: unknown; readonly limits?: Limits },
    signal?: AbortSignal,
  ): Promise<Reply>;
  /** `POST /execute` of a body as it stands. */
  post(body: NonNullable<RequestInit["body"]>, headers?: Readonly<Record<string, string>>): Promise<Reply>;
  get(path: string, init?: RequestInit): Promise<Reply>;
  /** Bytes on a connection of their own, and the one answer to them. */
  raw(bytes: string | Buffer): Promise<Reply>;
  /** Asks until the answer is as wanted; a service that does not listen yet is asked again. */
  eventually(path: string, isWanted: (reply: Reply) => boolean, timeoutMs?: number): Promise<Reply>;
}

export function createClient(port: number): Client {
  const url = `http://127.0.0.1:${port}`;

  async function ask(path: string, init: RequestInit = {}): Promise<Reply> {
    const response = await fetch(url + path, init);
    return assertShape(response.status, response.headers, await response.text());
  }

  const post: Client["post"] = (body, headers = { "Content-Type": "application/json" }) =>
    ask("/execute", { method: "POST", body, headers });

  const execute: Client["execute"] = (body, signal) =>
    ask("/execute", {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "Content-Type": "application/json" },
      ...(signal && { signal }),
    });

  return {
    url,
    execute,
    run: (script, more = {}, signal) => execute({ script, ...more }, signal),
    post,
    get: ask,
    raw: (bytes) => exchange(port, bytes),
    async eventually(path, isWanted, timeoutMs = 10_000) {
      const deadline = performance.now() + timeoutMs;
      let last: unknown;
      while (performance.now() < deadline) {
        try {
          const reply = await ask(path);
          if (isWanted(reply)) return reply;
          last = reply.text;
        } catch (error) {
          if (!isRefusedConnection(error)) throw error;
          last = error;
        }
        await delay(pollMs);
      }
      throw new Error(`not within ${timeoutMs} ms: ${path} as wanted; last ${last}`);
    },
  };
}

function isRefusedConnection(error: unknown): boolean {
  return error instanceof TypeError && (error.cause as NodeJS.ErrnoException | undefined)?.code === "ECONNREFUSED";
}

async function exchange(port: number, bytes: string | Buffer): Promise<Reply> {
  const received = await new Promise<string>((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    socket.setTimeout(10_000, () => socket.destroy(new Error("no end of the answer within 10 s")));
    socket.on("data", (chunk) => {
      chunks.push(chunk);
      if (isWhole(Buffer.concat(chunks))) socket.end();
    });
    socket.once("error", reject);
    socket.once("close", () => resolve(Buffer.concat(chunks).toString()));
  });
  const [head = "", body = ""] = received.split(/\r\n\r\n(.*)/s);
  const [start = "", ...fields] = head.split("\r\n");
  const headers = new Headers(
    fields.map((line): [string, string] => [line.split(":")[0] ?? "", line.replace(/^[^:]*: ?/, "")]),
  );
  return assertShape(Number(start.split(" ")[1]), headers, body);
}

/** Answers carry their length; a connection that is kept open shows no other end. */
function isWhole(received: Buffer): boolean {
  const headEnd = received.indexOf("\r\n\r\n");
  const length = /^content-length: *(\d+)/im.exec(received.subarray(0, Math.max(headEnd, 0)).toString())?.[1];
  return length !== undefined && received.length >= headEnd + 4 + Number(length);
}
