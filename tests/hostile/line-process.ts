/** A process that answers JSON lines with JSON lines: how the tests speak to the driver and to the controls. */

import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { processesBelow } from "./look.mjs";

export type Line = Readonly<Record<string, unknown>>;

export interface LineProcess {
  readonly pid: number;
  /** Its first line that is no log entry. Rejects where there is none. */
  readonly first: Promise<Line>;
  /** What it logged or wrote to stderr, oldest first. */
  readonly log: readonly string[];
  /** Rejects when the process ends before it answers. */
  ask(question: Line): Promise<Line>;
  /** Closes its input and waits; whatever then lives of it or below it is killed. */
  end(): Promise<void>;
  /** SIGKILL to it alone. */
  kill(): void;
  readonly exited: Promise<void>;
}

const endTimeoutMs = 15_000;

export function startLineProcess(command: readonly string[], env: Readonly<Record<string, string>>): LineProcess {
  const [file = "", ...args] = command;
  const child = spawn(file, args, { cwd: "/", env, stdio: ["pipe", "pipe", "pipe"] });
  const log: string[] = [];
  const pending = new Map<number, { resolve(line: Line): void; reject(error: Error): void }>();
  let lastId = 0;
  let resolveFirst: (line: Line) => void;
  let rejectFirst: (error: Error) => void;
  const first = new Promise<Line>((resolve, reject) => {
    resolveFirst = resolve;
    rejectFirst = reject;
  });
  // Whoever never asks for it is told by `ask`.
  first.catch(() => undefined);

  function note(text: string): void {
    log.push(text);
  }

  function receive(text: string): void {
    const line = parse(text);
    if (line === undefined) note(text);
    else if ("log" in line) note(JSON.stringify(line.log));
    else if (typeof line.id === "number") {
      pending.get(line.id)?.resolve(line);
      pending.delete(line.id);
    } else resolveFirst(line);
  }

  createInterface({ input: child.stdout }).on("line", receive);
  createInterface({ input: child.stderr }).on("line", note);
  child.stdin.on("error", () => undefined);
  const exited = exitOf(child).then((how) => {
    const error = new Error(`the process ended with ${how}\n${log.slice(-10).join("\n")}`);
    rejectFirst(error);
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
  });

  return {
    pid: child.pid ?? 0,
    first,
    log,
    exited,
    ask(question) {
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        if (child.exitCode !== null || child.signalCode !== null) reject(new Error("the process has ended"));
        pending.set(id, { resolve, reject });
        child.stdin.write(`${JSON.stringify({ id, ...question })}\n`);
      });
    },
    async end() {
      const below = child.pid === undefined ? [] : processesBelow(child.pid).map(({ pid }) => pid);
      child.stdin.end();
      const timer = setTimeout(() => {
        for (const pid of [...below, child.pid ?? 0]) killQuietly(pid);
      }, endTimeoutMs);
      await exited;
      clearTimeout(timer);
    },
    kill: () => void child.kill("SIGKILL"),
  };
}

function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(`${signal ?? code}`));
  });
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It is gone already.
  }
}

function parse(text: string): Line | undefined {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return undefined;
  }
}
