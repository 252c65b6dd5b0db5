/** HTTP over a bare socket, for what no client sends. */

import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** Behind the answer to a request with this header the connection ends. */
export const last = "Connection: close";

export function request(line: string, ...headers: readonly string[]): string {
  return `${[`${line} HTTP/1.1`, ...headers].join("\r\n")}\r\n\r\n`;
}

/** The head of a POST to /execute, whose connection is kept. */
export function post(...headers: readonly string[]): string {
  return request("POST /execute", "Host: x", "Content-Type: application/json", ...headers);
}

/** A GET, and the last request of its connection. */
export function get(target: string, ...headers: readonly string[]): string {
  return request(`GET ${target}`, "Host: x", last, ...headers);
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
}

/** Connects; the socket's errors are left to its close. */
export async function open(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

/** Sends bytes, and reads answers up to the one that announces the connection's end. */
export async function talk(port: number, ...pieces: readonly (string | Uint8Array)[]): Promise<readonly RawAnswer[]> {
  const socket = await open(port);
  for (const piece of pieces) socket.write(piece);
  return readAnswers(socket);
}

/** Reads up to the answer that announces the connection's end, or to that end. */
export function readAnswers(socket: Socket): Promise<readonly RawAnswer[]> {
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0);
    const finish = () => {
      socket.destroy();
      resolve(parseAnswers(bytes));
    };
    socket.once("close", finish).on("data", (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (parseAnswers(bytes).at(-1)?.headers.get("connection") === "close") finish();
    });
  });
}

/** Takes whole answers with a Content-Length apart; those to HEAD have none of the body that they announce. */
export function parseAnswers(bytes: Buffer): RawAnswer[] {
  const headEnd = bytes.indexOf("\r\n\r\n");
  if (headEnd < 0) return [];
  const [statusLine = "", ...lines] = bytes.subarray(0, headEnd).toString("latin1").split("\r\n");
  const headers = new Map(
    lines.map((line) => [line.replace(/:.*$/s, "").toLowerCase(), line.replace(/^[^:]*: ?/, "")]),
  );
  const bodyEnd = headEnd + 4 + Number(headers.get("content-length") ?? 0);
  if (bodyEnd > bytes.length) return [];
  const answer = {
    status: Number(statusLine.split(" ")[1]),
    headers,
    text: bytes.subarray(headEnd + 4, bodyEnd).toString(),
  };
  return [answer, ...parseAnswers(bytes.subarray(bodyEnd))];
}

export interface Shape {
  readonly result: unknown;
  readonly stdout: string;
  readonly stderr: string;
  readonly error: (Readonly<Record<string, unknown>> & { readonly code: string; readonly started: boolean }) | null;
  readonly run: Readonly<Record<string, unknown>> & { readonly id: string };
}

/** Checks that a body has the shape of every answer, and gives it. */
export function shape(text: string): Shape {
  const body = JSON.parse(text);
  const keys = Object.keys(body).join();
  if (keys !== "result,stdout,stderr,error,run") throw new Error(`not the one shape: ${keys}`);
  return body;
}
