// @ts-check
/**
 * One sandbox in a process of its own, so that a mode is nothing but another way to start this program.
 *
 * Usage: driver.mjs CONFIG, where CONFIG is JSON: {"sandbox": URL of create.js, "settings": {…}, "readyTimeoutMs": …,
 * "workerUids": [first, last]}.
 * It says {"ready": …} or {"notReady": reason}, then answers jobs: JSON lines on stdin, answers on stdout.
 */

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { lookAround } from "./look.mjs";

const pollMs = 20;

const config = JSON.parse(process.argv[2] ?? "{}");
const surroundings = JSON.parse(process.env.SURROUNDINGS ?? "{}");
const { createSandbox } = await import(config.sandbox);

/** @param {unknown} line */
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

/** @param {string} level */
const logAs = (level) => (/** @type {unknown} */ details, /** @type {string} */ message) =>
  say({ log: { level, message, details } });

const sandbox = createSandbox(config.settings, { info: logAs("info"), warn: logAs("warn"), error: logAs("error") });

async function awaitReady() {
  const deadline = performance.now() + config.readyTimeoutMs;
  while (!sandbox.status().ready && performance.now() < deadline) await delay(pollMs);
  // All workers that are to be there, so that what is counted later is compared with a full house.
  while (sandbox.status().pool.readyWorkers < config.settings.readyWorkers && performance.now() < deadline)
    await delay(pollMs);
  const status = sandbox.status();
  if (status.ready) say({ ready: { pid: process.pid, status, surroundings } });
  else say({ notReady: status.reason });
}

/** @param {{ script: string, input?: unknown, timeoutMs: number, memoryBytes: number, cancelAfterMs?: number }} job */
async function run({ script, input, timeoutMs, memoryBytes, cancelAfterMs }) {
  const caller = new AbortController();
  const timer = cancelAfterMs === undefined ? undefined : setTimeout(() => caller.abort(), cancelAfterMs);
  const inputJson = input === undefined ? undefined : Buffer.from(JSON.stringify(input));
  const report = await sandbox.run(async () => ({ script, inputJson, timeoutMs, memoryBytes }), caller.signal);
  clearTimeout(timer);
  const { outcome } = report;
  if (outcome.kind !== "returned") return report;
  return { ...report, outcome: { kind: "returned", resultJson: Buffer.from(outcome.resultJson).toString() } };
}

const verbs = {
  run,
  status: async () => sandbox.status(),
  look: async () => {
    globalThis.gc?.();
    return lookAround({ surroundings, runParent: config.settings.runParent, workerUids: config.workerUids });
  },
  read: async (/** @type {string} */ path) => readFileSync(path, "utf8"),
  close: async () => sandbox.close(),
};

await awaitReady();
for await (const line of createInterface({ input: process.stdin })) {
  const { id, verb, argument } = JSON.parse(line);
  const doing = verbs[/** @type {keyof typeof verbs} */ (verb)](argument);
  doing.then(
    (answer) => say({ id, answer: answer ?? null }),
    (error) => say({ id, fault: String(error?.stack ?? error) }),
  );
}
await sandbox.close();
process.exit();
