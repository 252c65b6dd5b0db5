/** Writes answers to callers, including those who are still sending and those who never read. */

import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { Answer } from "./answer.js";
import { deliveryTimeoutMs, lingerBytesMax, lingerMs, lingerQuietMs } from "./limits.js";

/**
 * Sends an answer, unless one was sent before or nobody is there.
 *
 * @param isLast closes the connection behind it.
 */
export function send(res: ServerResponse, answer: Answer, isLast: boolean): void {
  if (res.headersSent || res.destroyed) return;
  // An answer that nobody takes holds its memory.
  const timer = setTimeout(() => res.destroy(), deliveryTimeoutMs).unref();
  res.once("close", () => clearTimeout(timer));
  res.writeHead(answer.status, isLast ? { ...answer.headers, Connection: "close" } : answer.headers);
  res.end(answer.body);
}

/**
 * Sends the answer to a request whose body was not read to its end, and closes the connection. Closing at once would
 * reset it, and a caller who is still sending would lose the answer: so what comes is read and dropped for a while.
 */
export function sendEarly(req: IncomingMessage, res: ServerResponse, answer: Answer): void {
  if (res.headersSent || res.destroyed) return;
  let droppedBytes = 0;
  const finish = () => {
    clearTimeout(end);
    clearTimeout(quiet);
    req.off("data", drop).off("end", finish).off("close", finish).resume();
    res.end();
  };
  const drop = (chunk: Buffer) => {
    droppedBytes += chunk.length;
    quiet.refresh();
    if (droppedBytes > lingerBytesMax) finish();
  };
  const end = setTimeout(finish, lingerMs);
  const quiet = setTimeout(finish, lingerQuietMs);
  res.writeHead(answer.status, { ...answer.headers, Connection: "close" });
  res.write(answer.body);
  req.on("data", drop).once("end", finish).once("close", finish);
}

/** Answers on a connection that Node gave up as HTTP, and closes it. */
export function sendRaw(socket: Duplex, { status, headers, body }: Answer): void {
  if (!socket.writable) return void socket.destroy();
  const lines = Object.entries({ ...headers, Connection: "close" }).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n`;
  const timer = setTimeout(() => socket.destroy(), lingerQuietMs).unref();
  socket.once("close", () => clearTimeout(timer));
  socket.end(Buffer.concat([Buffer.from(head, "latin1"), body]));
}
