/** The built service as a process of its own, started the way its users start it. */

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findProjectRoot } from "../../functions/project-root.js";
import { type Client, createClient } from "./client.js";

const root = findProjectRoot(import.meta.dirname);
const framework = join(root, "node_modules/@google-cloud/functions-framework/build/src/main.js");

const startTimeoutMs = 25_000;
/** Nine seconds of draining and the end of what is left. */
const stopTimeoutMs = 12_000;
const pollMs = 20;

export interface Service extends Client {
  readonly pid: number;
  /** Its log so far: one entry a line, parsed where it is JSON. */
  readonly log: readonly LogLine[];
  /** Asks it to end, as Cloud Run does, and gives its exit code. */
  terminate(): Promise<number | string>;
  /** Ends it; throws when it did not exit with 0. */
  stop(): Promise<void>;
}

export type LogLine = Readonly<Record<string, unknown>>;

/**
 * Starts the service and waits for it.
 *
 * @param env settings on top of the defaults.
 * @param until the path that has to answer 200: `/live` for a service that is never to become ready.
 */
export async function startService(env: Readonly<Record<string, string>> = {}, until = "/health"): Promise<Service> {
  for (const part of ["dist/functions/index.js", ".runtime/python.json"]) {
    if (!existsSync(join(root, part))) throw new Error(`${part} is missing: run npm run setup`);
  }
  const port = await findFreePort();
  const child = spawn(process.execPath, [framework, "--target=execute"], {
    cwd: root,
    env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "/", ...env, PORT: String(port) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = exitOf(child);
  const log = collectLines(child);
  const client = createClient(port);

  async function terminate(): Promise<number | string> {
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), stopTimeoutMs);
    return exited.finally(() => clearTimeout(timer));
  }

  try {
    await Promise.race([
      client.eventually(until, ({ status }) => status === 200, startTimeoutMs),
      exited.then((code) => Promise.reject(new Error(`the service ended with ${code}`))),
    ]);
  } catch (error) {
    child.kill("SIGKILL");
    throw new Error(`the service did not start: ${error}\n${log.map((line) => JSON.stringify(line)).join("\n")}`);
  }
  return {
    ...client,
    pid: child.pid ?? 0,
    log,
    terminate,
    async stop() {
      const code = await terminate();
      if (code !== 0) throw new Error(`the service ended with ${code}\n${JSON.stringify(log.slice(-5))}`);
    },
  };
}

/** A service for one test: stopped behind it in any case. */
export async function withService(
  env: Readonly<Record<string, string>>,
  use: (service: Service) => Promise<void>,
): Promise<void> {
  const service = await startService(env);
  try {
    await use(service);
  } finally {
    await service.stop();
  }
}

/** Waits until the state is there, not for a time. */
export async function until(isThere: () => boolean, what: string, timeoutMs = 10_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!isThere()) {
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await delay(pollMs);
  }
}

/** @returns its exit code, or the signal that ended it. */
function exitOf(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(code ?? signal ?? "nothing"));
  });
}

function collectLines(child: ChildProcess): LogLine[] {
  const lines: LogLine[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      const parts = (rest + chunk).split("\n");
      rest = parts.pop() ?? "";
      lines.push(...parts.map(parseLine));
    });
  }
  return lines;
}

function parseLine(line: string): LogLine {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return { text: line };
  }
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (typeof address === "object" && address !== null ? resolve(address.port) : reject(address)));
    });
  });
}
