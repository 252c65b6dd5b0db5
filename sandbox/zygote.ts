/** One zygote process: started, spoken to in lines of JSON, watched, and ended. */

import { execa } from "execa";
import type { Backend, Site } from "./backends/backend.js";
import { createDeferred } from "./deferred.js";
import { createLineSplitter } from "./lines.js";
import type { SandboxLog } from "./log.js";
import { type WorkerEnd, type ZygoteStarted, zygoteLineSchema } from "./messages.js";

/** Warming pandas takes half a second natively and 2.5 s in gVisor; a slow disk may take longer. */
const startTimeoutMs = 30_000;
/** A zygote that takes longer to confirm a kill is stuck, and nothing that it holds can be trusted to end. */
const killTimeoutMs = 1_000;
const endTimeoutMs = 1_000;
/** After its exit, for what it wrote last. A descendant that kept the pipe open must not hide that it is gone. */
const drainTimeoutMs = 250;
const longestLineBytes = 64 * 1024;
const longestLogLineBytes = 2 * 1024;
const mostLogLines = 200;

export interface ZygoteEvents {
  /** Warm and ready to fork. */
  started(info: ZygoteStarted): void;
  /** The worker never existed. */
  forkFailed(worker: number, message: string): void;
  ended(worker: number, end: WorkerEnd): void;
  /** The process is gone, and its workers with it: they get SIGKILL when their parent dies. Always the last event. */
  lost(reason: string): void;
}

export interface Zygote {
  /** Asks for a worker; it connects to the plan's socket, `forkFailed` tells otherwise. */
  fork(worker: number, nonce: string, slot: number, rehearse: boolean): void;
  /** Asks for the worker's SIGKILL; `ended` confirms it, or the whole zygote is killed after a second. */
  kill(worker: number): void;
  /** Closes its input, which ends it and its workers; SIGKILL after a second. Resolves when it is gone. */
  end(): Promise<void>;
  /** SIGKILL to it and its workers at once; `lost` follows with this reason. */
  destroy(reason: string): void;
}

/** Starts a zygote. Never throws: what goes wrong is told by `lost`. */
export function startZygote(backend: Backend, site: Site, events: ZygoteEvents, log: SandboxLog): Zygote {
  const command = backend.command(site);
  const child = execa(command.file, command.args, {
    env: command.env,
    extendEnv: false,
    cwd: "/",
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
    buffer: false,
    reject: false,
    // A session of its own: Ctrl-C in a terminal reaches the server alone, which then drains its runs.
    detached: true,
  });
  const living = new Set<number>();
  const unconfirmedKills = new Map<number, NodeJS.Timeout>();
  const gone = createDeferred<void>();
  let destroyedBecause: string | null = null;
  let saidWhy: string | null = null;
  let lastLogLine: string | null = null;
  let isGone = false;

  const startTimer = setTimeout(() => {
    destroy(`the zygote was not warm within ${startTimeoutMs} ms`);
  }, startTimeoutMs);

  function send(line: unknown): void {
    if (!isGone) child.stdin.write(`${JSON.stringify(line)}\n`);
  }

  function destroy(reason: string): void {
    destroyedBecause ??= reason;
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    // The group first, which takes workers that have not asked for SIGKILL on their parent's death yet.
    killQuietly(-child.pid);
    killQuietly(child.pid);
  }

  function buried(worker: number): void {
    living.delete(worker);
    clearTimeout(unconfirmedKills.get(worker));
    unconfirmedKills.delete(worker);
  }

  function receive(line: string): void {
    const parsed = zygoteLineSchema.safeParse(parseJson(line));
    if (!parsed.success) {
      destroy(`the zygote wrote a line that is not of its protocol: ${line.slice(0, 200)}`);
      return;
    }
    const message = parsed.data;
    if ("started" in message) {
      clearTimeout(startTimer);
      events.started(message.started);
    } else if ("ended" in message) {
      const { worker, ...end } = message.ended;
      buried(worker);
      events.ended(worker, end);
    } else if ("forkFailed" in message) {
      buried(message.forkFailed.worker);
      events.forkFailed(message.forkFailed.worker, message.forkFailed.message);
    } else if ("failed" in message) {
      saidWhy = `the zygote failed at ${message.failed.step}: ${message.failed.message}`;
    }
  }

  function becomeGone(how: string): void {
    if (isGone) return;
    isGone = true;
    clearTimeout(startTimer);
    for (const timer of unconfirmedKills.values()) clearTimeout(timer);
    unconfirmedKills.clear();
    living.clear();
    child.stdin.destroy();
    child.stdout.destroy();
    child.stderr.destroy();
    gone.resolve();
    events.lost(destroyedBecause ?? saidWhy ?? (lastLogLine === null ? how : `${how}: ${lastLogLine}`));
  }

  let logLines = 0;
  const logLine = createLineSplitter(longestLogLineBytes, (line) => {
    lastLogLine = line;
    logLines += 1;
    if (logLines <= mostLogLines) log.warn({ line }, "zygote wrote to stderr");
    if (logLines === mostLogLines) log.warn({}, "further lines of this zygote's stderr are dropped");
  });

  child.stdout.on("data", createLineSplitter(longestLineBytes, receive));
  child.stderr.on("data", logLine);
  // EPIPE from a zygote that died between two lines; its exit says the rest.
  child.stdin.on("error", () => undefined);
  child.once("exit", (code, signal) => {
    const how = signal === null ? `the zygote exited with code ${code}` : `the zygote was killed by ${signal}`;
    const timer = setTimeout(() => becomeGone(how), drainTimeoutMs);
    child.once("close", () => {
      clearTimeout(timer);
      becomeGone(how);
    });
  });
  // Settles without an exit only where nothing could be started.
  void child.then((result) => {
    if (child.pid === undefined)
      becomeGone(`${command.file} cannot be started: ${result.originalMessage ?? "unknown reason"}`);
  });

  send({ plan: backend.plan(site) });

  return {
    fork(worker, nonce, slot, rehearse) {
      living.add(worker);
      send({ fork: { worker, nonce, slot, rehearse } });
    },
    kill(worker) {
      if (!living.has(worker) || unconfirmedKills.has(worker)) return;
      send({ kill: { worker } });
      const timer = setTimeout(() => {
        destroy(`the zygote did not confirm a kill within ${killTimeoutMs} ms`);
      }, killTimeoutMs);
      unconfirmedKills.set(worker, timer);
    },
    async end() {
      if (isGone) return;
      child.stdin.end();
      const timer = setTimeout(() => destroy("the zygote did not end"), endTimeoutMs);
      await gone.promise;
      clearTimeout(timer);
    },
    destroy,
  };
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // ESRCH: it is gone already, which is what was wanted.
  }
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
