/** Makes one attack on a target, or its control, and says what is wrong with how it went. */

import { setTimeout as delay } from "node:timers/promises";
import type { Attack, AttackRun, Family } from "./attack.js";
import type { Controls } from "./controls.js";
import { complaintsAbout, complaintsAboutControl, describe, zombiesIn } from "./judge.js";
import type { Look } from "./look.mjs";
import { setupForControl, setupForTarget } from "./setup.js";
import { sourceOf } from "./source.js";
import type { Target } from "./target.js";

/** "Nothing alive 1 s after the response" (T21); gVisor takes its time, and so does a zygote that replaces one. */
const settleMs = { linux: 1_000, gvisor: 5_000 };
const replacementMs = 20_000;
const recoveryMs = 60_000;
const pollMs = 20;
const controlTimeoutMs = 1_000;
const plainScript = "def main(): return 6 * 7\n";

export function familyOf(target: Target): Family {
  if (target.mode.kernel === "gvisor") return "gvisor";
  return target.status.isolation?.layers.includes("mount-namespace") ? "jail" : "landlock";
}

/** Everything that is wrong; empty when the target held. */
export async function attackTarget(attack: Attack, target: Target): Promise<string[]> {
  const before = await lookAtRest(target);
  const logged = target.log.length;
  const report = await target.run({
    script: sourceOf(attack.file, attack.part),
    input: setupForTarget(attack, target, before),
    ...(attack.timeoutMs && { timeoutMs: attack.timeoutMs }),
    ...(attack.memoryMb && { memoryMb: attack.memoryMb }),
    ...(attack.cancelAfterMs && { cancelAfterMs: attack.cancelAfterMs }),
  });
  const after = await settle(target, before, report.outcome.kind === "crashed");
  const run: AttackRun = {
    attack,
    family: familyOf(target),
    report,
    before,
    after,
    errors: errorsSince(target, logged),
  };
  return [...complaintsAbout(run), ...(await complaintsAboutService(target))];
}

/** A zygote that is replaced after a crash is told as information, and a lost one as an error. */
export function errorsSince(target: Target, logged: number): string[] {
  return target.log.slice(logged).filter((line) => line.includes('"level":"error"'));
}

/** The next caller must not notice anything. Waits for a service that is out, so that one attack fails one test. */
export async function complaintsAboutService(target: Target): Promise<string[]> {
  const report = await target.run({ script: plainScript });
  const { outcome, isolation } = report;
  if (outcome.kind !== "returned" || outcome.resultJson !== "42") {
    const seconds = await secondsUntilServing(target);
    return [`the next script fails, and the service is out for ${seconds} s: ${describe(report)}`];
  }
  const layers = isolation?.layers.join(", ");
  const promised = target.status.isolation?.layers.join(", ");
  return layers === promised ? [] : [`the next script is confined by ${layers}, not by ${promised}`];
}

async function secondsUntilServing(target: Target): Promise<string> {
  const began = performance.now();
  while (performance.now() - began < recoveryMs) {
    const { outcome } = await target.run({ script: plainScript });
    if (outcome.kind === "returned") return ((performance.now() - began) / 1_000).toFixed(1);
    await delay(pollMs);
  }
  return `more than ${recoveryMs / 1_000}`;
}

/** A look when all workers are there that are to be kept ready: with fewer, their successors would look like leftovers. */
export async function lookAtRest(target: Target): Promise<Look> {
  const deadline = performance.now() + replacementMs;
  for (;;) {
    const { pool } = await target.askStatus();
    const isFull = pool.running === 0 && pool.readyWorkers >= target.settings.readyWorkers;
    if (isFull || performance.now() > deadline) return target.look();
    await delay(pollMs);
  }
}

/** Looks until nothing is left of the attack, but not for long. */
export async function settle(target: Target, before: Look, isReplacementDue: boolean): Promise<Look> {
  const deadline = performance.now() + (isReplacementDue ? replacementMs : settleMs[target.mode.kernel]);
  for (;;) {
    const now = await target.look();
    const isQuiet =
      now.processes.length <= before.processes.length &&
      zombiesIn(now) <= zombiesIn(before) &&
      now.entries.length <= before.entries.length;
    if (isQuiet || performance.now() > deadline) return now;
    await delay(pollMs);
  }
}

/** @returns what is wrong with the control, or `absent` where this machine has nothing of what is attacked. */
export async function attackUnconfined(attack: Attack, controls: Controls): Promise<string[] | "absent"> {
  const { control } = attack;
  if ("none" in control) return [];
  const [ending] = await controls.run({
    steps: [{ source: sourceOf(attack.file, attack.part), setup: setupForControl(attack, controls) }],
    how: "sequence",
    ownPlace: control.in === "own place",
    timeoutMs: control.shows === "runs on" ? controlTimeoutMs : 30_000,
  });
  return ending === undefined ? ["it did not end"] : complaintsAboutControl(control, ending);
}
